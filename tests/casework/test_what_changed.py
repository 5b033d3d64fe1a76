"""What of the form differs from what was handed in before is named, with what stood there and stands there (B-03)."""

from __future__ import annotations

from typing import Any

import pytest

from .pictures import certificate
from .stage import Served, good, refused
from .way import OPINION, read_all, returned, row_of

FIRST = "2007年07月至2015年12月，云溪区人民医院，内科，医师"
"""The first row of work as it was handed in, in one line."""


async def second_look(at: Served, base: str, who: str = "luo") -> dict[str, Any]:
    """One application as the unit sees it that knows it from before."""
    return good(await at.caller(who).get(f"review/{base.partition('/')[2]}"))


async def handed_in_again(at: Served, base: str) -> None:
    """Sign anew and hand in."""
    await at.caller("zhou").sign(base)
    await at.caller("zhou").deed(base, "submit")


def pairs(view: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """What changed without a remark: label → before and now."""
    return {c["label"]: (c["was"], c["now"]) for c in view["others"]}


async def test_second_look__registration_changed__names_what_the_form_repeats_of_it(server: Served) -> None:
    base = await returned(server, "basic.work_start", "cover.specialty")
    zhou = server.caller("zhou")
    await zhou.save("people/me", "person.work_start", "1999.8.1")
    await zhou.save("people/me", "person.former_name", "周小岚")
    await zhou.save(base, "cover.specialty", "呼吸内科")
    await handed_in_again(server, base)

    view = await second_look(server, base)

    assert pairs(view) == {"基本信息 曾用名": ("无", "周小岚")}
    marks = {m["address"]: (m["state"], m["old"], m["now"]) for m in view["marks"]}
    assert marks["basic.work_start"] == ("done", "2007年07月01日", "1999年08月01日")
    assert marks["cover.specialty"] == ("done", "心血管内科", "呼吸内科")
    seen = {s["id"]: s.get("seen", False) for s in view["sections"]}
    assert not seen["basic"], "what the registration says otherwise is new to the unit"
    queue = good(await server.caller("luo").get("review/queue", unit="u-hospital"))
    assert "改过重交：标的 2 处都改了" in queue["cards"][0]["special"]


async def test_second_look__rows_moved_dropped_and_added__names_each(server: Served) -> None:
    base = await returned(server)
    zhou = server.caller("zhou")
    first = await row_of(server, base, 1)
    good(await zhou.delete(f"{base}/sections/work/rows/{first}"))
    row = good(await zhou.post(f"{base}/sections/work/rows", {"row": "r7"}))["row"]
    for name, text in {"period": "2007.7-2015.11", "unit": "云溪区中医院", "job": "内科", "title": "医师"}.items():
        await zhou.save(base, f"work.{row}.{name}", text)
    await zhou.save(base, "cover.specialty", "呼吸内科")
    await handed_in_again(server, base)

    view = await second_look(server, base)

    assert pairs(view) == {
        "封面 申报职称专业方向": ("心血管内科", "呼吸内科"),
        "工作经历第 2 条（新加）": ("没有", "2007年07月至2015年11月，云溪区中医院"),
        "工作经历（删了一条）": ("2007年07月至2015年12月，云溪区人民医院", "没有"),
    }
    await read_all(server, "luo", base)


async def test_second_look__nothing_but_the_marked_place_changed__names_nothing_else(server: Served) -> None:
    base = await returned(server, "cover.specialty")
    await server.caller("zhou").save(base, "cover.specialty", "呼吸内科")
    await handed_in_again(server, base)
    view = await second_look(server, base)
    assert view["others"] == []
    assert view["changed"] == ["cover.specialty", "integrity.pledge"]


async def test_second_look__of_the_second_return__begins_at_what_the_first_had_brought(server: Served) -> None:
    base = await returned(server, "cover.specialty")
    zhou = server.caller("zhou")
    await zhou.save(base, "cover.specialty", "呼吸内科")
    await handed_in_again(server, base)
    await server.caller("luo").deed(base, "return", {"opinion": "再改"})
    await zhou.save(base, "basic.school", "重庆医药高等专科学校")
    await handed_in_again(server, base)
    assert pairs(await second_look(server, base)) == {
        "基本信息 就读院校（学历）": ("重庆医科大学", "重庆医药高等专科学校"),
        "基本信息 就读院校（同学历）": ("重庆医科大学", "重庆医药高等专科学校"),
    }


async def test_signing_again__names_answers_and_what_the_registration_says_otherwise_X_09(server: Served) -> None:
    base = await returned(server)
    zhou = server.caller("zhou")
    await zhou.save("people/me", "person.former_name", "周小岚")
    await zhou.save(base, "cover.specialty", "呼吸内科")
    assert good(await zhou.get(f"{base}/pledge"))["changed"] == [
        "封面 申报职称专业方向：原来 心血管内科，现在 呼吸内科",
        "基本信息 曾用名：原来 无，现在 周小岚",
    ]


async def test_signing_again__rows_in_another_order__says_how_they_stood_X_09(server: Served) -> None:
    base = await returned(server)
    zhou = server.caller("zhou")
    good(await zhou.put(f"{base}/sections/work/rows/{await row_of(server, base, 2)}/place", {"place": 0}))
    (change,) = good(await zhou.get(f"{base}/pledge"))["changed"]
    assert change.startswith("工作经历的先后：原来 2007年07月至2015年12月、")
    assert "现在 2016年01月至今、" in change


async def test_marked_row__taken_away__is_no_longer_to_be_mended(server: Served) -> None:
    base = await server.submitted()
    row = await row_of(server, base, 1)
    luo, zhou = server.caller("luo"), server.caller("zhou")
    good(await luo.post(f"review/{base.partition('/')[2]}/marks", {"address": f"work.{row}", "text": "请去掉"}))
    await luo.deed(base, "return", {"opinion": "请去掉这一条"})
    assert good(await zhou.get(f"{base}/fix"))["left"] == 1
    good(await zhou.delete(f"{base}/sections/work/rows/{row}"))
    assert good(await zhou.get(f"{base}/fix"))["left"] == 0
    await handed_in_again(server, base)
    view = await second_look(server, base)
    assert [(m["state"], m["old"], m["now"]) for m in view["marks"]] == [("done", FIRST, "删了这一条")]
    assert view["others"] == []


async def test_marked_row__mended__says_old_and_new_to_both_and_stands_above_the_rows_form(server: Served) -> None:
    base = await server.submitted()
    row, luo, zhou = await row_of(server, base, 1), server.caller("luo"), server.caller("zhou")
    good(await luo.post(f"review/{base.partition('/')[2]}/marks", {"address": f"work.{row}", "text": "和聘书不一致"}))
    form = f"{base}/sections/work/rows/{row}"
    assert "mark" not in good(await zhou.get(form)), "what was not sent is not the applicant's to read"
    await luo.deed(base, "return", {"opinion": "请改这一条"})
    (card,) = good(await zhou.get(f"{base}/fix"))["marks"]
    assert (card["mark"]["old"], card.get("new", "")) == (FIRST, "")
    mark = good(await zhou.get(form))["mark"]
    assert (mark["n"], mark["text"], mark["old"]) == (1, "和聘书不一致", FIRST)

    await zhou.save(base, f"work.{row}.job", "内科临床、带教")
    (card,) = good(await zhou.get(f"{base}/fix"))["marks"]
    told = ("从事何专业技术工作 内科", "从事何专业技术工作 内科临床、带教")
    assert (card["mark"]["old"], card["new"]) == told
    await handed_in_again(server, base)
    (seen,) = (await second_look(server, base))["marks"]
    assert (seen["old"], seen["now"]) == told


async def test_marked_row__answered_with_words_alone__says_what_stands_there(server: Served) -> None:
    base = await server.submitted()
    row, luo, zhou = await row_of(server, base, 1), server.caller("luo"), server.caller("zhou")
    good(await luo.post(f"review/{base.partition('/')[2]}/marks", {"address": f"work.{row}", "text": "请核对"}))
    await luo.deed(base, "return", {"opinion": "请核对"})
    good(await zhou.post(f"{base}/marks/1/explanation", {"text": "和聘书一致"}))
    await handed_in_again(server, base)
    (seen,) = (await second_look(server, base))["marks"]
    assert (seen["state"], seen["old"], seen["now"]) == ("explained", FIRST, FIRST)


PROOF = "basic.training_proof"


async def exchanged(at: Served, base: str, data: bytes) -> None:
    """Put another document where the marked one stood."""
    zhou, slot = at.caller("zhou"), f"{base}/evidence/{PROOF}"
    good(await zhou.delete(slot))
    good(await zhou.upload(f"{slot}/pages", data, "证明.pdf"))
    await at.work()
    good(await zhou.post(f"{slot}/keep"))
    await handed_in_again(at, base)


@pytest.mark.parametrize("marked", [True, False])
async def test_second_look__of_another_document__gives_both_to_the_unit_that_knew_the_first(
    server: Served, marked: bool
) -> None:
    base = await returned(server, *([PROOF] if marked else []))
    luo, qin = server.caller("luo"), server.caller("qin")
    was = good(await luo.get(f"{base}/evidence/{PROOF}"))["kept"]
    await exchanged(server, base, certificate(3))

    view = await second_look(server, base)
    (seen,) = view["marks" if marked else "others"]
    assert (seen["was_file"], seen["now_file"]["pages"]) == (was, 3)
    for file in (seen["was_file"], seen["now_file"]):
        page = await luo.get(file["url"], **{"as": "preview", "page": 1})
        assert (page.status_code, page.headers["content-type"]) == (200, "image/jpeg")
    old = was["url"]
    assert (await server.caller("zhou").get(old)).status_code == 200
    refused(await server.caller("he").get(old), 404)
    await read_all(server, "luo", base)
    await luo.deed(base, "approve", {"values": OPINION})
    assert (await qin.get(seen["now_file"]["url"])).status_code == 200
    refused(await qin.get(old), 404)  # what was replaced before it came here is nothing of theirs
