"""The load generator: many users, each waiting for the answer to the one before, over a few connections.

One thread over raw sockets. Requests are built before the clock starts, unless the time of sending stands in them; a
connection holds one request at a time; answers are only kept while the clock runs and are read afterwards. It polls
without sleeping, so it has a core of its own, and the collector is off.
"""

from __future__ import annotations

import collections
import gc
import os
import re
import select
import socket
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from machine import GENERATOR, Broken, cpu

IN_FLIGHT = 32
PATIENCE = 600.0  # seconds for one run
AGAIN = 3  # how often the platform sends a message that was not taken (503)
FEW = 0.005  # the part of the requests that may be sent again in a run that counts
Request = bytes | Callable[[], bytes]  # what is built when it is sent is sent again as it was
Right = Callable[[str, int, bytes], bool]  # of a user, the number of the request, and the body of its answer
Side = Callable[[slice], "Run"]  # lets the users of one server send a part of their requests
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass
class Run:
    """Is what one run of the generator saw.

    Args:
        requests: how many were answered.
        wall: seconds.
        cpu: microseconds of CPU a request, all processes under test together.
        latency: seconds of each request.
        answers: by user, status and body of each request in its order.
        busy: the part of the time in which the generator had something to do.
        again: how many requests had to be sent again, as the platform does.
    """

    requests: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    latency: list[float] = field(default_factory=list)
    answers: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)
    busy: float = 0.0
    again: int = 0

    @property
    def p50(self) -> float:
        """Return the median latency in milliseconds."""
        return statistics.median(self.latency) * 1000

    @property
    def p99(self) -> float:
        """Return the 99th percentile of the latency in milliseconds."""
        return sorted(self.latency)[int(len(self.latency) * 0.99)] * 1000

    def held(self, what: str, right: Right, shown: Callable[[bytes], object] = bytes) -> Run:
        """Return the run when every answer is right.

        Args:
            what: is measured.
            right: tells whether an answer is the expected one.
            shown: returns an answer's body as people read it.

        Raises:
            Broken: one is not; shows it.
        """
        if self.again > FEW * self.requests:
            raise Broken(f"{what}: {self.again} of {self.requests} requests had to be sent again")
        for user, answers in self.answers.items():
            for n, (status, body) in enumerate(answers):
                if status != 200 or not right(user, n, body):
                    raise Broken(f"{what}: {user} got a wrong answer to request {n}: {status} {shown(body)!r:.600}")
        return self


def joined(runs: Sequence[Run]) -> Run:
    """Return what runs after each other make together, without the answers, which were looked at."""
    total = sum(r.requests for r in runs)
    return Run(
        requests=total,
        wall=sum(r.wall for r in runs),
        cpu=sum(r.cpu * r.requests for r in runs) / total,
        latency=[seconds for r in runs for seconds in r.latency],
        busy=sum(r.busy * r.wall for r in runs) / sum(r.wall for r in runs),
        again=sum(r.again for r in runs),
    )


def in_turns(sides: Mapping[str, Side], parts: Iterable[slice]) -> dict[str, Run]:
    """Let every side send part after part, each time all of them one after another, and return a run for each.

    What is compared has then felt the same machine: its speed moves within seconds.

    Args:
        sides: by name.
        parts: of the requests.
    """
    runs: dict[str, list[Run]] = {name: [] for name in sides}
    for n, part in enumerate(parts):
        for name in reversed(sides) if n % 2 else sides:
            runs[name].append(sides[name](part))
    return {name: joined(found) for name, found in runs.items()}


def _connect(port: int, poll: select.epoll) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setblocking(False)
    poll.register(sock, select.EPOLLIN)
    return sock


def _whole(buffer: bytes, closed: bool) -> tuple[bytes, bytes] | None:
    """Return head and body once the whole answer is there."""
    cut = buffer.find(b"\r\n\r\n")
    if cut < 0:
        return None
    head, body = buffer[:cut], buffer[cut + 4 :]
    if found := _LENGTH.search(head):
        return (head, body) if len(body) >= int(found[1]) else None
    if b"chunked" in head.lower():
        return (head, body) if body.endswith(b"0\r\n\r\n") else None
    return (head, body) if closed else None


def drive(port: int, lanes: Mapping[str, Sequence[Request]], pids: Sequence[int], in_flight: int = IN_FLIGHT) -> Run:
    """Send everything and return what came.

    Args:
        port: of the server on this machine.
        lanes: each user's requests in their order.
        pids: whose CPU is counted, with threads and children.
        in_flight: how many requests are on their way at once.

    Raises:
        Broken: not everything was answered in time.
    """
    os.sched_setaffinity(0, {GENERATOR})
    todo = {user: collections.deque(requests) for user, requests in lanes.items() if requests}
    run, total = Run(answers={user: [] for user in todo}), sum(map(len, todo.values()))
    ready, on_way, refused = collections.deque(todo), dict[int, list[object]](), collections.Counter[str]()
    poll = select.epoll()
    clock, latency, answers = time.perf_counter, run.latency, run.answers

    def send(sock: socket.socket) -> None:
        if ready:
            user = ready.popleft()
            request = todo[user][0]
            if not isinstance(request, bytes):
                request = todo[user][0] = request()
            on_way[sock.fileno()] = [sock, user, clock(), b""]
            sock.send(request)

    socks = [_connect(port, poll) for _ in range(min(in_flight, len(todo)))]
    time.sleep(0.3)  # the server accepts them all before the first request
    gc.collect()
    gc.disable()
    before, began, busy = cpu(pids), clock(), 0.0
    try:
        for sock in socks:
            send(sock)
        while len(latency) < total and (now := clock()) < began + PATIENCE:
            if not (events := poll.poll(0)):
                continue
            for fd, _ in events:
                state = on_way[fd]
                sock, user, sent, buffer = state
                data = sock.recv(262_144)
                state[3] = buffer = buffer + data
                whole = _whole(buffer, not data)
                if whole is None and data:
                    continue
                head, body = whole or (b"HTTP/1.1 000 ", b"")
                if head[9:12] == b"503" and refused[user] < AGAIN:
                    refused[user] += 1
                    run.again += 1
                else:
                    refused[user] = 0
                    todo[user].popleft()
                    latency.append(clock() - sent)
                    answers[user].append((int(head[9:12]), body))
                if todo[user]:
                    ready.append(user)
                if not data or b"connection: close" in head.lower():
                    poll.unregister(sock)
                    sock.close()
                    sock = _connect(port, poll)
                send(sock)
            busy += clock() - now
        run.wall, spent = clock() - began, cpu(pids) - before
    finally:
        gc.enable()
        for sock in socks:
            sock.close()
        poll.close()
    run.requests, run.busy = len(latency), busy / run.wall
    if run.requests < total:
        raise Broken(f"{total - run.requests} of {total} requests were not answered in {PATIENCE:.0f} s")
    run.cpu = spent / total
    return run
