"""What experts see of an application: built from what its forms print, nothing sensitive, no struck row (CQ-26)."""

from typing import Any

from .stage import Caller, Served, good, refused
from .way import carried, row_of


async def expert_of(at: Served, unit: str = "u-hospital", who: str = "luo") -> Caller:
    ticket = good(await at.caller(who).post(f"units/{unit}/invitations", {"role": "expert"}))["ticket"]
    found = await at.newcomer(unit="")
    good(await found.post(f"tickets/{ticket}/accept"))
    return found


def all_text(view: dict[str, Any]) -> str:
    """Everything that a view says."""
    texts = [view["name"], view["title"]]
    for part in view["parts"]:
        texts += [part["title"], *(f"{line['label']}：{line['text']}" for line in part.get("lines", []))]
        for row in part.get("rows", []):
            texts += [f"{c['label']}：{c['text']}" for c in row["cells"]]
    return "\n".join(texts)


def documents(view: dict[str, Any]) -> list[str]:
    found = [
        d
        for p in view["parts"]
        for d in (*p.get("documents", []), *(x for r in p.get("rows", ()) for x in r.get("documents", ())))
    ]
    return [d["document"]["url"] for d in found]


async def test_expert_view__holds_what_forms_print_and_nothing_sensitive_or_struck(server: Served) -> None:
    """CQ-19, CQ-26: struck rows and numbers of persons are out of it, corrections and documents are in it."""
    base = await server.submitted()
    id, luo = base.partition("/")[2], server.caller("luo")
    expert = await expert_of(server)
    struck = await row_of(server, base, 1)
    job = "从事何专业技术工作：内科"
    assert job in all_text(good(await luo.get(f"{base}/expert")))
    good(await luo.post(f"review/{id}/strikes", {"section": "work", "row": struck}))
    good(
        await luo.post(f"review/{id}/corrections", {"address": "basic.school", "text": "重庆医科大学（原重庆医学院）"})
    )
    view = good(await expert.get(f"{base}/expert"))
    text = all_text(view)
    assert job + "\n" not in text + "\n"
    for said in ("周岚", "申报职称：副主任医师", "就读院校（学历）：重庆医科大学（原重庆医学院）", "心血管内科"):
        assert said in text, said
    assert "500000198506150028" not in text
    assert "证件号码" not in text
    urls = documents(view)
    assert urls
    for url in urls:
        assert (await expert.get(url, **{"as": "preview", "page": 1})).status_code == 200
    basic = good(await luo.get(f"{base}/sections/basic"))
    proof = next(
        f["slot"]["kept"]["url"] for g in basic["groups"] for f in g["fields"] if f["address"] == "basic.id_proof"
    )
    refused(await expert.get(proof), 404)
    assert "basic.id_proof" not in (await expert.get(f"{base}/sections/basic")).text
    readers = await server.house.reads.readers(id)
    assert (expert.id, "expert") in {(r.person, r.what) for r in readers}


async def test_expert_view__is_opened_from_the_approved_list_by_officers_of_the_chain_alone(server: Served) -> None:
    """2.4.2 专家查看."""
    base = await carried(server, 1)
    for who in ("luo", "qin"):
        assert good(await server.caller(who).get(f"{base}/expert"))["name"] == "周岚"
    for who in ("fang", "lin", "he"):
        refused(await server.caller(who).get(f"{base}/expert"), 404, "not_found")
