"""What one turn of the conversation costs in process: a plain answer, with its echo and the next question.

    python bench/turn.py [--turns 2000] [--people 100] [--profile]

Prints microseconds a turn, 32 in flight, and the median of the turn itself: from opening what the conversation is about
to its reply, recorded. The rest of the loop's time is locks, the entry, and the journal's half of this thread. With
`--profile` also where the time goes by room and by function. The wire is not in it.
"""

import argparse
import asyncio
import base64
import cProfile
import os
import pstats
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench")]

import yaml  # noqa: E402
from crowd import identified  # noqa: E402

from bot.talk import Bot  # noqa: E402
from casework import ids  # noqa: E402
from casework.actor import Act  # noqa: E402
from casework.deeds import people  # noqa: E402
from casework.desk import Desk  # noqa: E402
from casework.house import House  # noqa: E402
from wechat.messages import Incoming, Text  # noqa: E402
from zhiping import memory  # noqa: E402
from zhiping.compose import bot_of, open_house  # noqa: E402
from zhiping.demo import of_this_year  # noqa: E402
from zhiping.operating import put_plan, put_unit  # noqa: E402
from zhiping.settings import DEMONSTRATION, Settings  # noqa: E402

IN_FLIGHT = 32
ROOMS = ("bot", "wizard", "schemes", "casework", "storage", "wechat", "notify", "review")
ANSWERS = (
    "92", "2", "", "大学本科", "2004.7", "重庆医科大学", "临床医学", "5", "106311200405000010", "硕士", "2007.7",
    "重庆医科大学", "内科学", "3", "1063142007000011", "", "", "优秀", "合格", "合格", "1", "2025年：合格", "2015.12",
    "重庆市职称改革办公室", "2016.1", "主治医师", "2005.12，临床", "2006.3，内科专业", "",
    "心血管内科临床工作", "无", "无",
)  # fmt: skip


def settings(folder: str) -> Settings:
    """Return the settings of a house of its own."""
    key = "bench:" + base64.b64encode(os.urandom(32)).decode()
    known = {k.lower(): v for k, v in DEMONSTRATION.items()} | {"master_keys": key}
    return Settings(
        database_url=f"sqlite:///{folder}/bench.sqlite3", blob_url=f"file://{folder}/files", data_dir=folder,
        regions=str(ROOT / "regions"), mode="development", **known,
    )  # fmt: skip


async def furnish(house: House) -> None:
    """Put units and plans of the demonstration in."""
    declared = yaml.safe_load((ROOT / "regions/chongqing/demo/units.yaml").read_text("utf-8"))
    for plan in declared["plans"]:
        await put_plan(house, of_this_year(plan, house.clock.now()))
    for unit in declared["units"]:
        await put_unit(house, unit["name"], unit["kind"], unit.get("parent", ""), "chongqing", unit["id"])


async def settle(house: House, openid: str) -> None:
    """Make somebody known whose chat this is."""
    contact, id = house.contact_stream("oa", openid), ids.new_id("p")
    scheme = await house.default_region()

    async def make(desk: Desk) -> bool:
        head, chat = desk.head(ids.person(id)), desk.head(contact)
        people.create(desk, head, scheme.region.id, scheme.digest)
        desk.record(chat, "met", {"account": "oa", "openid": openid})
        people.belong(desk, chat, head)
        people.verify_phone(desk, head, "13800000001")
        identified(desk, head, scheme, "周岚", "500000198506150028")
        return True

    act = Act(key=f"bench {openid}", epoch=house.clock.time(), surface="system", person=id)
    await house.write(act, [ids.person(id), contact], openid, make, bool)


