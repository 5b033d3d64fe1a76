"""People and their accounts in Chromium: lists, another WeChat, officers' days, helpers, complaints, disputes."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from zhiping.phone import Phones
from zhiping.touring import filling, pages
from zhiping.touring.stage import Player, Stage

from .browser import Opener, Screen
from .cast import REGISTRATION, applicant, known, officer, stranger
from .officers import handed_in, named

pytestmark = pytest.mark.browser

PEOPLE = "pages/people/people"


@pytest.fixture(scope="module")
async def luo(open_phones: Phones) -> Player:
    """The hospital's officer."""
    return await officer(open_phones, "hospital")


async def test_list__another_wechat__and_a_correction__by_taps(
    screens: Opener, open_phones: Phones, luo: Player
) -> None:
    """A pasted list confirms on its own; who lost their WeChat scans a code and types the number (CQ-02, CQ-03)."""
    who = await known(open_phones, "贴名单")
    screen: Screen = await screens(luo)
    await screen.open(PEOPLE)
    await screen.sees("一起审核的人")
    await screen.fits()
    await screen.tap(screen.page.locator("[data-to=roll]"))
    await screen.sees("把姓名和身份证号两列")
    await screen.type("名单", f"姓名,身份证号\n贴名单,{who.id_number}\n错一位,500000198506150029\n没号码,")
    await screen.tap("收下这 4 行")
    await screen.sees("收下 1 人；2 行没有收")
    await screen.sees("没有身份证号")
    await expect(screen.box("名单")).to_have_value("错一位,500000198506150029\n没号码,")
    await screen.fits()
    await filling.fill(Stage(open_phones, {}), who, REGISTRATION)
    for _ in range(50):
        if (await who.phone.get("me"))["state"] == "confirmed":
            break
        await screen.page.wait_for_timeout(100)
    assert (await who.phone.get("me"))["state"] == "confirmed"

    await screen.open(PEOPLE)
    await screen.type("找人", who.id_number)
    await screen.tap(named(screen, "贴名单的资料"))
    await screen.tap(named(screen, "改政治面貌"))
    await screen.tap(screen.page.locator("[role=listbox] [role=button]").get_by_text("中共党员", exact=True))
    await screen.tap("改好，告诉本人")
    await screen.sees("政治面貌改成了“中共党员”，已通知本人")
    await screen.fits()
    await screen.tap("做一个找回的码")
    await expect(named(screen, "找回码")).to_be_visible()
    await screen.fits()
    other = await stranger(open_phones, "贴名单的新手机")
    made = await luo.phone.post(f"people/{who.me}/rebinding", {})
    await pages.log_in(Stage(open_phones, {}), other, None)
    new: Screen = await screens(other)
    await new.open(f"pages/ticket/ticket?t={made['ticket']}")
    await new.sees("原来的微信会退出")
    await new.fits()
    await new.tap("找回我的账号")
    await new.sees("请填您的身份证号")
    await new.type("身份证号", who.id_number)
    await new.tap("找回我的账号")
    await new.sees("账号找回来了，填过的都在")
    await new.open("pages/mine/mine")
    await new.sees("贴名单")
    await new.sees("投诉和建议")
    await new.fits()


async def test_officers_days__are_set_by_taps(screens: Opener, open_phones: Phones, luo: Player) -> None:
    """Each officer with role, days and last log-in; one hands over, another is stopped for a while (X-22)."""
    guest, unit = await known(open_phones, "接手人"), (await luo.phone.get("review/units"))[0]["unit"]
    ticket = await luo.phone.post(f"units/{unit}/invitations", {"role": "officer"})
    await guest.phone.post(f"tickets/{ticket['ticket']}/accept", {})
    screen: Screen = await screens(luo)
    await screen.open(PEOPLE)
    await screen.tap(screen.page.locator(f"[data-member='{guest.me}']"))
    await screen.sees("上次登录")
    await screen.fits()
    await screen.tap("先停用")
    await screen.type("停用的原因", "借调半年")
    await screen.tap(screen.page.get_by_role("button", name="停用", exact=True))
    await screen.sees("停用中：借调半年")
    await screen.fits()
    assert await guest.phone.get("review/units") == []
    await screen.tap("恢复")
    await screen.sees("恢复了")
    assert await guest.phone.get("review/units")
    await screen.open(PEOPLE)
    await screen.tap(screen.page.locator(f"[data-member='{luo.me}']"))
    await screen.sees("选您办到哪一天")
    await screen.tap("下个月")
    await screen.tap(screen.page.locator(".dayc[role=radio]").locator("visible=true").first)
    await screen.tap("请一位接手的人")
    await expect(named(screen, "交接码")).to_be_visible()
    await screen.fits()
    await luo.phone.delete(f"units/{unit}/members/{guest.me}")


