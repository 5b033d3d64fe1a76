"""Random lives of an application over the real product: everybody does what they may and what they may not.

However it goes: no answer but a sentence or what was asked for, the state is what the actions say (invariant 3), what
was typed stands (12), what was handed in is one version (5), and nobody passes twice or judges their own (11).
"""

from __future__ import annotations

import random
from typing import Any

import httpx
import msgspec
import pytest

from casework import projections
from casework.folds import FOLDS, NOTED
from review.status import Status
from schemes.kinds import PASSES
from storage.audit import verify
from storage.rebuilding import rebuild

from .stage import Caller, Served, good
from .way import CERTIFICATE, HEALTH, OPINION, TOP, state_of

OFFICERS = ("luo", "qin", "fang", "shen")
WRITES = {"luo": OPINION, "qin": HEALTH, "fang": TOP, "shen": CERTIFICATE}
TEXTS = {
    "basic.work": ["心血管内科临床工作", "内科临床、带教", ""],
    "basic.ethics": ["96", "100", "101"],
    "basic.post": ["无", "内科副主任，2020.3 起"],
    "basic.degree": ["无", "学士"],
    "cover.specialty": ["心血管内科", "全科医学"],
    "exam.score": ["76", "88.5", "很好"],
    "integrity_record.other": ["无", "曾被通报"],
}
TAKEN = {200, 201, 204}
REFUSED = {403, 404, 409, 412, 422, 428}
ACTS = ("on",) * 8 + ("answer",) * 4 + ("offered",) * 4 + ("mark", "strike", "correct", "wrong", "wait", "row")


