"""Disputes, claims on an ID number, complaints: raised, answered by whom it concerns, told (X-24)."""

from typing import Any

from ..casework.pictures import sheet
from ..casework.stage import Caller, Served, good, id_number, refused
from ..casework.way import pushed, state_of

REJECTED = {"opinion": "继续教育学分不够"}


def texts(told: list[Any], who: Caller) -> str:
    return " ".join(t.text for t in told if t.who == f"person:{who.id}")


async def matters(by: Caller, unit: str) -> list[dict[str, Any]]:
    return good(await by.get(f"units/{unit}/matters"))


async def test_rejection__is_disputed_within_its_term__answered_by_the_unit_above__and_may_be_undone(
    server: Served,
) -> None:
    """异议 with statement and pictures: both units read it, the one above answers, the other may undo (X-24)."""
    zhou, luo, qin = (server.caller(n) for n in ("zhou", "luo", "qin"))
    base = await server.submitted()
    refused(await zhou.post(f"{base}/disputes", {"text": "学分够的"}), 409, "not_disputable")
    assert "open" not in good(await zhou.get(f"{base}/disputes"))
    await luo.deed(base, "reject", REJECTED)
    await pushed(server)
    view = good(await zhou.get(f"{base}/disputes"))
    assert (view["open"], view["until"]) == (True, "11月24日 24:00"), "ten working days after 10 November"
    refused(await luo.post(f"{base}/disputes", {"text": "好"}), 403, "not_yours")
    refused(await zhou.post(f"{base}/disputes", {"text": " "}), 422, "text_missing")
    refused(await qin.get(base), 404)
    photo = good(await zhou.upload(f"{base}/disputes/photos", sheet()))["digest"]
    body = {"text": "2024 年学分 26 分，证书在第 3 页", "photos": [photo]}
    for photos, code in (([photo, "0" * 64], "photo_gone"), ([photo] * 7, "photos_many")):
        refused(await zhou.post(f"{base}/disputes", body | {"photos": photos}), 422, code)
    view = good(await zhou.post(f"{base}/disputes", body))
    assert ("open" not in view, len(view["matters"][0]["photos"])) == (True, 1)
    refused(await zhou.post(f"{base}/disputes", {"text": "再说一次"}), 409, "not_disputable")
    told = await pushed(server)
    assert "对云溪区人民医院的“不通过”提出异议" in texts(told, qin)
    assert "由云溪区卫健委答复" in texts(told, luo)

    [seen], [own] = await matters(qin, "u-yunxi"), await matters(luo, "u-hospital")
    assert (seen["who"], seen["text"], seen["answers"], "answers" in own) == ("周岚", body["text"], True, False)
    for by in (luo, qin):
        assert (await by.get(seen["photos"][0])).content[:2] == b"\xff\xd8"
    view = good(
        await qin.get(f"review/{base.partition('/')[2]}")
    )  # whoever is to judge a verdict reads what it was about
    assert (view["name"], view.get("offers", [])) == ("周岚", [])
    for deed in ("forward", "undo_reject", "return", "approve"):  # and does nothing to it
        refused(await qin.post(f"{base}/deeds/{deed}", {"opinion": "好"}), 404)
    assert "id_proof" in str(good(await qin.get(f"{base}/sections/basic")))
    for who in ("fang", "lin"):
        refused(await server.caller(who).get(base), 404)
        refused(await server.caller(who).get(seen["photos"][0]), 404)
    path = f"units/u-yunxi/matters/{seen['id']}"
    refused(await luo.post(f"units/u-hospital/matters/{seen['id']}", {"text": "不改"}), 403, "answered_above")
    refused(await luo.post(path, {"text": "好"}), 404)
    refused(await qin.post(path, {"text": ""}), 422, "opinion_missing")
    refused(await qin.post(path, {"text": "学分够"}), 422, "verdict_missing")
    good(await qin.post(path, {"text": "学分够，请医院重新审核", "grants": True}))
    refused(await qin.post(path, {"text": "再说一次"}), 409, "replied")
    assert good(await zhou.get(f"{base}/disputes"))["matters"][0]["outcome"] == "支持异议，请单位撤回不通过"
    assert "已经答复了" in good(await zhou.get(f"{base}/disputes"))["say"]
    told = await pushed(server)
    assert "云溪区卫健委答复了您11月10日的异议：支持您的异议，请单位撤回不通过。学分够" in texts(told, zhou)
    assert "支持异议，请您单位撤回不通过。学分够，请医院重新审核" in texts(told, luo)
    assert {"提了异议", "答复了异议"} <= {e["text"] for e in good(await zhou.get(f"{base}/history"))}
    await luo.deed(base, "undo_reject")
    assert (await state_of(server, base)).standing.status == "submitted"
    await luo.deed(base, "reject", {"opinion": "论文不够"})
    assert good(await zhou.get(f"{base}/disputes"))["open"], "another rejection can be answered anew"
    server.move_clock(day=25, hour=0, minute=1)
    for caller in (zhou, luo):
        caller.token = (await server.log_in(server.platform.user("zhou" if caller is zhou else "luo"))).token
    assert "已经过了" in refused(await zhou.post(f"{base}/disputes", {"text": "晚了"}), 409)["detail"]
    assert len(good(await luo.get(f"{base}/disputes"))["matters"]) == 1


