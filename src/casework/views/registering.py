"""Registering a unit as who does it sees it: the kinds, the unit above, what is still to be filled (CQ-01)."""

from collections.abc import Sequence

import msgspec

from casework.access import registers
from casework.asking.registrable import STANDING, lacks, registerable, written_name
from casework.case import Case
from casework.desk import Desk
from casework.presents.unit import UnitState
from casework.tree import Node, Units
from casework.views.fields import Option
from schemes import Scheme

ACCOUNT = {
    "draft": "还没交", "waiting": "等审核", "approved": "已通过", "refused": "没有通过", "frozen": "停用",
    "closed": "已注销",
}  # fmt: skip


class Kind(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is a kind of unit that somebody may register or open: what it is called, and what helps to choose it."""

    kind: str
    label: str
    group: str = ""
    guide: str = ""
    above: str = ""  # which kinds of unit may be above it
    why: str = ""  # why none can be opened now, empty where one can


class Place(msgspec.Struct, frozen=True):
    """Names a unit."""

    id: str
    name: str


class Registering(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes one's own registration of a unit, or what can be registered."""

    kinds: Sequence[Kind]
    needs: Sequence[str] = ()  # what has to be said of oneself before
    id: str = ""
    base: str = ""
    section: str = ""
    seq: int = 0
    kind: str = ""
    name: str = ""
    parent: Place | None = None
    state: str = ""
    state_text: str = ""
    opinion: str = ""
    left: int = 0  # places that are still to be filled or put right
    said: str = ""


def kind_view(scheme: Scheme, kind: str, why: str = "") -> Kind:
    """Describe a kind of unit."""
    declared = scheme.units[kind]
    above = "、".join(scheme.units[p].label for p in declared.parents)
    return Kind(kind, declared.label, declared.group or "", declared.guide or "", above, why)


def kinds_of(scheme: Scheme) -> list[Kind]:
    """Return what can be registered in a region."""
    return [kind_view(scheme, kind) for kind in registerable(scheme)]


def registering_view(desk: Desk, scheme: Scheme, case: Case | None, said: str = "") -> Registering:
    """Describe one's own registration of a unit.

    Args:
        desk: who looks.
        scheme: of the region.
        case: the unit, None where nothing is begun.
        said: what has just been done.
    """
    me = desk.me
    needs = [n for n, there in (("phone", me and me.state.phone), ("identity", me and me.state.name)) if not there]
    kinds = kinds_of(scheme)
    if case is None or not registers(desk, case.present):
        return Registering(kinds=kinds, needs=needs, said=said)
    state: UnitState = case.present.state
    return Registering(
        kinds=kinds, needs=needs, id=case.base.id, base=case.base.path, seq=case.head.at[0], kind=state.kind,
        section=case.scheme.units[state.kind].register or "", name=written_name(case),
        parent=place(desk.house.units, state.parent), state=state.account, state_text=ACCOUNT[state.account],
        opinion=state.opinion if state.account == "refused" else "", left=len(lacks(case)), said=said,
    )  # fmt: skip


def place(units: Units, unit: str) -> Place | None:
    """Return a unit by its name, None where there is none."""
    node = units.nodes.get(unit)
    return Place(unit, node.ref.name) if node is not None else None


def parents_view(scheme: Scheme, kind: str, found: Sequence[Node]) -> list[Option]:
    """List the units that may be above one of a kind; those that are not approved are shown and cannot be chosen.

    Args:
        scheme: of the region.
        kind: of the unit that is registered.
        found: units whose names fit what was typed.
    """
    allowed = scheme.units[kind].parents if kind in scheme.units else ()
    named = [n for n in found if n.ref.kind in allowed and n.account in STANDING]
    return [
        Option(
            n.ref.id, n.ref.name, ok=n.account == "approved",
            guide="" if n.account == "approved" else f"{ACCOUNT[n.account]}，现在不能选。请先联系它",
        )
        for n in sorted(named, key=lambda n: (n.account != "approved", len(n.ref.name), n.ref.name))
    ]  # fmt: skip
