"""What was typed for an application and never stored goes when the application is deleted (X-19)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from casework import projections
from casework.actor import Act
from casework.desk import Desk
from casework.folds import FOLDS, NOTED
from casework.problems import Spoilt
from sandbox.roll import take
from storage.audit import verify
from storage.rebuilding import rebuild

from ..casework.stage import Served, good
from .chatting import Chat, covered

SECRET = "写到一半的话，没有存下来"


async def opened(server: Served, chat: Chat) -> dict[str, Any]:
    """Everything that the database still opens of a contact: its state and its actions."""
    database = server.house.storage.database
    box = (await server.house.storage.opener.boxes([chat.stream]))[chat.stream]
    assert box is not None
    (head,) = await database.fetch("SELECT state FROM head WHERE stream = ?1", chat.stream)
    rows = await database.fetch("SELECT seq, kind, at, payload FROM action WHERE stream = ?1", chat.stream)
    actions = [box.open_action(r["seq"], r["kind"], r["at"], bytes(r["payload"])).decode() for r in rows]
    return {"state": box.open_state(bytes(head["state"])).decode(), "actions": actions}


async def files(server: Served, stream: str) -> list[str]:
    """The files that are a stream's, by name; its key opens each."""
    rows = await server.house.storage.database.fetch("SELECT digest FROM blob WHERE stream = ?1", stream)
    for row in rows:
        assert await server.house.fetch(stream, row["digest"])
    return [row["digest"] for row in rows]


async def replies(server: Served, chat: Chat) -> list[str]:
    """Every reply to this chat that can still be opened."""
    like = f"callback|%|{chat.stream}|%"
    rows = await server.house.storage.database.fetch("SELECT key, reply FROM inbox WHERE key LIKE ?1", like)
    sealed = [(bytes(r["reply"]), f"reply {r['key']}".encode()) for r in rows]
    return [text.decode() for text in await server.house.heads.opener.open(sealed) if text is not None]


async def test_deleted__leaves_nothing_of_what_was_typed_in_the_chat(server: Served) -> None:
    chat = await covered(server)
    assert chat.caller is not None
    await chat.all("填基本信息", "跳过", "92", SECRET)
    before = await opened(server, chat)
    assert SECRET in before["state"]
    assert '"v"' in before["state"], "what 撤回 would take back"
    assert [r for r in await replies(server, chat) if SECRET in r]
    base = chat.base
    good(await chat.caller.post(f"{base}/deeds/delete"))
    await server.work()
    after = await opened(server, chat)
    assert SECRET not in after["state"]
    state = msgspec.json.decode(after["state"])
    assert set(state["cursor"]) <= {"photos"}, state["cursor"]
    assert not any(SECRET in one for one in after["actions"]), "no turn is recorded as history"
    assert not [r for r in await replies(server, chat) if SECRET in r], "a reply that quotes it goes with it"
    assert "〔开始申报〕" in (await chat.say("进度")).text


async def test_deleted__leaves_a_question_about_something_else_where_it_is(server: Served) -> None:
    chat = await covered(server)
    assert chat.caller is not None
    base = chat.base
    await chat.all("填个人情况")
    about = (await chat.state()).cursor
    assert about.base == "people/me"
    good(await chat.caller.post(f"{base}/deeds/delete"))
    await server.work()
    now = (await chat.state()).cursor
    assert (now.base, now.address, now.application) == (about.base, about.address, "")


async def test_deleted__and_another_begun_before_the_worker_came__takes_nothing_along(server: Served) -> None:
    chat = await covered(server)
    assert chat.caller is not None
    await chat.all("填基本信息", "跳过", "92", SECRET)
    good(await chat.caller.post(f"{chat.base}/deeds/delete"))
    await chat.all("开始申报", "副高")
    assert SECRET not in (await opened(server, chat))["state"]
    assert SECRET not in (await chat.say("找回")).text


@pytest.mark.parametrize("came", ["before it was placed", "after it was placed"])
async def test_deleted__leaves_no_copy_of_a_photo_that_waited_in_the_chat(
    server: Served, tmp_path: Path, came: str
) -> None:
    chat = Chat.with_phone(server, f"waited, {came}")
    await chat.join(await server.newcomer("周岚", unit=""))
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面", "副高", "主治医师")
    assert chat.caller is not None
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    await chat.say("照片先存着")
    if came.startswith("before"):
        await chat.after()
    kept = await files(server, chat.stream)
    assert len(kept) == came.startswith("before")
    await chat.say("放到继续教育")
    await chat.after()
    assert await files(server, chat.base.replace("applications/", "application:"))
    assert await files(server, chat.stream) == []
    good(await chat.caller.post(f"{chat.base}/deeds/delete"))
    await server.work()
    await server.house.blobs.sweep(server.house.storage.database, time.time() + 1, age=0.0)
    for file in kept:
        with pytest.raises(Spoilt):
            await server.house.fetch(chat.stream, file)


async def test_history__in_which_a_turn_was_an_action__is_still_folded(server: Served) -> None:
    """Histories are for ever: what was once written of a contact must not stop the audit of an installation."""
    chat = await covered(server)
    house = server.house
    act = Act(key="an old turn", epoch=house.clock.time(), surface="chat", contact=chat.stream)

    async def make(desk: Desk) -> bool:
        desk.record(desk.head(chat.stream), "turned", {"cursor": {"base": "people/me"}, "at": 1.0, "created": 1})
        return True

    await house.write(act, [chat.stream], [], make, bool)
    done = await rebuild(house.storage, FOLDS, projections.rows, projections.cell, projections.TABLES)
    assert (done.unreadable, done.differences) == ([], [])
    assert (await verify(house.storage.database, house.storage.vault, NOTED)).findings == []


async def test_photos__on_their_way_while_the_application_is_deleted__keep_nothing_back(
    server: Served, tmp_path: Path
) -> None:
    chat = Chat.with_phone(server, "photos on their way")
    caller = await server.newcomer("周岚", unit="")
    await chat.join(caller)
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面", "副高")
    await chat.all("主治医师", "副主任医师", "内科", "正常晋升", "临床")
    await chat.all("填基本信息", "跳过", "92", "2")
    for name in ("certificate.jpg", "letter.jpg"):
        await chat.send_photo(take(tmp_path, name))
    good(await caller.post(f"{chat.base}/deeds/delete"))
    await server.work()
    rows = await server.house.storage.database.fetch("SELECT result, state FROM outbox WHERE kind = 'fetch'")
    assert [r["result"] for r in rows] == ["dropped: the application is gone"] * 2
