"""Reads a region's files, says what is wrong with them, and compiles them into one frozen Scheme.

Knows no clock, no database and no framework, and touches no file but the region's own.
"""

from schemes.errors import Fault, SchemeError
from schemes.expressions import Context, Node, Tree, UnitRef, World
from schemes.model import (
    Deed,
    Field,
    Form,
    Message,
    Region,
    Route,
    Rows,
    Rule,
    Section,
    Step,
    UnitKind,
    Years,
)  # fmt: skip
from schemes.scheme import Blank, Loaded, Scheme, check, from_document, load

__all__ = [
    "Blank", "Context", "Deed", "Fault", "Field", "Form", "Loaded", "Message", "Node", "Region", "Route", "Rows",
    "Rule", "Scheme", "SchemeError", "Section", "Step", "Tree", "UnitKind", "UnitRef", "World", "Years", "check",
    "from_document", "load",
]  # fmt: skip
