"""Words of the conversation that a region names: its sections, its forms, what it calls evidence."""

from bot.explaining import name_in, said_of
from bot.turn import Turn
from bot.words import Asked, Command, bare
from schemes import Scheme

BEGIN, LOOK = "开始填", "看"
SHORTEST = 3  # characters of a form's name by which it is known
EVIDENCE = "材料"  # where a region has no word of its own


def first_section(scheme: Scheme) -> str:
    """Return the name of the section that an application begins with."""
    return next((s.label for s in scheme.sections.values() if s.of == "application" and s.by == "applicant"), "申报")


def section_of_rows(scheme: Scheme) -> str:
    """Return the name of a section with several entries, for an example; of the first one where there is none."""
    found = (s.label for s in scheme.sections.values() if s.of == "application" and s.rows is not None)
    return next(found, first_section(scheme))


def evidence(scheme: Scheme) -> str:
    """Return what the region calls a piece of evidence."""
    return scheme.texts.get("evidence", EVIDENCE)


def scheme_of(turn: Turn) -> Scheme:
    """Return the scheme of what is filled, of any region where nothing is."""
    case = turn.filling or turn.held or turn.mine
    return case.scheme if case is not None else next(iter(turn.desk.house.shelf.current.values()))


def begin(scheme: Scheme) -> str:
    """Return what somebody says to begin an application."""
    return BEGIN + first_section(scheme)


def command_of(turn: Turn, text: str) -> Asked | None:
    """Return the command that a message is by a name of a region, None where it is none.

    Args:
        turn: the message.
        text: as typed.
    """
    words, schemes = bare(text), turn.desk.house.shelf.current.values()
    if (asked := name_in(text)) and any(said_of(s, asked) for s in schemes):
        return Command.MEANING, {"name": asked}
    if words.startswith(BEGIN) and any(words == bare(begin(s)) for s in schemes):
        return Command.START, {"begin": words}
    name = words.removeprefix(LOOK)
    if (
        words != name
        and len(name) >= SHORTEST
        and any(bare(f.label).endswith(name) for s in schemes for f in s.forms.values())
    ):
        return Command.FORMS, {}
    return None
