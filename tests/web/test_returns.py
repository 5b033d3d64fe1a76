"""Handing in, and returns over HTTP: what is locked, what a mark opens, when the term ends (X-11, B-03)."""

from zhiping.operating import put_plan

from ..casework.pictures import sheet
from ..casework.stage import OPENS, Served, good, refused, signature
from ..casework.way import OPINION, mark, read_all, returned, state_of

PROOF = "basic.training_proof"


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


async def test_check__of_a_finished_application_whose_account_waits__says_whom_to_call_and_offers_nothing(
    server: Served,
) -> None:
    """Nothing is offered that cannot succeed: who confirms, whom to call, and that one is told when it is done."""
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    assert "account" not in good(await zhou.get(f"{base}/check"))
    good(await server.caller("luo").post(f"people/{zhou.id}/deeds/release", {"opinion": "请再登记一次"}))
    check = good(await zhou.get(f"{base}/check"))
    assert check["account"]["text"].startswith("还没有选单位。")
    await zhou.save("people/me", "register.employer", {"value": "u-hospital"})
    check = good(await zhou.get(f"{base}/check"))
    assert check["account"]["text"] == (
        "云溪区人民医院还没确认您的账号，确认后才能交。一确认就通知您，您再来交。等急了可以去云溪区人民医院人事科问一声"
    )
    assert check["next"]["page"].startswith(("pages/home/home?", "pages/pledge/pledge?"))
    await server.caller("luo").save("units/u-hospital", "unit_registration.contact_phone", "023-58880000")
    text = good(await zhou.get(f"{base}/check"))["account"]["text"]
    assert text.endswith("等急了可以打云溪区人民医院人事科电话催一下：023-58880000")  # only once there is a number


async def test_marks__neither_followed_nor_explained__are_a_doubt_and_no_obstacle(server: Served) -> None:
    """The unit may have been wrong, or the person may not see how to mend it: handing in again stays possible."""
    base = await returned(server, "basic.post", "basic.work")
    zhou = server.caller("zhou")

    async def doubts() -> list[str]:
        check = good(await zhou.get(f"{base}/check"))
        assert check["submit"]["ok"]
        return [doubt["text"] for doubt in check["doubts"] if doubt["code"] == "unanswered"]

    after = "没有动，也没写说明。不改也能交，单位可能再退回"
    assert await doubts() == [f"标的 2 处都{after}"]
    one, two = good(await zhou.get(f"{base}/fix"))["marks"]
    good(await zhou.post(f"{base}/marks/{one['mark']['n']}/explanation", {"text": "聘书就是这样写的"}))
    assert await doubts() == [f"标的 2 处里有 1 处{after}"]
    await zhou.deed(base, "submit")
    assert two["state"] == "open"


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


async def test_mark__changed_and_changed_back_or_emptied__is_still_open(server: Served) -> None:
    """What stands there decides, not that somebody was there (B-03)."""
    base = await returned(server, "basic.work", "basic.school")
    zhou = server.caller("zhou")
    old = "心血管内科临床工作"
    await zhou.save(base, "basic.work", "带教")
    assert good(await zhou.get(f"{base}/fix"))["left"] == 1
    await zhou.save(base, "basic.work", old)
    good(await zhou.delete(f"{base}/answers/basic.school"))
    fix = good(await zhou.get(f"{base}/fix"))
    assert ([m["state"] for m in fix["marks"]], fix["left"]) == (["open", "open"], 2)
    assert fix["next"]["label"] == "改第 1 处"
    await zhou.save(base, "basic.school", "重庆医科大学")
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    view = good(await server.caller("luo").get(f"review/{base.partition('/')[2]}"))
    assert view["marks"][0]["state"] == "open"


async def test_mark__of_a_return_before_the_newest__is_told_as_earlier_and_not_as_open(server: Served) -> None:
    """Only what the newest return asked for is open (B-03)."""
    base = await returned(server, "basic.work")
    zhou, luo, name = server.caller("zhou"), server.caller("luo"), base.partition("/")[2]

    async def marks() -> list[tuple[str, str]]:
        return [(m["address"], m.get("state", "")) for m in good(await luo.get(f"review/{name}"))["marks"]]

    await zhou.deed(base, "submit")
    assert await marks() == [("basic.work", "open")]
    await mark(server, base, "basic.school")
    assert await marks() == [("basic.work", "open"), ("basic.school", "")], "a note of the unit's own"
    await luo.deed(base, "return", {"opinion": "还有一处"})
    assert await marks() == [("basic.work", "earlier"), ("basic.school", "")]
    await zhou.deed(base, "submit")
    assert await marks() == [("basic.work", "earlier"), ("basic.school", "open")]


