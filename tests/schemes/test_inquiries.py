"""What a region asks before anything is begun: the linter keeps it short, apart, and with a clause at each rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.fast

ASK = """
    sections:
      may:
        label: 我能报吗
        of: inquiry
        source: product
        fields:
          level: {{label: 级别, kind: choice, list: [副高, 正高]{offers}}}{offered}
          {field}
        rules:
          one: {{check: '{check}', say: 不行{source}}}{mark}
    """
SLIPS = [
    ("S124", {"check": 'applicant.sex == "男"'}, "只看自己问的"),
    ("S124", {"source": ""}, "要写 source"),
    ("S124", {"field": "proof: {label: 材料, kind: text}   # HERE", "mark": ""}, "点得出来的"),
    ("S125", {"offers": ", offers: may.nothing", "offered": "   # HERE", "mark": ""}, "同一种 kind"),
]


@pytest.mark.parametrize(("code", "change", "says"), SLIPS, ids=[f"{n}" for n in range(len(SLIPS))])
def test_inquiry__slip__numbered_with_its_line(
    expect: Callable[..., None], code: str, change: dict[str, str], says: str
) -> None:
    usual = {
        "field": "", "check": 'may.level == "副高"', "source": ", source: product", "mark": "   # HERE", "offers": "",
        "offered": "",
    }  # fmt: skip
    expect(code, says, sections=ASK.format(**usual | change))


def test_answer_of_an_inquiry__read_elsewhere__is_no_name_there(expect: Callable[..., None]) -> None:
    text = (
        ASK.format(field="", check='may.level == "副高"', source=", source: product", mark="", offers="", offered="")
        + """  later:
        label: 以后
        source: product
        fields:
          name: {label: 名称, when: 'may.level == "副高"'}   # HERE
    """
    )
    expect("S124", "别处也不看它", sections=text)
