"""What stands on paper is what its code names, and the code can be checked from the moment the paper exists."""

import re

from .stage import Served, good
from .way import carried, returned, row_of

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
    return [part.replace(" ", "") for part in found[1].split(" + ")]


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
    assert (await server.http.get(f"/verify/{name[:-4]}0000")).status_code == 404


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
    assert [v for v in await versions(server) if v.startswith(codes(page)[0])]


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
