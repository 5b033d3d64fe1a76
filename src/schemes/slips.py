"""Slips that are no wrong name: a text that is no option, a list or column that does not exist, an answer left open.

Each function yields the sentence of what is wrong; who calls it knows the number and the place.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from schemes.functions import LISTS
from schemes.names import Names, near
from schemes.syntax import Call, Expr, Gathering, Literal, Name, every

ABOUT_UNITS = frozenset({"above", "nearest", "has_child"})


def text_of(tree: Expr | None) -> str:
    """Return the text that a literal is, or nothing."""
    return tree.value if isinstance(tree, Literal) and isinstance(tree.value, str) else ""


def unknown_argument(call: Call, names: Names) -> Iterator[str]:
    """Check a first argument that names a list, a kind of unit or a section."""
    name = text_of(call.arguments[0] if call.arguments else None)
    if call.function in LISTS:
        known, word = list(names.lists), "选项表"
    elif call.function in ABOUT_UNITS:
        known, word = list(names.units), "单位类别"
    elif call.function == "complete":
        known, word = list(names.sections), "栏目"
    else:
        return
    if name and name not in known:
        yield f"没有{word} {name}{near(name, known)}"
    elif name and call.function == "at_most" and not any("most" in record for record in names.lists[name].values()):
        yield f"选项表 {name} 没有 most 这一列"


def unknown_column(call: Call, column: str, names: Names) -> Iterator[str]:
    """Check the column that is taken of `entry(list, code)`."""
    name = text_of(call.arguments[0] if call.arguments else None)
    records = names.lists.get(name)
    if records is not None and not any(column in record for record in records.values()):
        yield f"选项表 {name} 没有 {column} 这一列"


def no_option(path: str | None, side: Expr, other: Expr, names: Names) -> Iterator[str]:
    """Check texts that are compared with something that has a closed set of values; `side` means `path`."""
    values = None if path is None else names.values(path)
    if values is None or path is None or not isinstance(side, Name):
        return
    if len(side.parts) != (1 if side.parts[0] == "value" else 2):
        return
    for item in other.items if isinstance(other, Gathering) else (other,):
        text = text_of(item)
        if text and text not in values:
            label = field.label if (field := names.field(path)) else path
            yield f"“{text}”不是“{label}”的选项{near(text, values)}。请照选项的字写"


def left_open(tree: Expr, variable: str, over: str, guarded: Container[str], names: Names) -> Iterator[str]:
    """Find optional answers of a row that are read without `has()`; `over` is "papers[]"."""
    section = names.sections[over.removesuffix("[]")]
    for part in every(tree):
        if not isinstance(part, Name) or part.parts[0] != variable or len(part.parts) < 2:
            continue
        field = section.fields.get(part.parts[1])
        if field is None or field.value is not None or f"{over}.{part.parts[1]}" in guarded:
            continue
        if field.required is not True or field.when is not None:
            yield f"{part.parts[1]} 可能没有填，请先写 has({variable}.{part.parts[1]}) &&"
