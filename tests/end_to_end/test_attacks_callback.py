"""The wrong hand at the official account's callback: forged, unsigned, too much; none learns why it is refused."""

from __future__ import annotations

import re
import secrets
import time

import aiohttp
import pytest
from wechatpy.crypto import WeChatCrypto

from zhiping.phone import Phones
from zhiping.settings import DEMONSTRATION

from .installation import Installation


async def deliver(installation: Installation, session: aiohttp.ClientSession, **changed: str) -> tuple[int, bytes]:
    """Deliver a sealed message to the callback, with something about it changed; return status and body."""
    given = {n: DEMONSTRATION[n] for n in ("OA_TOKEN", "OA_AES_KEY", "OA_APP_ID")} | changed
    crypto = WeChatCrypto(given["OA_TOKEN"], given["OA_AES_KEY"], given["OA_APP_ID"])
    at = str(int(time.time()))
    xml = (
        "<xml><ToUserName><![CDATA[gh]]></ToUserName><FromUserName><![CDATA[oX]]></FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[进度]]></Content>"
        f"<MsgId>{secrets.randbits(60)}</MsgId></xml>"
    )
    sealed = crypto.encrypt_message(xml, "1320562132", at)
    found = re.search(r"<MsgSignature><!\[CDATA\[(\w+)\]\]>", sealed)
    assert found
    query = {"timestamp": at, "nonce": "1320562132", "encrypt_type": "aes", "msg_signature": found[1]} | {
        k: v for k, v in changed.items() if k.islower()
    }
    async with session.post(f"{installation.product}/wechat/callback", params=query, data=sealed.encode()) as reply:
        return reply.status, await reply.read()


WRONG = {
    "token": {"OA_TOKEN": "another"},
    "key": {"OA_AES_KEY": "a" * 43},
    "account": {"OA_APP_ID": "wx00000000000000ff"},
    "signature": {"msg_signature": "0" * 40},
    "no_signature": {"msg_signature": ""},
    "time": {"timestamp": "1"},
    "mode": {"encrypt_type": "raw"},
    "odd_mode": {"encrypt_type": "rot13"},
}


@pytest.mark.parametrize("what", WRONG)
async def test_callback__wrong_signature_or_key__is_forbidden_without_detail(
    what: str, installation: Installation, open_phones: Phones
):
    assert (await deliver(installation, open_phones.session))[0] == 200
    assert await deliver(installation, open_phones.session, **WRONG[what]) == (403, b"")


async def test_callback__verification_by_somebody_else__is_forbidden(installation: Installation, open_phones: Phones):
    for query in ({}, {"signature": "0" * 40, "timestamp": "1", "nonce": "2", "echostr": "<b>"}):
        async with open_phones.session.get(f"{installation.product}/wechat/callback", params=query) as reply:
            assert (reply.status, await reply.read()) == (403, b"")


async def test_callback__too_large__is_refused_without_detail(installation: Installation, open_phones: Phones):
    url = f"{installation.product}/wechat/callback"
    async with open_phones.session.post(url, data=b"<xml>" + b"0" * 200_000) as reply:
        assert (reply.status, await reply.read()) == (413, b"")
