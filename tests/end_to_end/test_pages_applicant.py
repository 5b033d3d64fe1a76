"""The applicant's pages in Chromium, with a finger on a screen of 360×640: layout, signature, return, a desktop.

`docs/interface.md` lists the counts of taps and characters that the journey holds.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.async_api import Browser, Locator, expect

from zhiping.phone import Phones
from zhiping.touring import desks, filling
from zhiping.touring.pages import PAD, hand
from zhiping.touring.stage import Player, Stage, until

from .applicants import Counts, kept, page, picture
from .browser import Opener, Screen, desk, scanned
from .cast import COVER, ROWS, applicant, basic, later, officer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def whole(open_phones: Phones) -> Player:
    """Somebody whose account is confirmed and who has filled everything but the signature."""
    who = await applicant(open_phones)
    stage = Stage(open_phones, {"who": who})
    await filling.fill(stage, who, {"封面": COVER, "工作经历": [ROWS[0]]})
    await filling.fill(stage, who, {"基本信息": {**basic(), "继续教育印证材料": "letter.jpg"}})
    await filling.fill(stage, who, later())
    await desks.decide(stage, await officer(open_phones, "hospital"), {"who": "who", "deed": "confirm"})
    return who


# ── layout ───────────────────────────────────────────────────────────────────
async def rooms(who: Player) -> dict[str, str]:
    row = (await who.phone.get(f"{who.base}/sections/work"))["rows"]["cards"][0]["row"]
    return {
        "home": page("home", who), "section": page("section", who, section="basic"),
        "row-edit": page("row-edit", who, section="work", row=row, n="1"), "check": page("check", who),
        "rows": page("rows", who, section="work"), "evidence": page("evidence", who, address="basic.schooling_proof"),
        "pledge": page("pledge", who), "progress": page("progress", who), "forms": page("forms", who),
        "mine": "pages/mine/mine", "plans": "pages/plans/plans", "register": "pages/register/register",
    }  # fmt: skip


async def test_pages__by_day_and_by_night__fit_a_phone(screens: Opener, whole: Player):
    screen: Screen = await screens(whole)
    ground = "getComputedStyle(document.querySelector('.screen')).backgroundColor"
    for path in (await rooms(whole)).values():
        await screen.look_as(night=False)
        await screen.open(path)
        await screen.fits()
        day = await screen.page.evaluate(ground)
        await screen.look_as(night=True)
        await screen.fits()
        assert await screen.page.evaluate(ground) != day


async def test_pages__at_twice_the_size__fit_a_phone(screens: Opener, whole: Player, draft: Player):
    for who, names in ((whole, ("section", "row-edit", "evidence", "pledge")), (draft, ("home", "check", "rows"))):
        screen: Screen = await screens(who, size=2)
        for name in names:
            await screen.open((await rooms(who))[name])
            await screen.fits()
            shown = await screen.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.main')).fontSize)")
            assert shown >= 32


# ── from the signature to the second handing in ──────────────────────────────
INK = """() => { const pad = document.querySelector('.pad canvas'), of = pad.getContext('2d')
  return of.getImageData(0, 0, pad.width, pad.height).data.filter((v, n) => n % 4 === 3 && v > 40).length }"""


async def ink(screen: Screen) -> int:
    return await screen.page.evaluate(INK)


async def inked(screen: Screen, right: Callable[[int], bool]) -> None:
    async def look() -> bool:
        return right(await ink(screen))

    await until(look, "画好的签名板", patience=5)


def pad(screen: Screen) -> Locator:
    return screen.page.locator(".pad").locator("visible=true")


def written(who: Player) -> list[list[tuple[float, float]]]:
    return [stroke[::4] for stroke in hand(who.name, *PAD)]  # every event is a message to the browser


WHOLE = """() => { const [pad, bar] = ['.pad', '.actbar'].map((of) =>
    [...document.querySelectorAll(of)].find((one) => one.getClientRects().length)?.getBoundingClientRect())
  return pad && bar && pad.top >= 0 && pad.bottom <= bar.top }"""


async def consent(screen: Screen, label: str) -> None:
    """Read what is done with one's data, above the button that does it, and tick it: never ticked before."""
    box = screen.page.get_by_role("checkbox", name=f"我看过“{label}”，同意")
    await expect(box).to_have_attribute("aria-checked", "false")
    await screen.fits()
    await screen.tap(box)
    await expect(box).to_have_attribute("aria-checked", "true")