class Life:
    """One application and those who have to do with it."""

    def __init__(self, at: Served, seed: int) -> None:
        assert at.known is not None
        self.at, self.base, self.random = at, at.known.full, random.Random(seed)
        self.id = self.base.partition("/")[2]
        self.typed: dict[str, str] = {}
        self.day, self.gone, self.digest = 10, False, ""
        self.people = {who: at.caller(who) for who in ("zhou", "he", *OFFICERS)}

    def caller(self, who: str) -> Caller:
        return self.people[who]

    async def standing(self) -> Any:
        return (await state_of(self.at, self.base)).standing

    def held(self, reply: httpx.Response) -> bool:
        """Tell whether something was done; otherwise it was refused with a sentence."""
        assert reply.status_code in TAKEN | REFUSED, (reply.status_code, reply.text[:300])
        return reply.status_code in TAKEN

    async def turn(self) -> None:
        """Let somebody do something, and look whether everything still holds."""
        before = await self.standing()
        await getattr(self, self.random.choice(ACTS))()
        if self.gone:
            return
        state = await state_of(self.at, self.base)
        after = state.standing
        assert len(after.verdicts) >= len(before.verdicts)
        passed: dict[tuple[int, str], str] = {}
        for verdict in after.verdicts:
            assert verdict.person != state.person
            if verdict.deed in PASSES.values() and not verdict.undone:
                unit = passed.setdefault((verdict.round, verdict.person), verdict.unit)
                assert unit == verdict.unit or verdict.reason
        if after.status is Status.SUBMITTED and before.status is Status.SUBMITTED and after.round == before.round:
            assert state.submissions[-1].digest == self.digest
        self.digest = state.submissions[-1].digest if state.submissions else ""

    # ── the applicant ────────────────────────────────────────────────────────
    async def answer(self) -> None:
        address = self.random.choice(list(TEXTS))
        text = self.random.choice(TEXTS[address])
        if self.held(await self.caller("zhou").put(f"{self.base}/answers/{address}", {"text": text})):
            self.typed[address] = text

    async def row(self) -> None:
        zhou = self.caller("zhou")
        rows = good(await zhou.get(f"{self.base}/sections/work"))["rows"]["cards"]
        if self.random.random() < 0.5:
            self.held(await zhou.post(f"{self.base}/sections/work/rows", {"values": {}}))
        elif rows:
            self.held(await zhou.delete(f"{self.base}/sections/work/rows/{self.random.choice(rows)['row']}"))

    async def mend(self) -> None:
        """Answer what was made wrong, and sign again."""
        zhou = self.caller("zhou")
        for address, texts in TEXTS.items():
            if self.held(await zhou.put(f"{self.base}/answers/{address}", {"text": texts[0]})):
                self.typed[address] = texts[0]
        for card in good(await zhou.get(f"{self.base}/sections/work"))["rows"]["cards"]:
            if card["status"] != "done":
                self.held(await zhou.delete(f"{self.base}/sections/work/rows/{card['row']}"))
        shown = await zhou.get(f"{self.base}/pledge")
        if shown.status_code == 200 and shown.json()["state"] != "signed":
            await zhou.sign(self.base)

    # ── everybody ────────────────────────────────────────────────────────────
    async def on(self) -> None:
        """Do what leads on: hand it in, or pass the step that waits."""
        standing = await self.standing()
        if standing.status in (Status.DRAFT, Status.RETURNED):
            await self.mend()
            self.held(await self.caller("zhou").post(f"{self.base}/deeds/submit"))
            return
        for who in OFFICERS:
            for offer in await self.offers(who):
                if offer["ok"] and offer["deed"] in PASSES.values():
                    await self.deed(who, offer["deed"])
                    return

    async def offers(self, who: str) -> list[dict[str, Any]]:
        reply = await self.caller(who).get(f"review/{self.id}")
        return reply.json().get("offers", []) if self.held(reply) else []

    async def deed(self, who: str, deed: str) -> None:
        """Do a deed of a unit, as somebody who has read everything and writes what is asked for."""
        if deed == "approve":
            for section in good(await self.caller(who).get(f"review/{self.id}"))["sections"]:
                await self.caller(who).get(f"review/{self.id}/sections/{section['id']}")
        body: dict[str, Any] = {"opinion": "请核对" if deed != "approve" else "评审通过"}
        wanted = good(await self.caller(who).get(f"review/{self.id}")).get("fill", [])
        body["values"] = {a: v for a, v in WRITES[who].items() if a.partition(".")[0] in wanted}
        self.held(await self.caller(who).post(f"{self.base}/deeds/{deed}", body))

    async def offered(self) -> None:
        """Do one of the deeds that are offered to somebody, whatever it leads to."""
        who = self.random.choice(OFFICERS)
        if ready := [o["deed"] for o in await self.offers(who) if o["ok"]]:
            await self.deed(who, self.random.choice(ready))

    async def wrong(self) -> None:
        """Try what is not one's own: another's deed, another's page; and at times give up."""
        who = self.random.choice(("he", *OFFICERS))
        deed = self.random.choice(("submit", "approve", "return", "forward", "issue", "undo_approve", "withdraw"))
        done = self.held(await self.caller(who).post(f"{self.base}/deeds/{deed}", {"opinion": "试"}))
        assert not (done and who == "he")
        if self.random.random() < 0.2:
            erases = not (await self.standing()).acted
            reply = await self.caller("zhou").post(f"{self.base}/deeds/delete")
            self.gone = self.held(reply)
            assert not self.gone or erases

    async def mark(self) -> None:
        who = self.random.choice(OFFICERS)
        address = self.random.choice(list(TEXTS))
        self.held(await self.caller(who).post(f"review/{self.id}/marks", {"address": address, "text": "请核对"}))

    async def strike(self) -> None:
        reply = await self.caller("luo").get(f"review/{self.id}/sections/work")
        if self.held(reply) and (rows := reply.json()["rows"]["cards"]):
            body = {"section": "work", "row": self.random.choice(rows)["row"], "on": self.random.random() < 0.7}
            self.held(await self.caller("luo").post(f"review/{self.id}/strikes", body))

    async def correct(self) -> None:
        body = {"address": "basic.post", "text": "内科副主任"}
        self.held(await self.caller("luo").post(f"review/{self.id}/corrections", body))

    async def wait(self) -> None:
        """Let days pass, and let time end what it ends."""
        self.day = min(29, self.day + self.random.randint(1, 4))
        self.at.move_clock(day=self.day)
        await self.at.worker.terms()
        for who, caller in self.people.items():  # a session ends when it is not used for hours
            caller.token = (await self.at.log_in(self.at.platform.user(who))).token

    async def end(self) -> None:
        """Hold what is stored against the actions, and what was typed against what is stored."""
        house = self.at.house
        if not self.gone:
            answers = (await house.present(f"application:{self.id}")).filled.answers
            kept = msgspec.to_builtins(answers.record("basic") | answers.record("cover"))
            for address, text in self.typed.items():
                section, _, field = address.partition(".")
                if section in ("basic", "cover") and not text.replace(".", "").isdigit():
                    assert kept[field] == text, address
        found = await rebuild(house.storage, FOLDS, projections.rows, projections.cell, projections.TABLES)
        assert not found.differences
        assert (await verify(house.storage.database, house.storage.vault, NOTED)).findings == []


async def lived(server: Served, seed: int, turns: int) -> None:
    life = Life(server, seed)
    for _ in range(turns):
        await life.turn()
        if life.gone:
            break
    await life.end()


@pytest.mark.parametrize("seed", range(12))
async def test_life__of_random_deeds_of_everybody__breaks_no_invariant(server: Served, seed: int) -> None:
    await lived(server, seed, 24)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 200))
async def test_life__longer_and_more_of_them__breaks_no_invariant(server: Served, seed: int) -> None:
    await lived(server, seed, 60)
