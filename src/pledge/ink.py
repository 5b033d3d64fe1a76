"""The stroke of a finger on the pad: is it a name, and how it looks on paper."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec
from PIL import Image, ImageDraw

Point = tuple[float, float]
Strokes = Sequence[Sequence[Point]]
Ground = Literal["transparent", "white"]
Code = Literal["empty", "few_points", "dot", "small", "line", "plain", "scribble", "outside"]

MAX_STROKES = 200  # two characters of thirty strokes each, written with breaks, stay far below
MAX_POINTS = 8_000  # half a minute of touch events at 240 Hz
MAX_LENGTH = 60  # of all ink together, in widths and heights of the pad; drawing more takes seconds
MIN_SIDE, MAX_SIDE = 40, 10_000  # of the pad, in its own units

_FEW = 8  # touch pads give 60 points and more a second
_DOT = 0.03  # of the pad's shorter side
_SMALL = 0.25  # of the pad's width or height, whichever the ink fills better
_STRAIGHT = 0.04  # spread across ÷ spread along
_PLAIN = 2.5  # strokes + half turns: a tick has 1.6, a cross 2, 丁一 at least 3
_TREMBLING = math.radians(7)
_SCRIBBLE = 25.0  # length of ink ÷ (width + height): 龘 written twice has about 10
_OUTSIDE = 0.1  # share of points beyond the edge that a slip of the finger may have


class InkRefused(Exception):
    """Refuses what no pad sends: `code` is stable, `text` says in Chinese what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = "没收到完整的签名。请清掉，再写一次"


class Doubt(msgspec.Struct, frozen=True):
    """Names one thing that makes ink no signature, with the advice to read."""

    code: Code
    text: str


_ADVICE: dict[Code, str] = {
    "empty": "还没有签名。请用手指在框里写姓名",
    "few_points": "只碰了几下，没写成字。请在框里慢慢写姓名",
    "dot": "只有一个点。请在框里写姓名",
    "small": "字太小，请写大一点",
    "line": "只有一条线，看不出姓名。请写姓名",
    "plain": "笔画太少，看不出姓名。请把姓名写全",
    "scribble": "笔画叠在一起了，看不出字。请清掉，一笔一画再写",
    "outside": "写到框外面了。请清掉，在框里再写",
}


def judge(strokes: Strokes, width: float, height: float) -> list[Doubt]:
    """Say what makes these strokes no signature; an empty list accepts them.

    Args:
        strokes: lists of (x, y), in the pad's units, origin at the top left.
        width: the pad's width in the same units.
        height: the pad's height.

    Raises:
        InkRefused: not a number, not finite, far outside, too many strokes or points, no such pad.

    """
    lines = _read(strokes, width, height)
    return [Doubt(code, _ADVICE[code]) for code in _codes(lines, width, height)]


def _codes(lines: list[list[Point]], width: float, height: float) -> Iterator[Code]:
    points = [point for line in lines for point in line]
    if not points:
        yield "empty"
        return
    left, top, right, bottom = _box(points)
    wide, high = right - left, bottom - top
    if max(wide, high) < _DOT * min(width, height):
        yield "dot"
        return
    if len(points) < _FEW:
        yield "few_points"
        return
    beyond = sum(not (0 <= x <= width and 0 <= y <= height) for x, y in points)
    if beyond > _OUTSIDE * len(points):
        yield "outside"
    if max(wide / width, high / height) < _SMALL:
        yield "small"
    if _spread(points) < _STRAIGHT:
        yield "line"
        return
    even = [_resample(line, 0.06 * math.hypot(wide, high)) for line in lines]
    if len(lines) + sum(map(_turning, even)) / math.pi < _PLAIN:
        yield "plain"
    if _length(lines) > _SCRIBBLE * (wide + high):
        yield "scribble"


