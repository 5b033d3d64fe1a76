"""Two who change one place at once: the later one is refused, and reads what the other did (CQ-19, 2.3.2)."""

from collections.abc import Iterable
from typing import Any

from casework import ids
from casework.desk import Desk
from casework.folds import FOLDS
from casework.problems import Raced
from storage import Head


class Late(Raced):
    """Refuses to write over what somebody else has just written at the same place.

    Args:
        did: what was done there.
        by: id of who did it.
        at: when, epoch seconds.
        head: of what is changed.
    """

    def __init__(self, did: str, by: str, at: float, head: Head) -> None:
        super().__init__("version_moved", "请看一眼现在的内容，还要改再改一次", current={"seq": head.at[0]})
        self.did, self.by, self.at, self.own = did, by, at, head.stream == ids.person(by)


CHANGED = "改了这一项"
DID = {
    "corrected": "更正了这一项", "identified": "改了姓名或身份证号", "section_cleared": "清空了这一栏",
    "section_recovered": "恢复了这一栏清空的内容", "row_added": "加了一条", "row_dropped": "删了一条",
    "row_moved": "换了这一栏的顺序",
}  # fmt: skip
"""What an action did, where it did not just change an answer."""
LAID = {"struck": "row", "corrected": "a"}
"""Where an action that lays something over an answer, and touches none, says which place it concerns."""
IDENTITY = {"name", "id_number"}


async def nobody_faster(desk: Desk, head: Head, place: str) -> None:
    """Refuse to change a place that somebody has changed since who acts looked; what changed elsewhere is no matter.

    Args:
        desk: knows what the person saw; None means that nothing was said.
        head: of what is changed.
        place: an address, a struck row, or `name` and `id_number` of a registration.

    Raises:
        Late: somebody was faster.
    """
    seen = desk.act.seq
    if seen is None or seen >= head.at[0]:
        return
    fold, late = FOLDS[head.kind], None
    then = fold.begin(head.stream)  # folded anew: what was taken away leaves no place behind in the present
    for seq, kind, at, data in await desk.house.recorded(head.stream):
        touched = fold.apply(then, kind, data, seq) or ()
        if seq > seen and (did := _did(kind, data, touched, place)):
            late = Late(did, data["by"], at, head)
    if late is not None:
        raise late


def _did(kind: str, data: dict[str, Any], touched: Iterable[str], place: str) -> str:
    """Say what an action did at a place, at its row or at one of its answers; empty where it did nothing there."""
    if kind == "identified":
        return DID[kind] if place in IDENTITY else ""
    laid = [data[LAID[kind]]] if kind in LAID else []
    above = any(f"{place}.".startswith(f"{text}.") for text in laid)
    if not above and not any(f"{text}.".startswith(f"{place}.") for text in (*laid, *touched)):
        return ""
    if kind == "struck":
        return "给这一条打了删除标记" if data["on"] else "取消了这一条的删除标记"
    return DID.get(kind, CHANGED)
