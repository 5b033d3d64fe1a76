"""May one apply? Asked before anything is begun; what is answered stays on the phone that asks."""

from typing import Any

import msgspec

from casework.views.inquiry import InquiryView, inquiry_view
from web.calls import Call, Route


class Given(msgspec.Struct, forbid_unknown_fields=True):
    """Is what was answered so far: values by field, as the questions name them; all of it comes with every call."""

    answers: dict[str, Any] = {}


async def questions(call: Call) -> InquiryView:
    """Return the questions of a region, none answered."""
    return inquiry_view(call.house, call.parts["region"], {}, call.act.now)


async def answered(call: Call) -> InquiryView:
    """Return what comes of the answers: further questions, or whether one may apply and on which clauses that rests."""
    return inquiry_view(call.house, call.parts["region"], call.body.answers, call.act.now)


ROUTES = (
    Route("GET", "regions/<region>/inquiry", questions, "what is asked before anything is begun", InquiryView),
    Route("POST", "regions/<region>/inquiry", answered, "whether one may apply; nothing is stored", InquiryView, Given),
)
