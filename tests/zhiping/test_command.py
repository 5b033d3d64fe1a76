"""The command `zhiping`: help, right use and wrong use of each command, against SQLite."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from casework.projections import TABLES
from storage.tables import TABLES as SHAPES
from zhiping.cli import main
from zhiping.settings import DEMONSTRATION, read

from ..casework.beginning import copied
from ..casework.stage import Known, Served, good
from .shell import Shell

COMMANDS = (
    ("serve",), ("worker",), ("sandbox",), ("up",), ("migrate",), ("demo",), ("tour",),
    ("scheme", "check"), ("scheme", "preview"), ("scheme", "coverage"), ("scheme", "diff"), ("scheme", "publish"),
    ("plan", "open"), ("unit", "open"), ("keys", "new"), ("keys", "rewrap"), ("audit", "verify"), ("audit", "rebuild"),
)  # fmt: skip
MISUSED = (
    (), ("fly",), ("scheme",), ("scheme", "fly", "chongqing"), ("scheme", "check"), ("scheme", "diff", "chongqing"),
    ("scheme", "preview"), ("scheme", "publish"), ("scheme", "check", "a", "b"), ("plan",), ("plan", "open"),
    ("unit", "open"), ("unit", "open", "医院"), ("unit", "open", "--kind", "district"), ("keys",), ("keys", "fly"),
    ("audit",), ("audit", "verify", "--mend"), ("audit", "rebuild", "x"), ("tour",), ("up", "--port", "x"),
    ("serve", "--fly"), ("worker", "x"), ("migrate", "x"), ("demo", "a", "b"),
)  # fmt: skip
TRACE = "Traceback"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_command__asked_for_help__says_what_it_does(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith(f"usage: zhiping {' '.join(command)}")
    assert re.search(r"\n\n[a-z].{15,}", said), "one line says what it does"


def test_help__of_all__names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert [c[0] for c in COMMANDS if f"    {c[0]} " not in said] == []


@pytest.mark.parametrize("arguments", MISUSED, ids=" ".join)
def test_command__used_wrongly__ends_with_2_and_its_usage(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    assert ended.value.code == 2
    assert "usage: zhiping" in capsys.readouterr().err


# ── against a database ───────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    with Shell(tmp_path_factory.mktemp("shell")) as opened:
        yield opened


@pytest.fixture
def at(shell: Shell, sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation of this test alone, migrated and empty."""
    return {"DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path)}


@pytest.fixture
def lived_in(prepared: Known, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation in which people have been."""
    known = copied(prepared, tmp_path)
    return {"DATABASE_URL": known.database, "DATA_DIR": str(tmp_path), "BLOB_URL": f"file://{known.files}"}


def query(environment: dict[str, str], sql: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite://"))) as db:
        rows = db.execute(sql, values).fetchall()
        db.commit()
        return rows


PLAN = (
    "{region: chongqing, id: n-1, year: 2026, level: associate, label: 副高, "
    "opens: 2026-11-01 09:00, closes: 2026-11-30 17:00}"
)
OPENING = (
    ("scheme", "publish", "chongqing"), ("plan", "open", "plan.yaml"),
    ("unit", "open", "市", "--kind", "health_commission"), ("keys", "rewrap"), ("audit", "verify"),
    ("audit", "rebuild"),
)  # fmt: skip


@pytest.mark.parametrize("arguments", OPENING, ids=" ".join)
def test_command__before_migrate__says_to_migrate_first(
    shell: Shell, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN)
    given = [str(tmp_path / a) if a.endswith(".yaml") else a for a in arguments]
    ended = shell.run(*given, environment={"DATA_DIR": str(tmp_path)})
    assert (ended.code, ended.out) == (2, "")
    assert "先执行 zhiping migrate" in ended.err


def test_migrate__twice__changes_nothing_the_second_time(shell: Shell, tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite://{tmp_path}/new.sqlite3"}
    schema: list[Any] = []
    for _ in range(2):
        ended = shell.run("migrate", environment=environment)
        assert (ended.code, ended.out, ended.err) == (0, "", "")
        schema.append((query(environment, "SELECT sql FROM sqlite_master ORDER BY name"),
                       query(environment, "SELECT name, value FROM secret ORDER BY name")))  # fmt: skip
    assert schema[0] == schema[1]
    assert len(schema[0][1]) == 2


# arguments → exit status, what is said on standard output, what on standard error
SCHEME = (
    (("check", "chongqing"), 0, "", ""),
    (("check", "regions/chongqing"), 0, "", ""),
    (("check", "nowhere"), 2, "", "没有 regions/nowhere 这个文件夹"),
    (("check", "chongqing", "--manual", "/nowhere.txt"), 2, "", "/nowhere.txt"),
    (("check", "{broken}"), 1, "sections/20_cover.yaml", ""),
    (("preview", "chongqing"), 0, "<!doctype html>", ""),
    (("preview", "chongqing", "--out", "{out}/page.html"), 0, "page.html", ""),
    (("preview", "chongqing", "--out", "/nowhere/page.html"), 2, "", "/nowhere/page.html"),
    (("preview", "nowhere"), 2, "", "没有"),
    (("preview", "{broken}"), 1, "sections/20_cover.yaml", ""),
    (("coverage", "nowhere"), 2, "", "没有"),
    (("coverage", "{broken}"), 1, "sections/20_cover.yaml", ""),
    (("diff", "chongqing", "chongqing"), 0, "", ""),
    (("diff", "chongqing", "{changed}"), 0, "wording\tsections.cover.label\n", ""),
    (("diff", "chongqing", "nowhere"), 2, "", "nowhere"),
    (("diff", "{broken}", "chongqing"), 2, "", "scheme check"),
    (("diff", "0" * 64, "chongqing"), 2, "", "没有这个版本"),
    (("publish", "nowhere"), 2, "", "没有“nowhere”这个地区"),
)  # fmt: skip


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Chongqing with another word, and Chongqing with a field of no kind."""
    made: dict[str, str] = {}
    for name, old, new in (("changed", "label: 封面", "label: 封皮"), ("broken", "kind: ", "kind: no_such_")):
        place = tmp_path_factory.mktemp(name) / "chongqing"
        shutil.copytree("regions/chongqing", place)
        shutil.copytree("regions/_shared", place.parent / "_shared")
        file = place / "sections" / "20_cover.yaml"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        made[name] = str(place)
    return made | {"out": str(tmp_path_factory.mktemp("out"))}


@pytest.mark.parametrize(("arguments", "code", "out", "err"), SCHEME, ids=[" ".join(s[0])[:50] for s in SCHEME])
def test_scheme(
    shell: Shell, at: dict[str, str], folders: dict[str, str],
    arguments: tuple[str, ...], code: int, out: str, err: str,
) -> None:  # fmt: skip
    ended = shell.run("scheme", *(a.format(**folders) for a in arguments), environment=at)
    assert ended.code == code, ended
    assert out in ended.out
    assert err in ended.err
    assert TRACE not in ended.err
    assert bool(ended.err) == bool(err)


def test_coverage__of_the_region__names_number_and_heading_of_every_gap(shell: Shell, at: dict[str, str]) -> None:
    ended = shell.run("scheme", "coverage", "chongqing", environment=at)
    assert ended.code == (1 if ended.out else 0)
    assert all(re.match(r"\d+(\.\d+)* \S+：\S+", line) for line in ended.out.splitlines())


def test_publish__twice__keeps_one_version_that_can_be_compared(
    shell: Shell, at: dict[str, str], folders: dict[str, str]
) -> None:
    first, second = (shell.run("scheme", "publish", "chongqing", environment=at) for _ in range(2))
    digest = first.out.strip()
    assert (first.code, second.code, second.out.strip()) == (0, 0, digest)
    assert query(at, "SELECT digest, region FROM scheme") == [(digest, "chongqing")]
    assert shell.run("scheme", "diff", digest, "chongqing", environment=at).out == ""
    assert "sections.cover.label" in shell.run("scheme", "diff", digest, folders["changed"], environment=at).out


# ── plans and units ──────────────────────────────────────────────────────────
def test_plan__opened_and_opened_again__is_changed(shell: Shell, at: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    for text, closes in ((PLAN, "2026-11-30 17:00"), (PLAN.replace("11-30", "12-05"), "2026-12-05 17:00")):
        file.write_text(text, "utf-8")
        ended = shell.run("plan", "open", str(file), environment=at)
        assert (ended.code, ended.out, ended.err) == (0, "n-1\n", "")
        assert query(at, "SELECT id, label, closes, state FROM plan") == [("n-1", "副高", closes, "open")]
    assert query(at, "SELECT count(*) FROM scheme") == [(1,)]


PLANS = {
    "not there": (None, 2, "读不出来"),
    "no YAML": ("{region: [", 2, "读不出来"),
    "not in UTF-8": ("\udcff", 2, "读不出来"),
    "a word": ("hello", 1, "计划写得不对"),
    "nothing": ("", 1, "计划写得不对"),
    "a list of numbers": ("[1, 2]", 1, "计划写得不对"),
    "no closing": (PLAN.replace(", closes: 2026-11-30 17:00", ""), 1, "closes"),
    "another region": (PLAN.replace("chongqing", "atlantis"), 1, "没有“atlantis”这个地区"),
    "a level that is none": (PLAN.replace("associate", "middle"), 1, "level"),
    "a year in words": (PLAN.replace("year: 2026", "year: zwei"), 1, "year"),
    "a day that is none": (PLAN.replace("2026-11-30 17:00", "tomorrow"), 1, "closes"),
    "without a time of day": (PLAN.replace("2026-11-30 17:00", "2026-11-30"), 1, "closes"),
    "closes before it opens": (PLAN.replace("2026-11-30", "2026-10-30"), 1, "截止时间要晚于开始时间"),
    "a word nobody knows": (PLAN.replace("year:", "jahr: 1, year:"), 1, "jahr"),
    "a second one that is wrong": (f"- {PLAN}\n- {{region: chongqing}}", 1, "计划写得不对"),
}


@pytest.mark.parametrize("what", PLANS)
def test_plan__written_wrongly__is_refused_with_what_to_mend(
    shell: Shell, at: dict[str, str], tmp_path: Path, what: str
) -> None:
    written, code, said = PLANS[what]
    if written is not None:
        (tmp_path / "plan.yaml").write_bytes(written.encode("utf-8", "surrogateescape"))
    ended = shell.run("plan", "open", str(tmp_path / "plan.yaml"), environment=at)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert TRACE not in ended.err
    assert query(at, "SELECT count(*) FROM plan") == [(0,)]


def test_unit__opened__has_an_invitation_for_its_first_officer(shell: Shell, at: dict[str, str]) -> None:
    ended = shell.run("unit", "open", "市卫健委", "--kind", "health_commission", "--id", "u-city", environment=at)
    assert ended.code == 0
    assert re.fullmatch(r"u-city\n邀请（7 天内用一次）：http://\S+/m/#/pages/ticket/ticket\?t=[\w-]{32}\n", ended.out)
    ended = shell.run("unit", "open", "云溪", "--kind", "district", "--parent", "u-city", environment=at)
    assert ended.code == 0
    assert query(at, "SELECT name, parent, state FROM unit ORDER BY name") == [
        ("云溪", "u-city", "approved"), ("市卫健委", "", "approved"),
    ]  # fmt: skip
    assert query(at, "SELECT count(*) FROM ticket") == [(2,)]


UNITS = (
    (("--kind", "castle"), "没有“castle”这一类单位"),
    (("--kind", "district"), "上级要是"),
    (("--kind", "district", "--parent", "u-nobody"), "上级要是"),
    (("--kind", "health_commission", "--region", "atlantis"), "没有“atlantis”这个地区"),
)


@pytest.mark.parametrize(("arguments", "said"), UNITS, ids=[" ".join(u[0]) for u in UNITS])
def test_unit__that_cannot_be__is_refused(
    shell: Shell, at: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    ended = shell.run("unit", "open", "某单位", *arguments, environment=at)
    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err
    assert query(at, "SELECT count(*) FROM unit") == [(0,)]


def test_demo_and_tour__without_region_or_product__say_what_is_missing(shell: Shell, at: dict[str, str]) -> None:
    for command in ("demo", "tour"):
        ended = shell.run(command, "atlantis", environment=at)
        assert (ended.code, TRACE in ended.err) == (2, False)
        assert "演示" in ended.err
        nobody = ("--product", "http://127.0.0.1:9", "--sandbox", "http://127.0.0.1:9")
        ended = shell.run(command, "chongqing", *nobody, environment=at)
        assert (ended.code, TRACE in ended.err) == (2, False)
        assert "zhiping up" in ended.err


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
    roots = [re.search(r"总摘要 (\w{66})", said) for said in (before, after)]
    assert all(roots)
    assert roots[0][1] != roots[1][1]  # type: ignore[index]


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
