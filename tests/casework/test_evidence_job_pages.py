"""Pages that are good each and too much together: none is lost, and taking any one out is enough (invariant 12)."""

from __future__ import annotations

import pytest

from .pictures import certificate, sheet
from .stage import Caller, Served, good, refused

SLOT = "basic.schooling_proof"


@pytest.fixture
async def full_slot(server: Served) -> tuple[Served, Caller, str]:
    """A slot with 20 pages of a document and one more photo than it takes."""
    assert server.known is not None
    caller, path = server.caller("he"), f"{server.known.empty}/evidence/{SLOT}"
    for data in (sheet(), certificate(20)):
        good(await caller.upload(f"{path}/pages", data))
    await server.work()
    return server, caller, path


async def test_slot__with_too_many_pages__refuses_as_a_whole_and_keeps_every_page(
    full_slot: tuple[Served, Caller, str],
) -> None:
    _, caller, path = full_slot
    shown = good(await caller.get(path))
    assert shown["state"] == "refused"
    assert {p["state"] for p in shown["pages"]} <= {"good", "doubt"}
    assert "21 页" in shown["refused"]
    assert all(p["image"] for p in shown["pages"])
    assert "21 页" in refused(await caller.post(f"{path}/keep"), 409, "too_many_pages")["detail"]


async def test_slot__with_another_page_taken_out__is_made_of_the_rest(full_slot: tuple[Served, Caller, str]) -> None:
    at, caller, path = full_slot
    first = good(await caller.get(path))["pages"][0]["id"]
    good(await caller.delete(f"{path}/pages/{first}"))
    await at.work()
    shown = good(await caller.get(path))
    assert (shown["state"], shown["document"]["pages"]) == ("ready", 20)
    assert "refused" not in shown
    good(await caller.post(f"{path}/keep"))


async def test_slot__with_one_unusable_page__waits_for_the_person_and_not_for_the_worker(server: Served) -> None:
    assert server.known is not None
    caller, path = server.caller("he"), f"{server.known.empty}/evidence/{SLOT}"
    good(await caller.upload(f"{path}/pages", sheet()[:400]))
    await server.work()
    shown = good(await caller.get(path))
    assert (shown["state"], shown["pages"][0]["state"]) == ("refused", "refused")
