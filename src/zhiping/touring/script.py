"""A tour as data: who comes, which acts in which order, and what is expected of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml


class Unreadable(Exception):
    """Says what is wrong with a tour's file and where."""


class Newcomer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Is somebody who comes anew for this tour, so that a tour can be repeated.

    Args:
        name: as on the ID card.
        area: first six digits of the ID number.
        born: `1985-06-15`.
        sex: `男` or `女`.
        phone: number that the platform vouches for.
        note: what the stand-in shows under the name.
    """

    name: str
    area: str
    born: str
    sex: str
    phone: str
    note: str = ""


class Act(msgspec.Struct, frozen=True):
    """Is one thing that somebody does.

    Args:
        who: key of a newcomer or of one of the demonstration's people.
        verb: what is done.
        given: with what.
        expect: pieces of what comes back.
        refused: pieces of the refusal; the act must be refused where there are any.
        push: pieces of a message that must reach a phone, by whose phone it is.
    """

    who: str
    verb: str
    given: Any
    expect: Sequence[str] = ()
    refused: Sequence[str] = ()
    push: Mapping[str, Sequence[str]] = {}


class Scene(msgspec.Struct, frozen=True):
    """Gathers acts under a title."""

    title: str
    acts: Sequence[Act]


class Script(msgspec.Struct, frozen=True):
    """Is a whole tour."""

    newcomers: Mapping[str, Newcomer]
    scenes: Sequence[Scene]


BESIDE = {"expect", "refused", "push", "who"}


def read(file: Path, verbs: Collection[str]) -> Script:
    """Read a tour.

    Args:
        file: the region's `demo/tour.yaml`.
        verbs: every word that may name an act.

    Raises:
        Unreadable: no such file, or something in it cannot be understood.
    """
    try:
        found: Any = yaml.safe_load(file.read_text("utf-8"))
        newcomers = msgspec.convert(found["newcomers"], dict[str, Newcomer])
        scenes = [_scene(s, verbs) for s in found["scenes"]]
    except OSError:
        raise Unreadable(f"没有 {file}，这个地区还没有演示过程") from None
    except (yaml.YAMLError, msgspec.ValidationError, KeyError, TypeError) as error:
        raise Unreadable(f"{file} 读不懂：{error}") from None
    return Script(newcomers, scenes)


def _scene(written: dict[str, Any], verbs: Collection[str]) -> Scene:
    who = written.get("who", "")
    return Scene(written["scene"], [_act(a, who, verbs) for a in written["acts"]])


def _act(written: dict[str, Any], who: str, verbs: Collection[str]) -> Act:
    named = [k for k in written if k not in BESIDE]
    who = written.get("who", who)
    if len(named) != 1 or named[0] not in verbs or not who:
        raise Unreadable(f"一步里要有一个人和一件事，事是 {'、'.join(sorted(verbs))} 之一：{written}")
    return Act(
        who, named[0], written[named[0]], pieces(written.get("expect")), pieces(written.get("refused")),
        {k: pieces(v) for k, v in written.get("push", {}).items()},
    )  # fmt: skip


def pieces(written: Any) -> list[str]:
    """Return expected pieces of text, written as one or as a list."""
    if written is None:
        return []
    return [str(p) for p in (written if isinstance(written, list) else [written])]
