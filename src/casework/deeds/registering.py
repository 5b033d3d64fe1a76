"""Registering a unit by its own officer, in WeChat, for the unit above to approve (CQ-01, manual 2.2 and 3.2).

Whoever registers a unit fills its section as any other; it stands in nobody's tree before it is handed in.
"""

from collections.abc import Iterable
from typing import Any

from casework import ids
from casework.access import person_of, registers
from casework.asking.registrable import lacks, registerable, written_name
from casework.case import Case
from casework.deeds.units import free, page_of, under
from casework.desk import Desk
from casework.identity import unit_named
from casework.messages import Told
from casework.presents.unit import Body
from casework.problems import Shut, Wrong, hidden
from schemes import Scheme
from storage.kept import UnitKept


def place(desk: Desk, head: Any, kind: str, parent: str, scheme: Scheme) -> None:
    """Begin to register a unit, or choose its kind and the unit above it anew; what was filled in stays.

    Args:
        desk: where the deed is written down; it holds the person who acts.
        head: of the unit's stream.
        kind: of unit.
        parent: id of the unit above.
        scheme: of the region.

    Raises:
        Shut: the person has not said who it is or was frozen, the unit is handed in, or its parent is not approved.
        Wrong: no such kind, or nobody registers one; the parent cannot be above it.
    """
    me = person_of(desk)
    if not me.state.name or not me.state.phone:
        raise Shut("not_identified", "请先验证手机号、填姓名和身份证号，再注册单位")
    if me.state.account == "frozen":
        raise Shut("account_frozen", "您的账号由单位停用了。请联系单位人事科")
    if kind not in registerable(scheme):
        raise Wrong("unit_kind", "这一类单位不用自己注册，由上级单位或平台管理员开通。请选别的一类")
    under(desk, scheme.units[kind], parent, scheme)
    placed: dict[str, Any] = {
        "kind": kind, "parent": parent, "level": scheme.units[kind].level, "region": scheme.region.id,
        "scheme": scheme.digest,
    }  # fmt: skip
    if head.at[0]:
        _open_to_me(desk, head.present)
    else:
        placed |= {"account": "draft", "registrar": me.id}
        desk.record(desk.head(ids.person(me.id)), "registering", {"unit": head.present.id})
    desk.record(head, "set", {"set": placed})


def _open_to_me(desk: Desk, body: Body) -> None:
    """Let through who registers a unit that is not handed in."""
    if not registers(desk, body):
        raise hidden("这个单位")
    if body.state.account == "waiting":
        raise Shut("unit_waiting", "已经交给上级单位审核，现在只能看。要改，请先拿回来")


def hand_in(desk: Desk, case: Case, above: Any, beside: Iterable[UnitKept]) -> None:
    """Hand a registration in to the unit above (CQ-01).

    Args:
        desk: where the deed is written down.
        case: the unit.
        above: head of the unit above.
        beside: the units of the installation as they stand in the database now.

    Raises:
        Hidden: somebody else registers it.
        Shut: it is handed in, the unit above is not approved, has one of this name or as many as it may have.
        Wrong: something is missing, or the name is none; names each place.
    """
    body: Body = case.present
    _open_to_me(desk, body)
    declared = case.scheme.units[body.state.kind]
    if spots := lacks(case):
        raise Wrong("incomplete", f"还有 {len(spots)} 处没好。请点第 1 处改", spots=spots)
    node = under(desk, declared, body.state.parent, case.scheme)
    name = unit_named(written_name(case))
    free(beside, declared, node, body, name)
    desk.record(case.head, "set", {"set": {"account": "waiting", "name": name, "opinion": ""}})
    desk.record(above, "set", {"set": {"asked": body.id}})
    who = person_of(desk).state.name
    text = f"{name}注册了单位账号（{declared.label}），{who}交的，等您的单位审核。点开看"
    told = Told(f"unit:{body.state.parent}", case.base.stream, "work_waiting", text=text, page=page_of(body.id))
    desk.tell(told)


def take_back(desk: Desk, head: Any) -> None:
    """Take a registration back that nobody has decided on, to change it.

    Raises:
        Hidden: somebody else registers it.
        Shut: it was decided on meanwhile.
    """
    body: Body = head.present
    if not registers(desk, body):
        raise hidden("这个单位")
    if body.state.account != "waiting":
        raise Shut("unit_state", "这一份刚刚有了结果。请刷新再看")
    desk.record(head, "set", {"set": {"account": "draft"}})


def give_up(desk: Desk, head: Any) -> None:
    """End one's registration of a unit; what was filled in stays in the history.

    Raises:
        Hidden: somebody else registers it.
        Shut: it is handed in.
    """
    _open_to_me(desk, head.present)
    desk.record(head, "set", {"set": {"registrar": ""}})
    desk.record(desk.head(ids.person(person_of(desk).id)), "registering", {"unit": ""})
