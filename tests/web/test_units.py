"""Units over HTTP: registering one in WeChat, the word of the unit above, freezing, closing, who never logged in."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from evidence.process import Bench
from zhiping.operating import put_unit

from ..casework.beginning import served_copy
from ..casework.stage import Caller, Known, Platform, Served, good, id_number, refused
from ..casework.way import pushed

DATA = {
    "address": "云溪区滨江路 8 号", "postcode": "404500", "place": "重庆市云溪区", "category": "中医医院",
    "grade": "二级甲等", "contact": "温言", "contact_phone": "023-55551234", "email": "无", "fax": "无", "im": "无",
}  # fmt: skip
INSTITUTION = {"kind": "district_institution", "parent": "u-yunxi"}


@pytest.fixture(scope="module")
async def town(
    prepared: Known, tmp_path_factory: pytest.TempPathFactory, platform: Platform, bench: Bench
) -> AsyncIterator[Served]:
    """One product for all tests here that bring units of their own."""
    async with served_copy(prepared, tmp_path_factory.mktemp("units"), platform, bench) as at:
        yield at


async def filled(new: Caller, name: str, where: dict[str, str] = INSTITUTION, **other: str) -> dict[str, Any]:
    """Choose kind and parent and fill everything in; return the registration."""
    view = good(await new.put("me/unit", where))
    for field, text in {"name": name, **DATA, **other}.items():
        await new.save(view["base"], f"{view['section']}.{field}", text)
    return good(await new.get("me/unit"))


async def handed_in(at: Served, name: str, where: dict[str, str] = INSTITUTION) -> tuple[Caller, str]:
    """Somebody new who has handed a registration in; who, and the unit's id."""
    new = await at.newcomer(unit="")
    view = await filled(new, name, where)
    good(await new.post("me/unit/deeds/hand_in"))
    return new, view["id"]


async def opened(at: Served, name: str, where: dict[str, str] = INSTITUTION, by: str = "qin") -> tuple[Caller, str]:
    """The same with the unit approved."""
    new, unit = await handed_in(at, name, where)
    good(await at.caller(by).post(f"units/{unit}/deeds/approve"))
    return new, unit


async def beneath(at: Served, who: str, unit: str, **query: str) -> dict[str, dict[str, Any]]:
    """What stands beneath a unit, by name."""
    found = good(await at.caller(who).get(f"units/{unit}/below", **query))
    return {line["name"]: line for line in found["lines"]}


# ── registering (CQ-01, manual 2.2 and 3.2) ──────────────────────────────────
async def test_unit__registered_in_wechat__is_approved_by_the_unit_above_and_registers_people(town: Served) -> None:
    """CQ-01, X-15: from the choice of kind to an applicant who finds the unit; each outcome is told."""
    new = await town.newcomer(unit="")
    kinds = {k["kind"]: k for k in good(await new.get("me/unit"))["kinds"]}
    assert not kinds.keys() & {"health_commission", "title_office"}, "nobody registers these"
    assert kinds["district_institution"]["group"] == "区县卫健委"
    assert kinds["district_institution"]["guide"]
    found = good(await new.get("units/parents", kind="district_institution", q="云溪 卫"))
    assert [(f["code"], f.get("ok", True)) for f in found] == [("u-yunxi", True)]
    view = await filled(new, "云溪区 中医院")
    assert (view["state"], view.get("left", 0), view["parent"]["name"]) == ("draft", 0, "云溪区卫健委")
    assert "云溪区中医院" not in await beneath(town, "qin", "u-yunxi"), "a draft is nobody else's"

    await pushed(town)
    done = good(await new.post("me/unit/deeds/hand_in"))
    assert (done["state"], done["state_text"]) == ("waiting", "等审核")
    told = await pushed(town)
    assert [t.who for t in told] == [f"person:{town.caller('qin').id}"]
    assert "云溪区中医院注册了单位账号" in told[0].text
    assert view["id"] in told[0].page
    refused(await new.put(f"{view['base']}/answers/{view['section']}.place", {"text": "重庆"}), 409, "unit_waiting")
    assert good(await new.get("units", q="云溪中医院")) == [], "applicants find it once it is approved"

    seen = good(await town.caller("qin").get(f"units/{view['id']}"))
    lines = {line["label"]: line["text"] for line in seen["lines"]}
    assert lines["单位地址"] == DATA["address"]
    assert lines["单位名称"] == "云溪区 中医院"
    assert len(lines) == len(DATA) + 1
    assert seen["registrar"].startswith("温言 139****")
    assert [d["deed"] for d in seen["deeds"]] == ["refuse", "approve"]
    refused(await town.caller("qin").post(f"units/{view['id']}/deeds/approve", seq=seen["seq"] - 1), 412)
    good(await town.caller("qin").post(f"units/{view['id']}/deeds/approve", seq=seen["seq"]))
    (told,) = await pushed(town)
    assert told.who == f"person:{new.id}"
    assert "您是它的经办人" in told.text
    me = good(await new.get("me"))
    assert [(m["unit_name"], m["role"]) for m in me["memberships"]] == [("云溪区中医院", "officer")]
    assert good(await new.get("me/unit")).get("id", "") == ""
    assert [u["name"] for u in good(await new.get("units", q="云溪中医院"))] == ["云溪区中医院"]
    late = refused(await town.caller("qin").post(f"units/{view['id']}/deeds/refuse", {"opinion": "晚了"}), 409)
    assert late["code"] == "unit_state"
    assert "秦川11月10日" in late["detail"]
    assert "审核通过" in late["detail"]


