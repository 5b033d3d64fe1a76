"""What lies on the paper, read back by poppler, qpdf, pdfium and a QR reader."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
import zxingcpp

from print import forms
from print.errors import Unprintable

LONG = "主持完成县域中西医结合防治慢性阻塞性肺疾病的临床研究，共纳入患者312例。"


def dark(picture, box) -> int:
    """Return how many pixels of a part of the page are dark."""
    return sum(picture.crop(box).histogram()[:140])


def ruled(picture) -> list[int]:
    """Return the heights, in pixels, at which a border runs across the whole page."""
    width = picture.width
    left, right = round(width * 0.1), round(width * 0.9)
    pixels = picture.load()
    rows = [y for y in range(picture.height) if all(pixels[x, y] < 200 for x in range(left, right, 7))]
    return [y for y in rows if y - 1 not in rows]


# ── content ──────────────────────────────────────────────────────────────────


def test_review_form__of_chongqing__says_everything(grids, applicant, paper):
    """X-10, CQ-24: the review form as A4 pages, a draft until it is official."""
    printed = paper(forms.pdf(grids["chongqing.review_form"], applicant))
    text = printed.text()
    for said in ("周岚", "曾用名", "重庆市职称申报评审表", "任现职以来主要专业技术工作业绩", "第12项", "同意推荐"):
        assert said in text
    assert "第4项" not in text  # struck by a reviewer
    assert "共312例" not in text
    assert printed.pages > 2
    printed.check()


def test_five_regions__every_form__is_printed(grids, applicant, paper):
    for name, form in grids.items():
        printed = paper(forms.pdf(form, applicant))
        assert form.label[:6] in printed.copied(), name
        printed.check()


def test_fonts__of_a_form__are_all_embedded_cut_and_copyable(grids, applicant, paper):
    fonts = paper(forms.pdf(grids["chongqing.review_form"], applicant)).fonts()
    assert [font[-5:-2] for font in fonts] == [["yes", "yes", "yes"]] * 2
    assert not any("Helvetica" in font[0] for font in fonts)


def test_pdf__printed_twice__is_the_same_bytes(grids, applicant):
    form = grids["chongqing.review_form"]
    assert forms.pdf(form, applicant) == forms.pdf(form, applicant)


def test_pdf__printed_by_several_threads__is_the_same_bytes(grids, applicant):
    form = grids["chongqing.review_form"]
    with ThreadPoolExecutor(4) as pool:
        printed = set(pool.map(lambda _: forms.pdf(form, applicant), range(8)))
    assert len(printed) == 1


def test_rare_characters__of_a_name__are_printed_and_copied(form, view, paper):
    """B-06: also above U+FFFF, where a stock font class copies another character."""
    name = "周𬱟㑇䶮𠮷𪨰⼀"
    printed = paper(forms.pdf(form("姓名 | {a.name} >5"), view({"a.name": name})))
    assert name in printed.copied()
    assert all(font[-5:-2] == ["yes", "yes", "yes"] for font in printed.fonts())


def test_characters_without_a_face__are_reported_before_printing(form, view):
    rows = {"rows": "w", "columns": "name=名称>6"}
    with pytest.raises(Unprintable) as refused:
        forms.pdf(form("姓名 | {a.name} >5", rows), view({"a.name": "周\U00031350"}, {"w": [{"name": "\ue000"}]}))
    assert refused.value.code == "missing_characters"
    assert refused.value.where == ("a.name", "w.name")
    assert refused.value.characters == "\ue000\U00031350"
    assert "请换一种写法" in refused.value.text


HOSTILE = [
    "<script>alert(1)</script>",
    "a\x00b\x07c\x1b[31m",
    "(\\) Tj ET BT (",
    "{a.name} | >3 ^ {blank}",
    "\u202egnitirw\u202c\u200f",
    "﷐\ud800半",
    "%PDF-1.7 endstream endobj",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_value__is_only_text(form, view, paper, value):
    printed = paper(forms.pdf(form("姓名 | {a.name} >5"), view({"a.name": value})))
    printed.check()
    assert printed.pages == 1
    seen = "".join(one for one in value if one.isprintable() and one not in " ﷐\u200f\u202c\u202e")
    assert seen in printed.copied()


def test_ten_thousand_characters__in_a_row__go_on_over_pages(form, view, paper):
    rows = {"rows": "w", "title": "业绩", "columns": "n=序号>1 | name=名称>5"}
    printed = paper(forms.pdf(form(rows), view(sections={"w": [{"name": "长" * 10_000}, {"name": "末"}]})))
    assert printed.copied().count("长") == 10_000
    assert "末" in printed.text(printed.pages)
    assert printed.pages < 12


def test_far_too_much__is_refused_with_a_sentence(form, view):
    rows = {"rows": "w", "columns": "name=名称>6"}
    with pytest.raises(Unprintable) as refused:
        forms.pdf(form(rows), view(sections={"w": [{"name": "长" * 800_000}]}))
    assert (refused.value.code, "删减" in refused.value.text) == ("too_long", True)


def test_value__cut_added_to_or_mixed__is_said(form, view, paper):
    lines = ("{a.text|6} >6", "{plan.year - 5}年 >6", "负责人：{a.who} >6", "{blank} >6")
    printed = paper(forms.pdf(form(*lines), view({"a.text": "一二三四五六七", "plan.year": "2026", "a.who": "王维"})))
    text = printed.copied()
    assert "一二三四五…" in text
    assert "2021年" in text
    assert "负责人：王维" in text


COMMAS = [
    ({"a": "主治医师", "b": "2014年11月", "c": "云溪区职改办"}, "主治医师，2014年11月，云溪区职改办"),
    ({"a": "主治医师", "c": "云溪区职改办"}, "主治医师，云溪区职改办"),
    ({"b": "2014年11月"}, "2014年11月"),
    ({}, ""),
]


@pytest.mark.parametrize(("values", "said"), COMMAS)
def test_values_with_commas__where_some_are_missing__leave_no_comma(form, view, paper, values, said):
    shown = view({f"t.{name}": value for name, value in values.items()})
    printed = paper(forms.pdf(form("职称 | {t.a}，{t.b}，{t.c} >5"), shown))
    assert f"评审表职称{said}第1页" in printed.copied()


def test_block_titles__stand_above_their_lines__but_the_forms_own_once(form, view, paper):
    first = {"grid": ["姓名 | {a.name} >5"], "title": "评审表"}
    second = {"grid": ["院校 | {a.school} >5"], "title": "学历"}
    copied = paper(forms.pdf(form(first, second), view())).copied()
    assert (copied.count("评审表"), copied.count("学历")) == (1, 1)


def test_rows__of_an_empty_section__say_so(form, view, paper):
    rows = {"rows": "w", "columns": "name=名称>3 | date=日期>3", "empty": "无", "least": 3}
    printed = paper(forms.pdf(form(rows), view()))
    assert "名称日期无" in printed.copied()
    assert rows_of(printed) == 4
    assert "无" not in paper(forms.pdf(form(rows), view(sections={"w": [{"name": "甲"}]}))).copied()


# ── the margin ───────────────────────────────────────────────────────────────


def test_page_numbers__on_every_page__know_the_total(grids, applicant, paper):
    printed = paper(forms.pdf(grids["chongqing.review_form"], applicant))
    for page in range(1, printed.pages + 1):
        assert f"第{page}页共{printed.pages}页" in "".join(printed.text(page).split())


@pytest.mark.parametrize("watermark", ["草稿", None])
def test_watermark__until_official__lies_on_every_page(grids, applicant, view, paper, watermark):
    """CQ-24: 草稿 lies on the review form until the unit has forwarded it."""
    shown = view(applicant.values, applicant.sections, watermark=watermark)
    printed = paper(forms.pdf(grids["chongqing.review_form"], shown))
    for page in range(1, printed.pages + 1):
        assert ("草" in printed.text(page)) is (watermark is not None)
    pale = sum(printed.picture(1).histogram()[231:234])
    assert (pale > 20_000) is (watermark is not None)


@pytest.mark.parametrize("dpi", [120, 200, 300])
def test_code__on_every_page__leads_to_the_verification(grids, applicant, paper, dpi):
    """B-04: a printed form carries a code that anyone can check."""
    printed = paper(forms.pdf(grids["chongqing.review_form"], applicant))
    for page in range(1, printed.pages + 1):
        assert "3f9a 1c07" in printed.text(page)
        (code,) = zxingcpp.read_barcodes(printed.picture(page, dpi))
        assert code.text == applicant.verify_url


def test_code__of_corrections_over_the_signed__names_both(form, view, paper):
    printed = paper(forms.pdf(form("姓名 >6"), view(code="intl:" + "ab12cd34" * 8 + "+intl:" + "ef56ab78" * 8)))
    assert "ab12 cd34 + ef56 ab78" in printed.text()


def test_code__where_nothing_is_verified__is_absent(form, view, paper):
    printed = paper(forms.pdf(form("姓名 >6"), view(code="", verify_url="")))
    assert "核验码" not in printed.text()
    assert not zxingcpp.read_barcodes(printed.picture(1, 200))


def test_copies_and_duplex__are_told_to_the_printer(form, view):
    data = forms.pdf(form("姓名 >6", copies=2, duplex=True), view())
    assert b"/NumCopies 2" in data
    assert b"/DuplexFlipLongEdge" in data


# ── breaks ───────────────────────────────────────────────────────────────────


def test_forty_rows__over_pages__repeat_their_headings_in_closed_boxes(form, view, paper):
    rows = {"rows": "w", "title": "论文及学术报告", "columns": "n=序号>1 | title=题目>4 | date=日期>1"}
    papers = [{"title": f"第{n}篇：{LONG}", "date": "2019年07月"} for n in range(1, 41)]
    printed = paper(forms.pdf(form("姓名 | {a.name} >5", rows), view(sections={"w": papers})))
    assert printed.pages >= 3
    assert all(f"第{n}篇" in printed.copied() for n in range(1, 41))
    for page in range(1, printed.pages + 1):
        text = printed.text(page)
        assert "论文及学术报告" in text
        assert ("（续）" in text) is (page > 1)
        assert "题目" in text
        assert "日期" in text
        picture = printed.picture(page)
        borders = ruled(picture)
        # Nothing sticks out below the last border that runs across the page.
        left = round(16 / 210 * picture.width)
        assert dark(picture, (left - 3, borders[-1] + 4, left + 4, borders[-1] + 40)) == 0
        assert dark(picture, (left - 3, borders[-1] - 20, left + 4, borders[-1] - 2)) > 15


def test_torn_row__goes_on_in_closed_boxes(form, view, paper):
    rows = {"rows": "w", "columns": "n=序号>1 | title=题目>5"}
    printed = paper(forms.pdf(form(rows), view(sections={"w": [{"title": LONG * 70}]})))
    assert printed.pages == 2
    assert printed.copied().count("312") == 70
    for page in (1, 2):
        picture = printed.picture(page)
        borders = ruled(picture)
        column = round((16 + (210 - 32) / 6) / 210 * picture.width)
        assert dark(picture, (column - 3, borders[-1] - 30, column + 4, borders[-1])) > 25


def test_span__torn_by_a_page__says_its_label_again_and_goes_on(form, view, paper):
    lines = ["任现职以来的工作量（近5年） v45 | 说明 v45 | {a.note} v45 >5 | {a.item} >5"]
    lines += ["^ | ^ | ^ >5 | {a.item} >5"] * 44
    one = form({"grid": lines}, columns=12)
    printed = paper(forms.pdf(one, view({"a.note": "甲乙丙丁戊己庚辛壬癸" * 120, "a.item": "门诊"})))
    assert printed.pages == 2
    for page in (1, 2):
        text = "".join(printed.text(page).split())
        assert "说明" in text
        assert len(ruled(printed.picture(page))) >= 2
        assert printed.place("职", page)[0] == pytest.approx(printed.place("以", page)[0], abs=2)  # it stands upright
        assert printed.place("职", page)[1] > printed.place("以", page)[1] + 8
    copied = printed.copied()
    assert [copied.count(one) for one in "癸诊（︵"] == [120, 45, 2, 0]  # a turned bracket is copied as an ordinary one


def test_small_group__at_the_end_of_a_page__stays_together(form, view, paper):
    lines = [f"第{n}行 >6" for n in range(30)]
    group = {"grid": ["学历 v4 | 院校 >5", *["^ | 院校 >5"] * 3]}
    printed = paper(forms.pdf(form(*lines, group), view()))
    assert printed.pages == 2
    assert printed.text(1).count("院校") == 0
    assert printed.text(2).count("院校") == 4


def test_page_new_and_corner__begin_a_page(form, view, paper):
    """SH: the review opinion stands on a page of its own with the applicant's name in pencil."""
    box = {"grid": ["评审意见 >2 | {blank} >4"], "height": "200mm", "page": "new", "corner": "申报人姓名（铅笔）："}
    printed = paper(forms.pdf(form("姓名 | {a.name} >5", box), view({"a.name": "周岚"})))
    assert printed.pages == 2
    assert "申报人姓名" in printed.text(2)
    assert "周岚" not in printed.text(2)
    borders = ruled(printed.picture(2))
    assert (borders[-1] - borders[0]) / 100 * 25.4 == pytest.approx(200, abs=1)


