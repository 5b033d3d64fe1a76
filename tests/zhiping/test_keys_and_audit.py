"""The commands about keys and records: wrapping anew, finding what was changed, rebuilding what was lost."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from casework.projections import TABLES
from storage.tables import TABLES as SHAPES
from zhiping.settings import DEMONSTRATION, read

from ..casework.stage import Served, good
from .conftest import query
from .shell import TRACE, Shell


# ── keys ─────────────────────────────────────────────────────────────────────
def new_key(shell: Shell, name: str) -> str:
    ended = shell.run("keys", "new")
    assert ended.code == 0
    return f"{name}:{ended.out.strip().partition(':')[2]}"


def test_key__made__is_one_that_production_takes(shell: Shell) -> None:
    first, second = (shell.run("keys", "new").out.strip() for _ in range(2))
    assert first != second
    read({"ZHIPING_MODE": "development", "ZHIPING_MASTER_KEYS": first})
    assert re.fullmatch(r"k\d{8}:[A-Za-z0-9+/]{43}=", first)


def test_keys__wrapped_anew__let_the_old_one_go(shell: Shell, lived_in: dict[str, str]) -> None:
    old, new = DEMONSTRATION["MASTER_KEYS"], new_key(shell, "new")
    both = lived_in | {"MASTER_KEYS": f"{new},{old}"}
    first, second = (shell.run("keys", "rewrap", environment=both) for _ in range(2))
    count = re.match(r"换好 (\d+) 把，原来就是新的 0 把\n", first.out)
    assert count
    assert (first.code, second.code, second.out) == (0, 0, f"换好 0 把，原来就是新的 {count[1]} 把\n")
    alone = shell.run("audit", "verify", environment=lived_in | {"MASTER_KEYS": new})
    assert (alone.code, alone.err) == (0, "")
    gone = shell.run("audit", "verify", environment=lived_in | {"MASTER_KEYS": old})
    assert gone.code == 2
    assert TRACE not in gone.err


async def test_keys__wrapped_anew_beside_an_app_that_writes__leave_nothing_behind(
    shell: Shell, server: Served, tmp_path: Path
) -> None:
    """Heads in the app's memory must not bring the old wrapping back, and no write fails."""
    assert server.known is not None
    new = new_key(shell, "new")
    environment = {
        "DATABASE_URL": server.known.database, "DATA_DIR": str(tmp_path),
        "MASTER_KEYS": f"{new},{DEMONSTRATION['MASTER_KEYS']}",
    }  # fmt: skip
    he, base, written = server.caller("he"), server.known.empty, 0
    wrapping = asyncio.ensure_future(asyncio.to_thread(shell.run, "keys", "rewrap", environment=environment))
    while not wrapping.done() or written < 20:
        written += 1
        await he.save(base, "cover.specialty", f"内科{written}")
    assert (await wrapping).code == 0
    again = await asyncio.to_thread(shell.run, "keys", "rewrap", environment=environment)
    assert again.out.startswith("换好 0 把")
    for command in ("verify", "rebuild"):
        ended = await asyncio.to_thread(shell.run, "audit", command, environment=environment | {"MASTER_KEYS": new})
        assert ended.code == 0, ended
    view = good(await he.get(f"{base}/sections/cover"))
    assert f"内科{written}" in [f.get("value") for g in view["groups"] for f in g["fields"]]


# ── audit ────────────────────────────────────────────────────────────────────
FLIP = "SELECT rowid, {column} FROM {table} WHERE length({column}) > 30 ORDER BY rowid DESC LIMIT 1"
SEALED = (("action", "payload", "digest"), ("action", "digest", "digest"), ("head", "digest", "head"),
          ("head", "state", "state"), ("head", "key", "key"), ("answer", "value", "answer"))  # fmt: skip


