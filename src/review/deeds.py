"""What each kind of step lets a unit do, and what a region adds to, narrows or changes in it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from schemes.model import Deed
from schemes.scheme import Scheme

KINDS: Mapping[str, tuple[str, ...]] = {
    "review": ("approve", "return", "reject"),
    "publicity": ("record", "return"),
    "forward": ("forward", "return"),
    "fee": ("pay",),
    "defence": ("arrange", "record"),
    "committee": ("accept", "approve", "return", "reject"),
    "certificate": ("issue",),
}
"""Kind of step → the deeds it knows by itself."""

PASSES: Mapping[str, str] = {
    "review": "approve",
    "publicity": "record",
    "forward": "forward",
    "fee": "pay",
    "defence": "record",
    "committee": "approve",
    "certificate": "issue",
}
"""Kind of step → the deed that leads on from it."""

DEFAULTS: Mapping[str, Deed] = {
    "submit": Deed(label="提交"),
    "withdraw": Deed(label="撤回申报", to="end"),
    "delete": Deed(label="删除申报", to="end"),
    "unlock": Deed(label="我要修改", to="applicant", resume="start"),
    "approve": Deed(label="通过"),
    "return": Deed(label="退回", to="applicant", resume="start"),
    "reject": Deed(label="不通过", to="end"),
    "undo_approve": Deed(label="撤回通过", to="again"),
    "undo_reject": Deed(label="撤回不通过", to="again"),
    "record": Deed(label="登记结果"),
    "forward": Deed(label="上报"),
    "pay": Deed(label="登记缴费"),
    "arrange": Deed(label="安排答辩", to="stay"),
    "accept": Deed(label="受理", to="stay"),
    "issue": Deed(label="发证"),
    "extended": Deed(label="延长期限", to="stay"),
    "overdue": Deed(label="逾期", to="end"),
}
"""Every deed there is, as it works where a region says nothing."""

ALWAYS = frozenset({"submit", "withdraw", "delete"})
"""Deeds of the applicant that stand open although a region does not name them: a person can always get out."""

BLANK = Deed()


def at_step(scheme: Scheme, step: str) -> dict[str, Deed]:
    """Return deed name → deed for the unit at a step: its kind's, the region's, then the step's own on top.

    A deed set to null at the step is left out; an attribute that a region leaves at its default keeps what was below.
    """
    declared = scheme.steps[step]
    found = {name: _over(DEFAULTS[name], scheme.deeds.get(name)) for name in KINDS[declared.kind]}
    for name, deed in declared.deeds.items():
        if deed is None:
            found.pop(name, None)
        else:
            found[name] = _over(found.get(name) or _over(DEFAULTS[name], scheme.deeds.get(name)), deed)
    return found


def everywhere(scheme: Scheme, name: str) -> Deed | None:
    """Return a deed that belongs to no step (the applicant's, undo of a rejection, time's own), or None."""
    declared = scheme.deeds.get(name)
    if declared is None and name not in ALWAYS:
        return None
    return _over(DEFAULTS[name], declared)


def _over(below: Deed, above: Deed | None) -> Deed:
    if above is None:
        return below
    said = {name: value for name in Deed.__struct_fields__ if (value := getattr(above, name)) != getattr(BLANK, name)}
    return msgspec.structs.replace(below, **said)
