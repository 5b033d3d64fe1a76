"""Role × deed × state × own or another unit, and call × role: what the tests of access try through HTTP (X-15, X-20).

Whoever adds a deed or a call adds its row here; a missing row fails `test_access_matrix.py` or its `_elsewhere`:

- a deed that moves an application: `MOVES`, by state who may do it;
- a call that reads one application (its path begins with `<kind>/<id>` or `review/<id>`): `READS`, with an address;
- a call that changes something in one application: `WRITES`, with an address and a body;
- any other call: `CALLS`, with who gets to it, an address and a body.

`tests/web/every_call.py` has one more row for each call: how it is answered well.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from .stage import Caller, Served, good
from .way import carried, returned

ROLES = ("owner", "other", "luo", "lin", "qin", "fang", "shen", "expert", "assistant", "nobody")
HOSPITAL = {"luo"}


async def _draft(at: Served) -> str:
    assert at.known is not None
    return at.known.full


async def _withdrawn(at: Served) -> str:
    base = await _draft(at)
    await at.caller("zhou").deed(base, "withdraw")
    return base


async def _rejected(at: Served) -> str:
    base = await at.submitted()
    await at.caller("luo").deed(base, "reject", {"opinion": "不符合条件"})
    return base


STATES: dict[str, Callable[[Served], Awaitable[str]]] = {
    "draft": _draft,
    "at hospital": lambda at: carried(at, 0),
    "returned": lambda at: returned(at, "basic.work"),
    "at district": lambda at: carried(at, 1),
    "at title office": lambda at: carried(at, 2),
    "at district again": lambda at: carried(at, 3),
    "waits for the list": lambda at: carried(at, 4),
    "at committee": lambda at: carried(at, 5),
    "approved": lambda at: carried(at, 6),
    "certified": lambda at: carried(at, 7),
    "rejected": _rejected,
    "withdrawn": _withdrawn,
}
"""Every state of Chongqing's district route, and how one gets there."""

# Which units' officers an application has come to; everybody else must not learn that it is there.
COME_TO: dict[str, set[str]] = {
    "draft": set(),
    "at hospital": HOSPITAL | {"expert"},
    "returned": HOSPITAL | {"expert"},
    "at district": HOSPITAL | {"expert", "qin"},
    "at title office": HOSPITAL | {"expert", "qin", "fang"},
    "at district again": HOSPITAL | {"expert", "qin", "fang"},
    "waits for the list": HOSPITAL | {"expert", "qin", "fang"},
    "at committee": HOSPITAL | {"expert", "qin", "fang", "shen"},
    "approved": HOSPITAL | {"expert", "qin", "fang", "shen"},
    "certified": HOSPITAL | {"expert", "qin", "fang", "shen"},
    "rejected": HOSPITAL | {"expert"},
    "withdrawn": set(),
}

# deed → state → who may do it; whoever is not named is refused. Chongqing's own words on when are `review.yaml`.
OWNER = {"owner"}
BEFORE_THE_COMMITTEES_WORD = (
    "draft", "at hospital", "returned", "at district", "at title office", "at district again", "waits for the list",
    "at committee",
)  # fmt: skip
MOVES: dict[str, dict[str, set[str]]] = {
    "ready": {},
    "begin": {},  # a page of its own, as the three below
    "keep": {},
    "undo_record": {},
    "submit": {"draft": OWNER, "returned": OWNER},
    "withdraw": dict.fromkeys(BEFORE_THE_COMMITTEES_WORD, OWNER),
    "delete": {"draft": OWNER, "at hospital": OWNER},
    "unlock": {},  # this region has it not
    "approve": {
        "at hospital": HOSPITAL, "at district": {"qin"}, "at title office": {"fang"}, "at district again": {"qin"},
        "at committee": {"shen"},
    },
    "return": {
        "at hospital": HOSPITAL, "at district": {"qin"}, "at district again": {"qin"},
        "at title office": {"fang", "qin"},  # who has passed it may return it yet
        "waits for the list": {"qin"}, "at committee": {"shen"},
    },
    "reject": {
        "at hospital": HOSPITAL, "at district": {"qin"}, "at title office": {"fang"}, "at district again": {"qin"},
        "at committee": {"shen"},
    },
    "undo_approve": {"waits for the list": {"qin"}, "at title office": {"qin"}},
    "undo_reject": {"rejected": HOSPITAL},
    "record": {},
    "forward": {"waits for the list": {"qin"}},
    "pay": {},
    "arrange": {},
    "accept": {"at committee": {"shen"}},
    "issue": {"approved": {"shen"}},
    "correct": {},  # a call of its own
    "void": {},
    "overdue": {},  # time's
    "extend": {"returned": HOSPITAL},  # the unit whose term it is
}  # fmt: skip
WHOLE = {"draft", "at hospital", "certified"}
"""States in which every role tries everything; in the others those who know of it, and one officer of elsewhere."""

