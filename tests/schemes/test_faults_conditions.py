"""Slips in conditions: S201 to S213. A name that is written wrong would otherwise hide behind `||`."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.fast
Expect = Callable[..., None]

SECTIONS = """
sections:
  profile: {label: 个人, of: person, fields: {identity: {label: 身份, kind: choice, list: [事业编制, 其他]}}}
  basic:
    label: 基本信息
    source: product
    fields:
      name: {label: 姓名, max: 20}
      story: {label: 经过, kind: long_text}
      degree: {label: 学位, kind: choice, list: degrees}
      ticks: {label: 情形, kind: choices, list: [甲, 乙]}
      score: {label: 分数, kind: number}
      title: {label: 职称, kind: choice, list: titles}
  papers:
    label: 论文
    source: product
    rows: {name: 论文, max: 6}
    fields:
      name: {label: 名称}
      main: {label: 主送, kind: yes_no}
      rank: {label: 排名, kind: number, required: false}
      period: {label: 时间, kind: period}
  last:
    label: 最后
    source: product
    fields:
      a:
        label: 甲
        ATTRIBUTE
      b: {label: 乙}
"""
LISTS = """
lists:
  degrees: [博士, 硕士, 无]
  titles: [{code: 主治医师, level: middle}, {code: 副主任医师, level: associate}]
