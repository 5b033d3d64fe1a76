"""Ledgers as tests want them."""

from notify.windows import Act, Ledger, heard_kept, read, write


def heard(ledger: Ledger, act: Act, at: float) -> Ledger:
    """A ledger after something that the person did, by way of what is kept."""
    return read(heard_kept(write(ledger), act, at))
