"""Checks the notices that people consent to: moments, lengths, blanks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemes.findings import Findings, Path
from schemes.kinds import FILES, MOMENTS, NOTICE_BLANKS
from schemes.model import Field, Notice, Region, Section, Step
from schemes.names import near
from schemes.words import Gap, split

LONGEST: Final[dict[str, int]] = {"label": 16, "text": 150, "withdrawal": 80}
"""Most characters of each: a notice is read on a phone, above the button that it stands for."""


def check_notices(
    notices: Mapping[str, Notice],
    sections: Mapping[str, Section],
    steps: Mapping[str, Step],
    region: Region | None,
    findings: Findings,
) -> None:
    """Check every notice; a region that has some and none for a moment of its own is told so."""
    for name, notice in notices.items():
        at: Path = ("notices", name)
        if not notice.source:
            findings.warn("S109", "没有写出处 source。抄手册的编号，例：source: 4.3.2；自己加的写 source: product", *at)
        for word, most in LONGEST.items():
            if (have := len(getattr(notice, word))) > most:
                findings.add("S802", f"{word} 有 {have} 字，最多 {most} 字。请写短：手机上要一眼看完", *at, word)
        for word in ("text", "withdrawal"):
            for part in split(getattr(notice, word)):
                if isinstance(part, Gap) and (why := _wrong(part.name, notice, steps, region)):
                    findings.add("S801", why, *at, word)
    if notices and (lacking := _moments(sections, steps) - {n.at for n in notices.values()}):
        words = "、".join(f"{moment}（{label}）" for moment, label in MOMENTS.items() if moment in lacking)
        findings.warn("S803", f"这些时候没有要本人同意的话：{words}。请在 notices: 里各加一条", "notices")


def sensitive(field: Field) -> bool:
    """Tell whether a field takes pictures of a kind to which people consent first: a portrait, an ID card."""
    return field.kind == "portrait" or (field.kind in FILES and field.sensitive)


def _wrong(name: str, notice: Notice, steps: Mapping[str, Step], region: Region | None) -> str:
    if name not in NOTICE_BLANKS:
        return f"没有 {{{name}}}{near(name, NOTICE_BLANKS)}。可以写：{'、'.join(f'{{{b}}}' for b in NOTICE_BLANKS)}"
    if name == "region.retention" and region is not None and region.retention is None:
        return "region 里没有写 retention，这里不知道保存多久"
    if name == "issuer" and not any(step.kind == "certificate" for step in steps.values()):
        return "没有 kind: certificate 的步骤，这里不知道哪个单位发证"
    if name in ("unit", "units") and notice.at == "register":
        return f"登记的时候还不知道是哪个单位，不能写 {{{name}}}"
    return ""


def _moments(sections: Mapping[str, Section], steps: Mapping[str, Step]) -> set[str]:
    """Return the moments that a region has."""
    fields = [field for section in sections.values() for field in section.fields.values()]
    found = {"register", "submit"}
    found |= {"sensitive_evidence"} if any(sensitive(f) for f in fields) else set()
    found |= {"signature"} if any(f.kind == "pledge" for f in fields) else set()
    made_public = any(s.publicity for s in sections.values()) or any(s.kind == "publicity" for s in steps.values())
    return found | ({"ready"} if made_public else set())
