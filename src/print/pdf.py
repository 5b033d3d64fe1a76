"""Lays a filled form out on its paper and paints it; a form that must fit one page gets the size at which it does."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .bands import Abreast, Band, Measure, Table
from .errors import Unprintable
from .faces import Faces
from .filling import Filled, fill, setting, texts
from .flow import Flow
from .grid import MM, Layout
from .paint import Margin, paint
from .settings import LIMITS, held
from .view import FormView

FLOOR = 7.5
"""Points below which a form that must fit is not made smaller."""

_ROOMIEST = 14.0
_STEP = 0.1
_STRETCH = 12 * MM  # a line grows by so much at most when a page is filled
_ENDLESS = 1e9


@dataclass(frozen=True, slots=True)
class Fit:
    """Tells how a form fits: its pages, those it may have, its font size, and the lines that are too many."""

    pages: int
    allowed: int | None
    size: float
    over: int

    @property
    def ok(self) -> bool:
        """Tell whether the form may be printed and submitted as it is."""
        return self.over == 0


def pdf(layout: Layout, view: FormView, faces: Faces) -> bytes:
    """Return the form as PDF.

    Raises:
        Unprintable: characters that no face has, too many pages, an unreadable picture.

    """
    filled = fill(layout, view)
    check(filled, faces, layout.label + (view.watermark or ""))
    margin = _margin(layout, view, faces)
    size, _ = _size(layout, view, filled, faces, margin)
    flow = _flow(layout, view, filled, faces, margin, size)
    return paint(layout, flow.items, flow.notes, flow.pages, margin, faces)


def fit(layout: Layout, view: FormView, faces: Faces) -> Fit:
    """Tell whether the form fits the pages it may have, without painting it."""
    filled = fill(layout, view)
    margin = _margin(layout, view, faces)
    size, over = _size(layout, view, filled, faces, margin)
    return Fit(_flow(layout, view, filled, faces, margin, size).pages, layout.fit, size, over)


def check(filled: list[Filled], faces: Faces, more: str = "") -> None:
    """Report, before anything is printed, the characters that no face has.

    Raises:
        Unprintable: with the characters and the paths of the values in which they stand.

    """
    pairs = list(texts(filled))
    gone = faces.missing("".join(text for _, text in pairs) + more)
    if not gone:
        return
    where = dict.fromkeys(path for path, text in pairs if path and not gone.isdisjoint(text))
    said = "、".join(f"“{one}”（U+{ord(one):04X}）" for one in sorted(gone)[:10])
    text = f"{said}打印不出来：字库里没有。请换一种写法；人名、地名用字请联系运维加装字体。"
    raise Unprintable("missing_characters", text, where, gone)


def _margin(layout: Layout, view: FormView, faces: Faces) -> Margin:
    side, top = 16 * MM, 14 * MM
    room = layout.width - 2 * side
    width = sum(map(faces.heading.widths.__getitem__, layout.label)) / 1000
    size = min(18.0, room / max(width, 1))
    bottom = layout.height - (25 if view.verify_url else 16) * MM
    return Margin(
        side=side,
        top=top,
        bottom=layout.height - bottom,
        title=layout.label,
        title_size=size,
        title_y=top,
        watermark=view.watermark or None,
        code=view.code,
        verify_url=view.verify_url,
    )


def _size(layout: Layout, view: FormView, filled: list[Filled], faces: Faces, margin: Margin) -> tuple[float, int]:
    """Return the font size and, of a form that must fit, how many lines are too many even at the floor.

    The size is found by halving between floor and ceiling; each try breaks all lines anew and paints nothing.
    """
    if layout.fit is None:
        return LIMITS["font_size"].usual, 0
    allowed = layout.fit
    turned = setting(layout, view.settings, "", "font_size")
    ceiling = _ROOMIEST if turned is None else float(held("font_size", turned))
    floor = min(FLOOR, ceiling)

    def over(size: float) -> float:
        more = _natural(layout, view, filled, faces, margin, size) - _room(layout, margin)
        if more <= 0 and allowed > 1 and _flow(layout, view, filled, faces, margin, size).pages > allowed:
            return size  # what is left at the ends of the pages counts too
        return more

    if over(ceiling) <= 0:
        return ceiling, 0
    if (more := over(floor)) > 0:
        return floor, math.ceil(more / (floor * 1.34))
    low, high = 0, round((ceiling - floor) / _STEP)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if over(floor + middle * _STEP) <= 0 else (low, middle)
    return round(floor + low * _STEP, 1), 0


def _begin(margin: Margin) -> float:
    return margin.title_y + margin.title_size * 1.9


def _room(layout: Layout, margin: Margin) -> float:
    """Return the height of all pages that a form may have."""
    bottom = layout.height - margin.bottom
    return bottom - _begin(margin) + ((layout.fit or 1) - 1) * (bottom - margin.top)


def _measured(
    layout: Layout, view: FormView, filled: list[Filled], faces: Faces, margin: Margin, size: float
) -> list[Table | Abreast]:
    measure = Measure(layout, view.settings, faces, size)
    width = layout.width - 2 * margin.side
    return [measure.block(block, margin.side, width) for block in filled]


def _natural(layout: Layout, view: FormView, filled: list[Filled], faces: Faces, margin: Margin, size: float) -> float:
    """Return the height that the form would have on endless paper."""
    flow = Flow(0, _ENDLESS)
    for block in _measured(layout, view, filled, faces, margin, size):
        flow.place(block)
    return flow.page * _ENDLESS + flow.y


def _flow(layout: Layout, view: FormView, filled: list[Filled], faces: Faces, margin: Margin, size: float) -> Flow:
    bottom = layout.height - margin.bottom
    flow = Flow(margin.top, bottom, _begin(margin))
    blocks = _measured(layout, view, filled, faces, margin, size)
    if layout.fit == 1:
        _spread(blocks, _room(layout, margin))
    for n, block in enumerate(blocks):
        if isinstance(block, Abreast):
            below = sum(_tall(one) for one in blocks[n + 1 :])
            _even(block, bottom - flow.y - below, layout.fit == 1)
        flow.place(block)
    return flow


def _spread(blocks: list[Table | Abreast], room: float) -> None:
    """Share what is left of the page among the lines; grids side by side reach down to its edge by themselves."""
    tables = [block for block in blocks if isinstance(block, Table)]
    if len(tables) == len(blocks):
        _grow([band for table in tables for band in table.bands], room - sum(map(_tall, tables)), _STRETCH)


def _even(block: Abreast, room: float, full: bool) -> None:
    """Let grids side by side end at one height: the tallest one's, or the page's edge."""
    heights = [_height(part) for part in block.parts]
    if max(heights) > room:
        return
    goal = room if full else max(heights)
    for part, height in zip(block.parts, heights, strict=True):
        _grow([band for table in part for band in table.bands], goal - height, limit=goal)


def _grow(bands: list[Band], more: float, limit: float = math.inf) -> None:
    for band in bands:
        band.height += min(max(more, 0.0) / len(bands), limit)


def _height(tables: list[Table]) -> float:
    return sum(map(_tall, tables))


def _tall(block: Table | Abreast) -> float:
    if isinstance(block, Abreast):
        return max(map(_height, block.parts), default=0.0)
    return sum(band.height for band in (*block.heads, *block.bands))
