"""What stands against handing in: what lacks, what is wrong, each as a place with its sentence."""

from casework.case import Case
from casework.problems import Spot
from casework.registered import repeated
from wizard.address import Address
from wizard.states import Problem as Trouble


def lacks_for_publicity(case: Case) -> list[Spot]:
    """Return what stands against making an application public: all but signatures and what comes after it."""

    def later(spot: Spot) -> bool:
        section = case.scheme.sections[spot.section or ""]
        field = section.fields.get(spot.field or "")
        return section.after is not None or (field is not None and field.kind in {"pledge", "printed"})

    return [spot for spot in blocking(case) if not later(spot)]


def blocking(case: Case) -> list[Spot]:
    """Return everything that stands against submitting, in the order of the sections."""
    found: list[Spot] = []
    for section in case.journey.sections():
        missing = [lack(case, a) for a in case.journey.missing(section.id)]
        found += missing
        found += _unregistered(case, section.id)
        found += [spot_of(p) for p in case.journey.problems(section.id) if p.level == "stop" and p.code != "missing"]
    return found


def _unregistered(case: Case, section: str) -> list[Spot]:
    """Return what the section repeats of the registration and nobody has filled there."""
    found: list[Spot] = []
    for here, there in repeated(case.scheme, section):
        state = case.journey.state(here)
        if state.shown and state.value is None:
            asked = case.scheme.field(there.section, there.field or "")
            none = f"，没有就填“{asked.none}”" if asked.none else ""
            text = f"{case.scheme.sections[there.section].label}：{asked.label}没填{none}"
            found.append(Spot("registration", text, here.section, None, here.field))
    return found


def lack(case: Case, address: Address) -> Spot:
    """Say what lacks at an address, with how it is mended.

    Args:
        case: what is filled.
        address: of an answer, or of a section that has too few rows.
    """
    section = case.scheme.sections[address.section]
    if address.field is None:
        least = case.journey.section(address.section).min
        return Spot("rows_few", f"{section.label}：至少填 {least} 条", address.section)
    state = case.journey.state(address)
    label, where = state.field.label, section.label
    if address.row is not None:
        where += f"第 {case.journey.section(address.section).rows.index(address.row) + 1} 条"
    if state.stale:
        anew = "重新打印、签字盖章，再拍一次" if state.field.copy_of else "重新来一次"
        text = f"{where}：内容改过，{label}要{anew}"
    elif state.field.kind in {"evidence", "portrait"}:
        text = f"{where}：缺{label}"
    elif state.field.kind == "pledge":
        text = f"{where}：还没有签名"
    else:
        text = f"{where}：{label}没填" + (f"，没有就填“{state.field.none}”" if state.field.none else "")
    return Spot("missing", text, address.section, address.row, address.field)


def spot_of(trouble: Trouble) -> Spot:
    """Return what a rule or a wrong answer says, as a place to be mended.

    Args:
        trouble: as the journey knows it.
    """
    return Spot(trouble.code, trouble.text, trouble.section, trouble.row, trouble.field, (), trouble.level)
