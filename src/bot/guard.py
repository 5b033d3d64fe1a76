"""What must never be taken in chat: ID numbers and phone numbers, one's own or somebody else's."""

import re

from bot import beginning
from bot.render import joined
from bot.turn import Turn
from wizard.cleaning import plain
from wizard.identity import fault_of

ID = re.compile(r"[0-9]{17}[0-9Xx]", re.ASCII)
PHONE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)


def secret(turn: Turn, text: str) -> str | None:
    """Refuse a text that is an ID number or a phone number; None where it is neither.

    Args:
        turn: the message.
        text: as typed; it is neither stored nor said back.
    """
    if len(text) > 40 or sum(c.isdigit() for c in text) < 11:
        return None
    digits = re.sub(r"[\s-]", "", plain(text))
    number = ID.fullmatch(digits) is not None and fault_of(digits.upper(), turn.desk.act.today) is None
    if not number and not PHONE.fullmatch(digits):
        return None
    turn.text = ""
    if turn.me is None:
        return joined("身份证号和手机号不在聊天里发，在小程序里填，只有您自己看得到。", beginning.verify(turn))
    state = turn.me.state
    if digits.upper() in {state.id_number, state.phone}:
        return turn.with_question("您的身份证号和手机号已经有了，不用再发，也请别发在聊天里。")
    if number:
        whose = f"这个微信是{state.name or '另一位老师'}在用。"
        return turn.with_question(f"{whose}请他本人用自己的微信来填，这里没有存这个号码。")
    return turn.with_question("手机号不在聊天里发，没有存。要换手机号，请在小程序“我的”里换。")
