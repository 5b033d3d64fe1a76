"""Saving answers and rows over HTTP: hostile values, two phones, closing conditions, closed plans."""

import asyncio
import json
from typing import Any

from ..casework.stage import Caller, Served, good, refused

LONG = "长" * 10_000
LONE, NUL = "\ud800", "\0"


async def field(caller: Caller, base: str, address: str) -> dict[str, Any]:
    section, _, rest = address.partition(".")
    path = f"{base}/sections/{section}" + (f"/rows/{rest.partition('.')[0]}" if rest.count(".") else "")
    fields = [f for g in good(await caller.get(path))["groups"] for f in g["fields"]]
    return next(f for f in fields if f["address"] == address)


# every refusal says "还没保存" or what to do, and what stood there still stands
SPOILT: tuple[tuple[str, Any, str], ...] = (
    ("cover.specialty", {"text": LONG}, "too_long"),
    ("cover.specialty", {"value": LONG}, "too_long"),
    ("cover.specialty", {"text": ""}, ""),
    ("cover.specialty", {"text": "   \t\n"}, ""),
    ("cover.specialty", {"value": 5}, ""),
    ("cover.specialty", {"value": ["心"]}, ""),
    ("cover.specialty", {"value": {"a": 1}}, ""),
    ("cover.specialty", {"text": "心" + NUL + "内"}, ""),
    ("cover.title", {"text": "院长"}, "choice"),
    ("cover.title", {"value": "主任医师"}, ""),
    ("cover.title", {"value": None}, ""),
    ("basic.graduated", {"text": "2019.13"}, ""),
    ("basic.graduated", {"text": "2019.0"}, ""),
    ("basic.graduated", {"text": "2099.1"}, ""),
    ("basic.graduated", {"value": "2019-13"}, ""),
    ("basic.graduated", {"value": "0000-00"}, ""),
    ("basic.graduated", {"value": {"from": "2019-01"}}, ""),
    ("basic.ethics", {"text": "101"}, "range"),
    ("basic.ethics", {"text": "-1"}, ""),
    ("basic.ethics", {"text": "九十六点五之后又五"}, ""),
    ("basic.ethics", {"value": 1e308}, ""),
    ("basic.ethics", {"value": 10**400}, ""),
    ("basic.ethics", {"value": True}, ""),
    ("basic.ethics", {"text": "9" * 400}, ""),
    ("basic.frontline", {"value": "也许"}, ""),
    ("basic.frontline", {"value": 1}, ""),
)


async def test_answer__that_cannot_be_one__is_refused_and_the_old_one_stands(zhou: tuple[Caller, str]) -> None:
    """What cannot be kept gets a sentence at its address, and nothing is stored."""
    caller, base = zhou
    for address, body, code in SPOILT:
        before = await field(caller, base, address)
        problem = refused(await caller.put(f"{base}/answers/{address}", json.dumps(body).encode()), 422)
        assert not code or problem["code"] == code, (address, body, problem)
        for spot in problem["problems"]:
            assert f"{spot['section']}.{spot['field']}" == address
            assert spot["text"] == problem["detail"]
        assert await field(caller, base, address) == before


NAMES = (
    ("张三😀", False), ("😀😀", False), (LONG, False), ("", False), ("  ", False), ("<script>alert(1)</script>", False),
    ("张" + NUL, False), ("张3", False), ("张三 http://x", False), ("John O'Neill", True), ("欧阳·娜娜", True),
    ("阿卜杜拉·买买提", True), ("𠮷田", True), ("张三", True),
)  # fmt: skip


async def test_name__as_people_have_them__is_kept_and_others_are_refused(server: Served) -> None:
    """An emoji, 10,000 characters or markup is no name; rare characters and middle dots are (B-06)."""
    caller = await server.newcomer("温言", unit="")
    stands = "温言"
    for name, fits in NAMES:
        reply = await caller.post("me/identity", {"name": name, "id_number": "500000198506150028"})
        if fits:
            stands = name
            assert good(reply)["person"]["name"] == name
        else:
            refused(reply, 422)
        assert good(await caller.get("me"))["person"]["name"] == stands, name


NUMBERS = (
    "500000198506150029", "50000019850615002", "5000001985061500280", "500000198513150028", "500000209906150028",
    "abc", "", "５０００００１９８５０６１５００２８0", "500000198506150028; DROP TABLE person", "0" * 18, LONG,
)  # fmt: skip


