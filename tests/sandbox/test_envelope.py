"""The platform's published samples; the official safe-mode sample pads with one byte, others with more than sixteen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from sandbox import envelope

SAMPLES = [
    (
        "official, 消息推送",
        "AAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "wxba5fad812f8e6fb9", "707722b803182950",
        '{"demo_resp":"good luck"}', "1713424427", "415670741",
        "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==",
        "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
    ),
    (
        "WxJava, WxCryptUtilTest",
        "pamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6", "aaaabbbbccccdddd",
        "我是中文abcd123", "", "",
        "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==",
        "",
    ),
]  # fmt: skip
KEY = SAMPLES[1][2]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample[0])
def test_sample__sealed_and_opened__is_byte_for_byte(sample: tuple[str, ...]) -> None:
    _, token, aes_key, app_id, filler, plain, stamp, nonce, sealed, signature = sample
    key = envelope.key_of(aes_key)
    assert envelope.seal(key, plain.encode(), app_id, filler.encode()) == sealed
    assert envelope.unseal(key, sealed, app_id) == plain.encode()
    if signature:
        assert envelope.signature(token, stamp, nonce, sealed) == signature


def test_sample__get_verification__has_the_published_signature() -> None:
    assert envelope.signature("AAAAA", "1714036504", "1514711492") == "f464b24fc39322e44b38aa78f5edd27bd1441696"


@given(st.text(max_size=300), st.binary(min_size=16, max_size=16))
def test_any_text__sealed_here__opens_with_wechatpy(text: str, filler: bytes) -> None:
    key = envelope.key_of(KEY)
    sealed = envelope.seal(key, text.encode("utf-8", "ignore"), "wxb11529c136998cb6", filler)
    signature = envelope.signature("token", "1", "2", sealed)
    opened = WeChatCrypto("token", KEY, "wxb11529c136998cb6").decrypt_message({"Encrypt": sealed}, signature, "1", "2")
    assert opened == text.encode("utf-8", "ignore").decode()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda key, good: "###", "base64"),
        (lambda key, good: good[:-8], "32"),
        (lambda key, good: envelope.encrypt(key, b"x" * 31 + b"\x00"), "填充"),
        (lambda key, good: envelope.encrypt(key, b"x" * 31 + b"\x21"), "填充"),
        (lambda key, good: envelope.encrypt(key, envelope.pad(b"r" * 16 + b"\xff\xff\xff\xff" + b"m")), "长度"),
        (lambda key, good: envelope.seal(key, b"m", "wx-other", b"r" * 16), "appid"),
        (lambda key, good: envelope.seal(b"k" * 32, b"m", "wx", b"r" * 16), "填充"),
    ],
)
def test_envelope__spoiled__says_why(spoil: object, why: str) -> None:
    key = envelope.key_of(KEY)
    good = envelope.seal(key, b"m", "wx", b"r" * 16)
    with pytest.raises(envelope.Broken, match=why):
        envelope.unseal(key, spoil(key, good), "wx")
