"""Helping somebody to fill: for one application, recorded, revocable, over with the submission (X-23)."""

from typing import Any

from ..bot.chatting import Chat
from ..casework.pictures import sheet
from ..casework.stage import Caller, Served, good, id_number, refused
from ..casework.way import pushed


async def assistant(at: Served, owner: Caller, base: str, name: str = "江渡") -> Caller:
    """Somebody with a verified phone and nothing else who has agreed to help."""
    ticket = good(await owner.post(f"{base}/helpers", {"name": name}))["ticket"]
    user = at.platform.user(f"{name}的微信", "13655554444")
    new = await at.log_in(user)
    refused(await new.post(f"tickets/{ticket}/accept"), 401, "phone_first")
    new.id = good(await new.post("me/phone", {"code": at.platform.phone_code(user)}))["person"]["id"]
    asked = good(await new.get(f"tickets/{ticket}"))
    assert "签名和提交由本人来办" in asked["detail"]
    good(await new.post(f"tickets/{ticket}/accept"))
    assert [(a["base"], a["helps"]) for a in good(await new.get("me"))["applications"]] == [(base, owner.name)]
    refused(await (at.caller("he")).post(f"tickets/{ticket}/accept"), 410)
    return new


async def test_helper__fills_and_photographs_one_application__and_nothing_else(server: Served) -> None:
    """What an assistant does stands under the assistant's name; what is the applicant's alone stays so (X-23)."""
    assert server.known is not None
    zhou, base, other = server.caller("zhou"), server.known.full, server.known.empty
    new = await assistant(server, zhou, base)
    await pushed(server)
    await new.save(base, "cover.specialty", "呼吸内科")
    good(await new.upload(f"{base}/evidence/basic.training_proof/pages", sheet()))
    await server.work()
    good(await new.post(f"{base}/evidence/basic.training_proof/keep"))
    assert "您在帮周岚填" in str(good(await new.get(base))["notes"])
    for path in ("sections/basic", "check"):
        shown = str(good(await new.get(f"{base}/{path}")))
        assert not {"50000019850615", "id_proof", "500000********0028"} & {
            w for w in ("50000019850615", "id_proof") if w in shown
        }
    slot = "evidence/basic.id_proof"
    proof = good(await zhou.get(f"{base}/{slot}"))["kept"]["url"]
    refused(await new.get(f"{base}/{slot}"), 404)
    refused(await new.get(proof), 404)
    refused(await new.upload(f"{base}/{slot}/pages", sheet()), 403, "sensitive")
    refused(await new.delete(f"{base}/{slot}"), 403, "sensitive")
    assert good(await new.get(f"{base}/forms")) == []
    form = good(await zhou.get(f"{base}/forms"))[0]["url"]
    refused(await new.get(form), 404)
    shown = good(await zhou.get(f"{base}/pledge"))
    ink: dict[str, Any] = {"digest": shown["digest"], "agreed": True, "width": 660, "height": 300, "strokes": []}
    assert (await new.post(f"{base}/pledge", ink)).status_code == 403
    refused(await new.post(f"{base}/pledge/ticket"), 404)
    for deed in ("submit", "withdraw", "delete"):
        refused(await new.post(f"{base}/deeds/{deed}"), 403, "not_yours")
    for call in (
        new.get(other),
        new.get("review/" + base.partition("/")[2]),
        new.get(f"people/{zhou.id}/registration"),
    ):
        refused(await call, 404)
    refused(await new.post(f"{base}/helpers", {"name": "别人"}), 403, "not_yours")

    told = good(await zhou.get(f"{base}/history"))
    mine = [(e["who"], e["label"], e["text"]) for e in told]
    assert ("江渡（帮填）", "封面 申报职称专业方向", "呼吸内科") in mine
    assert any(who == "江渡（帮填）" and text.startswith("材料换过") for who, _, text in mine)
    assert any(who == "周岚" for who, _, _ in mine)
    assert "帮填人" in str(good(await zhou.get(f"{base}/readers")))

    assert [h["id"] for h in good(await zhou.delete(f"{base}/helpers/{new.id}")) if not h.get("until")] == []
    for path in (base, f"{base}/sections/cover", f"{base}/history"):
        refused(await new.get(path), 404)
    refused(await new.put(f"{base}/answers/cover.specialty", {"text": "消化内科"}), 404)
    assert good(await new.get("me"))["applications"] == []
    assert any("不用再帮填了" in t.text for t in await pushed(server) if t.who == f"person:{new.id}")


