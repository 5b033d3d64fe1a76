"""Notices of what is done with somebody's data: read, agreed to, taken back (X-21)."""

import msgspec

from casework import ids
from casework.access import person_of
from casework.asking import consents
from casework.deeds import consent
from casework.desk import Desk
from casework.problems import hidden
from casework.views.notices import NoticeView, notice_view
from schemes import Scheme
from web.calls import Call, Route


class Read(msgspec.Struct, forbid_unknown_fields=True):
    """Names the words that were read."""

    digest: str


async def notices(call: Call) -> list[NoticeView]:
    """List the notices of the person's region, and of others where they agreed to some."""
    house = call.house
    await house.tree()
    default = await house.default_region()

    async def see(desk: Desk) -> list[NoticeView]:
        state = desk.me.state if desk.me else None
        named = [state.region, *(c.notice.partition(".")[0] for c in state.consents)] if state else []
        known = house.shelf.current
        regions = dict.fromkeys(r for r in named if r in known) or [default.region.id]
        found = [w for r in regions for w in consents.read(desk, known.get(r, default))]
        return [notice_view(w, desk.me, desk.act.now) for w in found]

    return await house.read(call.act, call.mine(), see)


async def agree(call: Call) -> NoticeView:
    """Agree to a notice in the words that were read."""
    scheme, id = _region(call), call.parts["id"]
    await call.house.tree()

    async def make(desk: Desk) -> NoticeView:
        head = desk.head(ids.person(person_of(desk).id))
        words = consent.give(desk, head, scheme, id, call.body.digest)
        return notice_view(words, head.present, desk.act.now)

    return await call.house.write(call.act, call.mine(), ["consent", id, call.body.digest], make, NoticeView)


async def withdraw(call: Call) -> NoticeView:
    """Take a consent back."""
    scheme, id = _region(call), call.parts["id"]
    await call.house.tree()

    async def make(desk: Desk) -> NoticeView:
        head = desk.head(ids.person(person_of(desk).id))
        words = consent.withdraw(desk, head, scheme, id)
        return notice_view(words, head.present, desk.act.now)

    return await call.house.write(call.act, call.mine(), ["withdraw", id], make, NoticeView)


def _region(call: Call) -> Scheme:
    scheme = call.house.shelf.current.get(call.parts["id"].partition(".")[0])
    if scheme is None:
        raise hidden("这一条")
    return scheme


ROUTES = (
    Route("GET", "me/notices", notices, "what is done with one's data, and what one has agreed to", list[NoticeView]),
    Route("POST", "me/notices/<id>/consent", agree, "agree to a notice in the words that were read", NoticeView, Read),
    Route("POST", "me/notices/<id>/withdraw", withdraw, "take a consent back", NoticeView),
)
