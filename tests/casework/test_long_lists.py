"""A unit's list goes up whole, however long it is, and what stands on it is counted the same everywhere."""

from typing import Any

import pytest

from storage.entries import Change, Entry, Put
from storage.reads import MOST
from zhiping.operating import put_plan

from .beginning import fill
from .stage import Served, good
from .way import HEALTH, OPINION, carried, read_all

Changes = list[Change]


async def fill_lists(at: Served, unit: str, list: str, step: str, count: int) -> None:
    """Put many others on a unit's list: the rows that lists are read from."""
    changes: Changes = []
    for n in range(count):
        id = f"a{list}{n:04}"
        plain = (id, f"p{n}", "n-associate", "chongqing", f"人{n}", "u-hospital", "云溪区人民医院", "副主任医师")
        changes.append(Put("application", (*plain, step, "submitted", 1.0, 0.0, 1.0)))
        changes.append(Put("task", (id, unit, list, 3e9 + n, f"人{n}", "副主任医师", "n-associate")))
    await at.house.storage.journal.commit(Entry(f"fill {unit} {list} {count}", b"", b"", changes=changes))


async def ready(at: Served) -> Any:
    """Whether the district's list can go up, as its queue says."""
    view = good(await at.caller("qin").get("review/queue", unit="u-yunxi", list="approved", plan="n-associate"))
    return view["forward"]


async def test_list_of_more_than_fifty__ready_counts_everybody(server: Served) -> None:
    await carried(server, 4)
    assert (await ready(server))["ready"] == 1
    await fill_lists(server, "u-yunxi", "approved", "forward_district", 70)
    found = await ready(server)
    assert (found["ok"], found["ready"]) == (True, 71), found


async def test_list_of_two__is_looked_up_in_as_few_turns_as_a_list_of_one(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert server.known is not None
    luo, he, turns, take = server.caller("luo"), server.caller("he"), list[list[str]](), server.house.heads.take

    async def counted(streams: list[str], fresh: bool = False) -> Any:
        turns.append(streams)
        return await take(streams, fresh)

    async def looked(count: int) -> int:
        turns.clear()
        view = good(await luo.get("review/queue", unit="u-hospital", list="pending", plan="n-associate"))
        assert len(view["cards"]) == count
        return sum(any(s.startswith("application:") for s in streams) for streams in turns)

    await server.submitted()
    good(await he.post(f"{server.known.empty}/deeds/delete"))
    base = await fill(server, he)
    monkeypatch.setattr(server.house.heads, "take", counted)  # calls the real one: how often is what is asked
    alone = await looked(1)
    await he.deed(base, "submit")
    assert await looked(2) == alone == 2, turns


async def test_list_of_more_than_five_hundred__the_last_one_still_keeps_it_back(server: Served) -> None:
    """All go up or nobody does, the five hundred and first too."""
    await carried(server, 4)
    await fill_lists(server, "u-yunxi", "pending", "district_before", 620)
    cards = await server.house.reads.whole_list("u-yunxi", "n-associate")
    assert len(cards) == 621
    assert len({c.application for c in cards}) == 621
    assert all(c.person for c in cards)
    assert "620 份待审" in "".join((await ready(server))["why"])


async def test_lists_of_two_plans__are_spoken_of_one_after_the_other(server: Served) -> None:
    """Without a plan the queue speaks of a list that can go up, and says which; then of the other."""
    qin = server.caller("qin")
    await carried(server, 4)
    assert good(await qin.get("review/queue", unit="u-yunxi"))["forward"].get("why", []) == []
    he, more = server.caller("he"), {"id": "n-more", "label": "2026 年度补充申报"}
    (plan,) = [p for p in await server.house.reads.plans() if p.id == "n-associate"]
    given = {k: getattr(plan, k) for k in ("region", "year", "level", "opens", "closes")}
    await put_plan(server.house, given | more)
    other = await fill(server, he, plan="n-more")
    await he.deed(other, "submit")
    await read_all(server, "luo", other)
    await server.caller("luo").deed(other, "approve", {"values": OPINION})
    found = good(await qin.get("review/queue", unit="u-yunxi"))["forward"]
    assert (found["ok"], found["base"]) == (True, "batches/u-yunxi.n-associate")
    assert found["why"] == ["这次上报的是“2026 年度重庆市卫生高级职称（副高）”，别的计划另外上报"]
    good(await qin.post(f"{found['base']}/deeds/forward"))
    found = good(await qin.get("review/queue", unit="u-yunxi"))["forward"]
    assert (found["ok"], found["base"]) == (False, "batches/u-yunxi.n-more")
    assert "1 份待审" in found["why"][0]


async def test_withdrawn_after_a_return__keeps_nobody_back(server: Served) -> None:
    """What was withdrawn counts nowhere; the others of the list go up."""
    zhou = server.caller("zhou")
    base = await server.submitted()
    for step in ("luo", "qin"):
        await read_all(server, step, base)
        body: dict[str, Any] = {"values": OPINION if step == "luo" else HEALTH}
        await server.caller(step).deed(base, "approve", body)
    await read_all(server, "fang", base)
    await server.caller("fang").deed(base, "return", {"opinion": "请改"})
    tally = await server.house.reads.tally("u-yunxi", "n-associate")
    assert tally.get("returned") == 1, "it lies with the applicant, whoever sent it back"
    await zhou.deed(base, "withdraw")
    tally = await server.house.reads.tally("u-yunxi", "n-associate")
    assert sum(tally.values()) == 0, tally


async def test_accounts_that_wait__more_than_any_list_shows__are_all_counted(server: Served) -> None:
    changes: Changes = []
    for n in range(MOST + 1):
        number = f"h{n}"
        changes.append(
            Put("person", (f"p{n:04}", f"人{n}", None, number, number, number, "u-hospital", "waiting", 1.0))
        )
    before = await acting(server)
    await server.house.storage.journal.commit(Entry("many", b"", b"", changes=changes))
    assert await acting(server) == before + MOST + 1


async def acting(at: Served) -> int:
    """How many accounts wait for the hospital, as its officer is told at the door."""
    memberships = good(await at.caller("luo").get("me"))["memberships"]
    return next(m.get("waiting", 0) for m in memberships if m["unit"] == "u-hospital")
