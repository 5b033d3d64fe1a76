"""A slot as its page shows it: of a signed copy that is out of date also what has changed since it was printed."""

import msgspec

from casework.asking import consents
from casework.case import Case
from casework.desk import Desk
from casework.presents.version import version
from casework.views.changes import brief, changes
from casework.views.fields import SlotView, slot_view
from casework.views.notices import asked
from wizard.address import Address


def slot(desk: Desk, case: Case, address: Address) -> SlotView:
    """Describe a slot (CQ-12: a signed copy is brought anew after every change of what it shows).

    Args:
        desk: who looks.
        case: what is filled.
        address: of a piece of evidence.
    """
    view = slot_view(case, address)
    if not view.readonly:
        view = msgspec.structs.replace(view, notices=asked(desk, consents.before_picture(desk, case, address)))
    made_of = (case.answer(address) or {}).get("made_of")
    if view.copy is None or not view.copy.stale or made_of is None:
        return view
    was, now = version(made_of.encode(), {}), version(desk.content(case, address), {})
    changed = [brief(change) for change in changes(case, was, now)]
    return msgspec.structs.replace(view, copy=msgspec.structs.replace(view.copy, changed=changed))
