"""Whoever opens another's application leaves a trace, whichever way it was opened; offices run their own plans only."""

from typing import Any

import pytest

from .stage import Served, good, refused
from .way import carried, row_of


async def looks(at: Served, base: str, who: str) -> set[str]:
    """What the record says that somebody opened."""
    rows = await at.house.reads.readers(base.partition("/")[2])
    return {r.what for r in rows if r.person == at.caller(who).id}


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("", "overview"),
        ("/sections/basic", "basic"),
        ("/check", "check"),
        ("/progress", "progress"),
        ("/pledge", "pledge"),
        ("/evidence/basic.id_proof", "basic.id_proof"),
    ],
)
async def test_look_at_another_s_application__any_way__is_recorded(server: Served, path: str, what: str) -> None:
    base = await server.submitted()
    good(await server.caller("luo").get(f"{base}{path}"))
    assert await looks(server, base, "luo") == {what}
    good(await server.caller("zhou").get(f"{base}{path}"))
    assert await looks(server, base, "zhou") == set()


async def test_form_printed_by_a_unit__is_recorded(server: Served) -> None:
    base = await server.submitted()
    form = good(await server.caller("luo").get(f"{base}/forms"))[0]["id"]
    assert (await server.caller("luo").get(f"{base}/forms/{form}.html")).status_code == 200
    assert await looks(server, base, "luo") == {f"form:{form}"}


async def test_view_of_the_whole__counts_for_no_section_that_must_be_read(server: Served) -> None:
    base = await server.submitted()
    path = f"review/{base.partition('/')[2]}"
    good(await server.caller("luo").get(f"{base}/check"))
    view = good(await server.caller("luo").get(path))
    assert view["seen"] == 0
    good(await server.caller("luo").get(f"{base}/sections/basic"))
    view = good(await server.caller("luo").get(path))
    assert [s["id"] for s in view["sections"] if s.get("seen") and not s.get("ours")] == ["basic"]


async def joined(at: Served, who: str, unit: str, role: str, by: str) -> Any:
    """Somebody who accepted an invitation."""
    ticket = good(await at.caller(by).post(f"units/{unit}/invitations", {"role": role}))["ticket"]
    return good(await at.caller(who).post(f"tickets/{ticket}/accept"))


async def test_office_of_a_unit_that_is_no_committee__cannot_be_invited(server: Served) -> None:
    reply = await server.caller("luo").post("units/u-hospital/invitations", {"role": "office"})
    assert "评委会" in refused(reply, 422, "role_elsewhere")["detail"]
    good(await server.caller("shen").post("units/u-city/invitations", {"role": "office"}))


async def test_plan__only_the_office_of_its_committee_looks_at_it(server: Served) -> None:
    assert (
        (await server.caller("shen").get("plans/n-associate/sections/none"))
        .json()["detail"]
        .startswith("没有找到这一栏")
    )
    for who in ("luo", "qin", "zhou"):
        reply = await server.caller(who).get("plans/n-associate/sections/none")
        assert refused(reply, 404)["detail"].startswith("没有找到这一份"), who


async def test_membership_that_begins_later__does_not_count_yet(server: Served) -> None:
    base = await carried(server, 1)
    luo = server.caller("luo")
    server.move_clock(month=11, day=9)
    refused(await luo.get(f"review/{base.partition('/')[2]}"), 404)
    assert good(await luo.get("review/units")) == []
    assert good(await luo.get("me"))["memberships"] == []


async def test_struck_row__is_grey_to_the_unit_and_absent_for_an_expert(server: Served) -> None:
    """CQ-19: a row marked deleted is left out of the experts' view."""
    base = await server.submitted()
    await joined(server, "lin", "u-hospital", "expert", "luo")
    path = f"review/{base.partition('/')[2]}"
    row = await row_of(server, base)
    good(await server.caller("luo").post(f"{path}/strikes", {"section": "work", "row": row}))
    for way in (f"{path}/sections/work", f"{base}/sections/work"):
        unit = good(await server.caller("luo").get(way))["rows"]
        expert = good(await server.caller("lin").get(way))["rows"]
        assert (unit["count"], expert["count"]) == (2, 1)
        assert row in {c["row"] for c in unit["cards"]}
        assert row not in {c["row"] for c in expert["cards"]}
    refused(await server.caller("lin").get(f"{path}/sections/work/rows/{row}"), 404)


async def test_row_that_the_applicant_put_aside__no_unit_is_shown_it(server: Served) -> None:
    assert server.known is not None
    base, zhou = server.known.full, server.caller("zhou")
    row = good(await zhou.post(f"{base}/sections/work/rows", {}))["row"]
    await zhou.save(base, f"work.{row}.unit", "另一家医院")
    good(await zhou.delete(f"{base}/sections/work/rows/{row}"))
    await zhou.sign(base)
    await zhou.deed(base, "submit")
    seen = await server.caller("luo").get(f"review/{base.partition('/')[2]}/sections/work")
    assert "另一家医院" not in seen.text
