"""Filling as a page does it: sections and questions are found by their labels, addresses come from the views."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from schemes.kinds import FILES
from zhiping.phone import Phone
from zhiping.touring.script import pieces
from zhiping.touring.stage import Came, Missed, Player, Stage, until

HANDS_OFF = {"pledge", "printed", "note"}
TYPED = {"是": True, "否": False}
EVERY = "每条"
View = dict[str, Any]


async def fill(_: Stage, player: Player, given: Mapping[str, Any]) -> Came:
    """Fill sections: each by its label, with answers by the labels of the questions.

    A list stands for rows that are added; a mapping of numbers for rows that are there, of `每条` for all of them.
    Questions that are not named take what the page offers, where it offers something.

    Returns:
        What each section says of itself at the end.
    """
    words: list[str] = []
    base = player.base or "people/me"
    for label, values in given.items():
        id = await section_id(player.phone, base, label)
        if isinstance(values, list):
            for row in values:
                await add_row(player.phone, base, id, row)
        elif values and all(isinstance(k, int) for k in values):
            for n, row in values.items():
                await fill_row(player.phone, base, id, n, row)
        elif values and EVERY in values:
            for n in range(1, len((await player.phone.get(f"{base}/sections/{id}"))["rows"]["cards"]) + 1):
                await fill_row(player.phone, base, id, n, values[EVERY])
        else:
            await fill_fields(player.phone, base, f"{base}/sections/{id}", dict(values or {}))
        view = await player.phone.get(f"{base}/sections/{id}")
        words.append(f"{label}：{view['word']}")
    return Came("；".join(words))


async def section_id(phone: Phone, base: str, label: str) -> str:
    """Return the id of a section by its label, as the home page lists it.

    Raises:
        Missed: there is no such section now.
    """
    if base == "people/me":
        listed = {s["label"]: s["id"] for s in (await phone.get("me")).get("sections", [])}
    else:
        home = await phone.get(base)
        listed = {s["label"]: s["id"] for g in home["groups"] for s in g["sections"]}
    if label not in listed:
        raise Missed(f"首页应当有“{label}”这一栏，有的是：{'、'.join(listed)}")
    return listed[label]


async def add_row(phone: Phone, base: str, section: str, values: Mapping[str, Any]) -> None:
    """Add a row and fill it."""
    listed = await phone.get(f"{base}/sections/{section}")
    if not listed["rows"]["can_add"]:
        raise Missed(f"{listed['label']}应当还能加一条，页面说：{listed['rows'].get('why_not')}")
    made = await phone.post(f"{base}/sections/{section}/rows", {}, seq=listed["rows"]["seq"])
    await fill_fields(phone, base, f"{base}/sections/{section}/rows/{made['row']}", dict(values))


async def fill_row(phone: Phone, base: str, section: str, n: int, values: Mapping[str, Any]) -> None:
    """Change a row by its number as people count."""
    cards = (await phone.get(f"{base}/sections/{section}"))["rows"]["cards"]
    if not 1 <= n <= len(cards):
        raise Missed(f"应当有第 {n} 条，只有 {len(cards)} 条")
    await fill_fields(
        phone, base, f"{base}/sections/{section}/rows/{cards[n - 1]['row']}", dict(values), named_only=True
    )


async def fill_fields(phone: Phone, base: str, path: str, values: dict[str, Any], *, named_only: bool = False) -> None:
    """Fill the questions of a section or a row until nothing is left to be filled.

    Args:
        phone: whose mini-program it is.
        base: of what is filled.
        path: of the view.
        values: by label; a label may hold `*` for what differs from year to year.
        named_only: leave alone what is not named.

    Raises:
        Missed: a value belongs to no question.
    """
    done: set[str] = set()
    slots: list[str] = []
    used: set[str] = set()
    while fields := await open_fields(phone, path, done):
        field = fields[0]
        done.add(field["address"])
        label = next((k for k in values if fnmatchcase(field["label"], k)), None)
        if label is not None:
            used.add(label)
        if field["control"] in FILES:
            if label is not None:
                await upload(phone, base, field, pieces(values[label]))
                slots.append(field["address"])
        elif label is not None:
            await put(phone, base, field, values[label])
        elif not named_only and field.get("value") is None and field.get("preset") is not None:
            await write(phone, base, field, {"value": field["preset"]})
    for address in slots:
        await keep(phone, base, address)
    if lost := [k for k in values if k not in used]:
        raise Missed(f"页面上应当有这些项：{'、'.join(lost)}")


async def open_fields(phone: Phone, path: str, done: set[str]) -> list[View]:
    """Return the questions that can be answered and were not looked at yet, in their order."""
    view = await phone.get(path)
    return [
        f for g in view["groups"] for f in g["fields"]
        if f["address"] not in done and not f.get("derived") and not f.get("locked") and f["control"] not in HANDS_OFF
    ]  # fmt: skip


async def put(phone: Phone, base: str, field: View, given: Any) -> None:
    """Answer one question: a choice by its label, everything else as it would be typed."""
    match field["control"]:
        case "choice":
            await write(phone, base, field, {"value": code_of(field, str(given))})
        case "choices":
            chosen = [] if given == field.get("none") else [code_of(field, t) for t in pieces(given)]
            await write(phone, base, field, {"value": chosen})
        case "yes_no":
            await write(phone, base, field, {"value": TYPED.get(str(given), given)})
        case "unit":
            found = await phone.get(f"units?q={given}")
            units = {u["name"]: u["id"] for u in found}
            if given not in units:
                raise Missed(f"应当能找到“{given}”，找到的是：{'、'.join(units) or '没有'}")
            await phone.post("me/employer", {"unit": units[given]})
            await write(phone, base, field, {"value": units[given]})
        case _:
            await write(phone, base, field, {"text": str(given)})


def code_of(field: View, label: str) -> str:
    """Return the code of an option by its label.

    Raises:
        Missed: it is not offered, or not allowed now.
    """
    for option in field.get("options", []):
        if label in (option["label"], option["code"]) and option.get("ok", True):
            return option["code"]
    offered = "、".join(o["label"] for o in field.get("options", []) if o.get("ok", True))
    raise Missed(f"{field['label']}应当能选“{label}”，能选的是：{offered or '没有'}")


async def write(phone: Phone, base: str, field: View, body: Mapping[str, Any]) -> None:
    """Save one answer over the version that the page shows, and see that it says saved."""
    saved = await phone.put(f"{base}/answers/{field['address']}", body, seq=field["seq"])
    if not saved["saved_at"]:
        raise Missed(f"{field['label']}应当已保存，来的是：{saved}")


async def upload(phone: Phone, base: str, field: View, pictures: list[str]) -> None:
    """Put pictures of the camera roll into a slot, one page each, in the place of those that are there."""
    await phone.agree(await phone.get(f"{base}/evidence/{field['address']}"))
    for page in (field.get("slot") or {}).get("pages", []):
        await phone.delete(f"{base}/evidence/{field['address']}/pages/{page['id']}")
    for name in pictures:
        data, media = await phone.picture(name)
        await phone.upload(f"{base}/evidence/{field['address']}/pages", data, name, media)


async def keep(phone: Phone, base: str, address: str) -> None:
    """Wait until the document is ready and say that it is to be used."""

    async def ready() -> View | None:
        slot = await phone.get(f"{base}/evidence/{address}")
        refused = [p["verdict"] for p in slot.get("pages", []) if p["state"] == "refused"]
        if refused:
            raise Missed(f"{slot['label']}的照片应当能用，结果是：{refused[0]}")
        return slot if slot["state"] in {"ready", "kept"} else None

    slot = await until(ready, "材料整理好")
    if slot["state"] == "ready":
        await phone.post(f"{base}/evidence/{address}/keep", {}, seq=slot["seq"])


VERBS = {"fill": fill}
