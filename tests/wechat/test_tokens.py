"""One token for many clients: fetched by one, renewed early, never overwritten by an older one."""

import asyncio
import traceback

import pytest

from storage.redis_cache import RedisCache
from wechat.client import Limits
from wechat.errors import PlatformError, TransportError
from wechat.fates import Fate

STABLE = "cgi-bin/stable_token"
INFO = "cgi-bin/user/info"
# Where calls are counted none may be tried again because this machine is busy.
PATIENT = Limits(try_seconds=30.0, total_seconds=90.0)


async def test_tokens__four_clients_of_fifty_calls__fetch_once(api):
    """G3: no race for the token, no failed call."""
    clients = [api.client(limits=PATIENT) for _ in range(4)]
    found = await asyncio.gather(*(c.user_info(api.openid) for c in clients for _ in range(50)))
    assert all(f.following for f in found)
    assert api.server.count(STABLE) == 1
    assert api.server.count(INFO) == 200


async def test_tokens__all_told_that_theirs_is_dead__fetch_once_more(api):
    clients = [api.client(limits=PATIENT) for _ in range(4)]
    await asyncio.gather(*(c.user_info(api.openid) for c in clients))
    api.server.forget_token()
    found = await asyncio.gather(*(c.user_info(api.openid) for c in clients for _ in range(20)))
    assert all(f.following for f in found)
    assert api.server.count(STABLE) == 2


async def test_tokens__renewed_by_another__is_taken_from_the_cache(api):
    """G22: somebody else's refresh kills ours; the cache has the new one."""
    mine, other = api.client(), api.client()
    await mine.user_info(api.openid)
    await other.user_info(api.openid)
    api.server.forget_token()
    await other.user_info(api.openid)
    assert api.server.count(STABLE) == 2
    await mine.user_info(api.openid)
    assert api.server.count(STABLE) == 2


async def test_tokens__last_five_minutes__are_renewed_before_the_end(api):
    await api.platform.user_info(api.openid)
    first = api.server.current
    api.clock.at += 7200 - 300 - 1
    await api.platform.user_info(api.openid)
    assert api.server.count(STABLE) == 1
    api.clock.at += 1 + 300 - 55
    await api.platform.user_info(api.openid)
    assert api.server.count(STABLE) == 2
    assert api.server.current != first


async def test_tokens__renewing_early_fails__keeps_the_one_that_lives(api):
    await api.platform.user_info(api.openid)
    api.clock.at += 7200 - 50
    api.server.next(STABLE, "html", "html", "html")
    assert (await api.platform.user_info(api.openid)).following
    api.clock.at += 60
    api.server.next(STABLE, "html", "html", "html")
    with pytest.raises(TransportError):
        await api.platform.user_info(api.openid)


async def test_tokens__refused_token__is_not_used_again_when_fetching_fails(api):
    await api.platform.user_info(api.openid)
    api.server.forget_token()
    api.server.next(STABLE, 40164)
    with pytest.raises(PlatformError) as caught:
        await api.platform.user_info(api.openid)
    assert caught.value.errcode == 40164


async def test_tokens__cache_that_is_away__are_fetched_by_each_process_and_renewed_all_the_same(api):
    away = RedisCache("redis://127.0.0.1:1/0")
    clients = [api.client(cache=away) for _ in range(2)]
    for client in clients:
        assert (await client.user_info(api.openid)).following
    assert api.server.count(STABLE) == 2
    api.server.forget_token()
    for client in clients:
        assert (await client.user_info(api.openid)).following
    api.clock.at += 7200 - 50
    for client in clients:
        assert (await client.user_info(api.openid)).following
    await away.close()


@pytest.mark.parametrize("drift", [-30, 30])
async def test_tokens__clocks_half_a_minute_apart__share_one_token(api, drift):
    """G4: two machines whose clocks differ."""
    await api.platform.user_info(api.openid)
    other = api.client(time=lambda: api.clock() + drift)
    await other.user_info(api.openid)
    assert api.server.count(STABLE) == 1


async def test_tokens__two_apps_on_one_cache__never_mix(api):
    """G5: official account and mini-program."""
    await api.platform.user_info(api.openid)
    with pytest.raises(PlatformError) as caught:
        await api.client(app_id="wx_other").user_info(api.openid)
    assert caught.value.errcode == 40013
    assert len(api.shared.kept) == 1


@pytest.mark.parametrize("kept", [b"", b"junk", b'{"token":1}', b'{"token":"x","until":0}'])
async def test_tokens__cache_with_something_else__is_fetched_anew(api, kept):
    await api.shared.set(f"wechat:token:{api.app_id}", kept, 1000)
    assert (await api.platform.user_info(api.openid)).following


@pytest.mark.parametrize("answer", [b'{"access_token":""}', b'{"access_token":"x","expires_in":"soon"}', b"{}"])
async def test_tokens__answer_without_a_token__is_a_transport_error(api, answer):
    api.server.next(STABLE, answer)
    with pytest.raises(TransportError):
        await api.platform.user_info(api.openid)


async def test_tokens__first_caller_cancelled__the_next_one_fetches(api):
    api.server.next(STABLE, "slow")
    first = asyncio.create_task(api.platform.user_info(api.openid))
    await api.server.slow.wait()
    second = asyncio.create_task(api.platform.user_info(api.openid))
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (await second).following


@pytest.mark.parametrize("code", [40001, 40014, 42001, 41001])
async def test_token__refused_once__is_renewed_and_the_call_repeated(api, code):
    """G18: every way of saying it leads to one new token."""
    await api.platform.user_info(api.openid)
    api.server.next(INFO, code)
    api.server.current = ""
    assert (await api.platform.user_info(api.openid)).following
    assert api.server.count("cgi-bin/stable_token") == 2
    assert api.server.count(INFO) == 3


@pytest.mark.parametrize("code", [40001, 42001])
async def test_token__refused_for_ever__ends_after_one_repetition(api, code):
    """wechatpy recurses some 490 times here."""
    api.server.next(INFO, *[code] * 50)
    with pytest.raises(PlatformError) as caught:
        await api.platform.user_info(api.openid)
    assert caught.value.errcode == code
    assert api.server.count(INFO) == 2
    assert api.server.count("cgi-bin/stable_token") <= 2


async def test_token__wrong_secret__is_the_operators_matter(api):
    with pytest.raises(PlatformError) as caught:
        await api.client(secret="wrong").user_info(api.openid)
    assert (caught.value.errcode, caught.value.fate) == (40001, Fate.CONFIG)
    assert api.server.count("cgi-bin/stable_token") == 1


async def test_token__in_the_query_alone__and_in_no_error(api):
    api.server.next(INFO, *["reset"] * 6)
    with pytest.raises(TransportError) as caught:
        await api.platform.user_info(api.openid)
    assert api.server.current not in "".join(traceback.format_exception(caught.value))
    path, query, _ = api.server.seen[-1]
    assert (path, query["access_token"]) == (INFO, api.server.current)
