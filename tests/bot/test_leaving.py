"""Leaving the account ends the chat; following again begins anew (decision: unfollowing ends the contact)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from ..casework.stage import Caller, Served, good
from .chatting import VERIFY, WELCOME, Chat, applicant, covered

ACCEPTED = """<SubscribeMsgPopupEvent><List><TemplateId>{}</TemplateId>
<SubscribeStatusString>accept</SubscribeStatusString><PopupScene>1</PopupScene></List></SubscribeMsgPopupEvent>"""


async def rows(server: Served, table: str, column: str, value: str) -> int:
    found = await server.house.storage.database.fetch(f"SELECT count(*) AS n FROM {table} WHERE {column} = ?1", value)
    return found[0]["n"]


async def contacts(server: Served, caller: Caller) -> list[str]:
    return (await server.house.person_by_id(caller.id)).state.contacts


def token_of(path: str) -> str:
    return parse_qs(urlsplit(path).query)["join"][0]


async def test_leaving__ends_profile_credits_place_and_link_but_not_the_application(server: Served) -> None:
    chat = await applicant(server)
    assert chat.caller is not None
    await chat.say("主治医师")
    await chat.photo()
    template = next(iter(server.house.subscribe_templates))
    await chat.event("subscribe_msg_popup_event", ACCEPTED.format(template))
    base, state = chat.base, await chat.state()
    assert state.person == chat.caller.id
    assert state.ledger["credits"] == {template: 1}
    assert chat.stream in await contacts(server, chat.caller)
    left = int(server.house.clock.time())
    for _ in range(2):  # the platform may say it twice
        assert (await chat.event("unsubscribe", created=left)).raw == ""
    state = await chat.state()
    assert (state.openid, state.person, state.union, state.following, state.ledger) == ("", "", "", False, {})
    assert (state.cursor.application, state.cursor.photos, state.cursor.base) == ("", [], "")
    assert await rows(server, "contact", "id", chat.stream.partition(":")[2]) == 0
    assert await rows(server, "blob", "stream", chat.stream) == 0
    assert chat.stream not in await contacts(server, chat.caller)
    assert any(c.startswith("contact:mp:") for c in await contacts(server, chat.caller))
    assert (await chat.caller.get(f"{base}/sections/cover")).json()["label"] == "封面"
    await server.work()  # the photo that nobody will place is not fetched any longer


async def test_following_again__begins_anew_and_finds_the_person_only_by_joining(server: Served) -> None:
    chat = await covered(server)
    assert chat.caller is not None
    base = chat.base
    await chat.event("unsubscribe")
    assert (await chat.event("subscribe")).text == WELCOME
    assert (await chat.say("接着填")).text == VERIFY
    assert "还没有申报" in (await chat.say("进度")).text
    said = await chat.say("开始申报")
    good(await chat.caller.post(f"tickets/{token_of(said.pages['去验证'])}/accept"))
    assert chat.stream in await contacts(server, chat.caller)
    assert (await chat.say("接着填")).text.startswith("【基本信息】")
    assert chat.base == base


async def test_link_of_a_chat__that_has_ended_since__joins_nobody(server: Served) -> None:
    chat = Chat(server)
    said = await chat.say("开始申报")
    await chat.event("unsubscribe")
    caller = await server.newcomer("周岚", unit="")
    assert (await caller.post(f"tickets/{token_of(said.pages['去验证'])}/accept")).status_code == 410
    assert chat.stream not in await contacts(server, caller)
    assert (await chat.state()).person == ""


async def test_message__sent_before_leaving_and_delivered_after__is_not_listened_to(server: Served) -> None:
    chat = await applicant(server)
    now = int(server.house.clock.time())
    await chat.event("unsubscribe", created=now)
    assert (await chat.say("主治医师", created=now - 1)).raw == ""
    state = await chat.state()
    assert (state.following, state.openid) == (False, "")


async def test_leaving__delivered_after_the_next_following__ends_nothing(server: Served) -> None:
    chat = await applicant(server)
    now = int(server.house.clock.time())
    await chat.event("subscribe", created=now)
    await chat.event("unsubscribe", created=now - 2)
    assert (await chat.state()).following
    assert (await chat.say("主治医师")).text.startswith("✓ 已保存：主治医师")


async def test_leaving__before_anything_was_said__leaves_nothing_behind(server: Served) -> None:
    chat = Chat(server)
    assert (await chat.event("unsubscribe")).raw == ""
    assert (await chat.state()).openid == ""
    assert await rows(server, "action", "stream", chat.stream) == 0
