"""How a push ends when the platform does not take it: another channel, or the list of people whom the unit calls.

The order of channels, and that a return reaches the applicant (invariant 8), are held against the strict stand-in.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from casework.jobs.push import NOBODY as TOLD_NOBODY
from casework.messages import Told
from sandbox.switches import Fault
from storage import Entry, Push
from storage.outbox import Ended, Job
from storage.owned import seal
from zhiping import worker
from zhiping.worker import LEASE, TRIES

from ..casework import way
from ..casework.stage import Platform, Served, free_port, good
from .phones import Reached, called, opened, reached, tell, used_up, worked_off

ALWAYS = 999
CALLED = "refused: on the unit's list to call"
NOBODY = 1  # errcode of a fault that has none


@pytest.fixture
async def zhou(server: Served, platform: Platform) -> Reached:
    """An applicant with chat and mini-program, an open window and no subscription."""
    return await reached(server, platform, "zhou")


# what goes wrong → over which channels it was tried, what appeared on the phone, how it ended
TEMPLATE, CUSTOM, SUBSCRIBE = "template", "custom", "subscribe"
ENDS: dict[str, tuple[list[tuple[str, Fault, int, int]], list[str], list[str], str]] = {
    "nothing": ([], [TEMPLATE], ["template"], "delivered: template"),
    "template 43004 not following": ([(TEMPLATE, "refuse", 43004, 1)], [TEMPLATE], [], CALLED),
    "template 45009 quota": ([(TEMPLATE, "refuse", 45009, 1)], [TEMPLATE, CUSTOM], ["text"], "delivered: custom"),
    "template 40037 unknown": ([(TEMPLATE, "refuse", 40037, 1)], [TEMPLATE, CUSTOM], ["text"], "delivered: custom"),
    "template 47003 field": ([(TEMPLATE, "refuse", 47003, 1)], [TEMPLATE, CUSTOM], ["text"], "delivered: custom"),
    "template 48001 withdrawn": ([(TEMPLATE, "refuse", 48001, 1)], [TEMPLATE, CUSTOM], ["text"], "delivered: custom"),
    "template 40003 dead openid": ([(TEMPLATE, "refuse", 40003, 1)], [TEMPLATE], [], CALLED),
    "template 43019 blacklisted": ([(TEMPLATE, "refuse", 43019, 1)], [TEMPLATE], [], CALLED),
    "an errcode nobody knows": ([(TEMPLATE, "refuse", 99999, 1)], [TEMPLATE, CUSTOM], ["text"], "delivered: custom"),
    "custom 45015 window closed": (
        [(TEMPLATE, "refuse", 45009, 1), (CUSTOM, "refuse", 45015, 1)], [TEMPLATE, CUSTOM], [], CALLED),
    "custom 45047 used up": (
        [(TEMPLATE, "refuse", 45009, 1), (CUSTOM, "refuse", 45047, 1)], [TEMPLATE, CUSTOM], [], CALLED),
    "custom 48002 blocked": (
        [(TEMPLATE, "refuse", 45009, 1), (CUSTOM, "refuse", 48002, 1)], [TEMPLATE, CUSTOM], [], CALLED),
    "-1 once": ([(TEMPLATE, "busy", -1, 1)], [TEMPLATE], ["template"], "delivered: template"),
    "-1 for a while": ([(TEMPLATE, "busy", -1, 4)], [TEMPLATE], ["template"], "delivered: template"),
    "-1 without end": ([("", "busy", -1, ALWAYS)], [TEMPLATE, CUSTOM], [], CALLED),
    "40001 once": ([(TEMPLATE, "refuse", 40001, 1)], [TEMPLATE], ["template"], "delivered: template"),
    "40001 to whatever is asked, for a moment": (
        [("", "refuse", 40001, 4)], [TEMPLATE], ["template"], "delivered: template"),
    "40001 without end": ([("message", "refuse", 40001, ALWAYS)], [TEMPLATE], [], CALLED),
    "a wrong secret, mended in an hour": (
        [(TEMPLATE, "refuse", 40001, 3), ("stable_token", "refuse", 40125, 3)], [TEMPLATE], ["template"],
        "delivered: template"),
    "half a JSON": ([(TEMPLATE, "half_json", NOBODY, 1)], [TEMPLATE], ["template"], "delivered: template"),
    "half a JSON again and again": (
        [(TEMPLATE, "half_json", NOBODY, 4)], [TEMPLATE], ["template"], "delivered: template"),
    "an empty answer": ([(TEMPLATE, "nothing", NOBODY, 1)], [TEMPLATE], ["template"], "delivered: template"),
    "cut off after it was done": ([(TEMPLATE, "reset_after", NOBODY, 1)], [TEMPLATE], ["template"],
                                  "delivered: template"),
    "cut off before": ([(TEMPLATE, "reset", NOBODY, 1)], [TEMPLATE], ["template"], "delivered: template"),
    "a page instead of an answer": (
        [("message", "bad_gateway", NOBODY, ALWAYS)], [TEMPLATE, CUSTOM], [], CALLED),
}  # fmt: skip


@pytest.mark.parametrize("what", ENDS)
async def test_push__not_taken__goes_another_way_or_stands_on_the_unit_s_list(zhou: Reached, what: str) -> None:
    """X-14, invariant 8: never in a loop, and never twice on the phone for one event."""
    faults, ways, shown, end = ENDS[what]
    await zhou.tell()
    zhou.weather(*faults)
    await worked_off(zhou.at)
    zhou.weather()
    assert (zhou.asked(), zhou.shown()) == (ways, shown)
    (job,) = await zhou.jobs()
    assert job["result"].startswith(end)
    assert job["state"] == end.partition(":")[0]
    assert [r["name"] for r in await called(zhou.at)] == (["周岚"] if end == CALLED else [])


async def test_push__while_our_secret_is_wrong__waits_for_hours_before_somebody_is_called(zhou: Reached) -> None:
    """A fault of the token says nothing about the person: it is tried with pauses, and the telephone comes last."""
    clock = zhou.at.house.clock
    await zhou.tell()
    zhou.weather(("", "refuse", 40001, ALWAYS))
    began = clock.time()
    await worked_off(zhou.at)
    zhou.weather()
    assert 5 * 3600 < clock.time() - began < 12 * 3600
    (job,) = await zhou.jobs()
    assert (job["state"], job["result"]) == ("refused", CALLED)
    assert [r["name"] for r in await called(zhou.at)] == ["周岚"]


# ── with more ways, fewer ways, and none ─────────────────────────────────────
async def test_channels__of_an_answer_to_one_s_own_act__begin_with_the_chat(zhou: Reached) -> None:
    await zhou.tell("submitted", own=True)
    await worked_off(zhou.at)
    assert (zhou.asked(), zhou.shown()) == (["custom"], ["text"])
    used_up(zhou.user)
    await zhou.listen()
    await zhou.tell("submitted", own=True)
    await worked_off(zhou.at)
    assert (zhou.asked(), zhou.shown()) == (["custom", "template"], ["template"]), "the platform knows of more than we"
    await zhou.listen()
    await zhou.tell("submitted", own=True)
    await worked_off(zhou.at)
    assert zhou.asked() == ["template"], "that the window is used up was kept"


async def test_subscription__accepted_once__is_the_last_way_and_used_once(zhou: Reached) -> None:
    await zhou.subscribe()
    for faults, shown in (([("template", "refuse", 43004, 1)], ["subscribe"]), ([], [])):
        await zhou.tell()
        zhou.weather(*faults)
        await worked_off(zhou.at)
        assert zhou.shown() == shown
        await zhou.listen()
    assert [r["name"] for r in await called(zhou.at)] == ["周岚"], (
        "who does not follow and has no credit left is called"
    )


async def test_subscription__43101__is_remembered_and_the_unit_calls(zhou: Reached) -> None:
    await zhou.subscribe()
    await zhou.tell()
    zhou.weather(("template", "refuse", 43004, 1), ("subscribe", "refuse", 43101, 1))
    await worked_off(zhou.at)
    assert (zhou.asked(), zhou.shown()) == (["template", "subscribe"], [])
    await zhou.listen()
    await zhou.tell()
    await worked_off(zhou.at)
    assert zhou.asked() == [], "a way that was closed is not tried again"
    assert [r["about"] for r in await called(zhou.at)] == ["申报被退回，要改"]


async def test_person__writes_again__is_reached_in_the_chat_again(zhou: Reached) -> None:
    await zhou.tell()
    zhou.weather(("template", "refuse", 43004, 1))
    await worked_off(zhou.at)
    await zhou.listen()
    await zhou.chat.say("进度")
    await zhou.tell()
    await worked_off(zhou.at)
    assert zhou.shown() == ["template"]


async def test_person__without_a_chat__stands_on_the_unit_s_list_at_once(server: Served) -> None:
    base = await way.returned(server)
    await server.work()
    rings = [r for r in await called(server) if r["name"] == "周岚" and r.get("page", "").endswith(base)]
    assert [r["about"] for r in rings] == ["申报被退回，要改"]


async def test_person__refused_by_a_unit__stands_on_the_list_of_that_unit(server: Served) -> None:
    """Who was refused has no employer any longer: the unit that refused is the one that can call."""
    new = await server.newcomer("温言")
    good(await server.caller("luo").post(f"people/{new.id}/deeds/refuse", {"opinion": "不是本单位的人"}))
    await server.work()
    assert "温言" in [r["name"] for r in await called(server)]


async def test_word_about_a_photo__not_taken__troubles_nobody_on_the_telephone(zhou: Reached) -> None:
    stream = zhou.at.house.contact_stream("oa", zhou.user.openids["oa"])
    zhou.weather(("custom", "refuse", 45047, 1))
    await tell(zhou.at, Told(stream, stream, "photo", text="第 1 页可以。", own=True))
    await worked_off(zhou.at)
    assert (zhou.asked(), zhou.shown(), await called(zhou.at)) == (["custom"], [], [])


async def test_platform__not_there__is_tried_again_and_then_the_unit_calls(zhou: Reached) -> None:
    """Nobody listens at the platform's address: each channel is tried three times over minutes, never for ever."""
    at = zhou.at
    nowhere = f"http://127.0.0.1:{free_port()}"
    async with opened(at, wechat_api_url=nowhere, wechat_mp_url=nowhere) as worker:
        await zhou.tell()
        began = worker.house.clock.time()
        await worked_off(at, worker=worker)
        assert worker.house.clock.time() - began > 2 * (30 + 300)
    assert (zhou.asked(), zhou.shown()) == ([], [])
    (job,) = await zhou.jobs()
    assert (job["state"], job["result"]) == ("refused", CALLED)
    assert [r["name"] for r in await called(at)] == ["周岚"]


