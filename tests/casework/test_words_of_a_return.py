"""A return says how many places are to be mended only where some were marked; else nothing is locked (X-14)."""

from __future__ import annotations

import pytest

from casework import words
from notify.compose import Note, compose

from .stage import Served, good
from .way import pushed, returned

MARKED, WHOLE = "有 2 处要改，其他不用动", "请按意见改"


async def note(at: Served) -> Note:
    """What the applicant is told of a return."""
    (one,) = [t for t in await pushed(at) if t.event == "returned"]
    scheme = await at.house.shelf.get(one.scheme)
    return compose(scheme, scheme.messages[one.message], one.facts)


async def told(at: Served) -> str:
    """What the applicant reads of a return, as chat has it."""
    return (await note(at)).text


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


@pytest.mark.parametrize(("marks", "what"), [(("basic.work",), "有1处要改"), ((), "请按意见改")], ids=["one", "whole"])
async def test_return__says_until_when_the_same_way_everywhere(
    server: Served, marks: tuple[str, ...], what: str
) -> None:
    """Chat, both kinds of push and the page name one day, and one count of days; the push says what happened."""
    base = await returned(server, *marks)
    said = await note(server)
    term = "11月24日 24:00 前交回，还有 10 个工作日"
    assert term in said.text
    assert said.template["thing2"] == f"退回，{what}，11月24日前交"
    assert said.subscribe["thing3"] == f"{what}，11月24日前交"
    assert said.unfit == ()
    zhou = server.caller("zhou")
    assert good(await zhou.get(f"{base}/progress"))["sentence"].endswith(f"。{term}")
    fix = good(await zhou.get(f"{base}/fix"))
    assert fix["term"] == term


@pytest.mark.parametrize(
    ("until", "now", "workdays", "says"),
    [
        ("2026-12-05T00:00:00+08:00", "2026-11-21 15:20", 0, "还有 13 天"),
        ("2026-12-05T00:00:00+08:00", "2026-11-21 15:20", 10, "还有 10 个工作日"),
        ("2026-12-05T00:00:00+08:00", "2026-12-03 23:59", 1, "还有 1 个工作日"),
        ("2026-12-05T00:00:00+08:00", "2026-12-04 00:00", 0, "今天是最后一天"),
        ("2026-11-30 17:00", "2026-11-24 20:14", 0, "还有 6 天"),
        ("2026-11-30 17:00", "2026-11-30 16:59", 0, "今天是最后一天"),
        ("2027-01-09T00:00:00+08:00", "2026-12-25 10:00", 0, "还有 14 天"),
    ],
)
def test_time_left__counts_the_days_after_today__working_days_where_a_term_has_those(
    until: str, now: str, workdays: int, says: str
) -> None:
    assert words.left(until, now, workdays) == says


@pytest.mark.parametrize(
    ("then", "now", "days"),
    [("2026-12-01 18:00", "2026-12-01 23:59", 0), ("2026-12-01 18:00", "2026-12-02 08:00", 1),
     ("2026-12-01 18:00", "2026-12-04 08:05", 3)],
)  # fmt: skip
def test_wait__is_counted_by_days__so_that_yesterday_is_not_called_today(then: str, now: str, days: int) -> None:
    assert words.days_since(then, now) == days
