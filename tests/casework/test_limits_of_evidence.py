"""A document is kept within the limits that its field states, and not otherwise."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from wizard.address import Address

from .pictures import certificate, sheet
from .stage import Served, good, refused

SLOT = Address("basic", None, "schooling_proof")


@contextmanager
def demanding(at: Served, **limits: Any) -> Generator[None]:
    """The region's own field, stricter for a while."""
    fields = [scheme.field(SLOT.section, SLOT.field or "") for scheme in at.house.shelf.known.values()]
    kept = [{name: getattr(field, name) for name in limits} for field in fields]
    for field in fields:
        for name, value in limits.items():
            msgspec.structs.force_setattr(field, name, value)
    try:
        yield
    finally:
        for field, before in zip(fields, kept, strict=True):
            for name, value in before.items():
                msgspec.structs.force_setattr(field, name, value)


@pytest.mark.parametrize(
    ("data", "limits", "code", "says"),
    [
        (sheet(), {"min_kb": 9_000}, "range", "请换清楚的照片"),
        (certificate(), {"accept": ["jpg"]}, "kind", "这里要照片"),
        (certificate(3), {"max_pages": 2}, "too_long", "请删几页"),
        (certificate(), {"max_mb": 0.0001}, "too_large", "请压小再传"),
    ],
    ids=["min_kb", "accept", "max_pages", "max_mb"],
)
async def test_keep__document_outside_a_limit__is_refused_and_the_sentence_says_what_to_do(
    server: Served, data: bytes, limits: dict[str, Any], code: str, says: str
) -> None:
    assert server.known is not None
    caller, path = server.caller("he"), f"{server.known.empty}/evidence/{SLOT}"
    good(await caller.upload(f"{path}/pages", data))
    await server.work()
    assert good(await caller.get(path))["state"] == "ready"
    with demanding(server, **limits):
        assert says in refused(await caller.post(f"{path}/keep"), 409, code)["detail"]
    good(await caller.post(f"{path}/keep"))
    assert good(await caller.get(path))["state"] == "kept"


async def test_slot__for_two_papers__takes_the_pages_of_both(server: Served) -> None:
    assert server.known is not None
    caller, path = server.caller("he"), f"{server.known.empty}/evidence/{SLOT}"
    with demanding(server, max_pages=2, count=2):
        good(await caller.upload(f"{path}/pages", certificate(4)))
        await server.work()
        shown = good(await caller.get(path))
        assert (shown["state"], shown["max_pages"]) == ("ready", 4)
        good(await caller.post(f"{path}/keep"))
