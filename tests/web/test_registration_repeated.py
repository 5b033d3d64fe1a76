"""What the form repeats of the registration is missing here as long as it is missing there, and leads there."""

from __future__ import annotations

from ..casework.stage import Served, good, refused

PAGE = "pages/section/section?section=person&base=people/me&field=person.work_start"


async def test_registration__emptied_where_the_form_repeats_it__stands_against_handing_in(server: Served) -> None:
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    assert good(await zhou.get(f"{base}/check"))["blocking"] == []
    good(await zhou.delete("people/me/answers/person.work_start"))
    check = good(await zhou.get(f"{base}/check"))
    spots = [(s["text"], s["page"]) for s in check["blocking"] if s["code"] == "registration"]
    assert spots == [("个人情况：参加工作时间没填", PAGE)]
    problem = refused(await zhou.post(f"{base}/deeds/submit"), 422)
    assert "个人情况：参加工作时间没填" in [s["text"] for s in problem["problems"]]
    home = good(await zhou.get(base))
    assert home["next"]["page"] == PAGE
    good(await zhou.put("people/me/answers/person.work_start", {"text": "2007.7.1"}))
    left = [s for s in good(await zhou.get(f"{base}/check"))["blocking"] if s["code"] == "registration"]
    assert left == []


async def test_mark__where_the_form_repeats_the_registration__leads_there_and_is_done_when_it_changes(
    server: Served,
) -> None:
    base = await server.submitted()
    zhou, luo = server.caller("zhou"), server.caller("luo")
    one = base.partition("/")[2]
    for section in ("cover", "basic", "work", "integrity"):
        good(await luo.get(f"review/{one}/sections/{section}"))
    good(await luo.post(f"review/{one}/marks", {"address": "basic.work_start", "text": "和档案不一致，请核对"}))
    await luo.deed(base, "return", {"opinion": "请改一处"})
    (card,) = good(await zhou.get(f"{base}/fix"))["marks"]
    assert (card["page"], card["state"]) == (PAGE, "open")
    good(await zhou.put("people/me/answers/person.work_start", {"text": "2006.7.1"}))
    fix = good(await zhou.get(f"{base}/fix"))
    assert (fix["marks"][0]["state"], fix["left"]) == ("done", 0)


async def test_mark__on_what_the_applicant_can_change_nowhere__is_refused_with_the_way_and_not_offered(
    server: Served,
) -> None:
    """X-13: who somebody is was verified, and years are counted; a mark there would lead the applicant nowhere."""
    base = await server.submitted()
    luo, one = server.caller("luo"), base.partition("/")[2]
    groups = good(await luo.get(f"review/{one}/sections/basic"))["groups"]
    offered = {f["address"]: f.get("markable", True) for g in groups for f in g["fields"]}
    assert offered["basic.work_start"]
    assert offered["basic.school"]
    for address in ("basic.name", "basic.id_number", "basic.years_in_post"):
        assert not offered[address]
        reply = await luo.post(f"review/{one}/marks", {"address": address, "text": "姓名中间多了一个空格"})
        assert "人员单位" in refused(reply, 409, "mark_computed")["detail"]
