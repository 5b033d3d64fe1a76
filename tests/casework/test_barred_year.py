"""A rejection bars the person for the year, whichever plan and whichever account (CQ-20, manual 2.4.1)."""

from .stage import APPLICANTS, Served, good, refused
from .way import read_all


async def test_rejection__bars_the_year_under_every_plan_and_account_until_it_is_undone(server: Served) -> None:
    """CQ-20: nothing is begun or handed in under another plan of the year; what was begun stays readable."""
    assert server.known is not None
    zhou, luo = server.caller("zhou"), server.caller("luo")
    other = good(await zhou.post("applications", {"plan": "n-senior"}))["base"]
    base = await server.submitted()
    await read_all(server, "luo", base)
    await luo.deed(base, "reject", {"opinion": "学历不符"})

    said = refused(await zhou.post(f"{other}/deeds/submit"), 409, "barred")["detail"]
    assert "今年不能再报" in said
    assert good(await zhou.get(other))["status"] == "draft"
    good(await zhou.post(f"{other}/deeds/delete"))
    for plan in ("n-senior", "n-associate"):
        refused(await zhou.post("applications", {"plan": plan}), 409, "barred")
    shown = {p["id"]: (p["can_start"], p.get("why", "")) for p in good(await zhou.get("plans"))}
    assert all(not open and "今年不能再报" in why for open, why in shown.values()), shown
    again = await server.newcomer(name="周岚", number=APPLICANTS["zhou"][1])
    refused(await again.post("applications", {"plan": "n-senior"}), 409, "barred")
    good(await (await server.newcomer()).post("applications", {"plan": "n-senior"}))

    await luo.deed(base, "undo_reject")
    good(await zhou.post("applications", {"plan": "n-senior"}))
