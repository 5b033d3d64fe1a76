"""Counts customer-service messages: what opens a window, how long it stays, how many go through.

Source: 客服消息, 2026: 5 within 48 h after a message; 3 within 1 min after a menu click, a follow, a scan.
"""

from __future__ import annotations

from .faults import Refusal
from .kept import Person, Window, WindowKind

LIMITS: dict[WindowKind, tuple[int, float]] = {
    "message": (5, 48 * 3_600.0),
    "menu": (3, 60.0),
    "follow": (3, 60.0),
    "scan": (3, 60.0),
}


def open_window(person: Person, kind: WindowKind, now: float) -> None:
    """Open a window anew with its whole quota; the others keep theirs."""
    person.windows[kind] = Window(now)
    person.touched = now


def close_all(person: Person) -> None:
    """Close every window, as unfollowing does."""
    person.windows.clear()


def standing(person: Person, now: float) -> list[dict[str, object]]:
    """List the open windows: kind, messages left, of how many, seconds until it closes."""
    rows: list[dict[str, object]] = []
    for kind, (limit, life) in LIMITS.items():
        window = person.windows.get(kind)
        if window and now - window.opened < life:
            closes = round(window.opened + life - now)
            rows.append({"kind": kind, "left": limit - window.used, "of": limit, "closes_in": closes})
    return rows


def spend(person: Person, now: float) -> tuple[WindowKind, int, int]:
    """Take one message from the window that closes first and has any left.

    Returns:
        The window, how many it has left, and of how many.

    Raises:
        Refusal: 45015 when no window is open, 45047 when every open one is used up.

    """
    usable: list[tuple[float, WindowKind, int, Window]] = []
    for kind, (limit, life) in LIMITS.items():
        window = person.windows.get(kind)
        if window and now - window.opened < life:
            usable.append((window.opened + life, kind, limit, window))
    if not person.following or not usable:
        raise Refusal(45015)
    for _, kind, limit, window in sorted(usable, key=lambda entry: entry[0]):
        if window.used < limit:
            window.used += 1
            return kind, limit - window.used, limit
    raise Refusal(45047)
