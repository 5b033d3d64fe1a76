"""Units: what the operator opens, the word of the unit above, and what that may do with those beneath it (CQ-03).

Who comes to stand beneath a unit is noted in that unit's stream too, so that of two who come at once one is told of the
other.
"""

from collections.abc import Iterable, Sequence
from typing import Any, get_args

import msgspec

from casework import ids, words
from casework.access import may_decide_on, may_manage, may_rule, person_of
from casework.asking.registrable import NAME, STANDING, written_name
from casework.case import Case
from casework.deeds import memberships
from casework.desk import Desk
from casework.identity import same_unit, unit_named
from casework.messages import Told, plain
from casework.presents.person import Person, Role
from casework.presents.unit import Body, UnitState
from casework.problems import Denied, Raced, Shut, Wrong
from casework.said import REMARK, said
from casework.tree import Node
from schemes import Scheme, UnitKind
from storage.kept import UnitKept
from wizard.address import Address

ROLES = get_args(Role)  # everybody's who does anything for a unit
LONGEST = 50  # characters of a name that is written without a registration
DECISIONS: dict[str, tuple[str, set[str]]] = {
    "approve": ("approved", {"waiting"}),
    "refuse": ("refused", {"waiting"}),
    "freeze": ("frozen", {"approved"}),
    "thaw": ("approved", {"frozen"}),
    "close": ("closed", {"approved", "frozen"}),
}
"""What the unit above may decide: what the account becomes, and what it has to be before."""

DONE = {"approved": "审核通过", "refused": "审核为不通过", "frozen": "停用", "closed": "注销"}
REASONS = {
    "refuse": "请写一句为什么不通过，注册的人改好可以再交", "freeze": "请写一句为什么停用，它的经办人会看到",
    "close": "请写一句为什么注销，会记下来",
}  # fmt: skip
TOLD = {
    "freeze": "{name}由{by}停用了：{opinion}。填的都在，现在只能看，不能办",
    "thaw": "{name}恢复了，可以接着办",
    "close": "{name}由{by}注销了：{opinion}",
}


def open_unit(desk: Desk, head: Any, name: str, kind: str, parent: str, scheme: Scheme) -> None:
    """Open a unit, or change one (operator's command; CQ-01, XA-10).

    Args:
        desk: where the deed is written down.
        head: of the unit's stream.
        name: as on its seal.
        kind: a unit kind of the scheme.
        parent: id of the unit above; empty for a root.
        scheme: of the region.

    Raises:
        Wrong: no such kind, its parent is of a kind that it cannot have, or the name is none.
        Shut: the parent is not approved yet, or has its one unit of this kind.
    """
    declared = scheme.units.get(kind)
    if declared is None:
        raise Wrong("unit_kind", f"没有“{kind}”这一类单位，请从区域规则里选一类")
    above = under(desk, declared, parent, scheme)
    beside = [n for n in desk.house.units.children.get(parent, []) if n.account in STANDING]
    room(declared, above, [n.ref.id for n in beside if n.ref.kind == kind], head.present.id)
    _open(desk, head, unit_named(name), kind, parent, scheme)


def _open(desk: Desk, head: Any, name: str, kind: str, parent: str, scheme: Scheme) -> None:
    """Record a unit that needs nobody's approval; its name stands among its data too, where its kind has any."""
    declared = scheme.units[kind]
    state = {
        "name": name, "kind": kind, "parent": parent, "region": scheme.region.id, "scheme": scheme.digest,
        "level": declared.level, "account": "approved", "registrar": "",
    }  # fmt: skip
    desk.record(head, "set", {"set": state})
    if declared.register and NAME in scheme.sections[declared.register].fields:
        desk.record(head, "answered", {"a": str(Address(declared.register, None, NAME)), "v": name})


def under(desk: Desk, declared: UnitKind, parent: str, scheme: Scheme) -> Node | None:
    """Return the unit above, where one of this kind may stand beneath it (CQ-01).

    Raises:
        Wrong: it is of a kind that cannot be above.
        Shut: it is not approved.
    """
    above = desk.house.units.nodes.get(parent)
    if declared.parents and (above is None or above.ref.kind not in declared.parents):
        labels = "、".join(scheme.units[p].label for p in declared.parents)
        raise Wrong("unit_parent", f"{declared.label}的上级要是：{labels}。请先选上级单位")
    if above is not None and above.account != "approved":
        stands = "停用了" if above.account == "frozen" else "还没有审核通过"
        raise Shut("parent_waiting", f"{above.ref.name}{stands}。请先联系上级单位注册，通过后再选它")
    return above


def room(declared: UnitKind, above: Node | None, same: Sequence[str], own: str) -> None:
    """Refuse a unit of a kind of which there are as many beneath the unit above as there may be.

    Args:
        declared: the kind.
        above: the unit above, None for a root.
        same: ids of those of the kind that stand there.
        own: id of the unit itself.
    """
    if declared.max is not None and own not in same and len(same) >= declared.max:
        raise Shut("unit_taken", f"{above.ref.name if above else ''}已经有{declared.label}了，不能再加")


