"""Several applications, one chat: it is about one of them at a time (换一份)."""

from msgspec.structs import replace

from bot.onward import resume
from bot.render import joined, lined, numbered, say
from bot.standing import progress
from bot.turn import Need, Turn
from bot.words import bare
from casework import words
from casework.presents.contact import Cursor
from storage.reads import ApplicationKept

Named = dict[str, str]
SHOWN = 6


async def switch(turn: Turn, _: Named) -> str:
    """List the person's applications."""
    me = turn.me
    assert me is not None
    reads = turn.desk.house.reads
    helped = [await reads.application(id) for id in await reads.assisting(me.id)]
    found = [*await reads.applications(me.id), *filter(None, helped)][:SHOWN]
    if len(found) < 2:
        return turn.with_question("您名下只有这一份申报。" if found else "您还没有申报。")
    turn.expect("switch", applications=[a.id for a in found])
    bodies = [await turn.desk.house.body("plan", a.plan) for a in found]
    whose = await reads.names([a.person for a in found if a.person != me.id])
    named = [title(a, b.state.label if b is not None else "") for a, b in zip(found, bodies, strict=True)]
    helps = [f"帮{whose[a.person]}填：" if a.person in whose else "" for a in found]
    names = [f"{helped}{name}" for helped, name in zip(helps, named, strict=True)]
    taps = numbered([(name, f"换第{n}份") for n, name in enumerate(names, 1)])
    return joined(lined("换到哪一份？", *taps), say("不换"))


def title(kept: ApplicationKept, plan: str) -> str:
    """Return what one application is called in the list."""
    status = next((t for s, t in words.STATUS.items() if s.value == kept.status), "")
    return f"{kept.title or plan}，{status}"


def fresh(cursor: Cursor, application: str) -> Cursor:
    """Return where a conversation begins anew: nothing is asked, and what was kept for the person stays.

    Args:
        cursor: where it stands.
        application: id of what it is about from now on.
    """
    kept = replace(cursor)
    kept.keep_parts()
    return Cursor(
        application=application, photos=kept.photos, unsaved=kept.unsaved, untold=kept.untold, inquiry=kept.inquiry
    )


def taken_along(cursor: Cursor) -> Cursor:
    """Return where a conversation stands when another application was chosen: what was offered can still be taken."""
    kept = fresh(cursor, "")
    kept.mode, kept.offer = cursor.mode, cursor.offer
    return kept


async def switched(turn: Turn, text: str) -> str | None:
    """Make another application the one that this chat is about; None where the text chooses none."""
    offered: list[str] = (turn.offer or {}).get("applications", [])
    number = bare(text).removeprefix("换第").removesuffix("份").strip()
    if not number.isdecimal() or not 1 <= int(number) <= len(offered):
        return None
    wanted = offered[int(number) - 1]
    if turn.held is None or turn.held.base.id != wanted:
        raise Need(f"application:{wanted}")
    turn.cursor = fresh(turn.cursor, wanted)
    asks = progress(turn, turn.held) if turn.over else await resume(turn)
    return joined(f"✓ 换好了：{turn.held.plan.state.label if turn.held.plan else ''}", asks)
