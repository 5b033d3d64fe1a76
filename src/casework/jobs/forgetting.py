"""A conversation forgets an application that was deleted: what was typed for it and never stored goes too (X-19)."""

from casework.actor import Act
from casework.desk import Desk
from casework.house import House
from storage.outbox import Ended


async def forget(house: House, application: str, stream: str, key: str) -> Ended:
    """Let a chat begin anew where it was about an application that is gone.

    Args:
        house: what deeds work with.
        application: its id.
        stream: the contact's.
        key: the job's.
    """
    act = Act(key=f"job|{key}", epoch=house.clock.time(), surface="system", contact=stream)

    async def make(desk: Desk) -> bool:
        head = desk.head(stream)
        cursor = head.present.without(application)
        changed = cursor is not head.present.state.cursor
        if changed:
            desk.turned(head, cursor)
        return changed

    done = await house.write(act, [stream], [application], make, bool)
    return Ended("delivered", "forgotten" if done else "nothing there")
