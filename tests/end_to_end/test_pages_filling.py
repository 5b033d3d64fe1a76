"""Filling in Chromium, with a finger on a screen of 360×640: without a net, on two phones, undone, in few taps.

`docs/interface.md` lists the counts of taps and characters that these tests hold.
"""

from __future__ import annotations

import io

import pikepdf
import pytest
from playwright.async_api import expect

from zhiping.phone import Phones
from zhiping.touring import filling
from zhiping.touring.stage import Player, Stage

from .applicants import Counts, kept, page, picture, value
from .browser import Opener, Screen
from .cast import COVER, applicant

pytestmark = pytest.mark.browser

TRAINING = "basic.training_proof"


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
    assert [c["title"] for c in cards] == ["2007.07 至 2015.12", "2016.01 至今"]
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
    for n, (mine, theirs, chosen) in enumerate(
        (("内分泌科", "神经内科", "神经内科"), ("肾内科", "血液内科", "肾内科"))
    ):
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
        await expect(screen.box("申报职称专业方向")).to_have_value(chosen)
        assert await value(draft, "cover.specialty") == chosen


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


async def test_page__taken_out_before_it_was_confirmed__leaves_nothing(
    screens: Opener, draft: Player, open_phones: Phones
):
    """X-07: what was chosen and never confirmed is no document that lies there."""
    screen: Screen = await screens(draft)
    await screen.open(page("evidence", draft, address="basic.id_proof"))
    await screen.pick("相册", [await picture(open_phones, "letter.jpg")])
    judged = screen.page.get_by_role("button", name="用这份").locator("visible=true")
    await expect(judged).to_be_visible(timeout=20_000)
    await screen.tap(screen.page.get_by_label("删除第 1 页"))
    await screen.sees("删了第 1 页")
    await screen.sees("还没有材料")
    await expect(screen.page.get_by_text("已经有一份")).to_have_count(0)
    await screen.fits()
    await screen.tap("先不拍，接着填别的")


# ── rows and sections that are taken away ────────────────────────────────────
async def test_row_and_section__taken_away__can_be_found_again(screens: Opener, draft: Player):
    screen: Screen = await screens(draft)

    async def standing() -> list[str]:
        return [c["title"] for c in (await draft.phone.get(f"{draft.base}/sections/work"))["rows"]["cards"]]

    titles = await standing()
    await screen.open(page("rows", draft, section="work"))
    await screen.tap("删除第 1 条")
    await screen.sees(f"删了第 1 条：{titles[0]}")
    await screen.fits()
    assert titles[0] not in await standing()
    await screen.tap("撤回")
    await expect(screen.page.get_by_text("删了第 1 条")).to_have_count(0)
    await screen.sees(titles[0])
    assert await standing() == titles
    await screen.tap("删除第 1 条")
    await screen.sees("删了第 1 条")
    await screen.open(page("rows", draft, section="work"))
    await screen.tap(f"找回{titles[0]}")
    await expect(screen.page.get_by_text("删掉的还留着")).to_have_count(0)
    assert await standing() == titles

    await screen.tap("清空这一栏")
    await screen.fits()
    await screen.tap("先不清")
    assert await standing() == titles
    await screen.tap("清空这一栏")
    await screen.tap(f"清空，{len(titles)} 条")
    await screen.sees("这一栏清空过")
    assert await standing() == []
    await screen.tap("找回原来填的")
    await expect(screen.page.get_by_text("这一栏清空过")).to_have_count(0)
    await screen.sees(titles[0])
    assert await standing() == titles


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
    await screen.page.wait_for_url("**/rows/**")
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
        if most == 11:  # what is done with a picture of an ID card is agreed to first, once
            await draft.phone.post("me/notices/chongqing.identity/withdraw")
            await screen.open(page("evidence", draft, address=address))
            await screen.tap("拍照")
            await screen.sees("请先看“身份证照片的处理”，同意就打勾")
            await screen.fits()
        await screen.open(page("section", draft, section="basic", field=address))
        label = await screen.page.locator(f'[data-address="{address}"] .label').inner_text()
        screen.count()
        await screen.tap(f"拍{label}")
        if most == 7:
            await screen.pick("相册", pages)
        else:
            filling = screen.count()
            await screen.tap(screen.page.get_by_role("checkbox", name="我看过“身份证照片的处理”，同意"))
            counted("第一次：同意身份证照片的处理", screen.count(), (1, 0))
            screen.taps = filling[0]
            for n, photo in enumerate(pages, 1):
                await screen.pick("拍照", [photo])
                await screen.sees(f"第 {n} 页，共 {n} 页")
        await screen.sees("第 3 页，共 3 页")
        await kept(screen)
        await screen.sees("3 页 · ")
        counted(task, screen.count(), (most, 0))
        slot = await draft.phone.get(f"{draft.base}/evidence/{address}")
        assert slot["kept"]["pages"] == 3
