"""What comes after an answer: the next question, or a row or a section that is closed and read back."""

from functools import lru_cache

import msgspec

from bot import years
from bot.asking import FILES
from bot.beginning import offer_plans, plans, verify
from bot.manner import sources
from bot.render import GAP, LINES, brief, in_row, joined, label_of, lined, say, told
from bot.returned import overview
from bot.standing import progress
from bot.turn import Need, Turn
from casework.case import Case
from casework.views.far import far_in
from casework.views.home import sentence
from review.status import Status
from schemes import Scheme
from wizard.address import Address
from wizard.prompts import MANY_FIELDS, asked_of
from wizard.states import FieldState

NAMED = 6  # names of what is still open in one reply
TIDY = "帮我排好"


async def onward(turn: Turn, case: Case, after: Address) -> str:
    """Ask what comes next; close a row or a section that has just been filled.

    Args:
        turn: the message.
        case: what is filled.
        after: the question that was answered or left open.
    """
    return ahead(turn, case, after) or await section_done(turn, case, after.section)


def ahead(turn: Turn, case: Case, after: Address) -> str:
    """Ask the next open question of a row or a section, or close the row; empty where the section is to be closed."""
    if years.tabular(case.scheme, after):
        return years.onward(turn, case, after)
    if after.row is None:
        found = following(case, after)
    else:
        found = open_in_row(case, after)
        if found is None:
            return row_done(turn, case, after)
    return turn.ask(case, found.address, known=found) if found is not None else ""


