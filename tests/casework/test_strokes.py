"""A head without an account signs the unit's opinion by a one-time code (B-15)."""

import asyncio
import io

import pikepdf

from storage.audit import verify

from .beginning import fill
from .stage import Caller, Served, good, refused, signature
from .way import OPINION, mark, read_all, state_of

HEAD = "高远山"
TEXTS = {k: v for k, v in OPINION.items() if not k.endswith("signer")}
WEEK = 7


def ink(name: str = HEAD) -> dict[str, object]:
    """What a head sends: the name and one stroke."""
    drawn = signature("")
    return {"name": name, **{k: drawn[k] for k in ("width", "height", "strokes")}}


async def head_of(at: Served, name: str = "a head") -> Caller:
    """Somebody with WeChat and nothing else: no phone number, no account."""
    return await at.log_in(at.platform.user(name))


async def code_for(at: Served, *bases: str, who: str = "luo") -> str:
    body = {"applications": [b.partition("/")[2] for b in bases], "values": TEXTS}
    made = good(await at.caller(who).post("units/u-hospital/strokes", body))
    assert made["qr"].startswith("data:image/")
    assert "/m/#/pages/stroke/stroke?t=" in made["url"]
    return made["ticket"]


async def pictures(at: Served, base: str) -> int:
    """How many pictures the review form holds."""
    form = good(await at.caller("luo").get(f"{base}/forms"))[0]
    with pikepdf.open(io.BytesIO((await at.caller("luo").get(form["url"])).content)) as pdf:
        return sum(len(page.get_images()) for page in pdf.pages)


async def test_opinion__signed_by_a_head_without_an_account__bears_the_stroke(server: Served) -> None:
    """B-15: the officer writes, the head reads and signs by one code; who asked and when is recorded."""
    base, luo = await server.submitted(), server.caller("luo")
    await read_all(server, "luo", base)
    before = await pictures(server, base)
    token = await code_for(server, base)
    (asked,) = good(await luo.get(f"review/{base.partition('/')[2]}"))["strokes"]
    assert (asked["section"], asked["state"]) == ("opinion_base", "asked")

    assert good(await luo.get(f"tickets/{token}"))["page"] == f"pages/stroke/stroke?t={token}"
    refused(await luo.post(f"tickets/{token}/accept"), 422, "elsewhere")
    head = await head_of(server)
    shown = good(await head.post(f"strokes/{token}/open"))
    assert (shown["unit_name"], shown["by"], shown["people"]) == ("云溪区人民医院", "罗敏", 1)
    (line,) = shown["lines"]
    assert (line["name"], line["label"]) == ("周岚", "基层单位意见")
    assert ["意见", "同意推荐。"] in [list(w.values()) for w in line["words"]]
    refused(await head.post(f"strokes/{token}", ink("")), 422, "stroke_name")
    refused(await head.post(f"strokes/{token}", ink() | {"strokes": []}), 422, "ink")
    done = good(await head.post(f"strokes/{token}", ink(), key="one"))
    assert done["signed"].startswith("签好了，1 位")
    assert good(await head.post(f"strokes/{token}", ink(), key="one")) == done, "a lost answer is asked again"

    (stroke,) = (await state_of(server, base)).strokes
    assert (stroke.name, stroke.asked_by, stroke.address) == (HEAD, luo.id, "opinion_base.signer")
    (signed,) = good(await luo.get(f"review/{base.partition('/')[2]}"))["strokes"]
    assert (signed["state"], signed["name"]) == ("signed", HEAD)
    told = [(e["who"], e["label"], e["text"]) for e in good(await luo.get(f"{base}/history"))]
    assert (HEAD, "基层单位意见", "手写签名") in told, "a signature is a transition like another (X-11)"
    picture = await luo.get(signed["image"])
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    await luo.deed(base, "approve", {"values": TEXTS})
    assert await pictures(server, base) == before + 1
    form = good(await luo.get(f"{base}/forms"))[0]
    assert f"负责人：{HEAD}" in (await luo.get(form["html"])).text
    report = await verify(server.house.storage.database, server.house.storage.vault, frozenset({"contact"}))
    assert report.findings == []


