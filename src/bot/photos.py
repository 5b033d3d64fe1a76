"""Photos: into the slot that is asked for, or the person is asked which; said to be saved only when the bytes are (T3)."""

from typing import Any

import msgspec

from bot.render import GAP, fit, joined, say
from bot.turn import Turn
from casework.access import may_fill
from casework.case import Case
from casework.deeds import evidence
from casework.problems import Problem
from casework.views.fields import place, slot_view
from casework.views.words import size
from wizard.address import Address

BURST = 20.0  # seconds in which further photos of a series get no reply of their own


def received(turn: Turn, media_id: str) -> str | None:
    """Take a photo: have it fetched, into the open slot or aside.

    Args:
        turn: the message.
        media_id: by which the platform gives it for three days.

    Returns:
        The reply, None for the later ones of a series.
    """
    if turn.case is None and turn.own is None:
        return joined("照片先不用发，先开始申报，填到那一项再拍。", say("开始申报"))
    slot = _slot(turn)
    photo: dict[str, Any] = {"media": media_id, "at": turn.now, "a": str(slot[1]) if slot else ""}
    first = not turn.cursor.photos or turn.now - turn.cursor.photos[-1]["at"] > BURST
    turn.cursor.photos = [*turn.cursor.photos, photo][-60:]
    _fetch(turn, media_id, slot[0].base.path if slot else "", str(slot[1]) if slot else "")
    if slot is not None:
        return _taken(turn, slot[0], slot[1]) if first else None
    return _which(turn) if first else None


def _fetch(turn: Turn, media_id: str, base: str, address: str) -> None:
    """Have a photo kept: in a slot, or with the contact while it has no place."""
    body = {"media": media_id, "base": base, "a": address, "contact": turn.contact.stream}
    turn.desk.push("fetch", who=turn.contact.stream, stream=turn.contact.stream, body=body)


def _slot(turn: Turn) -> tuple[Case, Address] | None:
    """Return the slot that photos go to: the question on the screen, or the one that was chosen."""
    state = turn.field_state()
    if state is not None and state.field.kind in {"evidence", "portrait"} and turn.filling is not None:
        return turn.filling, state.address
    if turn.cursor.slot and turn.case is not None:
        address = Address.parse(turn.cursor.slot)
        try:
            may_fill(turn.desk, turn.case, address)
        except Problem:
            return None
        return turn.case, address
    return None


def open_slots(case: Case) -> list[Address]:
    """Return the slots that still want a document, in the order of the sections."""
    found: list[Address] = []
    for section in case.journey.sections():
        for row in section.rows if case.scheme.sections[section.id].rows else [None]:
            for state in case.journey.fields(section.id, row):
                if state.field.kind in {"evidence", "portrait"} and not state.field.patient and state.value is None:
                    found.append(state.address)
    return found


def name(case: Case, address: Address) -> str:
    """Return a short name for a slot, as it is said in chat."""
    section = case.scheme.sections[address.section]
    field = section.fields[address.field or ""]
    if address.row is None:
        return (field.short or field.label).removesuffix("印证材料") or field.label
    n = case.journey.section(address.section).rows.index(address.row) + 1
    return f"{section.label[-4:]}第{n}条"


def _which(turn: Turn) -> str:
    case = turn.case or turn.own
    assert case is not None
    slots = open_slots(case)[:5]
    taps = [say(f"{n} {name(case, a)}", f"放到{name(case, a)}", f"{a}@") for n, a in enumerate(slots, 1)]
    taps.append(say(f"{len(taps) + 1} 先存着", "照片先存着"))
    return joined("\n".join(["收到 1 张照片。放到哪里？", *taps]), "照片正在存，存好了告诉您。")


def _taken(turn: Turn, case: Case, address: Address) -> str:
    field = case.scheme.field(address.section, address.field or "")
    most = field.max_pages or evidence.PAGES
    pages = len(evidence.slot_of(case, address)["pages"]) + 1
    head = f"【{place(case, address)}】\n第 {pages} 张正在整理。还有的，按页的先后接着发，最多 {most} 页。我来摆正，合成 1 份 PDF。"
    file = f"有 PDF 的：公众号收不了文件，请{turn.links.to('从微信聊天里选', case, address)}"
    return joined(head, field.hint or "", f"发完点{say('发完了')}\n{file}")


