"""Serves one peer: `python bench/peers.py NAME PORT`; NAME is a key of PEERS.

`bare` is Sanic answering `success`; the others fill a form of ten steps. Settings by environment: DATA
(folder of WeRoBot's SQLite file) and REDIS (address of aiogram's storage).

WeRoBot runs on its Tornado integration in plain mode and keeps the session as one JSON text in SQLite, synced at each
message: no action row, no inbox row, a message sent again is a second answer. aiogram takes Telegram updates on its
aiohttp webhook with uvloop, handles them before it answers, keeps state and data in Redis, synced nowhere.
"""

from __future__ import annotations

import os
import sys

STEPS = 10
DATA, REDIS = os.environ.get("DATA", "."), os.environ.get("REDIS", "")


def ask(here: int, value: str) -> str:
    """Return the words that follow an answer."""
    return f"已记录：{value}\n第 {here + 2} 题，共 {STEPS} 题：请回复您的信息。"


def bare(port: int) -> None:
    """Serve Sanic as the product configures it, with nothing behind it."""
    from sanic import Request, Sanic
    from sanic.response import HTTPResponse, text

    app = Sanic("bare", configure_logging=False)
    app.config.AUTO_EXTEND = False
    app.config.ACCESS_LOG = False
    app.config.MOTD = False

    @app.post("/wechat/callback")
    async def _message(request: Request) -> HTTPResponse:
        return text("success")

    @app.put("/api/v1/<kind>/<id>/answers/<address>")
    async def _put(request: Request, kind: str, id: str, address: str) -> HTTPResponse:
        return text("success")

    app.run("127.0.0.1", port, single_process=True, access_log=False, motd=False)


def werobot(port: int) -> None:
    """Serve WeRoBot with its SQLite session storage; the answers live in the session."""
    import tornado.ioloop
    import tornado.web
    from werobot import WeRoBot
    from werobot.contrib.tornado import make_handler
    from werobot.session.sqlitestorage import SQLiteStorage

    robot = WeRoBot(token="bench", session_storage=SQLiteStorage(f"{DATA}/werobot.sqlite3"))

    @robot.text
    def _answer(message, session):
        here = session.get("step", 0)
        session.setdefault("answers", {})[f"field_{here}"] = message.content
        session["step"] = (here + 1) % STEPS
        return ask(here, message.content)

    app = tornado.web.Application([("/wechat/callback", make_handler(robot))], log_function=lambda handler: None)
    app.listen(port, "127.0.0.1")
    tornado.ioloop.IOLoop.current().start()


def aiogram(port: int) -> None:
    """Serve aiogram: one state and one handler a step, the reply as the webhook's response (no call outward)."""
    import uvloop
    from aiogram import Bot, Dispatcher
    from aiogram.filters import StateFilter
    from aiogram.fsm.context import FSMContext
    from aiogram.fsm.state import State, StatesGroup
    from aiogram.fsm.storage.redis import RedisStorage
    from aiogram.types import Message
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
    from aiohttp import web

    globals().update(Message=Message, FSMContext=FSMContext)  # aiogram reads annotations by name
    form = type("Form", (StatesGroup,), {f"step_{n}": State() for n in range(STEPS)})
    states = list(form.__states__)
    dispatcher = Dispatcher(storage=RedisStorage.from_url(REDIS))

    def register(here: int) -> None:
        async def answer(message: Message, state: FSMContext):
            await state.update_data({f"field_{here}": message.text})
            await state.set_state(states[(here + 1) % STEPS])
            return message.answer(ask(here, message.text or ""))

        dispatcher.message.register(answer, states[here] if here else StateFilter(None, states[0]))

    for number in range(STEPS):
        register(number)
    app = web.Application()
    bot = Bot("42:TEST")
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False).register(app, path="/wechat/callback")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None, loop=uvloop.new_event_loop())


PEERS = {"bare": bare, "werobot": werobot, "aiogram": aiogram}

if __name__ == "__main__":
    PEERS[sys.argv[1]](int(sys.argv[2]))
