"""Carries the finished application along Chongqing's chain, a deed a step, over HTTP; looks at what came of it."""

from typing import Any

import msgspec

from casework.messages import Told
from storage.outbox import Ended, Outbox

from .stage import Served, good

OPINION = {"opinion_base.text": "同意推荐。", "opinion_base.signer": "罗敏", "opinion_base.date": "2026-11-10"}
HEALTH = {"opinion_health.text": "同意推荐。", "opinion_health.signer": "秦川", "opinion_health.date": "2026-11-10"}
TOP = {"opinion_top.text": "同意推荐。", "opinion_top.signer": "方禾", "opinion_top.date": "2026-11-10"}
CERTIFICATE = {"certificate.number": "渝 2026-0001", "certificate.issued": "2026-11-10"}

STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("luo", "approve", {"values": OPINION}),
    ("qin", "approve", {"values": HEALTH}),
    ("fang", "approve", {"values": TOP}),
    ("qin", "approve", {}),
    ("qin", "forward", {}),
    ("shen", "approve", {"opinion": "评审通过"}),
    ("shen", "issue", {"values": CERTIFICATE}),
)
"""Who does what, from the hospital to the certificate."""


async def carried(at: Served, steps: int) -> str:
    """Hand the finished application in and take it that many steps along; return its base."""
    base = await at.submitted()
    for who, deed, body in STEPS[:steps]:
        if deed == "approve":
            await read_all(at, who, base)
        await at.caller(who).deed(base, deed, body)
    return base


async def read_all(at: Served, who: str, base: str) -> None:
    """Open every section as a reviewer does before a verdict."""
    path = f"review/{base.partition('/')[2]}"
    for section in good(await at.caller(who).get(path))["sections"]:
        good(await at.caller(who).get(f"{path}/sections/{section['id']}"))


async def returned(at: Served, *marks: str, opinion: str = "请改好再交") -> str:
    """Hand it in and have the hospital send it back with remarks at these addresses; return its base."""
    base = await at.submitted()
    for address in marks:
        await mark(at, base, address)
    await at.caller("luo").deed(base, "return", {"opinion": opinion})
    return base


async def mark(at: Served, base: str, address: str, text: str = "和印证材料不一致", who: str = "luo") -> int:
    """Put a remark; return its number."""
    path = f"review/{base.partition('/')[2]}/marks"
    return good(await at.caller(who).post(path, {"address": address, "text": text}))["n"]


async def row_of(at: Served, base: str, n: int = 1, section: str = "work", who: str = "zhou") -> str:
    """The id of a row by its number."""
    return good(await at.caller(who).get(f"{base}/sections/{section}"))["rows"]["cards"][n - 1]["row"]


async def state_of(at: Served, base: str) -> Any:
    """An application as it stands now."""
    return (await at.house.present(f"application:{base.partition('/')[2]}")).state


async def pushed(at: Served) -> list[Told]:
    """What is to be told, as the worker finds it, with a unit's push already one for each officer."""
    outbox = Outbox(at.house.storage.database, at.house.storage.opener)
    found: list[Told] = []
    while jobs := await outbox.claim(at.house.clock.time(), 60.0, 50):
        for job in jobs:
            if job.kind == "push" and job.body is not None:
                told = msgspec.json.decode(job.body, type=Told)
                if told.who.startswith("unit:"):
                    await at.worker.work(job)
                else:
                    found.append(told)
            await outbox.finish(job, Ended("delivered", "read"))
    return found