async def test_return__of_a_document__says_at_its_slot_whether_it_is_still_the_same(server: Served) -> None:
    base = await returned(server, "basic.training_proof")
    zhou, slot = server.caller("zhou"), f"{base}/evidence/basic.training_proof"
    before = good(await zhou.get(slot))
    assert (before["state"], before["mark"]["state"]) == ("kept", "open")
    for page in before["pages"]:
        good(await zhou.delete(f"{slot}/pages/{page['id']}"))
    good(await zhou.upload(f"{slot}/pages", sheet(words="another")))
    await server.work()
    good(await zhou.post(f"{slot}/keep"))
    assert good(await zhou.get(slot))["mark"]["state"] == "done"


async def test_return__of_a_whole_section_or_row__opens_what_lies_in_it(server: Served) -> None:
    base = await returned(server, "cover", "work.r1")
    zhou = server.caller("zhou")
    await zhou.save(base, "cover.specialty", "呼吸内科")
    await zhou.save(base, "work.r1.job", "别的")
    refused(await zhou.put(f"{base}/answers/work.r2.job", {"text": "别的"}), 409, "unmarked")
    refused(await zhou.put(f"{base}/answers/basic.work", {"text": "别的"}), 409, "unmarked")


async def test_return__with_marks__is_opened_no_further_by_what_the_applicant_does_then(server: Served) -> None:
    """Emptying what was marked, or making it wrong, opens nothing besides; a row comes only where rows are marked."""
    base = await returned(server, "basic.post", "work.r1.period")
    zhou = server.caller("zhou")
    refused(await zhou.post(f"{base}/sections/work/rows"), 409, "unmarked")
    good(await zhou.delete(f"{base}/answers/work.r1.period"))
    good(await zhou.delete(f"{base}/answers/basic.post"))
    for address, body in (
        ("work.r2.unit", {"text": "别处"}),
        ("work.r1.unit", {"text": "别处"}),
        ("basic.school", {"text": "别的大学"}),
    ):
        refused(await zhou.put(f"{base}/answers/{address}", body), 409, "unmarked")
    refused(await zhou.post(f"{base}/sections/work/rows"), 409, "unmarked")
    refused(await zhou.delete(f"{base}/sections/work/rows/r1"), 409, "unmarked")
    fields = {f["address"]: f for g in good(await zhou.get(f"{base}/sections/basic"))["groups"] for f in g["fields"]}
    assert (fields["basic.post"].get("locked", False), fields["basic.school"]["locked"]) == (False, True)
    rows = good(await zhou.get(f"{base}/sections/work"))["rows"]["cards"]
    assert [c.get("locked", False) for c in rows] == [False, *([True] * (len(rows) - 1))]


async def test_return__of_a_whole_row__lets_its_rows_be_added_to_and_it_be_taken_out(server: Served) -> None:
    base = await returned(server, "work.r1")
    zhou = server.caller("zhou")
    row = good(await zhou.post(f"{base}/sections/work/rows"))["row"]
    good(await zhou.delete(f"{base}/sections/work/rows/{row}"))
    good(await zhou.delete(f"{base}/sections/work/rows/r1"))
    refused(await zhou.delete(f"{base}/sections/work/rows/r2"), 409, "unmarked")


async def test_return__of_a_whole_row__lets_it_come_back_or_another_take_its_place(server: Served) -> None:
    """A slip of the finger costs no row: what may be taken out may be brought back as long as the return lasts."""
    base = await returned(server, "work.r1")
    zhou, rows = server.caller("zhou"), f"{base}/sections/work/rows"
    good(await zhou.delete(f"{rows}/r1"))
    left = good(await zhou.get(f"{base}/sections/work"))["rows"]
    assert ([a["row"] for a in left["aside"]], "r1" in [c["row"] for c in left["cards"]]) == (["r1"], False)
    assert left["can_add"]
    new = good(await zhou.post(rows))["row"]
    await zhou.save(base, f"work.{new}.unit", "云溪区人民医院")
    good(await zhou.delete(f"{rows}/{new}"))
    cards = good(await zhou.post(f"{rows}/r1/restore"))["rows"]["cards"]
    assert cards[0]["row"] == "r1"
    refused(await zhou.delete(f"{rows}/r2"), 409, "unmarked")
    refused(await zhou.put(f"{base}/answers/work.r2.unit", {"text": "别处"}), 409, "unmarked")


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


async def test_mark__before_the_return__is_the_units_own_note(server: Served) -> None:
    base = await server.submitted()
    await mark(server, base, "basic.work")
    marked: list[list[str]] = []
    for who, path in (("zhou", base), ("luo", f"review/{base.partition('/')[2]}")):
        groups = good(await server.caller(who).get(f"{path}/sections/basic"))["groups"]
        marked.append([f["address"] for g in groups for f in g["fields"] if f.get("mark")])
    assert marked == [[], ["basic.work"]]


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
    assert [m.n for m in (await state_of(server, base)).marks] == [n]