async def test_id_number__with_a_wrong_digit__is_refused(server: Served) -> None:
    caller = await server.newcomer("温言", unit="")
    for number in NUMBERS:
        problem = refused(await caller.post("me/identity", {"name": "温言", "id_number": number}), 422)
        assert number not in problem["detail"] or len(number) < 4


async def test_id_number__in_full_width_digits_and_small_x__is_the_same_number(server: Served) -> None:
    caller = await server.newcomer("温言", unit="")
    wide = "".join(chr(ord(c) + 0xFEE0) for c in "50000019800101002x")
    assert good(await caller.post("me/identity", {"name": "温言", "id_number": wide}))["id_number"].endswith("002X")


ADDRESSES = (
    "cover", "cover.", ".specialty", "cover.nothing", "nothing.specialty", "cover.specialty.x.y", "work.rnone.job",
    "opinion_base.text", "verified.name", "register.identity", "cover..specialty", "%00",
    "cover.%00", "%ED%A0%80", "..%2f..%2fme", "a" * 3000, "basic.name", "integrity.pledge", "basic.id_proof",
    "work.period", "support.x", "person.politics",
)  # fmt: skip


async def test_address__that_is_none_of_the_applicants__is_refused(zhou: tuple[Caller, str]) -> None:
    """Whatever stands in the path, the answer is a sentence and nothing is stored."""
    caller, base = zhou
    before = good(await caller.get(base))["seq"]
    for address in ADDRESSES:
        path = f"{base}/answers/{address}"
        for reply in (
            await caller.put(path, {"text": "甲"}), await caller.put(path, {"value": "甲"}), await caller.delete(path)
        ):  # fmt: skip
            assert reply.status_code in {403, 404, 405, 409, 422}, (address, reply.text)
            refused(reply, reply.status_code)
    assert good(await caller.get(base))["seq"] == before


BASES = (
    "nothing/x", "people/x", "units/u-hospital", "batches/u-hospital.n-associate", "plans/n-associate", "contacts/x",
    "applications/%00", "applications/%ED%A0%80", "applications/..%2f..", "applications/" + "a" * 5000,
    "applications/a'--", "applications/:", "batches/.",
)  # fmt: skip


RESTS = ("", "/sections/cover", "/check", "/pledge", "/progress", "/fix", "/forms", "/files/ab")


async def test_base__that_is_not_ones_own_application__is_not_found(server: Served) -> None:
    caller = server.caller("zhou")
    for base in BASES:
        for rest in (*RESTS, "/evidence/basic.id_proof"):
            refused(await caller.get(base + rest), 404)
    for unit in ("u-hospital", "u-city", "none"):  # one's own unit, as one who acts for it
        for rest in RESTS:
            assert (await server.caller("luo").get(f"units/{unit}{rest}")).status_code in {200, 404}


SEARCHES = ("%ED%A0%80", "云'溪", "%25", "_", "\\", LONG[:300], "", "医院 " * 40)


async def test_search__with_anything__answers_a_list(server: Served) -> None:
    for text in SEARCHES:
        good(await server.caller("zhou").get(f"units?q={text}"))
        good(await server.caller("luo").get(f"review/queue?unit=u-hospital&q={text}"))


async def test_query__of_a_list_with_anything__never_falls_over(server: Served) -> None:
    luo = server.caller("luo")
    for query in (
        "list=x",
        "list=%00",
        "plan=%00",
        "after=-1",
        "after=" + "9" * 40,
        "after=٣",
        "unit=%00",
        "q=%00&q=%00",
    ):
        reply = await luo.get(f"review/queue?unit=u-hospital&{query}")
        assert reply.status_code in ({400} if "%00" in query else {200, 404}), (query, reply.text)
    for query in ("list=x", "list=" + "a" * 500):
        assert good(await luo.get(f"units/u-hospital/people?{query}")) == []


