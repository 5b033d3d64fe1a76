"""Walks every state of every route for every kind of employer and finds dead ends.

A person can always get out: from each state a final state can be reached, each step can be passed, and each employer
has a route. The unit tree is tried both ways for each `above`, `nearest` and `has_child` that a step asks about.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemes.check_review import Review
from schemes.compiled import Scheme
from schemes.expressions import Context, Node, Open, UnitRef, World
from schemes.findings import Findings
from schemes.kinds import PASSES
from schemes.places import Place, parse_place
from schemes.syntax import Call, Expr, Literal, every, parse

MAX_COMBINATIONS: Final = 4096
FINAL: Final = "final"


@dataclass(frozen=True, slots=True)
class Guess:
    """One way the unit tree can be: which kinds stand above the employer, and which have a child of a kind."""

    stands: Mapping[str, bool]
    children: Mapping[str, bool]

    def above(self, kind: str) -> bool:
        """Tell whether a unit of the kind stands above."""
        return self.stands.get(kind, True)

    def nearest(self, kind: str, start: str | None = None) -> UnitRef | None:
        """Return a unit of the kind when one stands above."""
        return UnitRef(kind, kind, kind, 1) if self.above(kind) else None

    def has_child(self, kind: str, at: UnitRef | None) -> bool:
        """Tell whether the unit has such a child."""
        return at is not None and self.children.get(kind, False)

    def child(self, kind: str, at: UnitRef) -> UnitRef | None:
        """Return such a child."""
        return UnitRef(kind, kind, kind, 2) if self.has_child(kind, at) else None

    def only(self, kind: str) -> UnitRef | None:
        """Return the one unit of the kind."""
        return UnitRef(kind, kind, kind, 0)

    def every(self, kind: str) -> list[UnitRef]:
        """Return the units of the kind on the way up."""
        found = self.nearest(kind)
        return [found] if found else []


def _world(tree: Guess, **facts: dict[str, object]) -> World:
    empty: dict[str, dict[str, object]] = {root: {} for root in ("plan", "applicant", "unit", "application", "batch")}
    known: dict[str, Any] = {**empty, **facts}
    return World(now="2026-01-01 00:00", tree=tree, workdays=_uncounted, **known)


def _uncounted(start: str, end: str) -> int:
    raise Open(start, end)


def _asked(trees: list[Expr]) -> tuple[set[str], set[str]]:
    """Return the kinds asked about with `above` or `nearest`, and with `has_child`."""
    above, children = set[str](), set[str]()
    for part in (part for tree in trees for part in every(tree)):
        if isinstance(part, Call) and part.arguments and isinstance(part.arguments[0], Literal):
            kind = str(part.arguments[0].value)
            if part.function in ("above", "nearest"):
                above.add(kind)
            elif part.function == "has_child":
                children.add(kind)
    return above, children


class Walk:
    """Walks the routes of one compiled region."""

    def __init__(self, scheme: Scheme, review: Review, findings: Findings) -> None:
        self.scheme, self.review, self.findings = scheme, review, findings
        self.steps = review.steps
        self.units = review.names.units
        self.over = {kind: self.ancestors(kind) for kind in self.units}
        self.printed = {
path.partition(".")[0].removesuffix("[]") for paths in scheme.printed.values() for path in paths
        }  # fmt: skip

    def all(self) -> None:
        """Walk every route and try every kind of employer."""
        submit = self.scheme.deeds.get("submit")
        if submit is None:
            self.findings.add("S518", "没有写 submit：草稿和退回的申报交不上去，死路。在 deeds: 里加 submit", "deeds")
        for route_id in self.review.routes:
            self.route(route_id)
        self.coverage()

    def ancestors(self, kind: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return all kinds that can stand above a kind."""
        out: frozenset[str] = frozenset()
        for parent in self.units[kind].parents:
            if parent in self.units and parent not in seen:
                out |= {parent} | self.ancestors(parent, seen | {kind})
        return out

    # ── one route ────────────────────────────────────────────────────────────
    def route(self, route_id: str) -> None:
        """Walk one route for every way the tree and the answers can be."""
        route = self.review.routes[route_id]
        at = ("routes", route_id)
        steps = list(route.steps)
        self.always(route_id, steps)
        if not steps or self.steps[steps[-1]].kind not in ("certificate", "committee"):
            text = f"“{route.label}”走完没有结局：死路。最后一步要是评审（committee）或发证（certificate）"
            self.findings.add("S515", text, *at, "steps")
            return
        for tree, skipped in self.ways(route_id, steps):
            on = [step for step in steps if step not in skipped]
            self.graph(route_id, on, list(route.before))
            self.opinions(route_id, tree, [*route.before, *on])

    def always(self, route_id: str, steps: list[str]) -> None:
        """Check what does not depend on the tree: ways back, order of committee and certificate, forwarding."""
        for place, step_id in enumerate(steps):
            step, deeds = self.steps[step_id], self.review.deeds_at[step_id]
            at = ("routes", route_id, "steps", str(place))
            if step.kind in ("review", "committee") and not {"return", "reject"} & deeds.keys():
                text = f"“{step.label}”只能通过，不能退回也不能不通过：死路。不要把 return 和 reject 都写成 null"
                self.findings.add("S511", text, *at)
            if step.kind == "certificate" and not any(self.steps[x].kind == "committee" for x in steps[:place]):
                self.findings.add("S513", f"“{step.label}”以前没有评审：要先有一步 kind: committee", *at)
            forward = deeds.get("forward") if step.kind == "forward" else None
            back = self.scheme.deeds.get("return")
            waits = forward is not None and "batch.returned" in (forward.when or "")
            if waits and (back is None or back.within is None or back.overdue is None):
                text = "上报要等退回的人改好，而退回没有期限：一个人不改，全单位都报不上去"
                self.findings.add("S519", f"{text}。给 deeds: 的 return 写 within 和 overdue", *at)

    def ways(self, route_id: str, steps: list[str]) -> Iterator[tuple[Guess, frozenset[str]]]:
        """Yield each way the tree can be, with each set of steps that would be left out."""
        nodes = {step: node for step in steps if (node := self.scheme.node("steps", step, "when"))}
        above, children = _asked([parse(node.text) for node in nodes.values()])
        atoms = [*sorted(above), *sorted(children)]
        if 2 ** len(atoms) > MAX_COMBINATIONS:
            text = f"这条流程的条件问了 {len(atoms)} 件单位的事，太多，查不完死路。请分成几条流程"
            self.findings.add("S523", text, "routes", route_id)
            return
        for truth in itertools.product((True, False), repeat=len(atoms)):
            held = dict(zip(atoms, truth, strict=True))
            tree = Guess({kind: held[kind] for kind in above}, {kind: held[kind] for kind in children})
            context = Context(self.scheme, _world(tree))
            results = {step: context.run(node) for step, node in nodes.items()}
            out = {step for step, result in results.items() if result is False}
            free = [step for step, result in results.items() if result is None]
            if 2 ** len(free) > MAX_COMBINATIONS:
                self.findings.add("S523", "这条流程的条件太多，查不完死路。请分成几条流程", "routes", route_id)
                return
            for some in itertools.chain.from_iterable(itertools.combinations(free, n) for n in range(len(free) + 1)):
                yield tree, frozenset(out.union(some))

    def can(self, needs: list[str], filled: set[str]) -> str | None:
        """Return the first section that is needed and that nobody could have filled, or None."""
        for section_id in needs:
            section = self.scheme.sections[section_id]
            if section.by not in ("applicant", "system") and section.of == "application" and section_id not in filled:
                return section_id
        return None

    def graph(self, route_id: str, on: list[str], before: list[str]) -> None:
        """Check that every state of this chain can be left, passed and ended."""
        at = ("routes", route_id)
        first = on[0] if on else FINAL
        filled = {section for step in before for section in self.steps[step].fill}
        edges: dict[str, set[str]] = {}
        submit = self.scheme.deeds.get("submit")
        lacking = self.can(submit.needs, filled) if submit else None
        if lacking:
            text = f"提交要先有“{self.scheme.sections[lacking].label}”，而提交以前没有人能填：死路。把那一步写进 before"
            self.findings.add("S514", text, *at)
        edges["draft"] = {first} if submit and not lacking else set()
        edges["returned"] = {first} if submit and not lacking else set()
        for place, step_id in enumerate(on):
            step, deeds = self.steps[step_id], self.review.deeds_at[step_id]
            following = on[place + 1] if place + 1 < len(on) else FINAL
            filled |= set(step.fill)
            out = edges.setdefault(step_id, set())
            leads = {"next": following, "stay": step_id, "again": step_id, "applicant": "returned", "end": FINAL}
            for deed in deeds.values():
                lacking = self.can(deed.needs, filled)
                if lacking:
                    wanted = f"“{step.label}”的“{deed.label}”要先有“{self.scheme.sections[lacking].label}”"
                    self.findings.add("S514", f"{wanted}，而到这一步没有人能填：死路。把它写进这一步的 fill", *at)
                elif deed.when != "false":
                    out.add(leads[deed.to])
            if step.overdue is not None:
                out.add(following if step.overdue == "next" else FINAL)
            passing = deeds.get(PASSES[step.kind])
            if passing is None or passing.to != "next" or passing.when == "false":
                text = f"“{step.label}”没有往下走的动作 {PASSES[step.kind]}：死路"
                self.findings.add("S510", f"{text}。不要把它写成 null，to 写 next", *at)
        self.reach(route_id, edges)

    def reach(self, route_id: str, edges: Mapping[str, set[str]]) -> None:
        """Find states from which no final state can be reached."""
        good, grew = {FINAL}, True
        while grew:
            more = {state for state, out in edges.items() if out & good} - good
            good, grew = good | more, bool(more)
        for state in edges.keys() - good:
            label = {"draft": "草稿", "returned": "退回"}.get(state) or self.steps[state].label
            self.findings.add("S520", f"走到“{label}”就没有出路：死路。给它一个能往下走的动作", "routes", route_id)

    def opinions(self, route_id: str, tree: Guess, steps: list[str]) -> None:
        """Warn of an opinion that a form prints and that nobody writes in this unit tree."""
        filled = {section for step in steps for section in self.steps[step].fill}
        for section_id in sorted(self.printed - filled):
            section = self.scheme.sections.get(section_id)
            if section is None or section.by != "reviewer" or section.of != "application" or section.when:
                continue
            ways = [
                f"{'有' if yes else '没有'}{self.units[kind].label}"
                for kind, yes in [*tree.stands.items(), *tree.children.items()]
            ]
            when = f"单位{'、'.join(ways)}时" if ways else "这条流程里"
            text = f"表上要印“{section.label}”，{when}没有人填。把它写进某一步的 fill，或给栏目写 when"
            self.findings.warn("S521", text, "routes", route_id)

    # ── every kind of employer ───────────────────────────────────────────────
    def coverage(self) -> None:
        """Find employers and answers without a route, and steps without a unit."""
        routes = self.review.routes
        nodes: dict[str, Node | None] = {route: self.scheme.node("routes", route, "when") for route in routes}
        paths = sorted({path for node in nodes.values() if node for path in node.reads})
        choices = {path: self.answers(path) for path in paths if path not in ("unit.kind", "tree")}
        known = {path: values for path, values in choices.items() if values}
        count = 1
        for values in known.values():
            count *= len(values)
        if count > MAX_COMBINATIONS:
            self.findings.add("S523", f"流程的条件有 {count} 种组合，查不完。请少用几项来分流程", "routes")
            return
        employers = [kind for kind, unit in self.units.items() if unit.employer]
        if not employers:
            self.findings.add("S517", "没有一种单位写了 employer: true，谁都不能申报", "units")
        for employer, combination in itertools.product(employers, itertools.product(*known.values())):
            answers = dict(zip(known, combination, strict=True))
            self.employer(employer, answers, nodes)

    def answers(self, path: str) -> tuple[object, ...]:
        """Return the answers a path can have, empty when they are not a closed set."""
        field = self.review.names.field(path)
        if field is not None and field.kind == "yes_no":
            return (True, False)
        return self.review.names.values(path) or ()

    def employer(self, kind: str, answers: Mapping[str, object], nodes: Mapping[str, Node | None]) -> None:
        """Find the route of one kind of employer with these answers."""
        stands = self.over[kind]
        tree = Guess({other: other in stands for other in self.units}, dict.fromkeys(self.units, True))
        context = Context(self.scheme, _world(tree, unit={"kind": kind, "level": self.units[kind].level}))
        for path, value in answers.items():
            context.set(path, value)
        for route_id, node in nodes.items():
            if node is None or context.run(node) is True:
                self.found(kind, route_id, stands)
                return
        words = "、".join(f"{self.label(path)}是“{value}”" for path, value in answers.items())
        who = f"“{self.units[kind].label}”的人{'，' + words if words else ''}"
        self.findings.add("S517", f"{who}，没有流程可走：死路。给一条流程的 when 加上这种情形", "routes")

    def label(self, path: str) -> str:
        """Return what a path is called."""
        field = self.review.names.field(path)
        return field.label if field else path

    def found(self, kind: str, route_id: str, stands: frozenset[str]) -> None:
        """Check that each step has a unit that can do it, in every way the tree above this employer can be."""
        route = self.review.routes[route_id]
        for part, steps in (("before", route.before), ("steps", route.steps)):
            for number, step_id in enumerate(steps):
                step = self.steps[step_id]
                if all(self.someone(parse_place(step.at), tree) for tree in self.trees(kind, step_id, stands)):
                    continue
                text = f"“{self.units[kind].label}”的人走“{route.label}”，到“{step.label}”没有单位来办：死路"
                text += "。给这一步写 when，或另写一条流程"
                self.findings.add("S516", text, "routes", route_id, part, str(number))

    def trees(self, kind: str, step_id: str, stands: frozenset[str]) -> Iterator[Guess]:
        """Yield each tree above this employer in which the step may be taken."""
        node = self.scheme.node("steps", step_id, "when")
        above, children = _asked([parse(node.text)]) if node else (set[str](), set[str]())
        fixed = self.always_above(kind)
        atoms = [*sorted((above & stands) - fixed), *(f"child {name}" for name in sorted(children))]
        for truth in itertools.product((True, False), repeat=len(atoms)):
            held = dict(zip(atoms, truth, strict=True))
            tree = Guess(
                {other: other in stands and held.get(other, True) for other in self.units},
                {name: held[f"child {name}"] for name in children},
            )
            if node is None or Context(self.scheme, _world(tree)).run(node) is not False:
                yield tree

    def always_above(self, kind: str) -> frozenset[str]:
        """Return the kinds that stand above a kind whichever parent a unit has."""
        parents = [parent for parent in self.units[kind].parents if parent in self.units and parent != kind]
        chains = [{parent, *self.always_above(parent)} for parent in parents]
        return frozenset(set[str].intersection(*chains)) if chains else frozenset()

    @staticmethod
    def someone(place: Place, tree: Guess) -> bool:
        """Tell whether there is a unit at a place in this tree."""
        match place.selector:
            case "employer" | "plan" | "only":
                return True
            case "nearest" | "every":
                return any(tree.above(kind) for kind in place.kinds)
            case "child":
                inside = place.inside is not None and Walk.someone(place.inside, tree)
                return inside and all(tree.children.get(kind, False) for kind in place.kinds)
