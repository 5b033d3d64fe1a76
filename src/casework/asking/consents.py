"""Which consents somebody has given, and which a deed still needs (X-21)."""

from collections.abc import Sequence

from casework.access import own
from casework.case import Case
from casework.desk import Desk
from casework.notices import Words, stands, words_of
from casework.publicity_before import before
from schemes import Scheme
from schemes.check_notices import sensitive
from schemes.kinds import MOMENTS
from wizard.address import Address


def read(desk: Desk, scheme: Scheme) -> list[Words]:
    """Return a region's notices as who acts reads them now; the words in force, whatever scheme an application keeps.

    Args:
        desk: who reads.
        scheme: any of the region.
    """
    house = desk.house
    current = house.shelf.current.get(scheme.region.id, scheme)
    return words_of(current, desk.me, house.units, house.secrets.suite.digest)


def lacking(desk: Desk, scheme: Scheme, moments: Sequence[str]) -> list[Words]:
    """Return the notices of some moments to which who acts has not agreed in their present words.

    Args:
        desk: who acts.
        scheme: of the region.
        moments: of `schemes.kinds.MOMENTS`.
    """
    return [w for w in read(desk, scheme) if w.at in moments and not stands(w, desk.me)]


def before_deed(desk: Desk, case: Case, deed: str) -> list[Words]:
    """Return what the applicant has still to agree to before asking for the publicity or handing in.

    Where no publicity comes before submission, handing in is what leads to it.

    Args:
        desk: who acts.
        case: an application.
        deed: any.
    """
    if deed not in MOMENTS or not own(desk, case):
        return []
    both = deed == "submit" and not before(case)
    return lacking(desk, case.scheme, ("ready", "submit") if both else (deed,))


def before_picture(desk: Desk, case: Case, address: Address) -> list[Words]:
    """Return what the owner of a slot has still to agree to before a picture comes into it: of an ID card, a portrait.

    Args:
        desk: who acts.
        case: what is filled.
        address: the slot.
    """
    field = case.scheme.field(address.section, address.field or "")
    return lacking(desk, case.scheme, ("sensitive_evidence",)) if sensitive(field) and own(desk, case) else []


def before_signing(desk: Desk, case: Case) -> list[Words]:
    """Return what the applicant has still to agree to before signing by hand.

    Args:
        desk: who acts.
        case: an application.
    """
    return lacking(desk, case.scheme, ("signature",)) if own(desk, case) else []
