"""Rows: another one, all of them, one to change, out, back to its place."""

from collections.abc import Callable, Sequence

from bot import region
from bot.looking import look
from bot.onward import resume, untidy
from bot.render import GAP, joined, say
from bot.turn import Turn
from casework.case import Case
from casework.deeds import answer
from wizard.address import Address

Named = dict[str, str]


def which(turn: Turn) -> str:
    """Ask for the section that is meant, with one of the region's as an example."""
    return f"说的是哪一栏？先发“填{region.section_of_rows(region.scheme_of(turn))}”这样的话，再说第几条。"


def here(turn: Turn) -> tuple[Case, str] | None:
    """Return the section of rows that the conversation is at, None where it is at none."""
    case, place = turn.filling, turn.place
    if case is None or place is None or case.scheme.sections[place.section].rows is None:
        return None
    return case, place.section


def named_at(turn: Turn, name: str) -> tuple[Case, str] | None:
    """Return the section of rows with a name, None where none has it or several have."""
    case = turn.filling or turn.case
    section = section_meant(turn, case, name, lambda _: True) if case is not None else None
    return (case, section) if case is not None and section is not None else None


def section_meant(turn: Turn, case: Case, name: str, fits: Callable[[str], bool]) -> str | None:
    """Return the section of rows that is meant: the named one, the one on the screen, or the only one that fits.

    Args:
        turn: the message.
        case: what is filled.
        name: of the section or a part of it, empty where none was said.
        fits: tells whether a section may be meant by what else was said.
    """
    declared = case.scheme.sections
    listed = [s.id for s in case.journey.sections() if declared[s.id].rows is not None and name in declared[s.id].label]
    fitting = [s for s in listed if fits(s)]
    place = turn.place if turn.filling is case else None
    near = place.section if place is not None and place.section in listed else ""
    if near and (near in fitting or not fitting):
        return near
    found = fitting or listed
    return found[0] if len(found) == 1 else None


def row_at(turn: Turn, case: Case, section: str, number: str) -> str | None:
    """Return the row with a number, the one on the screen where none was said; None where there is none."""
    listed = case.journey.row_ids(section)
    if number:
        return listed[int(number) - 1] if 1 <= int(number) <= len(listed) else None
    place = turn.place
    return place.row if place is not None and place.row in listed else None


def absent(case: Case, section: str, number: str) -> str:
    """Return what is said where a row does not exist."""
    return f"没有第 {number} 条，现在共 {len(case.journey.row_ids(section))} 条。"


async def another(turn: Turn, named: Named) -> str:
    """Begin another row and ask its first question; one that is still empty is asked again."""
    name = named.get("section", "")
    found = (None if name else here(turn)) or named_at(turn, name)
    if found is None:
        return turn.with_question(which(turn))
    case, section = found
    listed, own = case.journey.row_ids(section), case.present.filled.answers.rows(section)
    if listed and listed[-1] in own and not case.present.filled.row_values(section, listed[-1]):
        return turn.ask(case, first(case, section, listed[-1]))
    about = "" if listed else case.journey.help(section)
    return joined(about if turn.cursor.place != section else "", turn.next_row(case, section))


def first(case: Case, section: str, row: str) -> Address:
    """Return the first question of a row."""
    return next(s.address for s in case.journey.fields(section, row) if not s.derived and s.field.kind != "note")


async def every(turn: Turn, _: Named) -> str:
    """Read all rows back; a digit opens one."""
    found = here(turn)
    if found is None:
        return await resume(turn)
    turn.point(found[0], Address(found[1]))
    return look(turn, found[0])


async def opened(turn: Turn, named: Named) -> str:
    """Read one row back; a digit opens one of its answers."""
    found = named_at(turn, named["section"]) if "section" in named else here(turn)
    if found is None:
        return turn.with_question(which(turn))
    case, section = found
    row = row_at(turn, case, section, named["row"])
    if row is None:
        return turn.with_question(absent(case, section, named["row"]))
    turn.point(case, Address(section, row))
    return look(turn, case, pick=True)


