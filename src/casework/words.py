"""Fixed words of the product for states, times and masked numbers."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from review.state import Verdict
from review.status import Status
from review.workdays import over

MEANWHILE = "为什么上次没有说："
"""Stands before the reason for a return about something that the unit had passed unchanged (B-14)."""
STATUS = {
    Status.DRAFT: "正在填",
    Status.SUBMITTED: "正在审核",
    Status.RETURNED: "退回待改",
    Status.REJECTED: "审核不通过",
    Status.APPROVED: "评审通过",
    Status.WITHDRAWN: "已结束",
    Status.CERTIFIED: "已发证",
}
DOING = {
    "review": ("正在审核", "审核中"), "publicity": ("正在公示", "公示中"), "forward": ("等着上报", "等上报"),
    "fee": ("等您缴费", "等缴费"), "defence": ("等答辩", "等答辩"), "committee": ("正在评审", "评审中"),
    "certificate": ("等发证", "等发证"),
}  # fmt: skip
"""What a unit does with an application at each kind of step: in a sentence, and as a word."""
ACCOUNT = {
    "new": "还没登记",
    "waiting": "等单位确认",
    "confirmed": "单位已确认",
    "refused": "单位没有确认",
    "released": "已从单位转出",
    "frozen": "已停用",
}


def opinion(verdict: Verdict) -> str:
    """Return what a unit said with a deed; with a return also why it says so only now, where it had to write that.

    Args:
        verdict: the deed.
    """
    why = f"{MEANWHILE}{verdict.reason}" if verdict.deed == "return" and verdict.reason else ""
    return "。".join(part.rstrip("。") for part in (verdict.opinion, why) if part) if why else verdict.opinion


def account(state: str, known: bool) -> str:
    """Return how an account stands, as its own person is told.

    Args:
        state: of the account.
        known: the person has given name and ID number.
    """
    return "还没填完" if state == "new" and known else ACCOUNT[state]


def moment(iso: str, now: str) -> str:
    """Return a point in time as people read it: `11月30日 17:00`, with the year only when it is another.

    Args:
        iso: `2026-11-30 17:00` or ISO 8601.
        now: the present, same form.
    """
    if len(iso) < 10:
        return iso
    text = f"{int(iso[5:7])}月{int(iso[8:10])}日"
    if iso[:4] != now[:4]:
        text = f"{iso[:4]}年{text}"
    return text + (f" {iso[11:16]}" if len(iso) >= 16 else "")


def until(iso: str, now: str) -> str:
    """Return the end of a term as people read it: midnight is 24:00 of the day that ends, `12月4日 24:00`.

    Args:
        iso: `2026-12-05T00:00:00+08:00`, or as `moment`.
        now: the present, same form.
    """
    if iso[11:16] != "00:00":
        return moment(iso, now)
    last = datetime.fromisoformat(iso) - timedelta(days=1)
    return f"{moment(last.isoformat()[:10], now)} 24:00"


def listed(value: Any) -> str:
    """Return a stored month, day or period as it stands in a list: `2019.07`, `2009.07 至 2012.07`, `2019.09 至今`.

    Args:
        value: canonical: `2019-07`, `2019-07-01`, or the two ends of a period under `from` and `to`.
    """
    if not isinstance(value, Mapping):
        return str(value).replace("-", ".")
    ends: Mapping[str, str] = value  # pyright: ignore[reportUnknownVariableType]
    end = ends.get("to")
    return f"{listed(ends['from'])} 至 {listed(end)}" if end else f"{listed(ends['from'])} 至今"


def last_day(until: str) -> str:
    """Return the last day of a term without its time and year, for a field of a push: `12月4日`.

    Args:
        until: `2026-11-30 17:00` or ISO 8601; midnight ends the day before it.
    """
    day = last(until)
    return f"{day.month}月{day.day}日"


def days_left(until: str, now: str) -> int:
    """Return how many days come after today until the last day of a term, never below 0: on the last day 0.

    Args:
        until: `2026-11-30 17:00` or ISO 8601; midnight ends the day before it.
        now: the present, same form.
    """
    return max(0, (last(until) - _day(now)).days)


def days_since(then: str, now: str) -> int:
    """Return on which day after the one it came something still waits: 0 today, 1 since yesterday.

    Args:
        then, now: `2026-11-30 17:00` or ISO 8601.
    """
    return max(0, (_day(now) - _day(then)).days)


def _day(iso: str) -> date:
    return date.fromisoformat(iso[:10])


def last(until: str) -> date:
    """Return the last day of a term.

    Args:
        until: `2026-11-30 17:00` or ISO 8601; midnight ends the day before it.
    """
    return _day(until) - timedelta(days=until[11:16] == "00:00")


def left(until: str, now: str, workdays: int = 0) -> str:
    """Return how long there is time: `还有 13 天`, `还有 10 个工作日`, `今天是最后一天`; after the end `已经过了`.

    Args:
        until: as `days_left`.
        now: the present, same form.
        workdays: how many of the days are working days, where the term is counted in those.
    """
    if over(until, now):
        return "已经过了"
    if not (days := days_left(until, now)):
        return "今天是最后一天"
    return f"还有 {workdays} 个工作日" if workdays else f"还有 {days} 天"


def closing(end: str, now: str) -> str:
    """Return the end of a plan's time and how long that is: `11月30日 17:00 截止，还有 6 天`.

    Args:
        end: `2026-11-30 17:00`.
        now: the present, same form.
    """
    return f"{until(end, now)} 截止，{left(end, now)}"


def masked_id(number: str) -> str:
    """Return an ID number as it may be shown: first three and last four characters."""
    return f"{number[:3]}***********{number[-4:]}" if len(number) > 7 else ""


def masked_phone(number: str) -> str:
    """Return a phone number as it may be shown: `138****0000`."""
    return f"{number[:3]}****{number[-4:]}" if len(number) > 7 else ""


def masked_name(name: str) -> str:
    """Return a name as it may be shown to somebody who is not known yet: the first character and stars."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""
