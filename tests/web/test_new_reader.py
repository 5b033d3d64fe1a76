"""What somebody finds who meets a page for the first time: a unit that never opened a case, a first certificate."""

from typing import Any

import pytest

from ..casework.stage import Served, good, refused
from ..casework.way import CERTIFICATE, HEALTH, OPINION, STEPS, carried, read_all, returned


async def seen_by(at: Served, who: str, base: str) -> dict[str, Any]:
    """The application as this officer's page asks for it."""
    return good(await at.caller(who).get(f"review/{base.partition('/')[2]}"))


async def standing_of(at: Served, base: str) -> dict[str, Any]:
    """Where it stands, as the applicant's page asks for it."""
    return good(await at.caller("zhou").get(f"{base}/progress"))


async def mended(at: Served) -> str:
    """The hospital has read it, sent it back for one place, and got it back; return its base."""
    base = await at.submitted()
    await read_all(at, "luo", base)
    path = f"review/{base.partition('/')[2]}/marks"
    good(await at.caller("luo").post(path, {"address": "basic.work", "text": "写得太笼统，请写具体"}))
    await at.caller("luo").deed(base, "return", {"opinion": "请改好再交"})
    zhou = at.caller("zhou")
    await zhou.save(base, "basic.work", "心内科临床、带教")
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    return base


# ── who has read it before, and who has not (B-03) ───────────────────────────
async def test_mended_case__of_the_unit_that_returned_it__is_only_what_changed(server: Served) -> None:
    base = await mended(server)
    view = await seen_by(server, "luo", base)
    assert [m.get("state") for m in view["marks"]] == ["done"]
    assert "basic.work" in view["changed"]
    changed = {a.partition(".")[0] for a in view["changed"]}
    assert {s["id"] for s in view["sections"] if not s.get("seen")} == changed  # what did not change is still read
    assert all(s.get("before") for s in view["sections"] if not s.get("ours"))
    card = good(await server.caller("luo").get("review/queue?unit=u-hospital"))["cards"][0]
    assert card["again"] is True
    assert "改过重交：标的 1 处都改了" in card["special"]


async def test_mended_case__of_a_unit_that_never_opened_it__is_the_whole_unread(server: Served) -> None:
    base = await mended(server)
    await read_all(server, "luo", base)
    await server.caller("luo").deed(base, "approve", {"values": OPINION})
    view = await seen_by(server, "qin", base)
    assert (view["seen"], len(view["unseen"])) == (0, view["total"])
    assert not view.get("again")
    assert [m["state"] for m in view["marks"]] == ["done"], "what another unit marked is told as mended, not as open"
    assert (view["changed"], view["others"]) == ([], [])
    assert not any(s.get("before") for s in view["sections"])
    card = good(await server.caller("qin").get("review/queue?unit=u-yunxi"))["cards"][0]
    assert "again" not in card
    assert not any("改过重交" in s for s in card.get("special", []))
    refused(await server.caller("qin").post(f"{base}/deeds/approve"), 409)
    await read_all(server, "qin", base)
    view = await seen_by(server, "qin", base)
    assert view["seen"] == view["total"]
    assert view["changed"] == []  # one that has begun to read is a first reader still
    await server.caller("qin").deed(base, "approve", {"values": HEALTH})


async def test_mended_case__of_a_unit_that_passed_it_before__is_only_what_changed(server: Served) -> None:
    """The district read and passed it; the title office above sent it back."""
    base = await carried(server, 2)
    await read_all(server, "fang", base)
    await server.caller("fang").deed(base, "return", {"opinion": "封面请改"})
    zhou = server.caller("zhou")
    await zhou.save(base, "cover.specialty", "呼吸内科")
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    for who, deed, body in STEPS[:3]:
        view = await seen_by(server, who, base)
        assert "cover.specialty" in view["changed"], who
        assert 0 < view["seen"] < view["total"], who
        await read_all(server, who, base)
        await server.caller(who).deed(base, deed, body)


async def test_mended_case__of_a_unit_that_read_a_part_before__leaves_the_rest_unread(server: Served) -> None:
    """A section that changed and was never opened is not read by looking at its change."""
    base = await returned(server, "basic.work")
    zhou = server.caller("zhou")
    await zhou.save(base, "basic.work", "心内科临床、带教")
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    view = await seen_by(server, "luo", base)
    assert "basic.work" in view["changed"]
    assert (view["seen"], [s for s in view["sections"] if s.get("before")]) == (0, [])