async def test_answer__cleared__is_gone_and_can_be_given_again(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    gone = good(await caller.delete(f"{base}/answers/cover.specialty"))
    assert (gone["value"], gone["status"], gone["word"]) == (None, "missing", "还差 1 项")
    assert good(await caller.get(base))["next"]["page"].endswith("field=cover.specialty")
    assert (await caller.save(base, "cover.specialty", "呼吸内科"))["word"] == "已完成"


async def test_home__where_a_picture_comes_next__leads_to_it_among_its_neighbours(zhou: tuple[Caller, str]) -> None:
    """A bare camera says neither where one is nor that one may go on without."""
    caller, base = zhou
    good(await caller.post(f"{base}/sections/basic/clear"))
    page = good(await caller.get(base))["next"]["page"]
    assert page == f"pages/section/section?section=basic&base={base}&field=basic.id_proof"


# ── two at once ──────────────────────────────────────────────────────────────
async def test_answer__saved_over_another_version__shows_both(he: tuple[Caller, str]) -> None:
    """412 carries what stands there now, so that the page can ask which one is meant; nothing is lost."""
    caller, base = he
    first = good(await caller.put(f"{base}/answers/cover.specialty", {"text": "心血管内科"}, seq=0))
    problem = refused(
        await caller.put(f"{base}/answers/cover.specialty", {"text": "呼吸内科"}, seq=0), 412, "answer_moved"
    )
    assert problem["current"]["seq"] == first["seq"]
    assert problem["current"]["field"]["text"] == "心血管内科"
    again = good(await caller.put(f"{base}/answers/cover.specialty", {"text": "呼吸内科"}, seq=first["seq"]))
    assert again["seq"] > first["seq"]


async def test_answers__of_different_fields_from_two_phones__both_go_through(he: tuple[Caller, str]) -> None:
    """The version is the answer's own: offline writes to other places go through one after another."""
    caller, base = he
    calls = [
        caller.put(f"{base}/answers/cover.specialty", {"text": "心血管内科"}, seq=0),
        caller.put(f"{base}/answers/basic.work", {"text": "临床"}, seq=0),
        caller.put(f"{base}/answers/basic.school", {"text": "重庆医科大学"}, seq=0),
    ]
    for reply in await asyncio.gather(*calls):
        good(reply)


async def test_answer__same_version_from_two_phones__one_is_kept_and_one_is_asked(he: tuple[Caller, str]) -> None:
    caller, base = he
    replies = await asyncio.gather(
        *(caller.put(f"{base}/answers/cover.specialty", {"text": t}, seq=0) for t in ("甲科", "乙科", "丙科"))
    )
    assert sorted(r.status_code for r in replies) == [200, 412, 412]
    kept = next(good(r)["text"] for r in replies if r.status_code == 200)
    assert (await field(caller, base, "cover.specialty"))["text"] == kept


async def test_same_key__at_the_same_time__has_one_effect(he: tuple[Caller, str]) -> None:
    caller, base = he
    path = f"{base}/sections/work/rows"
    replies = await asyncio.gather(*(caller.post(path, {}, key="one") for _ in range(6)))
    assert len({r.content for r in replies}) == 1
    assert good(replies[0])["row"]
    assert good(await caller.get(f"{base}/sections/work"))["rows"]["count"] == 1


async def test_submission__from_two_phones_at_once__happens_once(server: Served, zhou: tuple[Caller, str]) -> None:
    """The same submission from two phones at the same time: one goes, the other is told how it stands."""
    caller, base = zhou
    seq = good(await caller.get(base))["seq"]
    stood = "SELECT count(*) AS n FROM action WHERE stream = ?1 AND kind = 'stood'"
    stream, fetch = f"application:{base.partition('/')[2]}", server.house.storage.database.fetch
    before = (await fetch(stood, stream))[0]["n"]
    replies = await asyncio.gather(*(caller.post(f"{base}/deeds/submit", {}, seq=seq) for _ in range(4)))
    assert [r.status_code for r in replies].count(200) == 1
    for reply in replies:
        if reply.status_code != 200:
            assert reply.status_code in {409, 412}, reply.text
            refused(reply, reply.status_code)
    assert (await fetch(stood, stream))[0]["n"] == before + 1


async def test_application__begun_from_two_phones_at_once__is_one(server: Served) -> None:
    """One live application per person and plan (X-01)."""
    caller = server.caller("zhou")
    replies = await asyncio.gather(*(caller.post("applications", {"plan": "n-senior"}) for _ in range(4)))
    assert sorted(r.status_code for r in replies) == [200, 409, 409, 409]
    for reply in replies:
        if reply.status_code == 409:
            refused(reply, 409, "already")


# ── conditions and terms ───────────────────────────────────────
async def test_answer__to_what_a_condition_has_closed_meanwhile__is_refused_and_the_old_one_kept(
    zhou: tuple[Caller, str],
) -> None:
    """An answer hidden by a changed condition is kept; writing there says that it is not asked now."""
    caller, base = zhou
    await caller.save(base, "basic.frontline", {"value": True})
    await caller.save(base, "basic.frontline_time", "2020.2—2020.3，46 天")
    await caller.save(base, "basic.frontline", {"value": False})
    refused(await caller.put(f"{base}/answers/basic.frontline_time", {"text": "别的"}), 409, "not_asked")
    refused(await caller.upload(f"{base}/evidence/basic.frontline_proof/pages", b"\xff\xd8\xff"), 409)
    saved = await caller.save(base, "basic.frontline", {"value": True})
    assert {f["address"] for f in saved["changed"]} >= {"basic.hubei", "basic.frontline_time", "basic.frontline_proof"}
    assert (await field(caller, base, "basic.frontline_time"))["text"] == "2020.2—2020.3，46 天"


async def test_plan__before_opening_and_after_closing__starts_nothing_and_takes_nothing(server: Served) -> None:
    """Before opening and after closing nothing can be started or first submitted; drafts stay readable (X-01)."""
    assert server.known is not None
    zhou, he, base = server.caller("zhou"), server.caller("he"), server.known.full
    server.move_clock(month=10, day=31, hour=12)
    shown = good(await he.get("plans"))
    assert [p["can_start"] for p in shown] == [False, False]
    refused(await he.post("applications", {"plan": "n-senior"}), 409, "plan_shut")
    refused(await zhou.post(f"{base}/deeds/submit"), 409, "not_open")
    server.move_clock(day=30, hour=17, minute=1)
    refused(await he.post("applications", {"plan": "n-senior"}), 409, "plan_shut")
    refused(await zhou.post(f"{base}/deeds/submit"), 409, "closed")
    assert good(await zhou.get(base))["status"] == "draft"
    good(await zhou.get(f"{base}/sections/basic"))


async def test_plan__that_is_not_there__is_not_found(server: Served) -> None:
    for plan in ("n-none", "", "%00", "\0", "x" * 400, "n-associate\n"):
        refused(await server.caller("he").post("applications", {"plan": plan}), 404)


async def test_submission__with_something_missing__names_every_place_and_its_page(he: tuple[Caller, str]) -> None:
    """X-05: every failure names section and field and leads there."""
    caller, base = he
    problem = refused(await caller.post(f"{base}/deeds/submit"), 422, "incomplete")
    assert len(problem["problems"]) > 20
    assert all(p["section"] and p["text"] for p in problem["problems"])
    check = good(await caller.get(f"{base}/check"))
    assert len(check["blocking"]) == len(problem["problems"])
    assert all(p["page"].startswith("pages/") for p in check["blocking"])


async def test_read_back__a_table_of_years_is_a_table_and_nothing_is_said_in_words(zhou: tuple[Caller, str]) -> None:
    """CQ-12: each year has its column, how something is filled is no answer, and an empty section says so."""
    caller, base = zhou
    check = good(await caller.get(f"{base}/check"))
    read = {s["page"].partition("section=")[2].partition("&")[0]: s for s in check["sections"]}
    table = read["workload"]["table"]
    assert table["columns"] == ["2021年", "2022年", "2023年", "2024年", "2025年", "公示表"]
    assert table["rows"][0] == {"title": "专业工作时间（周）", "cells": [*["120"] * 5, "是"]}
    assert "lines" not in read["workload"]
    assert not [line for s in read.values() for line in s.get("lines", []) if line["label"].endswith("填写说明")]
    assert read["earlier"]["none"] == "没有"
    assert all(sum(bool(s.get(name)) for name in ("lines", "table", "none")) == 1 for s in read.values())


async def test_number__beyond_what_is_usual__is_asked_about_and_never_refused(zhou: tuple[Caller, str]) -> None:
    """CQ-12: each item's bound is the region's; it is asked when saved, at the item, and before handing in."""
    caller, base = zhou
    usual = {"new_technique": "0 2 10 10 9", "hours": "40 52 53 无 0", "lectures": "无 6（4） 100 80 0"}
    for item, years in usual.items():
        for n, text in enumerate(years.split(), 1):
            await caller.save(base, f"workload.{item}.count{n}", text)
    said = "开展新技术新项目一年一般不超过 10"
    good(await caller.delete(f"{base}/answers/workload.new_technique.count5"))  # each year is looked at as it comes
    saved = good(await caller.put(f"{base}/answers/workload.new_technique.count2", {"text": "1,130"}))
    assert [(f["address"], f["doubt"]) for f in saved["changed"]] == [("workload.new_technique.item", said)]
    table = good(await caller.get(f"{base}/sections/workload"))["rows"]["table"]
    asked = {row["row"]: f["doubt"] for row in table for f in row["fields"] if f.get("doubt")}
    assert asked["new_technique"] == said
    assert not asked.keys() & {"hours", "lectures", "outpatients"}
    check = good(await caller.get(f"{base}/check"))
    assert [d["page"].partition("?")[0] for d in check["doubts"] if d["text"].endswith(said)] == ["pages/years/years"]
    assert [s["code"] for s in check["blocking"] if s["section"] == "workload"] == ["missing"]
    saved = good(await caller.put(f"{base}/answers/workload.new_technique.count2", {"text": "3"}))
    assert [(f["address"], f.get("doubt")) for f in saved["changed"]] == [("workload.new_technique.item", None)]


async def test_row__in_a_list__tells_what_a_yes_and_a_number_mean(zhou: tuple[Caller, str]) -> None:
    """X-06: a bare 否 or 1 means nothing by itself."""
    caller, base = zhou
    lines = [
        line
        for section in ("achievements", "papers")
        for card in good(await caller.get(f"{base}/sections/{section}"))["rows"]["cards"]
        for line in card["lines"]
    ]
    assert {line for line in lines if line.startswith(("是否科研项目：", "排名："))}
    assert not [line for line in lines if line in {"是", "否"} or line.isdecimal()]


async def test_deed__on_a_version_not_seen__is_refused_with_the_present_one(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    seq = good(await caller.get(base))["seq"]
    problem = refused(await caller.post(f"{base}/deeds/submit", {}, seq=seq - 1), 412, "version_moved")
    assert problem["current"]["seq"] == seq
    good(await caller.post(f"{base}/deeds/submit", {}, seq=seq))


DEEDS = ("approve", "return", "reject", "nothing", "overdue", "extend", "%00", "correct", "issue", "undo_approve")


async def test_deed__that_is_not_the_applicants__is_refused(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    for deed in DEEDS:
        reply = await caller.post(f"{base}/deeds/{deed}", {"opinion": "好"})
        assert reply.status_code in {403, 404, 409}, reply.text
        refused(reply, reply.status_code)
    assert good(await caller.get(base))["status"] == "draft"


async def test_unit__as_an_answer__is_one_that_takes_applicants(server: Served) -> None:
    he = await server.newcomer(unit="")
    for value in ("u-city", "u-yunxi", "nothing", "\0", 5, None):
        reply = await he.put("people/me/answers/register.employer", {"value": value})
        assert reply.status_code == 422, (value, reply.text)
        refused(reply, 422)
    for unit in ("u-city", "nothing", "", "x" * 300):
        refused(await he.post("me/employer", {"unit": unit}), 404)


async def test_check__with_many_places_to_mend__says_how_many(server: Served) -> None:
    """The page reads no numbers out of its own list; a signature that is not there yet is no place to be mended."""
    zhou, known = server.caller("zhou"), server.known
    assert known is not None
    base = known.full
    for address, label in (
        ("basic.licence", "去签名，签好再交"),
        ("cover.specialty", "改第 1 处"),
        ("basic.ethics", "改第 1 处，共 2 处"),
    ):
        if label.startswith("改"):
            seq = (await field(zhou, base, address))["seq"]
            good(await zhou.delete(f"{base}/answers/{address}", seq=seq))
        else:
            await zhou.save(base, address, "2008.12，临床")
        assert good(await zhou.get(f"{base}/check"))["next"]["label"] == label


async def test_home__counts_what_stands__and_tells_apart_what_may_stay_empty(server: Served) -> None:
    """Nothing that was never touched counts as done; who has filled what is asked has all of it."""
    assert server.known is not None
    begun = good(await server.caller("he").get(server.known.empty))
    states = [s["status"] for g in begun["groups"] for s in g["sections"]]
    assert begun["spare"] == states.count("optional") > 0
    assert (begun["done"], begun["total"]) == (states.count("done"), len(states) - begun["spare"])
    full = good(await server.caller("zhou").get(server.known.full))
    assert full["done"] == full["total"]
