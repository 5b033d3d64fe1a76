"""From the pledge to the certificate over HTTP: signing, returns, corrections, undoing, lists, forwarding, erasing."""

import asyncio
import io
from typing import Any

import pikepdf
import pytest

from casework import projections
from casework.folds import FOLDS
from storage.audit import verify
from storage.rebuilding import rebuild
from zhiping.operating import put_plan
from zhiping.touring.pages import PAD, hand

from ..casework.beginning import fill
from ..casework.pictures import sheet
from ..casework.stage import OPENS, Caller, Served, good, refused, signature
from ..casework.way import CERTIFICATE, OPINION, TOP, carried, mark, read_all, returned


@pytest.fixture
def zhou(server: Served) -> tuple[Caller, str]:
    """Somebody with a finished, signed application."""
    assert server.known is not None
    return server.caller("zhou"), server.known.full


# ── the pledge ────────────────────────────────────────────────────────
async def test_pledge__is_read_with_the_name_of_who_signs(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    shown = good(await caller.get(f"{base}/pledge"))
    assert shown["text"].startswith("本人周岚承诺")
    assert (shown["state"], shown.get("missing", 0)) == ("signed", 0)
    assert shown["source"] == "product"


async def test_pledge__after_an_edit__is_stale_and_names_what_changed(zhou: tuple[Caller, str]) -> None:
    """A later edit asks for a new signature; until then nothing can be handed in."""
    caller, base = zhou
    await caller.save(base, "cover.specialty", "呼吸内科")
    shown = good(await caller.get(f"{base}/pledge"))
    assert (shown["state"], shown["changed"]) == ("stale", ["封面 · 申报职称专业方向"])
    problem = refused(await caller.post(f"{base}/deeds/submit"), 422, "incomplete")
    assert "要重新来一次" in problem["problems"][0]["text"]
    await caller.save(base, "cover.specialty", "心血管内科")
    assert good(await caller.get(f"{base}/pledge"))["state"] == "signed"  # the same content again is what was signed
    await caller.deed(base, "submit")


async def test_pledge__signed_for_a_content_that_has_changed__is_refused(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    old = good(await caller.get(f"{base}/pledge"))["digest"]
    await caller.save(base, "cover.specialty", "呼吸内科")
    problem = refused(await caller.post(f"{base}/pledge", signature(old)), 412, "content_moved")
    assert problem["current"]["digest"] == good(await caller.get(f"{base}/pledge"))["digest"] != old


def strokes(*points: tuple[float, float]) -> list[list[tuple[float, float]]]:
    return [list(points)]


NO_INK: tuple[tuple[str, dict[str, Any]], ...] = (
    ("nothing", {"strokes": []}),
    ("a dot", {"strokes": strokes((10, 10))}),
    ("a straight line", {"strokes": strokes(*[(float(x), 150.0) for x in range(10, 600, 10)])}),
    ("outside the pad", {"strokes": strokes(*[(1e9 + x, -1e9) for x in range(60)])}),
    ("no pad", {"width": 0.0, "height": 0.0}),
    ("a giant pad", {"width": 1e300, "height": 1e300}),
    ("a negative pad", {"width": -660.0}),
    ("too many strokes", {"strokes": [[(1.0, 1.0), (2.0, 2.0)]] * 20_000}),
    ("not agreed", {"agreed": False}),
)


async def test_pledge__without_a_signature_a_hand_writes__is_refused(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    digest = good(await caller.get(f"{base}/pledge"))["digest"]
    before = good(await caller.get(base))["seq"]
    for what, change in NO_INK:
        reply = await caller.post(f"{base}/pledge", {**signature(digest), **change})
        assert reply.status_code in {413, 422}, (what, reply.text)
        refused(reply, reply.status_code)
    assert good(await caller.get(base))["seq"] == before


async def test_pledge__image__is_the_ink_and_nobody_elses_to_see(zhou: tuple[Caller, str], server: Served) -> None:
    caller, base = zhou
    url = good(await caller.get(f"{base}/pledge"))["image"]
    assert (await caller.get(url)).content.startswith(b"\x89PNG")
    refused(await server.caller("luo").get(url), 404)


async def test_pledge__of_two_phones_at_once__is_kept_from_both(zhou: tuple[Caller, str]) -> None:
    caller, base = zhou
    digest = good(await caller.get(f"{base}/pledge"))["digest"]
    other = {**signature(digest), "strokes": hand("周岚岚", *PAD)}
    for reply in await asyncio.gather(
        caller.post(f"{base}/pledge", signature(digest)), caller.post(f"{base}/pledge", other)
    ):
        good(reply)
    assert good(await caller.get(f"{base}/pledge"))["state"] == "signed"


# ── handing in and what follows ──────────────────────────────────────────────
async def test_submission__locks_everything__until_a_return(server: Served) -> None:
    """Submission locks the application; only a return opens it again (X-11)."""
    base = await server.submitted()
    zhou = server.caller("zhou")
    refused(await zhou.put(f"{base}/answers/basic.work", {"text": "改"}), 409, "locked")
    refused(await zhou.post(f"{base}/sections/work/rows"), 409, "locked")
    refused(await zhou.upload(f"{base}/evidence/basic.training_proof/pages", sheet()), 409, "locked")
    digest = good(await zhou.get(f"{base}/pledge"))["digest"]
    refused(await zhou.post(f"{base}/pledge", signature(digest)), 409, "locked")
    refused(await zhou.post(f"{base}/deeds/submit"), 409)
    assert good(await zhou.get(f"{base}/sections/basic"))["readonly"] is True


async def test_submission__of_an_account_that_waits__says_who_must_confirm(server: Served) -> None:
    new = await server.newcomer("温言", "500000198506150028")
    await new.save("people/me", "register.employer", {"value": "u-hospital"})
    base = good(await new.post("applications", {"plan": "n-associate"}))["base"]
    problem = refused(await new.post(f"{base}/deeds/submit"), 409, "account_waiting")
    assert "单位还没有确认" in problem["detail"]
    assert "正在确认" in good(await new.get(base))["notes"][0]["text"]


async def test_return__without_words_or_marks__is_refused(server: Served) -> None:
    base = await server.submitted()
    refused(await server.caller("luo").post(f"{base}/deeds/return"), 409, "opinion")
    refused(await server.caller("luo").post(f"{base}/deeds/return", {"opinion": "  "}), 409, "opinion")
    refused(await server.caller("luo").post(f"{base}/deeds/reject", {"opinion": ""}), 409, "opinion")
    await mark(server, base, "basic.work")
    await server.caller("luo").deed(base, "return")


async def test_return__with_marks__leads_the_applicant_through_them_alone(server: Served) -> None:
    """After a return the applicant is led only through what was marked, the rest is locked (B-03)."""
    base = await returned(server, "basic.work", "work.r1.period")
    zhou = server.caller("zhou")
    fix = good(await zhou.get(f"{base}/fix"))
    assert [(m["mark"]["n"], m["state"]) for m in fix["marks"]] == [(1, "open"), (2, "open")]
    assert (fix["rest_locked"], fix["left"], fix["by"]) == (True, 2, "云溪区人民医院")
    assert fix["marks"][0]["mark"]["old"] == "心血管内科临床工作"
    for address, body in (
        ("basic.school", {"text": "别的大学"}),
        ("work.r2.job", {"text": "别的"}),
        ("cover.type", {"value": "转评"}),
    ):
        refused(await zhou.put(f"{base}/answers/{address}", body), 409, "unmarked")
    refused(await zhou.delete(f"{base}/sections/work/rows/r2"), 409, "unmarked")
    refused(await zhou.upload(f"{base}/evidence/basic.id_proof/pages", sheet()), 409, "unmarked")
    refused(await zhou.post(f"{base}/sections/basic/clear"), 409, "unmarked")
    await zhou.save(base, "basic.work", "心内科临床、带教")
    await zhou.save(base, "work.r1.period", "2007.8-2015.12")
    fix = good(await zhou.get(f"{base}/fix"))
    assert [(m["state"], m["new"]) for m in fix["marks"]] == [
        ("done", "心内科临床、带教"), ("done", "2007年08月至2015年12月"),
    ]  # fmt: skip
    refused(await zhou.post(f"{base}/deeds/submit"), 422, "incomplete")
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    luo = server.caller("luo")
    view = good(await luo.get(f"review/{base.partition('/')[2]}"))
    assert set(view["changed"]) >= {"basic.work", "work.r1.period"}
    assert view["round"] == 2


async def test_return__of_a_whole_section_or_row__opens_what_lies_in_it(server: Served) -> None:
    base = await returned(server, "cover", "work.r1")
    zhou = server.caller("zhou")
    await zhou.save(base, "cover.specialty", "呼吸内科")
    await zhou.save(base, "work.r1.job", "别的")
    refused(await zhou.put(f"{base}/answers/work.r2.job", {"text": "别的"}), 409, "unmarked")
    refused(await zhou.put(f"{base}/answers/basic.work", {"text": "别的"}), 409, "unmarked")


async def test_return__without_marks__opens_everything_or_says_what_to_do(server: Served) -> None:
    base = await returned(server, opinion="整体重写")
    zhou = server.caller("zhou")
    assert good(await zhou.get(f"{base}/fix"))["marks"] == []
    reply = await zhou.put(f"{base}/answers/basic.work", {"text": "别的"})
    assert reply.status_code == 200, reply.text


async def test_mark__answered_with_words__counts_as_done(server: Served) -> None:
    base = await returned(server, "basic.work")
    zhou = server.caller("zhou")
    for text in ("", "  ", "长" * 201):
        refused(await zhou.post(f"{base}/marks/1/explanation", {"text": text}), 422)
    refused(await zhou.post(f"{base}/marks/2/explanation", {"text": "x"}), 404)
    refused(await zhou.post(f"{base}/marks/x/explanation", {"text": "x"}), 404)
    fix = good(await zhou.post(f"{base}/marks/1/explanation", {"text": "原件如此"}))
    assert (fix["marks"][0]["state"], fix["left"]) == ("explained", 0)
    await zhou.deed(base, "submit")
    view = good(await server.caller("luo").get(f"review/{base.partition('/')[2]}"))
    assert view["marks"][0]["explanation"] == "原件如此"


async def test_mark__taken_back_or_sent__is_not_both(server: Served) -> None:
    base = await server.submitted()
    path = f"review/{base.partition('/')[2]}/marks"
    n = await mark(server, base, "basic.work")
    good(await server.caller("luo").delete(f"{path}/{n}"))
    refused(await server.caller("luo").delete(f"{path}/{n}"), 404)
    n = await mark(server, base, "basic.school")
    await server.caller("luo").deed(base, "return")
    assert len(good(await server.caller("zhou").get(f"{base}/fix"))["marks"]) == 1
    refused(await server.caller("luo").delete(f"{path}/{n}"), 409)
    assert [m.n for m in (await state(server, base)).marks] == [n]


async def state(at: Served, base: str) -> Any:
    return (await at.house.present(f"application:{base.partition('/')[2]}")).state


async def test_term_of_a_return__runs_out__and_the_application_ends_as_the_region_says(server: Served) -> None:
    """A return carries a term of its own in working days; beyond the plan's closing it still counts (X-01)."""
    base = await returned(server, "basic.work")
    assert good(await server.caller("zhou").get(f"{base}/fix"))["until"].startswith("11月24日")
    server.move_clock(day=24, hour=23, minute=50)
    await server.worker.terms()
    assert good(await server.caller("zhou").get(base))["status"] == "returned"
    server.move_clock(day=25, hour=0, minute=1)
    refused(await server.caller("zhou").post(f"{base}/deeds/submit"), 409, "overdue")
    await server.worker.terms()
    await server.worker.terms()
    assert good(await server.caller("zhou").get(base))["status"] == "withdrawn"
    refused(await server.caller("zhou").put(f"{base}/answers/basic.work", {"text": "改"}), 409)


async def test_resubmission__after_the_plans_closing__goes_through_within_its_term(server: Served) -> None:
    base = await returned(server, "basic.work")
    server.move_clock(month=11, day=24, hour=23)
    await put_plan(
        server.house,
        {
            "id": "n-associate",
            "region": "chongqing",
            "year": 2026,
            "level": "associate",
            "label": "x",
            "opens": OPENS,
            "closes": "2026-11-12 17:00",
        },
    )
    good(await server.caller("zhou").post(f"{base}/marks/1/explanation", {"text": "原件如此"}))
    await server.caller("zhou").deed(base, "submit")


# ── over the signed version (CQ-19) ──────────────────────────────────────────
async def test_struck_row__returned__is_refilled_and_stands_again(server: Served) -> None:
    base = await server.submitted()
    path = f"review/{base.partition('/')[2]}"
    luo, zhou = server.caller("luo"), server.caller("zhou")
    refused(await luo.post(f"{path}/strikes", {"section": "cover", "row": "r1"}), 404)
    refused(await luo.post(f"{path}/strikes", {"section": "work", "row": "none"}), 404)
    good(await luo.post(f"{path}/strikes", {"section": "work", "row": "r1"}))
    good(await luo.post(f"{path}/strikes", {"section": "work", "row": "r1", "on": False}))
    assert not (await state(server, base)).voids
    good(await luo.post(f"{path}/strikes", {"section": "work", "row": "r1"}))
    await luo.deed(base, "return", {"opinion": "这一条请重填"})
    cards = good(await zhou.get(f"{base}/sections/work"))["rows"]["cards"]
    assert [(c["status"], c["word"]) for c in cards] == [("void", "请重填"), ("done", "已完成")]
    await zhou.save(base, "work.r1.job", "内科、带教")
    assert not (await state(server, base)).voids
    refused(await zhou.put(f"{base}/answers/work.r2.job", {"text": "别的"}), 409, "unmarked")
    await zhou.sign(base)
    await zhou.deed(base, "submit")


async def test_correction__is_printed_and_told_and_the_pledge_stands(server: Served) -> None:
    base = await server.submitted()
    path, luo, zhou = f"review/{base.partition('/')[2]}/corrections", server.caller("luo"), server.caller("zhou")
    before = good(await zhou.get(f"{base}/pledge"))
    refused(await luo.post(path, {"address": "cover.specialty", "text": "别的"}), 403, "not_correctable")
    refused(await luo.post(path, {"address": "basic.id_proof", "text": "别的"}), 403, "not_correctable")
    refused(await luo.post(path, {"address": "basic.graduated", "text": "2019.13"}), 422)
    refused(await luo.post(path, {"address": "basic.nothing", "text": "别的"}), 404)
    refused(await luo.post(path, {"address": "basic.work"}), 422, "empty")
    good(await luo.post(path, {"address": "basic.school", "text": "重庆医科大学（原重庆医学院）"}))
    assert good(await zhou.get(f"{base}/pledge"))["state"] == before["state"] == "signed"
    fields = [f for g in good(await zhou.get(f"{base}/sections/basic"))["groups"] for f in g["fields"]]
    school = next(f for f in fields if f["address"] == "basic.school")
    assert (school["text"], school["corrected"]) == ("重庆医科大学", "重庆医科大学（原重庆医学院）")
    form = good(await zhou.get(f"{base}/forms"))[0]
    assert "原重庆医学院" in (await zhou.get(form["html"])).text
    told = await server.house.storage.database.fetch(
        "SELECT count(*) AS n FROM outbox WHERE who = ?1", f"person:{zhou.id}"
    )
    assert told[0]["n"] >= 2
    refused(await zhou.post(f"{base}/deeds/delete"), 409)  # a unit has acted


# ── verdicts ─────────────────────────────────────────────────────────────────
async def test_approval__needs_everything_read_and_the_units_own_section(server: Served) -> None:
    """The opinion goes with the deed that signs it, in one entry."""
    base, luo = await server.submitted(), server.caller("luo")
    refused(await luo.post(f"{base}/deeds/approve", {"values": OPINION}), 409, "unread")
    assert (await state(server, base)).standing.at == 0
    await read_all(server, "luo", base)
    refused(await luo.post(f"{base}/deeds/approve"), 409, "needs")
    for values in (
        {"opinion_base.text": "长" * 201},
        {"opinion_base.date": "2026.13"},
        {"opinion_top.text": "同意"},
        {"x": 1},
        {"basic.work": "改"},
    ):
        reply = await luo.post(f"{base}/deeds/approve", {"values": {**OPINION, **values}})
        assert reply.status_code in {403, 404, 409, 422}, reply.text
        refused(reply, reply.status_code)
    found = good(await server.caller("zhou").get(f"{base}/progress"))
    assert found["chain"][0]["state"] == "now"
    await luo.deed(base, "approve", {"values": OPINION})
    assert good(await luo.get("review/queue?unit=u-hospital&list=approved"))["cards"][0]["name"] == "周岚"


async def test_rejection__is_undone_by_the_unit_that_said_it(server: Served) -> None:
    base, luo, zhou = await server.submitted(), server.caller("luo"), server.caller("zhou")
    await luo.deed(base, "reject", {"opinion": "学历不符"})
    home = good(await zhou.get(base))
    assert home["status"] == "rejected"
    assert "学历不符" in home["sentence"]
    assert "今年不能再报" in home["sentence"]
    refused(await zhou.post(f"{base}/deeds/submit"), 409)
    await luo.deed(base, "undo_reject")
    assert good(await zhou.get(base))["status"] == "submitted"
    assert [c["deed"] for c in good(await zhou.get(f"{base}/progress")).get("rounds", [])] == ["reject"]


async def test_rejected_person__starts_no_other_application_under_the_plan(server: Served) -> None:
    """A rejection that bars the year lets nothing new begin in it."""
    base, zhou = await server.submitted(), server.caller("zhou")
    await server.caller("luo").deed(base, "reject", {"opinion": "学历不符"})
    problem = refused(await zhou.post("applications", {"plan": "n-associate"}), 409, "barred")
    assert "今年不能再报" in problem["detail"]
    await server.caller("luo").deed(base, "undo_reject")
    refused(await zhou.post("applications", {"plan": "n-associate"}), 409, "already")


async def test_approval__undone_while_it_has_not_gone_up__and_not_afterwards(server: Served) -> None:
    base = await carried(server, 4)
    qin = server.caller("qin")
    await qin.deed(base, "undo_approve")
    assert (await state(server, base)).standing.course.steps[
        (await state(server, base)).standing.at
    ].step == "district_again"
    await read_all(server, "qin", base)
    await qin.deed(base, "approve")
    await qin.deed(base, "forward")
    problem = refused(await qin.post(f"{base}/deeds/undo_approve"), 409)
    assert "撤回" in problem["detail"]


# ── lists, forwarding (CQ-23) ────────────────────────────────────────────────
async def test_queue__shows_each_list_and_finds_a_name(server: Served) -> None:
    base, luo = await server.submitted(), server.caller("luo")
    view = good(await luo.get("review/queue?unit=u-hospital&list=pending"))
    assert view["lists"] == {"pending": 1, "approved": 0, "returned": 0, "rejected": 0}
    assert view["cards"][0]["application"] == base.partition("/")[2]
    assert good(await luo.get("review/queue?unit=u-hospital&list=pending&q=岚"))["cards"]
    assert not good(await luo.get("review/queue?unit=u-hospital&list=pending&q=何"))["cards"]
    assert not good(await luo.get("review/queue?unit=u-hospital&list=pending&plan=n-senior"))["cards"]
    refused(await luo.get("review/queue?unit=u-hospital&list=everything"), 404)
    refused(await luo.get("review/queue"), 404)
    assert [(u["unit"], u["pending"]) for u in good(await luo.get("review/units"))] == [("u-hospital", 1)]


async def second(at: Served) -> str:
    """Somebody else's finished application, handed in."""
    he = at.caller("he")
    assert at.known is not None
    good(await he.post(f"{at.known.empty}/deeds/delete"))
    base = await fill(at, he)
    await he.deed(base, "submit")
    return base


async def test_list__goes_up_as_a_whole_or_not_at_all(server: Served) -> None:
    """Everybody must be decided before a unit sends its list up; then all go in one entry (CQ-23)."""
    base, other, qin = await carried(server, 4), await second(server), server.caller("qin")
    await read_all(server, "luo", other)
    await server.caller("luo").deed(other, "approve", {"values": OPINION})
    problem = refused(await qin.post("batches/u-yunxi.n-associate/deeds/forward"), 409, "list_open")
    assert "何宁" in problem["detail"]
    refused(await qin.post(f"{base}/deeds/forward"), 409)
    await qin.deed(other, "reject", {"opinion": "条件不符"})
    sent = good(await qin.post("batches/u-yunxi.n-associate/deeds/forward"))
    assert sent["said"] == "已提交上一级，1 人"
    assert (await state(server, base)).standing.course.steps[
        (await state(server, base)).standing.at
    ].step == "committee"
    problem = refused(await qin.post(f"{other}/deeds/undo_reject"), 409)
    assert "已经提交市卫健委" in problem["detail"]
    refused(await qin.post("batches/u-yunxi.n-associate/deeds/forward"), 409, "list_empty")


async def test_list__sent_up_by_two_at_once__goes_once(server: Served) -> None:
    base, qin = await carried(server, 4), server.caller("qin")
    replies = await asyncio.gather(*(qin.post("batches/u-yunxi.n-associate/deeds/forward") for _ in range(3)))
    assert sorted(r.status_code for r in replies)[0] == 200
    assert [r.status_code for r in replies].count(200) == 1, [r.text for r in replies]
    verdicts = (await state(server, base)).standing.verdicts
    assert [v.deed for v in verdicts].count("forward") == 1


async def test_list__of_another_unit_or_of_nothing__is_not_found(server: Served) -> None:
    await carried(server, 4)
    for who, batch in (
        ("luo", "u-yunxi.n-associate"),
        ("zhou", "u-yunxi.n-associate"),
        ("qin", "u-hospital.n-associate"),
    ):
        refused(await server.caller(who).post(f"batches/{batch}/deeds/forward"), 404)
    for batch in ("u-yunxi.n-none", "u-yunxi.", "u-yunxi"):
        reply = await server.caller("qin").post(f"batches/{batch}/deeds/forward")
        assert reply.status_code in {404, 409}, reply.text
    refused(await server.caller("qin").post("batches/u-yunxi.n-associate/deeds/approve"), 404)


async def test_chain__of_a_second_hospital_and_the_committees_return(server: Served) -> None:
    """The committee may send it back; the chain begins again and ends with a certificate."""
    base = await carried(server, 5)
    shen, zhou = server.caller("shen"), server.caller("zhou")
    await shen.deed(base, "return", {"opinion": "补充病例"})
    assert good(await zhou.get(base))["status"] == "returned"
    await zhou.deed(base, "submit")
    for who, deed, body in (
        ("luo", "approve", {}), ("qin", "approve", {}), ("fang", "approve", {"values": TOP}), ("qin", "approve", {}),
        ("qin", "forward", {}), ("shen", "approve", {}), ("shen", "issue", {"values": CERTIFICATE}),
    ):  # fmt: skip
        await read_all(server, who, base)
        reply = await server.caller(who).post(f"{base}/deeds/{deed}", body)
        if reply.status_code == 409 and reply.json()["code"] == "needs":
            reply = await server.caller(who).post(f"{base}/deeds/{deed}", {"values": OPINION})
        good(reply)
    home = good(await zhou.get(base))
    assert (home["status"], home["sentence"]) == ("certified", "已经发证，证书编号 渝 2026-0001。恭喜您")


async def test_reviewers_look__is_recorded_once(server: Served) -> None:
    """Reads are actions too: who opened which section and document."""
    base, luo = await server.submitted(), server.caller("luo")
    path = f"review/{base.partition('/')[2]}"
    view = good(await luo.get(path))
    assert (view["seen"], len(view["unseen"])) == (0, view["total"])
    for _ in range(3):
        section = good(await luo.get(f"{path}/sections/basic"))
    kept = next(
        f["slot"]["kept"] for g in section["groups"] for f in g["fields"] if f.get("slot") and f["slot"].get("kept")
    )
    assert (await luo.get(kept["url"])).status_code == 200
    assert good(await luo.get(path))["seen"] == 1
    seen = (await state(server, base)).seen
    assert seen["u-hospital"] == ["basic", "basic.id_proof"]
    readers = await server.house.reads.readers(base.partition("/")[2])
    assert {(r.person, r.what) for r in readers} == {(luo.id, n) for n in ("overview", "basic", "basic.id_proof")}


# ── printing ─────────────────────────────────────────────────────────────────
async def test_form__is_a_draft_until_official_and_its_code_can_be_checked_by_anybody(server: Served) -> None:
    """X-10, B-04."""
    base = await server.submitted()
    zhou = server.caller("zhou")
    form = good(await zhou.get(f"{base}/forms"))[0]
    data = (await zhou.get(form["url"])).content
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) >= 1
    digest = good(await zhou.get(f"{base}/pledge"))["digest"]
    page = await server.http.get(f"/verify/{digest}")
    assert page.status_code == 200
    assert "周*" in page.text
    assert "周岚" not in page.text
    for name in ("nothing.pdf", "..%2f.pdf", "review.exe", ".pdf", "%00.pdf"):
        refused(await zhou.get(f"{base}/forms/{name}"), 404)


# ── deleting ──────────────────────────────────────────────────────────
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
    report = await verify(house.storage.database, house.storage.vault)
    assert (report.findings, report.erased) == ([], 1)
    done = await rebuild(house.storage, FOLDS, projections.rows, projections.cell, projections.TABLES)
    assert not done.differences
    await fill(server, zhou)  # and one may begin anew


async def test_delete__twice_or_after_a_unit_acted__is_refused(server: Served) -> None:
    base = await carried(server, 1)
    problem = refused(await server.caller("zhou").post(f"{base}/deeds/delete"), 409)
    assert "审核过了" in problem["detail"] or "审过" in problem["detail"]


async def test_withdrawn__stays_readable_and_lets_another_begin(server: Served) -> None:
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    await zhou.deed(base, "withdraw")
    assert good(await zhou.get(base))["status"] == "withdrawn"
    good(await zhou.get(f"{base}/sections/basic"))
    refused(await zhou.put(f"{base}/answers/basic.work", {"text": "改"}), 409)
    good(await zhou.post("applications", {"plan": "n-associate"}))
