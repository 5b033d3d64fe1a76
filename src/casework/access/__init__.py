"""Who may see and do what. Every read and write of another's data passes one of these functions, one file a subject."""

from casework.access.assisting import assists, may_assist, may_empty
from casework.access.deciding import acting_unit, current, fillable, may_act, noted_later
from casework.access.filling import CLOSED, may_fill, placed
from casework.access.opened import locked, opened_within
from casework.access.printing import lays_out, may_lay_out
from casework.access.reading import asked_above, may_open, may_read, may_see_file, only_expert, passed, reached
from casework.access.units import may_act_for, may_list, may_manage, may_rule, registered_by, registers
from casework.access.who import ACTING, READING, concerned, holds, may_decide_on, own, person_of, same_hand, same_human
from casework.presents.application import OPEN

__all__ = [
    "ACTING",
    "CLOSED",
    "OPEN",
    "READING",
    "acting_unit",
    "asked_above",
    "assists",
    "concerned",
    "current",
    "fillable",
    "holds",
    "lays_out",
    "locked",
    "may_act",
    "may_act_for",
    "may_assist",
    "may_decide_on",
    "may_empty",
    "may_fill",
    "may_lay_out",
    "may_list",
    "may_manage",
    "may_open",
    "may_read",
    "may_rule",
    "may_see_file",
    "noted_later",
    "only_expert",
    "opened_within",
    "own",
    "passed",
    "person_of",
    "placed",
    "reached",
    "registered_by",
    "registers",
    "same_hand",
    "same_human",
]
