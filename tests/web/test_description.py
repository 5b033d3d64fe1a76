"""The description of the API holds: generated calls, right and wrong, are answered as it says and never fall over."""

import asyncio
import itertools
import random
import re
from dataclasses import dataclass
from typing import Any

import hypothesis.strategies as st
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from web.api import ROUTES

from ..casework.pictures import sheet
from ..casework.stage import Served, good
from ..casework.way import OPINION, mark

CHECKS = [content_type_conformance, response_schema_conformance, status_code_conformance]
ENDS = {"DELETE /api/v1/sessions/current"}
"""Calls that end the session of whoever makes them: nobody of the town makes them."""


def own(path: str, kind: str) -> bool:
    """Whether a kind has a call of its own at this place, so that another answers there."""
    plain = path.removeprefix("/api/v1/").replace("{kind}", kind).replace("{", "<").replace("}", ">")
    return any(route.path == plain for route in ROUTES)


@dataclass(frozen=True, slots=True)
class Town:
    """What generated calls are aimed at.

    Args:
        url: of the product.
        tokens: sessions by person.
        bases: who is mostly tried on which kind and id, by the beginning of the path.
        places: what stands at the other places of a path.
    """

    url: str
    tokens: dict[str, str]
    bases: dict[str, list[tuple[str, str, str]]]
    places: dict[str, list[str]]

    def aim(self, path: str, names: list[str], chance: random.Random) -> tuple[str, dict[str, str]]:
        """Choose who calls, and what stands at the places of a path."""
        begin = next((b for b in self.bases if path.startswith(f"/api/v1/{b}/{{")), "")
        those = [one for one in self.bases[begin] if "{kind}" not in path or not own(path, one[1])]
        who, kind, id = chance.choice(those)
        if chance.random() < 0.1:
            who = chance.choice(list(self.tokens))
        return self.tokens[who], {n: {"kind": kind, "id": id}.get(n) or chance.choice(self.places[n]) for n in names}


async def settled(at: Served) -> Town:
    """Applications in several states, each with what belongs to it."""
    assert at.known is not None
    zhou, luo, he, full, empty = at.caller("zhou"), at.caller("luo"), at.caller("he"), at.known.full, at.known.empty
    new = await at.newcomer()
    ticket = good(await zhou.post(f"{full}/pledge/ticket"))["ticket"]
    kept = good(await zhou.get(f"{full}/evidence/basic.id_proof"))["kept"]["url"].rpartition("/")[2]
    good(await he.post(f"{empty}/sections/work/rows", {"row": "r1"}))
    good(await he.upload(f"{empty}/evidence/basic.id_proof/pages", sheet()))
    page = good(await he.get(f"{empty}/evidence/basic.id_proof"))["pages"][0]["id"]
    await at.submitted()
    n = await mark(at, full, "basic.work")
    invitation = good(await luo.post("units/u-hospital/invitations", {"role": "officer"}))["ticket"]
    login = good(await at.caller().post("logins"))["ticket"]
    id, other = full.partition("/")[2], empty.partition("/")[2]
    return Town(
        at.url, {"": "", "stranger": "nobody" * 8, "new": new.token} | {k: t for k, (t, _) in at.known.tokens.items()},
        {
            "{kind}": [
                ("he", "applications", other), ("he", "applications", other), ("zhou", "applications", id),
                ("luo", "applications", id), ("he", "people", "me"), ("new", "people", "me"),
                ("qin", "batches", "u-yunxi.n-associate"), ("luo", "units", "u-hospital"),
                ("shen", "plans", "n-senior"),
            ],
            "review": [("luo", "", id), ("luo", "", id), ("peng", "", id), ("qin", "", id)],
            "units": [("luo", "", "u-hospital"), ("qin", "", "u-hospital"), ("lin", "", "u-hospital")],
            "people": [("luo", "", new.id), ("qin", "", new.id), ("luo", "", zhou.id)],
            "": [(who, "", "") for who in ("he", "zhou", "luo", "qin", "new", "")],
        },
        {
            "section": ["basic", "work", "cover", "integrity", "opinion_base", "register", "person"],
            "row": ["r1", "r2"],
            "address": [
                "basic.work", "basic.id_proof", "basic.id_proof", "work.r1.period", "cover.title", "basic.graduated",
                "basic.societies", "register.employer", "person.politics", *OPINION,
            ],
            "page": [page], "digest": [kept], "n": [str(n), "1"], "form": ["review.pdf", "review.html"],
            "deed": ["submit", "approve", "return", "forward", "confirm", "refuse", "undo_approve", "reject"],
            "ticket": [ticket, invitation, login], "person": [zhou.id], "region": ["chongqing", "nowhere"],
            "application": [id], "matter": ["1"], "ref": ["none"], "id": ["chongqing.rules", "none"],
        },
    )  # fmt: skip


