"""What becomes of a rejection once the list that it was on has gone up (CQ-20, CQ-23, X-24)."""

from typing import Any

from ..casework.beginning import fill
from ..casework.stage import Served, good, refused
from ..casework.way import HEALTH, OPINION, TOP, pushed, read_all, state_of
from .test_matters import matters, texts


async def approve(at: Served, who: str, base: str, values: dict[str, Any]) -> None:
    await read_all(at, who, base)
    await at.caller(who).deed(base, "approve", {"values": values} if values else {})


async def sent_up(at: Served, rejecting: str) -> str:
    """Have one rejected and the district's list go up with another; return the base of who was rejected."""
    he = at.caller("he")
    assert at.known is not None
    good(await he.post(f"{at.known.empty}/deeds/delete"))
    other, base = await fill(at, he), await at.submitted()
    if rejecting == "qin":
        await approve(at, "luo", base, OPINION)
    await at.caller(rejecting).deed(base, "reject", {"opinion": "学分不够"})
    await he.deed(other, "submit")
    for who, values in (("luo", OPINION), ("qin", HEALTH), ("fang", TOP), ("qin", {})):
        await approve(at, who, other, values)
    good(await at.caller("qin").post("batches/u-yunxi.n-associate/deeds/forward", {}))
    return base


async def test_rejection_by_the_hospital__after_the_district_has_sent_up__is_not_undone_CQ_20(server: Served) -> None:
    base = await sent_up(server, "luo")
    detail = refused(await server.caller("luo").post(f"{base}/deeds/undo_reject", {}), 409, "guard")["detail"]
    assert "已经提交市卫健委" in detail
    view = good(await server.caller("luo").get(f"review/{base.partition('/')[2]}"))
    assert not [o for o in view["offers"] if o["deed"] == "undo_reject" and o["ok"]]


async def test_dispute__that_is_granted_after_the_list_went_up__opens_the_undo_X_24(server: Served) -> None:
    """What the unit above says in favour has an effect; what it refuses changes nothing."""
    base = await sent_up(server, "qin")
    zhou, qin, shen = (server.caller(n) for n in ("zhou", "qin", "shen"))
    refused(await qin.post(f"{base}/deeds/undo_reject", {}), 409, "guard")
    good(await zhou.post(f"{base}/disputes", {"text": "学分够的"}))
    [seen] = await matters(shen, "u-city")
    body = {"text": "学分够，请区里撤回不通过", "grants": True}
    good(await shen.post(f"units/u-city/matters/{seen['id']}", body))
    assert "请您单位撤回不通过" in texts(await pushed(server), qin)
    await qin.deed(base, "undo_reject")
    standing = (await state_of(server, base)).standing
    assert (standing.status, standing.granted) == ("submitted", False)


async def test_dispute__that_is_refused__leaves_the_rejection_closed_X_24(server: Served) -> None:
    base = await sent_up(server, "qin")
    zhou, qin, shen = (server.caller(n) for n in ("zhou", "qin", "shen"))
    good(await zhou.post(f"{base}/disputes", {"text": "学分够的"}))
    [seen] = await matters(shen, "u-city")
    good(await shen.post(f"units/u-city/matters/{seen['id']}", {"text": "学分确实不够", "grants": False}))
    assert "维持不通过" in texts(await pushed(server), zhou)
    refused(await qin.post(f"{base}/deeds/undo_reject", {}), 409, "guard")
