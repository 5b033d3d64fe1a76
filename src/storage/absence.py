"""What a database that is away is reported as, and how everything that reads from it says so in one word."""

import functools
import inspect
import sqlite3
from collections.abc import Callable, Coroutine
from typing import Any, Final, ParamSpec, TypeVar

import asyncpg
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError

from storage.errors import Unavailable
from storage.postgres import LOST

AWAY: Final = (*LOST, asyncpg.InterfaceError, sqlite3.OperationalError, DBConnectionError, OperationalError)
P = ParamSpec("P")
R = TypeVar("R")
Whole = TypeVar("Whole", bound=type)


def answering(read: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Return a read that raises `Unavailable` where the database does not answer, with none of its words.

    Args:
        read: asks the database.
    """

    @functools.wraps(read)
    async def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await read(*args, **kwargs)
        except IntegrityError:
            raise
        except AWAY as error:
            raise Unavailable(type(error).__name__) from None

    return told


def all_answering(whole: Whole) -> Whole:
    """Make every public read of a class `answering`.

    Args:
        whole: the class.
    """
    for name, read in list(vars(whole).items()):
        if inspect.iscoroutinefunction(read) and not name.startswith("_"):
            setattr(whole, name, answering(read))
    return whole
