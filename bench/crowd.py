"""Brings contacts into the middle of a real application, and finds out what they can say next.

    ZHIPING_…=… python bench/crowd.py --people 200 --crowds 1 --region chongqing --messages 60 --out crowd.json

Everything is written by the product's own deeds in a house opened on the settings of the environment. One more contact,
the scout, talks to the conversation itself and answers whatever question is on the screen; what it said and was told is
what all the others will say and must be told. Writes one JSON object:

    token, app_id, aes_key   of the official account
    lanes                    for each kind of crowd: texts, the first line of each reply, actions that each one adds
    crowds                   for each kind, crowd by crowd: openid, application, token of a session, places of answers
    fields                   addresses of questions that take any short text
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import secrets
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT / "src")  # in the place of this folder, whose files have names of rooms

import uvloop  # noqa: E402
import yaml  # noqa: E402

from bot.talk import Bot  # noqa: E402
from casework import ids  # noqa: E402
from casework.actor import Act  # noqa: E402
from casework.asking import consents  # noqa: E402
from casework.case import Case  # noqa: E402
from casework.deeds import answer, begin, consent, doors, people  # noqa: E402
from casework.desk import Desk  # noqa: E402
from casework.house import House  # noqa: E402
from casework.problems import Problem  # noqa: E402
from schemes import Scheme  # noqa: E402
from wechat.messages import Incoming, Text  # noqa: E402
from wizard.address import Address  # noqa: E402
from wizard.identity import check_character  # noqa: E402
from wizard.prompts import prompt  # noqa: E402
from zhiping.compose import bot_of, open_house  # noqa: E402
from zhiping.demo import of_this_year  # noqa: E402
from zhiping.operating import put_plan, put_unit  # noqa: E402
from zhiping.settings import Settings, read  # noqa: E402

AT_ONCE = 32
FILES = {"evidence", "portrait"}
TAP = re.compile(r"msgmenucontent=([^&\"]+)")
ONWARD = ("再加", "填", "下一栏")
TYPED = {
    "month": ["2015.12", "2008.7"],
    "date": ["2008.7.1", "2015.12.3"],
    "year": ["2015", "2008"],
    "period": ["2008.7-2015.11", "2015.12-2019.6"],
    "number": ["5", "92", "3", "1"],
    "yes_no": ["否", "是"],
    "phone": ["13800000001"],
    "id_number": ["500000198506150028"],
}


def candidates(case: Case, address: Address, turn: int) -> Iterator[str]:
    """Yield texts that may be an answer to a question, another one each turn where there is a choice."""
    asked, state = prompt(case.journey, address), case.journey.state(address)
    options = [o.send for o in asked.options]
    yield from options[turn % len(options) :] if options else ()
    yield from options
    listed = TYPED.get(state.field.kind, [])
    yield from listed[turn % len(listed) :] if listed else ()
    yield from listed
    if asked.example:
        yield asked.example
    yield f"内科临床与带教 {turn}"
    yield from state.suggest
    yield "无"


async def furnish(house: House, region: str) -> tuple[str, str]:
    """Put the demonstration's units in and a plan that is open; return plan and employer."""
    declared = yaml.safe_load((ROOT / f"regions/{region}/demo/units.yaml").read_text("utf-8"))
    plan = of_this_year(declared["plans"][0], house.clock.now())
    await put_plan(house, plan)
    for unit in declared["units"]:
        await put_unit(house, unit["name"], unit["kind"], unit.get("parent", ""), plan["region"], unit["id"])
    scheme = house.shelf.current[plan["region"]]
    tree = await house.tree()
    employer = next(n.ref.id for n in tree.nodes.values() if scheme.units[n.ref.kind].employer)
    return plan["id"], employer


def identified(desk: Desk, head: Any, scheme: Scheme, name: str, number: str) -> None:
    """Agree to what is read on registering, and say who one is."""
    for words in consents.lacking(desk, scheme, ("register",)):
        consent.give(desk, head, scheme, words.id, words.digest)
    people.identify(desk, head, scheme, name, number)


def fill(desk: Desk, case: Case, until: str) -> None:
    """Answer everything that is missing, in order, up to a section; files count as handed in."""
    tried: set[Address] = set()
    while left := [a for a in case.journey.missing() if a not in tried]:
        if left[0].section == until:
            return
        tried.add(left[0])
        put(desk, case, left[0], len(tried))


def put(desk: Desk, case: Case, address: Address, turn: int) -> bool:
    """Answer one question with the first text that passes."""
    if address.field is None:
        return False
    if case.journey.state(address).field.kind in FILES:
        return attach(desk, case, address)
    for text in candidates(case, address, turn):
        try:
            answer.save(desk, case, address, text=text)
        except Problem:
            continue
        return True
    return False


