"""Holds a region against every sentence and table cell of its manual: each says who does it, or is a gap."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from schemes.sentences import CONTENTS, Piece, letters

WHO: Final = ("规则", "产品", "重复", "图", "示例", "不再需要", "标题", "残字")
"""Who can answer for a sentence: a place in the region's files, the product, another section of the manual; or it is
furniture of a screen, a sample person's data, the use of an old system, a heading, a slip of the conversion."""
WHOLE: Final = 6
"""A clause of so many characters may stand within a text of the region, a shorter one must be a word of it."""
FIGURE: Final = re.compile(r".*(?:如下图?所示|说明如下)")
"""A clause that only leads to a picture or a list."""
HASH: Final = 10
MORE: Final = "…"
WORD: Final = re.compile(r"[|=>＝：:；;，,。、/（）()\[\]{}“”\"?？\s]+|\d+[.、]")


class Line(NamedTuple):
    """One line of `manual_lines.tsv`: who answers for a sentence that the region's texts do not hold.

    `key` is the sentence, or its opening and `…`, or `#` and the digest of a whole line of the manual where its words
    must not be repeated.
    """

    number: int
    section: str
    key: str
    who: str
    words: str


class Account(NamedTuple):
    """What became of a manual: pieces nobody answers for, lines that answer for nothing, and how many fall to whom."""

    gaps: list[Piece]
    idle: list[Line]
    shares: dict[str, int]


def mark(row: str) -> str:
    """Return the digest that stands for a line of the manual, given its bare text."""
    return "#" + hashlib.sha256(row.encode()).hexdigest()[:HASH]


def read_manual_lines(file: Path, document: Mapping[str, Any], numbers: Iterable[str]) -> list[Line]:
    """Read `manual_lines.tsv`: section, opening of the sentence or `#` and digest, who answers and with what.

    Args:
        file: may be absent; then nobody answers but the region's texts.
        document: the region as plain values; a place that a line names must be in it.
        numbers: the manual's sections.

    Raises:
        ValueError: a line cannot be read, or names what is not there; the text says which.

    """
    known = {"", CONTENTS, *numbers}
    out: list[Line] = []
    for number, text in enumerate(file.read_text("utf-8").splitlines() if file.is_file() else (), 1):
        if not text.strip() or text.startswith("# "):
            continue
        here = f"{file.name} 第 {number} 行"
        parts = text.split("\t")
        if len(parts) != 3:
            raise ValueError(f"{here}：要写三列，章节、句子开头、由谁来做，中间用制表符")
        section, key, says = (part.strip() for part in parts)
        who, _, words = says.partition("：")
        if who not in WHO or section not in known:
            raise ValueError(f"{here}：章节要在目录里，第三列以这些词开头：{'、'.join(WHO)}")
        if who == "规则":
            for path in words.split():
                _stands(document, path, here)
        if who == "重复" and words not in known:
            raise ValueError(f"{here}：重复要写目录里的编号，“{words}”不在")
        out.append(Line(number, section, _bare(key), who, words))
    return out


def _stands(document: Any, path: str, here: str) -> None:
    """Follow a path of keys.

    Raises:
        ValueError: nothing stands there.

    """
    at = document
    for key in path.split("."):
        if isinstance(at, Mapping) and key in at:
            at = at[key]
        elif isinstance(at, list) and (
            found := [one for one in at if isinstance(one, Mapping) and one.get("code") == key]
        ):
            at = found[0]
        else:
            raise ValueError(f"{here}：规则里没有 {path}")


def account(
    document: Mapping[str, Any], pieces: Sequence[Piece], headings: Iterable[str], lines: Sequence[Line]
) -> Account:
    """Find who answers for each piece of a manual.

    A clause is answered for when a text of the region holds it, or when it is a heading; a whole sentence when a line
    says who does it, or when the same sentence is answered for elsewhere.

    Args:
        document: the region as plain values.
        pieces: the manual, split.
        headings: of its sections.
        lines: of `manual_lines.tsv`.

    """
    texts = {letters(text) for text in _texts(document)}
    words = {letters(word) for text in _texts(document) for word in WORD.split(text)} | texts
    titles = {letters(heading) for heading in headings}
    whole = "\n".join(sorted(texts))
    used: set[Line] = set()
    by_line: dict[str, Line] = {}
    for piece in pieces:
        for line in lines:
            if _meant(line, piece):
                used.add(line)
                by_line.setdefault(piece.bare, line)
    shares: dict[str, int] = {}
    gaps: list[Piece] = []
    for piece in pieces:
        left = [c for c in piece.clauses if c not in words and not (len(c) >= WHOLE and c in whole)]
        if not left:
            who = "规则"
        elif all(FIGURE.fullmatch(clause) for clause in left):
            who = "图"
        elif piece.bare in titles:
            who = "标题"
        elif piece.bare in by_line:
            who = by_line[piece.bare].who
        else:
            gaps.append(piece)
            continue
        shares[who] = shares.get(who, 0) + 1
    return Account(gaps, [line for line in lines if line not in used], shares)


def _bare(key: str) -> str:
    """Return a key as it is compared: a digest as it is, words as letters, with a mark when they are an opening."""
    return key if key.startswith("#") else letters(key) + MORE * key.endswith(MORE)


def _meant(line: Line, piece: Piece) -> bool:
    """Tell whether a line speaks of this piece."""
    if line.key.startswith("#"):
        return line.key == mark(piece.row)
    same = piece.bare.startswith(line.key[:-1]) if line.key.endswith(MORE) else piece.bare == line.key
    return same and line.section == piece.section


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
