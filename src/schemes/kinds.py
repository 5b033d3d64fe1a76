"""The closed sets a region combines: field kinds, step kinds and their deeds, events, words an attribute may hold.

A region that needs another member is a reason to write code, not to write a script.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

FieldKind = Literal[
    "text", "long_text", "number", "yes_no", "month", "date", "period", "year", "choice", "choices", "id_number",
    "phone", "unit", "row", "evidence", "portrait", "pledge", "printed", "note",
]  # fmt: skip
StepKind = Literal["review", "publicity", "forward", "fee", "defence", "committee", "certificate"]

FIELD_KINDS: Final[frozenset[str]] = frozenset(get_args(FieldKind))
STEP_KINDS: Final[frozenset[str]] = frozenset(get_args(StepKind))
CHOOSING: Final = frozenset({"choice", "choices"})
WRITTEN: Final = frozenset({"text", "long_text"})
FILES: Final = frozenset({"evidence", "portrait"})
INQUIRED: Final = frozenset({"choice", "yes_no", "number", "month", "year"})
"""Kinds of questions that may be asked before anything is begun: they are tapped, or short."""
KILOBYTE: Final = 1_000
MEGABYTE: Final = 1_000_000
MAX_MB: Final = 10
"""Most megabytes of a document where its field does not say."""
MAX_PAGES: Final = 60
"""Most pages of a document where its field does not say, and most that a slot takes while it is put together."""

DEEDS: Final[dict[str, tuple[str, ...]]] = {
    "review": ("approve", "return", "reject"),
    "publicity": ("record", "return"),
    "forward": ("forward", "return"),
    "fee": ("pay",),
    "defence": ("arrange", "record"),
    "committee": ("accept", "approve", "return", "reject"),
    "certificate": ("issue",),
}
"""What each kind of step offers unless the region says otherwise."""

PASSES: Final[dict[str, str]] = {
    "review": "approve",
    "publicity": "record",
    "forward": "forward",
    "fee": "pay",
    "defence": "record",
    "committee": "approve",
    "certificate": "issue",
}
"""The deed by which an application leaves a step of this kind towards the next."""

APPLICANT_DEEDS: Final = ("ready", "submit", "unlock", "withdraw", "delete")
PUBLICITY_DEEDS: Final = ("begin", "record", "keep", "undo_record")
"""What a unit does at a step of publicity before submission: it is held, its result noted, what was changed since let
stand, the newest of these taken back."""
UNDOING: Final = ("undo_approve", "undo_reject")
ALL_DEEDS: Final[frozenset[str]] = frozenset(
    [*APPLICANT_DEEDS, *UNDOING, *PUBLICITY_DEEDS, "correct", "void", "extend"],
).union(*DEEDS.values())

LEADS: Final[dict[str, str]] = {
    "ready": "stay",
    "begin": "stay",
    "keep": "stay",
    "undo_record": "stay",
    "return": "applicant",
    "unlock": "applicant",
    "reject": "end",
    "delete": "end",
    "withdraw": "end",
    "undo_approve": "again",
    "undo_reject": "again",
    "arrange": "stay",
    "accept": "stay",
    "correct": "stay",
    "void": "stay",
    "extend": "stay",
}
"""Where a deed leads when the region does not say; every other deed leads to the next step."""

LABELS: Final[dict[str, str]] = {
    "ready": "请单位公示",
    "begin": "开始公示",
    "keep": "不用重新公示",
    "undo_record": "撤回这次录入",
    "submit": "提交",
    "unlock": "我要修改",
    "withdraw": "撤回申报",
    "delete": "删除",
    "approve": "通过",
    "return": "退回",
    "reject": "不通过",
    "undo_approve": "撤回通过",
    "undo_reject": "撤回不通过",
    "record": "录入结果",
    "forward": "上报",
    "pay": "缴费",
    "arrange": "安排答辩",
    "accept": "受理",
    "issue": "发证",
    "correct": "更正",
    "void": "删除标记",
    "extend": "延期",
}
"""What a deed is called when the region does not say."""

EVENTS: Final = frozenset({
    "submitted", "returned", "resubmitted", "approved_step", "approved", "rejected", "undone", "publicity_started",
    "publicity_ended", "forwarded", "fee_due", "fee_paid", "defence_arranged", "certificate_issued", "confirmed",
    "refused", "work_waiting", "term_near", "extended", "ended", "withdrawn", "publicity_moved", "publicity_kept",
    "other",
})  # fmt: skip
GENERAL: Final = "other"
"""Stands for whatever the product tells in words of its own: a region says how that fills the platform's fields."""
RECEIVERS: Final = frozenset({"applicant", "next_unit", "unit", "office"})
NEEDED_MESSAGES: Final = ("submitted", "returned", "approved_step", "approved", "rejected")
PAGES: Final = frozenset({
    "home", "section", "check", "pledge", "progress", "fix", "forms", "mine", "plans", "register", "queue",
    "review-read", "publicity", "forward", "people",
})  # fmt: skip
"""Pages a message may open, by the last word of their address."""

