"""Checks kinds of unit, steps, deeds and routes: every name exists, every term can be read, nothing is left unused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemes.conditions import Conditions, Wanted
from schemes.findings import Findings, Path
from schemes.kinds import STEP_KINDS
from schemes.model import Deed, Form, Route, Section, Step, UnitKind
from schemes.names import Names, near
from schemes.places import kinds_in, parse_place

TERM: Final = re.compile(r"[1-9]\d{0,2} (?:work)?days?")
LEAST: Final = re.compile(r"[1-9]\d? workdays?")


def check_units(units: Mapping[str, UnitKind], sections: Mapping[str, Section], findings: Findings) -> None:
    """Check where each kind of unit stands and what it fills when it registers."""
    for kind, unit in units.items():
        for parent in unit.parents:
            if parent not in units:
                findings.add("S401", f"没有单位类别 {parent}{near(parent, units)}", "units", kind, "parents")
            elif parent != kind and units[parent].level >= unit.level:
                text = f"上级“{units[parent].label}”的 level 是 {units[parent].level}，要比 {unit.level} 小"
                findings.add("S402", text, "units", kind, "parents")
        _check_register(kind, unit, sections, findings)


def _check_register(kind: str, unit: UnitKind, sections: Mapping[str, Section], findings: Findings) -> None:
    """Check the section by which a kind of unit registers, and that somebody above approves it."""
    if unit.register is None:
        return
    section = sections.get(unit.register)
    if section is None or section.of != "unit" or section.by != "unit":
        text = f"登记栏目 {unit.register} 不存在，或它没有写 of: unit、by: unit"
        findings.add("S403", text, "units", kind, "register")
    elif "name" not in section.fields:
        findings.add(
            "S403", f"登记栏目 {unit.register} 里没有 name，单位叫什么名字没有地方填", "units", kind, "register"
        )
    if unit.opened_by != "self" or unit.approved_by != "parent" or not unit.parents:
        text = "写了 register，就由单位自己注册、上级审核：要有 parents，opened_by 是 self，approved_by 是 parent"
        findings.add("S404", text, "units", kind, "register")


@dataclass(frozen=True, slots=True)
class Review:
    """What a region declares about its chain."""

    names: Names
    deeds: Mapping[str, Deed]
    steps: Mapping[str, Step]
    routes: Mapping[str, Route]
    deeds_at: Mapping[str, Mapping[str, Deed]]
    forms: Mapping[str, Form]


class ReviewCheck:
    """Checks names and terms of the chain and compiles its conditions."""

    def __init__(self, review: Review, conditions: Conditions, findings: Findings) -> None:
        self.review, self.conditions, self.findings = review, conditions, findings
        self.sections = review.names.sections

    def all(self) -> None:
        """Check every deed, step and route."""
        for name, deed in self.review.deeds.items():
            self.deed(name, deed, ("deeds", name), written=deed)
        for step_id, step in self.review.steps.items():
            self.step(step_id, step)
        used: set[str] = set()
        for route_id, route in self.review.routes.items():
            at: Path = ("routes", route_id)
            if route.when:
                self.conditions.add(Wanted("route", route.when, (*at, "when"), "", route_id))
            for part, step_ids in (("before", route.before), ("steps", route.steps)):
                for place, step_id in enumerate(step_ids):
                    used.add(step_id)
                    self.route_step(step_id, part, (*at, part, str(place)))
        self.unused(used)

    def route_step(self, step_id: str, part: str, at: Path) -> None:
        """Check one step of a route."""
        step = self.review.steps.get(step_id)
        if step is None:
            self.findings.add("S501", f"没有步骤 {step_id}{near(step_id, self.review.steps)}", *at)
        elif part == "before" and step.kind != "publicity":
            self.findings.add("S502", f"提交以前只能有公示（kind: publicity），“{step.label}”不是", *at)

    def step(self, step_id: str, step: Step) -> None:
        """Check one step."""
        at: Path = ("steps", step_id)
        bad = self.findings.add
        if step.kind not in STEP_KINDS:
            text = f"没有步骤种类 {step.kind}{near(step.kind, STEP_KINDS)}。可以写：{'、'.join(sorted(STEP_KINDS))}"
            bad("S502", text, *at, "kind")
            return
        try:
            for kind in kinds_in(parse_place(step.at)):
                if kind not in self.review.names.units:
                    bad("S506", f"at 里没有单位类别 {kind}{near(kind, self.review.names.units)}", *at, "at")
        except ValueError:
            bad(
                "S506",
                "at 看不懂。可以写：employer、nearest(district)、child(title_office, nearest(district))",
                *at,
                "at",
            )
        if step.when:
            self.conditions.add(Wanted("step", step.when, (*at, "when"), "", step_id))
        if step.closes:
            self.conditions.add(Wanted("step", step.closes, (*at, "closes"), "", step_id))
        for section in step.fill:
            if section not in self.sections:
                bad("S503", f"没有栏目 {section}{near(section, self.sections)}", *at, "fill")
            elif self.sections[section].by in ("applicant", "system"):
                bad(
                    "S505",
                    f"“{self.sections[section].label}”不是审核时填的：by 要是 reviewer、unit 或 office",
                    *at,
                    "fill",
                )
        self.term(step.within, step.overdue, step.label, at)
        if step.least is not None and not (step.kind == "publicity" and LEAST.fullmatch(step.least)):
            bad(
                "S522",
                f"least“{step.least}”看不懂。只有公示（kind: publicity）有最短时间，写成：5 workdays",
                *at,
                "least",
            )
        for name, deed in self.review.deeds_at[step_id].items():
            self.deed(name, deed, (*at, "deeds", name), written=step.deeds.get(name))

    def term(self, within: str | None, overdue: str | None, label: str, at: Path) -> None:
        """Check a term and what happens after it."""
        if within is None:
            return
        if not TERM.fullmatch(within):
            self.findings.add("S522", f"期限“{within}”看不懂。写成：10 workdays（工作日）或 10 days", *at, "within")
        if overdue is None:
            text = f"“{label}”有期限，没有写逾期怎么办：死路。加 overdue: withdrawn、rejected 或 next"
            self.findings.add("S512", text, *at, "within")

    def deed(self, name: str, deed: Deed, at: Path, written: Deed | None) -> None:
        """Check one deed; one that a step takes over unchanged is checked where it is written."""
        if deed.when:
            self.conditions.add(Wanted("deed", deed.when, (*at, "when"), "", at[1] if len(at) > 2 else name))
        if written is None:
            return
        for section in deed.needs:
            if section not in self.sections:
                self.findings.add("S503", f"没有栏目 {section}{near(section, self.sections)}", *at, "needs")
        for target in deed.clears:
            section, _, field = target.partition(".")
            if section not in self.sections or field not in self.sections[section].fields:
                self.findings.add("S507", f"clears 写的 {target} 不是填报项。写成 栏目.填报项", *at, "clears")
        self.term(deed.within, deed.overdue, deed.label or name, at)
        if deed.dispute is not None and not TERM.fullmatch(deed.dispute):
            text = f"期限“{deed.dispute}”看不懂。写成：10 workdays（工作日）或 10 days"
            self.findings.add("S522", text, *at, "dispute")

    def unused(self, used: set[str]) -> None:
        """Find steps that no route uses and sections that nobody fills: most often a name written differently."""
        for step_id in self.review.steps:
            if step_id not in used and used <= self.review.steps.keys():
                self.findings.warn("S508", "没有流程用这个步骤：是不是 routes 里名称写得不一样", "steps", step_id)
        filled = {section for step_id in used if (step := self.review.steps.get(step_id)) for section in step.fill}
        for section_id, section in self.sections.items():
            if (
                section.of == "application"
                and section.by in ("reviewer", "unit", "office")
                and section_id not in filled
            ):
                text = f"“{section.label}”没有哪一步来填。请写进某个步骤的 fill"
                self.findings.warn("S509", text, "sections", section_id)
