"""What was handed in stays as it was, whatever becomes of the person, the unit and the calendar afterwards."""

import re
from typing import Any

from zhiping.operating import put_plan, put_unit

from .stage import CLOSES, OPENS, Caller, Served, good, refused
from .way import carried, mark, pushed, returned

RENAMED: dict[str, Any] = {
    "id": "n-associate", "region": "chongqing", "year": 2026, "level": "associate", "opens": OPENS, "closes": CLOSES,
    "label": "换了名字的计划",
}  # fmt: skip
"""The plan of the finished application, under another name."""


async def read(at: Served, who: str | Caller, base: str, section: str = "basic") -> dict[str, str]:
    """What a reviewer reads in a section, by question."""
    caller = at.caller(who) if isinstance(who, str) else who
    found = good(await caller.get(f"review/{base.partition('/')[2]}/sections/{section}"))
    return {address: f.get("text", "") for address, f in fields(found).items()}


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The questions of a section by address."""
    return {f["address"]: f for group in view["groups"] for f in group["fields"]}


async def printed(at: Served, base: str, by: Caller | None = None) -> str:
    """The words on the printed form."""
    caller = by or at.caller("zhou")
    form = good(await caller.get(f"{base}/forms"))[0]["id"]
    reply = await caller.get(f"{base}/forms/{form}.html")
    assert reply.status_code == 200, reply.text
    return re.sub(r"<[^>]*>", "", reply.text)


def offer(home: dict[str, Any], deed: str = "submit") -> dict[str, Any]:
    """A deed as the home page offers it."""
    return next(d for d in home["deeds"] if d["deed"] == deed)


async def test_registration_changed_after_submission__reviewers_and_paper_keep_what_was_handed_in(
    server: Served,
) -> None:
    base = await server.submitted()
    before, paper = await read(server, "luo", base), await printed(server, base)
    zhou = server.caller("zhou")

    await zhou.save("people/me", "person.work_start", "2001.1.1")
    await zhou.save("people/me", "person.former_name", "周小岚")

    assert await read(server, "luo", base) == before
    assert before["basic.work_start"] == "2007年07月01日", before
    assert await printed(server, base) == paper
    server.house.heads.forget(f"application:{base.partition('/')[2]}")  # as another process reads it
    assert await read(server, "luo", base) == before


async def test_registration_changed_after_return__present_facts_hold_until_it_is_handed_in_again(
    server: Served,
) -> None:
    base = await returned(server, "basic.post")
    zhou = server.caller("zhou")
    await zhou.save("people/me", "person.work_start", "2001.1.1")
    view = good(await zhou.get(f"{base}/sections/basic"))
    assert fields(view)["basic.work_start"]["text"] == "2001年01月01日"
    await zhou.save(base, "basic.post", "内科副主任")
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    assert (await read(server, "luo", base))["basic.work_start"] == "2001年01月01日"
    await zhou.save("people/me", "person.work_start", "2003.1.1")
    assert (await read(server, "luo", base))["basic.work_start"] == "2001年01月01日"


async def test_person_released_after_withdrawing__what_was_handed_in_keeps_its_employer(server: Served) -> None:
    """CQ-04: while a unit has it nobody is released; afterwards the paper still names who handed it in."""
    base = await server.submitted()
    zhou, luo = server.caller("zhou"), server.caller("luo")
    release = f"people/{zhou.id}/deeds/release"
    problem = refused(await luo.post(release, {"opinion": "调走了"}), 409, "handed_in")
    assert "请先退回给本人" in problem["detail"]
    await zhou.deed(base, "withdraw")
    good(await luo.post(release, {"opinion": "调走了"}))
    assert "云溪区人民医院" in await printed(server, base)


async def test_returned_to_whom_no_message_reaches__is_called_by_the_unit_that_handed_it_in(server: Served) -> None:
    """X-14: what no message brought stands on the list of those to be called."""
    base = await server.submitted()
    luo = server.caller("luo")
    await server.work()
    for person in {c["person"] for c in good(await luo.get("units/u-hospital/calls"))}:
        good(await luo.delete(f"units/u-hospital/calls/{person}"))
    await mark(server, base, "basic.post")
    await luo.deed(base, "return", {"opinion": "请改好再交"})
    await server.work()
    assert [c["name"] for c in good(await luo.get("units/u-hospital/calls"))] == ["周岚"]


async def test_years_in_post__after_a_year__the_same_under_the_same_code(server: Served) -> None:
    base = await carried(server, 1)
    before, paper = await read(server, "qin", base), await printed(server, base)
    assert before["basic.years_in_post"].startswith("10"), before["basic.years_in_post"]
    server.move_clock(year=2028)
    zhou = await server.log_in(server.platform.user("zhou"))
    qin = await server.log_in(server.platform.user("qin"))
    assert (await read(server, qin, base))["basic.years_in_post"] == before["basic.years_in_post"]
    assert await printed(server, base, zhou) == paper


async def test_date_of_an_opinion__days_after_submission__today_is_taken(server: Served) -> None:
    """What the unit itself fills goes with the calendar, though the applicant's part does not."""
    base = await server.submitted()
    await read(server, "luo", base)
    server.move_clock(day=13)
    luo = await server.log_in(server.platform.user("luo"))
    view = good(await luo.get(f"{base}/sections/opinion_base"))
    assert fields(view)["opinion_base.date"]["preset"] == "2026-11-13"
    await luo.save(base, "opinion_base.date", "2026-11-13")


async def test_submission__offered_at_noon__no_longer_offered_after_closing_the_same_day(server: Served) -> None:
    """`now` in conditions is the time of the act, not that of the first look of the day."""
    zhou, base = server.caller("zhou"), server.known.full if server.known else ""
    server.move_clock(day=30, hour=9)
    assert offer(good(await zhou.get(base)))["ok"]
    server.move_clock(day=30, hour=16, minute=59)
    assert offer(good(await zhou.get(base)))["ok"]
    server.move_clock(day=30, hour=17, minute=1)
    late = offer(good(await zhou.get(base)))
    assert not late["ok"]
    assert "已截止" in late["say"], late
    refused(await zhou.post(f"{base}/deeds/submit", {}), 409, "closed")


async def test_plan_renamed__draft_follows_what_was_handed_in_keeps_its_name(server: Served) -> None:
    assert server.known is not None
    full, he = await server.submitted(), server.caller("he")
    zhou, old = server.caller("zhou"), good(await he.get(server.known.empty))["subtitle"]
    await put_plan(server.house, RENAMED)
    assert good(await he.get(server.known.empty))["subtitle"] == "换了名字的计划"
    assert good(await zhou.get(full))["subtitle"] == old


async def test_unit_and_plan_renamed_after_submission__messages_say_what_was_handed_in(server: Served) -> None:
    """X-14: the message of a return names what the printed form and the queue name."""
    names = ("applicant.name", "unit.name", "plan.label")
    base = await server.submitted()
    (handed_in,) = [t for t in await pushed(server) if t.event == "submitted"]
    await put_unit(server.house, "换了名字的医院", "district_institution", "u-yunxi", "chongqing", "u-hospital")
    await put_plan(server.house, RENAMED)

    await mark(server, base, "basic.post")
    await server.caller("luo").deed(base, "return", {"opinion": "请改好再交"})
    (sent_back,) = [t for t in await pushed(server) if t.event == "returned"]

    assert handed_in.facts["unit.name"] == "云溪区人民医院"
    assert [sent_back.facts[n] for n in names] == [handed_in.facts[n] for n in names]
