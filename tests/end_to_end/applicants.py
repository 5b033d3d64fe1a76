"""What applicants' tests need: somebody who has begun, what a task took of them, and the addresses of their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.async_api import FilePayload, expect

from zhiping.phone import Phones
from zhiping.touring import filling
from zhiping.touring.stage import Player, Stage

from .browser import Screen
from .cast import COVER, ROWS, applicant

Counts = Callable[[str, tuple[int, int], tuple[int, int]], None]
"""Takes a task, the taps and characters that it took, and how many it may take."""


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
async def draft(open_phones: Phones) -> Player:
    """Somebody who has filled the cover and one row of work."""
    who = await applicant(open_phones)
    await filling.fill(Stage(open_phones, {}), who, {"封面": COVER, "工作经历": [ROWS[0]]})
    return who


def page(name: str, who: Player, **query: str) -> str:
    """The address of a page of somebody's application."""
    return f"pages/{name}/{name}?base={who.base}" + "".join(f"&{k}={v}" for k, v in query.items())


async def picture(phones: Phones, name: str) -> FilePayload:
    """A picture of the camera roll, as the album hands it over."""
    data, media = await phones.of("nobody").picture(name)
    return {"name": name, "mimeType": media, "buffer": data}


async def value(who: Player, address: str) -> str:
    """How an answer stands on the server, as text."""
    section, *row, _ = address.split(".")
    view = await who.phone.get(f"{who.base}/sections/{section}" + (f"/rows/{row[0]}" if row else ""))
    return next(f.get("text", "") for g in view["groups"] for f in g["fields"] if f["address"] == address)


async def kept(screen: Screen) -> None:
    """Wait until the pictures have been looked at, and use them."""
    await expect(screen.page.get_by_role("button", name="用这份").locator("visible=true")).to_be_visible(timeout=20_000)
    await screen.tap("用这份")
