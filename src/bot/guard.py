"""What must never be taken in chat: ID numbers and phone numbers, one's own or somebody else's."""

import re

from bot import beginning
from bot.render import joined
from bot.turn import Turn
from wizard.cleaning import plain
from wizard.identity import check_character, fault_of

ID = re.compile(r"[0-9]{17}[0-9Xx]", re.ASCII)
PHONE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
LONG = 11  # places of a phone number


def like_id(digits: str, today: str) -> bool:
    """Tell whether a text is an ID number, its last place right or mistyped.

    Args:
        digits: without spaces.
        today: ISO day.
    """
    return ID.fullmatch(digits) is not None and fault_of(digits[:17] + check_character(digits), today) is None


def wants_long_number(turn: Turn) -> bool:
    """Tell whether the question on the screen asks for a long number of another kind, as a certificate has one."""
    state = turn.field_state()
    example = (state.field.example or "") if state is not None else ""
    return example.isdecimal() and len(example) > LONG


def secret(turn: Turn, text: str) -> str | None:
    """Refuse a text that is an ID number or a phone number; None where it is neither.

    Args:
        turn: the message.
        text: as typed; it is neither stored nor said back.
    """
    if not 11 <= len(text) <= 40 or sum(c.isdigit() for c in text) < 11:
        return None
    digits = re.sub(r"[\s-]", "", plain(text))
    number = like_id(digits, turn.desk.act.today)
    wrong = number and check_character(digits) != digits[17].upper()
    if (not number and not PHONE.fullmatch(digits)) or (wrong and wants_long_number(turn)):
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