async def test_unread_sections__named_on_the_way_to_an_approval__are_places_to_go_to(server: Served) -> None:
    """What is still unread stands in the order of reading, each by its id, also where another section was mended."""
    base = await mended(server)
    view = await seen_by(server, "luo", base)
    unread = [s for s in view["sections"] if not s.get("seen")]
    assert unread
    assert [s["label"] for s in unread] == view["unseen"]
    for section in unread:
        good(await server.caller("luo").get(f"review/{view['application']}/sections/{section['id']}"))
    assert (await seen_by(server, "luo", base)).get("unseen", []) == []


# ── what a unit leaves empty ─────────────────────────────────────────────────
async def test_approval__with_one_field_of_the_opinion_empty__names_that_field(server: Served) -> None:
    base = await server.submitted()
    await read_all(server, "luo", base)
    values = {a: v for a, v in OPINION.items() if a != "opinion_base.signer"}
    problem = refused(await server.caller("luo").post(f"{base}/deeds/approve", {"values": values}), 409, "needs")
    assert problem["detail"] == "还没有填好：基层单位意见的负责人签名。填好再点一次"
    assert [(p["section"], p["field"]) for p in problem["problems"]] == [("opinion_base", "signer")]
    assert "负责人签名没填" in problem["problems"][0]["text"]
    await server.caller("luo").deed(base, "approve", {"values": OPINION})


# ── where it goes next ───────────────────────────────────────────────────────
async def test_approval__of_a_unit_that_keeps_the_case__says_which_of_its_own_steps_is_next(server: Served) -> None:
    """The page before, the answer, and the list afterwards: the same unit confirms, passes the list on, issues."""
    base = await carried(server, 3)
    assert (await seen_by(server, "qin", base))["after"] == "本单位，接着“提交市卫健委”"
    card = good(await server.caller("qin").get("review/queue?unit=u-yunxi"))["cards"][0]
    assert card["special"][0] == "要办：区县卫健委确认"
    await read_all(server, "qin", base)
    done = good(await server.caller("qin").post(f"{base}/deeds/approve"))
    assert done["said"] == "已通过，接着“提交市卫健委”"
    assert "云溪区卫健委等着上报" in (await standing_of(server, base))["sentence"]
    await server.caller("qin").deed(base, "forward")
    assert [n["word"] for n in (await standing_of(server, base))["chain"] if n["state"] == "now"] == ["评审中"]
    assert (await seen_by(server, "shen", base))["after"] == "本单位，接着“发证”"
    await read_all(server, "shen", base)
    passed = await server.caller("shen").post(f"{base}/deeds/approve", {"opinion": "评审通过"})
    assert good(passed)["said"] == "已通过，接着“发证”"
    unit = good(await server.caller("shen").get("review/units"))[0]["unit"]
    cards = good(await server.caller("shen").get(f"review/queue?unit={unit}"))["cards"]
    assert [c["special"][0] for c in cards] == ["要办：发证"]


async def test_approval__of_a_unit_that_hands_the_case_on__names_the_next_unit(server: Served) -> None:
    base = await server.submitted()
    assert (await seen_by(server, "luo", base))["after"] == "云溪区卫健委"
    card = good(await server.caller("luo").get("review/queue?unit=u-hospital"))["cards"][0]
    assert not any("要办" in s for s in card.get("special", []))
    await read_all(server, "luo", base)
    assert good(await server.caller("luo").post(f"{base}/deeds/approve", {"values": OPINION}))["said"] == "已通过"


async def test_application__that_came_today__says_so_and_counts_no_days(server: Served) -> None:
    base = await server.submitted()
    shown = good(await server.caller("zhou").get(f"{base}/progress"))
    assert shown["sentence"] == "云溪区人民医院正在审核，今天到的。您现在不用做什么"
    assert [link.get("waited") for link in shown["chain"] if link["state"] == "now"] == [None]