def put(turn: Turn, where: str) -> str:
    """Put the photos that were set aside into a slot that was named."""
    case = turn.case
    if case is None:
        return turn.with_question("还没有申报。")
    wanted = where.replace(" ", "")
    found = next((a for a in open_slots(case) if name(case, a) == wanted), None)
    found = found or next((a for a in open_slots(case) if wanted in place(case, a).replace(" ", "")), None)
    if found is None:
        return turn.with_question(f"没找到“{where[:20]}”这个地方。")
    turn.cursor.slot = str(found)
    waiting = [p for p in turn.cursor.photos if not p["a"]]
    for photo in waiting:
        _fetch(turn, photo["media"], case.base.path, str(found))
    turn.cursor.photos = [p | {"a": p["a"] or str(found)} for p in turn.cursor.photos]
    if not waiting:
        return joined(f"【{place(case, found)}】\n请拍照发来，一页一张。发完点{say('发完了')}")
    return _taken(turn, case, found)


def finished(turn: Turn) -> str:
    """Say that all photos of a series are here; the verdict comes when it is ready."""
    case, slot = turn.case, turn.cursor.slot
    found = _slot(turn)
    if found is None and (case is None or not slot):
        return turn.with_question("没有正在收的照片。")
    where, address = found or (case, Address.parse(slot))
    assert where is not None
    count = sum(p["a"] == str(address) for p in turn.cursor.photos)
    turn.cursor.photos = [p for p in turn.cursor.photos if p["a"] != str(address)]
    turn.desk.push(
        "verdict", who=turn.contact.stream, stream=turn.contact.stream, after=2.0,
        body={"base": where.base.path, "a": str(address), "contact": turn.contact.stream},
    )  # fmt: skip
    many = f"{count} 张都收到了，" if count else ""
    return f"{many}正在看，约 10 秒。"


async def keep(turn: Turn) -> str:
    """Make the document that came of the photos the answer, and say which ones are still wanted."""
    from bot.answering import onward

    found = _slot(turn)
    if found is None:
        return turn.with_question("没有正在收的材料。")
    case, address = found
    try:
        value = evidence.keep(turn.desk, case, address)
    except Problem as error:
        return error.detail
    turn.cursor = msgspec.structs.replace(turn.cursor, slot="", photos=[])
    head = f"✓ 已保存：{place(case, address)}，{value['pages']} 页，{size(value['size'])}"
    slots = open_slots(case)[:3]
    if not slots:
        return joined(head, await onward(turn, case, address))
    taps = [say(f"{n} {name(case, a)}", f"拍{name(case, a)}") for n, a in enumerate(slots, 1)]
    return joined(head, fit("还差印证材料的：", taps, say("先不拍，接着填", "接着填")))


def verdict(turn_links: Any, case: Case, address: Address) -> str:
    """Say page by page what became of the photos; only a bad one is asked for again."""
    view = slot_view(case, address)
    lines: list[str] = []
    bad = [p for p in view.pages if p.state in {"doubt", "refused"}]
    for p in view.pages:
        lines.append(f"第 {p.n} 页\u3000{p.verdict or '可以'}")
    look = turn_links.to("看整理后的样子", case, address)
    if view.state == "ready" and view.document and not bad:
        done = f"1 份 PDF，{view.document.pages} 页，{view.document.size_text}（上限 {view.max_mb:g} MB）。{view.used_text}"
        return joined("\n".join(lines), done, "\n".join((say("没问题，保存", "保存这份材料"), look)))
    if bad:
        n = bad[0].n
        head = f"请重拍第 {n} 页发来。拍的时候关闪光灯，从正上方拍。"
        use = say("就用这张", "保存这份材料") if bad[0].state == "doubt" else ""
        return joined("\n".join(lines), head, GAP.join(t for t in (use, look) if t))
    return joined("\n".join(lines) or "还没有照片。", look)
