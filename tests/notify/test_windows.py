"""Windows and credits: what each act opens, each message spends, each refusal tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify import windows
from notify.windows import Ledger, Window, credited, refused, room, spent, withdrawn

from .ledgers import heard

pytestmark = pytest.mark.fast
T = 1_700_000_000.0
H48 = 48 * 3600.0


@pytest.mark.parametrize(
    ("act", "seconds", "count"),
    [("message", H48, 5), ("tap", 60, 3), ("click", 60, 3), ("scan", 60, 3), ("follow", 60, 3)],
)
def test_heard__act__opens_its_window_and_no_longer(act, seconds, count):
    ledger = heard(Ledger(), act, T)
    assert room(ledger, T) == (T + seconds, count)
    assert room(ledger, T + seconds - 1) == (T + seconds, count)
    assert room(ledger, T + seconds) == (0.0, 0)
    assert ledger.following


def test_heard__after_a_refusal_and_a_window_that_has_ended__starts_anew():
    ledger = heard(refused(heard(Ledger(), "tap", T), 48002), "message", T + 61)
    assert not ledger.shut
    assert set(ledger.windows) == {"message"}


def test_heard__menu_click__does_not_open_the_long_window():
    ledger = heard(Ledger(), "click", T)
    assert room(ledger, T + 61) == (0.0, 0)


def test_heard__message_again__refills_the_five():
    ledger = heard(Ledger(), "message", T)
    for _ in range(5):
        ledger = spent(ledger, "custom", T)
    assert room(ledger, T) == (0.0, 0)
    assert room(heard(ledger, "message", T + 9), T + 9) == (T + 9 + H48, 5)


def test_spent__two_windows_open__takes_the_one_that_ends_first():
    ledger = heard(heard(Ledger(), "message", T), "click", T)
    assert room(ledger, T) == (T + H48, 8)
    for left in (7, 6, 5, 4):
        ledger = spent(ledger, "custom", T)
        assert room(ledger, T)[1] == left
    assert ledger.windows == {"message": Window(T + H48, 4), "click": Window(T + 60, 0)}


def test_spent__no_window__changes_nothing():
    assert spent(Ledger(), "custom", T) == Ledger()
    assert spent(Ledger(credits={"a": 1}), "template", T) == Ledger(credits={"a": 1})


def test_credits__each_accept__is_one_message():
    ledger = credited(credited(Ledger(), "a"), "a")
    assert ledger.credits == {"a": 2}
    ledger = spent(spent(spent(ledger, "subscribe", T, "a"), "subscribe", T, "a"), "subscribe", T, "a")
    assert ledger.credits == {}


def test_credits__long_term__lasts_until_turned_off():
    ledger = credited(credited(Ledger(), "a", lasting=True), "a", lasting=True)
    assert ledger.lasting == ("a",)
    assert spent(ledger, "long_term", T, "a").lasting == ("a",)
    assert withdrawn(ledger, "a").lasting == ()


FULL = Ledger(following=True, windows={"message": Window(T + H48, 5)}, credits={"a": 2, "b": 1}, lasting=("a",))


@pytest.mark.parametrize(
    ("errcode", "template", "after"),
    [
        (43101, "a", Ledger(following=True, windows=FULL.windows, credits={"b": 1})),
        (45015, "", Ledger(following=True, credits={"a": 2, "b": 1}, lasting=("a",))),
        (
            45047,
            "",
            Ledger(following=True, windows={"message": Window(T + H48, 0)}, credits={"a": 2, "b": 1}, lasting=("a",)),
        ),
        (43004, "", Ledger(credits={"a": 2, "b": 1}, lasting=("a",))),
        (47003, "a", FULL),
        (-1, "a", FULL),
        (45009, "a", FULL),
    ],
)
def test_refused__errcode__is_what_the_ledger_learns(errcode, template, after):
    assert refused(FULL, errcode, template) == after


@pytest.mark.parametrize("errcode", [40003, 43019, 48002])
def test_refused__openid_that_takes_nothing__is_shut_until_the_person_acts(errcode):
    ledger = refused(FULL, errcode)
    assert room(ledger, T) == (0.0, 0)
    assert room(heard(ledger, "message", T), T)[1] == 5


def test_ledger__kept_as_json__comes_back():
    assert windows.read(windows.write(FULL)) == FULL
    assert windows.read({}) == Ledger()
    assert windows.write(Ledger()) == {}


FACTS = st.one_of(
    st.tuples(st.just("heard"), st.sampled_from(["message", "tap", "click", "scan", "follow"])),
    st.tuples(st.just("spent"), st.sampled_from(["custom", "subscribe"])),
    st.tuples(st.just("credited"), st.booleans()),
    st.tuples(st.just("refused"), st.sampled_from([43101, 45015, 45047, 43004, 48002, -1])),
    st.tuples(st.just("later"), st.integers(1, 100_000)),
)


@given(st.lists(FACTS, max_size=40))
def test_ledger__any_history__never_goes_below_zero_nor_above_the_platforms_counts(history):
    ledger, at = Ledger(), T
    for kind, value in history:
        match kind:
            case "heard":
                ledger = heard(ledger, value, at)
            case "spent":
                ledger = spent(ledger, value, at, "a")
            case "credited":
                ledger = credited(ledger, "a", lasting=value)
            case "refused":
                ledger = refused(ledger, value, "a")
            case "later":
                at += value
        until, left = room(ledger, at)
        assert 0 <= left <= 5 + 4 * 3
        assert (left > 0) == (until > at)
        assert all(count > 0 for count in ledger.credits.values())
        assert windows.read(windows.write(ledger)) == ledger