def free(units: Iterable[UnitKept], declared: UnitKind, above: Node | None, body: Body, name: str) -> None:
    """Refuse a name that a unit beneath the same one has, and a kind of which there are enough."""
    beside = [u for u in units if u.parent == body.state.parent and u.state in STANDING and u.id != body.id]
    by = above.ref.name if above else "上级单位"
    if any(same_unit(u.name, name) for u in beside):
        raise Shut(
            "unit_exists",
            f"“{name}”在{by}下面已经有了，不用再注册。要替它办事，请它的经办人给您邀请码；没有经办人的，请{by}给",
        )
    room(declared, above, [u.id for u in beside if u.kind == body.state.kind], body.id)


# ── the word of the unit above ───────────────────────────────────────────────
def decide(desk: Desk, head: Any, deed: str, opinion: str, registrar: Any | None, members: Sequence[Any] = ()) -> None:
    """Approve, refuse, freeze, thaw or close a unit beneath one's own (CQ-01, CQ-03).

    Args:
        desk: where the deed is written down.
        head: of the unit's stream.
        deed: of `DECISIONS`.
        opinion: why; needed for all but approving and thawing.
        registrar: head of the person who registers it, None where nobody does.
        members: heads of those who act for it, where it is closed.

    Raises:
        Hidden: it is beneath none of the person's units.
        Denied: the person registers it.
        Shut: it is not in a state for this; says who decided.
        Raced: what is approved is not what was seen.
        Wrong: no opinion.
    """
    may_rule(desk, head.present.id)
    body: Body = head.present
    me, state = person_of(desk), body.state
    becomes, before = DECISIONS[deed]
    opinion = said(opinion, REMARK, "opinion_long")
    if state.account not in before:
        raise Shut("unit_state", f"{_settled(desk, state)}。请刷新再看")
    if registrar is not None and deed in {"approve", "refuse"}:
        may_decide_on(desk, registrar.present, otherwise=Denied("own_unit", "自己注册的单位要由另一位经办人审核"))
    if deed in REASONS and not opinion:
        raise Wrong("opinion_missing", REASONS[deed])
    if deed == "approve" and desk.act.seq not in {None, head.at[0]}:
        raise Raced("version_moved", "单位资料刚刚改过。请看一眼现在的内容，再审核")
    at = desk.act.at.isoformat(timespec="seconds")
    changed: dict[str, Any] = {"account": becomes, "opinion": opinion, "decided": [me.state.name, at]}
    if deed == "approve":
        changed["registrar"] = ""
    desk.record(head, "set", {"set": changed})
    above = desk.house.units.parent(body.id)
    by = above.name if above is not None else "上级单位"
    if deed in TOLD:
        text = TOLD[deed].format(name=state.name, by=by, opinion=opinion)
        told = Told(f"unit:{body.id}", head.stream, "unit_changed", text=text, page="pages/people/people")
        for who in [f"person:{m.present.id}" for m in members] or [told.who]:
            desk.tell(msgspec.structs.replace(told, who=who))
    else:
        _answer(desk, body, registrar, by, opinion, approved=deed == "approve")
    for member in members:
        memberships.end(desk, member, body.id)


def let_go(desk: Desk, head: Any, unit: str) -> None:
    """Release somebody whose unit was closed while they chose it; they choose another one.

    Args:
        desk: where the deed is written down.
        head: the person's.
        unit: id of the unit.
    """
    state = head.present.state
    if state.employer != unit or state.account == "released":
        return
    name = desk.house.units.name(unit)
    desk.record(head, "account", {"account": "released", "opinion": f"{name}已经注销", "unit": unit})
    desk.tell_person(head.present, "released", opinion=f"{name}已经注销，请另选单位", unit=unit)


def _settled(desk: Desk, state: UnitState) -> str:
    """Say who has decided on a unit and what, or that it stands otherwise by now."""
    who, at = state.decided
    if not who or state.account not in DONE:
        return f"{state.name}的状态刚刚变了"
    return f"{who}{words.moment(at, desk.act.now)} 已经把{state.name}{DONE[state.account]}了"


def _answer(desk: Desk, body: Body, registrar: Any | None, by: str, opinion: str, *, approved: bool) -> None:
    """Tell who registers a unit what became of it; on approval they are its first officer."""
    if registrar is None:
        return
    person: Person = registrar.present
    if approved:
        memberships.join(desk, registrar, body.id, "officer", person_of(desk).id)
        desk.record(registrar, "registering", {"unit": ""})
        text = f"{body.state.name}的单位账号审核通过了，您是它的经办人。最好再邀请一位同事一起办"
        told = plain(person.id, "confirmed", text, "pages/people/people")
    else:
        text = f"{by}没有通过{body.state.name}的单位账号：{opinion}。填的都在，改好可以再交"
        told = plain(person.id, "refused", text, REGISTER)
    desk.tell(told)


