"""A form's body is read as scheme.md describes it; what is no grid is refused with a sentence."""

from __future__ import annotations

import pytest

from print.errors import Unprintable
from print.grid import MM, Beside, Cell, Lines, Rows, Value, layout
from print.settings import turnable

pytestmark = pytest.mark.fast

CELLS = [
    ("姓名 | {a.name} >5", [(0, 1, ("姓名",)), (1, 5, (Value("a.name"),))]),
    ("姓名 >2 | {a.name|8} >4", [(0, 2, ("姓名",)), (2, 4, (Value("a.name", 8),))]),
    ("负责人：{o.signer} >6", [(0, 6, ("负责人：", Value("o.signer")))]),
    ("{e.score} {e.date} >6", [(0, 6, (Value("e.score"), " ", Value("e.date")))]),
    ("盖章 >2 | {blank} >4", [(0, 2, ("盖章",)), (2, 4, ())]),
    ("{plan.year - 5}年 >6", [(0, 6, (Value("plan.year", 0, -5), "年"))]),
    ("大于>号的标签 >6", [(0, 6, ("大于>号的标签",))]),
    ("a|b >6", [(0, 6, ("a|b",))]),
    (" | 空的在前 >5", [(0, 1, ()), (1, 5, ("空的在前",))]),
]


@pytest.mark.parametrize(("line", "cells"), CELLS)
def test_line__as_written__gives_cells(form, line, cells):
    (block,) = layout(form(line)).blocks
    assert isinstance(block, Lines)
    assert [(cell.at, cell.span, cell.pieces) for cell in block.lines[0]] == cells


def test_span_down__carets_below__covers_the_lines(form):
    grid = {"grid": ["学历 v3 | 院校 >5", "^ | {b.school} >5", "^ | {b.major} >2 | 学制 v2 >3", "备注 >3 | ^ >3"]}
    (block,) = layout(form(grid)).blocks
    assert isinstance(block, Lines)
    downs = {cell.pieces: cell.down for line in block.lines for cell in line}
    assert downs[("学历",)] == 3
    assert downs[("学制",)] == 2
    assert downs[("备注",)] == 1


def test_rows__as_written__gives_columns_and_options(form):
    rows = {"rows": "papers", "title": "论文", "columns": "n=序号>1 | title=题目>3 | date={plan.year}年>2"}
    (block,) = layout(form(rows | {"where": "!row.void", "least": 4, "blank": "setting"})).blocks
    assert isinstance(block, Rows)
    assert [(column.field, column.heading.at, column.heading.span) for column in block.columns] == [
        ("n", 0, 1),
        ("title", 1, 3),
        ("date", 4, 2),
    ]
    assert (block.where, block.least, block.blank, block.title) == ("!row.void", 4, True, ("论文",))


def test_block__height_page_corner__are_kept(form):
    grid = {"grid": ["意见 >2 | {blank} >4"], "height": "40mm", "page": "new", "corner": "姓名：", "title": "推荐"}
    (block,) = layout(form(grid)).blocks
    assert (block.height, block.fresh) == (pytest.approx(40 * MM), True)
    assert (block.corner, block.title) == (("姓名：",), ("推荐",))


def test_beside__parts__stand_on_one_paper(form):
    parts = [{"columns": 4, "body": ["姓名 | {a.name} >3"]}, {"columns": 2, "body": ["年 | {a.year}"]}]
    read = layout(form({"beside": parts}, paper="A3 landscape"))
    assert isinstance(read.blocks[0], Beside)
    assert (round(read.width / MM), round(read.height / MM)) == (420, 297)
    assert len(read.flat) == 2


def test_layout__asked_twice__is_read_once(form):
    one = form("姓名 | {a.name} >5")
    assert layout(one) is layout(one)


def test_turnable__of_a_form__names_what_can_be_turned_part_by_part(grids):
    """CQ-24: the review form part by part; of the publicity form the letters as a whole and some parts' empty lines."""
    review = {one.block: one for one in turnable(grids["chongqing.review_form"])}
    assert review["achievements"].label == "任现职以来主要专业技术工作业绩"
    assert review["achievements"].names == ("font_size", "row_height", "blank_lines")
    assert (review[""].names, review["g1"].names) == (("font_size", "row_height"),) * 2
    whole, *parts = turnable(grids["chongqing.publicity_form"])
    assert (whole.label, whole.names) == ("整张表", ("font_size",))
    assert {one.names for one in parts} == {("blank_lines",)}
    assert [one.block for one in parts] == ["training", "work", "workload", "achievements", "papers"]


WRONG = [
    ["姓名 | {a.name} >9"],
    ["姓名 | {a.name} >2"],
    ["^ >6"],
    [{"grid": ["甲 v2 >2 | 乙 >4", "^ >3 | 丙 >3"]}],
    [{"rows": "papers", "columns": "title >6"}],
    [{"rows": "papers", "columns": "title=题目>5"}],
    [{"beside": [{"columns": 4, "body": []}]}],
    [{"beside": [{"columns": 6, "body": [{"beside": [{"columns": 6, "body": []}]}]}]}],
    [{"height": "40mm"}],
    [{"grid": ["甲 >6"], "height": "high"}],
    [42],
]


@pytest.mark.parametrize("body", WRONG)
def test_body__that_is_no_grid__is_refused_with_a_sentence(form, body):
    with pytest.raises(Unprintable) as refused:
        layout(form(*body))
    assert refused.value.code == "no_grid"
    assert "联系运维" in refused.value.text


def test_paper__unknown__is_refused(form):
    with pytest.raises(Unprintable):
        layout(form("姓名 >6", paper="Letter"))


def test_five_regions__every_form__is_read(grids):
    assert len(grids) == 14
    for one in grids.values():
        assert layout(one).blocks


def test_cell__empty__is_no_label():
    assert not Cell(0, 1, 1, ()).is_label