"""

SLIPS = [
    ("S201", "error", "when", "basic.degree == ", "看不懂"),
    ("S201", "error", "when", "basic.degree = \"无\"", "看不懂"),
    ("S201", "error", "when", "(basic.degree == \"无\"", "少了"),
    ("S201", "error", "when", "basic.degree == “无”", "看不懂"),
    ("S201", "error", "when", "and ".join(["true "] * 3), "接不上"),
    ("S202", "error", "when", "lenght(basic.name) > 2", "是不是 length"),
    ("S202", "error", "when", "papers.any(p, p.main)", "没有 .any()"),
    ("S202", "error", "when", "basic.name.lower() == \"a\"", "没有 .lower()"),
    ("S203", "error", "when", "basic.degre == \"无\"", "是不是 degree"),
    ("S203", "error", "when", "basik.degree == \"无\" || true", "是不是 basic"),
    ("S203", "error", "when", "applicant.height > 2", "applicant 没有 height"),
    ("S203", "error", "when", "papers.exists(p, p.man)", "是不是 main"),
    ("S203", "error", "when", "value == \"x\"", "只能用在 allow"),
    ("S203", "error", "when", "degree == \"无\"", "没有“degree”"),
    ("S203", "error", "preset", "entry(\"titles\", basic.title).levels", "没有 levels 这一列"),
    ("S204", "error", "when", "length(basic.name, 2) > 1", "要 1 个参数"),
    ("S204", "error", "when", "has(basic)", "has() 里"),
    ("S204", "error", "preset", "entry(\"title\", basic.title).level", "是不是 titles"),
    ("S204", "error", "when", "at_most(\"titles\", basic.title, [basic.name])", "没有 most 这一列"),
    ("S204", "error", "when", "above(\"burea\")", "是不是 bureau"),
    ("S204", "error", "when", "complete(\"basics\")", "是不是 basic"),
    ("S204", "error", "when", "papers.exists(p.main)", "要先写一个代号"),
    ("S205", "error", "when", "row.name == \"a\"", "只能用在多条录入"),
    ("S206", "error", "when", "basic == \"a\"", "请写到填报项"),
    ("S206", "error", "when", "plan == \"a\"", "请写到具体一项"),
    ("S207", "error", "when", "papers.name == \"a\"", "一条一条地看"),
    ("S208", "warning", "when", "has(last.b)", "请把它移到前面"),
    ("S209", "warning", "when", "papers.exists(p, p.rank == 1)", "请先写 has(p.rank)"),
    ("S209", "warning", "when", "papers.filter(p, p.rank < 3).size() > 0", "请先写 has(p.rank)"),
    ("S210", "error", "when", "basic.degree == \"无学位\"", "是不是 无"),
    ("S210", "error", "when", "basic.degree in [\"硕士\", \"傅士\"]", "不是“学位”的选项"),
    ("S210", "error", "when", "\"丙\" in basic.ticks", "请照选项的字写"),
    ("S210", "error", "when", "applicant.identity != \"事业\"", "请照选项的字写"),
    ("S210", "error", "when", "unit.kind == \"hopital\"", "是不是 hospital"),
    ("S210", "error", "when", "plan.level == \"副高\"", "请照选项的字写"),
    ("S211", "error", "when", "size(basic.story) > 10", "请用 length()"),
    ("S211", "error", "when", "basic.story.size() > 10", "请用 length()"),
    ("S113", "error", "when", "basic.name.matches(\"(\")", "检查括号"),
    ("S212", "error", "value", "last.a + \"x\"", "绕成了圈"),
    ("S213", "warning", "when", "basic.score * 2 > 100", "double"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "level", "attribute", "text", "says"), SLIPS, ids=[f"{s[0]}-{s[3]}" for s in SLIPS])
def test_condition__slip__numbered_with_its_line(
    expect: Expect, code: str, level: str, attribute: str, text: str, says: str
) -> None:
    line = f"{attribute}: '{text}'   # HERE"
    expect(code, says, level=level, lists=LISTS, sections=SECTIONS.replace("ATTRIBUTE", line))


GOOD = [
    ("when", "basic.degree != \"无\" && !(basic.title in [\"主治医师\", \"副主任医师\"])"),
    ("when", "has(basic.degree) || has(applicant.identity) || profile.identity == \"其他\""),
    ("when", "papers.exists(p, has(p.rank) && p.rank == 1) && papers.size() > 0"),
    ("when", "papers.filter(p, p.main).map(p, p.name).size() > plan.year - 2020"),
    ("when", "gaps(papers.map(q, q.period)) == 0 && distinct(papers.map(r, r.name))"),
    ("when", "length(basic.story) > 10 && basic.ticks.size() < 2 && \"甲\" in basic.ticks"),
    ("when", "above(\"bureau\") && has_child(\"hospital\", nearest(\"bureau\")) && unit.kind == \"hospital\""),
    ("when", "years_between(applicant.birth, today) >= 55 && now < \"2026-11-30 17:00\""),
    ("when", "double(basic.score) * 2.0 > 1.0"),
    ("when", "has(entry(\"titles\", basic.title).level)"),
    ("preset", "basic.degree == \"无\" ? \"无\" : entry(\"titles\", basic.title).level"),
    ("suggest", "[basic.name, \"丙\"]"),
    ("when", "basic.name.matches(r\"^\\d+$\") || basic.name.contains(\"院\")"),
    ("required", "complete(\"basic\") && workdays(\"2026-01-01\", today) > 3"),
]  # fmt: skip


@pytest.mark.parametrize(("attribute", "text"), GOOD, ids=[g[1] for g in GOOD])
def test_condition__well_written__not_a_word(small: Any, attribute: str, text: str) -> None:
    small.scheme(lists=LISTS, sections=SECTIONS.replace("ATTRIBUTE", f"{attribute}: '{text}'"))


def test_allow__reads_value_and_its_own_answer__tried_again_when_either_changes(small: Any) -> None:
    allow = 'entry("titles", value).level == plan.level && value != basic.title'
    line = f"kind: choice\n        list: titles\n        allow: '{allow}'"
    scheme = small.scheme(lists=LISTS, sections=SECTIONS.replace("ATTRIBUTE", line))
    node = scheme.node("sections", "last", "fields", "a", "allow")
    assert node is not None
    assert node.reads == {"plan.level", "basic.title", "last.a"}


def test_reads__of_every_kind_of_name__are_paths(small: Any) -> None:
    text = 'papers.exists(p, p.main) && basic.degree == "无" && profile.identity == "其他"'
    text += ' && above("bureau") && today > "2"'
    scheme = small.scheme(lists=LISTS, sections=SECTIONS.replace("ATTRIBUTE", f"when: '{text}'"))
    node = scheme.node("sections", "last", "fields", "a", "when")
    assert node is not None
    assert node.reads == {
        "papers[]", "papers[].main", "basic.degree", "profile.identity", "applicant.identity", "tree", "today",
    }  # fmt: skip
    assert node in scheme.readers["papers[].main"]
    assert scheme.columns["papers"] == {"main"}
    assert not node.per_row


def test_circle__two_answers_shown_because_of_each_other__s212(small: Any) -> None:
    text = textwrap.dedent("""
        sections:
          a:
            label: 甲
            source: product
            fields:
              x: {label: 子, kind: yes_no, when: a.y}
              y: {label: 丑, kind: yes_no, when: a.x}
        """)
    assert "S212" in {fault.code for fault in small.faults(sections=text)}