# ── settings ─────────────────────────────────────────────────────────────────


def rows_of(printed) -> int:
    return len(ruled(printed.picture(1))) - 1


def test_least__pads_with_empty_rows(form, view, paper):
    rows = {"rows": "w", "columns": "name=名称>6", "least": 5}
    assert rows_of(paper(forms.pdf(form(rows), view(sections={"w": [{"name": "甲"}]})))) == 6


SETTINGS = [
    ({"blank_lines": 7}, 8),
    ({"w.blank_lines": 9}, 10),
    ({"blank_lines": 7, "w.blank_lines": 2}, 3),
    ({"blank_lines": 10_000}, 24),
    ({}, 2),
]


@pytest.mark.parametrize(("settings", "rows"), SETTINGS)
def test_blank_lines__turned__are_drawn(form, view, paper, settings, rows):
    """CQ-24: blank lines fill a page."""
    table = {"rows": "w", "columns": "name=名称>6", "blank": "setting"}
    one = form(table, settings=["blank_lines", "row_height"])
    drawn = rows_of(paper(forms.pdf(one, view(settings={**settings, "row_height": 10}))))
    assert drawn == min(rows, 24) or settings.get("blank_lines") == 10_000


def test_row_height__turned__changes_the_lines(form, view, paper):
    """CQ-24: the height of lines can be turned, for the form or for one part."""
    one = form("姓名 >6", {"rows": "w", "columns": "name=名称>6"}, settings=["row_height"])
    borders = ruled(paper(forms.pdf(one, view(settings={"row_height": 20, "w.row_height": 10}))).picture(1))
    heights = [round((b - a) / 100 * 25.4) for a, b in pairwise(borders)]
    assert heights == [20, 10, 10]


