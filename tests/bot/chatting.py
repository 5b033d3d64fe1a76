"""A chat over the real callback: what a person does is sealed as the platform seals it, what comes back is opened.

`wechatpy` is the other side. A reply is written as the transcripts write it: 〔shown=sent〕 is a link that says
something when tapped (〔shown〕 where it says what it shows), ⟦shown⟧ one that opens a page of the mini-program.
"""

from __future__ import annotations

import asyncio
import html
import itertools
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import xmltodict
from wechatpy.crypto import WeChatCrypto

from casework.presents.contact import ContactState
from sandbox import windows
from sandbox.deeds import store
from wizard.identity import fault_of

from ..casework.stage import Caller, Served, good

TAP = re.compile(r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^"&]*)&msgmenuid=([^"]*)">([^<]*)</a>')
MINI = re.compile(r'<a href="[^"]*" data-miniprogram-appid="[^"]*" data-miniprogram-path="([^"]*)">([^<]*)</a>')
NUMBERS = itertools.count(1)
ACCOUNT = "gh_000000000001"


@dataclass(frozen=True, slots=True)
class Said:
    """Is one reply: its raw text, and the same as the transcripts write it."""

    raw: str
    status: int = 200

    @property
    def text(self) -> str:
        return MINI.sub(lambda m: f"⟦{m[2]}⟧", TAP.sub(_shown, self.raw))

    @property
    def taps(self) -> dict[str, tuple[str, str]]:
        """What is seen of each link that says something → what it says, and its hint."""
        return {m[3]: (unquote(m[1]), unquote(m[2])) for m in TAP.finditer(self.raw)}

    @property
    def pages(self) -> dict[str, str]:
        """What is seen of each link to a page → its path."""
        return {m[2]: unquote(html.unescape(m[1])) for m in MINI.finditer(self.raw)}

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @property
    def size(self) -> int:
        return len(self.raw.encode())


def _shown(match: re.Match[str]) -> str:
    send, label = unquote(match[1]), match[3]
    return f"〔{label}〕" if send == label or re.fullmatch(rf"\d+ {re.escape(send)}", label) else f"〔{label}={send}〕"