async def test_platform__back_again__gets_what_waited(zhou: Reached) -> None:
    zhou.weather(("", "busy", -1, 3))
    await zhou.tell()
    await zhou.at.work()
    assert zhou.shown() == []
    await worked_off(zhou.at)
    assert zhou.shown() == ["template"]


# ── reported afterwards ──────────────────────────────────────────────────────
FINISHED = "<MsgID>{id}</MsgID><Status><![CDATA[{status}]]></Status>"


async def report(zhou: Reached, status: str) -> None:
    """Deliver the platform's word on the last template message, as it comes a moment after the send."""
    (job,) = await zhou.jobs()
    number = job["result"].rpartition(" ")[2]
    assert number.isdecimal()
    said = await zhou.chat.event("TEMPLATESENDJOBFINISH", FINISHED.format(id=number, status=status))
    assert said.raw == "", "the platform waits for no words"
    await worked_off(zhou.at)


async def test_template__reported_as_failed__goes_over_the_next_channel(zhou: Reached) -> None:
    await zhou.tell()
    await worked_off(zhou.at)
    zhou.listen_to_messages()
    await report(zhou, "failed: system failed")
    assert (zhou.asked(), zhou.shown()) == (["custom"], ["text"])
    assert [j["result"] for j in await zhou.jobs()] == ["delivered: custom"]


