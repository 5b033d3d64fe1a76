"""The QR code that leads from a printed form to its verification."""

from __future__ import annotations

from functools import lru_cache

from qrcode import QRCode, constants

Modules = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=256)
def qr(url: str) -> Modules:
    """Return the code's modules, row by row, without its quiet zone; one in seven may be lost (level M)."""
    # Trying all eight masks for the prettiest takes longer than the rest of a page; any mask is a valid code.
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=0, mask_pattern=3)
    code.add_data(url)
    code.make()
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
