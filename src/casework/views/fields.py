"""One question as a page draws it: label, what is allowed, control, value, problem, mark."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from casework.access import OPEN, locked
from casework.asking.places import KEPT_APART, changeable, place, shown
from casework.asking.pledging import wording
from casework.case import Case
from casework.handed import mended
from casework.presents.application import Application, Mark
from casework.problems import Spot
from casework.views.notices import NoticeView
from review.status import Status
from schemes import Field
from schemes.kinds import FILES, MEGABYTE
from wizard.address import Address
from wizard.allowed import on_page
from wizard.files import amount, most_bytes, most_pages
from wizard.prompts import allowed_words
from wizard.showing import listed, show
from wizard.states import FieldState

CONTROLS = {
    "text": "text", "long_text": "textarea", "number": "number", "yes_no": "yes_no", "month": "month", "date": "date",
    "period": "period", "year": "year", "choice": "choice", "choices": "choices", "id_number": "id_number",
    "phone": "phone", "unit": "unit", "row": "row", "evidence": "evidence", "portrait": "portrait",
    "pledge": "pledge", "printed": "printed", "note": "note",
}  # fmt: skip
KEYBOARDS = {"number": "number", "year": "digits", "phone": "digits", "month": "text", "id_number": "id"}
Became = Literal["open", "done", "explained"]


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one thing to choose."""

    code: str
    label: str
    guide: str = ""
    ok: bool = True
    parent: str = ""


class PageView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one page of a document on its way."""

    id: str
    n: int
    state: str
    turn: int
    verdict: str = ""
    width: int = 0
    height: int = 0
    image: str | None = None
    file: bool = False  # a document that was chosen, and no picture that could be taken again


class DocumentView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is the one document that a slot's pages became."""

    url: str
    pages: int
    size: int
    size_text: str


class MarkView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is a reviewer's remark as the applicant or the reviewer reads it."""

    n: int
    address: str
    text: str
    by: str
    old: str = ""
    page: int | None = None
    explanation: str | None = None
    sent: bool = False
    label: str = ""
    now: str = ""  # what stands there since it was mended
    was_file: DocumentView | None = None  # of a document that is another one now: both, for who knew the first
    now_file: DocumentView | None = None
    stays: bool = False  # a note that goes with no return of who looks: another unit's, or of an earlier round
    state: str = ""  # of the newest return, at a slot or once it was handed in again: open done explained; else earlier


class CopyView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tells of a slot for a signed copy which form is printed, signed and brought back, and whether what lies there is.

    `stale` says that what the form prints has changed since; `changed` what, each place with both values.
    """

    label: str
    url: str
    stale: bool = False
    changed: Sequence[str] = ()


class SlotView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is the place of a piece of evidence."""

    address: str
    label: str
    accept: Sequence[str]
    max_mb: float
    hint: str
    state: str  # empty working refused ready kept
    seq: int
    max_pages: int = 60
    requires: Sequence[str] = ()
    pages: Sequence[PageView] = ()
    document: DocumentView | None = None
    kept: DocumentView | None = None
    used_text: str = ""
    mark: MarkView | None = None
    readonly: bool = False
    refused: str = ""  # why pages that are good each cannot be one document, and what to do
    copy: CopyView | None = None
    notices: Sequence[NoticeView] = ()  # what is to be agreed to before a picture is taken


