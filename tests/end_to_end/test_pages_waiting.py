"""What waits on the phone, in Chromium: rows moved and struck without a net, pictures that were refused afterwards."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, expect

from zhiping.phone import Phones
from zhiping.touring import filling
from zhiping.touring.stage import Player, Stage

from .applicants import page, picture, value
from .browser import Opener, Screen
from .cast import ROWS, applicant

pytestmark = pytest.mark.browser

PROOF, OTHER = "basic.training_proof", "继续教育印证材料"
THIRD = {**ROWS[1], "起止时间": "2005.7-2007.6", "职称/职务": "实习医师"}


@pytest.fixture(scope="module")
async def who(open_phones: Phones) -> Player:
    """Somebody with three rows of work."""
    made = await applicant(open_phones)
    await filling.fill(Stage(open_phones, {}), made, {"工作经历": [*ROWS, THIRD]})
    return made


async def rows(who: Player) -> list[str]:
    """Where and since when, as the server lists it."""
    view = await who.phone.get(f"{who.base}/sections/work")
    return [card["title"] for card in view["rows"]["cards"]]


async def seen(screen: Screen) -> list[str]:
    """The same, as the screen lists it."""
    return await screen.page.locator("[data-row] .b.num").locator("visible=true").all_inner_texts()


async def test_rows__moved_struck_and_brought_back_without_net__stand_so_when_it_is_back(
    screens: Opener, who: Player
) -> None:
    first, second, third = await rows(who)
    screen: Screen = await screens(who)
    await screen.open(page("rows", who, section="work"))
    await screen.settle()
    await screen.offline()
    await screen.tap("第 3 条上移")
    await screen.sees("换了位置还没保存，连上自动保存")
    await screen.tap("第 2 条上移")
    assert await seen(screen) == [third, first, second]
    await screen.tap("删除第 3 条")
    await screen.sees(f"删了第 3 条：{second}")
    await screen.sees("没有网，3 项还没保存")
    await screen.fits()
    assert await seen(screen) == [third, first]
    assert await rows(who) == [first, second, third]
    await screen.tap("撤回")
    assert await seen(screen) == [third, first, second]
    await screen.tap("删除第 2 条")
    await screen.offline(False)
    await screen.sees("项都保存了")
    assert await rows(who) == [third, second]
    await expect(screen.page.locator("[data-row] .b.num").locator("visible=true")).to_have_text([third, second])
    await screen.tap("撤回")
    await expect(screen.page.get_by_text("删了第 2 条")).to_have_count(0)
    await expect(screen.page.locator("[data-row]").locator("visible=true")).to_have_count(3)
    assert sorted(await rows(who)) == sorted([first, second, third])


async def test_rows__begun_without_a_net__stand_with_their_words__and_can_be_taken_back(
    screens: Opener, who: Player
) -> None:
    """What was typed is seen in the list; the last one struck can be taken back however long one looks."""
    many = len(await rows(who))
    screen: Screen = await screens(who)
    await screen.open(page("rows", who, section="work"))
    await screen.settle()
    await screen.page.clock.install()
    await screen.offline()
    await screen.tap("再加一条")
    await screen.enter("起止时间", "2003.9-2005.6")
    await screen.enter("工作单位", "云溪区第二人民医院")
    await screen.tap("这条好了")
    card = screen.page.locator("[data-row]").locator("visible=true").nth(many)
    await expect(card).to_contain_text("2003.9-2005.6")
    await expect(card).to_contain_text("云溪区第二人民医院")
    await expect(card).to_contain_text("还差 2 项")
    await expect(card).to_contain_text(f"第 {many + 1} 条")
    await screen.fits()
    await screen.tap(f"删除第 {many + 1} 条")
    await screen.sees(f"删了第 {many + 1} 条：2003.9-2005.6")
    await screen.page.clock.fast_forward(60_000)
    await screen.tap("撤回")
    await expect(card).to_contain_text("2003.9-2005.6")
    await screen.offline(False)
    await screen.sees("项都保存了")
    await expect(card).to_contain_text("2003.09 至 2005.06")
    assert len(await rows(who)) == many + 1


FULL = """() => { let many = 1 << 22
  for (let n = 0; many >= 1; n++) try { localStorage.setItem(`full${n}`, 'x'.repeat(many)) } catch { many >>= 1 } }"""


async def test_answer__without_net_on_a_phone_that_is_full__says_that_it_is_not_kept(
    screens: Opener, who: Player
) -> None:
    screen: Screen = await screens(who)
    await screen.open(page("section", who, section="cover"))
    await screen.settle()
    await screen.page.evaluate(FULL)
    await screen.offline()
    await screen.enter("申报职称专业方向", "心血管内科（介入）")
    await screen.sees("手机存不下了，1 项没存进手机。保存好以前，先别关小程序")
    await screen.fits()
    await screen.offline(False)
    await expect(screen.page.get_by_text("手机存不下了")).to_have_count(0)
    assert await value(who, "cover.specialty") == "心血管内科（介入）"


async def test_picture__refused_once_the_net_is_back__stays_until_told_what_becomes_of_it(
    screens: Opener, who: Player, open_phones: Phones
) -> None:
    screen: Screen = await screens(who)
    await screen.open(page("home", who))
    await screen.open(page("evidence", who, address=PROOF))
    await screen.settle()
    await screen.offline()
    wrong: FilePayload = {"name": "证书.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90\x00" + b"\0" * 600}
    await screen.pick("相册", [wrong, wrong])
    await screen.sees("没有网，2 张存在手机里了")
    await screen.offline(False)
    await screen.sees("有 2 张没交上，都在手机里")
    await expect(screen.page.get_by_text("项都保存了")).to_have_count(0)
    await screen.fits()
    await screen.open(page("home", who))
    await screen.tap("有 2 张没交上，都在手机里。点这里处理")
    await screen.sees("这是程序，不是材料")
    await screen.fits()

    await screen.tap(f"不要{OTHER}的这一张")
    await screen.tap("先留着")
    await screen.tap(f"不要{OTHER}的这一张")
    await screen.fits()
    await screen.tap("不要了")
    await screen.sees("1 张，都在手机里")

    await screen.tap(f"{OTHER}的这一张换一处")
    await screen.tap("基本信息")
    await screen.fits()
    await screen.tap("身份证印证材料")
    await screen.sees("身份证印证材料")
    await screen.sees("这是程序，不是材料")

    await screen.pick("重拍身份证印证材料", [await picture(open_phones, "letter.jpg")])
    await screen.sees("没有要处理的了")
    slot = await who.phone.get(f"{who.base}/evidence/basic.id_proof")
    assert len(slot["pages"]) == 1
    assert (await who.phone.get(f"{who.base}/evidence/{PROOF}")).get("pages", []) == []
