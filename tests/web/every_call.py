"""One call of every route that is answered well, and what it needs beforehand: the table of `test_routes`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from web.api import ROUTES
from web.calls import Route

from ..casework.pictures import sheet
from ..casework.stage import APPLICANTS, Caller, Served, good, id_number, signature
from ..casework.way import carried, mark, returned, row_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that is answered well."""

    who: Caller
    path: str
    body: Any = None
    file: bytes = b""
    stranger: bool = True  # whether somebody else gets 404 for it


Prepare = Callable[[Served], Awaitable[Asked]]
ROWS: dict[str, Prepare] = {}
BY_NAME: dict[str, Route] = {f"{r.method} {r.path}": r for r in ROUTES}
BASE, SLOT, REVIEW = "<kind>/<id>", "<kind>/<id>/evidence/<address>", "review/<id>"
TRAINING = "basic.training_proof"


def row(name: str) -> Callable[[Prepare], Prepare]:
    def put(prepare: Prepare) -> Prepare:
        ROWS[name] = prepare
        return prepare

    return put


def known(at: Served) -> tuple[str, str]:
    assert at.known is not None
    return at.known.full, at.known.empty


def simple(name: str, who: str, path: str, body: Any = None, *, stranger: bool = True) -> None:
    """Add a row whose call needs nothing but the state that every test begins with."""

    async def prepare(at: Served) -> Asked:
        full, empty = known(at)
        return Asked(at.caller(who), path.format(full=full, empty=empty), body, stranger=stranger)

    ROWS[name] = prepare


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
# filling
simple(f"GET {BASE}", "zhou", "{full}")
simple(f"GET {BASE}/sections/<section>", "zhou", "{full}/sections/basic")
simple(f"PUT {BASE}/answers/<address>", "he", "{empty}/answers/cover.specialty", {"text": "心血管内科"})
simple(f"DELETE {BASE}/answers/<address>", "zhou", "{full}/answers/basic.post")
simple(f"POST {BASE}/sections/<section>/rows", "zhou", "{full}/sections/work/rows", {"row": "rnew"})
simple(f"POST {BASE}/sections/<section>/tidy", "zhou", "{full}/sections/work/tidy")
simple(f"GET {BASE}/sections/<section>/earlier", "zhou", "{full}/sections/work/earlier")
simple(f"POST {BASE}/sections/<section>/clear", "zhou", "{full}/sections/cover/clear")
# evidence
simple(f"GET {SLOT}", "zhou", "{full}/evidence/" + TRAINING)
simple(f"POST {SLOT}/keep", "zhou", "{full}/evidence/" + TRAINING + "/keep")
simple(f"DELETE {SLOT}", "zhou", "{full}/evidence/" + TRAINING)
# the chain
simple(f"GET {BASE}/check", "zhou", "{full}/check")
simple(f"GET {BASE}/pledge", "zhou", "{full}/pledge")
simple(f"POST {BASE}/pledge/ticket", "zhou", "{full}/pledge/ticket")
simple(f"POST {BASE}/deeds/<deed>", "zhou", "{full}/deeds/submit", {})
simple(f"GET {BASE}/progress", "zhou", "{full}/progress")
simple(f"GET {BASE}/expert", "zhou", "{full}/expert")
simple(f"GET {BASE}/forms", "zhou", "{full}/forms")
simple(f"GET {BASE}/forms/<form>/settings", "zhou", "{full}/forms/review_form/settings")
simple(f"PUT {BASE}/forms/<form>/settings", "zhou", "{full}/forms/review_form/settings", {"settings": {"font_size": 9}})


@row(f"POST {BASE}/sections/<section>/earlier")
async def _(at: Served) -> Asked:
    zhou, (full, _) = at.caller("zhou"), known(at)
    await zhou.deed(full, "withdraw")
    begun = good(await zhou.post("applications", {"plan": "n-associate"}))
    return Asked(zhou, f"{begun['base']}/sections/work/earlier")


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


@row(f"GET {REVIEW}")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}")


@row(f"GET {REVIEW}/sections/<section>")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/sections/basic")


@row(f"GET {REVIEW}/sections/<section>/rows/<row>")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/sections/work/rows/{await row_of(at, base)}")


@row(f"POST {REVIEW}/marks")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    body = {"address": "basic.training_proof", "text": "看不清，请重拍", "page": 1}
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/marks", body)


@row(f"DELETE {REVIEW}/marks/<n>")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    n = await mark(at, base, "basic.work")
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/marks/{n}")


@row(f"POST {REVIEW}/strikes")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    body = {"section": "work", "row": await row_of(at, base)}
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/strikes", body)


@row(f"POST {REVIEW}/corrections")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    body = {"address": "basic.work", "text": "心内科临床工作"}
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/corrections", body)


