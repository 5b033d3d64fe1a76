"""Notices before what is done with somebody's data: each consent is an action, and the act waits for it (X-21)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from casework.problems import Wrong
from schemes import from_document
from zhiping.operating import put_plan

from ..casework.beginning import fill
from ..casework.pictures import sheet
from ..casework.stage import CLOSES, OPENS, Caller, Served, good, id_number, noted, refused, signature

SLOT = "evidence/basic.id_proof/pages"


async def notices(who: Caller) -> dict[str, dict[str, Any]]:
    return {n["id"].partition(".")[2]: n for n in good(await who.get("me/notices"))}


async def take_back(who: Caller, *names: str) -> None:
    for name in names:
        good(await who.post(f"me/notices/chongqing.{name}/withdraw"))


async def tick(who: Caller, view: dict[str, Any]) -> list[str]:
    """Agree to what a view asks; return which notices it showed."""
    shown = view.get("notices", [])
    for one in shown:
        assert one["text"]
        assert one["withdrawal"]
        assert "{" not in one["text"]
        good(await who.post(f"me/notices/{one['id']}/consent", {"digest": one["digest"]}))
    return [one["id"].partition(".")[2] for one in shown]


async def said(at: Served, who: Caller) -> list[dict[str, Any]]:
    """What the stream of a person holds of consents."""
    found = await at.house.recorded(f"person:{who.id}")
    return [{"kind": kind, **data} for _, kind, _, data in found if kind in {"consented", "dissented"}]


async def test_id_number__before_the_rules_are_agreed_to__is_not_registered(server: Served) -> None:
    """X-21, X-18: the rules stand before the ID number; agreeing is an action with words, time and surface, once."""
    new = await server.log_in(server.platform.user("刚来的", "13912340001"))
    assert good(await new.get("me/notices"))[0]["id"] == "chongqing.rules"  # readable before anybody is known
    refused(await new.post("me/notices/chongqing.rules/consent", {"digest": "x"}), 401)
    me = good(await new.post("me/phone", {"code": server.platform.phone_code(server.platform.user("刚来的"))}))
    new.id = me["person"]["id"]
    body = {"name": "温言", "id_number": id_number(777)}
    problem = refused(await new.post("me/identity", body), 409, "consent_missing")
    assert "个人信息处理规则" in problem["detail"]
    assert problem["problems"][0]["page"] == "pages/notices/notices?notice=chongqing.rules"
    assert await tick(new, me) == ["rules"]
    assert "notices" not in good(await new.post("me/identity", body))
    await tick(new, me)  # the same words once more are no second consent
    (one,) = await said(server, new)
    assert (one["notice"], one["surface"], one["by"]) == ("chongqing.rules", "mini_program", new.id)
    assert "10 年" in one["text"]
    assert "市卫健委" in one["text"]
    assert one["at"].startswith("2026-11-10T10:00")


async def test_each_moment__without_its_consent__is_refused_and_goes_on_after_a_tick(server: Served) -> None:
    """X-21: the photo of the ID card, the publicity, the signature and handing in wait each for its own consent."""
    zhou, base = server.caller("zhou"), server.known.full if server.known else ""
    assert {n["state"] for n in (await notices(zhou)).values()} == {"given"}
    await take_back(zhou, "identity", "handwriting", "publication", "passing")

    assert "身份证" in refused(await zhou.upload(f"{base}/{SLOT}", sheet()), 409, "consent_missing")["detail"]
    good(await zhou.upload(f"{base}/evidence/basic.schooling_proof/pages", sheet()))  # it is no such paper
    assert await tick(zhou, good(await zhou.get(f"{base}/evidence/basic.id_proof"))) == ["identity"]
    added = good(await zhou.upload(f"{base}/{SLOT}", sheet()))
    assert "notices" not in added
    good(await zhou.delete(f"{base}/{SLOT}/{added['pages'][-1]['id']}"))

    await zhou.save(base, "cover.specialty", "呼吸内科")  # stands on what was made public: the unit is asked anew
    assert "“公示”" in refused(await zhou.post(f"{base}/deeds/ready"), 409, "consent_missing")["detail"]
    check = good(await zhou.get(f"{base}/check"))
    assert "云溪区人民医院" in check["notices"][0]["text"]
    assert await tick(zhou, check) == ["publication"]
    good(await zhou.post(f"{base}/deeds/ready"))
    await noted(server.caller("luo"), "u-hospital", base)

    shown = good(await zhou.get(f"{base}/pledge"))
    refused(await zhou.post(f"{base}/pledge", signature(shown["digest"])), 409, "consent_missing")
    assert await tick(zhou, shown) == ["handwriting"]
    good(await zhou.post(f"{base}/pledge", signature(shown["digest"])))

    assert "“报送上级单位”" in refused(await zhou.post(f"{base}/deeds/submit"), 409, "consent_missing")["detail"]
    check = good(await zhou.get(f"{base}/check"))
    assert "云溪区卫健委、市卫健委" in check["notices"][0]["text"]
    assert await tick(zhou, check) == ["passing"]
    good(await zhou.post(f"{base}/deeds/submit"))
    assert "notices" not in good(await zhou.get(f"{base}/check"))
    kinds = [(one["kind"], one["notice"].partition(".")[2]) for one in await said(server, zhou)]
    assert kinds[-8:-4] == [("dissented", n) for n in ("identity", "handwriting", "publication", "passing")]
    assert kinds[-4:] == [("consented", n) for n in ("identity", "publication", "handwriting", "passing")]


async def test_consent_taken_back__undoes_nothing_and_stops_the_next(server: Served) -> None:
    """X-21: what was handed in stays; others' notices and notices that are none cannot be told apart."""
    base, zhou = await server.submitted(), server.caller("zhou")
    shown = (await notices(zhou))["passing"]
    assert "今年不报了" in shown["withdrawal"]
    after = good(await zhou.post(f"me/notices/{shown['id']}/withdraw"))
    assert after["state"] == "withdrawn"
    assert "撤回" in after["state_text"]
    assert good(await zhou.get(base))["status"] == "submitted"
    refused(await zhou.post(f"me/notices/{shown['id']}/withdraw"), 409, "not_consented")
    for id in ("chongqing.nothing", "nowhere.rules", "rules"):
        refused(await zhou.post(f"me/notices/{id}/withdraw"), 404)
        refused(await zhou.post(f"me/notices/{id}/consent", {"digest": shown["digest"]}), 404)
    good(await server.caller("luo").post(f"{base}/deeds/return", {"opinion": "请补充"}))
    refused(await zhou.post(f"{base}/deeds/submit"), 409, "consent_missing")


