"""What other rooms import: the Scheme."""

from schemes.compiled import Blank, Loaded, Scheme

__all__ = ["Blank", "Loaded", "Scheme"]
