"""What differs between two versions of one application, each place with what stood there and stands there now."""

from collections.abc import Iterator
from typing import Any

import msgspec

from casework import words
from casework.asking.places import place, shown
from casework.case import Case
from casework.presents.version import Version
from casework.views.fields import DocumentView, document_of
from schemes import Field
from schemes.kinds import FILES
from schemes.words import cut
from wizard.address import Address

NOTHING, GONE, OTHER, DROPPED = "没填", "不用填了", "另一份材料", "删了这一条"
FACTS = {
    "applicant.name": "姓名", "applicant.id_type": "证件类型", "applicant.id_number": "证件号码",
    "unit.name": "工作单位",
}  # fmt: skip
BRIEF = 20  # characters of a value where each change has one line
KNOWN_BY, TOLD = 6, 40  # answers of a row that was marked as a whole, and characters of each


class Changed(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one place that says something else than before; `address` is empty for what is asked in no section."""

    address: str
    label: str
    was: str
    now: str
    was_file: DocumentView | None = None  # both, where it is a document
    now_file: DocumentView | None = None


def changes(case: Case, was: Version, now: Version) -> list[Changed]:
    """Return every place that differs, in the order of the sections: answers, computed values, rows, then facts.

    Args:
        case: the application, in the later of the two versions.
        was: the earlier version.
        now: the later one.
    """
    found: list[Changed] = []
    for section, declared in case.scheme.sections.items():
        if declared.of != "application" or declared.by != "applicant":
            continue
        if declared.rows is None:
            found += _fields(case, section, None, was, now)
        else:
            found += _rows(case, section, was, now)
    return [*found, *_facts(case, was, now)]


def brief(change: Changed) -> str:
    """Return one change as one line among others: `曾用名：原来 无，现在 周小岚`."""
    return f"{change.label}：原来 {cut(change.was, BRIEF)}，现在 {cut(change.now, BRIEF)}"


def within(case: Case, address: Address, was: Version, now: Version) -> tuple[str, str]:
    """Return what a row or section that was marked as a whole said and says: what differs, else the whole and nothing.

    Args:
        case: the application, in the later of the two versions.
        address: of the row, or of the section.
        was: the version that was marked.
        now: the later one.
    """
    section, row = address.section, address.row
    if row is None and case.scheme.sections[section].rows is not None:
        named = [(f"{c.label}：", c) for c in _rows(case, section, was, now)]
    elif row is not None and row not in now.rows.get(section, ()):
        return _row(case, was, section, row, KNOWN_BY), DROPPED
    else:
        differing = _fields(case, section, row, was, now)
        named = [(f"{case.journey.label(section, Address.parse(c.address).field)} ", c) for c in differing]
    if not named:
        rows = was.rows.get(section)
        return (_row(case, was, section, row, KNOWN_BY) if row or rows is None else f"共 {len(rows)} 条"), ""
    return "；".join(n + cut(c.was, TOLD) for n, c in named), "；".join(n + cut(c.now, TOLD) for n, c in named)


def _fields(case: Case, section: str, row: str | None, was: Version, now: Version) -> Iterator[Changed]:
    for name, field in case.scheme.sections[section].fields.items():
        address = Address(section, row, name)
        before, after = was.cells.get(str(address)), now.cells.get(str(address))
        if before != after:
            yield Changed(
                str(address), place(case, address), _before(case, field, before), _after(case, address, after),
                *both(case, address, was, now),
            )  # fmt: skip


def both(case: Case, address: Address, was: Version, now: Version) -> tuple[DocumentView | None, DocumentView | None]:
    """Return the documents of a slot in two versions, nothing where it holds none or the same one.

    Args:
        case: the application, in the later of the two versions.
        address: of an answer.
        was: the earlier version.
        now: the later one.
    """
    before, after = was.cells.get(str(address)), now.cells.get(str(address))
    if case.scheme.field(address.section, address.field or "").kind not in FILES or before == after:
        return None, None
    return document_of(case, address, before), document_of(case, address, after)


def _before(case: Case, field: Field, value: Any) -> str:
    if value is None:
        return NOTHING
    return OTHER if field.kind in FILES else _said(case, field, value)


def _after(case: Case, address: Address, value: Any) -> str:
    field = case.scheme.field(address.section, address.field or "")
    if value is None:
        return NOTHING if case.journey.visible(address) else GONE
    return _said(case, field, case.answer(address) if field.kind in FILES else value)


def _said(case: Case, field: Field, value: Any) -> str:
    text = shown(case, field, value)
    return words.masked_id(text) if field.kind == "id_number" else text


def _rows(case: Case, section: str, was: Version, now: Version) -> Iterator[Changed]:
    """Yield what differs in a section of rows: in those that stayed, those that are new, those that went, the order."""
    before, after = was.rows.get(section, ()), now.rows.get(section, ())
    label = case.scheme.sections[section].label
    for n, row in enumerate(after, 1):
        if row in before:
            yield from _fields(case, section, row, was, now)
        else:
            yield Changed(f"{section}.{row}", f"{label}第 {n} 条（新加）", "没有", _row(case, now, section, row))
    for row in before:
        if row not in after:
            yield Changed(f"{section}.{row}", f"{label}（删了一条）", _row(case, was, section, row), "没有")
    stayed = [row for row in after if row in before]
    if stayed != [row for row in before if row in after]:
        was_in, now_in = ("、".join(_row(case, now, section, r, 1) for r in rows) for rows in (before, stayed))
        yield Changed(section, f"{label}的先后", was_in, now_in)


def _row(case: Case, version: Version, section: str, row: str | None, most: int = 2) -> str:
    """Return the first answers of a row, or of a section without rows, by which people know it."""
    fields = case.scheme.sections[section].fields.items()
    held = ((f, version.cells.get(str(Address(section, row, name)))) for name, f in fields if f.kind not in FILES)
    return "，".join([_said(case, f, v) for f, v in held if v is not None][:most]) or NOTHING


def _facts(case: Case, was: Version, now: Version) -> Iterator[Changed]:
    """Yield what the registration and the unit say otherwise and no computed value of a section repeats already."""
    if not was.facts or not now.facts:
        return
    named = dict(FACTS)
    asked: dict[str, Field] = {}
    for declared in case.scheme.sections.values():
        if declared.of == "person" and declared.by == "applicant":
            asked |= {f"applicant.{name}": f for name, f in declared.fields.items() if f.kind != "unit"}
    named |= {path: f.label for path, f in asked.items()}
    for path, label in named.items():
        root, _, name = path.partition(".")
        before, after = (v.facts.get(root, {}).get(name) for v in (was, now))
        if before == after or path in _repeated(case):
            continue
        field = asked.get(path)
        texts = [NOTHING if v is None else _fact(case, path, field, v) for v in (before, after)]
        yield Changed("", label, texts[0], texts[1])


def _fact(case: Case, path: str, field: Field | None, value: Any) -> str:
    if field is not None:
        return _said(case, field, value)
    return words.masked_id(str(value)) if path.endswith(".id_number") else str(value)


def _repeated(case: Case) -> set[str]:
    """Return the paths of facts that a shown section repeats as a value of its own."""
    found: set[str] = set()
    for section in case.journey.sections():
        for name in case.scheme.sections[section.id].fields:
            node = case.scheme.node("sections", section.id, "fields", name, "value")
            if node is not None and node.repeats:
                found.add(node.text)
    return found
