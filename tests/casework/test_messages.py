"""Every message of every region: its event happens, and everything it names is known when it does (X-14)."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any, get_args

import pytest

from casework.messages import Told, placeholders
from notify.compose import ABSENT, compose
from review.effects import EventName
from schemes import Message, Scheme, load
from schemes.check_forms import GENERAL_BLANKS, MESSAGE_BLANKS
from schemes.kinds import GENERAL
from wizard.address import Address

from .stage import Served, good, noted
from .way import CERTIFICATE, HEALTH, OPINION, STEPS, TOP, carried, mark, pushed, read_all

REGIONS = sorted(p.parent for p in Path("regions").glob("*/region.yaml"))
ACCOUNTS = {"confirmed", "refused"}
HAPPENING = set(get_args(EventName)) | ACCOUNTS | {GENERAL}


def scheme_of(folder: Path) -> Scheme:
    loaded = load(folder)
    assert loaded.scheme is not None, loaded.faults
    return loaded.scheme


def every() -> list[Any]:
    return [pytest.param(s, m, id=f"{s.region.id}-{n}") for s in map(scheme_of, REGIONS) for n, m in s.messages.items()]


async def lived(at: Served) -> dict[str, list[Told]]:
    """Go every way: return, mend, reject, undo, approve, undo, forward, committee, certificate; accounts besides."""
    found: dict[str, list[Told]] = defaultdict(list)

    async def note() -> None:
        for told in await pushed(at):
            found[told.event].append(told)

    luo, qin, shen, zhou = (at.caller(n) for n in ("luo", "qin", "shen", "zhou"))
    for deed in ("refuse", "confirm"):
        good(await luo.post(f"people/{(await at.newcomer()).id}/deeds/{deed}", {"opinion": "不是本单位的人"}))
    assert at.known is not None
    good(await luo.post("units/u-hospital/publicity/deeds/undo", {"applications": [at.known.full.rpartition("/")[2]]}))
    for result in ("", "经公示无异议"):
        await noted(luo, "u-hospital", at.known.full, result=result)
    base = await at.submitted()
    await mark(at, base, "basic.work")
    await luo.deed(base, "return", {"opinion": "请补材料"})
    at.move_clock(day=22)
    await at.worker.terms()
    await at.worker.terms()
    await note()
    at.move_clock()
    good(await zhou.post(f"{base}/marks/1/explanation", {"text": "原件如此"}))
    await zhou.deed(base, "submit")
    await luo.deed(base, "reject", {"opinion": "不符合条件"})
    await luo.deed(base, "undo_reject")
    for who, deed, body in (
        (luo, "approve", {"values": OPINION}), (qin, "approve", {"values": HEALTH}),
        (at.caller("fang"), "approve", {"values": TOP}), (qin, "approve", {}), (qin, "undo_approve", {}),
        (qin, "approve", {}), (qin, "forward", {}), (shen, "approve", {"opinion": "评审通过"}),
        (shen, "issue", {"values": CERTIFICATE}),
    ):  # fmt: skip
        if deed == "approve":
            await read_all(at, next(n for n in ("luo", "qin", "fang", "shen") if at.caller(n).id == who.id), base)
        await who.deed(base, deed, body)
    await note()
    return found


async def test_messages__of_a_whole_life__have_every_blank_filled(server: Served) -> None:
    """What the product really supplies fills each message: text, template and subscription, for each receiver."""
    found = await lived(server)
    scheme = server.house.shelf.current["chongqing"]
    for told in (t for tolds in found.values() for t in tolds if t.message):
        message = scheme.messages[told.message]
        for name in placeholders(message):
            assert told.facts.get(name, "").strip(), (told.event, told.message, name)
        note = compose(scheme, message, told.facts | {"now": server.house.clock.now().strftime("%Y-%m-%d %H:%M")})
        assert note.unfit == (), (told.message, note.unfit)
        assert len(note.subscribe) == len(message.subscribe)
        assert len(note.template) == len(message.template)
        for text in (note.text, *note.subscribe.values(), *note.template.values()):
            assert text.strip(), told.message
            assert not re.search(r"[{}]|None|[（“「《][）”」》]", text), (told.message, text)
    assert len(found["term_near"]) == 1  # told once, however often the worker looks
    silent = {m.on for m in scheme.messages.values()} - {t.event for tolds in found.values() for t in tolds}
    assert silent <= ELSEWHERE, f"nobody was told of {silent}"


@pytest.mark.parametrize("event", ["approved_step", "work_waiting"])
async def test_messages__of_two_steps_of_one_unit__begin_otherwise(server: Served, event: str) -> None:
    """Whoever is told twice by or at one unit sees in the first words which of its steps it is."""
    await carried(server, len(STEPS))
    scheme, said = server.house.shelf.current["chongqing"], defaultdict[tuple[str, str], list[tuple[str, ...]]](list)
    for told in await pushed(server):
        if told.event == event:
            note = compose(scheme, scheme.messages[told.message], told.facts)
            heads = (note.text[:8], note.subscribe["thing3"], note.template["thing2"])
            said[told.who, told.facts["by.name"]].append(heads)
    several = [heads for heads in said.values() if len(heads) > 1]
    assert several, "a unit has two steps on this way"
    for heads in several:
        for parts in zip(*heads, strict=True):
            assert len({*parts}) == len(parts), parts


ELSEWHERE = {
    "other",
    "publicity_moved",
    "publicity_kept",
    "fee_due",
    "fee_paid",
    "defence_arranged",
    "extended",
    "ended",
    "withdrawn",
}
"""What does not happen on the way that Chongqing's application goes here."""


async def supplied(at: Served) -> set[str]:
    """The names that the product fills at every event of an application."""
    found = await lived(at)
    return set.intersection(*(set(t.facts) for e, ts in found.items() if e not in ACCOUNTS for t in ts if t.message))


async def test_blanks__that_a_region_may_name__are_all_supplied(server: Served) -> None:
    """Whatever the check of a region lets through is filled by the product: the two lists are one."""
    assert await supplied(server) >= MESSAGE_BLANKS | ABSENT.keys()


@pytest.mark.parametrize(("scheme", "message"), every())
def test_message__of_a_region__names_only_what_there_is_and_waits_for_what_happens(
    scheme: Scheme, message: Message
) -> None:
    """No message waits for an event that never comes, and no blank stands for an answer that nobody gives."""
    assert message.on in HAPPENING
    known = GENERAL_BLANKS if message.on == GENERAL else MESSAGE_BLANKS | ABSENT.keys()
    for name in placeholders(message) - known:
        address = Address.parse(name)
        field = scheme.field(address.section, address.field or "")
        assert field.kind not in {"evidence", "portrait", "pledge", "printed", "note"}, name
        assert not field.sensitive, f"{name} would go over the platform in the clear"
