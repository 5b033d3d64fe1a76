"""Officers are told who waits for their word and how many, and can tell two people of one name apart (X-15, X-18)."""

from __future__ import annotations

from .stage import Served, good
from .way import pushed


async def test_account__asks_for_its_unit__officers_read_who_it_is_and_land_there(server: Served) -> None:
    await pushed(server)
    newcomer = await server.newcomer("周岚")
    told = [t for t in await pushed(server) if t.event == "work_waiting"]
    assert {t.who for t in told} == {f"person:{server.caller(name).id}" for name in ("luo", "peng")}
    for one in told:
        assert one.text.startswith("周岚（139****00")
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


async def test_queue__names_the_masked_number__so_that_two_of_one_name_are_told_apart(server: Served) -> None:
    await server.submitted()
    (card,) = good(await server.caller("luo").get("review/queue", unit="u-hospital"))["cards"]
    assert (card["name"], card["id_number"]) == ("周岚", "500***********0028")