@row(f"GET {REVIEW}/phrases")
async def _(at: Served) -> Asked:
    base = await at.submitted()
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/phrases?address=basic.training_proof")


async def code_of(at: Served) -> tuple[str, str]:
    """Have the hospital's opinion written and a code given to its head; return the application and the code."""
    base = await at.submitted()
    for address, text in (("opinion_base.text", "同意推荐。"), ("opinion_base.date", "2026-11-10")):
        await at.caller("luo").save(base, address, text)
    body = {"applications": [base.partition("/")[2]]}
    return base, good(await at.caller("luo").post("units/u-hospital/strokes", body))["ticket"]


def inked() -> dict[str, Any]:
    return {"name": "高远山", **{k: v for k, v in signature("").items() if k in {"width", "height", "strokes"}}}


@row("POST units/<id>/strokes")
async def _(at: Served) -> Asked:
    base, _ = await code_of(at)
    return Asked(at.caller("luo"), "units/u-hospital/strokes", {"applications": [base.partition("/")[2]]})


@row("POST strokes/<ticket>/open")
async def _(at: Served) -> Asked:
    _, token = await code_of(at)
    return Asked(await at.log_in(at.platform.user("a head")), f"strokes/{token}/open", stranger=False)


@row("POST strokes/<ticket>")
async def _(at: Served) -> Asked:
    _, token = await code_of(at)
    head = await at.log_in(at.platform.user("a head"))
    good(await head.post(f"strokes/{token}/open"))
    return Asked(head, f"strokes/{token}", inked(), stranger=False)


@row(f"DELETE {REVIEW}/strokes/<section>")
async def _(at: Served) -> Asked:
    base, token = await code_of(at)
    head = await at.log_in(at.platform.user("a head"))
    good(await head.post(f"strokes/{token}/open"))
    good(await head.post(f"strokes/{token}", inked()))
    return Asked(at.caller("luo"), f"review/{base.partition('/')[2]}/strokes/opinion_base")


@row(f"GET {BASE}/sections/<section>/rows/<row>")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    return Asked(at.caller("zhou"), f"{full}/sections/work/rows/{await row_of(at, full)}")


@row(f"DELETE {BASE}/sections/<section>/rows/<row>")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    return Asked(at.caller("zhou"), f"{full}/sections/work/rows/{await row_of(at, full)}")


@row(f"POST {BASE}/sections/<section>/rows/<row>/restore")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    path = f"{full}/sections/work/rows/{await row_of(at, full)}"
    good(await at.caller("zhou").delete(path))
    return Asked(at.caller("zhou"), f"{path}/restore")


@row(f"PUT {BASE}/sections/<section>/rows/<row>/place")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    return Asked(at.caller("zhou"), f"{full}/sections/work/rows/{await row_of(at, full)}/place", {"place": 1})


@row(f"POST {BASE}/sections/<section>/recover")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    good(await at.caller("zhou").post(f"{full}/sections/cover/clear"))
    return Asked(at.caller("zhou"), f"{full}/sections/cover/recover")


@row(f"POST {SLOT}/pages")
async def _(at: Served) -> Asked:
    _, empty = known(at)
    return Asked(at.caller("he"), f"{empty}/evidence/{TRAINING}/pages", file=sheet())


async def page_of(at: Served) -> str:
    full, _ = known(at)
    slot = good(await at.caller("zhou").get(f"{full}/evidence/{TRAINING}"))
    return f"{full}/evidence/{TRAINING}/pages/{slot['pages'][0]['id']}"


@row(f"DELETE {SLOT}/pages/<page>")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), await page_of(at))


@row(f"POST {SLOT}/pages/<page>/turn")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), await page_of(at) + "/turn", {"degrees": 90})


@row(f"PUT {SLOT}/pages/<page>/place")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), await page_of(at) + "/place", {"place": 0})


@row(f"GET {BASE}/files/<digest>")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    slot = good(await at.caller("zhou").get(f"{full}/evidence/{TRAINING}"))
    return Asked(at.caller("zhou"), slot["kept"]["url"])


@row(f"POST {BASE}/pledge")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    shown = good(await at.caller("zhou").get(f"{full}/pledge"))
    return Asked(at.caller("zhou"), f"{full}/pledge", signature(shown["digest"]))


@row(f"GET {BASE}/fix")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), await returned(at, "basic.work") + "/fix")


@row(f"POST {BASE}/marks/<n>/explanation")
async def _(at: Served) -> Asked:
    return Asked(at.caller("zhou"), await returned(at, "basic.work") + "/marks/1/explanation", {"text": "原件如此"})


@row(f"GET {BASE}/forms/<form>")
async def _(at: Served) -> Asked:
    full, _ = known(at)
    forms = good(await at.caller("zhou").get(f"{full}/forms"))
    return Asked(at.caller("zhou"), forms[0]["url"])
