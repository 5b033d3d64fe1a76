"""Suites, envelopes, keys: against published vectors, and against whoever alters a byte."""

import base64
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import SUITES, Box, Chest, Keys, Misconfigured, StreamBox, Suite, Unreadable, suite_of
from storage.sealing import Sm4Gcm

suites = pytest.mark.parametrize("suite", SUITES.values(), ids=list(SUITES))
KEY = bytes(range(32))


def test_sm4_gcm__published_vector__agrees() -> None:
    """RFC 8998, appendix A.1."""
    nonce = bytes.fromhex("00001234567800000000ABCD")
    about = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = b"".join(bytes([n]) * 8 for n in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    cipher = Sm4Gcm(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    assert cipher.encrypt(nonce, plain, about) == sealed
    assert cipher.decrypt(nonce, sealed, about) == plain


def test_digests__published_vectors__agree() -> None:
    """SM3: GB/T 32905 appendix A.1; SHA-256: FIPS 180-4; HMAC-SHA-256: RFC 4231 case 2."""
    assert (
        SUITES["gm"].digest(b"abc").hex() == "02" + "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    assert SUITES["intl"].digest(b"abc").hex() == ("01ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    assert SUITES["intl"].keyed(b"Jefe", b"what do ya want for nothing?").hex() == (
        "015bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@suites
def test_everything_made__begins_with_its_suite(suite: Suite) -> None:
    made = (suite.digest(b"x"), suite.keyed(KEY, b"x"), suite.seal(KEY, b"x", b""))
    assert {suite_of(m) for m in made} == {suite}
    assert [len(m) for m in made] == [33, 33, 30]


@suites
@settings(max_examples=40, deadline=None)
@given(plain=st.binary(max_size=200), about=st.binary(max_size=50), at=st.integers(0, 500), bit=st.integers(0, 7))
def test_envelope__with_any_bit_changed__does_not_open(
    suite: Suite, plain: bytes, about: bytes, at: int, bit: int
) -> None:
    box = Box(suite, KEY)
    envelope = bytearray(box.seal(plain, about))
    assert box.open(bytes(envelope), about) == plain
    envelope[at % len(envelope)] ^= 1 << bit
    with pytest.raises(Unreadable):
        box.open(bytes(envelope), about)


@suites
@pytest.mark.parametrize("cut", [0, 1, 12, 13, 28])
def test_envelope__cut_short__does_not_open(suite: Suite, cut: int) -> None:
    with pytest.raises(Unreadable):
        Box(suite, KEY).open(Box(suite, KEY).seal(b"", b"")[:cut], b"")


@suites
def test_envelope__in_another_place_or_under_another_key__does_not_open(suite: Suite) -> None:
    envelope = suite.seal(KEY, b"x", b"here")
    for key, about in ((KEY, b"there"), (bytes(32), b"here")):
        with pytest.raises(Unreadable):
            suite.open(key, envelope, about)


@suites
def test_same_text__sealed_twice__is_never_the_same(suite: Suite) -> None:
    """Trap 7: the nonce is random, not the place; a place can come twice after a restore."""
    box = Box(suite, KEY)
    assert len({box.seal(b"x", b"") for _ in range(1000)}) == 1000


THINGS: list[tuple[Callable[[StreamBox], bytes], Callable[[StreamBox, bytes], bytes]]] = [
    (lambda b: b.seal_state(b"x"), lambda b, e: b.open_state(e)),
    (lambda b: b.seal_answer("s.f", 3, b"x"), lambda b, e: b.open_answer("s.f", 3, e)),
    (lambda b: b.seal_answer("s.f", 3, b"x"), lambda b, e: b.open_answer("s.g", 3, e)),
    (lambda b: b.seal_answer("s.f", 3, b"x"), lambda b, e: b.open_answer("s.f", 4, e)),
    (lambda b: b.seal_file(b"x"), lambda b, e: b.open_file(e)),
    (lambda b: b.seal_file(b"x"), lambda b, e: b.open_state(e)),
    (lambda b: b.action((2, b"d"), "k", 1.0, b"x")[0][4], lambda b, e: b.open_action(3, "k", 1.0, e)),
    (lambda b: b.action((2, b"d"), "k", 1.0, b"x")[0][4], lambda b, e: b.open_action(4, "k", 1.0, e)),
    (lambda b: b.action((2, b"d"), "k", 1.0, b"x")[0][4], lambda b, e: b.open_action(3, "kk", 1.0, e)),
    (lambda b: b.action((2, b"d"), "k", 1.0, b"x")[0][4], lambda b, e: b.open_action(3, "k", 2.0, e)),
]


@pytest.mark.parametrize(("n", "opens"), list(enumerate([1, 1, 0, 0, 1, 0, 1, 0, 0, 0])))
def test_thing_of_a_stream__opens_only_as_what_it_is(n: int, opens: int) -> None:
    seal, open = THINGS[n]
    box = StreamBox(SUITES["intl"], KEY, "note:1")
    if opens:
        assert open(box, seal(box)) == b"x"
        with pytest.raises(Unreadable):
            open(StreamBox(SUITES["intl"], KEY, "note:2"), seal(box))
    else:
        with pytest.raises(Unreadable):
            open(box, seal(box))


def test_chest__opens_what_any_suite_sealed_with_keys_of_their_own() -> None:
    intl, gm = (Chest(s, KEY, b"x") for s in SUITES.values())
    assert gm.open(intl.seal(b"old", b""), b"") == b"old"
    assert intl.open(gm.seal(b"new", b""), b"") == b"new"
    with pytest.raises(Unreadable):
        Box(SUITES["intl"], KEY).open(intl.seal(b"old", b""), b"")
    with pytest.raises(Unreadable):
        Chest(SUITES["intl"], KEY, b"y").open(intl.seal(b"old", b""), b"")


# ── master keys ──────────────────────────────────────────────────────────────
def encoded(start: int) -> str:
    return base64.b64encode(bytes(range(start, start + 32))).decode()


@suites
def test_key__wrapped__unwraps_where_it_belongs_and_nowhere_else(suite: Suite) -> None:
    keys = Keys.from_setting(f"one:{encoded(0)}", suite)
    wrapped = keys.wrap(KEY, b"stream note:1")
    assert keys.unwrap(wrapped, b"stream note:1") == KEY
    assert suite_of(wrapped) is suite
    for altered, about in ((wrapped, b"stream note:2"), (wrapped[:-1], b"stream note:1"), (b"", b""), (b"\x01", b"")):
        with pytest.raises(Unreadable):
            keys.unwrap(altered, about)


def test_master_key__changed__old_ones_still_unwrap_and_are_known_as_old() -> None:
    old = Keys.from_setting(f"one:{encoded(0)}")
    both = Keys.from_setting(f"two:{encoded(9)}, one:{encoded(0)}")
    wrapped = old.wrap(KEY)
    assert both.current == "two"
    assert both.unwrap(wrapped) == KEY
    assert not both.is_current(wrapped)
    assert both.is_current(both.wrap(KEY))
    with pytest.raises(Unreadable):
        Keys.from_setting(f"two:{encoded(9)}").unwrap(wrapped)


def test_key__renamed_in_its_envelope__does_not_unwrap() -> None:
    keys = Keys.from_setting(f"one:{encoded(0)},two:{encoded(0)}")
    wrapped = keys.wrap(KEY)
    with pytest.raises(Unreadable):
        keys.unwrap(wrapped.replace(b"one", b"two"))


@pytest.mark.parametrize(
    "setting",
    ["", "one", "one:", ":" + encoded(0), "one:xx", "one:" + base64.b64encode(bytes(32)).decode(),
     "one:" + base64.b64encode(bytes(range(31))).decode(), f"one:{encoded(0)},one:{encoded(1)}", f"钥:{encoded(0)}"],
)  # fmt: skip
def test_master_keys__missing_or_weak__say_what_to_do(setting: str) -> None:
    with pytest.raises(Misconfigured, match="MASTER_KEYS") as fault:
        Keys.from_setting(setting)
    assert encoded(0) not in str(fault.value)
