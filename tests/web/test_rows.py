"""Rows over HTTP: added, moved, dropped, restored, and in an order that two phones agree on (X-06)."""

import json
from typing import Any

from ..casework.stage import Caller, Served, good, refused
from ..casework.way import row_of

LONG = "长" * 300


async def test_rows__added_moved_dropped_restored__keep_their_order(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    path = f"{base}/sections/work/rows"

    async def order() -> list[str]:
        return [c["row"] for c in good(await caller.get(f"{base}/sections/work"))["rows"]["cards"]]

    assert await order() == ["r1", "r2"]
    good(await caller.post(path, {"row": "r3", "values": {"job": "内科"}}))
    good(await caller.put(f"{path}/r3/place", {"place": 0}))
    assert await order() == ["r3", "r1", "r2"]
    good(await caller.delete(f"{path}/r1"))
    assert await order() == ["r3", "r2"]
    back = good(await caller.post(f"{path}/r1/restore"))
    assert await order() == ["r3", "r1", "r2"]
    assert back["rows"]["cards"][1]["title"].startswith("2007")
    good(await caller.put(f"{path}/r3/place", {"place": 99}))
    assert await order() == ["r1", "r2", "r3"]


async def test_rows__beyond_the_most__are_refused_with_what_to_do(zhou: tuple[Caller, str]) -> None:
    """CQ: 工作经历最多 8 行."""
    caller, base = zhou
    for n in range(6):
        good(await caller.post(f"{base}/sections/work/rows", {"row": f"more{n}"}))
    refused(await caller.post(f"{base}/sections/work/rows", {}), 409, "rows_full")
    good(await caller.delete(f"{base}/sections/work/rows/r1"))
    good(await caller.post(f"{base}/sections/work/rows", {"row": "last"}))
    refused(await caller.post(f"{base}/sections/work/rows/r1/restore"), 409, "rows_full")


async def test_blank_row__asks_what_a_row_asks_that_is_added(zhou: tuple[Caller, str]) -> None:
    """A phone without a net begins a row from it."""
    caller, base = zhou
    view = good(await caller.get(f"{base}/sections/work"))
    blank = json.dumps(view["rows"]["blank"]).replace("work.+.", "work.r9.")
    good(await caller.post(f"{base}/sections/work/rows", {"row": "r9"}))
    assert json.loads(blank) == good(await caller.get(f"{base}/sections/work/rows/r9"))["groups"]


async def test_list_of_rows__looked_at__leaves_the_answers_as_they_are(server: Served) -> None:
    """A look computes nothing anew: what comes next finds the journey that it left."""
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    good(await zhou.get(base))
    present = await server.house.present(base.replace("applications/", "application:"))
    journey = present.filled.journey

    def whole() -> list[Any]:
        answers = list(present.filled.answers.items())
        return [journey._live.version, journey.sections(None), journey.missing(), journey.problems(), answers]

    good(await zhou.post(f"{base}/sections/work/rows", {"row": "r0", "values": {"unit": "云溪区人民医院"}}))
    before = whole()
    assert good(await zhou.get(f"{base}/sections/work"))["rows"]["blank"]
    assert present.filled.journey is journey
    assert whole() == before


ROWS_WRONG: tuple[tuple[str, str, Any, set[int]], ...] = (
    ("POST", "sections/cover/rows", {}, {404, 409}),
    ("POST", "sections/nothing/rows", {}, {404}),
    ("POST", "sections/work/rows", {"values": {"nothing": 1}}, {404, 422}),
    ("POST", "sections/work/rows", {"values": {"period": "2019.13"}}, {422}),
    ("POST", "sections/work/rows", {"row": "r3", "values": {"job": LONG}}, {422}),
    ("POST", "sections/work/rows", {"values": {"job": None}}, {422}),
    ("DELETE", "sections/work/rows/none", None, {404}),
    ("DELETE", "sections/cover/rows/none", None, {404, 409}),
    ("PUT", "sections/work/rows/none/place", {"place": 0}, {404}),
    ("PUT", "sections/cover/rows/none/place", {"place": 0}, {404, 409}),
    ("POST", "sections/work/rows/none/restore", None, {404}),
    ("POST", "sections/nothing/clear", None, {404}),
    ("POST", "sections/nothing/recover", None, {404}),
    ("POST", "sections/cover/recover", None, {404}),
    ("POST", "sections/opinion_base/clear", None, {403, 404, 409}),
    ("POST", "sections/work/rows/%00/restore", None, {404}),
    ("PUT", "sections/work/rows/r1/place", {"place": 10**30}, {200, 422}),
    ("PUT", "sections/work/rows/r1/place", {"place": -5}, {200, 422}),
)


async def test_row__of_nothing__is_refused_and_nothing_is_written(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    before = good(await caller.get(f"{base}/sections/work"))["rows"]["count"]
    for method, path, body, statuses in ROWS_WRONG:
        reply = await caller.send(method, f"{base}/{path}", body)
        assert reply.status_code in statuses, (method, path, body, reply.text)
        if reply.status_code >= 400:
            refused(reply, reply.status_code)
        assert good(await caller.get(f"{base}/sections/work"))["rows"]["count"] == before


async def test_row__with_an_id_that_is_none__gets_another(he: tuple[Caller, str]) -> None:
    caller, base = he
    for id in ("a.b", "", "x" * 500, "../x", "r#1", "行"):
        made = good(await caller.post(f"{base}/sections/work/rows", {"row": id}))
        assert made["row"] != id


async def test_rows__changed_over_another_version__are_refused(zhou: tuple[Caller, str]) -> None:
    """Adding, moving and dropping a row take the seq of the section's last row action."""
    caller, base = zhou
    seq = good(await caller.get(f"{base}/sections/work"))["rows"]["seq"]
    good(await caller.post(f"{base}/sections/work/rows", {"row": "r3"}, seq=seq))
    for call in (
        caller.post(f"{base}/sections/work/rows", {"row": "r4"}, seq=seq),
        caller.delete(f"{base}/sections/work/rows/r1", seq=seq),
        caller.put(f"{base}/sections/work/rows/r1/place", {"place": 1}, seq=seq),
    ):
        refused(await call, 412, "answer_moved")
    seq = good(await caller.get(f"{base}/sections/work"))["rows"]["seq"]
    good(await caller.delete(f"{base}/sections/work/rows/r1", seq=seq))


async def test_row__looked_at_after_it_was_dropped__is_not_found(zhou: tuple[Caller, str], server: Served) -> None:
    caller, base = zhou
    row = await row_of(server, base)
    good(await caller.delete(f"{base}/sections/work/rows/{row}"))
    refused(await caller.get(f"{base}/sections/work/rows/{row}"), 404)
    refused(await caller.put(f"{base}/answers/work.{row}.job", {"text": "内科"}), 404)


async def test_table_of_years__is_described_whole_and_led_to_as_a_page_of_its_own(zhou: tuple[Caller, str]) -> None:
    """CQ-12: the region's items first, an own one after them, every answer of each, without one more call."""
    caller, base = zhou
    good(await caller.post(f"{base}/sections/workload/rows", {"row": "r9", "values": {"item": "义诊人次"}}))
    rows = good(await caller.get(f"{base}/sections/workload"))["rows"]
    assert [row["row"] for row in rows["table"]] == [card["row"] for card in rows["cards"]]
    assert [row["row"] for row in rows["table"] if row.get("own")] == ["r9"]
    labels = [f["label"] for f in rows["table"][0]["fields"] if f["control"] == "text" and not f.get("derived")]
    assert labels == [f"{year}年" for year in range(2021, 2026)]
    sections = [s for g in good(await caller.get(base))["groups"] for s in g["sections"]]
    assert next(s["page"] for s in sections if s["id"] == "workload").startswith("pages/years/years?")
    assert "table" not in good(await caller.get(f"{base}/sections/work"))["rows"]


async def test_rows__out_of_the_order_of_the_region__are_tidied_at_once(zhou: tuple[Caller, str]) -> None:
    """CQ-11: 国家级 before 区县级, 获奖 before 立项, what is no research after both."""
    caller, base = zhou
    path = f"{base}/sections/achievements"
    for row in good(await caller.get(path))["rows"]["cards"]:
        good(await caller.delete(f"{path}/rows/{row['row']}"))
    good(await caller.post(f"{path}/rows", {"row": "r94", "values": {"research": False}}))
    for row, level, stage in (("r93", "区县级", "立项"), ("r92", "国家级", "结题"), ("r91", "国家级", "获奖")):
        given = {"research": True, "level": level, "stage": stage}
        good(await caller.post(f"{path}/rows", {"row": row, "values": given}))
    assert good(await caller.get(path))["rows"]["untidy"]
    tidied = good(await caller.post(f"{path}/tidy"))["rows"]
    assert [card["row"] for card in tidied["cards"]] == ["r91", "r92", "r93", "r94"]
    assert "untidy" not in tidied
