"""Keeps everything: the journal (only writer), models and migrations, reads, outbox, files, cache, sealing.

Knows no scheme, no deed and no HTTP; ORM models and database errors never leave this room.
"""

from storage.clock import ZONE, Clock
from storage.entries import (
    START,
    Add,
    Append,
    At,
    Change,
    Committed,
    Drop,
    Entry,
    Moved,
    Push,
    Put,
    Repeated,
    Verdict,
    Wipe,
)
from storage.errors import Misconfigured, OtherBody, Refused, StorageError, Unavailable, Unreadable
from storage.heads import Folds, Head, Heads, Held
from storage.journal import Journal
from storage.keys import Keeper, Keys
from storage.opening import Storage, open_journal, open_storage
from storage.sealing import SUITES, Box, Chest, Suite, suite_of
from storage.secrets import Secrets, Vault
from storage.streams import StreamBox
from storage.work import Work, perform, stored_reply

__all__ = [
    "START", "SUITES", "ZONE", "Add", "Append", "At", "Box", "Change", "Chest", "Clock", "Committed", "Drop", "Entry",
    "Folds", "Head", "Heads", "Held", "Journal", "Keeper", "Keys", "Misconfigured", "Moved", "OtherBody", "Push", "Put",
    "Refused", "Repeated", "Secrets", "Storage", "StorageError", "StreamBox", "Suite", "Unavailable", "Unreadable",
    "Vault", "Verdict", "Wipe", "Work", "open_journal", "open_storage", "perform", "stored_reply", "suite_of",
]  # fmt: skip
