"""Addresses of things whose sections are filled."""

from casework.ids import SUBJECTS, Base
from casework.problems import hidden, unknown
from web.calls import Call
from wizard.address import Address


def base_of(call: Call) -> Base:
    """Return what the path names.

    Raises:
        Hidden: there is no such kind of thing.
        Unknown: `people/me` without a person.
    """
    kind = SUBJECTS.get(call.parts["kind"])
    if kind is None:
        raise hidden()
    if kind == "person":
        if call.parts["id"] != "me":
            raise hidden()
        if call.act.person is None:
            raise unknown(call.act.contact)
        return Base("person", call.act.person)
    return Base(kind, call.parts["id"])  # type: ignore[arg-type]  # a value of SUBJECTS is a Kind


def about(call: Call) -> Base:
    """Return the application that the path names.

    Raises:
        Hidden: it names something else.
    """
    base = base_of(call)
    if base.kind != "application":
        raise hidden()
    return base


def address_of(call: Call) -> Address:
    """Return the address that the path names.

    Raises:
        Hidden: it is no address.
    """
    try:
        return Address.parse(call.parts["address"])
    except ValueError:
        raise hidden("这一项") from None
