"""Published vectors of the callback (CQ and others do not name them: they are the platform's own)."""

import json
from pathlib import Path

import pytest

from wechat.crypto import Box, sign
from wechat.errors import Forbidden
from wechat.wire import Wire

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))["vectors"]


def of(*kinds: str) -> list:
    return [pytest.param(v, id=v["id"]) for v in VECTORS if v["kind"] in kinds]


def test_vectors__every_one__is_tried_below():
    assert {v["kind"] for v in VECTORS} == {
        "callback_url_signature",
        "callback_aes",
        "callback_aes_encrypt",
        "sha1_sorted_concat",
    }


@pytest.mark.parametrize("vector", of("sha1_sorted_concat"))
def test_sign__published_parts__gives_the_published_digest(vector):
    assert sign(*vector["inputs"]) == vector["digest"]


@pytest.mark.parametrize("vector", of("callback_url_signature"))
def test_echo__published_signature__answers_echostr_and_refuses_another(vector):
    wire = Wire(vector["token"], "wx0")
    query = {k: vector[k] for k in ("timestamp", "nonce", "signature")} | {"echostr": vector.get("echostr", "e")}
    assert wire.echo(query) == vector.get("expect_body", "e")
    wrong = [n["signature"] for n in vector.get("negative", [])] or ["0" + vector["signature"][1:] + "0"]
    for signature in wrong:
        with pytest.raises(Forbidden):
            wire.echo(query | {"signature": signature})


@pytest.mark.parametrize("vector", [v for v in of("callback_url_signature") if "body" in v.values[0]])
def test_open__published_plain_body__is_read(vector):
    query = {k: vector[k] for k in ("timestamp", "nonce", "signature")}
    got = Wire(vector["token"], "wx0").open(query, vector["body"].encode())
    assert (got.sender, got.created, got.message.kind, got.json) == (
        "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        1714037059,
        "debug_demo",
        True,
    )


@pytest.mark.parametrize("vector", of("callback_aes", "callback_aes_encrypt"))
def test_box__published_ciphertext__opens_to_the_published_plaintext(vector):
    box = Box(vector["encoding_aes_key"], vector["appid"])
    assert box.open(vector["encrypt"]).decode() == vector["plaintext"]
    if "msg_signature" in vector:
        parts = (vector["token"], vector["timestamp"], vector["nonce"], vector["encrypt"])
        assert sign(*parts) == vector["msg_signature"]


@pytest.mark.parametrize("vector", of("callback_aes_encrypt"))
def test_box__published_random__seals_to_the_published_ciphertext(vector):
    box = Box(vector["encoding_aes_key"], vector["appid"])
    assert box.seal(vector["plaintext"].encode(), vector["random16"].encode()).decode() == vector["encrypt"]


@pytest.mark.parametrize("vector", [v for v in of("callback_aes_encrypt") if "reply_xml" in v.values[0]])
def test_seal__published_reply__is_the_published_xml_but_for_line_ends(vector):
    wire = Wire(vector["token"], vector["appid"], vector["encoding_aes_key"])
    box = Box(vector["encoding_aes_key"], vector["appid"])
    sealed = wire.seal(
        box,
        vector["plaintext"].encode(),
        int(vector["timestamp"]),
        vector["nonce"],
        json=False,
        noise=vector["random16"].encode(),
    )
    assert sealed.decode() == vector["reply_xml"].replace("\n", "")


@pytest.mark.parametrize("vector", [v for v in of("callback_aes_encrypt") if v.values[0]["id"] == "off-safe-reply"])
def test_seal__published_json_reply__has_the_published_members(vector):
    wire = Wire(vector["token"], vector["appid"], vector["encoding_aes_key"])
    box = Box(vector["encoding_aes_key"], vector["appid"])
    at, noise = int(vector["timestamp"]), vector["random16"].encode()
    assert json.loads(wire.seal(box, vector["plaintext"].encode(), at, vector["nonce"], json=True, noise=noise)) == {
        "Encrypt": vector["encrypt"],
        "MsgSignature": vector["msg_signature"],
        "TimeStamp": at,
        "Nonce": vector["nonce"],
    }
