"""How far a section is, and how far all of them are together."""

from collections.abc import Iterable
from typing import NamedTuple

from casework.case import Case
from casework.presents.application import Application, Mark
from casework.views.fields import became
from review.status import Status
from wizard.address import Address
from wizard.states import SectionState


class Far(NamedTuple):
    """Says how far somebody is: what may stay empty counts once something stands there."""

    done: int
    total: int
    spare: int

    @property
    def words(self) -> str:
        """Say it in one sentence, without a full stop."""
        spare = f"（另有 {self.spare} 栏可不填）" if self.spare else ""
        return f"{self.total} 栏已完成 {self.done} 栏{spare}"


def status_of(case: Case, state: SectionState) -> tuple[str, str]:
    """Return a section's state and the word for it (ux: 已完成 · 还差 n 项 · n 处要改 · 未开始)."""
    if isinstance(case.present, Application) and case.application.state.standing.status is Status.RETURNED:
        open_marks = [m for m in marks_open(case) if Address.parse(m.address).section == state.id]
        if open_marks:
            return "problems", f"{len(open_marks)} 处要改"
    wrong = [p for p in case.journey.problems(state.id) if p.level == "stop"]
    if wrong and state.started:
        return "problems", f"{len(wrong)} 处要改"
    if state.missing:
        return ("missing", f"还差 {state.missing} 项") if state.started else ("new", "未开始")
    if not state.started and not _asked(case, state.id):
        return "optional", "可不填"
    return "done", "已完成"


def far(states: Iterable[str]) -> Far:
    """Count sections.

    Args:
        states: of the sections, as `status_of` says them.
    """
    every = list(states)
    spare = every.count("optional")
    return Far(every.count("done"), len(every) - spare, spare)


def far_in(case: Case) -> Far:
    """Count the sections of an application.

    Args:
        case: the application.
    """
    return far(status_of(case, section)[0] for section in case.journey.sections())


def _asked(case: Case, section: str) -> bool:
    declared = case.scheme.sections[section]
    return declared.rows is None and any(f.required and not f.value for f in declared.fields.values())


def marks_open(case: Case) -> list[Mark]:
    """Return the remarks of the present return that were neither followed nor answered.

    A remark counts as followed when what it stands at has changed since, be it in the registration that it repeats.
    """
    return [m for m in case.application.sent_back() if became(case, m) == "open"]