HERE: dict[str, set[str]] = {
    "at hospital": HOSPITAL, "at district": {"qin"}, "at title office": {"fang"}, "at district again": {"qin"},
    "waits for the list": {"qin"}, "at committee": {"shen"}, "approved": {"shen"},
}  # fmt: skip
"""State → whose unit has the application, and may mark, strike and correct in it."""
PASSED_IT = {"at title office": {"qin"}}
"""State → whose unit has passed it and may return it yet, so that it may mark where."""

NOT_FOR_EXPERTS = ("/check", "/forms/<form>")
"""Ends of the calls that show what is sensitive: an expert has the expert's view instead (CQ-26)."""

# ── calls about one application ──────────────────────────────────────────────
BASE, REVIEW = "<kind>/<id>", "review/<id>"
READS: dict[str, str] = {
    BASE: "{base}",
    f"{BASE}/sections/<section>": "{base}/sections/basic",
    f"{BASE}/sections/<section>/rows/<row>": "{base}/sections/work/rows/r1",
    f"{BASE}/sections/<section>/earlier": "{base}/sections/work/earlier",
    f"{BASE}/evidence/<address>": "{base}/evidence/basic.training_proof",
    f"{BASE}/files/<digest>": "{file}",
    f"{BASE}/check": "{base}/check",
    f"{BASE}/disputes": "{base}/disputes",
    f"{BASE}/helpers": "{base}/helpers",
    f"{BASE}/history": "{base}/history",
    f"{BASE}/readers": "{base}/readers",
    f"{BASE}/pledge": "{base}/pledge",
    f"{BASE}/progress": "{base}/progress",
    f"{BASE}/expert": "{base}/expert",
    f"{BASE}/fix": "{base}/fix",
    f"{BASE}/forms": "{base}/forms",
    f"{BASE}/forms/<form>": "{form}",
    f"{BASE}/forms/<form>/settings": "{base}/forms/review_form/settings",
    REVIEW: "review/{id}",
    f"{REVIEW}/sections/<section>": "review/{id}/sections/basic",
    f"{REVIEW}/sections/<section>/rows/<row>": "review/{id}/sections/work/rows/r1",
    f"{REVIEW}/phrases": "review/{id}/phrases?address=basic.work",
}
WRITES: dict[str, tuple[str, Any]] = {
    f"PUT {BASE}/answers/<address>": ("{base}/answers/basic.work", {"text": "改"}),
    f"DELETE {BASE}/answers/<address>": ("{base}/answers/basic.work", None),
    f"POST {BASE}/sections/<section>/rows": ("{base}/sections/work/rows", {}),
    f"DELETE {BASE}/sections/<section>/rows/<row>": ("{base}/sections/work/rows/r1", None),
    f"POST {BASE}/sections/<section>/rows/<row>/restore": ("{base}/sections/work/rows/r1/restore", None),
    f"PUT {BASE}/sections/<section>/rows/<row>/place": ("{base}/sections/work/rows/r1/place", {"place": 1}),
    f"POST {BASE}/sections/<section>/earlier": ("{base}/sections/work/earlier", None),
    f"POST {BASE}/sections/<section>/tidy": ("{base}/sections/work/tidy", None),
    f"POST {BASE}/sections/<section>/clear": ("{base}/sections/cover/clear", None),
    f"POST {BASE}/sections/<section>/recover": ("{base}/sections/cover/recover", None),
    f"POST {BASE}/evidence/<address>/pages": ("{base}/evidence/basic.training_proof/pages", b"file"),
    f"DELETE {BASE}/evidence/<address>/pages/<page>": ("{base}/evidence/basic.training_proof/pages/x", None),
    f"POST {BASE}/evidence/<address>/pages/<page>/turn": ("{base}/evidence/basic.training_proof/pages/x/turn", {}),
    f"PUT {BASE}/evidence/<address>/pages/<page>/place": (
        "{base}/evidence/basic.training_proof/pages/x/place", {"place": 0},
    ),
    f"POST {BASE}/evidence/<address>/keep": ("{base}/evidence/basic.training_proof/keep", None),
    f"DELETE {BASE}/evidence/<address>": ("{base}/evidence/basic.training_proof", None),
    f"POST {BASE}/pledge": (
        "{base}/pledge", {"digest": "x", "agreed": True, "width": 660, "height": 300, "strokes": []},
    ),
    f"POST {BASE}/pledge/ticket": ("{base}/pledge/ticket", None),
    f"POST {BASE}/disputes": ("{base}/disputes", {"text": " "}),
    f"POST {BASE}/disputes/photos": ("{base}/disputes/photos", b"file"),
    f"POST {BASE}/helpers": ("{base}/helpers", {"name": "江渡"}),
    f"DELETE {BASE}/helpers/<person>": ("{base}/helpers/nobody", None),
    f"POST {BASE}/marks/<n>/explanation": ("{base}/marks/1/explanation", {"text": "原件如此"}),
    f"PUT {BASE}/forms/<form>/settings": ("{base}/forms/review_form/settings", {"settings": {"font_size": 9}}),
    f"POST {REVIEW}/marks": ("review/{id}/marks", {"address": "basic.work", "text": "请补充"}),
    f"DELETE {REVIEW}/marks/<n>": ("review/{id}/marks/1", None),
    f"DELETE {REVIEW}/strokes/<section>": ("review/{id}/strokes/opinion_base", None),
    f"POST {REVIEW}/strikes": ("review/{id}/strikes", {"section": "work", "row": "r1"}),
    f"POST {REVIEW}/corrections": ("review/{id}/corrections", {"address": "basic.work", "text": "临床"}),
}  # fmt: skip

