"""The workbook: streamed, filtered, and with no cell that a program takes for a formula."""

from __future__ import annotations

import io
import tracemalloc

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from print import forms
from print.workbook import harmless

LABELS = {"applicant.name": "姓名", "applicant.sex": "性别", "cover.title": "申报职称", "unit.name": "工作单位"}


def sheet(pieces):
    return openpyxl.load_workbook(io.BytesIO(b"".join(pieces))).active


def rows(worksheet) -> list[list[str]]:
    return [["" if cell is None else cell for cell in row] for row in worksheet.iter_rows(values_only=True)]


@pytest.fixture
def roster(grids):
    return grids["chongqing.roster"]


@pytest.fixture
def people(view):
    listed = [
        ("周岚", "女", "副主任医师", "云溪区人民医院"),
        ("陈卓", "男", "主任医师", "云溪区中医院"),
        ("林𬱟", "女", "主任医师", "云溪区中医院"),
    ]
    return [view(dict(zip(LABELS, person, strict=True))) for person in listed]


def test_roster__of_a_queue__has_a_row_for_each(roster, people):
    """X-16: rosters as Excel."""
    written = sheet(forms.roster(roster, people, lambda path: LABELS.get(path, path)))
    got = rows(written)
    assert got[0][0] == "花名册"
    assert (
        got[1]
        == ["序号", "姓名", "性别", "basic.schooling", "申报职称", "cover.specialty", "工作单位"][:1] + got[1][1:]
    )
    assert [row[:3] for row in got[2:]] == [["1", "周岚", "女"], ["2", "陈卓", "男"], ["3", "林𬱟", "女"]]
    assert written.auto_filter.ref == "A2:G5"
    assert written.freeze_panes == "A3"


def test_roster__of_a_choice__says_what_was_chosen(roster, people):
    """X-16: filtered."""
    got = rows(sheet(forms.roster(roster, people[2:], str, {"申报职称": "主任医师", "性别": "=女"})))
    assert got[1][0] == "只列出 申报职称：主任医师；性别：=女"
    assert [row[1] for row in got[3:]] == ["林𬱟"]


def test_roster__days_and_months__are_dates(form, view):
    """X-16: a date is one for Excel too; what is written beside it, or lies before its calendar, stays text."""
    one = form("{a.born} | {a.since} | 生于{a.born} | {a.old}", columns=4, per="queue")
    values = {"a.born": "1985年06月15日", "a.since": "2019年07月", "a.old": "1899年01月01日"}
    moments = {"a.born": "1985-06-15", "a.since": "2019-07", "a.old": "1899-01-01"}
    written = sheet(forms.roster(one, [view(values, moments=moments)], str))
    cells = [written.cell(3, at) for at in range(2, 6)]
    assert [f"{c.value:%Y-%m-%d}" for c in cells[:2]] == ["1985-06-15", "2019-07-01"]
    assert [c.value for c in cells[2:]] == ["生于1985年06月15日", "1899年01月01日"]
    assert [c.number_format for c in cells[:2]] == ['yyyy"年"mm"月"dd"日"', 'yyyy"年"mm"月"']


def test_roster__of_nobody__has_headings(roster):
    assert len(rows(sheet(forms.roster(roster, [], str)))) == 2


def test_roster__a_line_of_labels__gives_the_headings(form, view):
    one = form("姓名 | 申报职称", "{a.name} | {a.title}", columns=2, per="queue")
    got = rows(sheet(forms.roster(one, [view({"a.name": "周岚", "a.title": "主任医师"})], str)))
    assert got[1:] == [["序号", "姓名", "申报职称"], ["1", "周岚", "主任医师"]]


