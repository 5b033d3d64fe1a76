"""What storage raises.

    StorageError
    ├── Unavailable   nothing answered in time, or a fault of ours; whether the entry is kept, its key will tell
    ├── Refused       a constraint or a value that cannot be stored; nothing of the entry was written
    ├── OtherBody     the key was used before for another content
    ├── Unreadable    sealed bytes that do not open: another key, altered, or erased
    └── Misconfigured a setting that cannot work, with a sentence that says which

Each carries a stable `code` and a Chinese sentence that may be shown. None carries the text of a database's error: that
quotes the values of the row (`DETAIL: Key (...)=(...)`).
"""


class StorageError(Exception):
    """Says in a stable code and a Chinese sentence what storage could not do."""

    code = "storage"
    say = "现在存不上，您写的还在这里。请过一会儿再试"


class Unavailable(StorageError):
    """Tells that the database did not answer in time; the same key asked again tells whether the entry is kept.

    Args:
        reason: kind of fault, such as the name of an exception; never its text.
    """

    code = "unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(StorageError):
    """Tells that this entry breaks a constraint or holds a value that cannot be stored; nothing of it was written.

    Args:
        table: whose constraint it was, None where it was none.
        reason: kind of fault, such as the name of an exception; never its text.
    """

    code = "refused"
    say = "这一步没有保存。请刷新后再做一次"

    def __init__(self, table: str | None, reason: str = "constraint") -> None:
        super().__init__(f"{reason} in {table}" if table else reason)
        self.table, self.reason = table, reason


class OtherBody(StorageError):
    """Tells that the idempotency key was used before, for another content."""

    code = "key_reused"
    say = "这一步和刚才的不一样，没有保存。请刷新后再做一次"


class Unreadable(StorageError):
    """Tells that sealed bytes do not open.

    Args:
        what: what kind of thing it is; never its content.
    """

    code = "unreadable"
    say = "没读出来，您填的都还在。请过几分钟再试"

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Misconfigured(StorageError):
    """Tells which setting cannot work and what to do.

    Args:
        setting: its name without the prefix.
        say: what is wrong and what to do, Chinese.
    """

    code = "misconfigured"

    def __init__(self, setting: str, say: str) -> None:
        super().__init__(f"{setting}: {say}")
        self.setting, self.say = setting, say
