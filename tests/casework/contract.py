"""Holds every answer of the API against its own description, `/openapi.json`."""

import re
from typing import Any

import httpx
import jsonschema_rs

from web.api import ROUTES
from web.openapi import describe

DESCRIPTION = describe(ROUTES)
_COMPONENTS = {"components": DESCRIPTION["components"]}
_PATHS = [
    (re.compile("/api/v1/" + re.sub(r"<\w+>", "[^/]+", r.path)), r.path.count("<"), r.method, r.path) for r in ROUTES
]


def _validator(schema: Any) -> Any:
    return jsonschema_rs.Draft202012Validator({**schema, **_COMPONENTS})


_PROBLEM = _validator({"$ref": "#/components/schemas/Problem"})
_KNOWN: dict[tuple[str, str], Any] = {}


def operation(method: str, path: str) -> tuple[str, Any] | None:
    """The route that answers a call, the one with the fewest placeholders first, and its description."""
    found = [(n, route) for shape, n, m, route in _PATHS if m == method and shape.fullmatch(path)]
    if not found:
        return None
    route = min(found)[1]
    return route, DESCRIPTION["paths"]["/api/v1/" + re.sub(r"<(\w+)>", r"{\1}", route)][method.lower()]


async def hold(reply: httpx.Response) -> None:
    """Fail where an answer is not what the description says."""
    found = operation(reply.request.method, reply.request.url.path)
    if found is None:
        return
    await reply.aread()
    route, described = found
    where = f"{reply.request.method} {route} {reply.status_code}"
    assert reply.headers["x-content-type-options"] == "nosniff", where
    media = reply.headers.get("content-type", "").partition(";")[0]
    if reply.status_code >= 400:
        assert media == "application/problem+json", (where, reply.text[:300])
        _hold(_PROBLEM, reply, where)
        return
    answers = described["responses"].get(str(reply.status_code))
    assert answers is not None, f"{where} is not described"
    content = answers.get("content", {})
    if reply.status_code == 204:
        assert not reply.content, where
        return
    assert media in content, (where, media, list(content))
    if media == "application/json":
        key = (reply.request.method, route)
        if key not in _KNOWN:
            _KNOWN[key] = _validator(content[media]["schema"])
        _hold(_KNOWN[key], reply, where)


def _hold(validator: Any, reply: httpx.Response, where: str) -> None:
    wrong = [f"{'/'.join(map(str, e.instance_path))}: {e.message[:200]}" for e in validator.iter_errors(reply.json())]
    assert not wrong, (where, wrong[:5])