def draw(strokes: Strokes, width: float, height: float, *, ground: Ground = "transparent", longest: int = 800) -> bytes:
    """Draw strokes as a PNG, cut to the ink with a margin.

    Args:
        strokes: lists of (x, y) in the pad's units.
        width: the pad's width.
        height: the pad's height.
        ground: "transparent" lies over a form's lines, "white" stands alone.
        longest: the picture's longer side in pixels, 100 to 2,000.

    Raises:
        InkRefused: as `judge`, or there is no ink.
        ValueError: `longest` is out of its range.

    """
    if not 100 <= longest <= 2000:
        raise ValueError("longest side must be 100 to 2,000 pixels")
    lines = _read(strokes, width, height)
    points = [point for line in lines for point in line]
    if not points:
        raise InkRefused("empty")
    if _length(lines) > MAX_LENGTH * (width + height):
        raise InkRefused("too_much")
    pen = 0.018 * min(width, height)
    left, top, right, bottom = _box(points)
    margin = 3 * pen
    left, top, right, bottom = left - margin, top - margin, right + margin, bottom + margin
    scale = longest / max(right - left, bottom - top)
    size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
    over = 3  # drawn three times as large and reduced: Pillow's lines have no smooth edge of their own
    mask = Image.new("L", (size[0] * over, size[1] * over), 0)
    brush = ImageDraw.Draw(mask)
    thick = max(3, round(pen * scale * over))
    for line in lines:
        path = [((x - left) * scale * over, (y - top) * scale * over) for x, y in _smooth(line)]
        if len(path) > 1:
            brush.line(path, fill=255, width=thick, joint="curve")
        for x, y in (path[0], path[-1]):
            brush.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=255)
    alpha = mask.resize(size, Image.Resampling.LANCZOS)
    picture = Image.new("L", size, 0 if ground == "transparent" else 255)
    if ground == "transparent":
        picture = Image.merge("LA", (picture, alpha))
    else:
        picture.paste(0, mask=alpha)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _read(strokes: Strokes, width: float, height: float) -> list[list[Point]]:
    """Copy strokes that a pad can have sent; empty ones are dropped, repeated points as well."""
    if not all(_number(side) and MIN_SIDE <= side <= MAX_SIDE for side in (width, height)):
        raise InkRefused("pad")
    if len(strokes) > MAX_STROKES or sum(map(len, strokes)) > MAX_POINTS:
        raise InkRefused("too_much")
    far = 2 * max(width, height)
    lines: list[list[Point]] = []
    for stroke in strokes:
        line: list[Point] = []
        for point in stroke:
            if len(point) != 2 or not all(_number(value) and -far <= value <= far for value in point):
                raise InkRefused("point")
            if not line or line[-1] != (point[0], point[1]):
                line.append((point[0], point[1]))
        if line:
            lines.append(line)
    return lines


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _box(points: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _length(lines: Sequence[Sequence[Point]]) -> float:
    return sum(math.dist(a, b) for line in lines for a, b in pairwise(line))


def _spread(points: Sequence[Point]) -> float:
    """Return the ink's spread across its main direction ÷ along it (square root of the covariance's eigenvalues)."""
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    xx = sum((x - mean_x) ** 2 for x, _ in points) / n
    yy = sum((y - mean_y) ** 2 for _, y in points) / n
    xy = sum((x - mean_x) * (y - mean_y) for x, y in points) / n
    half, root = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    return math.sqrt(max(0.0, half - root) / (half + root)) if half + root > 0 else 0.0


def _resample(line: Sequence[Point], step: float) -> list[Point]:
    """Return points about `step` apart, so that the trembling of a finger is no turn."""
    found = [line[0]]
    for point in line[1:]:
        if math.dist(found[-1], point) >= step:
            found.append(point)
    return found


def _turning(line: Sequence[Point]) -> float:
    """Return by how many radians a line turns in all, to either side; less than 7 degrees at once is trembling."""
    ways = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(line)]
    turns = (abs(math.remainder(b - a, math.tau)) for a, b in pairwise(ways))
    return sum(turn for turn in turns if turn > _TREMBLING)


def _smooth(line: Sequence[Point]) -> list[Point]:
    """Round the corners between touch events: quadratic curves through the middles (Chaikin, twice)."""
    path = list(line)
    for _ in range(2 if len(path) > 2 else 0):
        cut = [path[0]]
        for (ax, ay), (bx, by) in pairwise(path):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by), (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]
        cut.append(path[-1])
        path = cut
    return path
