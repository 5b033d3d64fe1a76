"""Months, dates, years and periods as people type them, and their canonical texts."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Any

import msgspec

from schemes.model import Field
from wizard.allowed import example_of, refused, unclear, with_days
from wizard.cleaning import plain
from wizard.numerals import arabic
from wizard.states import FieldState, Parsed, Wrong

FIRST_YEAR, LAST_YEAR = 1900, 2100
STILL = {"今", "至今", "到今", "现在", "到现在", "至现在", "目前", "迄今", "今天", "到目前", "至目前", "now", "present"}
_SINCE = re.compile(r"(?:起|以来|开始|以后)+(?:[,，、]?(?:至今|迄今|到?现在|到?目前))?")
_DAY = (
    r"(?:(?P<y>\d{4}|\d{2}(?=年))\s*(?P<s>年|[-./\\、,]|(?<=\d{4}) )\s*(?P<m>\d{1,2})(?!\d)\s*月?(?:份|初|底|中旬)?"
    r"(?:\s*(?:(?P=s)|(?<=月)|日)\s*(?P<d>\d{1,2})(?!\d|年)\s*[日号]?)?)"
)
_RUN = r"(?:(?P<ry>(?:19|20)\d{2})(?P<rm>\d{2})(?P<rd>\d{2})?(?!\d))"
MOMENT = re.compile(f"(?:{_DAY}|{_RUN})")
_YEAR_OR_MOMENT = re.compile(rf"(?:19|20)\d{{2}}\s*年?|{MOMENT.pattern}", re.ASCII)
_BETWEEN = re.compile(r"\s*(?:至|到|直到|直至|-+|~+|—+|–+|―+|→|>)\s*")
_DASHES = str.maketrans(dict.fromkeys("－–—―‐‑‒﹣~∼〜⁓", "-"))


class Moment(msgspec.Struct, frozen=True, gc=False):
    """A point of time as typed: year and month, and the day where one was given."""

    year: int
    month: int
    day: int | None

    def fault(self) -> str | None:
        """Return why there is no such month or day in a calendar, or None."""
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            return f"没有看懂 {self.year} 年"
        if not 1 <= self.month <= 12:
            return f"没有 {self.month} 月，月份填 1 到 12"
        if self.day is not None and not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            return f"{self.year} 年 {self.month} 月没有 {self.day} 日"
        return None

    def text(self, days: bool) -> str:
        """Return the canonical text, "2019-07" or "2019-07-01"."""
        month = f"{self.year:04d}-{self.month:02d}"
        return f"{month}-{self.day:02d}" if days and self.day is not None else month


def _spelled(text: str) -> str:
    words = plain(text)
    return words if words.isascii() else arabic(words).translate(_DASHES)


def _moment(match: re.Match[str], today: str) -> Moment:
    year, month, day = match.group("y", "m", "d")
    if year is None:
        year, month, day = match.group("ry", "rm", "rd")
    return Moment(int(year) if len(year) == 4 else _whole_year(year, today), int(month), int(day) if day else None)


def is_time(text: str) -> bool:
    """Tell whether a text is nothing but a year, a month, a day, or from one to another."""
    words = _spelled(text)
    if MOMENT.fullmatch(words) is not None:
        return True
    begin, *end = _BETWEEN.split(words)
    return _YEAR_OR_MOMENT.fullmatch(begin) is not None and all(
        one in STILL or _YEAR_OR_MOMENT.fullmatch(one) is not None for one in end
    )


def month(field: Field, text: str, state: FieldState, today: str) -> Parsed | Wrong:
    """Read a month: 2019.7, 2019年7月, 2019/07, 201907, 19年7月; a day after it is left out."""
    match = MOMENT.fullmatch(_spelled(text))
    if match is None:
        return unclear(field, text, state)
    moment = _moment(match, today)
    if why := moment.fault():
        return refused("range", why, field, state)
    return limited(field, moment.text(days=False), state)


def date(field: Field, text: str, words: str, state: FieldState, today: str) -> Parsed | Wrong:
    """Read a date: 2019.7.1, 2019年7月1日, 20190701, 今天. `words` is the text made bare."""
    if words == "今天" and today:
        return limited(field, today, state)
    match = MOMENT.fullmatch(_spelled(text))
    if match is None:
        return unclear(field, text, state)
    moment = _moment(match, today)
    if why := moment.fault():
        return refused("range", why, field, state)
    if moment.day is None:
        return refused("format", "要写到哪一天", field, state)
    return limited(field, moment.text(days=True), state)


def year(field: Field, text: str, state: FieldState, today: str) -> Parsed | Wrong:
    """Read a year: 2019, 2019年, 二〇一九年, 今年, 去年."""
    words = _spelled(text).replace(" ", "")
    here = int(today[:4]) if today else 0
    near = {"今年": here, "本年": here, "去年": here - 1, "前年": here - 2, "明年": here + 1}.get(words)
    if here and near is not None:
        return limited(field, near, state)
    match = re.fullmatch(r"(\d{4}|\d{2}(?=年))年?度?", words, re.ASCII)
    if match is None:
        return unclear(field, text, state)
    value = _whole_year(match[1], today)
    if not FIRST_YEAR <= value <= LAST_YEAR:
        return refused("range", f"没有看懂 {value} 年", field, state)
    return limited(field, value, state)


def _whole_year(digits: str, today: str) -> int:
    value = int(digits)
    if len(digits) == 2:
        here = int(today[:4]) if today else LAST_YEAR - 1
        value += here // 100 * 100
        value -= 100 if value > here + 1 else 0
    return value


def period(field: Field, text: str, state: FieldState, today: str) -> Parsed | Wrong:
    """Read a period: 2015.8-2019.12, 2019年7月到现在, 2019年7月至12月.

    One that ends before it begins is refused, and offered turned round.
    """
    words = _spelled(text)
    words = words.removeprefix("从").removeprefix("自").strip()
    days = with_days(field)
    first = MOMENT.match(words)
    if first is None:
        return unclear(field, text, state)
    begin = _moment(first, today)
    if why := begin.fault():
        return refused("range", why, field, state)
    if days and begin.day is None:
        return refused("format", "要写到哪一天", field, state)
    rest = words[first.end() :].strip()
    if not rest:
        return _open_ended(field, begin, days, state)
    if rest.replace(" ", "") in STILL or _SINCE.fullmatch(rest.replace(" ", "")):
        return _until_now(field, begin, days, state, today)
    between = _BETWEEN.match(rest)
    tail = rest[between.end() :] if between is not None else ""
    if not tail:
        return _open_ended(field, begin, days, state)
    if tail.replace(" ", "") in STILL:
        return _until_now(field, begin, days, state, today)
    second = MOMENT.fullmatch(tail)
    if second is not None:
        end = _moment(second, today)
    elif (same := re.fullmatch(r"(\d{1,2})月(?:(\d{1,2})[日号]?)?", tail, re.ASCII)) is not None:
        end = Moment(begin.year, int(same[1]), int(same[2]) if same[2] else None)
    else:
        return unclear(field, text, state)
    if why := end.fault():
        return refused("range", why, field, state)
    if days and end.day is None:
        return refused("format", "要写到哪一天", field, state)
    return ordered(field, {"from": begin.text(days), "to": end.text(days)}, state)


def _open_ended(field: Field, begin: Moment, days: bool, state: FieldState) -> Wrong:
    still = show_period({"from": begin.text(days)})
    words = f"还没保存。还差结束时间；现在还在的，写“至今”。例：{example_of(field, state)}"
    return Wrong("format", words, [typed_period({"from": begin.text(days)})], [f"用 {still}"], example_of(field, state))


def _until_now(field: Field, begin: Moment, days: bool, state: FieldState, today: str) -> Parsed | Wrong:
    value = begin.text(days)
    if today and value > today[: len(value)]:
        return refused("range", f"开始 {show_moment(value)}还没有到", field, state)
    return limited(field, {"from": value}, state)


def ordered(field: Field, value: dict[str, str], state: FieldState) -> Parsed | Wrong:
    """Accept a period whose end is not before its beginning; otherwise offer it turned round."""
    begin, end = value["from"], value.get("to")
    if end is not None and end < begin:
        turned = {"from": end, "to": begin}
        why = f"还没保存。结束 {show_moment(end)} 早于开始 {show_moment(begin)}，是写反了吗？"
        return Wrong(
            "period_order", why, [typed_period(turned)], [f"用 {show_period(turned)}"], example_of(field, state)
        )
    return limited(field, value, state)


def limited(field: Field, value: Any, state: FieldState) -> Parsed | Wrong:
    """Accept a canonical time that lies within the limits in force, which are texts such as "2019-07" or years."""
    begin, end, low, high = value, value, state.min, state.max
    if isinstance(value, dict):
        begin = value["from"]
        end: Any = value.get("to", begin)  # pyright: ignore[reportUnknownMemberType]
    if isinstance(begin, int):
        early = isinstance(low, int | float) and begin < low
        late = isinstance(high, int | float) and begin > high
    else:
        early = isinstance(low, str) and low != "" and begin[: len(low)] < low[: len(begin)]
        late = isinstance(high, str) and high != "" and end[: len(high)] > high[: len(end)]
    if early or late:
        bound = f"不能早于{show_limit(low)}" if early else f"不能晚于{show_limit(high)}"
        return Wrong(
            "range", f"还没保存。{bound}，您写的是{show_time(value)}。请改了再发", example=example_of(field, state)
        )
    return Parsed(value, show_time(value))


def show_limit(limit: Any) -> str:
    """Return a limit of time for people."""
    return f"{limit}年" if isinstance(limit, int) else show_moment(str(limit))


def show_time(value: Any) -> str:
    """Return a canonical month, date, year or period for people: 2019年07月, 2019年07月01日, 2019年, 2019年07月至今."""
    if isinstance(value, dict):
        return show_period(value)  # pyright: ignore[reportUnknownArgumentType]
    return f"{value}年" if isinstance(value, int) else show_moment(str(value))


def show_moment(text: str) -> str:
    """Return "2019-07" as 2019年07月 and "2019-07-01" as 2019年07月01日."""
    if len(text) == 7 and text[4] == "-":
        return f"{text[:4]}年{text[5:]}月"
    match text.split("-"):
        case [year]:
            return f"{year}年"
        case [year, month]:
            return f"{year}年{month}月"
        case [year, month, day, *_]:
            return f"{year}年{month}月{day}日"
        case _:
            return ""


def show_period(value: dict[str, str]) -> str:
    """Return a period for people: 2019年07月至今, 2015年08月至2019年12月."""
    end = value.get("to")
    return f"{show_moment(value['from'])}至{show_moment(end) if end else '今'}"


def typed_moment(text: str) -> str:
    """Return a canonical time as a person would type it: 2019.7, 2019.7.1."""
    return ".".join(str(int(part)) for part in text.split("-"))


def typed_period(value: dict[str, str]) -> str:
    """Return a period as a person would type it: 2019.7-2019.9, 2019.7至今."""
    end = value.get("to")
    return f"{typed_moment(value['from'])}-{typed_moment(end)}" if end else f"{typed_moment(value['from'])}至今"


def canonical(text: Any, days: bool | None) -> bool:
    """Tell whether this is a canonical month (days False), date (True) or either (None)."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text, re.ASCII):
        return False
    parts = [int(part) for part in text.split("-")]
    if days is not None and (len(parts) == 3) != days:
        return False
    return Moment(parts[0], parts[1], parts[2] if len(parts) == 3 else None).fault() is None
