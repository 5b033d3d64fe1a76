"""One call of every route that is answered well, and what it needs beforehand: the table of `test_routes`."""

from ..casework.pictures import sheet
from ..casework.stage import APPLICANTS, Served, good, id_number
from ..casework.way import carried, returned
from . import every_call_of_applications
from .asked import BASE, ROWS, Asked, known, row, simple

__all__ = ["ROWS", "every_call_of_applications"]

# people
simple("DELETE sessions/current", "zhou", "sessions/current", stranger=False)
simple("GET me", "zhou", "me", stranger=False)
simple("GET plans", "zhou", "plans", stranger=False)
simple("GET regions/<region>/inquiry", "zhou", "regions/chongqing/inquiry", stranger=False)
simple(
    "POST regions/<region>/inquiry", "zhou", "regions/chongqing/inquiry", {"answers": {"level": "别的情形"}},
    stranger=False,
)  # fmt: skip
simple("GET units", "zhou", "units?q=云溪医院", stranger=False)
simple("GET units/parents", "zhou", "units/parents?kind=district_institution&q=云溪", stranger=False)
simple("GET me/unit", "zhou", "me/unit", stranger=False)
simple("PUT me/unit", "he", "me/unit", {"kind": "district_institution", "parent": "u-yunxi"}, stranger=False)
simple("GET units/<id>", "luo", "units/u-hospital")
simple("GET units/<id>/below", "qin", "units/u-yunxi/below")
simple("GET units/<id>/below/people", "qin", "units/u-yunxi/below/people?q=周岚")
simple("POST units/<id>/deeds/<deed>", "qin", "units/u-second/deeds/freeze", {"opinion": "整顿"})
simple("POST applications", "he", "applications", {"plan": "n-senior"}, stranger=False)
simple(
    "POST me/subscriptions", "zhou", "me/subscriptions",
    {"accepted": ["demo-subscribe-progress-000000000000000000001"]}, stranger=False,
)  # fmt: skip
simple("POST units/<id>/invitations", "luo", "units/u-hospital/invitations", {"role": "expert"})
simple("GET units/<id>/people", "luo", "units/u-hospital/people?list=all")
simple("GET units/<id>/members", "luo", "units/u-hospital/members")
simple("GET units/<id>/rosters", "luo", "units/u-hospital/rosters")
simple("GET units/<id>/reasons", "luo", "units/u-hospital/reasons")
simple("GET units/<id>/rosters/<form>", "luo", "units/u-hospital/rosters/roster.xlsx")
# reviewing
simple("GET review/units", "luo", "review/units", stranger=False)
simple("GET review/queue", "luo", "review/queue?unit=u-hospital&list=pending")


@row("POST sessions")
async def _(at: Served) -> Asked:
    return Asked(at.caller(), "sessions", {"code": at.platform.code(at.platform.user("zhou"))}, stranger=False)


@row("POST me/phone")
async def _(at: Served) -> Asked:
    caller = await at.log_in(at.platform.user("somebody with a phone"))
    return Asked(caller, "me/phone", {"code": at.platform.phone_code(at.platform.user("zhou"))}, stranger=False)


@row("POST me/identity")
async def _(at: Served) -> Asked:
    caller = await at.newcomer(unit="")
    return Asked(caller, "me/identity", {"name": "温言之", "id_number": "500000198506150028"}, stranger=False)


@row("DELETE me")
async def _(at: Served) -> Asked:
    return Asked(await at.newcomer(unit=""), "me", stranger=False)


simple("GET me/removal", "zhou", "me/removal", stranger=False)


@row("POST me/employer")
async def _(at: Served) -> Asked:
    return Asked(await at.newcomer(unit=""), "me/employer", {"unit": "u-second"}, stranger=False)


@row("POST me/unit/deeds/<deed>")
async def _(at: Served) -> Asked:
    he = at.caller("he")
    good(await he.put("me/unit", {"kind": "district_institution", "parent": "u-yunxi"}))
    return Asked(he, "me/unit/deeds/give_up", stranger=False)


