"""Units as their own officers, those above and who registers one see them (CQ-01, CQ-03, X-22)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from casework import words
from casework.access import ACTING, holds, person_of
from casework.asking.places import shown
from casework.asking.registrable import STANDING, lacks
from casework.case import Case
from casework.desk import Desk
from casework.presents.unit import UnitState
from casework.tree import Node, Units
from casework.views.home import Deed
from casework.views.registering import ACCOUNT, Kind, Place, kind_view, place
from schemes import Scheme, UnitKind
from storage import ZONE
from storage.kept import MembershipKept

QUIET = 30  # days without a log-in of anybody after which a unit is called quiet
NOBODY, NEVER = "现在没有经办人", "还没有人登录过"


class Line(msgspec.Struct, frozen=True):
    """Is one answer of a unit's data."""

    label: str
    text: str


class Officer(msgspec.Struct, frozen=True):
    """Is somebody who acts for a unit, and when they were last there."""

    id: str
    name: str
    role: str
    since: str
    seen: str


class UnitView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes one unit."""

    id: str
    base: str
    seq: int
    name: str
    kind: str
    state: str
    state_text: str
    seen: str
    lines: Sequence[Line] = ()
    section: str = ""  # of its data, where who looks may change them
    left: int = 0
    parent: Place | None = None
    opinion: str = ""
    decided: str = ""
    registrar: str = ""
    officers: Sequence[Officer] = ()
    people: int = 0
    beneath: int = 0
    pending: int = 0
    deeds: Sequence[Deed] = ()
    invites: bool = False
    opens: Sequence[Kind] = ()
    freeze: str = ""  # what comes of freezing it
    extends: bool = False  # who looks may give it, or its people, more time
    said: str = ""


class UnitLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one unit in a list."""

    id: str
    name: str
    kind: str
    depth: int
    state: str
    state_text: str
    seen: str
    officers: int = 0
    waiting: int = 0  # accounts that wait for its word
    quiet: bool = False
    parent: str = ""


class UnitTree(msgspec.Struct, frozen=True, omit_defaults=True):
    """Lists what stands beneath a unit."""

    unit: str
    unit_name: str
    counts: Mapping[str, int]
    lines: Sequence[UnitLine]
    more: bool = False
    opens: Sequence[Kind] = ()
    stopped: str = ""  # the unit itself is frozen: what its officers read


# ── one unit ─────────────────────────────────────────────────────────────────
def data_of(case: Case) -> list[Line]:
    """Return what a unit has said of itself, as people read it."""
    section = case.scheme.units[case.present.state.kind].register
    if not section:
        return []
    states = case.journey.fields(section)
    return [Line(s.field.label, shown(case, s.field, s.value) or "没填") for s in states]


def seen_text(last: float, now: str) -> str:
    """Say when somebody was last there.

    Args:
        last: epoch seconds, 0 for never.
        now: the present.
    """
    if not last:
        return NEVER
    days = words.days_since(datetime.fromtimestamp(last, ZONE).isoformat(), now)
    return "今天登录过" if not days else f"{days} 天前登录过" if days < QUIET else f"已 {days} 天没登录"


class Attendance(msgspec.Struct, frozen=True):
    """Says who acts for a unit today and when anybody of them was last there.

    Args:
        officers: rows of those who act today.
        last: epoch seconds; 0 where none of them ever was, or where there is nobody.
        ever: somebody acts or acted.
    """

    officers: Sequence[MembershipKept] = ()
    last: float = 0.0
    ever: bool = False

    def text(self, now: str) -> str:
        """Say it in a word."""
        return seen_text(self.last, now) if self.officers else NOBODY if self.ever else NEVER

    def quiet(self, now: str) -> bool:
        """Tell whether nobody was there for so long that the unit above should know, or never."""
        if not self.last:
            return True
        return words.days_since(datetime.fromtimestamp(self.last, ZONE).isoformat(), now) >= QUIET


def attendance(rows: Sequence[MembershipKept], last: Mapping[str, float], today: str) -> dict[str, Attendance]:
    """Return who acts for each unit, by unit.

    Args:
        rows: of everybody who acts or acted for these units.
        last: when each of them was last there.
        today: ISO day.
    """
    by_unit: dict[str, list[MembershipKept]] = {}
    for row in rows:
        by_unit.setdefault(row.unit, []).append(row)
    found: dict[str, Attendance] = {}
    for unit, theirs in by_unit.items():
        now = [m for m in theirs if m.since <= today and (not m.until or m.until >= today) and not m.frozen]
        found[unit] = Attendance(now, max((last.get(m.person, 0.0) for m in now), default=0.0), ever=True)
    return found


class Around(msgspec.Struct, frozen=True):
    """Is what the view of a unit needs besides the unit.

    Args:
        there: who acts for it.
        officers: described.
        registrar: name and masked phone of who registers it.
        people: accounts that belong to it.
        pending: applications that wait for it.
        against: why it cannot be closed, empty where it can.
        extends: who looks acts for an office that may give it more time.
    """

    there: Attendance
    officers: Sequence[Officer] = ()
    registrar: str = ""
    people: int = 0
    pending: int = 0
    against: str = ""
    extends: bool = False