@pytest.mark.parametrize(("table", "column", "code"), SEALED, ids=[f"{t}.{c}" for t, c, _ in SEALED])
def test_verify__one_byte_changed__says_in_which_stream(
    shell: Shell, lived_in: dict[str, str], table: str, column: str, code: str
) -> None:
    """Invariant 3."""
    whole = shell.run("audit", "verify", environment=lived_in)
    assert (whole.code, "记录完整，没有改动" in whole.out) == (0, True)
    ((row, value),) = query(lived_in, FLIP.format(table=table, column=column))
    changed = bytearray(value)
    changed[-5] ^= 1
    query(lived_in, f"UPDATE {table} SET {column} = ? WHERE rowid = ?", bytes(changed), row)
    ((stream,),) = query(lived_in, f"SELECT stream FROM {table} WHERE rowid = ?", row)
    ended = shell.run("audit", "verify", environment=lived_in)
    assert ended.code == 1
    assert {line.split()[0] for line in ended.out.splitlines() if "[" in line} == {stream}
    assert f"[{code}]" in ended.out
    assert "请先停下来" in ended.out


def test_verify__one_file_changed_and_one_gone__names_both(shell: Shell, lived_in: dict[str, str]) -> None:
    whole = shell.run("audit", "verify", "--files", environment=lived_in)
    assert whole.code == 0, whole
    files = sorted(f for f in Path(lived_in["BLOB_URL"].removeprefix("file://")).rglob("*") if f.is_file())
    assert f"看了 {len(files)} 份文件" in whole.out
    altered, lost = files[0], files[-1]
    data = bytearray(altered.read_bytes())
    data[len(data) // 2] ^= 1
    altered.unlink()  # the test's copy is a hard link
    altered.write_bytes(data)
    lost.unlink()
    assert shell.run("audit", "verify", environment=lived_in).code == 0
    ended = shell.run("audit", "verify", "--files", environment=lived_in)
    assert ended.code == 1
    said = {line.split("[")[1].split("]")[0]: line for line in ended.out.splitlines() if "[" in line}
    assert set(said) == {"file", "lost"}
    assert said["file"].endswith(altered.parent.name + altered.name)
    assert said["lost"].endswith(lost.parent.name + lost.name)


def test_verify__tells_what_to_keep_outside(shell: Shell, lived_in: dict[str, str]) -> None:
    """Cutting off the end and mending the head leaves a chain that fits; the total digest shows it."""
    before = shell.run("audit", "verify", environment=lived_in).out
    stream, seq = query(lived_in, "SELECT stream, max(seq) FROM action GROUP BY stream HAVING max(seq) > 3")[0]
    query(lived_in, "DELETE FROM action WHERE stream = ? AND seq = ?", stream, seq)
    ((digest,),) = query(lived_in, "SELECT digest FROM action WHERE stream = ? AND seq = ?", stream, seq - 1)
    query(lived_in, "UPDATE head SET seq = ?, digest = ? WHERE stream = ?", seq - 1, digest, stream)
    after = shell.run("audit", "verify", environment=lived_in).out
    first, second = (re.findall(r"总摘要 (\w{66})", said) for said in (before, after))
    assert len(first) == len(second) == 1
    assert first != second


def test_rebuild__of_what_was_lived__finds_no_difference_and_mends_every_table(
    shell: Shell, lived_in: dict[str, str]
) -> None:
    whole = shell.run("audit", "rebuild", environment=lived_in)
    assert (whole.code, "0 行和记录不一样" in whole.out) == (0, True)
    filled = [t for t in TABLES if query(lived_in, f"SELECT count(*) FROM {t}") != [(0,)]]
    assert set(filled) >= {"application", "live", "person", "membership", "unit", "plan", "contact"}
    before = {t: contents(lived_in, t) for t in filled}
    for table in filled:
        query(lived_in, f"DELETE FROM {table} WHERE rowid = (SELECT min(rowid) FROM {table})")
    found = shell.run("audit", "rebuild", environment=lived_in)
    assert found.code == 1
    assert {line.split()[0] for line in found.out.splitlines() if "缺这一行" in line} == set(filled)
    assert shell.run("audit", "rebuild", "--mend", environment=lived_in).code == 0
    assert shell.run("audit", "rebuild", environment=lived_in).code == 0
    assert {t: contents(lived_in, t) for t in filled} == before


def contents(environment: dict[str, str], table: str) -> list[Any]:
    """Every row of a table, without the number that only Tortoise wants."""
    columns = ", ".join(f'"{c}"' for c in SHAPES[table].columns)
    return sorted(query(environment, f'SELECT {columns} FROM "{table}"'))