class FieldView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes one question; the page draws it and knows nothing else of it."""

    address: str
    label: str
    kind: str
    control: str
    required: bool
    seq: int
    allowed: str = ""
    hint: str = ""
    help: str = ""
    example: str = ""
    none: str = ""
    group: str = ""
    value: Any = None
    text: str = ""
    keyboard: str = "text"
    derived: bool = False
    locked: bool = False
    stale: bool = False
    preset: Any = None
    preset_text: str = ""
    doubt: str = ""
    problem: Spot | None = None
    mark: MarkView | None = None
    corrected: str = ""
    options: Sequence[Option] = ()
    free: bool = False
    recommend: Option | None = None
    suggest: Sequence[str] = ()
    min: float | None = None
    max: float | None = None
    suffix: str = ""
    search: str = ""
    slot: SlotView | None = None
    words: str = ""  # of a pledge: what is signed
    image: str = ""  # of a pledge: the signature
    markable: bool = True  # whether the applicant can change it, here or in the registration


def field_view(case: Case, state: FieldState, unit_names: dict[str, str] | None = None) -> FieldView:
    """Describe one question.

    Args:
        case: whose question it is.
        state: as the journey knows it.
        unit_names: names of units by id, for fields that name one.
    """
    field, address = state.field, state.address
    at, preset = str(address), state.preset if state.value is None else None
    warnings = [p for p in state.problems if p.level == "warn"]
    stops = [p for p in state.problems if p.level != "warn" and p.code != "missing"]
    return FieldView(  # more than 15 names would be passed as a dictionary
        at,
        field.label,
        field.kind,
        CONTROLS[field.kind],
        state.required,
        case.present.filled.seqs.get(at, 0),
        on_page(allowed_words(state)),
        field.hint or "",
        field.help or "",
        field.example or "",
        field.none or "",
        field.group or "",
        None if field.kind in KEPT_APART else state.value,
        (field.kind == "note" and field.text) or shown(case, field, state.value, unit_names),
        KEYBOARDS.get(field.kind, "text"),
        state.derived,
        is_locked(case, address),
        state.stale,
        preset,
        show(case.scheme, field, preset) if preset is not None else "",
        warnings[0].say or warnings[0].text if warnings else "",
        problem=_spot(stops[0]) if stops else None,
        mark=mark_of(case, address),
        corrected=corrected(case, state),
        options=[
            Option(o["code"], o["label"], o.get("guide", ""), o.get("ok", True), o.get("parent", ""))
            for o in (listed(case.scheme, field, state.options) if state.options else ())
        ],
        free=field.free,
        recommend=Option(state.recommend[0], state.recommend[0], state.recommend[1]) if state.recommend else None,
        suggest=list(state.suggest),
        min=_number(field.min),
        max=_number(field.max),
        suffix=field.suffix or "",
        search="units" if field.kind == "unit" else "",
        slot=slot_view(case, address) if field.kind in FILES else None,
        words=wording(case, field) if field.kind == "pledge" else "",
        image=f"{case.base.path}/files/{state.value['file']}" if field.kind == "pledge" and state.value else "",
        markable=changeable(case, state),
    )


def corrected(case: Case, state: FieldState) -> str:
    """Return what a unit laid over this answer, as people read it; empty where nothing was."""
    if not isinstance(case.present, Application) or not (laid := case.present.state.corrections):
        return ""
    return shown(case, state.field, laid.get(str(state.address)))


def _number(limit: Any) -> float | None:
    return float(limit) if isinstance(limit, int | float) else None


def _spot(p: Any) -> Spot:
    return Spot(p.code, p.text, p.section, p.row, p.field)


def is_locked(case: Case, address: Address) -> bool:
    """Tell whether an address is read-only now for who looks: the applicant, or the unit that writes here."""
    if not isinstance(case.present, Application) or address.section in case.fills:
        return False
    if case.scheme.sections[address.section].by != "applicant":
        return True
    standing = case.present.state.standing
    return standing.status not in OPEN or (standing.locks is not None and locked(case, address))


def mark_of(case: Case, address: Address) -> MarkView | None:
    """Return the remark on an address or on a page of its document, None where there is none."""
    found = _mark_at(case, address)
    return mark_view(case, found) if found else None


def _mark_at(case: Case, address: Address) -> Mark | None:
    """Return the remark that stands at an address: of a return the first that is still open, else the newest."""
    if not isinstance(case.present, Application) or not case.present.state.marks:
        return None
    at, standing = str(address), case.present.state.standing
    if standing.status is Status.RETURNED:
        found = [m for m in case.present.sent_back() if m.address == at]
        return next((m for m in found if became(case, m) == "open"), found[-1] if found else None)
    noted = (m for m in reversed(case.present.state.marks) if m.address == at and m.round == standing.round)
    return next((m for m in noted if m.sent or case.notes_of in (None, m.unit)), None)


def became(case: Case, mark: Mark) -> Became:
    """Tell of a remark that went out with the newest return whether it was followed or answered."""
    return "explained" if mark.explanation else "done" if mended(case, mark) else "open"


def mark_view(case: Case, mark: Mark) -> MarkView:
    """Describe a remark with the name of the place it stands at."""
    node = case.view.units.nodes.get(mark.unit)
    return MarkView(
        n=mark.n, address=mark.address, text=mark.text, by=node.ref.name if node else "", old=mark.old or "",
        page=mark.page, explanation=mark.explanation, sent=mark.sent,
        label=place(case, Address.parse(mark.address), mark.page),
    )  # fmt: skip


def slot_view(case: Case, address: Address) -> SlotView:
    """Describe a slot: limits, pages on their way, what is kept."""
    field = case.scheme.sections[address.section].fields[address.field or ""]
    slot: dict[str, Any] = case.present.filled.drafts.get(str(address)) or {"pages": [], "document": None}
    kept = case.answer(address)
    document = slot["document"]
    pages = [_page(case.base.path, n, p) for n, p in enumerate(slot["pages"], 1)]
    state = ("ready" if document else "working") if pages else "empty"
    refused = slot.get("refused", {}).get("text", "")
    if not document and (refused or _stuck(slot["pages"])):
        state = "refused"
    if kept and (not pages or (document and document["file"] == kept["file"])):
        state = "kept"
    return SlotView(
        address=str(address),
        label=case.journey.label(address.section, address.field),
        accept=field.accept or [],
        max_mb=most_bytes(field) / MEGABYTE,
        max_pages=most_pages(field, case.journey.state(address).count),
        hint=field.hint or "",
        requires=case.journey.state(address).parts,
        state=state,
        seq=case.present.filled.seqs.get(str(address) + "#", 0),
        pages=pages,
        document=_document(case.base.path, document) if document else None,
        kept=_document(case.base.path, kept) if kept else None,
        used_text=used(case),
        mark=_marked(case, _mark_at(case, address)),
        readonly=is_locked(case, address),
        refused=refused,
        copy=_copy(case, field, address),
    )


def _copy(case: Case, field: Field, address: Address) -> CopyView | None:
    """Describe the form of which a slot wants the signed copy, as it would be printed now."""
    if field.copy_of is None:
        return None
    form = case.scheme.forms[field.copy_of]
    return CopyView(form.label, f"{case.base.path}/forms/{field.copy_of}.pdf", case.journey.state(address).stale)


def _marked(case: Case, mark: Mark | None) -> MarkView | None:
    """Describe a remark at a slot, of one that went out with a return also what became of it."""
    if mark is None:
        return None
    return msgspec.structs.replace(mark_view(case, mark), state=became(case, mark) if mark.sent else "")


def _stuck(pages: Sequence[dict[str, Any]]) -> bool:
    """Tell whether all pages have been looked at and one cannot be used, so that somebody has to do something."""
    states = {p["state"] for p in pages}
    return "refused" in states and "waiting" not in states


def _page(base: str, n: int, page: dict[str, Any]) -> PageView:
    made = page.get("made")
    verdict = "；".join(d["text"] for d in page.get("doubts", [])) or page.get("text", "")
    return PageView(
        id=page["id"], n=n, state=page["state"], turn=page["turn"], verdict=verdict,
        width=page.get("width", 0), height=page.get("height", 0),
        image=f"{base}/files/{made}?as=preview&page=1" if made else None, file=page["media"] == "application/pdf",
    )  # fmt: skip


def _document(base: str, value: dict[str, Any]) -> DocumentView:
    return DocumentView(f"{base}/files/{value['file']}", value["pages"], value["size"], amount(value["size"]))


def document_of(case: Case, address: Address, digest: Any) -> DocumentView | None:
    """Return a document of a slot by its digest: the one that is there, or one that was handed in before.

    Args:
        case: an application.
        address: of the slot.
        digest: as a version names it; None where it had none.
    """
    now = case.answer(address)
    if isinstance(now, dict) and now["file"] == digest:
        return _document(case.base.path, now)
    kept = next((s.files[digest] for s in case.application.state.submissions if digest in s.files), None)
    return _document(case.base.path, {"file": digest, "pages": kept[0], "size": kept[1]}) if kept else None


def used(case: Case) -> str:
    """Return how much of the whole application's room for evidence is taken."""
    total = sum(v["size"] for _, v in case.present.filled.answers.items() if isinstance(v, dict) and "pages" in v)
    return f"全部材料已用 {amount(total)}" if total else ""
