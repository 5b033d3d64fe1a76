"""Free words, such as an opinion or a remark: without what is no writing, and no longer than somebody reads."""

import re

from casework.problems import Wrong
from print import faces
from print.errors import Unprintable
from wizard.parsing import quoted_char

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


def unprinted(text: str) -> str:
    """Return why what a unit writes for a form cannot be printed, empty where it can: nobody could mend it later.

    Of what an applicant writes this is not asked: a rare name is kept, and the operator adds its font.

    Args:
        text: as it is to be stored.
    """
    try:
        gone = faces.missing(text)
    except Unprintable:  # there is no font at all, which says nothing about the text
        return ""
    char = next((c for c in text if c in gone), "")
    return f"还没保存。表上印不出{quoted_char(char)}，字库里没有这个字，请换一种写法再发。" if char else ""
