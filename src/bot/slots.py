"""The places that photos may fill: which one is meant, what it is called, what has come for it."""

from typing import Any

from bot import region
from bot.asking import takes_photos
from bot.render import label_of, say
from bot.turn import OWN, Turn
from casework.access import may_fill
from casework.asking.places import place
from casework.case import Case
from casework.deeds import evidence
from casework.problems import Problem
from casework.views.fields import MarkView, mark_of, slot_view
from review.status import Status
from wizard.address import Address

Slot = tuple[Case, Address]
SENT = 5  # characters of a place's name that a tap sends


def slot(turn: Turn) -> Slot | None:
    """Return the slot that photos go to: the question on the screen, or the one that was chosen."""
    case, state = turn.question()
    if case is not None and state is not None and takes_photos(state) and not (case is turn.held and not turn.open):
        return case, state.address
    return chosen_slot(turn)


def chosen_slot(turn: Turn) -> Slot | None:
    """Return the slot that photos were last sent to, None where it is closed now."""
    tray = turn.cursor.tray
    if tray is None:
        return None
    case = turn.mine if tray["base"] == OWN else turn.held
    if case is None or case.base.path != tray["base"]:
        return None
    address = Address.parse(tray["a"])
    try:
        may_fill(turn.desk, case, address)
        state = case.journey.state(address)
    except (Problem, KeyError):
        return None
    return (case, address) if state.shown and takes_photos(state) else None


def empty_tray(case: Case, address: Address) -> dict[str, Any]:
    """Return what is noted of a slot before the first photo."""
    mark = sent_back(case, address)
    return _blank(case, address) if mark is None else tray_of_mark(case, address, mark.n)


def sent_back(case: Case, address: Address) -> MarkView | None:
    """Return the mark with which a document was sent back, None where it was not."""
    if case.base.kind != "application" or case.application.state.standing.status is not Status.RETURNED:
        return None
    mark = mark_of(case, address)
    return mark if mark is not None and mark.sent else None


def wants_another(case: Case, address: Address) -> bool:
    """Tell whether a document was sent back and nothing has come in its place."""
    if sent_back(case, address) is None:
        return False
    view = slot_view(case, address)
    return view.state == "kept" and view.mark is not None and view.mark.state == "open"


def tray_of_mark(case: Case, address: Address, n: int) -> dict[str, Any]:
    """Return what is noted of a document that was sent back: also which pages the photos take the place of.

    Args:
        case: the returned application.
        address: the slot.
        n: number of the remark, on a page or on the whole document.

    Returns:
        With `mark`, the remark, and with `again` and `marked`, the page, where one can be taken alone, `fine`, the
        others, and `of`, how many there are; else with `old`, the pages that were sent back, none where somebody has
        begun to take them anew.
    """
    pages, tray = evidence.slot_of(case, address)["pages"], _blank(case, address) | {"mark": n}
    mark = next(m for m in case.application.state.marks if m.n == n)
    if one := evidence.page_of(pages, mark):
        fine = [p["id"] for p in pages if p["id"] != one]
        return tray | {"again": one, "marked": one, "fine": fine, "of": len(pages)}
    return tray | {"old": [p["id"] for p in pages] if as_kept(case, address) else []}


def tray_of_several(turn: Turn, case: Case, address: Address) -> dict[str, Any]:
    """Return what is noted of a slot before several photos that were not taken for it, of which none may be lost.

    Of a page that was sent back the first takes the place, the others are added; all are shown before they are kept.
    """
    tray = turn.cursor.tray or {}
    if (tray.get("base"), tray.get("a")) != (case.base.path, str(address)):
        tray = empty_tray(case, address)
    if "marked" not in tray:
        return tray
    return {k: v for k, v in tray.items() if k not in {"again", "marked", "of"}} | {"old": [tray["marked"]]}


def _blank(case: Case, address: Address) -> dict[str, Any]:
    return {"base": case.base.path, "a": str(address), "count": 0, "got": 0, "burst": 0.0, "last": 0.0}


def as_kept(case: Case, address: Address) -> bool:
    """Tell whether nothing has come into a slot since its document was made the answer."""
    return slot_view(case, address).state == "kept"


def open_slots(case: Case) -> list[Address]:
    """Return the slots that still want a document, or another one, in the order of the sections."""
    found: list[Address] = []
    for section in case.journey.sections():
        for row in section.rows if case.scheme.sections[section.id].rows else [None]:
            states = case.journey.fields(section.id, row)
            found += [
                s.address for s in states if takes_photos(s) and (s.value is None or wants_another(case, s.address))
            ]
    return found


def nearest(turn: Turn, case: Case) -> list[Address]:
    """Return the open slots: what was sent back first, then those of the section on the screen."""
    if case is turn.held and not turn.open:
        return []
    place = turn.place if turn.filling is case else None
    here = place.section if place is not None else ""
    return sorted(open_slots(case), key=lambda a: (not wants_another(case, a), a.section != here))


def slot_name(case: Case, address: Address) -> str:
    """Return a short name for a slot, as it is said in chat: 卫生支农, 工作业绩第2条."""
    section = case.scheme.sections[address.section]
    field = section.fields[address.field or ""]
    if address.row is None:
        return label_of(field).removesuffix(region.evidence(case.scheme)) or field.label
    n = case.journey.section(address.section).rows.index(address.row) + 1
    return f"{field.short or section.label[-4:]}第{n}条"


def sent(name: str) -> str:
    """Return as much of a slot's name as a tap may send."""
    head, mark, tail = name.partition("第")
    return f"{head[-4:]}{mark}{tail}" if mark and tail.endswith("条") else name[:SENT]


def meant(turn: Turn, case: Case, words: str) -> Address | None:
    """Return the open slot that somebody names, None where none has that name."""
    wanted = words.replace(" ", "")
    slots = nearest(turn, case)
    names = {a: slot_name(case, a) for a in slots}
    exact = [a for a in slots if wanted in {names[a], sent(names[a])}]
    part = [a for a in slots if names[a].startswith(wanted) or wanted in place(case, a).replace(" ", "")]
    return next(iter([*exact, *part]), None)


def how_to_put(turn: Turn, case: Case) -> str:
    """Say what is to be sent to put photos somewhere, with a name that is free."""
    if case is turn.held and not turn.open:
        return "" if turn.over else "退回以后可以放进去。"
    names = [f"“放到{sent(slot_name(case, a))}”" for a in nearest(turn, case)[:3]]
    return f"要放的时候发：{'、'.join(names)}。" if names else "现在没有空着的地方。"


def left_behind(turn: Turn, address: Address) -> str:
    """Say which photos wait in another slot that the next ones do not go to any more; empty where none do.

    Args:
        turn: the message.
        address: the slot that the next photos go to.
    """
    found, tray = chosen_slot(turn), turn.cursor.tray
    if found is None or tray is None or found[1] == address or as_kept(*found):
        return ""
    many, name = len(evidence.slot_of(*found)["pages"]) + tray["count"] - tray["got"], slot_name(*found)
    taps = say("接着弄那一份", f"拍{sent(name)}")
    return f"{name}的 {many} 张照片都在，还没有保存。{taps}" if many else ""


def page_at(turn: Turn, n: int) -> tuple[Slot, dict[str, Any]] | None:
    """Return a page of the slot that photos go to, None where there is none with this number."""
    found = chosen_slot(turn)
    pages = evidence.slot_of(*found)["pages"] if found is not None else []
    return (found, pages[n - 1]) if found is not None and 1 <= n <= len(pages) else None
