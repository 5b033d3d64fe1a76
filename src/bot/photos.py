"""Photos: into the slot that is asked for, or the person is asked which; the verdict comes when they are there (T3)."""

import re
from typing import Any

from bot import region, returned
from bot.asking import FILES, asked_on_page, sentence
from bot.onward import onward
from bot.render import GAP, joined, lined, say
from bot.slots import (
    as_kept,
    chosen_slot,
    empty_tray,
    how_to_put,
    left_behind,
    meant,
    nearest,
    page_at,
    sent,
    slot,
    slot_name,
    tray_of_several,
    wants_another,
)
from bot.turn import Turn, undoing
from bot.verdicts import BURST, words_of
from bot.words import bare, circled
from casework.case import Case
from casework.deeds import evidence
from wizard.address import Address
from wizard.files import most_pages
from wizard.prompts import where
from wizard.states import FieldState

SLACK, AT_ONCE = 2.0, 1.0  # seconds after a series' end, or after the person has said that it is complete
SHOWN = 5  # places that are offered
KEPT = 60  # most photos that wait for a place
FINE = re.compile("(?:都|就)?(?:没有?问题|保存|确认|这样)(?:了|吧|的)?(?:,?保存)?")
NO_MORE = re.compile("(?:没有?了|就这些|好了|完了|都?发完了?|都发了|拍好了)")
RETAKE = re.compile("重新?[拍发]|再拍|拍得?不(?:好|清)")
THERE = re.compile("(?:这些?|这[一几]?张)(?:照片)?(?:都?是)?(?:我的?)?(?P<field>.{2,20}?)(?:的|吧|啊)?")
WAIT = "照片先存着"
Named = dict[str, str]


async def received(turn: Turn, media_id: str) -> str | None:
    """Take a photo: have it fetched, into the open slot or aside.

    Args:
        turn: the message.
        media_id: by which the platform gives it for three days.

    Returns:
        The reply, None for the later ones of a series.
    """
    if turn.me is None:
        return joined("照片先不用发。先开始申报，填到那一项再拍。", say("开始申报"))
    found, state = slot(turn), turn.field_state()
    if found is None and turn.held is not None and state is not None and state.value is None and is_for_the_page(state):
        page = turn.links.to("去小程序拍", turn.held, state.address)
        asks = aside(turn, media_id)
        return None if asks is None else joined(f"【{state.field.label}】的照片请在小程序里拍。{page}", asks)
    if found is None and turn.case is None:
        return turn.with_question("照片先不用发，填到那一项再拍。")
    return into(turn, *found, {"media": media_id}) if found is not None else aside(turn, media_id)


def into(turn: Turn, case: Case, address: Address, photo: dict[str, Any]) -> str | None:
    """Put a photo into a slot; the first of a series is answered, none that takes the place of one page.

    Args:
        turn: the message.
        case: what is filled.
        address: the slot.
        photo: `media`, and `file` and `kind` of one that waited for a place.
    """
    waits = left_behind(turn, address)
    tray, place = dict(turn.cursor.tray or {}), {"base": case.base.path, "a": str(address)}
    if (tray.get("a"), tray.get("base")) != (place["a"], place["base"]):
        tray = empty_tray(case, address)
    one = tray.get("again") or tray.get("marked")  # of several photos for one page that was sent back the last stays
    if tray.pop("again", ""):
        tray.pop("new", None)
    instead = [one] if one else tray.get("old", [])
    first = turn.now - tray["last"] > BURST or not tray["count"]
    if first:
        tray |= {"burst": turn.now, "count": 0, "got": 0}
    tray |= {"last": turn.now, "count": tray["count"] + 1}
    turn.cursor.tray = tray
    fetch(turn, photo | place | ({"instead": instead, "one": bool(one)} if instead else {}))
    if one:
        look_soon(turn, "one")
        return waits or None
    if not first:
        return None
    look_later(turn)
    stay = [p for p in evidence.slot_of(case, address)["pages"] if p["id"] not in instead]
    return joined(waits, arrived(turn, case, address, len(stay) + 1))


