"""The house's own keys, streams' keys, and wrapping them anew."""

import base64

import pytest

from storage import Heads, Keys, Storage, Unreadable, Vault, Work, open_storage, perform
from storage.audit import rewrap, verify

ONE = base64.b64encode(bytes(range(32))).decode()
TWO = base64.b64encode(bytes(range(100, 132))).decode()


def write(text: str):
    async def make(work: Work) -> bytes:
        for head in work.heads.values():
            for address in work.act(head, "wrote", {"name": "a", "text": text}):
                work.answer(head, address, head.at[0], text)
        return text.encode()

    return make


async def test_lookup__is_the_same_after_a_restart_and_tells_nothing(database_url: str, storage_keys) -> None:
    first = await open_storage(database_url, storage_keys)
    hashed = first.secrets.lookup("110101199003070000")
    await first.close()
    second = await open_storage(database_url, storage_keys, suite="gm")
    assert second.secrets.lookup("110101199003070000") == hashed
    assert second.secrets.lookup("110101199003070001") != hashed
    assert len(hashed) == 66
    await second.close()


async def test_suite__changed_for_an_installation__old_streams_stay_as_they_are(
    database_url: str, storage_keys, note_folds
) -> None:
    """A hash chain cannot be migrated: old streams keep their suite, new ones take the new."""
    for suite, key in (("intl", "k1"), ("gm", "k2"), ("intl", "k3")):
        storage = await open_storage(database_url, storage_keys, suite=suite)
        heads = storage.heads(note_folds)
        await perform(storage.journal, heads, ["note:old", f"note:{suite}"], key, b"", write(key))
        found = await verify(storage.database, storage.vault)
        assert found.findings == []
        rows = await storage.database.fetch("SELECT stream, digest, key FROM head")
        marks = {r["stream"]: (bytes(r["digest"])[:1], bytes(r["key"])[:1]) for r in rows}
        assert marks["note:old"] == (b"\x01", b"\x01")
        assert marks.get("note:gm", (b"\x02", b"\x02")) == (b"\x02", b"\x02")
        await storage.close()


async def test_master_key__lost__opens_nothing(database_url: str, storage_keys) -> None:
    await (await open_storage(database_url, storage_keys)).close()
    with pytest.raises(Unreadable):
        await open_storage(database_url, Keys.from_setting(f"two:{TWO}"))


async def test_rewrap__beside_a_running_product__lets_the_old_key_go(
    storage: Storage, heads: Heads, database_url: str, note_folds
) -> None:
    """Heads in memory must not bring the old wrapping back when they go on."""
    for n in range(5):
        await perform(storage.journal, heads, [f"note:{n}"], f"k{n}", b"", write("before"))
    both = Keys.from_setting(f"two:{TWO},one:{ONE}")
    vault = Vault(both, storage.vault.suite)
    assert await rewrap(storage.database, vault) == {"wrapped": 7, "current": 0}
    await perform(storage.journal, heads, ["note:0"], "later", b"", write("after"))
    assert await rewrap(storage.database, vault) == {"wrapped": 0, "current": 7}
    new = await open_storage(database_url, Keys.from_setting(f"two:{TWO}"))
    fresh = new.heads(note_folds)
    async with fresh.hold("note:0", "note:1") as held:
        assert held["note:0"].present.texts == {"a": "after"}
        assert held["note:1"].present.texts == {"a": "before"}
    assert new.secrets.lookup("x") == storage.secrets.lookup("x")
    await new.close()


async def test_box__of_a_stream_that_only_begins__is_given_to_nobody(storage: Storage, heads: Heads) -> None:
    async with heads.hold("note:1") as held:
        assert not held["note:1"].stored
    assert await heads.boxes(["note:1"]) == {"note:1": None}
    await perform(storage.journal, heads, ["note:1"], "k", b"", write("x"))
    box = (await heads.boxes(["note:1"]))["note:1"]
    heads.forget("note:1")
    again = (await heads.boxes(["note:1"]))["note:1"]
    assert box is not None
    assert again is not None
    assert again.open_file(box.seal_file(b"x")) == b"x"
