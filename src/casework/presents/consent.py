"""What a person has agreed to: which notice, in which words, when and from where (X-21)."""

from typing import Any

import msgspec


class Consent(msgspec.Struct, frozen=True):
    """Is somebody's word on one notice.

    Args:
        notice: region and name with a dot between.
        digest: of the words that were read.
        at: ISO 8601.
        surface: from where.
        withdrawn: when it was taken back, ISO 8601; empty while it stands.
    """

    notice: str
    digest: str
    at: str
    surface: str
    withdrawn: str = ""


def agreed(consents: list[Consent], kind: str, data: dict[str, Any]) -> list[Consent]:
    """Return the newest consent to each notice after one action; the stream keeps all of them with their words.

    Args:
        consents: before it.
        kind: of the action, `consented` or `dissented`.
        data: its payload.
    """
    others = [c for c in consents if c.notice != data["notice"]]
    if kind == "consented":
        return [*others, Consent(data["notice"], data["digest"], data["at"], data["surface"])]
    taken = [msgspec.structs.replace(c, withdrawn=data["at"]) for c in consents if c.notice == data["notice"]]
    return [*others, *taken]
