"""Officers are told who waits for their word and how many, and can tell two people of one name apart (X-15, X-18)."""

from __future__ import annotations

import pytest

from casework.jobs.push import note_of

from .stage import Served, good
from .way import pushed


async def test_account__asks_for_its_unit__officers_read_who_it_is_and_land_there(server: Served) -> None:
    await pushed(server)
    newcomer = await server.newcomer("周岚")
    told = [t for t in await pushed(server) if t.event == "work_waiting"]
    assert {t.who for t in told} == {f"person:{server.caller(name).id}" for name in ("luo", "peng")}
    for one in told:
        assert one.text.startswith("周岚（139****")
        assert one.page == f"pages/people/people?unit=u-hospital&person={newcomer.id}"


async def test_own_view__of_an_officer__counts_the_accounts_that_wait(server: Served) -> None:
    luo = server.caller("luo")

    async def waiting() -> list[int]:
        return [m.get("waiting", 0) for m in good(await luo.get("me"))["memberships"]]

    assert await waiting() == [0]
    first, _ = await server.newcomer("周岚"), await server.newcomer("何宁")
    assert await waiting() == [2]
    good(await luo.post(f"people/{first.id}/deeds/confirm"))
    assert await waiting() == [1]


async def test_whom_to_call__is_never_oneself(server: Served) -> None:
    """A colleague may have to be called about work that waits; whoever looks at the list knows of it."""
    await server.submitted()
    await server.work()

    async def listed(who: str) -> tuple[set[str], int]:
        names = {r["name"] for r in good(await server.caller(who).get("units/u-hospital/calls"))}
        return names, good(await server.caller(who).get("review/queue", unit="u-hospital")).get("calls", 0)

    assert await listed("luo") == ({"何宁", "周岚", "彭越"}, 3)
    assert await listed("peng") == ({"何宁", "周岚", "罗敏"}, 3)


async def test_whom_to_call__about_an_account__is_told_so(server: Served) -> None:
    await server.newcomer("周岚")
    await server.work()
    rings = good(await server.caller("peng").get("units/u-hospital/calls"))
    assert [r["about"] for r in rings if r["name"] == "罗敏"] == ["有账号等着确认"]


async def test_queue__names_the_masked_number__so_that_two_of_one_name_are_told_apart(server: Served) -> None:
    await server.submitted()
    (card,) = good(await server.caller("luo").get("review/queue", unit="u-hospital"))["cards"]
    assert (card["name"], card["id_number"]) == ("周岚", "500***********0028")


@pytest.mark.parametrize(
    ("who", "says", "page"),
    [("zhou", "现在可以交了", "pages/check/check?base=applications/"), ("he", "填好就能交", "pages/plans/plans")],
)
async def test_account__confirmed__tells_whether_the_application_can_be_handed_in(
    server: Served, who: str, says: str, page: str
) -> None:
    luo, person = server.caller("luo"), server.caller(who)
    good(await luo.post(f"people/{person.id}/deeds/release", {"opinion": "选错了单位"}))
    good(await person.post("me/employer", {"unit": "u-hospital"}))
    await pushed(server)
    good(await luo.post(f"people/{person.id}/deeds/confirm"))
    (told,) = [t for t in await pushed(server) if t.event == "confirmed"]
    note = await note_of(server.house, told)
    assert note.text == f"云溪区人民医院确认了您的账号，{says}。"
    assert note.subscribe["thing3"] == f"账号确认了，{says}"
    assert note.template["thing2"] == f"确认了您的账号，{says}"
    assert (note.page or "").startswith(page)
