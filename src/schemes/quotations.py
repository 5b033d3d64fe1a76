"""Compares what `source:` quotes with the manual, word for word but for spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemes.findings import Findings, Path

SOURCE: Final = re.compile(r"(product|[A-Z]+-\d+|[一二三四五六七八九十]+|\d+(?:\.\d+)*)(?:\s+(.+))?", re.DOTALL)


def sources(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield every `source` of a document with its path."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key == "source" and isinstance(item, str):
                yield (*path, key), item
            else:
                yield from sources(item, (*path, str(key)))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from sources(item, (*path, str(number)))


def number_of(source: str) -> str:
    """Return the number of the manual's section that a source begins with, or nothing."""
    found = SOURCE.fullmatch(source.strip())
    return found[1] if found and (found[1][0].isdigit() or found[1][0] in "一二三四五六七八九十") else ""


def bare(text: str) -> str:
    """Return a text without spaces."""
    return re.sub(r"\s+", "", text)


def check_quotations(document: Mapping[str, Any], manual: str, findings: Findings) -> None:
    """Find sentences that are quoted and do not stand in the manual."""
    text = bare(manual)
    for path, source in sources(document):
        found = SOURCE.fullmatch(source.strip())
        quoted = found[2] if found else source
        if quoted and not (found and found[1] == "product") and bare(quoted) not in text:
            say = f"手册里没有这句话：“{quoted[:30]}”。请照手册的字抄；是自己加的，写 source: product"
            findings.add("S118", say, *path)
