"""A unit in Chromium: registered by its own officer, approved by the district, found by who never logged in."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from zhiping.phone import Phones
from zhiping.touring import units
from zhiping.touring.stage import Player, Stage

from .browser import Opener, Screen
from .cast import known, officer

pytestmark = pytest.mark.browser

REGISTER, UNITS, PEOPLE = "pages/unit-register/unit-register", "pages/units/units", "pages/people/people"
DATA = {
    "单位地址": "云溪区滨江路 8 号", "邮政编码": "404500", "单位所在地": "重庆市云溪区", "医疗卫生机构类别": "中医医院",
    "医院级别": "二级甲等", "联系人姓名": "温言", "联系人手机号码或办公电话": "023-55551234",
}  # fmt: skip


@pytest.fixture(scope="module")
async def qin(open_phones: Phones) -> Player:
    """The district's officer."""
    return await officer(open_phones, "district")


async def opened(phones: Phones, name: str, kind: str, parent: str, by: Player) -> None:
    """A unit that somebody new has registered and an officer of the one above has approved."""
    stage, who = Stage(phones, {}), await known(phones)
    await units.register_unit(stage, who, {"kind": kind, "parent": parent, "name": name})
    await units.decide_unit(stage, by, {"unit": name, "deed": "审核通过"})


async def test_unit__registered_on_the_phone__is_approved_on_the_phone(
    screens: Opener, open_phones: Phones, qin: Player
) -> None:
    """CQ-01: kind with the manual's words, the unit above by a few letters, the data; refused once, then approved."""
    await opened(open_phones, "巫山区卫健委", "区县卫健委", "市卫健委（演示）", await officer(open_phones, "city"))
    who = await known(open_phones, "试注册")
    own: Screen = await screens(who)
    await own.open(REGISTER)
    await own.fits()
    await own.tap(own.page.locator("[data-kind=district_institution]"))
    await own.type("找上级单位", "云溪")
    await own.tap(own.page.locator(".sheet .task").filter(has_text="云溪区卫健委"))
    await own.sees("3. 单位资料")
    await own.tap("交给云溪区卫健委审核")
    await own.sees("处没填好")
    await own.fits()
    for label, text in {"单位名称": "云溪区 中医院", **DATA}.items():
        await own.enter(label, text)
    for none in ("联系人邮箱", "联系人传真", "联系人QQ/MSN"):
        await own.enter(none, "无")
    await own.tap("交给云溪区卫健委审核")
    await own.sees("已交给云溪区卫健委审核，您现在不用做什么")
    await own.fits()

    screen: Screen = await screens(qin)
    await screen.open(PEOPLE)
    await screen.tap("1 个单位等您审核")
    row = screen.page.locator("[data-unit]").filter(has_text="云溪区中医院")
    await expect(row).to_contain_text("等审核")
    await screen.fits()
    await screen.tap(row)
    await screen.sees("云溪区滨江路 8 号")
    await screen.sees("试注册 139****")
    await screen.fits()
    await screen.tap(screen.page.locator("[data-deed=refuse]"))
    await screen.type("不通过的原因", "医院级别写错了，是三级乙等")
    await screen.fits()
    await screen.tap("不通过，告诉对方")
    await screen.sees("没有通过，已把意见告诉注册的人")

    await own.open(REGISTER)
    await own.sees("云溪区卫健委没有通过：医院级别写错了")
    await own.enter("医院级别", "三级乙等")
    await own.tap("交给云溪区卫健委审核")
    await own.sees("您现在不用做什么")
    await screen.open(UNITS + "?show=waiting")
    await screen.tap(row)
    await screen.sees("三级乙等")
    await screen.tap(screen.page.locator("[data-deed=approve]"))
    await screen.sees("审核通过了，已通知注册的人")
    await screen.fits()
    me = await who.phone.get("me")
    assert [m["unit_name"] for m in me["memberships"]] == ["云溪区中医院"]
    await own.open(PEOPLE)
    await own.tap("本单位的资料")
    await own.sees("改单位资料")
    await own.fits()


async def test_unit__where_nobody_logged_in__is_reminded_invited_frozen_and_thawed(
    screens: Opener, open_phones: Phones, qin: Player
) -> None:
    """X-22, CQ-03: the district sees it, gives a code, freezes it with a reason, and finds people of every unit."""
    await opened(open_phones, "云溪区口腔病防治院", "区县卫健委所属医疗卫生机构", "云溪区卫健委", qin)

    screen: Screen = await screens(qin)
    await screen.open(UNITS)
    await screen.fits()
    await screen.type("找单位或人", "口腔")
    await expect(screen.page.locator("[data-unit]")).to_have_count(1)
    await screen.tap(screen.page.locator("[data-unit]"))
    await screen.sees("今天登录过")
    await screen.tap(screen.page.locator("[data-deed=remind]"))
    await screen.sees("催过了，它的经办人会收到")
    await screen.tap("给一个邀请码")
    await screen.sees("前有效")
    await screen.tap(screen.page.locator("[data-deed=freeze]"))
    await screen.sees("它和它下面的人都不能交申报")
    await screen.type("停用的原因", "机构正在合并")
    await screen.fits()
    await screen.tap("停用，告诉对方")
    await screen.sees("停用了，已通知它的经办人")
    await screen.tap(screen.page.locator("[data-deed=thaw]"))
    await screen.sees("恢复了")
    await screen.tap(screen.page.locator("[data-deed=close]"))
    await screen.type("注销的原因", "已并入云溪区人民医院")
    await screen.tap("注销，告诉对方")
    await screen.sees("注销了")
    await screen.fits()


async def test_unit_and_person__are_given_more_time_by_the_office_of_the_plan__by_taps(
    screens: Opener, open_phones: Phones
) -> None:
    """X-01: from the unit's page to a day and a reason; the person's own from the unit's list of its people."""
    who = await known(open_phones, "要延期")
    await who.phone.post("me/employer", {"unit": "u-yunxi-hospital"})
    screen: Screen = await screens(await officer(open_phones, "city"))
    await screen.open("pages/unit/unit?unit=u-yunxi-hospital")
    await screen.tap("延长期限")
    await screen.sees("给这个单位所有还没交的人延长")
    await screen.fits()
    card = screen.page.locator("[data-what=fill]").first
    await screen.tap(card.get_by_role("button", name="延长填报、提交"))
    await screen.tap(card.get_by_role("button", name="下个月"))
    await screen.tap(card.get_by_role("button", name="下个月"))
    await screen.tap(card.get_by_role("radio").last)
    await screen.tap("延长，通知他们")
    await screen.sees("请写一句为什么延长")
    await screen.fits()
    await screen.type("原因", "医院停电三天")
    await screen.tap("延长，通知他们")
    await screen.sees("延长过：医院停电三天")
    await screen.fits()
    await screen.open("pages/unit/unit?unit=u-yunxi-hospital")
    await screen.tap("看它的人")
    await screen.tap("给要延期延长期限")
    await screen.sees("只给这一位延长")
    await screen.fits()
