"""Pushes messages and events to the callback: signed, sealed, three times at most, and all that goes wrong with it.

Source: 消息推送 (signature, modes), 接收普通消息 (5 s, three deliveries under one MsgId), 报警排查 (MarkFail).
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Literal

import aiohttp
from yarl import URL

from . import callback_xml, envelope
from .callback_xml import Fields
from .kept import Level, Message, Person
from .replies import BadReply, Expected, Reply, check
from .world import World

FAULT = "该服务号提供的服务出现故障，请稍后再试"
TRIES = 3
MARK_FAIL = 60.0
MAX_ANSWER = 1024 * 1024
MEDIA_LIFE = 3 * 86_400
_AGENT = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0", "Accept": "*/*", "Pragma": "no-cache"}

Status = Literal["answered", "silent", "failed", "lost"]


@dataclass(frozen=True, kw_only=True)
class Push:
    """Is one message or event on its way.

    Args:
        openid: of the sender; person: their id, for the log.
        fields: the XML's elements in order.
        name: how the log calls it, for example ``加密 image``.
        event: whether it is an event.
        shows: whether a reply to it is shown (not for unsubscribe, VIEW, the events after sends).

    """

    openid: str
    person: str
    fields: Fields
    name: str
    event: bool
    shows: bool


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Says how a push ended: with a reply, with silence, with 故障, or not sent at all."""

    status: Status
    reply: Reply | None = None
    fault: str = ""
    tries: int = 0
    ms: int = 0


class Undelivered(Exception):
    """Says why one delivery got no usable answer; the next one may."""


@dataclass(frozen=True)
class Request:
    """Is what is sent: the query, the body and the nonce in both."""

    query: dict[str, str]
    body: bytes
    nonce: str


def wrap(world: World, xml: str, openid: str) -> Request:
    """Sign and, as the mode says, seals one delivery with a new timestamp, nonce and random bytes."""
    account = world.account
    stamp, nonce = str(int(world.now())), str(world.chance.randrange(100_000_000, 2_000_000_000))
    query = {
        "signature": envelope.signature(account.token, stamp, nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "openid": openid,
    }
    if account.mode == "plain":
        return Request(query, xml.encode(), nonce)
    sealed = envelope.seal(envelope.key_of(account.aes_key), xml.encode(), account.oa_app_id, world.filler())
    query |= {"encrypt_type": "aes", "msg_signature": envelope.signature(account.token, stamp, nonce, sealed)}
    wrapped = f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    if account.mode == "compatible":
        return Request(query, (xml.removesuffix("</xml>") + wrapped).encode(), nonce)
    return Request(query, f"<xml><ToUserName><![CDATA[{account.username}]]></ToUserName>{wrapped}".encode(), nonce)


async def post(world: World, query: dict[str, str], body: bytes) -> tuple[int, bytes]:
    """Send one request to the callback.

    Returns:
        Status and body.

    Raises:
        Undelivered: no connection, or no whole answer within the patience.

    """
    url = URL(world.account.callback_url)
    limit = world.settings.patience
    try:
        async with world.session.post(
            url.update_query(query),
            data=body,
            headers=_AGENT,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=limit),
        ) as answer:
            return answer.status, await answer.content.read(MAX_ANSWER)
    except TimeoutError:
        raise Undelivered(f"{limit:g} 秒未回") from None
    except (aiohttp.ClientError, OSError) as error:
        raise Undelivered(f"连不上回调（{type(error).__name__}）") from None


async def verify(world: World, failure: Level = "error") -> bool:
    """Send the GET that proves the address, as the console does when the settings are saved.

    Args:
        world: the present.
        failure: how a failure is logged; the first tries, while the product starts, are only a warning.

    Returns:
        Whether the body was the echostr, byte for byte, with status 200.

    """
    account = world.account
    stamp, nonce, echo = (
        str(int(world.now())),
        str(world.chance.randrange(10**9)),
        str(world.chance.randrange(10**18, 10**19)),
    )
    query = {
        "signature": envelope.signature(account.token, stamp, nonce),
        "timestamp": stamp,
        "nonce": nonce,
        "echostr": echo,
    }
    why = ""
    try:
        async with world.session.get(
            URL(account.callback_url).update_query(query),
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=world.settings.patience),
        ) as answer:
            body = await answer.content.read(4_096)
            if answer.status != 200:
                why = f"状态码 {answer.status}"
            elif body != echo.encode():
                why = "回的不是 echostr 原文"
    except TimeoutError:
        why = f"{world.settings.patience:g} 秒未回"
    except (aiohttp.ClientError, OSError) as error:
        why = f"连不上（{type(error).__name__}）"
    world.verified = why
    world.log("平台→产品", f"GET 验证回调地址：{why or '通过'}", failure if why else "ok")
    return not why


async def deliver(world: World, push: Push) -> Outcome:
    """Deliver a push and reads its answer; counts failures in a row and stops for a minute after too many.

    Args:
        world: the present.
        push: what is delivered.

    """
    if world.now() < world.stopped_until:
        if world.switches.mark_fail_keeps:
            world.postponed.append(lambda: _afterwards(world, push))
            world.log("平台→产品", f"MarkFail 中，先留着：{push.name}", "warn", person=push.person)
        else:
            world.log("平台→产品", f"MarkFail 中，丢了一条：{push.name}", "error", person=push.person)
        return Outcome(status="lost", fault="MarkFail")
    await resume(world)
    outcome = await _three_times(world, push)
    if outcome.status == "failed":
        world.failures += 1
        if world.failures >= world.switches.mark_fail:
            world.failures, world.stopped_until = 0, world.now() + MARK_FAIL
            world.log("平台→产品", f"MarkFail：连续 {world.switches.mark_fail} 次失败，停推 60 秒", "error")
            world.later(MARK_FAIL, lambda: resume(world))
    else:
        world.failures = 0
    if world.switches.duplicate == "later" and outcome.status != "failed":
        world.later(0.2, lambda: _again(world, push, outcome.reply))
    return outcome