def test_font_size__turned__changes_the_pages(form, view, paper):
    """CQ-24: the font size can be turned."""
    table = {"rows": "w", "columns": "name=名称>6"}
    works = {"w": [{"name": LONG * 3}] * 20}
    one = form(table, settings=["font_size"])
    assert paper(forms.pdf(one, view(sections=works, settings={"font_size": 16}))).pages > 1
    assert paper(forms.pdf(one, view(sections=works, settings={"font_size": 7}))).pages == 1


def test_setting__that_the_form_does_not_have__is_not_obeyed(form, view):
    one = form("姓名 >6")
    assert forms.pdf(one, view(settings={"font_size": 16, "row_height": 50})) == forms.pdf(one, view())


# ── one page or none ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("amount", [1, 6, 10])
def test_a3_page__whatever_fits__is_one_page(grids, applicant, view, paper, amount):
    """CQ-24, CQ-18: the publicity form is one A3 page, set as large as it goes."""
    sections = {
        "achievements": [work | {"effect": LONG} for work in applicant.sections["achievements"][:amount]],
        "papers": [{"name": LONG, "date": "2019年07月", "published": "《重庆医学》", "rank": "1"}] * amount,
        "workload": applicant.sections["workload"] * 2,
        "work": [{"period": "2012年07月", "unit": "云溪区人民医院", "job": "内科", "title": "医师"}] * amount,
    }
    form = grids["chongqing.publicity_form"]
    shown = view(applicant.values, sections)
    fit = forms.fit(form, shown)
    printed = paper(forms.pdf(form, shown))
    assert fit.ok
    assert (fit.pages, printed.pages) == (1, 1)
    assert 7.5 <= fit.size <= 14
    borders = ruled(printed.picture(1, 60))
    assert borders[-1] / 60 * 25.4 == pytest.approx(297 - 25, abs=2)  # reaches down to the margin


