"""Telling an applicant of struck rows once the unit is done with the application; of one taken back nobody is told."""

from casework.asking.places import place
from casework.case import Case
from casework.desk import Desk
from casework.messages import plain
from wizard.address import Address

ENDS = {"approve", "return", "reject"}
"""Deeds by which a unit lets go of an application."""


def untold(case: Case, deed: str) -> list[str]:
    """Return the rows that were struck since the applicant was told last and still are, where a deed lets them go.

    Args:
        case: an application before the deed.
        deed: that is done.
    """
    state = case.application.state
    return [row for row in state.struck if row in state.voids] if deed in ENDS else []


def tell(desk: Desk, case: Case, rows: list[str], unit: str, *, back: bool) -> None:
    """Tell the applicant which rows were struck (CQ-19).

    Args:
        desk: where the deed is written down.
        case: an application.
        rows: as `untold` returned them.
        unit: name of the unit that lets go of it.
        back: the applicant has it again, and fills them anew.
    """
    if not rows:
        return
    parts = (row.partition(".") for row in rows)
    names = "、".join(place(case, Address(section, row, None)) for section, _, row in parts)
    then = "请重新填" if back else "不印在表上，专家看不到"
    page = f"pages/progress/progress?base={case.base.path}"
    desk.tell(plain(case.application.state.person, "struck", f"{unit}给{names}打了删除标记，{then}", page))
