"""From question to question and section to section: back, past, on, into a section by its name."""

from bot import answering, long_text, years
from bot.asking import FILES, TIMES
from bot.doubting import is_it
from bot.onward import onward, opening, read_back, resume
from bot.render import GAP, brief, joined, label_of, lined, say
from bot.standing import missing
from bot.turn import Turn
from bot.words import bare
from casework.case import Case
from wizard.address import Address
from wizard.parsing import parse as read
from wizard.prompts import asked_of, years_of
from wizard.states import FieldState, Wrong

NONE = frozenset({"无", "没有", "没有了", "没了", "没有就不填"})
FITTING = TIMES | {"choice"}  # kinds of questions that not any words answer
SHOWN = 3  # answers that were passed over and are said
Named = dict[str, str]


async def back(turn: Turn, _: Named) -> str:
    """Go to the question before, which shows what is stored and a way past it."""
    case, place = turn.filling or turn.case, turn.place
    if case is None or place is None:
        return turn.with_question("前面没有题了。")
    address = turn.address
    if address is not None and years.tabular(case.scheme, address):
        address = Address(address.section, address.row, years_of(case.scheme, address.section)[0])
    found = closing(case, place) if address is None else None
    found = found or case.journey.walk(address or place, back=True)
    if found is not None and found.row is not None and (asks := years_of(case.scheme, found.section)):
        found = Address(found.section, found.row, asks[0])  # of a table the whole row is asked
    if found is not None and found.section == place.section:
        return turn.ask(case, found)
    if (before := await place_before(turn)) is not None:
        trail = turn.cursor.trail
        said = turn.ask(*before)
        turn.cursor.trail = trail
        return said
    return turn.ask(case, found) if found is not None else turn.with_question("这是第一题，前面没有了。")


def closing(case: Case, place: Address) -> Address | None:
    """Return the last question of a row, of a section without rows, or of a section's last row; None where none is."""
    if place.row is None and case.scheme.sections[place.section].rows is not None:
        rows = case.journey.row_ids(place.section)
        return closing(case, Address(place.section, rows[-1])) if rows else None
    asks = case.journey.fields(place.section, place.row)
    return next((s.address for s in reversed(asks) if not s.derived and s.field.kind != "note"), None)


async def place_before(turn: Turn) -> tuple[Case, Address] | None:
    """Return the last question of the place that was on the screen before this section, and forget that it was."""
    while turn.cursor.trail:
        *turn.cursor.trail, newest = turn.cursor.trail
        base, _, at = newest.partition(" ")
        case, place = await turn.case_of(base), Address.parse(at)
        if case is None or place.section not in {s.id for s in case.journey.sections()}:
            continue
        if case is turn.mine and place.section == opening(case):
            continue  # with it everything begins; it is changed by its name
        gone = place.row is not None and place.row not in case.journey.row_ids(place.section)
        if (found := closing(case, Address(place.section) if gone else place)) is not None:
            return case, found
    return None


async def skip(turn: Turn, _: Named) -> str:
    """Leave the question as it is and go on; 无 is never written."""
    case, address = turn.filling, turn.address
    if case is None or address is None:
        return await resume(turn)
    left = "先空着，可以回头再填。" if case.answer(address) is None else "没有改。"
    asks = await onward(turn, case, address)
    if turn.address == address:
        return turn.with_question("这一题先不能跳过，后面的要看它。")
    return joined(left, passed_over(turn, case, address), asks)


def passed_over(turn: Turn, case: Case, address: Address) -> str:
    """Return what stands between a question and the one that is asked now, so that nobody wonders where it went."""
    now = turn.address
    if now is None or turn.filling is not case or now.place != address.place:
        return ""
    states = case.journey.fields(address.section, address.row)
    at = [s.address for s in states]
    between = states[at.index(address) + 1 : at.index(now)]
    given = [s for s in between if s.value is not None and not s.derived and s.field.kind not in FILES]
    if not 1 <= len(given) <= SHOWN:
        return ""
    return lined("已经填了，没有再问：", *(f"{label_of(s.field)}{GAP}{brief(case, s.field, s.value)}" for s in given))


async def written(turn: Turn, _: Named) -> str:
    """Store the parts of a long text as one answer."""
    case, state = turn.question()
    if case is None or state is None or not long_text.waiting(turn, state):
        return turn.with_question("没有正在写的长文。")
    return await answering.take(turn, case, state, long_text.whole(turn), whole=True)


