"""Compares two schemes and says what each difference means for applications that are under way.

The classes are those of docs/schemes.md: `wording` and `print` may be adopted, `adds_optional` makes nobody incomplete,
`adds`, `changes` and `removes` may, `review` changes the chain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from schemes.compiled import Scheme
from schemes.digests import NAMED

DifferenceKind = Literal["wording", "print", "adds_optional", "adds", "changes", "removes", "review"]

WORDS: Final = frozenset({
    "label", "help", "hint", "ask", "wrong", "example", "say", "text", "short", "source", "print", "gate", "name",
    "guide", "why", "group", "summary", "manual",
})  # fmt: skip
CHAIN: Final = frozenset({"routes", "steps", "deeds", "units"})
MISSING: Final = object()
HARMLESS_TO_DROP: Final = frozenset({
    "pattern", "allow", "min_kb", "pixels", "ratio", "ground", "parts", "attest", "max_pages",
})  # fmt: skip


class Difference(NamedTuple):
    """One difference: its class, where it is ("sections.basic.fields.degree.label"), the old and the new value."""

    kind: DifferenceKind
    path: str
    old: Any
    new: Any


def diff(old: Scheme, new: Scheme) -> list[Difference]:
    """List what a new scheme changes, in the order of the document.

    A rename written as `was: old_id` is followed: the renamed thing is compared with what it was.
    """
    return list(_compare(old.document, new.document, ()))


def _compare(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[Difference]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        named = bool(path) and path[-1] in NAMED
        yield from _maps(old, new, path, named)
    elif old != new:
        yield Difference(_class(old, new, path), ".".join(path), _shown(old), _shown(new))


def _maps(old: Mapping[str, Any], new: Mapping[str, Any], path: tuple[str, ...], named: bool) -> Iterator[Difference]:
    renamed = _renamed(old, new) if named else {}
    for key, value in new.items():
        before = old.get(renamed.get(key, key), MISSING)
        if key in renamed:
            yield Difference(
                "wording" if path[0] == "sections" else _class("", "", path), ".".join((*path, key)), renamed[key], key
            )
        yield from _compare(before, value, (*path, key))
    for key in old:
        if key not in new and key not in renamed.values():
            yield from _compare(old[key], MISSING, (*path, key))
    if named and _order(old, renamed) != _order(new, {}) and set(_order(old, renamed)) == set(new):
        yield Difference(_moved(path), ".".join(path), list(old), list(new))


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Return new id → old id for what says `was`."""
    out: dict[str, str] = {}
    for key, value in new.items():
        was = value.get("was") if isinstance(value, Mapping) else None
        if isinstance(was, str) and was in old and key not in old and was not in new:
            out[key] = was
    return out


def _order(value: Mapping[str, Any], renamed: Mapping[str, str]) -> list[str]:
    back = {was: key for key, was in renamed.items()}
    return [back.get(key, key) for key in value]


def _moved(path: tuple[str, ...]) -> DifferenceKind:
    if path[0] in CHAIN:
        return "review"
    return "print" if path[0] == "forms" else "wording"


def _shown(value: Any) -> Any:
    return None if value is MISSING else value


def _class(old: Any, new: Any, path: tuple[str, ...]) -> DifferenceKind:
    top = path[0] if path else ""
    if top in CHAIN:
        return "wording" if path[-1] in ("label", "say", "source") else "review"
    if top == "forms":
        return "wording" if path[-1] in ("label", "source") else "print"
    if top in ("texts", "messages", "notices", "region") or path[-1] in WORDS or "summary" in path:
        return "wording"
    if top == "lists":
        return _list(old, new)
    if old is MISSING:
        return _added(new, path)
    if new is MISSING:
        return _dropped(old, path)
    return _changed(old, new, path)


def _list(old: Any, new: Any) -> DifferenceKind:
    """Class a changed list: options only added, only removed, or words only."""
    before, after = _codes(old), _codes(new)
    if before - after:
        return "removes"
    if after - before:
        return "adds_optional"
    return "wording" if _bare(old) == _bare(new) else "changes"


def _codes(entries: Any) -> set[str]:
    found = entries if isinstance(entries, list) else []
    return {str(entry.get("code")) if isinstance(entry, Mapping) else str(entry) for entry in found}


def _bare(entries: Any) -> list[Any]:
    """Return a list's records without their words."""
    records = [entry if isinstance(entry, Mapping) else {"code": entry} for entry in entries or ()]
    return sorted(str({key: value for key, value in record.items() if key not in WORDS}) for record in records)


def _added(new: Any, path: tuple[str, ...]) -> DifferenceKind:
    """Class something that was not there: a section, a field, a rule, an attribute."""
    if path[-2:-1] == ("fields",):
        return "adds_optional" if _optional(new) else "adds"
    if path[-2:-1] == ("sections",):
        fields = new.get("fields") or {} if isinstance(new, Mapping) else {}
        others = isinstance(new, Mapping) and new.get("by", "applicant") != "applicant"
        rows = isinstance(new, Mapping) and new.get("rows") and not new["rows"].get("min")
        return "adds_optional" if others or rows or all(_optional(field) for field in fields.values()) else "adds"
    if path[-2:-1] == ("rules",):
        return "adds_optional" if isinstance(new, Mapping) and new.get("level") == "warn" else "changes"
    if path[-1] in ("suggest", "recommend", "preset", "none", "void", "correctable", "publicity", "ranks"):
        return "adds_optional"
    return _changed(None, new, path)


def _optional(field: Any) -> bool:
    if not isinstance(field, Mapping):
        return False
    return field.get("required") is False or "value" in field or field.get("kind") == "note"


def _dropped(old: Any, path: tuple[str, ...]) -> DifferenceKind:
    """Class something that is no longer there."""
    if path[-2:-1] in (("fields",), ("sections",)):
        return "removes"
    if path[-2:-1] == ("rules",) or path[-1] in HARMLESS_TO_DROP:
        return "adds_optional"
    return "changes"


def _changed(old: Any, new: Any, path: tuple[str, ...]) -> DifferenceKind:
    """Class a changed attribute: a wider limit harms nobody."""
    wider = {"max": 1, "max_mb": 1, "max_pages": 1, "count": 1, "min": -1, "min_kb": -1}.get(path[-1])
    if wider and isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return "adds_optional" if (new - old) * wider > 0 else "changes"
    if path[-1] == "required" and new is False:
        return "adds_optional"
    if path[-1] == "level" and new == "warn":
        return "adds_optional"
    return "changes"
