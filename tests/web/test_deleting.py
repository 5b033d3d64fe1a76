"""Deleting and withdrawing over HTTP (X-19)."""

from casework import projections
from casework.folds import FOLDS, NOTED
from storage.audit import verify
from storage.rebuilding import rebuild

from ..casework.beginning import fill
from ..casework.stage import Served, good, refused, signature
from ..casework.way import carried


async def test_delete__before_any_unit_acted__leaves_nothing_to_read_and_a_chain_that_verifies(server: Served) -> None:
    assert server.known is not None
    base, zhou, house = await server.submitted(), server.caller("zhou"), server.house
    id = base.partition("/")[2]
    slot = good(await zhou.get(f"{base}/evidence/basic.training_proof"))
    digest = good(await zhou.get(f"{base}/pledge"))["digest"]
    form = good(await zhou.get(f"{base}/forms"))[0]["url"]
    assert (await zhou.get(form)).status_code == 200
    files = [
        r["digest"]
        for r in await house.storage.database.fetch("SELECT digest FROM blob WHERE stream = ?1", f"application:{id}")
    ]
    assert good(await zhou.post(f"{base}/deeds/delete"))["said"].startswith("已删除")
    for path in (
        "",
        "/check",
        "/pledge",
        "/progress",
        "/forms",
        "/fix",
        "/sections/basic",
        "/evidence/basic.training_proof",
    ):
        refused(await zhou.get(base + path), 404)
    refused(await zhou.get(slot["kept"]["url"]), 404)
    refused(await zhou.get(form), 404)
    refused(await server.caller("luo").get(f"review/{id}"), 404)
    refused(await zhou.put(f"{base}/answers/basic.work", {"text": "改"}), 404)
    refused(await zhou.post(f"{base}/deeds/submit"), 404)
    assert (await server.http.get(f"/verify/{digest}")).status_code == 404
    assert good(await zhou.get("me"))["applications"] == []
    assert good(await server.caller("luo").get("review/queue?unit=u-hospital"))["cards"] == []
    for table, column in (
        ("answer", "stream"),
        ("blob", "stream"),
        ("application", "id"),
        ("live", "application"),
        ("task", "application"),
    ):
        left = await house.storage.database.fetch(
            f"SELECT count(*) AS n FROM {table} WHERE {column} IN (?1, ?2)", id, f"application:{id}"
        )
        assert left[0]["n"] == 0, table
    await server.work()
    await house.blobs.sweep(house.storage.database, house.clock.time() + 90_000)
    kept = {p.name for p in server.known.files.rglob("*") if p.is_file()}
    assert not kept & set(files)
    report = await verify(house.storage.database, house.storage.vault, NOTED)
    assert (report.findings, report.erased) == ([], 1)
    done = await rebuild(house.storage, FOLDS, projections.rows, projections.cell, projections.TABLES)
    assert not done.differences
    await fill(server, zhou)  # and one may begin anew


async def test_delete__leaves_no_trace_of_who_opened_it_or_was_to_be_called(server: Served) -> None:
    """Nobody's reading outlives what was read (X-19, invariant 9)."""
    base, database = await server.submitted(), server.house.storage.database
    id = base.partition("/")[2]
    good(await server.caller("luo").get(f"review/{id}/sections/basic"))
    zhou = server.caller("zhou")
    sql = "INSERT INTO call (unit, person, application, reason, since) VALUES ('u-hospital', ?1, ?2, 'returned：', 1.0)"
    await database.fetch(sql, zhou.id, id)
    queries = [f"SELECT * FROM {table} WHERE application = ?1" for table in ("read", "call")]
    assert [len(await database.fetch(q, id)) for q in queries] == [1, 1]
    good(await zhou.post(f"{base}/deeds/delete"))
    assert [len(await database.fetch(q, id)) for q in queries] == [0, 0]


async def test_delete__twice_or_after_a_unit_acted__is_refused(server: Served) -> None:
    assert server.known is not None
    base = await carried(server, 1)
    problem = refused(await server.caller("zhou").post(f"{base}/deeds/delete"), 409)
    assert problem["detail"].startswith("单位已经审过，不能删除")
    he, path = server.caller("he"), f"{server.known.empty}/deeds/delete"
    good(await he.post(path))
    refused(await he.post(path), 404)


async def test_withdrawn__stays_readable_and_lets_another_begin(server: Served) -> None:
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    await zhou.deed(base, "withdraw")
    assert good(await zhou.get(base))["status"] == "withdrawn"
    good(await zhou.get(f"{base}/sections/basic"))
    refused(await zhou.put(f"{base}/answers/basic.work", {"text": "改"}), 409)


async def test_withdrawn__filled_or_signed_all_the_same__says_what_it_is_and_what_to_do(server: Served) -> None:
    """No unit can return what was withdrawn: whoever writes in it is not sent there."""
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    await zhou.deed(base, "withdraw")
    digest = good(await zhou.get(f"{base}/pledge"))["digest"]
    why = "这一份已经结束，现在只能看，内容都留着。要再申报，请重新开始一份"
    for reply in (
        await zhou.post(f"{base}/pledge", signature(digest)),
        await zhou.put(f"{base}/answers/basic.work", {"text": "改"}),
        await zhou.post(f"{base}/sections/work/rows"),
    ):
        assert refused(reply, 409, "locked")["detail"] == why
    shown = good(await zhou.get(f"{base}/sections/basic"))
    assert (shown["readonly"], shown["why_readonly"]) == (True, why)


async def test_ending_it__says_before_what_comes_of_it(server: Served) -> None:
    """The region's words where it has some, else the product's."""
    base = await server.submitted()
    offers = {o["deed"]: o for o in good(await server.caller("zhou").get(base))["deeds"]}
    assert offers["withdraw"]["say"] == "撤回以后只能看，单位不再审，再报要重新开始一份"
    assert offers["delete"]["say"] == "填的内容和材料都删掉，以后找不回来"
