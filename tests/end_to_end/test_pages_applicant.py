"""The applicant's pages in Chromium, with a finger on a screen of 360×640.

`docs/interface.md` lists the counts of taps and characters that these tests hold.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.async_api import Browser, Locator, expect

from zhiping.phone import Phones
from zhiping.settings import REGIONS
from zhiping.touring import chat, desks, filling
from zhiping.touring.pages import PAD, hand
from zhiping.touring.script import read
from zhiping.touring.stage import Player, Stage, heard, until

from .browser import PATIENCE, Screen, desk, screen_of
from .cast import REGION, VERBS, applicant, officer
from .installation import Installation

pytestmark = pytest.mark.browser

Opener = Callable[..., Awaitable[Screen]]
Counts = Callable[[str, tuple[int, int], tuple[int, int]], None]
COVER = {
    "现有职称": "主治医师", "申报职称": "副主任医师", "申报职称专业方向": "心血管内科", "申报类别": "正常晋升",
    "填报表格类别": "临床",
}  # fmt: skip
FIRST = {
    "起止时间": "2007.7-2015.12", "工作单位": "云溪区人民医院", "从事何专业技术工作": "内科临床", "职称/职务": "医师",
}  # fmt: skip
TRAINING = "basic.training_proof"


@pytest.fixture(scope="module")
async def open_phones(installation: Installation) -> AsyncIterator[Phones]:
    async with installation.phones() as opened:
        yield opened


@pytest.fixture
async def screens(browser: Browser) -> AsyncIterator[Opener]:
    """Opens screens; at the end none of them has asked another host for anything, and no script has failed."""
    opened: list[Screen] = []

    async def make(who: Player, **more: Any) -> Screen:
        opened.append(await screen_of(browser, who.phone, **more))
        return opened[-1]

    yield make
    for screen in opened:
        assert screen.foreign == []
        assert screen.faults == []
        await screen.context.close()


@pytest.fixture(scope="module")
def counted() -> Iterator[Counts]:
    """Holds taps and characters against what they may be, and prints them all at the end (`-s` shows it)."""
    lines: list[str] = []

    def hold(task: str, done: tuple[int, int], most: tuple[int, int]) -> None:
        lines.append(f"{task}：点 {done[0]}（≤ {most[0]}），字 {done[1]}（≤ {most[1]}）")
        assert done[0] <= most[0], lines[-1]
        assert done[1] <= most[1], lines[-1]

    yield hold
    print("", *lines, sep="\n")


@pytest.fixture(scope="module")
async def whole(open_phones: Phones) -> Player:
    """Somebody whose account is confirmed and who has filled everything but the signature."""
    who = await applicant(open_phones)
    script = read(Path(REGIONS) / REGION / "demo" / "tour.yaml", VERBS)
    basic = next(
        a.given["基本信息"] for s in script.scenes for a in s.acts if a.verb == "fill" and "基本信息" in a.given
    )
    stage = Stage(open_phones, {"who": who})
    await filling.fill(stage, who, {"封面": COVER, "工作经历": [FIRST]})
    await filling.fill(stage, who, {"基本信息": {**basic, "继续教育印证材料": "letter.jpg"}})
    await desks.decide(stage, await officer(open_phones, "hospital"), {"who": "who", "deed": "confirm"})
    return who


@pytest.fixture(scope="module")
async def draft(open_phones: Phones) -> Player:
    """Somebody who has filled the cover and one row of work."""
    who = await applicant(open_phones)
    await filling.fill(Stage(open_phones, {}), who, {"封面": COVER, "工作经历": [FIRST]})
    return who


def page(name: str, who: Player, **query: str) -> str:
    return f"pages/{name}/{name}?base={who.base}" + "".join(f"&{k}={v}" for k, v in query.items())


async def picture(phones: Phones, name: str) -> dict[str, Any]:
    data, media = await phones.of("nobody").picture(name)
    return {"name": name, "mimeType": media, "buffer": data}


async def value(who: Player, address: str) -> str:
    section, *row, _ = address.split(".")
    view = await who.phone.get(f"{who.base}/sections/{section}" + (f"/rows/{row[0]}" if row else ""))
    return next(f.get("text", "") for g in view["groups"] for f in g["fields"] if f["address"] == address)


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


# ── no net ───────────────────────────────────────────────────────────────────
async def test_without_net__answer_row_and_picture__are_kept_and_sent_later(
    screens: Opener, draft: Player, open_phones: Phones
):
    screen: Screen = await screens(draft)
    await screen.open(page("section", draft, section="basic", field=TRAINING))
    await screen.sees("继续教育印证材料")
    await screen.settle()
    await screen.offline()

    await screen.type("参加何学术团体、任何职务、有何社会兼职", "重庆市医学会会员")
    await screen.box("现（兼）任行政职务及任职时间").tap()
    await screen.sees("没有网，1 项还没保存")
    await screen.fits()

    await screen.tap("拍继续教育印证材料")
    await screen.pick("相册", [await picture(open_phones, "letter.jpg")])
    await screen.sees("没有网，1 张存在手机里了")
    await screen.fits()

    await screen.offline(False)
    await screen.sees("项都保存了")
    assert await value(draft, "basic.societies") == "重庆市医学会会员"
    slot = await draft.phone.get(f"{draft.base}/evidence/{TRAINING}")
    assert len(slot["pages"]) == 1

    await screen.settle()
    judged = screen.page.get_by_role("button", name="用这份").locator("visible=true")
    await expect(judged).to_be_visible(timeout=20_000)
    await screen.offline()
    await screen.pick("重拍这页", [await picture(open_phones, "certificate.jpg")])
    await screen.sees("没有网，1 张存在手机里了")
    await screen.tap("用这份")
    await screen.sees("没有网，连上再试一次")
    await screen.offline(False)
    await expect(screen.page.get_by_text("没有网")).to_have_count(0)
    again = await draft.phone.get(f"{draft.base}/evidence/{TRAINING}")
    assert len(again["pages"]) == 1
    assert again["pages"][0]["id"] != slot["pages"][0]["id"]

    await screen.open(page("rows", draft, section="work"))
    await screen.settle()
    await screen.offline()
    await screen.tap("再加一条")
    await screen.type("起止时间", "2016.1-至今")
    await screen.tap("云溪区人民医院")
    await screen.sees("没有网，3 项还没保存")
    await screen.tap("这条好了")
    await screen.sees("在手机里，连上网自动保存")
    await screen.fits()
    await screen.offline(False)
    await screen.sees("3 项都保存了")
    cards = (await draft.phone.get(f"{draft.base}/sections/work"))["rows"]["cards"]
    assert [c["title"] for c in cards] == ["2007年07月至2015年12月", "2016年01月至今"]
    assert cards[1]["lines"] == ["云溪区人民医院"]


async def test_without_net__page_closed_before_it_is_back__loses_nothing(screens: Opener, draft: Player):
    screen: Screen = await screens(draft)
    await screen.open(page("section", draft, section="cover"))
    await screen.offline()
    await screen.type("申报职称专业方向", "呼吸内科")
    await screen.box("评委会名称").tap()
    await screen.sees("没有网，1 项还没保存")
    await screen.page.goto("about:blank")
    await screen.offline(False)
    await screen.open(page("home", draft))
    await screen.sees("副主任医师 · 呼吸内科")


# ── two phones ───────────────────────────────────────────────────────────────
async def test_answer__changed_on_another_phone_meanwhile__both_are_shown_and_one_chosen(
    screens: Opener, draft: Player
):
    screen: Screen = await screens(draft)
    for n, (mine, theirs, kept) in enumerate((("内分泌科", "神经内科", "神经内科"), ("肾内科", "血液内科", "肾内科"))):
        await screen.open(page("section", draft, section="cover"))
        await screen.sees("申报职称专业方向")
        await draft.phone.put(f"{draft.base}/answers/cover.specialty", {"text": theirs})
        await screen.type("申报职称专业方向", mine)
        await screen.tap(screen.page.get_by_text("申报类别").first)
        await screen.sees("两边不一样。用哪个")
        await screen.sees(theirs)
        await screen.sees(mine)
        await screen.fits()
        await screen.tap(screen.page.get_by_role("button", name="用这个").nth(n))
        await expect(screen.page.get_by_text("两边不一样")).to_have_count(0)
        await expect(screen.box("申报职称专业方向")).to_have_value(kept)
        assert await value(draft, "cover.specialty") == kept


# ── files that cannot be used ────────────────────────────────────────────────
def locked_pdf() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made, encryption=pikepdf.Encryption(owner="a", user="b"))
    return made.getvalue()


WRONG = {
    "program": (
        "相册",
        "证书.jpg",
        "image/jpeg",
        b"MZ\x90\x00" + b"\0" * 600,
        "这是程序，不是材料。请拍照，或发 JPG、PNG、PDF",
    ),
    "nothing": ("相册", "空.jpg", "image/jpeg", b"", "是空的"),
    "locked": ("PDF 文件", "证书.pdf", "application/pdf", locked_pdf(), "有密码，打不开。请去掉密码再"),
}


async def test_file__that_cannot_be_used__is_told_in_a_sentence(screens: Opener, draft: Player):
    screen: Screen = await screens(draft)
    await screen.open(page("evidence", draft, address="basic.id_proof"))
    for button, name, media, data, said in WRONG.values():
        await screen.pick(button, [{"name": name, "mimeType": media, "buffer": data}])
        await screen.sees(said)
        await screen.fits()
    slot = await draft.phone.get(f"{draft.base}/evidence/basic.id_proof")
    assert [p["state"] for p in slot["pages"]] == ["refused"]  # a locked document is found out only when it is opened
    await draft.phone.delete(f"{draft.base}/evidence/basic.id_proof/pages/{slot['pages'][0]['id']}")


# ── rows and sections that are taken away ────────────────────────────────────
async def test_row_and_section__taken_away__can_be_found_again(screens: Opener, draft: Player):
    screen: Screen = await screens(draft)
    view = await draft.phone.get(f"{draft.base}/sections/work")
    kept = [c["title"] for c in view["rows"]["cards"]]

    async def titles() -> list[str]:
        return [c["title"] for c in (await draft.phone.get(f"{draft.base}/sections/work"))["rows"]["cards"]]

    await screen.open(page("rows", draft, section="work"))
    await screen.tap("删除第 1 条")
    await screen.sees(f"删了第 1 条：{kept[0]}")
    await screen.fits()
    assert kept[0] not in await titles()
    await screen.tap("撤回")
    await screen.sees(kept[0])
    assert await titles() == kept
    await screen.tap("删除第 1 条")
    await screen.sees("删了第 1 条")
    await screen.open(page("rows", draft, section="work"))
    await screen.tap(f"找回{kept[0]}")
    await expect(screen.page.get_by_text("删掉的还留着")).to_have_count(0)
    assert await titles() == kept

    await screen.tap("清空这一栏")
    await screen.fits()
    await screen.tap("先不清")
    assert await titles() == kept
    await screen.tap("清空这一栏")
    await screen.tap(f"清空，{len(kept)} 条")
    await screen.sees("这一栏清空过")
    assert await titles() == []
    await screen.tap("找回原来填的")
    await screen.sees(kept[0])
    assert await titles() == kept


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


async def sign(screen: Screen, who: Player) -> None:
    await screen.page.wait_for_function(WHOLE)
    await screen.draw(pad(screen), written(who), PAD)
    await screen.tap("我看过承诺内容，同意并签名")
    await screen.tap("签好了，下一步")


async def kept(screen: Screen) -> None:
    """Wait until the pictures have been looked at, and use them."""
    await expect(screen.page.get_by_role("button", name="用这份").locator("visible=true")).to_be_visible(timeout=20_000)
    await screen.tap("用这份")


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


async def test_journey__from_signature_to_return_and_back(
    screens: Opener, whole: Player, open_phones: Phones, counted: Counts
):
    screen: Screen = await screens(whole)

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
    await screen.sees("改过：封面")
    await screen.fits()
    await sign(screen, whole)
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
    await screen.pick("重拍这页", [await picture(open_phones, "certificate.jpg")])
    await kept(screen)
    await screen.tap("核对、签名、提交")
    await screen.tap("去签名，签好再交")
    await sign(screen, whole)
    await screen.tap("交给云溪区人民医院")
    await screen.sees("已交给云溪区人民医院")
    counted("改 3 处，签名，再交", screen.count(), (15, 20))
    await screen.tap("知道了")

    screen.count()
    await screen.open(page("home", whole))
    await screen.tap("进度")
    await screen.sees("您现在不用做什么")
    counted("问进度 → 看到答案", screen.count(), (1, 2))
    await screen.fits()


# ── taps and characters ──────────────────────────────────────────────────────
async def test_taps__of_filling__are_few(screens: Opener, draft: Player, open_phones: Phones, counted: Counts):
    fresh = await applicant(open_phones)
    screen: Screen = await screens(fresh)
    screen.taps = 1  # the message
    await screen.open(page("home", fresh))
    await screen.tap("接着填：封面")
    await screen.tap("主治医师")
    await screen.sees("已保存")
    assert await value(fresh, "cover.current_title") == "主治医师"
    counted("打开消息 → 第一个答案存好，页面", screen.count(), (3, 0))

    screen = await screens(draft)
    await screen.open(page("rows", draft, section="work"))
    await screen.tap("再加一条")
    await screen.type("起止时间", "2016.1-2016.6")
    await screen.tap("云溪区人民医院")
    await screen.type("从事何专业技术工作", "内科")
    await screen.tap("主治医师")
    await screen.tap("这条好了")
    await screen.sees("内科")
    counted("加一条工作经历，页面", screen.count(), (7, 15))
    last = (await draft.phone.get(f"{draft.base}/sections/work"))["rows"]["cards"][-1]
    assert (last["status"], last["lines"]) == ("done", ["云溪区人民医院", "内科", "主治医师"])

    await screen.open(page("home", draft))
    screen.count()
    await screen.tap("封面")
    await screen.type("申报职称专业方向", "神经内科")
    await screen.tap("返回")
    await screen.sees("副主任医师 · 神经内科")
    counted("改一个答案", screen.count(), (3, 4))

    await filling.fill(Stage(open_phones, {}), fresh, {"封面": {k: v for k, v in COVER.items() if "方向" not in k}})
    screen = await screens(fresh)
    await screen.open(page("check", fresh))
    screen.count()
    await screen.tap("改第 1 处")
    await expect(screen.box("申报职称专业方向")).to_be_focused()
    await screen.type("申报职称专业方向", "心血管内科")
    await screen.tap("好了，回去核对")
    await screen.sees("基本信息还差")
    counted("核对里的一处 → 改好 → 回到核对", screen.count(), (3, 5))


async def test_taps__of_three_pages_of_evidence__are_few(
    screens: Opener, draft: Player, open_phones: Phones, counted: Counts
):
    screen: Screen = await screens(draft)
    pages = [await picture(open_phones, n) for n in ("certificate.jpg", "letter.jpg", "id_card.jpg")]
    for address, task, most in (
        ("basic.schooling_proof", "3 页材料，相册", 7),
        ("basic.id_proof", "3 页材料，拍照", 11),
    ):
        await screen.open(page("section", draft, section="basic", field=address))
        label = await screen.page.locator(f'[data-address="{address}"] .label').inner_text()
        screen.count()
        await screen.tap(f"拍{label}")
        if most == 7:
            await screen.pick("相册", pages)
        else:
            for n, photo in enumerate(pages, 1):
                await screen.pick("拍照", [photo])
                await screen.sees(f"第 {n} 页，共 {n} 页")
        await screen.sees("第 3 页，共 3 页")
        await kept(screen)
        await screen.sees("3 页 · ")
        counted(task, screen.count(), (most, 0))
        slot = await draft.phone.get(f"{draft.base}/evidence/{address}")
        assert slot["kept"]["pages"] == 3


# ── a desktop ────────────────────────────────────────────────────────────────
async def scanned(phones: Phones, screen: Screen) -> str:
    """Read the code on a desktop's screen as a phone's camera does, and return the page that it opens."""
    code = screen.page.locator(".qr").locator("visible=true")
    await expect(code).to_be_visible(timeout=PATIENCE)
    content = await phones.read_code(await code.screenshot())
    seen = await phones.of("zhou").control("scan", {"content": content})
    return seen.get("path") or seen["content"].partition("#/")[2]


async def test_desktop__logged_in_and_signed_by_scanning__never_asks_a_password(
    browser: Browser, screens: Opener, installation: Installation, open_phones: Phones
):
    who = await applicant(open_phones)
    phone: Screen = await screens(who)
    wide = await desk(browser, installation.product)
    await wide.page.goto(f"{installation.product}/m/#/{page('pledge', who)}")
    await wide.sees("用微信扫码登录")
    await phone.open(await scanned(open_phones, wide))
    await phone.sees("在电脑上登录")
    await phone.fits()
    await phone.tap(phone.page.locator(".actbar .btn:not(.two)"))
    await phone.sees("电脑上登录好了")

    await wide.sees("用手机微信扫码，在手机上签")
    await wide.page.get_by_role("button", name="显示二维码").click()
    await phone.open(await scanned(open_phones, wide))
    await phone.sees("用手指在框里写姓名")
    await sign(phone, who)
    await wide.sees("交之前核对一遍")
    assert (await who.phone.get(f"{who.base}/pledge"))["state"] == "signed"
    assert wide.foreign == []
    assert wide.faults == []
    await wide.context.close()


class Talk:
    """Is the chat on somebody's phone, with a count of what they tap and type."""

    def __init__(self, phones: Phones, who: Player) -> None:
        self.stage, self.who, self.taps, self.chars = Stage(phones, {}), who, 0, 0

    async def say(self, text: str) -> str:
        self.chars += len(text)
        return (await chat.say(self.stage, self.who, text)).text

    async def tap(self, label: str) -> str:
        self.taps += 1
        return (await chat.tap(self.stage, self.who, label)).text

    async def photos(self, *names: str) -> None:
        """Choose pictures in the album: the panel, the album, one tap each, and 发送."""
        self.taps += 3 + len(names)
        for name in names:
            await chat.photo(self.stage, self.who, name)

    def count(self) -> tuple[int, int]:
        done = (self.taps, self.chars)
        self.taps = self.chars = 0
        return done


