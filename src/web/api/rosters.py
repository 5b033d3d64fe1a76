"""Rosters of a unit as Excel, written while the people on it are read: as many as there are, in the memory of a few."""

from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sanic.response import HTTPResponse

from casework import ids
from casework.access import may_act_for, may_read
from casework.deeds import rosters as deeds
from casework.desk import Desk
from casework.ids import Base
from casework.problems import Hidden, Wrong, hidden
from casework.views.rosters import LISTS, Line, Roster, fits, label_of, line_of, options, paths_of, rosters
from print.forms import roster as workbook
from schemes import Form, Scheme
from web.api.forms import HEADERS, MEDIA, saved_as
from web.calls import Call, Route
from web.giving import give_pieces

FEW = 20  # applications that are read at once: they are held together, and recorded as looked at in one entry


async def _scheme(call: Call) -> Scheme:
    """Return the scheme of the unit's region, for an officer of the unit.

    Raises:
        Hidden: the unit is not this person's.
    """
    house, unit = call.house, call.parts["id"]
    may_act_for(await house.person(call.act), unit, call.act.today, "这个列表")
    body = await house.body("unit", unit)
    return house.shelf.current.get(body.state.region if body else "") or await house.default_region()


async def declared(call: Call) -> list[Roster]:
    """List the rosters of a unit, with what each can be narrowed by."""
    return rosters(await _scheme(call), call.parts["id"])


async def roster(call: Call) -> HTTPResponse:
    """Write one of a unit's lists as a workbook; who takes it along is recorded for everybody on it (X-16)."""
    scheme, unit = await _scheme(call), call.parts["id"]
    name, _, kind = call.parts["form"].rpartition(".")
    form, which = scheme.forms.get(name), call.query("list", "pending")
    if form is None or kind != "xlsx" or which not in LISTS or not any(r.id == name for r in rosters(scheme, unit)):
        raise hidden("这份花名册")
    chosen = _chosen(call, scheme, form)
    listed = await call.house.reads.listed(unit, which, call.query("plan"))
    tree = await call.house.tree()
    of = tree.nodes[unit].ref.name if unit in tree.nodes else ""
    title = saved_as(f"{form.label}-{LISTS[which]}-{of}-{call.act.today}.xlsx", kind)
    return await give_pieces(call, pieces(call, scheme, form, name, listed, chosen), HEADERS | title, MEDIA[kind])


def _chosen(call: Call, scheme: Scheme, form: Form) -> dict[str, str]:
    """Return the filters that were set.

    Raises:
        Wrong: the roster has no such filter, or nothing like that is ever chosen there.
    """
    if strange := call.request.args.keys() - {"list", "plan", *form.filters}:
        raise Wrong("filter_absent", f"这份花名册不能按“{min(strange)[:40]}”筛选。请刷新再选一次")
    chosen = {path: wanted for path in form.filters if (wanted := call.query(path).strip())}
    for path, wanted in chosen.items():
        if (known := options(scheme, path)) and wanted not in known:
            raise Wrong("filter_option", f"“{label_of(scheme, path)}”里没有“{wanted[:40]}”。请刷新再选一次")
    return chosen


async def pieces(
    call: Call, scheme: Scheme, form: Form, name: str, listed: Sequence[str], chosen: Mapping[str, str]
) -> AsyncIterator[bytes]:
    """Yield a roster's bytes; the next few people are read when what was read is written.

    Args:
        call: of who takes it.
        scheme: of the region.
        form: the roster, and
        name: its id.
        listed: ids of the applications, in their order.
        chosen: path → what was chosen.
    """
    waiting: deque[Line] = deque()
    left = deque(listed)

    def lines() -> Iterator[Line | None]:
        while waiting or left:
            yield waiting.popleft() if waiting else None

    said = {label_of(scheme, path): wanted for path, wanted in chosen.items()}
    for piece in workbook(form, lines(), lambda path: label_of(scheme, path), said):
        if piece:
            yield piece
        while left and not waiting:
            few = [left.popleft() for _ in range(min(FEW, len(left)))]
            waiting.extend(line for line in await _few(call, form, name, few) if fits(scheme, line, chosen))


async def _few(call: Call, form: Form, name: str, few: list[str]) -> list[Line]:
    """Read a few applications, and record that they were; whose has gone meanwhile is left out."""
    house, act, paths = call.house, call.act, paths_of(form)
    bases = [Base("application", id) for id in few]
    streams = [stream for base in bases for stream in await house.streams(base, act)]

    async def see(desk: Desk) -> list[tuple[str, Line]]:
        found: list[tuple[str, Line]] = []
        for base in bases:
            try:
                case = await desk.case(base)
                may_read(desk, case)
            except Hidden:
                continue
            found.append((base.id, line_of(case, paths)))
        return found

    found = await house.read(act, streams, see)

    async def record(desk: Desk) -> bool:
        deeds.listed(desk, name, [id for id, _ in found])
        return True

    key = f"roster|{act.person}|{name}|{few[0]}|{act.now}"
    noted = msgspec.structs.replace(act, key=key, seq=None)
    await house.write(noted, [ids.person(act.person or "")], ["roster", name, few], record, bool)
    return [line for _, line in found]


ROUTES: tuple[Any, ...] = (
    Route("GET", "units/<id>/rosters", declared, "the rosters of a unit and their filters", list[Roster]),
    Route(
        "GET", "units/<id>/rosters/<form>", roster, "one of a unit's lists as Excel, filtered", media=(MEDIA["xlsx"],)
    ),
)
