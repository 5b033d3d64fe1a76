"""Filling: sections, answers, rows."""

from collections.abc import Callable
from typing import Any

import msgspec

from casework import ids
from casework.access import fillable, placed
from casework.asking.places import shown
from casework.asking.registrable import NAME
from casework.case import Case
from casework.deeds import answer
from casework.desk import Desk
from casework.ids import Base
from casework.problems import Wrong, hidden
from casework.publicity_before import warned
from casework.views.far import status_of
from casework.views.fields import FieldView, field_view
from casework.views.home import Home, home_view, registration_view
from casework.views.recalled import offering, said_before
from casework.views.sections import SectionView, section_view
from web.api.bases import address_of, base_of
from web.calls import Call, Route
from wizard.address import Address

MISSING: Any = msgspec.UNSET
PLAIN = (str, int, float, bool, list)  # answers that are shown to a page as they are stored


class Given(msgspec.Struct, forbid_unknown_fields=True):
    """Is an answer as a page sends it: text as typed, or a value as chosen."""

    text: str | None = None
    value: Any = MISSING


class Saved(msgspec.Struct):
    """Says what was stored and what changed because of it; `said` names answers that were taken away."""

    address: str
    value: Any
    text: str
    seq: int
    saved_at: str
    field: FieldView | None
    changed: list[FieldView]
    gone: list[str]
    status: str
    word: str
    said: str = ""


class NewRow(msgspec.Struct, forbid_unknown_fields=True):
    """Asks for a row; the page may have given it an id already."""

    row: str | None = None
    values: dict[str, Any] = {}


class Place(msgspec.Struct, forbid_unknown_fields=True):
    """Says where a row goes, counted from 0."""

    place: int


async def home(call: Call) -> Home:
    """Describe an application, or what a person has said of themselves."""

    async def look(desk: Desk, case: Case) -> Home:
        return home_view(desk, case) if case.base.kind == "application" else registration_view(case)

    if call.parts["kind"] not in {"applications", "people"}:
        raise hidden()
    return await call.house.look(call.act, base_of(call), look)


async def section(call: Call) -> SectionView:
    """Describe a section or a row of it."""
    name, row = call.parts["section"], call.parts.get("row")

    async def look(desk: Desk, case: Case) -> SectionView:
        if not placed(case, Address(name)) or not case.journey.section(name).shown:
            raise hidden("这一栏")
        case.fills = fillable(desk, case)
        try:
            view = section_view(case, name, row)
        except KeyError:
            raise hidden("这一条") from None
        if row or view.readonly or desk.me is None or not case.own:
            return view
        return offering(view, await said_before(call.house, desk.me))

    return await call.house.look(call.act, base_of(call), look, name)


async def save(call: Call) -> Saved:
    """Store one answer."""
    address, given = address_of(call), call.body
    if given.text is None and given.value is MISSING:
        raise Wrong("empty", "没有收到内容，还没保存。请再填一次")
    base = base_of(call)
    above = await _above(call, base) if base.kind == "unit" and address.field == NAME else []

    async def make(desk: Desk, case: Case) -> Saved:
        if above:  # whoever took this name a moment ago is seen: nobody else holds the unit above now
            call.house.renew()
            await call.house.tree()
        case.fills = fillable(desk, case)
        before = snapshot(case, address)
        if given.text is not None:
            stored = answer.save(desk, case, address, text=given.text, numbered=False)
        else:
            stored = answer.save(desk, case, address, value=given.value)
        view = saved(desk, case, address, before)
        if isinstance(stored, answer.Stored):
            view.said = "。".join(filter(None, (answer.taken_away(case, stored.taken), view.said)))
            view.changed += [field_view(case, case.journey.state(p.address)) for p in stored.taken if p.address]
        return view

    return await call.house.perform(call.act, base, [str(address), msgspec.to_builtins(given)], make, Saved, above)


async def _above(call: Call, base: Base) -> list[str]:
    """Return the stream of the unit above, beneath which no two have one name."""
    above = (await call.house.tree()).parent(base.id)
    return [ids.unit(above.id)] if above is not None else []


async def drop(call: Call) -> Saved:
    """Take an answer away."""
    address = address_of(call)

    async def make(desk: Desk, case: Case) -> Saved:
        case.fills = fillable(desk, case)
        before = snapshot(case, address)
        answer.drop(desk, case, address)
        return saved(desk, case, address, before)

    return await call.house.perform(call.act, base_of(call), str(address), make, Saved)


def snapshot(case: Case, address: Address) -> dict[Address, Any]:
    """Return the questions of the section (or row) as they stand, to tell what an answer changes."""
    return case.journey.outlook(address) if address.field and placed(case, address) else {}


