"""Checks that history is what it was, replays it, and wraps keys anew."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from storage.blobs import Blobs
from storage.database import Database
from storage.errors import Unreadable
from storage.sealing import INTL, suite_of
from storage.secrets import Vault
from storage.streams import StreamBox, about_action

CHUNK: Final = 100  # streams read at a time
SAY: Final = {
    "gap": "缺了这一条动作",
    "digest": "这一条动作和它的链接不符，内容、类型、时间、序号或摘要被改过",
    "sealed": "链接相符，但打不开：不是用这条流的密钥封的",
    "head": "记录的末端和动作不符",
    "orphan": "有动作，没有末端记录",
    "empty": "有末端记录，没有动作",
    "key": "主密钥不在，打不开这条流",
    "state": "当前状态打不开，可以用 audit rebuild 重建",
    "answer": "有答案打不开，可以用 audit rebuild 重建",
    "file": "有一份文件被改过，请从备份里找回",
    "lost": "有一份文件不见了，请从备份里找回",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Names one thing that is wrong.

    Args:
        stream: where.
        seq: of the action, 0 where it is the head or a row.
        code: a key of `SAY`.
        file: its digest, where it is about one.
    """

    stream: str
    seq: int
    code: str
    file: str = ""

    def __str__(self) -> str:
        """Return one line for the operator."""
        return f"{self.stream} #{self.seq} [{self.code}] {SAY[self.code]}{f'：{self.file}' if self.file else ''}"


@dataclass(slots=True)
class Report:
    """Tells what was looked at and what is wrong.

    Args:
        streams: how many.
        actions: how many.
        erased: how many streams have lost their key; their chains were verified all the same.
        findings: what is wrong.
        root: digest over all ends. Kept elsewhere, it shows later that nothing was cut off and the ends written anew.
    """

    streams: int = 0
    actions: int = 0
    erased: int = 0
    findings: list[Finding] = field(default_factory=list)
    root: str = ""


async def verify(database: Database, vault: Vault | None = None, noted: Collection[str] = ()) -> Report:
    """Walk every stream's chain.

    A stream that grows while it is looked at is looked at again, so this may run beside the product.

    Args:
        database: what is checked.
        vault: opens everything besides; without it only the chains are checked, for which no key is needed.
        noted: kinds of streams whose place may move on without an action; their numbers need not be without gaps.
    """
    report, root = Report(), b""
    async for heads in ends(database):
        for head in heads:
            findings, count = await _stream(database, head, vault, head["kind"] in noted)
            report.findings += findings
            report.streams += 1
            report.actions += count
            report.erased += not head["key"]
            root = INTL.digest(root + head["stream"].encode() + bytes(head["digest"]))
    orphans = "SELECT DISTINCT a.stream FROM action a LEFT JOIN head h ON h.stream = a.stream WHERE h.stream IS NULL"
    report.findings += [Finding(r["stream"], 0, "orphan") for r in await database.fetch(orphans)]
    report.root = root.hex()
    return report


async def ends(database: Database) -> AsyncIterator[Sequence[dict[str, Any]]]:
    """Yield the rows of `head`, some at a time."""
    after = ""
    sql = f"SELECT stream, kind, seq, digest, key, state FROM head WHERE stream > ?1 ORDER BY stream LIMIT {CHUNK}"  # noqa: S608
    while heads := await database.fetch(sql, after):
        yield heads
        after = heads[-1]["stream"]


async def actions_of(database: Database, stream: str) -> Sequence[dict[str, Any]]:
    """Return the stored actions of a stream in order."""
    sql = "SELECT seq, kind, at, payload, digest FROM action WHERE stream = ?1 ORDER BY seq"
    return await database.fetch(sql, stream)


async def _after(database: Database, stream: str, first: int, last: int) -> Sequence[dict[str, Any]]:
    """Return the actions after one place and up to another."""
    sql = "SELECT seq, kind, at, payload, digest FROM action WHERE stream = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq"
    return await database.fetch(sql, stream, first, last)


async def _stream(
    database: Database, head: dict[str, Any], vault: Vault | None, noted: bool
) -> tuple[list[Finding], int]:
    stream = head["stream"]
    while True:
        rows = await actions_of(database, stream)
        now = await database.fetch("SELECT stream, kind, seq, digest, key, state FROM head WHERE stream = ?1", stream)
        if not now or now[0]["seq"] == head["seq"]:
            break
        head = now[0]  # it has grown meanwhile; what was read up to this place is whole, what came after is read again
        if rows and rows[-1]["seq"] <= head["seq"]:
            rows = [*rows, *await _after(database, stream, rows[-1]["seq"], head["seq"])]
            break
    findings = check_chain(stream, rows, (head["seq"], bytes(head["digest"])), noted=noted)
    if vault is not None and head["key"]:
        bad = {f.seq for f in findings}
        findings += await _sealed(database, head, rows, bad, vault)
    return findings, len(rows)


