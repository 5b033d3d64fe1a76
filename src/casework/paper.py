"""A printed form as values: what stands in its cells, its code, its watermark. Drawing it is `print`'s."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casework.case import Case
from casework.views import words
from casework.views.fields import shown
from print.errors import Unprintable
from print.forms import html, pdf
from schemes import Form

if TYPE_CHECKING:
    from casework.desk import Desk


@dataclass(frozen=True, slots=True)
class Sheet:
    """Holds one application as one form prints it (`print.FormView`).

    Args:
        form: its declaration.
        values: text by path.
        records: rows by section, in order, each with text by field.
        pictures: signature images by path.
        kept: which rows each `where` keeps, as `section.row`.
        watermark: text across the page, None for none.
        code: digest that names the version.
        verify_url: where anyone can check it.
        settings: layout that the person chose.
    """

    form: Form
    values: Mapping[str, str]
    records: Mapping[str, Sequence[Mapping[str, str]]]
    pictures: Mapping[str, bytes]
    kept: Mapping[str, frozenset[str]]
    watermark: str | None
    code: str
    verify_url: str
    settings: Mapping[str, int]

    def value(self, path: str) -> str:
        """Return the text at a path, empty where there is none."""
        return self.values.get(path, "")

    def rows(self, section: str) -> Sequence[Mapping[str, str]]:
        """Return the rows of a section."""
        return self.records.get(section, ())

    def image(self, path: str) -> bytes | None:
        """Return the picture at a path."""
        return self.pictures.get(path)

    def where(self, condition: Any, row: Mapping[str, str]) -> bool:
        """Tell whether a row passes a block's condition."""
        return row["address"] in self.kept.get(str(condition), frozenset())


async def paper_of(desk: Desk, case: Case, name: str) -> Sheet:
    """Return one form of an application as it is now: corrections laid over, struck rows left out by its conditions.

    Args:
        desk: who prints, and when.
        case: the application.
        name: the form's id.
    """
    form = case.scheme.forms[name]
    values = _values(desk, case)
    records = {
        s: _records(case, s) for s, d in case.scheme.sections.items() if d.of == "application" and d.rows is not None
    }
    pictures: dict[str, bytes] = {}
    for signature in case.application.state.signatures[-1:]:
        pictures[signature.address] = await desk.house.fetch(case.head.stream, signature.file)
    official = desk.true(case, "forms", name, "official")
    digest = desk.content_digest(case)
    return Sheet(
        form=form, values=values, records=records, pictures=pictures, kept=_kept(case, form),
        watermark=None if official or not form.watermark else form.watermark, code=digest,
        verify_url=f"{desk.house.public_url}/verify/{digest}", settings=case.application.state.settings.get(name, {}),
    )  # fmt: skip


def _values(desk: Desk, case: Case) -> dict[str, str]:
    world = case.journey.context.world
    values: dict[str, str] = {}
    for root in ("plan", "applicant", "unit", "application"):
        values |= {
            f"{root}.{k}": str(v) for k, v in getattr(world, root).items() if v is not None and not isinstance(v, dict)
        }
    corrections = case.application.state.corrections
    for id, section in case.scheme.sections.items():
        if section.of != "application" or section.rows is not None or not case.journey.section(id).shown:
            continue
        for state in case.journey.fields(id):
            value = corrections.get(str(state.address), state.value)
            if value is not None and state.field.kind not in {"evidence", "portrait"}:
                values[str(state.address)] = shown(case, state.field, value)
    values["application.submitted_on"] = _day(desk, case)
    return values


def _day(desk: Desk, case: Case) -> str:
    last = case.application.state.submissions
    return words.moment(last[-1].at, "0000") if last else words.moment(desk.act.today, "0000")


def _records(case: Case, section: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for n, row in enumerate(case.journey.section(section).rows, 1):
        record = {"address": f"{section}.{row}", "n": str(n)}
        for state in case.journey.fields(section, row):
            value = case.application.state.corrections.get(str(state.address), state.value)
            if value is not None:
                record[state.address.field or ""] = shown(case, state.field, value)
        found.append(record)
    return found


def _kept(case: Case, form: Form) -> dict[str, frozenset[str]]:
    """Return which rows each block's condition keeps; the conditions run over the answers, not over their texts."""
    found: dict[str, frozenset[str]] = {}
    for section, condition in _conditions(form.body):
        rows = case.journey.section(section).rows
        kept = {f"{section}.{r}" for r in rows if _passes(case, section, r, condition)}
        found[condition] = found.get(condition, frozenset()) | kept
    return found


def _conditions(body: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for block in body:
        if isinstance(block, dict):
            if block.get("rows") and block.get("where"):
                found.append((block["rows"], block["where"]))
            for part in block.get("beside", []):
                found += _conditions(part.get("body", []))
    return found


def _passes(case: Case, section: str, row: str, condition: str) -> bool:
    void = (section, row) in case.present.filled.answers.voids
    if condition.replace(" ", "") == "!row.void":
        return not void
    values = {s.address.field: s.value for s in case.journey.fields(section, row) if s.value is not None}
    return not void and bool(values.get(condition.removeprefix("row."), True))


def pdf_of(sheet: Sheet) -> bytes:
    """Return a form as PDF.

    Raises:
        Unprintable: it holds characters that no font has, or does not fit.
    """
    return pdf(sheet.form, sheet)


def html_of(sheet: Sheet) -> bytes:
    """Return a form as a page."""
    return html(sheet.form, sheet).encode()


__all__ = ["Sheet", "Unprintable", "html_of", "paper_of", "pdf_of"]
