"""How the web process wakes the worker: a datagram to a socket in the data folder, lost without harm."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path

from zhiping.settings import Settings


def place(settings: Settings) -> Path:
    """Return where the worker listens."""
    return Path(settings.data_dir) / "worker.sock"


class Knocker:
    """Wakes the worker; when it is not there, it looks by itself a little later.

    Args:
        settings: of the installation.
    """

    def __init__(self, settings: Settings) -> None:
        self.place = str(place(settings))
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)

    def knock(self) -> None:
        """Say that the outbox has something."""
        with contextlib.suppress(OSError):
            self.socket.sendto(b"!", self.place)


class Door:
    """Lets the worker wait for a knock.

    Args:
        settings: of the installation.
    """

    def __init__(self, settings: Settings) -> None:
        self.place = place(settings)
        self.place.parent.mkdir(parents=True, exist_ok=True)
        self.place.unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(str(self.place))

    async def wait(self, seconds: float) -> None:
        """Return at a knock, or after some seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.socket, 64), seconds)
        with contextlib.suppress(BlockingIOError):
            while self.socket.recv(64):
                pass

    def close(self) -> None:
        """Go away."""
        self.socket.close()
        self.place.unlink(missing_ok=True)
