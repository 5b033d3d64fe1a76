"""The pad's ink: names are taken, what is no name is told what to do, what no pad sends is refused (X-09)."""

import io
import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pledge.ink import InkRefused, draw, judge

pytestmark = pytest.mark.fast

WIDTH, HEIGHT = 340.0, 200.0


def stroke(*corners: tuple[float, float], shake: float = 0.6, seed: int = 1) -> list[tuple[float, float]]:
    """A polyline as a finger draws it: a point every 4 units, trembling."""
    chance = random.Random(seed)
    points = []
    for (ax, ay), (bx, by) in itertools.pairwise(corners):
        steps = max(2, int(math.dist((ax, ay), (bx, by)) / 4))
        for n in range(steps):
            x, y = ax + (bx - ax) * n / steps, ay + (by - ay) * n / steps
            points.append((x + chance.uniform(-shake, shake), y + chance.uniform(-shake, shake)))
    points.append(corners[-1])
    return points


DING = [stroke((40, 50), (140, 50)), stroke((90, 50), (90, 150), (75, 138))]
YI = [stroke((180, 100), (290, 98))]
WANG = [
    stroke((40, 50), (140, 48)),
    stroke((50, 95), (130, 95)),
    stroke((90, 50), (90, 145)),
    stroke((35, 148), (150, 146)),
]
WEI = [
    stroke((205, 40), (180, 85)), stroke((192, 70), (192, 160)), stroke((215, 60), (290, 58)),
    stroke((210, 90), (295, 88)), stroke((205, 118), (290, 116), (285, 140)), stroke((250, 35), (250, 165)),
]  # fmt: skip
CURSIVE = [stroke((30, 120), (80, 60), (70, 150), (120, 70), (130, 140), (180, 60), (175, 150), (240, 80), (300, 110))]
DENSE = [
    stroke((40 + 90 * (n % 3), 30 + 6 * n), (110 + 90 * (n % 3), 30 + 6 * n), (60 + 80 * (n % 3), 60 + 5 * n), seed=n)
    for n in range(24)
]


@pytest.mark.parametrize(
    "strokes", [DING + YI, WANG + WEI, CURSIVE, DENSE], ids=["丁一", "王伟", "one cursive stroke", "many strokes"]
)
def test_judge__a_name__is_taken_X_09(strokes):
    assert judge(strokes, WIDTH, HEIGHT) == []


def shrunk(strokes, by):
    return [[(x * by + 5, y * by + 5) for x, y in line] for line in strokes]


CASES = [
    ("nothing", [], ["empty"]),
    ("strokes without points", [[], []], ["empty"]),
    ("a tap", [[(100, 100)]], ["dot"]),
    ("a resting finger", [[(100 + n % 2, 100) for n in range(40)]], ["dot"]),
    ("three taps far apart", [[(10, 10)], [(200, 100)], [(300, 150)]], ["few_points"]),
    ("a small name", shrunk(WANG + WEI, 0.15), ["small"]),
    ("a straight line", [stroke((20, 100), (320, 104))], ["line"]),
    ("a line there and back", [stroke((20, 100), (320, 100), (20, 101), (320, 102))], ["line"]),
    ("a tick", [stroke((60, 100), (110, 160), (260, 40))], ["plain"]),
    ("a cross", [stroke((60, 40), (260, 160)), stroke((260, 40), (60, 160))], ["plain"]),
    (
        "a blot",
        [stroke(*[(100 + 100 * (n % 2), 60 + 0.8 * n) for n in range(110)])],
        ["scribble"],
    ),
    ("a name below the pad", [[(x, y + 110) for x, y in line] for line in WANG + WEI], ["outside"]),
]


