"""What officers do in the mini-program: accounts, lists, reading, marks, deeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhiping.days import dated
from zhiping.phone import Phone
from zhiping.touring.stage import Came, Missed, Player, Refusal, Stage, as_text

View = dict[str, Any]


async def decide(stage: Stage, player: Player, given: Mapping[str, Any]) -> Came:
    """Decide on an account that waits: `who`, `deed` and an `opinion` where one is needed."""
    about = stage.player(given["who"])
    for unit in await acting(player):
        people = await player.phone.get(f"units/{unit}/people?list=waiting")
        if any(p["id"] == about.me for p in people):
            body = {"opinion": given.get("opinion", "")}
            done = await player.phone.post(f"people/{about.me}/deeds/{given['deed']}", body)
            return Came(as_text(done), f"{done['name']} {done['state_text']}")
    raise Missed(f"{player.name}的名单里应当有{about.name}等着确认，没有")


async def acting(player: Player) -> list[str]:
    """Return the units that somebody acts for."""
    found = await player.phone.get("review/units")
    if not found:
        raise Missed(f"{player.name}应当是某个单位的经办人，不是")
    return list(dict.fromkeys(u["unit"] for u in found))


async def find(stage: Stage, player: Player, given: Mapping[str, Any]) -> Came:
    """Find somebody's application on one of the unit's lists, by name as an officer would, and open it."""
    about = stage.player(given["who"])
    wanted = about.base.rpartition("/")[2]
    which = given.get("list", "pending")
    for unit in await acting(player):
        queue = await player.phone.get(f"review/queue?unit={unit}&list={which}&q={about.name}")
        card = next((c for c in queue["cards"] if c["application"] == wanted), None)
        if card is not None:
            player.base = f"applications/{wanted}"
            return Came(as_text([card, queue["lists"]]), f"{card['name']} {card['title']}")
    raise Missed(f"{player.name}的“{which}”列表里应当有{about.name}，没有")


async def read(_: Stage, player: Player, __: Any) -> Came:
    """Read the whole application: every section, every row, every document."""
    view = await opened(player)
    words: list[str] = []
    for section in view["sections"]:
        shown = await player.phone.get(f"review/{view['application']}/sections/{section['id']}")
        words.append(as_text(shown))
        await documents(player.phone, shown)
        for row in section.get("rows", []):
            shown = await player.phone.get(f"review/{view['application']}/sections/{section['id']}/rows/{row}")
            words.append(as_text(shown))
            await documents(player.phone, shown)
    view = await opened(player)
    if view["seen"] != view["total"]:
        raise Missed(f"都看过了，应当没有没看的，没看的是：{'、'.join(view.get('unseen', []))}")
    return Came(as_text(view) + "".join(words), f"{view['seen']} 栏都看过了")


async def documents(phone: Phone, section: View) -> None:
    """Open every document of a section, and a picture of its first page.

    Raises:
        Missed: it is no PDF or no picture.
    """
    for field in (f for g in section["groups"] for f in g["fields"]):
        kept = (field.get("slot") or {}).get("kept")
        if kept is None:
            continue
        whole = await phone.fetch(kept["url"])
        seen = await phone.fetch(kept["url"] + "?as=preview&page=1&width=400")
        if not whole.startswith(b"%PDF") or not seen.startswith(b"\xff\xd8"):
            raise Missed(f"{field['label']}应当是一份 PDF，能看第 1 页；打不开")


async def opened(player: Player) -> View:
    """Return the application that an officer has open."""
    return await player.phone.get(f"review/{player.base.rpartition('/')[2]}")


async def mark(_: Stage, player: Player, given: Mapping[str, Any]) -> Came:
    """Put a remark: `section`, perhaps `row` by number, `field` by label, perhaps `page`, and `text`."""
    view = await opened(player)
    section = next((s for s in view["sections"] if s["label"] == given["section"]), None)
    if section is None:
        raise Missed(f"应当有“{given['section']}”这一栏，有的是：{'、'.join(s['label'] for s in view['sections'])}")
    path = f"review/{view['application']}/sections/{section['id']}"
    if "row" in given:
        path += f"/rows/{section['rows'][given['row'] - 1]}"
    shown = await player.phone.get(path)
    fields = {f["label"]: f["address"] for g in shown["groups"] for f in g["fields"]}
    if given["field"] not in fields:
        raise Missed(f"应当有“{given['field']}”这一项，有的是：{'、'.join(fields)}")
    address = fields[given["field"]]
    ready = await player.phone.get(f"review/{view['application']}/phrases?address={address}")
    body = {"address": address, "text": given.get("text") or ready[0]}
    if "page" in given:
        body["page"] = given["page"]
    made = await player.phone.post(f"review/{view['application']}/marks", body)
    return Came(as_text(made), f"第 {made['n']} 处 {made['label']}")


async def decree(_: Stage, player: Player, given: Mapping[str, Any]) -> Came:
    """Do a deed at the unit's step: `deed` by label, perhaps `opinion`, `reason`, and `fill` by section and label."""
    view = await opened(player)
    label = given["deed"]
    offer = next((o for o in view.get("offers", []) if o["label"] == label), None)
    if offer is None:
        offered = "、".join(o["label"] for o in view.get("offers", []))
        raise Refusal(f"{player.name}这里没有“{label}”，能做的是：{offered or '没有'}")
    values = await filled(player.phone, view, given.get("fill") or {})
    if not offer["ok"] and not values:
        raise Refusal(offer.get("say", ""))
    body = {"opinion": given.get("opinion", ""), "reason": given.get("reason", ""), "values": values}
    return await carry_out(player.phone, view["base"], offer["deed"], body, view["seq"])


