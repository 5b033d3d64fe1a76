"""Keeps everything: the journal (only writer), models and migrations, reads, outbox, files, cache, sealing.

Knows no scheme, no deed and no HTTP; ORM models and database errors never leave this room.
"""

from storage.blobs import Blobs
from storage.cache import Cache, MemoryCache, open_cache
from storage.clock import ZONE, Clock
from storage.database import Database, place_of
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
from storage.heads import Folds, Head, Heads
from storage.journal import Journal
from storage.kept import (
    ApplicationKept,
    CallKept,
    Card,
    MembershipKept,
    PersonKept,
    PlanKept,
    ReadKept,
    SessionKept,
    TaskKept,
    UnitKept,
)  # fmt: skip
from storage.keys import Keeper, Keys
from storage.opening import Storage, open_journal, open_storage
from storage.outbox import Job, Outbox
from storage.reads import Reads
from storage.sealing import SUITES, Box, Chest, Suite, suite_of
from storage.secrets import Secrets, Vault
from storage.streams import StreamBox
from storage.sweeping import Terms, sweep
from storage.tickets import Ticket, Tickets
from storage.work import Work, perform, stored_reply

__all__ = [
    "START", "SUITES", "ZONE", "Add", "Append", "ApplicationKept", "At", "Blobs", "Box", "Cache", "CallKept", "Card",
    "Change", "Chest", "Clock", "Committed", "Database", "Drop", "Entry", "Folds", "Head", "Heads", "Job",
    "Journal", "Keeper", "Keys", "MembershipKept", "MemoryCache", "Misconfigured", "Moved", "OtherBody", "Outbox",
    "PersonKept", "PlanKept", "Push", "Put", "ReadKept", "Reads", "Refused", "Repeated", "Secrets",
    "SessionKept", "Storage", "StorageError", "StreamBox", "Suite", "TaskKept", "Terms", "Ticket", "Tickets",
    "Unavailable", "UnitKept", "Unreadable", "Vault", "Verdict", "Wipe", "Work", "open_cache", "open_journal",
    "open_storage", "perform", "place_of", "stored_reply", "suite_of", "sweep",
]  # fmt: skip
