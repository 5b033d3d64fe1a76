"""Links, bytes and cuts of what is said."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wechat import reply


def test_tap__words_and_id__are_sent_as_they_are():
    made = reply.tap("1 云溪区人民医院", '选1 "事业" & <编制>', "q7.3")
    href = re.fullmatch(r'<a href="([^"<>]+)">1 云溪区人民医院</a>', made).group(1)
    query = parse_qs(urlsplit(href).query)
    assert href.startswith("weixin://bizmsgmenu?")
    assert query == {"msgmenucontent": ['选1 "事业" & <编制>'], "msgmenuid": ["q7.3"]}


def test_tap__one_choice__costs_what_the_conversation_counts_with():
    assert reply.size(reply.tap("", "副高", "0")) - 68 <= 2 * 9 + 10


def test_mini__page_with_query__stands_in_the_attribute():
    made = reply.mini("去小程序", "wx1", 'pages/section/section?base=applications/a1&x="<', "https://x/m/#/a")
    page = re.search(r'data-miniprogram-path="([^"]*)"', made).group(1)
    assert unquote(page) == 'pages/section/section?base=applications/a1&x="<'
    assert made.startswith('<a href="https://x/m/#/a" data-miniprogram-appid="wx1" ')
    assert made.count('"') == 6


@pytest.mark.parametrize("label", ["<a href=x>", "a</a>b", "两\n行"])
def test_link__label_with_markup__stays_one_link(label):
    for made in (reply.tap(label, "x"), reply.link(label, 'https://x/"onclick=')):
        assert len(re.findall("<", made)) == 2
        assert "\n" not in made


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('<a href="http://evil">点我</a>', '＜a href="http://evil">点我＜/a>'),
        ("p<0.05, a < b", "p<0.05, a < b"),
        ("<!-- x", "＜!-- x"),
        ("没有", "没有"),
    ],
)
def test_plain__somebody_elses_words__make_no_link(said, shown):
    assert reply.plain(said) == shown


def test_split__lines__are_cut_at_line_ends():
    text = "\n".join(f"{n} " + "字" * 100 for n in range(30))
    parts = reply.split(text)
    assert "\n".join(parts) == text
    assert all(reply.size(part) <= 2048 and part[0].isdigit() for part in parts)


def test_split__one_long_line_with_links__never_cuts_a_link():
    text = "".join(reply.tap(f"选{n}", "内容" * 5, str(n)) + "。" for n in range(60))
    parts = reply.split(text)
    assert "".join(parts) == text
    assert all(part.count("<a ") == part.count("</a>") and reply.size(part) <= 2048 for part in parts)


@given(st.text(st.characters(codec="utf-8"), max_size=400), st.integers(40, 200))
def test_split__any_text__loses_nothing_but_line_ends(text, limit):
    parts = reply.split(text, limit)
    assert all(reply.size(part) <= limit for part in parts)
    if "<" not in text:
        assert "".join(parts).replace("\n", "").split() == text.replace("\n", "").split()


def test_size__emoji_and_surrogates__are_counted_as_sent():
    assert reply.size("🐟a\ud800") == 5
