"""What other rooms ask for: a form as PDF, as a page, as a workbook; whether it fits, and what can be turned on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from schemes.model import Form

from . import html as _html
from . import pdf as _pdf
from . import xlsx as _xlsx
from .faces import Faces, current
from .grid import layout
from .pdf import Fit
from .view import FormView


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


def xlsx(
    form: Form,
    views: Iterable[FormView],
    label: Callable[[str], str] | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Iterator[bytes]:
    """Yield the form as a workbook: a roster has a row for each view, any other form a sheet.

    Args:
        form: a roster is a form whose `per` is not "application".
        views: asked one after another; none is kept.
        label: a value's column heading by its path, where the form itself has no line of headings.
        chosen: the roster's filters that somebody set, path → the value as people read it.

    Raises:
        ValueError: the form has no such filter.

    """
    return _xlsx.xlsx(form, layout(form), views, label, chosen or {})
