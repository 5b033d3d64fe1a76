"""Answers as bytes: JSON of typed views, and RFC 9457 problems."""

from typing import Any

import msgspec
from sanic.response import HTTPResponse, raw

from casework.problems import Problem

ENCODER = msgspec.json.Encoder()
PRIVATE = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def answer(value: Any, status: int = 200) -> HTTPResponse:
    """Return a view as JSON.

    Args:
        value: a struct or plain data; None gives 204.
        status: HTTP status.
    """
    if value is None:
        return raw(b"", status=204, headers=dict(PRIVATE))
    return raw(ENCODER.encode(value), status=status, headers=dict(PRIVATE), content_type="application/json")


def problem(error: Problem, trace: str = "") -> HTTPResponse:
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
    return raw(
        ENCODER.encode(body), status=error.status, headers=dict(PRIVATE), content_type="application/problem+json"
    )
