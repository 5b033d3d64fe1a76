"""A stand-in and a tiny product, each on a port of its own, new for every test."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from sandbox.app import create_app
from sandbox.settings import Settings
from sandbox.steering import WORLD
from sandbox.world import World

from .product import KEY, MP, MP_SECRET, OA, OA_SECRET, TOKEN, Api, Control, Product

PAGES = {
    "pages": ["pages/home/home", "pages/section/section"],
    "subPackages": [{"root": "review", "pages": ["queue/queue"]}],
}
RETURN = {"thing1": "退回单位", "thing2": "原因", "time3": "时间"}
RESULT = {"fields": {"thing1": "事项", "const2": "结果"}, "enums": {"const2": ["通过", "不通过"]}}
WORDS = [{"kid": n, "name": f"词{n}", "rule": "thing", "example": "例"} for n in range(1, 7)]
SUBSCRIBE = {"side": "mp", "mechanism": "subscribe"}
TEMPLATES = {
    "templates": [
        {"id": "tmpl-return", "side": "oa", "mechanism": "template", "title": "申报退回", "fields": RETURN},
        {"id": "tmpl-progress", "title": "申报进度", "fields": {"thing1": "事项", "phrase2": "状态"}} | SUBSCRIBE,
        {"id": "tmpl-second", "title": "缴费提醒", "fields": {"thing1": "事项", "amount2": "金额"}} | SUBSCRIBE,
        {"id": "tmpl-long", "title": "办事结果", "type": 3} | RESULT | SUBSCRIBE,
        {
            "id": "tmpl-notice",
            "side": "oa",
            "mechanism": "subscribe",
            "title": "订阅通知",
            "fields": {"thing1": "事项"},
        },
    ],
    "library": [{"tid": 7, "title": "公共模板", "type": 2, "keywords": WORDS}],
}


@dataclass
class Place:
    """Is everything a test needs at hand."""

    product: Product
    api: Api
    control: Control
    world: World
    url: str
    settings: Settings


async def start(app: web.Application, port: int) -> web.AppRunner:
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


@pytest.fixture(scope="session")
def shared_roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives one folder for the camera roll, drawn once for all tests."""
    return tmp_path_factory.mktemp("roll")


@pytest.fixture
def settings(tmp_path: Path, shared_roll: Path) -> Settings:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "roll").symlink_to(shared_roll)
    (tmp_path / "app.json").write_text(json.dumps(PAGES))
    (tmp_path / "templates.json").write_text(json.dumps(TEMPLATES))
    product, own = unused_port(), unused_port()
    return Settings(
        callback_url=f"http://127.0.0.1:{product}/wechat/callback?from=wechat",
        product_url=f"http://127.0.0.1:{product}",
        oa_app_id=OA,
        oa_app_secret=OA_SECRET,
        oa_token=TOKEN,
        oa_aes_key=KEY,
        mp_app_id=MP,
        mp_app_secret=MP_SECRET,
        port=own,
        data_dir=tmp_path / "data",
        templates=tmp_path / "templates.json",
        pages=tmp_path / "app.json",
        patience=0.4,
        pause=0.01,
        seed=11,
    )


@pytest.fixture
async def place(settings: Settings) -> AsyncIterator[Place]:
    product = Product()
    url = f"http://127.0.0.1:{settings.port}"
    product.parent = url
    app = create_app(settings, verify=False)
    runners = [
        await start(product.app(), int(settings.product_url.rpartition(":")[2])),
        await start(app, settings.port),
    ]
    async with aiohttp.ClientSession() as session:
        yield Place(product, Api(session, url), Control(session, url), app[WORLD], url, settings)
    for runner in runners[::-1]:
        await runner.cleanup()


@pytest.fixture
async def talk(place: Place) -> Place:
    """Gives a place where the applicant follows the account and every window is closed again."""
    await place.control.act("applicant", "follow")
    place.world.person("applicant").windows.clear()
    place.product.pushes.clear()
    place.product.queries.clear()
    place.product.bodies.clear()
    return place
