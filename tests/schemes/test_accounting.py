"""Every sentence and cell of a manual: split as they were written, and answered for by the region or a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemes import Scheme
from schemes.accounting import account, mark, read_manual_lines
from schemes.coverage import read_manual_sections
from schemes.sentences import letters, pieces

pytestmark = pytest.mark.fast

SECTIONS = [("一", "填报"), ("1.1", "经历"), ("1.2", "其他附件")]
MANUAL = """
目 录

一、填报	5
1.1 经历.....	5
1.2、其他附件	6
一、填报

1.1 经历

姓名: *	<input type="text"/> <input type="button" value="选择"/>
甲乙丙	某某医院

经历最多只能填写 8 行，如果不够，请把同一单位的

经历合并成一行。填写完后点击“保存”，如下图所示：

1.2 其他附件

<table><tr><th>名称</th><td>附件</td></tr></table>
➤ **注意**：未经公示的材料不能上传；
"""
DOCUMENT = {
    "sections": {
        "work": {
            "label": "经历",
            "source": "1.1 经历最多只能填写 8 行",
            "help": "同一单位的经历合并成一行。",
            "fields": {"name": {"label": "姓名"}, "file": {"label": "名称/附件"}},
        }
    },
    "lists": {"kinds": [{"code": "临床"}]},
}
LINES = """# 章节、句子、由谁来做
1.1	选择	图：按钮
1.1	{row}	示例：人物
1.1	经历最多…	规则：sections.work lists.kinds.临床
1.1	填写完后…	产品：填一项存一项
1.2	注意…	产品：材料页
"""


def lines(folder: Path, text: str):
    file = folder / "manual_lines.tsv"
    file.write_text(text.format(row=mark(letters("甲乙丙某某医院"))), "utf-8")
    return read_manual_lines(file, DOCUMENT, [number for number, _ in SECTIONS])


def left(folder: Path, text: str = LINES, document: object = DOCUMENT):
    return account(
        document,  # type: ignore[arg-type]
        pieces(MANUAL, SECTIONS),
        [heading for _, heading in SECTIONS],
        lines(folder, text),
    )


def test_pieces__of_a_converted_manual__are_sentences_and_cells_where_they_stand():
    found = [(piece.line, piece.section, piece.text) for piece in pieces(MANUAL, SECTIONS)]
    assert found == [
        (2, "", "目 录"),
        (4, "目录", "填报"),
        (5, "目录", "经历"),
        (6, "目录", "其他附件"),
        (7, "一", "填报"),
        (9, "1.1", "经历"),
        (11, "1.1", "姓名: *"),
        (11, "1.1", "选择"),
        (12, "1.1", "甲乙丙"),
        (12, "1.1", "某某医院"),
        (14, "1.1", "经历最多只能填写 8 行，如果不够，请把同一单位的经历合并成一行。"),
        (14, "1.1", "填写完后点击“保存”，如下图所示："),
        (18, "1.2", "其他附件"),
        (20, "1.2", "名称"),
        (20, "1.2", "附件"),
        (21, "1.2", "注意：未经公示的材料不能上传；"),
    ]


LAST = "注意：未经公示的材料不能上传；"
EXPECTED = {
    "all": (LINES, [], []),
    "a_sentence_dropped": (LINES.replace("1.2	注意…	产品：材料页\n", ""), [LAST], []),
    "an_opening_that_is_not_there": (LINES + "1.2	不在这里…	产品：没有\n", [], ["不在这里…"]),
    "another_section": (LINES.replace("1.1	选择", "1.2	选择"), ["选择"], ["选择"]),
    "a_word_is_not_an_opening": (LINES.replace("注意…", "注意"), [LAST], ["注意"]),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_account__region_and_lines__leaves_what_nobody_answers_for(tmp_path: Path, name: str):
    text, gaps, idle = EXPECTED[name]
    found = left(tmp_path, text)
    assert [piece.text for piece in found.gaps] == ["目 录", *gaps]
    assert [line.key for line in found.idle] == idle


def test_account__a_clause_of_a_sentence_the_region_half_quotes__is_left(tmp_path: Path):
    """A quotation answers for its clause, not for what else the sentence says."""
    found = left(tmp_path, LINES.replace("1.1	经历最多…	规则：sections.work lists.kinds.临床\n", ""))
    assert "经历最多只能填写 8 行，如果不够，请把同一单位的经历合并成一行。" in [piece.text for piece in found.gaps]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1.1 选择 图：按钮", "三列"),
        ("9.9	选择	图：按钮", "章节"),
        ("1.1	选择	别人", "第三列"),
        ("1.1	选择	规则：sections.work.rows", "没有 sections.work.rows"),
        ("1.1	选择	规则：lists.kinds.公卫", "没有 lists.kinds.公卫"),
        ("1.1	选择	重复：9.9", "9.9"),
    ],
)
def test_manual_lines__that_name_what_is_not_there__are_refused(tmp_path: Path, line: str, said: str):
    with pytest.raises(ValueError, match=said):
        lines(tmp_path, line + "\n")


def test_chongqing__lines_of_its_manual__name_places_that_are_there_and_nobody(regions: Path, chongqing: Scheme):
    """The manual's sample person has a name and numbers: neither is repeated."""
    place = regions / "chongqing"
    numbers = [section.number for section in read_manual_sections(place / "manual_sections.tsv")]
    found = read_manual_lines(place / "manual_lines.tsv", chongqing.document, numbers)
    assert len(found) > 200
    assert not [line for line in found if line.who == "示例" and not line.key.startswith("#") and len(line.key) > 16]
    assert not [line for line in found if sum(c.isdigit() for c in line.key) > 6 and not line.key.startswith("#")]
