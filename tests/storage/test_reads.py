"""Lists and searches, on both databases."""

import tracemalloc
from typing import Any

import pytest

from storage import Entry, Put, Reads, Storage
from storage.reads import MOST

H = "h" * 66


@pytest.fixture
def reads(storage: Storage) -> Reads:
    return Reads(storage.database)


async def put(storage: Storage, table: str, *rows: tuple[Any, ...]) -> None:
    key = f"put {table} {rows[0]}"
    await storage.journal.commit(Entry(key, b"", b"", changes=[Put(table, row) for row in rows]))


def unit(id: str, name: str, kind: str = "hospital", region: str = "r1", state: str = "approved") -> tuple[Any, ...]:
    return (id, name, kind, "", region, 1, state, "")


def person(id: str, name: str, state: str, updated: float, **more: Any) -> tuple[Any, ...]:
    return (
        id, name, more.get("id_hash"), more.get("claim", ""), more.get("tail", ""), more.get("phone", ""),
        more.get("employer", "u1"), state, updated,
    )  # fmt: skip


def application(id: str, person: str, updated: float, **more: Any) -> tuple[Any, ...]:
    return (
        id, person, more.get("plan", "pl"), "r1", more.get("name", "张三"), more.get("unit", "u1"), "云溪区人民医院",
        "副主任医师", "county", more.get("status", "submitted"), 5.0, 0.0, updated,
    )  # fmt: skip


async def test_units__are_read_all_at_once__parents_first(storage: Storage, reads: Reads) -> None:
    await put(storage, "unit", unit("u1", "人民医院"), unit("u2", "人民医院", region="r2"), unit("u3", "人民医院", "x"))
    assert [u.id for u in await reads.units()] == ["u1", "u2", "u3"]


async def test_queue__of_a_unit__pages_and_searches_what_waits_longest_first(storage: Storage, reads: Reads) -> None:
    names = ["张三", "张三丰", "李四", "王五", "欧阳修"]
    tasks = [(f"a{n}", "u1", "pending", 100.0 - n, name, "副主任医师", "pl") for n, name in enumerate(names)]
    await put(
        storage, "task", *tasks, ("a9", "u1", "returned", 1.0, "赵六", "主任医师", "pl"),
        ("a0", "u2", "pending", 1.0, "", "", "pl"),
        ("a8", "u1", "pending", 500.0, "钱七", "主任医师", "other"),
    )  # fmt: skip
    await put(storage, "application", *(application(f"a{n}", "p", 1.0, name=name) for n, name in enumerate(names)))
    first = await reads.queue("u1", "pending", limit=2)
    assert [c.name for c in first] == ["欧阳修", "王五"]
    assert (first[0].unit_name, first[0].status, first[0].since) == ("云溪区人民医院", "submitted", 96.0)
    assert [c.name for c in await reads.queue("u1", "pending", after=2, limit=2)] == ["李四", "张三丰"]
    assert [c.name for c in await reads.queue("u1", "pending", search=" 张三 ")] == ["张三丰", "张三"]
    assert [c.name for c in await reads.queue("u1", "pending", search="%")] == []
    assert [c.application for c in await reads.queue("u1", "pending", plan="other")] == ["a8"]
    assert await reads.counts("u1") == {"pending": 6, "returned": 1}
    assert await reads.counts("u1", plan="other") == {"pending": 1}
    assert await reads.counts("nowhere") == {}


