"""The two column types that Tortoise does not have."""

from typing import Any

from tortoise import fields


class Text(fields.CharField[Any]):
    """Is a text column without a limit that may still be a key: `TEXT` on both databases.

    Tortoise's own text column cannot be a key, and its `VARCHAR(n)` is cut off by PostgreSQL and not by SQLite.

    Args:
        max_length: taken only because migrations hand it over; nothing is limited by it.
    """

    def __init__(self, max_length: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.validators.clear()

    @property
    def SQL_TYPE(self) -> str:  # type: ignore[override]  # noqa: N802
        """Return the column's type."""
        return "TEXT"


class RowId(fields.BigIntField):
    """Numbers the rows of a table whose key is several columns, because Tortoise wants one key column.

    On SQLite it is the number that every row has anyway; on PostgreSQL it has no index of its own. The key proper is
    the table's `unique_together`.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "primary_key": True, "generated": True})  # type: ignore[arg-type]

    class _db_sqlite:  # type: ignore[override]  # noqa: N801  Tortoise looks for this name
        GENERATED_SQL = "INTEGER NOT NULL PRIMARY KEY"

    class _db_postgres:  # type: ignore[override]  # noqa: N801
        GENERATED_SQL = "BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL"
