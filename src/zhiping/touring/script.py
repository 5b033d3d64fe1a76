"""A tour as data: who comes, which acts in which order, and what is expected of each.

`tour.yaml` is one way. A file beside it, `tour_….yaml`, may hold several: `parts` are acts with a name, `ways` are
tours that use them (`{use: part, with: {…}}`), in which `$word` stands for what the way, or the use, says it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from string import Template
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
    """Is a whole tour; one of several has a title."""

    newcomers: Mapping[str, Newcomer]
    scenes: Sequence[Scene]
    title: str = ""


BESIDE = {"expect", "refused", "push", "who"}


def read(file: Path, verbs: Collection[str]) -> list[Script]:
    """Read the tours of a file: one, or several ways.

    Args:
        file: of the region's `demo` folder.
        verbs: every word that may name an act.

    Raises:
        Unreadable: no such file, or something in it cannot be understood.
    """
    try:
        written: Any = yaml.safe_load(file.read_text("utf-8"))
        parts = written.get("parts", {})
        return [_script(_filled(way, way.get("with", {})), parts, verbs) for way in written.get("ways", [written])]
    except OSError:
        raise Unreadable(f"没有 {file}，这个地区还没有演示过程") from None
    except (yaml.YAMLError, msgspec.ValidationError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{file} 读不懂：{error}") from None


def _script(written: dict[str, Any], parts: Mapping[str, Any], verbs: Collection[str]) -> Script:
    words = written.get("with", {})
    scenes = [{**s, "acts": list(_used(s["acts"], parts, words))} for s in written["scenes"]]
    newcomers = msgspec.convert(written["newcomers"], dict[str, Newcomer])
    return Script(newcomers, [_scene(s, verbs) for s in scenes], written.get("way", ""))


def _used(acts: Sequence[dict[str, Any]], parts: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Any]:
    """Yield acts with the parts that they use in their places."""
    for act in acts:
        if "use" in act:
            own = {**words, **act.get("with", {})}
            yield from _used(_filled(parts[act["use"]], own), parts, own)
        else:
            yield act


def _filled(value: Any, words: Mapping[str, Any]) -> Any:
    """Return a value in which `$word` is what the words say; alone it may be any value."""
    if isinstance(value, str):
        alone = value[1:] if value.startswith("$") else ""
        return words[alone] if alone in words else Template(value).safe_substitute(words)
    if isinstance(value, dict):
        held: dict[Any, Any] = value
        return {_filled(k, words): _filled(v, words) for k, v in held.items()}
    return [_filled(one, words) for one in value] if isinstance(value, list) else value


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
