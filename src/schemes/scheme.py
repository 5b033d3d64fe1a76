"""What other rooms import: the Scheme, and how to get, compare and look at one."""

from schemes.compiled import Blank, Loaded, Scheme
from schemes.loading import check, from_document, load

__all__ = ["Blank", "Loaded", "Scheme", "check", "from_document", "load"]
