"""A rejection that sends the application back, where the region says so, is a return in everything (B-03)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhiping.compose import regions

from .stage import REGIONS, Served, good, refused
from .way import mark, state_of

RETURN = "return: {label: 退回, resume: start, within: 10 workdays, overdue: withdrawn, locks: unmarked}"
REJECT = "reject: {label: 不通过, bars: year, dispute: 10 workdays}"
BACK = "reject: {label: 不通过, to: applicant, resume: start, within: 10 workdays, overdue: withdrawn, locks: unmarked}"


@pytest.fixture
def lenient(server: Served, tmp_path: Path) -> Served:
    """The product with a region that lets what was rejected be mended; everything began under it."""
    folder = tmp_path / "regions"
    shutil.copytree(REGIONS, folder)
    review = folder / "chongqing" / "review.yaml"
    text = review.read_text("utf-8")
    assert REJECT in text
    assert RETURN in text
    review.write_text(text.replace(REJECT, BACK), "utf-8")
    [scheme] = regions(folder).values()
    shelf = server.house.shelf
    shelf.known = dict.fromkeys(shelf.known, scheme)
    return server


@pytest.mark.parametrize("deed", ["return", "reject"])
async def test_application__sent_back__is_mended_and_read_again_alike(lenient: Served, deed: str) -> None:
    luo, zhou = lenient.caller("luo"), lenient.caller("zhou")
    base = await lenient.submitted()
    review = f"review/{base.partition('/')[2]}"
    await mark(lenient, base, "basic.work")
    for section in good(await luo.get(review))["sections"]:
        good(await luo.get(f"{review}/sections/{section['id']}"))
    await luo.deed(base, deed, {"opinion": "请改"})
    fix = good(await zhou.get(f"{base}/fix"))
    assert [(m["mark"]["address"], m["state"]) for m in fix["marks"]] == [("basic.work", "open")]
    assert (fix["left"], fix["rest_locked"], fix["opinion"], fix["until"]) == (1, True, "请改", "11月24日 24:00")
    assert good(await zhou.get(base))["fix"]["count"] == 1
    refused(await zhou.put(f"{base}/answers/basic.school", {"text": "别的大学"}), 409, "unmarked")
    await zhou.save(base, "basic.work", "心内科临床、带教")
    assert good(await zhou.get(f"{base}/fix"))["left"] == 0
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    view = good(await luo.get(review))
    assert "basic.work" in view["changed"]
    assert [(m["state"], m["now"]) for m in view["marks"]] == [("done", "心内科临床、带教")]
    assert next(s for s in view["sections"] if s["id"] == "cover")["seen"], "what did not change was read before"


async def test_rejection_that_sent_back__taken_back__waits_at_its_unit_and_can_be_returned(lenient: Served) -> None:
    luo, zhou = lenient.caller("luo"), lenient.caller("zhou")
    base = await lenient.submitted()
    await luo.deed(base, "reject", {"opinion": "请改"})
    await luo.deed(base, "undo_reject")
    refused(await zhou.get(f"{base}/fix"), 409, "not_returned")
    await mark(lenient, base, "basic.work")
    await luo.deed(base, "return")
    assert good(await zhou.get(f"{base}/fix"))["left"] == 1
    assert (await state_of(lenient, base)).standing.verdicts[-1].deed == "return"


async def test_rejection__that_ends_the_application__sends_no_remarks(server: Served) -> None:
    base = await server.submitted()
    await mark(server, base, "basic.work")
    await server.caller("luo").deed(base, "reject", {"opinion": "条件不符"})
    assert [m.sent for m in (await state_of(server, base)).marks] == [False]
    refused(await server.caller("zhou").get(f"{base}/fix"), 409, "not_returned")
