"""What other rooms ask for: a form as PDF, as a page, as a workbook; and whether it fits and can be printed."""

from __future__ import annotations

from schemes.model import Form

from . import pdf as _pdf
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
