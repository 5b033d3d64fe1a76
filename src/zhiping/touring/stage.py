"""Who stands on the stage: each with a phone, the page that is open on it, and what was heard so far."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from wizard.identity import check_character
from zhiping.phone import Phone, PhoneError, Phones
from zhiping.touring.script import Newcomer, Script

PATIENCE = 60.0  # seconds until something that is waited for must have come
EVERY = 0.15  # seconds between two looks

NUMBER = re.compile(r"^\d+ ")


class Missed(Exception):
    """Says in one sentence what was expected and what came instead."""


class Came(NamedTuple):
    """Is what came back of an act: all its words, to look for pieces in, and a few of them to print."""

    text: str
    brief: str = ""


class Refusal(Exception):
    """Carries the sentence with which something was refused."""


@dataclass(slots=True)
class Player:
    """Is one person with a phone.

    Args:
        key: as the tour names them.
        name: as on the ID card.
        phone: what they hold.
        id_number: of the ID card.
        page: that is open in the mini-program, with its query.
        base: the application that they fill or read.
        me: their id in the product, once they have logged in.
        screen: a desktop on which they are logged in.
        heard: number of the last line of the phone that an expectation was met by.
        replies: numbers of the lines that answered at once, which are no pushes.
    """

    key: str
    name: str
    phone: Phone
    id_number: str
    page: str = ""
    base: str = ""
    me: str = ""
    screen: Phone | None = None
    heard: int = 0
    replies: set[int] = field(default_factory=lambda: set[int]())

    def query(self, name: str) -> str:
        """Return a parameter of the open page, empty where it has none."""
        return next(iter(parse_qs(urlsplit(self.page).query).get(name, [])), "")


@dataclass(slots=True)
class Stage:
    """Is where a tour happens.

    Args:
        phones: opens phones.
        players: everybody who acts, by key.
    """

    phones: Phones
    players: dict[str, Player]

    def player(self, key: str) -> Player:
        """Return one of those who act.

        Raises:
            Missed: nobody has this key.
        """
        if key not in self.players:
            raise Missed(f"演示里没有“{key}”这个人")
        return self.players[key]


async def open_stage(phones: Phones, script: Script, known: Sequence[dict[str, Any]]) -> Stage:
    """Let newcomers and the demonstration's people come onto the stage.

    Args:
        phones: opens phones.
        script: names the newcomers.
        known: the demonstration's people.
    """
    stage = Stage(phones, {})
    for person in known:
        stage.players[person["id"]] = Player(person["id"], person["name"], phones.of(person["id"]), person["id_number"])
    for key, new in script.newcomers.items():
        made = await phones.control(
            "people", {"name": new.name, "note": new.note, "role": new.note, "phone": new.phone}
        )
        stage.players[key] = Player(key, new.name, phones.of(made["id"]), id_number(new))
    for player in stage.players.values():
        lines = await player.phone.messages()
        player.heard = lines[-1]["n"] if lines else 0
    return stage


def id_number(new: Newcomer) -> str:
    """Return an ID number that nobody is likely to have taken in an earlier tour (GB 11643-1999).

    Args:
        new: whose area, day of birth and sex it tells.
    """
    order = random.randrange(0, 500) * 2 + (1 if new.sex == "男" else 0)  # noqa: S311  an invented number
    body = f"{new.area}{new.born.replace('-', '')}{order:03}"
    return body + check_character(body)


async def until(look: Callable[[], Awaitable[Any]], wanted: str, patience: float = PATIENCE) -> Any:
    """Wait for something and return it.

    Args:
        look: returns it, or something empty while it is not there.
        wanted: what is waited for, for the sentence when it does not come.
        patience: seconds.

    Raises:
        Missed: it did not come in time.
    """
    end = time.monotonic() + patience
    while not (found := await look()):
        if time.monotonic() > end:
            raise Missed(f"等了 {patience:g} 秒，没有等到{wanted}")
        await asyncio.sleep(EVERY)
    return found


def words_of(line: dict[str, Any]) -> str:
    """Return everything that a line of the phone says."""
    rows = [part for row in line.get("rows", []) for part in row]
    return " ".join([line.get("title", ""), line.get("text", ""), *rows])


async def heard(player: Player, wanted: Sequence[str]) -> str:
    """Wait until a push with all these pieces stands on the phone, and return its words.

    Raises:
        Missed: none came.
    """

    async def look() -> str:
        for line in await player.phone.messages(player.heard):
            text = words_of(line)
            if line["side"] == "it" and line["n"] not in player.replies and all(p in text for p in wanted):
                player.heard = line["n"]
                return text
        return ""

    try:
        return await until(look, "")
    except Missed:
        lines = [words_of(x) for x in await player.phone.messages(player.heard) if x["side"] == "it"]
        came = "；".join(t.replace("\n", " ")[:120] for t in lines[-4:]) or "什么也没有"
        raise Missed(f"{player.name}的手机上应当收到“{'”“'.join(wanted)}”，来的是：{came}") from None


def link(lines: Sequence[dict[str, Any]], label: str, kinds: Sequence[str]) -> dict[str, Any]:
    """Return the newest link of a chat with this label.

    Args:
        lines: of the phone, oldest first.
        label: as the person reads it; the number before it may be left out, the beginning is enough.
        kinds: `tap`, `mini`, `url`.

    Raises:
        Missed: there is none.
    """
    near = lines[-12:]
    for line in reversed(near):
        links = [x for x in line.get("links", []) if x["kind"] in kinds]
        exact = [x for x in links if label in (x["label"], NUMBER.sub("", x["label"]))]
        if found := exact or [x for x in links if x["label"].startswith(label)]:
            return found[0]
    seen = "、".join(x["label"] for line in near for x in line.get("links", []))
    raise Missed(f"聊天里应当能点“{label}”，能点的是：{seen or '没有'}")


def check(came: str, wanted: Sequence[str]) -> None:
    """Hold what came against the pieces that were expected.

    Raises:
        Missed: a piece is absent.
    """
    for piece in wanted:
        if piece not in came:
            raise Missed(f"应当有“{piece}”，来的是：{came.replace(chr(10), ' ')[:400] or '什么也没有'}")


def sentence(error: PhoneError) -> str:
    """Return the sentence of a refusal as a person reads it, with what it says of single answers."""
    try:
        found: Any = json.loads(error.text)
    except ValueError:
        return f"{error.status} {error.text[:200]}"
    if not isinstance(found, dict):
        return f"{error.status} {error.text[:200]}"
    said: dict[str, Any] = found
    spots = "；".join(s.get("text", "") for s in said.get("problems") or [])
    return f"{said.get('detail') or said.get('text') or error.status}{'：' + spots if spots else ''}"


def as_text(view: Any) -> str:
    """Return a view of the API as text, to look for pieces in."""
    return unquote(json.dumps(view, ensure_ascii=False))


__all__ = [
    "Came", "Missed", "Player", "Refusal", "Stage", "as_text", "check", "heard", "link", "open_stage", "sentence",
    "until", "words_of",
]  # fmt: skip
