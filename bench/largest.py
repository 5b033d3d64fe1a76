"""What the largest application of a region costs: every row, every answer and every document that it takes.

    python bench/largest.py [--rounds 31]

Fills one through the product's own deeds, then takes turns with bare Sanic answering `success`: the whole journey, one
more answer with the next question after it, a section's page. Prints microseconds of CPU, and a figure a line.
"""

from __future__ import annotations

import argparse
import base64
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import uvloop

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

import msgspec  # noqa: E402
import wires  # noqa: E402
from crowd import fill, furnish, identified, put  # noqa: E402
from figures import figure, ratios  # noqa: E402
from generator import drive  # noqa: E402
from journey import value  # noqa: E402
from machine import ROOT, UNDER_TEST, free_port, running  # noqa: E402

from casework import ids  # noqa: E402
from casework.actor import Act  # noqa: E402
from casework.case import Case  # noqa: E402
from casework.deeds import answer, begin, doors, people  # noqa: E402
from casework.desk import Desk  # noqa: E402
from casework.house import House  # noqa: E402
from casework.problems import Problem  # noqa: E402
from casework.views.sections import section_view  # noqa: E402
from schemes.kinds import FILES  # noqa: E402
from wizard.address import Address  # noqa: E402
from wizard.journey import Journey  # noqa: E402
from zhiping.compose import open_house  # noqa: E402
from zhiping.settings import DEMONSTRATION, Settings  # noqa: E402

REGION = "chongqing"
CHOSEN = {"register.identity": "其他人员", "cover.category": "临床", "basic.degree": "硕士", "exam.mode": "参加考试"}
"""Choices that open the most; whether somebody did something is answered with yes, and with all rows there are."""
BARE, PARTS = 200, 4  # requests a turn; in so many turns every answer is given once


def settings(folder: str) -> Settings:
    """Return the settings of a house of its own."""
    key = "bench:" + base64.b64encode(os.urandom(32)).decode()
    known = {name.lower(): value for name, value in DEMONSTRATION.items()} | {"master_keys": key}
    return Settings(
        database_url=f"sqlite:///{folder}/bench.sqlite3", blob_url=f"file://{folder}/files", data_dir=folder,
        regions=str(ROOT / "regions"), mode="development", **known,
    )  # fmt: skip


def say(desk: Desk, case: Case, address: Address, turn: int) -> None:
    """Answer one question, with what opens the most where that is known."""
    state = case.journey.state(address)
    if state.derived or state.field.kind in {"note", "pledge", "printed"}:
        return
    chosen = CHOSEN.get(f"{address.section}.{address.field}") or ("是" if state.field.kind == "yes_no" else None)
    if chosen is not None:
        answer.save(desk, case, address, text=chosen)
    else:
        put(desk, case, address, turn)


def everything(desk: Desk, case: Case) -> None:
    """Answer every question, add every row, hand in every document."""
    for section in case.journey.sections():
        if case.scheme.sections[section.id].rows is None:
            for n, field in enumerate(case.scheme.sections[section.id].fields):
                if any(str(s.address) == f"{section.id}.{field}" for s in case.journey.fields(section.id)):
                    say(desk, case, Address(section.id, None, field), n)
    for section in case.journey.sections():
        declared = case.scheme.sections[section.id].rows
        while declared is not None:
            try:
                answer.add_row(desk, case, section.id, None, {})
            except Problem:
                break  # all rows are there
            if section.max is None:
                break
        for n, row in enumerate(case.journey.row_ids(section.id) if declared else ()):
            for field in case.scheme.sections[section.id].fields:
                if any(s.address.field == field for s in case.journey.fields(section.id, row)):
                    say(desk, case, Address(section.id, row, field), n)
    fill(desk, case, "")


async def made(house: House) -> str:
    """Bring one person in with the largest application; return the person, whose application has the same number."""
    plan_id, employer = await furnish(house, REGION)
    person, application, chat = ids.new_id("p"), ids.new_id("a"), house.contact_stream("oa", "oBench")
    scheme, plan = await house.default_region(), await house.body("plan", plan_id)

    async def register(desk: Desk) -> bool:
        head, contact = desk.head(ids.person(person)), desk.head(chat)
        people.create(desk, head, scheme.region.id, scheme.digest)
        desk.record(contact, "met", {"account": "oa", "openid": "oBench"})
        people.belong(desk, contact, head)
        people.verify_phone(desk, head, "13800000001")
        identified(desk, head, scheme, "周岚", "500000198506150028")
        doors.log_in(desk, contact, "bench", "mini_program")
        case = await desk.case(ids.Base("person", person))
        for address in case.journey.missing():
            if address.field and case.journey.state(address).field.kind == "unit":
                answer.save(desk, case, address, value=employer)
                people.employ(desk, head, employer)
        for address in case.journey.missing():
            say(desk, case, address, 0)
        return True

    async def apply(desk: Desk) -> bool:
        await begin.start(desk, desk.head(ids.application(application)), plan)
        everything(desk, await desk.case(ids.Base("application", application)))
        return True

    def act(what: str) -> Act:
        return Act(key=f"bench|{what}", epoch=house.clock.time(), surface="mini_program", person=person)

    await house.write(act("register"), [ids.person(person), chat], "", register, bool)
    await house.write(act("apply"), [ids.application(application), ids.person(person)], "", apply, bool)
    return application


