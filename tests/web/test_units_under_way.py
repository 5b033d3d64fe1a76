"""A unit that changes under a running route: the application keeps its way, and everybody reads who has it now."""

from typing import Any

from zhiping.operating import put_unit

from ..casework.stage import Served, good, refused
from ..casework.way import HEALTH, OPINION, carried, read_all, state_of


async def chain(at: Served, base: str) -> list[tuple[str, str]]:
    """The units on an application's way, as its applicant reads them, each with its state."""
    return [(n["unit"], n["state"]) for n in good(await at.caller("zhou").get(f"{base}/progress"))["chain"]]


async def rule(at: Served, who: str, unit: str, deed: str, opinion: str = "整顿") -> dict[str, Any]:
    """Decide on a unit beneath one's own."""
    return good(await at.caller(who).post(f"units/{unit}/deeds/{deed}", {"opinion": opinion}))


async def sentence(at: Served, base: str) -> str:
    return good(await at.caller("zhou").get(f"{base}/progress"))["sentence"]


async def test_unit__frozen_under_a_running_route__keeps_what_it_has_and_its_officers_only_read(server: Served) -> None:
    """CQ-03: nothing moves and nothing is lost; the applicant reads who has it; thawed, it goes on where it was."""
    base = await carried(server, 1)
    before = await chain(server, base)
    frozen = await rule(server, "shen", "u-yunxi", "freeze")
    assert "1 份在它那里" in frozen["freeze"], "said before and after: what waits there"
    qin = server.caller("qin")
    assert "云溪区卫健委停用了" in await sentence(server, base)
    assert await chain(server, base) == before
    refused(await qin.post(f"{base}/deeds/approve", {}), 409, "unit_frozen")
    refused(await qin.post(f"{base}/deeds/return", {"opinion": "退"}), 409, "unit_frozen")
    refused(await qin.post("units/u-yunxi/invitations", {"role": "officer"}), 409, "unit_frozen")
    he, row = server.caller("he").id, "'u-yunxi', ?1, '', 'refused：', 1.0"
    sql = f"INSERT INTO call (unit, person, application, reason, since) VALUES ({row})"
    await server.house.storage.database.fetch(sql, he)
    refused(await qin.delete(f"units/u-yunxi/calls/{he}"), 409, "unit_frozen")
    assert good(await qin.get("units/u-yunxi/below"))["stopped"].startswith("云溪区卫健委停用了，现在只能看")
    assert not good(await qin.get(f"review/{base.partition('/')[2]}")).get("offers")
    await rule(server, "shen", "u-yunxi", "thaw", "")
    await read_all(server, "qin", base)
    await qin.deed(base, "approve", {"values": HEALTH})
    assert (await chain(server, base))[1][1] == "done"


async def test_unit__frozen__nobody_beneath_hands_in_and_what_was_filled_stays(server: Served) -> None:
    """CQ-03: also one further up stops it, whose step would else be left out; the way back in is the same button."""
    assert server.known is not None
    zhou, base = server.caller("zhou"), server.known.full
    for unit, who, name in (("u-hospital", "qin", "云溪区人民医院"), ("u-yunxi", "shen", "云溪区卫健委")):
        await rule(server, who, unit, "freeze")
        said = refused(await zhou.post(f"{base}/deeds/submit"), 409, "unit_frozen")["detail"]
        assert said.startswith(f"{name}停用了，现在交不了，您填的都在")
        offer = next(d for d in good(await zhou.get(base))["deeds"] if d["deed"] == "submit")
        assert not offer["ok"]
        assert "停用" in offer["say"]
        new = await server.newcomer(unit="")
        if unit == "u-hospital":
            refused(await new.post("me/employer", {"unit": unit}), 404)
        if unit == "u-yunxi":
            await zhou.save(base, "basic.post", "内科副主任")
        await rule(server, who, unit, "thaw", "")
    await zhou.sign(base)
    await zhou.deed(base, "submit")


async def test_unit__renamed_or_moved_under_a_running_route__keeps_the_way_and_names_who_has_it(server: Served) -> None:
    """Bad input: a new name is said beside the one of then; another parent counts for what is handed in afterwards."""
    base = await carried(server, 0)
    before = [unit for unit, _ in await chain(server, base)]
    await put_unit(server.house, "云溪区总医院", "district_institution", "u-yunxi", "chongqing", "u-hospital")
    assert "云溪区人民医院（现名云溪区总医院）" in await sentence(server, base)
    await put_unit(server.house, "巫山区卫健委", "district", "u-city", "chongqing", "u-wushan")
    await put_unit(server.house, "云溪区总医院", "district_institution", "u-wushan", "chongqing", "u-hospital")
    await read_all(server, "luo", base)
    await server.caller("luo").deed(base, "approve", {"values": OPINION})
    assert [step.unit.id for step in (await state_of(server, base)).standing.course.steps][1] == "u-yunxi"
    now = [unit for unit, _ in await chain(server, base)]
    assert now[1:] == before[1:], "what was handed in goes the way it was handed in for"
    assert now[0] == "云溪区人民医院（现名云溪区总医院）"
    await server.caller("qin").deed(base, "return", {"opinion": "请核对单位"})
    zhou = server.caller("zhou")
    await zhou.agree()  # to the unit above of now
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    assert "巫山区卫健委" in [unit for unit, _ in await chain(server, base)], "handed in again, it goes the new way"


async def test_title_office__added_or_closed_while_under_way__counts_for_what_is_handed_in_afterwards(
    server: Served,
) -> None:
    """CQ-04: adding the account inserts 区县卫健委 → 区县职改办 → 区县卫健委 into the chain, fixed at submission."""
    refused(await server.caller("qin").post("units/u-titles/deeds/freeze"), 422, "opinion_missing")
    await rule(server, "qin", "u-titles", "close", "重新添加")
    base = await server.submitted()
    assert "云溪区职改办" not in [unit for unit, _ in await chain(server, base)]
    made = await server.caller("qin").post("units/u-yunxi/children", {"kind": "title_office", "name": "云溪区职改办"})
    good(made)
    assert "云溪区职改办" not in [unit for unit, _ in await chain(server, base)], "its way was fixed at submission"
    await server.caller("luo").deed(base, "return", {"opinion": "请改好再交"})
    zhou = server.caller("zhou")
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    units = [unit for unit, _ in await chain(server, base)]
    at = units.index("云溪区职改办")
    assert units[at - 1] == units[at + 1] == "云溪区卫健委"
    path = f"units/{made.json()['id']}/deeds/close"
    kept = refused(await server.caller("qin").post(path, {"opinion": "不设了"}), 409, "unit_has")
    assert kept["detail"].startswith("还有 1 份申报经过它"), "it has not come there yet, and will"
    refused(await server.caller("qin").post("units/u-yunxi/deeds/close", {"opinion": "合并"}), 404)  # one's own
    busy = refused(await server.caller("shen").post("units/u-yunxi/deeds/close", {"opinion": "合并"}), 409, "unit_has")
    assert "单位" in busy["detail"]
