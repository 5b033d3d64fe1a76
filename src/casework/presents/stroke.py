"""A head's stroke under what a unit writes, and the code that asks for one (B-15)."""

import msgspec


class Stroke(msgspec.Struct, frozen=True):
    """Is the stroke of somebody who has no account under a section that a unit fills.

    Args:
        section: what is signed; `address` is that of the answer in which the signer's name stands.
        name: as the signer typed it.
        file: digest of the picture.
        of: digest of exactly what was signed: the application and the section's other answers.
        at: ISO 8601.
        asked_by: id of the person who gave the code; `asked_at` is when.
    """

    section: str
    address: str
    name: str
    file: str
    of: str
    at: str
    asked_by: str
    asked_at: str


class Awaited(msgspec.Struct, frozen=True):
    """Is an open code for a stroke: a newer one takes its place.

    Args:
        ticket: what tells the code.
        by: id of the person who gave it.
        at: ISO 8601.
        until: epoch seconds.
        of: digest of what is to be signed.
    """

    ticket: str
    by: str
    at: str
    until: float
    of: str