FILLING = {n for n in WRITES if BASE in n}
LAYING_OUT = {n for n in WRITES if n.endswith("/settings")}
"""What everybody does who knows of an application and not only reads: the layout of a form is no content."""

# ── every other call ─────────────────────────────────────────────────────────
ALL = frozenset({"nobody", "new", "zhou", "luo", "lin", "qin", "expert", "assistant"})
KNOWN = ALL - {"nobody"}
IN_UNIT, ABOVE = frozenset({"luo"}), frozenset({"qin"})

CALLS: dict[str, tuple[frozenset[str], str, Any]] = {
    "POST sessions": (ALL, "sessions", {"code": "x"}),
    "DELETE sessions/current": (KNOWN, "sessions/current", None),
    "GET me": (KNOWN, "me", None),
    "DELETE me": (KNOWN - {"new"}, "me", None),  # each of them is bound by something, and told by what
    "GET me/removal": (KNOWN - {"new"}, "me/removal", None),
    "POST me/phone": (KNOWN, "me/phone", {"code": "x"}),
    "POST me/identity": (KNOWN - {"new"}, "me/identity", {"name": "温言", "id_number": "1"}),
    "POST me/employer": (KNOWN - {"new"}, "me/employer", {"unit": "u-hospital"}),
    "POST me/subscriptions": (KNOWN, "me/subscriptions", {}),
    "GET plans": (KNOWN, "plans", None),
    "GET regions/<region>/inquiry": (KNOWN, "regions/chongqing/inquiry", None),
    "POST regions/<region>/inquiry": (KNOWN, "regions/chongqing/inquiry", {"answers": {"rejected": True}}),
    "POST applications": (KNOWN, "applications", {"plan": "nothing"}),
    "GET units": (KNOWN, "units?q=云溪", None),
    "GET units/parents": (KNOWN, "units/parents?kind=district_institution&q=云溪", None),
    "GET me/unit": (KNOWN, "me/unit", None),
    "PUT me/unit": (KNOWN - {"new"}, "me/unit", {"kind": "direct", "parent": "nothing"}),
    "POST me/unit/deeds/<deed>": (frozenset(), "me/unit/deeds/hand_in", None),  # none of them has begun to register
    "GET units/<id>": (IN_UNIT | ABOVE, "units/u-hospital", None),
    "GET units/<id>/below": (IN_UNIT | ABOVE, "units/u-hospital/below", None),
    "GET units/<id>/below/people": (IN_UNIT | ABOVE, "units/u-hospital/below/people?q=周岚", None),
    "POST units/<id>/deeds/<deed>": (ABOVE, "units/u-hospital/deeds/thaw", {}),
    "POST units/<id>/children": (IN_UNIT | ABOVE, "units/u-hospital/children", {"kind": "direct", "name": "一院"}),
    "POST units/<id>/strokes": (IN_UNIT, "units/u-hospital/strokes", {"applications": []}),
    "POST strokes/<ticket>/open": (KNOWN, "strokes/nothing/open", None),  # the code alone opens, WeChat is enough
    "POST strokes/<ticket>": (
        KNOWN,
        "strokes/nothing",
        {"name": "高远", "width": 660, "height": 300, "strokes": []},
    ),
    "POST units/<id>/invitations": (IN_UNIT | ABOVE, "units/u-hospital/invitations", {"role": "expert"}),
    "GET units/<id>/people": (IN_UNIT | ABOVE, "units/u-hospital/people", None),
    "GET units/<id>/rosters": (IN_UNIT, "units/u-hospital/rosters", None),
    "GET units/<id>/reasons": (IN_UNIT, "units/u-hospital/reasons", None),
    "GET units/<id>/rosters/<form>": (IN_UNIT, "units/u-hospital/rosters/roster.xlsx", None),
    "GET units/<id>/members": (IN_UNIT | ABOVE, "units/u-hospital/members", None),
    "PUT units/<id>/members/<person>": (IN_UNIT | ABOVE, "units/u-hospital/members/{peng}", {"until": "2026-12-31"}),
    "DELETE units/<id>/members/<person>": (IN_UNIT | ABOVE, "units/u-hospital/members/{peng}", None),
    "GET units/<id>/calls": (IN_UNIT, "units/u-hospital/calls", None),
    "DELETE units/<id>/calls/<person>": (frozenset(), "units/u-hospital/calls/{new}", None),  # nobody is to be called
    "GET units/<id>/publicity": (IN_UNIT, "units/u-hospital/publicity", None),
    "GET units/<id>/publicity/<application>": (frozenset(), "units/u-hospital/publicity/nothing", None),
    "GET units/<id>/publicity/<application>/form": (frozenset(), "units/u-hospital/publicity/nothing/form", None),
    "POST units/<id>/publicity/deeds/<deed>": (IN_UNIT, "units/u-hospital/publicity/deeds/note", {"applications": []}),
    "GET units/<id>/forward": (IN_UNIT, "units/u-hospital/forward", None),
    "POST units/<id>/forward/<application>/deeds/<deed>": (
        frozenset(),
        "units/u-hospital/forward/nothing/deeds/remind",
        None,
    ),
    "POST people/<id>/deeds/<deed>": (IN_UNIT | ABOVE, "people/{waiting}/deeds/confirm", {}),
    "POST units/<id>/expected": (IN_UNIT | ABOVE, "units/u-hospital/expected", {"text": "温言 500000198506150028"}),
    "GET units/<id>/expected": (IN_UNIT | ABOVE, "units/u-hospital/expected", None),
    "DELETE units/<id>/expected/<ref>": (frozenset(), "units/u-hospital/expected/x", None),  # nobody stands there
    "GET people/<id>/registration": (IN_UNIT | ABOVE, "people/{waiting}/registration", None),
    "POST people/<id>/corrections": (
        IN_UNIT | ABOVE,
        "people/{waiting}/corrections",
        {"place": "name", "text": "温颜"},
    ),
    "GET me/notices": (KNOWN, "me/notices", None),
    "POST me/notices/<id>/consent": (KNOWN - {"new"}, "me/notices/chongqing.rules/consent", {"digest": "x"}),
    "POST me/notices/<id>/withdraw": (KNOWN - {"new"}, "me/notices/chongqing.rules/withdraw", None),
    "GET me/matters": (KNOWN - {"new"}, "me/matters", None),
    "POST me/complaints": (KNOWN - {"new"}, "me/complaints", {"text": ""}),
    "POST me/claims": (KNOWN - {"new"}, "me/claims", {"text": ""}),
    "GET units/<id>/matters": (IN_UNIT, "units/u-hospital/matters", None),
    "POST units/<id>/matters/<matter>": (frozenset(), "units/u-hospital/matters/x", {"text": "好"}),  # there is none
    "GET units/<id>/claims": (IN_UNIT | ABOVE, "units/u-hospital/claims", None),
    "POST units/<id>/claims/<person>": (
        frozenset(),
        "units/u-hospital/claims/{new}",
        {"yields": False, "seen": True, "text": "看过"},  # nobody claims
    ),
    "GET units/<id>/more-time": (frozenset(), "units/u-hospital/more-time", None),  # the office of the plan alone
    "POST units/<id>/more-time": (
        frozenset(),
        "units/u-hospital/more-time",
        {"plan": "n-associate", "what": "fill", "until": "2026-12-10", "reason": "停电"},
    ),
    "POST people/<id>/rebinding": (IN_UNIT | ABOVE, "people/{waiting}/rebinding", None),
    # what else is asked for with a code that is another one gets the answer of none
    "POST tickets/<ticket>/rebinding": (KNOWN, "tickets/{ticket}/rebinding", {"id_number": "1"}),
    "GET review/units": (KNOWN - {"new"}, "review/units", None),
    "GET review/queue": (IN_UNIT | {"expert"}, "review/queue?unit=u-hospital", None),
    "GET tickets/<ticket>": (KNOWN, "tickets/{ticket}", None),
    "POST tickets/<ticket>/accept": (KNOWN - {"new"}, "tickets/{ticket}/accept", None),
    "POST logins": (ALL, "logins", None),
    "GET logins/<ticket>": (ALL, "logins/{ticket}", None),
}
"""Call → who gets to it, path, body; what is sent may still be refused with what is wrong about it."""


