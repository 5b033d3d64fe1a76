"""The officer's pages in Chromium: a phone of 360×640 with touch, by day and by night, and a desktop's three columns.

`docs/interface.md` lists the counts of taps that these tests hold.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from zhiping.phone import Phones
from zhiping.touring import desks, filling
from zhiping.touring.stage import Player, Stage, until

from .browser import PATIENCE, Opener, desk, scanned
from .cast import REGISTRATION, known, officer
from .officers import (
    APPROVE,
    FILLED,
    PUBLICITY,
    QUEUE,
    again,
    approve_by_taps,
    approved_by_hospital,
    decide,
    foot,
    give_up,
    handed_in,
    hold_publicity,
    keeps_certificate,
    mark,
    named,
    note_publicity,
    open_card,
    reads_rejection,
    sign_and_submit,
    thinks_of_giving_up,
    write,
)  # fmt: skip

pytestmark = pytest.mark.browser

READ = "pages/review-read/review-read?base="
RETURN = "pages/return/return?base="
PEOPLE, FORWARD, CALLS = (f"pages/{p}/{p}" for p in ("people", "forward", "calls"))


@pytest.fixture(scope="module")
async def luo(open_phones: Phones) -> Player:
    """The hospital's officer."""
    return await officer(open_phones, "hospital")


@pytest.fixture(scope="module")
async def wen(open_phones: Phones) -> Player:
    """Somebody whose application waits at the hospital."""
    return await handed_in(open_phones, "温言")


async def status(who: Player) -> str:
    """How the applicant's own page names the state."""
    return (await who.phone.get(who.base))["status"]


async def district_list(who: Player) -> dict[str, Any]:
    """Whether the officer's list can go up."""
    unit = (await who.phone.get("review/units"))[0]["unit"]
    return (await who.phone.get(f"review/queue?unit={unit}"))["forward"]


# ── layout ───────────────────────────────────────────────────────────────────
async def test_officers_pages__by_day_by_night_and_large__fit(screens: Opener, luo: Player, wen: Player) -> None:
    """Nothing scrolls sideways, nothing is cut off, every target is large enough (X-16)."""
    screen, grounds = await screens(luo), set[str]()
    read_one = f"{READ}{wen.base}&section=basic"
    every = (
        (QUEUE, "温言"), (read_one, "证件号码"), (f"{READ}{wen.base}&section=work", "2007.07 至"),
        (RETURN + wen.base, "材料基本齐全"), (APPROVE + wen.base, "看完再通过"), (PUBLICITY, "温言"), (FORWARD, "上报"),
        (PEOPLE, "邀请一位审核人员"), (CALLS, "要打电话的人"),
    )  # fmt: skip
    for night in (False, True):
        await screen.look_as(night=night)
        for page, words in every:
            await screen.open(page)
            await screen.sees(words)
            await screen.fits()
        grounds.add(await screen.page.evaluate("getComputedStyle(document.querySelector('.screen')).backgroundColor"))
    assert len(grounds) == 2
    for night in (False, True):
        await screen.look_as(night=night, size=2)
        for page in (QUEUE, read_one):
            await screen.open(page)
            await screen.sees("证件号码" if page == read_one else "温言")
            await screen.fits()
        await expect(screen.page.locator(".answer .v").first).to_have_css("font-size", "34px")
        await screen.tap(named(screen, "标从事何专业技术工作"))
        await screen.sees("和印证材料不一致")
        await screen.fits()