async def test_helper__is_one_who_reviews_nothing_here__and_can_be_asked_only_while_it_is_open(server: Served) -> None:
    """回避 (X-20): who acts for a unit on the way does not help, and who has helped decides nothing."""
    assert server.known is not None
    zhou, luo, base = server.caller("zhou"), server.caller("luo"), server.known.full
    ticket = good(await zhou.post(f"{base}/helpers", {"name": "罗敏"}))["ticket"]
    refused(await luo.post(f"tickets/{ticket}/accept"), 403, "reviews")
    refused(await zhou.post(f"tickets/{ticket}/accept"), 403, "own_application")
    refused(await server.caller("he").post(f"{base}/helpers", {"name": "何宁"}), 404)
    refused(await zhou.post(f"{base}/helpers", {"name": "1"}), 422)
    new = await assistant(server, zhou, base)
    await server.submitted()
    refused(await new.get(base), 404)
    assert any("交上去了" in t.text for t in await pushed(server) if t.who == f"person:{new.id}")
    refused(await zhou.post(f"{base}/helpers", {"name": "江渡"}), 409, "locked")
    office = good(await luo.post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    await new.agree()
    good(await new.post("me/identity", {"name": "江渡", "id_number": id_number(31)}))
    good(await new.post(f"tickets/{office}/accept"))
    problem = refused(await new.post(f"{base}/deeds/return", {"opinion": "退"}), 403, "own_application")
    assert "帮填过" in problem["detail"]


async def test_helper__fills_in_chat_too__until_let_go(server: Served) -> None:
    """The same application in the assistant's own chat, and from the moment of the end no more of it (X-23)."""
    assert server.known is not None
    he, base = server.caller("he"), server.known.empty
    new = await assistant(server, he, base, "江帆")
    chat = Chat.with_phone(server, "江帆的微信")
    await chat.join(new)
    said = await chat.say("改申报职称专业方向")
    assert "专业方向" in said.text
    await chat.say("心血管内科")
    assert "心血管内科" in str(good(await he.get(f"{base}/sections/cover")))
    assert ("江帆（帮填）", "聊天") in [(e["who"], e.get("surface")) for e in good(await he.get(f"{base}/history"))]
    assert "登记" not in (await chat.say("还差什么")).text
    good(await he.delete(f"{base}/helpers/{new.id}"))
    for text in ("查看", "接着填", "改申报职称专业方向"):
        assert "心血管" not in (await chat.say(text)).text


async def test_helpers__are_three_at_most__let_go_for_good__and_told_when_all_is_deleted(server: Served) -> None:
    """An invitation that was made before gives nothing to who was let go since, nor a place that is taken (X-23)."""
    assert server.known is not None
    he, base = server.caller("he"), server.known.empty
    spare, over = [good(await he.post(f"{base}/helpers", {"name": "江渡"}))["ticket"] for _ in range(2)]
    new = await assistant(server, he, base)
    good(await he.delete(f"{base}/helpers/{new.id}"))
    assert "停掉了" in refused(await new.post(f"tickets/{spare}/accept"), 410)["detail"]
    others = [await assistant(server, he, base, name) for name in ("江一", "江二", "江三")]
    refused(await he.post(f"{base}/helpers", {"name": "江四"}), 409, "helpers_full")
    user = server.platform.user("江四的微信", "13655554445")
    fourth = await server.log_in(user)
    good(await fourth.post("me/phone", {"code": server.platform.phone_code(user)}))
    refused(await fourth.post(f"tickets/{over}/accept"), 409, "helpers_full")
    good(await he.post(f"{base}/deeds/delete"))
    told = [t.who for t in await pushed(server) if "删掉了" in t.text]
    assert told == [f"person:{one.id}" for one in others]
    assert good(await others[0].get("me"))["applications"] == []


async def test_helper__empties_and_brings_back_no_section_with_the_id_card_in_it_X_23(server: Served) -> None:
    """What is sensitive goes along with a whole section, so only the applicant takes that away or finds it again."""
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    new = await assistant(server, zhou, base)

    async def answered() -> bool:
        return "kept" in good(await zhou.get(f"{base}/evidence/basic.id_proof"))

    refused(await new.post(f"{base}/sections/basic/clear"), 403, "sensitive")
    assert await answered()
    good(await zhou.post(f"{base}/sections/basic/clear"))
    refused(await new.post(f"{base}/sections/basic/recover"), 403, "sensitive")
    assert not await answered()
    good(await zhou.post(f"{base}/sections/basic/recover"))
    assert await answered()
    good(await new.post(f"{base}/sections/work/clear"))
    good(await new.post(f"{base}/sections/work/recover"))
