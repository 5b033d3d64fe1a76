"""Reads a region's folder, or a document that was published, into a Scheme."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemes.building import build
from schemes.compiled import Loaded, Scheme
from schemes.digests import pruned
from schemes.errors import Fault, SchemeError
from schemes.findings import Findings
from schemes.quotations import check_quotations
from schemes.source import read_region


def load(folder: Path, manual: str | None = None) -> Loaded:
    """Read, check and compile a region.

    Args:
        folder: the region's folder; shared lists are looked for in `_shared` beside it.
        manual: the manual's text; given, every quotation in `source:` is looked up in it.

    Returns:
        The scheme, unless a fault of level "error" stands, and all faults.

    """
    findings = Findings()
    read = read_region(folder, findings)
    if any(fault.code == "S001" for fault in findings.faults):  # what an unreadable file declares would all be missing
        return Loaded(None, findings.ordered())
    names = read.get("lists")
    foreign = frozenset(
        name
        for name in (names if isinstance(names, dict) else {})
        if findings.place(("lists", name))[0] in findings.shared
    )
    document = pruned(read, foreign)
    if manual is not None:
        check_quotations(document, manual, findings)
    scheme = build(document, findings)
    faults = findings.ordered()
    return Loaded(None if any(fault.level == "error" for fault in faults) else scheme, faults)


def check(folder: Path, manual: str | None = None) -> list[Fault]:
    """Return everything that is wrong with a region, errors first."""
    return list(load(folder, manual).faults)


def from_document(document: Mapping[str, Any]) -> Scheme:
    """Compile a document that was published.

    Raises:
        SchemeError: it is not a usable scheme; `faults` say why.

    """
    findings = Findings()
    scheme = build(document, findings)
    if scheme is None:
        raise SchemeError(findings.ordered())
    return scheme
