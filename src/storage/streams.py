"""How the things of one stream are sealed and chained, byte by byte.

Everything sealed is bound to what it belongs to, so that no row can be put in the place of another:

    action   `seq (8) ‖ at (8) ‖ length of name (2) ‖ length of kind (2) ‖ name ‖ kind`, the same bytes that are chained
    state    `state`, name
    answer   `answer`, name, address, seq
    file     `file`, name

A chain's digest is `digest(previous digest ‖ the action's bytes as above ‖ sealed payload)`, where the previous one is
empty for the first action: it covers what is stored, not what was meant, so it can be verified after the key is gone.
"""

import struct

from storage.entries import ActionRow, At
from storage.sealing import Box, Suite

_PLACE = struct.Struct(">qdHH").pack
_SEQ = struct.Struct(">q").pack


def about_action(name: bytes, seq: int, kind: str, at: float) -> bytes:
    """Return what an action is bound to and chained with.

    Args:
        name: of the stream, UTF-8.
        seq: its place.
        kind: what happened.
        at: epoch seconds.
    """
    word = kind.encode()
    return b"".join((_PLACE(seq, at, len(name), len(word)), name, word))


class StreamBox(Box):
    """Seals, opens and chains the things of one stream.

    Args:
        suite: of the stream, for ever.
        secret: 32 random bytes.
        stream: its name.
    """

    __slots__ = ("_answer", "_file", "_name", "_state", "label", "stream")

    def __init__(self, suite: Suite, secret: bytes, stream: str) -> None:
        super().__init__(suite, secret)
        self.stream, self._name = stream, stream.encode()
        self.label = len(self._name).to_bytes(2, "big") + self._name  # what an owned envelope begins with
        self._answer = b"answer\0" + self._name + b"\0"
        self._state, self._file = b"state\0" + self._name, b"file\0" + self._name

    def action(self, before: At, kind: str, at: float, payload: bytes) -> tuple[ActionRow, At]:
        """Return the row of the next action and the place after it.

        Args:
            before: the place that it follows.
            kind: what happened.
            at: epoch seconds.
            payload: canonical JSON.
        """
        seq = before[0] + 1
        about = about_action(self._name, seq, kind, at)
        sealed = self.seal(payload, about)
        digest = self.suite.digest(b"".join((before[1], about, sealed)))
        return (self.stream, seq, kind, at, sealed, digest), (seq, digest)

    def open_action(self, seq: int, kind: str, at: float, sealed: bytes) -> bytes:
        """Return the payload of a stored action."""
        return self.open(sealed, about_action(self._name, seq, kind, at))

    def seal_state(self, state: bytes) -> bytes:
        """Return the sealed state of the present."""
        return self.seal(state, self._state)

    def open_state(self, sealed: bytes) -> bytes:
        """Return the state; empty where none was kept."""
        return self.open(sealed, self._state) if sealed else b""

    def seal_answer(self, address: str, seq: int, value: bytes) -> bytes:
        """Return the sealed value of an answer."""
        return self.seal(value, b"".join((self._answer, address.encode(), b"\0", _SEQ(seq))))

    def open_answer(self, address: str, seq: int, sealed: bytes) -> bytes:
        """Return the value of an answer."""
        return self.open(sealed, self._answer + address.encode() + b"\0" + _SEQ(seq))

    def seal_file(self, data: bytes) -> bytes:
        """Return the sealed bytes of a file."""
        return self.seal(data, self._file)

    def open_file(self, sealed: bytes) -> bytes:
        """Return the bytes of a file."""
        return self.open(sealed, self._file)
