"""The command `zhiping`: help, right use and wrong use of each command, against SQLite."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from zhiping.cli import main

from .conftest import query
from .shell import TRACE, Shell

COMMANDS = (
    ("serve",), ("worker",), ("sandbox",), ("up",), ("migrate",), ("demo",), ("tour",),
    ("scheme", "check"), ("scheme", "preview"), ("scheme", "coverage"), ("scheme", "numbers"), ("scheme", "diff"),
    ("scheme", "publish"),
    ("plan", "open"), ("unit", "open"), ("keys", "new"), ("keys", "rewrap"), ("audit", "verify"), ("audit", "rebuild"),
)  # fmt: skip
MISUSED = (
    (), ("fly",), ("scheme",), ("scheme", "fly", "chongqing"), ("scheme", "check"), ("scheme", "diff", "chongqing"),
    ("scheme", "preview"), ("scheme", "publish"), ("scheme", "check", "a", "b"), ("plan",), ("plan", "open"),
    ("unit", "open"), ("unit", "open", "医院"), ("unit", "open", "--kind", "district"), ("keys",), ("keys", "fly"),
    ("audit",), ("audit", "verify", "--mend"), ("audit", "rebuild", "x"), ("tour",), ("up", "--port", "x"),
    ("serve", "--fly"), ("worker", "x"), ("migrate", "x"), ("demo", "a", "b"),
)  # fmt: skip


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