async def test_unit__refused__is_corrected_and_handed_in_again(town: Served) -> None:
    """CQ-01, CQ-03: the reason reaches who registers it and nothing is lost; taken back, it can be changed too."""
    new, unit = await handed_in(town, "云溪区妇幼保健院")
    await pushed(town)
    qin = town.caller("qin")
    assert "不通过" in refused(await qin.post(f"units/{unit}/deeds/refuse"), 422, "opinion_missing")["detail"]
    good(await qin.post(f"units/{unit}/deeds/refuse", {"opinion": "医院级别写错了"}))
    (told,) = await pushed(town)
    assert told.who == f"person:{new.id}"
    assert "医院级别写错了" in told.text
    assert told.page.startswith("pages/unit-reg")
    view = good(await new.get("me/unit"))
    assert (view["state"], view["opinion"], view["name"]) == ("refused", "医院级别写错了", "云溪区妇幼保健院")
    await new.save(view["base"], f"{view['section']}.grade", "三级乙等")
    good(await new.post("me/unit/deeds/hand_in"))
    good(await new.post("me/unit/deeds/take_back"))
    assert unit not in {u["id"] for u in (await beneath(town, "qin", "u-yunxi")).values()}
    await new.save(view["base"], f"{view['section']}.grade", "二级乙等")
    good(await new.post("me/unit/deeds/hand_in"))
    good(await qin.post(f"units/{unit}/deeds/approve"))
    lines = {x["label"]: x["text"] for x in good(await qin.get(f"units/{unit}"))["lines"]}
    assert lines["医院级别"] == "二级乙等"


async def test_unit__of_a_name_that_is_there__is_told_how_to_join(town: Served) -> None:
    """Two registrations of one name under one parent: spaces and full-width letters make no other name (CQ-01)."""
    first = await handed_in(town, "云溪区Ａ区康复医院")
    new = await town.newcomer(unit="")
    await filled(new, " 云溪区 A区 康复医院 ")
    problem = refused(await new.post("me/unit/deeds/hand_in"), 409, "unit_exists")
    assert "邀请码" in problem["detail"]
    assert "云溪区卫健委" in problem["detail"]
    assert good(await new.get("me/unit"))["state"] == "draft", "what was filled in is there"
    good(await town.caller("qin").post(f"units/{first[1]}/deeds/refuse", {"opinion": "重复"}))
    good(await new.post("me/unit/deeds/hand_in"))
    refused(await first[0].post("me/unit/deeds/hand_in"), 409, "unit_exists")


