from __future__ import annotations

from typing import Any

import pytest

from .conftest import Place
from .product import MP

RETURNED = {"thing1": "云溪区人民医院", "thing2": "有3处要改，其他不用动", "time3": "2026年11月21日 15:20"}
PROGRESS = {"thing1": "副主任医师", "phrase2": "审核中"}


def data(values: dict[str, str]) -> dict[str, Any]:
    return {key: {"value": value} for key, value in values.items()}


async def template(place: Place, **body: Any) -> dict[str, Any]:
    touser = await place.control.openid("applicant")
    whole = {"touser": touser, "template_id": "tmpl-return", "data": data(RETURNED)} | body
    return await place.api.post("/cgi-bin/message/template/send", whole)


async def subscribe(place: Place, **body: Any) -> dict[str, Any]:
    touser = await place.control.openid("applicant", "mp")
    whole = {"touser": touser, "template_id": "tmpl-progress", "data": data(PROGRESS)} | body
    return await place.api.post("/cgi-bin/message/subscribe/send", whole, side="mp")


async def notice(place: Place, **body: Any) -> dict[str, Any]:
    touser = await place.control.openid("applicant")
    whole = {"touser": touser, "template_id": "tmpl-notice", "data": data({"thing1": "职称申报"})} | body
    return await place.api.post("/cgi-bin/message/subscribe/bizsend", whole)


async def test_template__follower__gets_a_card_and_the_account_an_event(talk: Place) -> None:
    sent = await template(talk, miniprogram={"appid": MP, "pagepath": "pages/home/home?x=1"}, url="http://a/")
    assert (sent["errcode"], sent["errmsg"]) == (0, "ok")
    card = (await talk.control.messages("applicant"))[-1]
    assert (card["kind"], card["title"], card["page"]) == ("template", "申报退回", "pages/home/home?x=1")
    assert card["rows"][1] == ["原因", "有3处要改，其他不用动"]
    await talk.world.settle()
    push = talk.product.pushes[-1]
    assert (push["Event"], push["Status"]) == ("TEMPLATESENDJOBFINISH", "success")
    assert push["MsgID"] == str(sent["msgid"])


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"touser": "o" * 28}, 40003),
        ({"template_id": "none"}, 40037),
        ({"template_id": "tmpl-progress"}, 40037),
        ({"template_id": "tmpl-notice"}, 40037),
        ({"data": data(RETURNED | {"thing2": "长" * 21})}, 47003),
        ({"data": data({"thing1": "云溪"})}, 47003),
        ({"miniprogram": {"appid": "wx-other", "pagepath": "pages/home/home"}}, 40013),
        ({"miniprogram": {"appid": MP, "pagepath": "pages/no/no"}}, 41030),
    ],
)
async def test_template__wrong__is_refused_and_not_shown(talk: Place, body: dict[str, Any], errcode: int) -> None:
    before = len(await talk.control.messages("applicant"))
    assert (await template(talk, **body))["errcode"] == errcode
    assert len(await talk.control.messages("applicant")) == before
    line = (await talk.control.errors())[-1]
    assert (line["errcode"], line["level"]) == (errcode, "error")


async def test_template__wrong_field__is_named(talk: Place) -> None:
    refused = await template(talk, data=data(RETURNED | {"thing2": "长" * 21}))
    assert refused["errmsg"].startswith("argument invalid! data.thing2.value invalid")


async def test_template__not_following__is_refused(place: Place) -> None:
    assert (await template(place))["errcode"] == 43004


async def test_template__same_client_msg_id__is_sent_once_in_ten_minutes(talk: Place) -> None:
    first, second = await template(talk, client_msg_id="a1"), await template(talk, client_msg_id="a1")
    assert first["msgid"] == second["msgid"]
    cards = [message for message in await talk.control.messages("applicant") if message["kind"] == "template"]
    assert len(cards) == 1
    talk.world.kept.offset += 601
    assert (await template(talk, client_msg_id="a1"))["msgid"] != first["msgid"]


@pytest.mark.parametrize(
    ("finish", "refuse", "statuses"),
    [
        ("success", True, {"failed:user block"}),
        ("failed", False, {"failed: system failed", "failed:system failed"}),
        ("never", False, set()),
    ],
)
async def test_template__accepted__may_still_fail_later(
    talk: Place, finish: str, refuse: bool, statuses: set[str]
) -> None:
    await talk.control.post("switches", finish=finish)
    await talk.control.post("switches", person="applicant", refuse=refuse)
    for _ in range(6):
        assert (await template(talk))["errcode"] == 0
    await talk.world.settle()
    assert {push["Status"] for push in talk.product.pushes} == statuses
    assert not any(message["kind"] == "template" for message in await talk.control.messages("applicant"))


async def test_credit__one_acceptance__pays_for_one_message(talk: Place) -> None:
    assert (await subscribe(talk))["errcode"] == 43101
    await talk.control.act("applicant", "subscribe", template="tmpl-progress", accept=True)
    assert (await subscribe(talk))["errcode"] == 0
    assert (await subscribe(talk))["errcode"] == 43101
    shown = (await talk.control.messages("applicant"))[-1]
    assert (shown["channel"], shown["kind"]) == ("notices", "subscribe")


