"""An officer's day in Chromium: thirty people, their publicity, a return, an undo, and the list that goes up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import pytest
from playwright.async_api import expect

from storage import ZONE
from zhiping.days import dated
from zhiping.phone import Phones
from zhiping.touring import desks, filling, pages
from zhiping.touring.stage import Player, Stage

from .browser import Opener, Screen
from .cast import COVER, ROWS, applicant, basic, later, officer
from .officers import PUBLICITY, QUEUE, foot, mark, open_card, write

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(1800)]

UNIT = "市第一医院（演示）"
SHOWN = """() => [...document.querySelectorAll('.bar, .main')]
  .filter(e => e.getClientRects().length).map(e => e.innerText).join()"""
NEXT = re.compile(r"^下一[栏条]$")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"


async def asked(phones: Phones, boss: Player, name: str) -> Player:
    """Somebody of the unit who has signed and asked for the publicity."""
    who, stage = await applicant(phones, name, unit=UNIT), Stage(phones, {})
    stage.players["who"] = who
    answers = basic() | {"继续教育印证材料": ["certificate.jpg"]}
    await filling.fill(stage, who, {"封面": COVER, "基本信息": answers, "工作经历": list(ROWS)} | later())
    await desks.decide(stage, boss, {"who": "who", "deed": "confirm"})
    await pages.sign(stage, who, None)
    await pages.do(stage, who, "请单位公示")
    return who


async def makes_public(screen: Screen, everybody: int) -> None:
    """Note dates and result for the whole unit at once."""
    await screen.open(PUBLICITY)
    await screen.tap(UNIT)
    await screen.sees("赵晓舟")
    await screen.fits()
    await screen.tap("全选")
    await screen.type("公示起止时间", dated("{-9 days}至{-3 days}", datetime.now(ZONE)))
    await screen.type("公示结果", "经公示无异议")
    await screen.tap(f"给选的 {everybody} 人记公示")
    await screen.tap(f"记公示，{everybody} 人")
    await screen.sees(f"{everybody} 人：已录入公示结果，通知申报人了")
    await screen.tap("知道了")
    await screen.sees(f"已有结果 {everybody} 人")
    await screen.fits()


async def reads(screen: Screen, who: Player) -> None:
    """Open an application and go through it section by section."""
    await screen.open(QUEUE)
    await open_card(screen, who)
    while await (on := screen.page.locator(".actbar [role=button]").get_by_text(NEXT)).count():
        before = await screen.page.evaluate(SHOWN)
        await screen.tap(on)
        await screen.page.wait_for_function(f"before => ({SHOWN})() !== before", arg=before)
        await screen.read()


async def approves(screen: Screen, who: Player) -> None:
    """Approve what was read, with the unit's opinion as it stands ready."""
    await screen.tap(foot(screen, "通过"))
    await screen.page.wait_for_url("**/approve/**")
    await screen.read()
    await expect(box := screen.box("负责人签名")).to_be_visible()
    if not await box.input_value():  # from then on it is offered as it was signed the last time
        await screen.type("负责人签名", "彭越")
    await screen.tap(foot(screen, "通过"))
    await screen.sees(f"{who.name}：已通过")


async def test_day__of_thirty_people__by_taps(screens: Opener, open_phones: Phones) -> None:
    """CQ-17, CQ-18, CQ-20, CQ-22 and CQ-23 as an officer meets them; `-s` prints what the day takes."""
    boss = await officer(open_phones, "wards")
    people = [await asked(open_phones, boss, f"{s}晓舟") for s in SURNAMES]
    await day(await screens(boss), open_phones, boss, people)


async def day(screen: Screen, open_phones: Phones, boss: Player, people: Sequence[Player]) -> None:
    """Go through it, from the publicity to the list that goes up."""
    await makes_public(screen, len(people))
    print("publicity for all", screen.count())
    for who in people:
        await pages.do(Stage(open_phones, {}), who, "提交")

    first, second, *rest = people
    await reads(screen, first)
    await screen.tap("目录")
    await screen.tap(screen.page.locator("[data-section]").first)
    await mark(screen, "标申报职称专业方向", "写得太笼统，请写具体")
    await screen.tap("退回 1")
    await screen.tap("退回，1 处")
    await screen.sees(f"{first.name}：已退回给申报人")
    print("read and returned", screen.count())

    await reads(screen, second)
    await approves(screen, second)
    print("read and approved", screen.count())
    await open_card(screen, second, "通过")
    await screen.tap("撤回通过")
    await screen.tap(foot(screen, "撤回通过"))
    await screen.sees(f"{second.name}：已撤回通过")
    await open_card(screen, second)
    await approves(screen, second)
    print("undone and approved again", screen.count())

    for who in rest:
        await reads(screen, who)
        await approves(screen, who)
    print(f"{len(rest)} more", screen.count())

    await screen.open("pages/forward/forward")
    await screen.sees("还不能提交市卫健委，差 1 人")
    await screen.fits()
    await write(first, "cover.specialty", "心血管内科（介入）")
    stage = Stage(open_phones, {"first": first})
    await pages.sign(stage, first, None)
    await pages.do(stage, first, "请单位公示")  # what was made public has changed
    await desks.publish(stage, boss, {"who": "first", "reason": "只是写具体了"})
    await pages.do(stage, first, "提交")
    await screen.open(QUEUE)
    await open_card(screen, first)
    await screen.tap("第 1 处改对了")
    await screen.tap("都改对了，通过")
    await screen.tap(foot(screen, "通过"))
    await screen.sees(f"{first.name}：已通过")
    await screen.open("pages/forward/forward")
    await screen.sees(f"都审完了，可以提交市卫健委，{len(people)} 人")
    await screen.fits()
    up = screen.page.locator(".btn").get_by_text("提交市卫健委", exact=True)
    await screen.tap(up)
    await screen.tap(f"提交，{len(people)} 人")
    await screen.sees(f"已提交上一级，{len(people)} 人")
    print("second look and forward", screen.count())
