"""Phones with a screen: a context of the browser for each person, and what every page is held against.

`screens` puts somebody who is logged in behind a phone's screen, `desk` opens a desktop's browser. A `Screen` counts
what its person taps and types, and remembers what its pages asked for.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Locator,
    Page,
    ViewportSize,
    expect,
)

from zhiping.phone import Phone, Phones
from zhiping.touring.stage import Player

PHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 800}
LEAST = 44  # CSS pixels that a target has at least, either way
PATIENCE = 10_000  # milliseconds until something that is waited for must be seen

TAPPED: tuple[Literal["button", "link", "radio", "checkbox", "tab"], ...] = (
    "button", "link", "radio", "checkbox", "tab",
)  # fmt: skip
"""The roles of what a finger goes for."""

MEASURE = (Path(__file__).parent / "measure.js").read_text()

# A page has been read when something stands under its bar and nothing says that it is still being fetched.
READ = """() => [...document.querySelectorAll('uni-page-body .main')].some(e =>
  e.getClientRects().length && e.innerText.trim() && !e.querySelector('[aria-busy=true]'))"""

AHEAD = "() => performance.getEntriesByType('resource').some(e => /pages-ticket/.test(e.name))"  # the last of them

# Wholly between the bar, however many lines it has now, and the buttons at the foot.
IN_SIGHT = """e => {
  const seen = named => [...document.querySelectorAll(named)].find(one => one.getClientRects().length)
  const box = e.getBoundingClientRect(), bar = seen('.bar').getBoundingClientRect().bottom
  const foot = seen('.actbar')?.getBoundingClientRect().top ?? innerHeight
  return box.height > 0 && box.top >= bar - 1 && box.bottom <= foot + 1 }"""

WATCH = "() => { window.lifted = false; addEventListener('click', () => { window.lifted = true }, {once: true}) }"


class Screen:
    """Is the screen in front of one person.

    Args:
        page: of the browser.
        product: origin of the product; every other one is foreign.
    """

    look = ""

    def __init__(self, page: Page, product: str) -> None:
        self.page, self.product = page, product
        self.taps = self.chars = 0
        self.foreign: list[str] = []
        self.faults: list[str] = []
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _asked(self, request: Any) -> None:
        url = str(request.url)
        if not url.startswith((self.product + "/", "data:", "blob:")):
            self.foreign.append(url)

    @property
    def context(self) -> BrowserContext:
        """What the person's pages share: storage, network, camera."""
        return self.page.context

    # ── what a person does ───────────────────────────────────────────────────
    async def open(self, path: str) -> None:
        """Open a page of the product as a link from a chat does, and wait until it has been read.

        Args:
            path: such as `pages/section/section?base=…`.
        """
        look = f"?{self.look}" if self.look else ""
        await self.page.goto(f"{self.product}/m/{look}#/{path.lstrip('/')}")
        await self.read()

    async def read(self) -> None:
        """Wait until the page shows what it was opened for."""
        await self.page.wait_for_function(READ, timeout=PATIENCE)

    def at(self, words: str | Locator) -> Locator:
        """Return what a person would tap: by its words or by its name."""
        if not isinstance(words, str):
            return words
        roles = [self.page.get_by_role(role, name=words) for role in TAPPED]
        found = roles[0]
        for more in roles[1:]:
            found = found.or_(more)
        return found.locator("visible=true").first

    async def tap(self, words: str | Locator) -> None:
        """Tap something with a finger."""
        self.taps += 1
        target = self.at(words)
        await expect(target).to_be_visible(timeout=PATIENCE)
        await target.tap(timeout=PATIENCE)

    async def type(self, label: str, text: str) -> None:
        """Type over what stands in a box, after a tap into it unless it waits for that already; leaving it saves it."""
        box = self.box(label)
        await expect(box).to_be_visible(timeout=PATIENCE)
        if not await box.evaluate("e => e === document.activeElement"):
            self.taps += 1
            await box.tap(timeout=PATIENCE)
        self.chars += len(text)
        await box.fill(text)

    async def enter(self, label: str, text: str) -> None:
        """Type into a box and go on with the keyboard's own key, which saves it."""
        await self.type(label, text)
        self.taps += 1
        await self.box(label).press("Enter")

    def box(self, label: str) -> Locator:
        """Return the box with this label."""
        named = f'[aria-label="{label}"]'
        return self.page.locator(f"{named} input, {named} textarea").locator("visible=true").first

    async def pick(self, button: str, files: Sequence[FilePayload]) -> None:
        """Tap a button that opens the phone's album or files, and choose there: one tap each, one to finish."""
        async with self.page.expect_file_chooser() as asked:
            await self.tap(button)
        self.taps += len(files) + 1
        await (await asked.value).set_files(list(files))

    async def draw(
        self, pad: Locator, strokes: Sequence[Sequence[tuple[float, float]]], of: tuple[float, float]
    ) -> None:
        """Write with a finger; counts as one tap.

        Args:
            pad: to write on.
            strokes: points of each stroke on a pad of the size `of`.
            of: width and height for which the strokes were made.
        """
        self.taps += 1
        await pad.scroll_into_view_if_needed()
        box = await pad.bounding_box()
        assert box is not None
        across, down = box["width"] / of[0], box["height"] / of[1]
        hand = await self.context.new_cdp_session(self.page)
        for stroke in strokes:
            for n, (x, y) in enumerate(stroke):
                kind = "touchMove" if n else "touchStart"
                point = {"x": box["x"] + x * across, "y": box["y"] + y * down}
                await hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
            await hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await self._lift()
        await hand.detach()

    async def _lift(self) -> None:
        """Wait until a tap is a tap again: one right after a stroke counts for the browser as part of that gesture."""
        await self.page.evaluate(WATCH)
        while not await self.page.evaluate("() => window.lifted"):
            await self.page.touchscreen.tap(PHONE["width"] / 2, 4)  # the edge of the bar, where nothing is

    async def settle(self) -> None:
        """Wait until the other pages have been fetched too, so that one can go on without a net."""
        await self.page.wait_for_function(AHEAD, timeout=PATIENCE)

    async def offline(self, off: bool = True) -> None:
        """Cut the phone off from the network, or give it back."""
        await self.context.set_offline(off)

    async def look_as(self, *, night: bool = False, size: float = 1) -> None:
        """See everything by day or by night, at the size that is set in WeChat."""
        await self.page.emulate_media(color_scheme="dark" if night else "light")
        self.look = f"size={size:g}" if size != 1 else ""

    # ── what a person sees ───────────────────────────────────────────────────
    async def sees(self, words: str) -> None:
        """Wait until these words stand on the screen."""
        await expect(self.page.get_by_text(words).locator("visible=true").first).to_be_visible(timeout=PATIENCE)

    async def has_in_sight(self, place: str) -> None:
        """Wait until somebody sees the whole of what a selector names without moving the page."""
        found = self.page.locator(place).locator("visible=true")
        await expect(found).to_be_visible(timeout=PATIENCE)
        await self.page.wait_for_function(IN_SIGHT, arg=await found.element_handle(), timeout=PATIENCE)

    async def fits(self) -> None:
        """Hold the page against the rules of layout: nothing sideways, nothing cut off, every target large enough."""
        assert await self.page.evaluate(MEASURE, LEAST) == [], self.page.url

    async def picture(self, file: Path) -> None:
        """Take a picture of the whole page."""
        await self.page.screenshot(path=file, full_page=True)

    def count(self) -> tuple[int, int]:
        """Return taps and characters since the last count, and begin anew."""
        done = (self.taps, self.chars)
        self.taps = self.chars = 0
        return done


