"""What the web process keeps of what went through it."""

from __future__ import annotations

import asyncio
import random
import re
from pathlib import Path

import pytest

from zhiping.phone import Phones

from .cast import applicant
from .installation import Installation

AT_ONCE, SIZE = 12, 10_000_000  # photos of one person, bytes of each
MOST = 200  # megabytes that may stay


def resident(pid: int) -> int:
    """Megabytes of a process that lie in memory (proc(5), VmRSS)."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) // 1024


def padded(photo: bytes, size: int) -> bytes:
    """A JPEG with as much in its application segments as is missing (ITU-T T.81, B.2.4.6)."""
    segment = b"\xff\xe5\xff\xff" + random.randbytes(0xFFFD)
    return photo[:2] + segment * ((size - len(photo)) // len(segment)) + photo[2:]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells memory as Linux does")
async def test_web_process__dozens_of_large_photos__gives_their_memory_back(
    installation: Installation, open_phones: Phones
) -> None:
    who = await applicant(open_phones)
    photo, media = await who.phone.picture("certificate.jpg")
    slot = f"{who.base}/evidence/basic.id_proof"
    for _ in range(2):
        large = padded(photo, SIZE)
        await asyncio.gather(*(who.phone.upload(f"{slot}/pages", large, "1.jpg", media) for _ in range(AT_ONCE)))
        for page in (await who.phone.get(slot))["pages"]:
            await who.phone.delete(f"{slot}/pages/{page['id']}")
    assert resident(installation.processes["web"].pid) < MOST
