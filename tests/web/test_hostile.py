"""Bytes that no page sends: zero bytes, half characters, numbers beyond all bounds, headers that are none."""

import json
from typing import Any

import pytest

from ..casework.stage import Caller, Served, good, refused, signature

NASTY: tuple[Any, ...] = (
    "\0", "内科\0", "\0" * 1000, "\ud800", "内科\udfff", "\u202e内科", "\x1b[31m内科", "内" * 30_000,
    "<script>alert(1)</script>",
    "'; DROP TABLE answer; --", "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd", "\N{ZERO WIDTH SPACE}", " ", "",
    1e308, -1, 10**400, True, None, [], {}, [[[[]]]], {"from": "\0", "to": 5}, ["\0"], 0.1,
)  # fmt: skip
ADDRESSES = ("basic.work", "basic.graduated", "cover.title", "basic.frontline", "basic.support_years", "work.r1.period")


def body(value: Any) -> bytes:
    """JSON that no encoder of ours would write: lone surrogates as escapes."""
    return json.dumps({"text": value} if isinstance(value, str) else {"value": value}, ensure_ascii=True).encode()


async def stands(caller: Caller, base: str) -> list[Any]:
    """What is answered in the application, section by section."""
    found: list[Any] = []
    for section in ("basic", "cover", "work"):
        view = good(await caller.get(f"{base}/sections/{section}"))
        found.append([(f["address"], f.get("text")) for g in view.get("groups", []) for f in g["fields"]])
    return found


@pytest.mark.parametrize("address", ADDRESSES)
async def test_answer__of_hostile_bytes__is_refused_or_kept_as_text_and_nothing_else_moves(
    server: Served, address: str
) -> None:
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    for value in NASTY:
        reply = await zhou.put(f"{base}/answers/{address}", body(value))
        if reply.status_code < 300:
            shown = reply.json()["text"]
            assert not any(c in shown for c in "\0\x1b\u202e"), (value, shown)
        else:
            refused(reply, 422)
    view = await stands(zhou, base)
    for fields in view:
        for at, text in fields:
            assert "\0" not in (text or ""), at
    forms = good(await zhou.get(f"{base}/forms"))
    assert (await zhou.get(forms[0]["html"])).status_code == 200
    assert b"<script>alert" not in (await zhou.get(forms[0]["html"])).content


async def test_words__of_hostile_bytes__in_an_opinion_a_mark_or_a_reason_reach_nobody_raw(server: Served) -> None:
    base, luo = await server.submitted(), server.caller("luo")
    path = f"review/{base.partition('/')[2]}/marks"
    for text, kept in (("请\0补充", "请补充"), ("请\x1b[31m补充", "请[31m补充"), ("\u202e请补充", "请补充")):
        assert good(await luo.post(path, {"address": "basic.work", "text": text}))["text"] == kept
    refused(await luo.post(path, json.dumps({"address": "basic.work", "text": "\ud800"}).encode()), 422, "body")
    good(await luo.post(f"{base}/deeds/return", {"opinion": "退\0回<a href='weixin://x'>\u202e"}))
    assert good(await server.caller("zhou").get(f"{base}/fix"))["opinion"] == "退回<a href='weixin://x'>"


async def test_opinion__without_end__is_refused_with_how_much_it_may_be(server: Served) -> None:
    base, luo = await server.submitted(), server.caller("luo")
    for deed in ("return", "reject"):
        problem = refused(await luo.post(f"{base}/deeds/{deed}", {"opinion": "长" * 20_000}), 422, "opinion_long")
        assert "最多" in problem["detail"]


async def test_signing_code__after_its_time__is_gone_and_the_pledge_can_still_be_signed(server: Served) -> None:
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    old = good(await zhou.post(f"{base}/pledge/ticket"))
    server.move_clock(hour=10, minute=11)
    refused(await zhou.get(f"tickets/{old['ticket']}"), 410, "ticket_gone")
    refused(await zhou.post(f"tickets/{old['ticket']}/accept"), 410, "ticket_gone")
    refused(await server.caller("he").post(f"{base}/pledge/ticket"), 404)
    digest = good(await zhou.get(f"{base}/pledge"))["digest"]
    good(await zhou.post(f"{base}/pledge", signature(digest)))


async def test_deleted_application__has_no_key_left_and_its_chain_stands(server: Served) -> None:
    """X-19: the key is destroyed, so that not even a copy of the rows can be opened."""
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    stream = f"application:{base.partition('/')[2]}"
    fetch = server.house.storage.database.fetch
    before = (await fetch("SELECT count(*) AS n FROM action WHERE stream = ?1", stream))[0]["n"]
    good(await zhou.post(f"{base}/deeds/delete"))
    head = (await fetch("SELECT key, state, seq FROM head WHERE stream = ?1", stream))[0]
    assert (bytes(head["key"]), bytes(head["state"] or b"")) == (b"", b"")
    assert head["seq"] == before + 1
    refused(await zhou.post(f"{base}/deeds/delete"), 404)
