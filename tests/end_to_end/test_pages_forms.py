"""What is printed, in Chromium: a form laid out part by part, the A3 sheet as a whole, a roster as a file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.async_api import expect

from zhiping.phone import Phones

from .browser import Opener
from .cast import applicant, handed_in, officer
from .officers import named

pytestmark = pytest.mark.browser


async def test_layout__turned_on_a_phone__is_seen_at_once_and_kept(screens: Opener, open_phones: Phones) -> None:
    """CQ-24: letters, empty lines and the height of lines with a tap each; the form is seen as it lies on paper."""
    who = await applicant(open_phones, "版式")
    screen = await screens(who)
    await screen.open(f"pages/forms/forms?base={who.base}")
    await screen.fits()
    await screen.tap(named(screen, "重庆市职称申报评审表网页版和版式"))
    await screen.page.wait_for_url("**/layout/**")
    await screen.read()
    paper = screen.page.frame_locator("iframe[title='表的样子']")
    await expect(paper.get_by_text("申报人基本情况").first).to_be_visible()
    await screen.fits()
    for _ in range(2):
        await screen.tap(named(screen, "整张表字号加一"))
    await screen.tap("存下来，看效果")
    await screen.sees("存下来了，以后印出来都是这样")
    kept = await who.phone.get(f"{who.base}/forms/review_form/settings")
    assert kept["settings"] == {"font_size": 12}
    size = paper.locator("table").first
    await expect(size).to_have_css("font-size", "16px")
    await screen.tap("恢复默认")
    await screen.sees("恢复默认了")
    assert (await who.phone.get(f"{who.base}/forms/review_form/settings"))["settings"] == {}
    await screen.look_as(night=True, size=1.6)
    await screen.fits()


async def test_publicity_form__on_a_phone__is_one_sheet_to_be_made_larger(screens: Opener, open_phones: Phones) -> None:
    """CQ-18, X-10: what goes on the wall is seen whole on a phone, in the grid of its A3 paper."""
    who = await applicant(open_phones, "公示表")
    screen = await screens(who)
    await screen.open(f"pages/layout/layout?base={who.base}&form=publicity_form")
    paper = screen.page.frame_locator("iframe[title='表的样子']")
    label = paper.get_by_text("学习培训经历").first
    await expect(label).to_be_visible()
    small = (await label.bounding_box() or {"width": 0})["width"]
    await screen.fits()
    await screen.tap(named(screen, "放大看"))
    await screen.settle()
    assert (await label.bounding_box() or {"width": 0})["width"] > 1.4 * small
    await screen.sees("要印在 A3 纸上")
    await screen.fits()


async def test_roster_and_reasons__from_the_queue__are_a_file_with_its_own_name_and_a_list(
    screens: Opener, open_phones: Phones, tmp_path: Path
) -> None:
    """The list that is open, narrowed by a tap, as Excel (X-16); what is often returned is one tap away (B-14)."""
    await handed_in(open_phones)
    screen = await screens(await officer(open_phones, "hospital"))
    await screen.open("pages/queue/queue")
    await screen.tap("导出花名册")
    await screen.page.wait_for_url("**/roster/**")
    await screen.read()
    await screen.fits()
    async with screen.page.expect_download() as came:
        await screen.tap("导出 Excel")
    file = await came.value
    assert file.suggested_filename.startswith("申报人员花名册-待审-")
    await file.save_as(tmp_path / "roster.xlsx")
    book = openpyxl.load_workbook(tmp_path / "roster.xlsx")
    assert [cell.value for cell in book.worksheets[0][2]][:2] == ["序号", "姓名"]
    await screen.open("pages/queue/queue")
    await screen.tap("常退回的原因")
    await screen.page.wait_for_url("**/reasons/**")
    await screen.read()
    await screen.sees("份申报")
    await screen.fits()