# ── a return, the second look, an approval ───────────────────────────────────
async def test_application__returned_looked_at_again_and_approved__by_taps(
    screens: Opener, open_phones: Phones, luo: Player
) -> None:
    """Marks with ready phrases, a return, the second look at what changed alone (B-03, CQ-19)."""
    an, liu = await handed_in(open_phones, "安宁"), await handed_in(open_phones, "刘溪")
    stage = Stage(open_phones, {"an": an})
    await desks.find(stage, luo, {"who": "an"})
    await desks.read(stage, luo, None)  # every section, on another day
    screen = await screens(luo)
    await screen.open(QUEUE)
    screen.count()
    await open_card(screen, an)
    await mark(screen, "标申报职称专业方向", "写得太笼统，请写具体")
    assert screen.count() == (4, 0)
    await screen.tap("下一栏")
    await screen.tap(named(screen, "看继续教育印证材料"))
    await screen.tap("下一页")
    await mark(screen, "标第 2 页", "缺单位鲜章")
    await screen.sees("第 2 页：缺单位鲜章")
    await screen.fits()
    await screen.tap("目录")
    await screen.tap(screen.page.locator("[data-section=work]"))
    await mark(screen, "标第 2 条", "请补充")
    await screen.tap("目录")
    await screen.tap(screen.page.locator(FILLED).last)
    total = await screen.page.locator(FILLED).count()
    await screen.sees(f"已看 {total} / {total} 栏")  # what was not read is not read by looking at what changed
    screen.count()
    await screen.tap("退回 3")
    await screen.sees("请申报人改这 3 处")
    await screen.sees("材料基本齐全，改好再交")
    await screen.sees("10 个工作日内交回")
    await screen.fits()
    await screen.tap("退回，3 处")
    await screen.sees("安宁：已退回给申报人")
    assert screen.count() == (2, 0)
    fix = await an.phone.get(f"{an.base}/fix")
    assert [m["mark"]["text"] for m in fix["marks"]] == ["写得太笼统，请写具体", "缺单位鲜章", "请补充"]
    assert await status(an) == "returned"

    await approve_by_taps(screen, liu)
    assert (await liu.phone.get(f"{liu.base}/progress"))["sentence"].startswith("云溪区卫健委正在审核")

    row = fix["marks"][2]["mark"]["address"]
    own = await screens(an)
    await own.open(f"pages/fix/fix?base={an.base}")
    await own.sees("，云溪区人民医院，心血管内科临床，主治医师")  # of the whole row, how it stood
    await own.fits()
    await own.tap("去改第 3 处")
    await own.sees("云溪区人民医院：请补充")  # above the row's form too
    await own.fits()

    await write(an, "cover.specialty", "心血管内科（介入）")
    await write(an, f"{row}.job", "心血管内科临床、介入、带教")
    await an.phone.post(f"{an.base}/marks/2/explanation", {"text": "第 2 页右下角有章，颜色浅"})
    await sign_and_submit(Stage(open_phones, {}), an)
    await screen.open(QUEUE)
    await screen.sees("改过重交：标的 3 处，改了 2 处，说明 1 处")
    await open_card(screen, an)
    await screen.sees("除了这 3 处，一字没改")
    await screen.sees("心血管内科（介入）")
    await screen.sees("从事何专业技术工作 心血管内科临床、介入、带教")
    await screen.fits()
    screen.count()
    for n in (1, 2, 3):
        await screen.tap(f"第 {n} 处改对了")
    await screen.tap("都改对了，通过")
    await expect(screen.box("负责人签名")).to_have_value("罗敏")  # as it was signed the last time
    await screen.tap(foot(screen, "通过"))
    await screen.sees("安宁：已通过")
    assert screen.count() == (5, 0)
    assert (await an.phone.get(f"{an.base}/progress"))["sentence"].startswith("云溪区卫健委正在审核")
    stage = Stage(open_phones, {"an": an, "liu": liu})
    for key in stage.players:  # what waits at the district would keep back the lists of others
        await desks.find(stage, qin := await officer(open_phones, "district"), {"who": key})
        await desks.decree(stage, qin, {"deed": "不通过", "opinion": "材料不全"})


@pytest.mark.timeout(300)
# ── people ───────────────────────────────────────────────────────────────────
async def test_whom_no_message_reached__is_called_and_taken_off_the_list__by_taps(
    screens: Opener, luo: Player, wen: Player
) -> None:
    """A return or confirmation that no channel carried stands on the unit's list of people to call (X-08)."""
    unit = (await luo.phone.get("review/units"))[0]["unit"]

    async def listed() -> list[dict[str, Any]]:
        return [r for r in await luo.phone.get(f"units/{unit}/calls") if r["person"] == wen.me]

    found = await until(listed, "温言在要打电话的名单里")
    assert found[0]["phone"].startswith("139")
    assert "*" not in found[0]["phone"]
    screen = await screens(luo)
    await screen.open(QUEUE)
    await screen.tap("要打电话的人")
    card = screen.page.locator(f"[data-person='{wen.me}']")
    await expect(card).to_contain_text(found[0]["phone"])
    await expect(card).to_contain_text("账号已确认")
    await screen.fits()
    async with screen.page.expect_request(f"tel:{found[0]['phone']}"):
        await screen.tap(named(screen, "打电话给温言"))
    assert screen.foreign == [f"tel:{found[0]['phone']}"]
    screen.foreign.clear()
    await screen.tap(named(screen, "温言已打过"))
    await expect(card).to_have_count(0)
    assert await listed() == []