# ── the certificate ──────────────────────────────────────────────────────────
async def test_certificate__issued__shows_its_number_wherever_the_message_leads(server: Served) -> None:
    base = await carried(server, len(STEPS))
    number, zhou = CERTIFICATE["certificate.number"], server.caller("zhou")
    shown = good(await zhou.get(f"{base}/progress"))
    assert number in shown["sentence"]
    issued = shown["chain"][-1]
    assert (issued["label"], issued["state"]) == ("发证", "done")
    assert issued["opinion"].splitlines()[0] == f"证书编号：{number}"
    assert number in good(await zhou.get(base))["sentence"]


async def test_notices__are_offered_while_something_is_to_come_and_not_when_all_is_over(server: Served) -> None:
    base, zhou = await carried(server, len(STEPS) - 1), server.caller("zhou")
    drafts = [a["base"] for a in good(await zhou.get("me"))["applications"] if a["status"] == "draft"]
    for draft in drafts:  # what was only begun could still be told of
        good(await zhou.post(f"{draft}/deeds/withdraw"))
    assert "over" not in good(await zhou.get(f"{base}/progress"))
    assert good(await zhou.get("me"))["subscribe"]
    await server.caller("shen").deed(base, "issue", {"values": CERTIFICATE})
    assert good(await zhou.get(f"{base}/progress"))["over"]
    assert "subscribe" not in good(await zhou.get("me"))
    assert good(await server.caller("shen").get("me"))["subscribe"]  # an officer is told of others'


async def test_handed_in__is_read_and_not_filled(server: Served) -> None:
    """No section says how to fill it, and the last leads home; what was filled can be read, with nothing to hand in."""
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    last = f"{base}/sections/integrity"
    assert good(await zhou.get(f"{base}/sections/basic"))["help"]
    assert good(await zhou.get(last))["next"]["label"] == "核对"
    await zhou.deed(base, "submit")
    assert "help" not in good(await zhou.get(f"{base}/sections/basic"))
    assert good(await zhou.get(last))["next"]["label"] == "回我的申报"
    assert "submit" not in good(await zhou.get(f"{base}/check"))


async def test_certificate__issued__is_shown_printed_and_can_be_checked_by_anybody(server: Served) -> None:
    """What stands on it, its code from the moment it is issued, and a paper; before that there is none of it (B-04)."""
    base, zhou = await carried(server, len(STEPS) - 1), server.caller("zhou")
    assert "certificate" not in good(await zhou.get(f"{base}/progress"))
    forms = [f["id"] for f in good(await zhou.get(f"{base}/forms"))]
    await server.caller("shen").deed(base, "issue", {"values": CERTIFICATE})
    shown = good(await zhou.get(f"{base}/progress"))["certificate"]
    lines = {line["label"]: line["text"] for line in shown["lines"]}
    number = CERTIFICATE["certificate.number"]
    assert (shown["title"], lines["姓名"], lines["证书编号"]) == ("副主任医师 · 心血管内科", "周岚", number)
    assert lines["发证单位"] == "市卫健委"
    assert lines["发证日期"] == "2026年11月10日"
    page = await server.http.get("/verify/" + shown["verify"].partition("/verify/")[2])
    assert page.status_code == 200
    assert all(words in page.text for words in (number, "市卫健委", shown["code"], "周*"))
    assert "周岚" not in page.text
    assert shown["form"]["id"] not in forms
    paper = (await zhou.get(shown["form"]["html"])).text
    assert all(words in paper for words in ("电子证书", "周岚", number, "副主任医师", "市卫健委"))
    assert (await zhou.get(shown["form"]["url"])).content.startswith(b"%PDF-")


@pytest.mark.parametrize("char", ["\u0378", "\ue000", "ꦄ"])
async def test_certificate__with_what_no_font_has__is_not_issued(server: Served, char: str) -> None:
    """Nothing of it can be changed afterwards, so it must be printable when it is written."""
    base, shen = await carried(server, len(STEPS) - 1), server.caller("shen")
    values = CERTIFICATE | {"certificate.number": f"渝 2026-{char}"}
    said = refused(await shen.post(f"{base}/deeds/issue", {"values": values}), 422, "character")
    assert "表上印不出" in said["detail"]
    assert said["problems"][0]["field"] == "number"
    refused(await shen.post(f"{base}/deeds/issue", {"values": CERTIFICATE, "opinion": f"同意{char}"}), 422, "character")
    await shen.deed(base, "issue", {"values": CERTIFICATE})
