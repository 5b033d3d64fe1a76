"""What the pages' own tests take for the product says what the product says: every answer against `/openapi.json`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from web.api import ROUTES
from web.openapi import describe

from ..casework.contract import operation

TELLS = Path(__file__).parents[2] / "mini_program/tests/told.mjs"


def closed(schema: Any) -> Any:
    """Return a schema in which nothing may stand that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(part) for name, part in schema.items()}
    return {"additionalProperties": False, **made} if "properties" in made else made


COMPONENTS = closed({"components": describe(ROUTES)["components"]})


def told() -> list[dict[str, Any]]:
    """Every answer that the fake server can give."""
    lines = subprocess.run(["node", TELLS], capture_output=True, text=True, check=True, timeout=60).stdout
    return [json.loads(line) for line in lines.splitlines()]


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    """Every answer that the fake server can give."""
    return told()


def faults(answer: dict[str, Any]) -> list[str]:
    """Return where an answer is not as described."""
    found = operation(answer["method"], f"/api/v1/{answer['path']}")
    if found is None:
        return ["the product has no such call"]
    replies = found[1]["responses"]
    if answer["status"] >= 400:
        content = replies["default"]["content"]["application/problem+json"]
    elif str(answer["status"]) not in replies:
        return [f"{answer['status']} instead of {next(iter(replies))}"]
    else:
        content = replies[str(answer["status"])].get("content", {}).get("application/json")
        if content is None:
            return [] if answer["body"] is None else ["has a body"]
    validator = jsonschema_rs.Draft202012Validator({**closed(content["schema"]), **COMPONENTS})
    return [f"{'.'.join(map(str, e.instance_path))}: {e.message[:200]}" for e in validator.iter_errors(answer["body"])]


def test_fake_server__whatever_it_says__is_as_the_product_describes_it(answers: list[dict[str, Any]]) -> None:
    departures = [f"{a['method']} {a['path']} {a['status']} {f}" for a in answers for f in faults(a)]
    assert departures == []
