"""The forms of an application: printed as they are now, and how their layout is turned."""

import asyncio
from typing import Any
from urllib.parse import quote

import msgspec
from sanic.response import HTTPResponse

from casework.case import Case
from casework.deeds.layout import lay_out
from casework.desk import Desk
from casework.paper import DRAWN
from casework.problems import Wrong, hidden
from casework.views.forms import FormLink, LayoutView, form_link, form_links, layout_view
from print.errors import Unprintable
from web.api.bases import about
from web.calls import Call, Route
from web.giving import give

MEDIA = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff", "content-security-policy": POLICY}


class Layout(msgspec.Struct, forbid_unknown_fields=True):
    """Says how a form is to be laid out: "font_size", "work.blank_lines" → value; what is left out is as usual."""

    settings: dict[str, int]


async def forms(call: Call) -> list[FormLink]:
    """List the forms that an application has now."""

    async def see(desk: Desk, case: Case) -> list[FormLink]:
        return form_links(desk, case)

    return await call.house.look(call.act, about(call), see, "")


async def form(call: Call) -> HTTPResponse:
    """Print a form as it is now, as one of the kinds that the region has declared for it."""
    name, _, kind = call.parts["form"].rpartition(".")
    base = about(call)

    async def see(desk: Desk, case: Case) -> Any:
        if case.expert or kind not in case.scheme.forms[form_link(desk, case, name).id].output:
            raise hidden("这张表")
        return await desk.paper(case, name)

    view = await call.house.look(call.act, base, see, f"form:{name}")

    async def noted(desk: Desk, case: Case) -> bool:
        desk.printed(case, view.code)
        return True

    async def made() -> tuple[bytes, str]:
        try:
            data = await asyncio.to_thread(DRAWN[kind], view)
        except Unprintable as error:
            raise Wrong(error.code, error.text) from None
        # before the paper is out: what it names can be checked from the moment somebody holds it
        act = msgspec.structs.replace(call.act, key=f"printed|{call.act.person}|{view.code}|{call.act.now}", seq=None)
        await call.house.perform(act, base, ["printed", view.code], noted, bool)
        return data, MEDIA[kind]

    return await give(call, made, HEADERS | saved_as(f"{view.form.label}.{kind}", kind))


def saved_as(name: str, kind: str) -> dict[str, str]:
    """Return the header that names a file (RFC 6266, RFC 5987); a workbook is saved, the others are shown.

    Args:
        name: as people read it.
        kind: its ending.
    """
    how = "attachment" if kind == "xlsx" else "inline"
    return {"content-disposition": f"{how}; filename=\"form.{kind}\"; filename*=UTF-8''{quote(name, safe='')}"}


async def layout(call: Call) -> LayoutView:
    """Show how a form is laid out and what can be turned on it."""

    async def see(desk: Desk, case: Case) -> LayoutView:
        return layout_view(desk, case, call.parts["form"])

    return await call.house.look(call.act, about(call), see, "")


async def turn(call: Call) -> LayoutView:
    """Lay a form out otherwise from now on."""
    name, settings = call.parts["form"], call.body.settings

    async def make(desk: Desk, case: Case) -> LayoutView:
        form_link(desk, case, name)
        lay_out(desk, case, name, settings)
        return layout_view(desk, case, name)

    return await call.house.perform(call.act, about(call), [name, settings], make, LayoutView)


BASE = "<kind>/<id>"
ROUTES: tuple[Any, ...] = (
    Route("GET", f"{BASE}/forms", forms, "the forms that can be printed", list[FormLink]),
    Route(
        "GET", f"{BASE}/forms/<form>", form, "a form as PDF, HTML or Excel, whichever the region has declared",
        media=tuple(kind.partition(";")[0] for kind in MEDIA.values()),
    ),
    Route("GET", f"{BASE}/forms/<form>/settings", layout, "how a form is laid out", LayoutView),
    Route("PUT", f"{BASE}/forms/<form>/settings", turn, "lay a form out otherwise", LayoutView, Layout),
)  # fmt: skip