def unit_view(desk: Desk, case: Case, around: Around, said: str = "") -> UnitView:
    """Describe a unit to its own officers or to one above it.

    Args:
        desk: who looks.
        case: the unit.
        around: what other streams and lists say of it.
        said: what has just been done.
    """
    state, units, now = case.present.state, desk.house.units, desk.act.now
    path = [u.id for u in units.path(case.base.id)]
    above = any(holds(person_of(desk), u, ACTING, desk.act.today) for u in path)
    open = state.account in {"approved", "frozen"}
    may = above or (state.account == "approved" and holds(person_of(desk), case.base.id, ACTING, desk.act.today))
    declared = case.scheme.units[state.kind]
    decided = f"{words.moment(state.decided[1][:10], now)}由{state.decided[0]}办理" if state.decided[0] else ""
    return UnitView(
        id=case.base.id, base=case.base.path, seq=case.head.at[0], name=state.name, kind=declared.label,
        state=state.account, state_text=ACCOUNT[state.account], seen=around.there.text(now), lines=data_of(case),
        section=(declared.register or "") if open and may else "", left=len(lacks(case)) if open else 0,
        parent=place(units, state.parent), opinion=state.opinion, decided=decided, registrar=around.registrar,
        officers=around.officers, people=around.people, beneath=len(units.below(case.base.id)), pending=around.pending,
        deeds=deeds_of(desk, state, around) if above else (), invites=open and may,
        opens=opens(case.scheme, units, case.base.id) if may and state.account == "approved" else (),
        freeze=_freezing(declared, around.pending), extends=open and around.extends, said=said,
    )  # fmt: skip


def deeds_of(desk: Desk, state: UnitState, around: Around) -> list[Deed]:
    """Return what the unit above may do with a unit now."""
    match state.account:
        case "waiting":
            return [
                Deed("refuse", "不通过", ok=True, danger=True, opinion=True),
                Deed("approve", "审核通过", ok=True, say="通过后，注册的人就是它的经办人，下面的单位就能注册"),
            ]
        case "approved" | "frozen":
            told = state.reminded == desk.act.today
            there = bool(around.there.officers)
            why = "今天催过了" if told else "" if there else "还没有经办人，请给它一个邀请码"
            change = (
                Deed("freeze", "停用", ok=True, opinion=True)
                if state.account == "approved"
                else Deed("thaw", "恢复", ok=True)
            )
            close = Deed("close", "注销", ok=not around.against, say=around.against, danger=True, opinion=True)
            return [Deed("remind", "催一下", ok=there and not told, say=why), change, close]
        case _:
            return []


def _freezing(declared: UnitKind, pending: int) -> str:
    """Say what comes of freezing a unit."""
    first = "新交的申报不再送给它。" if declared.opened_by == "parent" else "它和它下面的人都不能交申报。"
    held = f"现在有 {pending} 份在它那里，停用期间不动。" if pending else ""
    return f"{first}填过的都留着，它的经办人只能看。{held}以后能恢复。"


def stopped_text(units: Units, unit: str) -> str:
    """Say to its own officers that a unit is frozen, empty where it is not."""
    if not units.stopped(unit):
        return ""
    above = units.parent(unit)
    return (
        f"{units.nodes[unit].ref.name}停用了，现在只能看，不能办。要恢复，请联系{above.name if above else '上级单位'}"
    )


def opens(scheme: Scheme, units: Units, unit: str) -> list[Kind]:
    """Return the kinds of unit that a unit opens beneath itself, each with why it cannot now (CQ-04)."""
    node = units.nodes.get(unit)
    found: list[Kind] = []
    for kind, declared in scheme.units.items():
        if node is None or declared.opened_by != "parent" or node.ref.kind not in declared.parents:
            continue
        same = [n for n in units.children.get(unit, []) if n.ref.kind == kind and n.account in STANDING]
        full = declared.max is not None and len(same) >= declared.max
        found.append(kind_view(scheme, kind, f"已经有了：{same[0].ref.name}" if full else ""))
    return found


# ── many units ───────────────────────────────────────────────────────────────
def in_tree(units: Units, unit: str) -> list[tuple[int, Node]]:
    """Return everything beneath a unit as a tree is read, each with its depth; by name beneath each.

    Args:
        units: all of them.
        unit: whose tree.
    """
    found: list[tuple[int, Node]] = []
    left = [(0, n) for n in _named(units.children.get(unit, []))]
    while left and len(found) <= len(units.nodes):
        depth, node = left.pop(0)
        if node.account == "closed":
            continue
        found.append((depth, node))
        left = [(depth + 1, n) for n in _named(units.children.get(node.ref.id, []))] + left
    return found


def _named(nodes: Sequence[Node]) -> list[Node]:
    return sorted(nodes, key=lambda n: (n.ref.kind, n.ref.name))


SHOWN = ("all", "waiting", "quiet", "frozen")
"""Which of the units beneath one are listed: everybody, who waits for approval, where nobody logs in, frozen ones."""


def fits(show: str, node: Node, there: Attendance, now: str) -> bool:
    """Tell whether a unit stands on one of the lists.

    Args:
        show: of `SHOWN`.
        node: the unit.
        there: who acts for it.
        now: the present.
    """
    match show:
        case "waiting" | "frozen":
            return node.account == show
        case "quiet":
            return node.account == "approved" and there.quiet(now)
        case _:
            return True


def line(units: Units, scheme: Scheme, depth: int, node: Node, there: Attendance, waiting: int, now: str) -> UnitLine:
    """Describe one unit in a list."""
    open, above = node.account == "approved", units.parent(node.ref.id)
    declared = scheme.units.get(node.ref.kind)
    return UnitLine(
        id=node.ref.id, name=node.ref.name, kind=declared.label if declared else "", depth=depth, state=node.account,
        state_text=ACCOUNT[node.account], seen=there.text(now) if open else "", officers=len(there.officers),
        waiting=waiting, quiet=open and there.quiet(now), parent=above.name if above is not None else "",
    )  # fmt: skip
