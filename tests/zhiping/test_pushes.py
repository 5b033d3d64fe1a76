"""How a push ends when the platform does not take it: another channel, or the list of people whom the unit calls.

The order of channels, and that a return reaches the applicant (invariant 8), are held against the strict stand-in.
"""

from __future__ import annotations

import pytest

from casework.messages import Told
from sandbox.switches import Fault
from zhiping.worker import TRIES

from ..casework import way
from ..casework.stage import Served, free_port, good
from .phones import Reached, called, opened, tell, used_up, worked_off

ALWAYS = 999
CALLED = "refused: on the unit's list to call"
NOBODY = 1  # errcode of a fault that has none


# what goes wrong → over which channels it was tried, what appeared on the phone, how it ended
TEMPLATE, CUSTOM, SUBSCRIBE = "template", "custom", "subscribe"
ENDS: dict[str, tuple[list[tuple[str, Fault, int, int]], list[str], list[str], str]] = {
    "nothing": ([], [TEMPLATE], ["template"], "delivered: template"),
    "template 43004 not following": ([(TEMPLATE, "refuse", 43004, 1)], [TEMPLATE], [], CALLED),
    "template 45009 quota": ([(TEMPLATE, "refuse", 45009, 1)], [TEMPLATE, CUSTOM], ["text"], "delivered: custom"),
    "template 45011 too many in this minute": (
        [(TEMPLATE, "refuse", 45011, 1)], [TEMPLATE], ["template"], "delivered: template"),
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
    assert (await zhou.chat.say("进度")).text.startswith("前面发的照片，当时没能告诉您：\n\n第 1 页可以。\n\n")
    assert "第 1 页可以。" not in (await zhou.chat.say("进度")).text


async def test_word_about_a_photo__in_a_minute_of_too_many_calls__comes_when_it_is_over(zhou: Reached) -> None:
    """45011 says nothing about the person, whom nothing else would tell."""
    stream, began = zhou.at.house.contact_stream("oa", zhou.user.openids["oa"]), zhou.at.house.clock.time()
    zhou.weather(("custom", "refuse", 45011, 1))
    await tell(zhou.at, Told(stream, stream, "photo", text="第 1 页可以。", own=True))
    await worked_off(zhou.at)
    assert (zhou.asked(), zhou.shown()) == (["custom"], ["text"])
    assert zhou.at.house.clock.time() - began >= 60
    assert "第 1 页可以。" not in (await zhou.chat.say("进度")).text


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


# ── in words of the product's own ────────────────────────────────────────────
async def test_words_of_the_product__without_an_open_window__go_by_the_general_template(zhou: Reached) -> None:
    """X-14: what no region's message covers is sent like the others; nobody is called about what was never tried."""
    used_up(zhou.user)
    zhou.at.house.clock.move(zhou.at.house.clock.offset + 3 * 86_400)
    for event, about in (("corrected", "审核时有更正"), ("frozen", "账号停用了")):
        await zhou.listen()
        await tell(zhou.at, Told(zhou.who, zhou.who, event, text="云溪区人民医院把就读院校从“甲”更正为：乙"))
        await worked_off(zhou.at)
        assert (zhou.asked(), zhou.shown()) == (["template"], ["template"])
        rows = [text for _, text in zhou.user.messages[-1].rows]
        assert rows[:2] == [about, "云溪区人民医院把就读院校从“甲”更正为…"]
        assert [j["state"] for j in await zhou.jobs()] == ["delivered"]


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
