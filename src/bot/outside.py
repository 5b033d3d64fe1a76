"""Speaking without being spoken to: after photos were looked at, or when a chat has just been joined to a person."""

from collections.abc import Callable
from typing import Any

import msgspec

from bot.render import Links, cut, joined, say
from bot.turn import Turn
from bot.verdicts import NotYet, verdict
from casework import ids
from casework.access import assists, own
from casework.actor import Act
from casework.desk import Desk
from casework.house import House
from casework.messages import Told
from casework.problems import Hidden
from casework.words import masked_id
from storage.outbox import Ended


async def speak(
    house: House, links: Links, stream: str, key: str, event: str, words: Callable[[Turn], str | None]
) -> Ended | None:
    """Take a turn without a message; what it says goes out as a customer-service message.

    Args:
        house: what deeds work with.
        links: makes links.
        stream: the contact's.
        key: of the job.
        event: `photo` or `greeting`.
        words: makes the words and may move the cursor; None for silence.

    Returns:
        What became of it, None where it is to be tried again.
    """
    state = (await house.peek(stream)).state
    application = state.cursor.application or (await house.current_application(state.person) if state.person else "")
    act = Act(key=f"job|{key}", epoch=house.clock.time(), surface="chat", person=state.person or None, contact=stream)
    owner = await house.owner_of(application) if application else ""
    streams = [stream, *(ids.person(id) for id in dict.fromkeys((state.person, owner)) if id)]
    streams += [ids.application(application)] if application else []

    async def make(desk: Desk) -> Ended:
        head = desk.head(stream)
        known = head.present.state
        cursor = msgspec.structs.replace(known.cursor, application=application)
        turn = Turn(
            desk=desk, contact=head, state=known, me=desk.me, now=act.epoch, created=known.created, links=links,
            cursor=cursor, mode=cursor.mode, offer=cursor.offer, looked=True,
        )  # fmt: skip
        await opened(turn, application)
        for one in desk.work.heads.values():
            desk.work.read(one)  # another process may have written meanwhile; then this is asked again
        text = words(turn)
        if text is None:
            return Ended("delivered", "nobody waits")
        said, rest = cut(text)
        turn.cursor.rest = [*rest, *turn.cursor.rest]  # what is still to be read of the last reply stays
        turn.cursor.head = turn.held.head.at[0] if turn.held is not None else 0
        desk.turned(head, turn.cursor)
        desk.tell(Told(stream, stream, event, text=said, own=True))
        return Ended("delivered", "told")

    try:
        return await house.write(act, streams, [event], make, Ended)
    except NotYet:
        return None


async def opened(turn: Turn, application: str) -> None:
    """Open what a turn works with."""
    if turn.me is None:
        return
    await turn.registration()
    if application:
        try:
            held = await turn.desk.case(ids.Base("application", application))
        except Hidden:
            turn.cursor.application = ""
            return
        held.assistant = assists(turn.desk, held)
        if held.assistant or own(turn.desk, held):
            turn.held = held
        else:
            turn.cursor.application = ""


def greeting(turn: Turn) -> str | None:
    """Say in a chat that has just been joined who is there, and ask the first question (T1)."""
    me, registered = turn.me, turn.mine
    if me is None or registered is None:
        return None
    today = turn.desk.act.today
    if not me.state.employer and any(not m.until or m.until >= today for m in me.state.memberships):
        queue = turn.links.page("去待审列表", "pages/queue/queue")
        return joined(f"{me.state.name}老师，验证好了。审核在小程序里做：{queue}", f"自己要申报的，{say('开始申报')}")
    number = masked_id(me.state.id_number)
    derived = f"\n身份证号 {number}，性别、出生日期由它得出，不用填。" if number else ""
    first = registered.journey.next()
    asks = turn.ask(registered, first) if first is not None else "发“接着填”往下走。"
    return joined(f"{me.state.name}老师，验证好了。{derived}", asks)


async def greet(house: House, links: Links, stream: str, key: str) -> Ended | None:
    """Greet a chat that has just been joined."""
    return await speak(house, links, stream, key, "greeting", greeting)


async def tell_verdict(house: House, links: Links, body: dict[str, Any], stream: str, key: str) -> Ended | None:
    """Tell what became of a series of photos; None while it is to be looked at again."""
    return await speak(house, links, stream, key, "photo", lambda turn: verdict(turn, body))
