"""Signing the integrity pledge: bound to the exact content it stands under (X-09)."""

from typing import Any

from casework.access import may_fill, own
from casework.asking import consents
from casework.asking.pledging import place_of
from casework.case import Case
from casework.deeds import consent
from casework.desk import Desk
from casework.handed import computed
from casework.problems import Denied, Raced, Wrong
from pledge.ink import InkRefused, judge


def sign(
    desk: Desk, case: Case, digest: str, strokes: Any, width: float, height: float, agreed: bool, file: str
) -> None:
    """Sign what was shown.

    Args:
        desk: where the deed is written down.
        case: an application.
        digest: of the content that the person had before its eyes.
        strokes: points of each stroke, in the pad's pixels.
        width, height: of the pad in pixels.
        agreed: the tick under the text.
        file: digest of the stored picture of the stroke.

    Raises:
        Denied: somebody else's pledge; an assistant never signs.
        Raced: the content is no longer the one that was shown.
        Wrong: not agreed, or the ink is no signature.
        Shut: the consent to keeping handwriting is lacking (X-21).
    """
    address = place_of(case)
    may_fill(desk, case, address)
    if not own(desk, case):
        raise Denied("not_yours", "承诺只能由本人签。请用申报人自己的微信打开")
    if not agreed:
        raise Wrong("not_agreed", "请先看完承诺，在下面打勾，再签名")
    now = desk.content_digest(case, address)
    if digest != now:
        raise Raced("content_moved", "您看的时候内容又改过了。请看一眼新的内容，再签一次", current={"digest": now})
    try:
        doubts = judge(strokes, width, height)
    except InkRefused as error:
        raise Wrong("ink", error.text) from None
    if doubts:
        raise Wrong("ink", doubts[0].text)
    consent.hold(consents.before_signing(desk, case))
    at = desk.act.at.isoformat(timespec="seconds")
    content = desk.content(case, address).decode()
    signature = {
        "address": str(address), "file": file, "of": now, "at": at, "content": content, "computed": computed(case),
    }  # fmt: skip
    desk.record(case.head, "signed", {"signature": signature, "value": {"file": file, "of": now, "at": at}})
