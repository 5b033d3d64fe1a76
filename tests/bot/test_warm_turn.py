"""On a turn whose heads are in memory no database is read, whatever the turn does."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from storage.loading import Loader

from ..casework.stage import Served
from .chatting import with_rows


@contextmanager
def reads(server: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect every statement that is sent besides the journal's own transaction."""
    found: list[str] = []
    loader: Loader = server.house.heads.loader
    fetch = loader.fetch

    async def counted(sql: str, values: list[str]) -> Any:
        found.append(sql)
        return await fetch(sql, values)

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    log, heard = logging.getLogger("tortoise.db_client"), Heard()
    level = log.level
    log.addHandler(heard)
    log.setLevel(logging.DEBUG)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(loader, "fetch", counted)
            yield found
    finally:
        log.removeHandler(heard)
        log.setLevel(level)


async def test_turns__of_a_warm_chat__read_no_database(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = await with_rows(server)
    await chat.say("接着填")
    with reads(server, monkeypatch) as found:
        for text in (
            "再加一条", "2019.9-2019.7", "2019年7月到现在", "云溪区人民医院", "刚才时间错了，是2019年9月", "改", "内科",
            "2", "看全部", "改第 3 条", "3", "上一题", "跳过", "查看", "撤回", "删第3条", "找回", "填封面", "进度",
            "还差什么", "帮助", "人工", "咕噜", "填基本信息", "跳过", "92", "接着填",
        ):  # fmt: skip
            await chat.say(text)
            assert found == [], (text, found)
        await chat.menu("resume")
        await chat.voice("九十二")
        assert found == []
    server.house.heads.forget(chat.stream)
    with reads(server, monkeypatch) as found:
        await chat.say("接着填")
    assert found, "a cold chat is read, so reads are seen"
    with reads(server, monkeypatch) as found:
        await server.house.reads.plans()
    assert found, "what Tortoise reads is seen"
