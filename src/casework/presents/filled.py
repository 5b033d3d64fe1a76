"""What somebody fills in: answers, rows and the places of their last change, for every kind of stream."""

from collections.abc import Callable, Iterable, Mapping
from sys import intern
from typing import Any

from pledge.binding import bound_content, content_digest
from schemes import Scheme, World
from wizard.address import Address
from wizard.answers import Answers
from wizard.journey import Journey

ASIDE = "~"  # what was put aside: a row or a section that was dropped and can be found again
PLACES = tuple(range(4096))  # places are kept for every answer; those of most streams are these, once for all of them
SHORT = 24  # letters up to which an answer is kept once for everybody who gives the same: a choice, a month, a unit
DRAFT = "#"  # pages of evidence on their way, not yet an answer


class Filled:
    """Holds the answers of one stream and, once somebody asks, the journey over them.

    Changes come only from recorded actions (`change`); each tells which addresses it touched, because these are the
    rows of the table `answer`.
    """

    __slots__ = ("answers", "aside", "drafts", "journey", "scheme", "seqs", "world")

    def __init__(self) -> None:
        self.answers = Answers()
        self.seqs: dict[str, int] = {}
        self.aside: dict[str, Any] = {}
        self.drafts: dict[str, Any] = {}
        self.journey: Journey | None = None
        self.scheme: str | None = None
        self.world: Any = None

    def restore(self, rows: Iterable[tuple[str, int, Any]]) -> None:
        """Take in the stored rows.

        Args:
            rows: address, seq of the last action that touched it, value.
        """
        cells: list[tuple[Address, Any]] = []
        places: list[tuple[int, Address]] = []
        for text, seq, value in rows:
            self.seqs[intern(text)] = PLACES[seq] if seq < len(PLACES) else seq
            if text.endswith(ASIDE):
                self.aside[text[:-1]] = value
            elif text.endswith(DRAFT):
                self.drafts[text[:-1]] = value
            elif value is not None and not _is_section(text):
                address = Address.parse(text)
                if address.row is not None and address.field is None:
                    places.append((value, address))
                else:
                    cells.append((address, intern(value) if type(value) is str and len(value) <= SHORT else value))
        self.aside = dict(sorted(self.aside.items(), key=lambda kept: self.seqs[kept[0] + ASIDE]))  # the newest last
        for _, address in sorted(places):
            self.answers.add_row(address.section, address.row or "", None)
        for address, value in cells:
            self.answers.put(address, value)

    def cell(self, text: str) -> Any:
        """Return what the table `answer` holds for an address, None where its row goes.

        Args:
            text: an address as written in the table.
        """
        if (mark := text[-1:]) == ASIDE:
            return self.aside.get(text[:-1])
        if mark == DRAFT:
            return self.drafts.get(text[:-1])
        address = Address.parse(text)
        if address.field is not None:
            return self.answers.get(address)
        if address.row is None:
            return True if text in self.seqs else None  # only its place counts: what `If-Match` on its rows is held to
        rows = self.answers.rows(address.section)
        return rows.index(address.row) if address.row in rows else None

    def file(self, digest: str) -> tuple[str, str] | None:
        """Return at which address a file stands and what it is, None where it is none of these.

        The file as received is none: only what was made of it.

        Args:
            digest: of the sealed bytes.
        """
        for address, value in self.answers.items():
            if isinstance(value, dict) and value.get("file") == digest:
                return str(address), value.get("media", "image/png")
        for address, slot in self.drafts.items():
            if slot["document"] and slot["document"]["file"] == digest:
                return address, "application/pdf"
            if any(p.get("made") == digest for p in slot["pages"]):
                return address, next(p["made_media"] for p in slot["pages"] if p.get("made") == digest)
        return None

    def at_hand(self, scheme: Scheme, mark: Any) -> Journey | None:
        """Return the journey where it is still the one for this scheme and these facts, None where it must be opened.

        Args:
            scheme: the scheme that this stream keeps.
            mark: as `open`.
        """
        return self.journey if self.scheme == scheme.digest and self.world == mark else None

    def open(
        self,
        scheme: Scheme,
        world: World,
        of: str,
        mark: Any,
        digest: Callable[[bytes], bytes],
        frozen: Mapping[str, Any] | None = None,
    ) -> Journey:
        """Return the journey, made anew only where scheme or facts have changed.

        Args:
            scheme: the scheme that this stream keeps.
            world: facts from outside.
            of: whose sections are meant.
            mark: equal for equal worlds; what decides whether the journey is refreshed.
            digest: of the installation; what was signed for another content is stale.
            frozen: what was computed when the answers were handed in, by address; None while they can be changed.
        """
        if self.journey is None or self.scheme != scheme.digest:

            def stale(address: Address, value: Any) -> bool:
                journey = self.journey
                of = value.get("of") if isinstance(value, dict) else None
                if journey is None or of is None:
                    return False
                return of != content_digest(digest, bound_content(journey, address))

            self.journey = Journey(scheme, self.answers, world, of, stale=stale, frozen=frozen)
            self.scheme = scheme.digest
        elif self.world != mark:
            self.journey.refresh(world, frozen)
        self.world = mark
        return self.journey

    def close(self) -> None:
        """Let go of the journey; the answers stay, and it is made anew when somebody asks."""
        if self.journey is not None:
            self.journey.close()
        self.journey = self.scheme = self.world = None

    def change(self, kind: str, data: dict[str, Any], seq: int) -> dict[str, Any] | None:
        """Fold one action; return what it touched, None where it is none of these.

        Args:
            kind: the action's kind.
            data: its payload.
            seq: its place in the stream.

        Returns:
            By address what the table `answer` holds from now on; None where its row goes.
        """
        if kind == "answered":  # by far the most
            text, value, target = data["a"], data["v"], self.journey or self.answers
            if value is None:
                target.drop(Address.parse(text))
                self.seqs.pop(text, None)
            else:
                target.put(Address.parse(text), value)
                self.seqs[intern(text)] = seq  # everybody has answers of the same names
            return {text: value}
        fold = FOLDS.get(kind)
        if fold is None:
            return None
        touched: dict[str, Any] = {}
        for text in map(intern, fold(self, data)):
            if whole := _is_section(text):
                self.seqs[text] = seq
            value = touched[text] = self.cell(text)
            if value is not None:
                self.seqs[text] = seq
            elif not whole:
                self.seqs.pop(text, None)
        return touched

    def put(self, address: Address, value: Any) -> None:
        """Set or, with None, drop an answer, over the journey where there is one."""
        target = self.journey or self.answers
        if value is None:
            target.drop(address)
        else:
            target.put(address, value)

    def row_values(self, section: str, row: str) -> dict[str, Any]:
        """Return the stored values of one row by field."""
        return dict(self.answers.record(section, row))

    def section_values(self, section: str) -> dict[str, Any]:
        """Return the stored values of one section: by field, or by row and field."""
        return {str(a): v for a, v in self.answers.items() if a.section == section and a.field}


