"""The kinds of actions that deeds record; histories have some that none records any longer."""

from typing import Literal

OfAnswers = Literal[
    "answered", "row_added", "row_dropped", "row_moved", "section_cleared", "section_recovered", "pages_changed"
]
OfApplication = Literal[
    "started", "stood", "marked", "unmarked", "explained", "signed", "struck", "corrected", "seen", "reminded",
    "laid_out", "stroke_asked", "stroked", "stroke_dropped", "left",
]  # fmt: skip
OfPerson = Literal[
    "created", "phone_verified", "identified", "employed", "account", "joined", "parted", "member", "registering"
]
OfContact = Literal["met", "followed", "unfollowed", "belongs", "ledger", "logged_in"]
OfAccess = Literal["rebinding", "rebound", "carried", "assisted", "expected"]
OfMatters = Literal["raised", "replied", "exhibited"]
OfConsents = Literal["consented", "dissented"]
ActionKind = OfAnswers | OfApplication | OfPerson | OfContact | OfAccess | OfMatters | OfConsents | Literal["set"]
