"""Lines are broken as Chinese typesetting wants it, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from print.lines import balanced, broken, clean

pytestmark = pytest.mark.fast

CLOSING = "，。；：、！？）》”’%"
OPENING = "（《“‘"


class Widths(dict):
    def __missing__(self, character):
        return 500 if character < "\u2000" else 1000


WIDTHS = Widths()

BROKEN = [
    ("", 4, []),
    ("一二三四", 4, ["一二三四"]),
    ("一二三四五", 4, ["一二三四", "五"]),
    ("一二三四，五", 4, ["一二三", "四，五"]),
    ("一二三（四五）", 4, ["一二三", "（四五）"]),
    ("一二三《四五》六", 4, ["一二三", "《四五》", "六"]),
    ("一二《三四》五六", 4, ["一二《三", "四》五六"]),
    ("一二……三四", 4, ["一二……", "三四"]),
    ("共312例有效率91.3%好", 5, ["共312例有", "效率91.3%", "好"]),
    ("Journal of Medicine", 6, ["Journal of", "Medicine"]),
    ("1063120070500****", 5, ["1063120070", "500****"]),
    ("https://a.example.cn/verify", 8, ["https://", "a.example.cn/", "verify"]),
    ("甲\n乙", 9, ["甲", "乙"]),
    ("甲\n\n乙", 9, ["甲", "", "乙"]),
    ("宽", 0.5, ["宽"]),
]


@pytest.mark.parametrize(("text", "room", "lines"), BROKEN)
def test_broken__as_written__gives_lines(text, room, lines):
    assert broken(text, room * 1000, WIDTHS) == lines


@given(st.text(alphabet="一二三四五，。；：、）》（《“”ab1%. \n", max_size=120), st.integers(min_value=4, max_value=30))
def test_broken__any_text__keeps_every_character_and_the_width(text, room):
    text = clean(text)
    lines = broken(text, room * 1000, WIDTHS)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(sum(WIDTHS[one] for one in line) <= room * 1000 for line in lines)


@given(st.lists(st.sampled_from(["临床研究", "（含针灸）", "《重庆医学》", "，", "。", "91.3%"]), max_size=40))
def test_broken__ordinary_prose__no_line_begins_or_ends_wrongly(words):
    text = "".join(word for before, word in zip(["，", *words], words, strict=False) if word not in before)
    for line in broken(text.lstrip(CLOSING), 9000, WIDTHS):
        assert line[0] not in CLOSING
        assert line[-1] not in OPENING


def test_balanced__a_label__has_lines_of_about_one_length():
    assert balanced("毕业时间", 3500, WIDTHS) == ["毕业", "时间"]
    assert balanced("医德医风满意度（%）", 8000, WIDTHS) == ["医德医风满", "意度（%）"]
    assert balanced("姓名", 8000, WIDTHS) == ["姓名"]


CLEANED = [
    ("周岚", "周岚"),
    ("  周岚 ", "周岚"),
    ("a\x00b\x07c\x1b", "abc"),
    ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
    ("a\n\n \n\nb", "a\n\nb"),
    ("a\tb\xa0c", "a b c"),
    ("a\u202eb\u200fc\u2067d\ufeff", "abcd"),
    ("零\u200b宽\u00ad", "零宽"),
    ("葛\U000e0100", "葛"),
    ("半\ud800个", "半个"),
]


@pytest.mark.parametrize(("text", "printed"), CLEANED)
def test_clean__what_cannot_be_seen__is_not_printed(text, printed):
    assert clean(text) == printed
