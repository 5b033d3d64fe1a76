"""Whether an account keeps its person from handing in, and why (CQ-03)."""

from casework.case import Case
from casework.known import Known
from casework.presents.person import Person
from casework.problems import Shut
from casework.tree import Units

WAITING = "单位还没有确认您的账号，确认后才能交，确认了会通知您。您填的都在，也可以先去人事科问一声"


async def accounts_of(known: Known, me: Person) -> list[str]:
    """Return the ids of every account of a human: this one, and those that show an ID number it has or had.

    Args:
        known: knows ID numbers.
        me: one account of the human.
    """
    found = {me.id}
    for number in me.numbers:
        found.update(await known.reads.accounts(known.secrets.lookup(number)))
    return sorted(found)


def frozen(person: Person, units: Units) -> str:
    """Say that an account is frozen: by whom, why, what can still be done, whom to ask (CQ-03).

    Args:
        person: whose account it is.
        units: the tree.
    """
    name = units.name(person.state.decided or person.state.employer)
    why = f"：{person.state.opinion}" if person.state.opinion else ""
    return f"{name}停用了您的账号{why}。填的都在，能看能改，暂时不能交。请联系{name}人事科"


def unconfirmed(case: Case) -> Shut | None:
    """Return why the account of an applicant keeps an application from being handed in, None where it does not."""
    account = case.owner.state.account if case.owner is not None else "new"
    if account == "confirmed":
        return None
    if account == "frozen" and case.owner is not None:
        return Shut("account_frozen", frozen(case.owner, case.view.units))
    return Shut("account_waiting", WAITING)
