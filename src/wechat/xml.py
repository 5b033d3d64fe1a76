"""Reads the small XML (and the JSON) that the platform pushes, and nothing else of what XML can be.

No document types, no entities beyond the five and numbered ones, no attributes, no comments: a body that has them is no
message. Raw control characters, which the platform lets through, are dropped before reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias, cast

import msgspec

Value: TypeAlias = "str | dict[str, Value] | list[Value]"
Fields: TypeAlias = Mapping[str, Value]

DEPTH = 8  # the deepest message that is known has 4 levels: xml, SendPicsInfo, PicList, item
ELEMENTS = 512

_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_ODD = re.compile("[\x80-\x9f\ufffe\uffff]")
_DATA = r"[^\]]*+(?:\](?!\]></\1>)[^\]]*+)*+"  # up to the "]]>" that closes this very element
_FIELD = re.compile(  # an element that holds text alone; what else stands there is found last, with all behind it
    rf"\s*+(?:<([A-Za-z_]\w{{0,63}}+)>(?:<!\[CDATA\[({_DATA})\]\]>|([^<&]*+))</\1>|(\S[\s\S]*+))"
)
_HEAD = re.compile(r"\s*+(?:<\?xml[^<>?]{0,100}+\?>\s*+)?")
_TOKEN = re.compile(r"<!\[CDATA\[(.*?)\]\]>|<(/?)([A-Za-z_]\w{0,63}+)\s*+(/?)>|([^<]++)", re.S)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z]{1,4}));|&")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_SPLIT = "]]]]><![CDATA[>"  # how "]]>" is written inside CDATA


class NotRead(Exception):
    """Tells that a body is not what the platform pushes."""


def clean(data: bytes) -> str:
    """Return the text of a body without control characters but tab and line ends; what is no UTF-8 becomes U+FFFD.

    Args:
        data: the body as it came.

    """
    data = data.translate(None, _CONTROLS)
    text = data.decode("utf-8", "replace")
    # sought are their first bytes; `find`, because `in` first tries to take bytes for a number
    return _ODD.sub("", text) if data.find(b"\xc2") >= 0 or data.find(b"\xef\xbf") >= 0 else text


def read(text: str) -> tuple[dict[str, Value], bool]:
    """Return the elements under `<xml>`, and whether one of them stands there twice.

    Repeated elements become a list. A "]]>" that the platform did not escape stays text.

    Args:
        text: the body, cleaned.

    Raises:
        NotRead: not such XML, too deep or too many elements.

    """
    flat = text.strip()
    if not flat.startswith("<xml>") or not flat.endswith("</xml>"):
        return _tree(text)
    found = _FIELD.findall(flat, 5, len(flat) - 6)
    if found and found[-1][3]:
        return _tree(text)
    if len(found) > ELEMENTS:
        raise NotRead("elements")
    fields: dict[str, Value] = {name: data or plain for name, data, plain, _ in found}
    if _SPLIT in text:
        fields |= {name: data.replace(_SPLIT, "]]>") for name, data, _, _ in found if data}
    if len(fields) == len(found):
        return fields, False
    every: dict[str, Value] = {}
    for name, data, plain, _ in found:
        _put(every, name, data.replace(_SPLIT, "]]>") or plain)
    return every, True


def _tree(text: str) -> tuple[dict[str, Value], bool]:
    """Read elements within elements; slower, and only for the few events that have them."""
    place, count, doubled = cast(re.Match[str], _HEAD.match(text)).end(), 0, False
    names: list[str] = []
    holders: list[dict[str, Value]] = [{}]
    words: list[list[str]] = [[]]
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise NotRead("markup")
        place = token.end()
        data, slash, name, empty, plain = token.groups()
        if data is not None:
            words[-1].append(data)
        elif plain is not None:
            words[-1].append(_unescape(plain) if "&" in plain else plain)
        elif not slash:
            count += 1
            if len(names) >= DEPTH or count > ELEMENTS or (not names and name != "xml"):
                raise NotRead("depth, elements or root")
            names.append(name)
            holders.append({})
            words.append([])
        elif empty:
            raise NotRead("markup")
        if (slash and name) or empty:
            if not names or names.pop() != name:
                raise NotRead("tags do not match")
            holder, said = holders.pop(), "".join(words.pop())
            doubled |= _put(holders[-1], name, holder or said) and len(names) == 1
    if names or "xml" not in holders[0] or "".join(words[0]).strip():
        raise NotRead("not one xml element")
    root = holders[0]["xml"]
    if isinstance(root, list):
        raise NotRead("not one xml element")
    return (root if isinstance(root, dict) else {}), doubled


def _put(holder: dict[str, Value], name: str, value: Value) -> bool:
    """Put a value under its name, or behind those that stand there; tell whether there were any."""
    before = holder.get(name)
    if before is None:
        holder[name] = value
        return False
    if isinstance(before, list):
        before.append(value)
    else:
        holder[name] = [before, value]
    return True


def _unescape(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        decimal, hexadecimal, name = found.groups()
        if name:
            if name not in _NAMED:
                raise NotRead("entity")
            return _NAMED[name]
        if not decimal and not hexadecimal:
            return "&"  # a lone ampersand: wrong XML, plain meaning
        point = int(decimal) if decimal else int(hexadecimal, 16)
        if point > 0x10FFFF or 0xD800 <= point < 0xE000:
            raise NotRead("character")
        return clean(chr(point).encode())

    return _ENTITY.sub(one, text)


def read_json(text: str) -> dict[str, Value]:
    """Return the members of a JSON object in the shape of `read`: every number a word, null an empty one.

    Args:
        text: the body, cleaned.

    Raises:
        NotRead: not an object, too deep or too many members.

    """
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise NotRead("json") from None
    if not isinstance(found, dict):
        raise NotRead("json")
    counter = [0]
    return {str(name): _plain(value, 1, counter) for name, value in cast(dict[Any, Any], found).items()}


def _plain(value: Any, depth: int, counter: list[int]) -> Value:
    counter[0] += 1
    if depth > DEPTH or counter[0] > ELEMENTS:
        raise NotRead("depth or members")
    if isinstance(value, str):
        return clean(value.encode("utf-8", "replace"))
    if isinstance(value, dict):
        members = cast(dict[Any, Any], value)
        return {str(name): _plain(inner, depth + 1, counter) for name, inner in members.items()}
    if isinstance(value, list):
        return [_plain(inner, depth + 1, counter) for inner in cast(list[Any], value)]
    return "" if value is None else str(value)


def many(value: Value | None) -> list[Value]:
    """Return a list whether the platform sent one thing, several, or none."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]
