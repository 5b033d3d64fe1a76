"""Slips in sections, fields, rules, lists and units: S101 to S121, S301 to S305, S401 to S403, S706."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from schemes import load

pytestmark = pytest.mark.fast
Expect = Callable[..., None]


def section(fields: str, head: str = "source: product", tail: str = "") -> str:
    lines = ["sections:", "  basic:", "    label: 基本信息"]
    lines += ["    " + line for line in textwrap.dedent(head).strip("\n").split("\n")]
    lines += ["    fields:"] + ["      " + line for line in textwrap.dedent(fields).strip("\n").split("\n")]
    lines += ["    " + line for line in textwrap.dedent(tail).strip("\n").split("\n") if tail]
    return "\n".join(lines) + "\n"


FIELDS = [
    ("S102", "a: {label: 甲, kind: txt}   # HERE", "是不是 text"),
    ("S103", "a: {label: 甲, kind: choice}   # HERE", "要写 list"),
    ("S103", "a: {label: 甲, kind: choices}   # HERE", "要写 list"),
    ("S104", "a: {label: 甲, value: today, preset: today}   # HERE", "只写一个"),
    ("S106", "a: {label: 甲, kind: evidence, max_mb: 10}   # HERE", "收哪种文件"),
    ("S106", "a: {label: 甲, kind: evidence, max_mb: 10, accept: [docx]}   # HERE", "不能写 docx"),
    ("S107", "a: {label: 甲, kind: evidence, accept: [pdf]}   # HERE", "max_mb: 10"),
    ("S107", "a: {label: 甲, kind: evidence, accept: [pdf], max_mb: 0}   # HERE", "max_mb: 10"),
    ("S108", "a: {label: 甲, kind: row}   # HERE", "从哪个多条栏目里选"),
    ("S108", "a: {label: 甲, kind: row, of: basic}   # HERE", "从哪个多条栏目里选"),
    ("S111", "a: {label: 甲, copy_of: sheet, kind: evidence, accept: [pdf], max_mb: 1}   # HERE", "表 sheet 不存在"),
    ("S111", "a: {label: 甲, kind: printed}   # HERE", "哪一张表"),
    ("S112", "a: {label: 甲, kind: pledge, text: 我承诺, binds: [bascic]}   # HERE", "是不是 basic"),
    ("S112", "a: {label: 甲, kind: pledge, binds: [all]}   # HERE", "承诺的原文"),
    ("S113", "a: {label: 甲, pattern: '(', wrong: 写数字}   # HERE", "检查括号"),
    ("S114", "a: {label: 甲, pattern: '[0-9]+'}   # HERE", "填得不对时"),
    ("S117", "a: {label: 甲, kind: evidence, accept: [pdf], max_mb: 1, attest: hospital}   # HERE", "可以写：unit"),
    ("S117", "a: {label: 甲, kind: portrait, accept: [jpg], max_mb: 1, ratio: 3比4}   # HERE", "0.65..0.8"),
    ("S117", "a: {label: 甲, kind: portrait, accept: [jpg], max_mb: 1, pixels: 大}   # HERE", ">215x300"),
    ("S304", "a: {label: 甲, kind: choice, list: titels}   # HERE", "没有选项表 titels"),
    ("S203", "a: {label: 甲, kind: choice, list: [x], under: basic.z}   # HERE", "不是填报项"),
    ("S706", f"a: {{label: 甲, hint: {'长' * 500}}}   # HERE", "写短"),
]


@pytest.mark.parametrize(("code", "line", "says"), FIELDS, ids=[f"{c}-{n}" for n, (c, _, _) in enumerate(FIELDS)])
def test_field__slip__numbered_with_its_line(expect: Expect, code: str, line: str, says: str) -> None:
    expect(code, says, sections=section(line))


def test_field__optional_with_none__s105(expect: Expect) -> None:
    expect(
        "S105", "请删去一个", level="warning", sections=section("a: {label: 甲, none: 无, required: false}   # HERE")
    )


SECTIONS = [
    ("S101", "error", "source: product\nof: applications   # HERE", "", "可以写：application"),
    ("S117", "error", "source: product\nby: reviewers   # HERE", "", "是不是 reviewer"),
    ("S110", "error", "source: product\nrows:\n  name: 论文\n  take_from: archive   # HERE", "", "没有档案栏目"),
    ("S115", "error", "source: product\nrows:\n  name: 论文\n  sort: [b]   # HERE", "", "不在本栏目里"),
    ("S115", "error", "source: product\nsign: b   # HERE", "", "放签名人姓名"),
    ("S115", "error", "source: product\nranks: {place: b, count: b, among: s.b}   # HERE", "", "kind: number"),
    ("S115", "error", "source: product", "rules:\n  r: {check: 'true', say: 不对, at: b}   # HERE", "不在本栏目里"),
    (
        "S116",
        "error",
        "source: product",
        "rules:\n  r: {check: 'true', say: 不对, level: error}   # HERE",
        "stop、tell、warn",
    ),
    ("S117", "error", "source: product\nrows:\n  name: 论文\n  review: unit   # HERE", "", "可以写：employer"),
]


@pytest.mark.parametrize(
    ("code", "level", "head", "tail", "says"), SECTIONS, ids=[s[0] + str(n) for n, s in enumerate(SECTIONS)]
)
def test_section__slip__numbered_with_its_line(
    expect: Expect, code: str, level: str, head: str, tail: str, says: str
) -> None:
    expect(code, says, level=level, sections=section("a: {label: 甲}", head, tail))


def test_section__no_source__s109(expect: Expect) -> None:
    text = "sections:\n  basic:   # HERE\n    label: 基本信息\n    fields: {a: {label: 甲}}\n"
    expect("S109", "source: product", level="warning", sections=text)


def test_field__same_name_in_two_sections_about_the_person__s119(expect: Expect) -> None:
    text = """
        sections:
          one: {label: 甲, of: person, fields: {phone2: {label: 电话}}}
          two:
            label: 乙
            of: person
            fields:
              phone2: {label: 电话}   # HERE
        """
    expect("S119", "请改一个名称", sections=text)


LISTS = [
    ("S301", "error", "  a: [{code: 33, label: 三十三}]   # HERE", "数字要加引号"),
    ("S301", "error", "  a: [甲, [乙]]   # HERE", "不是文字"),
    ("S302", "error", "  a: [甲, 乙, 甲]   # HERE", "请删去一个"),
    ("S303", "error", "  a: [{code: 甲, parent: 丙}]   # HERE", "不在任何选项表里"),
    ("S004", "error", "  a: 甲   # HERE", "要写成列表"),
]


@pytest.mark.parametrize(("code", "level", "line", "says"), LISTS, ids=[s[0] + str(n) for n, s in enumerate(LISTS)])
def test_list__slip__numbered_with_its_line(expect: Expect, code: str, level: str, line: str, says: str) -> None:
    expect(
        code, says, level=level, lists=f"lists:\n{line}\n", sections=section("a: {label: 甲, kind: choice, list: a}")
    )


def test_list__nobody_uses_it__s305(expect: Expect) -> None:
    expect("S305", "名称写得不一样", level="warning", lists="lists:\n  titles: [甲]   # HERE\n")


def test_list__shared_and_unused__nothing_and_not_in_the_document(small: Any) -> None:
    folder = small.write()
    (folder.parent / "_shared").mkdir()
    (folder.parent / "_shared" / "lists.yaml").write_text("lists: {sexes: [男, 女]}\n", "utf-8")
    loaded = load(folder)
    assert loaded.faults == ()
    assert loaded.scheme is not None
    assert "sexes" not in loaded.scheme.lists


def test_list__parent_in_another_list__nothing(small: Any) -> None:
    lists = "lists:\n  series: [卫生, 教育]\n  titles: [{code: 主治医师, parent: 卫生}]\n"
    fields = (
        "s: {label: 系列, kind: choice, list: series}\nt: {label: 职称, kind: choice, list: titles, under: basic.s}"
    )
    scheme = small.scheme(lists=lists, sections=section(fields))
    assert scheme.lists["titles"]["主治医师"] == {"code": "主治医师", "label": "主治医师", "parent": "卫生"}


UNITS = [
    ("S401", "bureau: {label: 卫健委, level: 1, parents: [borad]}   # HERE", "是不是 board"),
    ("S402", "bureau: {label: 卫健委, level: 0, parents: [board]}   # HERE", "要比 0 小"),
    ("S403", "bureau: {label: 卫健委, level: 1, parents: [board], register: unit_registration}   # HERE", "of: unit"),
    ("S403", "bureau: {label: 卫健委, level: 1, parents: [board], register: basic}   # HERE", "of: unit"),
    ("S403", "bureau: {label: 卫健委, level: 1, parents: [board], register: data}   # HERE", "没有 name"),
    ("S404", "bureau: {label: 卫健委, level: 1, register: entry}   # HERE", "要有 parents"),
    (
        "S404",
        "bureau: {label: 卫健委, level: 1, parents: [board], register: entry, opened_by: parent}   # HERE",
        "self",
    ),
    ("S117", "bureau: {label: 卫健委, level: 1, parents: [board], bind: scan}   # HERE", "choose、code"),
    ("S004", "bureau: {label: 卫健委, parents: [board]}   # HERE", "少了“level”"),
]


REGISTERED = """
    sections:
      basic: {label: 基本信息, source: product, fields: {name: {label: 姓名, max: 20}}}
      entry: {label: 注册, of: unit, by: unit, source: product, fields: {name: {label: 名称, max: 20}}}
      data: {label: 资料, of: unit, by: unit, source: product, fields: {code: {label: 编号, max: 20}}}
    """


@pytest.mark.parametrize(("code", "line", "says"), UNITS, ids=[s[0] + str(n) for n, s in enumerate(UNITS)])
def test_unit_kind__slip__numbered_with_its_line(expect: Expect, code: str, line: str, says: str) -> None:
    units = f"""
        units:
          board: {{label: 评委会, level: 0}}
          {line}
          hospital: {{label: 医院, level: 2, parents: [{"board" if code == "S004" else "bureau"}], employer: true}}
        """
    expect(code, says, units=units, sections=REGISTERED)


# ── what compiling makes of it ───────────────────────────────────────────────
def test_years__on_a_field__one_ordinary_field_a_year(small: Any) -> None:
    fields = """
        grade:
          label: "{year} 年度考核"
          ask: "{year} 年度考核？"
          kind: choice
          list: [优秀, 合格]
          years: {first: plan.year - 5, count: 3}
        """
    scheme = small.scheme(sections=section(fields))
    made = scheme.sections["basic"].fields
    assert list(made) == ["grade1", "grade2", "grade3"]
    assert made["grade2"].label == "{plan.year - 5 + 1} 年度考核"
    assert made["grade2"].years is None
    assert made["grade2"].ask in scheme.words


def test_years__slip_in_the_field__line_of_the_field_as_written(expect: Expect) -> None:
    expect(
        "S304",
        "没有选项表",
        sections=section("g: {label: 考核, kind: choice, list: g, years: {first: 2020, count: 2}}   # HERE"),
    )


def test_defaults__by_kind__field_says_otherwise(small: Any) -> None:
    fields = "a: {label: 甲, kind: evidence}\nb: {label: 乙, kind: evidence, max_mb: 2}"
    scheme = small.scheme(defaults="defaults: {evidence: {accept: [pdf], max_mb: 10}}\n", sections=section(fields))
    assert (scheme.field("basic", "a").max_mb, scheme.field("basic", "b").max_mb) == (10, 2)
    assert scheme.field("basic", "b").accept == ["pdf"]


def test_take_from__rows_of_an_archive__fields_are_inherited_and_added_to(small: Any) -> None:
    sections = """
        sections:
          archive:
            label: 档案
            of: person
            rows: {review: employer}
            fields: {name: {label: 名称}, date: {label: 日期, kind: month}}
          papers:
            label: 论文
            source: product
            rows: {take_from: archive, where: 'row.reviewed && row.date >= "2020-01"', max: 5}
            fields: {main: {label: 主送, kind: yes_no}, name: {label: 论文名称}}
        """
    made = small.scheme(sections=sections).sections["papers"].fields
    assert {key: field.label for key, field in made.items()} == {"name": "论文名称", "date": "日期", "main": "主送"}


def test_field__missing__key_error(chongqing: Any) -> None:
    with pytest.raises(KeyError):
        chongqing.field("basic", "shoe_size")
