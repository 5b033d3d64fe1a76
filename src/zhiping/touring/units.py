"""What officers do with units in the mini-program: registering one's own, and the word of the unit above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhiping.touring.desks import acting
from zhiping.touring.stage import Came, Missed, Player, Refusal, Stage, as_text

PHONE = "023-55550000"  # what is written where a tour gives no number of an office


async def register_unit(_: Stage, player: Player, given: Mapping[str, Any]) -> Came:
    """Register a unit: `kind` by label, `parent` and `name`, perhaps `fill` by label; hand it in."""
    phone = player.phone
    kinds = {k["label"]: k["kind"] for k in (await phone.get("me/unit"))["kinds"]}
    if given["kind"] not in kinds:
        raise Missed(f"应当能选“{given['kind']}”，能选的是：{'、'.join(kinds)}")
    kind = kinds[given["kind"]]
    found = await phone.get(f"units/parents?kind={kind}&q={given['parent']}")
    above = next((f for f in found if f["label"] == given["parent"]), None)
    if above is None:
        raise Refusal(f"没找到上级单位“{given['parent']}”。请先联系它注册，通过后再来选")
    if not above.get("ok", True):
        raise Refusal(above["guide"])
    view = await phone.put("me/unit", {"kind": kind, "parent": above["code"]})
    shown = await phone.get(f"{view['base']}/sections/{view['section']}")
    wanted = {"单位名称": given["name"], **given.get("fill", {})}
    for field in (f for g in shown["groups"] for f in g["fields"]):
        usual = field.get("text") or field.get("none") or field.get("example")
        text = wanted.get(field["label"]) or usual or (PHONE if field["control"] == "phone" else player.name)
        await phone.put(f"{view['base']}/answers/{field['address']}", {"text": text})
    done = await phone.post("me/unit/deeds/hand_in", {})
    return Came(as_text(done), f"{done['name']} {done['state_text']}")


async def decide_unit(_: Stage, player: Player, given: Mapping[str, Any]) -> Came:
    """Do something with a unit beneath one's own: `unit` by name, `deed` by label, an `opinion` where one is needed."""
    for own in await acting(player):
        tree = await player.phone.get(f"units/{own}/below?q={given['unit']}")
        line = next((x for x in tree["lines"] if x["name"] == given["unit"]), None)
        if line is None:
            continue
        view = await player.phone.get(f"units/{line['id']}")
        deed = next((d for d in view["deeds"] if d["label"] == given["deed"]), None)
        if deed is None or not deed["ok"]:
            offered = "、".join(d["label"] for d in view["deeds"])
            raise Refusal((deed or {}).get("say") or f"这里没有“{given['deed']}”，能做的是：{offered}")
        body = {"opinion": given.get("opinion", "")}
        done = await player.phone.post(f"units/{line['id']}/deeds/{deed['deed']}", body, seq=view["seq"])
        return Came(as_text(done), f"{done['name']} {done['state_text']}")
    raise Missed(f"{player.name}的单位下面应当有{given['unit']}，没有")


async def add_unit(_: Stage, player: Player, given: Mapping[str, Any]) -> Came:
    """Open a unit directly beneath one's own: `kind` by label, and `name`."""
    for own in await acting(player):
        tree = await player.phone.get(f"units/{own}/below")
        kind = next((k for k in tree.get("opens", []) if k["label"] == given["kind"]), None)
        if kind is None:
            continue
        if kind.get("why"):
            raise Refusal(kind["why"])
        done = await player.phone.post(f"units/{own}/children", {"kind": kind["kind"], "name": given["name"]})
        return Came(as_text([kind, done]), f"{done['name']} {done['state_text']}")
    raise Missed(f"{player.name}应当能直接添加{given['kind']}，不能")


VERBS = {"register_unit": register_unit, "decide_unit": decide_unit, "add_unit": add_unit}
