"""What a pledge and a signed paper copy are bound to: as much as the region says, and nothing that was made for it."""

import hashlib
from typing import Any

import pytest

from casework.presents.filled import Filled
from pledge.binding import bound_content, content_digest
from wizard.address import Address

from ..wizard.wizard_samples import scheme_of, world

pytestmark = pytest.mark.fast
SHEET = {"label": "工作量表扫描件", "kind": "evidence", "copy_of": "sheet", "accept": ["pdf"], "max_mb": 1}
SECTIONS: dict[str, Any] = {
    "load": {"label": "工作量", "fields": {"cases": {"label": "病例数", "kind": "number"}, "copy": SHEET}},
    "more": {"label": "其他", "fields": {"note": {"label": "备注", "max": 20}}},
    "sign": {
        "label": "承诺",
        "fields": {"pledge": {"label": "工作量承诺", "kind": "pledge", "binds": ["load"], "text": "我承诺属实"}},
    },
}
FORMS: dict[str, Any] = {"sheet": {"label": "工作量表", "columns": 2, "body": ["病例数 | {load.cases}"]}}


def digest(data: bytes) -> bytes:
    """Names its suite, as every digest of an installation does."""
    return b"\x01" + hashlib.sha256(data).digest()


def opened() -> tuple[Filled, Any]:
    """Answers over which a journey stands."""
    scheme, filled = scheme_of(SECTIONS, forms=FORMS), Filled()
    journey = filled.open(scheme, world(), "application", 0, digest)
    journey.put(Address("load", None, "cases"), 120)
    journey.put(Address("more", None, "note"), "无")
    return filled, journey


def bound_to(journey: Any, address: Address) -> str:
    """The digest that a document for this place carries."""
    return content_digest(digest, bound_content(journey, address))


def test_paper_copy__kept_for_this_content__complete_until_it_changes() -> None:
    _, journey = opened()
    place = Address("load", None, "copy")
    file = {"file": "01ab", "pages": 1, "size": 100, "media": "application/pdf", "of": bound_to(journey, place)}
    journey.put(place, file)
    assert not journey.state(place).stale, "the copy itself is no part of what it is a copy of"
    assert journey.complete("load")
    journey.put(Address("more", None, "note"), "改了")
    assert not journey.state(place).stale, "what the sheet does not print does not touch its signed copy"
    journey.put(Address("load", None, "cases"), 121)
    assert journey.state(place).stale
    journey.put(Address("load", None, "cases"), 120)
    assert not journey.state(place).stale


def test_pledge_bound_to_one_section__another_section_changes__stands() -> None:
    _, journey = opened()
    place = Address("sign", None, "pledge")
    journey.put(place, {"file": "01ab", "of": bound_to(journey, place), "at": "2026-11-05T10:00:00+08:00"})
    journey.put(Address("more", None, "note"), "改了")
    assert not journey.state(place).stale
    journey.put(Address("load", None, "cases"), 121)
    assert journey.state(place).stale