def fetch(turn: Turn, body: dict[str, Any]) -> None:
    """Leave the job that fetches a photo from the platform, or takes one that is kept already."""
    body |= {"person": turn.me.id if turn.me is not None else ""}
    turn.desk.push("fetch", who=turn.contact.stream, stream=turn.contact.stream, body=body)


def look_later(turn: Turn) -> None:
    """Have a series looked at when no more photos come."""
    _look(turn, BURST + SLACK, "silence")


def look_soon(turn: Turn, why: str) -> None:
    """Have a series looked at as soon as all of it is there."""
    _look(turn, AT_ONCE, why)


def _look(turn: Turn, after: float, why: str) -> None:
    tray = turn.cursor.tray
    body = {"burst": tray["burst"] if tray else 0.0, "why": why}
    turn.desk.push("verdict", who=turn.contact.stream, stream=turn.contact.stream, after=after, body=body)


def arrived(turn: Turn, case: Case, address: Address, n: int) -> str:
    """Say that a photo has come, how to go on, and what the paper must show."""
    field = case.journey.state(address).field
    most = most_pages(field, case.journey.state(address).count)
    head = [f"【{where(case.journey, address)}】{field.label}"]
    if address.row is not None:
        head.append(next(r.title for r in case.journey.rows(address.section) if r.row == address.row))
    head.append(f"第 {n} 张正在整理。还有的，按页的先后接着发，最多 {most} 页。我来摆正，合成 1 份 PDF。")
    parts = [f"{n}. {p}" for n, p in enumerate(case.journey.state(address).parts, 1)]
    wants = lined(*(["这一份里要有：", *parts] if len(parts) > 1 else []), sentence(field.hint or ""))
    page = turn.links.to("从微信聊天里选", case, address)
    return joined(lined(*head), wants, f"发完点{say('发完了')}\n有 PDF 的：公众号收不了文件，请{page}")


def file_sent(turn: Turn) -> str:
    """Say how a file gets there, of which the platform hands over nothing, and that the photos before it are kept."""
    if turn.me is None:
        return joined("聊天里收不了文件。先开始申报，填到那一项再传。", say("开始申报"))
    found, aside = slot(turn), turn.cursor.photos
    if found is None:
        ways = how_to_put(turn, turn.held) if aside and turn.held is not None else ""
        kept = f"前面发的 {len(aside)} 张照片先存着。{ways}" if aside else ""
        return turn.with_question("聊天里收不了文件，请到小程序里传，或者拍成照片发来。", kept)
    new = evidence.slot_of(*found)["pages"] and not as_kept(*found)
    came = new or (turn.cursor.tray or {}).get("count")
    page = turn.links.to("小程序里从微信聊天选", *found)
    how = f"聊天里收不了文件，请到{page}，或者拍成照片发来。Word 要先另存为 PDF。"
    return joined(how, f"前面发的照片都在，接着发就行。发完点{say('发完了')}" if came else "")


# ── photos without a place ───────────────────────────────────────────────────
def is_for_the_page(state: FieldState) -> bool:
    """Tell whether a question wants photos that are never taken in chat, such as those of an ID card."""
    return state.field.kind in FILES and asked_on_page(state)


def aside(turn: Turn, media_id: str) -> str | None:
    """Keep a photo for which nobody has said where it belongs; the first of a series asks."""
    photos = turn.cursor.photos
    if len(photos) >= KEPT:
        ways = how_to_put(turn, turn.held) if turn.held is not None else ""
        return joined(f"先存着的照片已经有 {KEPT} 张，这一张没有收。", ways)
    first = not photos or turn.now - photos[-1]["at"] > BURST
    turn.cursor.photos = [*photos, {"media": media_id, "at": turn.now}]
    fetch(turn, {"media": media_id, "base": "", "a": ""})
    if not first:
        return None
    turn.cursor.tray = None
    look_later(turn)
    case = turn.held
    assert case is not None
    if turn.handed_in:
        return "已经交了，现在不能加材料。照片先替您存着，退回以后可以放进去。"
    near = nearest(turn, case)[:SHOWN]
    sends = [f"放到{sent(slot_name(case, a))}" for a in near]
    names = [f"{slot_name(case, a)}{'（要重拍的）' if wants_another(case, a) else ''}" for a in near]
    taps = turn.listed([*zip(names, sends, strict=True), ("先存着", WAIT)])
    many = sum(turn.now - p["at"] <= BURST for p in turn.cursor.photos)
    return joined(lined(f"收到 {many} 张照片。放到哪里？", *taps), "照片正在存，存好了告诉您。")


