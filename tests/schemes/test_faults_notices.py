"""Slips in notices: S801 to S803, and what every construct's words are held to (X-21)."""

from __future__ import annotations

import pytest

from schemes import Fault
from schemes.scheme import diff, preview

from .conftest import Small

pytestmark = pytest.mark.fast

REST = "withdrawal: 撤回, source: product"
SLIPS = {
    "unknown moment": ("S117", f"{{at: sign, label: 签名, text: 说明, {REST}}}", "sign"),
    "unknown blank": ("S801", f"{{at: submit, label: 报送, text: '给{{units2}}', {REST}}}", "units"),
    "blank not known then": ("S801", f"{{at: register, label: 规则, text: '给{{unit}}', {REST}}}", "登记"),
    "no retention": ("S801", f"{{at: submit, label: 报送, text: '{{region.retention}}', {REST}}}", "保存多久"),
    "no issuer": ("S801", f"{{at: submit, label: 报送, text: '给{{issuer}}', {REST}}}", "发证"),
    "long": ("S802", f"{{at: submit, label: 报送, text: {'长' * 151}, {REST}}}", "151 字"),
    "no source": ("S109", "{at: submit, label: 报送, text: 说明, withdrawal: 撤回}", "source"),
    "word missing": ("S004", "{at: submit, label: 报送, text: 说明, source: product}", "withdrawal"),
}
RULES = f"  rules: {{at: register, label: 规则, text: 说明, {REST}}}\n"
PASSING = f"  passing: {{at: submit, label: 报送, text: '给{{units}}', {REST}}}\n"


@pytest.mark.parametrize(("code", "words", "says"), SLIPS.values(), ids=SLIPS)
def test_slip__in_a_notice__is_told_with_its_line(small: Small, code: str, words: str, says: str) -> None:
    faults: list[Fault] = small.faults(notices=f"notices:\n  one: {words}\n")
    (found,) = [f for f in faults if f.code == code]
    assert says in found.text
    assert (found.file.rpartition("/")[2], found.line) == ("notices.yaml", 2)


def test_moment__that_a_region_has_and_no_notice__is_told(small: Small) -> None:
    """A region that says nothing of a publicity it holds is warned; one that says all is not."""
    (fault,) = small.faults(notices="notices:\n" + PASSING)
    assert (fault.code, fault.level) == ("S803", "warning")
    assert "register" in fault.text
    assert "ready" not in fault.text
    codes = [f.code for f in small.faults(notices="notices:\n" + RULES + PASSING)]
    assert codes == []


def test_notices__changed__are_words_and_stand_on_the_page(small: Small) -> None:
    old = small.scheme(notices="notices:\n" + RULES + PASSING)
    new = small.scheme(notices="notices:\n" + RULES + PASSING.replace("撤回,", "不能再交,"))
    assert [(d.kind, d.path) for d in diff(old, new)] == [("wording", "notices.passing.withdrawal")]
    assert old.digest != new.digest
    assert "不能再交" in preview(new)
