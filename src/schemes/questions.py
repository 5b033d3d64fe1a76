"""Estimates the longest chat question a field can make, before anybody meets the platform's limit."""

from __future__ import annotations

from typing import Final

from schemes.findings import Findings
from schemes.model import Field, Section
from schemes.names import Names

MOST_BYTES: Final = 1800
"""One passive reply of the platform is at most 2,048 bytes of UTF-8; the rest is for what precedes a question."""
CHOICE_BYTES: Final = 68
LINKED_CHOICES: Final = 6
COMMANDS_BYTES: Final = 420


def question_bytes(names: Names, section: Section, field: Field) -> int:
    """Return the bytes of a field's question with its options, hint, example and commands.

    Options beyond six are not linked, only their first six count.
    """
    words = [section.label, field.ask or field.label, field.hint, field.example, field.none, field.text]
    size = sum(len(word.encode()) for word in words if word) + COMMANDS_BYTES
    options = names.lists.get(field.list, {}).values() if isinstance(field.list, str) else ()
    labels = [str(option["label"]) for option in options] if options else list(field.list or ())
    linked = labels[:LINKED_CHOICES] if not isinstance(field.list, str) or options else []
    return size + sum(CHOICE_BYTES + 4 * len(label.encode()) for label in linked)


def check_questions(names: Names, findings: Findings) -> None:
    """Find questions that would not fit one message."""
    for section_id, section in names.sections.items():
        if section.by != "applicant":
            continue
        for field_id, field in section.fields.items():
            size = question_bytes(names, section, field)
            if field.kind != "pledge" and size > MOST_BYTES:
                text = f"问话约 {size} 字节，一条消息放不下（最多 {MOST_BYTES}）。请把 ask、hint 或选项写短"
                findings.add("S706", text, "sections", section_id, "fields", field_id)
