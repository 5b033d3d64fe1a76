"""May one apply? What a region asks before anything is begun, and what its rules say (`of: inquiry`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemes import Scheme, load
from wizard import inquiry

from .wizard_samples import world

pytestmark = pytest.mark.fast
GOOD = {
    "rejected": False, "level": "中级报副高", "engaged_since": "2016-01", "schooling": "大学本科", "practice": "临床",
    "local": False, "appraisals": "都合格", "exam": "已有成绩",
}  # fmt: skip


@pytest.fixture(scope="module")
def chongqing() -> Scheme:
    scheme = load(Path("regions/chongqing")).scheme
    assert scheme is not None
    return scheme


@pytest.mark.parametrize(
    ("changed", "verdict", "weight", "clause", "text"),
    [
        ({}, "yes", "tell", "", "任现职已满 10 年"),
        ({"rejected": True}, "no", "no", "2.4.1", "当年不能再报"),
        ({"exam": "还没考"}, "no", "no", "4.3.7", "专业考试成绩"),
        ({"exam": "一线人员免考"}, "check", "check", "4.3.7", "资格证明"),
        ({"schooling": "大学专科"}, "check", "check", "", "学历是大学专科的"),
        ({"practice": "公共卫生"}, "yes", "tell", "4.3.1", "填“公卫”"),
        ({"local": True}, "yes", "tell", "4.3.1", "基层全科"),
    ],
)
def test_answers__held_against_the_rules__give_a_verdict_with_its_clause(
    chongqing: Scheme, changed: dict[str, object], verdict: str, weight: str, clause: str, text: str
) -> None:
    found = inquiry.answered(inquiry.opened(chongqing, GOOD | changed, world("2026-11-10 10:00")))
    assert found.verdict == verdict
    assert any(f.weight == weight and f.clause == clause and text in f.text for f in found.findings), found.findings


def test_inquiry__with_a_question_open__gives_no_verdict_and_asks_what_follows(chongqing: Scheme) -> None:
    one = inquiry.opened(chongqing, {"level": "副高级报正高", "schooling": "没有这一项"}, world("2026-11-10 10:00"))
    fields = [s.address.field for s in inquiry.asked(one)]
    assert inquiry.answered(one).verdict == "open"
    assert "exam" not in fields, "only 副高 has an examination"
    assert "schooling" in fields
    assert all(s.value is None for s in inquiry.asked(one) if s.address.field == "schooling"), (
        "what is no answer is left out"
    )
