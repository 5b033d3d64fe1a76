"""Places bands on pages: boxes are closed at a page's end and go on after it, with their labels and headings again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .bands import Abreast, Band, Box, Table
from .errors import Unprintable

MOST_PAGES = 300

_KEEP = 0.35  # a line or a group of lines up to this part of a page is never torn
_ALONE = 3  # as many lines of a torn cell stand on a page at least
_EPS = 0.01


@dataclass(slots=True)
class Item:
    """Holds a box, or one page's part of it, at its place; `y` runs down from the upper edge of the paper."""

    page: int
    x: float
    y: float
    width: float
    height: float
    box: Box
    first: int
    last: int
    torn: bool


@dataclass(slots=True)
class Note:
    """Holds words in a page's corner."""

    page: int
    y: float
    text: str


@dataclass(slots=True)
class _Carry:
    """Follows a cell that spans bands down the page."""

    box: Box
    top: float
    first: int
    until: int
    torn: bool = False


class Flow:
    """Places tables between the upper and the lower edge of pages as many as it needs."""

    def __init__(self, top: float, bottom: float, begin: float | None = None) -> None:
        """Begin at `begin` on the first page, at `top` on every other; all in points from the paper's upper edge."""
        self.top = top
        self.bottom = bottom
        self.page = 0
        self.y = self.first = top if begin is None else begin
        self.items: list[Item] = []
        self.notes: list[Note] = []

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max((item.page for item in self.items), default=0) + 1

    def place(self, block: Table | Abreast) -> None:
        """Place one block below what is there."""
        if block.fresh and self.y > self.upper:
            self.turn()
        if isinstance(block, Table) and block.corner:
            self.notes.append(Note(self.page, self.y, block.corner))
            self.y += 20
        if isinstance(block, Table):
            _Run(self, block).go()
            return
        start = (self.page, self.y)
        ends: list[tuple[int, float]] = []
        for part in block.parts:
            self.page, self.y = start
            for table in part:
                _Run(self, table).go()
            ends.append((self.page, self.y))
        self.page, self.y = max(ends, default=start)

    @property
    def upper(self) -> float:
        """Return where this page begins."""
        return self.first if self.page == 0 else self.top

    def turn(self) -> None:
        """Begin a page.

        Raises:
            Unprintable: there are more pages than anybody prints.

        """
        self.page += 1
        self.y = self.top
        if self.page >= MOST_PAGES:
            raise Unprintable("too_long", f"内容太多，超过 {MOST_PAGES} 页，打印不出来。请删减后再打印。")


