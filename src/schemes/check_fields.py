"""Checks sections, fields and rules, and compiles their expressions."""

from __future__ import annotations

import re
from typing import Final

from schemes.conditions import Conditions, Wanted
from schemes.expressions import NodeKind
from schemes.findings import Findings, Path
from schemes.kinds import ACCEPTED, CHOOSING, FIELD_KINDS, FILES, INQUIRED
from schemes.model import Field, Form, Rule, Section
from schemes.names import Names, near

FIELD_EXPRESSIONS: Final[tuple[NodeKind, ...]] = (
    "when", "required", "value", "preset", "suggest", "allow", "recommend", "min", "max", "count",
)  # fmt: skip
ROWS_EXPRESSIONS: Final[tuple[NodeKind, ...]] = ("min", "max", "seed", "where")
LAST: Final = 10**9


class Fields:
    """Walks all sections of one region in order."""

    def __init__(self, names: Names, forms: dict[str, Form], conditions: Conditions, findings: Findings) -> None:
        self.names, self.forms, self.conditions, self.findings = names, forms, conditions, findings

    def all(self, rules: dict[str, Rule]) -> None:
        """Check every section, then the rules of the whole application."""
        for section_id, section in self.names.sections.items():
            self.section(section_id, section)
        for rule_id, rule in rules.items():
            self.rule("", rule_id, rule, ("rules", rule_id))
        self.twice()

    def twice(self) -> None:
        """Find fields of two sections about the same person or plan that would be one name in conditions."""
        seen: dict[str, str] = {}
        for section_id, section in self.names.sections.items():
            if section.of not in ("person", "plan") or section.rows is not None:
                continue
            for field_id in section.fields:
                key = f"{section.of}.{field_id}"
                if key in seen:
                    text = f"“{field_id}”在栏目 {seen[key]} 里也有，条件里会分不清，请改一个名称"
                    self.findings.add("S119", text, "sections", section_id, "fields", field_id)
                seen[key] = section_id

    def section(self, section_id: str, section: Section) -> None:
        """Check one section."""
        at: Path = ("sections", section_id)
        bad, warn = self.findings.add, self.findings.warn
        if not section.source and section.of == "application" and section.by == "applicant":
            warn("S109", "没有写出处 source。抄手册的编号，例：source: 4.3.2；自己加的写 source: product", *at)
        places = [self.names.order[self.names.path(section_id, field)] for field in section.fields]
        first = min(places, default=LAST)
        if section.when:
            self.add("when", section.when, (*at, "when"), section_id, before=first)
        rows = section.rows
        if rows is not None:
            for kind in ROWS_EXPRESSIONS:
                text = getattr(rows, kind)
                if isinstance(text, str):
                    self.add(kind, text, (*at, "rows", kind), section_id)
            for word, text in rows.summary.items():
                self.add("summary", text, (*at, "rows", "summary", word), section_id, word)
            if rows.take_from is not None:
                archive = self.names.sections.get(rows.take_from)
                if archive is None or archive.rows is None or archive.of != "person":
                    bad("S110", f"没有档案栏目 {rows.take_from}：要是 of: person 的多条栏目", *at, "rows", "take_from")
            for field in rows.sort:
                if field not in section.fields:
                    bad("S115", f"排序用的 {field} 不在本栏目里{near(field, section.fields)}", *at, "rows", "sort")
        if section.sign is not None and getattr(section.fields.get(section.sign), "kind", "") != "text":
            other = near(section.sign, section.fields)
            bad("S115", f"sign 要写放签名人姓名的那一项（kind: text），{section.sign} 不是{other}", *at, "sign")
        if section.ranks is not None:
            self.ranks(section, section.ranks, at)
        for field_id, field in section.fields.items():
            self.field(section_id, field_id, field)
        for rule_id, rule in section.rules.items():
            self.rule(section_id, rule_id, rule, (*at, "rules", rule_id))
        if section.of == "inquiry":
            self.inquiry(section_id, section)

    def inquiry(self, section_id: str, section: Section) -> None:
        """Check what is asked before anything is begun: one section, short questions, rules that are the answer."""
        at: Path = ("sections", section_id)
        first = next(id for id, one in self.names.sections.items() if one.of == "inquiry")
        if first != section_id:
            self.findings.add("S124", f"of: inquiry 只能有一栏，已经有 {first}", *at, "of")
        if section.rows is not None or section.by != "applicant" or not section.rules:
            self.findings.add("S124", "of: inquiry 由申报人答，不能有多条，要写 rules：它们的 say 就是答复", *at)
        for field_id, field in section.fields.items():
            if field.kind not in INQUIRED:
                kinds = "、".join(sorted(INQUIRED))
                self.findings.add("S124", f"of: inquiry 只问点得出来的：{kinds}", *at, "fields", field_id, "kind")
        for rule_id, rule in section.rules.items():
            if not rule.source:
                text = "of: inquiry 的每条 rule 都要写 source：答复依据哪一条；一般原则写 source: product"
                self.findings.add("S124", text, *at, "rules", rule_id)

    def offers(self, at: Path, field: Field) -> None:
        """Check at which question the answer of an inquiry is offered later."""
        if field.offers is None:
            return
        target, inquiry = self.names.field(field.offers), self.names.sections[at[1]].of == "inquiry"
        if not inquiry or target is None or target.kind != field.kind:
            text = "offers 只写在 of: inquiry 里，后面写同一种 kind 的填报项，例：offers: basic.schooling"
            self.findings.add("S125", text, *at, "offers")

    def ranks(self, section: Section, ranks: dict[str, str], at: Path) -> None:
        """Check by which fields a unit ranks whom it recommends, and among whom."""
        for word in ("place", "count"):
            if getattr(section.fields.get(ranks.get(word, "")), "kind", "") != "number":
                text = f"ranks 的 {word} 要写本栏目里 kind: number 的一项{near(ranks.get(word, ''), section.fields)}"
                self.findings.add("S115", text, *at, "ranks")
        among, _, field = ranks.get("among", "").partition(".")
        other = self.names.sections.get(among)
        if other is None or other.rows is not None or field not in other.fields:
            self.findings.add(
                "S115", "ranks 的 among 要写哪一项相同的人一起排，例：among: cover.specialty", *at, "ranks"
            )

    def rule(self, section_id: str, rule_id: str, rule: Rule, at: Path) -> None:
        """Check one rule; the application's own has no section."""
        if rule.when:
            self.add("when", rule.when, (*at, "when"), section_id, rule_id)
        self.add("check", rule.check, (*at, "check"), section_id, rule_id)
        if rule.level == "tell" and (not section_id or self.names.sections[section_id].of != "inquiry"):
            self.findings.add("S116", "level: tell 只用在 of: inquiry 里，这里写 stop 或 warn", *at, "level")
        if rule.at is not None:
            fields = self.names.sections[section_id].fields if section_id else {}
            if rule.at not in fields:
                self.findings.add("S115", f"at 写的 {rule.at} 不在本栏目里{near(rule.at, fields)}", *at, "at")

    def field(self, section_id: str, field_id: str, field: Field) -> None:
        """Check one field."""
        at: Path = ("sections", section_id, "fields", field_id)
        bad, warn = self.findings.add, self.findings.warn
        if field.kind not in FIELD_KINDS:
            text = f"没有 kind: {field.kind}{near(field.kind, FIELD_KINDS)}。可以写：{'、'.join(sorted(FIELD_KINDS))}"
            bad("S102", text, *at, "kind")
            return
        self.lists(at, field)
        self.offers(at, field)
        if field.value is not None and field.preset is not None:
            bad("S104", "value（自动得出）和 preset（先替他填）只写一个", *at)
        if field.none is not None and field.required is False:
            warn("S105", "可以不填的项不需要 none，请删去一个", *at, "none")
        self.files(at, field)
        self.pointers(at, field)
        if field.pattern is not None:
            try:
                re.compile(field.pattern)
            except re.error:
                bad("S113", f"pattern 看不懂：{field.pattern}，请检查括号和反斜线", *at, "pattern")
            if not field.wrong:
                bad("S114", "写了 pattern 就要写 wrong：填得不对时对人说什么，要带一个能通过的例子", *at, "pattern")
        place = self.names.order[self.names.path(section_id, field_id)]
        for kind in FIELD_EXPRESSIONS:
            text = getattr(field, kind)
            if isinstance(text, str):
                before = place if kind == "when" else None
                self.add(kind, text, (*at, kind), section_id, field_id, before)
        if isinstance(field.parts, dict):
            for part, text in field.parts.items():
                self.add("part", text, (*at, "parts", part), section_id, field_id)

    def lists(self, at: Path, field: Field) -> None:
        """Check what a choice chooses from."""
        bad = self.findings.add
        if field.kind in CHOOSING and field.list is None:
            bad("S103", f"{field.kind} 要写 list：选项表的名称，或 [甲, 乙]", *at)
        if isinstance(field.list, str) and field.list not in self.names.lists:
            bad("S304", f"没有选项表 {field.list}{near(field.list, self.names.lists)}", *at, "list")
        if field.under is not None:
            path = field.under.replace("row.", f"{at[1]}[].", 1) if field.under.startswith("row.") else field.under
            if self.names.field(path) is None:
                bad("S203", f"under 写的 {field.under} 不是填报项", *at, "under")

    def files(self, at: Path, field: Field) -> None:
        """Check the limits of a file."""
        bad = self.findings.add
        if field.kind not in FILES:
            return
        if not field.accept:
            bad("S106", "要写 accept：收哪种文件，例：accept: [pdf]", *at)
        for kind in field.accept or ():
            if kind not in ACCEPTED:
                bad("S106", f"accept 不能写 {kind}。可以写：pdf、jpg、png", *at, "accept")
        if field.max_mb is None or field.max_mb <= 0:
            bad("S107", "要写 max_mb：一份最大多少 MB，例：max_mb: 10", *at)
        for attribute, pattern in (("pixels", r">?\d+x\d+"), ("ratio", r"\d(\.\d+)?\.\.\d(\.\d+)?")):
            text = getattr(field, attribute)
            if text is not None and not re.fullmatch(pattern, text):
                example = {"pixels": ">215x300", "ratio": "0.65..0.8"}[attribute]
                bad("S117", f"{attribute} 写成“{example}”的样子", *at, attribute)

    def pointers(self, at: Path, field: Field) -> None:
        """Check what a field points at: rows, a form, sections."""
        bad, sections = self.findings.add, self.names.sections
        if field.kind == "row":
            target = sections.get(field.of or "")
            if target is None or target.rows is None:
                bad("S108", "kind: row 要写 of：从哪个多条栏目里选", *at)
        if field.copy_of is not None and field.copy_of not in self.forms:
            bad("S111", f"copy_of 写的表 {field.copy_of} 不存在{near(field.copy_of, self.forms)}", *at, "copy_of")
        if field.kind == "printed" and field.copy_of is None:
            bad("S111", "kind: printed 要写 copy_of：哪一张表", *at)
        for name in field.binds or ():
            if name != "all" and name not in sections and name not in self.forms:
                bad("S112", f"binds 写的 {name} 不是栏目，也不是表{near(name, [*sections, *self.forms])}", *at, "binds")
        if field.kind == "pledge" and not field.text:
            bad("S112", "kind: pledge 要写 text（承诺的原文）和 binds（对哪些内容承诺，全部写 [all]）", *at)

    def add(
        self, kind: NodeKind, text: str, at: Path, section: str, field: str = "", before: int | None = None
    ) -> None:
        """Compile one expression."""
        self.conditions.add(Wanted(kind, text, at, section, field, before))


def circles(names: Names, conditions: Conditions, findings: Findings) -> None:
    """Find answers that are computed from, or shown because of, themselves."""
    needs: dict[str, set[str]] = {}
    homes: dict[str, Path] = {}
    for node in conditions.nodes:
        if node.kind not in ("value", "when") or not node.section or node.at[2] == "rules":
            continue
        section = names.sections[node.section]
        for field in [node.field] if node.field else list(section.fields):
            path = names.path(node.section, field)
            needs.setdefault(path, set()).update(node.reads)
            homes.setdefault(path, node.at)
    done: set[str] = set()

    def follow(path: str, trail: tuple[str, ...]) -> None:
        if path in trail:
            circle = [*trail[trail.index(path) :], path]
            if done.isdisjoint(circle):
                findings.add("S212", f"绕成了圈，永远算不出：{' → '.join(circle)}。请去掉其中一个条件", *homes[path])
            done.update(circle)
            return
        if path in done or path not in needs:
            return
        for other in sorted(needs[path]):
            follow(other, (*trail, path))
        done.add(path)

    for path in list(needs):
        follow(path, ())