async def test_unit__of_one_name_handed_in_twice_at_once__stands_there_once(town: Served) -> None:
    """Bad input: who comes second by a blink is told of the other, whatever process either came to."""
    both = [await town.newcomer(unit=""), await town.newcomer(unit="")]
    for new in both:
        await filled(new, "云溪区眼科医院")
    done = await asyncio.gather(*(new.post("me/unit/deeds/hand_in") for new in both))
    assert sorted(reply.status_code for reply in done) == [200, 409]
    refused(max(done, key=lambda reply: reply.status_code), 409, "unit_exists")
    assert sum(name == "云溪区眼科医院" for name in await beneath(town, "qin", "u-yunxi", q="眼科")) == 1


async def test_unit__beneath_one_that_is_not_approved__cannot_be_handed_in(town: Served) -> None:
    """CQ-01: the unit above registers first; one that waits is shown, and says what to do."""
    above, parent = await handed_in(town, "重庆市大江集团", {"kind": "city_other", "parent": "u-city"})
    new = await town.newcomer(unit="")
    (found,) = good(await new.get("units/parents", kind="city_institution", q="大江"))
    assert found["ok"] is False
    assert "先联系" in found["guide"]
    where = {"kind": "city_institution", "parent": parent}
    assert "先联系上级单位注册" in refused(await new.put("me/unit", where), 409, "parent_waiting")["detail"]
    refused(await new.put("me/unit", {"kind": "city_institution", "parent": "u-yunxi"}), 422, "unit_parent")
    refused(await new.put("me/unit", {"kind": "title_office", "parent": "u-yunxi"}), 422, "unit_kind")
    refused(await town.caller("qin").post(f"units/{parent}/deeds/approve"), 404)  # level one: the city's word
    good(await town.caller("shen").post(f"units/{parent}/deeds/approve"))
    good(await new.put("me/unit", where))
    spots = refused(await new.post("me/unit/deeds/hand_in"), 422, "incomplete")["problems"]
    assert any("单位名称没填" in s["text"] for s in spots), spots
    await filled(new, "大江集团职工医院", where)
    good(await new.post("me/unit/deeds/hand_in"))
    unit = good(await new.get("me/unit"))["id"]
    refused(await new.post(f"units/{unit}/deeds/approve"), 404)
    good(await above.post(f"units/{unit}/deeds/approve"))
    assert [(x["name"], x["depth"]) for x in (await beneath(town, "shen", "u-city")).values()][-2:] == [
        ("重庆市大江集团", 0), ("大江集团职工医院", 1),
    ] or "大江集团职工医院" in await beneath(town, "shen", "u-city")  # fmt: skip


async def test_unit__that_somebody_else_registers__is_not_there(town: Served) -> None:
    """X-20: ids of another's registration answer as ids that do not exist."""
    new, other = await town.newcomer(unit=""), await town.newcomer(unit="")
    view = await filled(new, "云溪区口腔医院")
    for who in (other, town.caller("qin"), town.caller("luo")):
        refused(await who.get(f"{view['base']}/sections/{view['section']}"), 404)
        refused(await who.put(f"{view['base']}/answers/{view['section']}.name", {"text": "改"}), 404)
        refused(await who.get(f"units/{view['id']}"), 404)
    refused(await other.post("me/unit/deeds/hand_in"), 404)
    unknown = await town.log_in(town.platform.user("nobody with a unit"))
    assert good(await unknown.get("me/unit"))["needs"] == ["phone", "identity"]
    refused(await unknown.put("me/unit", INSTITUTION), 401)
    good(await new.post("me/unit/deeds/give_up"))
    assert good(await new.get("me/unit")).get("id", "") == ""
    refused(await new.get(f"{view['base']}/sections/{view['section']}"), 404)


async def test_unit__opened_by_the_operator_meanwhile__lets_who_registered_it_begin_anew(town: Served) -> None:
    """The operator's command may open what waits; nobody is left with a registration that leads nowhere."""
    new, unit = await handed_in(town, "云溪区康宁医院")
    await put_unit(town.house, "云溪区康宁医院", "district_institution", "u-yunxi", "chongqing", unit)
    assert good(await new.get("me/unit")).get("id", "") == ""
    refused(await new.post("me/unit/deeds/hand_in"), 404)
    assert good(await new.put("me/unit", INSTITUTION))["id"] != unit


