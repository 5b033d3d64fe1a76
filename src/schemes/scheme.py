"""What other rooms import: the Scheme, and how to get, compare and look at one."""

from schemes.compiled import Blank, Loaded, Scheme
from schemes.coverage import Gap, ManualSection, coverage, read_manual_sections
from schemes.difference import Difference, diff
from schemes.loading import check, from_document, load
from schemes.preview import preview

__all__ = [
    "Blank", "Difference", "Gap", "Loaded", "ManualSection", "Scheme", "check", "coverage", "diff", "from_document",
    "load", "preview", "read_manual_sections",
]  # fmt: skip
