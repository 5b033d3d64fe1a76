"""Which way a note takes, and what becomes of it when one is closed: another way, or an end that a person sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec

from notify.compose import Note
from notify.windows import Ledger, room

Channel = Literal["long_term", "template", "custom", "subscribe", "sms", "call"]
Result = Literal["sent", "again", "doubtful", "refused", "ours"]
State = Literal["sent", "called", "listed"]

ORDER: tuple[Channel, ...] = ("long_term", "template", "custom", "subscribe", "sms")
OWN: tuple[Channel, ...] = ("custom", "long_term", "template", "subscribe", "sms")
TRIES = 3  # of one channel
DOUBTFUL = 2  # of these, such as may have gone out: one repetition, because twice is better than never
PAUSES = (30.0, 300.0)  # seconds before the second and the third try
# Seconds before each further try while our own token or secret is not taken: some six hours for an operator to mend it.
OURS = (30.0, 300.0, *(1800.0,) * 12)


class Receiver(msgspec.Struct, frozen=True, kw_only=True):
    """Is what can be done to reach a person now.

    Args:
        following: follows the official account.
        custom_until: end of the last open customer-service window, seconds since 1970.
        custom_left: messages left in the open windows.
        subscribe_credit: one-time subscriptions by template.
        long_term: has subscribed for good.
        phone: has a verified phone.

    """

    following: bool = False
    custom_until: float = 0.0
    custom_left: int = 0
    subscribe_credit: Mapping[str, int] = {}
    long_term: bool = False
    phone: bool = False


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """Is what this installation can send for one note; the three are ids of templates, empty where there is none.

    Args:
        custom: the official account may send customer-service messages.
        template: of the official account.
        subscribe: for one-time subscriptions of the mini-program.
        long_term: for long-term subscriptions.
        sms: an SMS adapter is configured.

    """

    custom: bool = True
    template: str = ""
    subscribe: str = ""
    long_term: str = ""
    sms: bool = False


def receiver(
    official: Ledger | None, mini: Ledger | None, now: float, *, long_term: str = "", phone: bool = False
) -> Receiver:
    """Return how a person can be reached, out of the ledgers of both openids.

    Args:
        official: of the official account, None when the person is not known there.
        mini: of the mini-program, likewise.
        now: seconds since 1970.
        long_term: id of the template for long-term subscriptions.
        phone: whether the person has a verified phone.

    """
    official, mini = official or Ledger(), mini or Ledger()
    until, left = room(official, now)
    lasting = [ledger for ledger in (official, mini) if not ledger.shut and long_term in ledger.lasting]
    return Receiver(
        following=official.following and not official.shut,
        custom_until=until,
        custom_left=left,
        subscribe_credit={} if mini.shut else mini.credits,
        long_term=bool(long_term and lasting),
        phone=phone,
    )


def order(note: Note, receiver: Receiver, capabilities: Capabilities, now: float) -> list[Channel]:
    """Return the channels that are open for a note, best first; the unit's list of people to call comes last.

    Args:
        note: what is said.
        receiver: how the person can be reached.
        capabilities: what the installation can send.
        now: seconds since 1970.

    """
    window = receiver.custom_left > 0 and receiver.custom_until > now
    can: dict[Channel, bool] = {
        "long_term": bool(capabilities.long_term and receiver.long_term and note.subscribe),
        "template": bool(capabilities.template and receiver.following and note.template),
        "custom": bool(capabilities.custom and window and note.text),
        "subscribe": bool(
            capabilities.subscribe and receiver.subscribe_credit.get(capabilities.subscribe, 0) > 0 and note.subscribe
        ),
        "sms": bool(capabilities.sms and receiver.phone and note.must_reach),
    }
    ways: list[Channel] = [channel for channel in (OWN if note.own or note.cut else ORDER) if can[channel]]
    if note.must_reach:
        ways.append("call")
    return ways


class Attempt(msgspec.Struct, frozen=True, omit_defaults=True):
    """Is one try and how it ended.

    `sent`: the platform took it. `again`: it did not, and may later (-1, nobody there, a token). `doubtful`: no answer
    came, so it may have. `refused`: it will not, whatever the errcode; also what it took and later reported as failed.
    `ours`: our own token or secret was not taken, which says nothing about the person or the channel. `wait` are the
    seconds that the platform wants the channel to be left alone.
    """

    channel: Channel
    result: Result
    wait: float = 0.0


class Send(msgspec.Struct, frozen=True):
    """Says to send over a channel, after so many seconds."""

    channel: Channel
    wait: float = 0.0


class End(msgspec.Struct, frozen=True):
    """Says that nothing more is sent.

    `sent`: the platform took it. `called`: it stands on the unit's list of people to call. `listed`: it stands in the
    person's own list of messages, and in the next reply.
    """

    state: State


Step: TypeAlias = Send | End


def step(open_now: Sequence[Channel], attempts: Sequence[Attempt]) -> Step:
    """Return what to do next with a note; every sequence of failures comes to an end.

    Args:
        open_now: what `order` says at this moment.
        attempts: everything tried so far, in order.

    """
    if attempts and attempts[-1].result == "sent":
        return End("sent")
    ours = sum(attempt.result == "ours" for attempt in attempts)
    closed = {attempt.channel for attempt in attempts if attempt.result in ("sent", "refused")}
    for channel in open_now:
        tries = [attempt for attempt in attempts if attempt.channel == channel and attempt.result != "ours"]
        doubtful = sum(attempt.result == "doubtful" for attempt in tries)
        if channel in closed or len(tries) >= TRIES or doubtful >= DOUBTFUL:
            continue
        if channel == "call":
            return End("called")
        if ours > len(OURS):
            continue
        if attempts and attempts[-1].result == "ours":
            return Send(channel, OURS[ours - 1])
        return Send(channel, max(PAUSES[len(tries) - 1], tries[-1].wait) if tries else 0.0)
    return End("listed")
