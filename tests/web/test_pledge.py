"""The pledge over HTTP: read, signed by hand, stale after an edit (X-09)."""

import asyncio
from typing import Any

from zhiping.touring.pages import PAD, hand

from ..casework.stage import Caller, Served, good, refused, signature


async def test_pledge__is_read_with_the_name_of_who_signs(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    shown = good(await caller.get(f"{base}/pledge"))
    assert shown["text"].startswith("本人周岚承诺")
    assert (shown["state"], shown.get("missing", 0)) == ("signed", 0)
    assert shown["source"] == "product"


async def test_pledge__after_an_edit__is_stale_and_names_what_changed(zhou: tuple[Caller, str]) -> None:
    """A later edit asks for a new signature; until then nothing can be handed in."""
    caller, base = zhou
    await caller.save(base, "cover.specialty", "呼吸内科")
    shown = good(await caller.get(f"{base}/pledge"))
    assert (shown["state"], shown["changed"]) == ("stale", ["封面 申报职称专业方向：原来 心血管内科，现在 呼吸内科"])
    problem = refused(await caller.post(f"{base}/deeds/submit"), 422, "incomplete")
    assert "要重新来一次" in problem["problems"][0]["text"]
    await caller.save(base, "cover.specialty", "心血管内科")
    assert good(await caller.get(f"{base}/pledge"))["state"] == "signed"  # the same content again is what was signed
    await caller.deed(base, "submit")


async def test_pledge__signed_for_a_content_that_has_changed__is_refused(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    old = good(await caller.get(f"{base}/pledge"))["digest"]
    await caller.save(base, "cover.specialty", "呼吸内科")
    problem = refused(await caller.post(f"{base}/pledge", signature(old)), 412, "content_moved")
    assert problem["current"]["digest"] == good(await caller.get(f"{base}/pledge"))["digest"] != old


async def test_signature__sent_once_more_after_all_was_handed_in__gets_the_same_answer(
    zhou: tuple[Caller, str],
) -> None:
    """Invariant 2: the same call twice has one answer, whatever has happened between."""
    caller, base = zhou
    body = signature(good(await caller.get(f"{base}/pledge"))["digest"])
    first = good(await caller.post(f"{base}/pledge", body, key="by hand"))
    await caller.deed(base, "submit")
    assert good(await caller.post(f"{base}/pledge", body, key="by hand")) == first
    refused(await caller.post(f"{base}/pledge", body), 409)


def strokes(*points: tuple[float, float]) -> list[list[tuple[float, float]]]:
    return [list(points)]


NO_INK: tuple[tuple[str, dict[str, Any]], ...] = (
    ("nothing", {"strokes": []}),
    ("a dot", {"strokes": strokes((10, 10))}),
    ("a straight line", {"strokes": strokes(*[(float(x), 150.0) for x in range(10, 600, 10)])}),
    ("outside the pad", {"strokes": strokes(*[(1e9 + x, -1e9) for x in range(60)])}),
    ("no pad", {"width": 0.0, "height": 0.0}),
    ("a giant pad", {"width": 1e300, "height": 1e300}),
    ("a negative pad", {"width": -660.0}),
    ("too many strokes", {"strokes": [[(1.0, 1.0), (2.0, 2.0)]] * 20_000}),
    ("not agreed", {"agreed": False}),
)


async def test_pledge__without_a_signature_a_hand_writes__is_refused(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    digest = good(await caller.get(f"{base}/pledge"))["digest"]
    before = good(await caller.get(base))["seq"]
    for what, change in NO_INK:
        reply = await caller.post(f"{base}/pledge", {**signature(digest), **change})
        assert reply.status_code in {413, 422}, (what, reply.text)
        refused(reply, reply.status_code)
    assert good(await caller.get(base))["seq"] == before


async def test_pledge__image__is_the_ink_and_nobody_elses_to_see(zhou: tuple[Caller, str], server: Served) -> None:
    caller, base = zhou
    url = good(await caller.get(f"{base}/pledge"))["image"]
    assert (await caller.get(url)).content.startswith(b"\x89PNG")
    refused(await server.caller("luo").get(url), 404)


async def test_pledge__handed_in__is_read_with_its_ink_by_the_unit_that_reviews(server: Served) -> None:
    """Who passes a signature sees it and what was promised; a unit that the case has not come to sees neither."""
    base = await server.submitted()
    path = f"review/{base.partition('/')[2]}/sections/integrity"
    field = good(await server.caller("luo").get(path))["groups"][0]["fields"][0]
    assert field["words"].startswith("本人周岚承诺：所填内容和所交材料都是真实的")
    assert (await server.caller("luo").get(field["image"])).content.startswith(b"\x89PNG")
    for who in ("fang", "lin", "he"):
        refused(await server.caller(who).get(path), 404)
        refused(await server.caller(who).get(field["image"]), 404)


async def test_pledge__of_two_phones_at_once__is_kept_from_both(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    digest = good(await caller.get(f"{base}/pledge"))["digest"]
    other = {**signature(digest), "strokes": hand("周岚岚", *PAD)}
    for reply in await asyncio.gather(
        caller.post(f"{base}/pledge", signature(digest)), caller.post(f"{base}/pledge", other)
    ):
        good(reply)
    assert good(await caller.get(f"{base}/pledge"))["state"] == "signed"
