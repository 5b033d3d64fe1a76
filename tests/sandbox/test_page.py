"""The phone page in a real Chromium: what a newcomer sees and does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Request, ViewportSize, expect

from .conftest import Place
from .product import MP

expect.set_options(timeout=15_000)  # a busy machine draws a page late, and no later for that

pytestmark = pytest.mark.browser
Opener = Callable[..., Awaitable[Page]]
NARROW: ViewportSize = {"width": 360, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 800}
LINKS = (
    '✓ 已保存\n<a href="weixin://bizmsgmenu?msgmenucontent=%E5%89%AF%E9%AB%98&msgmenuid=q1">1 副高</a>\n'
    '<a href="http://127.0.0.1/" data-miniprogram-appid="wx00000000000000b2" '
    'data-miniprogram-path="pages/section/section?base=a">在小程序里填</a>'
)


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Opener]:
    """Opens the page; at the end none has asked another host for anything, and no script has failed."""
    opened: list[Page] = []
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            wrong.append(request.url)

    async def open(place: Place, size: ViewportSize, **more: Any) -> Page:
        context = await browser.new_context(viewport=size, has_touch=True, timezone_id="Asia/Shanghai", **more)
        page = await context.new_page()
        opened.append(page)
        page.on("request", asked)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        await page.goto(place.url)
        await page.wait_for_selector("body[data-ready]")
        return page

    yield open
    assert wrong == []
    for page in opened:
        await page.context.close()


async def frame_heard(page: Page, word: str) -> str:
    heard = page.frame_locator("#frame").locator("#heard")
    await expect(heard).to_contain_text(word)
    return await heard.inner_text()


async def all_read(place: Place, person: str) -> None:
    """Wait until the page has said that everything on this phone was read."""
    changed = place.world.watch()
    async with asyncio.timeout(15):
        while (await place.control.get(f"people/{person}"))["unread"]:
            await changed.wait()
            changed.clear()
    place.world.unwatch(changed)


async def test_newcomer__follows_types_and_taps__at_360(place: Place, phone: Opener) -> None:
    place.product.reply = lambda message: place.product.text(message, LINKS)
    page = await phone(place, NARROW)
    await page.tap("text=关注公众号")
    await expect(page.locator("[data-link=tap]")).to_have_text("1 副高")
    await page.fill("#text", "云溪人民")
    await page.tap("#send")
    await expect(page.locator(".msg.own .bub")).to_have_text(["云溪人民"])
    await page.locator("[data-link=tap]").last.tap()
    await expect(page.locator(".msg.own .bub")).to_have_text(["云溪人民", "副高"])
    await expect(page.locator(".msg:not(.own)")).to_have_count(3)  # a greeting and two replies
    assert place.product.pushes[-1]["bizmsgmenuid"] == "q1"
    await page.locator("[data-link=mini]").last.tap()
    await expect(page.locator("#capsule")).to_be_visible()
    assert (await page.get_attribute("#frame", "src") or "").endswith("#/pages/section/section?base=a")


async def test_roll__opened_and_sent_from__shows_the_picture(talk: Place, phone: Opener) -> None:
    page = await phone(talk, NARROW)
    await page.tap("#more")
    await page.tap("#panel button:has-text('相册')")
    await page.tap("dialog [data-picture='portrait.jpg']")
    await page.tap("text=用这 1 张")
    await expect(page.locator(".msg.own .pict img")).to_have_count(1)
    await expect(page.locator(".msg:not(.own) .bub")).to_have_text(["好", "好"])  # the greeting and the reply
    assert talk.product.pushes[-1]["MsgType"] == "image"


async def test_person__switched__has_their_own_chat(talk: Place, phone: Opener) -> None:
    page = await phone(talk, NARROW)
    await expect(page.locator(".msg")).not_to_have_count(0)
    await page.tap("#me")
    await page.tap("dialog [data-person=hospital]")
    await expect(page.locator("#title")).to_contain_text("人事科")
    await expect(page.locator(".msg")).to_have_count(0)
    await expect(page.locator("#do-follow")).to_be_visible()
    await page.tap("[data-to=platform]")
    await page.tap("#people [data-person=applicant]")
    await page.tap("[data-to=chat]")
    await expect(page.locator(".msg")).not_to_have_count(0)


async def test_id_number__made_up_with_a_right_check_digit__is_copied(talk: Place, phone: Opener) -> None:
    page = await phone(talk, NARROW)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.tap("[data-to=platform]")
    await page.tap("[data-id-number]")
    await expect(page.locator("#toast")).to_contain_text("抄下了")
    given = await page.evaluate("navigator.clipboard.readText()")
    people = (await talk.control.get("state"))["people"]
    assert given == people[0]["id_number"]
    numbers = [one["id_number"] for one in people]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert number.startswith("500000"), "a district that does not exist"
        digits = [10 if c == "X" else int(c) for c in number]
        assert sum(2 ** (17 - n) * d for n, d in enumerate(digits)) % 11 == 1, number


async def test_chat__with_a_mini_program_over_it__counts_what_came_and_shows_the_newest(
    talk: Place, phone: Opener
) -> None:
    talk.product.reply = lambda message: talk.product.text(message, "长\n" * 20 + "完")
    page = await phone(talk, NARROW)
    for _ in range(3):
        await talk.control.act("applicant", "say", text="内科")
    await expect(page.locator(".msg:not(.own)")).to_have_count(1 + 3)  # a greeting and the replies
    await all_read(talk, "applicant")
    await page.evaluate("document.getElementById('messages').scrollTop = 0")
    await page.tap("[data-to=mini]")
    await talk.control.act("applicant", "say", text="外科")
    await expect(page.locator(".tabbar [data-to=chat] .mk")).to_have_text("1")
    await page.tap("[data-to=chat]")
    await expect(page.locator(".tabbar [data-to=chat] .mk")).to_have_count(0)
    end = "(box => box.scrollHeight - box.scrollTop - box.clientHeight < 2)(document.getElementById('messages'))"
    await page.wait_for_function(end)


async def test_moon__pressed__is_told_to_the_mini_program(talk: Place, phone: Opener) -> None:
    page = await phone(talk, WIDE)
    await frame_heard(page, '"theme":"day"')
    await page.click("[aria-label=换日夜]")
    await frame_heard(page, '"theme":"night"')


async def test_mini_program__looked_at_again_after_the_chat__is_told_so(talk: Place, phone: Opener) -> None:
    """In WeChat a mini-program that comes back to the front reads what it shows anew."""
    page = await phone(talk, NARROW)
    await page.tap("[data-to=mini]")
    await frame_heard(page, "zhiping.code")
    await page.tap("[data-to=chat]")
    assert "zhiping.shown" not in await frame_heard(page, "zhiping.code")
    await page.tap("[data-to=mini]")
    await frame_heard(page, "zhiping.shown")


async def test_menu__three_buttons_and_a_sub_menu__push_clicks(talk: Place, phone: Opener) -> None:
    inner = [{"type": "click", "name": name, "key": name} for name in ("进度", "帮助")]
    home = {"type": "miniprogram", "name": "我的申报", "appid": MP, "pagepath": "pages/home/home", "url": "http://a/"}
    menu = [
        home,
        {"type": "click", "name": "接着填", "key": "go"},
        {"name": "更多", "sub_button": inner},
    ]
    await talk.api.post("/cgi-bin/menu/create", {"button": menu})
    page = await phone(talk, NARROW)
    await page.tap("#menubar >> text=更多")
    await page.tap("[role=menuitem] >> text=进度")
    await expect(page.locator(".msg:not(.own) .bub")).to_have_text(["好", "好"])  # the greeting and the reply
    assert talk.product.pushes[-1]["EventKey"] == "进度"
    await page.tap("#menubar >> text=我的申报")
    await expect(page.locator("#frame")).to_be_visible()
    await page.tap("#capsule-close")
    await expect(page.locator("#menubar")).to_be_visible()


async def test_fault__is_shown_in_chat_and_red_in_the_log(talk: Place, phone: Opener) -> None:
    talk.product.reply = lambda _: b"{}"
    page = await phone(talk, WIDE)
    await page.fill("#text", "内科")
    await page.press("#text", "Enter")
    await expect(page.locator(".note.fault")).to_contain_text("该服务号提供的服务出现故障")
    await talk.api.post("/cgi-bin/menu/create", {"button": []})
    await page.click("#log-bad")
    await expect(page.locator("#log .error[data-errcode='40016']")).to_have_count(1)
    await expect(page.locator("#log .lg1:not(.error)")).to_have_count(0)


async def test_frame__asks_and_is_answered__after_the_person_agreed(talk: Place, phone: Opener) -> None:
    page = await phone(talk, WIDE)
    frame = page.frame_locator("#frame")
    heard = await frame_heard(page, "zhiping.code")
    code = heard.partition('"code":"')[2].partition('"')[0]
    assert f"login {code}" in talk.world.kept.codes
    await frame.locator("#phone").click()
    await page.click("dialog >> text=拒绝")
    await frame_heard(page, "user deny")
    await frame.locator("#phone").click()
    await page.click("dialog >> text=允许")
    assert '"id":7' in await frame_heard(page, '"code":"p')
    await frame.locator("#subscribe").click()
    await expect(page.locator("dialog")).to_contain_text("申报进度")
    await page.click("dialog >> text=允许")
    await frame_heard(page, '"accepted":["tmpl-progress"]')
    assert (await talk.control.get("people/applicant"))["credits"][0]["left"] == 1
    await frame.locator("#photo").click()
    await page.click("dialog [data-picture='portrait.jpg']")
    assert '"size":' in await frame_heard(page, "zhiping.photo")


async def test_frame__scans_a_mini_code__and_gets_its_page(talk: Place, phone: Opener) -> None:
    await talk.api.token("mp")
    query = {"access_token": talk.api.tokens["mp"]}
    await talk.api.raw("POST", "/wxa/getwxacodeunlimit", query, json={"scene": "t=1", "page": "pages/home/home"})
    page = await phone(talk, WIDE)
    await frame_heard(page, "zhiping.code")
    await page.frame_locator("#frame").locator("#scan").click()
    await page.click("dialog [data-code=mini]")
    await frame_heard(page, "pages/home/home?scene=t%3D1")
    await page.click("#codes .chip")
    await expect(page.locator("#frame")).to_have_attribute(
        "src", f"{talk.settings.product_url}/m/?phone=applicant#/pages/home/home?scene=t%3D1"
    )


async def test_stranger_window__asks_for_a_code__gets_nothing(talk: Place, phone: Opener) -> None:
    page = await phone(talk, WIDE)
    await frame_heard(page, "zhiping.code")
    before = len(talk.world.kept.codes)
    await page.evaluate("window.postMessage({type: 'zhiping.ready'}, '*')")
    await page.evaluate(
        """() => new Promise((done) => {
          const other = document.createElement('iframe')
          other.srcdoc = "<script>parent.postMessage({type: 'zhiping.ready'}, '*')</scr" + "ipt>"
          other.onload = done
          document.body.append(other)
        })"""
    )
    asks = "window.parent.postMessage({type: 'zhiping.login', id: 9}, '*')"
    await page.frame_locator("#frame").locator("body").evaluate(asks)  # what was asked before it has been heard too
    await frame_heard(page, '"id":9')
    assert len(talk.world.kept.codes) == before + 1


async def test_notice__arrives__is_listed_and_opens_its_page(talk: Place, phone: Opener) -> None:
    await talk.control.act("applicant", "subscribe", template="tmpl-progress", accept=True)
    page = await phone(talk, NARROW)
    touser = await talk.control.openid("applicant", "mp")
    values = {"thing1": {"value": "副主任医师"}, "phrase2": {"value": "审核中"}}
    body = {"touser": touser, "template_id": "tmpl-progress", "page": "pages/home/home", "data": values}
    assert (await talk.api.post("/cgi-bin/message/subscribe/send", body, side="mp"))["errcode"] == 0
    await page.tap("[data-to=notices]")
    await expect(page.locator("#noticelist .card")).to_contain_text("审核中")
    await page.tap("text=点开看")
    assert (await page.get_attribute("#frame", "src") or "").endswith("#/pages/home/home")


async def test_offline__switched__is_told_and_message_stays_unsent(talk: Place, phone: Opener) -> None:
    page = await phone(talk, WIDE)
    await frame_heard(page, "zhiping.code")
    await page.click("[data-switch=offline]")
    await expect(page.locator("#offline")).to_be_visible()
    await frame_heard(page, '"online":false')
    await page.fill("#text", "内科")
    await page.click("#send")
    await expect(page.locator(".unsent")).to_have_count(1)
    await page.click("[data-switch=offline]")
    await page.click(".unsent")
    await expect(page.locator(".msg:not(.own) .bub")).to_have_text(["好", "好"])  # the greeting and the reply


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["360", "1280"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_layout__every_view__fits_and_has_big_targets(
    talk: Place, phone: Opener, size: ViewportSize, scheme: str
) -> None:
    talk.product.reply = lambda message: talk.product.text(message, LINKS)
    await talk.control.act("applicant", "say", text="内科")
    page = await phone(talk, size, color_scheme=scheme)
    views = ("chat", "mini", "notices", "platform") if size is NARROW else ("chat",)
    for view in views:
        if size is NARROW:
            await page.tap(f"[data-to={view}]")
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, view
        small = await page.evaluate(
            """() => [...document.querySelectorAll('button, textarea, input:not([type=file])')]
              .filter((one) => one.offsetParent)
              .map((one) => [one.id || one.textContent, one.getBoundingClientRect()])
              .filter(([, box]) => box.width < 44 || box.height < 44).map(([name]) => name)"""
        )
        assert not small, view
    dark = await page.evaluate("getComputedStyle(document.body).color")
    assert (dark == "rgb(233, 239, 237)") == (scheme == "dark")


async def test_hostile__all_from_the_page__reports(talk: Place, phone: Opener) -> None:
    page = await phone(talk, WIDE)
    await page.click("[data-switch=weather]")
    await page.click("text=恶意推送……")
    await page.click("dialog >> text=签名是假的")
    await expect(page.locator("dialog [role=status]")).to_have_text("答对了：403")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["360", "desktop"])
async def test_newcomer__added_by_name__is_who_plays_on(place: Place, phone: Opener, size: ViewportSize) -> None:
    page = await phone(place, size)
    if size is NARROW:
        await page.tap("[data-to=platform]")
    target = page.locator("#newcomer")
    await (target.tap() if size is NARROW else target.click())
    await page.get_by_label("名字，例：何宁").fill("李雪")
    await page.tap("text=加进来")
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await expect(page.locator("#people [aria-current=true]")).to_contain_text("李雪")
    assert "李雪" in [one["name"] for one in (await place.control.get("state"))["people"]]


async def test_fault__ticked_in_its_sheet__is_on(place: Place, phone: Opener) -> None:
    page = await phone(place, NARROW)
    await page.click("[data-to=platform]")
    await page.tap("[data-switch=weather]")
    await page.get_by_label("两个账号绑在同一开放平台，给 unionid").tap()
    await expect(page.locator("[data-switch=weather]")).to_have_text("故障 1")
    assert (await place.control.get("state"))["switches"]["union"] is True
