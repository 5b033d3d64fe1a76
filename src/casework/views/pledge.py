"""The pledge: its words, what a signature under it is bound to, and what has changed since (X-09)."""

from collections.abc import Sequence

import msgspec

from casework import words
from casework.asking import consents
from casework.asking.pledging import place_of, signed, wording
from casework.case import Case
from casework.desk import Desk
from casework.handed import present
from casework.presents.version import version
from casework.views.changes import brief, changes
from casework.views.notices import NoticeView, asked
from pledge.binding import bound_sections, short_code
from wizard.address import Address


class PledgeView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Describes the pledge and what a signature under it is bound to."""

    base: str
    address: str
    title: str
    text: str
    source: str
    state: str  # unsigned signed stale
    digest: str
    code: str
    at: str
    seq: int
    changed: Sequence[str] = ()
    signed_at: str = ""
    image: str = ""
    missing: int = 0
    notices: Sequence[NoticeView] = ()  # what is to be agreed to before signing


def pledge_view(desk: Desk, case: Case) -> PledgeView:
    """Describe the pledge."""
    address = place_of(case)
    field = case.scheme.field(address.section, address.field or "")
    digest = desk.content_digest(case, address)
    last = signed(case)
    value = case.answer(address)
    state = "unsigned" if value is None or last is None else ("signed" if last.of == digest else "stale")
    other = [a for a in case.journey.missing() if str(a) != str(address)]
    return PledgeView(
        base=case.base.path, address=str(address), title=field.label, text=wording(case, field),
        source=field.source or "",
        state=state, digest=digest, code=short_code(digest), at=desk.act.now, seq=case.head.at[0],
        changed=_changed(case, address) if state == "stale" else [], missing=len(other),
        signed_at=words.moment(last.at, desk.act.now) if last else "",
        image=f"{case.base.path}/files/{last.file}" if last else "",
        notices=asked(desk, consents.before_signing(desk, case)),
    )  # fmt: skip


def _changed(case: Case, pledge: Address) -> list[str]:
    """Return what is no longer as it was when the pledge at an address was signed, each place with both values."""
    last, bound = signed(case), bound_sections(case.scheme, pledge)
    computed = {a: v for a, v in last.computed.items() if bound is None or a.partition(".")[0] in bound}
    was = version(last.content.encode(), computed)
    return [brief(c) for c in changes(case, was, present(case, bound))]