async def test_tally__of_a_unit_with_a_short_list__fetches_nothing_of_the_plan_as_a_whole(
    storage: Storage, reads: Reads
) -> None:
    ends = {"submitted": "approved", "returned": "approved", "withdrawn": "returned"}
    for n, (status, list) in enumerate(ends.items()):
        await put(storage, "application", application(f"a{n}", "p", 1.0, status=status))
        await put(
            storage, "task", (f"a{n}", "u1", list, 1.0, "", "", "pl"), (f"a{n}", "u2", "pending", 1.0, "", "", "pl")
        )
    elsewhere = [application(f"b{n}", "p", 1.0, status=("returned", "withdrawn")[n % 2]) for n in range(4000)]
    await put(storage, "application", *elsewhere)
    await put(storage, "task", *((a[0], "u3", "pending", 1.0, "", "", "pl") for a in elsewhere))
    assert await reads.tally("u1", "pl") == {"approved": 1, "returned": 1}
    tracemalloc.start()
    assert (await reads.tally("u2", "pl")) == {"pending": 1, "returned": 1}
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 500_000, "the database counts"
    assert (await reads.tally("u3", "pl")) == {"pending": 0, "returned": 2000}


async def test_applications__of_a_person__last_changed_first(storage: Storage, reads: Reads) -> None:
    await put(
        storage, "application", application("a1", "p1", 1.0), application("a2", "p1", 2.0), application("a3", "p2", 3.0)
    )
    await put(storage, "live", ("p1", "pl", "a2"))
    assert [a.id for a in await reads.applications("p1")] == ["a2", "a1"]
    found = await reads.application("a3")
    assert found is not None
    assert found.title == "副主任医师"
    assert await reads.application("a4") is None
    assert await reads.live("p1", "pl") == "a2"
    assert await reads.live("p2", "pl") is None


async def test_applications__whose_term_is_over__are_found_once_it_is(storage: Storage, reads: Reads) -> None:
    def due(id: str, at: float, status: str = "returned") -> tuple[Any, ...]:
        row = application(id, "p", 1.0, status=status)
        return (*row[:11], at, row[12])

    await put(storage, "application", due("a1", 50.0), due("a2", 40.0), due("a3", 0.0), due("a4", 40.0, "withdrawn"))
    assert await reads.overdue(39.9) == []
    assert await reads.overdue(50.0) == ["a2", "a1"]
    assert await reads.near(40.0, 60.0) == ["a1"], "neither what has ended nor a draft"
    assert await reads.near(30.0, 45.0) == ["a2"]


async def test_applications__more_than_any_list_shows__all_end_and_all_are_warned(
    storage: Storage, reads: Reads
) -> None:
    """Those that cannot be ended now, or stay near for days, must not stand before all others for ever."""
    rows = [(*application(f"a{n:03}", "p", 1.0, status="returned")[:11], 100.0 + n, 1.0) for n in range(MOST + 1)]
    await put(storage, "application", *rows)
    assert len(await reads.overdue(1000.0)) == MOST + 1
    assert (await reads.near(1.0, 1000.0))[-1] == f"a{MOST}"


async def test_people__found_by_whole_number_or_last_four(storage: Storage, reads: Reads) -> None:
    """Search by ID number is by keyed hash; the row holds neither number."""
    of = storage.secrets.lookup
    whole, tail, phone = of("110101199003070000"), of("0000"), of("13800000000")
    await put(
        storage, "person", person("p1", "张三", "confirmed", 1.0, id_hash=whole, claim=whole, tail=tail, phone=phone),
        person("p2", "李四", "waiting", 2.0, claim=whole, tail=tail, employer="u2"),
    )  # fmt: skip
    found = await reads.person_of_id(whole)
    assert found is not None
    assert found.id == "p1"
    assert await reads.person_of_id(of("110101199003070001")) is None
    assert [p.id for p in await reads.people("u2", "all", number=whole)] == ["p2"]
    assert [p.id for p in await reads.people("u2", "all", number=tail)] == ["p2"]
    assert [p.id for p in await reads.people("u2", "confirmed", number=tail)] == []
    assert [p.id for p in await reads.people("u1", "all", number=phone)] == ["p1"]
    assert [p.id for p in await reads.people("u1", "all", number=of("1111"))] == []


