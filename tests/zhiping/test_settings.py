"""Every setting: missing, weak, malformed, right; and that a production start says by name which one keeps it back."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from storage import Misconfigured
from storage.blobs import Blobs
from storage.cache import open_cache
from storage.database import place_of
from zhiping.compose import open_house, open_store, regions, templates
from zhiping.settings import DEMONSTRATION, Settings, Unfit, read

CONTRACT = {
    "DATABASE_URL", "REDIS_URL", "BLOB_URL", "DATA_DIR", "PUBLIC_URL", "MASTER_KEYS", "REGIONS", "WECHAT_API_URL",
    "OA_APP_ID", "OA_APP_SECRET", "OA_TOKEN", "OA_AES_KEY", "OA_AES_KEY_PREVIOUS", "MP_APP_ID", "MP_APP_SECRET",
    "MODE", "TEMPLATES", "WECHAT_MP_URL", "WECHAT_PAY_URL", "TRUSTED_PROXIES", "SUITE",
}  # fmt: skip
RIGHT = {
    "MODE": "production",
    "DATABASE_URL": "postgres://zhiping:x@db/zhiping",
    "PUBLIC_URL": "https://zhiping.example.org",
    "MASTER_KEYS": "k2:" + base64.b64encode(bytes(range(7, 39))).decode(),
    "OA_APP_ID": "wx5823bf96d3bd56c7",
    "OA_APP_SECRET": "6e0d4c1b7a3f58290c4d1e6b9a7f3528",
    "OA_TOKEN": "QDG6eK2n9",
    "OA_AES_KEY": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
    "MP_APP_ID": "wx9a7b3c5d1e2f4a6b",
    "MP_APP_SECRET": "f3a91c07be5d46288e1f0a7c5b9d3e64",
}
OTHER_KEY = base64.b64encode(bytes(range(60, 92))).decode()


def reading(**changed: str | None) -> Settings:
    """Read the settings of a production that is right but for what is given; None takes one away."""
    given = {**RIGHT, **changed}
    return read({f"ZHIPING_{k}": v for k, v in given.items() if v is not None})


def faults(**changed: str | None) -> list[str]:
    with pytest.raises(Unfit) as refused:
        reading(**changed)
    return refused.value.faults


def test_settings__of_the_contract__are_all_there_and_described() -> None:
    names = {f.name.upper() for f in fields(Settings)}
    assert names >= CONTRACT
    described = Path("docs/operating.md").read_text("utf-8")
    assert [n for n in sorted(names) if f"`{n}`" not in described] == []


def test_production__with_everything_right__is_read() -> None:
    found = reading()
    assert found == reading()
    assert not found.development
    assert (found.host, found.port) == ("127.0.0.1", 8000)
    assert found.blob_url.startswith("file:///")


ACCEPTED: list[dict[str, str | None]] = [
    {"MASTER_KEYS": RIGHT["MASTER_KEYS"] + ",old:" + OTHER_KEY},
    {"MASTER_KEYS": RIGHT["MASTER_KEYS"] + ", old:" + OTHER_KEY},
    {"OA_AES_KEY_PREVIOUS": "pRwYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2Abc"},
    {"PUBLIC_URL": "https://zhiping.example.org/"},
    {"REDIS_URL": "redis://cache:6379/1"},
    {"BLOB_URL": "s3://files?endpoint=https://s3.example.org"},
    {"SUITE": "gm"},
    {"TRUSTED_PROXIES": "2"},
    {"LISTEN": "0.0.0.0:80"},
    {"LISTEN": "[::1]:8000"},
    {"DATA_DIR": "/srv/zhiping"},
    {"WORKER_MEMORY_MB": "2048"},
    {"OA_TOKEN": "  QDG6eK2n9\n"},
    {"DATABASE_URL": "sqlite:////srv/zhiping/zhiping.sqlite3"},
]


@pytest.mark.parametrize("changed", ACCEPTED, ids=str)
def test_setting__right__is_taken(changed: dict[str, str | None]) -> None:
    found = reading(**changed)
    for name, value in changed.items():
        assert str(getattr(found, name.lower())) == (value or "").strip().rstrip("/")


MISSING = ["MASTER_KEYS", "DATABASE_URL", "OA_APP_ID", "OA_APP_SECRET", "OA_TOKEN", "OA_AES_KEY", "MP_APP_ID",
           "MP_APP_SECRET"]  # fmt: skip


@pytest.mark.parametrize("value", [None, "", " "], ids=["absent", "empty", "blank"])
@pytest.mark.parametrize("name", MISSING)
def test_production__without_a_needed_setting__is_refused_by_its_name(name: str, value: str | None) -> None:
    said = faults(**{name: value})
    assert len(said) == 1
    assert said[0].startswith(f"ZHIPING_{name}：没有填")


@pytest.mark.parametrize("name", sorted(set(DEMONSTRATION)))
def test_production__with_a_value_of_the_demonstration__is_refused_by_its_name(name: str) -> None:
    """Everybody who has the source has these."""
    assert any(f.startswith(f"ZHIPING_{name}") for f in faults(**{name: DEMONSTRATION[name]}))


WEAK = [
    ("OA_APP_SECRET", "short"), ("OA_APP_SECRET", "aaaaaaaaaaaaaaaaaaaaaaaa"), ("OA_APP_SECRET", "1212121212121212"),
    ("MP_APP_SECRET", "secret"), ("MP_APP_SECRET", "fifteen-letters"), ("MP_APP_SECRET", "0" * 32),
    ("OA_TOKEN", "token"), ("OA_TOKEN", "zhiping"), ("OA_TOKEN", "7654321"), ("OA_TOKEN", "aaaaaaaaaa"),
    ("OA_TOKEN", "Development"), ("OA_TOKEN", "changeme"),
    ("OA_AES_KEY", "a" * 43), ("OA_AES_KEY", "abc" * 14 + "a"), ("OA_AES_KEY_PREVIOUS", "0" * 43),
    ("MASTER_KEYS", "k:" + base64.b64encode(bytes(32)).decode()),
    ("MASTER_KEYS", "k:" + base64.b64encode(b"password" * 4).decode()),
    ("MASTER_KEYS", RIGHT["MASTER_KEYS"] + ",old:" + base64.b64encode(b"x" * 32).decode()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WEAK)
def test_production__with_a_weak_secret__is_refused_by_its_name_and_never_shows_it(name: str, value: str) -> None:
    said = faults(**{name: value})
    assert len(said) == 1
    assert said[0].startswith(f"ZHIPING_{name}：")
    assert len(value) < 8 or value.rpartition(":")[2] not in said[0]


MALFORMED = [
    ("MODE", "prod"), ("MODE", "Production"), ("SUITE", "sm"), ("SUITE", "INTL"),
    ("TRUSTED_PROXIES", "one"), ("TRUSTED_PROXIES", "-1"), ("TRUSTED_PROXIES", "1.5"), ("TRUSTED_PROXIES", ""),
    ("WORKER_MEMORY_MB", "1g"), ("WORKER_MEMORY_MB", "64"), ("WORKER_MEMORY_MB", "0"),
    ("LISTEN", "8000"), ("LISTEN", ":8000"), ("LISTEN", "127.0.0.1"), ("LISTEN", "127.0.0.1:"),
    ("LISTEN", "127.0.0.1:http"), ("LISTEN", "127.0.0.1:0"), ("LISTEN", "127.0.0.1:70000"), ("LISTEN", ""),
    ("MASTER_KEYS", "no colon"), ("MASTER_KEYS", "k:not base64!"), ("MASTER_KEYS", "k:" + "QUJD"),
    ("MASTER_KEYS", ":" + OTHER_KEY), ("MASTER_KEYS", "k:" + OTHER_KEY + ","),
    ("MASTER_KEYS", f"k:{OTHER_KEY},k:{OTHER_KEY}"),
    ("OA_AES_KEY", "tooshort"), ("OA_AES_KEY", RIGHT["OA_AES_KEY"] + "="), ("OA_AES_KEY", "汉" * 43),
    ("OA_AES_KEY", RIGHT["OA_AES_KEY"][:-1] + "+"), ("OA_AES_KEY_PREVIOUS", "x"),
    ("PUBLIC_URL", "zhiping.example.org"), ("PUBLIC_URL", "http://zhiping.example.org"), ("PUBLIC_URL", "https://"),
    ("PUBLIC_URL", "https://a b"), ("PUBLIC_URL", "ftp://zhiping.example.org"), ("PUBLIC_URL", ""),
    ("WECHAT_API_URL", "api.weixin.qq.com"), ("WECHAT_MP_URL", "//mp"), ("WECHAT_PAY_URL", "javascript:1"),
    ("CLOCK_SECRET", "anything"), ("SANDBOX_URL", "http://127.0.0.1:8001"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), MALFORMED)
def test_setting__malformed__is_refused_by_its_name(name: str, value: str) -> None:
    assert any(f"ZHIPING_{name}" in f for f in faults(**{name: value}))


def test_settings__several_wrong__are_all_named_at_once() -> None:
    said = "\n".join(faults(OA_TOKEN="token", MP_APP_SECRET=None, PUBLIC_URL="http://x", SUITE="x"))
    for name in ("OA_TOKEN", "MP_APP_SECRET", "PUBLIC_URL", "SUITE"):
        assert f"ZHIPING_{name}" in said


def test_setting__misspelt__is_named_instead_of_being_overlooked() -> None:
    assert faults(MASTER_KEY="x") == ["ZHIPING_MASTER_KEY：这个版本没有这个设置。请删掉，或改对名字"]


def test_development__needs_no_secret() -> None:
    found = read({"ZHIPING_MODE": "development"})
    assert found.master_keys == DEMONSTRATION["MASTER_KEYS"]
    assert found.database_url.startswith("sqlite:///")


def test_production__is_what_nothing_said_means() -> None:
    with pytest.raises(Unfit):
        read({})


# ── what shows only when it is opened ────────────────────────────────────────
def test_addresses__of_no_known_kind__are_refused_by_their_setting() -> None:
    for setting, opener, value in (
        ("DATABASE_URL", place_of, "mysql://x"), ("REDIS_URL", open_cache, "memcached://x"),
        ("BLOB_URL", Blobs.open, "ftp://x"), ("BLOB_URL", Blobs.open, "file:///proc/none"),
    ):  # fmt: skip
        with pytest.raises(Misconfigured) as refused:
            opener(value)
        assert refused.value.setting == setting


@pytest.mark.parametrize("written", [None, "", "[]", '{"a": 1}', '{"a": {"template": 7}}', "{"])
def test_templates__that_cannot_be_read__are_refused_by_their_setting(written: str | None, tmp_path: Path) -> None:
    file = tmp_path / "templates.json"
    if written is not None:
        file.write_text(written)
    with pytest.raises(Unfit, match="ZHIPING_TEMPLATES"):
        templates(str(file))


def test_templates__right__are_read(tmp_path: Path) -> None:
    file = tmp_path / "templates.json"
    file.write_text(json.dumps({"returned": {"template": "T", "subscribe": "S", "long_term": "L"}}))
    assert templates(str(file))["returned"]["long_term"] == "L"
    assert templates("") == {}


def test_regions__absent_empty_or_wrong__are_refused_by_their_setting(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="ZHIPING_REGIONS"):
        regions(tmp_path / "nowhere")
    with pytest.raises(Unfit, match="ZHIPING_REGIONS"):
        regions(tmp_path)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "region.yaml").write_text("region: {id: broken")
    with pytest.raises(Unfit, match="broken"):
        regions(tmp_path)


async def test_data_folder__that_cannot_be_made__is_refused_by_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = read({"ZHIPING_MODE": "development", "ZHIPING_DATA_DIR": str(tmp_path / "file" / "below")})
    with pytest.raises(Unfit, match="ZHIPING_DATA_DIR"):
        await open_store(settings)


@pytest.mark.parametrize(
    "url", ["postgres://nobody:hidden@127.0.0.1:9/none", "sqlite:////proc/none/x.sqlite3"], ids=["away", "no folder"]
)
async def test_database__that_does_not_open__is_refused_by_its_setting(url: str, tmp_path: Path) -> None:
    settings = read({"ZHIPING_MODE": "development", "ZHIPING_DATA_DIR": str(tmp_path), "ZHIPING_DATABASE_URL": url})
    with pytest.raises(Misconfigured) as refused:
        async with open_house(settings):
            pass
    assert refused.value.setting == "DATABASE_URL"
    assert "hidden" not in str(refused.value)


def test_start__with_settings_that_are_wrong__ends_with_2_and_a_sentence_for_each() -> None:
    shell = {k: v for k, v in os.environ.items() if not k.startswith("ZHIPING_")}
    environment = shell | {f"ZHIPING_{k}": v for k, v in RIGHT.items()} | {"ZHIPING_OA_TOKEN": "token"}
    del environment["ZHIPING_MP_APP_SECRET"]
    ended = subprocess.run(
        [sys.executable, "-m", "zhiping.cli", "serve"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 2
    named = [line.partition("：")[0] for line in ended.stderr.splitlines()]
    assert named == ["ZHIPING_MP_APP_SECRET", "ZHIPING_OA_TOKEN"]
    assert ended.stdout == ""


def test_start__in_production_without_pages__ends_with_2_and_says_how_they_are_built(tmp_path: Path) -> None:
    shell = {k: v for k, v in os.environ.items() if not k.startswith("ZHIPING_")}
    environment = shell | {f"ZHIPING_{k}": v for k, v in RIGHT.items()} | {"ZHIPING_PAGES": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-m", "zhiping.cli", "serve"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"ZHIPING_PAGES：{tmp_path} ")
    assert "npm run build:h5" in ended.stderr
