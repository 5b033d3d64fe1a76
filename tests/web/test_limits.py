"""Somebody without a session: whose answer is whose, and how often; how often somebody may ask about a number."""

import asyncio

import httpx

from web.limits import Limit, network
from zhiping.worker import TERMS

from ..casework.stage import Served, good, id_number, refused


async def ask(http: httpx.AsyncClient, key: str = "one", browser: str = "Chrome/131") -> httpx.Response:
    """A desktop asks for a code."""
    headers = {"idempotency-key": key, "user-agent": browser}
    return await http.post("/api/v1/logins", json={}, headers=headers)


async def test_desktop_log_in__same_key_from_another_browser__another_code(server: Served) -> None:
    first = good(await ask(server.http))
    assert good(await ask(server.http)) == first
    other = good(await ask(server.http, browser="Chrome/131 another machine"))
    assert other["token"] != first["token"]
    assert other["ticket"] != first["ticket"]


async def test_desktop_log_in__key_of_the_browser__is_not_kept(server: Served) -> None:
    """What lies in the database does not let anybody ask for the same answer."""
    good(await ask(server.http, key="a-secret-of-the-browser"))
    rows = await server.house.storage.database.fetch("SELECT key FROM inbox WHERE key LIKE 'login:%'")
    assert rows
    assert not [r for r in rows if "a-secret-of-the-browser" in r["key"]]
    assert TERMS.inbox["login:"] <= 900, "minutes: the code itself is good for two"


async def test_desktop_log_in__asked_over_and_over__is_told_to_wait(server: Served) -> None:
    replies = await asyncio.gather(*(ask(server.http, key=f"k{n}") for n in range(70)))
    assert {r.status_code for r in replies} == {200, 429}
    refused(next(r for r in replies if r.status_code == 429), 429, "too_often")
    assert good(await server.caller("zhou").get("me"))["person"], "nobody else is kept waiting"


def asked_of_the_platform(at: Served) -> list[int]:
    """The calls by which the platform was asked whose code it is, as its log numbers them."""
    return [line.n for line in at.platform.world.kept.log if line.api == "/sns/jscode2session"]


async def test_session__asked_over_and_over__the_platform_is_asked_only_so_often(server: Served) -> None:
    """Anybody may ask for a session, and every one of them is a call that the platform counts."""
    last = max(asked_of_the_platform(server), default=0)
    body = {"code": "nobody's"}
    headers = [{"idempotency-key": f"s{n}"} for n in range(150)]
    replies = await asyncio.gather(*(server.http.post("/api/v1/sessions", json=body, headers=h) for h in headers))
    late = [r for r in replies if r.status_code == 429]
    assert "请等一分钟" in refused(late[0], 429, "too_often")["detail"]
    assert {r.status_code for r in replies} == {409, 429}
    assert len([n for n in asked_of_the_platform(server) if n > last]) == len(replies) - len(late) < 130
    assert good(await server.caller("zhou").get("me"))["person"], "who has a session keeps it"


async def test_id_number__tried_over_and_over__is_not_told_any_more_until_later(server: Served) -> None:
    """X-18: who tries number after number does not learn which of them are registered; nobody else is kept waiting."""
    new, other = await server.newcomer("温言", id_number(915), unit=""), server.caller("zhou")
    for n in range(4):
        body = {"name": "温言", "id_number": id_number(920 + n)}
        assert "taken" not in good(await new.post("me/identity", body))
        refused(await new.post("me/claims", {"text": "不是我登记的"}), 409, "not_taken")
    replies = [await new.post("me/claims", {"text": "不是我登记的"}) for _ in range(4)]
    assert "请过 10 分钟再试" in refused(replies[-1], 429, "too_often")["detail"]
    taken = {"name": "周岚", "id_number": "500000198506150028"}
    refused(await new.post("me/identity", taken), 429, "too_often")
    assert "taken" not in good(await new.get("me"))
    refused(await other.post("me/claims", {"text": "不是我登记的"}), 409, "not_taken")


def test_limit__time_passes__calls_become_possible_again() -> None:
    limit = Limit(burst=2, per_minute=6)
    assert [limit.passes("10.0.0.1", 0.0) for _ in range(3)] == [True, True, False]
    assert limit.passes("10.0.0.2", 0.0)
    assert not limit.passes("10.0.0.1", 5.0)
    assert limit.passes("10.0.0.1", 20.0)


def test_limit__addresses_of_one_network__count_as_one() -> None:
    limit = Limit(burst=1, per_minute=1)
    assert limit.passes(network("2001:db8:0:1::5"), 0.0)
    assert not limit.passes(network("2001:db8:0:1:ffff::6"), 0.0)
    assert limit.passes(network("2001:db8:0:2::5"), 0.0)
