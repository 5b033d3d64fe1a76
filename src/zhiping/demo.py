"""The demonstration: units, plans and people of a region's `demo/` folder, brought in the way they would come in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from casework.house import House
from zhiping.compose import open_house
from zhiping.days import dated
from zhiping.operating import put_plan, put_unit
from zhiping.phone import Phone, PhoneError, Phones
from zhiping.settings import REGIONS, Settings
from zhiping.settings import read as read_settings


def documents(region: str | None, name: str) -> Iterator[Any]:
    """Yield one file of each region's `demo/` folder.

    Args:
        region: only of this one; of all where None.
        name: of the file.
    """
    for file in sorted(Path(REGIONS).glob(f"{region or '*'}/demo/{name}")):
        yield yaml.safe_load(file.read_text("utf-8"))


def people(region: str | None = None) -> list[dict[str, Any]]:
    """Return the invented people of the demonstration."""
    return [p for d in documents(region, "people.yaml") for p in d["people"]]


async def load(region: str | None, product: str, sandbox: str) -> int:
    """Load the demonstration into a running product and stand-in; what is there already is left alone.

    Args:
        region: only of this one; of all where None.
        product: origin of the product.
        sandbox: origin of the stand-in.

    Returns:
        0 when everything is there, 2 where there is no such demonstration or nobody to load it into.
    """
    settings: Settings = read_settings()
    if not people(region):
        print(f"没有{f'“{region}”这个地区' if region else '哪个地区'}的演示（{REGIONS}/…/demo）", file=sys.stderr)
        return 2
    invitations: dict[str, str] = {}
    async with open_house(settings) as house:
        for document in documents(region, "units.yaml"):
            await _units(house, document, invitations)
    try:
        async with Phones(product, sandbox) as phones:
            for person in people(region):
                phone = phones.of(person["id"])
                for act in person.get("acts", []):
                    await _officer(phone, person, act, invitations.get(act["unit"], ""))
                if phone.token:
                    await _follow(phone)
    except PhoneError as error:
        print(f"演示没有装好：{error}", file=sys.stderr)
        return 1
    except aiohttp.ClientError:
        print(f"连不上 {product} 或 {sandbox}。先启动它们（zhiping up 会一起启动，并装好演示）", file=sys.stderr)
        return 2
    return 0


async def _units(house: House, document: dict[str, Any], invitations: dict[str, str]) -> None:
    known = {u.id for u in await house.reads.units()}
    plans = {p.id for p in await house.reads.plans()}
    for plan in document.get("plans", []):
        declared = of_this_year(plan, house.clock.now())
        if declared["id"] not in plans:
            await put_plan(house, declared)
    for unit in document.get("units", []):
        if unit["id"] not in known:
            region = next((p["region"] for p in document.get("plans", [])), "")
            _, token = await put_unit(house, unit["name"], unit["kind"], unit.get("parent", ""), region, unit["id"])
            invitations[unit["id"]] = token


def of_this_year(plan: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return a plan of this year that is open now, whenever the demonstration is loaded.

    Args:
        plan: its `opens` and `closes` count days from today, as `dated` reads them.
        now: the present.
    """
    written = {name: dated(value, now) for name, value in plan.items() if isinstance(value, str)}
    return plan | written | {"year": now.year}


async def _officer(phone: Phone, person: dict[str, Any], act: dict[str, str], token: str) -> None:
    """Let a person log in, say who it is, and accept the invitation of a unit."""
    if not token:
        return
    me = await identified(phone, person)
    if any(m["unit"] == act["unit"] and m["role"] == act["role"] for m in me.get("memberships", [])):
        return
    if any(m["unit"] == act["unit"] for m in me.get("memberships", [])):  # one invitation serves once
        token = (await phone.post(f"units/{act['unit']}/invitations", {"role": act["role"]}))["ticket"]
    await phone.post(f"tickets/{token}/accept")


async def _follow(phone: Phone) -> None:
    """Let an officer follow the official account and tie the chat to the account, so that messages arrive there."""
    if (await phone.get("me")).get("joined"):
        return
    if not (await phone.see())["following"]:
        await phone.control("follow")
    came = await phone.control("say", {"text": "我是审核人员"})
    link = next(x for x in came["reply"]["links"] if x["kind"] == "mini")
    await phone.post(f"tickets/{link['path'].partition('join=')[2]}/accept")


async def identified(phone: Phone, person: dict[str, Any]) -> dict[str, Any]:
    """Log in and give phone and ID number, as far as that is still to be done."""
    session = await phone.log_in()
    if "phone" in session["needs"]:
        await phone.verify_phone()
    if "identity" in session["needs"]:
        await phone.agree(await phone.get("me"))
        return await phone.post("me/identity", {"name": person["name"], "id_number": person["id_number"]})
    return await phone.get("me")
