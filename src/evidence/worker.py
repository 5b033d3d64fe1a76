"""The worker's side: reads orders from its standard input, limits itself, and writes answers.

Started as `python -m evidence.worker MEMORY SECONDS`; memory in bytes, seconds for one order.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, Final

import msgspec

from evidence.kinds import Unusable
from evidence.results import Document, Page

_HEAD = 4

READY: Final = b"ready"
"""What the worker says once its libraries are loaded and its limits are set."""


class Order(msgspec.Struct, frozen=True):
    """Asks for one function by name.

    Args:
        name: of the function.
        args: its arguments after the first, which follows the order: a file, or a list of them.
        files: how many are in the list; None where it is one file and no list.
    """

    name: str
    args: list[Any]
    files: int | None = None


class Answer(msgspec.Struct, frozen=True):
    """Holds an encoded result, or the code and the sentence of a refusal."""

    result: bytes = b""
    code: str | None = None
    text: str = ""


RESULTS: Final[dict[str, Any]] = {"page": Page, "bind": Document, "accept_pdf": Document, "preview": bytes}
"""Function → the type of its result."""


def _work() -> dict[str, Callable[..., Any]]:
    # Imported here: the process that orders imports this module and needs none of the decoders.
    from evidence.documents import accept_pdf, bind, preview
    from evidence.pages import page

    return {"page": page, "bind": bind, "accept_pdf": accept_pdf, "preview": preview}


def _limit(kind: int, soft: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def serve(orders: BinaryIO, answers: BinaryIO, memory: int, seconds: float) -> None:
    """Answer orders until there are no more.

    Args:
        orders: length (4 bytes) and MessagePack of an `Order`, then length and bytes of each of its files.
        answers: first `READY`, then the same with `Answer`.
        memory: bytes of address space.
        seconds: processor time for one order; the kernel ends the process beyond it.

    """
    work = _work()
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    answers.write(READY)
    answers.flush()
    while (asked := _piece(orders)) is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 1)
        order = msgspec.msgpack.decode(asked, type=Order)
        body = msgspec.msgpack.encode(_answer(work[order.name], _files(orders, order.files), order.args))
        answers.write(len(body).to_bytes(_HEAD, "big") + body)
        answers.flush()


def _piece(orders: BinaryIO) -> bytes | None:
    """Return the next bytes, None where nothing comes any more."""
    head = orders.read(_HEAD)
    return orders.read(int.from_bytes(head, "big")) if len(head) == _HEAD else None


def _files(orders: BinaryIO, count: int | None) -> Any:
    return _piece(orders) if count is None else [_piece(orders) for _ in range(count)]


def _answer(function: Callable[..., Any], first: Any, args: list[Any]) -> Answer:
    try:
        return Answer(msgspec.msgpack.encode(function(first, *args)))
    except Unusable as refusal:
        return Answer(code=refusal.code, text=refusal.text)
    except Exception:  # noqa: BLE001  whatever a hostile file provokes, the person is told and the worker goes on
        return Answer(code="too_heavy", text="这份文件太复杂，处理不了。请换一份，或重新拍照再发")


def main() -> None:
    """Serve on the standard streams; what a library prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers, int(sys.argv[1]), float(sys.argv[2]))


if __name__ == "__main__":
    main()
