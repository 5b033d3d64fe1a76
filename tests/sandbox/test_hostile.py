from __future__ import annotations

import pytest
from aiohttp import web

from sandbox import envelope, hostile

from .conftest import Place
from .product import KEY, OA, TOKEN


def forgery(place: Place, name: str) -> tuple[dict[str, str], bytes]:
    return hostile.KINDS[name].make(place.world, place.world.person("applicant"))


async def test_every_kind__product_that_forgives_all__fails_where_refusal_is_due(talk: Place) -> None:
    async def forgive(_: web.Request) -> web.Response:
        return web.Response(text="success")

    app = web.Application()
    app.router.add_post("/wechat/callback", forgive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    talk.world.account.callback_url = f"http://127.0.0.1:{port}/wechat/callback"
    found = {row["kind"]: row for row in await talk.control.post("hostile", kind="all")}
    assert set(found) == set(hostile.KINDS)
    wrong = {kind for kind, row in found.items() if not row["ok"]}
    assert wrong == {name for name, kind in hostile.KINDS.items() if kind.wanted == "refused"}
    await runner.cleanup()


@pytest.mark.parametrize("status", [500, 502, 302])
async def test_every_kind__product_that_breaks__fails(talk: Place, status: int) -> None:
    talk.product.reply = lambda _: web.Response(status=status)
    row = await talk.control.post("hostile", kind="cdata_end", person="applicant")
    assert (row["ok"], row["status"]) == (False, status)
    assert (await talk.control.errors())[-1]["level"] == "error"


async def test_kind__product_too_slow__fails(talk: Place) -> None:
    talk.world.account.callback_url = "http://127.0.0.1:9/"
    row = await talk.control.post("hostile", kind="emoji")
    assert (row["ok"], row["status"]) == (False, 0)


async def test_kind__refused_by_a_sound_product__is_ok(talk: Place) -> None:
    for name in ("wrong_signature", "wrong_msg_signature", "other_app_id", "wrong_key"):
        assert (await talk.control.post("hostile", kind=name))["ok"], name


async def test_kind__bad_reply_to_a_good_push__fails(talk: Place) -> None:
    talk.product.reply = lambda _: b"{}"
    row = await talk.control.post("hostile", kind="long_text")
    assert not row["ok"]
    assert "不合规" in row["why"]


def opened(place: Place, name: str) -> bytes:
    query, body = forgery(place, name)
    sealed = body.partition(b"<Encrypt><![CDATA[")[2].partition(b"]]>")[0].decode()
    assert query["msg_signature"] == envelope.signature(TOKEN, query["timestamp"], query["nonce"], sealed)
    return envelope.unseal(envelope.key_of(KEY), sealed, OA)


@pytest.mark.parametrize(
    ("name", "needle"),
    [
        ("control_characters", "内科\x02\x1dc".encode()),
        ("cdata_end", b"a]]]]><![CDATA[>b"),
        ("cdata_end_raw", b"<![CDATA[a]]>b]]>"),
        ("doctype", b"<!ENTITY b"),
        ("external_entity", b"file:///"),
        ("duplicate_tags", b"<Content>b</Content>"),
        ("megabyte", b"\xe9\x95\xbf" * 350_000),
        ("unknown_event", b"moon_landing"),
        ("double_prefix", b"qrscene_qrscene_1"),
        ("empty_recognition", b"<Recognition><![CDATA[]]></Recognition>"),
        ("one_item", b"<SubscribeMsgPopupEvent><List>"),
        ("no_pictures", b"<Count>0</Count>"),
        ("json_event", b"<MsgId>49d72d67"),
    ],
)
async def test_kind__well_sealed__carries_what_it_says(place: Place, name: str, needle: bytes) -> None:
    assert needle in opened(place, name)


async def test_kind__missing_element__is_missing(place: Place) -> None:
    for name, element in (("no_type", b"<MsgType>"), ("no_sender", b"<FromUserName>"), ("no_message_id", b"<MsgId>")):
        assert element not in opened(place, name), name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("other_app_id", "appid"),
        ("torn_base64", "base64"),
        ("pad_0", "填充"),
        ("pad_33", "填充"),
        ("wrong_length", "长度"),
    ],
)
async def test_kind__broken_envelope__is_broken_where_it_says(place: Place, name: str, why: str) -> None:
    with pytest.raises(envelope.Broken, match=why):
        opened(place, name)


async def test_kind__signature_right_and_msg_signature_wrong__in_safe_mode(place: Place) -> None:
    query, _ = forgery(place, "wrong_msg_signature")
    assert query["signature"] == envelope.signature(TOKEN, query["timestamp"], query["nonce"])
    assert query["msg_signature"] == "0" * 40


async def test_kind__plain_mode__has_no_envelope_to_break(place: Place) -> None:
    await place.control.post("config", mode="plain")
    await place.control.post("hostile", kind="pad_0")
    assert place.control.status == 409
    await place.control.post("hostile", kind="no such kind")
    assert place.control.status == 409
