"""A printed form as values: what stands in its cells, its code, its watermark. Drawing it is `print`'s."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from casework import words
from casework.asking import stroking
from casework.asking.places import shown
from casework.asking.pledging import wording
from casework.case import Case
from casework.issued import issuer
from pledge.binding import content_digest
from print.forms import html, pdf, xlsx
from review.standing import live
from schemes import Field, Form, Scheme
from schemes.grid import Beside, Block, Grid, GridError, Path, RowsBlock, blocks
from schemes.kinds import LABELS
from wizard.address import Address
from wizard.numbers import show_number
from wizard.showing import choices_of

if TYPE_CHECKING:
    from casework.desk import Desk

_JUDGED = {"approve", "reject"}  # what a committee says in the end


@dataclass(frozen=True, slots=True)
class Sheet:
    """Holds one application as one form prints it (`print.FormView`).

    Args:
        form: its declaration.
        values: text by path.
        records: rows by section, in order, each with text by field.
        pictures: signature images by path.
        kept: which rows each `where` keeps, as `section.row`.
        holding: the blocks' conditions that hold.
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
    holding: frozenset[str]
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

    def shows(self, condition: str) -> bool:
        """Tell whether a block's condition holds."""
        return condition in self.holding

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
    tables = (s for s, d in case.scheme.sections.items() if d.of == "application" and d.rows is not None)
    records = {s: _records(case, s) for s in tables if case.journey.section(s).shown}
    official = desk.true(case, "forms", name, "official")
    code = code_of(desk, case)
    return Sheet(
        form=form, values=values, records=records, pictures=await _pictures(desk, case), kept=_kept(case, name),
        holding=holding(desk, case, name), watermark=None if official or not form.watermark else form.watermark,
        code=code, verify_url=f"{desk.house.public_url}/verify/{code}",
        settings=case.application.state.settings.get(name, {}),
    )  # fmt: skip


def holding(desk: Desk, case: Case, name: str) -> frozenset[str]:
    """Return the conditions of a form's blocks that hold for an application.

    Args:
        desk: who asks.
        case: the application.
        name: the form's id.
    """
    body = _body(case.scheme, name)
    return frozenset(b.when for b in _flat(body) if b.when is not None and desk.true(case, *b.at, "when"))


def code_of(desk: Desk, case: Case) -> str:
    """Return the digest of the content that is printed and, where a unit has laid something over it, of that too.

    Args:
        desk: knows the installation's digest.
        case: the application.
    """
    state = case.application.state
    digest = desk.content_digest(case)
    if not state.corrections and not state.voids:
        return digest
    over = msgspec.json.encode({"corrections": state.corrections, "voids": sorted(state.voids)}, order="sorted")
    return f"{digest}+{content_digest(desk.house.secrets.suite.digest, over)}"


async def _pictures(desk: Desk, case: Case) -> dict[str, bytes]:
    """Return the signatures that stand under this content: one made for another content is not drawn."""
    found: dict[str, bytes] = {}
    for signature in case.application.state.signatures:
        address = Address.parse(signature.address)
        if not case.journey.section(address.section).shown:
            continue
        state = case.journey.state(address)
        value = state.value if isinstance(state.value, dict) else {}
        if state.shown and not state.stale and value.get("file") == signature.file:
            found[signature.address] = await desk.house.fetch(case.head.stream, signature.file)
    for stroke in case.application.state.strokes:
        if case.journey.section(stroke.section).shown and stroking.firm(desk, case, stroke):
            found[stroke.address] = await desk.house.fetch(case.head.stream, stroke.file)
    return found


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
            if state.field.kind == "pledge":  # its words, above the signature and before there is one
                values[str(state.address)] = wording(case, state.field)
                continue
            value = corrections.get(str(state.address), state.value)
            if value is not None and state.field.kind not in {"evidence", "portrait"}:
                values[str(state.address)] = printed(case, state.field, value)
    values["application.submitted_on"] = _day(desk, case)
    values["verdict"] = _verdict(case)
    values["issuer"] = issuer(case.application.state.standing)
    return values


