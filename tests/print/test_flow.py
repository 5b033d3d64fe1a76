"""Whatever the form and the texts: nothing leaves the page, nothing is lost, nothing is said twice."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from print.bands import Measure
from print.faces import open_faces
from print.filling import fill
from print.flow import Flow
from print.grid import layout
from schemes.model import Form

TOP, BOTTOM = 40.0, 440.0

texts = st.integers(min_value=0, max_value=900).map(lambda count: "字" * count)
pairs = st.lists(st.tuples(texts, texts), min_size=1, max_size=6)
blocks = st.one_of(
    st.tuples(st.just("grid"), pairs, st.sampled_from([None, "20mm", "90mm", "200mm"]), st.booleans()),
    st.tuples(st.just("span"), pairs, st.none(), st.booleans()),
    st.tuples(st.just("rows"), pairs, st.none(), st.booleans()),
)


def written(number, kind, texts, height, fresh):
    """Return a block as a region writes it, and the values that it asks for."""
    values = {
        f"b{number}.{n}{side}": text for n, pair in enumerate(texts) for side, text in zip("xy", pair, strict=True)
    }
    more = {"page": "new"} if fresh else {}
    if kind == "rows":
        rows = [dict(zip("xy", pair, strict=True)) for pair in texts]
        return {"rows": f"b{number}", "title": "标题", "columns": "x=甲>2 | y=乙>4", **more}, values, rows
    cells = [f"标签 | {{b{number}.{n}x}} >2 | {{b{number}.{n}y}} >3" for n in range(len(texts))]
    if kind == "span":
        cells = [f"标签 v9 | {{b{number}.0x}} v9 >2 | {{b{number}.0y}} >3"]
        cells += [f"^ | ^ >2 | {{b{number}.{n}y}} >3" for n in range(1, len(texts))]
    return {"grid": cells, **more, **({"height": height} if height else {})}, values, []


class Answers:
    """Answers what a form asks with what was drawn."""

    watermark = None
    code = verify_url = ""

    def __init__(self, values, sections) -> None:
        self.values, self.sections, self.settings = values, sections, {}

    def value(self, path):
        return self.values[path]

    def rows(self, section):
        return self.sections[section]

    def image(self, path):
        return None

    def shows(self, condition):
        return True

    def where(self, condition, row):
        return True


def placed(drawn, begin):
    """Return the boxes of a form as they lie on pages 400 points high."""
    body, values, sections = [], {}, {}
    for number, block in enumerate(drawn):
        entry, given_values, sections[f"b{number}"] = written(number, *block)
        body.append(entry)
        values |= given_values
    plan = layout(Form(label="试印", columns=6, body=body))
    measure = Measure(plan, {}, open_faces(), 10.5)
    flow = Flow(TOP, BOTTOM, begin)
    for filled in fill(plan, Answers(values, sections)):
        flow.place(measure.block(filled, 40.0, 500.0))
    return flow.items


@settings(deadline=None, max_examples=120)
@given(st.lists(blocks, min_size=1, max_size=4))
def test_flow__any_form__keeps_every_line_once_and_on_the_page(drawn):
    parts = defaultdict(list)
    for item in placed(drawn, 70.0):
        assert item.y >= TOP - 0.1
        assert item.y + item.height <= BOTTOM + 0.1
        assert item.height > 0
        if item.box.role == "value":
            said = (item.last - item.first) * item.box.style.leading
            assert said + 2 * item.box.style.gap <= item.height + 0.1
            parts[id(item.box)].append((item.first, item.last, len(item.box.lines)))
    for ranges in parts.values():
        assert ranges[0][0] == 0
        assert ranges[-1][1] == ranges[0][2]
        assert all(before[1] == after[0] for before, after in pairwise(ranges))


@settings(deadline=None, max_examples=60)
@given(st.lists(blocks, min_size=1, max_size=3))
def test_flow__any_form__boxes_never_overlap(drawn):
    items = placed(drawn, None)
    for n, one in enumerate(items):
        for other in items[n + 1 :]:
            if one.page == other.page and one.x < other.x + other.width - 1 and other.x < one.x + one.width - 1:
                assert one.y >= other.y + other.height - 0.1 or other.y >= one.y + one.height - 0.1
