"""Checks forms and messages: every blank can be filled, every line fits its grid, every text its platform field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from schemes.conditions import Conditions, Wanted
from schemes.findings import Findings, Path
from schemes.grid import Beside, Block, Grid, GridError, RowsBlock, blocks
from schemes.kinds import GENERAL, NEEDED_MESSAGES, OUTPUTS, PLATFORM_LIMITS, ROW_FACTS, SETTINGS
from schemes.model import Field, Form, Message
from schemes.names import Names, near
from schemes.words import PATH, Gap, split

FORM_BLANKS: Final = frozenset({"blank", "page", "pages", "code", "today", "sign", "number", "verdict", "issuer"})
MESSAGE_BLANKS: Final = frozenset({
    "by.name", "by.label", "step.label", "opinion", "marks", "until", "until.day", "at", "days", "left", "reason",
    "next", "publicity.from", "publicity.to", "form.label", "region.label",
})  # fmt: skip
GENERAL_BLANKS: Final = frozenset({"about", "said", "at"})
"""What a region's message for the product's own words may name: what it is about, and those words."""
PRIVATE: Final = frozenset({"applicant.id_number", "applicant.phone"})
"""Facts that are on no public form, whether a section declares them or not."""
PAPERS: Final = re.compile(r"A[345](?: landscape)?")


class Forms:
    """Checks the forms of one region and remembers what each prints."""

    def __init__(self, names: Names, conditions: Conditions, findings: Findings) -> None:
        self.names, self.conditions, self.findings = names, conditions, findings
        self.printed: dict[str, frozenset[str]] = {}

    def all(self, forms: Mapping[str, Form]) -> None:
        """Check every form."""
        for form_id, form in forms.items():
            self.form(form_id, form)

    def form(self, form_id: str, form: Form) -> None:
        """Check one form."""
        at: Path = ("forms", form_id)
        for kind, text in (("form", form.when), ("official", form.official)):
            if text:
                key = "when" if kind == "form" else "official"
                self.conditions.add(Wanted("form" if kind == "form" else "official", text, (*at, key), "", form_id))
        for attribute, known in (("output", OUTPUTS), ("settings", SETTINGS)):
            for word in getattr(form, attribute):
                if word not in known:
                    text = f"{attribute} 不能写 {word}{near(word, known)}。可以写：{'、'.join(sorted(known))}"
                    self.findings.add("S117", text, *at, attribute)
        if not PAPERS.fullmatch(form.paper):
            self.findings.add("S117", f"paper 不能写“{form.paper}”。可以写：A4、A3、A3 landscape", *at, "paper")
        for path in form.filters:
            if self.known(path) is None:
                self.findings.add("S605", f"筛选用的 {path} 不是填报项", *at, "filters")

        def report(fault: GridError, where: Path) -> None:
            self.findings.add(fault.code, str(fault), *where)

        self.paths: set[str] = set()
        self.blocks(form, blocks(form.body, form.columns, (*at, "body"), report), (*at, "body"))
        self.printed[form_id] = frozenset(self.paths)

    def blocks(self, form: Form, parsed: tuple[Block, ...], at: Path) -> None:
        """Check what the blocks of a body print."""
        for block in parsed:
            if not isinstance(block, Beside) and block.when:
                self.conditions.add(Wanted("form", block.when, (*block.at, "when")))
            match block:
                case Grid():
                    for line, place in zip(block.lines, block.places, strict=False):
                        for cell in line:
                            self.cell(form, cell.text, place)
                    for text in (block.corner, block.title):
                        self.cell(form, text or "", at)
                case RowsBlock():
                    self.rows(form, block)
                case Beside():
                    for part in block.parts:
                        self.blocks(form, part, at)

    def rows(self, form: Form, block: RowsBlock) -> None:
        """Check a block of rows."""
        place = block.at
        section = self.names.sections.get(block.section)
        if section is None or section.rows is None:
            text = f"rows 写的 {block.section} 不是多条录入的栏目{near(block.section, self.names.sections)}"
            self.findings.add("S603", text, *place)
            return
        for head in block.heads:
            field = section.fields.get(head.field)
            if field is None and head.field not in ROW_FACTS:
                known = near(head.field, section.fields)
                self.findings.add("S606", f"栏目“{section.label}”没有 {head.field}{known}", *place)
                continue
            self.secret(form, field, head.field, place)
            self.paths.add(f"{block.section}[].{head.field}")
            self.cell(form, head.title, place)
        self.cell(form, block.title or "", place)
        if block.where:
            self.conditions.add(Wanted("where", block.where, (*place, "where"), block.section))

    def cell(self, form: Form, text: str, at: Path) -> None:
        """Check the blanks of one text."""
        for gap in gaps(text):
            if gap.name in FORM_BLANKS:
                continue
            if not PATH.fullmatch(gap.name):
                self.conditions.add(Wanted("word", gap.name, at))
                continue
            path = self.known(gap.name)
            if path is None:
                self.findings.add("S602", f"没有 {{{gap.name}}}。写成 栏目.填报项，空白写 {{blank}}", *at)
                continue
            self.paths.add(path)
            self.secret(form, self.names.field(path), gap.name, at)

    def known(self, path: str) -> str | None:
        """Return the path a blank of a form means, or None."""
        root, _, name = path.partition(".")
        section = self.names.sections.get(root)
        if section is not None:
            return path if section.rows is None and name.partition(".")[0] in section.fields else None
        return path if name in self.names.facts.get(root, ()) else None

    def secret(self, form: Form, field: Field | None, name: str, at: Path) -> None:
        """Refuse a sensitive field on a public form."""
        if form.public and (name in PRIVATE or (field is not None and field.sensitive)):
            self.findings.add("S604", f"{name} 是保密项，不能印在公示的表上", *at)


def gaps(text: str) -> Iterator[Gap]:
    """Yield the blanks of a text."""
    return (part for part in split(text) if isinstance(part, Gap))


def check_messages(messages: Mapping[str, Message], names: Names, conditions: Conditions, findings: Findings) -> None:
    """Check what is told: every blank, every length, and that nobody is left without word."""
    forms = Forms(names, conditions, findings)
    for message_id, message in messages.items():
        at: Path = ("messages", message_id)
        if message.when:
            conditions.add(Wanted("message", message.when, (*at, "when"), "", message_id))
        general = message.on == GENERAL
        _blanks(message.text, (*at, "text"), forms, general)
        for part, texts in (("subscribe", message.subscribe), ("template", message.template)):
            for key, text in texts.items():
                _blanks(text, (*at, part, key), forms, general)
                _fits(key, text, (*at, part, key), findings)
    for event in NEEDED_MESSAGES:
        if not any(message.on == event for message in messages.values()):
            findings.warn("S705", f"没有 {event} 的通知：有人会不知道。在 messages: 里加一条 on: {event}", "messages")


def _blanks(text: str, at: Path, forms: Forms, general: bool) -> None:
    names = GENERAL_BLANKS if general else MESSAGE_BLANKS
    for gap in gaps(text):
        if gap.name not in names and (general or forms.known(gap.name) is None):
            known = near(gap.name, names)
            forms.findings.add(
                "S701", f"没有 {{{gap.name}}}{known}。可以写 栏目.填报项、{{by.name}}、{{opinion}} 等", *at
            )


def _fits(key: str, text: str, at: Path, findings: Findings) -> None:
    kind = re.sub(r"\d+$", "", key)
    most = PLATFORM_LIMITS.get(kind)
    if most is None:
        known = near(kind, PLATFORM_LIMITS)
        findings.add("S702", f"平台没有 {kind} 这种字段{known}。例：thing1、phrase2、time3", *at)
        return
    parts = split(text)
    fixed = sum(len(part) for part in parts if isinstance(part, str))
    cuts = [part.cut for part in parts if isinstance(part, Gap)]
    if kind == "thing" and 0 in cuts:
        findings.warn("S704", f"{key} 里的占位没有写“|字数”，太长会被平台拒收。例：{{cover.title|10}}", *at)
    worst = fixed + sum(cuts)
    if worst > most or (kind == "phrase" and cuts):
        text = f"{key} 最多 {most} 字，最长会到 {worst} 字" if worst > most else f"{key} 只能是固定的词"
        findings.add("S703", f"{text}。请写短，或把占位的“|字数”改小", *at)
