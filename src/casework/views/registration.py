"""What somebody has registered, as the unit sees it that confirms and may correct it."""

from collections.abc import Sequence

import msgspec

from casework.asking.places import FILED
from casework.case import Case
from casework.views.fields import Option, field_view
from casework.views.me import Waiting


class Registered(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one answer of a registration; `options` can be chosen, `open` tells whether the unit may correct it."""

    place: str
    label: str
    text: str
    allowed: str = ""
    options: Sequence[Option] = ()
    open: bool = True
    why: bool = False  # a correction goes with a reason


class Registration(msgspec.Struct, frozen=True):
    """Describes a registration."""

    account: Waiting
    fields: Sequence[Registered]


def registration_of(case: Case, account: Waiting) -> Registration:
    """Describe a registration.

    Args:
        case: the registration.
        account: how the account stands.
    """
    found = [
        Registered("name", "姓名", account.name, why=True),
        Registered("id_number", "身份证号", account.id_number, why=True),
        Registered("phone", "手机号", account.phone, open=False),
    ]
    units = {id: node.ref.name for id, node in case.view.units.nodes.items()}
    for shown in case.journey.sections():
        section = case.scheme.sections[shown.id]
        if section.of != "person" or section.by != "applicant" or section.rows is not None:
            continue
        for state in case.journey.fields(shown.id):
            if not state.shown or state.field.kind in FILED:
                continue
            view = field_view(case, state, units)
            closed = state.derived or state.field.kind == "unit"
            found.append(Registered(view.address, view.label, view.text, view.allowed, view.options, open=not closed))
    return Registration(account, found)
