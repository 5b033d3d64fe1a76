"""Addresses, queries and headers that no page sends: each is refused in a sentence, and nothing is unforeseen."""

import secrets
from pathlib import Path
from typing import Any

import httpx
import pytest
from sanic import Sanic

from web.app import serve_pages

from ..casework.stage import Served, free_port, refused

PARTS = (
    "applications/%00", "applications/a%00b/sections/cover", "review/%00", "people/%00/deeds/confirm",
    "batches/u-hospital.%00", "units/%00/members", "tickets/%00", "logins/%00",
)  # fmt: skip
QUERIES = ("review/queue?unit=u-hospital&q=%00", "review/queue?unit=%00", "units?q=a%00")


async def refuses_zero_bytes(at: Served) -> None:
    luo = at.caller("luo")
    for path in PARTS:
        reply = await (luo.post(path) if "deeds" in path else luo.get(path))
        assert reply.status_code in {404, 405}, (path, reply.text)
    for path in QUERIES:
        refused(await at.http.get(f"/api/v1/{path}", headers=luo.headers(writes=False)), 400, "request")
    reply = await at.http.get("/verify/%00")
    assert (reply.status_code, "没有找到" in reply.text) == (404, True)
    refused(await at.caller("he").post("applications", {"plan": "\0"}), 404, "plan_absent")


async def test_zero_byte__anywhere_in_an_address__is_refused(server: Served) -> None:
    await refuses_zero_bytes(server)


async def test_zero_byte__that_postgresql_takes_nowhere__is_refused(postgres_server: Served) -> None:
    await refuses_zero_bytes(postgres_server)


async def test_number__of_a_remark_that_no_remark_has__is_absent(server: Served) -> None:
    """Five thousand digits are more than the interpreter makes a number of."""
    base = await server.submitted()
    for number in ("9" * 5000, "9" * 12, "四", "-1"):
        refused(await server.caller("luo").delete(f"review/{base.partition('/')[2]}/marks/{number}"), 404)
        refused(await server.caller("zhou").post(f"{base}/marks/{number}/explanation", {"text": "说明"}), 409)


async def test_token__of_bytes_that_are_no_text__is_no_session(server: Served) -> None:
    headers = httpx.Headers([(b"authorization", b"Bearer " + b"\xff" * 40)])
    for path in ("me", "plans"):
        refused(await server.http.get(f"/api/v1/{path}", headers=headers), 401, "not_logged_in")


@pytest.mark.parametrize("path", ["a" * 5000, "%E5%86%85" * 300, "a%00b", "..%2f..%2fetc%2fpasswd", "assets"])
async def test_page__of_a_name_that_no_file_has__is_absent(server: Served, path: str) -> None:
    refused(await server.http.get(f"/m/{path}"), 404, "no_such_page")


async def test_index__in_a_checkout_below_a_folder_called_assets__is_not_kept_for_a_year(tmp_path: Path) -> None:
    pages = tmp_path / "assets" / "pages"
    (pages / "assets").mkdir(parents=True)
    for name in ("index.html", "assets/index-1a2b.js"):
        (pages / name).write_text("")
    app: Sanic[Any, Any] = Sanic(f"t{secrets.token_hex(6)}", configure_logging=False)
    serve_pages(app, pages, "default-src 'self'")
    app.config.TOUCHUP = False  # as in the stage
    port = free_port()
    server: Any = await app.create_server(port=port, return_asyncio_server=True, access_log=False)
    await server.startup()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        kept = [(await http.get(f"/m/{name}")).headers["cache-control"] for name in ("", "assets/index-1a2b.js")]
    server.close()
    assert kept == ["no-cache", "public, max-age=31536000, immutable"]


async def test_pages_and_descriptions__of_the_product_itself__stand_in_nobodys_frame(server: Served) -> None:
    for path in ("/docs", "/verify/none"):
        policy = (await server.http.get(path)).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy.split("; "), path
    for path in ("/docs", "/verify/none", "/openapi.json", "/metrics"):
        assert (await server.http.get(path)).headers["x-content-type-options"] == "nosniff", path
