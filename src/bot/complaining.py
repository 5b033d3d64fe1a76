"""Complaints and suggestions by chat, and the way to a dispute of a rejection (X-24)."""

from bot.render import GAP, joined, lined, say
from bot.turn import Turn
from bot.words import bare, command_of
from casework import ids
from casework.asking import disputing
from casework.deeds import complaints, matters

Named = dict[str, str]
LEAST = 4  # characters; what is shorter says nothing
STOPS = frozenset({"不写了", "不写", "算了", "不投诉了"})


async def complain(turn: Turn, _: Named) -> str:
    """Take the next message for a complaint, and say who reads it.

    Args:
        turn: the message.
    """
    assert turn.me is not None, "whoever is unknown is asked to log in first"
    await turn.desk.house.tree()
    node = turn.desk.house.units.nodes.get(complaints.receiver(turn.desk, turn.me))
    whom = f"交给{node.ref.name}看，您单位看不到，答复了通知您。" if node is not None else "答复了通知您。"
    turn.expect("complaint")
    asks = lined("请直接发一条：什么事、什么时候、希望怎么办。", whom)
    if disputed := appeal(turn):  # a reply holds one way to a page
        return joined(disputed, asks, say("不写了"))
    return joined(asks, GAP.join((say("不写了"), turn.links.page("在小程序里写，看答复", matters.COMPLAINTS))))


async def written(turn: Turn, text: str) -> str | None:
    """Keep what was written as a complaint; None for a command.

    Args:
        turn: the message.
        text: as typed.
    """
    if bare(text) in STOPS:
        return turn.with_question("好，没有写。")
    if turn.me is None or command_of(text) is not None:
        return None
    if len(text) < LEAST:
        turn.expect("complaint")
        return joined("请写清是什么事，还没交上去。", say("不写了"))
    await turn.desk.house.tree()
    matter = complaints.complain(turn.desk, turn.desk.head(ids.person(turn.me.id)), text)
    by = turn.desk.house.units.name(matter.unit, "上级单位")
    return turn.with_question(f"✓ 交给{by}了，答复了通知您。")


def appeal(turn: Turn) -> str:
    """Lead somebody whose application was rejected to the dispute of that, empty where there is nothing to dispute.

    Args:
        turn: the message.
    """
    case = turn.case if turn.me is not None else None
    found = disputing.disputable(turn.desk, case) if case is not None else None
    if case is None or found is None or found.verdict is None or found.why:
        return ""
    return f"对“不通过”有异议，写说明：{turn.links.of('提异议', case, 'dispute')}"