async def test_unit__registered_by_an_officer_of_the_unit_above__needs_another_officer(town: Served) -> None:
    """X-20: nobody approves what they registered, be it by another account with the same ID number."""
    number = id_number(941)
    new = await town.newcomer(number=number, unit="")
    twin = await town.newcomer(number=number, unit="")
    ticket = good(await town.caller("qin").post("units/u-yunxi/invitations", {"role": "officer"}))["ticket"]
    good(await twin.post(f"tickets/{ticket}/accept"))
    view = await filled(new, "云溪区皮肤病医院")
    good(await new.post("me/unit/deeds/hand_in"))
    refused(await twin.post(f"units/{view['id']}/deeds/approve"), 403, "own_unit")
    good(await town.caller("qin").post(f"units/{view['id']}/deeds/approve"))


# ── what the unit above does with those beneath (CQ-03, manual 2.3.2) ────────
async def test_unit__its_data_are_changed_by_its_officer_and_by_those_above(town: Served) -> None:
    """CQ-03: a level-one unit sees and edits everything beneath it; a name goes into the tree; others see nothing."""
    officer, unit = await opened(town, "云溪区骨科医院")
    base, section = f"units/{unit}", good(await officer.get(f"units/{unit}"))["section"]
    await officer.save(base, f"{section}.contact", "何宁")
    await town.caller("qin").save(base, f"{section}.name", "云溪区骨伤科医院")
    await town.caller("shen").save(base, f"{section}.fax", "023-1")
    for who in ("lin", "fang", "luo", "zhou"):
        refused(await town.caller(who).put(f"{base}/answers/{section}.fax", {"text": "无"}), 404)
    assert "云溪区骨伤科医院" in await beneath(town, "shen", "u-city")
    assert good(await officer.get("me"))["memberships"][0]["unit_name"] == "云溪区骨伤科医院"
    for like in ("云溪区 人民医院", "云溪区人民医院。", "云溪区人民医\u034f院", "云溪区人民医院\u180e"):
        taken = await town.caller("qin").put(f"{base}/answers/{section}.name", {"text": like})
        refused(taken, 409, "unit_exists")
    assert "云溪区骨伤科医院" in await beneath(town, "qin", "u-yunxi"), "nothing of it was kept"


async def test_units__that_take_one_name_at_once_on_their_own_pages__have_it_once(town: Served) -> None:
    """CQ-01: who comes second by a blink is told, be it a change, a registration or a unit that is added."""
    both = [await opened(town, f"云溪区{n}诊所") for n in ("南山", "北山")]
    at = [(who, f"units/{unit}", good(await who.get(f"units/{unit}"))["section"]) for who, unit in both]
    new = await town.newcomer(unit="")
    await filled(new, "云溪区东山诊所")
    done = await asyncio.gather(
        *(who.put(f"{base}/answers/{section}.name", {"text": "云溪区东山诊所"}) for who, base, section in at),
        new.post("me/unit/deeds/hand_in"),
    )
    assert sorted(reply.status_code for reply in done) == [200, 409, 409]
    for reply in done:
        if reply.status_code == 409:
            refused(reply, 409, "unit_exists")
    assert sum(name == "云溪区东山诊所" for name in await beneath(town, "qin", "u-yunxi", q="山诊所")) == 1
    assert len(await beneath(town, "qin", "u-yunxi", q="山诊所")) == 2 + (done[2].status_code == 200)


async def test_unit__its_name__has_no_markup_and_one_line(town: Served) -> None:
    """Bad input: refused or made plain wherever a name comes in, in registering, changing and adding (CQ-01, CQ-04)."""
    officer, unit = await opened(town, "巴山区卫健委", {"kind": "district", "parent": "u-city"}, by="shen")
    page = f"units/{unit}/answers/{good(await officer.get(f'units/{unit}'))['section']}.name"
    new = await town.newcomer(unit="")
    view = good(await new.put("me/unit", INSTITUTION))
    own, children = f"{view['base']}/answers/{view['section']}.name", f"units/{unit}/children"
    for name in ("<b>巴山区职改办</b>", "巴山区职改办＜script＞"):
        for who, path in ((officer, page), (new, own)):
            refused(await who.put(path, {"text": name}), 422, "name_signs")
            refused(await who.put(path, {"value": name}), 422, "name_signs")
        problem = refused(await officer.post(children, {"kind": "title_office", "name": name}), 422, "name_signs")
        assert "照公章" in problem["detail"]
    await officer.save(f"units/{unit}", page.rpartition("/")[2], "巴山区\u200b\n卫健委\u202e")
    good(await officer.post(children, {"kind": "title_office", "name": "巴山区\u2028\r\n职改办\x07"}))
    assert [*await beneath(town, "shen", "u-city", q="巴山")] == ["巴山区卫健委", "巴山区职改办"]