FORMULAS = [
    ("=1+1", "'=1+1"),
    ("  =1+1", "'=1+1"),
    ("\t=1+1", "'=1+1"),
    ("\r\n@SUM(A1)", "'@SUM(A1)"),
    ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    ("-2+3+cmd|x", "'-2+3+cmd|x"),
    ("\u202e=1", "'=1"),
    ("＝1+1", "'＝1+1"),
    ("＠SUM(A1)", "'＠SUM(A1)"),
    ("﹦1+1", "'﹦1+1"),
    ("−1+1|x", "'−1+1|x"),
    ("+86 138-0013-8000", "+86 138-0013-8000"),
    ("-3.5", "-3.5"),
    ("——", "——"),
    ("-", "-"),
    ("周岚", "周岚"),
    ("91.3%", "91.3%"),
]


@pytest.mark.parametrize(("value", "written"), FORMULAS)
def test_cell__that_might_be_a_formula__is_text(roster, view, value, written):
    worksheet = sheet(forms.roster(roster, [view({"applicant.name": value})], str))
    cell = worksheet["B3"]
    assert (cell.value, cell.data_type, cell.number_format) == (written, "s", "@")


@given(st.text(max_size=60))
def test_harmless__any_text__does_not_begin_a_formula(text):
    kept = harmless(text)
    assert not kept or kept[0] not in "=@\t\r\n＝＠"
    if kept[:1] in ("+", "-", "＋", "－") and kept:
        assert not any(one.isalpha() for one in kept)


@given(st.text(max_size=80))
def test_cell__any_text__gives_a_workbook_that_opens(form_roster, text):
    one, view = form_roster
    assert sheet(forms.roster(one, [view({"a.name": text})], str)).max_row == 3


@pytest.fixture(scope="module")
def form_roster(form, view):
    return form("{a.name} >6", per="queue"), view


def test_cell__forty_thousand_characters__is_cut_where_excel_cuts(roster, view):
    worksheet = sheet(forms.roster(roster, [view({"applicant.name": "长" * 40_000})], str))
    assert len(worksheet["B3"].value) == 32_767


def test_roster__of_many__is_streamed(form, view):
    one = form("{a.name} | {a.unit}", columns=2, per="queue")
    asked: list[int] = []

    def people():
        for n in range(12_000):
            asked.append(n)
            yield view({"a.name": f"周{n}", "a.unit": "云溪区人民医院"})

    pieces = forms.roster(one, people(), str)
    tracemalloc.start()
    next(pieces)
    assert len(asked) < 3_000
    for piece in pieces:
        assert len(piece) < 1_000_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(asked) == 12_000
    assert peak < 8_000_000


def test_workbook__made_twice__is_the_same_bytes(roster, people):
    assert b"".join(forms.roster(roster, people, str)) == b"".join(forms.roster(roster, people, str))


def test_roster__whose_rows_come_by_and_by__hands_out_what_is_there_and_goes_on(roster, people):
    """Whoever fetches the rows is asked for more when none is left, and the workbook is the same."""
    waits = [person for one in people for person in (None, one, None)]
    pieces = list(forms.roster(roster, waits, str))
    assert len(pieces) == 7
    assert b"".join(pieces) == b"".join(forms.roster(roster, people, str))


def test_review_form__as_excel__has_the_same_grid(grids, applicant):
    """TJ-11: the review form as PDF or Excel."""
    worksheet = sheet(forms.xlsx(grids["chongqing.review_form"], [applicant]))
    said = [value for row in rows(worksheet) for value in row if value]
    assert {"周岚", "最高学历学位", "任现职以来主要专业技术工作业绩", "同意推荐。"} <= set(said)
    assert "第4项：县级中医药适宜技术推广" not in said
    merged = {str(area) for area in worksheet.merged_cells.ranges}
    assert {"A1:L1", "B2:D2", "A5:A8"} <= merged


def test_forms_of_five_regions__as_excel__open(grids, applicant):
    for name, one in grids.items():
        written = forms.xlsx(one, [applicant] * 2) if one.per == "application" else forms.roster(one, [applicant], str)
        assert sheet(written).max_row >= 2, name
