"""What stands on paper is what its code names, and the code can be checked from the moment the paper exists."""

import re

from .stage import Served, good
from .way import STEPS, carried, read_all, returned, row_of

INK = re.compile(r"<img")


async def paper(at: Served, base: str, who: str = "zhou") -> str:
    """The first form as a page."""
    form = good(await at.caller(who).get(f"{base}/forms"))[0]["id"]
    reply = await at.caller(who).get(f"{base}/forms/{form}.html")
    assert reply.status_code == 200, reply.text[:300]
    return reply.text


def codes(page: str) -> list[str]:
    """The codes printed at its foot."""
    found = re.search(r"核验码 ([0-9a-f +]+)", page)
    assert found
    return found[1].split(" + ")


async def versions(at: Served) -> list[str]:
    """Every version that can be checked."""
    return [r["digest"] for r in await at.house.storage.database.fetch("SELECT digest FROM version")]


async def test_signature__content_changed_since__is_not_drawn(server: Served) -> None:
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    signed = await paper(server, base)
    pictures = len(INK.findall(signed))
    await zhou.save(base, "basic.post", "内科副主任")
    changed = await paper(server, base)
    assert len(INK.findall(changed)) == pictures - 1, "the stroke was made under another content"
    assert codes(changed) != codes(signed)
    for page in (signed, changed):
        assert "所填内容和所交材料都是真实的" in page, "who holds the paper reads what is promised"
        assert "已签名" not in page
        assert "年年" not in page
    await zhou.save(base, "basic.post", "无")
    assert len(INK.findall(await paper(server, base))) == pictures


async def test_correction_and_struck_row__paper_names_both_digests__both_can_be_checked(server: Served) -> None:
    base = await server.submitted()
    path, luo = f"review/{base.partition('/')[2]}", server.caller("luo")
    plain = codes(await paper(server, base))
    assert len(plain) == 1
    good(await luo.post(f"{path}/corrections", {"address": "basic.work", "text": "心血管内科"}))
    page = await paper(server, base)
    both = codes(page)
    assert len(both) == 2
    assert both[0] == plain[0], "the signed version is still named"
    name = next(v for v in await versions(server) if "+" in v)
    checked = await server.http.get(f"/verify/{name}")
    assert checked.status_code == 200
    assert all(code in checked.text for code in both), checked.text
    assert "2026年11月10日" in checked.text, "when it was handed in"
    assert (await server.http.get(f"/verify/{name[:-4]}0000")).status_code == 404


async def test_code_of_a_draft__printed_before_it_was_changed__tells_nothing_of_the_certificate(
    server: Served,
) -> None:
    """One exact version is named on each paper: who once held a draft does not read the certificate by its code."""
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    await paper(server, base)
    [draft] = await versions(server)
    assert "没有提交，是草稿" in (await server.http.get(f"/verify/{draft}")).text
    await zhou.save(base, "basic.societies", "重庆市医学会")
    await zhou.sign(base)
    await carried(server, 1)
    under_way = (await server.http.get(f"/verify/{draft}")).text
    assert "纸上的是旧版本" in under_way
    assert "最近交给单位的不是这一版" in under_way
    for who, deed, body in STEPS[1:]:
        if deed == "approve":
            await read_all(server, who, base)
        await server.caller(who).deed(base, deed, body)
    page = (await server.http.get(f"/verify/{draft}")).text
    assert "发证的不是这一版" in page
    assert "2026年11月10日" in page, "when it was printed"
    for told in ("渝 2026-0001", "发证单位", "纸上的码有效", "副主任医师"):
        assert told not in page
    code = good(await zhou.get(f"{base}/progress"))["certificate"]["verify"].rpartition("/")[2]
    right = (await server.http.get(f"/verify/{code}")).text
    for told in ("渝 2026-0001", "发证单位", "纸上的码有效", "副主任医师"):
        assert told in right


async def test_struck_row__is_not_printed(server: Served) -> None:
    base = await server.submitted()
    row = await row_of(server, base)
    before = await paper(server, base)
    assert "2007年07月" in before
    path = f"review/{base.partition('/')[2]}/strikes"
    good(await server.caller("luo").post(path, {"section": "work", "row": row}))
    struck = await paper(server, base)
    assert struck.count("医师") < before.count("医师")


async def test_paper__printed_by_a_unit__its_code_is_known_before_it_is_out(server: Served) -> None:
    base = await carried(server, 1)
    page = await paper(server, base, "qin")
    assert [v for v in await versions(server) if v.startswith(codes(page)[0].replace(" ", ""))]


async def test_paper__nothing_can_be_kept__is_not_given_out(server: Served) -> None:
    """A form whose code nobody could check is worse than none."""
    base = await returned(server, "basic.post")
    form = good(await server.caller("zhou").get(f"{base}/forms"))[0]["id"]
    fetch = server.house.storage.database.fetch
    await fetch("ALTER TABLE version RENAME TO version_away")
    reply = await server.caller("zhou").get(f"{base}/forms/{form}.html")
    assert reply.status_code == 503, (reply.status_code, reply.text[:200])
    await fetch("ALTER TABLE version_away RENAME TO version")
    assert (await server.caller("zhou").get(f"{base}/forms/{form}.html")).status_code == 200


# ── what the boxes of the form hold ──────────────────────────────────────────
def cells(page: str) -> list[str]:
    """The text of every cell, in order."""
    found = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page, re.DOTALL)
    return [re.sub(r"<[^>]+>|\s", "", cell) for cell in found]


def beside(page: str, label: str) -> str:
    """What stands in the cell after the one with this label."""
    found = cells(page)
    return found[found.index(label) + 1]


async def test_form__number_whose_unit_stands_in_the_label__is_printed_without_it(server: Served) -> None:
    assert server.known is not None
    page = await paper(server, server.known.full)
    assert beside(page, "医德医风满意度（%）") == "96.5"
    assert beside(page, "卫生支农年限") == "0年"


async def test_form__of_a_certified_case__has_every_box_of_the_way_filled(server: Served) -> None:
    """CQ-21: the district's own opinion as the hospital's department, the title office's, the committee's verdict."""
    base = await carried(server, len(STEPS))
    page = await paper(server, base)
    assert beside(page, "基层单位意见") == "同意推荐。"
    assert beside(page, "区县主管部门或区县公共就业和人才服务机构意见") == "同意推荐。"
    assert "负责人：秦川" in cells(page)
    assert beside(page, "区县职改部门、市级主管部门、大型企事业单位、驻渝最高机构意见") == "同意推荐。"
    judged = beside(page, "评审意见")
    assert judged.startswith("评审通过市卫健委2026年11月"), judged
    assert "评审通过　市卫健委　2026年11月" in page, "one line, in the middle of its box as the others are"


async def test_form__before_the_committee_has_spoken__leaves_its_box_empty(server: Served) -> None:
    page = await paper(server, await carried(server, 5))
    assert beside(page, "评审意见") == ""


async def test_form__of_somebody_without_a_degree__prints_the_schooling_there_and_no_number(server: Served) -> None:
    """CQ-07: the same school data, the degree and its number 无; of a degree nothing was asked."""
    assert server.known is not None
    told = re.sub(r"<[^>]+>", " ", await paper(server, server.known.full))
    cells = told[told.index("学位", told.index("最高学历学位") + 6) :].split()
    row = cells[cells.index("证书号") + 1 :][:6]
    assert row == ["2007年06月", "重庆医科大学", "临床医学", "5年", "无", "无"]
