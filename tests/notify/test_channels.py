"""The order of channels, and that every note comes to an end that a person sees."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.channels import Attempt, Capabilities, End, Receiver, Send, order, receiver, step
from notify.compose import Note
from notify.windows import Ledger, credited, refused

from .ledgers import heard

pytestmark = pytest.mark.fast
T = 1_700_000_000.0

NOTE = Note(text="退回了", subscribe={"thing1": "a"}, template={"thing1": "a"})
OWN = Note(text="收到了", subscribe={"thing1": "a"}, template={"thing1": "a"}, own=True)
VERDICT = Note(text="第 1 页可以", own=True, must_reach=False)
EVERYTHING = Receiver(
    following=True, custom_until=T + 9, custom_left=1, subscribe_credit={"s": 1}, long_term=True, phone=True
)
ALL = Capabilities(custom=True, template="t", subscribe="s", long_term="l", sms=True)


def but(receiver: Receiver, **changes: object) -> Receiver:
    import msgspec

    return msgspec.structs.replace(receiver, **changes)


@pytest.mark.parametrize(
    ("note", "who", "can", "ways"),
    [
        (NOTE, EVERYTHING, ALL, ["long_term", "template", "custom", "subscribe", "sms", "call"]),
        (OWN, EVERYTHING, ALL, ["custom", "long_term", "template", "subscribe", "sms", "call"]),
        (OWN, but(EVERYTHING, custom_left=0), ALL, ["long_term", "template", "subscribe", "sms", "call"]),
        (OWN, but(EVERYTHING, custom_until=T), ALL, ["long_term", "template", "subscribe", "sms", "call"]),
        (NOTE, but(EVERYTHING, following=False), ALL, ["long_term", "custom", "subscribe", "sms", "call"]),
        (NOTE, but(EVERYTHING, long_term=False), ALL, ["template", "custom", "subscribe", "sms", "call"]),
        (NOTE, but(EVERYTHING, subscribe_credit={"s": 0}), ALL, ["long_term", "template", "custom", "sms", "call"]),
        (NOTE, but(EVERYTHING, subscribe_credit={"x": 1}), ALL, ["long_term", "template", "custom", "sms", "call"]),
        (NOTE, but(EVERYTHING, phone=False), ALL, ["long_term", "template", "custom", "subscribe", "call"]),
        (NOTE, EVERYTHING, Capabilities(), ["custom", "call"]),
        (NOTE, EVERYTHING, Capabilities(custom=False), ["call"]),
        (NOTE, Receiver(), ALL, ["call"]),
        (VERDICT, EVERYTHING, ALL, ["custom"]),
        (VERDICT, Receiver(), ALL, []),
        (Note(text="a", template={"thing1": "a"}), EVERYTHING, ALL, ["template", "custom", "sms", "call"]),
    ],
)
def test_order__what_is_open__is_taken_best_first(note, who, can, ways):
    assert order(note, who, can, T) == ways


def test_receiver__two_openids__are_one_person():
    official = heard(Ledger(), "message", T)
    mini = credited(credited(Ledger(), "s"), "l", lasting=True)
    found = receiver(official, mini, T, long_term="l", phone=True)
    assert found == Receiver(
        following=True, custom_until=T + 48 * 3600, custom_left=5, subscribe_credit={"s": 1}, long_term=True, phone=True
    )
    assert receiver(None, None, T) == Receiver()
    assert not receiver(official, mini, T).long_term


def test_receiver__shut_openid__is_no_way():
    official, mini = heard(Ledger(), "message", T), credited(Ledger(), "s")
    found = receiver(refused(official, 48002), refused(mini, 40003), T, long_term="l")
    assert found == Receiver()


WAYS = ["template", "custom", "call"]
STEPS = [
    # tried so far, what comes next
    ([], Send("template")),
    ([("template", "sent")], End("sent")),
    ([("template", "refused")], Send("custom")),
    ([("template", "again")], Send("template", 30)),
    ([("template", "again"), ("template", "again")], Send("template", 300)),
    ([("template", "again", 60.0)], Send("template", 60)),
    ([("template", "again", 60.0)] * 2, Send("template", 300)),
    ([("template", "again")] * 3, Send("custom")),
    ([("template", "doubtful")], Send("template", 30)),
    ([("template", "doubtful")] * 2, Send("custom")),
    ([("template", "again"), ("template", "sent"), ("template", "refused")], Send("custom")),
    ([("template", "refused"), ("custom", "refused")], End("called")),
    ([("template", "refused"), ("custom", "again"), ("custom", "again"), ("custom", "again")], End("called")),
    ([("template", "refused"), ("custom", "sent")], End("sent")),
    ([("template", "ours")], Send("template", 30)),
    ([("template", "ours")] * 2, Send("template", 300)),
    ([("template", "ours")] * 14, Send("template", 1800)),
    ([("template", "ours")] * 15, End("called")),
    ([("template", "ours")] * 5 + [("template", "again")], Send("template", 30)),
    ([("template", "ours")] * 5 + [("template", "refused")], Send("custom")),
    ([("template", "refused"), ("custom", "ours"), ("custom", "ours")], Send("custom", 300)),
    ([("template", "sent"), ("template", "refused"), ("custom", "refused")], End("called")),
]


@pytest.mark.parametrize(("tried", "after"), STEPS)
def test_step__after_what_was_tried__is_the_next_way_or_an_end(tried, after):
    """X-15: a refused push goes another way, and in the end to people."""
    assert step(WAYS, [Attempt(*one) for one in tried]) == after


def test_step__nothing_open_and_nobody_to_call__stands_in_the_persons_list():
    assert step([], []) == End("listed")
    assert step(["custom"], [Attempt("custom", "refused")]) == End("listed")


@pytest.mark.parametrize(
    ("errcode", "channel", "after"),
    [
        (43101, "subscribe", ["template", "custom", "sms", "call"]),
        (45015, "custom", ["template", "subscribe", "sms", "call"]),
        (45047, "custom", ["template", "subscribe", "sms", "call"]),
        (43004, "template", ["subscribe", "sms", "call"]),
        (48002, "template", ["subscribe", "sms", "call"]),
    ],
)
def test_order__after_a_refusal__has_that_way_no_more(errcode, channel, after):
    """Issue of pushes refused by 43101, 45015, 45047 or a block: the next note does not try it again."""
    official, mini = heard(Ledger(), "message", T), credited(Ledger(), "s")
    if channel == "subscribe":
        mini = refused(mini, errcode, "s")
    else:
        official = refused(official, errcode)
    assert order(NOTE, receiver(official, mini, T, phone=True), ALL, T) == after


CHANNELS = ["long_term", "template", "custom", "subscribe", "sms", "call"]


@given(
    st.lists(st.sampled_from(CHANNELS[:-1]), unique=True),
    st.booleans(),
    st.lists(st.sampled_from(["again", "doubtful", "refused", "ours", "bounced", "sent"]), min_size=60, max_size=60),
)
def test_step__whatever_the_platform_answers__ends_within_thirty_messages(ways, call, answers):
    """Never a loop: every note ends as sent, called or listed."""
    open_now = [*ways, *(["call"] if call else [])]
    attempts: list[Attempt] = []
    for count in itertools.count():
        after = step(open_now, attempts)
        if isinstance(after, End):
            break
        assert count < 30
        assert after.channel != "call"
        answer = answers[count]
        if answer == "bounced":
            attempts += [Attempt(after.channel, "sent"), Attempt(after.channel, "refused")]
        else:
            attempts.append(Attempt(after.channel, answer))
    match after.state:
        case "sent":
            assert attempts[-1].result == "sent"
        case "called":
            assert call
        case "listed":
            assert not call
