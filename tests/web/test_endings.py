"""What ends is told to everybody whom it concerns: by time or by the applicant (X-14)."""

from typing import Any

from ..casework.stage import Caller, Served, good
from ..casework.way import carried, pushed, returned
from .test_assisting import assistant


def told(pushes: list[Any], who: Caller, event: str) -> list[Any]:
    return [t for t in pushes if t.who == f"person:{who.id}" and t.event == event]


async def test_return__that_nobody_answers__ends_and_the_applicant_and_the_unit_are_told_X_14(server: Served) -> None:
    base = await returned(server, "basic.post")
    await pushed(server)
    server.move_clock(day=28)
    await server.worker.terms()
    pushes = await pushed(server)
    zhou, luo, qin = (server.caller(n) for n in ("zhou", "luo", "qin"))
    [mine], [theirs] = told(pushes, zhou, "ended"), told(pushes, luo, "ended")
    assert (mine.message, mine.facts["by.name"], mine.facts["until"]) == (
        "ended_returned", "云溪区人民医院", "11月24日 24:00",
    )  # fmt: skip
    again = await server.log_in(server.platform.user("zhou"))
    assert good(await again.get(f"{base}/history"))[0]["text"] == "到期自动结束"
    assert theirs.page == f"pages/review-read/review-read?base={base}"
    assert told(pushes, qin, "ended") == []


async def test_draft__that_the_closing_ends__its_applicant_and_helper_are_told_X_14(server: Served) -> None:
    assert server.known is not None
    he, base = server.caller("he"), server.known.empty
    new = await assistant(server, he, base)
    await pushed(server)
    server.move_clock(month=12, day=2)
    await server.worker.terms()
    pushes = await pushed(server)
    [mine] = told(pushes, he, "ended")
    assert mine.message == "ended_draft"
    [thanks] = told(pushes, new, "helped")
    assert "不用再帮填" in thanks.text
    assert "交上去" not in thanks.text


async def test_withdrawal__while_a_unit_reviews__the_unit_is_told_X_14(server: Served) -> None:
    base = await carried(server, 1)
    await pushed(server)
    good(await server.caller("zhou").post(f"{base}/deeds/withdraw"))
    pushes = await pushed(server)
    [theirs] = told(pushes, server.caller("qin"), "withdrawn")
    assert (theirs.message, theirs.facts["applicant.name"]) == ("withdrawn", "周岚")
    assert told(pushes, server.caller("luo"), "withdrawn") == []
