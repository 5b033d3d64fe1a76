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
from zhiping.touring.stage import Player, Stage, until

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


async def sign(screen: Screen, who: Player) -> None:
    await screen.draw(pad(screen), hand(who.name, *PAD), PAD)
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
    strokes = hand(whole.name, *PAD)
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
    await screen.sees("已交给云溪区人民医院")
    await screen.tap("知道了")
    await screen.sees("您现在不用做什么")
    await screen.fits()

    # The hospital marks three places and returns it.
    await returned(open_phones, whole)
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

    await screen.type("起止时间", "2008.7-2015.12")
    await screen.tap("好了，回去")
    await screen.tap("改第 2 处")
    await screen.type("医德医风满意度", "95")
    await screen.tap("好了，回去")
    await screen.tap("改第 3 处")
    await screen.pick("重拍这页", [await picture(open_phones, "certificate.jpg")])
    await kept(screen)
    await screen.tap("核对、签名、提交")
    await screen.tap("去签名")
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