def place_in(words: str) -> str:
    """Return the name of the place that a sentence puts photos to: 这是我的学位证 → 学位证; empty where it is none."""
    match = THERE.fullmatch(words)
    return match["field"] if match is not None else ""


async def put(turn: Turn, named: Named) -> str:
    """Put the photos that were set aside into a slot that was named."""
    case = turn.case
    found = meant(turn, case, named["field"]) if case is not None else None
    if case is None or found is None:
        ways = how_to_put(turn, case) if case is not None and turn.cursor.photos else ""
        return turn.with_question(f"没找到“{named['field'][:20]}”这个地方。", ways)
    turn.point(case, found)
    waiting = turn.cursor.photos
    if not waiting:
        turn.cursor.tray = empty_tray(case, found)
        return turn.ask(case, found)
    turn.cursor.photos, waits = [], ""
    if len(waiting) > 1:
        waits, turn.cursor.tray = left_behind(turn, found), tray_of_several(turn, case, found)
    names = ("media", "file", "kind")
    said = [into(turn, case, found, {name: photo[name] for name in names if name in photo}) for photo in waiting]
    return joined(waits, said[0] or "正在换退回的那一页，约 10 秒。")


async def shoot(turn: Turn, named: Named) -> str:
    """Open a slot by its name, so that photos go there."""
    case = turn.case
    found = meant(turn, case, named["field"]) if case is not None else None
    if case is None or found is None:
        return turn.with_question(f"没找到“{named['field'][:20]}”这个地方。")
    waits = left_behind(turn, found)
    turn.cursor.tray = empty_tray(case, found)
    pages = evidence.slot_of(case, found)["pages"]
    if not pages or as_kept(case, found):
        return joined(waits, turn.ask(case, found))
    turn.point(case, found)
    turn.cursor.tray |= {"burst": turn.now}
    look_soon(turn, "said")
    there = f"【{where(case.journey, found)}】{len(pages)} 张照片都在，正在看，约 10 秒。还有的，接着发。"
    return joined(waits, there)


async def held(turn: Turn, _: Named) -> str:
    """Leave photos where they are until somebody says where they belong."""
    many = len(turn.cursor.photos)
    if not many:
        return turn.with_question("没有等着放的照片。")
    case = turn.case
    return turn.with_question(f"好，{many} 张照片先存着。{how_to_put(turn, case) if case is not None else ''}")


# ── the series is complete ───────────────────────────────────────────────────
async def finished(turn: Turn, _: Named) -> str:
    """Say that all photos of a series are here; the verdict comes when it is ready."""
    tray, found = turn.cursor.tray, chosen_slot(turn)
    if tray is None or found is None or not (tray["count"] or evidence.slot_of(*found)["pages"]):
        return turn.with_question("没有正在收的照片。")
    many = tray["count"]
    if not many and (n := returned.number_at(turn, *found)) and as_kept(*found):
        return joined("还没有收到新的照片。", returned.fix(turn, found[0], n))
    turn.cursor.tray = tray | {"burst": turn.now, "last": 0.0}
    look_soon(turn, "said")
    return f"{many} 张都收到了，正在看，约 10 秒。" if many else "正在看，约 10 秒。"


