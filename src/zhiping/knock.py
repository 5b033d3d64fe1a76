"""How the web process wakes the workers: a datagram to a socket of each in the data folder, lost without harm."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from pathlib import Path

from zhiping.settings import Settings


def doors(settings: Settings) -> Path:
    """Return the folder in which each worker has the socket it listens on."""
    return Path(settings.data_dir) / "doors"


class Knocker:
    """Wakes every worker; one that is not there looks by itself a little later.

    Args:
        settings: of the installation.
    """

    def __init__(self, settings: Settings) -> None:
        self.doors = doors(settings)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)

    def knock(self) -> None:
        """Say that the outbox has something."""
        for door in self.doors.glob("*.sock"):
            try:
                self.socket.sendto(b"!", str(door))
            except ConnectionRefusedError:  # its worker was killed
                door.unlink(missing_ok=True)
            except OSError:
                continue  # one that is busy has been knocked at already


class Door:
    """Lets a worker wait for a knock.

    Args:
        settings: of the installation.
    """

    def __init__(self, settings: Settings) -> None:
        self.place = doors(settings) / f"{secrets.token_hex(4)}.sock"
        self.place.parent.mkdir(parents=True, exist_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(str(self.place))

    async def wait(self, seconds: float) -> bool:
        """Return at a knock, or after some seconds; tell whether somebody knocked."""
        knocked = False
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.socket, 64), seconds)
            knocked = True
        with contextlib.suppress(BlockingIOError):
            while self.socket.recv(64):
                pass
        return knocked

    def close(self) -> None:
        """Go away."""
        self.socket.close()
        self.place.unlink(missing_ok=True)
