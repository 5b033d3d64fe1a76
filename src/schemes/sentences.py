"""Splits a manual's converted text into sentences and table cells, each with its line and the section it stands in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

NUMBERED: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2})+(?![\d.])|[一二三四五六七八九十]+(?=、))[、.\s]*(.*)", re.DOTALL)
LISTED: Final = re.compile(r"(?:\t|\.{2,}|…)\s*\d+\s*$")
"""The end of a line of the table of contents: dots or a tab, and a page."""
TAG: Final = re.compile(r"<[^<>]*>")
SHOWN: Final = re.compile(r'<input[^<>]*type="button"[^<>]*value="([^"]*)"[^<>]*>')
LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
BULLET: Final = re.compile(r"\s*(?:[-➤•]+\s+|[①-⑳⓪]\s*|\(?\d{1,2}[.、)]\s*(?=\D)|[A-Z]、)*")
SENTENCE: Final = re.compile(r"[^。；;！？!?]+[。；;！？!?]*")
CLAUSE: Final = re.compile(r"[，,：:。；;！？!?]+")
BROKEN: Final = re.compile(r"[^\t]*，[^\t]*[^\t。；;：:！？!?”）)]", re.DOTALL)
"""A sentence without its end, which stands on the next line; what has no comma is a cell or a heading."""
CONTENTS: Final = "目录"


class Piece(NamedTuple):
    """One sentence or table cell of a manual.

    `section` is the number it stands under, `row` the bare text of its whole line, `clauses` the bare parts between
    commas, each of which somebody must answer for.
    """

    line: int
    section: str
    text: str
    row: str
    clauses: tuple[str, ...]

    @property
    def bare(self) -> str:
        """Return its letters and digits alone."""
        return "".join(self.clauses)


def letters(text: str) -> str:
    """Return letters and digits alone, in their usual width: what is compared when wordings are."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def pieces(manual: str, sections: Sequence[tuple[str, str]]) -> list[Piece]:
    """Split a manual.

    Args:
        manual: its text; tables may have tabs or HTML.
        sections: number and heading of each section.

    Returns:
        Its sentences and cells in order. What stands before the first heading is under the number "".

    """
    headings = dict(sections)
    out: list[Piece] = []
    section = ""
    for line, text in _lines(manual, headings):
        here, cells, row = section, text.split("\t"), letters(text)
        if listed := _listed(text):
            here, cells = CONTENTS, [listed]
        elif found := _heading(text, headings):
            here = section = found[0]
            cells = [found[1]]
        for cell in cells:
            for sentence in SENTENCE.findall(cell[BULLET.match(cell).end() :]):  # type: ignore[union-attr]
                clauses = tuple(filter(None, map(letters, CLAUSE.split(sentence))))
                if clauses:
                    out.append(Piece(line, here, sentence.strip(), row, clauses))
    return out


def _listed(text: str) -> str:
    """Return the words of a line of the table of contents, or nothing."""
    end = LISTED.search(text)
    found = NUMBERED.fullmatch(text[: end.start()].rstrip(". \t")) if end else None
    return found[2] if found else ""


def _heading(text: str, headings: dict[str, str]) -> tuple[str, str] | None:
    """Return number and words of a heading; a Chinese number counts only before the heading that is listed for it."""
    found = NUMBERED.match(text.strip())
    if found is None or found[1] not in headings or "\t" in text:
        return None
    words, heading = letters(found[2]), letters(headings[found[1]])
    dotted = "." in found[1] and (words.startswith(heading) or not CLAUSE.search(found[2][:-1]))
    return (found[1], found[2]) if dotted or words == heading else None


def _lines(manual: str, headings: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Yield lines with tabs between cells; a line that breaks off in the middle of a sentence takes the next one."""
    begun: tuple[int, str] | None = None
    for number, raw in enumerate(manual.split("\n"), 1):
        text = _plain(raw)
        if not text.strip():
            continue
        if begun and not (_heading(text, headings) or "\t" in text or BULLET.match(text).end()):  # type: ignore[union-attr]
            begun = begun[0], begun[1] + text.strip()
        else:
            if begun:
                yield begun
            begun = number, text.strip()
        if not BROKEN.fullmatch(begun[1]) or _heading(begun[1], headings):
            yield begun
            begun = None
    if begun:
        yield begun


def _plain(raw: str) -> str:
    """Return a line without tags and marks; cells of an HTML table are parted by tabs, a button leaves its word."""
    text = SHOWN.sub(r"\t\1\t", raw.replace("\u3000", " ").replace("**", ""))
    text = LINK.sub(r"\1\t", TAG.sub("\t" if "<t" in text else " ", text))
    return re.sub(r"[ \r\f]*\t[\t ]*", "\t", text).strip("\t \r\f\u00a0")