@lru_cache(maxsize=4096)
def beside(scheme: Scheme, section: str, field: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the questions of a section behind one, and those before it, in order; all are behind one it never asks."""
    names = tuple(name for name, _ in asked_of(scheme, section))
    at = names.index(field) if field in names else -1
    return names[at + 1 :], names[: max(at, 0)]


def open_in_row(case: Case, after: Address) -> FieldState | None:
    """Return the next question of a row without an answer, behind this one first; of those before it, what must be."""
    answers = case.present.filled.answers
    later, earlier = beside(case.scheme, after.section, after.field or "")
    for name in later:
        address = Address(after.section, after.row, name)
        if answers.get(address) is None:
            state = case.journey.state(address)
            if state.shown and not state.derived and state.value is None:
                return state
    for address in map(after.beside, earlier):
        if case.journey.lacks(address):
            state = case.journey.state(address)
            if state.shown and not state.derived:
                return state
    return None


class Later(msgspec.Struct, frozen=True):
    """Is a question that comes behind another one of its section.

    Args:
        address: where it stands.
        files: it wants a file.
        sources: questions of its section that the region works its answer out of.
    """

    address: Address
    files: bool
    sources: tuple[str, ...]


@lru_cache(maxsize=4096)
def behind(scheme: Scheme, section: str, field: str) -> tuple[Later, ...]:
    """Return the questions of a section without rows that come behind one, in order."""
    asks = asked_of(scheme, section)
    names = [name for name, _ in asks]
    later = asks[names.index(field) + 1 :] if field in names else ()
    return tuple(Later(Address(section, None, n), f.kind in FILES, sources(scheme, section, n)) for n, f in later)


def following(case: Case, after: Address) -> FieldState | None:
    """Return the next open question of a section without rows, behind this one; what was passed over waits."""
    answers = case.present.filled.answers
    for later in behind(case.scheme, after.section, after.field or ""):
        if not later.files and answers.get(later.address) is not None:
            continue
        state = case.journey.state(later.address)
        opened = state.shown and not state.derived and (state.missing or state.value is None)
        if opened and not (later.sources and waits(case, state, later)):
            return state
    return None


def waits(case: Case, state: FieldState, later: Later) -> bool:
    """Tell whether an answer will follow from another one of its section that is still open."""
    return state.preset is None and None in [case.answer(later.address.beside(name)) for name in later.sources]


def row_done(turn: Turn, case: Case, address: Address) -> str:
    """Close a row: read it back, count, offer what can be done next (T2)."""
    assert address.row is not None
    rows, (least, most) = case.journey.row_ids(address.section), case.journey.row_limits(address.section)
    n = rows.index(address.row) + 1
    given = case.journey.given(address.section, address.row)
    texts = [told(case, f, v) for f, v in given[:2]] + [in_row(case, f, v) for f, v in given[2:]]
    left = case.journey.lacking(address.section, address.row)
    head = f"✓ 第 {n} 条填好了，已保存：" if not left else f"第 {n} 条还差 {left} 项，先放着也行："
    lines = [head, *texts[:2], *(["｜".join(texts[2:])] if texts[2:] else [])]
    count = f"共 {len(rows)} 条" + (f"，最多 {most} 条。" if most else "。")
    turn.point(case, address.place)
    few = max(0, least - len(rows))
    taps = [] if most is not None and len(rows) >= most else [say("再加一条")]
    taps += [say(TIDY) if untidy(case, address.section) else say(f"改第 {n} 条")]
    taps += [say(f"看全部 {len(rows)} 条", "看全部")]
    taps += [] if few else [say("填完了，下一栏", "下一栏")]
    count += f"还差 {few} 条。" if few else ""
    return joined("\n".join(lines), lined(count + summary(case, address.section), *taps))


def untidy(case: Case, section: str) -> bool:
    """Tell whether the region offers another order of the rows than the one in which they stand (CQ-11)."""
    rows = case.scheme.sections[section].rows
    if rows is None or not rows.sort:
        return False
    return case.journey.tidied(section) != case.present.filled.answers.rows(section)


def summary(case: Case, section: str) -> str:
    """Return what the region says of all rows after each: 晋升经历：初级 ✓　中级 ✓; empty where it says nothing."""
    said = [
        f"{word} {'✓' if value is True else '还没有' if value is False else value}"
        for word, value in case.journey.summary(section)
    ]
    return GAP.join(said)


async def section_done(turn: Turn, case: Case, section: str) -> str:
    """Close a section: read it back whole and lead to the next one (T1)."""
    turn.point(case, Address(section))
    if case.base.kind == "person":
        return await registered(turn, case, section)
    said, given = read_back(case, section)
    foot = [f"{far_in(case).words}。", *([say("改一项")] if given else [])]
    return joined(said, lined(*foot, *await ways_on(turn, case, section)))


def read_back(case: Case, section: str) -> tuple[str, int]:
    """Return a section read back, with what is still to be filled or put right, and how many answers it has.

    Of many answers only their number is said, so that the way on stays on the screen.
    """
    declared = case.scheme.sections[section]
    given = [] if declared.rows is not None else case.journey.given(section, computed=False)
    state = case.journey.section(section)
    head = f"✓ {declared.label}填好了，{len(given)} 项都已保存："
    if state.missing:
        open_ = [a for a in case.journey.missing(section) if a.field]
        names = dict.fromkeys(label_of(case.scheme.field(section, a.field or "")) for a in open_)
        least = (
            f"还差 {state.missing} 项，先放着也行：{'、'.join([*names][:NAMED])}{'等' if len(names) > NAMED else ''}"
        )
        head = lined(f"{declared.label}{least}", *([f"已保存 {len(given)} 项："] if given else []))
    elif state.problems and (wrong := sum(p.level == "stop" for p in case.journey.problems(section))):
        head = f"{declared.label}有 {wrong} 处要改："
    if len(given) > LINES:
        return lined(f"{head.removesuffix('：')}。", say("看填了什么", "查看")), len(given)
    body = [f"{label_of(field)}\u3000{brief(case, field, value)}" for field, value in given]
    return lined(head, *body), len(given)


async def ways_on(turn: Turn, case: Case, section: str) -> list[str]:
    """Return the links that lead to the next section with something to fill, or to handing in."""
    own = await turn.registration()
    if own is not None and (rest := own.journey.missing()):
        label = own.scheme.sections[rest[0].section].label
        return [say("接着填") if rest[0].section == section else say(f"下一栏：{label}", f"填{label[:7]}")]
    address = case.journey.next(Address(section))
    if address is not None and address.section == section:
        address = case.journey.next()
    if address is None:
        return [turn.links.of("核对、签名、提交", case, "check")]
    if address.section == section:
        return [say("接着填")]
    label = case.scheme.sections[address.section].label
    lines = [say(f"下一栏：{label}", f"填{label[:7]}")]
    many = questions(case.scheme, address.section)
    if many > MANY_FIELDS:
        lines.append(f"{label}有 {many} 项，小程序里填更快：{turn.links.to('去小程序', case, address.place)}")
    return lines


def questions(scheme: Scheme, section: str) -> int:
    """Return how many questions a section may ask; 0 for one of rows."""
    return 0 if scheme.sections[section].rows is not None else len(asked_of(scheme, section))


async def registered(turn: Turn, own: Case, section: str) -> str:
    """Close a section of the registration: the opening one leads on at once, others are read back first (T1)."""
    assert turn.me is not None
    if section == opening(own):
        waiting = ""
        if turn.me.state.account == "waiting":
            unit = own.unit.state.name if own.unit else "单位"
            waiting = f"{unit}正在确认您的账号，确认后通知您。不用等，现在就能填，确认后才能提交。"
        return joined(waiting, await resume(turn))
    said, given = read_back(own, section)
    case = turn.case
    if case is None or case.application.state.standing.status is not Status.DRAFT:
        return joined(said, await resume(turn))
    return joined(said, lined(*([say("改一项")] if given else []), *await ways_on(turn, case, section)))


async def resume(turn: Turn) -> str:
    """Ask what is to be filled next, wherever the person stopped."""
    own = await turn.registration()
    if own is None:
        return verify(turn)
    mine = own.journey.next()
    if mine is not None and mine.section == opening(own):
        return turn.ask(own, mine)
    case = turn.case
    if case is None:
        return await offer_plans(turn) or await plans(turn, {})
    if turn.over:
        return await anew(turn, case)
    status = case.application.state.standing.status
    if status is Status.RETURNED:
        return overview(turn, case)
    if status is not Status.DRAFT:
        return progress(turn, case)
    open_state = turn.field_state()
    if turn.address is not None and (open_state is None or open_state.value is None):  # else it was filled on a page
        return turn.repeat()
    here = turn.left if turn.filling is case else None
    address = (case.journey.next(here) if here is not None else None) or case.journey.next()
    if mine is not None and (address is None or address.section != opening(case)):
        return turn.ask(own, mine)
    if address is None:
        return joined("都填好了，还没有交。", turn.links.of("核对、签名、提交", case, "check"))
    return turn.ask(case, address)


async def anew(turn: Turn, case: Case) -> str:
    """Lead on from an application that has ended: to one that goes on, else to a plan where another may begin (X-01).

    Raises:
        Need: the chat is to be about the one that goes on.
    """
    assert turn.me is not None
    if going := await turn.desk.house.going(turn.me.id):
        raise Need(f"application:{going[0]}")
    if not (offered := await offer_plans(turn)):
        return progress(turn, case)
    return joined(f"上一份：{sentence(case, turn.desk.act.now)}。", offered)


def opening(case: Case) -> str:
    """Return the section that comes before everything else."""
    return case.journey.sections()[0].id
