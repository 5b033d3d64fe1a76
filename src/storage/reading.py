"""What all reads share: the tables through Tortoise, and rows taken out as frozen structs."""

from collections.abc import Sequence
from typing import Any, Final, TypeVar

from tortoise.models import Model
from tortoise.queryset import QuerySet

from storage.database import Database
from storage.kept import Kept

MOST: Final = 500  # rows of any list
Row = TypeVar("Row", bound=Kept)
T = TypeVar("T")


class Reading:
    """Reads rows.

    Args:
        database: what is read.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def _all(self, model: type[Model]) -> QuerySet[Any]:
        return self._database.rows(model)

    async def _take(self, kind: type[Row], rows: QuerySet[Any], limit: int = MOST) -> list[Row]:
        if limit <= 0:  # Tortoise takes 0 for no limit
            return []
        names = kind.__struct_fields__
        found: Any = await rows.limit(min(limit, MOST)).values_list(*names)
        return [kind(*row) for row in found]


def first(found: Sequence[T]) -> T | None:
    """Return the first of what was found, None where nothing was."""
    return found[0] if found else None