@row("POST units/<id>/children")
async def _(at: Served) -> Asked:
    good(await at.caller("qin").post("units/u-titles/deeds/close", {"opinion": "重新添加"}))
    return Asked(at.caller("qin"), "units/u-yunxi/children", {"kind": "title_office", "name": "云溪区职改办公室"})


@row("POST people/<id>/deeds/<deed>")
async def _(at: Served) -> Asked:
    new = await at.newcomer()
    return Asked(at.caller("luo"), f"people/{new.id}/deeds/refuse", {"opinion": "不是本单位的人"})


@row("GET units/<id>/publicity")
async def _(at: Served) -> Asked:
    await at.submitted()
    return Asked(at.caller("luo"), "units/u-hospital/publicity")


@row("GET units/<id>/publicity/<application>")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("luo"), f"units/u-hospital/publicity/{base.partition('/')[2]}")


@row("GET units/<id>/publicity/<application>/form")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("luo"), f"units/u-hospital/publicity/{base.partition('/')[2]}/form")


@row("POST units/<id>/publicity/deeds/<deed>")
async def _(at: Served) -> Asked:
    base, _ = known(at)
    body = {"applications": [base.partition("/")[2]]}
    return Asked(at.caller("luo"), "units/u-hospital/publicity/deeds/undo", body)


@row("GET units/<id>/forward")
async def _(at: Served) -> Asked:
    await carried(at, 1)
    return Asked(at.caller("qin"), "units/u-yunxi/forward")


@row("POST units/<id>/forward/<application>/deeds/<deed>")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("qin"), f"units/u-yunxi/forward/{base.partition('/')[2]}/deeds/remind")


@row("GET units/<id>/calls")
async def _(at: Served) -> Asked:
    await unreached(at)
    return Asked(at.caller("luo"), "units/u-hospital/calls")


@row("DELETE units/<id>/members/<person>")
async def _(at: Served) -> Asked:
    return Asked(at.caller("luo"), f"units/u-hospital/members/{at.caller('peng').id}")


simple("POST units/<id>/expected", "luo", "units/u-hospital/expected", {"text": "温言，500000198506150028"})
simple("GET units/<id>/expected", "luo", "units/u-hospital/expected")


@row("DELETE units/<id>/expected/<ref>")
async def _(at: Served) -> Asked:
    luo = at.caller("luo")
    good(await luo.post("units/u-hospital/expected", {"text": f"江渡\t{id_number(77)}"}))
    ref = good(await luo.get("units/u-hospital/expected"))["people"][0]["ref"]
    return Asked(luo, f"units/u-hospital/expected/{ref}")


simple(f"GET {BASE}/disputes", "zhou", "{full}/disputes")
simple("GET me/notices", "zhou", "me/notices", stranger=False)
simple("POST me/notices/<id>/withdraw", "zhou", "me/notices/chongqing.passing/withdraw", stranger=False)


@row("POST me/notices/<id>/consent")
async def _(at: Served) -> Asked:
    he = at.caller("he")
    words = good(await he.post("me/notices/chongqing.passing/withdraw"))
    body = {"digest": words["digest"]}
    return Asked(he, "me/notices/chongqing.passing/consent", body, stranger=False)


simple("GET me/matters", "zhou", "me/matters", stranger=False)
simple("POST me/complaints", "zhou", "me/complaints", {"text": "等了三周没有人确认"}, stranger=False)
simple("GET units/<id>/matters", "luo", "units/u-hospital/matters")
simple("GET units/<id>/more-time", "shen", "units/u-hospital/more-time")
simple(
    "POST units/<id>/more-time", "shen", "units/u-hospital/more-time",
    {"plan": "n-associate", "what": "fill", "until": "2026-12-10", "reason": "停电三天"},
)  # fmt: skip
simple("GET units/<id>/claims", "luo", "units/u-hospital/claims")


async def rejected(at: Served) -> str:
    base = await at.submitted()
    await at.caller("luo").deed(base, "reject", {"opinion": "学分不够"})
    return base


@row(f"POST {BASE}/disputes")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), f"{await rejected(at)}/disputes", {"text": "学分够的", "photos": []})


@row(f"POST {BASE}/disputes/photos")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), f"{await rejected(at)}/disputes/photos", file=sheet())