def attach(desk: Desk, case: Case, address: Address) -> bool:
    """Record a document as handed in; its bytes are never asked for."""
    document = {
        "file": "sha256:" + "0" * 64,
        "pages": 1,
        "size": 90_000,
        "media": "application/pdf",
        "at": desk.act.now,
    }
    desk.record(case.head, "answered", {"a": str(address), "v": document})
    return True


class Registry:
    """Makes people, each with an account in chat, a session on the phone, and an application on its way.

    Args:
        bot: the conversation.
        plan: under which they apply.
        employer: where they work.
        start: the section whose first open question is on the screen when they are done.
    """

    def __init__(self, bot: Bot, plan: str, employer: str, start: str) -> None:
        self.bot, self.house, self.plan, self.employer, self.start = bot, bot.house, plan, employer, start

    def act(self, person: str, what: str) -> Act:
        """Return an act of one's own."""
        return Act(key=f"bench|{person}|{what}", epoch=self.house.clock.time(), surface="mini_program", person=person)

    async def settle(self, openid: str, number: int, given: int | None = None) -> tuple[dict[str, Any], Phone]:
        """Make one person and bring the application to where the question is on the screen.

        Args:
            openid: in the chat.
            number: of the person.
            given: how many questions are answered before, from the starting section on; None for all before that.
        """
        house, person, application = self.house, ids.new_id("p"), ids.new_id("a")
        chat, phone = house.contact_stream("oa", openid), house.contact_stream("mp", "m" + openid)
        token, scheme = secrets.token_urlsafe(32), await house.default_region()
        digits = f"500000{1970 + number // 900 % 30}0615{number % 900 + 100:03d}"

        async def register(desk: Desk) -> bool:
            head, oa, mp = desk.head(ids.person(person)), desk.head(chat), desk.head(phone)
            people.create(desk, head, scheme.region.id, scheme.digest)
            desk.record(oa, "met", {"account": "oa", "openid": openid})
            desk.record(oa, "followed", {})
            desk.record(mp, "met", {"account": "mp", "openid": "m" + openid})
            people.belong(desk, oa, head)
            people.belong(desk, mp, head)
            people.verify_phone(desk, head, f"138{number:08d}")
            identified(desk, head, scheme, "周岚", digits + check_character(digits))
            doors.log_in(desk, mp, token, "mini_program")
            case = await desk.case(ids.Base("person", person))
            for address in case.journey.missing():
                if address.field and case.journey.state(address).field.kind == "unit":
                    answer.save(desk, case, address, value=self.employer)
                    people.employ(desk, head, self.employer)
            fill(desk, case, "")
            return True

        plan = await house.body("plan", self.plan)
        seqs: dict[str, int] = {}

        async def apply(desk: Desk) -> str:
            head = desk.head(ids.application(application))
            await begin.start(desk, head, plan)
            case = await desk.case(ids.Base("application", application))
            if given is None:
                fill(desk, case, self.start)
                attached(desk, case)
                section = self.start
            else:
                section = begun(desk, case, self.start, given)
            seqs.update(case.present.filled.seqs)
            seqs[""] = head.at[0]
            return case.journey.section(section).label

        await house.write(self.act(person, "register"), [ids.person(person), chat, phone], openid, register, bool)
        streams = [ids.application(application), ids.person(person)]
        label = await house.write(self.act(person, "apply"), streams, openid, apply, str)
        who = {"openid": openid, "application": application, "token": token, "seqs": seqs}
        phone = Phone(self.bot, who)
        await phone.say(f"填{label}")
        return who, phone


def attached(desk: Desk, case: Case) -> None:
    """Hand in every document that may be asked for, so that only questions remain."""
    for name, section in case.scheme.sections.items():
        if section.of == "application" and section.by == "applicant" and section.rows is None:
            for key, field in section.fields.items():
                if field.kind in FILES:
                    attach(desk, case, Address(name, None, key))


def begun(desk: Desk, case: Case, start: str, given: int) -> str:
    """Answer so many questions from a section on, in order; return the section of the one after."""
    asked = Address(start)
    for n in range(given):
        asked = following(case, asked)
        put(desk, case, asked, n)
    return following(case, asked).section


def following(case: Case, after: Address) -> Address:
    """Return the next question."""
    found = case.journey.next(after)
    assert found is not None
    return found