async def test_template__blocked_by_the_person__ends_on_the_unit_s_list_and_is_remembered(zhou: Reached) -> None:
    zhou.user.refuse = True
    await zhou.tell()
    await worked_off(zhou.at)
    assert zhou.shown() == []
    await report(zhou, "failed:user block")
    assert [j["result"] for j in await zhou.jobs()] == [CALLED]
    assert [r["name"] for r in await called(zhou.at)] == ["周岚"]
    await zhou.listen()
    await zhou.tell()
    await worked_off(zhou.at)
    assert zhou.asked() == []


async def test_template__reported_as_delivered_or_twice__is_sent_once(zhou: Reached) -> None:
    await zhou.tell()
    await worked_off(zhou.at)
    await report(zhou, "success")
    await report(zhou, "success")
    assert zhou.shown() == ["template"]
    (job,) = await zhou.jobs()
    for _ in range(2):
        await zhou.chat.event(
            "TEMPLATESENDJOBFINISH", FINISHED.format(id=job["result"].rpartition(" ")[2], status="failed:x")
        )
        await worked_off(zhou.at)
    assert zhou.shown() == ["template", "text"]


async def test_report__about_a_message_that_nobody_sent__comes_to_an_end(zhou: Reached) -> None:
    await zhou.chat.event("TEMPLATESENDJOBFINISH", FINISHED.format(id=77, status="failed: system failed"))
    assert await worked_off(zhou.at, "report") <= TRIES
    assert zhou.shown() == []


