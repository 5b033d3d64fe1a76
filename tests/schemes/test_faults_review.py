"""Slips and dead ends of the chain: S501 to S523. A person can always get out, or the region does not load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.fast
Expect = Callable[..., None]

OPINION = """
sections:
  basic:
    label: 基本信息
    source: product
    fields: {name: {label: 姓名}, grade: {label: 级别, kind: choice, list: [甲, 乙]}}
  opinion: {label: 单位意见, by: reviewer, fields: {text: {label: 意见}}}
  certificate: {label: 证书, by: office, fields: {number: {label: 编号}}}
"""
STEPS = """
steps:
  employer: {label: 单位审核, kind: review, at: employer, fill: [opinion]}
  committee: {label: 评审, kind: committee, at: board, fill: [certificate]}
"""


def two(employer: str, committee: str = "label: 评审, kind: committee, at: board") -> str:
    """Return the two steps of the small region with other attributes."""
    return f"steps:\n  employer: {{{employer}}}   # HERE\n  committee: {{{committee}}}\n"


def deeds(*lines: str) -> str:
    """Return deeds beside `submit`."""
    return "deeds:\n  submit: {}\n" + "".join(f"  {line}   # HERE\n" for line in lines)


ALL = "routes:\n  all:\n    label: 都走\n    steps:\n      - employer\n"

NAMES: list[tuple[str, dict[str, str], str]] = [
    ("S501", {"routes": ALL + "      - comittee   # HERE\n"}, "是不是 committee"),
    ("S502", {"steps": two("label: 审, kind: reveiw, at: employer")}, "是不是 review"),
    ("S503", {"steps": two("label: 审, kind: review, at: employer, fill: [opinoin]")}, "没有栏目 opinoin"),
    ("S503", {"deeds": "deeds:\n  submit: {needs: [basics]}   # HERE\n"}, "是不是 basic"),
    ("S504", {"deeds": deeds("return: {to: aplicant}")}, "是不是 applicant"),
    ("S504", {"deeds": deeds("retrun: {}")}, "是不是 return"),
    ("S504", {"deeds": deeds("return: {resume: begin}")}, "start"),
    ("S505", {"steps": two("label: 审, kind: review, at: employer, fill: [basic]")}, "不是审核时填的"),
    ("S506", {"steps": two("label: 审, kind: review, at: nearest(burea)")}, "是不是 bureau"),
    ("S506", {"steps": two("label: 审, kind: review, at: above bureau")}, "看不懂"),
    ("S507", {"deeds": deeds("return: {clears: [basic.nam]}")}, "栏目.填报项"),
    ("S512", {"deeds": deeds("return: {within: 10 workdays}")}, "加 overdue"),
    ("S522", {"deeds": deeds("return: {within: two weeks, overdue: withdrawn}")}, "10 workdays"),
    ("S522", {"region": "region: {id: small, label: 小地区, format: 1, retention: forever}   # HERE"}, "10 years"),
]


@pytest.mark.parametrize(("code", "files", "says"), NAMES, ids=[f"{n[0]}-{i}" for i, n in enumerate(NAMES)])
def test_chain__name_or_term_that_does_not_exist__numbered_with_its_line(
    expect: Expect, code: str, files: dict[str, str], says: str
) -> None:
    expect(code, says, **files)


def test_step__no_route_uses_it__s508(expect: Expect) -> None:
    steps = STEPS + "  other: {label: 没人用, kind: review, at: employer}   # HERE\n"
    expect("S508", "没有流程用", level="warning", sections=OPINION, steps=steps)


def test_section_of_a_reviewer__no_step_fills_it__s509(expect: Expect) -> None:
    sections = OPINION + "  spare: {label: 没人填, by: reviewer, fields: {text: {label: 意见}}}   # HERE\n"
    expect("S509", "请写进某个步骤的 fill", level="warning", sections=sections, steps=STEPS)


# ── dead ends ────────────────────────────────────────────────────────────────
def codes(small: Any, **files: str) -> set[str]:
    return {fault.code for fault in small.faults(**files) if fault.level == "error"}


def test_step__approval_taken_away__s510(expect: Expect) -> None:
    steps = """
        steps:
          employer: {label: 单位审核, kind: review, at: employer, deeds: {approve: null}}
          committee: {label: 评审, kind: committee, at: board}
        """
    routes = "routes:\n  all:   # HERE\n    label: 都走\n    steps: [employer, committee]\n"
    expect("S510", "to 写 next", steps=steps, routes=routes)


def test_step__approval_that_leads_nowhere__s510(small: Any) -> None:
    assert codes(small, steps=two("label: 审, kind: review, at: employer, deeds: {approve: {to: stay}}")) == {"S510"}


def test_step__only_approval_is_left__s511(small: Any) -> None:
    steps = two("label: 审, kind: review, at: employer, deeds: {return: null, reject: null}")
    assert codes(small, steps=steps) == {"S511"}


def test_certificate__before_any_committee__s513(small: Any) -> None:
    steps = """
        steps:
          employer: {label: 单位审核, kind: review, at: employer}
          certificate: {label: 发证, kind: certificate, at: board}
        """
    assert codes(small, steps=steps, routes="routes: {all: {label: 都走, steps: [employer, certificate]}}\n") == {
        "S513"
    }


def test_deed__needs_what_a_later_step_fills__s514(small: Any) -> None:
    steps = """
        steps:
          employer: {label: 单位审核, kind: review, at: employer, deeds: {approve: {needs: [opinion]}}}
          committee: {label: 评审, kind: committee, at: board, fill: [opinion, certificate]}
        """
    assert codes(small, sections=OPINION, steps=steps) == {"S514"}


def test_submit__needs_a_publicity_that_nobody_records__s514(small: Any) -> None:
    needed = "deeds:\n  submit: {needs: [opinion]}\n"
    assert codes(small, sections=OPINION, steps=STEPS, deeds=needed) >= {"S514", "S520"}


def test_submit__needs_what_a_step_before_it_fills__nothing(small: Any) -> None:
    steps = STEPS + "  posted: {label: 公示, kind: publicity, at: employer, fill: [opinion]}\n"
    routes = "routes: {all: {label: 都走, before: [posted], steps: [employer, committee]}}\n"
    small.scheme(sections=OPINION, steps=steps, routes=routes, deeds="deeds:\n  submit: {needs: [opinion]}\n")


def test_route__before_submission_but_not_publicity__s502(small: Any) -> None:
    routes = "routes: {all: {label: 都走, before: [employer], steps: [employer, committee]}}\n"
    assert codes(small, sections=OPINION, steps=STEPS, routes=routes) == {"S502"}


def test_route__ends_without_an_outcome__s515(small: Any) -> None:
    assert codes(
        small,
        steps="steps:\n  employer: {label: 审, kind: review, at: employer}\n",
        routes="routes: {all: {label: 都走, steps: [employer]}}\n",
    ) == {"S515"}


def test_step__no_such_unit_above_this_employer__s516(small: Any) -> None:
    units = """
        units:
          board: {label: 评委会, level: 0}
          bureau: {label: 卫健委, level: 1, parents: [board]}
          hospital: {label: 医院, level: 2, parents: [bureau], employer: true}
          direct: {label: 直属医院, level: 1, parents: [board], employer: true}
        """
    steps = two("label: 审, kind: review, at: nearest(bureau)")
    assert codes(small, units=units, steps=steps) == {"S516"}
    good = steps.replace("at: nearest(bureau)", "at: nearest(bureau), when: 'above(\"bureau\")'")
    assert codes(small, units=units, steps=good) == set()


def test_step__of_a_child_that_may_not_be_there__s516(small: Any) -> None:
    units = """
        units:
          board: {label: 评委会, level: 0}
          bureau: {label: 卫健委, level: 1, parents: [board]}
          hospital: {label: 医院, level: 2, parents: [bureau], employer: true}
          office: {label: 职改办, level: 2, parents: [bureau], opened_by: parent, max: 1}
        """
    steps = """
        steps:
          employer: {label: 职改办审核, kind: review, at: 'child(office, nearest(bureau))' WHEN}
          committee: {label: 评审, kind: committee, at: board}
        """
    assert codes(small, units=units, steps=steps.replace("WHEN", "")) == {"S516"}
    asked = steps.replace("WHEN", ', when: \'has_child("office", nearest("bureau"))\'')
    assert codes(small, units=units, steps=asked) == set()


def test_employer_and_answer__no_route__s517_names_both(small: Any) -> None:
    routes = "routes: {one: {label: 甲, when: 'basic.grade == \"甲\"', steps: [employer, committee]}}\n"
    found = [fault for fault in small.faults(sections=OPINION, steps=STEPS, routes=routes) if fault.code == "S517"]
    assert len(found) == 1
    assert "医院" in found[0].text
    assert "乙" in found[0].text


def test_units__no_employer__s517(small: Any) -> None:
    assert codes(small, units="units:\n  board: {label: 评委会, level: 0}\n") == {"S517"}


def test_deeds__no_submit__s518(small: Any) -> None:
    assert codes(small, deeds="deeds:\n  withdraw: {}\n") == {"S518", "S520"}


FORWARD = """
        steps:
          employer: {label: 单位审核, kind: review, at: employer}
          forward:
            label: 上报
            kind: forward
            at: nearest(bureau)
            deeds: {forward: {when: batch.pending == 0 && batch.returned == 0}}
          committee: {label: 评审, kind: committee, at: board}
        """


def test_forward__waits_for_returned_ones_without_a_term__s519(small: Any) -> None:
    """CQ-23: one who gives up would block the whole unit."""
    routes = "routes: {all: {label: 都走, steps: [employer, forward, committee]}}\n"
    assert codes(small, steps=FORWARD, routes=routes) == {"S519"}
    term = deeds("return: {within: 10 workdays, overdue: withdrawn}")
    assert codes(small, steps=FORWARD, routes=routes, deeds=term) == set()


def test_form__prints_an_opinion_that_nobody_writes_in_this_tree__s521(small: Any) -> None:
    steps = """
        steps:
          employer: {label: 单位审核, kind: review, at: employer}
          bureau: {label: 卫健委审核, kind: review, at: nearest(bureau), when: 'above("bureau")', fill: [opinion]}
          committee: {label: 评审, kind: committee, at: board, fill: [certificate]}
        """
    files = {
        "sections": OPINION,
        "steps": steps,
        "routes": "routes: {all: {label: 都走, steps: [employer, bureau, committee]}}\n",
        "forms": "forms: {review: {label: 评审表, columns: 2, body: ['意见 | {opinion.text}']}}\n",
    }  # fmt: skip
    found = small.faults(**files)
    assert [(fault.code, fault.level) for fault in found] == [("S521", "warning")]
    assert "没有卫健委" in found[0].text


def test_conditions__too_many_to_walk__s523(small: Any) -> None:
    kinds = [f"kind{n}" for n in range(13)]
    units = "units:\n  board: {label: 评委会, level: 0}\n" + "".join(
        f"  {k}: {{label: {k}, level: 1, parents: [board]}}\n" for k in kinds
    )
    units += f"  hospital: {{label: 医院, level: 2, parents: [{', '.join(kinds)}], employer: true}}\n"
    when = " || ".join(f'above("{kind}")' for kind in kinds)
    steps = two(f"label: 审, kind: review, at: employer, when: '{when}'")
    assert codes(small, units=units, steps=steps) == {"S523"}


# ── what compiling makes of it ───────────────────────────────────────────────
def test_deeds_at__step_over_region_over_kind(small: Any) -> None:
    """CQ-20: undoing is offered only where the region says so."""
    region = """
        deeds:
          submit: {}
          return: {within: 10 workdays, overdue: withdrawn, locks: unmarked}
          undo_reject: {when: '!application.forwarded'}
        """
    steps = """
        steps:
          employer:
            label: 单位审核
            kind: review
            at: employer
            deeds: {return: {label: 退给本人}, undo_approve: {}, reject: null}
          committee: {label: 评审, kind: committee, at: board}
        """
    scheme = small.scheme(deeds=region, steps=steps)
    at = scheme.deeds_at["employer"]
    assert (at["return"].label, at["return"].within, at["return"].to) == ("退给本人", "10 workdays", "applicant")
    assert at["approve"].to == "next"
    assert at["undo_approve"].to == "again"
    assert "reject" not in at
    assert scheme.node("steps", "committee", "deeds", "undo_reject", "when") is not None
    assert set(scheme.deeds_at["committee"]) == {"accept", "approve", "return", "reject", "undo_reject"}
