"""Puts the rooms together for one process and takes them apart at its end."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from bot.render import Links
from bot.talk import Bot
from casework.folds import FOLDS
from casework.house import House
from casework.shelf import Shelf
from evidence.process import Bench
from print import faces
from schemes import Scheme, SchemeError, load
from schemes.holidays import read_holidays
from storage import Clock, Keys, Storage, open_storage
from storage.blobs import Blobs
from storage.cache import open_cache
from storage.reads import Reads
from storage.tickets import Tickets
from wechat import App, Platform, Wire
from zhiping.fast_forward import SharedClock
from zhiping.settings import Settings, Unfit

SHARED = "_shared"


def regions(folder: Path) -> dict[str, Scheme]:
    """Return every region of a folder, compiled.

    Args:
        folder: `regions/`.

    Raises:
        Unfit: one of them has faults; names them.
    """
    if not folder.is_dir():
        raise Unfit([f"ZHIPING_REGIONS：没有 {folder} 这个文件夹"])
    found: dict[str, Scheme] = {}
    faults: list[str] = []
    for place in sorted(p for p in folder.iterdir() if p.is_dir() and p.name != SHARED and not p.name.startswith(".")):
        loaded = load(place)
        if loaded.scheme is None:
            faults += [f"{place.name}：{f}" for f in loaded.faults if f.level == "error"]
        else:
            found[loaded.scheme.region.id] = loaded.scheme
    if faults:
        raise Unfit(faults)
    if not found:
        raise Unfit([f"ZHIPING_REGIONS：{folder} 里没有地区"])
    return found


def templates(file: str) -> Mapping[str, Mapping[str, str]]:
    """Return the ids of this account's message templates, by message and kind.

    Args:
        file: path of a JSON file, empty for none.

    Raises:
        Unfit: the file cannot be read.
    """
    if not file:
        return {}
    try:
        return msgspec.json.decode(Path(file).read_bytes(), type=dict[str, dict[str, str]])
    except (OSError, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Unfit([f"ZHIPING_TEMPLATES：{file} 读不出来（{type(error).__name__}）"]) from None


async def open_store(settings: Settings, *, migrate: bool = False) -> Storage:
    """Open the database.

    Args:
        settings: of the installation.
        migrate: bring the schema up to date first.
    """
    try:
        Path(settings.data_dir).mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  once, before anything runs
    except OSError as error:
        raise Unfit([f"ZHIPING_DATA_DIR：建不了 {settings.data_dir} 这个文件夹（{type(error).__name__}）"]) from None
    keys = Keys.from_setting(settings.master_keys)
    clock = SharedClock(Path(settings.data_dir) / "clock") if settings.development else Clock()
    return await open_storage(settings.database_url, keys, settings.suite, clock, migrate=migrate)


@asynccontextmanager
async def open_house(
    settings: Settings,
    *,
    wake: Callable[[], None] = lambda: None,
    migrate: bool = False,
    schemes: Mapping[str, Scheme] | None = None,
) -> AsyncGenerator[House]:
    """Open everything that deeds work with.

    Args:
        settings: of the installation.
        wake: tells the worker that the outbox has something.
        migrate: bring the schema up to date first.
        schemes: of every region, where a process that opens several houses has compiled them already.

    Yields:
        The house.
    """
    folder = Path(settings.regions)
    if (fonts := Path(settings.data_dir) / "fonts").is_dir():
        faces.use(fonts)  # the operator's own licensed faces come first
    current = regions(folder) if schemes is None else schemes
    storage = await open_store(settings, migrate=migrate)
    reads = Reads(storage.database)
    cache = open_cache(settings.redis_url)
    blobs = Blobs.open(settings.blob_url)
    ids = templates(settings.templates)
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        Bench(memory=settings.worker_memory_mb * 1_048_576) as bench,
    ):

        def platform(app: App) -> Platform:
            return Platform(
                session, settings.wechat_api_url, settings.wechat_mp_url, app, cache, clock=storage.clock.time
            )

        async def fetch(digest: str) -> Mapping[str, object] | None:
            document = await reads.scheme(digest)
            return None if document is None else msgspec.json.decode(document)

        house = House(
            storage=storage, heads=storage.heads(FOLDS), reads=reads, blobs=blobs,
            tickets=Tickets(storage.database, storage.secrets, storage.clock),
            shelf=Shelf(current, fetch), oa=platform(App(settings.oa_app_id, settings.oa_app_secret)),
            mp=platform(App(settings.mp_app_id, settings.mp_app_secret)), public_url=settings.public_url,
            holidays=read_holidays(folder), templates=ids, wake=wake, bench=bench,
            subscribe_templates=sorted({t["subscribe"] for t in ids.values() if t.get("subscribe")}),
        )  # fmt: skip
        try:
            yield house
        finally:
            await cache.close()
            await storage.close()


def bot_of(house: House, settings: Settings) -> Bot:
    """Return the conversation over a house."""
    return Bot(house, Links(settings.mp_app_id, settings.public_url))


def menu_of(settings: Settings) -> list[dict[str, Any]]:
    """Return the official account's menu: my application, go on, and the rest."""
    more = (("进度", "progress"), ("看表样", "forms"), ("今年通知", "plans"), ("帮助", "help"), ("人工", "human"))
    page = "pages/home/home"
    return [
        {
            "name": "我的申报", "type": "miniprogram", "appid": settings.mp_app_id, "pagepath": page,
            "url": f"{settings.public_url}/m/#/{page}",
        },
        {"name": "接着填", "type": "click", "key": "resume"},
        {"name": "更多", "sub_button": [{"name": name, "type": "click", "key": key} for name, key in more]},
    ]  # fmt: skip


def wire_of(settings: Settings, house: House) -> Wire:
    """Return the platform's wire for the official account; production takes no message that is not sealed."""
    key, previous = settings.oa_aes_key or None, settings.oa_aes_key_previous or None
    return Wire(
        settings.oa_token, settings.oa_app_id, key, previous, plain=settings.development, clock=house.clock.time
    )


__all__ = ["SchemeError", "bot_of", "menu_of", "open_house", "open_store", "regions", "templates", "wire_of"]
