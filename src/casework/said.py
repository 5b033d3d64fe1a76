"""Free words, such as an opinion or a remark: without what is no writing, and no longer than somebody reads."""

import re

from casework.problems import Wrong

OPINION, REMARK = 500, 200  # characters at most
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, and signs that turn or hide what stands around them; line breaks and tabs are writing."""


def said(text: str, most: int, code: str) -> str:
    """Return somebody's words as they are kept.

    Args:
        text: as sent.
        most: characters at most.
        code: of the refusal.

    Raises:
        Wrong: they are too many; says by how many.
    """
    clean = UNSEEN.sub("", text.replace("\r\n", "\n")).strip()
    if len(clean) > most:
        raise Wrong(code, f"多了 {len(clean) - most} 个字，最多 {most} 字。请写短一点")
    return clean