async def test_words_of_a_push__that_may_still_be_reported__are_gone_after_a_day(zhou: Reached) -> None:
    """Invariant 9: personal data is kept no longer than its term."""
    await zhou.tell()
    await worked_off(zhou.at)
    (job,) = await zhou.jobs()
    assert job["body"]
    zhou.at.house.clock.move(zhou.at.house.clock.offset + 86_400 + 60)
    await zhou.at.worker.sweep()
    (job,) = await zhou.jobs()
    assert (bytes(job["body"]), job["state"]) == (b"", "delivered")


# ── order, leases, two workers ───────────────────────────────────────────────
async def test_pushes__of_one_person__go_in_their_order_and_wait_for_the_first(zhou: Reached) -> None:
    """A push that is tried again holds up the later ones of the same person, and nobody else's."""
    he = await reached(zhou.at, zhou.platform, "he")
    zhou.weather(("template", "busy", -1, 3))
    await zhou.tell("submitted")
    await zhou.tell("returned")
    await he.tell("submitted", own=True)  # over another channel, which works
    await zhou.at.work()
    assert (zhou.shown(), he.shown()) == ([], ["text"])
    await worked_off(zhou.at)
    assert [m.rows[1][1] for m in zhou.user.messages[-2:]] == ["申报已交，等单位审核", "退回，有2处要改，12月4日前交"]


async def test_push__that_a_later_status_overtook__is_dropped(zhou: Reached) -> None:
    base = await way.returned(zhou.at)
    stream = f"application:{base.partition('/')[2]}"
    await worked_off(zhou.at)
    found = [j for j in await zhou.jobs() if j["stream"] == stream]
    assert [j["state"] for j in found] == ["dropped", "delivered"]
    assert zhou.shown() == ["template"]


