"""What somebody does a moment too late: each has its sentence, and nothing that was typed or signed is lost."""

from .stage import Served, good, refused, signature
from .way import OPINION, read_all, returned, state_of


async def again(at: Served, base: str) -> None:
    """Sign anew what was mended, and hand it in."""
    await at.caller("zhou").sign(base)
    await at.caller("zhou").deed(base, "submit")


async def test_struck_row__under_the_applicants_hands__loses_nothing(server: Served) -> None:
    """A row that is struck while its applicant has it open: what was typed is kept on the phone and told why."""
    base = await returned(server, "work.r1")
    zhou, luo = server.caller("zhou"), server.caller("luo")
    seen = good(await zhou.get(f"{base}/sections/work/rows/r1"))
    job = next(f for g in seen["groups"] for f in g["fields"] if f["address"] == "work.r1.job")
    await zhou.save(base, "work.r1.job", "内科、带教")
    await again(server, base)
    good(await luo.post(f"review/{base.partition('/')[2]}/strikes", {"section": "work", "row": "r1"}))
    late = await zhou.put(f"{base}/answers/work.r1.job", {"text": "内科、带教、查房"}, seq=job["seq"])
    assert "请单位退回" in refused(late, 409, "locked")["detail"]
    await luo.deed(base, "return", {"opinion": "这一条重填"})
    stale = await zhou.put(f"{base}/answers/work.r1.job", {"text": "内科、带教、查房"}, seq=job["seq"])
    now = refused(stale, 412, "answer_moved")["current"]
    assert now["field"]["text"] == "内科、带教", "both are there to choose from"
    good(await zhou.put(f"{base}/answers/work.r1.job", {"text": "内科、带教、查房"}, seq=now["seq"]))
    assert (await state_of(server, base)).voids == []


async def test_signature__after_an_edit_on_the_other_phone__is_refused_with_what_changed(server: Served) -> None:
    """The ink belongs to what was read: the newer content has to be seen; the older signature stays in the history."""
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    shown = good(await zhou.get(f"{base}/pledge"))
    await zhou.save(base, "basic.work", "心血管内科临床、带教")
    problem = refused(await zhou.post(f"{base}/pledge", signature(shown["digest"])), 412, "content_moved")
    assert "再签一次" in problem["detail"]
    now = good(await zhou.get(f"{base}/pledge"))
    assert problem["current"]["digest"] == now["digest"]
    assert (now["state"], len(now["changed"])) == ("stale", 1)
    good(await zhou.post(f"{base}/pledge", signature(now["digest"])))
    await zhou.deed(base, "submit")


async def test_verdict__on_what_was_withdrawn_a_second_ago__says_so_and_keeps_nothing(server: Served) -> None:
    base = await server.submitted()
    luo, zhou = server.caller("luo"), server.caller("zhou")
    await read_all(server, "luo", base)
    seen = good(await luo.get(f"review/{base.partition('/')[2]}"))["seq"]
    await zhou.deed(base, "withdraw")
    for deed, body in (
        ("approve", {"values": OPINION}),
        ("return", {"opinion": "退"}),
        ("reject", {"opinion": "不行"}),
    ):
        reply = await luo.post(f"{base}/deeds/{deed}", body, seq=seen)
        problem = refused(reply, reply.status_code)
        assert problem["status"] in {409, 412}
    late = refused(await luo.post(f"{base}/deeds/approve", {"values": OPINION}), 409)
    assert "撤回" in late["detail"]
    assert [v.deed for v in (await state_of(server, base)).standing.verdicts] == ["record"], "the publicity before it"
