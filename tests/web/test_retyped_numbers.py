"""One human stays one hand after typing another ID number into an account (X-18, X-20, X-22, X-23)."""

import msgspec
import pytest

from casework.folds import FOLDS

from ..casework.stage import OFFICERS, Served, good, id_number, refused
from ..casework.test_strokes import TEXTS, head_of
from ..casework.way import HEALTH, OPINION, read_all
from .test_second_self import invited, officer

WORD = {"opinion": "核对过了"}


def as_before(kept: bytes) -> bytes:
    """What a version kept of a person that noted no proved numbers."""
    return msgspec.json.encode({name: value for name, value in msgspec.json.decode(kept).items() if name != "proved"})


@pytest.mark.parametrize("retyped", ["first", "second", "both"])
async def test_second_step__by_an_account_whose_number_was_retyped__asks_for_a_reason(
    server: Served, retyped: str
) -> None:
    """Who has passed a step is known by every number that the account had, whichever it shows now (X-20)."""
    number = id_number(960)
    first, again = await officer(server, number), await officer(server, number, "u-yunxi", "qin")
    for n, (one, which) in enumerate(((first, "first"), (again, "second"))):
        if retyped in {which, "both"}:
            good(await one.post("me/identity", {"name": "某人", "id_number": id_number(961 + n)}))
    base = await server.submitted()
    await read_all(server, "luo", base)
    good(await first.post(f"{base}/deeds/approve", {"values": OPINION}))
    await read_all(server, "qin", base)
    refused(await again.post(f"{base}/deeds/approve", {"values": HEALTH}), 409, "recusal")
    good(await again.post(f"{base}/deeds/approve", {"reason": "另一位同事休产假", "values": HEALTH}))


async def test_second_account__after_the_first_was_retyped__is_no_second_officer(server: Served) -> None:
    """A second officer of a unit is another human, not another account (X-22)."""
    number = id_number(963)
    first, again = await officer(server, number), await server.newcomer(number=number, unit="")
    good(await first.post("me/identity", {"name": "某人", "id_number": id_number(964)}))
    ticket = await invited(server.caller("luo"))
    refused(await again.post(f"tickets/{ticket}/accept"), 403, "member_elsewhere")
    assert good(await again.get("me"))["memberships"] == []


async def test_code_for_a_head__opened_by_another_account_of_who_gave_it__is_refused(server: Served) -> None:
    """Nobody signs as the head what they have asked for themselves (B-15)."""
    number = id_number(970)
    first, again = await officer(server, number), await server.newcomer(number=number, unit="")
    good(await first.post("me/identity", {"name": "某人", "id_number": id_number(971)}))
    base = await server.submitted()
    await read_all(server, "luo", base)
    body = {"applications": [base.partition("/")[2]], "values": TEXTS}
    token = good(await first.post("units/u-hospital/strokes", body))["ticket"]
    refused(await again.post(f"strokes/{token}/open"), 403, "stroke_own_code")
    good(await (await head_of(server)).post(f"strokes/{token}/open"))


async def test_helper__of_whom_another_account_reads_there__is_refused(server: Served) -> None:
    """Who reviews helps nobody to fill what they will review, by no account (X-20, X-23)."""
    assert server.known is not None
    number, zhou, base = id_number(965), server.caller("zhou"), server.known.full
    await officer(server, number)
    again = await server.newcomer(number=number, unit="")
    ticket = good(await zhou.post(f"{base}/helpers", {"name": "小李"}))["ticket"]
    refused(await again.post(f"tickets/{ticket}/accept"), 403, "reviews")
    refused(await again.get(f"{base}/sections/basic"), 404)


async def test_officer__of_whom_another_account_has_helped__decides_nothing(server: Served) -> None:
    """Somebody helps by one account and comes to act for the unit by another (X-20, X-23)."""
    number, zhou = id_number(966), server.caller("zhou")
    base = server.known.full if server.known else ""
    helper = await server.newcomer(number=number, unit="")
    ticket = good(await zhou.post(f"{base}/helpers", {"name": "小李"}))["ticket"]
    good(await helper.post(f"tickets/{ticket}/accept"))
    again = await officer(server, number)
    base = await server.submitted()
    mark = f"review/{base.partition('/')[2]}/marks", {"address": "basic.work", "text": "请补充"}
    said = refused(await again.post(*mark), 403, "own_application")["detail"]
    assert "帮填" in said
    await read_all(server, "luo", base)
    refused(await again.post(f"{base}/deeds/approve", {"values": OPINION}), 403, "own_application")
    good(await server.caller("luo").post(*mark))
    good(await helper.post("me/identity", {"name": "某人", "id_number": OFFICERS["luo"][1]}))
    refused(await server.caller("luo").post(*mark), 403, "own_application")
    good(await helper.post("me/identity", {"name": "某人", "id_number": id_number(969)}))
    good(await server.caller("luo").post(*mark))  # a number that was only typed keeps its holder from nothing


async def test_account__kept_before_proved_numbers_were_noted__is_still_known_by_them(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a version before has kept names no proved numbers: those that the account had count as such (X-20)."""
    number, luo, qin = id_number(967), server.caller("luo"), server.caller("qin")
    above, own = await officer(server, number, "u-yunxi", "qin"), await server.newcomer(number=number)
    for address, value in (("register.employer", "u-hospital"), ("register.identity", "事业编制人员")):
        await own.save("people/me", address, {"value": value})
    good(await luo.post(f"people/{own.id}/deeds/confirm"))
    with monkeypatch.context() as before:
        keep = FOLDS["person"].keep
        before.setattr(FOLDS["person"], "keep", lambda present: as_before(keep(present)))
        good(await luo.post(f"people/{own.id}/corrections", {"place": "id_number", "text": id_number(968)} | WORD))
    server.house.heads.forget(f"person:{own.id}")
    refused(await above.post(f"people/{own.id}/deeds/freeze", WORD), 403, "own_account")
    good(await qin.post(f"people/{own.id}/deeds/freeze", WORD))
