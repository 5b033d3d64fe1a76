"""Writes the XML of pushes and reads the XML of replies, strictly."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeAlias
from xml.parsers import expat

Value: TypeAlias = "str | int | Bare | Fields"
Fields: TypeAlias = "list[tuple[str, Value]]"
MAX_DEPTH = 6


class Bare(str):
    """Is a text that stands in the XML without CDATA, exactly as it is."""


class NotXml(ValueError):
    """Says why a reply is not the XML that the platform takes."""


class Node:
    """Is an element that was read: its name, the text in it and the elements in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self.children: list[Node] = []

    def child(self, name: str) -> Node | None:
        """Give the only child of that name, None when there is none."""
        return next((node for node in self.children if node.name == name), None)


def write(fields: Fields, chance: random.Random | None = None) -> str:
    """Write the body of a push.

    Args:
        fields: names with values: text becomes CDATA, a number stands bare, a list is nested.
        chance: sets random white space between the elements, so that every length of padding occurs.

    """
    return f"<xml>{_write(fields, chance)}</xml>"


def _write(fields: Fields, chance: random.Random | None) -> str:
    gap = (lambda: "\n" * chance.randint(0, 3)) if chance else (lambda: "")
    return "".join(f"{gap()}<{name}>{_value(value, chance)}</{name}>" for name, value in fields) + gap()


def _value(value: Value, chance: random.Random | None) -> str:
    match value:
        case Bare():
            return str(value)
        case str():
            return "<![CDATA[" + value.replace("]]>", "]]]]><![CDATA[>") + "]]>"
        case int():
            return str(value)
        case list():
            return _write(value, chance)


def read(body: bytes) -> Node:
    """Read a reply: one root called xml, no document type, no entity of its own, at most six levels.

    Raises:
        NotXml: says what is wrong.

    """
    parser = expat.ParserCreate()
    top = Node("")
    stack: list[Node] = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if attributes:
            raise NotXml(f"<{name}> 不该有属性")
        if len(stack) > MAX_DEPTH:
            raise NotXml("嵌套太深")
        node = Node(name)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_: str) -> None:
        stack.pop()

    def characters(text: str) -> None:
        stack[-1].text += text

    def doctype(*_: object) -> None:
        raise NotXml("不能有 DOCTYPE")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise NotXml(f"XML 不完整：{expat.ErrorString(error.code)}") from None
    root = top.children[0]
    if root.name != "xml":
        raise NotXml(f"根元素是 <{root.name}>，要 <xml>")
    return root


def only(node: Node, names: Sequence[str]) -> dict[str, Node]:
    """Give the children by name.

    Raises:
        NotXml: a needed one is absent, or any stands twice.

    """
    found: dict[str, Node] = {}
    for child in node.children:
        if child.name in found:
            raise NotXml(f"<{child.name}> 出现了两次")
        found[child.name] = child
    for name in names:
        if name not in found:
            raise NotXml(f"缺少 <{name}>")
    return found


def leaf(node: Node) -> str:
    """Give an element's text.

    Raises:
        NotXml: there are elements in it.

    """
    if node.children:
        raise NotXml(f"<{node.name}> 里夹着 <{node.children[0].name}>，内容要放进 CDATA")
    return node.text
