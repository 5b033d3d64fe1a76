"""What was done to an application, by whom: its changes, who helps, and who has opened it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import msgspec

from casework import words
from casework.access import asked_above, passed
from casework.asking.places import place, shown
from casework.case import Case
from casework.presents.kinds import ActionKind
from casework.presents.person import Person
from review.guard import TIME
from schemes.kinds import LABELS
from schemes.words import cut
from storage import ZONE
from storage.kept import ReadKept
from wizard.address import Address

Recorded = tuple[int, str, float, dict[str, Any]]  # place, kind, time, payload
SURFACES = {"chat": "聊天", "mini_program": "小程序", "desktop": "电脑"}
MOST = 300  # changes shown, the newest
LONGEST = 60  # characters of a value
SECRET = {"id_number", "phone"}
ENDED = "到期自动结束"
MOVED = {
    "row_added": "加了一条", "row_dropped": "删了一条", "row_moved": "换了先后",
    "section_cleared": "清空了这一栏", "section_recovered": "找回了清空的内容",
}  # fmt: skip


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one change: when, by whom, from where, at which place, and what stands there since."""

    at: str
    who: str
    label: str
    text: str
    surface: str = ""


class AssistantView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is somebody who helps or helped to fill."""

    id: str
    name: str
    since: str
    until: str = ""


class Reader(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is somebody who has opened an application: name, unit, when last, on how many occasions."""

    name: str
    unit: str
    last: str
    times: int


def assistants_view(case: Case, now: str) -> list[AssistantView]:
    """Describe who helps or helped to fill, those who do first."""
    found = [
        AssistantView(id, h.name, words.moment(h.since, now), words.moment(h.until[:16], now) if h.until else "")
        for id, h in case.application.state.assistants.items()
    ]
    return sorted(found, key=lambda h: bool(h.until))


def actors(recorded: Iterable[Recorded], known: Sequence[str]) -> list[str]:
    """Return the ids of the people behind changes, but for those who are known: applicant and assistants."""
    found = dict.fromkeys(str(data.get("by") or "") for _, _, _, data in recorded)
    return [id for id in found if id and ":" not in id and id not in known]


def history_view(
    case: Case, recorded: Sequence[Recorded], people: Mapping[str, Person], now: str, *, whole: bool
) -> list[Entry]:
    """Describe what was changed, the newest first.

    Args:
        case: an application.
        recorded: its actions.
        people: those behind them who are neither applicant nor assistant, by id.
        now: the present.
        whole: what was done before it was first handed in is shown too: the applicant's own.
    """
    if case.expert:
        return []
    first = next((seq for seq, kind, _, data in recorded if kind == "stood" and data.get("submission")), None)
    since = 0 if whole else first if first is not None else 1 << 60
    found: list[Entry] = []
    for seq, kind, at, data in reversed(recorded):
        told = _told(case, cast(ActionKind, kind), data) if seq >= since else None
        if told is None or (kind == "pages_changed" and ":" in str(data.get("by") or ":")):
            continue
        when = words.moment(datetime.fromtimestamp(at, ZONE).isoformat(timespec="minutes"), now)
        found.append(Entry(when, _who(case, data, people), *told, SURFACES.get(str(data.get("surface")), "")))
        if len(found) == MOST:
            break
    return found


def _who(case: Case, data: Mapping[str, Any], people: Mapping[str, Person]) -> str:
    by, state = str(data.get("by") or ""), case.application.state
    if "stroke" in data:  # who signs so has no account
        return str(data["stroke"]["name"])
    if by == state.person:
        return case.owner.state.name if case.owner is not None else "本人"
    if by in state.assistants:
        return f"{state.assistants[by].name}（帮填）"
    person = people.get(by)
    if person is None:
        return "系统"
    return "".join(filter(None, (unit_of(case, person), person.state.name)))


