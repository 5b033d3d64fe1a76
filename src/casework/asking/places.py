"""What a place of an application is called, what stands there in words, whether it can be changed."""

from typing import Any

from casework import words
from casework.case import Case
from casework.registered import behind
from schemes import Field
from schemes.kinds import FILES
from wizard.address import Address
from wizard.files import show_file
from wizard.showing import show
from wizard.states import FieldState

FILED = FILES | {"pledge", "printed", "note"}  # nothing that is typed or chosen
KEPT_APART = FILES | {"pledge"}  # its value is the record of a file or a signature; a page is told of it in words


def changeable(case: Case, state: FieldState) -> bool:
    """Tell whether the applicant can change an answer: what is computed only where it repeats the registration."""
    at = state.address
    return not state.derived or behind(case.scheme, at.section, at.field or "") is not None


def shown(case: Case, field: Field, value: Any, unit_names: dict[str, str] | None = None) -> str:
    """Return an answer as people read it, empty while there is none."""
    if value is None:
        return ""
    if field.kind == "unit":
        return (unit_names or {}).get(value) or (
            case.view.units.nodes[value].ref.name if value in case.view.units.nodes else ""
        )
    if field.kind in FILES:
        return show_file(value)
    if field.kind == "pledge":
        return f"已签名，{words.moment(value['at'], '')}"
    return show(case.scheme, field, value)


def place(case: Case, address: Address, page: int | None = None) -> str:
    """Return the name of an address as it is said everywhere: `工作经历第 2 条 起止时间`."""
    text = case.journey.label(address.section)
    if address.row is not None:
        rows = case.journey.section(address.section).rows
        text += f"第 {rows.index(address.row) + 1} 条" if address.row in rows else "（已删的一条）"
    if address.field is not None:
        text += f" {case.journey.label(address.section, address.field)}"
    return text + (f" 第 {page} 页" if page else "")
