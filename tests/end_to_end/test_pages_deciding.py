"""What a reviewer lays over an application, how a head signs by a code, what experts see: in Chromium, by taps."""

from __future__ import annotations

import json
import re

import pytest
from playwright.async_api import Browser, expect

from zhiping.phone import Phones
from zhiping.touring import desks
from zhiping.touring.pages import PAD, hand
from zhiping.touring.stage import Player, Stage

from .browser import Opener, Screen, desk, scanned
from .cast import APPLICANTS, handed_in, officer, stranger
from .officers import QUEUE, approved_by_hospital, foot, give_up, named, open_card

pytestmark = pytest.mark.browser

HEAD = "高远山"
HEALTH = "区县主管部门或区县公共就业和人才服务机构意见"
TOP = "区县职改部门、市级主管部门、大型企事业单位、驻渝最高机构意见"
EXPERT = "pages/expert/expert?base="


@pytest.fixture(scope="module")
async def luo(open_phones: Phones) -> Player:
    """The hospital's officer."""
    return await officer(open_phones, "hospital")


@pytest.fixture(scope="module")
async def zhou(open_phones: Phones) -> Player:
    """Somebody whose whole application waits at the hospital: every section, table and document."""
    return await handed_in(open_phones)


async def place(screen: Screen, label: str) -> None:
    """Open a section by the list of contents."""
    await screen.tap("目录")
    await screen.tap(screen.page.locator("[data-section]").locator("visible=true").filter(has_text=label))
    await screen.read()


async def read_all(luo: Player, who: Player) -> None:
    """Open every section, as an officer does before a verdict."""
    path = f"review/{who.base.partition('/')[2]}"
    for section in (await luo.phone.get(path))["sections"]:
        await luo.phone.get(f"{path}/sections/{section['id']}")


async def test_reviewer__corrects_and_strikes_and_the_expert_sees_it(
    screens: Opener, luo: Player, zhou: Player
) -> None:
    """CQ-19, CQ-26: old and new beside each other, the struck row grey and absent from the expert's page."""
    screen = await screens(luo)
    await screen.open(QUEUE)
    await open_card(screen, zhou)
    await place(screen, "基本信息")
    await screen.tap(named(screen, "更正从事何专业技术工作"))
    await screen.type("对的从事何专业技术工作", "心血管内科临床、带教")
    await screen.fits()
    await screen.tap(screen.page.locator("[role=dialog] .btn").last)
    await screen.sees("（单位更正，表上印这个）")
    await screen.fits()
    await place(screen, "工作经历")
    await screen.tap(named(screen, "给第 1 条打删除标记"))
    await screen.sees("给第 1 条打删除标记？")
    await expect(screen.page.locator(".answer.void")).to_have_count(0)
    await screen.fits()
    await screen.tap(screen.page.locator("[role=alertdialog] .btn").last)
    await screen.sees("打了删除标记：不印，专家看不到，退回后申报人重填")
    await screen.fits()
    first = (await screen.page.locator(".answer.void .b").first.inner_text()).strip()
    await screen.open(EXPERT + zhou.base)
    await screen.sees("心血管内科临床、带教")
    await expect(screen.page.get_by_text(first)).to_have_count(0)
    await expect(screen.page.get_by_text("证件号码：")).to_have_count(0)
    await screen.tap(screen.page.locator("[data-part] .tlink").first)
    await expect(screen.page.locator(".stage img").first).to_be_visible()
    await screen.fits()
    await screen.open(QUEUE)
    await open_card(screen, zhou)
    await place(screen, "工作经历")
    await screen.tap(named(screen, "去掉第 1 条的删除标记"))
    await expect(screen.page.locator(".answer.void")).to_have_count(0)


async def test_head__scans_the_officers_code_and_signs_without_registering(
    screens: Opener, open_phones: Phones, luo: Player, zhou: Player
) -> None:
    """B-15: opinion, code, a stranger's phone, one stroke; the officer sees it at once and passes the application."""
    await read_all(luo, zhou)
    screen, chief = await screens(luo), await stranger(open_phones, HEAD)
    await screen.open(f"pages/approve/approve?base={zhou.base}")
    await screen.tap("请负责人签字：基层单位意见")
    code = screen.page.locator("[aria-label=签字用的二维码]")
    await expect(code).to_be_visible()
    await screen.fits()
    page = await scanned(open_phones, chief, code)
    await chief.phone.log_in()
    signer = await screens(chief)
    await signer.open(page)
    for words in ("云溪区人民医院", "罗敏 请您签字，共 1 位", zhou.name, "同意推荐。"):
        await signer.sees(words)
    await signer.fits()
    await signer.tap(foot(signer, "签好了，交给罗敏"))
    await signer.sees("请写您的姓名")
    await signer.type("您的姓名", HEAD)
    await signer.draw(signer.page.locator(".pad"), hand(HEAD, *PAD), PAD)
    await signer.tap(foot(signer, "签好了，交给罗敏"))
    await signer.sees("签好了，1 位。您不用再做什么")
    await signer.fits()

    await screen.sees(f"{HEAD} ")
    await expect(named(screen, f"{HEAD}的签名").locator("img")).to_have_attribute("src", re.compile("^(blob|data):"))
    await screen.fits()
    again = await screens(await stranger_in(open_phones))
    await again.open(page)
    await again.sees("这个码已经签过字了")
    await again.fits()
    await screen.tap(screen.page.locator(".actbar .btn").last)
    await screen.sees(f"{zhou.name}：已通过")


