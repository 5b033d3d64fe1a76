"""How long a decision takes to reach the platform: from the reply to an officer to the call in the stand-in's log.

    python bench/reach.py --product http://127.0.0.1:8000 --sandbox http://127.0.0.1:8001

Product, worker and stand-in run and are idle. New people come in as on their phones, and an officer of the
demonstration refuses and confirms their accounts, one at a time. Prints a JSON list of seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT / "src")  # in the place of this folder, whose files have names of rooms

from wizard.identity import check_character  # noqa: E402
from zhiping.demo import people  # noqa: E402
from zhiping.phone import Phone, Phones  # noqa: E402

SENDS = ("message/template/send", "message/custom/send", "message/subscribe/")
ARRIVED = "送达"  # what the stand-in logs of the phone that a message came to
PATIENCE = 10.0  # seconds after which a decision did not reach the platform
LOOK = 0.003  # seconds between two looks at the log: so much too long every figure may be
QUIET = 0.4  # seconds in which the system comes to rest


async def log_after(phones: Phones, after: int) -> dict[str, Any]:
    """Return the stand-in's log after a line."""
    async with phones.session.get(f"{phones.sandbox}/control/log?after={after}") as reply:
        return await reply.json()


async def newcomer(phones: Phones, number: int, unit: str) -> tuple[str, str]:
    """Let somebody follow, say who they are and where they work; return their ids in stand-in and product."""
    body = f"500000{1975 + number % 20}0615{number % 900 + 100:03d}"
    made = await phones.control("people", {"name": "周岚", "phone": f"1390000{number % 10_000:04d}"})
    phone = phones.of(made["id"])
    await phone.control("follow")
    await phone.log_in()
    await phone.agree(await phone.verify_phone())
    await phone.post("me/identity", {"name": "周岚", "id_number": body + check_character(body)})
    said = await phone.control("say", {"text": "我是审核人员"})
    link = next(x for x in said["reply"]["links"] if x["kind"] == "mini")
    await phone.post(f"tickets/{link['path'].partition('join=')[2]}/accept", {})
    await phone.post("me/employer", {"unit": unit})
    return made["id"], (await phone.get("me"))["person"]["id"]


async def decided(phones: Phones, officer: Phone, who: tuple[str, str], deed: str) -> float:
    """Decide about an account and wait until the platform is called for its owner; return seconds."""
    last = (await log_after(phones, 0))["last"]
    await officer.post(f"people/{who[1]}/deeds/{deed}", {"opinion": "请补充工作证明" if deed == "refuse" else ""})
    began = time.perf_counter()
    while (waited := time.perf_counter() - began) < PATIENCE:
        lines = (await log_after(phones, last))["lines"]
        calls = [x for x in lines if any(s in x.get("api", "") for s in SENDS)]
        if refused := [x for x in calls if x.get("errcode")]:
            raise SystemExit(f"the stand-in refused: {refused[0]['text']}")
        if calls and any(x.get("person") == who[0] and x["text"] == ARRIVED for x in lines):
            return waited
        await asyncio.sleep(LOOK)
    raise SystemExit(f"{deed} did not reach the platform within {PATIENCE:.0f} s")


async def run(options: argparse.Namespace) -> list[float]:
    """Measure."""
    acts = [(p["id"], a["unit"]) for p in people() for a in p.get("acts", [])]
    declared = next((p, u) for p, u in acts if "hospital" in u)
    found: list[float] = []
    async with Phones(options.product, options.sandbox) as phones:
        officer = phones.of(declared[0])
        await officer.log_in()
        start = random.randrange(8_000)
        for n in range(options.people):
            who = await newcomer(phones, start + n, declared[1])
            for deed in ("refuse", "confirm"):
                await asyncio.sleep(QUIET)
                found.append(await decided(phones, officer, who, deed))
    return found[2:]  # the first pair opens connections and fetches a token


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--product", required=True)
    parser.add_argument("--sandbox", required=True)
    parser.add_argument("--people", type=int, default=51, help="two decisions each; the first one's do not count")
    print(json.dumps(asyncio.run(run(parser.parse_args()))))


if __name__ == "__main__":
    main()