class _Run:
    """Places one table."""

    def __init__(self, flow: Flow, table: Table) -> None:
        self.flow = flow
        self.table = table
        self.carried: list[_Carry] = []
        self.room = flow.bottom - flow.top
        again = sum(band.height for band in table.again)
        self.again = table.again if again < self.room * 0.5 else []
        self.resume = flow.top + sum(band.height for band in self.again)
        self.untouched = True  # nothing but heads stands on this page

    def go(self) -> None:
        flow, bands = self.flow, self.table.bands
        heads = sum(band.height for band in self.table.heads)
        group = _groups(bands)
        first = group[0] if bands else 0.0
        if first > self.room * _KEEP:
            first = min(bands[0].height, self.table.style.leading * _ALONE + 2 * self.table.style.gap)
        if heads + first > flow.bottom - flow.y + _EPS and flow.y > flow.upper:
            flow.turn()
        self._heads(self.table.heads)
        for n, band in enumerate(bands):
            kept = group[n]
            if kept and not self.untouched and flow.y + kept > flow.bottom + _EPS and kept <= self.room * _KEEP:
                self._turn()
            self._band(n, band)

    def _band(self, n: int, band: Band) -> None:
        flow = self.flow
        begun, height, torn = 0, band.height, False
        while True:
            need = max(height, self._carried_need(n))
            room = flow.bottom - flow.y
            if need <= room + _EPS:
                break
            fit = self._fit(band, begun, need, room)
            if fit == 0 and not self.untouched:
                self._turn()
                continue
            self._emit(n, band, begun, begun + max(fit, 1), room, True)
            begun += max(fit, 1)
            torn = True
            flow.y = flow.bottom
            self._turn()
            height = max(self.table.style.least, _rest(band, begun), height - room)
        self._emit(n, band, begun, None, need, torn)
        flow.y += need
        self.untouched = False
        self._close(n)

    def _fit(self, band: Band, begun: int, need: float, room: float) -> int:
        """Return how many lines of a band to leave on this page, 0 to take all of it to the next."""
        flow, sizes = self.flow, self.table.style
        fit = int((room - 2 * sizes.gap + _EPS) / sizes.leading)
        if self.untouched:
            return max(fit, 1)
        said = band.longest * sizes.leading
        if fit < _ALONE or (said <= self.room * _KEEP and need <= flow.bottom - self.resume):
            return 0
        rest = max(band.longest, *(len(one.box.lines) - one.first for one in self.carried), 0) - begun
        return min(fit, rest - 1) if rest > _ALONE else fit

    def _emit(self, n: int, band: Band, begun: int, until: int | None, height: float, torn: bool) -> None:
        flow = self.flow
        for box in band.boxes:
            if box.down > 1:
                if begun == 0:
                    self.carried.append(_Carry(box, flow.y, 0, n + box.down - 1))
                continue
            first, last = min(begun, len(box.lines)), len(box.lines) if until is None else min(until, len(box.lines))
            if box.role != "value":  # a label is said again in every part
                first, last = 0, len(box.lines)
            flow.items.append(Item(flow.page, box.x, flow.y, box.width, height, box, first, last, torn))

    def _carried_need(self, n: int) -> float:
        """Return the height that this band must have so that the spans ending in it hold the rest of their text."""
        need = 0.0
        for one in self.carried:
            if one.until == n and one.box.role == "value":
                need = max(need, one.box.need(one.first) - (self.flow.y - one.top))
        return need

    def _close(self, n: int) -> None:
        for one in self.carried:
            if one.until == n:
                self._part(one, len(one.box.lines))
        self.carried = [one for one in self.carried if one.until > n]

    def _part(self, one: _Carry, last: int) -> None:
        """Draw a spanning cell down to where the page is; its value goes on there, its label is said again."""
        flow, box = self.flow, one.box
        first = one.first if box.role == "value" else 0
        flow.items.append(Item(flow.page, box.x, one.top, box.width, flow.y - one.top, box, first, last, one.torn))

    def _turn(self) -> None:
        flow = self.flow
        for one in self.carried:
            one.torn = True
            last = len(one.box.lines)
            if one.box.role == "value":
                last = min(last, one.first + max(one.box.holds(flow.y - one.top), 0))
            self._part(one, last)
            one.first = last
        flow.turn()
        self._heads(self.again)
        for one in self.carried:
            one.top = flow.y
        self.untouched = True

    def _heads(self, heads: Sequence[Band]) -> None:
        flow = self.flow
        for band in heads:
            for box in band.boxes:
                flow.items.append(Item(flow.page, box.x, flow.y, box.width, band.height, box, 0, len(box.lines), False))
            flow.y += band.height


def _rest(band: Band, begun: int) -> float:
    return max((box.need(begun) for box in band.boxes if box.down == 1 and box.role == "value"), default=0.0)


def _groups(bands: list[Band]) -> list[float]:
    """Return, where a group of bands tied by spans begins, its height; 0 inside it."""
    heights = [0.0] * len(bands)
    end, begin = -1, 0
    for n, band in enumerate(bands):
        if n > end:
            begin, end = n, n
        heights[begin] += band.height
        end = max(end, *(n + box.down - 1 for box in band.boxes), end)
    return heights
