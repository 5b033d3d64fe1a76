"""Takes glyphs out of a CFF font and writes a small CID-keyed CFF of them.

Source: Adobe Technical Note 5176, The Compact Font Format Specification. Charstrings come without subroutines, so each
can be kept by itself and any set of them can be written without looking at the font again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CHARSET, _CHARSTRINGS, _PRIVATE, _SUBRS = 15, 17, 18, 19
_FONT_BBOX = 5
_ROS, _MATRIX, _CID_COUNT, _FD_ARRAY, _FD_SELECT = 1230, 1207, 1234, 1236, 1237

Dict = dict[int, tuple[list[int], bytes]]
"""Operator → its whole-number operands and all its operands as written; two-byte operators count from 1200."""


@dataclass(frozen=True, slots=True)
class Cff:
    """Holds what is shared by the glyphs of a font: the matrix, the box, and each private dictionary."""

    matrix: bytes
    box: bytes
    privates: tuple[tuple[bytes, bytes], ...]  # (matrix, private dictionary without subroutines) of each font
    select: bytes | None  # glyph → font, one byte a glyph; None when there is one font
    charstrings: _Index


class _Index(Sequence[bytes]):
    """Reads an INDEX where it lies."""

    def __init__(self, data: memoryview, at: int) -> None:
        self._data = data
        self._count = int.from_bytes(data[at : at + 2], "big")
        self._size = data[at + 2] if self._count else 1
        self._offsets = at + 3
        self._base = at + 2 + (self._count + 1) * self._size
        self.end = self._base + self._offset(self._count) if self._count else at + 2

    def _offset(self, n: int) -> int:
        at = self._offsets + n * self._size
        return int.from_bytes(self._data[at : at + self._size], "big")

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, n: int) -> bytes:  # type: ignore[override]  nobody asks for a slice
        if not 0 <= n < self._count:
            raise IndexError(n)
        return bytes(self._data[self._base + self._offset(n) : self._base + self._offset(n + 1)])


def read(table: bytes | memoryview) -> Cff:
    """Read a CFF table; only what is asked for later is copied.

    Raises:
        ValueError: the table is not a CFF font.

    """
    data = memoryview(table)
    try:
        names = _Index(data, data[2])
        tops = _Index(data, names.end)
        top = _dict(tops[0])
        charstrings = _Index(data, top[_CHARSTRINGS][0][0])
        if _ROS not in top:
            return Cff(_written(top, _MATRIX), _written(top, _FONT_BBOX), (_private(data, top),), None, charstrings)
        fonts = [_dict(font) for font in _Index(data, top[_FD_ARRAY][0][0])]
        select = _select(data, top[_FD_SELECT][0][0], len(charstrings))
        privates = tuple((_written(font, _MATRIX), _private(data, font)[1]) for font in fonts)
        return Cff(_written(top, _MATRIX), _written(top, _FONT_BBOX), privates, select, charstrings)
    except (IndexError, KeyError, struct.error) as fault:
        raise ValueError("not a CFF font") from fault


def write(name: str, cff: Cff, glyphs: Sequence[tuple[bytes, int]]) -> bytes:
    """Write a font in which CID n is the nth of `glyphs`, (charstring, which private dictionary), the first .notdef."""
    count = len(glyphs)
    head = b"\x01\x00\x04\x04" + _index([name.encode("ascii")])
    strings = _index([b"Adobe", b"Identity"]) + _index([])
    charset = b"\x02" + struct.pack(">HH", 1, count - 2) if count > 1 else b"\x00"
    select = b"\x00" + bytes(font for _, font in glyphs)
    charstrings = _index([charstring for charstring, _ in glyphs])

    def top(offsets: Sequence[int]) -> bytes:
        at_charset, at_select, at_charstrings, at_fonts = map(_long, offsets)
        body = _long(391) + _long(392) + _long(0) + _operator(_ROS)
        for operands, operator in ((cff.matrix, _MATRIX), (cff.box, _FONT_BBOX)):
            body += operands + _operator(operator) if operands else b""
        body += _long(count) + _operator(_CID_COUNT) + at_charset + _operator(_CHARSET)
        body += at_select + _operator(_FD_SELECT) + at_charstrings + _operator(_CHARSTRINGS)
        return _index([body + at_fonts + _operator(_FD_ARRAY)])

    start = len(head) + len(top([0] * 4)) + len(strings)
    at_select = start + len(charset)
    at_charstrings = at_select + len(select)
    at_privates = at_charstrings + len(charstrings)
    privates, fonts = b"", list[bytes]()
    for matrix, private in cff.privates:
        where = at_privates + len(privates)
        font = matrix + _operator(_MATRIX) if matrix else b""
        fonts.append(font + _long(len(private)) + _long(where) + _operator(_PRIVATE))
        privates += private
    at_fonts = at_privates + len(privates)
    top_dict = top([start, at_select, at_charstrings, at_fonts])
    return b"".join((head, top_dict, strings, charset, select, charstrings, privates, _index(fonts)))


def _index(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return b"\x00\x00"
    offsets = [1]
    for entry in entries:
        offsets.append(offsets[-1] + len(entry))
    return struct.pack(f">HB{len(offsets)}I", len(entries), 4, *offsets) + b"".join(entries)


def _long(number: int) -> bytes:
    return b"\x1d" + struct.pack(">i", number)


def _operator(number: int) -> bytes:
    return bytes((12, number - 1200)) if number >= 1200 else bytes((number,))


def _written(entries: Dict, operator: int) -> bytes:
    return entries[operator][1] if operator in entries else b""


def _private(data: memoryview, font: Dict) -> tuple[bytes, bytes]:
    size, at = font[_PRIVATE][0]
    entries = _dict(bytes(data[at : at + size]))
    kept = (operands + _operator(number) for number, (_, operands) in entries.items() if number != _SUBRS)
    return b"", b"".join(kept)


def _select(data: memoryview, at: int, count: int) -> bytes:
    if data[at] == 0:
        return bytes(data[at + 1 : at + 1 + count])
    if data[at] != 3:
        raise ValueError("unknown FDSelect")
    (ranges,) = struct.unpack_from(">H", data, at + 1)
    runs: list[bytes] = []
    for n in range(ranges):
        first, font, after = struct.unpack_from(">HBH", data, at + 3 + 3 * n)
        runs.append(bytes((font,)) * (after - first))
    return b"".join(runs)


def _dict(data: bytes) -> Dict:
    found: Dict = {}
    numbers: list[int] = []
    begin = 0
    for operator, number, start, end in _tokens(data):
        if operator is None:
            numbers.append(number)
        else:
            found[operator] = (numbers, data[begin:start])
            numbers, begin = [], end
    return found


def _tokens(data: bytes) -> Iterator[tuple[int | None, int, int, int]]:
    """Yield (operator or None, operand, start, end); a real number's value is of no interest and told as 0."""
    at = 0
    while at < len(data):
        start, lead = at, data[at]
        at += 1
        if lead <= 21:
            operator = lead
            if lead == 12:
                operator = 1200 + data[at]
                at += 1
            yield operator, 0, start, at
            continue
        number = 0
        if lead == 28:
            (number,) = struct.unpack_from(">h", data, at)
            at += 2
        elif lead == 29:
            (number,) = struct.unpack_from(">i", data, at)
            at += 4
        elif lead == 30:
            while data[at] & 15 != 15 and data[at] >> 4 != 15:
                at += 1
            at += 1
        elif 32 <= lead <= 246:
            number = lead - 139
        elif 247 <= lead <= 250:
            number = (lead - 247) * 256 + data[at] + 108
            at += 1
        elif 251 <= lead <= 254:
            number = -(lead - 251) * 256 - data[at] - 108
            at += 1
        else:
            raise ValueError("reserved byte in a CFF dictionary")
        yield None, number, start, at
