"""Slips in forms and messages: S601 to S607, S701 to S707."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from schemes.grid import Beside, Cell, Grid, RowsBlock, blocks, cell
from schemes.words import cut, split

pytestmark = pytest.mark.fast
Expect = Callable[..., None]

SECTIONS = """
        sections:
          basic:
            label: 基本信息
            source: product
            fields: {name: {label: 姓名}, number: {label: 证件号码, sensitive: true}}
          papers:
            label: 论文
            source: product
            rows: {name: 论文}
            fields: {title: {label: 题目}, secret: {label: 内情, sensitive: true}}
        """


def form(body: str, head: str = "columns: 4") -> str:
    return f"forms:\n  review:\n    label: 评审表\n    {head}\n    body:\n" + "".join(
        f"      {line}\n" for line in body.split("\n")
    )


FORMS = [
    ("S601", "- 姓名 | {basic.name} >2   # HERE", "应为 4 列"),
    ("S601", "- {rows: papers, columns: 'title=题目>3'}   # HERE", "应为 4 列"),
    ("S601", "- {beside: [{columns: 3, body: []}]}   # HERE", "应为 4 列"),
    ("S602", "- 姓名 | {basic.nam} >3   # HERE", "没有 {basic.nam}"),
    ("S602", "- 论文 | {papers.title} >3   # HERE", "没有 {papers.title}"),
    ("S603", "- {rows: basic, columns: 'name=姓名>4'}   # HERE", "不是多条录入"),
    ("S606", "- {rows: papers, columns: 'titel=题目>4'}   # HERE", "是不是 title"),
    ("S606", "- {rows: papers, columns: '题目>4'}   # HERE", "period=起止时间>2"),
    ("S607", "- 甲 >2 | 乙 >2\n- ^ >2 | 丙 >2   # HERE", "上面那格写 v2"),
    ("S004", "- {table: papers}   # HERE", "grid、rows、beside"),
    ("S004", "- {rows: papers, columns: 'title=题目>4', leats: 3}   # HERE", "不认识“leats”"),
    ("S203", "- '{plan.yaer - 5}年 | {basic.name} >3'   # HERE", "是不是 year"),
]


@pytest.mark.parametrize(("code", "body", "says"), FORMS, ids=[f"{f[0]}-{n}" for n, f in enumerate(FORMS)])
def test_form__slip__numbered_with_its_line(expect: Expect, code: str, body: str, says: str) -> None:
    expect(code, says, sections=SECTIONS, forms=form(body))


HEADS = [
    ("S605", "columns: 4\n    filters: [basic.nmae]   # HERE", "不是填报项"),
    ("S117", "columns: 4\n    output: [doc]   # HERE", "可以写：html、pdf、xlsx"),
    ("S117", "columns: 4\n    paper: B5   # HERE", "A3 landscape"),
    ("S117", "columns: 4\n    settings: [colour]   # HERE", "font_size"),
]


@pytest.mark.parametrize(("code", "head", "says"), HEADS, ids=[f"{f[0]}-{n}" for n, f in enumerate(HEADS)])
def test_form__slip_in_its_head__numbered_with_its_line(expect: Expect, code: str, head: str, says: str) -> None:
    expect(code, says, sections=SECTIONS, forms=form("- 姓名 | {basic.name} >3", head))


@pytest.mark.parametrize(
    "line",
    [
        "- 证件号码 | {basic.number} >3   # HERE",
        "- {rows: papers, columns: 'secret=内情>4'}   # HERE",
        "- 手机号 | {applicant.phone} >3   # HERE",
    ],
)
def test_public_form__sensitive_field__s604(expect: Expect, line: str) -> None:
    expect("S604", "保密项", sections=SECTIONS, forms=form(line, "columns: 4\n    public: true"))


def test_form__well_written__prints_these_paths(small: Any) -> None:
    body = "- 姓名 v2 | {basic.name} >3\n- ^ | {blank} >3\n"
    body += "- {rows: papers, columns: 'title=题目>2 | n=第几条>2', where: '!row.void', least: 3}"
    scheme = small.scheme(sections=SECTIONS, forms=form(body))
    assert scheme.printed["review"] == {"basic.name", "papers[].title", "papers[].n"}
    assert scheme.node("forms", "review", "body", "2", "where") is not None


def test_grid__lines_rows_and_parts_beside__parsed_with_their_paths() -> None:
    told: list[str] = []
    body = [
        "甲 v2 | 乙 >2",
        "^ | 丙 >2",
        {"rows": "papers", "columns": "title=题目>3", "least": 2},
        {"beside": [{"columns": 3, "body": ["丁 >3"]}]},
    ]
    grid, rows, beside = blocks(body, 3, ("forms", "f", "body"), lambda fault, path: told.append(fault.code))
    assert told == []
    assert isinstance(grid, Grid)
    assert grid.lines == ((Cell("甲", 1, 2), Cell("乙", 2, 1)), (Cell("", 1, 1, True), Cell("丙", 2, 1)))
    assert grid.places == (("forms", "f", "body", "0"), ("forms", "f", "body", "1"))
    assert isinstance(rows, RowsBlock)
    assert (rows.at, rows.least, rows.heads[0].title) == (("forms", "f", "body", "2"), 2, "题目")
    assert isinstance(beside, Beside)
    assert beside.widths == (3,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("姓名", Cell("姓名")),
        ("{basic.name} >3", Cell("{basic.name}", 3)),
        ("最高学历 v4 >2", Cell("最高学历", 2, 4)),
        ("得分>60 分", Cell("得分>60 分")),
        ("^ >2", Cell("", 2, 1, True)),
        ("", Cell("")),
    ],
)
def test_cell__marks__read_off_the_words(text: str, expected: Cell) -> None:
    assert cell(text) == expected


# ── messages ─────────────────────────────────────────────────────────────────
OTHERS = """
        messages:
          m1: {on: submitted, to: applicant, text: 已交}
          m3: {on: approved_step, to: applicant, text: 通过了}
          m4: {on: approved, to: applicant, text: 评上了}
          m5: {on: rejected, to: applicant, text: 没有通过}
