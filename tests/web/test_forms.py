"""Forms over HTTP: the layout that somebody turns is remembered, the paper and the page follow, no content changes."""

import asyncio
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest

from ..casework.stage import Caller, Served, good, refused
from ..casework.way import carried, read_all, returned, state_of

ROWS = "work"
"""A section of rows that the review form prints."""


async def print_form(who: Caller, base: str, folder: Path) -> tuple[int, str]:
    """Print the review form; return its pages and its text, as another program reads them."""
    reply = await who.get(f"{base}/forms/review_form.pdf")
    assert reply.status_code == 200, reply.text[:300]
    file = folder / "form.pdf"
    file.write_bytes(reply.content)
    with pikepdf.open(file) as read:
        pages = len(read.pages)
    return pages, await asyncio.to_thread(text_of, file)


def text_of(file: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


async def test_layout__turned_by_applicant_and_officer__is_remembered_printed_and_signs_nothing_away(
    server: Served, tmp_path: Path
) -> None:
    """CQ-24: 字号、空白行数、行高, while it is filled and after; it stands over a return and changes no content."""
    assert server.known is not None
    base, zhou, luo = server.known.full, server.caller("zhou"), server.caller("luo")
    path = f"{base}/forms/review_form/settings"
    view = good(await zhou.get(path))
    assert view["form"]["layout"]
    assert "readonly" not in view
    whole, *parts = view["parts"]
    assert [(s["key"], s["least"], s["most"]) for s in whole["settings"]] == [
        ("font_size", 5, 16), ("row_height", 4, 60),
    ]  # fmt: skip
    assert f"{ROWS}.blank_lines" in {s["key"] for p in parts for s in p["settings"]}
    assert parts[0]["label"] == "首页"
    signed = good(await zhou.get(f"{base}/pledge"))
    before, _ = await print_form(zhou, base, tmp_path)

    turned = {"font_size": 12, f"{ROWS}.blank_lines": 60, "g1.row_height": 20}
    told = good(await zhou.put(path, {"settings": turned}))

    assert told["settings"] == turned
    assert {s["key"]: s.get("value") for p in told["parts"] for s in p["settings"]} | turned == {
        s["key"]: turned.get(s["key"]) for p in told["parts"] for s in p["settings"]
    }
    pages, text = await print_form(zhou, base, tmp_path)
    assert pages >= before + 2, "sixty lines more are two pages"
    assert "（续）" in text
    assert "font-size:12pt" in (await zhou.get(f"{base}/forms/review_form.html")).text
    after = good(await zhou.get(f"{base}/pledge"))
    assert (after["state"], after["digest"]) == ("signed", signed["digest"])

    base = await returned(server, "basic.work")
    assert (await state_of(server, base)).settings["review_form"] == turned
    luos = turned | {f"{ROWS}.blank_lines": 3}
    good(await luo.put(path, {"settings": luos}))
    await zhou.save(base, "basic.work", "心血管内科")
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    assert good(await luo.get(path))["settings"] == luos
    good(await zhou.put(path, {"settings": {}}))
    assert (await print_form(zhou, base, tmp_path))[0] == before


async def test_layout__turned_while_a_unit_reads__leaves_what_it_has_read_as_it_was(server: Served) -> None:
    """CQ-24: turning a form's letters is no change on which a verdict would have to be thought over."""
    base = await server.submitted()
    luo, zhou = server.caller("luo"), server.caller("zhou")
    await read_all(server, "luo", base)
    seq = good(await luo.get(f"review/{base.partition('/')[2]}"))["seq"]
    good(await zhou.put(f"{base}/forms/review_form/settings", {"settings": {"font_size": 9}}))
    good(await luo.post(f"{base}/deeds/return", {"opinion": "请补充"}, seq=seq))


WRONG = [
    ({"font_size": 4}, "setting_range"),
    ({"font_size": 17}, "setting_range"),
    ({"work.blank_lines": 61}, "setting_range"),
    ({"g1.blank_lines": 1}, "setting_absent"),
    ({"ink": 1}, "setting_absent"),
]


async def test_layout__that_the_form_has_not_or_not_so_far__is_refused_with_its_limits(server: Served) -> None:
    """CQ-24: the limits are said; a certificate and a form that never was have nothing to turn."""
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    for settings, code in WRONG:
        problem = refused(await zhou.put(f"{base}/forms/review_form/settings", {"settings": settings}), 422, code)
        assert code != "setting_range" or re.search(r"填 \d+ 到 \d+ [磅行]", problem["detail"]), problem
    for name in ("certificate", "nothing", "review_form.pdf"):
        refused(await zhou.get(f"{base}/forms/{name}/settings"), 404)
        refused(await zhou.put(f"{base}/forms/{name}/settings", {"settings": {}}), 404)
    assert not (await state_of(server, base)).settings


@pytest.mark.parametrize("who", ["qin", "lin"])
async def test_layout__of_somebody_elses_application__is_not_there(server: Served, who: str) -> None:
    """A unit that the application has not come to, or never comes to, turns and learns nothing."""
    base = await carried(server, 0)
    path = f"{base}/forms/review_form/settings"
    refused(await server.caller(who).get(path), 404, "not_found")
    refused(await server.caller(who).put(path, {"settings": {"font_size": 9}}), 404, "not_found")


async def test_signed_copy__of_the_workload__is_offered_at_its_slot_and_told_what_has_changed_since(
    server: Served, tmp_path: Path
) -> None:
    """CQ-12: 下载工作量 stands at the slot; after a change it is printed, signed and brought anew for that change."""
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    slot = f"{base}/evidence/workload_papers.sheet"
    copy = good(await zhou.get(slot))["copy"]
    assert copy == {"label": "任现职以来的工作量表", "url": f"{base}/forms/workload_sheet.pdf"}
    reply = await zhou.get(copy["url"])
    file = tmp_path / "sheet.pdf"
    file.write_bytes(reply.content)
    text = await asyncio.to_thread(text_of, file)
    assert all(said in text for said in ("周岚", "2021年", "2025年", "单位盖章"))
    row = good(await zhou.get(f"{base}/sections/workload"))["rows"]["cards"][0]["row"]

    await zhou.save(base, f"workload.{row}.count5", "888")

    copy = good(await zhou.get(slot))["copy"]
    assert copy["stale"]
    (changed,) = copy["changed"]
    assert "第 1 条 2025年：原来 120，现在 888" in changed
    problem = refused(await zhou.post(f"{base}/deeds/submit"), 422, "incomplete")
    assert any("重新打印、签字盖章" in spot["text"] for spot in problem["problems"]), problem
    await zhou.save(base, "basic.post", "内科副主任")
    assert good(await zhou.get(slot))["copy"]["changed"] == [changed], (
        "what the sheet does not print is no change of it"
    )
    good(await zhou.post(f"{slot}/keep"))
    assert "stale" not in good(await zhou.get(slot))["copy"]


async def test_earlier_work__is_on_the_review_form_and_not_on_the_public_one__and_wants_no_document(
    server: Served,
) -> None:
    """CQ-10: 任现职前工作业绩 stands on the 评审表 alone; nothing is photographed for it."""
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    row = good(await zhou.post(f"{base}/sections/earlier/rows", {"row": "r1"}))["row"]
    given = {"period": "2012.5-2014.5", "name": "高血压社区管理", "role": "参与，排名第三", "result": "2014年结题"}
    for name, text in given.items():
        await zhou.save(base, f"earlier.{row}.{name}", text)
    groups = good(await zhou.get(f"{base}/sections/earlier/rows/{row}"))["groups"]
    assert "evidence" not in {f["control"] for group in groups for f in group["fields"]}
    forms = {name: (await zhou.get(f"{base}/forms/{name}.html")).text for name in ("review_form", "publicity_form")}
    assert "高血压社区管理" in forms["review_form"]
    assert "高血压社区管理" not in forms["publicity_form"]
    assert "胸痛中心建设" in forms["publicity_form"], "work in the present post is"
