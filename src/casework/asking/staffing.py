"""Who acts for a unit as what, and whether they are enough (X-22)."""

from collections.abc import Iterable, Mapping

from casework.access import ACTING
from casework.presents.person import Role
from storage.kept import MembershipKept

ROLE_NAMES: dict[Role, str] = {"officer": "经办人", "office": "评审办", "expert": "专家", "assistant": "帮填人"}


def short(unit: str, staff: Iterable[MembershipKept], numbers: Mapping[str, str], today: str) -> str:
    """Say that a unit has only one officer who lasts and what to do, empty where it has more (X-22).

    Two accounts of one human are one officer.

    Args:
        unit: name of the unit.
        staff: what anybody may do for the unit.
        numbers: keyed hash of everybody's ID number, by id.
        today: ISO day.
    """
    now = [m for m in staff if m.role in ACTING and not m.frozen and m.since <= today]
    many = len({numbers.get(m.person, m.person) for m in now if not m.until})
    if many > 1:
        return ""
    what = "只有一位经办人" if now else "现在没有经办人"
    return f"{unit}{what}，他不在时事情没人办，换了微信也没人帮他找回。请再请一位，给他看邀请码就行"
