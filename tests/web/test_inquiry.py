"""May one apply? Over HTTP: asked before anything is begun, typed or tapped, and stored nowhere."""

from ..casework.stage import Caller, Served, good, refused

ASKED = "regions/chongqing/inquiry"
ANSWERS = {
    "rejected": False, "level": "中级报副高", "schooling": "大学本科", "practice": "临床", "local": False,
    "appraisals": "都合格", "exam": "已有成绩",
}  # fmt: skip


async def test_inquiry__typed_as_people_type__is_answered_with_its_clauses(zhou: tuple[Caller, str]) -> None:
    """A month is read as everywhere; as long as a question is open there is no verdict."""
    caller, base = zhou
    before = good(await caller.get(base))["seq"]
    open_ = good(await caller.post(ASKED, {"answers": ANSWERS}))
    assert (open_["verdict"], open_.get("said")) == ("open", None)
    found = good(await caller.post(ASKED, {"answers": ANSWERS | {"engaged_since": "2016年1月"}}))
    told = {q["field"]: (q.get("value"), q.get("text")) for q in found["questions"]}
    assert told["engaged_since"] == ("2016-01", "2016年01月")
    assert (found["verdict"], found["word"]) == ("yes", "按您答的，可以报。")
    assert all(said["rests_on"] for said in found["said"])
    barred = good(await caller.post(ASKED, {"answers": ANSWERS | {"engaged_since": "2016-01", "rejected": True}}))
    assert (barred["verdict"], barred["said"][0]["rests_on"]) == ("no", "手册 2.4.1")
    assert good(await caller.get(base))["seq"] == before


async def test_inquiry__of_what_cannot_be_an_answer__is_refused_at_its_place(server: Served) -> None:
    caller = server.caller("zhou")
    problem = refused(await caller.post(ASKED, {"answers": {"engaged_since": "去年夏天"}}), 422, "format")
    assert problem["problems"][0]["field"] == "engaged_since"
    refused(await caller.post(ASKED, {"answers": {"nothing": 1}}), 422, "not_asked")
    refused(await caller.get("regions/nowhere/inquiry"), 404, "no_inquiry")


async def test_plans__of_a_region_that_asks_first__lead_to_its_questions(server: Served) -> None:
    plans = good(await server.caller("zhou").get("plans"))
    assert {plan["inquiry"] for plan in plans} == {"pages/may-apply/may-apply?region=chongqing"}
