"""Bad moments over the wire: a body that comes late, a number that somebody else wrote, two who decide at once."""

import asyncio
import json
from urllib.parse import urlsplit

from ..casework.stage import Served, good, refused

FREE = "500000197001010017"


async def test_submission__begun_before_closing_whose_body_comes_after_it__counts(server: Served) -> None:
    """Bad input: closing time passing during a submission: begun before counts."""
    assert server.known is not None
    zhou, at = server.caller("zhou"), urlsplit(server.url)
    await zhou.agree()
    server.move_clock(day=30, hour=16, minute=59, second=58)
    body = json.dumps({"opinion": ""}).encode()
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    head = (
        f"POST /api/v1/{server.known.full}/deeds/submit HTTP/1.1\r\nHost: {at.netloc}\r\n"
        "Content-Type: application/json\r\n"
        f"Authorization: Bearer {zhou.token}\r\nIdempotency-Key: late\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body[:1])
    await writer.drain()
    good(await zhou.get(server.known.full))  # by now the server has the head
    server.move_clock(day=30, hour=17, minute=1)
    writer.write(body[1:])
    answer = await reader.readuntil(b"\r\n")
    assert b" 200 " in answer, answer + await reader.read(2000)
    writer.close()
    assert good(await zhou.get(server.known.full))["status"] == "submitted"


async def test_rebinding__to_a_number_that_the_unit_wrote_itself__needs_the_unit_above(server: Served) -> None:
    """CQ-02: whoever can set the number that opens an account cannot also give the code for it (X-20)."""
    luo, qin, zhou = server.caller("luo"), server.caller("qin"), server.caller("zhou")
    path = f"people/{zhou.id}/rebinding"
    body = {"place": "id_number", "text": FREE, "opinion": "看过身份证原件"}
    good(await luo.post(f"people/{zhou.id}/corrections", body))
    refused(await luo.post(path), 403, "number_corrected")
    assert good(await qin.post(path))["ticket"], "the unit above sees to it"


async def test_account__decided_on_by_two_at_once__the_second_reads_who_did_what(server: Served) -> None:
    """Bad input: one wins, the other reads who did what."""
    new = await server.newcomer()
    luo, peng = server.caller("luo"), server.caller("peng")
    calls = (
        luo.post(f"people/{new.id}/deeds/confirm", {"opinion": ""}),
        peng.post(f"people/{new.id}/deeds/refuse", {"opinion": "请到人事科"}),
    )
    replies = await asyncio.gather(*calls)
    assert sorted(r.status_code for r in replies) == [200, 409]
    lost = next(r for r in replies if r.status_code == 409)
    who, did = ("罗敏", "确认") if replies[0].status_code == 200 else ("彭越", "退回")
    assert refused(lost, 409, "account_state")["detail"].startswith(f"云溪区人民医院的{who}已经把这个账号{did}了")


async def test_day_of_an_office__in_another_iso_form__is_kept_as_days_are_compared(server: Served) -> None:
    luo, peng = server.caller("luo"), server.caller("peng")
    listed = good(await luo.put(f"units/u-hospital/members/{peng.id}", {"until": "20261123"}))
    assert next(m for m in listed if m["id"] == peng.id)["until"] == "2026-11-23"
    refused(await peng.delete(f"units/u-hospital/members/{luo.id}"), 409, "last_officer")


async def test_complaint__answered_by_two__the_second_reads_who_did(server: Served) -> None:
    zhou, qin = server.caller("zhou"), server.caller("qin")
    other = await server.newcomer(unit="")
    invitation = good(await qin.post("units/u-yunxi/invitations", {"role": "officer"}))["ticket"]
    good(await other.post(f"tickets/{invitation}/accept", {}))
    good(await zhou.post("me/complaints", {"text": "人事科一直不确认"}))
    [seen] = good(await qin.get("units/u-yunxi/matters"))
    good(await qin.post(f"units/u-yunxi/matters/{seen['id']}", {"text": "三天内办"}))
    late = refused(await other.post(f"units/u-yunxi/matters/{seen['id']}", {"text": "请等"}), 409, "replied")
    assert late["detail"].startswith("秦川已经答复过了")