REGISTER = "pages/unit-register/unit-register"


def page_of(unit: str) -> str:
    """Return the page on which the unit above sees a unit."""
    return f"pages/unit/unit?unit={unit}"


def unfinished(children: int, people: int, running: int) -> str:
    """Say what has to be done before a unit can be closed, empty where nothing stands against it.

    Args:
        children: units beneath it.
        people: accounts that belong to it.
        running: applications that have come to it and have not ended.
    """
    if children:
        return f"它下面还有 {children} 个单位。请先把它们注销，或请平台管理员换到别的单位下面"
    if people:
        return f"它还有 {people} 个人的账号。请先在“人员单位”里把他们转出"
    if running:
        return f"还有 {running} 份申报经过它、没有办完。办完再注销；现在可以先停用"
    return ""


def add(desk: Desk, head: Any, above: Any, kind: str, name: str, scheme: Scheme, beside: Iterable[UnitKept]) -> None:
    """Open a unit directly beneath one's own, of a kind that the unit above opens (CQ-04).

    Args:
        desk: where the deed is written down.
        head: of the new unit's stream.
        above: head of the unit above.
        kind: of unit.
        name: as on its seal.
        scheme: of the region.
        beside: the units of the installation as they stand in the database now.

    Raises:
        Hidden: the unit above is not this person's.
        Wrong: no such kind is opened so, or the name is none.
        Shut: there is one of this name, or as many as there may be.
    """
    parent: str = above.present.id
    may_manage(desk, parent, [u.id for u in desk.house.units.path(parent)])
    declared = scheme.units.get(kind)
    if declared is None or declared.opened_by != "parent" or above.present.state.kind not in declared.parents:
        raise Wrong("unit_kind", "您的单位不能直接添加这一类单位。请它自己注册")
    named = unit_named(said(name, LONGEST, "name_long"))
    if not named:
        raise Wrong("name_missing", "请写单位名称，写全称，和公章一样")
    node = under(desk, declared, parent, scheme)
    body = Body("unit", head.present.id)
    body.state.parent, body.state.kind = parent, kind
    free(beside, declared, node, body, named)
    _open(desk, head, named, kind, parent, scheme)
    decided = [person_of(desk).state.name, desk.act.at.isoformat(timespec="seconds")]
    desk.record(head, "set", {"set": {"decided": decided}})
    desk.record(above, "set", {"set": {"asked": head.present.id}})


def named(desk: Desk, case: Case, address: Address) -> None:
    """Carry the name of an approved unit, as it has just been written among its data, to where it stands in the tree.

    Applications under way keep the name with which they were handed in.

    Args:
        desk: where the deed is written down; it holds the unit above, and has read the tree since.
        case: the unit.
        address: where something was written.

    Raises:
        Shut: another unit beneath the same one has this name.
        Raced: the unit stands beneath another one by now.
    """
    state = case.present.state
    if address.field != NAME or state.account not in {"approved", "frozen"}:
        return
    name = written_name(case)
    if not name or name == state.name:
        return
    beside = [n for n in desk.house.units.children.get(state.parent, []) if n.account in STANDING]
    if any(same_unit(n.ref.name, name) for n in beside if n.ref.id != case.base.id):
        raise Shut("unit_exists", f"还没保存。“{name}”已经是另一个单位的名称了，请核对公章")
    desk.record(case.head, "set", {"set": {"name": name}})
    if state.parent:
        above = desk.work.heads.get(ids.unit(state.parent))
        if above is None:
            raise Raced("moved", "刚才换过上级单位，还没保存。请刷新再改一次")
        desk.record(above, "set", {"set": {"asked": case.base.id}})  # of two who take one name at once one is told


def remind(desk: Desk, head: Any, *, attended: bool) -> None:
    """Ask the officers of a unit beneath one's own to look, once a day (X-22).

    Args:
        desk: where the deed is written down.
        head: of the unit's stream.
        attended: somebody acts for the unit.

    Raises:
        Hidden: it is beneath none of the person's units.
        Shut: nobody is there to be asked, or it was done today.
    """
    may_rule(desk, head.present.id)
    state = head.present.state
    if not attended:
        raise Shut("unit_unattended", "这个单位还没有经办人，催了没有人收到。请给它一个邀请码")
    if state.reminded == desk.act.today:
        raise Shut("reminded", "今天已经催过了，明天还没人登录可以再催，也可以打电话")
    desk.record(head, "set", {"set": {"reminded": desk.act.today}})
    above = desk.house.units.parent(head.present.id)
    text = f"{above.name if above else '上级单位'}请您看一下{state.name}：有没有账号要确认、有没有申报要审"
    desk.tell(Told(f"unit:{head.present.id}", head.stream, "work_waiting", text=text, page="pages/queue/queue"))