async def filled(phone: Phone, view: View, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the unit writes at this step, by address: named answers as typed, the others as they are offered.

    Raises:
        Missed: a section or a question is not there to be filled.
    """
    values: dict[str, Any] = {}
    now, shown = await phone.now(), {}
    for id in view.get("fill", []):
        section = await phone.get(f"review/{view['application']}/sections/{id}")
        shown[section["label"]] = [f for g in section["groups"] for f in g["fields"]]
    for label, answers in given.items():
        if label not in shown:
            raise Missed(f"这一步应当填“{label}”，要填的是：{'、'.join(shown) or '没有'}")
        fields = {f["label"]: f for f in shown[label]}
        for name in answers or {}:
            if name not in fields:
                raise Missed(f"{label}里应当有“{name}”，有的是：{'、'.join(fields)}")
            values[fields[name]["address"]] = dated(str(answers[name]), now)
        for f in shown[label]:
            if f["address"] not in values and f.get("preset") is not None and f.get("value") is None:
                values[f["address"]] = f["preset"]
    return values


async def carry_out(phone: Phone, base: str, deed: str, body: Mapping[str, Any], seq: int) -> Came:
    """Post a deed on the version that was read."""
    done = await phone.post(f"{base}/deeds/{deed}", body, seq=seq)
    return Came(as_text(done), done["said"])


async def publish(stage: Stage, player: Player, given: Mapping[str, Any]) -> Came:
    """Note something of a publicity on the unit's page: `who`, and `values` by label, or a `reason` to keep it."""
    about = stage.player(given["who"])
    wanted, now = about.base.rpartition("/")[2], await player.phone.now()
    for unit in await acting(player):
        board = await player.phone.get(f"units/{unit}/publicity")
        if all(c["application"] != wanted for c in board["cards"]):
            continue
        view = await player.phone.get(f"units/{unit}/publicity/{wanted}")
        fields = {f["label"]: f["address"] for s in view["sections"] for g in s["groups"] for f in g["fields"]}
        written = given.get("values") or {}
        if lost := [label for label in written if label not in fields]:
            raise Missed(f"公示里应当有这些项：{'、'.join(lost)}")
        values = {fields[label].rpartition(".")[2]: dated(str(text), now) for label, text in written.items()}
        body = {"applications": [wanted], "values": values, "reason": given.get("reason", "")}
        done = await player.phone.post(f"units/{unit}/publicity/deeds/{'note' if values else 'keep'}", body)
        return Came(as_text([done, board]), done["said"])
    raise Missed(f"{player.name}的公示里应当有{about.name}，没有")


VERBS = {"publish": publish, "decide": decide, "find": find, "read": read, "mark": mark, "decree": decree}