def spent(act: Callable[[], object]) -> float:
    """Return the microseconds of this process's CPU that something takes."""
    began = time.process_time_ns()
    act()
    return (time.process_time_ns() - began) / 1000


def answered(journey: Journey, chosen: list[Address], turn: int) -> float:
    """Return the mean microseconds of one more answer and the next question: another value, then the old one."""
    took, count = 0, 0
    for address in chosen:
        old = journey.answers.get(address)
        for new in (value(journey.scheme, journey.scheme.field(address.section, address.field or ""), turn), old):
            began = time.process_time_ns()
            journey.put(address, new)
            journey.next(address)
            took, count = took + time.process_time_ns() - began, count + 1
    return took / count / 1000


def pages(case: Case) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield every page of a section, and of a row, with its name."""
    for section in case.journey.sections():
        rows = case.journey.row_ids(section.id) if case.scheme.sections[section.id].rows else []
        for row in [None, *rows[:1]]:
            name = section.id + (".row" if row else "")
            yield name, lambda at=section.id, row=row: msgspec.json.encode(section_view(case, at, row))


def measured(case: Case, bare: Callable[[], float], rounds: int) -> None:
    """Take turns, and print."""
    journey, scheme = case.journey, case.scheme
    world, answers = journey.context.world, case.present.filled.answers
    own = Journey(scheme, deepcopy(answers), world)
    chosen = [
        a for a in map(Address.parse, case.present.filled.seqs)
        if a.field and case.answer(a) is not None and scheme.field(a.section, a.field).kind not in FILES
    ]  # fmt: skip
    views = list(pages(case))
    seen: dict[str, list[float]] = {}
    gc.collect()
    for n in range(rounds):
        took = {"bare": bare()}
        os.sched_setaffinity(0, {UNDER_TEST})  # the same core, with the same neighbours
        took["whole"] = spent(lambda: Journey(scheme, answers, world))
        took["answer"] = answered(own, chosen[n % PARTS :: PARTS], n + 1)
        took |= {f"view {name}": spent(view) for name, view in views}
        for name, one in took.items():
            seen.setdefault(name, []).append(one)
    middle = {name: statistics.median(found) for name, found in seen.items()}
    for name, one in sorted(middle.items(), key=lambda pair: -pair[1]):
        print(f"{name:32} {one:8.1f} µs")
    count = len(answers)
    dearest = max((name for name in middle if name.startswith("view ")), key=lambda name: middle[name])
    for words, name, wanted in (
        (f"a whole journey over {count} answers", "whole", 80),
        (f"one more answer among {count}, in the mean", "answer", 1.7),
        (f"a section's page, the dearest: {dearest.removeprefix('view ')}", dearest, 60),
    ):
        beside = f"bare Sanic answering success: {middle['bare']:.0f} µs, ours {middle[name]:.0f} µs"
        made = figure(words, ratios(seen[name], seen["bare"]), "× CPU", beside, wanted)
        print(msgspec.json.encode(made).decode())


async def run(rounds: int) -> None:
    """Fill the application and measure."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_house(settings(folder), migrate=True) as house:
            application = await made(house)
            port = free_port()
            command = [sys.executable, ROOT / "bench/peers.py", "bare", port]
            with running(command, Path(folder), core=UNDER_TEST, port=port) as process:
                platform = wires.Platform("bench", "")

                def bare() -> float:
                    sent = wires.lanes(platform, [f"o{n:027d}" for n in range(20)], ["好"] * (BARE // 20))
                    return drive(port, sent, [process.pid]).held("bare", lambda _who, _n, body: body == b"success").cpu

                async def look(_: Desk, case: Case) -> bool:
                    measured(case, bare, rounds)
                    return True

                owner = (await house.present(ids.application(application))).state.person
                act = Act(key="bench|look", epoch=house.clock.time(), surface="mini_program", person=owner)
                await house.look(act, ids.Base("application", application), look)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=31)
    uvloop.run(run(parser.parse_args().rounds))


if __name__ == "__main__":
    main()