# ── who tries ────────────────────────────────────────────────────────────────
async def people(at: Served) -> dict[str, Caller]:
    """Somebody of each role."""
    found = {n: at.caller(n) for n in ("luo", "lin", "qin", "fang", "shen")}
    found |= {"owner": at.caller("zhou"), "other": at.caller("he"), "nobody": await at.newcomer(unit="")}
    return found | await guests(at)


async def guests(at: Served) -> dict[str, Caller]:
    """An expert of the hospital, and somebody who helps another applicant than the one whose application is tried."""
    assert at.known is not None
    expert, assistant = await at.newcomer(unit=""), await at.newcomer(unit="")
    ticket = good(await at.caller("luo").post("units/u-hospital/invitations", {"role": "expert"}))["ticket"]
    good(await expert.post(f"tickets/{ticket}/accept"))
    ticket = good(await at.caller("he").post(f"{at.known.empty}/helpers", {"name": "江渡"}))["ticket"]
    good(await assistant.post(f"tickets/{ticket}/accept"))
    return {"expert": expert, "assistant": assistant}


async def place(at: Served, base: str) -> int:
    head = await at.house.storage.database.fetch(
        "SELECT seq FROM head WHERE stream = ?1", f"application:{base.partition('/')[2]}"
    )
    return head[0]["seq"]