async def test_people__of_every_unit_beneath__are_found_by_the_level_one_unit(town: Served) -> None:
    """CQ-03, manual 2.3.2: 一级单位用户可以查看自己单位所属单位的帐号信息和该单位下面所有申报人员信息."""
    for who, unit in (("shen", "u-city"), ("qin", "u-yunxi")):
        found = good(await town.caller(who).get(f"units/{unit}/below/people", q="周岚"))
        assert [(p["name"], p["unit_name"], p["state_text"]) for p in found] == [
            ("周岚", "云溪区人民医院", "单位已确认")
        ]
        assert "*" in found[0]["id_number"]
    assert good(await town.caller("qin").get("units/u-yunxi/below/people", q="0028"))[0]["name"] == "周岚"
    refused(await town.caller("luo").get("units/u-yunxi/below/people", q="周岚"), 404)
    refused(await town.caller("lin").get("units/u-hospital/below"), 404)


async def test_title_office__added_by_the_district__stands_there_once(town: Served) -> None:
    """CQ-04, manual 2.3.2: the district opens the account itself, one of it, with an invitation for its officer."""
    _, unit = await opened(town, "巫山区卫健委", {"kind": "district", "parent": "u-city"}, by="shen")
    shen = town.caller("shen")
    (kind,) = good(await shen.get(f"units/{unit}"))["opens"]
    assert kind["kind"] == "title_office"
    assert "区县职改办" in kind["guide"]
    assert "why" not in kind
    made = good(await shen.post(f"units/{unit}/children", {"kind": "title_office", "name": "巫山区职改办"}))
    assert (made["state"], made["parent"]["id"], made["seen"]) == ("approved", unit, "还没有人登录过")
    again = await shen.post(f"units/{unit}/children", {"kind": "title_office", "name": "巫山区职改办二"})
    refused(again, 409, "unit_taken")
    (kind,) = good(await shen.get(f"units/{unit}"))["opens"]
    assert "巫山区职改办" in kind["why"]
    refused(await shen.post(f"units/{unit}/children", {"kind": "direct", "name": "一院"}), 422, "unit_kind")
    refused(await town.caller("qin").post(f"units/{unit}/children", {"kind": "title_office", "name": "x"}), 404)
    good(await shen.post(f"units/{made['id']}/deeds/close", {"opinion": "加错了"}))
    assert "why" not in good(await shen.get(f"units/{unit}"))["opens"][0], "one that was closed makes room"


async def test_unit__closed_in_the_moment_in_which_people_choose_it__one_of_the_two_comes_second(town: Served) -> None:
    """Bad input: nobody waits at a unit that is no more."""
    people = [await town.newcomer(unit="") for _ in range(4)]
    close = town.caller("qin").post("units/u-second/deeds/close", {"opinion": "并入人民医院"})
    came = await asyncio.gather(close, *(p.post("me/employer", {"unit": "u-second"}) for p in people))
    waiting = [good(await p.get("me"))["state"] == "waiting" for p in people]
    if came[0].status_code == 200:
        assert not any(waiting)
        refused(await people[0].post("me/employer", {"unit": "u-second"}), 404)
    else:
        assert "转出" in refused(came[0], 409, "unit_has")["detail"]
        assert any(waiting)


