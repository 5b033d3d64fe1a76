"""Two who change one place at once: the later one is refused, and reads what the other did (CQ-19, 2.3.2)."""

from typing import Any

from casework import ids
from casework.desk import Desk
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


DID = {"corrected": "更正了这一项", "answered": "改了这一项", "identified": "改了姓名或身份证号"}
WHERE = {"struck": "row", "corrected": "a", "answered": "a"}
"""Where an action says which place it changed."""
IDENTITY = {"name", "id_number"}


async def unmoved(desk: Desk, head: Head, place: str) -> None:
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
    for seq, kind, at, data in reversed(await desk.house.recorded(head.stream)):
        if seq <= seen:
            return
        if did := _did(kind, data, place):
            raise Late(did, data["by"], at, head)


def _did(kind: str, data: dict[str, Any], place: str) -> str:
    """Say what an action did at a place, at its row or at one of its answers; empty where it did nothing there."""
    if kind == "identified":
        return DID[kind] if place in IDENTITY else ""
    there = data.get(WHERE.get(kind, ""))
    if there is None or not (f"{place}.".startswith(f"{there}.") or there.startswith(f"{place}.")):
        return ""
    return ("给这一条打了删除标记" if data["on"] else "取消了这一条的删除标记") if kind == "struck" else DID[kind]