async def test_taps__in_chat__are_few(open_phones: Phones, counted: Counts):
    who = await applicant(open_phones, in_chat=True)
    talk = Talk(open_phones, who)
    talk.taps = 1  # the account
    assert "现在的职称" in (await chat.menu(talk.stage, who, "resume")).text
    talk.taps += 1
    assert "✓ 已保存：主治医师" in await talk.tap("1 主治医师")
    counted("打开消息 → 第一个答案存好，聊天", talk.count(), (3, 0))

    await talk.say("填工作经历")
    talk.count()
    await talk.say("2016.1-至今")
    await talk.tap("云溪区人民医院")
    await talk.say("内科临床")
    assert "第 1 条填好了" in await talk.tap("主治医师")
    counted("加一条工作经历，聊天（另发 2 条）", talk.count(), (2, 15))

    await talk.say("填封面")
    talk.count()
    assert "现在是：主治医师" in await talk.say("改 现有职称")
    assert "✓ 已改：主管护师（原来 主治医师）" in await talk.tap("2 主管护师")
    counted("改一个答案，聊天", talk.count(), (3, 6))

    await talk.say("填基本信息")
    await talk.say("改 继续教育印证材料")
    talk.count()
    await talk.photos("letter.jpg", "certificate.jpg", "id_card.jpg")
    await talk.tap("发完了")
    await heard(who, ["1 份 PDF，3 页"])
    await talk.tap("没问题，保存")
    counted("3 页材料，聊天", talk.count(), (8, 0))

    assert "还没有交" in await talk.say("进度")
    counted("问进度，聊天", talk.count(), (0, 2))
