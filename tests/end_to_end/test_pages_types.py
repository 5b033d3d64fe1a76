"""What the pages take for the shape of a view is what the product says: their types against `/openapi.json`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from web.api import ROUTES
from web.openapi import describe

TYPED = Path(__file__).parents[2] / "mini_program/tests/typed.mjs"
SCHEMAS: dict[str, Any] = describe(ROUTES)["components"]["schemas"]

NAMED = {
    "Account": "Waiting", "ApplicationCard": "Mine", "Fix": "FixView", "FixMark": "MarkView MarkCard",
    "Copy": "CopyView", "Earlier": "EarlierView", "Taken": "TakenView", "Inquiry": "InquiryView",
    "FormLine": "FormLink", "Layout": "LayoutView", "RosterFilter": "Filter",
    "Link": "Way", "Mark": "MarkView", "Membership": "Acting", "Offer": "Deed", "Place": "Spot",
    "Plan": "PlanView", "Pledge": "PledgeView", "Problem": "Spot", "ProblemBody": "Problem", "Qr": "Ticket",
    "Review": "ReviewView", "ReviewUnit": "MyUnit", "RowCardView": "Card", "Rows": "RowsView", "Section": "SectionView",
    "SectionLine": "Task", "Slot": "SlotView", "SlotDocument": "DocumentView", "SlotPage": "PageView",
    "Ticket": "Asked",
}  # fmt: skip
"""The pages' name of a view → the product's, where they differ; of two laid over each other the later counts."""

MADE: Mapping[str, set[str]] = {
    "Check": {"open", "next", "submit"}, "Fix": {"next"}, "Me": {"face"}, "Note": {"action"}, "Place": {"address"},
    "Pledge": {"binds"}, "Qr": {"expires"}, "Queue": {"unit"}, "QueueCard": {"waiting"}, "ReviewUnit": {"unit_name"},
    "Saved": {"doubt"}, "Slot": {"locked"}, "SlotPage": {"image"},
}  # fmt: skip
"""What a page's view has that the product does not say as such: the pages make it (`src/api/views.ts`)."""


def kinds(schema: Mapping[str, Any]) -> set[str]:
    """Return of which kinds of JSON a value may be; of a closed set of texts each, after `=`."""
    if "$ref" in schema:
        return kinds(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return set().union(*map(kinds, schema["anyOf"]))
    if "enum" in schema:
        return {f"={value}" for value in schema["enum"]}
    kind = schema.get("type")
    return {"any"} if kind is None else {"number" if kind == "integer" else kind}


def admits(taken: set[str], kind: str) -> bool:
    """Tell whether a page is ready for a kind; where it knows a closed set of texts, the product need not name it."""
    closed = any(one.startswith("=") for one in taken)
    return kind in taken or (kind == "string" and closed) or (kind.startswith("=") and "string" in taken)


@pytest.fixture(scope="module")
def typed() -> dict[str, dict[str, list[str]]]:
    """The pages' types: by interface, by property, of which kinds it may be."""
    said = subprocess.run(["node", TYPED], capture_output=True, text=True, check=True, timeout=60).stdout
    return json.loads(said)


def test_types_of_the_pages__are_what_the_product_says(typed: dict[str, dict[str, list[str]]]) -> None:
    wrong: list[str] = []
    for name, parts in typed.items():
        schema: dict[str, Any] = {}
        for said_as in NAMED.get(name, name).split():
            schema |= SCHEMAS[said_as]["properties"]
        for part, taken in parts.items():
            if part in MADE.get(name, ()):
                continue
            if part not in schema:
                wrong.append(f"{name}.{part}: the product has none")
            elif "any" not in (said := kinds(schema[part])) | set(taken):
                wrong += [f"{name}.{part}: {kind}, taken for {taken}" for kind in said if not admits(set(taken), kind)]
    unused = [f"{name}.{part}: no page has it" for name, made in MADE.items() for part in made - set(typed[name])]
    assert wrong + unused == []
