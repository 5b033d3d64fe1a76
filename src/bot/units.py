"""Finding the unit that a few characters name (T1)."""

import re

from bot.onward import onward
from bot.render import joined, lined, numbered, say
from bot.turn import Turn
from bot.words import ASKS
from casework.case import Case
from casework.deeds import answer, people
from wizard.cleaning import plain
from wizard.states import FieldState

SHOWN, SENT = 6, 8  # units listed; characters of a name that a tap sends whole
NTHS = "一二三四五六"
NTH = re.compile(r"(?:选|是|就)*第?\s*([1-9]|[一二三四五六])\s*(?:个|家)?(?:吧|的)?")
ABSENT = "单位要先由上级单位开通。请告诉单位人事科：请上级单位在“人员单位”里加上。开通后再发单位名称。"


async def employer(turn: Turn, case: Case, state: FieldState, text: str) -> str:
    """Find the unit that a text names; ask again while there are several."""
    bare = text.strip()
    found = await turn.desk.house.employers(case.scheme, bare)
    exact = [u for u in found if u.name == bare]
    if len(exact) == 1:
        return await belong(turn, case, state, exact[0].id, exact[0].name)
    again = say("找不到单位")
    if not found and ASKS.search(text):
        return joined(f"这句话像是在问什么，还没保存。先选好单位，{say('人工')}", turn.ask(case, state.address))
    if not found:
        return joined(f"没找到“{bare[:20]}”，换几个字再发。例：{state.field.example or '人民医院'}", again)
    turn.expect("units", units=[[u.id, u.name] for u in found[:SHOWN]])
    many = f"找到 {len(found)} 个，是哪一个？" if len(found) > 1 else "是这一个吗？"
    sends = [u.name if len(u.name) <= SENT else f"选{n} {u.name[:5]}" for n, u in enumerate(found[:SHOWN], 1)]
    taps = numbered([(u.name, send) for u, send in zip(found, sends, strict=False)])
    return joined(lined(many, *taps), f"都不是：换几个字再发，或{again}")


async def picked(turn: Turn, case: Case, state: FieldState, text: str) -> str | None:
    """Take one of the units that were just listed; None where the text names none of them."""
    bare = text.strip().removeprefix("选").strip()
    bare = match[1] if (match := NTH.fullmatch(plain(text))) is not None else bare
    bare = str(NTHS.index(bare) + 1) if bare in NTHS else bare
    offered: list[list[str]] = (turn.offer or {}).get("units", [])
    for n, (id, name) in enumerate(offered, 1):
        number, _, rest = bare.partition(" ")
        if bare == name or (number == str(n) and name.startswith(rest)):
            return await belong(turn, case, state, id, name)
    if offered and bare.isdecimal():
        turn.expect("units", units=offered)
        return f"没有第 {bare[:4]} 个，只有 1 到 {len(offered)}。发其中一个数字，或换几个字再发。"
    return None


async def belong(turn: Turn, case: Case, state: FieldState, unit: str, name: str) -> str:
    """Store the unit as the answer and ask it to confirm the person."""
    answer.save(turn.desk, case, state.address, value=unit)
    people.employ(turn.desk, case.head, unit)
    turn.cursor.unknown = 0
    later = await onward(turn, await turn.reopened(case), state.address)
    turn.cursor.opened = turn.text.strip()
    return joined(f"✓ 已保存：{name}", later)
