"""Time: what ends by itself, who may give more of it, and which push a later change makes untrue."""

from typing import Any

import msgspec

from .stage import Caller, Served, good, refused
from .way import HEALTH, carried, read_all, returned


async def back(at: Served, name: str) -> Caller:
    """Somebody who logs in again after days."""
    caller = await at.log_in(at.platform.user(name))
    caller.name = at.caller(name).name
    return caller


def deeds(view: dict[str, Any], of: str = "offers") -> set[str]:
    """Which deeds are offered."""
    return {d["deed"] for d in view[of]}


async def test_return__extended_by_the_unit_that_set_the_term__can_be_handed_in(server: Served) -> None:
    """The sentence that refuses says to ask the unit; the unit can do it, with one tap."""
    base = await returned(server, "basic.post")
    path = f"review/{base.partition('/')[2]}"
    assert "extend" in deeds(good(await server.caller("luo").get(path)))
    server.move_clock(day=28)
    zhou, luo = await back(server, "zhou"), await back(server, "luo")
    await zhou.save(base, "basic.post", "内科副主任")
    await zhou.sign(base)
    late = refused(await zhou.post(f"{base}/deeds/submit", {}), 409, "overdue")
    assert "看能不能延长" in late["detail"]
    await luo.deed(base, "extend")
    assert good(await zhou.get(base))["left"] == "还有 10 个工作日"
    assert "extended" in (await pushes(server)).values()
    await zhou.deed(base, "submit")
    assert "extend" not in deeds(good(await luo.get(path)))


async def test_return__ended_by_its_term__the_unit_gives_it_back(server: Served) -> None:
    base = await returned(server, "basic.post")
    server.move_clock(day=28)
    await server.worker.terms()
    zhou, luo = await back(server, "zhou"), await back(server, "luo")
    assert good(await zhou.get(base))["status"] == "withdrawn"
    await luo.deed(base, "extend", {"until": "2026-12-20"})
    home = good(await zhou.get(base))
    assert (home["status"], home["left"]) == ("returned", "还有 15 个工作日"), home
    await zhou.save(base, "basic.post", "内科副主任")


async def test_return__ended_by_its_term_and_begun_anew__says_so_and_is_not_extended_X_01(server: Served) -> None:
    """Where the applicant has begun another one, nothing is offered that could not be done."""
    base = await returned(server, "basic.post")
    server.move_clock(day=28)
    await server.worker.terms()
    zhou, luo = await back(server, "zhou"), await back(server, "luo")
    path = f"review/{base.partition('/')[2]}"
    assert "extend" in deeds(good(await luo.get(path)))
    good(await zhou.post("applications", {"plan": "n-associate"}))
    assert "extend" not in deeds(good(await luo.get(path)))
    late = refused(await luo.post(f"{base}/deeds/extend", {}), 409, "began_anew")
    assert "重新开始了一份，原来的不用延长" in late["detail"]


async def test_extension__by_anybody_else_or_to_no_day__is_refused(server: Served) -> None:
    base = await returned(server, "basic.post")
    path = f"{base}/deeds/extend"
    for who in ("qin", "lin", "he", "zhou"):
        refused(await server.caller(who).post(path, {}), 404)
    for day in ("2026-11-10", "2028-12-01", "明天", "2026-13-01"):
        refused(await server.caller("luo").post(path, {"until": day}), 422, "until")


async def test_extension__where_no_return_runs__is_not_there(server: Served) -> None:
    base = await carried(server, 1)
    refused(await server.caller("luo").post(f"{base}/deeds/extend", {}), 404)
    assert "extend" not in deeds(good(await server.caller("qin").get(f"review/{base.partition('/')[2]}")))


async def test_plan_closed__drafts_end_and_stay_readable(server: Served) -> None:
    assert server.known is not None
    await server.worker.terms()
    assert good(await server.caller("he").get(server.known.empty))["status"] == "draft"
    server.move_clock(month=12, day=2)
    handed_in = server.known.full
    await server.worker.terms()
    he = await back(server, "he")
    home = good(await he.get(server.known.empty))
    assert (home["status"], deeds(home, "deeds")) == ("withdrawn", set()), home
    assert good(await (await back(server, "zhou")).get(handed_in))["status"] == "withdrawn"
    assert await server.house.reads.overdue(server.house.clock.time()) == [], "what has ended is not looked at again"


async def pushes(at: Served) -> dict[str, str]:
    """What the worker is still to tell applicants, by the job's id."""
    sql = "SELECT id, who, body FROM outbox WHERE kind = 'push' AND state = 'waiting' AND who LIKE 'person:%'"
    rows = await at.house.storage.database.fetch(sql)
    bodies = await at.house.storage.opener.each([(bytes(r["body"]), b"push") for r in rows])
    return {r["id"]: msgspec.json.decode(b)["event"] for r, b in zip(rows, bodies, strict=True) if isinstance(b, bytes)}


async def test_approval_taken_back_at_once__its_push_is_dropped(server: Served) -> None:
    """A move that is the very next action makes the first push untrue."""
    base = await carried(server, 1)
    await server.work()
    await read_all(server, "qin", base)
    await server.caller("qin").deed(base, "approve", {"values": HEALTH})
    await server.caller("qin").deed(base, "undo_approve")
    waiting = await pushes(server)
    assert set(waiting.values()) == {"approved_step", "undone"}, waiting
    await server.work()
    rows = await server.house.storage.database.fetch("SELECT id, result FROM outbox")
    ends = {waiting[r["id"]]: r["result"] for r in rows if r["id"] in waiting}
    assert ends["approved_step"] == "dropped: a later change", ends
    assert not ends["undone"].startswith("dropped"), ends
