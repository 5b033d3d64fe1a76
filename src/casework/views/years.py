"""A table of years: rows that ask the same of several years, filled on one page."""

from collections.abc import Sequence

import msgspec

from casework.case import Case
from casework.views.fields import FieldView, MarkView, field_view
from wizard.states import FieldState, RowState


class TableRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one row with all that it asks; `own` tells that the person has added it to those that the region lists."""

    row: str
    n: int
    title: str
    fields: Sequence[FieldView]
    own: bool = False
    void: bool = False
    mark: MarkView | None = None


def table_row(case: Case, row: RowState, states: Sequence[FieldState], mark: MarkView | None) -> TableRow:
    """Describe one row of a table of years (CQ-12).

    Args:
        case: whose table it is.
        row: as the journey knows it.
        states: of what it asks.
        mark: a remark of the present return on the whole row.
    """
    fields = [field_view(case, state) for state in states]
    return TableRow(row.row, row.n, row.title, fields, own=not row.seeded, void=row.void, mark=mark)
