"""A unit's people in Chromium: found by number, sent again, let go, and given more time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, expect

from zhiping.phone import Phones
from zhiping.touring import filling
from zhiping.touring.stage import Player, Stage

from .browser import Opener, Screen
from .cast import HOSPITAL, REGISTRATION, known, officer
from .officers import QUEUE, foot, handed_in, mark, named, open_card

pytestmark = pytest.mark.browser

PEOPLE = "pages/people/people"


@pytest.fixture(scope="module")
async def luo(open_phones: Phones) -> Player:
    """The hospital's officer."""
    return await officer(open_phones, "hospital")


async def width(place: Locator) -> float:
    """How wide something is, in CSS pixels."""
    box = await place.bounding_box()
    assert box is not None
    return box["width"]


async def state(who: Player) -> str:
    """How an account stands."""
    return (await who.phone.get("me"))["state"]


async def test_account__refused_with_nothing_to_mend__is_sent_again_found_by_number_and_let_go(
    screens: Opener, open_phones: Phones, luo: Player
) -> None:
    """An account that was refused goes to its unit once more (CQ-03), which finds it by its number and can end it."""
    who = await known(open_phones, "试再送")
    await filling.fill(Stage(open_phones, {}), who, REGISTRATION)
    await luo.phone.post(f"people/{who.me}/deeds/refuse", {"opinion": "请先到人事科交证件"})
    own: Screen = await screens(who)
    await own.open("pages/register/register")
    await own.sees("请先到人事科交证件")
    await own.fits()
    await own.tap(f"再送给{HOSPITAL}")
    await own.sees("单位确认后才能交")
    assert await state(who) == "waiting"

    screen: Screen = await screens(luo)
    await screen.open(PEOPLE)
    cards = screen.page.locator("[data-person]").locator("visible=true")
    card = screen.page.locator(f"[data-person='{who.me}']")
    await screen.type("找人", who.id_number)
    await expect(cards).to_have_count(1)
    await screen.tap(named(screen, "确认试再送"))
    await screen.sees("确认了 试再送")
    await screen.type("找人", who.id_number[-4:])
    await expect(card).to_contain_text("单位已确认")
    await screen.fits()
    await screen.tap(named(screen, "转出试再送"))
    await screen.tap(card.get_by_role("button", name="转出", exact=True))
    await screen.sees("写一句为什么转出")
    await screen.fits()
    await screen.type("转出的原因", "调到云溪区中医院了")
    await screen.tap(card.get_by_role("button", name="转出", exact=True))
    await screen.sees("试再送 转出了")
    assert await state(who) == "released"
    await screen.type("找人", "500000199001010000")
    await screen.sees("没找到")
    await screen.fits()


async def test_member__is_let_go_after_one_question__and_acts_no_longer(
    screens: Opener, open_phones: Phones, luo: Player
) -> None:
    """Whoever no longer reviews for a unit loses every right there at once (X-15)."""
    guest, unit = await known(open_phones, "试经办"), (await luo.phone.get("review/units"))[0]["unit"]
    ticket = await luo.phone.post(f"units/{unit}/invitations", {"role": "officer"})
    await guest.phone.post(f"tickets/{ticket['ticket']}/accept", {})
    screen: Screen = await screens(luo)
    await screen.open(PEOPLE)
    line = screen.page.locator(f"[data-member='{guest.me}']")
    await expect(line).to_be_visible()
    await screen.tap(screen.page.locator(f"[data-member='{luo.me}']"))
    await screen.sees("选您办到哪一天")
    await expect(screen.page.get_by_text("去掉", exact=True).locator("visible=true")).to_have_count(0)
    await screen.open(PEOPLE)
    await screen.tap(line)
    await screen.tap(named(screen, "去掉试经办"))
    await screen.sees("马上不能再替本单位办事")
    await screen.fits()
    await screen.tap("先不去掉")
    assert await guest.phone.get("review/units")
    await screen.tap(named(screen, "去掉试经办"))
    await screen.tap(screen.page.locator("[role=alertdialog] [role=button]").last)
    await screen.sees("他不再替本单位办事")
    await screen.open(PEOPLE)
    await expect(line).to_have_count(0)
    assert await guest.phone.get("review/units") == []


async def test_term_of_a_return__is_extended_to_a_chosen_day(screens: Opener, open_phones: Phones, luo: Player) -> None:
    """What is marked is sent back by the main button; who sent it back gives more time, to the day that is tapped."""
    who = await handed_in(open_phones, "盛夏")
    screen: Screen = await screens(luo)
    await screen.open(QUEUE)
    await open_card(screen, who)
    await screen.tap("目录")
    await screen.tap(screen.page.locator("[data-section]").last)
    await screen.sees("经公示无异议")
    assert await width(foot(screen, "通过")) > await width(foot(screen, "退回"))
    await screen.tap("目录")
    await screen.tap(screen.page.locator("[data-section]").nth(0))
    await mark(screen, "标申报职称专业方向", "写得太笼统，请写具体")
    await screen.tap("目录")
    await screen.tap(screen.page.locator("[data-section]").last)
    await screen.sees("经公示无异议")
    assert await width(foot(screen, "退回 1")) > await width(foot(screen, "通过"))
    await expect(foot(screen, "通过")).to_have_class(re.compile(r"\btwo\b"))
    await screen.fits()
    await screen.tap("退回 1")
    await screen.tap("退回，1 处")
    await screen.sees("盛夏：已退回给申报人")
    await screen.open(QUEUE)
    await screen.tap("找人")
    await screen.type("找人", who.id_number)
    await screen.tap(screen.page.get_by_role("tab").nth(2))
    await screen.tap(screen.page.locator(f"[data-application='{who.base.partition('/')[2]}']"))
    await screen.page.wait_for_url("**/review-read/**")
    await screen.read()
    await screen.tap("目录")
    await screen.tap("延长期限")
    await screen.sees("从今天起，按规定的天数重新算")
    await screen.fits()
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    day = now + timedelta(days=40)
    await screen.tap("下个月")
    label = f"{day.month}月{day.day}日" if day.year == now.year else f"{day.year}年{day.month}月{day.day}日"
    if not await screen.page.locator(f'[aria-label="{label}"]').count():
        await screen.tap("下个月")
    await screen.tap(named(screen, label))
    await screen.sees(f"延长到 {label}")
    await screen.fits()
    await screen.tap(foot(screen, "延长期限"))
    await screen.sees("已延长，通知申报人了")
    assert (await who.phone.get(who.base))["fix"]["until"] == f"{label} 24:00"
