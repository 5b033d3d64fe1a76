"""Makes a text pass the platform's rule for its kind of field, so that no message is refused for a value (47003).

Source: 订阅消息参数值内容限制说明,
https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/sendMessage.html
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal, cast, get_args

from notify.moments import dated, timed
from schemes.words import cut

Kind = Literal[
    "thing", "short_thing", "number", "letter", "symbol", "character_string", "time", "date", "amount", "phone_number",
    "car_number", "name", "phrase", "const", "enum",
]  # fmt: skip
KINDS: frozenset[str] = frozenset(get_args(Kind))
NOTHING = "暂无"  # stands where a text has nothing to say; an empty value is refused

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_SELECTORS = re.compile("[\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")  # make emoji of signs, colour them
_DROPPED = ("Cc", "Cf", "Cs", "Co", "Cn", "So")  # controls, joiners, private use, emoji
_KEY = re.compile(r"([a-z_]+?)\d*")


class Unfit(ValueError):
    """Tells that a text holds nothing that the field could show, and that nothing true can be put in its place."""

    code = "note_field_unfit"


def kind_of(key: str) -> Kind:
    """Return the kind of field that a template's key names: `thing` for `thing1`.

    Args:
        key: as in a template.

    Raises:
        Unfit: the platform has no such kind.

    """
    found = _KEY.fullmatch(key)
    if not found or found.group(1) not in KINDS:
        raise Unfit(key)
    return cast(Kind, found.group(1))


def clean(text: str) -> str:
    """Return a text in one line without control characters and emoji.

    Args:
        text: somebody's words.

    """
    composed = _SELECTORS.sub("", unicodedata.normalize("NFC", text))
    kept = (" " if c.isspace() else c for c in composed if c.isspace() or unicodedata.category(c) not in _DROPPED)
    return " ".join("".join(kept).split())


def _thing(text: str, _: str) -> str:
    return cut(clean(text), 20) or NOTHING


def _short_thing(text: str, _: str) -> str:
    return cut(clean(text), 10) or NOTHING


def _name(text: str, _: str) -> str:
    letters = clean(re.sub(r"\d", "", clean(text)))  # what stood around a digit may not be left as two spaces
    return cut(letters, 10 if re.search(f"[{_HAN}]", letters) else 20) or NOTHING


def _phrase(text: str, _: str) -> str:
    """Keep four: five are allowed, and have been refused all the same."""
    return re.sub(f"[^{_HAN}]", "", clean(text))[:4] or NOTHING


def _number(text: str, _: str) -> str:
    found = re.search(r"\d+(?:\.\d+)?", unicodedata.normalize("NFKC", text).replace(",", ""))
    if not found or len(found.group()) > 32:
        raise Unfit("number")
    return found.group()


def _letter(text: str, _: str) -> str:
    return re.sub(r"[^A-Za-z]", "", unicodedata.normalize("NFKC", text))[:32] or "NA"


def _symbol(text: str, _: str) -> str:
    kept = (c for c in clean(text) if unicodedata.category(c)[0] in "PS")
    return "".join(kept)[:5] or "-"


def _character_string(text: str, _: str) -> str:
    return re.sub(r"[^!-~]", "", unicodedata.normalize("NFKC", text))[:32] or "-"


def _amount(text: str, _: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    found = re.search(r"([¥$€£]?)(\d+(?:\.\d+)?)(元?)", plain)
    if not found or len(found.group(2)) > 10:
        raise Unfit("amount")
    return found.group()


def _phone_number(text: str, _: str) -> str:
    return re.sub(r"[^0-9+\-*()#]", "", unicodedata.normalize("NFKC", text))[:17] or "-"


def _car_number(text: str, _: str) -> str:
    kept = re.sub(rf"[^A-Z0-9{_HAN}]", "", unicodedata.normalize("NFKC", clean(text)).upper())
    if not passes("car_number", kept):
        raise Unfit("car_number")
    return kept


def _time(text: str, now: str) -> str:
    found = timed(text, now) or timed(now, now)
    if not found:
        raise Unfit("time")
    return found


def _date(text: str, now: str) -> str:
    found = dated(text, now) or dated(now, now)
    if not found:
        raise Unfit("date")
    return found


_FITS: dict[Kind, Callable[[str, str], str]] = {
    "thing": _thing,
    "short_thing": _short_thing,
    "number": _number,
    "letter": _letter,
    "symbol": _symbol,
    "character_string": _character_string,
    "time": _time,
    "date": _date,
    "amount": _amount,
    "phone_number": _phone_number,
    "car_number": _car_number,
    "name": _name,
    "phrase": _phrase,
    "const": _thing,
    "enum": _thing,
}


def fit(kind: Kind, text: str, now: str = "") -> str:
    """Return the text so that the platform takes it in a field of this kind.

    Texts are cut with "…" and lose control characters and emoji; an empty one becomes a word that says so. Numbers,
    sums and times are never made up; an empty or unreadable time becomes the time of sending where `now` is given.

    Args:
        kind: of field.
        text: what is to be said.
        now: the present, "2026-11-30 16:59"; gives a day without a year its year.

    Raises:
        Unfit: there is nothing true to put there.

    """
    return _FITS[kind](text, now)


_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_DAY = r"(?:\d{4}年)?(?:1[0-2]|[1-9])月(?:[12]\d|3[01]|[1-9])日"
_DATE = rf"(?:{_DAY}(?: {_CLOCK})?|\d{{4}}年(?:1[0-2]|[1-9])月)"
_PASSES: dict[Kind, str] = {
    "number": r"(?=.{1,32}$)\d+(?:\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "character_string": r"[!-~]{1,32}",
    "time": rf"(?:{_DAY} )?{_CLOCK}(?:~(?:{_DAY} )?{_CLOCK})?",
    "date": rf"{_DATE}(?:~{_DATE})?",
    "amount": r"[¥$€£]?(?=[\d.]{1,10}(?:元|$))\d+(?:\.\d+)?元?",
    "phone_number": r"[0-9+\-*()#]{1,17}",
    "car_number": rf"(?=.{{1,8}}$)[A-Z0-9{_HAN}][A-Z0-9]*[A-Z0-9{_HAN}]?",
    "phrase": rf"[{_HAN}]{{1,5}}",
}
_MOST: dict[Kind, int] = {"thing": 20, "short_thing": 10, "symbol": 5, "const": 20, "enum": 20, "name": 20}


def passes(kind: Kind, text: str) -> bool:
    """Tell whether the platform would take this text in a field of this kind.

    Args:
        kind: of field.
        text: as it would be sent.

    """
    if not text or clean(text) != text:
        return False
    if kind in _PASSES:
        return re.fullmatch(_PASSES[kind], text) is not None
    if kind == "name" and (re.search(r"\d", text) or (re.search(f"[{_HAN}]", text) and len(text) > 10)):
        return False
    if kind == "symbol" and any(unicodedata.category(c)[0] not in "PS" for c in text):
        return False
    return len(text) <= _MOST[kind]
