"""Two who decide at once, and time that passes while somebody decides: one wins, the other reads what happened."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from ..casework.stage import Caller, Served, good, refused
from ..casework.way import OPINION, carried, mark, read_all, returned, state_of


@asynccontextmanager
async def held(at: Served, base: str) -> AsyncIterator[None]:
    """Keep every deed on an application waiting, as a slow one before it would."""
    async with at.house.heads.hold(f"application:{base.partition('/')[2]}"):
        yield


async def begun(at: Served, base: str, *calls: Coroutine[Any, Any, httpx.Response]) -> list[Any]:
    """Send calls one after the other; return when each has come to the application and waits for its turn."""
    gates = at.house.heads._gates
    tasks: list[asyncio.Task[httpx.Response]] = []
    for n, call in enumerate(calls, 1):
        tasks.append(asyncio.ensure_future(call))
        async with asyncio.timeout(10):
            while len(gates[f"application:{base.partition('/')[2]}"] or ()) < n:  # noqa: ASYNC110  no event tells it
                await asyncio.sleep(0.001)
    return tasks


VERDICTS = (
    ("approve", {"values": OPINION}, "通过"),
    ("return", {"opinion": "请补材料"}, "退回"),
    ("reject", {"opinion": "不符合条件"}, "不通过"),
)


@pytest.mark.parametrize("first", VERDICTS, ids=lambda v: v[0])
@pytest.mark.parametrize("second", VERDICTS, ids=lambda v: v[0])
async def test_officers__of_one_unit_deciding_at_once__one_wins_and_the_other_reads_who_did_what(
    server: Served, first: tuple[str, Any, str], second: tuple[str, Any, str]
) -> None:
    """One verdict is kept; whoever came second reads the colleague's name and deed, with or without `If-Match`."""
    base = await server.submitted()
    luo, peng = server.caller("luo"), server.caller("peng")
    await read_all(server, "luo", base)
    seen = good(await peng.get(f"review/{base.partition('/')[2]}"))["seq"]
    async with held(server, base):
        path, other = f"{base}/deeds/{first[0]}", f"{base}/deeds/{second[0]}"
        calls = await begun(
            server, base, luo.post(path, first[1], seq=seen), peng.post(other, second[1], seq=seen),
            peng.post(other, second[1]),
        )  # fmt: skip
    won, raced, late = await asyncio.gather(*calls)
    good(won)
    problem = refused(raced, 412, "version_moved")
    assert problem["detail"].startswith(f"罗敏11月10日 10:00 已经办了“{first[2]}”。")
    assert problem["current"]["home"]["seq"] == problem["current"]["seq"] > seen
    assert refused(late, 409)["detail"].startswith(f"罗敏11月10日 10:00 已经办了“{first[2]}”。")
    verdicts = (await state_of(server, base)).standing.verdicts
    assert [(v.deed, v.person) for v in verdicts if not v.before] == [(first[0], luo.id)]


async def test_officer__of_another_unit_or_the_applicant__does_not_read_who_decided(server: Served) -> None:
    """A colleague's name is for colleagues."""
    base = await carried(server, 1)
    for who, deed in (("zhou", "submit"), ("fang", "approve"), ("qin", "undo_approve")):
        reply = await server.caller(who).post(f"{base}/deeds/{deed}", {"opinion": "好"})
        assert "罗敏" not in refused(reply, reply.status_code)["detail"]


async def test_withdrawal__while_an_officer_decides__whoever_is_first_counts(server: Served) -> None:
    base = await server.submitted()
    luo, zhou = server.caller("luo"), server.caller("zhou")
    await read_all(server, "luo", base)
    async with held(server, base):
        calls = await begun(
            server, base, zhou.post(f"{base}/deeds/withdraw"), luo.post(f"{base}/deeds/approve", {"values": OPINION})
        )
    gone, late = await asyncio.gather(*calls)
    good(gone)
    assert "撤回" in refused(late, 409)["detail"]
    assert all(v.before for v in (await state_of(server, base)).standing.verdicts)


ROW, SCHOOL = {"section": "work", "row": "r1"}, {"address": "basic.school"}
LAID = (
    ("strikes", ROW, ROW, "给这一条打了删除标记"),
    ("strikes", ROW, ROW | {"on": False}, "给这一条打了删除标记"),
    ("corrections", SCHOOL | {"text": "重庆医学院"}, SCHOOL | {"text": "西南大学"}, "更正了这一项"),
)


