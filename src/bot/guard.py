"""What must never be taken in chat: ID numbers and phone numbers, one's own or somebody else's."""

import re

from bot import beginning
from bot.render import joined
from bot.turn import Turn
from wizard.cleaning import plain
from wizard.identity import check_character, fault_of

ID = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])", re.ASCII)
PHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])", re.ASCII)
LONG = 11  # places of a phone number
SHORT = 60  # characters; in a longer text a number may belong to what is told


def like_id(digits: str, today: str) -> bool:
    """Tell whether a text is an ID number, its last place right or mistyped.

    Args:
        digits: without spaces.
        today: ISO day.
    """
    return ID.fullmatch(digits) is not None and fault_of(digits[:17] + check_character(digits), today) is None


def numbered(text: str) -> re.Match[str] | None:
    """Find what looks like an ID number or a phone number in a text."""
    joined_up = re.sub(r"[\s-]", "", plain(text))
    return ID.search(joined_up) or PHONE.search(joined_up)


def wants_long_number(turn: Turn) -> bool:
    """Tell whether the question on the screen asks for a long number of another kind, as a certificate has one."""
    state = turn.field_state()
    example = (state.field.example or "") if state is not None else ""
    return example.isdecimal() and len(example) > LONG


def secret(turn: Turn, text: str) -> str | None:
    """Refuse a short text that is an ID number or a phone number or has one in it; None where there is neither.

    Args:
        turn: the message.
        text: as typed or heard; it is neither stored nor said back.
    """
    if not 11 <= len(text) <= SHORT or sum(map(str.isdigit, text)) < 11:
        return None
    match = numbered(text)
    if match is None:
        return None
    digits = match.group()
    number = like_id(digits, turn.desk.act.today)
    wrong = number and check_character(digits) != digits[17].upper()
    if (len(digits) > LONG and not number) or (wrong and wants_long_number(turn)):
        return None
    turn.text = ""
    if turn.me is None:
        return joined("身份证号和手机号不在聊天里发，在小程序里填，只有您自己看得到。", beginning.verify(turn))
    state = turn.me.state
    if digits.upper() in {state.id_number, state.phone}:
        return turn.with_question("您的身份证号和手机号已经有了，不用再发，也请别发在聊天里。")
    if wrong:
        return turn.with_question("这像是身份证号，最后一位对不上。身份证号不在聊天里发，没有存。")
    if number:
        whose = f"这个微信是{state.name or '另一位老师'}在用。"
        return turn.with_question(f"{whose}请他本人用自己的微信来填，这里没有存这个号码。")
    return turn.with_question("手机号不在聊天里发，没有存。要换手机号，请在小程序“我的”里换。")
