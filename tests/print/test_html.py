"""The page for screens: the same grid, safe with any value, readable on a phone, nobody else asked for anything."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from playwright.sync_api import sync_playwright

from print import forms

HOSTILE = "<script>alert(1)</script>\"'><img src=http://x.example/ onerror=alert(1)>&amp;"
UNSEEN = "\x00\u202e\ufeff"


class Reader(HTMLParser):
    """Collects tags, cells and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._in = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._in = tag
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self._in != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def test_page__of_the_review_form__says_everything_in_tables(grids, applicant):
    """X-10, CQ-24: the forms are read on the screen as well."""
    page = Reader(forms.html(grids["chongqing.review_form"], applicant))
    for said in ("周岚", "最高学历学位", "第12项", "草稿", "核验码 3f9a 1c07", "任现职以来主要专业技术工作业绩"):
        assert said in page.text
    assert "第4项" not in page.text
    tags = [tag for tag, _ in page.tags]
    assert {"table", "caption", "thead", "th", "td"} <= set(tags)
    assert ("th", {"rowspan": "4", "scope": "row"}) in page.tags
    assert any(attrs == {"scope": "col", "colspan": "4"} for tag, attrs in page.tags if tag == "th")


def test_page__label_of_a_value__stands_before_it_or_right_above_it(form, view):
    """CQ-24: on a phone each value is read with its own label, never with one from further up."""
    values = {"a.type": "身份证", "a.number": "5000", "plan.year": "2026", "a.first": "合格", "a.second": "优秀"}
    years = ["考核 v2 >2 | {plan.year - 2} 年度 >2 | {plan.year - 1} 年度 >2", "^ >2 | {a.first} >2 | {a.second} >2"]
    page = forms.html(form("证件号码 >2 | {a.number} >2 | {a.type} >2", *years), view(values))
    labels = dict(re.findall(r'<td[^>]*?data-label="([^"]*)"[^>]*>([^<]*)', page))
    assert labels == {"证件号码": "5000", "2024 年度": "合格", "2025 年度": "优秀"}


def test_page__settings_turned__are_seen_on_the_whole_form_and_on_one_part(form, view):
    """CQ-24: the preview on the screen follows what was turned, part by part, as the paper does."""
    one = form("姓名 | {a.name} >5", {"rows": "w", "columns": "name=名称>6"}, settings=["font_size", "row_height"])
    page = forms.html(one, view(settings={"font_size": 9, "w.font_size": 12, "w.row_height": 400}))
    rules = "table{font-size:9pt}#b1 table{font-size:12pt}#b1 tr{height:60mm}"
    assert f"@media print,(min-width:641px){{{rules}}}" in page
    assert "font-size:9pt" not in forms.html(form("姓名 >6"), view(settings={"font_size": 9}))


def test_page__hostile_values__are_only_text(form, view):
    rows = {"rows": "w", "title": "业绩", "columns": "name=名称>6"}
    shown = view(
        {"a.name": HOSTILE + UNSEEN}, {"w": [{"name": UNSEEN + HOSTILE}]}, watermark=HOSTILE, verify_url=HOSTILE
    )
    page = Reader(forms.html(form("姓名 | {a.name} >5", rows, label=HOSTILE), shown))
    assert not {"script", "img", "a", "link", "iframe"} & {tag for tag, _ in page.tags}
    assert page.text.count("<script>alert(1)</script>") >= 4
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert not set(UNSEEN) & set(page.text)


def test_page__asks_nobody(grids, applicant, view, signature):
    for form in grids.values():
        text = forms.html(form, view(applicant.values, applicant.sections, {"opinion_base.signer": signature}))
        assert not re.search(r"(?:https?:)?//(?!www\.w3\.org/)", re.sub(r"data:image/png;base64,[^\"]+", "", text))
        assert not re.search(r"url\(|@import|<link|<script", text)


def test_page__its_own_policy__allows_its_style_only(grids, applicant):
    text = forms.html(grids["chongqing.publicity_form"], applicant)
    style = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = dict(Reader(text).tags[3][1])["content"]
    assert f"style-src 'sha256-{allowed}'" in policy
    assert "default-src 'none'" in policy
    assert " style=" not in text.replace(style, "")


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200])
def test_page__in_a_browser__fits_a_phone_and_a_desk(browser, grids, applicant, tmp_path, width):
    """CQ-24: on 360 pixels each value stands below its label; on a desk the grid is the paper's.

    The sheet of A3 is looked at as a whole on both: on a phone it is as wide as a desk's, to be pinched (CQ-18).
    """
    page = browser.new_page(viewport={"width": width, "height": 800})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    for name, whole in (("chongqing.review_form", width > 640), ("chongqing.publicity_form", True)):
        (tmp_path / "form.html").write_text(forms.html(grids[name], applicant))
        page.goto(f"file://{tmp_path}/form.html")
        assert ("width=1280" in page.locator("meta[name=viewport]").get_attribute("content")) is (
            name == "chongqing.publicity_form"
        )
        assert name == "chongqing.publicity_form" or page.evaluate("document.documentElement.scrollWidth") <= width
        label = page.locator("th", has_text="姓名").first
        assert label.is_visible() is whole
        value = page.locator("td", has_text="周岚").first
        said = value.evaluate("e => getComputedStyle(e, '::before').content")
        assert (said == '"姓名"') is not whole
    assert faults == []
    page.close()


def test_page__block_whose_condition_does_not_hold__is_left_out_with_its_title(form, view):
    """CQ-14: papers for most, cases for those at the grass roots, on one form."""
    papers = {"rows": "papers", "title": "论文", "columns": "name=名称>6", "when": "!cover.grassroots"}
    cases = {"grid": ["病例 >3 | {cover.cases} >3"], "title": "典型案例", "when": "cover.grassroots"}
    made = form("姓名 >3 | {applicant.name} >3", papers, cases)
    rows = {"papers": [{"name": "论高血压"}]}
    page = Reader(forms.html(made, view({}, rows, holding=frozenset({"!cover.grassroots"})))).text
    assert "论高血压" in page
    assert "典型案例" not in page
    page = Reader(forms.html(made, view({"cover.cases": "三例"}, rows, holding=frozenset({"cover.grassroots"})))).text
    assert "论高血压" not in page
    assert "三例" in page
