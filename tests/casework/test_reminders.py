"""Who lets an application wait is asked once a day: the applicant by a unit on the way, the unit by the applicant."""

from __future__ import annotations

from .stage import Served, good, refused
from .way import pushed, returned


async def test_reminder__of_a_return_that_waits__tells_the_applicant_once_a_day(server: Served) -> None:
    base = await returned(server, "basic.work")
    luo, path = server.caller("luo"), f"review/{base.partition('/')[2]}"
    offer = next(o for o in good(await luo.get(path))["offers"] if o["deed"] == "remind")
    assert (offer["label"], offer["ok"]) == ("催一下", True)
    await pushed(server)

    await luo.deed(base, "remind")

    (told,) = await pushed(server)
    assert (told.who, told.event) == (f"person:{server.caller('zhou').id}", "term_near")
    assert (told.facts["until"], told.facts["days"]) == ("11月24日 24:00", "14")
    refused(await luo.post(f"{base}/deeds/remind", {}), 409, "reminded")
    offer = next(o for o in good(await luo.get(path))["offers"] if o["deed"] == "remind")
    assert not offer["ok"]
    assert "今天已经催过了" in offer["say"]
    server.house.heads.forget(f"application:{base.partition('/')[2]}")  # as another process reads it
    refused(await luo.post(f"{base}/deeds/remind", {}), 409, "reminded")


async def test_reminder__while_nobody_waits_for_the_applicant__is_refused(server: Served) -> None:
    base = await server.submitted()
    offers = good(await server.caller("luo").get(f"review/{base.partition('/')[2]}"))["offers"]
    assert "remind" not in {o["deed"] for o in offers}
    refused(await server.caller("luo").post(f"{base}/deeds/remind", {}), 409, "not_returned")


async def test_reminder__by_somebody_else__is_hidden(server: Served) -> None:
    base = await returned(server)
    refused(await server.caller("lin").post(f"{base}/deeds/remind", {}), 404)
    refused(await server.caller("zhou").post(f"{base}/deeds/remind", {}), 409, "not_waiting")


async def test_reminder__of_a_unit_that_lets_it_wait__tells_its_officers_once_a_day(server: Served) -> None:
    base, zhou = await server.submitted(), server.caller("zhou")

    async def offers() -> dict[str, bool]:
        return {o["label"]: o["ok"] for o in good(await zhou.get(f"{base}/progress")).get("actions", ())}

    assert "请单位看一下" not in await offers()
    refused(await zhou.post(f"{base}/deeds/remind", {}), 409, "not_waiting")
    server.move_clock(day=13)
    zhou = await server.log_in(server.platform.user("zhou"))
    assert (await offers())["请单位看一下"]
    await pushed(server)

    assert good(await zhou.post(f"{base}/deeds/remind", {}))["said"] == "已提醒云溪区人民医院"

    told = await pushed(server)
    assert {t.event for t in told} == {"work_waiting"}
    assert {t.who for t in told} == {f"person:{server.caller(name).id}" for name in ("luo", "peng")}
    assert not (await offers())["请单位看一下"]
    assert "今天已经提醒过了" in refused(await zhou.post(f"{base}/deeds/remind", {}), 409, "reminded")["detail"]


async def test_what_the_applicant_has_read__still_holds_after_a_reminder(server: Served) -> None:
    base = await returned(server)
    zhou = server.caller("zhou")
    seq = good(await zhou.get(base))["seq"]
    await server.caller("luo").deed(base, "remind")
    await zhou.deed(base, "submit", seq=seq)