async def test_number_that_somebody_else_registered__is_decided_by_the_unit_with_the_card_in_hand(
    server: Served,
) -> None:
    """“这不是我登记的”: a claim goes to both units; who confirmed the number decides, both people read it (X-24)."""
    luo, lin, number = server.caller("luo"), server.caller("lin"), id_number(905)
    holder = await server.newcomer("温言", number)
    await holder.save("people/me", "register.employer", {"value": "u-hospital"})
    await holder.save("people/me", "register.identity", {"value": "事业编制人员"})
    refused(await holder.post("me/claims", {"text": "不是我"}), 409, "not_taken")
    good(await luo.post(f"people/{holder.id}/deeds/confirm"))
    new = await server.newcomer("温言", number, unit="u-second")
    assert "已经由别的微信登记" in good(await new.get("me"))["taken"]
    refused(await new.post("me/claims", {"text": ""}), 422, "text_missing")
    await pushed(server)
    good(await new.post("me/claims", {"text": "我没有在人民医院登记过"}))
    refused(await new.post("me/claims", {"text": "再来"}), 409, "claimed")
    told = await pushed(server)
    assert "身份证号，又有人在别的单位登记" in texts(told, luo)
    assert "别的单位确认过" in texts(told, lin)

    [here], [there] = good(await luo.get("units/u-hospital/claims")), good(await lin.get("units/u-second/claims"))
    assert (here["decides"], "decides" in there, here["text"]) == (True, False, "我没有在人民医院登记过")
    assert (here["claimant"]["id"], here["holder"]["id"], "*" in here["holder"]["id_number"]) == (
        new.id,
        holder.id,
        True,
    )
    path, body = f"units/u-hospital/claims/{new.id}", {"yields": True, "seen": True, "text": "看过原件，是来的这位"}
    refused(await luo.post(path, body | {"seen": False}), 422, "not_seen")
    refused(await luo.post(path, body | {"text": ""}), 422, "opinion_missing")
    refused(await lin.post(f"units/u-second/claims/{new.id}", body), 403, "holder_decides")
    refused(await server.caller("fang").post(path, body), 404)
    assert good(await luo.post(path, body)) == []
    told = await pushed(server)
    assert "看过原件，是来的这位" in texts(told, new)
    assert "看过原件，是来的这位" in texts(told, holder)
    assert "可以确认他了" in texts(told, lin)
    assert good(await holder.get("me"))["state"] == "released"
    good(await lin.post(f"people/{new.id}/deeds/confirm"))
    assert [m["reply"] for m in good(await new.get("me/matters"))] == ["看过原件，是来的这位"]


async def test_claim__that_is_not_borne_out__leaves_the_account_where_it_is(server: Served) -> None:
    luo, number = server.caller("luo"), good(await server.caller("zhou").get("me"))["id_number"]
    new = await server.newcomer("周岚", "500000198506150028")
    assert good(await new.get("me"))["id_number"] == number
    [pair] = good(await luo.get("units/u-hospital/claims"))
    body = {"yields": False, "seen": True, "text": "原件是周岚本人的"}
    good(await luo.post(f"units/u-hospital/claims/{pair['claimant']['id']}", body))
    assert good(await server.caller("zhou").get("me"))["state"] == "confirmed"
    assert "原件是周岚本人的" in texts(await pushed(server), new)