async def sign(screen: Screen, who: Player) -> None:
    await screen.has_in_sight(".paper")  # it opens with what is signed
    await screen.tap("我看过承诺内容，同意并签名")
    await screen.page.wait_for_function(WHOLE)
    await screen.draw(pad(screen), written(who), PAD)
    await screen.tap("签好了，下一步")


async def sign_across(screen: Screen, who: Player) -> None:
    """Sign on the whole screen, the phone turned to the left: nothing is sent before it was seen the right way up."""
    before = await signature(who)
    await screen.tap("我看过承诺内容，同意并签名")
    await screen.tap("横过来写")
    await screen.sees("把手机向左转着写")
    await expect(screen.page.locator(".pad.full .baseline")).to_have_css("border-left-style", "dashed")
    await screen.fits()
    lying = [[(PAD[1] - y, x) for x, y in stroke] for stroke in written(who)]
    await screen.draw(pad(screen), lying, (PAD[1], PAD[0]))
    await screen.tap("写好了")
    await screen.sees("正过来是这样，表上就这样印")
    await inked(screen, lambda n: n > 0)
    await screen.fits()
    assert (await who.phone.get(f"{who.base}/pledge"))["state"] == "stale"
    await screen.tap("签好了，下一步")
    await screen.sees("交之前核对一遍")
    assert (await who.phone.get(f"{who.base}/pledge"))["state"] == "signed"
    apart = ImageChops.difference(before, await signature(who))
    assert ImageStat.Stat(apart).mean[0] < 24, "the same name, written across, stands as it does on the small pad"


async def signature(who: Player) -> Image.Image:
    """The picture of what was signed last, small enough to be held against another."""
    shown = await who.phone.fetch((await who.phone.get(f"{who.base}/pledge"))["image"])
    return Image.open(BytesIO(shown)).getchannel("A").resize((64, 32))


async def returned(phones: Phones, who: Player) -> None:
    """Have the hospital mark three places and return the application."""
    stage, boss = Stage(phones, {"who": who}), await officer(phones, "hospital")
    await desks.find(stage, boss, {"who": "who"})
    for where in (
        {"section": "工作经历", "row": 1, "field": "起止时间", "text": "和聘书不一致，聘书是 2008.7"},
        {"section": "基本信息", "field": "医德医风满意度", "text": "和测评表不一致"},
        {"section": "基本信息", "field": "继续教育印证材料", "page": 1, "text": "看不清，请重拍"},
    ):
        await desks.mark(stage, boss, where)
    await desks.decree(stage, boss, {"deed": "退回", "opinion": "材料基本齐全，改好这 3 处再交"})


async def publish(phones: Phones, who: Player, given: dict[str, Any]) -> None:
    """Have the hospital note a publicity, or let stand what was changed since."""
    stage = Stage(phones, {"who": who})
    await desks.publish(stage, await officer(phones, "hospital"), {"who": "who", **given})


