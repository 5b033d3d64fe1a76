"""Rosters: what a unit can list of the people on one of its lists, chosen by what, one line an application."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from casework.case import Case
from casework.paper import printed
from casework.words import masked_id, masked_name, masked_phone
from schemes import Field, Form, Scheme
from schemes.grid import Grid, blocks
from schemes.kinds import FACT_VALUES, ROOT_OF
from schemes.words import Gap, split
from wizard.address import Address
from wizard.showing import choices_of

LISTS = {"pending": "待审", "approved": "通过", "returned": "退回", "rejected": "不通过"}
FACTS = {
    "applicant.name": Field(label="姓名", kind="text"),
    "applicant.id_type": Field(label="证件类型", kind="text"),
    "applicant.id_number": Field(label="证件号码", kind="id_number", sensitive=True),
    "applicant.phone": Field(label="手机号", kind="phone", sensitive=True),
    "applicant.sex": Field(label="性别", kind="text"),
    "applicant.birth": Field(label="出生日期", kind="date"),
    "unit.name": Field(label="工作单位", kind="text"),
    "plan.label": Field(label="申报计划", kind="text"),
    "plan.year": Field(label="年度", kind="text"),
    "application.submitted_on": Field(label="提交日期", kind="date"),
}
"""What is known without any question, as a roster heads it."""
MASKS: Mapping[str, Callable[[str], str]] = {"id_number": masked_id, "phone": masked_phone}


class Filter(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is something by which a roster can be narrowed; without options some words of the answer are typed."""

    path: str
    label: str
    options: Sequence[str] = ()


class Roster(msgspec.Struct, frozen=True):
    """Is one roster that a unit can have; `url` wants the list and the chosen filters as its query."""

    id: str
    label: str
    url: str
    filters: Sequence[Filter]


class Line(msgspec.Struct, frozen=True):
    """Holds one application as a roster lists it (`print.RosterView`): text and, of days and months, the moment."""

    texts: Mapping[str, str]
    moments: Mapping[str, str]

    def value(self, path: str) -> str:
        """Return the text at a path, masked where it is to be."""
        return self.texts.get(path, "")

    def moment(self, path: str) -> str:
        """Return the day or the month at a path."""
        return self.moments.get(path, "")


def rosters(scheme: Scheme, unit: str) -> list[Roster]:
    """Return the rosters that a region declares, with what each is narrowed by (X-16).

    Args:
        scheme: of the region.
        unit: whose lists are meant.
    """
    return [
        Roster(
            name, form.label, f"units/{unit}/rosters/{name}.xlsx",
            [Filter(path, label_of(scheme, path), options(scheme, path)) for path in form.filters],
        )
        for name, form in scheme.forms.items() if form.per == "queue" and "xlsx" in form.output
    ]  # fmt: skip


def field_of(scheme: Scheme, path: str) -> Field:
    """Return the question behind a path of a form: an answer's, or a fact's own."""
    root, _, name = path.partition(".")
    if root in scheme.sections:
        return scheme.sections[root].fields[name]
    asked = (s.fields[name] for s in scheme.sections.values() if ROOT_OF.get(s.of) == root and name in s.fields)
    return FACTS.get(path) or next(asked, None) or Field(label=name, kind="text")


def label_of(scheme: Scheme, path: str) -> str:
    """Return what a column or a filter is called."""
    return field_of(scheme, path).label


def options(scheme: Scheme, path: str) -> list[str]:
    """Return what may stand at a path, as people read it; [] where anything may."""
    field = field_of(scheme, path)
    if field.kind == "yes_no":
        return ["是", "否"]
    if field.kind in {"choice", "choices"} and not field.free:
        own = [str(record["label"]) for record in choices_of(scheme, field)]
        return [*own, *([field.none] if field.none else [])]
    root, _, name = path.partition(".")
    node = scheme.node("sections", root, "fields", name, "value")
    return list(FACT_VALUES.get(node.text if node is not None and node.repeats else path, ()))


def fits(scheme: Scheme, line: Line, chosen: Mapping[str, str]) -> bool:
    """Tell whether an application is one of those that were chosen: by an option, or by some words of the answer.

    Args:
        scheme: of the region.
        line: the application.
        chosen: path → what was chosen or typed.
    """
    for path, wanted in chosen.items():
        text = line.value(path)
        if options(scheme, path):
            if wanted != text and (field_of(scheme, path).kind != "choices" or wanted not in text.split("、")):
                return False
        elif wanted.casefold() not in text.casefold():
            return False
    return True


def paths_of(form: Form) -> list[str]:
    """Return the paths that a roster prints or is narrowed by, each once."""
    body = blocks(form.body, form.columns, (), lambda fault, _: None)
    cells = [cell for block in body if isinstance(block, Grid) for line in block.lines for cell in line]
    named = [gap.name for cell in cells for gap in split(cell.text) if isinstance(gap, Gap)]
    return list(dict.fromkeys([*named, *form.filters]))


def line_of(case: Case, paths: Iterable[str]) -> Line:
    """Return an application as a roster lists it now: what its unit has corrected is corrected, numbers are masked.

    Args:
        case: the application, with the scheme that it keeps: what that does not ask stays empty.
        paths: what is wanted of it.
    """
    texts: dict[str, str] = {}
    moments: dict[str, str] = {}
    for path in paths:
        field, value = _answer(case, path)
        if field is None or value is None:
            continue
        text = printed(case, field, value)
        if field.sensitive or field.kind in MASKS:
            text = MASKS.get(field.kind, masked_name)(text)
        elif field.kind in {"date", "month"} and value != field.none:
            moments[path] = str(value)
        texts[path] = text
    return Line(texts, moments)


def _answer(case: Case, path: str) -> tuple[Field | None, object]:
    root, _, name = path.partition(".")
    section = case.scheme.sections.get(root)
    if section is None:
        facts: Mapping[str, object] = getattr(case.journey.context.world, root, {})
        field = field_of(case.scheme, path)
        value = facts.get(name)
        return field, value if field.kind in {"date", "month"} or not isinstance(value, int) else str(value)
    if section.rows is not None or name not in section.fields or not case.journey.section(root).shown:
        return None, None
    state = case.journey.state(Address(root, None, name))
    kept = case.application.state.corrections.get(str(state.address), state.value)
    return (state.field, kept) if state.shown else (None, None)
