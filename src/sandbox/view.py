"""What the phone page and tests see of the present; no secret, no token, no key is in it."""

from __future__ import annotations

from typing import Any

from . import codes, windows
from .identity import id_number
from .kept import Message, Person
from .roll import ROLL
from .template_messages import ledger
from .world import World


def person(world: World, one: Person) -> dict[str, Any]:
    """Describe a person with what stands on them: windows, credits, unread messages."""
    credits = [
        {
            "template": template.id,
            "title": template.title,
            "side": template.side,
            "left": left,
            "long_term": template.type == 3,
        }
        for template in world.kept.templates.values()
        if (left := one.credit.get(ledger(template.id, template.side), 0))
    ]
    seen = [message for message in one.messages if not message.held]
    return {
        "id": one.id,
        "name": one.name,
        "role": one.role,
        "note": one.note,
        "phone": one.phone,
        "id_number": id_number(list(world.kept.people).index(one.id)),
        "openids": one.openids,
        "following": one.following,
        "offline": one.offline,
        "slow": one.slow,
        "refuse": one.refuse,
        "unread": sum(message.side == "it" and message.n > one.read_to for message in seen),
        "last": max((message.n for message in seen), default=0),
        "windows": windows.standing(one, world.now()),
        "credits": credits,
    }


def state(world: World) -> dict[str, Any]:
    """Describe everything at once but chats and log."""
    now, account = world.now(), world.account
    living = [token for token in world.kept.tokens if now < token.until and not (token.dies and now >= token.dies)]
    today = world.day()
    return {
        "version": world.version,
        "now": now,
        "offset": world.kept.offset,
        "account": {
            "name": account.name,
            "username": account.username,
            "oa_app_id": account.oa_app_id,
            "mp_app_id": account.mp_app_id,
            "mode": account.mode,
            "callback_url": account.callback_url,
            "denied": account.denied,
        },
        "product_url": world.settings.product_url,
        "verified": world.verified,
        "people": [person(world, one) for one in world.kept.people.values()],
        "switches": world.switches,
        "menu": world.kept.menu,
        "tokens": [{"side": one.side, "family": one.family, "left": int(one.until - now)} for one in living],
        "quotas": [
            {"api": path, "used": used, "of": limit}
            for path, limit in world.limits.items()
            if (used := world.kept.counters.get(f"{today} {path}", 0))
        ],
        "stopped_for": max(0, round(world.stopped_until - now)),
        "templates": list(world.kept.templates.values()),
        "codes": codes.recent(world),
        "roll": [{"name": one.name, "label": one.label, "rubbish": one.rubbish} for one in ROLL.values()],
        "log_last": world.kept.log[-1].n if world.kept.log else 0,
    }


def messages(one: Person, after: int) -> list[Message]:
    """List what stands on a phone after a number, without what waits for the network."""
    return [message for message in one.messages if message.n > after and not message.held]