@pytest.mark.parametrize(("strokes", "codes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_judge__no_name__says_which_doubt(strokes, codes):
    found = judge(strokes, WIDTH, HEIGHT)
    assert [doubt.code for doubt in found] == codes
    assert all("请" in doubt.text for doubt in found)


def test_judge__a_small_name__is_told_to_write_larger():
    assert judge(shrunk(WANG + WEI, 0.15), WIDTH, HEIGHT)[0].text == "字太小，请写大一点"


@pytest.mark.parametrize(
    ("strokes", "width", "height", "code"),
    [
        ([[(math.nan, 1.0)]], 300, 200, "point"),
        ([[(math.inf, 1.0)]], 300, 200, "point"),
        ([[(10**400, 1.0)]], 300, 200, "point"),
        ([[(-5000.0, 1.0)]], 300, 200, "point"),
        ([[(1.0,)]], 300, 200, "point"),
        ([[(True, False)]], 300, 200, "point"),
        ([[(1.0, 1.0)] * 1_000_000], 300, 200, "too_much"),
        ([[(1.0, 1.0)]] * 100_000, 300, 200, "too_much"),
        ([[(1.0, 1.0)]], -300, 200, "pad"),
        ([[(1.0, 1.0)]], 300, math.nan, "pad"),
        ([[(1.0, 1.0)]], 300, 0, "pad"),
        ([[(1.0, 1.0)]], 1e9, 200, "pad"),
    ],
)
def test_ink__what_no_pad_sends__is_refused(strokes, width, height, code):
    for entrance in (judge, draw):
        with pytest.raises(InkRefused) as refused:
            entrance(strokes, width, height)
        assert refused.value.code == code
        assert "再写一次" in refused.value.text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.floats(-500, 900), st.floats(-500, 900)), max_size=30), max_size=8),
    st.floats(40, 800),
    st.floats(40, 800),
)
def test_ink__any_numbers__are_judged_or_refused_and_drawn_small(strokes, width, height):
    try:
        if any(doubt.code == "empty" for doubt in judge(strokes, width, height)):
            return
        png = draw(strokes, width, height, longest=120)
    except InkRefused:  # no ink of a hand, or more of it than a hand writes
        return
    with Image.open(io.BytesIO(png)) as picture:
        assert max(picture.size) <= 120


def test_draw__transparent__is_black_ink_on_nothing_and_cut_to_it():
    png = draw(WANG + WEI, WIDTH, HEIGHT)
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        assert picture.mode == "LA"
        assert max(picture.size) == 800
        grey, alpha = picture.split()
        assert grey.getextrema() == (0, 0)
        assert alpha.getextrema() == (0, 255)
        assert alpha.getpixel((0, 0)) == 0
        histogram = alpha.histogram()
        assert sum(histogram[1:255]) > 500, "edges are smooth"
        left, top, right, _bottom = alpha.getbbox()
        assert min(left, top) > 0
        assert right - left > 0.9 * picture.width
    assert len(png) < 40_000


def test_draw__white__is_readable_alone():
    with Image.open(io.BytesIO(draw(CURSIVE, WIDTH, HEIGHT, ground="white", longest=400))) as picture:
        assert picture.mode == "L"
        assert picture.getextrema() == (0, 255)
        assert picture.getpixel((0, 0)) == 255
        assert max(picture.size) == 400


def test_draw__more_ink_than_a_hand_writes__is_refused_before_it_costs_anything():
    chance = random.Random(3)
    mess = [[(chance.uniform(0, WIDTH), chance.uniform(0, HEIGHT)) for _ in range(1000)] for _ in range(8)]
    assert [doubt.code for doubt in judge(mess, WIDTH, HEIGHT)] == ["scribble"]
    with pytest.raises(InkRefused, match="too_much"):
        draw(mess, WIDTH, HEIGHT)


def test_draw__no_ink__is_refused():
    with pytest.raises(InkRefused, match="empty"):
        draw([], WIDTH, HEIGHT)


def test_draw__a_size_out_of_range__is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="2,000"):
        draw(CURSIVE, WIDTH, HEIGHT, longest=100_000)