def test_a3_page__too_much_even_at_the_floor__tells_by_how_many_lines(grids, applicant, view, paper):
    """CQ-18: what does not fit one page cannot be submitted, and it is said by how much."""
    sections = {"achievements": applicant.sections["achievements"] * 6}
    form = grids["chongqing.publicity_form"]
    shown = view(applicant.values, sections)
    fit = forms.fit(form, shown)
    assert not fit.ok
    assert (fit.size, fit.over > 20) == (7.5, True)
    assert paper(forms.pdf(form, shown)).pages == fit.pages > 1  # still to be looked at


# ── pictures ─────────────────────────────────────────────────────────────────


def test_signature__where_a_value_is_a_picture__is_drawn(form, view, paper, signature):
    box = {"grid": ["单位意见 >2 | {o.text} >2 | 负责人：{o.sign} >2"], "height": "40mm"}
    one = form(box)
    without = paper(forms.pdf(one, view({"o.text": "同意推荐"}))).picture(1)
    printed = paper(forms.pdf(one, view({"o.text": "同意推荐"}, images={"o.sign": signature})))
    printed.check()
    area = (round(without.width * 0.65), round(without.height * 0.08), round(without.width * 0.92), 300)
    assert dark(printed.picture(1), area) > dark(without, area) + 300


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"GIF89a" + b"\0" * 40])
def test_picture__that_cannot_be_read__is_refused_with_a_sentence(form, view, data):
    with pytest.raises(Unprintable) as refused:
        forms.pdf(form("签名 | {o.sign} >5"), view(images={"o.sign": data}))
    assert (refused.value.code, "重新签名" in refused.value.text) == ("image_unreadable", True)