async def test_claim__by_somebody_without_a_unit__is_listed_and_settled_where_the_number_was_confirmed(
    server: Served,
) -> None:
    """X-24: who belongs to no unit yet is answered too."""
    luo, new = server.caller("luo"), await server.newcomer("周岚", "500000198506150028", unit="")
    assert good(await luo.get("units/u-hospital/claims")) == []
    good(await new.post("me/claims", {"text": "我没有在人民医院登记过"}))
    [pair] = good(await luo.get("units/u-hospital/claims"))
    assert pair["claimant"]["id"] == new.id
    body = {"yields": False, "seen": True, "text": "原件是周岚本人的"}
    assert good(await luo.post(f"units/u-hospital/claims/{new.id}", body)) == []
    assert "原件是周岚本人的" in texts(await pushed(server), new)


async def test_complaint__goes_past_the_own_unit_to_the_one_above__sealed__and_is_answered(server: Served) -> None:
    """投诉和建议 on the pages: kept sealed, read by the unit above alone, answered, pushed (X-24)."""
    zhou, luo, qin = (server.caller(n) for n in ("zhou", "luo", "qin"))
    words = "人事科一直不确认，去了三次"
    [mine] = good(await zhou.post("me/complaints", {"text": words}))
    assert (mine["by"], "reply" in mine) == ("云溪区卫健委", False)
    assert await matters(luo, "u-hospital") == []
    [seen] = await matters(qin, "u-yunxi")
    assert (seen["who"], seen["from_unit"], seen["text"]) == ("周岚", "云溪区人民医院", words)
    dump = await server.house.storage.database.fetch("SELECT payload FROM action")
    assert not [r for r in dump if words.encode() in bytes(r["payload"])]
    good(await qin.post(f"units/u-yunxi/matters/{seen['id']}", {"text": "已经请医院三天内办"}))
    assert "云溪区卫健委答复了您11月10日的投诉和建议：已经请医院三天内办" in texts(await pushed(server), zhou)
    assert good(await zhou.get("me/matters"))[0]["reply"] == "已经请医院三天内办"
    assert await matters(qin, "u-yunxi") != []
    assert good(await qin.get("units/u-yunxi/matters?state=open")) == []
    for _ in range(5):
        good(await zhou.post("me/complaints", {"text": words}))
    refused(await zhou.post("me/complaints", {"text": words}), 409, "complaints_wait")
    of_officer = good(await luo.post("me/complaints", {"text": "区里的群里没有人回"}))
    assert of_officer[0]["by"] == "云溪区卫健委"
    nobody = await server.newcomer(unit="")
    assert good(await nobody.post("me/complaints", {"text": "找不到我的单位"}))[0]["by"] == "市卫健委"


async def test_complaint__behind_five_hundred_answered_ones__is_first_and_can_be_answered(server: Served) -> None:
    """What is open comes first, the rest part by part, and each is looked up by itself (X-24)."""
    qin, zhou = server.caller("qin"), server.caller("zhou")
    good(await zhou.post("me/complaints", {"text": "第一条，一直没有人答复"}))
    [first] = good(await qin.get("units/u-yunxi/matters"))
    good(await zhou.post("me/complaints", {"text": "第二条，也没有人答复"}))
    [second] = [m for m in good(await qin.get("units/u-yunxi/matters")) if m["id"] != first["id"]]
    good(await qin.post(f"units/u-yunxi/matters/{second['id']}", {"text": "在办"}))
    for n in range(501):
        await server.house.storage.database.fetch(
            "INSERT INTO matter (id, unit, kind, person, application, answers, state, since)"
            f" SELECT 'x{n}', unit, kind, person, application, answers, 'answered', since + 10 + {n}"
            f" FROM matter WHERE id = '{second['id']}'"
        )
    assert good(await qin.get("units/u-yunxi/matters"))[0]["id"] == first["id"]
    last = good(await qin.get("units/u-yunxi/matters?after=500"))
    assert [m["id"] for m in last if m["id"] == second["id"]] == [second["id"]]
    good(await qin.post(f"units/u-yunxi/matters/{first['id']}", {"text": "今天办"}))


async def test_complaint__of_who_acts_for_the_unit_above_their_own__goes_to_the_one_above_that(server: Served) -> None:
    """“您单位看不到” holds for every unit that one acts for (X-24)."""
    both = await server.newcomer()
    for address, value in (("register.employer", "u-hospital"), ("register.identity", "事业编制人员")):
        await both.save("people/me", address, {"value": value})
    ticket = good(await server.caller("qin").post("units/u-yunxi/invitations", {"role": "officer"}))["ticket"]
    good(await both.post(f"tickets/{ticket}/accept"))
    assert good(await both.post("me/complaints", {"text": "区里不办事"}))[0]["by"] == "市卫健委"
