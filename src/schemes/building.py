"""Compiles a document into a Scheme, one check after the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from schemes.check_fields import Fields, circles
from schemes.check_forms import Forms, check_messages
from schemes.check_notices import check_notices
from schemes.check_review import Review, ReviewCheck, check_units
from schemes.compiled import Blank, Scheme
from schemes.conditions import Conditions
from schemes.digests import digest, mentions
from schemes.expressions import Node
from schemes.findings import Findings, Path
from schemes.model import Deed, Form, Message, Notice, Region, Route, Rule, Section, Step, UnitKind
from schemes.names import Names, near
from schemes.questions import check_questions
from schemes.shaping import TOP, deeds_at, lists, shape, shape_all, unfold
from schemes.walk import Walk
from schemes.words import compile_words

FORMAT: Final = 1
KEPT: Final = re.compile(r"[1-9]\d? years?")
SPOKEN: Final = ("label", "ask", "hint", "help", "example", "wrong", "gate", "say", "text", "why", "short", "title")


def build(document: Mapping[str, Any], findings: Findings, deep: bool = True) -> Scheme | None:
    """Compile a document; None when an error stands, which is then in `findings`.

    Args:
        document: the region as plain values.
        findings: gets every fault.
        deep: walk for dead ends as well.

    """
    for top in document.keys() - TOP.keys():
        findings.add("S005", f"不认识“{top}”{near(top, TOP)}。最外层可以写：{'、'.join(TOP)}", top)
    raw = unfold(document, findings)
    region = shape(raw.get("region"), Region, ("region",), findings)
    if region is not None and region.format != FORMAT:
        findings.add("S004", f"format 要写 {FORMAT}", "region", "format")
    if region is not None and region.retention is not None and not KEPT.fullmatch(region.retention):
        findings.add("S522", f"期限“{region.retention}”看不懂。写成：10 years", "region", "retention")
    made = _Parts(raw, findings)
    names = Names(made.sections, made.lists, made.units)
    conditions = Conditions(names, findings)
    Fields(names, made.forms, conditions, findings).all(made.rules)
    circles(names, conditions, findings)
    check_units(made.units, made.sections, findings)
    made.lists_used(document)
    review = Review(names, made.deeds, made.steps, made.routes, deeds_at(raw, made.steps), made.forms)
    ReviewCheck(review, conditions, findings).all()
    forms = Forms(names, conditions, findings)
    forms.all(made.forms)
    check_messages(made.messages, names, conditions, findings)
    check_notices(made.notices, made.sections, made.steps, region, findings)
    words = _words(made, conditions)
    check_questions(names, findings)
    if region is None or findings.broken:
        return None
    scheme = _scheme(document, region, made, review, conditions, forms, words)
    if deep:
        Walk(scheme, review, findings).all()
    return None if findings.broken else scheme


class _Parts:
    """The typed constructs of a document."""

    def __init__(self, raw: Mapping[str, Any], findings: Findings) -> None:
        self.findings = findings
        self.lists = lists(raw.get("lists"), findings)
        self.sections: dict[str, Section] = self.all(raw, "sections", Section)
        self.rules: dict[str, Rule] = self.all(raw, "rules", Rule)
        self.units: dict[str, UnitKind] = self.all(raw, "units", UnitKind)
        self.deeds: dict[str, Deed] = self.all(raw, "deeds", Deed)
        self.steps: dict[str, Step] = self.all(raw, "steps", Step)
        self.routes: dict[str, Route] = self.all(raw, "routes", Route)
        self.forms: dict[str, Form] = self.all(raw, "forms", Form)
        self.messages: dict[str, Message] = self.all(raw, "messages", Message)
        self.notices: dict[str, Notice] = self.all(raw, "notices", Notice)
        texts = raw.get("texts") or {}
        self.texts = {key: str(text) for key, text in texts.items()} if isinstance(texts, dict) else {}

    def all(self, raw: Mapping[str, Any], top: str, type_: Any) -> dict[str, Any]:
        """Return the typed constructs under one top-level word."""
        return shape_all(raw.get(top), type_, (top,), self.findings)

    def lists_used(self, document: Mapping[str, Any]) -> None:
        """Warn of a list that nobody uses; a shared one may serve another region."""
        text = msgspec.json.encode({key: value for key, value in document.items() if key != "lists"}).decode()
        for name in self.lists:
            shared = self.findings.place(("lists", name))[0] in self.findings.shared
            if not shared and not mentions(text, name):
                self.findings.warn("S305", "没有人用这张选项表：是不是名称写得不一样", "lists", name)


def _words(made: _Parts, conditions: Conditions) -> dict[str, tuple[str | Blank, ...]]:
    """Compile every sentence that has blanks."""
    out: dict[str, tuple[str | Blank, ...]] = {}

    def keep(item: object, at: Path, section: str) -> None:
        for word in SPOKEN:
            text = getattr(item, word, None)
            if isinstance(text, str) and "{" in text and text not in out:
                parts = compile_words(text, (*at, word), section, conditions)
                if parts is not None:
                    out[text] = parts

    for section_id, section in made.sections.items():
        keep(section, ("sections", section_id), section_id)
        for field_id, field in section.fields.items():
            keep(field, ("sections", section_id, "fields", field_id), section_id)
        for rule_id, rule in section.rules.items():
            keep(rule, ("sections", section_id, "rules", rule_id), section_id)
    for top, items in (("rules", made.rules), ("deeds", made.deeds), ("steps", made.steps), ("forms", made.forms)):
        for name, item in items.items():
            keep(item, (top, name), "")
    for key, text in made.texts.items():
        if "{" in text and text not in out and (parts := compile_words(text, ("texts", key), "", conditions)):
            out[text] = parts
    return out


def _scheme(
    document: Mapping[str, Any],
    region: Region,
    made: _Parts,
    review: Review,
    conditions: Conditions,
    forms: Forms,
    words: dict[str, tuple[str | Blank, ...]],
) -> Scheme:
    """Put the compiled parts together."""
    readers: dict[str, list[Node]] = {}
    columns: dict[str, set[str]] = {}
    for node in conditions.nodes:
        for path in node.reads:
            readers.setdefault(path, []).append(node)
            root, _, name = path.partition("[].")
            if name and f"{root}[]" in node.reads:
                columns.setdefault(root, set()).add(name)
    shown_by = {form: set(paths) for form, paths in forms.printed.items()}
    for node in conditions.nodes:
        if node.at[:1] == ("forms",) and "body" in node.at:
            shown_by[node.at[1]] |= node.reads
    return Scheme(
        digest=digest(document),
        document=document,
        region=region,
        lists=made.lists,
        sections=made.sections,
        rules=made.rules,
        units=made.units,
        deeds=made.deeds,
        steps=made.steps,
        routes=made.routes,
        forms=made.forms,
        messages=made.messages,
        notices=made.notices,
        texts=made.texts,
        nodes=tuple(conditions.nodes),
        readers={path: tuple(nodes) for path, nodes in readers.items()},
        node_of={node.at: node for node in conditions.nodes},
        deeds_at=review.deeds_at,
        words=words,
        columns={section: frozenset(names) for section, names in columns.items()},
        printed=forms.printed,
        shown_by={form: frozenset(paths) for form, paths in shown_by.items()},
        aliases=conditions.names.aliases,
    )