async def test_unit__closed_while_somebody_chooses_it_on_their_page__lets_go_of_them_and_tells_them(
    town: Served,
) -> None:
    """Both are handed to the writer before either is kept: nobody waits at a unit that is gone (CQ-03)."""
    _, unit = await opened(town, "云溪区疗养院")
    new, waiting = await town.newcomer(unit=""), town.house.storage.journal._waiting
    await new.save("people/me", "register.identity", {"value": "事业编制人员"})
    await pushed(town)
    calls: list[asyncio.Task[httpx.Response]] = []
    with closing(sqlite3.connect(town.house.storage.database.place.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for call in (
            new.put("people/me/answers/register.employer", {"value": unit}),
            town.caller("qin").post(f"units/{unit}/deeds/close", {"opinion": "并入人民医院"}),
        ):
            calls.append(asyncio.ensure_future(call))
            async with asyncio.timeout(3):
                while len(waiting) < len(calls):  # noqa: ASYNC110  no event tells it
                    await asyncio.sleep(0.001)
        other.execute("ROLLBACK")
    for reply in await asyncio.gather(*calls):
        good(reply)
    me = good(await new.get("me"))
    assert (me["state"], me.get("employer", "")) == ("released", "")
    [told] = [t.text for t in await pushed(town) if t.who == f"person:{new.id}"]
    assert "云溪区疗养院已经注销，请另选单位" in told


async def test_unit__with_people__is_not_closed_and_says_what_to_do(town: Served) -> None:
    """CQ-03: people are released and units beneath closed first; of one without any the officers act no more."""
    qin = town.caller("qin")
    problem = refused(await qin.post("units/u-hospital/deeds/close", {"opinion": "合并"}), 409, "unit_has")
    assert "转出" in problem["detail"]
    problem = refused(await town.caller("shen").post("units/u-yunxi/deeds/close", {"opinion": "合并"}), 409, "unit_has")
    assert "单位" in problem["detail"]
    for who in ("lin", "luo", "zhou"):  # and whoever has no business there does not learn that
        refused(await town.caller(who).post("units/u-hospital/deeds/close", {"opinion": "合并"}), 404)
    officer, unit = await opened(town, "云溪区结核病防治所")
    await pushed(town)
    good(await qin.post(f"units/{unit}/deeds/close", {"opinion": "并入人民医院"}))
    assert [(t.who, "并入人民医院" in t.text) for t in await pushed(town)] == [(f"person:{officer.id}", True)]
    assert good(await officer.get("me"))["memberships"] == []
    assert "云溪区结核病防治所" not in await beneath(town, "qin", "u-yunxi")
    assert good(await officer.get("units", q="结核病")) == []
    await handed_in(town, "云溪区结核病防治所")  # the name is free again


# ── who never logged in ───────────────────────────────────────────────
async def test_unit__where_nobody_ever_logged_in__is_seen_by_the_unit_above(server: Served) -> None:
    """X-22: never, or not for 30 days; the unit above asks them to look, once a day, or invites somebody."""
    await put_unit(server.house, "云溪区精神卫生中心", "district_institution", "u-yunxi", "chongqing", "u-mind")
    qin = server.caller("qin")
    quiet = await beneath(server, "qin", "u-yunxi", show="quiet")
    assert list(quiet) == ["云溪区精神卫生中心"]
    assert quiet["云溪区精神卫生中心"]["seen"] == "还没有人登录过"
    refused(await qin.post("units/u-mind/deeds/remind"), 409, "unit_unattended")
    good(await qin.post("units/u-mind/invitations", {"role": "officer"}))

    server.move_clock(month=12, day=20)
    fresh = await server.log_in(server.platform.user("qin"))
    quiet = {x["name"]: x for x in good(await fresh.get("units/u-yunxi/below", show="quiet"))["lines"]}
    assert quiet["云溪区人民医院"]["seen"] == "已 40 天没登录", quiet
    told = good(await fresh.post("units/u-hospital/deeds/remind"))
    assert "催过了" in told["said"]
    texts = {t.who: t.text for t in await pushed(server)}
    assert "云溪区卫健委请您看一下云溪区人民医院" in texts[f"person:{server.caller('luo').id}"]
    refused(await fresh.post("units/u-hospital/deeds/remind"), 409, "reminded")
    refused(await fresh.post("units/u-city/deeds/remind"), 404)