@pytest.mark.parametrize(("what", "first", "second", "did"), LAID)
async def test_officers__who_strike_or_correct_at_once__one_wins_and_the_other_reads_who_did_what(
    server: Served, what: str, first: Any, second: Any, did: str
) -> None:
    """What a colleague has laid over the signed version stands, until it was seen; elsewhere both work on (CQ-19)."""
    base = await server.submitted()
    luo, peng = server.caller("luo"), server.caller("peng")
    id = base.partition("/")[2]
    path, seen = f"review/{id}/{what}", good(await peng.get(f"review/{id}"))["seq"]
    async with held(server, base):
        calls = await begun(
            server, base, luo.post(path, first, seq=seen), peng.post(path, second, seq=seen),
            peng.post(f"review/{id}/strikes", {"section": "work", "row": "r2"}, seq=seen),
        )  # fmt: skip
    won, raced, elsewhere = await asyncio.gather(*calls)
    good(won)
    good(elsewhere)
    problem = refused(raced, 412, "version_moved")
    assert problem["detail"].startswith(f"罗敏11月10日 10:00 {did}。"), problem["detail"]
    now = good(await peng.get(f"review/{id}"))["seq"]
    good(await peng.post(path, second, seq=now))


async def test_officers__who_correct_a_registration_at_once__one_wins_and_the_other_reads_who_did_what(
    server: Served,
) -> None:
    """A colleague is named, the unit above by its name, the person as such; another answer is no matter (2.3.2)."""
    luo, peng, qin, zhou = (server.caller(n) for n in ("luo", "peng", "qin", "zhou"))
    path = f"people/{zhou.id}"
    seen = good(await luo.get(f"{path}/registration"))["account"]["seq"]
    politics = {"place": "person.politics", "value": "群众"}
    name = {"place": "name", "text": "周澜", "opinion": "看过身份证原件"}
    won, raced = await asyncio.gather(
        luo.post(f"{path}/corrections", politics, seq=seen),
        peng.post(f"{path}/corrections", politics | {"value": "民盟盟员"}, seq=seen),
    )
    good(won)
    assert refused(raced, 412, "version_moved")["detail"].startswith("罗敏11月10日 10:00 改了这一项。")
    good(await qin.post(f"{path}/corrections", name, seq=seen))
    late = refused(await peng.post(f"{path}/corrections", name | {"text": "周兰"}, seq=seen), 412, "version_moved")
    assert late["detail"].startswith("云溪区卫健委11月10日 10:00 改了姓名或身份证号。")
    assert good(await zhou.get("me"))["person"]["name"] == "周澜"
    phone = good(await luo.get(f"{path}/registration"))
    await zhou.save("people/me", "person.politics", {"value": "中共党员"})
    own = refused(await luo.post(f"{path}/corrections", politics, seq=phone["account"]["seq"]), 412, "version_moved")
    assert own["detail"].startswith("本人11月10日 10:00 改了这一项。")


async def test_marks__by_two_officers_at_once__have_numbers_of_their_own(server: Served) -> None:
    base = await server.submitted()
    put = (("luo", "basic.work"), ("peng", "basic.school"), ("luo", "cover.title"), ("peng", "work.r1"))
    found = await asyncio.gather(*(mark(server, base, address, who=who) for who, address in put))
    assert sorted(found) == [1, 2, 3, 4]
    await server.caller("peng").deed(base, "return")
    assert len(good(await server.caller("zhou").get(f"{base}/fix"))["marks"]) == 4


async def test_publicity__noted_by_two_officers_at_once__one_counts_and_the_other_reads_who_did_what(
    server: Served,
) -> None:
    """CQ-22: what a colleague has just noted is not written over unseen."""
    assert server.known is not None
    id, luo, peng = server.known.full.partition("/")[2], server.caller("luo"), server.caller("peng")
    unit = "units/u-hospital/publicity"
    good(await luo.post(f"{unit}/deeds/undo", {"applications": [id]}))
    await noted_by_two(server, id, luo, peng, unit, "罗敏11月10日 10:00 已经办了“开始公示”。请看一眼")
    seen = {id: good(await peng.get(f"{unit}/{id}"))["card"]["seq"]}
    good(await luo.post(f"{unit}/deeds/undo", {"applications": [id]}))
    raced = refused(await peng.post(f"{unit}/deeds/undo", {"applications": [id], "seen": seen}), 412, "noted")
    assert raced["detail"].startswith("罗敏11月10日 10:00 已经办了“撤回这次录入”。")


