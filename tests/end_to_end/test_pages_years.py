"""A table of years in Chromium, with a finger on a screen of 360×640: the workload, cell after cell (CQ-12).

`docs/interface.md` lists the count of taps and characters that the first test holds.
"""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from zhiping.phone import Phones
from zhiping.touring import filling
from zhiping.touring.stage import Player, Stage

from .applicants import Counts, page
from .browser import PATIENCE, Opener, Screen
from .cast import COVER, applicant

pytestmark = pytest.mark.browser

GIVEN = tuple(
    tuple(row.split())
    for row in (
        "46 47 46 46 47", "1860 2012 1745 2190 2240", "210 215 215 218 220", "38 40 40 42 42", "12 15 15 21 21",
        "3 3 4 4 4", "6 8 8 8 9", "20 20 22 25 25", "无 无 无 无 无", "无 1 1 2 2", "2 2 3 3 3", "2 2 3 3 3",
        "1 1 1 2 2", "40 40 45 45 50",
    )
)  # fmt: skip
"""What somebody in a clinic writes: fourteen items, five years, every cell filled one by one."""


@pytest.fixture(scope="module")
async def clinician(open_phones: Phones) -> Player:
    """Somebody who has filled the cover, so that the items of the table are known."""
    who = await applicant(open_phones)
    await filling.fill(Stage(open_phones, {}), who, {"封面": COVER})
    return who


def cell(screen: Screen, row: int, year: int) -> Locator:
    return screen.page.locator(".wi").nth(row).locator(".wc").nth(year)


async def at(screen: Screen, row: int, year: int) -> None:
    """Wait until the cursor stands in a cell."""
    await expect(cell(screen, row, year).locator("input")).to_be_focused(timeout=PATIENCE)


async def fill(screen: Screen) -> None:
    """Fill the table from its first cell on, each cell with one tap: the key, 和左边一样, or 无."""
    await screen.tap("开始填")
    for row, texts in enumerate(GIVEN):
        for year, text in enumerate(texts):
            await at(screen, row, year)
            if year and text == texts[year - 1]:
                await screen.tap("和左边一样")
            elif text == "无":
                await screen.tap(f"{2021 + year} 年无")
            else:
                screen.chars += len(text)
                await screen.page.keyboard.type(text)
                screen.taps += 1
                await screen.page.keyboard.press("Enter")


async def stored(who: Player) -> list[tuple[str, ...]]:
    rows = (await who.phone.get(f"{who.base}/sections/workload"))["rows"]["table"]
    return [tuple(f.get("text", "") for f in row["fields"] if "count" in f["address"]) for row in rows]


async def test_taps__of_fourteen_items_and_five_years__are_few(screens: Opener, clinician: Player, counted: Counts):
    """CQ-12: one key from cell to cell, 和左边一样 copies; a number far from the others is asked about and stands."""
    screen: Screen = await screens(clinician)
    await screen.open(page("home", clinician))
    await screen.tap(screen.page.locator("[data-section=workload]"))
    await screen.read()
    await screen.fits()
    await screen.sees("填写说明")
    screen.count()
    await fill(screen)
    counted("工作量 14 项 × 5 年", screen.count(), (76, 180))
    await screen.sees("下一栏：工作量表和印证材料")
    assert await stored(clinician) == list(GIVEN)

    await cell(screen, 2, 2).locator("input").fill("2200")
    await screen.page.keyboard.press("Enter")
    await screen.sees("2023 年是别的年的 10 倍，多打了一个 0 吗？")
    await screen.fits()
    await screen.tap("临床查房次数 2023 年没错")
    await expect(screen.page.get_by_text("多打了一个 0 吗")).to_have_count(0)
    shown = screen.at("专业工作时间（周）印到公示表")
    await expect(shown).to_have_attribute("aria-checked", "true")
    await screen.tap(shown)
    await expect(shown).to_have_attribute("aria-checked", "false")
    await screen.open(page("years", clinician, section="workload"))
    await expect(shown).to_have_attribute("aria-checked", "false")
    assert (await stored(clinician))[2][2] == "2200"


async def test_table__with_an_item_of_ones_own_and_without_a_net__keeps_what_is_typed(
    screens: Opener, clinician: Player
):
    """CQ-12: items may be added; what is typed without a net waits on the phone as everywhere."""
    screen: Screen = await screens(clinician)
    await screen.open(page("years", clinician, section="workload"))
    await screen.settle()
    await screen.offline()
    await screen.tap("加一个自己的项目")
    await screen.type("项目", "义诊人次")
    await screen.page.keyboard.press("Enter")
    await at(screen, len(GIVEN), 0)
    await screen.page.keyboard.type("300")
    await screen.page.keyboard.press("Enter")
    await screen.sees("没有网，3 项还没保存")
    await screen.fits()
    await screen.offline(False)
    await screen.sees("3 项都保存了")
    assert (await stored(clinician))[-1] == ("300", "", "", "", "")
    await screen.tap("删除义诊人次")
    await screen.sees("删了“义诊人次”")
    await screen.tap("撤回")
    await expect(screen.page.get_by_text("删了“义诊人次”")).to_have_count(0, timeout=PATIENCE)
    await expect(cell(screen, len(GIVEN), 0).locator("input")).to_have_value("300", timeout=PATIENCE)

    await screen.look_as(size=2)
    await screen.open(page("years", clinician, section="workload"))
    await screen.fits()
    tops = [(await cell(screen, 0, n).bounding_box() or {})["y"] for n in range(3)]
    assert tops == sorted(set(tops))  # one year a line
