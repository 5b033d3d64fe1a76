"""Somebody with another WeChat gets the account back by the unit's code, on both surfaces (CQ-02)."""

from __future__ import annotations

from ..casework.pictures import sheet
from ..casework.stage import APPLICANTS, Caller, Served, good, id_number, refused
from ..casework.way import pushed
from .chatting import Chat

HE = APPLICANTS["he"][1]


async def code_of(by: Caller, who: str) -> str:
    return good(await by.post(f"people/{who}/rebinding"))["ticket"]


async def at_desk(server: Served, name: str) -> Caller:
    """A WeChat that has logged in and is nobody yet."""
    return await server.log_in(server.platform.user(name))


async def test_lost_wechat__is_bound_anew_by_the_unit__and_everything_is_there_again(alone: Served) -> None:
    """CQ-02 without passwords: what the unit resets is which WeChat it is; sessions and the old chat's link end."""
    luo, old = alone.caller("luo"), alone.caller("he")
    assert alone.known is not None
    base, chat = alone.known.empty, Chat.with_phone(alone, "he")
    await chat.join(old)
    await chat.all("接着填", "改申报职称专业方向", "心" * 400)
    assert (await chat.state()).cursor.unsaved
    good(await old.put(f"{base}/answers/cover.specialty", {"text": "心血管内科"}))
    await chat.send_photo(sheet())
    await alone.work()
    await pushed(alone)

    token = await code_of(luo, old.id)
    warned = [t.text for t in await pushed(alone) if t.who == f"person:{old.id}"]
    assert [("罗敏正在帮您换微信找回账号" in t) for t in warned] == [True], "before anything is done"
    new = await at_desk(alone, "何宁的新手机")
    asked = good(await new.get(f"tickets/{token}"))
    assert (asked["asks"], "何宁" in str(asked)) == ("id_number", False)
    refused(await new.post(f"tickets/{token}/rebinding", {"id_number": HE[:-1] + "5"}), 422)  # a slip uses up nothing
    me = good(await new.post(f"tickets/{token}/rebinding", {"id_number": HE.lower()}))
    assert (me["person"]["id"], [a["base"] for a in me["applications"]]) == (old.id, [base])
    assert "心血管内科" in str(good(await new.get(f"{base}/sections/cover")))

    refused(await old.get("me"), 401)
    again = await at_desk(alone, "he")
    assert again.id == "", "the old WeChat is nobody's now"
    refused(await again.get(base), 401)
    assert "开始申报" in (await chat.say("进度")).text or "验证" in chat.replies[-1].text
    said = [t for t in await pushed(alone) if "账号" in t.text]
    assert {t.who for t in said} == {
        chat.stream,
        f"person:{old.id}",
        f"person:{luo.id}",
        f"person:{alone.caller('peng').id}",
    }
    assert "不是您本人换的，请马上联系单位人事科" in next(t.text for t in said if t.who == chat.stream)

    newer = Chat.with_phone(alone, "何宁的新手机")
    await newer.join(new)
    await alone.work()
    assert "心" * 400 in (await newer.say("找回")).text.replace("\n", "")
    assert (await newer.state()).cursor.photos, "photos without a place have come along"


async def test_photo_on_its_way__when_the_wechat_is_exchanged__is_not_lost(alone: Served) -> None:
    """What was sent before belongs to its sender, and whoever uses the old WeChat next sees nothing of it (CQ-02)."""
    luo, old = alone.caller("luo"), alone.caller("he")
    assert alone.known is not None
    base, chat = alone.known.empty, Chat.with_phone(alone, "he")
    await chat.join(old)
    await chat.all("接着填", "改申报职称专业方向", "心" * 400)
    await chat.send_photo(sheet())  # for no place
    assert "拍照发来" in (await chat.say("拍学历证书")).text
    await chat.send_photo(sheet(words="diploma"))
    slot = ((await chat.state()).cursor.tray or {})["a"]
    new = await at_desk(alone, "何宁的新手机")
    good(await new.post(f"tickets/{await code_of(luo, old.id)}/rebinding", {"id_number": HE}))
    left = (await chat.state()).cursor
    assert (left.unsaved, left.photos, left.tray) == ([], [], None)
    await alone.work()  # only now the photos come from the platform
    assert len(good(await new.get(f"{base}/evidence/{slot}"))["pages"]) == 1
    newer = Chat.with_phone(alone, "何宁的新手机")
    await newer.join(new)
    await alone.work()
    assert [bool(p.get("file")) for p in (await newer.state()).cursor.photos] == [True]