def printed(case: Case, field: Field, value: Any) -> str:
    """Return an answer as on paper: a number bare where the form names its unit, every option with its box."""
    if field.kind == "choices" and field.print == "boxes":
        options = choices_of(case.scheme, field)
        return "　".join(f"{'√' if option['code'] in value else '□'} {option['label']}" for option in options)
    bare = field.kind == "number" and field.print == "number" and value != field.none
    return show_number(value, None) if bare else shown(case, field, value)


def _verdict(case: Case) -> str:
    """Return what the committee said, who and when: its words, or the names of its step and deed; empty before.

    It is one line, so that it stands in the middle of its box as the units' opinions do in theirs.
    """
    for verdict in reversed(live(case.application.state.standing)):
        if case.scheme.steps[verdict.name].kind == "committee" and verdict.deed in _JUDGED:
            deed = case.scheme.deeds_at[verdict.name].get(verdict.deed)
            said = verdict.opinion or f"{verdict.label}：{(deed and deed.label) or LABELS[verdict.deed]}"
            return f"{said}　{verdict.unit_name}　{words.moment(verdict.at[:10], '0000')}"
    return ""


def _day(desk: Desk, case: Case) -> str:
    last = case.application.state.submissions
    return words.moment(last[-1].at[:10] if last else desk.act.today, "0000")


def _records(case: Case, section: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for n, row in enumerate(case.journey.section(section).rows, 1):
        record = {"address": f"{section}.{row}", "n": str(n)}
        for state in case.journey.fields(section, row):
            value = case.application.state.corrections.get(str(state.address), state.value)
            if value is not None:
                record[state.address.field or ""] = printed(case, state.field, value)
        found.append(record)
    return found


def _body(scheme: Scheme, name: str) -> tuple[Block, ...]:
    form = scheme.forms[name]
    return blocks(form.body, form.columns, ("forms", name, "body"), _faultless)


def drawn(scheme: Scheme, name: str) -> list[Grid | RowsBlock]:
    """Return the blocks of a form that hold cells, in their order, whatever their conditions say.

    Args:
        scheme: that declares the form.
        name: its id.
    """
    return list(_flat(_body(scheme, name)))


def _kept(case: Case, name: str) -> dict[str, frozenset[str]]:
    """Return which rows each block's condition keeps; the conditions run over the answers, not over their texts."""
    found: dict[str, frozenset[str]] = {}
    for block in drawn(case.scheme, name):
        if isinstance(block, Grid) or block.where is None:
            continue
        if (node := case.scheme.node(*block.at, "where")) is None:
            continue
        kept = {f"{block.section}.{row}" for row in case.journey.kept(block.section, node)}
        found[block.where] = found.get(block.where, frozenset()) | kept
    return found


def _faultless(fault: GridError, at: Path) -> None:
    raise ValueError(f"{at}: {fault}")  # a scheme with a fault is not loaded


def _flat(body: Sequence[Block]) -> Iterator[Grid | RowsBlock]:
    """Yield the blocks that hold cells, those side by side included."""
    for block in body:
        if isinstance(block, Beside):
            for part in block.parts:
                yield from _flat(part)
        else:
            yield block


def pdf_of(sheet: Sheet) -> bytes:
    """Return a form as PDF.

    Raises:
        Unprintable: it holds characters that no font has, or does not fit.
    """
    return pdf(sheet.form, sheet)


def html_of(sheet: Sheet) -> bytes:
    """Return a form as a page."""
    return html(sheet.form, sheet).encode()


def xlsx_of(sheet: Sheet) -> bytes:
    """Return a form as a workbook."""
    return b"".join(xlsx(sheet.form, [sheet]))


DRAWN = {"pdf": pdf_of, "html": html_of, "xlsx": xlsx_of}
"""How each kind of output is drawn."""