async def test_list_for_a_head__of_two_who_wait_at_different_steps__offers_what_each_needs(
    screens: Opener, open_phones: Phones
) -> None:
    """B-15: who is chosen first decides nothing; of whom nothing is to be signed it says so."""
    back, new = [await approved_by_hospital(open_phones, name) for name in ("返审", "初审")]
    qin, fang = [await officer(open_phones, key) for key in ("district", "titles")]
    for who, label in ((qin, HEALTH), (fang, TOP)):
        stage = Stage(open_phones, {"who": back})
        await desks.find(stage, who, {"who": "who"})
        await desks.read(stage, who, None)
        await desks.decree(stage, who, {"deed": "通过", "fill": {label: {"负责人签名": who.name}}})
    screen = await screens(qin)
    await screen.open("pages/stroke-ask/stroke-ask")
    await screen.tap(screen.page.locator(f"[data-application='{back.base.partition('/')[2]}']"))
    await screen.sees("返审这一步没有要负责人签字的意见，不在这次签的里面")
    await screen.tap(screen.page.locator(f"[data-application='{new.base.partition('/')[2]}']"))
    await screen.sees(HEALTH)
    await screen.sees("只写给初审：")
    await screen.fits()
    await screen.tap("请负责人签字，2 位")
    await expect(screen.page.locator("[aria-label=签字用的二维码]")).to_be_visible()
    await give_up(open_phones, *(p for p in APPLICANTS if p not in (back, new)))


async def stranger_in(phones: Phones) -> Player:
    """Somebody with WeChat who has opened the mini-program and said nothing."""
    found = await stranger(phones, "过路")
    await found.phone.log_in()
    return found


async def test_desktop__of_an_officers_lists__has_beside_each_what_is_done_with_it(
    browser: Browser, luo: Player, zhou: Player
) -> None:
    """From 1,024 px on the list stands left, notes and deeds right of it, and no bar lies at the foot."""
    screen = await desk(browser, luo.phone.product)
    kept = json.dumps({"type": "object", "data": {"token": luo.phone.token, "person": ""}})
    await screen.context.add_init_script(f"localStorage.setItem('session', {json.dumps(kept)})")
    for tab in ("queue", "people", "publicity"):
        await screen.open(f"pages/{tab}/{tab}")
        parts = [screen.page.locator(f".split-{part}").locator("visible=true") for part in ("list", "side")]
        for part in parts:
            await expect(part).to_be_visible()
        listed, side = [await part.bounding_box() or {} for part in parts]
        assert side["x"] > listed["x"] + listed["width"] > 800, tab
        bar = await screen.page.locator("[role=navigation]").locator("visible=true").bounding_box() or {}
        assert bar["y"] + bar["height"] <= listed["y"], tab
        await screen.fits()
    await screen.context.close()


async def test_desktop__reads_a_whole_application_by_keyboard_in_columns(
    browser: Browser, luo: Player, zhou: Player
) -> None:
    """From 1,100 px on: sections | answers | evidence; J K through them, ← → through the pages."""
    screen = await desk(browser, luo.phone.product)
    kept = json.dumps({"type": "object", "data": {"token": luo.phone.token, "person": ""}})
    await screen.context.add_init_script(f"localStorage.setItem('session', {json.dumps(kept)})")
    await screen.open(f"pages/review-read/review-read?base={zhou.base}&section=basic")
    columns = [screen.page.locator(f".desk-{part}").locator("visible=true") for part in ("nav", "main", "side")]
    for column in columns:
        await expect(column).to_be_visible()
    await expect(columns[2].locator("img").first).to_be_visible()
    on = screen.page.locator(".ds.on")
    before = await on.inner_text()
    await screen.page.keyboard.press("j")
    await expect(on).not_to_have_text(before)
    await screen.page.keyboard.press("k")
    await expect(on).to_have_text(before)
    await screen.fits()
    await screen.context.close()
