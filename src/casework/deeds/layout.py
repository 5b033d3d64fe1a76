"""Turning the layout of a printed form: remembered for the application, and no part of what it says."""

from collections.abc import Mapping

from casework.access import lays_out
from casework.asking.settings import NAMES, UNITS
from casework.case import Case
from casework.desk import Desk
from casework.problems import Wrong
from print.settings import Name, limit, turnable


def lay_out(desk: Desk, case: Case, form: str, settings: Mapping[str, int]) -> None:
    """Keep the layout of a form of an application as it is now; an empty one is the region's own again (CQ-24).

    It stands over a return and what is handed in anew, and changes no content: what was signed stays signed.

    Args:
        desk: where the deed is written down.
        case: an application.
        form: id of a form that this application has.
        settings: "font_size", "work.blank_lines" → its value; what is left out is as the region has it.

    Raises:
        Denied: who looks may not turn it.
        Wrong: the form has no such setting, or it cannot be turned so far.
    """
    lays_out(desk, case)
    declared = case.scheme.forms[form]
    known: dict[str, tuple[str, Name]] = {one.key(n): (one.label, n) for one in turnable(declared) for n in one.names}
    for key, value in settings.items():
        if key not in known:
            raise Wrong("setting_absent", "这张表没有这一项版式，没有保存。请刷新再调一次")
        label, name = known[key]
        most = limit(declared, name)
        if not most.least <= value <= most.most:
            said = f"“{label}”的{NAMES[name]}请填 {most.least} 到 {most.most} {UNITS[name]}，还没保存"
            raise Wrong("setting_range", said)
    if dict(settings) != case.application.state.settings.get(form, {}):
        desk.record(case.head, "laid_out", {"form": form, "settings": dict(settings)})