async def keep(turn: Turn, _: Named) -> str:
    """Make the document that came of the photos the answer, and say which ones are still wanted."""
    found = slot(turn)
    if found is None:
        return turn.with_question("没有正在收的材料。")
    case, address = found
    old, places = case.answer(address), returned.places_at(turn, case, address)
    left = [n for n, card in places.items() if card.state == "open"]
    if left and as_kept(case, address):
        same = "还是退回的那一份，没有改。" if len(left) == len(places) else f"{circled(left[0])}的那一页还没有换。"
        return joined(same, returned.fix(turn, case, left[0]))
    value = evidence.keep(turn.desk, case, address)
    turn.cursor.tray = None
    turn.cursor.undo = undoing(case, str(address), None) if old is None else None
    if places:
        still = [n for n, card in returned.places_at(turn, case, address).items() if card.state == "open"]
        done = "".join(circled(n) for n in left if n not in still)
        return joined(f"✓ {f'{done} 已换' if done else '已保存'}，{value['pages']} 页", returned.after(turn, case))
    n = case.journey.section(address.section).rows.index(address.row) + 1 if address.row is not None else 0
    label = case.scheme.field(address.section, address.field or "").label
    head = f"✓ 已保存：{f'第 {n} 条' if n else ''}{label}，{value['pages']} 页"
    turn.point(case, address.place)
    names = [slot_name(case, a) for a in nearest(turn, case)[:3]]
    if not names:
        return joined(head, await onward(turn, case, address))
    taps = turn.listed([(name, f"拍{sent(name)}") for name in names])
    turn.expect("guess", **(turn.cursor.offer or {}), after=str(address))  # 接着填 goes on behind it
    return joined(head, lined(f"还差{region.evidence(case.scheme)}的：", *taps, say("先不拍，接着填", "接着填")))


# ── single pages ─────────────────────────────────────────────────────────────
async def page_again(turn: Turn, named: Named) -> str:
    """Take the next photo instead of one page."""
    if "n" not in named:
        turn.expect("page")
        return "换第几页？发页数就行，例：2"
    found = page_at(turn, int(named["n"]))
    if found is None or turn.cursor.tray is None:
        return turn.with_question(f"没有第 {named['n']} 页。")
    turn.cursor.tray = turn.cursor.tray | {"again": found[1]["id"]}
    return f"请重拍第 {named['n']} 页发来，其他页不用再拍。"


async def retake(turn: Turn) -> str | None:
    """Ask for the page that is to be taken again: the bad one, or the only one; None where nothing has come."""
    pages = _pages(turn)
    wanted = (turn.cursor.tray or {}).get("again")
    n = next((n for n, p in enumerate(pages, 1) if p["id"] == wanted), 1 if len(pages) == 1 else 0)
    return await page_again(turn, {"n": str(n)} if n else {}) if pages else None


async def spoken(turn: Turn, text: str) -> str | None:
    """Do what words say that plainly mean one of the links under photos; None where they mean none."""
    words = bare(text)
    if FINE.fullmatch(words):
        return await keep(turn, {}) if _pages(turn) else None
    if NO_MORE.fullmatch(words):
        return await finished(turn, {})
    return await retake(turn) if RETAKE.search(words) else None


async def page_named(turn: Turn, text: str) -> str | None:
    """Take the number of a page that was asked for; None where the text is none."""
    words = bare(text).removeprefix("第").removesuffix("页")
    return await page_again(turn, {"n": words}) if words.isdecimal() else None


async def fine(turn: Turn, named: Named) -> str:
    """Use a page although something about it is doubtful."""
    tray = turn.cursor.tray
    found = page_at(turn, int(named.get("n", "0"))) if tray is not None else None
    if tray is None:
        return turn.with_question("没有正在收的照片。")
    ids = [found[1]["id"]] if found is not None else [p["id"] for p in _pages(turn)]
    turn.cursor.tray = {k: v for k, v in tray.items() if k != "again"} | {"fine": [*tray.get("fine", []), *ids]}
    open_slot = chosen_slot(turn)
    return words_of(turn, *open_slot) if open_slot is not None else turn.with_question("没有正在收的照片。")


def _pages(turn: Turn) -> list[dict[str, Any]]:
    found = chosen_slot(turn)
    return evidence.slot_of(*found)["pages"] if found is not None else []


async def take_out(turn: Turn, named: Named) -> str:
    """Take one page out of the slot."""
    found = page_at(turn, int(named["n"]))
    if found is None or turn.cursor.tray is None:
        return turn.with_question(f"没有第 {named['n']} 页。")
    (case, address), page = found
    evidence.drop_page(turn.desk, case, address, page["id"])
    turn.cursor.tray = {k: v for k, v in turn.cursor.tray.items() if k != "again"} | {"burst": turn.now}
    look_soon(turn, "said")
    return joined(f"✓ 第 {named['n']} 页去掉了，正在重新合成，约 10 秒。", GAP.join((say("上一题"), say("接着填"))))