async def next_section(turn: Turn, _: Named) -> str:
    """Go to the next section with something to fill."""
    case, place = turn.filling, turn.place
    if case is None or place is None:
        return await resume(turn)
    shown = [s.id for s in case.journey.sections()]
    later = shown[shown.index(place.section) + 1 :] if place.section in shown else []
    for section in later:
        state = case.journey.section(section)
        if not state.complete or (case.scheme.sections[section].rows is not None and not state.rows):
            return opened(turn, case, section)
    turn.point(case, None)
    return await resume(turn)


async def past(turn: Turn, text: str) -> str | None:
    """Leave a section of rows at whose overview somebody says that there is nothing, or nothing more, to be filled.

    None where the text says no such thing, or the section still wants a row.
    """
    case, place = turn.filling, turn.place
    if case is None or place is None or bare(text) not in NONE or not turn.open:
        return None
    if case.scheme.sections[place.section].rows is None:
        return None
    state = case.journey.section(place.section)
    return await next_section(turn, {}) if len(state.rows) >= state.min else None


def ahead(turn: Turn, text: str) -> str | None:
    """Ask whether a text answers the next question, where a section is through and its read-back stands on the screen.

    None where it does not fit that question, or where any words would.
    """
    case, place = turn.filling, turn.place
    if case is None or case is not turn.held or place is None or not turn.open:
        return None
    if case.scheme.sections[place.section].rows is not None:
        return None
    address = case.journey.next(Address(place.section))
    state = opening_of(case, address) if address is not None and address.section != place.section else None
    if address is None or state is None or state.field.kind not in FITTING or state.field.free or text.isdecimal():
        return None
    if isinstance(read(state.field, text, state, turn.desk.act.today), Wrong):
        return None
    asks, now = turn.ask(case, address), turn.field_state()
    if now is None or now.field is not state.field:
        turn.keep(text)
        return joined("这句话还没保存。", asks)
    return is_it(turn, now, text, f"这是下一栏“{case.journey.label(address.section)}”里的，还没保存。")


def opening_of(case: Case, address: Address) -> FieldState | None:
    """Return a question as the journey knows it, of rows that are to be begun the first one as it is declared."""
    if address.field is not None:
        return case.journey.state(address)
    asks = asked_of(case.scheme, address.section)
    begins = address.row is None and case.scheme.sections[address.section].rows is not None and asks
    return FieldState(Address(address.section, None, asks[0][0]), asks[0][1]) if begins else None


async def to_section(turn: Turn, named: Named) -> str:
    """Go to a section by its name or the beginning of it, in the application or the registration."""
    name = named["field"]
    if (found := await section_named(turn, name)) is not None:
        return opened(turn, *found)
    if turn.field_state() is not None:
        return turn.with_question(f"没有“{name[:12]}”这一栏。")
    return await missing(turn, turn.case) if turn.case is not None else await resume(turn)


async def section_named(turn: Turn, name: str) -> tuple[Case, str] | None:
    """Return the section with a name or a part of it, of the application first; None where none has it."""
    for case in (turn.case, await turn.registration()):
        sections = case.journey.sections() if case is not None else []
        found = [s.id for s in sections if s.label == name] or [s.id for s in sections if name in s.label]
        if case is not None and found:
            return case, found[0]
    return None


def opened(turn: Turn, case: Case, section: str) -> str:
    """Ask the first open question of a section, or read it back where none is open."""
    state = case.journey.section(section)
    if state.gate is not None and state.gate_section is not None:
        label = case.scheme.sections[state.gate_section].label
        return joined(state.gate, say(f"先填{label}", f"填{label[:7]}"))
    if years_of(case.scheme, section):
        return years.enter(turn, case, section)
    left = case.journey.missing(section)
    if left:
        return turn.ask(case, left[0])
    at = Address(section)
    if case.scheme.sections[section].rows is not None:
        return turn.ask(case, at)
    turn.point(case, at)
    return joined(read_back(case, section)[0], turn_back(turn, case, at))


def turn_back(turn: Turn, case: Case, at: Address) -> str:
    """Return the ways on from a section that is through."""
    return "\n".join((say("改一项"), say("下一栏"), turn.links.to("去小程序", case, at)))
