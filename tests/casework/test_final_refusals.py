"""Access that was taken away counts in every process, and before what the same call was answered while it was there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from evidence.process import Bench

from .stage import Served, good, opened, refused, served
from .way import OPINION, mark, read_all


@asynccontextmanager
async def second_process(at: Served, bench: Bench) -> AsyncIterator[Served]:
    """Another web process over the same database, with a memory of its own."""
    async with opened(at.settings, bench) as house, served(house, at.settings, at.platform, at.known) as other:
        yield other


async def test_officer_dismissed_in_one_process__the_other_refuses_the_next_deed(server: Served, bench: Bench) -> None:
    base = await server.submitted()
    async with second_process(server, bench) as other:
        await read_all(other, "luo", base)  # the other process holds the officer as one who may
        good(await server.caller("peng").delete(f"units/u-hospital/members/{server.caller('luo').id}"))
        path = f"{base}/deeds/approve"
        refused(await other.caller("luo").post(path, {"opinion": "同意", "values": OPINION}), 404, "not_found")
        refused(await other.caller("luo").post(f"review/{base.partition('/')[2]}/marks", {
            "address": "basic.post", "text": "请核对",
        }), 404)  # fmt: skip
    assert good(await server.caller("zhou").get(base))["status"] == "submitted"


async def test_account_frozen_in_one_process__the_other_takes_no_answer(server: Served, bench: Bench) -> None:
    zhou, luo = server.caller("zhou"), server.caller("luo")
    async with second_process(server, bench) as other:
        await other.caller("zhou").save("people/me", "person.former_name", "周小岚")
        good(await luo.post(f"people/{zhou.id}/deeds/freeze", {"opinion": "核实中"}))
        refused(await other.caller("zhou").put("people/me/answers/person.former_name", {"text": "无"}), 409)
        assert server.known is not None
        refused(await other.caller("zhou").post(f"{server.known.full}/deeds/submit", {}), 409, "account_frozen")


async def test_returned_in_one_process__the_other_takes_the_answer_at_once(server: Served, bench: Bench) -> None:
    """A refusal that rests on what this process remembers is not believed either."""
    async with second_process(server, bench) as other:
        base = await other.submitted()
        await mark(server, base, "basic.post")
        await server.caller("luo").deed(base, "return", {"opinion": "请改"})
        reply = await other.caller("zhou").put(f"{base}/answers/basic.post", {"text": "内科副主任"})
        assert reply.status_code == 200, reply.text


async def test_call_repeated_after_dismissal__what_it_was_answered_is_not_given_again(server: Served) -> None:
    base = await server.submitted()
    path, body = f"review/{base.partition('/')[2]}/marks", {"address": "basic.post", "text": "请核对"}
    first = good(await server.caller("luo").post(path, body, key="once"))
    assert good(await server.caller("luo").post(path, body, key="once")) == first
    good(await server.caller("peng").delete(f"units/u-hospital/members/{server.caller('luo').id}"))
    refused(await server.caller("luo").post(path, body, key="once"), 404, "not_found")


async def test_approval_repeated_after_dismissal__refused(server: Served) -> None:
    base = await server.submitted()
    await read_all(server, "luo", base)
    luo = server.caller("luo")
    await luo.deed(base, "approve", {"values": OPINION}, key="once")
    good(await server.caller("peng").delete(f"units/u-hospital/members/{luo.id}"))
    refused(await luo.post(f"{base}/deeds/approve", {"values": OPINION}, key="once"), 404, "not_found")


async def test_release_repeated__own_deed_took_the_access__same_answer(server: Served) -> None:
    """The same input twice has one effect and one answer, also where the deed itself ended what let it through."""
    luo, path = server.caller("luo"), f"people/{server.caller('zhou').id}/deeds/release"
    first = good(await luo.post(path, {"opinion": "调走了"}, key="once"))
    assert good(await luo.post(path, {"opinion": "调走了"}, key="once")) == first


async def test_delete_repeated__same_answer(server: Served) -> None:
    assert server.known is not None
    he, path = server.caller("he"), f"{server.known.empty}/deeds/delete"
    first = good(await he.post(path, {}, key="once"))
    assert good(await he.post(path, {}, key="once")) == first
