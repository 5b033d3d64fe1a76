"""The description of the API as people and machines read it, and the pages beside it, all from this house alone."""

import re

import pytest

from web.api import ROUTES

from ..casework.stage import Served

OPEN_PAGES = ("/docs", "/m/", "/verify/nothing", "/openapi.json", "/health/live", "/health/ready", "/metrics")


async def test_docs__name_every_call_and_load_nothing_from_elsewhere(server: Served) -> None:
    """`/docs` needs no foreign host: no script, no style, no picture, and the browser is told so."""
    page = await server.http.get("/docs")
    description = (await server.http.get("/openapi.json")).json()
    policy = page.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b|@import|url\(|https?://", page.text)
    assert len(description["paths"]) == len({r.path for r in ROUTES})
    for path in description["paths"]:
        assert path in page.text


async def test_description__is_whole(server: Served) -> None:
    """Every operation says what it does, which headers it needs and how it refuses."""
    description = (await server.http.get("/openapi.json")).json()
    assert "http" not in str(description.get("servers", ""))
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            names = {p["name"] for p in operation["parameters"]}
            assert ("Idempotency-Key" in names) == (method != "get"), where
            assert set(re.findall(r"{(\w+)}", path)) <= names, where
            assert "application/problem+json" in operation["responses"]["default"]["content"], where
            assert operation.keys() >= {"operationId", "security"}, where


@pytest.mark.parametrize("path", OPEN_PAGES)
async def test_page__open_to_all__names_no_foreign_host_and_keeps_no_cookie(server: Served, path: str) -> None:
    reply = await server.http.get(path)
    assert reply.status_code in {200, 404}
    assert "set-cookie" not in reply.headers
    assert not re.search(r"(?:src|href|action)=['\"]?(?:https?:)?//", reply.text)


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/nothing", "/m/nothing.js", "/m/..%2f..%2fetc/passwd", "/api/v1/me/%00"]
)
async def test_address__that_is_none__is_a_problem_with_a_sentence(server: Served, path: str) -> None:
    reply = await server.http.get(path)
    assert reply.status_code in {401, 404}
    assert reply.headers["content-type"] == "application/problem+json"
    assert "请" in reply.json()["detail"]
