"""Who helps somebody to fill an application, and what an assistant never touches (X-23)."""

from casework.access.who import own
from casework.case import Case
from casework.desk import Desk
from casework.presents.application import OPEN, Application
from casework.problems import Denied
from wizard.address import Address


def assists(desk: Desk, case: Case) -> bool:
    """Tell whether the person who acts helps the applicant now: invited, not let go since, and it is open.

    Args:
        desk: who acts.
        case: of any kind.
    """
    if not isinstance(case.present, Application) or desk.me is None or own(desk, case):
        return False
    state = case.present.state
    return state.standing.status in OPEN and desk.me.id in state.assisting


def may_assist(case: Case, address: Address) -> None:
    """Refuse an assistant what only the applicant gives: what is sensitive, and the signature.

    Args:
        case: an application that who acts helps to fill.
        address: where the assistant would write.

    Raises:
        Denied: it is the applicant's alone.
    """
    fields = case.scheme.sections[address.section].fields
    concerned = [fields[address.field]] if address.field else list(fields.values())
    if any(f.kind == "pledge" for f in concerned):
        raise Denied("not_yours", "承诺只能由本人签。请申报人用自己的微信打开")
    if address.field and concerned[0].sensitive:
        raise Denied("sensitive", "这一项是证件，帮填的人看不到也填不了，请本人来填")


def may_empty(desk: Desk, case: Case, section: str, row: str = "") -> None:
    """Refuse an assistant what takes a whole section or row away, or brings it back, with something sensitive in it.

    Args:
        desk: who acts.
        case: what is filled.
        section: its id.
        row: id of the row, empty for the section.

    Raises:
        Denied: only its applicant does that.
    """
    if not assists(desk, case):
        return
    filled, fields = case.present.filled, case.scheme.sections[section].fields
    stored = filled.row_values(section, row) if row else filled.section_values(section)
    aside = filled.aside.get(f"{section}.{row}" if row else section, {"values": {}})["values"]
    if any(fields[name.rpartition(".")[2]].sensitive for name in (*stored, *aside)):
        raise Denied("sensitive", "这里有证件，只能由本人整个清空、删掉或找回。别的可以一项一项填")
