"""Small corrections of a registration by the unit that confirmed it, recorded and told (修改基本信息, 2.3.2, 3.3.2)."""

from typing import Any

from casework.access import may_decide_on, person_of, placed
from casework.asking.places import FILED, shown
from casework.case import Case
from casework.deeds.account import manages
from casework.deeds.answer import asked
from casework.deeds.late import IDENTITY, nobody_faster
from casework.desk import Desk
from casework.identity import id_number_of, name_of
from casework.messages import plain
from casework.presents.person import Person
from casework.problems import Denied, Hidden, Shut, Wrong
from casework.said import REMARK, said
from casework.words import masked_id
from wizard.address import Address
from wizard.parsing import check, parse
from wizard.states import Wrong as Unfit

OPEN = {"waiting", "confirmed", "frozen"}
ABSENT = "没有找到这一项。请刷新再看"


async def amend(desk: Desk, case: Case, place: str, text: str | None, value: Any, why: str) -> str:
    """Put one answer of somebody's registration right, or name or ID number.

    Args:
        desk: where the deed is written down.
        case: the registration.
        place: `name`, `id_number`, or the address of an answer.
        text: the right one as typed; or
        value: as chosen.
        why: the reason; needed for name and ID number.

    Returns:
        What is called what now, for who has corrected it.

    Raises:
        Hidden: the person belongs to no unit of who acts, or there is no such answer.
        Denied: one's own account, or one's own number laid on somebody else's.
        Shut: the account is not this unit's to correct, or the answer is another's to give.
        Late: somebody has changed it since the person looked.
        Wrong: it cannot be an answer, or a reason is missing.
    """
    person: Person = case.present
    unit = manages(desk, person)
    may_decide_on(desk, person, otherwise=Denied("own_account", "自己的资料要由单位的另一位经办人改"))
    if person.state.account not in OPEN:
        raise Shut("account_state", "这个账号的状态刚刚变了。请刷新名单再看")
    await nobody_faster(desk, case.head, place)
    why = said(why, REMARK, "opinion_long")
    if place in IDENTITY:
        label, old, new = _identity(desk, case, place, text or "", why, unit)
    else:
        label, old, new = _answer(desk, case, place, text, value)
    if old == new:
        return f"{label}本来就是“{new}”，没有改"
    name = desk.house.units.name(unit)
    reason = f"，{why}" if why else ""
    told = f"{name}改了您登记的{label}：原来“{old}”，现在“{new}”{reason}。不对的话，请联系{name}"
    desk.tell(plain(person.id, "amended", told, "pages/register/register"))
    return f"{label}改成了“{new}”，已通知本人"


def _identity(desk: Desk, case: Case, place: str, text: str, why: str, unit: str) -> tuple[str, str, str]:
    person: Person = case.present
    state = person.state
    name = name_of(text) if place == "name" else state.name
    number = id_number_of(text, desk.act.today) if place == "id_number" else state.id_number
    before, after = (state.name, name) if place == "name" else (masked_id(state.id_number), masked_id(number))
    if (name, number) == (state.name, state.id_number):
        return ("姓名" if place == "name" else "身份证号"), after, after
    if number != state.id_number and number in person_of(desk).numbers:
        raise Denied("own_number", "这是您自己的身份证号，不能登记到别人的账号上。请核对原件")
    if not why:
        raise Wrong("opinion_missing", "改姓名和身份证号，请写一句依据，例：看过身份证原件")
    desk.record(case.head, "identified", {
        "name": name, "id_number": number, "id_type": state.id_type,
        "unit": unit if number != state.id_number else state.corrected,
    })  # fmt: skip
    if place == "name":
        return "姓名", before, after
    return "身份证号", before, after if after != before else f"{after}（中间几位改了）"


def _answer(desk: Desk, case: Case, place: str, text: str | None, value: Any) -> tuple[str, str, str]:
    try:
        address = Address.parse(place)
    except ValueError:
        raise Hidden("not_found", ABSENT) from None
    section = placed(case, address)
    if section is None or section.of != "person" or section.by != "applicant" or address.field is None:
        raise Hidden("not_found", ABSENT)
    state = asked(case, address)
    if state.field.kind == "unit":
        raise Shut("release_first", "换单位不在这里改。请用“转出”，本人再选新的单位，填过的跟着走")
    if state.derived or state.field.kind in FILED:
        raise Shut("not_asked", "这一项由系统得出，或者是照片，不在这里改")
    if text is None and value is None:
        raise Wrong("empty", "没有收到内容，还没保存。请再填一次")
    if text is not None:
        read = parse(state.field, text, state, desk.act.today, numbered=False)
    else:
        read = check(state.field, value, state, desk.act.today)
    if isinstance(read, Unfit):
        raise Wrong(read.code, read.text)
    old = shown(case, state.field, case.answer(address)) or "没填"
    new = shown(case, state.field, read.value)
    if case.answer(address) != read.value:
        desk.record(case.head, "answered", {"a": str(address), "v": read.value})
    return state.field.label, old, new
