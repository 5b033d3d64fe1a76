"""Reviewing over HTTP: striking and correcting, verdicts and their undoing, lists that go up, forms."""

import asyncio
import io

import pikepdf

from ..casework.beginning import fill
from ..casework.stage import Served, good, refused
from ..casework.way import CERTIFICATE, OPINION, STEPS, TOP, carried, pushed, read_all, state_of


# ── over the signed version (CQ-19) ──────────────────────────────────────────
async def test_struck_row__returned__is_refilled_and_stands_again(server: Served) -> None:
    base = await server.submitted()
    path = f"review/{base.partition('/')[2]}"
    luo, zhou = server.caller("luo"), server.caller("zhou")
    refused(await luo.post(f"{path}/strikes", {"section": "cover", "row": "r1"}), 404)
    refused(await luo.post(f"{path}/strikes", {"section": "work", "row": "none"}), 404)
    good(await luo.post(f"{path}/strikes", {"section": "work", "row": "r1"}))
    good(await luo.post(f"{path}/strikes", {"section": "work", "row": "r1", "on": False}))
    assert not (await state_of(server, base)).voids
    good(await luo.post(f"{path}/strikes", {"section": "work", "row": "r1"}))
    await luo.deed(base, "return", {"opinion": "这一条请重填"})
    cards = good(await zhou.get(f"{base}/sections/work"))["rows"]["cards"]
    assert [(c["status"], c["word"]) for c in cards] == [("void", "请重填"), ("done", "已完成")]
    await zhou.save(base, "work.r1.job", "内科、带教")
    assert not (await state_of(server, base)).voids
    refused(await zhou.put(f"{base}/answers/work.r2.job", {"text": "别的"}), 409, "unmarked")
    await zhou.sign(base)
    await zhou.deed(base, "submit")


async def corrections(at: Served) -> list[tuple[str, str]]:
    """Whom what was laid over the signed version is told, in which words."""
    return [(told.who, told.text) for told in await pushed(at) if told.event == "corrected"]


async def test_strike__is_told_to_the_applicant_once_the_unit_is_done__and_never_when_taken_back(
    server: Served,
) -> None:
    """Whoever signed a row learns that a unit struck it (CQ-19); of a slip that was mended at once nobody is told."""
    base, luo, zhou = await server.submitted(), server.caller("luo"), server.caller("zhou")
    path = f"review/{base.partition('/')[2]}/strikes"
    for row, on in (("r2", True), ("r2", True), ("r1", True), ("r1", False)):
        good(await luo.post(path, {"section": "work", "row": row, "on": on}))
    assert not [t for t in await pushed(server) if t.event in {"struck", "corrected"}]
    await luo.deed(base, "return", {"opinion": "请改"})
    said = [(told.who, told.text) for told in await pushed(server) if told.event == "struck"]
    assert said == [(f"person:{zhou.id}", "云溪区人民医院给工作经历第 2 条打了删除标记，请重新填")]


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
    assert await corrections(server) == [
        (
            f"person:{zhou.id}",
            "云溪区人民医院把基本信息 就读院校（学历）从“重庆医科大学”更正为：重庆医科大学（原重庆医学院）。"
            "您签的承诺不变",
        )
    ]
    refused(await zhou.post(f"{base}/deeds/delete"), 409)  # a unit has acted
    good(await luo.post(path, {"address": "basic.school", "text": "重庆医科大学"}))
    assert (await state_of(server, base)).corrections == {}, "what was signed stands again"
    assert [text for _, text in await corrections(server)] == [
        "云溪区人民医院把基本信息 就读院校（学历）的更正撤回了，还是您填的：重庆医科大学"
    ]


# ── verdicts ─────────────────────────────────────────────────────────────────
async def test_approval__needs_everything_read_and_the_units_own_section(server: Served) -> None:
    """The opinion goes with the deed that signs it, in one entry."""
    base, luo = await server.submitted(), server.caller("luo")
    refused(await luo.post(f"{base}/deeds/approve", {"values": OPINION}), 409, "unread")
    assert (await state_of(server, base)).standing.at == 0
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


async def test_documents__that_nobody_of_the_unit_opened__are_told_and_stop_nothing(server: Served) -> None:
    """Opening a section opens none of its documents; each is named until somebody has looked at it (X-13)."""
    base, luo = await server.submitted(), server.caller("luo")
    path = f"review/{base.partition('/')[2]}"

    async def unopened() -> dict[str, list[str]]:
        return {s["id"]: s["unopened"] for s in good(await luo.get(path))["sections"] if s.get("unopened")}

    await read_all(server, "luo", base)
    before = await unopened()
    assert "basic.id_proof" in before["basic"]
    assert {a.partition(".")[0] for addresses in before.values() for a in addresses} == set(before)
    groups = good(await luo.get(f"{path}/sections/basic"))["groups"]
    proof = next(f for g in groups for f in g["fields"] if f["address"] == "basic.id_proof")
    assert (await luo.get(proof["slot"]["kept"]["url"] + "?as=preview")).status_code == 200
    assert await unopened() == {**before, "basic": [a for a in before["basic"] if a != "basic.id_proof"]}
    await luo.deed(base, "approve", {"values": OPINION})
    assert await unopened() == {}, "it is theirs no more"