MOMENTS: Final[dict[str, str]] = {
    "register": "登记身份证号",
    "sensitive_evidence": "传证件照片",
    "signature": "手写签名",
    "ready": "请单位公示",
    "submit": "提交",
}
"""When the consent to a notice is needed, and what the act is called (X-21)."""
NOTICE_BLANKS: Final = ("region.label", "region.retention", "issuer", "unit", "units")
"""What the words of a notice may name: the unit that issues the certificate, the person's own, those above it."""

WORDS: Final[dict[tuple[str, str], frozenset[str]]] = {
    ("Section", "of"): frozenset({"application", "person", "unit", "batch", "plan", "inquiry"}),
    ("Section", "after"): frozenset({"publicity"}),
    ("Section", "by"): frozenset({"applicant", "unit", "reviewer", "office", "system"}),
    ("Rows", "review"): frozenset({"employer"}),
    ("Rule", "level"): frozenset({"stop", "warn", "tell"}),
    ("Field", "attest"): frozenset({"unit"}),
    ("Field", "ground"): frozenset({"white", "blue", "red", "any"}),
    ("UnitKind", "opened_by"): frozenset({"self", "parent", "operator"}),
    ("UnitKind", "approved_by"): frozenset({"parent", "operator"}),
    ("UnitKind", "bind"): frozenset({"choose", "code"}),
    ("Deed", "to"): frozenset({"next", "stay", "again", "applicant", "end"}),
    ("Deed", "resume"): frozenset({"start", "here"}),
    ("Deed", "bars"): frozenset({"year"}),
    ("Deed", "locks"): frozenset({"unmarked"}),
    ("Deed", "grant"): frozenset({"employer"}),
    ("Deed", "overdue"): frozenset({"withdrawn", "rejected", "next"}),
    ("Step", "overdue"): frozenset({"withdrawn", "rejected", "next"}),
    ("Step", "read"): frozenset({"all", "marked", "sample", "none"}),
    ("Form", "per"): frozenset({"application", "queue"}),
    ("Notice", "at"): frozenset(MOMENTS),
    ("Message", "on"): EVENTS,
    ("Message", "to"): RECEIVERS,
    ("Message", "page"): PAGES,
}
"""Attributes that hold one word of a closed set."""

NOT_YET: Final[dict[tuple[str, str], frozenset[object]]] = {
    ("Section", "was"): frozenset(),
    ("Field", "was"): frozenset(),
    ("Field", "pixels"): frozenset(),
    ("Field", "ratio"): frozenset(),
    ("Field", "ground"): frozenset(),
    ("Field", "attest"): frozenset(),
    ("Field", "freezes"): frozenset(),
    ("UnitKind", "bind"): frozenset({"code"}),
    ("Step", "read"): frozenset({"marked", "sample"}),
}
"""Attributes that a region may write and that only the linter, the preview or the diff read: which of their words, none
named where it is all of them. A region may say what its manual demands; the linter says that nobody does it yet."""

ACCEPTED: Final = frozenset({"pdf", "jpg", "png"})
OUTPUTS: Final = frozenset({"pdf", "xlsx", "html"})
SETTINGS: Final = frozenset({"font_size", "blank_lines", "row_height"})

PLATFORM_LIMITS: Final[dict[str, int]] = {
    "thing": 20,
    "short_thing": 10,
    "number": 32,
    "letter": 32,
    "symbol": 5,
    "character_string": 32,
    "time": 24,
    "date": 24,
    "amount": 13,
    "phone_number": 17,
    "car_number": 8,
    "name": 10,
    "phrase": 5,
    "const": 20,
}
"""Longest value of each kind of template field, in characters (platform: 模板消息参数值内容限制)."""

FACTS: Final[dict[str, frozenset[str]]] = {
    "plan": frozenset(["id", "year", "level", "label", "opens", "closes"]),
    "applicant": frozenset(["id", "name", "id_number", "phone", "sex", "birth", "id_type"]),
    "unit": frozenset(["id", "name", "kind", "level", "code"]),
    "application": frozenset(
        ["id", "status", "step", "acted", "forwarded", "evidence_mb", "submitted_on", "round", "marks"]
    ),
    "batch": frozenset(["total", "pending", "returned", "approved", "rejected"]),
}
"""Names that are known without any section; sections of a person, a unit, a plan or a batch add their fields."""

ROOT_OF: Final[dict[str, str]] = {"person": "applicant", "unit": "unit", "plan": "plan", "batch": "batch"}
"""Under which name the fields of a section `of` something else than the application are read."""

FACT_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "plan.level": ("associate", "senior"),
    "applicant.sex": ("男", "女"),
}
"""Facts that hold one word of a closed set."""

ROW_FACTS: Final = frozenset({"id", "void", "reviewed", "n"})
"""What every row has besides its fields."""