@pytest.mark.timeout(300)  # a whole life, with what is filled in before
async def test_journey__from_signature_to_return_and_back(
    screens: Opener, whole: Player, open_phones: Phones, counted: Counts
):
    screen: Screen = await screens(whole)
    for notice in ("handwriting", "publication", "passing"):  # as somebody comes who was not asked yet
        await whole.phone.post(f"me/notices/chongqing.{notice}/withdraw")

    # Signed by strokes; one can be taken back; too little ink is told.
    await screen.open(page("pledge", whole))
    await screen.tap("签好了，下一步")
    await screen.sees(f"还没签。请在框里写姓名：{whole.name}")
    strokes = written(whole)
    await screen.draw(pad(screen), strokes[:2], PAD)
    both = await ink(screen)
    await screen.tap("撤一笔")
    await inked(screen, lambda n: 0 < n < both)
    await screen.tap("全部重写")
    await inked(screen, lambda n: n == 0)
    await screen.draw(pad(screen), [[(10, 10), (14, 12)]], PAD)
    await screen.tap("我看过承诺内容，同意并签名")
    await screen.tap("签好了，下一步")
    await screen.sees("请先看“手写签名的处理”，同意就打勾")
    await consent(screen, "手写签名的处理")
    await screen.tap("签好了，下一步")
    await screen.sees("只有一个点。请在框里写姓名")
    await screen.fits()
    await screen.draw(pad(screen), strokes, PAD)
    assert await ink(screen) > both
    await screen.tap("签好了，下一步")
    await screen.sees("交之前核对一遍")
    assert (await whole.phone.get(f"{whole.base}/pledge"))["state"] == "signed"

    # A later edit makes the signature stale, and both pages say so.
    await screen.open(page("section", whole, section="cover"))
    await screen.type("申报职称专业方向", "心血管内科介入")
    await screen.tap("下一栏：基本信息")
    await screen.sees("医德医风满意度")
    await screen.open(page("pledge", whole))
    await screen.sees("签过以后内容改了，要重新签")
    await screen.sees("封面 申报职称专业方向：原来 心血管内科，现在 心血管内科介入")
    await screen.fits()
    await sign_across(screen, whole)
    await screen.tap("请单位公示")
    await screen.sees("请先看“公示”，同意就打勾")
    await consent(screen, "公示")
    await screen.tap("请单位公示")
    await screen.sees("已请云溪区人民医院公示")
    await screen.tap("知道了")
    await publish(open_phones, whole, {"values": {"公示起止时间": "{-9 days}至{-3 days}", "公示结果": "经公示无异议"}})
    await screen.open(page("check", whole))
    await screen.tap("交给云溪区人民医院")
    await screen.sees("请先看“报送上级单位”，同意就打勾")
    await consent(screen, "报送上级单位")
    await screen.tap("交给云溪区人民医院")
    await screen.sees("交了就不能自己改")
    await screen.fits()
    await screen.tap("先不交")
    await screen.tap("交给云溪区人民医院")
    await screen.tap("确定，交")
    await screen.sees("已交给云溪区人民医院")
    await screen.tap("知道了")
    await screen.sees("您现在不用做什么")
    await screen.fits()

    # The hospital marks three places and returns it.
    await returned(open_phones, whole)
    await screen.open(page("rows", whole, section="work"))
    await screen.settle()
    await expect(screen.page.get_by_text("清空这一栏")).to_have_count(0)
    screen.count()
    screen.taps = 1  # the message
    await screen.open(page("fix", whole))
    await screen.sees("改这 3 处")
    for night in (False, True):
        await screen.look_as(night=night)
        await screen.fits()
    await screen.tap("改第 1 处")
    await expect(screen.box("起止时间")).to_be_focused()
    counted("退回的消息 → 打开第一处", screen.count(), (2, 0))

    screen.taps = 1  # the one that opened it
    await screen.type("起止时间", "2008.7-2015.12")
    await screen.tap("好了，回去")
    await screen.tap("改第 2 处")
    await expect(screen.box("医德医风满意度")).to_be_focused()
    await screen.type("医德医风满意度", "95")
    await screen.tap("好了，回去")
    await screen.tap("改第 3 处")
    await screen.sees("还是退回的那一份")
    await screen.at("用这份").tap()
    await screen.sees("没有改。重拍这页")
    await screen.fits()
    await screen.pick("重拍这页", [await picture(open_phones, "certificate.jpg")])
    await kept(screen)
    await screen.tap("签名、核对、提交")
    await sign(screen, whole)
    mended = screen.count()
    await screen.tap("请单位公示")  # two of the places stand on what was made public
    await screen.tap("知道了")
    counted("改了公示过的：请单位看一眼", screen.count(), (2, 0))
    await publish(open_phones, whole, {"reason": "改的不影响公示"})
    screen.taps, screen.chars = mended
    await screen.open(page("check", whole))
    await screen.tap("交给云溪区人民医院")
    await screen.tap("确定，交")
    await screen.sees("已交给云溪区人民医院")
    counted("改 3 处，签名，再交", screen.count(), (15, 20))
    await screen.tap("知道了")

    screen.count()
    await screen.open(page("home", whole))
    await screen.tap("进度")
    await screen.sees("您现在不用做什么")
    counted("问进度 → 看到答案", screen.count(), (1, 2))
    await screen.fits()