async def test_people__confirmed_refused_and_invited__by_taps(
    screens: Opener, open_phones: Phones, luo: Player, wen: Player
) -> None:
    """Accounts are confirmed and refused, a colleague comes by a code, nobody reviews their own (CQ-03, X-15, X-20)."""
    new = [await known(open_phones, name) for name in ("试用甲", "试用乙")]
    for who in new:
        await filling.fill(Stage(open_phones, {}), who, REGISTRATION)
    screen = await screens(luo)
    await screen.open(QUEUE)
    await screen.tap(screen.page.get_by_text("个账号等您确认"))
    await screen.tap(named(screen, "确认试用甲"))
    await screen.sees("确认了 试用甲")
    await screen.tap(named(screen, "不确认试用乙"))
    await screen.tap("不确认，告诉他")
    await screen.sees("写一句为什么不确认")
    await screen.type("不确认的原因", "不是我单位的人，请选现在的单位")
    await screen.tap("不确认，告诉他")
    await screen.sees("没有确认 试用乙")
    states = [(await who.phone.get("me"))["state"] for who in new]
    assert states == ["confirmed", "refused"]
    await screen.tap("邀请一位审核人员")
    code = screen.page.locator("[aria-label=邀请码]")
    await expect(code.locator("img")).to_have_attribute("src", re.compile("^data:image"))
    guest = await screens(wen)
    await guest.open(await scanned(open_phones, wen, code))
    await guest.sees("云溪区人民医院")
    await guest.tap(guest.page.locator(".actbar .btn").last)
    await until(lambda: roles(wen), "温言成了经办人")
    await guest.open(QUEUE)
    await guest.sees("这是您自己的申报，请别的审核人员来审")
    await guest.tap(guest.page.locator(f"[data-application='{wen.base.partition('/')[2]}']"))
    await guest.sees("要由别的审核人员来审")
    await guest.open(READ + wen.base)
    await guest.sees("这里看不了")
    other = await screens(await officer(open_phones, "district"))
    await other.open(READ + wen.base)
    await other.sees("这里看不了")
    await expect(other.page.get_by_text("心血管内科")).to_have_count(0)


async def roles(who: Player) -> list[Any]:
    """For which units somebody acts."""
    return (await who.phone.get("me")).get("memberships", [])


# ── a desktop ────────────────────────────────────────────────────────────────
async def test_desktop__let_in_by_a_scan__shows_three_columns_and_takes_keys(
    browser: Browser, screens: Opener, open_phones: Phones, luo: Player, wen: Player
) -> None:
    """No password: the phone lets the desktop in; there sections, answers and documents stand side by side."""
    wide = await desk(browser, open_phones.product)
    await wide.open(QUEUE)
    code = wide.page.locator("[aria-label=登录用的二维码]")
    phone = await screens(luo)
    await phone.open(await scanned(open_phones, luo, code))
    await phone.sees("Chrome 浏览器")
    await phone.tap(phone.page.locator(".actbar .btn").last)
    await phone.sees("电脑上登录好了")
    await wide.page.wait_for_url("**/queue/**", timeout=PATIENCE)
    await wide.page.locator(f"[data-application='{wen.base.partition('/')[2]}']").click()
    await wide.page.locator("[data-section=basic]").click()
    await expect(wide.page.locator(".desk-side .viewbar")).to_contain_text("身份证印证材料　1 / 1", timeout=PATIENCE)
    await wide.fits()
    boxes = [await wide.page.locator(part).bounding_box() for part in (".desk-nav", ".desk-main", ".desk-side")]
    edges = [(b["x"], b["x"] + b["width"]) for b in boxes if b]
    assert [round(e[0]) for e in edges] == [0, 220, 820]
    assert round(edges[2][1]) == 1280
    await named(wide, "看继续教育印证材料").click()
    await wide.page.keyboard.press("ArrowRight")
    await expect(wide.page.locator(".desk-side .viewbar")).to_contain_text("2 / 2")
    await wide.page.keyboard.press("m")
    await wide.sees("继续教育印证材料，第 2 页")
    await named(wide, "关闭").click()
    await wide.page.keyboard.press("j")
    await expect(wide.page.locator("[data-section=basic]")).to_have_attribute("aria-current", "false")
    await wide.page.keyboard.press("k")
    await expect(wide.page.locator("[data-section=basic]")).to_have_attribute("aria-current", "true")
    assert wide.foreign == []
    assert wide.faults == []
    await wide.context.close()