async def test_helper__is_asked__fills_and_is_let_go__by_taps(screens: Opener, open_phones: Phones) -> None:
    """An invited helper fills one application; who changed what is read, and the end is at once (X-23)."""
    who, helper = await applicant(open_phones, "请帮忙"), await known(open_phones, "来帮忙")
    own: Screen = await screens(who)
    await own.open(f"pages/home/home?base={who.base}")
    await own.tap("请人帮填")
    await own.sees("签名和提交由您本人来")
    await own.tap("做一个码")
    await own.sees("请先写他的姓名")
    await own.type("帮填人的姓名", "来帮忙")
    await own.tap("做一个码")
    await expect(named(own, "帮填码")).to_be_visible()
    await own.fits()
    made = await who.phone.post(f"{who.base}/helpers", {"name": "来帮忙"})
    other: Screen = await screens(helper)
    await other.open(f"pages/ticket/ticket?t={made['ticket']}")
    await other.sees("只这一份")
    await other.tap("同意，帮他填")
    await other.sees("您可以帮他填了")
    await other.tap("接着用")
    await other.sees("您在帮请帮忙填")
    await other.fits()
    await helper.phone.put(f"{who.base}/answers/cover.specialty", {"text": "呼吸内科"})
    await own.open(f"pages/assistants/assistants?base={who.base}")
    await own.tap("看修改记录")
    await own.sees("来帮忙（帮填）")
    await own.fits()
    await own.open(f"pages/assistants/assistants?base={who.base}")
    await own.tap(named(own, "停掉来帮忙"))
    await own.tap(own.page.locator("[role=alertdialog] [role=button]").last)
    await own.sees("来帮忙不再帮填")
    await own.fits()
    await other.open("pages/mine/mine")
    await expect(other.page.get_by_text("帮请帮忙填")).to_have_count(0)


async def test_rejection__is_disputed__a_complaint_written__and_both_are_answered(
    screens: Opener, open_phones: Phones, luo: Player
) -> None:
    """异议 and 投诉 from the applicant's pages to the officer's of the unit above, and who opened the file (X-24)."""
    who, qin = await handed_in(open_phones, "提异议"), await officer(open_phones, "district")
    id = who.base.partition("/")[2]
    await luo.phone.get(f"review/{id}")
    await luo.phone.post(f"{who.base}/deeds/reject", {"opinion": "继续教育学分不够"})
    own: Screen = await screens(who)
    await own.open(f"pages/progress/progress?base={who.base}")
    await own.tap("谁看过这一份")
    await own.sees("罗敏")
    await own.fits()
    await own.tap("有异议，写说明")
    await own.sees("由审核单位的上一级核实后答复")
    await own.fits()
    await own.tap("提异议")
    await own.sees("请写清哪里审得不对")
    await own.type("说明", "2024 年学分 26 分，证书在第 3 页")
    await own.tap("提异议")
    await own.sees("异议交上去了，答复了通知您")
    await own.fits()
    await own.open("pages/complaint/complaint")
    await own.type("投诉和建议", "人事科一直不接电话")
    await own.tap("交上去")
    await own.sees("答复了通知您")
    await own.fits()

    district: Screen = await screens(qin)
    await district.open("pages/matters/matters")
    await district.sees("2024 年学分 26 分")
    await district.fits()
    card = district.page.locator("[data-matter]").filter(has_text="2024 年学分 26 分")
    await district.tap(card.get_by_role("button"))
    await district.type("答复", "学分够，请医院重新审核")
    await district.tap("支持异议，请单位撤回不通过")
    await district.sees("答复了，已通知本人")
    await district.fits()
    await own.open(f"pages/dispute/dispute?base={who.base}")
    await own.sees("学分够，请医院重新审核")
    await own.fits()


async def test_account__is_given_up_by_taps__after_what_goes_and_stays_was_read(
    screens: Opener, open_phones: Phones
) -> None:
    """Whoever wants to go is told first what cannot be undone, and is somebody new afterwards (X-19)."""
    who = await known(open_phones, "要注销")
    screen: Screen = await screens(who)
    await screen.open("pages/mine/mine")
    await screen.tap(screen.page.locator("[data-to=removal]"))
    await screen.sees("找不回来")
    await screen.fits()
    await screen.tap("注销，删掉我的资料")
    await screen.sees("账号注销了，登记的资料都删掉了")