def check_chain(
    stream: str, rows: Sequence[dict[str, Any]], end: tuple[int, bytes], *, noted: bool = False
) -> list[Finding]:
    """Return what is wrong with the chain of one stream; needs no key.

    Every digest covers the one before it, so what was taken out shows even where numbers may be missing.

    Args:
        stream: its name.
        rows: its actions in order: `seq`, `kind`, `at`, `payload`, `digest`.
        end: seq and digest of its head.
        noted: its place may have moved on without an action.
    """
    if not rows:
        return [Finding(stream, 0, "empty")]
    findings: list[Finding] = []
    name, before, expected = stream.encode(), b"", 1
    for row in rows:
        seq, digest, payload = row["seq"], bytes(row["digest"]), bytes(row["payload"])
        while expected < seq and not noted:
            findings.append(Finding(stream, expected, "gap"))
            expected += 1
        try:
            chained = before + about_action(name, seq, row["kind"], row["at"]) + payload
            right = suite_of(digest).digest(chained) == digest
        except Unreadable:
            right = False
        if not right and not (findings and findings[-1] == Finding(stream, seq - 1, "gap")):
            findings.append(Finding(stream, seq, "digest"))
        before, expected = digest, seq + 1
    if before != end[1] or end[0] < expected - 1 or (end[0] >= expected and not noted):
        findings.append(Finding(stream, 0, "head"))
    return findings


async def _sealed(
    database: Database, head: dict[str, Any], rows: Sequence[dict[str, Any]], bad: set[int], vault: Vault
) -> list[Finding]:
    """Return what the stream's key does not open."""
    stream = head["stream"]
    try:
        box = vault.open(stream, bytes(head["key"]))
    except Unreadable:
        return [Finding(stream, 0, "key")]
    if box is None:
        return []
    findings = [Finding(stream, r["seq"], "sealed") for r in rows if r["seq"] not in bad and not _opens(box, r)]
    try:
        box.open_state(bytes(head["state"]))
    except Unreadable:
        findings.append(Finding(stream, 0, "state"))
    for address, seq, value in await answers_of(database, stream):
        try:
            box.open_answer(address, seq, value)
        except Unreadable:
            findings.append(Finding(stream, 0, "answer"))
            break
    return findings


def _opens(box: StreamBox, row: dict[str, Any]) -> bool:
    try:
        box.open_action(row["seq"], row["kind"], row["at"], bytes(row["payload"]))
    except Unreadable:
        return False
    return True


async def answers_of(database: Database, stream: str) -> list[tuple[str, int, bytes]]:
    """Return the stored answers of a stream, still sealed."""
    rows = await database.fetch("SELECT address, seq, value FROM answer WHERE stream = ?1 ORDER BY address", stream)
    return [(r["address"], r["seq"], bytes(r["value"])) for r in rows]


async def replay(
    database: Database, box: StreamBox, stream: str
) -> AsyncIterator[tuple[int, str, float, dict[str, Any]]]:
    """Yield the actions of a stream, opened: seq, kind, time, payload.

    Args:
        database: where they are.
        box: of the stream.
        stream: its name.

    Raises:
        Unreadable: one was altered.
    """
    for row in await actions_of(database, stream):
        payload = box.open_action(row["seq"], row["kind"], row["at"], bytes(row["payload"]))
        yield row["seq"], row["kind"], row["at"], msgspec.json.decode(payload)


async def check_files(database: Database, blobs: Blobs, vault: Vault) -> tuple[int, list[Finding]]:
    """Read every file that a stream names and return how many there are, and which are lost or altered.

    Args:
        database: what names them.
        blobs: where they are.
        vault: opens them.

    Raises:
        Unavailable: the files cannot be reached.
        Unreadable: the master key of a stream is not at hand.
    """
    count, findings, at = 0, list[Finding](), ("", "")
    sql = f"""SELECT b.stream, b.digest, h.key FROM blob b JOIN head h ON h.stream = b.stream
        WHERE b.stream > ?1 OR (b.stream = ?1 AND b.digest > ?2) ORDER BY b.stream, b.digest LIMIT {CHUNK}"""  # noqa: S608
    while rows := await database.fetch(sql, *at):
        for row in rows:
            if (box := vault.open(row["stream"], bytes(row["key"]))) is None:
                continue
            count += 1
            try:
                if await blobs.get(box, row["digest"]) is None:
                    findings.append(Finding(row["stream"], 0, "lost", row["digest"]))
            except Unreadable:
                findings.append(Finding(row["stream"], 0, "file", row["digest"]))
        at = (rows[-1]["stream"], rows[-1]["digest"])
    return count, findings


async def rewrap(database: Database, vault: Vault) -> dict[str, int]:
    """Wrap every key by the current master key, beside the running product; the old one can go when this has ended.

    Args:
        database: where the wrapped keys are.
        vault: with the current and the old master keys.

    Returns:
        How many were `wrapped` and how many were so already (`current`).
    """
    done = {"wrapped": 0, "current": 0}
    async for heads in ends(database):
        for head in heads:
            stream, old = head["stream"], bytes(head["key"])
            new = vault.rewrapped(stream, old)
            if new is None:
                done["current"] += bool(old)
                continue
            await database.fetch("UPDATE head SET key = ?1 WHERE stream = ?2 AND key = ?3", new, stream, old)
            done["wrapped"] += 1
    for row in await database.fetch("SELECT name, value FROM secret"):
        about = b"secret " + row["name"].encode()
        if vault.keys.is_current(bytes(row["value"])):
            done["current"] += 1
            continue
        new = vault.keys.wrap(vault.keys.unwrap(bytes(row["value"]), about), about)
        await database.fetch(
            "UPDATE secret SET value = ?1 WHERE name = ?2 AND value = ?3", new, row["name"], bytes(row["value"])
        )
        done["wrapped"] += 1
    return done


__all__ = [
    "SAY", "Finding", "Report", "actions_of", "answers_of", "check_chain", "check_files", "ends", "replay", "rewrap",
    "verify",
]  # fmt: skip
