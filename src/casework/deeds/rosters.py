"""Taking people along in a roster: for each of them it is a look at the application, and recorded as one."""

from collections.abc import Iterable

from casework.access import person_of
from casework.desk import Desk


def listed(desk: Desk, form: str, applications: Iterable[str]) -> None:
    """Record that the person who acts takes these applications along in a roster, before it is handed out.

    Args:
        desk: who takes it, and when.
        form: id of the roster.
        applications: ids.
    """
    me, what = person_of(desk), f"roster:{form}"
    for id in applications:
        if desk.house.owners.get(id) != me.id:
            desk.put("read", (f"{id} {me.id} {what} {desk.act.now}", me.id, id, what, desk.act.epoch))