async def screen_of(browser: Browser, phone: Phone, *, night: bool = False, size: float = 1) -> Screen:
    """Put somebody who is logged in behind a phone's screen of 360×640 with touch.

    Args:
        browser: in which their pages run.
        phone: whose token the page takes up.
        night: see it dark.
        size: of the text, as WeChat's own setting.
    """
    context = await browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, timezone_id="Asia/Shanghai", locale="zh-CN"
    )
    kept = json.dumps({"type": "object", "data": {"token": phone.token, "person": ""}})
    held = f"localStorage.getItem('session') ?? localStorage.setItem('session', {json.dumps(kept)})"
    await context.add_init_script(f"if (location.protocol.startsWith('http')) {held}")
    screen = Screen(await context.new_page(), phone.product)
    await screen.look_as(night=night, size=size)
    return screen


async def desk(browser: Browser, product: str) -> Screen:
    """Open a desktop's browser, on which nobody is logged in."""
    context = await browser.new_context(viewport=DESK, timezone_id="Asia/Shanghai", locale="zh-CN")
    return Screen(await context.new_page(), product)


async def scanned(phones: Phones, who: Player, code: Locator) -> str:
    """Read a code on a screen as somebody's phone does with its camera; return the page that it opens."""
    await expect(code).to_be_visible(timeout=PATIENCE)
    content = await phones.read_code(await code.screenshot())
    seen = await who.phone.control("scan", {"content": content})
    return seen.get("path") or content.partition("#/")[2]


Opener = Callable[..., Awaitable[Screen]]
"""Opens the screen of a player; the rest is what `screen_of` takes."""


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
