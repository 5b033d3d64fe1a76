"""What other rooms ask for: a form as PDF, as a page, as a workbook, a roster, whether a form fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from schemes.model import Form

from . import html as _html
from . import pdf as _pdf
from . import xlsx as _xlsx
from .faces import Faces, current
from .grid import layout
from .pdf import Fit
from .view import FormView, RosterView


def pdf(form: Form, view: FormView, faces: Faces | None = None) -> bytes:
    """Return the form as PDF; the same form and values give the same bytes.

    Raises:
        Unprintable: nothing was printed; its `code` and `text` say why.

    """
    return _pdf.pdf(layout(form), view, faces or current())


def fit(form: Form, view: FormView, faces: Faces | None = None) -> Fit:
    """Tell whether the form fits the pages that it may have (`fit: 1`), and by how many lines it does not."""
    return _pdf.fit(layout(form), view, faces or current())


def html(form: Form, view: FormView) -> str:
    """Return the form as one page of HTML that asks no other host for anything."""
    return _html.html(layout(form), view)


def xlsx(form: Form, views: Iterable[FormView]) -> Iterator[bytes]:
    """Yield the form as a workbook with a sheet for each view, which are asked one after another."""
    return _xlsx.xlsx(layout(form), views)


def roster(
    form: Form,
    views: Iterable[RosterView | None],
    label: Callable[[str], str],
    said: Mapping[str, str] | None = None,
) -> Iterator[bytes]:
    """Yield a roster as a workbook: a row for each view.

    Args:
        form: one whose `per` is "queue".
        views: asked one after another; none is kept. One that is None says that the next are not there yet: what is
            written so far is yielded, be it nothing, and the workbook goes on when it is asked again.
        label: a value's column heading by its path, where the form itself has no line of headings.
        said: the filters that somebody set, label → the value as people read it, said above the rows.

    """
    return _xlsx.roster(layout(form), views, label, said or {})
