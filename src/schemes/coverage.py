"""Holds a region against the numbered sections of its manual: what nobody refers to is a gap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from schemes.compiled import Scheme
from schemes.quotations import bare, number_of, sources


class ManualSection(NamedTuple):
    """One numbered section of a manual.

    `elsewhere` says who does it when the region's files cannot: the product itself, or nobody because it falls away.
    """

    number: str
    heading: str
    elsewhere: str = ""


class Gap(NamedTuple):
    """A section of the manual that the region does not refer to, or a heading that is not in the manual's text."""

    number: str
    heading: str
    text: str


def read_manual_sections(file: Path) -> list[ManualSection]:
    """Read `manual_sections.tsv`: number, heading and, where the region's files do not cover it, who does.

    Raises:
        ValueError: a line has no tab; the text says which.

    """
    out: list[ManualSection] = []
    for line, text in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        parts = [part.strip() for part in text.split("\t")]
        if len(parts) < 2:
            raise ValueError(f"{file.name} 第 {line} 行：编号和标题之间要有制表符")
        out.append(ManualSection(parts[0], parts[1], parts[2] if len(parts) > 2 else ""))
    return out


def coverage(scheme: Scheme, sections: Sequence[ManualSection], manual: str | None = None) -> list[Gap]:
    """List the manual's sections to which nothing in the scheme refers.

    A section is covered when it, or one below it, is named by a `source`, or when the list says who else does it.

    Args:
        scheme: the region.
        sections: numbers and headings of its manual.
        manual: the manual's text; given, each heading is looked up in it as well.

    """
    named = {number_of(source) for _, source in sources(scheme.document)} - {""}
    gaps: list[Gap] = []
    text = bare(manual) if manual is not None else None
    for section in sections:
        if text is not None and bare(section.heading) not in text:
            gaps.append(Gap(section.number, section.heading, "手册里没有这个标题，请照手册抄"))
        below = section.number.rstrip(".") + "."
        if section.elsewhere or section.number in named or any(number.startswith(below) for number in named):
            continue
        gaps.append(Gap(section.number, section.heading, "规则里没有哪一处写着它的出处。补上，或在第三列写明由谁来做"))
    known = {section.number for section in sections}
    for number in sorted(named - known, key=_order):
        gaps.append(Gap(number, "", "source 写了这个编号，而手册的目录里没有"))
    return gaps


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", number))