class Chat:
    """Is one person's chat.

    Args:
        bot: that answers.
        openid: the person's.
    """

    number = 0

    def __init__(self, bot: Bot, openid: str) -> None:
        self.bot, self.openid = bot, openid

    async def say(self, text: str) -> str:
        """Say something and return the reply."""
        Chat.number += 1
        created = int(self.bot.house.clock.time())
        incoming = Incoming(
            sender=self.openid, account="gh_bench", created=created, mode="safe", nonce="n",
            message=Text(content=text), key=f"{self.openid}:{Chat.number}:{created}",
        )  # fmt: skip
        return await self.bot.receive(incoming) or ""


async def begin(chat: Chat) -> None:
    """Register, start an application, fill the cover, stand before the section that is measured."""
    registered = ("开始申报", "云溪区人民医院", "选1 事业编制", "开始填封面", "副高")
    for text in (*registered, "主治医师", "内科", "正常晋升", "临床"):
        await chat.say(text)
    for text in ("填个人情况", "无", "汉族", "重庆云阳", "群众", "2004.6.14", "填基本信息", "跳过"):
        await chat.say(text)


def timed(owner: Any, name: str) -> list[float]:
    """Have a coroutine method timed from now on; return the list that fills with seconds."""
    method, took = getattr(owner, name), []

    async def later(*given: Any) -> Any:
        at = time.perf_counter()
        found = await method(*given)
        took.append(time.perf_counter() - at)
        return found

    setattr(owner, name, later)
    return took


async def answer(chats: list[Chat], most: int, profile: cProfile.Profile | None) -> tuple[int, float, float, float]:
    """Let everybody answer question after question; what is skipped is not measured.

    Returns:
        Turns measured; CPU, CPU of the loop's thread, and time on the clock, in seconds.
    """
    done, wall, cpu, own = 0, 0.0, 0.0, 0.0
    for text in ANSWERS:
        if not text:
            for chat in chats:
                await chat.say("跳过")
            continue
        at, by, mine = time.perf_counter(), time.process_time(), time.thread_time()
        if profile:
            profile.enable()
        for n in range(0, len(chats), IN_FLIGHT):
            replies = await asyncio.gather(*(chat.say(text) for chat in chats[n : n + IN_FLIGHT]))
            assert all(reply.startswith("✓") for reply in replies), replies[0]
        if profile:
            profile.disable()
        wall, cpu = wall + time.perf_counter() - at, cpu + time.process_time() - by
        own += time.thread_time() - mine
        done += len(chats)
        if done >= most:
            break
    return done, cpu, own, wall


async def run(options: argparse.Namespace) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        made = settings(folder)
        async with open_house(made, migrate=True) as house:
            await furnish(house)
            bot = bot_of(house, made)
            chats = [Chat(bot, f"o_bench_{n:04d}") for n in range(options.people)]
            for chat in chats:
                await settle(house, chat.openid)
                await begin(chat)
            memory.settle()
            profile = cProfile.Profile() if options.profile else None
            took = timed(Bot, "_turn")
            n, cpu, own, wall = await answer(chats, options.turns, profile)
            print(f"{n} answers, in µs a turn:")
            print(f"CPU {cpu / n * 1e6:.0f}, on the loop's thread {own / n * 1e6:.0f}, wall {wall / n * 1e6:.0f}")
            print(f"turn {statistics.median(took[-n:]) * 1e6:.0f}")
            if profile:
                report(profile, n)


def report(profile: cProfile.Profile, n: int) -> None:
    """Print microseconds a turn by room (own time), then the dearest functions."""
    stats = pstats.Stats(profile)
    spent: dict[str, float] = {}
    for (file, _, _), (_, _, tottime, _, _) in stats.stats.items():  # type: ignore[attr-defined]
        room = next((r for r in ROOMS if f"/src/{r}/" in file), "built in" if file == "~" else "libraries")
        spent[room] = spent.get(room, 0.0) + tottime
    for room, seconds in sorted(spent.items(), key=lambda p: -p[1]):
        print(f"{room:12} {seconds / n * 1e6:7.1f} µs")
    stats.sort_stats("cumulative").print_stats(60)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=2000)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    uvloop.run(run(options))


if __name__ == "__main__":
    main()
