"""What the journal has to know of a table, read from the models: columns, types and key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from tortoise import Model, fields

from storage import models, projected
from storage.errors import Refused
from storage.fields import RowId

POSTGRES: Final[Mapping[type[Any], str]] = {
    fields.CharField: "text",
    fields.BinaryField: "bytea",
    fields.FloatField: "float8",
    fields.BigIntField: "int8",
    fields.IntField: "int4",
}
PYTHON: Final[Mapping[str, type]] = {"text": str, "bytea": bytes, "float8": float, "int8": int, "int4": int}
RANGE: Final[Mapping[str, int]] = {"int8": 2**63, "int4": 2**31}


@dataclass(frozen=True, slots=True)
class Table:
    """Describes one table.

    Args:
        name: as in the database.
        columns: in the order of a written row; the number that Tortoise wants is left out.
        types: PostgreSQL's names of their types.
        null: for each column, whether it may be empty.
        key: the columns that make a row the same row, as places in `columns`.
        key_of: returns the key of a row.
        usual: for each column, the class that its values have unless they are empty or whole seconds.
        texts: returns the texts of a row.
        whole: which columns are whole numbers, with the bound of each.
    """

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    null: tuple[bool, ...]
    key: tuple[int, ...]
    key_of: Callable[[Sequence[Any]], tuple[Any, ...]]
    usual: list[type]
    texts: Callable[[Sequence[Any]], tuple[str, ...]]
    whole: tuple[tuple[int, int], ...]

    def key_names(self) -> tuple[str, ...]:
        """Return the names of the key's columns."""
        return tuple(self.columns[k] for k in self.key)

    def check(self, row: Sequence[Any]) -> Sequence[str]:
        """Refuse what one of the two databases would store and the other not.

        SQLite keeps a NUL in a text and a number in a text column, PostgreSQL refuses both; neither may decide alone.

        Args:
            row: values in the order of `columns`.

        Returns:
            The texts that `clean` has still to look at, which it does sooner for those of a whole entry together.

        Raises:
            Refused: a value has another type or is out of range.
        """
        if list(map(type, row)) == self.usual:  # nearly always
            for place, bound in self.whole:
                if not -bound <= row[place] < bound:
                    raise Refused(self.name, "value")
            return self.texts(row)
        if len(row) != len(self.columns):
            raise Refused(self.name, "width")
        for value, kind, null in zip(row, self.types, self.null, strict=True):
            if not fits(value, kind) and not (null and value is None):
                raise Refused(self.name, "value")
        return ()

    def check_key(self, key: Sequence[object]) -> None:
        """Refuse a key that cannot be one of this table, as `check`."""
        if len(key) != len(self.key):
            raise Refused(self.name, "width")
        for value, k in zip(key, self.key, strict=True):
            if not fits(value, self.types[k]):
                raise Refused(self.name, "value")


def fits(value: object, type: str) -> bool:
    """Tell whether both databases store this value in a column of this type.

    Args:
        value: any.
        type: PostgreSQL's name of the type.
    """
    if type == "float8":  # whole seconds are times too
        return isinstance(value, float | int) and not isinstance(value, bool)
    if value.__class__ is not PYTHON[type]:
        return False
    if type == "text":
        assert isinstance(value, str)
        return clean(value)
    if type in RANGE:
        assert isinstance(value, int)
        return -RANGE[type] <= value < RANGE[type]
    return True


def clean(text: str) -> bool:
    """Tell whether a text, or several put together, can be stored: no NUL, no half of a character."""
    if "\0" in text:
        return False
    if text.isascii() or text.isprintable():  # nearly always, and sooner told
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _picking(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Return what takes these places out of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple([row[place] for place in places])


def table_of(model: type[Model]) -> Table:
    """Return what the journal has to know of a model's table."""
    meta = model._meta  # pyright: ignore[reportPrivateUsage]
    named = {meta.fields_map[f].source_field or f: meta.fields_map[f] for f in meta.fields_db_projection}
    columns = {name: field for name, field in named.items() if not isinstance(field, RowId)}
    key = meta.unique_together[0] if meta.unique_together else (meta.db_pk_column,)
    names = tuple(columns)
    places = tuple(names.index(k) for k in key)
    types = tuple(next(POSTGRES[c] for c in type(f).__mro__ if c in POSTGRES) for f in columns.values())
    return Table(
        name=meta.db_table,
        columns=names,
        types=types,
        null=tuple(f.null for f in columns.values()),
        key=places,
        key_of=_picking(places),
        usual=[PYTHON[t] for t in types],
        texts=_picking([n for n, t in enumerate(types) if t == "text"]),
        whole=tuple((n, RANGE[t]) for n, t in enumerate(types) if t in RANGE),
    )


TABLES: Final[Mapping[str, Table]] = {
    t.name: t
    for t in (
        table_of(m)
        for room in (models, projected)
        for m in vars(room).values()
        if isinstance(m, type) and issubclass(m, Model) and m is not Model
    )
}