def plain_fields(case: Case) -> list[str]:
    """Return where every application takes any short text, whatever else is answered."""
    flat = [s.id for s in case.journey.sections() if case.scheme.sections[s.id].rows is None]
    states = [s for section in flat for s in case.journey.fields(section)]
    return [
        str(s.address)
        for s in states
        if s.field.kind == "text"
        and not (s.derived or s.field.list or s.field.pattern or s.field.when)
        and (s.max or 99) >= 20
    ]


class Phone:
    """Talks to the conversation, and can answer whatever it is asked.

    Args:
        bot: the conversation.
        who: as `Registry.settle` made it.
    """

    numbers = count(1)

    def __init__(self, bot: Bot, who: dict[str, Any]) -> None:
        self.bot, self.who, self.reply = bot, who, ""
        self.said: list[str] = []
        self.told: list[str] = []
        self.wrote: list[int] = []

    async def say(self, text: str) -> str:
        """Say something and return the reply."""
        created = int(self.bot.house.clock.time())
        incoming = Incoming(
            sender=self.who["openid"], account="gh_bench", created=created, mode="safe", nonce="n",
            message=Text(content=text), key=f"scout:{next(self.numbers)}:{created}",
        )  # fmt: skip
        self.reply = await self.bot.receive(incoming) or ""
        return self.reply

    async def walk(self, messages: int) -> None:
        """Find so many messages that answer a question, or lead to the next one; fewer where nothing is left to ask."""
        while len(self.said) < messages:
            seq, asked = await self.seq(), await self.asked()
            for text in await self.choices(asked):
                reply = await self.say(text)
                if await self.seq() > seq or (not asked and await self.asked()):
                    break
            else:
                return
            self.said.append(text)
            self.told.append(reply.partition("\n")[0])
            self.wrote.append(await self.seq() - seq)

    async def asked(self) -> str:
        """Return which question is on the screen."""
        stream = self.bot.house.contact_stream("oa", self.who["openid"])
        return (await self.bot.house.peek(stream)).state.cursor.address

    async def seq(self) -> int:
        """Return how many actions the application has."""
        async with self.bot.house.heads.hold(ids.application(self.who["application"])) as held:
            return next(iter(held.values())).at[0]

    async def choices(self, asked: str) -> list[str]:
        """Return what may be said now: answers to the question, or taps that lead to the next one."""
        if not asked:
            taps = [urllib.parse.unquote(t) for t in TAP.findall(self.reply)]
            return [t for t in taps if t.startswith(ONWARD)]
        return await self.look(lambda case: list(candidates(case, Address.parse(asked), len(self.said))))

    async def look(self, see: Callable[[Case], list[str]]) -> list[str]:
        """Look at the application."""
        house, base = self.bot.house, ids.Base("application", self.who["application"])

        async def look(_: Desk, case: Case) -> list[str]:
            return see(case)

        owner = (await house.present(base.stream)).state.person
        act = Act(key=f"look|{next(self.numbers)}", epoch=house.clock.time(), surface="chat", person=owner)
        return await house.look(act, base, look)


async def run(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Bring everybody in."""
    async with open_house(settings, migrate=True) as house:
        plan, employer = await furnish(house, options.region)
        bot = bot_of(house, settings)
        registry = Registry(bot, plan, employer, options.start)
        numbers, gate = count(1), asyncio.Semaphore(AT_ONCE)

        async def one(given: int | None) -> tuple[dict[str, Any], Phone]:
            number = next(numbers)
            async with gate:
                return await registry.settle(f"oBench{number:022d}", number, given)

        async def crowd(given: int | None) -> list[dict[str, Any]]:
            return [who for who, _ in await asyncio.gather(*(one(given) for _ in range(options.people)))]

        lanes: list[dict[str, Any]] = []
        crowds: list[list[list[dict[str, Any]]]] = []
        for given in options.given or [None]:
            _, scout = await one(given)
            await scout.walk(options.messages)
            lanes.append({"texts": scout.said, "begins": scout.told, "actions": scout.wrote})
            crowds.append([await crowd(given) for _ in range(options.crowds)])
        return {
            "token": settings.oa_token, "app_id": settings.oa_app_id, "aes_key": settings.oa_aes_key, "lanes": lanes,
            "crowds": crowds, "fields": await scout.look(plain_fields),
        }  # fmt: skip


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--crowds", type=int, default=1, help="how many times so many people")
    parser.add_argument("--messages", type=int, default=60, help="how many the scout looks for")
    parser.add_argument("--region", default="chongqing")
    parser.add_argument("--start", default="cover", help="section that is on the screen first")
    parser.add_argument("--given", type=int, nargs="*", help="kinds of crowds: so many answers from the start on")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    found = uvloop.run(run(options, read()))
    options.out.write_text(json.dumps(found, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