@dataclass(slots=True)
class Chat:
    """Is one person's chat with the official account."""

    server: Served
    openid: str = field(default_factory=lambda: f"o{secrets.token_hex(10)}")
    caller: Caller | None = None
    replies: list[Said] = field(default_factory=list)

    # ── saying ───────────────────────────────────────────────────────────────
    async def say(self, text: str, *, hint: str = "", **more: Any) -> Said:
        """Type a text, or tap a link whose hint comes along."""
        extra = f"<bizmsgmenuid>{hint}</bizmsgmenuid>" if hint else ""
        return await self.push(f"<MsgType>text</MsgType><Content><![CDATA[{text}]]></Content>{extra}", **more)

    async def all(self, *texts: str) -> Said:
        """Say one thing after the other; return the last reply."""
        for text in texts:
            said = await self.say(text)
        return said

    async def tap(self, said: Said, label: str, **more: Any) -> Said:
        """Tap a link of a reply."""
        send, hint = said.taps[label]
        return await self.say(send, hint=hint if hint != "0" else "", **more)

    async def photo(self, media: str = "", **more: Any) -> Said:
        id = media or secrets.token_hex(8)
        picture = f"<PicUrl>http://x.invalid/1</PicUrl><MediaId>{id}</MediaId>"
        return await self.push(f"<MsgType>image</MsgType>{picture}", **more)

    async def voice(self, words: str = "", **more: Any) -> Said:
        heard = f"<Recognition><![CDATA[{words}]]></Recognition>" if words else ""
        return await self.push(f"<MsgType>voice</MsgType><MediaId>v1</MediaId><Format>amr</Format>{heard}", **more)

    async def event(self, kind: str, inner: str = "", **more: Any) -> Said:
        return await self.push(f"<MsgType>event</MsgType><Event>{kind}</Event>{inner}", msg_id=None, **more)

    async def menu(self, key: str, **more: Any) -> Said:
        return await self.event("CLICK", f"<EventKey>{key}</EventKey>", **more)

    async def push(
        self,
        inner: str,
        *,
        created: int | None = None,
        msg_id: int | None = 0,
        sender: str = "",
        times: int = 1,
        signed: int | None = None,
    ) -> Said:
        """Deliver one push of the platform; with `times` the same again, all at once."""
        body = self.sealed(inner, created, msg_id, sender, signed)
        found = await asyncio.gather(*(self.deliver(*body) for _ in range(times)))
        assert len({f.raw for f in found}) == 1, [f.text for f in found]
        self.replies.append(found[0])
        return found[0]

    def sealed(
        self,
        inner: str,
        created: int | None = None,
        msg_id: int | None = 0,
        sender: str = "",
        signed: int | None = None,
    ) -> tuple[dict[str, str], str]:
        """Return query and body of a push in safe mode; the platform's clock is the product's."""
        at = int(self.server.house.clock.time()) if created is None else created
        number = "" if msg_id is None else f"<MsgId>{msg_id or 24_000_000_000_000_000 + next(NUMBERS)}</MsgId>"
        xml = (
            f"<xml><ToUserName>{ACCOUNT}</ToUserName><FromUserName>{sender or self.openid}</FromUserName>"
            f"<CreateTime>{at}</CreateTime>{inner}{number}</xml>"
        )
        nonce, stamp = secrets.token_hex(5), str(signed or at)
        outer = xmltodict.parse(crypto(self.server).encrypt_message(xml, nonce, stamp))["xml"]
        query = {
            "signature": "", "timestamp": stamp, "nonce": nonce, "encrypt_type": "aes",
            "msg_signature": outer["MsgSignature"],
        }  # fmt: skip
        return query, f"<xml><ToUserName>{ACCOUNT}</ToUserName><Encrypt><![CDATA[{outer['Encrypt']}]]></Encrypt></xml>"

    async def deliver(self, query: dict[str, str], body: str) -> Said:
        """Send a push to the product and open what comes back."""
        reply: httpx.Response = await self.server.http.post("/wechat/callback", params=query, content=body.encode())
        assert reply.status_code in {200, 503}, (reply.status_code, reply.text)
        if reply.text in {"success", ""}:
            return Said("", reply.status_code)
        outer = xmltodict.parse(reply.text)["xml"]
        opened = crypto(self.server).decrypt_message(
            reply.text, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"]
        )
        said = Said(xmltodict.parse(opened)["xml"]["Content"])
        within_budget(said)
        return said

    # ── what comes without being asked for ───────────────────────────────────
    @classmethod
    def with_phone(cls, server: Served, name: str) -> Chat:
        """A chat of somebody whom the stand-in knows, so that customer-service messages arrive and photos are there."""
        user = server.platform.user(name)
        user.following = True
        return cls(server, openid=user.openids["oa"])

    async def send_photo(self, data: bytes, **more: Any) -> Said:
        """Send a photo that the platform has."""
        world = self.server.platform.world
        user = world.by_openid("oa", self.openid)
        assert user is not None
        windows.open_window(user, "message", world.now())
        return await self.photo(store(world, "image", data, "image/jpeg").id, **more)

    async def after(self, seconds: float = 0.0) -> list[Said]:
        """Let time pass and the worker work; return what the account has said meanwhile."""
        world, clock = self.server.platform.world, self.server.house.clock
        user = world.by_openid("oa", self.openid)
        assert user is not None
        seen = len(user.messages)
        clock.move(clock.time() - time.time() + seconds)
        await self.server.work()
        return [Said(m.text) for m in user.messages[seen:] if m.side == "it"]

    # ── coming in ────────────────────────────────────────────────────────────
    async def join(self, caller: Caller) -> None:
        """Tie this chat to somebody who is logged in in the mini-program, by the link that the chat gives."""
        said = await self.say("开始申报")
        page = next(iter(said.pages.values()))
        token = parse_qs(urlsplit(page).query)["join"][0]
        good(await caller.post(f"tickets/{token}/accept"))
        self.caller = caller
        await self.server.work()

    @property
    def stream(self) -> str:
        """The stream of this contact."""
        return self.server.house.contact_stream("oa", self.openid)

    @property
    def base(self) -> str:
        """The application that the chat is about."""
        head = self.server.house.heads._kept[self.stream]
        return f"applications/{head.present.state.cursor.application}"

    async def state(self) -> ContactState:
        """What the product knows of this contact."""
        return (await self.server.house.present(self.stream)).state

    async def streams(self) -> dict[str, str]:
        """Everything that this chat writes to, by kind."""
        state = await self.state()
        found = {"contact": self.stream, "person": f"person:{state.person}"}
        found["application"] = f"application:{state.cursor.application}"
        return {kind: s for kind, s in found.items() if not s.endswith(":")}

    async def answers(self) -> dict[str, Any]:
        """Everything that is stored of registration and application, by address."""
        streams = await self.streams()
        filled = [
            (await self.server.house.present(streams[k])).filled for k in ("person", "application") if k in streams
        ]
        return {str(a): v for one in filled for a, v in one.answers.items()}

    async def recorded(self) -> dict[str, int]:
        """How many actions of each kind, and jobs, were written because of this chat."""
        found: dict[str, int] = {}
        for kind, stream in (await self.streams()).items():
            for row in await self.server.house.storage.database.fetch(
                "SELECT kind, count(*) AS n FROM action WHERE stream = ?1 GROUP BY kind", stream
            ):
                found[f"{kind} {row['kind']}"] = row["n"]
        jobs = await self.server.house.storage.database.fetch(
            "SELECT kind, count(*) AS n FROM outbox WHERE who = ?1 GROUP BY kind", self.stream
        )
        return found | {f"job {row['kind']}": row["n"] for row in jobs}

    def stored(self, address: str) -> Any:
        """What is stored at an address of the application, as the product remembers it."""
        from wizard.address import Address

        head = self.server.house.heads._kept[self.base.replace("applications/", "application:")]
        return head.present.filled.answers.get(Address.parse(address))

    async def shown(self, address: str) -> str:
        """What the page shows at an address."""
        assert self.caller is not None
        section, *rest = address.split(".")
        where = f"/rows/{rest[0]}" if len(rest) == 2 else ""
        view = good(await self.caller.get(f"{self.base}/sections/{section}{where}"))
        fields = [f for g in view["groups"] for f in g["fields"]]
        return next(f.get("text", "") for f in fields if f["address"] == address)


