"""Parses a condition into a tree, so that every name in it can be looked up and every slip be named.

The grammar is that of the Common Expression Language (cel-spec, langdef.md) without messages and optional fields; the
library compiles the expression, this tree only serves checks and the renaming of variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAX_TOKENS: Final = 600
MAX_DEPTH: Final = 40

TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<number>0x[0-9a-fA-F]+u?|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?u?)
    | (?P<text>[rR]?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    | (?P<name>[A-Za-z_]\w*)
    | (?P<sign>\|\||&&|==|!=|<=|>=|[<>+\-*/%!?:.,()\[\]{}])
    | (?P<bad>\S))""",
    re.VERBOSE | re.ASCII,
)
LEVELS: Final = (("||",), ("&&",), ("<", "<=", ">", ">=", "==", "!=", "in"), ("+", "-"), ("*", "/", "%"))
MACROS: Final = frozenset({"filter", "map", "all", "exists", "exists_one"})


class UnreadableError(ValueError):
    """Raised when an expression cannot be parsed; the text says what was found where."""


@dataclass(frozen=True, slots=True)
class Expr:
    """Base of all nodes; `start` and `end` are offsets in the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal(Expr):
    """A text, number, true, false or null; `value` is its Python value."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Name(Expr):
    """A dotted name such as `basic.degree`; `ends` are the offsets where each part ends."""

    parts: tuple[str, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Call(Expr):
    """A function call such as `length(x)`."""

    function: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Method(Expr):
    """A call on a value, such as `papers.filter(p, p.main)`."""

    target: Expr
    method: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Member(Expr):
    """A column of a value that is no name, such as `entry("titles", x).level`."""

    target: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Index(Expr):
    """An element `target[key]`."""

    target: Expr
    key: Expr


@dataclass(frozen=True, slots=True)
class Operation(Expr):
    """An operator with one, two or (for `?:`) three operands."""

    operator: str
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Gathering(Expr):
    """A list `[a, b]` or a map `{k: v}`, all its items in order."""

    items: tuple[Expr, ...]


def children(tree: Expr) -> tuple[Expr, ...]:
    """Return the direct parts of a tree."""
    match tree:
        case Call():
            return tree.arguments
        case Method():
            return (tree.target, *tree.arguments)
        case Member():
            return (tree.target,)
        case Index():
            return (tree.target, tree.key)
        case Operation():
            return tree.operands
        case Gathering():
            return tree.items
        case _:
            return ()


def every(tree: Expr) -> Iterator[Expr]:
    """Yield a tree and everything in it, outermost first."""
    yield tree
    for child in children(tree):
        yield from every(child)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def _tokens(text: str) -> list[_Token]:
    out: list[_Token] = []
    at = 0
    while found := TOKEN.match(text, at):
        kind = found.lastgroup or "bad"
        word = found.group(kind)
        if kind == "bad":
            raise UnreadableError(f"看不懂“{word}”")
        out.append(_Token(kind, word, found.start(kind), found.end(kind)))
        at = found.end()
        if len(out) > MAX_TOKENS:
            raise UnreadableError("条件太长，请分成几条规则")
    if not out:
        raise UnreadableError("条件是空的")
    return [*out, _Token("end", "", len(text), len(text))]


class _Parser:
    """Reads tokens from left to right, one method a level of binding."""

    def __init__(self, text: str) -> None:
        self.tokens, self.at, self.depth = _tokens(text), 0, 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> _Token | None:
        """Take the next token if it is one of these signs or words."""
        token = self.next
        if token.kind in ("sign", "name") and token.text in texts:
            self.at += 1
            return token
        return None

    def must(self, text: str) -> _Token:
        token = self.take(text)
        if token is None:
            raise UnreadableError(f"“{self.next.text or '结尾'}”前面少了“{text}”")
        return token

    def whole(self) -> Expr:
        tree = self.expression()
        if self.next.kind != "end":
            raise UnreadableError(f"“{self.next.text}”接不上前面")
        return tree

    def expression(self) -> Expr:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableError("括号套得太深")
        tree = self.binary(0)
        if self.take("?"):
            yes = self.expression()
            self.must(":")
            no = self.expression()
            tree = Operation(tree.start, no.end, "?:", (tree, yes, no))
        self.depth -= 1
        return tree

    def binary(self, level: int) -> Expr:
        if level == len(LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while sign := self.take(*LEVELS[level]):
            right = self.binary(level + 1)
            left = Operation(left.start, right.end, sign.text, (left, right))
        return left

    def unary(self) -> Expr:
        signs: list[_Token] = []
        while sign := self.take("!", "-"):
            signs.append(sign)
        tree = self.member()
        for sign in reversed(signs):
            tree = Operation(sign.start, tree.end, sign.text, (tree,))
        return tree

    def arguments(self, close: str) -> tuple[tuple[Expr, ...], int]:
        items: list[Expr] = []
        while (end := self.take(close)) is None:
            if items:
                self.must(",")
            items.append(self.expression())
            if close == "}":
                self.must(":")
                items.append(self.expression())
        return tuple(items), end.end

    def member(self) -> Expr:
        tree = self.primary()
        while True:
            if self.take("."):
                token = self.next
                if token.kind != "name":
                    raise UnreadableError("点号后面要有名称")
                self.at += 1
                if self.take("("):
                    items, end = self.arguments(")")
                    tree = Method(tree.start, end, tree, token.text, items)
                elif isinstance(tree, Name):
                    tree = Name(tree.start, token.end, (*tree.parts, token.text), (*tree.ends, token.end))
                else:
                    tree = Member(tree.start, token.end, tree, token.text)
            elif self.take("["):
                key = self.expression()
                tree = Index(tree.start, self.must("]").end, tree, key)
            else:
                return tree

    def primary(self) -> Expr:
        token = self.next
        self.at += 1
        match token.kind:
            case "number":
                return Literal(token.start, token.end, _number(token.text))
            case "text":
                return Literal(token.start, token.end, _unquoted(token.text))
            case "name":
                return self.named(token)
            case "sign" if token.text == "(":
                tree = self.expression()
                self.must(")")
                return tree
            case "sign" if token.text in "[{":
                items, end = self.arguments("]" if token.text == "[" else "}")
                return Gathering(token.start, end, items)
            case _:
                raise UnreadableError(f"“{token.text or '结尾'}”前面少了内容")

    def named(self, token: _Token) -> Expr:
        if token.text in ("true", "false", "null"):
            value = {"true": True, "false": False, "null": None}[token.text]
            return Literal(token.start, token.end, value)
        if token.text == "in":
            raise UnreadableError("“in”前面少了内容")
        if self.take("("):
            items, end = self.arguments(")")
            return Call(token.start, end, token.text, items)
        return Name(token.start, token.end, (token.text,), (token.end,))


def _number(text: str) -> int | float:
    plain = text.rstrip("u")
    if plain.startswith("0x"):
        return int(plain, 16)
    return int(plain) if plain.isdigit() else float(plain)


def _unquoted(text: str) -> str:
    raw = text[0] in "rR"
    body = text[2:-1] if raw else text[1:-1]
    return body if raw else re.sub(r"\\(.)", r"\1", body)


def parse(text: str) -> Expr:
    """Parse one expression.

    Raises:
        UnreadableError: it is not an expression, too long or too deep.

    """
    return _Parser(text).whole()
