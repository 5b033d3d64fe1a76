"""One desktop's browser in Chromium on which officers work one after the other."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, expect

from zhiping.phone import Phones
from zhiping.touring import desks, filling
from zhiping.touring.stage import Player, Stage

from .browser import PATIENCE, Opener, Screen, desk, scanned
from .cast import REGISTRATION, known, officer
from .officers import QUEUE, foot, handed_in, named

pytestmark = pytest.mark.browser

APPROVE = "pages/approve/approve?base="


async def colleague(phones: Phones, of: Player, name: str) -> Player:
    """Somebody who has taken up an invitation to be the second officer of a unit."""
    who = await known(phones, name)
    await filling.fill(Stage(phones, {}), who, REGISTRATION)
    await of.phone.post(f"people/{who.me}/deeds/confirm", {"opinion": ""})
    unit = (await of.phone.get("review/units"))[0]["unit"]
    ticket = (await of.phone.post(f"units/{unit}/invitations", {"role": "officer"}))["ticket"]
    await who.phone.post(f"tickets/{ticket}/accept", {})
    return who


async def sit_down(wide: Screen, screens: Opener, phones: Phones, who: Player) -> None:
    """Let the desktop in with one's own phone; it comes to what waits for an officer."""
    hand = await screens(who)
    await hand.open(await scanned(phones, who, wide.page.locator("[aria-label=登录用的二维码]")))
    await hand.tap(hand.page.locator(".actbar .btn").last)
    await hand.sees("电脑上登录好了")
    await wide.page.wait_for_url("**/queue/**", timeout=PATIENCE)
    await wide.read()


async def press(wide: Screen, words: str | Locator) -> None:
    """Click what is named so: the next page opens beside what the pages hold in memory."""
    await wide.at(words).click(timeout=PATIENCE)


async def test_desktop__used_by_one_officer_after_the_other__shows_nothing_of_the_first(
    browser: Browser, screens: Opener, open_phones: Phones
) -> None:
    """Neither opinion and signer nor lists and pages that were read, with a net or without (X-15)."""
    luo = await officer(open_phones, "hospital")
    signed, begun = await handed_in(open_phones, "柳青"), await handed_in(open_phones, "柏舟")
    second = await colleague(open_phones, luo, "同事甲")
    for who in (signed, begun):  # an opinion is written only by who has read
        stage = Stage(open_phones, {"who": who})
        await desks.find(stage, luo, {"who": "who"})
        await desks.read(stage, luo, None)
    wide = await desk(browser, open_phones.product)
    await wide.open(QUEUE)
    await sit_down(wide, screens, open_phones, luo)
    await wide.sees("柏舟")
    for who, opinion in ((signed, "同意，此句只有罗敏写过。"), (begun, "写到一半的意见。")):
        await wide.open(APPROVE + who.base)
        await wide.box("意见").fill(opinion)
        await wide.box("负责人签名").fill("罗敏")
        await wide.box("意见").focus()
        if who is signed:
            await foot(wide, "通过").click()
            await wide.page.wait_for_url("**/queue/**", timeout=PATIENCE)
    await wide.open(APPROVE + begun.base)
    await expect(wide.box("意见")).to_have_value("写到一半的意见。")  # she finds her own again
    card = wide.page.locator(f"[data-application='{begun.base.partition('/')[2]}']")
    await wide.open(QUEUE)
    await press(wide, card)
    await expect(named(wide, "标填报表格类别")).to_be_visible(timeout=PATIENCE)
    await press(wide, "返回")
    await press(wide, "人员单位")
    await press(wide, "我的资料")
    await wide.sees(luo.name)
    await press(wide, "在这台电脑上退出")

    await sit_down(wide, screens, open_phones, second)
    await expect(card).to_be_visible(timeout=PATIENCE)
    await wide.context.set_offline(True)
    await press(wide, card)
    await wide.sees("没有网")
    await expect(named(wide, "标填报表格类别")).to_have_count(0)
    await press(wide, "返回")
    await wide.context.set_offline(False)
    await press(wide, "人员单位")
    await wide.sees("我的资料")
    await wide.context.set_offline(True)
    await press(wide, "我的资料")
    await wide.sees("没有网")
    await expect(wide.page.get_by_text(luo.name)).to_have_count(0)
    await wide.context.set_offline(False)
    await wide.sees("同事甲")
    await wide.open(APPROVE + begun.base)
    await expect(wide.box("意见")).to_have_value("同意推荐。", timeout=PATIENCE)
    await expect(wide.box("负责人签名")).to_have_value("")
    assert wide.faults == []
    await wide.context.close()
