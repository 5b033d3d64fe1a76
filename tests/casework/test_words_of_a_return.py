"""A return says how many places are to be mended only where some were marked; else nothing is locked (X-14)."""

from __future__ import annotations

import pytest

from notify.compose import compose

from .stage import Served, good
from .way import pushed, returned

MARKED, WHOLE = "有 2 处要改，其他不用动", "请按意见改"


async def told(at: Served) -> str:
    """What the applicant reads of a return, as chat has it."""
    (one,) = [t for t in await pushed(at) if t.event == "returned"]
    scheme = await at.house.shelf.get(one.scheme)
    return compose(scheme, scheme.messages[one.message], one.facts).text


@pytest.mark.parametrize(
    ("marks", "says", "says_not"),
    [(("basic.work", "work"), MARKED, WHOLE), ((), WHOLE, "其他不用动")],
    ids=["two places", "nothing marked"],
)
async def test_return__says_what_is_to_be_done(
    server: Served, marks: tuple[str, ...], says: str, says_not: str
) -> None:
    base = await returned(server, *marks, opinion="请补齐材料")
    text = await told(server)
    assert says in text
    assert says_not not in text
    assert "请补齐材料" in text
    elsewhere = await server.caller("zhou").put(f"{base}/answers/cover.specialty", {"text": "呼吸内科"})
    assert (elsewhere.status_code < 300) is not bool(marks)


async def test_second_return__without_marks__forgets_those_of_the_first(server: Served) -> None:
    base = await returned(server, "basic.work", opinion="请改")
    assert "有 1 处要改" in await told(server)
    zhou = server.caller("zhou")
    good(await zhou.post(f"{base}/marks/1/explanation", {"text": "原件如此"}))
    await zhou.deed(base, "submit")
    await server.caller("luo").deed(base, "return", {"opinion": "再看一遍"})
    assert WHOLE in await told(server)