def unit_of(case: Case, person: Person) -> str:
    """Return the name of the unit on an application's way for which somebody acts or acted, empty where there is none.

    Args:
        case: an application.
        person: somebody who opened it or decided on it.
    """
    here = passed(case.application.state.standing) | asked_above(case.application)
    nodes = case.view.units.nodes
    last = sorted(person.state.memberships, key=lambda m: (bool(m.until), m.until), reverse=False)
    return next((nodes[m.unit].ref.name for m in last if m.unit in here and m.unit in nodes), "")


def _told(case: Case, kind: ActionKind, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the place and the words of one change, None where it is none that people follow.

    What concerns other streams alone never stands in an application's.
    """
    match kind:
        case "answered" | "corrected":
            return _value(case, str(data["a"]), data["v"], corrected=kind == "corrected")
        case "pages_changed":
            slot, address = data["slot"], Address.parse(data["a"])
            return _at(case, address), f"材料换过，{len(slot['pages'])} 页" if slot else "材料清空了"
        case "row_added" | "row_dropped" | "row_moved" | "section_cleared" | "section_recovered":
            section = str(data["section"])
            return (_at(case, Address(section)), MOVED[kind]) if section in case.scheme.sections else None
        case "struck":
            name, _, row = str(data["row"]).partition(".")
            return _at(case, Address(name, row)), "打了删除标记" if data["on"] else "取消了删除标记"
        case "signed":
            return "承诺", "签了名"
        case "stroked":
            return case.scheme.sections[data["stroke"]["section"]].label, "手写签名"
        case "stroke_dropped":
            return case.scheme.sections[str(data["section"])].label, "去掉了手写签名"
        case "raised":
            return "异议", "提了异议"
        case "replied":
            return "异议", "答复了异议"
        case "explained":
            return f"标注 {data['n']}", "写了说明"
        case "assisted":
            return "帮填", f"{data['name']}开始帮填" if data["on"] else f"{data['name']}不再帮填"
        case "stood":
            declared = case.scheme.deeds.get(str(data["deed"]))
            label = ENDED if data["deed"] == TIME else LABELS.get(str(data["deed"]), "")
            label = (declared.label if declared is not None else None) or label
            return ("申报", label) if label else None
        case (
            "started" | "marked" | "unmarked" | "seen" | "reminded" | "laid_out" | "stroke_asked" | "exhibited"
            | "consented" | "dissented" | "set" | "created" | "phone_verified" | "identified" | "employed" | "account"
            | "joined" | "parted" | "member" | "registering" | "met" | "followed" | "unfollowed" | "belongs" | "ledger"
            | "logged_in" | "rebinding" | "rebound" | "carried" | "expected" | "left"
        ):  # fmt: skip
            return None


def _value(case: Case, at: str, value: Any, *, corrected: bool) -> tuple[str, str] | None:
    address = Address.parse(at)
    section = case.scheme.sections.get(address.section)
    field = section.fields.get(address.field or "") if section is not None else None
    if field is None or field.kind == "pledge":
        return None
    if value is None:
        return _at(case, address), "取消了更正" if corrected else "清空了"
    secret = field.sensitive or field.kind in SECRET
    text = "改过" if secret else cut(shown(case, field, value), LONGEST)
    return _at(case, address), f"更正为 {text}" if corrected else text


def _at(case: Case, address: Address) -> str:
    return place(case, address)


def readers_view(case: Case, reads: Sequence[ReadKept], people: Mapping[str, Person], now: str) -> list[Reader]:
    """Describe who has opened an application, the last first.

    Args:
        case: the application.
        reads: every look, the last first; the looks of one minute are one occasion.
        people: those who looked, by id.
        now: the present.
    """
    looks: dict[str, set[int]] = {}
    for read in reads:
        looks.setdefault(read.person, set()).add(int(read.at // 60))
    found: list[Reader] = []
    for id, minutes in looks.items():
        person, assistant = people[id], case.application.state.assistants.get(id)
        last = words.moment(datetime.fromtimestamp(max(minutes) * 60, ZONE).isoformat(timespec="minutes"), now)
        name = assistant.name if assistant is not None else person.state.name
        unit = "帮填人" if assistant is not None else unit_of(case, person)
        found.append(Reader(name, unit, last, len(minutes)))
    return found
