"""Rosters over HTTP: one of a unit's lists as Excel, narrowed, masked, streamed, and recorded for everybody on it."""

import io
import secrets
from typing import Any
from urllib.parse import unquote

import httpx
import openpyxl
import pytest

from casework.actor import Act
from casework.views.rosters import Line
from storage.reads import Reads
from web.api import rosters
from web.calls import Call

from ..casework.stage import Caller, Served, good, refused
from ..casework.way import returned

UNIT = "units/u-hospital/rosters"


def table(reply: httpx.Response) -> list[list[Any]]:
    """The rows of a workbook, as another program reads them."""
    assert reply.status_code == 200, reply.text[:300]
    book = openpyxl.load_workbook(io.BytesIO(reply.content))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


async def take(who: Caller, **query: str) -> httpx.Response:
    return await who.get(f"{UNIT}/roster.xlsx", **query)


async def test_roster__of_a_list__has_a_line_for_each_with_dates_and_is_recorded_as_a_look(server: Served) -> None:
    """X-16, 2.4.1 打印花名册: the pending list as Excel, under its own name, with what the region declares."""
    base, luo = await server.submitted(), server.caller("luo")
    (offered,) = good(await luo.get(UNIT))
    assert offered["url"] == f"{UNIT}/roster.xlsx"
    titles = next(f for f in offered["filters"] if f["path"] == "cover.title")
    assert titles["label"] == "申报职称"
    assert "副主任医师" in titles["options"]
    assert next(f for f in offered["filters"] if f["label"] == "性别")["options"] == ["男", "女"]

    reply = await luo.get(offered["url"])

    assert reply.headers["transfer-encoding"] == "chunked"
    name = unquote(reply.headers["content-disposition"].partition("UTF-8''")[2])
    assert name == f"{offered['label']}-待审-云溪区人民医院-2026-11-10.xlsx"
    title, head, *lines = table(reply)
    assert title[0] == offered["label"]
    assert head[:2] == ["序号", "姓名"]
    (line,) = [dict(zip(head, line, strict=True)) for line in lines]
    assert (line["姓名"], line["工作单位"], line["申报职称"]) == ("周岚", "云溪区人民医院", "副主任医师")
    assert f"{line['出生日期']:%Y-%m-%d}" == "1985-06-15"
    readers = await server.house.reads.readers(base.partition("/")[2])
    assert [(r.person, r.what) for r in readers] == [(luo.id, "roster:roster")]


async def test_roster__narrowed__lists_those_alone_and_says_so(server: Served) -> None:
    """X-16, 2.4.1, 2.4.2: by some conditions, and of each of the lists."""
    await server.submitted()
    luo = server.caller("luo")
    _, said, _, *lines = table(await take(luo, **{"cover.title": "副主任医师", "cover.specialty": "内科"}))
    assert said[0] == "只列出 申报职称：副主任医师；申报职称专业方向：内科"
    assert [line[1] for line in lines] == ["周岚"]
    assert len(table(await take(luo, **{"cover.title": "主任医师"}))) == 3, "a part of another title is not that title"
    assert len(table(await take(luo, list="approved"))) == 2
    refused(await take(luo, **{"cover.title": "院长"}), 422, "filter_option")
    refused(await take(luo, **{"basic.id_number": "5"}), 422, "filter_absent")
    refused(await take(luo, list="all"), 404)
    for name in ("review_form.xlsx", "roster.pdf", "nothing.xlsx", "roster"):
        refused(await luo.get(f"{UNIT}/{name}"), 404)


async def test_roster__of_another_unit_or_for_an_expert__is_not_there(server: Served) -> None:
    """Nobody but the officers of the unit itself takes its people along."""
    await server.submitted()
    ticket = good(await server.caller("luo").post("units/u-hospital/invitations", {"role": "expert"}))["ticket"]
    expert = await server.newcomer(unit="")
    good(await expert.post(f"tickets/{ticket}/accept"))
    absent = refused(await server.caller("luo").get("units/nothing/rosters/roster.xlsx"), 404)
    for who in (server.caller("lin"), server.caller("qin"), server.caller("zhou"), expert):
        refused(await who.get(UNIT), 404)
        assert refused(await take(who), 404) == absent


FORMULAS = ["=HYPERLINK(A1)", "＝1+1", "@SUM(A1)", "-1+cmd|x", "+1+cmd|x", "＋1+cmd|x"]


async def test_roster__with_what_would_be_a_formula__is_text_in_every_cell(server: Served) -> None:
    """X-16: nothing that an applicant has typed is run by the program that opens the roster."""
    base = await returned(server, "cover.specialty")
    zhou, luo, wanted = server.caller("zhou"), server.caller("luo"), []
    for text in FORMULAS:
        await zhou.save(base, "cover.specialty", text)
        book = openpyxl.load_workbook(io.BytesIO((await take(luo, list="returned")).content))
        wanted.append([c for row in book.worksheets[0].iter_rows() for c in row if text in str(c.value)])
    assert [[(c.value, c.data_type) for c in cells] for cells in wanted] == [[(f"'{t}", "s")] for t in FORMULAS]


async def test_roster__of_many__is_written_while_it_is_read(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """X-16: never more than a few people are held; the first piece goes out before the second few are read."""
    base, luo = await server.submitted(), server.caller("luo")
    many, read = [base.partition("/")[2]] * 1000, 0
    few = rosters._few

    async def counted(*given: Any) -> Any:
        nonlocal read
        read += 1
        found = await few(*given)
        assert len(found) <= rosters.FEW
        return [Line({**one.texts, "cover.specialty": secrets.token_hex(90)}, one.moments) for one in found]

    async def listed(*_: Any) -> list[str]:
        return many

    monkeypatch.setattr(rosters, "_few", counted)
    scheme = await server.house.default_region()
    act = Act(key="k", epoch=server.house.clock.time(), surface="mini_program", person=luo.id)
    call = Call(server.house, act, {"id": "u-hospital"}, None)  # type: ignore[arg-type]
    pieces = rosters.pieces(call, scheme, scheme.forms["roster"], "roster", many[:400], {})
    by_then = [read async for piece in pieces if piece]
    assert by_then[0] <= 1, "the first piece is out before the second few are read"
    assert len(set(by_then)) >= 2, "and the others while the next are read"
    assert read == 400 / rosters.FEW
    monkeypatch.setattr(Reads, "listed", listed)
    lines = table(await take(luo))
    assert [line[0] for line in lines[2:]] == [str(n) for n in range(1, 1001)]