async def test_code__is_for_the_units_own_people_alone__once__for_ten_minutes(alone: Served) -> None:
    """Nobody takes somebody else's account: each way round it is refused with a sentence (CQ-02)."""
    luo, lin, qin, he = (alone.caller(n) for n in ("luo", "lin", "qin", "he"))
    for who in ("lin", "zhou", "fang"):
        refused(await alone.caller(who).post(f"people/{he.id}/rebinding"), 404)
    refused(await luo.post(f"people/{luo.id}/rebinding"), 403, "own_account")
    refused(await luo.post(f"people/{qin.id}/rebinding"), 404)
    first = await code_of(luo, he.id)
    token = await code_of(qin, he.id)
    new = await at_desk(alone, "新微信一")
    for number in (HE, id_number(41)):  # there is a later one, which the earlier does not use up
        refused(await new.post(f"tickets/{first}/rebinding", {"id_number": number}), 410, "ticket_gone")
    refused(await alone.caller("zhou").post(f"tickets/{token}/rebinding", {"id_number": HE}), 403, "contact_taken")
    refused(await lin.post(f"tickets/{token}/rebinding", {"id_number": HE}), 403, "contact_taken")
    refused(await he.post(f"tickets/{token}/rebinding", {"id_number": HE}), 409, "already_yours")
    refused(await new.post(f"tickets/{token}/accept"), 401)
    problem = refused(await new.post(f"tickets/{token}/rebinding", {"id_number": id_number(41)}), 410, "id_differs")
    assert "作废" in problem["detail"]
    assert any("身份证号没对上" in t.text for t in await pushed(alone) if t.who == f"person:{luo.id}")
    refused(await new.post(f"tickets/{token}/rebinding", {"id_number": HE}), 410)
    good(await he.get("me"))
    late = await code_of(luo, he.id)
    alone.move_clock(hour=10, minute=11)
    refused(await new.post(f"tickets/{late}/rebinding", {"id_number": HE}), 410, "ticket_gone")


async def test_officer__is_bound_anew_by_the_units_other_officer_or_the_unit_above(alone: Served) -> None:
    """And whoever only began to register anew with the new WeChat in the meantime takes the account up all the same."""
    luo, peng, qin = (alone.caller(n) for n in ("luo", "peng", "qin"))
    number = "500000198105050018"
    new = await at_desk(alone, "彭越的新手机")
    good(
        await new.post(
            "me/phone", {"code": alone.platform.phone_code(alone.platform.user("彭越的新手机", "13677778888"))}
        )
    )
    await new.agree()
    good(await new.post("me/identity", {"name": "彭越", "id_number": number}))
    good(await new.post("me/employer", {"unit": "u-hospital"}))
    me = good(await new.post(f"tickets/{await code_of(luo, peng.id)}/rebinding", {"id_number": number}))
    assert [m["unit"] for m in me["memberships"]] == ["u-hospital"]
    good(await new.get("review/queue?unit=u-hospital"))
    assert not [p for p in good(await luo.get("units/u-hospital/people")) if p["name"] == "彭越"], "no second one waits"
    good(await qin.post(f"people/{luo.id}/rebinding"))
    ticket = good(await alone.caller("lin").post("units/u-second/invitations", {"role": "officer"}))["ticket"]
    good(await new.post(f"tickets/{ticket}/accept"))
    refused(await luo.post(f"people/{peng.id}/rebinding"), 403, "rebind_above")  # who also acts for another unit
    good(await qin.post(f"people/{peng.id}/rebinding"))
