"""Resolves every name of one expression, names every slip in it, and notes what it reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemes.columns import Column, Some, column_of, some_of
from schemes.expressions import NodeKind, Slot
from schemes.findings import Findings, Path
from schemes.functions import ASKING, METHODS, PURE, signatures
from schemes.kinds import ROW_FACTS, WRITTEN
from schemes.model import Field
from schemes.names import Names, near
from schemes.slips import left_open, no_option, text_of, unknown_argument, unknown_column
from schemes.syntax import (
    MACROS,
    Call,
    Expr,
    Literal,
    Member,
    Method,
    Name,
    Operation,
    children,
)

SIGNATURES = signatures()
MATCHES = "matches__"
GUARDED_MACROS = frozenset({"filter", "map", "exists", "exists_one"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """An expression as found in the document.

    `before` is the place of the question whose showing depends on it, None when order does not matter.
    """

    kind: NodeKind
    text: str
    at: Path
    section: str = ""
    field: str = ""
    before: int | None = None


class Resolver:
    """Walks one expression, gathering what it reads and what is wrong with it.

    `reads` are paths, `slots` variables by their new name, `edits` spans of the text and what replaces them,
    `functions` those it calls, `bound` calls whose columns come straight from the context, `somes` what is asked of all
    rows there.
    """

    def __init__(self, wanted: Wanted, names: Names, findings: Findings) -> None:
        self.wanted, self.names, self.findings = wanted, names, findings
        self.reads: dict[str, None] = {}
        self.slots: dict[str, Slot] = {}
        self.edits: list[tuple[int, int, str]] = []
        self.functions: dict[str, None] = {}
        self.bound: dict[str, tuple[str, dict[int, Column]]] = {}
        self.somes: dict[str, Some] = {}
        self.columns: dict[str, set[str]] = {}
        self.whole: set[str] = set()
        self.per_row = False
        self.guarded: set[str] = set()
        self.last = ""

    def bad(self, code: str, text: str) -> None:
        """Record an error at this expression."""
        self.findings.add(code, text, *self.wanted.at)

    def warn(self, code: str, text: str) -> None:
        """Record a warning at this expression."""
        self.findings.warn(code, text, *self.wanted.at)

    def told(self, code: str, texts: Iterable[str]) -> None:
        """Record each sentence as an error of this number."""
        for text in texts:
            self.bad(code, text)

    # ── names ────────────────────────────────────────────────────────────────
    def path_of(self, tree: Expr, bound: Mapping[str, str]) -> str | None:
        """Return the path that a dotted name means, None when it is no name or unknown."""
        if not isinstance(tree, Name):
            return None
        root, *rest = tree.parts
        if root in bound:
            return f"{bound[root]}.{rest[0]}" if bound[root] and rest else None
        if root == "row":
            return f"{self.wanted.section}[].{rest[0]}" if rest else None
        if root == "value":
            section = self.names.sections.get(self.wanted.section)
            return self.names.path(self.wanted.section, self.wanted.field) if section else None
        return ".".join(tree.parts[:2])

    def name(self, tree: Name, bound: Mapping[str, str], presence: bool = False) -> None:
        """Resolve one dotted name."""
        root, *rest = tree.parts
        if root in bound:
            if bound[root] and rest:
                section = bound[root].removesuffix("[]")
                self.row_field(section, rest[0])
                self.columns.setdefault(section, set()).add(rest[0])
                self.reads[bound[root]] = None
            elif bound[root]:
                self.whole.add(bound[root].removesuffix("[]"))
        elif root == "row":
            self.own_row(tree, rest, presence)
        elif root in ("today", "now"):
            self.slot(tree, 1, root, presence)
            self.reads[root] = None
        elif self.apart(root):
            self.bad("S124", f"{root} 在这里还没有、或者已经不算了：of: inquiry 只看自己问的，别处也不看它")
        elif root == "value":
            if self.wanted.kind not in ("allow", "recommend"):
                self.bad("S203", "value 只能用在 allow 里，这里请写完整的名称")
            self.slot(tree, 1, root, presence)
        elif root in self.names.sections:
            self.answer(tree, root, rest, presence)
        elif root in self.names.facts:
            self.fact(tree, root, rest, presence)
        else:
            known = [*self.names.sections, *self.names.facts, "today", "now", "row"]
            self.bad("S203", f"没有“{root}”这个名称{near(root, known)}。请写成 栏目.填报项")

    def apart(self, root: str) -> bool:
        """Tell whether a name lies on the other side of what is asked before anything is begun."""
        own, named = self.names.sections.get(self.wanted.section), self.names.sections.get(root)
        inside = own is not None and own.of == "inquiry"
        if inside:
            return root != self.wanted.section and (named is not None or root in self.names.facts)
        return named is not None and named.of == "inquiry"

    def own_row(self, tree: Name, rest: list[str], presence: bool) -> None:
        """Resolve `row.field`."""
        section = self.names.sections.get(self.wanted.section)
        if section is None or section.rows is None:
            self.bad("S205", "row 只能用在多条录入的栏目里，这里请写 栏目.填报项")
            return
        if not rest:
            self.bad("S203", "row 后面要写填报项，例：row.period")
            return
        self.per_row = True
        self.row_field(self.wanted.section, rest[0])
        self.slot(tree, 2, f"row.{rest[0]}", presence, self.part(tree))

    def row_field(self, section_id: str, field_id: str) -> None:
        """Note that a field of the rows of a section is read."""
        section = self.names.sections[section_id]
        if field_id not in section.fields and field_id not in ROW_FACTS:
            known = [*section.fields, *ROW_FACTS]
            self.bad("S203", f"栏目“{section.label}”没有 {field_id}{near(field_id, known)}")
            return
        self.reads[f"{section_id}[].{field_id}"] = None

    def answer(self, tree: Name, section_id: str, rest: list[str], presence: bool) -> None:
        """Resolve a name that begins with a section."""
        section = self.names.sections[section_id]
        if section.rows is not None:
            if rest:
                self.bad("S207", f"“{section.label}”有多条，请用 {section_id}.filter/.exists/.all 一条一条地看")
                return
            self.reads[f"{section_id}[]"] = None
            self.whole.add(section_id)
            self.slot(tree, 1, section_id, presence)
            return
        if not rest:
            self.bad(
                "S206",
                f"“{section.label}”不是多条录入，请写到填报项，例：{section_id}.{next(iter(section.fields), '')}",
            )
            return
        if rest[0] not in section.fields:
            self.bad("S203", f"栏目“{section.label}”没有 {rest[0]}{near(rest[0], section.fields)}")
            return
        path = f"{section_id}.{rest[0]}"
        self.reads[path] = None
        self.later(path, section.fields[rest[0]])
        if path in self.names.aliases:
            self.reads[self.names.aliases[path]] = None
        self.slot(tree, 2, self.names.aliases.get(path, path), presence, self.part(tree))

    def fact(self, tree: Name, root: str, rest: list[str], presence: bool) -> None:
        """Resolve a name that begins with `plan.`, `applicant.`, `unit.`, `application.` or `batch.`."""
        if not rest:
            self.bad("S206", f"请写到具体一项，例：{root}.{min(self.names.facts[root])}")
            return
        if rest[0] not in self.names.facts[root]:
            self.bad("S203", f"{root} 没有 {rest[0]}{near(rest[0], self.names.facts[root])}")
            return
        path = f"{root}.{rest[0]}"
        self.reads[path] = None
        for other, fact in self.names.aliases.items():
            if fact == path:
                self.reads[other] = None
        self.slot(tree, 2, path, presence)

    def later(self, path: str, field: Field) -> None:
        """Warn of a condition that reads a question asked later."""
        place = self.names.order.get(path, -1)
        section = self.names.sections[path.partition(".")[0]]
        if self.wanted.before is None or place < self.wanted.before or field.value or section.of != "application":
            return
        self.warn("S208", f"“{field.label}”在后面才问，这个条件在那之前一直不成立。请把它移到前面")

    def part(self, tree: Name) -> str:
        """Return the part of a period that a name means: "to" of `row.period.to`; empty where it means none."""
        section = self.names.sections.get(self.wanted.section if tree.parts[0] == "row" else tree.parts[0])
        field = section.fields.get(tree.parts[1]) if section is not None and len(tree.parts) == 3 else None
        return tree.parts[2] if field is not None and field.kind == "period" else ""

    def slot(self, tree: Name, parts: int, key: str, presence: bool, part: str = "") -> None:
        """Replace the first parts of a name by one variable; a part of a period is one, too: it need not be a map."""
        ident = "__".join([*key.split("."), *([part] if part else []), *(["is"] if presence else [])])
        of_row = key.startswith("row.")
        self.last = ident
        self.slots[ident] = Slot(ident, key.removeprefix("row."), of_row, presence and not part, None, part, presence)
        if not presence:
            self.edits.append((tree.start, tree.ends[parts if part else parts - 1], ident))

    # ── calls and operators ──────────────────────────────────────────────────
    def visit(self, tree: Expr, bound: Mapping[str, str]) -> None:
        """Resolve a part; `bound` maps variables of macros to what they run over ("papers[]", or nothing)."""
        match tree:
            case Name():
                self.name(tree, bound)
            case Call(function="has"):
                self.has(tree, bound)
            case Call():
                self.call(tree, bound)
            case Method(method=method) if method in MACROS:
                some = some_of(tree, self.is_rows)
                if some is None or some.section in bound:
                    self.macro(tree, bound)
                else:
                    alias = f"exists__{len(self.somes)}"
                    self.somes[alias] = some
                    self.taken_apart(tree, bound, f"{alias}()")
            case Method():
                if tree.method not in METHODS:
                    self.bad("S202", f"没有 .{tree.method}() 这个写法{near(tree.method, [*METHODS, *MACROS])}")
                    return
                self.text_size(tree.target, tree.method, bound)
                self.pattern(tree)
                self.target(tree.target, bound)
                for part in tree.arguments:
                    self.visit(part, bound)
            case Member(target=Call(function="entry") as call):
                self.told("S203", unknown_column(call, tree.name, self.names))
                self.visit(call, bound)
            case Operation():
                self.operation(tree, bound)
                for part in tree.operands:
                    self.visit(part, bound)
            case _:
                for part in children(tree):
                    self.visit(part, bound)

    def target(self, tree: Expr, bound: Mapping[str, str]) -> None:
        """Visit what a macro or `size()` runs over: of the rows of a section only the columns are needed."""
        before = set(self.whole)
        self.visit(tree, bound)
        if isinstance(tree, Name):
            self.whole = before

    def has(self, tree: Call, bound: Mapping[str, str]) -> None:
        """Resolve `has(name)`."""
        target = tree.arguments[0] if len(tree.arguments) == 1 else None
        if isinstance(target, Member):
            self.visit(target, bound)
            return
        if not isinstance(target, Name) or len(target.parts) < 2:
            self.bad("S204", "has() 里只写一个名称，例：has(basic.degree)")
            return
        simple = target.parts[0] not in bound and (len(target.parts) == 2 or bool(self.part(target)))
        self.name(target, bound, presence=simple)
        if simple:
            self.edits.append((tree.start, tree.end, self.last))

    def call(self, tree: Call, bound: Mapping[str, str]) -> None:
        """Resolve a function call."""
        counts = SIGNATURES.get(tree.function)
        if counts is None:
            self.bad("S202", f"没有函数 {tree.function}(){near(tree.function, SIGNATURES)}")
        elif len(tree.arguments) not in counts:
            self.bad("S204", f"{tree.function}() 要 {counts[0]} 个参数，这里写了 {len(tree.arguments)} 个")
        else:
            self.functions[tree.function] = None
            self.told("S204", unknown_argument(tree, self.names))
            if tree.function in ASKING:
                path = ASKING[tree.function][2]
                self.reads[path if path != "complete" else f"complete({text_of(tree.arguments[0])})"] = None
            if tree.function == "size":
                self.text_size(tree.arguments[0], "size", bound)
                self.target(tree.arguments[0], bound)
                return
        taken: dict[int, Column] = {}
        for number, part in enumerate(tree.arguments):
            column = column_of(part, self.is_rows) if tree.function in PURE or tree.function in ASKING else None
            if column is None or column.section in bound:
                self.visit(part, bound)
            else:
                self.taken_apart(part, bound, "0")
                taken[number] = column
        if taken:
            alias = f"{tree.function}__{len(self.bound)}"
            self.bound[alias] = (tree.function, taken)
            self.edits.append((tree.start, tree.start + len(tree.function), alias))

    def is_rows(self, name: str) -> bool:
        """Tell whether a name is a section with rows."""
        section = self.names.sections.get(name)
        return section is not None and section.rows is not None

    def taken_apart(self, tree: Expr, bound: Mapping[str, str], instead: str) -> None:
        """Visit a part whose rows are fetched without the library: it is checked and read, but is no variable."""
        slots, edits, whole = dict(self.slots), list(self.edits), set(self.whole)
        columns = {section: set(fields) for section, fields in self.columns.items()}
        if isinstance(tree, Method) and tree.method in MACROS:
            self.macro(tree, bound)
        else:
            self.visit(tree, bound)
        self.slots, self.edits, self.whole, self.columns = (
            slots,
            [*edits, (tree.start, tree.end, instead)],
            whole,
            columns,
        )

    def macro(self, tree: Method, bound: Mapping[str, str]) -> None:
        """Resolve `.filter(p, …)` and its kin."""
        self.target(tree.target, bound)
        variable, *body = tree.arguments or (None,)
        if not isinstance(variable, Name) or len(variable.parts) != 1 or not body:
            self.bad("S204", f".{tree.method}() 要先写一个代号，例：.{tree.method}(p, p.main)")
            return
        over = self.elements(tree.target, bound)
        inner = {**bound, variable.parts[0]: over}
        for part in body:
            self.visit(part, inner)
            if over and tree.method in GUARDED_MACROS:
                for text in left_open(part, variable.parts[0], over, self.guarded, self.names):
                    self.warn("S209", text)

    def elements(self, tree: Expr, bound: Mapping[str, str]) -> str:
        """Return "papers[]" when an expression yields rows of that section, else nothing."""
        if isinstance(tree, Name) and len(tree.parts) == 1 and tree.parts[0] not in bound:
            section = self.names.sections.get(tree.parts[0])
            return f"{tree.parts[0]}[]" if section is not None and section.rows is not None else ""
        if isinstance(tree, Method) and tree.method == "filter":
            return self.elements(tree.target, bound)
        return ""

    def operation(self, tree: Operation, bound: Mapping[str, str]) -> None:
        """Check what an operator compares or calculates."""
        if tree.operator in ("==", "!=", "in"):
            left, right = tree.operands
            self.told("S210", no_option(self.path_of(left, bound), left, right, self.names))
            self.told("S210", no_option(self.path_of(right, bound), right, left, self.names))
        elif tree.operator in ("+", "-", "*", "/", "%"):
            for part in tree.operands:
                field = self.names.field(self.path_of(part, bound) or "")
                if field is not None and field.kind == "number" and field.value is None:
                    self.warn("S213", f"“{field.label}”可能带小数，和整数相算会算不出。请写 double(…)，数也写成 2.0")

    def pattern(self, tree: Method) -> None:
        """Have `name.matches("…")` called as a function with a pattern that is compiled once."""
        argument = tree.arguments[0] if len(tree.arguments) == 1 else None
        if tree.method != "matches" or not isinstance(argument, Literal) or not isinstance(argument.value, str):
            return
        try:
            re.compile(argument.value)
        except re.error:
            self.bad("S113", f"matches 里的“{argument.value}”看不懂，请检查括号和反斜线")
        if isinstance(tree.target, Name):
            self.functions[MATCHES] = None
            self.edits += [(tree.start, tree.start, f"{MATCHES}("), (tree.target.end, argument.start, ", ")]

    def text_size(self, target: Expr, method: str, bound: Mapping[str, str]) -> None:
        """Refuse `size()` on a text: it counts bytes."""
        field = self.names.field(self.path_of(target, bound) or "")
        if method == "size" and field is not None and field.kind in WRITTEN:
            self.bad("S211", "size() 数的是字节，数汉字请用 length()")
