"""The applicant's pages in Chromium, with a finger on a screen of 360×640."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from zhiping.phone import Phones

from .browser import screen_of
from .cast import applicant

pytestmark = pytest.mark.browser


async def test_home__day_and_night__fits(browser: Browser, phones: Phones):
    who = await applicant(phones)
    screen = await screen_of(browser, who.phone)
    await screen.open(f"pages/home/home?base={who.base}")
    await screen.sees("已完成")
    await screen.fits()
    assert not screen.foreign
