"""SIGKILL of web process and worker under load: what was acknowledged is there, and once (invariants 1, 2)."""

from __future__ import annotations

import asyncio
import random
import re
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp
import pytest
from wechatpy.crypto import WeChatCrypto

from zhiping.phone import PhoneError, Phones
from zhiping.settings import DEMONSTRATION
from zhiping.touring import chat
from zhiping.touring.stage import Player, Stage

from .cast import applicant, handed_in, officer
from .installation import Installation, installed

LIMIT = 60.0  # seconds in which one message or call must be answered, however often somebody is killed
LEASE = 130  # seconds, a little more than a worker may keep a job that it died with


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose processes are killed."""
    with installed(tmp_path_factory.mktemp("mortal")) as made:
        yield made


@dataclass
class Load:
    """What several people do at once, and what was acknowledged of it."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    done: int = 0
    repeated: int = 0

    def reached(self, many: int) -> bool:
        """Tell whether so many calls have been answered."""
        return self.done >= many

    async def insist(self, what: Callable[[], Awaitable[Any]]) -> Any:
        """Do the very same thing again until it is answered, as the platform and the pages do."""
        end = time.monotonic() + LIMIT
        while True:
            try:
                came = await what()
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            except PhoneError as error:
                if error.status < 500:
                    raise
            else:
                self.done += 1
                return came
            assert time.monotonic() < end, "no answer for a minute"
            self.repeated += 1
            await asyncio.sleep(0.05)


class Chatter:
    """Writes to the official account what the platform would deliver: the same message until it is answered."""

    def __init__(self, load: Load, session: aiohttp.ClientSession, product: str, player: Player, openid: str) -> None:
        self.load, self.session, self.product, self.player, self.openid = load, session, product, player, openid
        keys = (DEMONSTRATION[n] for n in ("OA_TOKEN", "OA_AES_KEY", "OA_APP_ID"))
        self.crypto = WeChatCrypto(*keys)
        self.written = 0

    async def send(self, text: str) -> str:
        """Deliver a text until there is a reply, and return the reply."""
        number = secrets.randbits(62)
        at = int(time.time())
        xml = (
            f"<xml><ToUserName><![CDATA[gh_test]]></ToUserName><FromUserName><![CDATA[{self.openid}]]></FromUserName>"
            f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
            f"<MsgId>{number}</MsgId></xml>"
        )
        return await self.load.insist(lambda: self._deliver(xml, str(at)))

    async def _deliver(self, xml: str, stamp: str) -> str:
        nonce = str(secrets.randbits(31))
        sealed = self.crypto.encrypt_message(xml, nonce, stamp)
        signature = re.search(r"<MsgSignature><!\[CDATA\[(\w+)\]\]>", sealed)
        assert signature
        query = {"timestamp": stamp, "nonce": nonce, "encrypt_type": "aes", "msg_signature": signature[1]}
        url = f"{self.product}/wechat/callback"
        async with self.session.post(url, params=query, data=sealed.encode()) as reply:
            body = await reply.text()
            if reply.status != 200:
                raise PhoneError("callback", reply.status, body)
        found = {n: re.search(rf"<{n}>(?:<!\[CDATA\[)?(\w+)", body) for n in ("MsgSignature", "TimeStamp", "Nonce")}
        assert all(found.values()), body
        signed = [m[1] for m in found.values() if m]
        inner = self.crypto.decrypt_message(body, *signed)
        text = re.search(r"<Content><!\[CDATA\[(.*?)\]\]></Content>", inner, re.DOTALL)
        assert text
        return text[1]

    async def run(self) -> None:
        """Change one answer again and again; each reply names the value that stood there before."""
        while not self.load.stop.is_set():
            n = self.written + 1
            reply = await self.send(f"心血管内科{n}")
            if self.written:
                assert "✓ 已改" in reply, reply
                assert f"心血管内科{n}（原来 心血管内科{self.written}）" in reply, reply
            else:
                assert "✓ 已保存" in reply, reply
            self.written = n
            back = await self.send("上一题")
            assert f"现在是：心血管内科{n}" in back, back


