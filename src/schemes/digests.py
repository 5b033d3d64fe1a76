"""Names a scheme by its content: the document in canonical order and its SHA-256.

Comments, layout and the order of attributes do not count; the order of sections, fields, rules, routes and every other
thing that is listed by name does, because it is the order in which people are asked and conditions are tried.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec

NAMED: Final = frozenset({
    "sections", "fields", "rules", "units", "deeds", "steps", "routes", "forms", "messages", "lists", "parts",
    "summary", "notices",
})  # fmt: skip
"""Keys whose content is a map of names: its order counts."""


def canonical(value: Any, named: bool = False) -> Any:
    """Return a value in which maps of names are lists of pairs and maps of attributes are sorted."""
    if isinstance(value, Mapping):
        pairs = [[key, canonical(item, key in NAMED and not named)] for key, item in value.items()]
        return pairs if named else dict(sorted(pairs))
    return [canonical(item) for item in value] if isinstance(value, list) else value


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hex, of a document's canonical form."""
    return hashlib.sha256(msgspec.json.encode(canonical(document))).hexdigest()


def pruned(document: Mapping[str, Any], foreign: frozenset[str]) -> dict[str, Any]:
    """Return the document without those lists of other files (`foreign`) that it does not use."""
    rest = msgspec.json.encode({key: value for key, value in document.items() if key != "lists"}).decode()
    lists = document.get("lists")
    if not isinstance(lists, dict):
        return dict(document)
    used = {name: entries for name, entries in lists.items() if name not in foreign or mentions(rest, name)}
    return {**document, "lists": used}


def mentions(text: str, name: str) -> bool:
    """Tell whether JSON text names a list, as an attribute's value or inside an expression."""
    return f'"{name}"' in text or f'\\"{name}\\"' in text or f"'{name}'" in text
