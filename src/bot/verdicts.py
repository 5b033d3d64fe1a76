"""What is said of photos when they have been looked at: page by page, and only a bad one is asked for again (T3)."""

from collections.abc import Sequence
from typing import Any

from bot import returned
from bot.render import joined, lined, say
from bot.slots import as_kept, chosen_slot, how_to_put
from bot.turn import Turn, undoing
from bot.words import circled
from casework.case import Case
from casework.deeds import evidence
from casework.problems import Problem
from casework.views.fields import PageView, slot_view
from wizard.address import Address

BURST = 20.0  # seconds of silence after which a series of photos is looked at as a whole
SAME = "收到了，和退回的是同一张照片，没有变，所以不算改过。"
LONGEST = 90.0  # seconds after which what is there is told, whatever is still on its way


class NotYet(Exception):
    """Says that there is nothing to be said yet; the job is to look again a moment later."""


def verdict(turn: Turn, body: dict[str, Any]) -> str | None:
    """Tell what became of a series of photos.

    Args:
        turn: without a message; it speaks by itself.
        body: of the job: `burst`, and `why` it looks: `silence`, `said`, or `one` page alone.

    Returns:
        The words; None where nobody waits for them any longer.

    Raises:
        NotYet: photos are still coming, or are not looked at yet.
    """
    tray, now = turn.cursor.tray, turn.now
    if tray is None:
        return aside(turn, body)
    found = chosen_slot(turn)
    if found is None or tray["burst"] != body["burst"]:
        return None
    if body["why"] == "silence" and now - tray["last"] < BURST:
        raise NotYet
    pages = evidence.slot_of(*found)["pages"]
    waits = tray["got"] < tray["count"] or any(p["state"] == "waiting" for p in pages)
    if waits and now - tray["burst"] < LONGEST:
        raise NotYet
    turn.cursor.tray = tray | {"burst": 0.0, "count": 0, "got": 0, "last": 0.0}
    case, address = found
    if not pages:
        return None  # why each one could not be used was said when it came
    n = asked_for(turn, case, address)
    if n and as_kept(case, address):  # nothing new has come, and why was said; or the very same has come again
        return joined(SAME, returned.fix(turn, case, n)) if "new" in tray else None
    changed = next((n for n, p in enumerate(pages, 1) if p["id"] == tray.get("new")), 0) if body["why"] == "one" else 0
    alone = bool(changed) and exchanged(tray, pages)  # else the person has to see what the document is now
    if n and alone and not bad(turn, case, address):
        return kept_at_once(turn, case, address, n, changed)
    return words_of(turn, case, address, changed if alone or not n else 0)


def exchanged(tray: dict[str, Any], pages: Sequence[dict[str, Any]]) -> bool:
    """Tell whether of a document that was sent back one page is another one and all the rest stands as it stood."""
    fine = {*tray.get("fine", []), tray.get("new")}
    return len(pages) == tray.get("of") and all(p["id"] in fine for p in pages)


def asked_for(turn: Turn, case: Case, address: Address) -> int:
    """Return the number of the place that the photos were asked for, 0 where the document was not sent back."""
    meant = (turn.cursor.tray or {}).get("mark")
    found = returned.places_at(turn, case, address)
    return next((n for n, c in found.items() if c.mark.n == meant), returned.number_at(turn, case, address))


def aside(turn: Turn, body: dict[str, Any]) -> str | None:
    """Say that photos without a place are kept; None where they have found one."""
    photos = turn.cursor.photos
    if body["why"] != "silence" or not photos:
        return None
    if turn.now - photos[-1]["at"] < BURST or any("file" not in p for p in photos):
        if turn.now - photos[-1]["at"] < LONGEST:
            raise NotYet
        return None
    ways = how_to_put(turn, turn.held) if turn.held is not None else ""
    return joined(f"✓ {len(photos)} 张照片存好了，还没有放到哪一栏。", ways)


def kept_at_once(turn: Turn, case: Case, address: Address, n: int, page: int) -> str:
    """Make the document with its one marked page taken anew the answer, and go on with the next place (T4)."""
    old = case.answer(address)
    try:
        evidence.keep(turn.desk, case, address)
    except Problem as error:
        return error.detail
    turn.cursor.tray, turn.cursor.undo = None, undoing(case, str(address), old)
    looked = seen(slot_view(case, address).pages[page - 1])
    return joined(f"✓ {circled(n)} 已换第 {page} 页，{looked}。", returned.after(turn, case))


def bad(turn: Turn, case: Case, address: Address) -> list[PageView]:
    """Return the pages that are asked for again: doubtful ones that nobody has accepted, and unusable ones."""
    accepted = (turn.cursor.tray or {}).get("fine", [])
    pages = slot_view(case, address).pages
    return [p for p in pages if p.state == "refused" or (p.state == "doubt" and p.id not in accepted)]


def words_of(turn: Turn, case: Case, address: Address, changed: int = 0) -> str:
    """Say page by page what the photos are like, and what can be done now.

    Args:
        turn: whose next photo may take the place of a bad page.
        case: what is filled.
        address: the slot.
        changed: number of the one page that was taken again, 0 for a whole series.
    """
    view, look = slot_view(case, address), turn.links.to("看整理后的样子", case, address)
    accepted = (turn.cursor.tray or {}).get("fine", [])
    lines = [f"第 {p.n} 页\u3000{said_of(p, p.id in accepted)}" for p in view.pages[:20]]
    if not view.pages:
        return joined("还没有照片。", look)
    if again := bad(turn, case, address):
        first = again[0]
        turn.cursor.tray = (turn.cursor.tray or {}) | {"again": first.id}
        ask = f"请重拍第 {first.n} 页发来。拍的时候关闪光灯，从正上方拍。"
        use, out = say("就用这张", f"第{first.n}页就用这张"), say("去掉这一页", f"去掉第{first.n}页")
        way = use if first.state == "doubt" else out
        return joined("\n".join(lines), lined(ask, way, look))
    document = view.document
    if view.refused:
        last = view.pages[-1].n
        return joined("\n".join(lines), lined(view.refused, say(f"去掉第 {last} 页", f"去掉第{last}页"), look))
    if document is None:
        return joined("\n".join(lines), lined("正在合成 1 份 PDF，好了告诉您。", look))
    total = f"{view.used_text}。" if view.used_text else ""
    made = f"1 份 PDF，{document.pages} 页，{document.size_text}（上限 {view.max_mb:g} MB）。{total}"
    head = f"✓ 第 {changed} 页换好了，{seen(view.pages[changed - 1])}。" if changed else "\n".join(lines)
    return joined(lined(head, made), lined(say("没问题，保存", "保存这份材料"), say("换一页"), look))


def seen(page: PageView) -> str:
    """Return what was looked at of a good page: of a photo whether it can be read, of a file only that it opens."""
    return "文件打得开" if page.file else "看得清"


def said_of(page: PageView, accepted: bool) -> str:
    """Return the verdict on one page."""
    match page.state:
        case "waiting":
            return "还在看"
        case "refused":
            return f"用不了：{page.verdict}"
        case "doubt":
            return f"就用这张（{page.verdict}）" if accepted else f"看不清：{page.verdict}"
        case _:
            return seen(page) if page.file else "可以"