KEYS = itertools.count(1)


def hold(reply: Any, where: str) -> None:
    """Fail where an answer is a fault, or a refusal that says nothing to a person."""
    assert reply.status_code < 500, (where, reply.text[:300])
    assert reply.headers["x-content-type-options"] == ["nosniff"], where
    if reply.status_code >= 400:
        assert reply.headers["content-type"] == ["application/problem+json"], where
        problem = reply.json()
        assert len(re.findall("[一-鿿]", problem["detail"])) >= 4, (where, problem)
        assert not re.search(r"Traceback|\.py\b|sqlite|Error\b", reply.text), (where, problem)


def drive(operation: Any, town: Town, examples: int) -> None:
    """Call one operation with what Hypothesis makes of its description, mostly at places that are there."""
    where = f"{operation.method.upper()} {operation.path}"
    names = re.findall(r"{(\w+)}", operation.path)
    session = requests.Session()
    session.trust_env = False

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(
        case=operation.as_strategy(), seed=st.integers(0, 2**32),
        keyed=st.sampled_from([True, True, True, True, False]), seq=st.sampled_from([None, None, "0", "1", "7"]),
    )  # fmt: skip
    def call(case: Any, seed: int, keyed: bool, seq: str | None) -> None:
        chance = random.Random(seed)
        token, places = town.aim(operation.path, names, chance)
        if chance.random() < 0.9:
            case.path_parameters = places
        headers = {k: v for k, v in dict(case.headers or {}).items() if k.lower() not in {"if-match", "authorization"}}
        if keyed:
            headers = {k: v for k, v in headers.items() if k.lower() != "idempotency-key"}
            headers["Idempotency-Key"] = f"generated {next(KEYS)}"
        if seq is not None:
            headers["If-Match"] = seq
        if token and where not in ENDS:
            headers["Authorization"] = f"Bearer {token}"
        case.headers = headers
        reply = case.call(base_url=town.url, session=session, timeout=20)
        hold(reply, where)
        case.validate_response(reply, checks=CHECKS)

    call()


async def swept(at: Served, examples: int) -> int:
    """Drive every operation; return how many there are."""
    town = await settled(at)
    document = (await at.http.get("/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(document)
    operations = [found.ok() for found in schema.get_all_operations()]
    failures: list[str] = []
    for operation in operations:
        try:
            await asyncio.to_thread(drive, operation, town, examples)
        except (AssertionError, schemathesis.errors.SchemathesisError, BaseExceptionGroup) as error:
            failures.append(f"{operation.method.upper()} {operation.path}: {str(error)[:600]}")
    assert not failures, "\n\n".join(failures)
    return len(operations)


async def test_api__called_with_anything__answers_as_it_says(server: Served) -> None:
    """No 5xx, every answer of the described form, every refusal a problem with a Chinese sentence."""
    assert await swept(server, 12) == len(ROUTES)


@pytest.mark.long
@pytest.mark.timeout(1200)
async def test_api__called_with_anything_for_long__answers_as_it_says(server: Served) -> None:
    assert await swept(server, 300)
