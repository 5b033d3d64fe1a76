"""What somebody asks of units besides an application: a complaint, a dispute of a verdict, a claim on an ID number."""

from typing import Any, Literal

import msgspec

MatterKind = Literal["complaint", "dispute", "claim"]


class Reply(msgspec.Struct, frozen=True):
    """Is a unit's answer.

    Args:
        text: its words.
        unit: for which unit it was given.
        at: when, ISO 8601.
        grants: of a dispute, whether the rejection is to be taken back.
        by: the name of who gave it.
    """

    text: str
    unit: str
    at: str
    grants: bool = False
    by: str = ""


class Matter(msgspec.Struct, frozen=True):
    """Is one of them.

    Args:
        id: never given twice.
        kind: what it is.
        text: what was written.
        at: ISO 8601.
        unit: id of the unit that answers it.
        sees: ids of further units that may follow it.
        photos: digests of the pictures that go with it.
        about: what it is about: the number of the verdict that is disputed, the person who holds a claimed number.
        reply: the unit's answer, None while it is open.
    """

    id: str
    kind: MatterKind
    text: str
    at: str
    unit: str
    sees: list[str] = []
    photos: list[str] = []
    about: str = ""
    reply: Reply | None = None

    @property
    def units(self) -> list[str]:
        """Return the ids of the units that may read it, the one that answers first."""
        return list(dict.fromkeys([self.unit, *self.sees]))


def raised(matters: list[Matter], kind: str, data: dict[str, Any]) -> list[Matter]:
    """Return the matters of a stream after one action: one more, or one that was answered.

    Args:
        matters: before it.
        kind: of the action, `raised` or `replied`.
        data: its payload.
    """
    if kind == "raised":
        return [*matters, msgspec.convert(data["matter"], Matter)]
    reply = msgspec.convert(data["reply"], Reply)
    return [msgspec.structs.replace(m, reply=reply) if m.id == data["id"] else m for m in matters]


def granted(matters: list[Matter], data: dict[str, Any]) -> int | None:
    """Return the number of the verdict whose dispute an answer has just granted, None for anything else.

    Args:
        matters: after it.
        data: payload of the action.
    """
    found = next((m for m in matters if m.id == data.get("id")), None)
    return int(found.about) if found is not None and found.reply is not None and found.reply.grants else None