async def test_rejection__is_undone_by_the_unit_that_said_it(server: Served) -> None:
    base, luo, zhou = await server.submitted(), server.caller("luo"), server.caller("zhou")
    await luo.deed(base, "reject", {"opinion": "学历不符"})
    home = good(await zhou.get(base))
    assert home["status"] == "rejected"
    assert "学历不符" in home["sentence"]
    assert "今年不能再报" in home["sentence"]
    refused(await zhou.post(f"{base}/deeds/submit"), 409)
    assert "over" not in good(await zhou.get(f"{base}/progress")), "more may come: one can still ask to be told"
    await luo.deed(base, "undo_reject")
    assert good(await zhou.get(base))["status"] == "submitted"
    rounds = good(await zhou.get(f"{base}/progress"))["rounds"]
    assert [(c["deed"], c["word"]) for c in rounds] == [("reject", "不通过"), ("undo_reject", "撤回不通过")]


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
    assert (await state_of(server, base)).standing.course.steps[
        (await state_of(server, base)).standing.at
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
    assert (await state_of(server, base)).standing.course.steps[
        (await state_of(server, base)).standing.at
    ].step == "committee"
    problem = refused(await qin.post(f"{other}/deeds/undo_reject"), 409)
    assert "已经提交市卫健委" in problem["detail"]
    assert good(await server.caller("he").get(f"{other}/progress"))["over"]
    refused(await qin.post("batches/u-yunxi.n-associate/deeds/forward"), 409, "list_empty")


async def test_list__sent_up_by_who_passed_it_below__needs_a_reason(server: Served) -> None:
    """Sending up is a pass like any other (X-20): the page that does it for a whole list hands in the reason too."""
    base, luo = await carried(server, 4), server.caller("luo")
    invited = good(await server.caller("qin").post("units/u-yunxi/invitations", {"role": "officer"}))["ticket"]
    good(await luo.post(f"tickets/{invited}/accept"))
    refused(await luo.post("batches/u-yunxi.n-associate/deeds/forward"), 409, "recusal")
    good(await luo.post("batches/u-yunxi.n-associate/deeds/forward", {"reason": "区里只有一名经办人"}))
    assert (await state_of(server, base)).standing.verdicts[-1].reason == "区里只有一名经办人"


async def test_list__sent_up_by_two_at_once__goes_once(server: Served) -> None:
    base, qin = await carried(server, 4), server.caller("qin")
    replies = await asyncio.gather(*(qin.post("batches/u-yunxi.n-associate/deeds/forward") for _ in range(3)))
    assert [r.status_code for r in replies].count(200) == 1, [r.text for r in replies]
    verdicts = (await state_of(server, base)).standing.verdicts
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
        ("qin", "forward", {}), ("shen", "approve", {"opinion": "评审通过"}),
        ("shen", "issue", {"values": CERTIFICATE}),
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
    seen = (await state_of(server, base)).seen
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
    pledge = good(await zhou.get(f"{base}/pledge"))
    page = await server.http.get(f"/verify/{pledge['digest']}")
    assert page.status_code == 200
    assert all(pledge["code"] in text for text in (page.text, (await zhou.get(form["html"])).text)), (
        "one way to write it"
    )
    assert "周*" in page.text
    assert "周岚" not in page.text
    for name in ("nothing.pdf", "..%2f.pdf", "review.exe", ".pdf", "%00.pdf"):
        refused(await zhou.get(f"{base}/forms/{name}"), 404)


# ── after it was passed ──────────────────────────────────────────────────────
async def test_passed__is_read_as_read__and_the_list_says_where_who_comes_back_is(server: Served) -> None:
    """Whoever passed it after all of it is not told that nothing was seen; nobody is said to have gone up (CQ-23)."""
    base, qin = await carried(server, 2), server.caller("qin")
    view = good(await qin.get(f"review/{base.partition('/')[2]}"))
    assert (view["seen"], view.get("unseen", [])) == (view["total"], [])
    listed = good(await qin.get("units/u-yunxi/forward"))
    assert (listed["goes"], listed["away"]) == ([], "1 人在云溪区职改办，回来再上报")
    who, deed, body = STEPS[2]
    await read_all(server, who, base)
    await server.caller(who).deed(base, deed, body)
    assert "away" not in good(await qin.get("units/u-yunxi/forward"))
