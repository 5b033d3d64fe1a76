"""A list of people as a personnel officer has it, pasted or out of a table: names and ID numbers, line by line."""

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from casework.identity import HAN, id_number_of, name_of
from casework.problems import Wrong

MOST = 5_000  # lines of one list
BETWEEN = re.compile(r"[\t,;|、，；｜\"'“”]+|(?<=[0-9Xx])\s+|\s+(?=\d)|(?<=[^\d\s.])(?=\d{14})")
LIKE = re.compile(r"[0-9]{11,}[0-9Xx*]{3,8}|[0-9]{14,19}[Xx]?")
POWER = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
STRAY = re.compile(rf"(?<={HAN})\s*[A-Za-z]{{1,2}}\s*(?=\d{{14}})|(?<=[\s,;|、\"'])[A-Za-z](?=\d{{14}})")
"""A letter or two before a number, after a Chinese name or alone: of no name, and of no number."""
HEADING = re.compile(r"姓\s*名")
LABEL = re.compile(r"(?:姓\s*名|(?:居民)?身份证(?:件)?(?:号码?)?|公民身份号码|证件号码?)\s*:?")
LONG = re.compile(r"\d{6}")  # more figures than a heading has
FIGURES = re.compile(r"[\d\s.:：()（）-]*")


class Listed(msgspec.Struct, frozen=True):
    """Is one person of a list: line, name, ID number."""

    line: int
    name: str
    number: str


class Unread(msgspec.Struct, frozen=True):
    """Is a line that cannot be taken: its number, the name where there is one, what is wrong; never the ID number."""

    line: int
    name: str
    why: str


def read(text: str, today: str) -> tuple[list[Listed], list[Unread]]:
    """Return the people of a list, and the lines that cannot be taken.

    Args:
        text: lines with a name and an ID number each, in any order, apart by tabs, commas or spaces; other columns that
            hold only figures are passed over, and so is a heading.
        today: ISO day.

    Raises:
        Wrong: there is no line, or there are too many.
    """
    lines = [(n, cells) for n, cells in _lines(text) if cells]
    if lines and _heading(lines[0][1]):
        del lines[0]
    if not lines:
        raise Wrong("list_empty", "没有读到名单。请把姓名和身份证号两列复制来，一行一个人")
    if len(lines) > MOST:
        raise Wrong("list_long", f"一次最多 {MOST} 行，这里有 {len(lines)} 行。请分几次贴，前面贴的都在")
    found, bad, first = list[Listed](), list[Unread](), dict[str, int]()
    for n, cells in lines:
        taken = _person(n, cells, today)
        if isinstance(taken, Listed) and (before := first.setdefault(taken.number, n)) != n:
            taken = Unread(n, taken.name, f"和第 {before} 行是同一个身份证号，这一行没有收")
        (found if isinstance(taken, Listed) else bad).append(taken)  # type: ignore[arg-type]
    return found, bad


def _heading(cells: list[str]) -> bool:
    """Tell whether a line only names columns; one with a number, be it a wrong one, is somebody's."""
    named = any(HEADING.search(c) for c in cells) or all(LABEL.fullmatch(c) for c in cells)
    return named and not any(LONG.search(c) for c in cells)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line's number and its cells."""
    for n, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n"), 1):
        plain = STRAY.sub(" ", unicodedata.normalize("NFKC", line[:400]))
        yield n, [cell for cell in (c.strip() for c in BETWEEN.split(plain)) if cell]


def _person(n: int, cells: list[str], today: str) -> Listed | Unread:
    numbers = [c for c in cells if LIKE.fullmatch(c) and len(c) != 11]
    said = [part.strip() for c in cells if c not in numbers for part in LABEL.split(c)]
    words = [part for part in said if not FIGURES.fullmatch(part) and not POWER.fullmatch(part)]
    name = words[0][:50] if words else ""
    if not numbers:
        if any(POWER.fullmatch(c) for c in cells):
            return Unread(n, name, "身份证号在表格里变成了科学计数。请把那一列设成“文本”，重新复制")
        return Unread(n, name, "没有身份证号")
    if len(numbers) > 1:
        return Unread(n, name, "一行里有两个身份证号。请一行写一个人")
    try:
        number = id_number_of(numbers[0], today)
    except Wrong as error:
        return Unread(n, name, error.detail.removeprefix("还没保存。"))
    if not name:
        return Unread(n, "", "没有姓名")
    try:
        return Listed(n, name_of(name), number)
    except Wrong as error:
        return Unread(n, name, error.detail.removeprefix("还没保存。"))
