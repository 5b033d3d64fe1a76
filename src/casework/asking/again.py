"""Said once (一次讲清, B-14): a return about what a unit has already passed as it stands goes with a reason."""

from casework.asking.places import place
from casework.case import Case
from casework.handed import present
from casework.presents.application import Mark
from casework.presents.version import Version
from review.standing import Verdict
from schemes.kinds import PASSES
from wizard.address import Address

PASSING = frozenset(PASSES.values())
MOST = 3  # places that are named
ASKED = "请写明为什么现在要改，申报人和上级单位会看到"


def asks(case: Case, unit: str, marks: list[Mark], struck: list[str]) -> str:
    """Say why a unit has to give a reason for a return, empty where it needs none.

    What it marks (or, without a mark, strikes) is held against what the application said when the unit passed it in an
    earlier round; a return without either is about the whole. A unit that has passed nothing says it all for the first
    time.

    Args:
        case: an application at the unit's step, or one that it may take back.
        unit: id of the unit.
        marks: that would go with the return.
        struck: rows that were struck, as `section.row`.
    """
    passed = _passed(case, unit)
    was = None if passed is None else _version(case, passed)
    if passed is None or was is None:
        return ""
    now = present(case)
    same = [place(case, Address.parse(m.address), m.page) for m in marks if not case.application.differing(m, was, now)]
    if not marks:
        same = [place(case, Address.parse(row)) for row in struck if not was.differs(now, row)]
    if not marks and not struck and not _changed(was, now):
        same = ["整份申报"]
    if not same:
        return ""
    named = "、".join(same[:MOST]) + (f"等 {len(same)} 处" if len(same) > MOST else "")
    return f"{named}，{passed.unit_name}上次审过以后没有改过。{ASKED}"


def _passed(case: Case, unit: str) -> Verdict | None:
    """Return the newest verdict by which a unit let the application pass in an earlier round, None where none did."""
    standing = case.application.state.standing
    earlier = [v for v in standing.verdicts if v.round < standing.round and not (v.before or v.undone)]
    return next((v for v in reversed(earlier) if v.unit == unit and v.deed in PASSING), None)


def _version(case: Case, verdict: Verdict) -> Version | None:
    """Return what was handed in for the round in which a verdict was given."""
    handed = case.application.state.submissions
    n = next((n for n, s in enumerate(handed) if s.round == verdict.round), None)
    return None if n is None else case.application.version(n - len(handed))


def _changed(was: Version, now: Version) -> bool:
    return bool(was.sections(now))
