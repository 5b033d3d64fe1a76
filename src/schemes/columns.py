"""Columns of rows handed to a function without passing through the expression library.

`gaps(work.map(w, w.period))` would carry every period into the library and back; here the function gets the column
straight from the context, so that an answer in a long section costs no more than one in a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from schemes.expressions import DESK
from schemes.syntax import Call, Expr, Method, Name, Operation


class Test(NamedTuple):
    """One condition on a row: the field is there (`presence`) or is true, or not (`negated`)."""

    field: str
    presence: bool
    negated: bool


class Column(NamedTuple):
    """The values of one field over the rows of a section that pass all tests."""

    section: str
    field: str
    tests: tuple[Test, ...]

    def values(self) -> list[Any]:
        """Return the column of the running context.

        Raises:
            LookupError: a row has no answer there, so that the expression is open.

        """
        context = DESK.context
        rows = None if context is None else context.get(self.section)
        if rows is None:
            raise LookupError(self.section)
        return [row[self.field] for row in rows if _passes(row, self.tests)]


def _passes(row: Mapping[str, Any], tests: Sequence[Test]) -> bool:
    """Tell whether a row passes; what is open counts only when no other test fails."""
    lacking = False
    for test in tests:
        if test.presence:
            if (test.field in row) == test.negated:
                return False
        elif not isinstance(value := row.get(test.field), bool):
            lacking = True
        elif value == test.negated:
            return False
    if lacking:
        raise LookupError
    return True


def column_of(tree: Expr, is_rows: Callable[[str], bool]) -> Column | None:
    """Return the column that an expression is, or None: `section.map(v, v.field)`, with simple filters before it."""
    if not isinstance(tree, Method) or tree.method != "map":
        return None
    field = _own_field(tree)
    tests: list[Test] = []
    target = tree.target
    while isinstance(target, Method) and target.method == "filter":
        found = _tests(target)
        if found is None:
            return None
        tests += found
        target = target.target
    if field is None or not isinstance(target, Name) or len(target.parts) != 1 or not is_rows(target.parts[0]):
        return None
    return Column(target.parts[0], field, tuple(tests))


def _own_field(tree: Method) -> str | None:
    """Return f when a macro is `.map(v, v.f)`."""
    if len(tree.arguments) != 2:
        return None
    variable, body = tree.arguments
    return _field(body, variable)


def _field(tree: Expr, variable: Expr) -> str | None:
    if isinstance(tree, Name) and isinstance(variable, Name) and len(tree.parts) == 2:
        return tree.parts[1] if tree.parts[0] == variable.parts[0] else None
    return None


def _tests(tree: Method) -> list[Test] | None:
    """Return the tests of `.filter(v, has(v.a) && !v.b)`, or None when it is more than that."""
    if len(tree.arguments) != 2:
        return None
    variable, body = tree.arguments
    out: list[Test] = []
    todo = [body]
    while todo:
        part = todo.pop()
        if isinstance(part, Operation) and part.operator == "&&":
            todo += part.operands
            continue
        negated = isinstance(part, Operation) and part.operator == "!"
        inner = part.operands[0] if isinstance(part, Operation) and negated else part
        presence = isinstance(inner, Call) and inner.function == "has" and len(inner.arguments) == 1
        field = _field(inner.arguments[0] if isinstance(inner, Call) and presence else inner, variable)
        if field is None:
            return None
        out.append(Test(field, presence, negated))
    return out


def bound(function: Callable[..., Any], columns: Mapping[int, Column]) -> Callable[..., Any]:
    """Return a function that takes these arguments from the context instead of from its caller."""

    def call(*arguments: Any) -> Any:
        return function(*(columns[n].values() if n in columns else value for n, value in enumerate(arguments)))

    return call
