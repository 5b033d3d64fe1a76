"""After a return: only what was marked is asked, in the reviewer's order, with opinion and old value (B-03, T4)."""

from collections.abc import Sequence

from bot.asking import asked, takes_photos
from bot.render import joined, label_of, lined, numbered, say, told
from bot.slots import tray_of_mark
from bot.turn import Turn
from bot.words import circled
from casework.case import Case
from casework.registered import behind
from casework.views.check import MarkCard, fix_view, unanswered
from review.status import Status
from wizard.address import Address
from wizard.prompts import where

DONE = {"done": "（已改）", "explained": "（已说明）", "open": ""}


def overview(turn: Turn, case: Case, *, hands_in: bool = False) -> str:
    """Say who returned it, with which words, and list every place.

    Args:
        turn: the message.
        case: what was returned.
        hands_in: the person wants to hand it in again, and may, whatever is left.
    """
    view = fix_view(turn.desk, case)
    turn.point(case, None)
    lines: list[str] = []
    for n, card in enumerate(view.marks, 1):
        lines += [f"{circled(n)} {card.mark.label}{DONE[card.state]}", card.mark.text]
    rest = f"只改这 {len(view.marks)} 处，其他不用动。" if view.rest_locked and view.marks else ""
    first = next((n for n, c in enumerate(view.marks, 1) if c.state == "open"), 0)
    taps = [say(f"从{circled(first)}开始改", f"改{circled(first)}")] if first else []
    mends = first and not hands_in
    page = turn.links.of("去小程序改", case, "fix") if mends else turn.links.of("核对、签名、提交", case, "check")
    doubt = f"{unanswered(case)}。" if first and hands_in else ""
    until = f"{view.term}。" if view.term else ""
    head = lined(f"{view.by}退回了您的申报。", f"意见：{view.opinion}" if view.opinion else "")
    return joined(head, "\n".join(lines), doubt, lined(rest + until, *taps, page))


def fix(turn: Turn, case: Case, n: int, *, words: bool = False) -> str:
    """Ask for one marked place.

    Args:
        turn: the message.
        case: the application.
        n: as numbered in the overview, from 1.
        words: the person wants to explain instead.
    """
    if case.application.state.standing.status is not Status.RETURNED:
        return turn.with_question("现在没有要改的地方。")
    cards = fix_view(turn.desk, case).marks
    if not 1 <= n <= len(cards):
        return overview(turn, case)
    card = cards[n - 1]
    address = Address.parse(card.mark.address)
    if words:
        turn.expect("explain", mark=card.mark.n, n=n)
        return f"{circled(n)}{card.mark.label}\n意见：{card.mark.text}\n\n请写一句说明，200 字以内。单位会看到。"
    turn.point(case, address)
    return place(turn, case, cards, n, address)


def place(turn: Turn, case: Case, cards: Sequence[MarkCard], n: int, address: Address) -> str:
    """Return the words for one marked place: where, the opinion, what stood there, what to send."""
    mark = cards[n - 1].mark
    name = case.scheme.field(address.section, address.field).label if address.field else ""
    on_page = f"第 {mark.page} 页" if mark.page else ""
    head = f"{circled(n)}【{where(case.journey, address)}】{name}{on_page}\n意见：{mark.text}"
    if address.field is None:
        return joined(head, lined(turn.links.to("去改", case, address), explanation(n)))
    state = case.journey.state(address)
    if takes_photos(state):
        return joined(f"{head}\n{photos_again(turn, case, address, mark.n)}", lined(*others(cards, n), explanation(n)))
    if state.field.kind in {"evidence", "portrait", "pledge", "printed"}:
        return joined(head, lined(turn.links.to("去小程序改", case, address), explanation(n)))
    if behind(case.scheme, address.section, address.field) is not None:  # it is filled in the registration
        return joined(head, lined(turn.links.to("去改", case, address), explanation(n)))
    prompt = asked(case, address)
    old = told(case, state.field, state.value)
    example = f"请发新的{label_of(state.field)}。" + (f"例：{prompt.example}" if prompt.example else "")
    taps = numbered([(o.label, o.send) for o in prompt.options[:6]])
    return joined(f"{head}\n您原来填：{old}" if old else head, lined(example, *taps, explanation(n)))


def explanation(n: int) -> str:
    """Return the way to explain instead of changing."""
    return f"没有填错的，{say('写说明', f'{circled(n)}写说明')}"


def others(cards: Sequence[MarkCard], n: int) -> list[str]:
    """Return the way to the next open place, for one that may take a while."""
    later = next((m for m, c in enumerate(cards, 1) if c.state == "open" and m != n), 0)
    return [say(f"先改{circled(later)}", f"改{circled(later)}")] if later else []


def photos_again(turn: Turn, case: Case, address: Address, mark: int) -> str:
    """Ask for photos of a marked document, of one page where one was marked and can be taken alone."""
    tray = turn.cursor.tray = tray_of_mark(case, address, mark)
    if "again" in tray:
        return "请改好后重拍这一页发来，其他页不用再拍。"
    return "请改好后重拍整份发来，一页一张。发完点" + say("发完了")


def after(turn: Turn, case: Case) -> str:
    """Go on with the next open place, or to handing in."""
    cards = fix_view(turn.desk, case).marks
    n = next((n for n, c in enumerate(cards, 1) if c.state == "open"), 0)
    if n:
        return fix(turn, case, n)
    turn.point(case, None)
    what = f"{len(cards)} 处都改好了，还没有交。" if cards else "改好了就可以交。"
    return lined(what, "内容变了，要重新签名，约 1 分钟：", turn.links.of("核对、签名、提交", case, "check"))


def number_at(turn: Turn, case: Case, address: Address) -> int:
    """Return the number of the first place still open at an answer, else of its first one; 0 where none was marked."""
    found = places_at(turn, case, address)
    return next((n for n, card in found.items() if card.state == "open"), next(iter(found), 0))


def places_at(turn: Turn, case: Case, address: Address) -> dict[int, MarkCard]:
    """Return the places of a return at an answer by their numbers: of a document each marked page is one."""
    if case.base.kind != "application" or case.application.state.standing.status is not Status.RETURNED:
        return {}
    cards, at = enumerate(fix_view(turn.desk, case).marks, 1), str(address)
    return {n: c for n, c in cards if at == c.mark.address or at.startswith(c.mark.address + ".")}