async def resume(world: World) -> None:
    """Send what was kept while the platform had stopped, in its order, once the minute is over."""
    if world.now() >= world.stopped_until:
        waiting, world.postponed = world.postponed, []
        for send in waiting:
            await send()


async def _afterwards(world: World, push: Push) -> None:
    put_reply(world, world.person(push.person), await deliver(world, push))


async def _three_times(world: World, push: Push) -> Outcome:
    begun = time.monotonic()
    why, tries = "", 0
    for tries in range(1, TRIES + 1):
        if tries > 1:
            await asyncio.sleep(world.settings.pause)
            world.log("平台→产品", f"{why}，重推第 {tries} 次：{push.name}", "warn", person=push.person)
        try:
            reply = await _parallel(world, push) if world.switches.duplicate == "parallel" else await _once(world, push)
        except Undelivered as error:
            why = str(error)
            continue
        except BadReply as error:
            why = str(error)
            if not push.shows:
                world.log("产品→平台", f"回复不合规，这类事件不显示，忽略：{why}", "warn", person=push.person)
                return Outcome(status="silent", tries=tries, ms=_ms(begun))
            break
        ms = _ms(begun)
        said = f"200 被动回复 {reply.type} {len(reply.plain)} 字节" if reply else "200 success，不回复"
        world.log("产品→平台", f"{said}，{ms} ms", "ok", person=push.person)
        shown = reply if push.shows else None
        return Outcome(status="answered" if shown else "silent", reply=shown, tries=tries, ms=ms)
    world.log("产品→平台", f"{FAULT.split('，')[0]}：{why}", "error", person=push.person)
    return Outcome(status="failed", fault=why, tries=tries, ms=_ms(begun))


async def _once(world: World, push: Push) -> Reply | None:
    request = wrap(world, callback_xml.write(push.fields, world.chance), push.openid)
    size = len(request.body)
    world.log("平台→产品", f"POST {URL(world.account.callback_url).path} {push.name}，{size} 字节", person=push.person)
    status, body = await post(world, request.query, request.body)
    if status != 200:
        raise Undelivered(f"状态码 {status}")
    return check(body, expected(world, push.openid, request.nonce, push.event))


async def _parallel(world: World, push: Push) -> Reply | None:
    """Deliver twice at the same time; both answers must be good, and say the same where both say something."""
    results = await asyncio.gather(_once(world, push), _once(world, push), return_exceptions=True)
    good = [result for result in results if not isinstance(result, BaseException)]
    for result in results:
        if isinstance(result, BadReply):
            raise result
        if isinstance(result, BaseException) and not good:
            raise result
    spoken = [reply for reply in good if reply is not None]
    _compare(world, push, spoken)
    return spoken[0] if spoken else None


async def _again(world: World, push: Push, first: Reply | None) -> None:
    """Deliver once more, seconds later, and only compares."""
    try:
        second = await _once(world, push)
    except (Undelivered, BadReply) as error:
        world.log("产品→平台", f"重复推送没有得到好的回复：{error}", "error", person=push.person)
        return
    _compare(world, push, [reply for reply in (first, second) if reply is not None])


def _compare(world: World, push: Push, spoken: list[Reply]) -> None:
    if len(spoken) > 1 and (spoken[0].type, spoken[0].parts) != (spoken[1].type, spoken[1].parts):
        world.log("产品→平台", "同一条推了两次，两次回复不一样", "error", person=push.person)


def _ms(begun: float) -> int:
    return round((time.monotonic() - begun) * 1_000)


def expected(world: World, openid: str, nonce: str, event: bool) -> Expected:
    """Say what an answer to a push is held against."""
    account = world.account
    return Expected(
        openid=openid,
        username=account.username,
        mode=account.mode,
        token=account.token,
        aes_key=account.aes_key,
        app_id=account.oa_app_id,
        mini_app_id=account.mp_app_id,
        nonce=nonce,
        now=world.now(),
        event=event,
        media=lambda media_id: alive(world, media_id),
    )


def alive(world: World, media_id: str) -> bool:
    """Tell whether a media id exists and is younger than three days."""
    media = world.kept.media.get(media_id)
    return media is not None and world.now() - media.at < MEDIA_LIFE


def put_reply(world: World, person: Person, outcome: Outcome) -> Message | None:
    """Show on the phone how a push ended: the reply, the sentence of the platform, or nothing."""
    if outcome.status == "failed":
        return world.show(person, Message(n=world.next(), at=world.now(), side="note", kind="fault", text=FAULT))
    reply = outcome.reply
    if reply is None:
        return None
    message = Message(n=world.next(), at=world.now(), side="it", kind=reply.type, parts=reply.parts, links=reply.links)
    message.text = reply.text
    message.picture = reply.media_id
    message.rows = reply.articles
    if reply.type == "transfer_customer_service":
        message.side, message.text = "note", "已转接人工客服"
    return world.show(person, message)
