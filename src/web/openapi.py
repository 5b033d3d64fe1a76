"""The description of the API, made from the table of routes, and a page that reads it without foreign hosts."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import msgspec
from sanic import Request, Sanic
from sanic.response import HTTPResponse, html
from sanic.response import json as json_reply

from web.calls import Route

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "code": {"type": "string"}, "detail": {"type": "string"},
        "problems": {"type": "array", "items": {"type": "object"}},
        "trace": {"type": "string"}, "current": {"type": "object"},
    },
}  # fmt: skip
HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
BINARY: dict[str, Any] = {"type": "string", "format": "binary"}


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of the routes.

    Args:
        routes: the whole table.
    """
    types = [t for r in routes for t in (r.reply, r.body) if t is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    named = iter(schemas)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        reply = next(named) if route.reply is not None else None
        body = next(named) if route.body is not None else None
        path = "/api/v1/" + re.sub(r"<(\w+)>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, reply, body)
    return {
        "openapi": "3.1.0",
        "info": {"title": "zhiping", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": PROBLEM},
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, reply: Any, body: Any) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"<(\w+)>", route.path)
    ]
    if route.writes:
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "schema": {"type": "string", "maxLength": 128},
            }
        )
        parameters.append({"name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"}})
    schemas = dict.fromkeys(route.media, BINARY) if reply is None else {"application/json": reply}
    good: dict[str, Any] = {"description": "done"}
    if schemas:
        good["content"] = {media: {"schema": schema} for media, schema in schemas.items()}
    bad = {
        "description": "a problem",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    operation: dict[str, Any] = {
        "summary": route.summary, "operationId": f"{route.method}_{route.path}", "parameters": parameters,
        "responses": {"200" if schemas else "204": good, "default": bad},
        "security": [] if route.open else [{"session": []}],
    }  # fmt: skip
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if route.files:
        form = {"type": "object", "required": ["file"], "properties": {"file": BINARY}}
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    return operation


def page(description: dict[str, Any]) -> str:
    """Return the description as a page."""
    rows = "".join(
        f"<tr><td>{method.upper()}</td><td><code>{escape(path)}</code></td><td>{escape(op['summary'])}</td></tr>"
        for path, methods in description["paths"].items()
        for method, op in methods.items()
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'><title>zhiping API</title><style>"
        "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}"
        "td{padding:.3rem .8rem .3rem 0;vertical-align:top}code{overflow-wrap:anywhere}</style><h1>zhiping API</h1>"
        "<p>Machine-readable: <a href='/openapi.json'>/openapi.json</a>. Writes need <code>Idempotency-Key</code>; "
        "changes take <code>If-Match</code>; refusals are <code>application/problem+json</code>.</p>"
        f"<table>{rows}</table></html>"
    )


def mount(app: Sanic[Any, Any], routes: Sequence[Route]) -> None:
    """Add `/openapi.json` and `/docs`."""
    description = describe(routes)
    shown = page(description)

    @app.get("/openapi.json")
    async def _json(_: Request) -> HTTPResponse:
        return json_reply(description, headers={"x-content-type-options": "nosniff"})

    @app.get("/docs")
    async def _docs(_: Request) -> HTTPResponse:
        return html(shown, headers=HEADERS)
