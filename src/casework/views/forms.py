"""The forms of an application: which there are, as what, and how the layout of one is turned."""

from collections.abc import Mapping, Sequence

import msgspec

from casework.access import may_lay_out
from casework.asking.settings import NAMES, UNITS
from casework.case import Case
from casework.desk import Desk
from casework.paper import holding
from casework.problems import hidden
from print.settings import limit, turnable


class FormLink(msgspec.Struct, frozen=True, omit_defaults=True):
    """Leads to a printed form: `url` to the paper, `html` to the page, `xlsx` to the workbook, where it has them."""

    id: str
    label: str
    url: str = ""
    html: str = ""
    xlsx: str = ""
    watermark: str = ""
    layout: bool = False  # something can be turned on it
    sheet: bool = False  # larger than A4


class Setting(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one thing that can be turned; `value` is what somebody turned it to, `usual` what it is otherwise."""

    key: str
    label: str
    unit: str
    least: int
    most: int
    usual: float
    value: int | None = None


class LayoutPart(msgspec.Struct, frozen=True):
    """Is one block of a form, or the form as a whole, with what can be turned on it."""

    label: str
    settings: Sequence[Setting]


class LayoutView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes the layout of one form of an application (CQ-24)."""

    form: FormLink
    parts: Sequence[LayoutPart]
    settings: Mapping[str, int]  # as it is kept
    readonly: bool = False


def form_links(desk: Desk, case: Case) -> list[FormLink]:
    """Return the forms that this application has now (X-10)."""
    found: list[FormLink] = []
    if case.assistant:  # they print what is sensitive
        return found
    for name, form in case.scheme.forms.items():
        if form.per != "application" or (form.when and not desk.true(case, "forms", name, "when")):
            continue
        at = {kind: f"{case.base.path}/forms/{name}.{kind}" for kind in form.output}
        mark = form.watermark if form.watermark and not desk.true(case, "forms", name, "official") else ""
        found.append(
            FormLink(
                name, form.label, at.get("pdf", ""), at.get("html", ""), at.get("xlsx", ""), mark or "",
                layout=bool(turnable(form)), sheet=form.paper.startswith("A3"),
            )
        )  # fmt: skip
    return found


def form_link(desk: Desk, case: Case, name: str) -> FormLink:
    """Return one of them.

    Raises:
        Hidden: the application has no such form now.
    """
    found = next((link for link in form_links(desk, case) if link.id == name), None)
    if found is None:
        raise hidden("这张表")
    return found


def layout_view(desk: Desk, case: Case, name: str) -> LayoutView:
    """Describe how a form is laid out now, and what can be turned on it.

    Raises:
        Hidden: the application has no such form now.
    """
    link, form = form_link(desk, case, name), case.scheme.forms[name]
    kept = case.application.state.settings.get(name, {})
    parts: list[LayoutPart] = []
    for one in turnable(form, holding(desk, case, name).__contains__):
        settings: list[Setting] = []
        for each in one.names:
            most, key = limit(form, each), one.key(each)
            settings.append(Setting(key, NAMES[each], UNITS[each], most.least, most.most, most.usual, kept.get(key)))
        parts.append(LayoutPart(one.label, settings))
    return LayoutView(link, parts, kept, readonly=not may_lay_out(desk, case))
