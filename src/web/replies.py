"""Answers as bytes: JSON of typed views, and RFC 9457 problems."""

from functools import lru_cache
from typing import Any

import msgspec
from sanic.response import HTTPResponse

from casework.problems import Problem

ENCODER = msgspec.json.Encoder()
PRIVATE = (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")
JSON = (b"content-type", b"application/json"), *PRIVATE
PROBLEM = (b"content-type", b"application/problem+json"), *PRIVATE
Fields = tuple[tuple[bytes, bytes], ...]


class Reply(HTTPResponse):
    """Is an answer whose own header fields stand in this program, as bytes: nothing in them has to be made harmless.

    Args:
        body: as it is sent.
        status: HTTP status.
        fields: of the header; the server adds length and connection.
    """

    __slots__ = ("fields",)

    def __init__(self, body: bytes, status: int = 200, fields: Fields = PRIVATE) -> None:
        self.body, self.status, self.fields = body, status, fields
        self.asgi, self.content_type, self.stream, self._cookies = False, None, None, None
        # The server alone writes here, in small letters: the mapping of any spelling that its own answers have costs
        # more to make and fill than all the rest of an answer.
        self.headers: Any = {}

    @property
    def processed_headers(self) -> Any:
        """Return all header fields as bytes; what the server leaves empty is left out."""
        every = list(self.fields)
        for name, value in self.headers.items():
            if value != "":
                every.append((name.encode(), f"{value}".encode()))
        return every


@lru_cache(maxsize=16)
def kind(media: str) -> Fields:
    """Return the header of a bare answer.

    Args:
        media: its content type.
    """
    return ((b"content-type", media.encode()),)


def answer(value: Any, status: int = 200) -> Reply:
    """Return a view as JSON.

    Args:
        value: a struct or plain data; None gives 204.
        status: HTTP status.
    """
    return Reply(b"", 204) if value is None else Reply(ENCODER.encode(value), status, JSON)


def problem(error: Problem, trace: str = "") -> Reply:
    """Return a problem as `application/problem+json` (RFC 9457).

    Args:
        error: what could not be done.
        trace: number that finds it in the log; shown where the person may ask for help.
    """
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
        "problems": error.spots,
    }
    if error.current is not None:
        body["current"] = error.current
    if trace:
        body["trace"] = trace
    return Reply(ENCODER.encode(body), error.status, PROBLEM)