# ── the next one ─────────────────────────────────────────────────────────────
async def test_home__of_what_has_ended__leads_to_the_next_and_both_can_be_read(screens: Opener, open_phones: Phones):
    """B-05: what was answered then is offered again, looked at before it is taken."""
    who = await applicant(open_phones)
    await filling.fill(Stage(open_phones, {}), who, {"封面": COVER})
    screen: Screen = await screens(who)
    await screen.open("pages/home/home")
    await screen.sees("栏已完成")
    await who.phone.post(f"{who.base}/deeds/withdraw")
    await screen.open("pages/plans/plans")
    await screen.open("pages/home/home")
    await screen.sees("已经撤回，内容都留着，只能看")
    await screen.sees("看进度和各级意见")
    await screen.fits()
    await screen.tap("看今年能报的")
    await screen.tap(screen.page.get_by_role("button", name="开始申报").locator("visible=true").first)
    await screen.sees("栏已完成")
    begun = [card for card in (await who.phone.get("me"))["applications"] if not card["over"]]
    assert [card["base"] != who.base for card in begun] == [True]
    await screen.tap("接着填：封面")
    await screen.sees("里填过这一栏，可以拿过来再改")
    await screen.tap("先看看")
    await screen.sees("心血管内科")
    await screen.fits()
    await screen.tap("就用这些")
    await expect(screen.box("申报职称专业方向")).to_have_value("心血管内科")
    await screen.open("pages/plans/plans")
    await screen.sees("已经开始了，接着填")
    await screen.fits()
    await screen.open("pages/mine/mine")
    await screen.tap("已结束")
    await screen.sees("已经撤回，内容都留着，只能看")
    await screen.open("pages/home/home")
    await screen.sees("栏已完成")


# ── a desktop ────────────────────────────────────────────────────────────────
async def test_desktop__logged_in_and_signed_by_scanning__never_asks_a_password(
    browser: Browser, screens: Opener, open_phones: Phones
):
    who = await applicant(open_phones)
    phone: Screen = await screens(who)
    wide = await desk(browser, open_phones.product)
    await wide.page.goto(f"{open_phones.product}/m/#/{page('pledge', who)}")
    code = wide.page.locator(".qr").locator("visible=true")
    await wide.sees("用微信扫码登录")
    await phone.open(await scanned(open_phones, who, code))
    await phone.sees("在电脑上登录")
    await phone.fits()
    await phone.tap(phone.page.locator(".actbar .btn:not(.two)"))
    await phone.sees("电脑上登录好了")

    await wide.sees("用手机微信扫码，在手机上签")
    await wide.page.get_by_role("button", name="显示二维码").click()
    await phone.open(await scanned(open_phones, who, code))
    await phone.sees("用手指在框里写姓名")
    await sign(phone, who)
    await wide.sees("交之前核对一遍")
    assert (await who.phone.get(f"{who.base}/pledge"))["state"] == "signed"
    assert wide.foreign == []
    assert wide.faults == []
    await wide.context.close()