async def test_changed_words__ask_anew_and_old_ones_cannot_be_agreed_to(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X-21: a version is the digest of its words; an application keeps its scheme, and is asked in those in force."""
    zhou, base = server.caller("zhou"), server.known.full if server.known else ""
    old = (await notices(zhou))["passing"]
    scheme = server.house.shelf.current["chongqing"]
    document = {**scheme.document, "notices": {**scheme.document["notices"]}}
    document["notices"]["passing"] = {**document["notices"]["passing"], "text": "换了一种说法，送给{unit}。"}
    monkeypatch.setitem(server.house.shelf.current, "chongqing", from_document(document))
    refused(await zhou.post(f"{base}/deeds/submit"), 409, "consent_missing")
    new = (await notices(zhou))["passing"]
    assert new["state"] == "changed"
    assert new["text"] == "换了一种说法，送给云溪区人民医院。"
    refused(await zhou.post(f"me/notices/{old['id']}/consent", {"digest": old["digest"]}), 412, "notice_moved")
    good(await zhou.post(f"me/notices/{new['id']}/consent", {"digest": new["digest"]}))
    good(await zhou.post(f"{base}/deeds/submit"))


async def test_publicity_after_submission__has_its_consent_with_handing_in(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X-21, X-17: where nothing is made public before handing in, both consents stand there, each with its own tick."""
    house, he = server.house, server.caller("he")
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(house.shelf.current["chongqing"].document))
    for route in document["routes"].values():
        del route["before"]
    monkeypatch.setitem(house.shelf.current, "chongqing", from_document(document))
    plan = {"id": "n-posted", "region": "chongqing", "year": 2026, "level": "associate", "label": "先提交"}
    await put_plan(house, plan | {"opens": OPENS, "closes": CLOSES})
    base = await fill(server, he, "n-posted")
    await take_back(he, "publication", "passing")
    detail = refused(await he.post(f"{base}/deeds/submit"), 409, "consent_missing")["detail"]
    assert "“公示”“报送上级单位”" in detail
    assert await tick(he, good(await he.get(f"{base}/check"))) == ["publication", "passing"]
    good(await he.post(f"{base}/deeds/submit"))


async def test_documents_of_a_plan__are_listed_with_it_and_must_be_such_that_they_open(server: Served) -> None:
    """X-01: an applicant reads the call itself; an address that nobody can open is refused when the plan is opened."""
    plan = {"id": "n-associate", "region": "chongqing", "year": 2026, "level": "associate", "label": "副高"}
    plan |= {"opens": OPENS, "closes": CLOSES}
    call = {"label": "2026 年度申报通知", "url": "https://example.invalid/notice.pdf"}
    for wrong in ({**call, "url": "notice.pdf"}, {**call, "url": "javascript:alert(1)"}, {"label": "通知"}):
        with pytest.raises(Wrong, match="plan_file"):
            await put_plan(server.house, plan | {"documents": [wrong]})
    await put_plan(server.house, plan | {"documents": [call]})
    listed = good(await server.caller("he").get("plans"))
    assert next(p for p in listed if p["id"] == "n-associate")["documents"] == [call]
