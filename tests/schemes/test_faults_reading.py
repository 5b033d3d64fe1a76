"""Slips in the files themselves: S001 to S008, S118, and files that must be refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemes import check
from schemes.findings import Findings
from schemes.source import MAX_DEPTH, MAX_FILE_BYTES, MAX_VALUES, read_file

pytestmark = pytest.mark.fast
Expect = Callable[..., None]

SECTION = """
sections:
  basic:
    label: 基本信息
    source: product
    fields:
"""


def fields(text: str) -> str:
    return SECTION + "\n".join("      " + line for line in text.strip("\n").split("\n")) + "\n"


def test_yaml__tab_as_indentation__s001(expect: Expect) -> None:
    expect("S001", "请改成空格", sections="sections:\n  basic:\n\t\tlabel: 基本信息   # HERE\n")


def test_yaml__quotation_mark_left_open__s001(expect: Expect) -> None:
    expect("S001", "引号", sections="sections:\n  basic:\n    label: '基本信息\n# HERE")


def test_yaml__colon_in_a_plain_sentence__s001(expect: Expect) -> None:
    expect(
        "S001",
        "请给整句加引号",
        sections=SECTION.replace("基本信息", "说明: 基本信息  # HERE") + "      a: {label: 甲}\n",
    )


def test_yaml__comma_missing_in_braces__s001(expect: Expect) -> None:
    expect("S001", "大括号", sections=fields("name: {label: 姓名\nage: {label: 年龄}   # HERE"))


def test_key__twice_in_one_file__s002(expect: Expect) -> None:
    expect("S002", "请删去或改名", sections=fields("name: {label: 姓名}\nname: {label: 名字}   # HERE"))


def test_key__in_two_files__s003_names_both_places(small: Any) -> None:
    found = small.faults(z_sections="sections:\n  basic: {label: 又写, source: product}\n")
    assert [fault.code for fault in found] == ["S003"]
    assert "z_sections.yaml" in found[0].text
    assert "sections.yaml:2" in found[0].text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("name: {label: 姓名, lable: 名}   # HERE", "是不是 label"),
        ("name: {kind: text}   # HERE", "少了“label”"),
        ("name: {label: 姓名, max: [1]}   # HERE", "要写文字或整数"),
        ("name: {label: 姓名, sensitive: 很}   # HERE", "true 或 false"),
        ("name: 姓名   # HERE", "label: 基本信息"),
        ("name: {label: 5}   # HERE", "要写文字"),
        ("name: {label: 姓名, years: {first: plan.year}}   # HERE", "几年"),
    ],
)
def test_attribute__unknown_or_of_the_wrong_type__s004_on_its_own_line(expect: Expect, line: str, says: str) -> None:
    expect("S004", says, sections=fields("age: {label: 年龄}\n" + line))


def test_attributes__three_wrong__three_faults_with_three_lines(small: Any) -> None:
    text = fields("a: {label: 甲, x: 1}\nb: {label: 乙}\nc: {label: 丙, y: 1}\nd: {label: []}")
    found = small.faults(sections=text)
    assert [(fault.code, fault.line) for fault in found] == [("S004", 6), ("S004", 8), ("S004", 9)]


def test_top_level_word__unknown__s005(expect: Expect) -> None:
    expect("S005", "是不是 sections", extra="section: {}   # HERE\n")


def test_condition__begins_with_exclamation_mark__s006(expect: Expect) -> None:
    expect(
        "S006", "要加引号", sections=fields("a: {label: 甲, kind: yes_no}\nb:\n  label: 乙\n  when: !basic.a   # HERE")
    )


def test_condition__begins_with_exclamation_mark_and_bracket__s006(expect: Expect) -> None:
    expect("S006", "要加引号", sections=fields("b:\n  label: 乙\n  when: !(basic.a || {}) x   # HERE"))


def test_id__not_lower_case_english__s008(expect: Expect) -> None:
    expect("S008", "小写英文", sections=fields("姓名: {label: 姓名}   # HERE"))


MANUAL = "4.3.3 工作学习经历\n学习培训经历和工作经历最多\n只能填写 8 行"


def test_quotation__not_in_the_manual__s118(expect: Expect) -> None:
    text = SECTION.replace("source: product", "source: 4.3.3 最多只能填写 9 行   # HERE") + "      a: {label: 甲}\n"
    expect("S118", "请照手册的字抄", manual=MANUAL, sections=text)


def test_quotation__in_the_manual_but_for_spaces__nothing(small: Any) -> None:
    text = SECTION.replace("source: product", "source: 4.3.3 工作经历最多只能填写8行") + "      a: {label: 甲}\n"
    assert small.faults(MANUAL, sections=text) == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("031", "031"), ("5.10", "5.10"), ("yes", "yes"), ("no", "no"), ("12:30", "12:30"), ("1e3", "1e3"),
        ("2019-07-01", "2019-07-01"), ("0x10", "0x10"), ("1_000", "1_000"), ("'12'", "12"), ("~", "~"), (".5", ".5"),
        ("True", "True"), ("12", 12), ("-3", -3), ("0", 0), ("true", True), ("false", False), ("null", None),
        ("", None),
    ],
)  # fmt: skip
def test_scalar__as_written__only_whole_numbers_true_false_null_are_typed(
    small: Any, written: str, read: object
) -> None:
    file = small.folder / "one.yaml"
    file.write_text(f"a: {written}\n", "utf-8")
    assert read_file(file, "one.yaml", Findings()) == {"a": read}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &x [1]\nb: *x\n", "再写一遍"),
        ("a: &x [lol, lol]\nb: &y [*x, *x]\nc: [*y, *y]\n", "再写一遍"),
        ("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), "写得浅一些"),
        ("a: " + "{b: " * 5000 + "}" * 5000, "写得浅一些"),
        ("a: [" + "1," * MAX_VALUES + "1]", "请分开或删减"),
        ("a: '" + "字" * MAX_FILE_BYTES + "'", "请分成几个文件"),
        ("a: !!python/object/apply:os.system ['true']\n", ""),
        ("- a\n- b\n", "词: 内容"),
        ("{[a, b]: c}\n", "只能是一个词"),
        ("a: 1\n---\nb: 2\n", "---"),
        ("\x00\x01", ""),
        ("a: \ud800".encode("utf-8", "surrogatepass").decode("latin-1"), ""),
    ],
)
def test_hostile_file__refused_with_a_sentence__nothing_runs(small: Any, text: str, says: str) -> None:
    found = small.faults(hostile=text)
    assert found, "a hostile file went through"
    assert any(says in fault.text for fault in found), "\n".join(map(str, found))


def test_file__not_utf8__s001(small: Any) -> None:
    folder = small.write()
    (folder / "gbk.yaml").write_bytes("texts: {a: 中文}".encode("gbk"))
    assert [(fault.code, fault.file) for fault in check(folder)] == [("S001", "gbk.yaml")]


def test_folder__empty__s001(tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    folder.mkdir()
    assert check(folder)[0].code == "S001"


def test_demo_folder__not_read_as_scheme(small: Any) -> None:
    folder = small.write()
    (folder / "demo").mkdir()
    (folder / "demo" / "people.yaml").write_text("people: [a, b\n", "utf-8")
    assert check(folder) == []
