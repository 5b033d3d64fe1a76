"""A unit ranks those whom it recommends in one specialty: the list is checked for doubles and gaps (CQ-13)."""

from typing import Any

from ..casework.beginning import fill
from ..casework.stage import Served, good
from ..casework.way import HEALTH, OPINION, TOP, read_all


async def approve(at: Served, who: str, base: str, values: dict[str, Any]) -> str:
    await read_all(at, who, base)
    return (await at.caller(who).deed(base, "approve", {"values": values} if values else {}))["said"]


async def test_ranking_within_a_specialty__is_a_list_without_doubles_and_gaps__said_before_it_goes_up_CQ_13(
    server: Served,
) -> None:
    """Whom it has ranked is said before the next is approved; what is no list, afterwards and before sending up."""
    assert server.known is not None
    he, luo, qin = server.caller("he"), server.caller("luo"), server.caller("qin")
    good(await he.post(f"{server.known.empty}/deeds/delete"))
    other, base = await fill(server, he), await server.submitted()
    await he.deed(other, "submit")
    first = await approve(server, "luo", base, OPINION | {"ranking.count": "2", "ranking.place": "1"})
    assert "排序" not in first, "the other one is still to come"
    view = good(await luo.get(f"review/{other.partition('/')[2]}"))
    specialty = good(await he.get(f"{other}/sections/cover"))
    assert "已经推荐了周岚（第 1 名），排序别重、别漏" in view["doubt"], (view.get("doubt"), specialty)
    second = await approve(server, "luo", other, OPINION | {"ranking.count": "3", "ranking.place": "1"})
    assert "第 1 名排了" in second
    assert "没有第 2 名" in second
    assert "一共推荐 2 人，何宁写 3 人" in second
    for one in (base, other):
        for who, values in (("qin", HEALTH), ("fang", TOP), ("qin", {})):
            assert "排序" not in await approve(server, who, one, values)
    [doubt] = good(await qin.get("units/u-yunxi/forward"))["doubts"]
    assert doubt.startswith("云溪区人民医院“")
    assert "第 1 名排了" in doubt
    good(await qin.post("batches/u-yunxi.n-associate/deeds/forward", {}))
