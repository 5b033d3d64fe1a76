"""Chat text: links, lists, times as lists have them, and the limit of one reply."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.words import COMMANDS
from casework import words
from casework.asking.places import shown
from casework.case import Case
from casework.views.ways import page, page_of
from schemes import Field
from wechat import mini, size, tap
from wizard.address import Address

WALL = 1_800  # bytes of one reply; the platform cuts at 2,048
PIECE = 300  # characters of one line; each may take four bytes
LINES = 12  # lines of a list in one reply
GAP = "\u3000"
MORE = "看后面的"
OWN_LINK = secrets.token_hex(8)  # stands before every link of ours until the reply goes out; nobody can guess it
OURS = f"{OWN_LINK}<"
OPENS = re.compile(rf"<(?!/a>)(?<!{OURS})")  # what might open a link that is none of ours
QUOTED = re.compile("“([^”]{2,8})”")
BARE, WHOSE, ROW = "hint-goes-here", "whose-it-is", "which-row"  # stand for what differs in words that are made once


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Makes the links that a reply may hold.

    Args:
        app_id: the mini-program's.
        public_url: where the pages are reached without it.
    """

    app_id: str
    public_url: str

    def page(self, label: str, path: str) -> str:
        """Return a link to a page of the mini-program."""
        return OWN_LINK + mini(label, self.app_id, path, f"{self.public_url}/m/#/{path}")

    def to(self, label: str, case: Case, address: Address) -> str:
        """Return a link to the page on which an address is filled."""
        return self.page(label, page_of(case, address))

    def blank(self, label: str, case: Case, address: Address) -> str:
        """Return such a link for words that are made once: `WHOSE` and `ROW` stand for the case and the row."""
        page = page_of(case, Address(address.section, address.row and ROW, address.field))
        return self.page(label, page.replace(case.base.path, WHOSE))

    def of(self, label: str, case: Case, name: str) -> str:
        """Return a link to a page of a case."""
        return self.page(label, page(name, case))


def say(label: str, send: str = "", hint: str = "") -> str:
    """Return a link that says something when tapped: what is seen, unless other words are sent.

    Args:
        label: what is seen.
        send: what is said instead.
        hint: which question it belongs to, as `hinted` gives it.
    """
    send = send or label
    if hint:
        return OWN_LINK + tap(label, send, hint)
    return usual_tap(label, send) if send in COMMANDS else OWN_LINK + tap(label, send)


@lru_cache(maxsize=1024)
def usual_tap(label: str, send: str) -> str:
    """Return the link of a command; the same few stand under every question, and nobody's words are in them."""
    return OWN_LINK + tap(label, send)


def hinted(address: Address, version: int) -> str:
    """Return the hint that the links of a question carry: its address and the version of the cursor."""
    return f"{address}~{version}"


def question_hinted(hint: str | None) -> str:
    """Return the address in a hint that came back with a tap, empty where none did."""
    return (hint or "").partition("~")[0]


def joined(*parts: str) -> str:
    """Return the parts of a reply with an empty line between them; empty ones are left out."""
    return "\n\n".join(filter(None, parts))


def lined(*lines: str) -> str:
    """Return lines one under the other; empty ones are left out."""
    return "\n".join(filter(None, lines))


def released(text: str) -> str:
    """Return a text as it goes out: our links work, and what somebody wrote to look like a link is only read.

    An opinion, a name or an answer that is said back could else lead an applicant anywhere.
    """
    return OPENS.sub("＜", text).replace(OURS, "<")


def kept(text: str) -> str:
    """Return a text that went through `released` before, so that its links work once more."""
    return OPENS.sub(OURS, text)


def cut(text: str, wall: int = WALL) -> tuple[str, list[str]]:
    """Return a reply as it goes out (`released`), cut at a line where it would not stay within the wall.

    Args:
        text: of any length.
        wall: bytes, the link to the rest included.

    Returns:
        What goes out, and the lines that come with 看后面的.
    """
    text = OPENS.sub("＜", text).replace(OURS, "<")
    if 4 * len(text) <= wall or size(text) <= wall:
        return text, []
    lines = [piece for line in text.split("\n") for piece in pieces(line)]
    more = released(say(MORE))
    room = wall - size(more) - 1
    out: list[str] = []
    for line in lines:
        room -= size(line) + 1
        if room < 0 and out:
            break
        out.append(line)
    rest = lines[len(out) :]
    while rest and not rest[0]:
        rest.pop(0)
    return "\n".join([*out, more]).replace("\n\n\n", "\n\n"), rest


def pieces(line: str) -> list[str]:
    """Return a line, in pieces where it is so long that a reply might not hold it; links stay whole."""
    if len(line) <= PIECE or "<a " in line:
        return [line]
    return [line[n : n + PIECE] for n in range(0, len(line), PIECE)]


def told(case: Case, field: Field, value: Any) -> str:
    """Return an answer as chat may show it: numbers of persons only in part."""
    text = shown(case, field, value)
    match field.kind:
        case "id_number":
            return words.masked_id(text)
        case "phone":
            return words.masked_phone(text)
        case _:
            return text


def brief(case: Case, field: Field, value: Any) -> str:
    """Return an answer as a list has it: `2019.09 至今` instead of 2019年09月至今."""
    match field.kind, value:
        case "period", {"from": str(begin)}:
            end = value.get("to")
            return f"{_dots(begin)} {'至 ' + _dots(end) if end else '至今'}"
        case (("month" | "date"), str()):
            return _dots(value)
        case _:
            return told(case, field, value)


def in_row(case: Case, field: Field, value: Any) -> str:
    """Return an answer as it stands among others of its row, with its name where it alone would say nothing."""
    match field.kind:
        case "yes_no" | "number":
            return f"{label_of(field).removeprefix('是否')} {brief(case, field, value)}"
        case "evidence":
            return f"{label_of(field).removesuffix('材料')}材料 {value['pages']} 页"
        case _:
            return brief(case, field, value)


def linked(text: str) -> str:
    """Return a region's sentence in which a command between quotation marks can be tapped."""
    return QUOTED.sub(lambda m: say(m[1]) if m[1] in COMMANDS else m[0], text)


def _dots(moment: str) -> str:
    return moment.replace("-", ".")


def label_of(field: Field) -> str:
    """Return what a question is called in passing: its short name where it has one."""
    return field.short or field.label


def numbered(taps: Sequence[tuple[str, str]], hint: str = "") -> list[str]:
    """Return taps one a line, each with its number before it.

    Args:
        taps: what is seen and what is sent, in order.
        hint: which question they belong to, as `hinted` gives it.
    """
    return [say(f"{n} {label}", send, hint) for n, (label, send) in enumerate(taps, 1)]


def spaced(text: str) -> str:
    """Return a name as it stands inside a sentence: with a space before it where it begins with a digit."""
    return f" {text}" if text[:1].isdigit() else text