def saved(desk: Desk, case: Case, address: Address, before: dict[Address, Any]) -> Saved:
    """Describe what one answer did."""
    journey = case.journey
    after = journey.outlook(address)
    gone, moved = ([], []) if before == after else differing(case, address, before, after)
    states = [journey.state(a) for a in moved]
    changed = [field_view(case, state) for state in states if not (case.veiled and state.field.sensitive)]
    now = journey.state(address)
    status, word = status_of(case, journey.section(address.section))
    return Saved(
        address=str(address), value=now.value if isinstance(now.value, PLAIN) else None,
        text=shown(case, now.field, now.value), seq=case.present.filled.seqs.get(str(address), 0),
        saved_at=desk.act.now[11:], field=field_view(case, now), changed=changed, gone=gone, status=status, word=word,
        said=warned(desk, case, address),
    )  # fmt: skip


def differing(
    case: Case, about: Address, before: dict[Address, Any], after: dict[Address, Any]
) -> tuple[list[str], list[Address]]:
    """Return which questions one answer has taken away, and which others look otherwise since, in order."""
    gone = {a for a in before if a not in after and not case.journey.visible(a)}
    moved = {a for a in {*before, *after} if a != about and a not in gone and before.get(a) != after.get(a)}
    names = list(case.scheme.sections[about.section].fields)
    return sorted(map(str, gone)), sorted(moved, key=lambda a: names.index(a.field or ""))


async def add_row(call: Call) -> SectionView:
    """Add a row."""
    name, body = call.parts["section"], call.body

    async def make(desk: Desk, case: Case) -> SectionView:
        row = answer.add_row(desk, case, name, body.row, body.values)
        return section_view(case, name, row)

    return await call.house.perform(
        call.act, base_of(call), ["add", name, msgspec.to_builtins(body)], make, SectionView
    )


async def drop_row(call: Call) -> SectionView:
    """Put a row aside."""
    return await _rows(call, lambda desk, case: answer.drop_row(desk, case, call.parts["section"], call.parts["row"]))


async def restore_row(call: Call) -> SectionView:
    """Bring a row back."""
    return await _rows(
        call, lambda desk, case: answer.restore_row(desk, case, call.parts["section"], call.parts["row"])
    )


async def move_row(call: Call) -> SectionView:
    """Move a row to another place."""
    place = call.body.place
    return await _rows(
        call, lambda desk, case: answer.move_row(desk, case, call.parts["section"], call.parts["row"], place)
    )


async def tidy(call: Call) -> SectionView:
    """Put the rows of a section into the order that is offered."""
    return await _rows(call, lambda desk, case: answer.tidy(desk, case, call.parts["section"]))


async def clear(call: Call) -> SectionView:
    """Empty a section; it can be found again."""
    return await _rows(call, lambda desk, case: answer.clear(desk, case, call.parts["section"]))


async def recover(call: Call) -> SectionView:
    """Fill a section again with what was cleared."""
    return await _rows(call, lambda desk, case: answer.recover(desk, case, call.parts["section"]))


async def _rows(call: Call, deed: Callable[[Desk, Case], Any]) -> SectionView:
    async def make(desk: Desk, case: Case) -> SectionView:
        deed(desk, case)
        return section_view(case, call.parts["section"])

    return await call.house.perform(call.act, base_of(call), call.asked(), make, SectionView)


BASE = "<kind>/<id>"
ROWS = f"{BASE}/sections/<section>/rows"
ROUTES = (
    Route("GET", BASE, home, "an application or a registration at a glance", Home),
    Route("GET", f"{BASE}/sections/<section>", section, "a section with its questions or rows", SectionView),
    Route("GET", f"{ROWS}/<row>", section, "one row", SectionView),
    Route("PUT", f"{BASE}/answers/<address>", save, "store one answer", Saved, Given),
    Route("DELETE", f"{BASE}/answers/<address>", drop, "take an answer away", Saved),
    Route("POST", ROWS, add_row, "add a row", SectionView, NewRow),
    Route("DELETE", f"{ROWS}/<row>", drop_row, "put a row aside", SectionView),
    Route("POST", f"{ROWS}/<row>/restore", restore_row, "bring a row back", SectionView),
    Route("PUT", f"{ROWS}/<row>/place", move_row, "move a row", SectionView, Place),
    Route("POST", f"{BASE}/sections/<section>/tidy", tidy, "put rows into the order that is offered", SectionView),
    Route("POST", f"{BASE}/sections/<section>/clear", clear, "empty a section", SectionView),
    Route("POST", f"{BASE}/sections/<section>/recover", recover, "fill a cleared section again", SectionView),
)
