"""One call of every route about one application, but for those of people and units: part of `every_call`."""

from typing import Any

from ..casework.pictures import sheet
from ..casework.stage import Served, good, signature
from ..casework.way import mark, returned, row_of
from .asked import BASE, REVIEW, SLOT, TRAINING, Asked, known, row, simple

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
