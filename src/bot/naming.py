"""Whether what a message names is there: only then is it a command, else it may well be the answer."""

from bot import correcting, moving, rows
from bot.asking import takes_words
from bot.doubting import is_it
from bot.slots import meant
from bot.turn import Turn
from bot.words import Command
from wizard.states import FieldState


async def absent(turn: Turn, command: Command, named: dict[str, str]) -> str:
    """Return the name of a section, an answer or a place for photos that a command needs and nobody knows.

    Args:
        turn: the message.
        command: what is asked for.
        named: what it names.

    Returns:
        Empty where there is what it names, or it names nothing of the kind.
    """
    if not named or turn.me is None:
        return ""
    section, name = named.get("section", ""), named.get("field", "")
    match command:
        case Command.CORRECT | Command.OPEN_ROW | Command.ANOTHER_ROW if section:
            return "" if rows.named_at(turn, section) is not None else section
        case Command.CORRECT if "row" not in named:
            return "" if await correcting.known(turn, name) is not None else name
        case Command.FILL:
            return "" if await moving.section_named(turn, name) is not None else name
        case Command.PLACE | Command.SHOOT:
            return "" if turn.case is not None and meant(turn, turn.case, name) is not None else name
        case _:
            return ""


def instead(turn: Turn, state: FieldState | None, text: str, name: str) -> str:
    """Ask whether a text that names nothing is the answer where words are asked for; empty where they are not.

    It is kept in any case.

    Args:
        turn: the message.
        state: the question on the screen.
        text: as typed.
        name: that nobody knows.
    """
    turn.keep(text)
    if state is None or not takes_words(state):
        return ""
    return is_it(turn, state, text, f"没找到叫“{name[:12]}”的地方，什么都没有改，也还没保存。")