async def test_people__of_a_unit__those_who_wait_first(storage: Storage, reads: Reads) -> None:
    await put(
        storage, "person", person("p1", "a", "confirmed", 9.0), person("p2", "b", "waiting", 1.0),
        person("p3", "c", "waiting", 2.0), person("p4", "d", "waiting", 3.0, employer="u2"),
    )  # fmt: skip
    assert [p.id for p in await reads.people("u1")] == ["p3", "p2"]
    assert [p.id for p in await reads.people("u1", "confirmed")] == ["p1"]
    assert [p.id for p in await reads.people("u1", "all")] == ["p3", "p2", "p1"]
    assert [p.id for p in await reads.people("u1", "all", limit=2)] == ["p3", "p2"]


async def test_officers__of_a_unit__on_a_day(storage: Storage, reads: Reads) -> None:
    rows = [
        ("p1", "u1", "officer", "2026-01-01", "", 0), ("p2", "u1", "officer", "2026-01-01", "2026-06-30", 0),
        ("p3", "u1", "expert", "2026-01-01", "", 0), ("p4", "u1", "officer", "2026-12-01", "", 0),
        ("p1", "u2", "officer", "2026-01-01", "", 0), ("p5", "u1", "officer", "2026-01-01", "", 1),
    ]  # fmt: skip
    await put(storage, "membership", *rows)
    assert await reads.acting("u1", ["officer"], "2026-06-30") == ["p1", "p2"]
    assert await reads.acting("u1", ["officer"], "2026-07-01") == ["p1"]
    assert [m.person for m in await reads.staff("u1", "2026-07-01")] == ["p1", "p3", "p5", "p4"]
    assert [(m.unit, m.role) for m in await reads.memberships("p1")] == [("u1", "officer"), ("u2", "officer")]


async def test_contacts__are_found_by_their_unionid(storage: Storage, reads: Reads) -> None:
    await put(
        storage,
        "contact",
        ("c1", "oa", "o1", H, "", 1, 1.0),
        ("c2", "mp", "o2", H, "p1", 0, 2.0),
        ("c3", "mp", "o3", "", "p9", 0, 2.0),
    )
    assert await reads.person_of_union(H) == "p1"
    assert await reads.person_of_union("other") is None
    assert await reads.person_of_union("") is None


async def test_plans__newest_first(storage: Storage, reads: Reads) -> None:
    def plan(id: str, region: str, year: int) -> tuple[Any, ...]:
        return (id, region, "s", year, "senior", "l", f"{year}-11-01", f"{year}-11-30", "open")

    await put(storage, "plan", plan("a", "r1", 2025), plan("b", "r2", 2026), plan("c", "r1", 2026))
    assert [p.id for p in await reads.plans()] == ["b", "c", "a"]
    assert [p.id for p in await reads.plans("r1")] == ["c", "a"]


async def test_sessions_calls_readers_versions_schemes(storage: Storage, reads: Reads) -> None:
    await put(storage, "session", ("s1", "p1", "c1", "desktop", 9.0, 1.0, 1.0), ("s2", "p1", "c1", "mp", 9.0, 2.0, 1.0))
    found = await reads.session("s1")
    assert found is not None
    assert (found.person, found.expires) == ("p1", 9.0)
    assert await reads.session("s9") is None
    await put(storage, "call", ("u1", "p1", "a1", "没有关注", 5.0), ("u1", "p2", "a2", "没有关注", 1.0))
    assert [c.person for c in await reads.calls("u1")] == ["p2", "p1"]
    await put(storage, "read", ("r1", "p1", "a1", "basic", 1.0), ("r2", "p2", "a1", "file", 2.0))
    assert [r.person for r in await reads.readers("a1")] == ["p2", "p1"]
    await put(storage, "version", ("v1", "application:1", 7.0))
    assert await reads.version("v1") == ("application:1", 7.0)
    assert await reads.version("v2") is None
    await put(storage, "scheme", ("x1", "r1", b"{}", 1.0))
    assert await reads.scheme("x1") == b"{}"
    assert await reads.scheme("x2") is None
