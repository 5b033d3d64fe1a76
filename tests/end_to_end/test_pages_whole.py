"""A whole application in Chromium, with a finger on a screen of 360×640 and nothing but what the screens say.

`docs/interface.md` lists the count of taps and characters that it holds.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.async_api import Locator, expect

from zhiping.phone import Phones
from zhiping.touring import filling
from zhiping.touring.stage import Player

from .applicants import Counts, page
from .browser import PATIENCE, Opener, Screen
from .cast import HOSPITAL, known
from .test_pages_years import fill as fill_table

pytestmark = pytest.mark.browser

GIVEN: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("median.yaml").read_text("utf-8"))
OPTIONAL = "（可不填）"
TURNED = """([title, sub]) => {
  const seen = (named) => [...document.querySelectorAll(named)].find((e) => e.getClientRects().length)?.innerText.trim()
  return seen('.nav-title') !== title || ((seen('.nav-sub') ?? '').match(/第 \\d+/)?.[0] ?? '') !== sub }"""
EVIDENCE = 5  # taps a document of one page: its place, the album, the picture, done, 用这份


def asked(screen: Screen, label: str) -> Locator:
    """The question with this label, on the page that is seen."""
    name = re.compile(rf"^\s*{re.escape(label)}({OPTIONAL})?\s*$")
    return (
        screen.page.locator(".field").filter(has=screen.page.locator(".label", has_text=name)).locator("visible=true")
    )


async def answer(screen: Screen, label: str, text: str) -> None:
    """Answer one question as a person does: tap what is offered, open the list, or type."""
    place = asked(screen, label).first
    exact = re.compile(rf"^\s*{re.escape(text)}\s*$")
    await expect(place.locator(".opt, .pick, input, textarea").first).to_be_visible(timeout=PATIENCE)
    for offered in (".opt", ".chip"):
        found = place.locator(offered).filter(has_text=exact)
        if await found.count():
            return await screen.tap(found.first)
    if await place.locator(".pick").count():
        await screen.tap(place.locator(".pick"))
        return await screen.tap(
            screen.page.locator(".sheet .task").filter(has_text=exact).locator("visible=true").first
        )
    await screen.type(label, text)
    return None


async def on_page(screen: Screen, given: dict[str, str]) -> None:
    """Answer what is asked on this page, also what is asked only once something else is answered."""
    left = dict(given)
    while here := [label for label in left if await asked(screen, label).count()]:
        await answer(screen, here[0], left.pop(here[0]))
        await expect(screen.page.get_by_text("正在保存").locator("visible=true")).to_have_count(0, timeout=PATIENCE)


async def forward(screen: Screen) -> None:
    await screen.tap(screen.page.locator(".actbar .btn:not(.two)").locator("visible=true"))


async def section(screen: Screen, title: str, given: dict[str, str]) -> None:
    """Fill a section group after group, until the next one is there."""
    head = screen.page.locator(".nav-title").locator("visible=true")
    await expect(head).to_have_text(title, timeout=PATIENCE)
    while (await head.inner_text()).strip() == title:
        before = await screen.page.locator(".nav-sub").locator("visible=true").all_inner_texts()
        await on_page(screen, given)
        await forward(screen)
        await screen.page.wait_for_function(
            TURNED,
            arg=[title, (re.search(r"第 \d+", " ".join(before)) or [""])[0]],
            timeout=PATIENCE,
        )


async def rows(screen: Screen, title: str, given: list[dict[str, str]]) -> None:
    """Add row after row, and go on."""
    await expect(screen.page.locator(".nav-title").locator("visible=true")).to_have_text(title, timeout=PATIENCE)
    for n, row in enumerate(given, 1):
        await screen.tap("加第 1 条" if n == 1 else "再加一条")
        await expect(screen.page.locator(".nav-title").locator("visible=true")).to_have_text(f"{title} 第 {n} 条")
        await on_page(screen, row)
        await screen.fits()
    await screen.tap("这条好了")
    await screen.page.wait_for_url("**/rows/**")


async def test_whole_application__of_a_median_person__takes_few_characters(
    screens: Opener, open_phones: Phones, counted: Counts
):
    """CQ-06 to CQ-17 as the pages ask them; nothing of it is typed that the person's own data already say."""
    who: Player = await known(open_phones, "林小满")
    screen = await screens(who)
    await screen.open("pages/register/register")
    await screen.tap("接着填：个人注册")
    await screen.tap("所在单位：去选")
    screen.chars += 4
    await screen.page.locator(".sheet input").fill("云溪医院")
    await screen.tap(screen.page.locator(".sheet .task").filter(has_text=HOSPITAL).first)
    await section(screen, "个人注册", GIVEN["个人注册"])
    await section(screen, "个人情况", GIVEN["个人情况"])
    await screen.open("pages/plans/plans")
    await screen.tap("开始申报")
    await screen.tap("接着填：封面")
    who.base = (await who.phone.get("me"))["applications"][0]["base"]
    await section(screen, "封面", GIVEN["封面"])
    await section(screen, "基本信息", GIVEN["基本信息"])
    for title in ("学习培训经历", "工作经历", "任现职前工作业绩", "任现职工作业绩"):
        await rows(screen, title, GIVEN[title])
        if title == "任现职工作业绩":
            await screen.tap("帮我排好")
            await screen.sees("排好了")
        await on(screen)
    await fill_table(screen)
    await forward(screen)
    await section(screen, "工作量表和印证材料", {})
    await section(screen, "工作总结及考核鉴定材料", {})
    await rows(screen, "论文及学术报告", GIVEN["论文及学术报告"])
    await on(screen)
    await section(screen, "专业考试成绩", GIVEN["专业考试成绩"])
    await expect(screen.page.locator(".nav-title").locator("visible=true")).to_have_text("查档情况", timeout=PATIENCE)
    for n, text in enumerate(GIVEN["查档情况"], 1):
        await screen.enter(f"查档情况 第 {n} 处", text)
    await screen.tap("下一栏：其他附件")
    await screen.tap("没有，下一栏")
    await section(screen, "申报诚信情况", GIVEN["申报诚信情况"])
    taps, chars = screen.count()
    slots = await photographed(open_phones, who)
    counted("整份申报，不算材料", (taps, chars), (300, 2500))
    counted(f"其中材料 {slots} 份，每份 1 页", (EVIDENCE * slots, 0), (120, 0))
    await screen.open(page("check", who))
    await screen.sees("还没确认您的账号，确认后才能交")
    await screen.fits()


async def on(screen: Screen) -> None:
    """On to the next section; what is still to be photographed holds nobody back."""
    later = screen.page.get_by_role("link", name=re.compile("^先放着，下一栏")).locator("visible=true")
    if await later.count():
        await screen.tap(later)
    else:
        await forward(screen)


async def photographed(phones: Phones, who: Player) -> int:
    """Photograph everything that is still wanted; return how many documents it is."""
    home, slots = await who.phone.get(who.base), []
    for line in (s for g in home["groups"] for s in g["sections"]):
        path = f"{who.base}/sections/{line['id']}"
        view = await who.phone.get(path)
        places = [f"{path}/rows/{c['row']}" for c in view["rows"]["cards"]] if view.get("rows") else [path]
        for at in places if not (view.get("rows") or {}).get("table") else []:
            fields = await filling.open_fields(who.phone, at, set())
            slots += [f for f in fields if f.get("slot") and f["required"]]
    for field in slots:
        await filling.upload(who.phone, who.base, field, ["certificate.jpg"])
    for field in slots:
        await filling.keep(who.phone, who.base, field["address"])
    return len(slots)
