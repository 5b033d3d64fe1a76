"""What somebody writes for the next employer is not for the one they have left (X-18, CQ-20)."""

from ..casework.stage import Served, good, refused
from ..casework.way import HEALTH, carried, read_all, returned


async def test_returned__and_taken_along_to_another_hospital__the_old_one_reads_nothing_more(server: Served) -> None:
    """It neither reads, reminds nor extends; what is written is read by the new one once it is handed in (X-18)."""
    zhou, luo, lin = (server.caller(n) for n in ("zhou", "luo", "lin"))
    base = await returned(server, "basic.post")
    path = f"review/{base.partition('/')[2]}"
    good(await luo.get(f"{path}/sections/basic"))
    good(await luo.post(f"people/{zhou.id}/deeds/release", {"opinion": "调走"}))
    refused(await luo.get(f"{path}/sections/basic"), 404)
    good(await zhou.post("me/employer", {"unit": "u-second"}))
    await zhou.save("people/me", "register.employer", {"value": "u-second"})
    await zhou.agree()
    good(await lin.post(f"people/{zhou.id}/deeds/confirm"))
    await zhou.save(base, "basic.post", "第二医院的新职务")
    refused(await luo.get(f"{path}/sections/basic"), 404)
    for deed in ("remind", "extend"):
        refused(await luo.post(f"{base}/deeds/{deed}", {}), 404)
    refused(await lin.get(path), 404)
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    assert "第二医院的新职务" in str(good(await lin.get(f"{path}/sections/basic")))


async def test_returned_by_the_district__which_is_above_both__the_district_reads_on(server: Served) -> None:
    zhou, luo, qin = (server.caller(n) for n in ("zhou", "luo", "qin"))
    base = await carried(server, 1)
    await read_all(server, "qin", base)
    await qin.deed(base, "return", {"opinion": "请改好再交", "values": HEALTH})
    path = f"review/{base.partition('/')[2]}"
    good(await luo.post(f"people/{zhou.id}/deeds/release", {"opinion": "调走"}))
    good(await zhou.post("me/employer", {"unit": "u-second"}))
    await zhou.save("people/me", "register.employer", {"value": "u-second"})
    good(await qin.get(f"{path}/sections/basic"))
    refused(await luo.get(f"{path}/sections/basic"), 404)
