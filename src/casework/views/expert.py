"""One application as experts see it, built from what its forms print: read-only, nothing sensitive (CQ-26, 2.4.2)."""

from collections.abc import Iterator, Sequence

import msgspec

from casework.asking.titles import title_of
from casework.case import Case
from casework.desk import Desk
from casework.paper import Sheet, drawn
from casework.presents.application import Application
from casework.views.fields import DocumentView, document_of
from pledge.binding import short_code
from schemes import Field
from schemes.grid import Cell, Grid, RowsBlock
from schemes.kinds import FILES
from schemes.words import Gap, split
from wizard.address import Address

KEPT_BACK = frozenset({"id_number", "phone"})
"""Kinds of answers that are nobody's who judges."""
NOTE = "这是专家看到的样子：打了删除标记的条目、证件号码和手机号都不在里面"


class Said(msgspec.Struct, frozen=True):
    """Is one value as a form prints it."""

    label: str
    text: str


class Proof(msgspec.Struct, frozen=True):
    """Is one document beside what it proves."""

    label: str
    document: DocumentView


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one row of a table."""

    n: int
    cells: Sequence[Said]
    documents: Sequence[Proof] = ()


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one block of a form, or documents of a section that no form prints."""

    title: str
    lines: Sequence[Said] = ()
    rows: Sequence[Record] = ()
    documents: Sequence[Proof] = ()


class ExpertView(msgspec.Struct, frozen=True):
    """Describes one application to an expert."""

    base: str
    name: str
    title: str
    unit_name: str
    plan: str
    code: str
    note: str
    parts: Sequence[Part]


def hidden_from_experts(field: Field) -> bool:
    """Tell whether an answer is kept back from whoever judges.

    Args:
        field: its declaration.
    """
    return field.sensitive or field.kind in KEPT_BACK


async def expert_view(desk: Desk, case: Case) -> ExpertView:
    """Describe an application as an expert sees it.

    Args:
        desk: who looks.
        case: an application.
    """
    parts: list[Part] = []
    said, proved = set[str](), set[str]()
    for name, form in case.scheme.forms.items():
        if form.per != "application" or (form.when and not desk.true(case, "forms", name, "when")):
            continue
        sheet = await desk.paper(case, name)
        for block in drawn(case.scheme, name):
            if block.when is not None and not sheet.shows(block.when):
                continue
            part = _table(case, sheet, block, said) if isinstance(block, RowsBlock) else _grid(case, sheet, block, said)
            if part is not None:
                sections = {block.section} if isinstance(block, RowsBlock) else _sections(case, block)
                documents = [p for s in sorted(sections - proved) for p in _proofs(case, s, None)]
                proved |= sections
                parts.append(msgspec.structs.replace(part, documents=documents))
    parts += _rest(case, proved)
    present: Application = case.application
    last = present.state.submissions[-1] if present.state.submissions else None
    return ExpertView(
        case.base.path, case.applicant_name, title_of(case), case.unit_name, case.plan_label,
        short_code(last.digest) if last else "", NOTE, parts,
    )  # fmt: skip


def _grid(case: Case, sheet: Sheet, block: Grid, said: set[str]) -> Part | None:
    lines: list[Said] = []
    for line in block.lines:
        beside = ""
        for cell in line:
            paths = list(_paths(cell))
            if not paths:
                beside = cell.text or beside
            for path in paths:
                text = "" if _kept_back(case, path) else sheet.value(path)
                if text and path not in said:
                    lines.append(Said(_label(case, path) or beside, text))
                said.add(path)
    return Part(block.title or _named(case, block), lines) if lines else None


def _table(case: Case, sheet: Sheet, block: RowsBlock, said: set[str]) -> Part | None:
    if block.section in said or not case.journey.section(block.section).shown:
        return None
    said.add(block.section)
    fields = case.scheme.sections[block.section].fields
    heads = [h for h in block.heads if h.field in fields and not hidden_from_experts(fields[h.field])]
    struck = case.present.filled.answers.voids
    rows: list[Record] = []
    for record in sheet.rows(block.section):
        row = record["address"].partition(".")[2]
        if (block.section, row) in struck or (block.where is not None and not sheet.where(block.where, record)):
            continue
        cells = [Said(h.title, record[h.field]) for h in heads if record.get(h.field)]
        rows.append(Record(len(rows) + 1, cells, _proofs(case, block.section, row)))
    return Part(block.title or case.scheme.sections[block.section].label, rows=rows) if rows else None


def _paths(cell: Cell) -> Iterator[str]:
    for piece in split(cell.text):
        if isinstance(piece, Gap):
            yield piece.name


def _field(case: Case, path: str) -> Field | None:
    section, _, name = path.partition(".")
    declared = case.scheme.sections.get(section)
    return declared.fields.get(name) if declared is not None else None


def _kept_back(case: Case, path: str) -> bool:
    field = _field(case, path)
    return path.partition(".")[2] in KEPT_BACK if field is None else hidden_from_experts(field)


def _label(case: Case, path: str) -> str:
    field = _field(case, path)
    return field.label if field is not None else ""


def _sections(case: Case, block: Grid) -> set[str]:
    """Return the sections without rows of which a block prints anything."""
    found = {path.partition(".")[0] for line in block.lines for cell in line for path in _paths(cell)}
    known = case.scheme.sections
    return {s for s in found if s in known and known[s].of == "application" and known[s].rows is None}


def _named(case: Case, block: Grid) -> str:
    """Return a name for a block without a title: that of the first section it prints something of."""
    paths = [path.partition(".")[0] for line in block.lines for cell in line for path in _paths(cell)]
    return next((case.scheme.sections[s].label for s in paths if s in case.scheme.sections), "")


def _proofs(case: Case, section: str, row: str | None) -> list[Proof]:
    """Return the documents of a section without rows, or of one row."""
    declared = case.scheme.sections[section]
    if (
        declared.by != "applicant"
        or (row is None) != (declared.rows is None)
        or not case.journey.section(section).shown
    ):
        return []
    found: list[Proof] = []
    for state in case.journey.fields(section, row):
        if state.field.kind not in FILES or not state.value or not state.shown or hidden_from_experts(state.field):
            continue
        document = document_of(case, Address(section, row, state.address.field), state.value["file"])
        if document is not None:
            found.append(Proof(state.field.label, document))
    return found


def _rest(case: Case, proved: set[str]) -> Iterator[Part]:
    """Yield the documents of sections that no form prints: summaries, signed sheets, other attachments."""
    for section in case.journey.sections():
        declared = case.scheme.sections[section.id]
        if section.id not in proved and declared.rows is None and (documents := _proofs(case, section.id, None)):
            yield Part(declared.label, documents=documents)
        elif section.id not in proved and declared.rows is not None:
            struck = case.present.filled.answers.voids
            left = [p for r in section.rows if (section.id, r) not in struck for p in _proofs(case, section.id, r)]
            if left:
                yield Part(declared.label, documents=left)
