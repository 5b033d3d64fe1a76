"""What an endpoint is, what it is called with, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from .faults import Refusal
from .kept import Side
from .world import World


@dataclass(frozen=True)
class Binary:
    """Is an answer that is not JSON."""

    data: bytes
    type: str
    name: str = ""


@dataclass(frozen=True)
class Upload:
    """Is the file of a multipart body."""

    name: str
    type: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Call:
    """Is a call that came through the door.

    Args:
        world: the present.
        side: the account whose token it carries; oa where there is none.
        query: the address's parameters, decoded.
        body: the JSON object, empty for others.
        raw: the body as it came.
        upload: the file of a multipart body.
        said: what the log shall say of a success.

    """

    world: World
    side: Side
    query: Mapping[str, str]
    body: dict[str, Any] = field(default_factory=lambda: dict[str, Any]())
    raw: bytes = b""
    upload: Upload | None = None
    said: list[str] = field(default_factory=lambda: list[str]())


Answer: TypeAlias = "dict[str, Any] | Binary"


@dataclass(frozen=True, kw_only=True)
class Api:
    """Describes one endpoint.

    Args:
        path: below the host.
        run: does the work; raises Refusal.
        method: the only one taken.
        body: what a POST carries.
        token: whether an access token stands in the query.
        sides: the accounts whose token may call.
        capability: name under which the account may be denied it.
        daily: calls a day; 0 for no limit of its own.
        plain: JSON is served as text/plain.

    """

    path: str
    run: Callable[[Call], Answer]
    method: Literal["GET", "POST"] = "POST"
    body: Literal["none", "json", "file"] = "json"
    token: bool = True
    sides: tuple[Side, ...] = ("oa",)
    capability: str = ""
    daily: int = 0
    plain: bool = False


def per_minute(world: World, name: str, limit: int, errcode: int) -> None:
    """Count calls within the last 60 seconds.

    Raises:
        Refusal: with ``errcode`` beyond the limit.

    """
    now = world.now()
    recent = [at for at in world.minutes.get(name, []) if 0 <= now - at < 60]  # its clock can be set back
    world.minutes[name] = recent
    if len(recent) >= limit:
        raise Refusal(errcode)
    recent.append(now)