def _is_section(text: str) -> bool:
    return "." not in text


def _places(filled: Filled, section: str, at: int = 0) -> list[str]:
    """Return the addresses of the rows from a place on: those before it stay where they are."""
    return [f"{section}.{row}" for row in filled.answers.rows(section)[at:]]


def _added(filled: Filled, data: dict[str, Any]) -> list[str]:
    section, row, values = data["section"], data["row"], data.get("values", {})
    (filled.journey or filled.answers).add_row(section, row, data.get("place"))
    for field, value in values.items():
        filled.put(Address(section, row, field), value)
    name = f"{section}.{row}"
    filled.aside.pop(name, None)
    at = filled.answers.rows(section).index(row)
    return [section, *_places(filled, section, at), name + ASIDE, *(f"{name}.{field}" for field in values)]


def _dropped(filled: Filled, data: dict[str, Any]) -> list[str]:
    section, row = data["section"], data["row"]
    values = filled.row_values(section, row)
    at = filled.answers.rows(section).index(row)
    filled.aside.pop(f"{section}.{row}", None)  # what is put aside anew is the newest
    filled.aside[f"{section}.{row}"] = {"place": at, "values": values}
    (filled.journey or filled.answers).drop_row(section, row)
    return [
        section, f"{section}.{row}", f"{section}.{row}{ASIDE}", *_places(filled, section, at),
        *(f"{section}.{row}.{field}" for field in values),
    ]  # fmt: skip


def _moved(filled: Filled, data: dict[str, Any]) -> list[str]:
    section = data["section"]
    (filled.journey or filled.answers).move_row(section, data["row"], data["place"])
    return [section, *_places(filled, section)]


def _cleared(filled: Filled, data: dict[str, Any]) -> list[str]:
    section = data["section"]
    values = filled.section_values(section)
    rows = filled.answers.rows(section)
    filled.aside.pop(section, None)
    filled.aside[section] = {"rows": rows, "values": values}
    touched = [section, section + ASIDE, *values, *_places(filled, section)]
    for text in values:
        filled.put(Address.parse(text), None)
    for row in rows:
        (filled.journey or filled.answers).drop_row(section, row)
    return touched


def _recovered(filled: Filled, data: dict[str, Any]) -> list[str]:
    section = data["section"]
    kept = filled.aside.pop(section, {"rows": [], "values": {}})
    touched = [section, section + ASIDE]
    for row in kept["rows"]:
        if row not in filled.answers.rows(section):
            (filled.journey or filled.answers).add_row(section, row, None)
    for text, value in kept["values"].items():
        if filled.answers.get(Address.parse(text)) is None:
            filled.put(Address.parse(text), value)
            touched.append(text)
    return [*touched, *_places(filled, section)]


def _draft(filled: Filled, data: dict[str, Any]) -> list[str]:
    if data["slot"] is None:
        filled.drafts.pop(data["a"], None)
    else:
        filled.drafts[data["a"]] = data["slot"]
    return [data["a"] + DRAFT]


FOLDS = {
    "row_added": _added,
    "row_dropped": _dropped,
    "row_moved": _moved,
    "section_cleared": _cleared,
    "section_recovered": _recovered,
    "pages_changed": _draft,
}