@row("POST me/claims")
async def _(at: Served) -> Asked:
    new = await at.newcomer("周岚", APPLICANTS["zhou"][1])
    return Asked(new, "me/claims", {"text": "我没有登记过"}, stranger=False)


@row("POST units/<id>/matters/<matter>")
async def _(at: Served) -> Asked:
    good(await at.caller("zhou").post("me/complaints", {"text": "等了三周没有人确认"}))
    found = good(await at.caller("qin").get("units/u-yunxi/matters"))[0]
    return Asked(at.caller("qin"), f"units/u-yunxi/matters/{found['id']}", {"text": "在办了"})


@row("POST units/<id>/claims/<person>")
async def _(at: Served) -> Asked:
    new = await at.newcomer("周岚", APPLICANTS["zhou"][1])
    body = {"yields": False, "seen": True, "text": "看过原件"}
    return Asked(at.caller("luo"), f"units/u-hospital/claims/{new.id}", body)


simple(f"POST {BASE}/helpers", "zhou", "{full}/helpers", {"name": "江渡"})
simple(f"GET {BASE}/helpers", "zhou", "{full}/helpers")
simple(f"GET {BASE}/history", "zhou", "{full}/history")
simple(f"GET {BASE}/readers", "zhou", "{full}/readers")


@row(f"DELETE {BASE}/helpers/<person>")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    ticket = good(await at.caller("zhou").post(f"{full}/helpers", {"name": "江渡"}))["ticket"]
    new = await at.newcomer(unit="")
    good(await new.post(f"tickets/{ticket}/accept"))
    return Asked(at.caller("zhou"), f"{full}/helpers/{new.id}")


@row("GET people/<id>/registration")
async def _(at: Served) -> Asked:
    return Asked(at.caller("luo"), f"people/{at.caller('zhou').id}/registration")


@row("POST people/<id>/corrections")
async def _(at: Served) -> Asked:
    body = {"place": "person.politics", "value": "群众"}
    return Asked(at.caller("luo"), f"people/{at.caller('zhou').id}/corrections", body)


@row("POST people/<id>/rebinding")
async def _(at: Served) -> Asked:
    return Asked(at.caller("luo"), f"people/{at.caller('zhou').id}/rebinding")


@row("POST tickets/<ticket>/rebinding")
async def _(at: Served) -> Asked:
    made = good(await at.caller("luo").post(f"people/{at.caller('zhou').id}/rebinding"))
    new = await at.log_in(at.platform.user("周岚的新微信"))
    return Asked(new, f"tickets/{made['ticket']}/rebinding", {"id_number": APPLICANTS["zhou"][1]}, stranger=False)


@row("PUT units/<id>/members/<person>")
async def _(at: Served) -> Asked:
    return Asked(at.caller("luo"), f"units/u-hospital/members/{at.caller('peng').id}", {"until": "2026-12-31"})


@row("DELETE units/<id>/calls/<person>")
async def _(at: Served) -> Asked:
    await unreached(at)
    return Asked(at.caller("luo"), f"units/u-hospital/calls/{at.caller('zhou').id}")


async def unreached(at: Served) -> None:
    """Have a return that no message brings to the applicant."""
    await returned(at, "basic.work")
    await at.work()
    names = [c["name"] for c in good(await at.caller("luo").get("units/u-hospital/calls"))]
    assert "周岚" in names


@row("GET tickets/<ticket>")
async def _(at: Served) -> Asked:
    made = good(await at.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))
    return Asked(at.caller("he"), f"tickets/{made['ticket']}", stranger=False)


@row("POST tickets/<ticket>/accept")
async def _(at: Served) -> Asked:
    made = good(await at.caller("luo").post("units/u-hospital/invitations", {"role": "officer"}))
    return Asked(at.caller("he"), f"tickets/{made['ticket']}/accept", stranger=False)


@row("POST logins")
async def _(at: Served) -> Asked:
    return Asked(at.caller(), "logins", stranger=False)


@row("GET logins/<ticket>")
async def _(at: Served) -> Asked:
    made = good(await at.caller().post("logins"))
    return Asked(at.caller(), f"logins/{made['ticket']}", stranger=False)