async def test_publicity__noted_from_two_windows_at_once_after_handing_in__the_later_one_looks_first(
    server: Served,
) -> None:
    """CQ-22: the same where a unit notes it among those that it has passed."""
    base = await carried(server, 2)
    id, unit = base.partition("/")[2], "units/u-yunxi/publicity"
    await noted_by_two(
        server, id, server.caller("qin"), server.caller("qin"), unit, "您自己11月10日 10:00 已经记了公示。"
    )


async def noted_by_two(at: Served, id: str, one: Caller, other: Caller, unit: str, said: str) -> None:
    """Two note other dates for one who stands on their lists as yet unnoted; the second is refused and looks again."""
    seen, path = {id: good(await other.get(f"{unit}/{id}"))["card"].get("seq", 0)}, f"{unit}/deeds/note"
    bodies = [
        {"applications": [id], "values": {"period": period}, "seen": seen}
        for period in ("2026.11.10-2026.11.20", "2026.11.11-2026.11.21")
    ]
    async with held(at, f"applications/{id}"):
        calls = await begun(at, f"applications/{id}", one.post(path, bodies[0]), other.post(path, bodies[1]))
    done, late = await asyncio.gather(*calls)
    good(done)
    assert refused(late, 412, "noted")["detail"].startswith(said)
    card = good(await other.get(f"{unit}/{id}"))["card"]
    assert card["text"].startswith("11月10日至11月20日")
    good(await other.post(path, bodies[1] | {"seen": {id: card["seq"]}}))


async def test_answer__typed_while_it_is_handed_in_from_the_other_phone__is_either_in_it_or_refused(
    server: Served,
) -> None:
    """Nothing is half in: what comes after handing in is told that it is locked."""
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    async with held(server, base):
        calls = await begun(
            server, base, zhou.post(f"{base}/deeds/submit"), zhou.put(f"{base}/answers/basic.work", {"text": "改"})
        )
    done, late = await asyncio.gather(*calls)
    good(done)
    refused(late, 409, "locked")


# ── time ──────────────────────────────────────────────────────────────
async def test_submission__begun_before_the_closing__counts_though_it_is_kept_after(server: Served) -> None:
    """An act begun before the closing time counts (invariant 10); one begun after it does not."""
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    server.move_clock(day=30, hour=16, minute=59, second=50)
    async with held(server, base):
        calls = await begun(server, base, zhou.post(f"{base}/deeds/submit", key="last minute"))
        server.move_clock(day=30, hour=17, minute=0, second=30)
    good(await calls[0])
    assert (await state_of(server, base)).standing.submitted == "2026-11-30T16:59:50+08:00"
    again = good(await zhou.post(f"{base}/deeds/submit", key="last minute"))  # the answer was lost on its way
    assert again["home"]["status"] == "submitted"


async def test_submission__begun_after_the_closing__is_refused_and_the_draft_stays(server: Served) -> None:
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    server.move_clock(day=30, hour=17, minute=0, second=1)
    problem = refused(await zhou.post(f"{base}/deeds/submit"), 409, "closed")
    assert "已截止" in problem["detail"]
    assert good(await zhou.get(base))["status"] == "draft"


async def test_repair__begun_before_its_term_ends__counts_though_the_worker_comes_first(server: Served) -> None:
    """The worker ends what ran out; a resubmission that was begun in time and waits behind it is not lost to it."""
    base = await returned(server, "basic.work")
    zhou = server.caller("zhou")
    good(await zhou.post(f"{base}/marks/1/explanation", {"text": "原件如此"}))
    server.move_clock(day=24, hour=23, minute=59, second=59)
    async with held(server, base):
        calls = await begun(server, base, zhou.post(f"{base}/deeds/submit"))
        server.move_clock(day=25, hour=0, minute=0, second=1)
        worker = asyncio.ensure_future(server.worker.terms())
    good(await calls[0])
    await worker
    assert (await state_of(server, base)).standing.status == "submitted"