async def drop(turn: Turn, named: Named) -> str:
    """Put a row aside, with a way back."""
    found = here(turn)
    if found is None:
        return turn.with_question(which(turn))
    case, section = found
    row = row_at(turn, case, section, named.get("row", ""))
    if row is None:
        return turn.with_question(absent(case, section, named.get("row", "")))
    n = case.journey.row_ids(section).index(row) + 1
    answer.drop_row(turn.desk, case, section, row)
    stays = turn.address is not None and turn.address.row != row
    turn.cursor.undo = {"base": case.base.path, "section": section, "row": row, "v": None}
    said = f"✓ 第 {n} 条删掉了，还剩 {len(case.journey.row_ids(section))} 条。"
    if stays:
        return turn.with_question(said + say("撤回"))
    turn.point(case, Address(section))
    return joined(said, GAP.join((say("撤回"), say("再加一条"), say("下一栏"))))


async def leave(turn: Turn, _: Named) -> str:
    """Take back a row that was begun; one with answers is put aside and can be brought back."""
    found, address = here(turn), turn.address
    if found is None or address is None or address.row is None:
        return turn.with_question("好。")
    case, section = found
    if case.present.filled.row_values(section, address.row):
        return await drop(turn, {})
    answer.drop_row(turn.desk, case, section, address.row)
    return turn.ask(case, Address(section)) if case.journey.row_ids(section) else past(turn, case, section)


def past(turn: Turn, case: Case, section: str) -> str:
    """Leave a section without rows."""
    turn.point(case, Address(section))
    state = case.journey.section(section)
    least = f"这一栏至少 {state.min} 条，" if state.min else ""
    return joined(f"好，先不填。{least}什么时候填都行。", GAP.join((say("再加一条"), say("下一栏"))))


async def move(turn: Turn, named: Named) -> str:
    """Move a row to another place."""
    found = here(turn)
    if found is None:
        return turn.with_question(which(turn))
    case, section = found
    row, to = row_at(turn, case, section, named["row"]), row_at(turn, case, section, named["to"])
    if row is None or to is None:
        return turn.with_question(absent(case, section, named["row"] if row is None else named["to"]))
    answer.move_row(turn.desk, case, section, row, int(named["to"]) - 1)
    back = f"第{named['to']}条移到第{named['row']}条"
    said = joined(f"✓ 第 {int(named['row'])} 条移到第 {int(named['to'])} 条了。", say("移回去", back))
    if turn.address is not None:
        return turn.with_question(said)
    turn.point(case, Address(section))
    return joined(said, look(turn, case))


async def tidy(turn: Turn, _: Named) -> str:
    """Put the rows into the order that the region offers (CQ-11)."""
    found = here(turn) or only_untidy(turn)
    if found is None:
        return turn.with_question(which(turn))
    case, section = found
    wanted, before = case.journey.tidied(section), list(case.present.filled.answers.rows(section))
    label = case.scheme.sections[section].label
    if wanted == before:
        return turn.with_question(f"{label}的先后已经是对的，不用动。")
    answer.tidy(turn.desk, case, section)
    turn.cursor.undo = {"base": case.base.path, "section": section, "order": before}
    said = joined(f"✓ {label}排好了，{len(wanted)} 条。", say("排回去", "撤回"))
    if turn.address is not None:
        return turn.with_question(said)
    turn.point(case, Address(section))
    return joined(said, look(turn, case))


def only_untidy(turn: Turn) -> tuple[Case, str] | None:
    """Return the section whose rows stand in another order than the region offers, None for none."""
    case = turn.filling or turn.case
    if case is None:
        return None
    return next(((case, s.id) for s in case.journey.sections() if untidy(case, s.id)), None)


def order(turn: Turn, case: Case, section: str, wanted: Sequence[str]) -> None:
    """Move rows until they stand as wanted; those that are not named stay behind."""
    for place, row in enumerate(wanted):
        rows = case.present.filled.answers.rows(section)
        if row in rows and rows.index(row) != place:
            answer.move_row(turn.desk, case, section, row, place)


async def refill(turn: Turn, named: Named) -> str:
    """Fill a struck row anew: the old one is put aside, a new one takes its place."""
    found = here(turn)
    if found is None:
        return turn.with_question(which(turn))
    case, section = found
    row = row_at(turn, case, section, named["row"])
    if row is None:
        return turn.with_question(absent(case, section, named["row"]))
    answer.drop_row(turn.desk, case, section, row)
    asked = turn.new_row(case, section)
    answer.move_row(turn.desk, case, section, asked.row or "", int(named["row"]) - 1)
    return turn.ask(case, asked)