# ── from the district to the certificate ─────────────────────────────────────
async def test_chain__publicity_undo_rejection_forward_certificate__by_taps(
    screens: Opener, open_phones: Phones, wen: Player
) -> None:
    """Publicity for the whole list, undoing, what keeps a list back, committee, certificate (CQ-22, CQ-23)."""
    hu, qin = await approved_by_hospital(open_phones, "胡杨"), await officer(open_phones, "district")
    ren = await approved_by_hospital(open_phones, "任静")
    await thinks_of_giving_up(own := await screens(ren), ren)
    district = await screens(qin)
    stage = Stage(open_phones, {"hu": hu, "ren": ren})

    await hold_publicity(district, qin, hu, ren)

    for who in (hu, ren):
        await desks.find(stage, qin, {"who": "hu" if who is hu else "ren"})
        await desks.read(stage, qin, None)
    await decide(district, hu, "通过", signer="秦川")
    await district.sees("胡杨：已通过")
    await open_card(district, hu, "通过")
    await district.tap("撤回通过")
    await district.tap(foot(district, "撤回通过"))
    await district.sees("胡杨：已撤回通过")
    await again(screens, open_phones, qin, hu)
    await note_publicity(district, ["胡杨"], "{-1 days}至{+300 days}")  # prolonged: the result is taken away

    fang = await screens(titles := await officer(open_phones, "titles"))
    await desks.find(stage, titles, {"who": "hu"})
    await desks.read(stage, titles, None)
    await fang.open(QUEUE)
    await open_card(fang, hu)
    await fang.tap("目录")
    await fang.sees("单位写的")
    await fang.tap(fang.page.locator("[data-section=opinion_base]"))
    await fang.sees("罗敏")
    await fang.tap(foot(fang, "通过"))
    await fang.sees("请再看一眼：云溪区卫健委的公示")
    await fang.fits()
    await fang.type("负责人签名", "方禾")
    await fang.tap(foot(fang, "通过"))
    await fang.sees("胡杨：已通过")

    await desks.find(stage, qin, {"who": "hu"})
    await desks.read(stage, qin, None)
    await decide(district, hu, "通过")
    await district.tap("上报")
    await district.sees("还不能提交市卫健委")
    await district.sees("还没审")
    await district.fits()
    await district.tap(named(district, "看任静"))
    await district.read()
    await district.tap("目录")
    await district.tap("不通过")
    await district.sees("申报人今年不能再报")
    await district.type("理由", "继续教育材料不是本人的")
    await district.tap(foot(district, "不通过"))
    await district.sees("任静：已登记审核不通过")
    assert await status(ren) == "rejected"
    await reads_rejection(own, ren)
    await open_card(district, ren, "不通过")
    await district.tap("撤回不通过")
    await district.tap(foot(district, "撤回不通过"))
    await district.sees("任静：已撤回不通过")
    assert await status(ren) == "submitted"
    await decide(district, ren, "不通过", "继续教育材料不是本人的")
    await district.tap("上报")
    await district.sees("还不能提交市卫健委")
    await expect(named(district, "催一下：温言")).to_be_visible()  # the hospital still has this one
    await give_up(open_phones, hu, ren)
    await district.open(FORWARD)
    await district.sees("都审完了，可以提交市卫健委，1 人")
    up = district.page.locator(".btn").get_by_text("提交市卫健委", exact=True)
    await district.tap(up)
    await district.sees("提交市卫健委，一共 1 人？")
    await district.sees("请再看一眼：1 人的公示还没有结果（胡杨）")
    await district.fits()
    await district.tap("先不交")
    assert await status(hu) == "submitted"
    assert (await district_list(qin))["ready"] == 1
    await district.tap(up)
    await district.tap("提交，1 人")
    await district.sees("已提交上一级，1 人")
    await expect(district.page.locator("[role=alertdialog]")).to_have_count(1)  # one sheet, not one on the other
    await district.fits()

    await note_publicity(district, ["胡杨"], "{-9 days}至{-3 days}", "经公示无异议")

    city = await screens(shen := await officer(open_phones, "city"))
    await desks.find(stage, shen, {"who": "hu"})
    await desks.read(stage, shen, None)
    await city.open(READ + hu.base)
    await city.tap("受理")
    await city.sees("只登记受理")
    await city.fits()
    await city.tap(foot(city, "受理"))
    await city.sees("胡杨：已受理")
    assert "已受理" in [link.get("word") for link in (await hu.phone.get(f"{hu.base}/progress"))["chain"]]
    await open_card(city, hu)
    await expect(city.page.get_by_text("受理", exact=True)).to_have_count(0)
    await city.open(APPROVE + hu.base)
    await city.tap(foot(city, "通过"))
    await city.sees("请写评审意见")
    await city.tap("评审通过")
    await city.fits()
    await city.tap(foot(city, "通过"))
    await city.sees("胡杨：已通过")
    await open_card(city, hu)
    await city.tap(foot(city, "发证"))
    await city.type("证书编号", "演示 2026-0002")
    await city.tap(foot(city, "发证"))
    await city.sees("胡杨：已发证")
    assert await status(hu) == "certified"
    await keeps_certificate(await screens(hu), hu, "演示 2026-0002")