async def test_code__forwarded_used_own_or_of_somebody_concerned__is_refused_kindly(server: Served) -> None:
    base = await server.submitted()
    token = await code_for(server, base)
    refused(await server.caller("luo").post(f"strokes/{token}/open"), 403, "stroke_own_code")
    refused(await server.caller("zhou").post(f"strokes/{token}/open"), 403, "own_application")
    head, friend = await head_of(server), await head_of(server, "a friend")
    good(await head.post(f"strokes/{token}/open"))
    said = refused(await friend.post(f"strokes/{token}/open"), 410, "stroke_elsewhere")["detail"]
    assert "另一部手机" in said
    refused(await friend.post(f"strokes/{token}", ink()), 410, "stroke_elsewhere")
    good(await head.post(f"strokes/{token}", ink()))
    assert "已经签过字" in refused(await head.post(f"strokes/{token}/open"), 410, "stroke_used")["detail"]
    refused(await friend.post(f"strokes/{token}", ink()), 410, "stroke_used")
    refused(await head.post("strokes/nothing/open"), 410, "ticket_gone")

    at_once = await code_for(server, base)
    replies = await asyncio.gather(*(who.post(f"strokes/{at_once}/open") for who in (head, friend)))
    assert sorted(r.status_code for r in replies) == [200, 410], "of two phones in one instant one sees the list"
    assert [r.json()["code"] for r in replies if r.status_code == 410] == ["stroke_elsewhere"]

    late = await code_for(server, base)
    server.move_clock(day=10 + WEEK, hour=10, minute=1)
    refused(await head.post(f"strokes/{late}/open"), 410, "ticket_gone")


async def test_code__of_an_opinion_or_application_that_changed__asks_for_another(server: Served) -> None:
    """Bound to exactly what is signed: what changed before makes the code worthless, what changes after the stroke."""
    base, luo = await server.submitted(), server.caller("luo")
    await read_all(server, "luo", base)
    head, first = await head_of(server), await code_for(server, base)
    good(await head.post(f"strokes/{first}/open"))
    await luo.save(base, "opinion_base.text", "同意推荐，材料属实。")
    said = refused(await head.post(f"strokes/{first}", ink()), 410, "stroke_stale")["detail"]
    assert "周岚" in said
    second = await code_for(server, base)
    refused(await head.post(f"strokes/{first}/open"), 410, "stroke_stale")
    good(await head.post(f"strokes/{second}/open"))
    good(await head.post(f"strokes/{second}", ink()))

    await luo.save(base, "opinion_base.text", "同意。")
    id = base.partition("/")[2]
    assert [s["state"] for s in good(await luo.get(f"review/{id}"))["strokes"]] == ["stale"]
    refused(await luo.post(f"{base}/deeds/approve"), 409, "stroke_stale")
    await luo.save(base, "opinion_base.text", "同意推荐。")  # as it was signed: it stands again
    assert [s["state"] for s in good(await luo.get(f"review/{id}"))["strokes"]] == ["signed"]
    good(await luo.delete(f"review/{id}/strokes/opinion_base"))
    refused(await luo.delete(f"review/{id}/strokes/opinion_base"), 404, "stroke_absent")
    await luo.save(base, "opinion_base.text", "同意。")
    await luo.deed(base, "approve")


async def test_stroke__after_a_return__is_asked_anew_only_where_something_changed(server: Served) -> None:
    base, luo, zhou = await server.submitted(), server.caller("luo"), server.caller("zhou")
    head, token = await head_of(server), await code_for(server, base)
    good(await head.post(f"strokes/{token}/open"))
    good(await head.post(f"strokes/{token}", ink()))
    await mark(server, base, "basic.work")
    await luo.deed(base, "return", {"opinion": "请改"})
    await zhou.save(base, "basic.work", "心血管内科临床、带教")
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    await read_all(server, "luo", base)
    refused(await luo.post(f"{base}/deeds/approve"), 409, "stroke_stale")
    await luo.save(base, "opinion_base.signer", "罗敏")  # who types a name has no stroke
    await luo.deed(base, "approve")
    assert (await state_of(server, base)).strokes == []


async def test_list__of_several__is_signed_by_one_stroke_or_not_at_all(server: Served) -> None:
    base, luo, he = await server.submitted(), server.caller("luo"), server.caller("he")
    assert server.known is not None
    good(await he.post(f"{server.known.empty}/deeds/delete"))
    other = await fill(server, he)
    await he.deed(other, "submit")
    ids = [b.partition("/")[2] for b in (base, other)]
    refused(await luo.post("units/u-hospital/strokes", {"applications": ids}), 422, "stroke_unwritten")
    refused(await luo.post("units/u-hospital/strokes", {"applications": []}), 422, "stroke_many")
    beside = {"applications": ids, "values": TEXTS | {"nosuch.field": "x"}}
    refused(await luo.post("units/u-hospital/strokes", beside), 422, "stroke_section")
    refused(await server.caller("lin").post("units/u-second/strokes", {"applications": ids}), 409, "not_this_step")
    token, head = await code_for(server, base, other), await head_of(server)
    assert good(await head.post(f"strokes/{token}/open"))["people"] == 2
    await luo.deed(other, "return", {"opinion": "请补充"})
    said = refused(await head.post(f"strokes/{token}", ink()), 410, "stroke_stale")["detail"]
    assert "何宁" in said
    assert (await state_of(server, base)).strokes == []
    await he.deed(other, "submit")
    token = await code_for(server, base, other)
    good(await head.post(f"strokes/{token}/open"))
    assert good(await head.post(f"strokes/{token}", ink()))["signed"].startswith("签好了，2 位")
    assert [len((await state_of(server, b)).strokes) for b in (base, other)] == [1, 1]