async def test_worker__died_with_a_job__another_one_takes_it_over_once(zhou: Reached) -> None:
    """The lease of what a dead worker held ends; what it had sent and noted down is not sent again."""
    at = zhou.at
    await zhou.tell("submitted", own=True)
    (job,) = await at.worker.outbox.claim(at.house.clock.time(), LEASE, 8)
    assert str(await at.worker.work(job)).startswith("delivered: custom")  # and here it dies
    assert zhou.shown() == ["text"]
    assert await at.worker.once() == 0, "it is still somebody's"
    at.house.clock.move(at.house.clock.offset + LEASE + 1)
    async with opened(at) as other:
        assert sorted(await asyncio.gather(at.worker.once(), other.once())) == [0, 1]
    assert zhou.shown() == ["text"]
    (row,) = await zhou.jobs()
    assert (row["state"], row["result"], row["tries"]) == ("delivered", "delivered: custom", 2)
    assert not await at.worker.outbox.finish(job, Ended("refused")), "the first one may not end it any more"


class Slow(worker.Worker):
    """Works on nothing until it is let go."""

    go: asyncio.Event

    async def work(self, job: Job) -> Any:
        """Wait, then do it."""
        await self.go.wait()
        return await super().work(job)


async def test_worker__slow_with_a_push__keeps_it_as_long_as_it_lives_and_no_longer(
    zhou: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, clock = zhou.at, zhou.at.house.clock
    monkeypatch.setattr(worker, "LEASE", 1.5)
    slow = Slow(at.house, at.worker.outbox, at.worker.links)
    slow.go = asyncio.Event()
    await zhou.tell()
    working, began = asyncio.create_task(slow.once()), clock.time()
    while clock.time() < began + 2.0:
        await asyncio.sleep(0.1)
        assert await at.worker.once() == 0, "it is still somebody's, long after its first lease"
    slow.go.set()
    assert await working == 1
    assert zhou.shown() == ["template"]
    assert [j["state"] for j in await zhou.jobs()] == ["delivered"]


async def test_worker__held_up_until_another_one_had_its_push__leaves_it(
    zhou: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both would send it: the platform keeps a template message once, and a customer-service message twice."""
    at = zhou.at
    monkeypatch.setattr(worker, "LEASE", 0.6)
    slow = Slow(at.house, at.worker.outbox, at.worker.links)
    slow.go = asyncio.Event()
    await zhou.tell("submitted", own=True)
    (working,) = await slow.begin()
    at.house.clock.move(at.house.clock.offset + 10)
    assert await at.worker.once() == 1
    await asyncio.wait_for(working, 10)
    assert zhou.shown() == ["text"]


async def test_worker__died_with_a_push__another_one_has_it_in_half_a_minute(zhou: Reached) -> None:
    at = zhou.at
    await zhou.tell()
    await at.worker.outbox.claim(at.house.clock.time(), LEASE, 8)  # and here it dies
    at.house.clock.move(at.house.clock.offset + LEASE + 1)
    assert LEASE < 30
    await worked_off(at)
    assert zhou.shown() == ["template"]


async def test_worker__died_after_it_had_somebody_called__another_one_ends_the_push(zhou: Reached) -> None:
    """Fewer channels are left to try then; that was a call under a used key, and all later pushes waited behind it."""
    at = zhou.at
    await zhou.tell()
    zhou.weather(("template", "refuse", 43004, 1))
    (job,) = await at.worker.outbox.claim(at.house.clock.time(), LEASE, 8)
    assert str(await at.worker.work(job)) == CALLED  # and here it dies
    at.house.clock.move(at.house.clock.offset + LEASE + 1)
    await worked_off(at)
    (row,) = await zhou.jobs()
    assert (row["result"], row["tries"]) == (CALLED, 2)
    assert [r["name"] for r in await called(at)] == ["周岚"]


async def test_worker__died_before_it_noted_down__the_platform_s_key_keeps_it_once(zhou: Reached) -> None:
    """A template message carries the job's own key, under which the platform sends it once in ten minutes."""
    at = zhou.at
    await zhou.tell()
    (job,) = await at.worker.outbox.claim(at.house.clock.time(), LEASE, 8)
    await at.worker.work(job)
    noted = await at.house.storage.database.fetch("DELETE FROM inbox WHERE key LIKE 'job|test|%|sent' RETURNING key")
    assert len(noted) == 1
    at.house.clock.move(at.house.clock.offset + LEASE + 1)
    await worked_off(at)
    assert zhou.shown() == ["template"]
    assert [j["state"] for j in await zhou.jobs()] == ["delivered"]


async def test_workers__two_at_once__tell_everybody_once(zhou: Reached) -> None:
    at = zhou.at
    he = await reached(at, zhou.platform, "he")
    for event in ("submitted", "returned", "resubmitted", "returned"):
        await zhou.tell(event)
        await he.tell(event)
    async with opened(at) as other:
        while sum(await asyncio.gather(at.worker.once(), other.once())):
            pass
    for person in (zhou, he):
        assert person.shown() == ["template"] * 4
        assert [j["tries"] for j in await person.jobs()] == [1] * 4


async def test_job__that_always_fails__is_given_up_and_somebody_is_called(zhou: Reached) -> None:
    """A fault of our own ends too: after some tries the job is refused, and the unit calls."""
    await zhou.tell(scheme="no such version")
    assert await worked_off(zhou.at) <= TRIES
    (job,) = await zhou.jobs()
    assert (job["state"], job["tries"]) == ("refused", TRIES)
    assert [r["name"] for r in await called(zhou.at)] == ["周岚"]


async def left(at: Served, kind: str, who: str) -> None:
    """Leave a job whose body nobody understands, as one of another version may be."""
    body = seal(None, at.house.secrets.chest, b"{}", b"push")
    push = Push(kind, who, "person:x", at.house.clock.time(), body)
    await at.house.storage.journal.commit(Entry(f"{kind} of a later version", b"", b"", pushes=[push]))


async def test_push__that_nobody_understands__ends_as_told_to_nobody_and_lets_the_next_one_through(
    zhou: Reached,
) -> None:
    await left(zhou.at, "push", zhou.who)
    await zhou.tell()
    await worked_off(zhou.at)
    ends = [(j["state"], j["result"]) for j in await zhou.jobs()]
    assert ends[0] == ("refused", str(TOLD_NOBODY)), "so that /metrics counts it"
    assert zhou.shown() == ["template"]


async def test_push__to_a_unit__given_up__is_counted_as_told_to_nobody(server: Served) -> None:
    class Faulty(worker.Worker):
        async def work(self, job: Job) -> Any:
            """Run into a fault of ours each time."""
            raise LookupError

    await tell(server, Told("unit:u-hospital", "unit:u-hospital", "work_waiting", text="有一份要审"))
    await worked_off(server, worker=Faulty(server.house, server.worker.outbox, server.worker.links))
    sql = "SELECT result FROM outbox WHERE who = 'unit:u-hospital' AND state = 'refused'"
    assert [r["result"] for r in await server.house.storage.database.fetch(sql)] == [str(TOLD_NOBODY)]


async def test_job__that_took_long_and_failed__has_its_pause_from_then_on(zhou: Reached) -> None:
    clock = zhou.at.house.clock

    class Long(worker.Worker):
        async def work(self, job: Job) -> Any:
            """Take longer than the first pauses."""
            clock.move(clock.offset + 100)
            raise TimeoutError

    await zhou.tell()
    assert await Long(zhou.at.house, zhou.at.worker.outbox, zhou.at.worker.links).once() == 1
    assert await zhou.at.worker.once() == 0


async def test_job__of_an_unknown_kind__ends(server: Served) -> None:
    await left(server, "dance", "")
    assert await worked_off(server, "dance") <= TRIES
    rows = await server.house.storage.database.fetch("SELECT state, result FROM outbox WHERE kind = 'dance'")
    assert [tuple(r.values()) for r in rows] == [("refused", "refused: ValueError")]
