"""What is asked of all rows of a section without passing them through the expression library.

`gaps(work.map(w, w.period))` would carry every period into the library and back; here the function gets the column
straight from the context. `work.exists(w, has(w.title) && w.title.matches("医师"))` hands over its result alone.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemes.expressions import DESK, Open
from schemes.functions import COUNTS, TELLS
from schemes.syntax import Call, Expr, Gathering, Literal, Method, Name, Operation

COMPARED: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
ROW: Final = Name(0, 0, ("row",), (0,))


@dataclass(frozen=True, slots=True)
class Test:
    """One condition on a row: the field is there (`presence`), has the `pattern` or is true, or not (`negated`)."""

    field: str
    presence: bool
    negated: bool
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one field over the rows of a section that pass all tests; `otherwise` stands for none."""

    section: str
    field: str
    tests: tuple[Test, ...]
    otherwise: Any = None

    def values(self) -> list[Any]:
        """Return the column of the running context.

        Raises:
            Open: a row has no answer there.

        """
        field, tests, otherwise = self.field, self.tests, self.otherwise
        rows = [row for row in _rows(self.section) if not tests or _passes(row, tests)]
        if otherwise is not None:
            return [row.get(field, otherwise) for row in rows]
        try:
            return [row[field] for row in rows]
        except KeyError:
            raise Open(field) from None


@dataclass(frozen=True, slots=True)
class Some:
    """Whether some row of a section passes all tests."""

    section: str
    tests: tuple[Test, ...]

    def there(self) -> bool:
        """Tell whether there is one in the running context; whether a row passes must be known of all before it.

        Raises:
            Open: a row before it has no answer there.

        """
        for row in _rows(self.section):  # noqa: SIM110  every row would be a frame of a generator more
            if _passes(row, self.tests):
                return True
        return False


def _rows(section: str) -> list[dict[str, Any]]:
    context = DESK.context
    rows = None if context is None else context.values.get(section)
    if rows is None:
        raise Open(section)
    return rows


def _passes(row: Mapping[str, Any], tests: tuple[Test, ...]) -> bool:
    """Tell whether a row passes; what is open counts only when no other test fails."""
    lacking = False
    for test in tests:
        if test.presence:
            found = test.field in row
        else:
            value, pattern = row.get(test.field), test.pattern
            if pattern is not None and isinstance(value, str):
                found = pattern.search(value) is not None
            elif pattern is None and isinstance(value, bool):
                found = value
            else:
                lacking = True
                continue
        if found == test.negated:
            return False
    if lacking:
        raise Open
    return True


def column_of(tree: Expr, is_rows: Callable[[str], bool]) -> Column | None:
    """Return the column that an expression is, or None.

    It is `section.map(v, v.field)` or `section.map(v, has(v.field) ? v.field : "其他")`, with simple filters before it.
    """
    if not isinstance(tree, Method) or tree.method != "map" or len(tree.arguments) != 2:
        return None
    field, otherwise = _taken(*tree.arguments)
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
    return Column(target.parts[0], field, tuple(tests), otherwise)


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


def _taken(variable: Expr, body: Expr) -> tuple[str | None, Any]:
    """Return f of `v.f`, and what stands where there is none in `has(v.f) ? v.f : otherwise`; None for f otherwise."""
    match body:
        case Operation(
            operator="?:", operands=(Call(function="has", arguments=(asked,)), there, Literal(value=str(value)))
        ):
            field = _field(there, variable)
            return (field if field == _field(asked, variable) else None), value
        case _:
            return _field(body, variable), None


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
            case Method(target=name, method="matches", arguments=(Literal(value=str(text)),)):
                pattern = _compiled(text)
                if pattern is None:
                    return None
            case name:
                pass
        field = _field(name, variable)
        if field is None:
            return None
        out.append(Test(field, presence, negated, pattern))
    return out


def _compiled(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text)
    except re.error:
        return None


def bound(function: Callable[..., Any], columns: Mapping[int, Column]) -> Callable[..., Any]:
    """Return a function that takes these arguments from the context instead of from its caller."""

    def call(*arguments: Any) -> Any:
        return function(*[columns[n].values() if n in columns else value for n, value in enumerate(arguments)])

    return call


def direct(
    tree: Expr, text: str, called: Mapping[str, Callable[..., Any]], taken: Mapping[str, int]
) -> Callable[[], Any] | None:
    """Return what asks a whole expression without the library; None where it is more than one question about rows.

    Args:
        tree: the expression.
        text: as the library gets it.
        called: the functions that this text calls, by name.
        taken: of those that take columns from the context, how many of their arguments are.

    """
    match tree:
        case Method(method="exists"):
            return called.get(text.strip().removesuffix("()"))
        case Operation(operator=sign, operands=(Call(function=counts, arguments=given), Literal(value=int(than)))):
            if counts not in COUNTS or sign not in COMPARED or type(than) is bool or [*taken.values()] != [len(given)]:
                return None
            compare, ask, blanks = COMPARED[sign], called[next(iter(taken))], (0,) * len(given)
            return lambda: compare(ask(*blanks), than)
        case Call(function=tells, arguments=given) if tells in TELLS:
            constants = [_constant(one) for one in given]
            if [constants.count(None)] != [*taken.values()]:
                return None
            ask = called[next(iter(taken))]
            return lambda: ask(*constants)
        case Call(function="at_most", arguments=(Literal(value=str(name)), code, Gathering(items=items))):
            fields = [field for one in (code, *items) if (field := _field(one, ROW)) is not None]
            return _own(called["at_most"], name, *fields) if len(fields) == 1 + len(items) else None
        case _:
            return None


def _own(ask: Callable[..., Any], name: str, entry: str, *fields: str) -> Callable[[], Any]:
    """Return what asks about those fields of the row that are answered; the library would wait for all of them."""

    def there() -> Any:
        row = DESK.context.row  # pyright: ignore[reportOptionalMemberAccess]
        return ask(name, row[entry], [row[field] for field in fields if field in row])

    return there


def _constant(tree: Expr) -> Any:
    """Return what an expression always is, None where it depends on anything."""
    match tree:
        case Literal(value=value):
            return value
        case Gathering(items=items) if all(isinstance(one, Literal) for one in items):
            return [_constant(one) for one in items]
        case _:
            return None