async def test_marks__of_another_unit__go_with_no_return_but_its_own(server: Served) -> None:
    """Each unit sends and reads what its officers wrote; the other's note is there when it comes again."""
    base, luo, qin = await server.submitted(), server.caller("luo"), server.caller("qin")
    path = f"review/{base.partition('/')[2]}"
    note = await mark(server, base, "basic.work", "待电话核实")
    await read_all(server, "luo", base)
    await luo.deed(base, "approve", {"values": OPINION})
    own = await mark(server, base, "basic.school", who="qin")
    shown = good(await qin.get(path))
    assert [(m["n"], m.get("stays", False)) for m in shown["marks"]] == [(own, False)]
    assert next(s for s in shown["sections"] if s["id"] == "basic")["marks"] == 1
    assert "云溪区人民医院" in refused(await qin.delete(f"{path}/marks/{note}"), 403, "mark_elsewhere")["detail"]
    await qin.deed(base, "return")
    fix = good(await server.caller("zhou").get(f"{base}/fix"))
    assert [m["mark"]["n"] for m in fix["marks"]] == [own]
    assert "待电话核实" not in str(fix)
    refused(await server.caller("zhou").put(f"{base}/answers/basic.work", {"text": "别的"}), 409, "unmarked")
    await server.caller("zhou").save(base, "basic.school", "西南大学")
    await server.caller("zhou").sign(base)
    await server.caller("zhou").deed(base, "submit")
    again = {m["n"]: m.get("stays", False) for m in good(await luo.get(path))["marks"]}
    assert again == {note: True, own: False}


async def test_mark__is_not_put_on_what_is_not_the_applicants(server: Served) -> None:
    base = await server.submitted()
    path = f"review/{base.partition('/')[2]}/marks"
    for address in (
        "opinion_base.text",
        "register.identity",
        "nothing.x",
        "work.r9",
        "work.r1.nothing",
        "",
        "\0",
        "basic",
    ):
        reply = await server.caller("luo").post(path, {"address": address, "text": "请补充"})
        assert reply.status_code == (200 if address == "basic" else 404), (address, reply.text)
    for page in (0, -1, 2, 10**18):
        body = {"address": "basic.training_proof", "text": "看不清", "page": page}
        refused(await server.caller("luo").post(path, body), 404, "page_absent")
    refused(await server.caller("luo").post(path, {"address": "basic.work", "text": " "}), 422, "mark_empty")
    refused(await server.caller("luo").post(path, {"address": "basic.work", "text": "长" * 201}), 422, "mark_long")
    assert await mark(server, base, "work.r1.period") == 2


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


async def test_return__with_a_marked_period__is_opened_no_further_by_a_warning_about_its_neighbour(
    server: Served,
) -> None:
    """What only gives pause need not be put right before handing in, so it unlocks nothing."""
    base = await returned(server, "work.r2.period")
    zhou = server.caller("zhou")
    await zhou.save(base, "work.r2.period", "2008.1至今")  # overlaps the first row
    said = [p["text"] for p in good(await zhou.get(f"{base}/sections/work"))["problems"]]
    assert any("时间重叠" in text for text in said)
    refused(await zhou.put(f"{base}/answers/work.r1.unit", {"text": "别处"}), 409, "unmarked")
    refused(await zhou.delete(f"{base}/sections/work/rows/r1"), 409, "unmarked")


async def test_very_same_picture__put_in_again_after_a_return__is_still_what_was_sent_back(server: Served) -> None:
    """B-03; the page says of it what it says of the old one, until it is another picture or lies otherwise."""
    base = await returned(server, PROOF, "basic.work")
    zhou, slot = server.caller("zhou"), f"{base}/evidence/{PROOF}"
    [old] = good(await zhou.get(slot))["pages"]
    good(await zhou.upload(f"{slot}/pages", sheet()))
    good(await zhou.delete(f"{slot}/pages/{old['id']}"))
    await server.work()
    view = good(await zhou.get(slot))
    assert (view["state"], view["mark"]["state"], len(view["pages"])) == ("kept", "open", 1)
    assert good(await zhou.post(f"{slot}/keep"))["mark"]["state"] == "open"
    assert good(await zhou.get(f"{base}/fix"))["left"] == 2
    good(await zhou.post(f"{slot}/pages/{view['pages'][0]['id']}/turn", {"degrees": 180}))
    await server.work()
    assert good(await zhou.get(slot))["state"] == "ready"
    assert good(await zhou.post(f"{slot}/keep"))["mark"]["state"] == "done"
