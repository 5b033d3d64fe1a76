"""Builds requests as they go over the wire, and reads what comes back: callback in safe mode, bot webhook, API."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import struct
import time
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ACCOUNT = "gh_0123456789ab"
CALLBACK = "/wechat/callback"
PLAIN = (
    f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"
    "<CreateTime>%d</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%s]]></Content>"
    "<MsgId>%d</MsgId></xml>"
)
SEALED = f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><Encrypt><![CDATA[%s]]></Encrypt></xml>"
_ENCRYPTED = re.compile(rb"<Encrypt><!\[CDATA\[(.*?)\]\]>")
_CONTENT = re.compile(r"<Content><!\[CDATA\[(.*?)\]\]></Content>", re.DOTALL)
_numbers = count(time.time_ns() // 1000 * 1000)


def sign(*parts: str) -> str:
    """Return the platform's SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


class Platform:
    """Speaks for the platform with one account's secrets.

    Args:
        token: of the account.
        app_id: of the account.
        aes_key: EncodingAESKey, 43 characters; empty for plain mode.
    """

    def __init__(self, token: str, app_id: str, aes_key: str = "") -> None:
        self.token, self.app_id = token, app_id
        key = base64.b64decode(aes_key + "=") if aes_key else b""
        self.box = Cipher(algorithms.AES(key), modes.CBC(key[:16])) if key else None

    def message(self, openid: str, text: str) -> bytes:
        """Return the request that brings one text message."""
        now, number = int(time.time()), next(_numbers)
        nonce = str(number % 10**9)
        xml = PLAIN % (openid, now, text, number)
        query = {"signature": sign(self.token, str(now), nonce), "timestamp": now, "nonce": nonce, "openid": openid}
        if self.box is not None:
            sealed = self._seal(xml.encode())
            xml = SEALED % sealed
            query |= {"encrypt_type": "aes", "msg_signature": sign(self.token, str(now), nonce, sealed)}
        return post(f"{CALLBACK}?{urllib.parse.urlencode(query)}", xml.encode(), {"Content-Type": "text/xml"})

    def _seal(self, body: bytes) -> str:
        assert self.box is not None
        plain = os.urandom(16) + struct.pack(">I", len(body)) + body + self.app_id.encode()
        pad = 32 - len(plain) % 32
        worker = self.box.encryptor()
        return base64.b64encode(worker.update(plain + bytes([pad]) * pad) + worker.finalize()).decode()

    def said(self, body: bytes) -> str:
        """Return the text of a passive reply, empty where there is none."""
        if self.box is not None and (found := _ENCRYPTED.search(body)):
            worker = self.box.decryptor()
            plain = worker.update(base64.b64decode(found[1])) + worker.finalize()
            body = plain[20 : 20 + struct.unpack(">I", plain[16:20])[0]]
        text = _CONTENT.search(body.decode())
        return text[1] if text else ""


def update(openid: str, text: str) -> bytes:
    """Return the same message as a Telegram update."""
    number, user = next(_numbers), user_number(openid)
    sender = {"id": user, "is_bot": False, "first_name": "A"}
    chat = {"id": user, "type": "private", "first_name": "A"}
    message = {"message_id": number % 10**9, "from": sender, "chat": chat, "date": int(time.time()), "text": text}
    body = json.dumps({"update_id": number % 10**9, "message": message}, ensure_ascii=False)
    return post(CALLBACK, body.encode(), {"Content-Type": "application/json"})


def user_number(openid: str) -> int:
    """Return the number under which the Telegram side knows a user."""
    return int(openid[-10:]) + 1


def post(path: str, body: bytes, headers: Mapping[str, str], method: str = "POST") -> bytes:
    """Return a request's bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def save(base: str, address: str, text: str, token: str, seq: int) -> bytes:
    """Return the request by which a page stores one answer, with the place that it last saw.

    Args:
        base: address of what is filled.
        address: of the answer.
        text: as typed.
        token: of the session.
        seq: of the last action that touched the answer.
    """
    headers = {
        "Content-Type": "application/json", "Authorization": f"Bearer {token}",
        "Idempotency-Key": f"k{next(_numbers)}", "If-Match": str(seq),
    }  # fmt: skip
    body = json.dumps({"text": text}, ensure_ascii=False).encode()
    return post(f"/api/v1/{base}/answers/{address}", body, headers, "PUT")


def lanes(platform: Platform, openids: Sequence[str], texts: Sequence[str]) -> dict[str, list[bytes]]:
    """Return every contact's messages: all say the same, each with ids of its own."""
    return {openid: [platform.message(openid, text) for text in texts] for openid in openids}


def later(platform: Platform, openids: Sequence[str], texts: Sequence[str]) -> dict[str, list[Callable[[], bytes]]]:
    """Return the same, to be built when it is sent: the product asks when a message is older than its question."""
    return {openid: [partial(platform.message, openid, text) for text in texts] for openid in openids}
