"""What was filled in an application that has ended is offered again: in chat and on pages, one section at a time."""

from __future__ import annotations

from typing import Any

from zhiping.operating import put_plan

from ..casework.stage import Caller, Served, good, refused
from .chatting import Chat

NEXT = {"id": "n-next", "region": "chongqing", "year": 2027, "level": "associate", "label": "2027 年度高级职称（副高）"}


async def next_year(at: Served) -> tuple[Caller, str, str]:
    """Zhou, whose application of last year was given up, and the one of this year, which is just begun."""
    assert at.known is not None
    zhou, old = at.caller("zhou"), at.known.full
    await zhou.deed(old, "withdraw")
    await put_plan(at.house, NEXT | {"opens": "2026-11-01 09:00", "closes": "2027-11-30 17:00"})
    return zhou, old, good(await zhou.post("applications", {"plan": "n-next"}))["base"]


def values(view: dict[str, Any]) -> dict[str, Any]:
    return {f["address"].rpartition(".")[2]: f.get("value") for g in view["groups"] for f in g["fields"]}


async def test_section__of_an_application_that_has_ended__is_looked_at_and_taken_with_its_documents(
    alone: Served,
) -> None:
    """B-05: rows, documents and years; what stands already stays; nobody else gets at it."""
    zhou, old, new = await next_year(alone)
    assert good(await zhou.get(f"{new}/sections/work"))["earlier"] == "2026 年度重庆市卫生高级职称（副高）"
    seen = good(await zhou.get(f"{new}/sections/work/earlier"))
    assert seen["rows"] == len(good(await zhou.get(f"{old}/sections/work"))["rows"]["cards"])
    assert good(await zhou.get(f"{new}/sections/work"))["rows"]["count"] == 0, "nothing is filled silently"

    before = values(good(await zhou.get(f"{old}/sections/basic")))
    assert good(await zhou.post(f"{new}/sections/work/earlier", key="once"))["rows"] == seen["rows"]
    again = good(await zhou.post(f"{new}/sections/work/earlier", key="once"))
    assert again["rows"] == again["section"]["rows"]["count"] == seen["rows"], "the same call once more has one effect"
    refused(await zhou.post(f"{new}/sections/work/earlier"), 409, "rows_there")

    await zhou.save(new, "basic.ethics", "88")
    taken = good(await zhou.post(f"{new}/sections/basic/earlier"))
    after = values(taken["section"])
    assert after["ethics"] == 88, "what stands stays"
    assert after["school"] == before["school"]
    assert [after[f"appraisal{n}"] for n in range(1, 5)] == [before[f"appraisal{n}"] for n in range(2, 6)], "by year"
    assert after["appraisal1"], "there were answers for these years"
    assert after.get("appraisal5") is None, "nobody knows the newest year yet"
    slot = good(await zhou.get(f"{new}/evidence/basic.training_proof"))
    was = good(await zhou.get(f"{old}/evidence/basic.training_proof"))
    assert slot["state"] == "kept"
    assert slot["kept"]["pages"] == was["kept"]["pages"]
    assert slot["kept"]["url"].rpartition("/")[2] != was["kept"]["url"].rpartition("/")[2], "a copy with its own key"
    assert (await zhou.get(slot["kept"]["url"])).status_code == 200
    refused(await alone.caller("he").post(f"{new}/sections/cover/earlier"), 404)
    refused(await alone.caller("he").get(f"{new}/sections/cover/earlier"), 404)


async def test_answer_that_no_longer_passes__is_left_out_and_named(alone: Served) -> None:
    """B-05: under a plan of the other level the titles of then are no options."""
    assert alone.known is not None
    zhou = alone.caller("zhou")
    await zhou.deed(alone.known.full, "withdraw")
    new = good(await zhou.post("applications", {"plan": "n-senior"}))["base"]
    taken = good(await zhou.post(f"{new}/sections/cover/earlier"))
    assert any(text.startswith("申报职称：") for text in taken["lost"]), taken
    assert values(taken["section"])["specialty"] is not None


async def test_chat__at_a_section_of_last_year__shows_it_and_takes_it_by_one_tap_or_asks_anew(alone: Served) -> None:
    """B-05."""
    assert alone.known is not None
    zhou, _, _ = await next_year(alone)
    chat = Chat(alone)
    await chat.join(zhou)
    said = await chat.say("填工作经历")
    assert said.lines[0] == "【工作经历】去年填的是："
    assert said.lines[-2:] == ["〔照去年的填〕", "〔重新填〕"]
    assert (await chat.say("2010.8-2015.12")).lines[0] == "先选一个，这句话还没保存。"
    said = await chat.say("照去年的填")
    assert said.lines[0].startswith("✓ 照着填好了：")
    assert "【工作经历】" in said.text
    said = await chat.say("填基本信息")
    assert said.lines[0] == "【基本信息】去年填的是："
    said = await chat.say("重新填")
    assert said.text.startswith("【基本信息】身份证印证材料")
    assert chat.stored("basic.school") is None