def within_budget(said: Said) -> None:
    """Hold what every reply must keep: bytes, number of links, and what a tap sends readable at a glance."""
    assert said.size <= 1_800, (said.size, said.text)
    assert len(said.pages) == len(MINI.findall(said.raw)) <= 1, said.text
    choices = [label for label in said.taps if label[0].isdigit()]
    assert len(choices) <= 6, said.text
    assert len(said.taps) - len(choices) <= 4, said.text
    for send, _ in said.taps.values():
        assert len(re.sub(r"[\s：]", "", send)) <= 10 or send.isascii() or "至今" in send, send
    assert "<a " not in TAP.sub("", MINI.sub("", said.raw)), said.raw
    assert not re.search(r"\b1[3-9]\d{9}\b", said.text), said.text
    assert all(fault_of(n.upper(), "") for n in re.findall(r"\b\d{17}[\dXx]\b", said.text)), said.text
    for page in said.pages.values():
        assert "&sect" not in page, page


def crypto(server: Served) -> WeChatCrypto:
    s = server.settings
    return WeChatCrypto(s.oa_token, s.oa_aes_key, s.oa_app_id)


WELCOME = """您好，这里是职称申报助手。
填表、拍材料、签名、交给单位，都在微信里做，不用电脑。填一项存一项，随时可以停。

〔我能报吗〕
〔开始申报〕
〔看今年的通知〕
〔我是审核人员〕

随时可发：进度、帮助、人工"""
"""What it says to whoever follows."""

VERIFY = """先确认是您本人，约 1 分钟：
1. 验证手机号
2. 填身份证号
3. 连上这个聊天
这三步在小程序里做，做完回到这里接着填。

⟦去验证⟧"""
"""What the chat says to somebody whom it does not know yet."""

COVER = ("主治医师", "内科", "正常晋升", "临床")
ROWS = (
    ("2010.8-2015.12", "云溪区人民医院", "内科", "医师"),
    ("2016.1-2019.6", "云溪区人民医院", "内科临床", "主治医师"),
)


async def known(server: Served, name: str = "周岚") -> Chat:
    """Somebody whose chat is joined to a verified person without a unit."""
    chat = Chat(server)
    await chat.join(await server.newcomer(name, unit=""))
    return chat


async def applicant(server: Served, name: str = "周岚") -> Chat:
    """Somebody who stands before the first question of the cover."""
    chat = await known(server, name)
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面", "副高")
    return chat


async def covered(server: Served, name: str = "周岚") -> Chat:
    """Somebody who has filled the cover and registered whole."""
    chat = await applicant(server, name)
    await chat.all(*COVER, "填个人情况", "无", "汉族", "重庆云阳", "群众", "2004.6.14")
    return chat


async def with_rows(server: Served, many: int = 2) -> Chat:
    """Somebody with work experience, who has just finished a row."""
    chat = await covered(server)
    await chat.say("填工作经历")
    for n, row in enumerate(ROWS[:many]):
        if n:
            await chat.say("再加一条")
        await chat.all(*row)
    return chat


async def at_ethics(server: Served) -> Chat:
    """Somebody who stands before the question of 医德医风满意度."""
    chat = await covered(server)
    await chat.all("填基本信息", "跳过")
    return chat