class Writer:
    """Fills by the API as the pages do: every write under a key of its own, repeated under the same one."""

    def __init__(self, load: Load, player: Player) -> None:
        self.load, self.player = load, player
        self.value, self.seq, self.rows, self.address = "", 0, list[str](), ""

    async def run(self) -> None:
        """Save an answer, add a row, take the first one out when there are many."""
        phone, base = self.player.phone, self.player.base
        view = await self.load.insist(lambda: phone.get(f"{base}/sections/cover"))
        self.address = next(f["address"] for g in view["groups"] for f in g["fields"] if "专业方向" in f["label"])
        n = 0
        while not self.load.stop.is_set():
            n += 1
            text, key = f"第{n}次", secrets.token_hex(8)
            saved = await self.load.insist(partial(phone.put, self._answer(), {"text": text}, seq=self.seq, key=key))
            assert saved["value"] == text
            assert saved["seq"] > self.seq
            self.value, self.seq = text, saved["seq"]
            key = secrets.token_hex(8)
            rows = f"{base}/sections/work/rows"
            if len(self.rows) < 6:
                made = await self.load.insist(partial(phone.post, rows, {}, key=key))
                assert made["row"] not in self.rows
                self.rows.append(made["row"])
            else:
                first = self.rows.pop(0)
                left = await self.load.insist(partial(phone.delete, f"{rows}/{first}", key=key))
                assert [c["row"] for c in left["rows"]["cards"]] == self.rows

    def _answer(self) -> str:
        return f"{self.player.base}/answers/{self.address}"


class Photographer:
    """Sends photos for one slot; a worker that dies with them leaves them to the next one."""

    def __init__(self, load: Load, player: Player, picture: bytes) -> None:
        self.load, self.player, self.picture, self.pages = load, player, picture, 0
        self.slot = f"{player.base}/evidence/basic.id_proof"

    async def run(self) -> None:
        """Add a page now and then."""
        phone = self.player.phone
        while not self.load.stop.is_set() and self.pages < 12:
            key = secrets.token_hex(8)
            slot = await self.load.insist(partial(self._upload, key))
            self.pages += 1
            assert len(slot["pages"]) == self.pages
            for _ in range(20):
                if not self.load.stop.is_set():
                    await self.load.insist(lambda: phone.get(self.slot))

    async def _upload(self, key: str) -> Any:
        phone = self.player.phone
        form = aiohttp.FormData()
        form.add_field("file", self.picture, filename="a.jpg", content_type="image/jpeg")
        headers = {"Authorization": f"Bearer {phone.token}", "Idempotency-Key": key}
        url = f"{phone.product}/api/v1/{self.slot}/pages"
        async with phone.session.post(url, data=form, headers=headers) as reply:
            if reply.status != 200:
                raise PhoneError("pages", reply.status, await reply.text())
            return await reply.json()


class Chain:
    """Goes up and down the chain: handed in, returned, handed in …; every deed acknowledged once, told once."""

    def __init__(self, load: Load, player: Player, reviewer: Player) -> None:
        self.load, self.player, self.reviewer, self.returns = load, player, reviewer, 0
        self.stream, self.told = f"application:{player.base.rpartition('/')[2]}", 0

    def begin(self, installation: Installation) -> Chain:
        """Count what was told before: of the publicity and of handing in."""
        sql = (
            f"SELECT 1 FROM outbox WHERE kind = 'push' AND who = 'person:{self.player.me}' AND stream = '{self.stream}'"
        )
        self.told = len(rows(installation, sql))
        return self

    async def run(self) -> None:
        """Return what lies there, hand it in again."""
        base, review = self.player.base, f"review/{self.player.base.rpartition('/')[2]}"
        while not self.load.stop.is_set():
            view = await self.load.insist(lambda: self.reviewer.phone.get(review))
            assert view["status"] == "submitted"
            body, key = {"opinion": f"第 {self.returns + 1} 次退回"}, secrets.token_hex(8)
            await self.load.insist(
                partial(self.reviewer.phone.post, f"{base}/deeds/return", body, seq=view["seq"], key=key)
            )
            self.returns += 1
            home = await self.load.insist(lambda: self.player.phone.get(base))
            assert home["status"] == "returned"
            key = secrets.token_hex(8)
            await self.load.insist(
                partial(self.player.phone.post, f"{base}/deeds/submit", {}, seq=home["seq"], key=key)
            )


async def chatter(phones: Phones, load: Load, product: str) -> Chatter:
    """Somebody in the chat who is asked for the specialty."""
    player = await applicant(phones, in_chat=True)
    stage = Stage(phones, {player.key: player})
    for text in ("接着填", "主治医师"):
        came = await chat.say(stage, player, text)
    assert "申报专业方向" in came.text
    openid = (await player.phone.see())["openids"]["oa"]
    return Chatter(load, phones.session, product, player, openid)


@pytest.fixture
async def phones(mortal: Installation) -> AsyncIterator[Phones]:
    async with mortal.phones() as opened:
        yield opened