"""
MESSAGES = [
    ("S701", "error", "{on: returned, to: applicant, text: '{by.nmae}退回了'}", "是不是 by.name"),
    (
        "S701",
        "error",
        "{on: returned, to: applicant, text: 退回了, subscribe: {thing1: '{basic.titel|5}'}}",
        "没有 {basic.titel}",
    ),
    ("S702", "error", "{on: returned, to: applicant, text: 退回了, subscribe: {thng1: 退回}}", "是不是 thing"),
    ("S703", "error", "{on: returned, to: applicant, text: 退回了, subscribe: {phrase2: 已经被退回了}}", "最多 5 字"),
    (
        "S703",
        "error",
        "{on: returned, to: applicant, text: 退回了, subscribe: {thing1: '{basic.name|17}的申报表'}}",
        "最长会到 21 字",
    ),
    (
        "S703",
        "error",
        "{on: returned, to: applicant, text: 退回了, subscribe: {phrase1: '{basic.name|3}'}}",
        "固定的词",
    ),
    ("S704", "warning", "{on: returned, to: applicant, text: 退回了, template: {thing1: '{basic.name}'}}", "|字数"),
    ("S707", "error", "{on: retruned, to: applicant, text: 退回了}", "是不是 returned"),
    ("S707", "error", "{on: returned, to: aplicant, text: 退回了}", "是不是 applicant"),
    ("S707", "error", "{on: returned, to: applicant, text: 退回了, page: fixes}", "是不是 fix"),
]


@pytest.mark.parametrize(
    ("code", "level", "line", "says"), MESSAGES, ids=[f"{m[0]}-{n}" for n, m in enumerate(MESSAGES)]
)
def test_message__slip__numbered_with_its_line(expect: Expect, code: str, level: str, line: str, says: str) -> None:
    text = OTHERS + f"          m2: {line}   # HERE\n"
    if code == "S707" and "retruned" in line:
        text += "          m6: {on: returned, to: applicant, text: 退回了}\n"
    expect(code, says, level=level, sections=SECTIONS, messages=text)


def test_messages__none_for_returned__s705(expect: Expect) -> None:
    """X-14: a change that concerns a person is told."""
    expect("S705", "on: returned", level="warning", messages=OTHERS.replace("messages:", "messages:   # HERE"))


def test_words__with_blanks__split_and_cut() -> None:
    assert split("{by.name|20}退回了{marks}处") == (("by.name", 20), "退回了", ("marks", 0), "处")
    assert split("没有空") == ("没有空",)
    assert cut("重庆市云溪区人民医院", 6) == "重庆市云溪…"
    assert cut("人民医院", 6) == "人民医院"
