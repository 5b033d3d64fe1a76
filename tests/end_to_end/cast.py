"""People who come for a test: each new, with a phone of their own, and brought as far as the test needs them."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

from zhiping.demo import people
from zhiping.phone import PhoneError, Phones
from zhiping.settings import REGIONS
from zhiping.tour import VERBS, perform
from zhiping.touring import chat, filling, pages
from zhiping.touring.script import Newcomer, Script, read
from zhiping.touring.stage import Player, Stage, id_number, open_stage

NUMBERS = itertools.count(1)
REGION = "chongqing"
PLAN = "副高"
HOSPITAL = "云溪区人民医院"
REGISTRATION: dict[str, Any] = {
    "个人注册": {"所在单位": HOSPITAL, "人员身份": "事业编制、国企、部队文职"},
    "个人情况": {
        "曾用名": "无",
        "民族": "汉族",
        "籍贯": "重庆云阳",
        "政治面貌": "群众",
        "参加工作时间": "2007.7.1",
    },
}
COVER = {
    "现有职称": "主治医师", "申报职称": "副主任医师", "申报职称专业方向": "心血管内科", "申报类别": "正常晋升",
    "填报表格类别": "临床",
}  # fmt: skip
ROWS = (
    {"起止时间": "2007.7-2015.12", "工作单位": HOSPITAL, "从事何专业技术工作": "内科临床", "职称/职务": "医师"},
    {"起止时间": "2016.1至今", "工作单位": HOSPITAL, "从事何专业技术工作": "心血管内科临床", "职称/职务": "主治医师"},
)
"""The work of a life: two rows of 工作经历."""
APPLICANTS: list[Player] = []
"""Everybody who has begun an application, whichever test needed them and however they handed it in."""


async def stranger(phones: Phones, name: str = "") -> Player:
    """Somebody with a phone, whom the product does not know."""
    n = next(NUMBERS)
    born = f"19{random.randrange(70, 90)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
    new = Newcomer(
        name=name or f"试{'一二三四五六七八九'[n % 9]}", area="500000", born=born, sex="女", phone=f"139{n:08}"
    )
    made = await phones.control("people", {"name": new.name, "phone": new.phone})
    return Player(made["id"], new.name, phones.of(made["id"]), id_number(new))


async def known(phones: Phones, name: str = "", *, in_chat: bool = False) -> Player:
    """Somebody who has said who they are; with `in_chat` also in the official account."""
    player, stage = await stranger(phones, name), Stage(phones, {})
    if in_chat:
        await chat.follow(stage, player, None)
        await chat.say(stage, player, "开始申报")
        await chat.open_page(stage, player, "去验证")
    await pages.log_in(stage, player, None)
    await pages.give_phone(stage, player, None)
    await pages.give_identity(stage, player, None)
    if in_chat:
        await pages.agree(stage, player, None)
    return player


async def applicant(phones: Phones, name: str = "", *, in_chat: bool = False, unit: str = HOSPITAL) -> Player:
    """Somebody who is registered at a hospital and has begun an application."""
    player = await known(phones, name, in_chat=in_chat)
    registration = REGISTRATION | {"个人注册": REGISTRATION["个人注册"] | {"所在单位": unit}}
    await filling.fill(Stage(phones, {}), player, registration)
    await agreed(player)
    plan = next(p for p in await player.phone.get("plans") if PLAN in p["label"])
    player.base = (await player.phone.post("applications", {"plan": plan["id"]}))["base"]
    APPLICANTS.append(player)
    return player


async def agreed(player: Player) -> None:
    """Tick every notice, as somebody has who has been at each of its moments before."""
    shown = await player.phone.get("me/notices")
    await player.phone.agree({"notices": [one for one in shown if one.get("state") != "given"]})


COVER_AND_WORK = ("封面", "基本信息", "工作经历")


def tour() -> Script:
    """What the region's tour does, scene by scene."""
    return read(Path(REGIONS) / REGION / "demo" / "tour.yaml", VERBS)[0]


def basic() -> dict[str, Any]:
    """Answers and evidence of 基本信息, as the tour gives them."""
    filled = (a.given for s in tour().scenes for a in s.acts if a.verb == "fill")
    return next(given["基本信息"] for given in filled if "基本信息" in given)


def later() -> dict[str, Any]:
    """What the tour fills on pages besides the registration, the cover, 基本信息 and 工作经历."""
    first = {*COVER_AND_WORK, *REGISTRATION}
    filled = [a.given for s in tour().scenes for a in s.acts if a.verb == "fill"]
    return {label: values for given in filled for label, values in given.items() if label not in first}


async def handed_in(phones: Phones) -> Player:
    """Somebody whose application lies at the hospital: the tour, as far as there."""
    script = tour()
    stage = await open_stage(phones, script, people(REGION))
    for scene in script.scenes:
        for act in scene.acts:
            await perform(stage, act)
            if act.verb == "do" and act.given == "提交" and not act.refused:
                APPLICANTS.append(stage.players[act.who])
                return APPLICANTS[-1]
    raise AssertionError("nothing was handed in")


async def officer(phones: Phones, key: str) -> Player:
    """One of the demonstration's officers, logged in."""
    person = next(p for p in people() if p["id"] == key)
    player = Player(key, person["name"], phones.of(key), person["id_number"])
    player.me = (await player.phone.log_in())["person"]["id"]
    return player


async def refused(call: Any) -> PhoneError:
    """Return the refusal with which a call ends; that it succeeds is the fault."""
    try:
        came = await call
    except PhoneError as error:
        return error
    raise AssertionError(f"should have been refused, came: {str(came)[:300]}")
