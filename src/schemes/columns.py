"""What is asked of all rows of a section without passing them through the expression library.

`gaps(work.map(w, w.period))` would carry every period into the library and back; here the function gets the column
straight from the context. `work.exists(w, has(w.title) && w.title.matches("医师"))` hands over its result alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from schemes.expressions import DESK, Open
from schemes.functions import matches
from schemes.syntax import Call, Expr, Literal, Method, Name, Operation


class Test(NamedTuple):
    """One condition on a row: the field is there (`presence`), has the `pattern` or is true, or not (`negated`)."""

    field: str
    presence: bool
    negated: bool
    pattern: str | None = None


class Column(NamedTuple):
    """The values of one field over the rows of a section that pass all tests."""

    section: str
    field: str
    tests: tuple[Test, ...]

    def values(self) -> list[Any]:
        """Return the column of the running context.

        Raises:
            Open: a row has no answer there.

        """
        field, tests = self.field, self.tests
        try:
            return [row[field] for row in _rows(self.section) if not tests or _passes(row, tests)]
        except KeyError:
            raise Open(field) from None


class Some(NamedTuple):
    """Whether some row of a section passes all tests."""

    section: str
    tests: tuple[Test, ...]

    def there(self) -> bool:
        """Tell whether there is one in the running context; whether a row passes must be known of all before it.

        Raises:
            Open: a row before it has no answer there.

        """
        return any(_passes(row, self.tests) for row in _rows(self.section))


def _rows(section: str) -> list[dict[str, Any]]:
    context = DESK.context
    rows = None if context is None else context.get(section)
    if rows is None:
        raise Open(section)
    return rows


def _passes(row: Mapping[str, Any], tests: Sequence[Test]) -> bool:
    """Tell whether a row passes; what is open counts only when no other test fails."""
    lacking = False
    for field, presence, negated, pattern in tests:
        value = row.get(field)
        if presence:
            found = field in row
        elif pattern is not None and isinstance(value, str):
            found = matches(value, pattern)
        elif pattern is None and isinstance(value, bool):
            found = value
        else:
            lacking = True
            continue
        if found == negated:
            return False
    if lacking:
        raise Open
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


def some_of(tree: Method, is_rows: Callable[[str], bool]) -> Some | None:
    """Return what `section.exists(v, …)` asks, None when it is anything but a few simple tests joined by `&&`."""
    target = tree.target
    if (
        tree.method != "exists"
        or not isinstance(target, Name)
        or len(target.parts) != 1
        or not is_rows(target.parts[0])
    ):
        return None
    tests = _tests(tree)
    return None if tests is None else Some(target.parts[0], tuple(tests))


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
    """Return the tests of `.filter(v, has(v.a) && v.a.matches("…") && !v.b)`, or None when it is more than that."""
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
        presence, pattern = False, None
        match inner:
            case Call(function="has", arguments=(name,)):
                presence = True
            case Method(target=name, method="matches", arguments=(Literal(value=str(pattern)),)):
                pass
            case name:
                pass
        field = _field(name, variable)
        if field is None:
            return None
        out.append(Test(field, presence, negated, pattern))
    return out


def bound(function: Callable[..., Any], columns: Mapping[int, Column]) -> Callable[..., Any]:
    """Return a function that takes these arguments from the context instead of from its caller."""

    def call(*arguments: Any) -> Any:
        return function(*[columns[n].values() if n in columns else value for n, value in enumerate(arguments)])

    return call