async def test_credit__three_acceptances__add_up_and_refusal_adds_none(talk: Place) -> None:
    for accept in (True, True, False, True):
        await talk.control.act("applicant", "subscribe", template="tmpl-progress", accept=accept)
    assert [(await subscribe(talk))["errcode"] for _ in range(4)] == [0, 0, 0, 43101]


async def test_credit__failed_sends__do_not_spend_it(talk: Place) -> None:
    await talk.control.act("applicant", "subscribe", template="tmpl-progress", accept=True)
    for body in ({"data": {}}, {"page": "pages/no/no"}, {"page": "/pages/home/home"}, {"lang": "xx"}):
        assert (await subscribe(talk, **body))["errcode"] in (47003, 41030, 40097)
    assert (await subscribe(talk, page="review/queue/queue?a=1"))["errcode"] == 0


async def test_credit__switched_off_by_the_person__is_gone(talk: Place) -> None:
    await talk.control.act("applicant", "subscribe", template="tmpl-progress", accept=True)
    await talk.control.act("applicant", "subscribe_off", template="tmpl-progress")
    assert (await subscribe(talk))["errcode"] == 43101


async def test_credit__refusing_person__is_not_reached(talk: Place) -> None:
    await talk.control.act("applicant", "subscribe", template="tmpl-progress", accept=True)
    await talk.control.post("switches", person="applicant", refuse=True)
    assert (await subscribe(talk))["errcode"] == 43101


async def test_long_term__accepted_once__lasts_until_refused(talk: Place) -> None:
    body = {"template_id": "tmpl-long", "data": data({"thing1": "申报", "const2": "通过"})}
    await talk.control.act("applicant", "subscribe", template="tmpl-long", accept=True)
    assert [(await subscribe(talk, **body))["errcode"] for _ in range(3)] == [0, 0, 0]
    await talk.control.act("applicant", "subscribe", template="tmpl-long", accept=False)
    assert (await subscribe(talk, **body))["errcode"] == 43101


@pytest.mark.parametrize(
    ("body", "errcode"),
    [({"touser": "o" * 28}, 40003), ({"template_id": "tmpl-return"}, 40037), ({"miniprogram_state": "x"}, 40097)],
)
async def test_subscribe__wrong__is_refused(talk: Place, body: dict[str, Any], errcode: int) -> None:
    assert (await subscribe(talk, **body))["errcode"] == errcode


async def test_subscribe__openid_of_the_official_account__is_somebody_elses(talk: Place) -> None:
    assert (await subscribe(talk, touser=await talk.control.openid("applicant")))["errcode"] == 40003


async def test_notice__accepted__is_told_by_events(talk: Place) -> None:
    assert (await notice(talk))["errcode"] == 43101
    await talk.control.act("applicant", "subscribe", template="tmpl-notice", accept=True)
    popup = talk.product.pushes[-1]["SubscribeMsgPopupEvent"]["List"]
    assert (popup["SubscribeStatusString"], popup["PopupScene"]) == ("accept", "1")
    sent = await notice(talk, miniprogram={"appid": MP, "pagepath": "pages/home/home"})
    assert sent["errcode"] == 0
    await talk.world.settle()
    event = talk.product.pushes[-1]["SubscribeMsgSentEvent"]["List"]
    assert (event["MsgID"], event["ErrorCode"]) == (str(sent["msgid"]), "0")
    await talk.control.act("applicant", "subscribe_off", template="tmpl-notice")
    assert talk.product.pushes[-1]["SubscribeMsgChangeEvent"]["List"]["SubscribeStatusString"] == "reject"
    assert (await notice(talk))["errcode"] == 43101


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ([], 10001),
        (["none"], 20001),
        (["tmpl-return"], 20001),
        (["tmpl-progress", "tmpl-long"], 20002),
        (["tmpl-progress", "tmpl-second", "tmpl-notice", "tmpl-long"], 20003),
    ],
)
async def test_request__wrong_templates__fails_with_the_clients_code(talk: Place, ask: list[str], code: int) -> None:
    assert (await talk.control.act("applicant", "subscribe", ask=ask))["errCode"] == code


async def test_request__main_switch_off__fails(talk: Place) -> None:
    await talk.control.post("switches", person="applicant", refuse=True)
    assert (await talk.control.act("applicant", "subscribe", template="tmpl-progress"))["errCode"] == 20004


async def test_request__always_kept__is_remembered_and_still_adds(talk: Place) -> None:
    choices = {"tmpl-progress": "accept", "tmpl-second": "reject"}
    await talk.control.act("applicant", "subscribe", choices=choices, always=True)
    asked = await talk.control.act("applicant", "subscribe", ask=["tmpl-progress", "tmpl-second"])
    assert [row["always"] for row in asked["templates"]] == ["accept", "reject"]
    credits = (await talk.control.get("people/applicant"))["credits"]
    assert [(credit["template"], credit["left"]) for credit in credits] == [("tmpl-progress", 1)]


async def test_retired_send__is_unsupported(talk: Place) -> None:
    path = "/cgi-bin/message/wxopen/template/uniform_send"
    assert (await talk.api.post(path, {}, side="mp"))["errcode"] == 45109