KILLS = [pytest.param(20, id="20"), pytest.param(200, id="200", marks=pytest.mark.long)]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kills", KILLS)
async def test_kill__at_random_under_load__nothing_acknowledged_is_lost_and_nothing_happens_twice(
    mortal: Installation, phones: Phones, kills: int
):
    load = Load()
    chatters = [await chatter(phones, load, mortal.product) for _ in range(2)]
    writers = [Writer(load, await applicant(phones)) for _ in range(2)]
    picture, _ = await phones.of("zhou").picture("small.jpg")
    photographer = Photographer(load, await applicant(phones), picture)
    chain = Chain(load, await handed_in(phones), await officer(phones, "hospital")).begin(mortal)
    tasks = [asyncio.create_task(x.run()) for x in (*chatters, *writers, photographer, chain)]

    for _ in range(kills):
        await moved(tasks, partial(load.reached, load.done + 10), "no progress between two kills")
        await asyncio.sleep(random.random() * 0.3)
        name = random.choice(("web", "web", "worker"))
        mortal.kill(name)
        mortal.start(name)
        if name == "web":
            await asyncio.to_thread(mortal.ready)
    load.stop.set()
    await asyncio.gather(*tasks)
    assert load.repeated > 0, "no kill hit anybody"

    await phones.control("advance", {"seconds": LEASE})
    await moved([], lambda: not waiting(mortal), "jobs are left over")
    await as_acknowledged(chatters, writers, photographer, chain)
    await told(mortal, chain)
    for command in (("audit", "verify"), ("audit", "rebuild")):
        looked = await asyncio.to_thread(mortal.run, *command)
        assert looked.returncode == 0, looked.stdout + looked.stderr
    assert mortal.faults() == []


async def moved(tasks: list[asyncio.Task[None]], done: Callable[[], bool], wrong: str) -> None:
    """Wait until something is so; a task that has failed says why at once."""
    end = time.monotonic() + LIMIT
    while not done():
        for task in tasks:
            if task.done():
                task.result()
        assert time.monotonic() < end, wrong
        await asyncio.sleep(0.02)


def rows(installation: Installation, sql: str) -> list[Any]:
    """Read the database beside the product."""
    with sqlite3.connect(f"file:{installation.folder}/zhiping.sqlite3?mode=ro", uri=True) as db:
        return db.execute(sql).fetchall()


def waiting(installation: Installation) -> list[Any]:
    """Jobs that are not ended though they are due."""
    now = time.time() + LEASE
    return rows(
        installation, f"SELECT kind, state, result FROM outbox WHERE state IN ('waiting','claimed') AND due < {now}"
    )


async def as_acknowledged(
    chatters: list[Chatter], writers: list[Writer], photographer: Photographer, chain: Chain
) -> None:
    """Hold what the views show against what was acknowledged."""
    for c in chatters:
        assert c.written
        view = await c.player.phone.get(f"{c.player.base}/sections/cover")
        assert f"心血管内科{c.written}" in [f.get("value") for g in view["groups"] for f in g["fields"]]
    for w in writers:
        view = await w.player.phone.get(f"{w.player.base}/sections/cover")
        assert w.value in [f.get("value") for g in view["groups"] for f in g["fields"]]
        view = await w.player.phone.get(f"{w.player.base}/sections/work")
        assert [c["row"] for c in view["rows"]["cards"]] == w.rows
    slot = await photographer.player.phone.get(photographer.slot)
    assert slot["state"] == "ready", slot
    assert len(slot["pages"]) == photographer.pages == slot["document"]["pages"]
    progress = await chain.player.phone.get(f"{chain.player.base}/progress")
    assert [x["opinion"] for x in progress["rounds"]] == [f"第 {n} 次退回" for n in range(1, chain.returns + 1)]


async def told(installation: Installation, chain: Chain) -> None:
    """Hold the pushes against the deeds: one job a deed, all ended, each that was delivered shown, none shown twice."""
    who = f"person:{chain.player.me}"
    jobs = rows(installation, f"SELECT stream, state, result FROM outbox WHERE kind = 'push' AND who = '{who}'")
    assert len([j for j in jobs if j[0] == chain.stream]) == chain.told + 2 * chain.returns
    sent = sum(result.startswith("delivered: template") for _, _, result in jobs)
    dropped = sum(
        state == "dropped" for _, state, _ in jobs
    )  # overtaken, perhaps after it was sent and before that was kept
    shown = sum(x["side"] == "it" and x["kind"] == "template" for x in await chain.player.phone.messages())
    assert sent <= shown <= sent + dropped
