"""Nobody acts on what is their own, and what an attacker tries (X-15, X-20)."""

from ..casework.access_matrix import people, place
from ..casework.stage import APPLICANTS, Served, good, id_number, refused
from ..casework.way import HEALTH, OPINION, carried, read_all, state_of


# ── X-20 ─────────────────────────────────────────────────────────────────────
async def test_officer__on_an_application_of_their_own__does_nothing(server: Served) -> None:
    """Nobody acts on an application of their own: no verdict, no opinion, no mark, no confirmation (X-20)."""
    zhou = server.caller("zhou")
    ticket = good(await server.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    good(await zhou.post(f"tickets/{ticket}/accept"))
    base = await server.submitted()
    id = base.partition("/")[2]
    before = await place(server, base)
    refused(await zhou.post(f"{base}/deeds/approve", {"values": OPINION}), 403, "own_application")
    refused(await zhou.post(f"{base}/deeds/return", {"opinion": "退"}), 403, "own_application")
    refused(await zhou.put(f"{base}/answers/opinion_base.text", {"text": "同意推荐。"}), 403, "own_application")
    refused(await zhou.post(f"review/{id}/marks", {"address": "basic.work", "text": "好"}), 403, "own_application")
    refused(await zhou.post(f"review/{id}/strikes", {"section": "work", "row": "r1"}), 403, "own_application")
    refused(
        await zhou.post(f"review/{id}/corrections", {"address": "basic.work", "text": "好"}), 403, "own_application"
    )
    refused(await zhou.get(f"review/{id}"), 404)
    refused(await zhou.post(f"people/{zhou.id}/deeds/release", {"opinion": "x"}), 403, "own_account")
    assert await place(server, base) == before


async def test_officer__who_types_another_number__is_still_the_human_of_the_first(server: Served) -> None:
    """Another ID number opens nobody's way round X-20."""
    base = await server.submitted()
    me = await server.newcomer("李四", id_number(555), unit="")
    ticket = good(await server.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    good(await me.post(f"tickets/{ticket}/accept"))
    good(await me.post("me/identity", dict(zip(("name", "id_number"), APPLICANTS["zhou"], strict=True))))
    refused(await me.post(f"{base}/deeds/approve", {"values": OPINION}), 403, "own_application")
    good(await me.post("me/identity", {"name": "李四", "id_number": id_number(777)}))
    refused(await me.post(f"{base}/deeds/approve", {"values": OPINION}), 403, "own_application")
    assert [c["own"] for c in good(await me.get("review/queue?unit=u-hospital&list=pending"))["cards"]] == [True]
    refused(await me.get(f"review/{base.partition('/')[2]}"), 404)


async def test_person__passing_a_second_unit_of_the_same_application__needs_a_recorded_reason(server: Served) -> None:
    """The same person does not pass two steps of one application without a recorded reason (回避, X-20)."""
    base = await carried(server, 1)
    luo = server.caller("luo")
    ticket = good(await server.caller("qin").post("units/u-yunxi/invitations", {"role": "officer"}))["ticket"]
    good(await luo.post(f"tickets/{ticket}/accept"))
    await read_all(server, "luo", base)
    offers = {o["deed"]: o for o in good(await luo.get(f"review/{base.partition('/')[2]}"))["offers"]}
    assert "写明原因再审" in offers["approve"]["reason"]
    assert [offers[d].get("reason") for d in ("return", "reject")] == [None, None]
    of_another = good(await server.caller("qin").get(f"review/{base.partition('/')[2]}"))["offers"]
    assert not any("reason" in o for o in of_another)
    refused(await luo.post(f"{base}/deeds/approve", {}), 409, "recusal")
    good(await luo.post(f"{base}/deeds/approve", {"reason": "区里只有一名经办人", "values": HEALTH}))
    verdict = (await state_of(server, base)).standing.verdicts[-1]
    assert (verdict.person, verdict.reason) == (luo.id, "区里只有一名经办人")


async def test_unit__further_on__may_not_be_asked_back_by_one_that_has_passed_it(server: Served) -> None:
    base = await carried(server, 1)
    problem = refused(await server.caller("luo").post(f"{base}/deeds/return", {"opinion": "退"}), 409)
    assert "云溪区卫健委" in problem["detail"]


# ── people, units, tickets ───────────────────────────────────────────────────
async def test_unit__of_somebody_else__gives_nothing_away(server: Served) -> None:
    new = await server.newcomer()
    for who in ("lin", "zhou", "fang"):
        caller = server.caller(who)
        refused(await caller.get("units/u-hospital/people"), 404, "not_found")
        refused(await caller.post("units/u-hospital/invitations", {"role": "officer"}), 404, "not_found")
        refused(await caller.post(f"people/{new.id}/deeds/confirm"), 404, "not_found")
        refused(await caller.get("review/queue?unit=u-hospital"), 404, "not_found")
    good(await server.caller("qin").get("units/u-hospital/people"))  # the unit above
    good(await server.caller("qin").post(f"people/{new.id}/deeds/confirm"))


async def test_expert_and_assistant__manage_nobody(server: Served) -> None:
    who, new = await people(server), await server.newcomer()
    for role in ("expert", "assistant"):
        refused(await who[role].get("units/u-hospital/people"), 404)
        refused(await who[role].post("units/u-hospital/invitations", {"role": "officer"}), 404)
        refused(await who[role].post(f"people/{new.id}/deeds/confirm"), 404)
    good(await who["expert"].get("review/queue?unit=u-hospital"))
    refused(await who["assistant"].get("review/queue?unit=u-hospital"), 404)
