"""More time under a plan, given by its office with a reason, before the closing or after (X-01)."""

from typing import Any

from zhiping.operating import put_plan

from ..casework.stage import Caller, Served, good, refused
from ..casework.test_more_time import back
from ..casework.way import carried, pushed, state_of

PATH = "units/u-hospital/more-time"
ASKED: dict[str, Any] = {"plan": "n-associate", "what": "fill", "until": "2026-12-10", "reason": "停电三天"}


def said(pushes: list[Any], who: Caller) -> list[Any]:
    return [t for t in pushes if t.who == f"person:{who.id}" and t.event == "extended"]


async def test_draft__that_the_closing_ended__is_given_back_to_one_person_who_is_told_X_01(server: Served) -> None:
    """Nobody but the plan's office does it, with a reason and to a later day; who got nothing stays shut out."""
    assert server.known is not None
    base, he_id = server.known.empty, server.caller("he").id
    for who in ("luo", "qin", "he"):
        refused(await server.caller(who).post(PATH, ASKED | {"person": he_id}), 404)
        refused(await server.caller(who).get(PATH), 404)
    server.move_clock(month=12, day=2)
    await server.worker.terms()
    he, zhou, shen = [await back(server, n) for n in ("he", "zhou", "shen")]
    assert good(await he.get(base))["status"] == "withdrawn"
    await pushed(server)
    assert good(await shen.get("units/u-hospital"))["extends"]
    for wrong, code in (
        ({"reason": " "}, "reason_missing"),
        ({"until": "2026-12-01"}, "until"),
        ({"until": "x"}, "until"),
    ):
        refused(await shen.post(PATH, ASKED | {"person": he_id} | wrong), 422, code)
    refused(await shen.post(PATH, ASKED | {"person": he_id, "what": "list"}), 404)
    refused(await shen.post(PATH, ASKED | {"person": shen.id}), 404)
    view = good(await shen.post(PATH, ASKED | {"person": he_id}))
    assert (view["said"], view["name"]) == ("已延长到 12月10日 24:00，通知了 1 位申报人", "何宁")
    [kind] = view["plans"][1]["kinds"] if view["plans"][1]["plan"] == "n-associate" else view["plans"][0]["kinds"]
    assert (kind["until"], "停电三天" in kind["given"]) == ("12月10日 24:00", True)
    [told] = said(await pushed(server), he)
    assert told.facts["until"] == "12月10日 24:00"
    home = good(await he.get(base))
    assert home["status"] == "draft", home
    await he.save(base, "cover.specialty", "呼吸内科")
    history = good(await he.get(f"{base}/history"))
    assert history[1]["label"] == "申报", history[:3]
    assert good(await zhou.get(server.known.full))["status"] == "withdrawn", "only one person was given it"
    refused(await shen.post(PATH, ASKED | {"person": he_id, "until": "2026-12-09"}), 422, "until_earlier")
    server.move_clock(month=12, day=11, minute=1)
    await server.worker.terms()
    assert good(await (await back(server, "he")).get(base))["status"] == "withdrawn"


async def test_whole_unit__given_more_time_before_the_closing__hands_in_after_it_X_01(server: Served) -> None:
    assert server.known is not None
    base, shen = server.known.full, server.caller("shen")
    good(await shen.post(PATH, ASKED))
    pushes = await pushed(server)
    assert said(pushes, server.caller("zhou"))
    assert said(pushes, server.caller("he"))
    server.move_clock(month=12, day=3)
    await server.worker.terms()
    zhou, he, other = await back(server, "zhou"), await back(server, "he"), await server.newcomer(unit="u-second")
    await zhou.deed(base, "submit")
    assert (await state_of(server, base)).standing.status == "submitted"
    good(await he.post(f"{server.known.empty}/deeds/delete"))
    plans = {p["id"]: p for p in good(await he.get("plans"))}
    assert (plans["n-associate"]["closes"], plans["n-associate"]["can_start"]) == ("12月10日 24:00", True), plans
    assert not plans["n-senior"]["can_start"]
    good(await he.post("applications", {"plan": "n-associate"}))
    refused(await other.post("applications", {"plan": "n-associate"}), 409, "plan_shut")


async def test_list__of_a_unit_given_more_time__goes_up_after_the_last_day_X_01(server: Served) -> None:
    """The sentence that refuses sends the unit to the office, and the office can do it."""
    plan = (await server.house.body("plan", "n-associate")).state  # type: ignore[union-attr]
    given = {k: getattr(plan, k) for k in ("region", "year", "level", "label", "opens", "closes")}
    answers = {"closing.forward_closes": "2026-11-12"}
    await put_plan(server.house, given | {"id": "n-associate", "answers": answers})
    await carried(server, 4)
    server.move_clock(day=13)
    qin, shen = await back(server, "qin"), await back(server, "shen")
    path = "batches/u-yunxi.n-associate/deeds/forward"
    late = refused(await qin.post(path, {}), 409, "closed")
    assert "要延长，请联系评审办" in late["detail"]
    good(await shen.post("units/u-yunxi/more-time", ASKED | {"what": "list", "until": "2026-11-20"}))
    assert any("上报时间延长到 11月20日 24:00" in t.text for t in said(await pushed(server), qin))
    good(await qin.post(path, {}))


async def test_office__gives_no_time_to_itself_or_to_the_unit_it_applies_from_X_20(server: Served) -> None:
    """Whoever runs the plan and works at the hospital leaves both to a colleague of the office; lists go on."""
    shen = server.caller("shen")
    good(await shen.post("me/employer", {"unit": "u-hospital"}))
    said = refused(await shen.post(PATH, ASKED), 403, "own_unit")["detail"]
    assert "另一位" in said
    refused(await shen.post(PATH, ASKED | {"person": shen.id}), 403, "own_application")
    good(await shen.post(PATH, ASKED | {"what": "list"}))
    good(await shen.post("units/u-second/more-time", ASKED))
    good(await shen.post(PATH, ASKED | {"person": server.caller("he").id}))
