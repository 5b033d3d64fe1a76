"""Documents on the pages in Chromium: one that was exchanged beside what it was, and the notice of a plan."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Route, expect

from zhiping.phone import Phones
from zhiping.touring import desks, filling
from zhiping.touring.stage import Stage

from .browser import Opener
from .cast import known, officer
from .officers import QUEUE, handed_in, open_card, sign_and_submit, write

pytestmark = pytest.mark.browser

PROOF = "basic.training_proof"


async def test_second_look__of_a_document_that_was_exchanged__shows_both(screens: Opener, open_phones: Phones) -> None:
    """Old and new lie one after the other, each begun at the page that was marked (B-03)."""
    who, luo = await handed_in(open_phones, "易安"), await officer(open_phones, "hospital")
    stage = Stage(open_phones, {"who": who})
    await desks.find(stage, luo, {"who": "who"})
    await desks.read(stage, luo, None)
    review = f"review/{who.base.partition('/')[2]}"
    await luo.phone.post(f"{review}/marks", {"address": PROOF, "text": "缺单位鲜章", "page": 2})
    await luo.phone.post(f"{who.base}/deeds/return", {"opinion": "请改好再交"})
    await who.phone.delete(f"{who.base}/evidence/{PROOF}")
    await filling.fill(stage, who, {"基本信息": {"继续教育印证材料": ["letter.jpg"]}})
    await sign_and_submit(stage, who)

    screen = await screens(luo)
    await screen.open(QUEUE)
    await open_card(screen, who)
    await screen.tap("对着看第 1 处")
    await screen.sees("原来　2 / 2")
    await screen.sees("现在　1 / 1")
    for label in ("原来第 2 页", "现在第 1 页"):
        picture = screen.page.locator(f"[aria-label='{label}'] img").locator("visible=true")
        await expect(picture).to_have_attribute("src", re.compile("^(blob|data):"))
    await screen.fits()
    await screen.look_as(night=True)
    await screen.fits()
    await screen.tap("收起第 1 处")
    await expect(screen.page.get_by_text("原来　2 / 2")).to_have_count(0)


async def test_second_look__of_what_was_hardly_read__says_how_much_is_still_to_be_read(
    screens: Opener, open_phones: Phones
) -> None:
    """The button says what it leads to; evidence that nobody opened is a doubt with a way to look (X-13, B-03)."""
    who, luo = await handed_in(open_phones, "康平"), await officer(open_phones, "hospital")
    review = f"review/{who.base.partition('/')[2]}"
    await luo.phone.get(f"{review}/sections/cover")
    await luo.phone.post(f"{review}/marks", {"address": "cover.specialty", "text": "写得太笼统"})
    await luo.phone.post(f"{who.base}/deeds/return", {"opinion": "请改好再交"})
    await write(who, "cover.specialty", "心血管内科（介入）")
    await sign_and_submit(Stage(open_phones, {}), who)
    screen = await screens(luo)
    await screen.open(QUEUE)
    await open_card(screen, who)
    await screen.sees("一字没改")
    await screen.settle()
    left = len([s for s in (await luo.phone.get(review))["sections"] if not s.get("seen") and not s.get("ours")])
    await screen.sees(f"一字没改。还有 {left} 栏没看过。")
    await screen.fits()
    await screen.tap(f"都改对了，看没看的 {left} 栏")
    await screen.sees(f"还有 {left - 1} 栏没看，看完再通过")
    for section in (await luo.phone.get(review))["sections"]:
        await luo.phone.get(f"{review}/sections/{section['id']}")
    await screen.open(f"pages/approve/approve?base={who.base}")
    await screen.sees("请再看一眼：有")
    await screen.fits()
    await screen.tap("去看基本信息的材料")
    await screen.tap("目录")
    await screen.sees("份材料没打开")
    await screen.fits()


async def test_notice__of_a_plan__is_offered_only_where_there_is_one(screens: Opener, open_phones: Phones) -> None:
    """No link is called a notice that leads to none; one that lies elsewhere opens where a browser opens it."""
    screen = await screens(await known(open_phones, "试看"))
    await screen.open("pages/forms/forms")
    await screen.tap("看今年能报哪些")
    await screen.sees("通知原文没有放在这里，请向单位人事科要")
    await expect(screen.page.locator("[data-plan] [role=link]").locator("visible=true")).to_have_count(0)
    await screen.fits()

    notice = f"{open_phones.product}/docs"

    async def with_notice(route: Route) -> None:
        reply = await route.fetch()
        plans = [plan | {"documents": [{"label": "申报通知", "url": notice}]} for plan in await reply.json()]
        await route.fulfill(response=reply, json=plans)

    await screen.context.route("**/api/v1/plans", with_notice)
    await screen.open("pages/plans/plans")
    async with screen.context.expect_page() as opened:
        await screen.tap("申报通知")
    assert (await opened.value).url == notice
    await expect(screen.page.get_by_text("通知原文没有放在这里")).to_have_count(0)
