"""May one apply? The region's questions before anything is begun, and what comes of the answers, for page and chat."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from casework import facts
from casework.known import Known
from casework.problems import Hidden, Spot, Wrong
from casework.views.fields import CONTROLS
from schemes import Scheme, World
from wizard import inquiry
from wizard.address import Address
from wizard.allowed import on_page
from wizard.journey import Journey
from wizard.parsing import check, parse
from wizard.picks import label_of, open_options
from wizard.prompts import allowed_words, question
from wizard.showing import show
from wizard.states import FieldState
from wizard.states import Wrong as Unfit

WORD = {
    "open": "", "yes": "按您答的，可以报。", "check": "按您答的，有 {n} 处要先核对。", "no": "按您答的，现在还不能报。",
}  # fmt: skip
"""What an inquiry has come to."""
ONLY = "只是先看一眼，以今年的文件和单位的意见为准。"
PRODUCT = "一般原则，以今年的文件为准"


class Choice(msgspec.Struct, frozen=True):
    """Is one answer that may be tapped."""

    code: str
    label: str


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one question: `value` is what was answered, `offers` the address at which an application offers it later."""

    field: str
    label: str
    ask: str
    control: str
    allowed: str = ""
    example: str = ""
    options: Sequence[Choice] = ()
    value: Any = None
    text: str = ""
    offers: str = ""


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one sentence of the answer: `weight` is `no`, `check` or `tell`; `rests_on` what it rests on, in words."""

    weight: str
    text: str
    rests_on: str
    clause: str = ""


class InquiryView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is an inquiry as far as it was answered; nothing of it is stored.

    `verdict` is `open` while a question is; then `yes`, `check` or `no`, with `word`, what was found, and the clauses
    that were met.
    """

    region: str
    label: str
    questions: Sequence[Question]
    verdict: str
    help: str = ""
    word: str = ""
    said: Sequence[Said] = ()
    met: str = ""
    note: str = ""


def world(house: Known, now: str) -> World:
    """Return the facts that an inquiry is asked over: what day it is, and nothing of anybody."""
    return facts.world(
        now, house.units.seen_from(""), plan={}, applicant={}, unit={}, application={}, batch={},
        holidays=house.holidays, longer={},
    )  # fmt: skip


def scheme_of(house: Known, region: str) -> Scheme:
    """Return the scheme of a region that asks something before anything is begun.

    Raises:
        Hidden: there is no such region, or it asks nothing.
    """
    scheme = house.shelf.current.get(region)
    if scheme is None or not inquiry.section_of(scheme):
        raise Hidden("no_inquiry", "这里没有能先查的条件。请看今年的通知，或问单位人事科")
    return scheme


def inquiry_page(house: Known, region: str) -> str:
    """Return the address of the page on which a region says whether one may apply, empty where it asks nothing."""
    scheme = house.shelf.current.get(region)
    asks = scheme is not None and inquiry.section_of(scheme)
    return f"pages/may-apply/may-apply?region={region}" if asks else ""


def inquiry_view(house: Known, region: str, given: Mapping[str, Any], now: str) -> InquiryView:
    """Describe an inquiry over what was answered.

    Args:
        house: knows regions and units.
        region: id.
        given: values by field.
        now: `2026-11-30 16:59`.

    Raises:
        Hidden: the region has none.
        Wrong: it does not ask this, or this cannot be an answer.
    """
    scheme = scheme_of(house, region)
    around = world(house, now)
    journey = inquiry.opened(scheme, understood(scheme, inquiry.opened(scheme, given, around), given, now), around)
    found, section = inquiry.answered(journey), inquiry.section_of(scheme)
    over = found.verdict != "open"
    return InquiryView(
        region=region, label=scheme.sections[section].label, help=journey.help(section),
        questions=[described(scheme, s) for s in inquiry.asked(journey)], verdict=found.verdict,
        word=worded(found), said=[said(f) for f in found.findings] if over else (),
        met="、".join(found.met) if over else "", note=ONLY if over else "",
    )  # fmt: skip


def worded(found: inquiry.Answer) -> str:
    """Return what an inquiry has come to in one sentence."""
    return WORD[found.verdict].format(n=sum(f.weight == "check" for f in found.findings))


def said(finding: inquiry.Finding) -> Said:
    """Return one sentence of the answer with what it rests on."""
    rests_on = f"手册 {finding.clause}" if finding.clause else PRODUCT
    return Said(finding.weight, finding.text.rstrip("。") + "。", rests_on, finding.clause)


def understood(scheme: Scheme, journey: Journey, given: Mapping[str, Any], now: str) -> dict[str, Any]:
    """Return answers as they are kept, what was typed among them; refuse what is not asked or cannot be an answer."""
    section, found = inquiry.section_of(scheme), dict[str, Any]()
    for name, value in given.items():
        if name not in scheme.sections[section].fields:
            raise Wrong("not_asked", "发来的内容里有一项不是这里问的。请刷新页面再答一次")
        state = journey.state(Address(section, None, name))
        read = check(state.field, value, state, now[:10]) if value is not None and state.shown else None
        if isinstance(read, Unfit) and isinstance(value, str) and not state.options:
            read = parse(state.field, value, state, now[:10], numbered=False)
        if isinstance(read, Unfit):
            spot = Spot(read.code, read.text, section, None, name, tuple(read.instead))
            raise Wrong(read.code, read.text, spots=[spot])
        found[name] = read.value if read else None
    return found


def described(scheme: Scheme, state: FieldState) -> Question:
    """Describe one question."""
    field = state.field
    return Question(
        field=state.address.field or "", label=field.label, ask=question(field), control=CONTROLS[field.kind],
        allowed=on_page(allowed_words(state)), example=field.example or "",
        options=[Choice(str(o["code"]), label_of(o)) for o in open_options(state.options)],
        value=state.value, text=show(scheme, field, state.value) if state.value is not None else "",
        offers=field.offers or "",
    )  # fmt: skip
