"""Which page something is on, and the buttons that lead there."""

import re
from urllib.parse import quote

import msgspec

from casework.access import OPEN
from casework.case import Case
from casework.presents.application import Application
from casework.registered import behind
from schemes.kinds import FILES
from wizard.address import Address
from wizard.prompts import years_of

PLAIN = re.compile(r"[\w/.~-]*", re.ASCII)  # stands in an address as it is


class Way(msgspec.Struct, frozen=True):
    """Leads somewhere: what the button says and which page it opens."""

    label: str
    page: str


def page(name: str, case: Case, **query: str) -> str:
    """Return the address of a page, as chat, pushes, problems and buttons use it.

    Args:
        name: folder and file, such as `section`.
        case: whose page it is.
        query: further parameters; empty ones are left out.
    """
    # `section` comes first: behind an ampersand some readers of links take `&sect` for the sign §.
    parts = {"section": query.pop("section", ""), "base": case.base.path, **query}
    return f"pages/{name}/{name}?" + "&".join([f"{k}={quoted(v)}" for k, v in parts.items() if v])


def quoted(text: str) -> str:
    """Return a text as the value of a query's parameter."""
    return text if PLAIN.fullmatch(text) else quote(text, safe="/.")


def page_of(case: Case, address: Address) -> str:
    """Return the page on which an address is filled: for what repeats the registration, that of the registration."""
    if address.field and (there := behind(case.scheme, address.section, address.field)) is not None:
        return f"pages/section/section?section={there.section}&base=people/me&field={there}"
    section = case.scheme.sections[address.section]
    field = section.fields.get(address.field or "")
    if field is not None and field.kind == "pledge":
        return page("pledge", case)
    if field is not None and field.kind in FILES:
        return page("evidence", case, address=str(address))
    if years_of(case.scheme, address.section):
        return page("years", case, section=address.section, field=str(address) if address.row else "")
    if section.rows is not None and address.row is None:
        return page("rows", case, section=address.section)
    if address.row is not None:
        return page(
            "row-edit", case, section=address.section, row=address.row, field=str(address) if address.field else ""
        )
    return page("section", case, section=address.section, field=str(address) if address.field else "")


def beside(case: Case, section: str, row: str | None) -> tuple[Way | None, Way | None]:
    """Return the pages before and after this one."""
    if row is not None:
        rows = case.journey.section(section).rows
        at = rows.index(row)
        later = Way("下一条", page("row-edit", case, section=section, row=rows[at + 1])) if at + 1 < len(rows) else None
        return Way("这条好了", page("rows", case, section=section)), later
    shown_sections = [s.id for s in case.journey.sections()]
    if section not in shown_sections:
        return None, None
    at = shown_sections.index(section)
    prev = section_way(case, shown_sections[at - 1], "上一栏") if at else None
    later = section_way(case, shown_sections[at + 1], "下一栏") if at + 1 < len(shown_sections) else None
    if later is None and isinstance(case.present, Application):
        open_ = case.application.state.standing.status in OPEN
        later = Way("核对", page("check", case)) if open_ else Way("回我的申报", page("home", case))
    return prev, later


def section_way(case: Case, section: str, word: str) -> Way:
    """Return the way to a section's own page."""
    declared = case.scheme.sections[section]
    name = "section" if declared.rows is None else "years" if years_of(case.scheme, section) else "rows"
    return Way(f"{word}：{declared.label}", page(name, case, section=section))
