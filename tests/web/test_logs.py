"""Nothing that a person wrote, is called or carries stands in a log, at whatever level somebody listens."""

import hashlib
import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sanic import Request
from sanic.compat import Header
from sanic.exceptions import ServiceUnavailable

from storage import Unavailable
from web.app import failed
from zhiping.logs import set_up

from ..bot.chatting import Chat
from ..casework.answers import APPLICATION, PERSON, WORK
from ..casework.beginning import fill
from ..casework.stage import Caller, Served, good, id_number, refused, signature
from ..casework.way import CERTIFICATE, OPINION, STEPS, TOP, mark, read_all

NAME, NUMBER, PHONE = "颜如玉", id_number(412, "19870213"), "13987654321"
MARKED, RETURNED, TYPED, CHATTED = (
    "第三行和原件对不上",
    "材料都看过了，请把工作补齐",
    "麻醉科临床工作",
    "我想问问周末上班吗",
)
OURS = ("test", "httpx", "httpcore", "wechatpy", "hypothesis")
"""Who speaks in these names calls the product from outside: they are no log of it."""


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that product and libraries would write, from the lowest level on."""
    out = io.StringIO()
    root, before = logging.getLogger(), logging.getLogger().level
    set_up()
    listener = logging.StreamHandler(out)
    listener.addFilter(lambda record: record.name.partition(".")[0] not in OURS)
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    old = structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.PrintLoggerFactory(out), cache_logger_on_first_use=False,
    )  # fmt: skip
    yield out
    structlog.configure(**old)
    root.removeHandler(listener)
    root.setLevel(before)


async def newcomer(at: Served) -> Caller:
    """Somebody who comes in while the log is open."""
    user = at.platform.user(NAME, PHONE)
    caller = await at.log_in(user)
    good(await caller.post("me/phone", {"code": at.platform.phone_code(user)}))
    await caller.agree()
    caller.id = good(await caller.post("me/identity", {"name": NAME, "id_number": NUMBER}))["person"]["id"]
    caller.name = NAME
    good(await caller.post("me/employer", {"unit": "u-hospital"}))
    await caller.agree()
    for address, given in {"register.employer": {"value": "u-hospital"}, **PERSON}.items():
        await caller.save("people/me", address, given)
    good(await at.caller("luo").post(f"people/{caller.id}/deeds/confirm"))
    return caller


async def mistakes(at: Served, caller: Caller, base: str) -> None:
    """What goes wrong on the way: every refusal, and a fault that nobody foresaw."""
    refused(await caller.put(f"{base}/answers/basic.graduated", {"text": "2019.13"}), 422)
    refused(await caller.put(f"{base}/answers/basic.work", {"text": TYPED * 400}), 422)
    refused(await caller.put(f"{base}/answers/basic.work", b'{"text": "' + TYPED.encode()), 422)
    refused(await caller.upload(f"{base}/evidence/basic.id_proof/pages", b"MZ" + NAME.encode(), f"{NAME}.exe"), 422)
    refused(await caller.post("me/identity", {"name": NAME, "id_number": NUMBER[:-1] + "0"}), 409)
    refused(await at.caller().post("sessions", {"code": NUMBER}), 409)
    refused(await at.caller("lin").get(f"review/{base.partition('/')[2]}"), 404)


async def lived(at: Served) -> tuple[Caller, list[str]]:
    """One application from the first log-in to the certificate, with a return; the secrets that it was made of."""
    who = await newcomer(at)
    base = await fill(at, who)
    await mistakes(at, who, base)
    await who.deed(base, "submit")
    await mark(at, base, "basic.work", MARKED)
    await at.caller("luo").deed(base, "return", {"opinion": RETURNED})
    await at.work()
    await who.save(base, "basic.work", TYPED)
    digest = good(await who.get(f"{base}/pledge"))["digest"]
    good(await who.post(f"{base}/pledge", signature(digest)))
    ticket = good(await who.post(f"{base}/pledge/ticket"))["ticket"]
    good(await who.post(f"tickets/{ticket}/accept"))
    await who.deed(base, "submit")
    for officer, deed, body in STEPS:
        if deed == "approve":
            await read_all(at, officer, base)
        await at.caller(officer).deed(base, deed, body)
    form = good(await who.get(f"{base}/forms"))[0]
    for url in (form["url"], form["html"]):
        assert (await who.get(url)).status_code == 200
    good(await at.caller("luo").get(f"review/queue?unit=u-hospital&list=approved&q={NAME}"))
    await at.work()
    chat = Chat(at)
    await chat.push("<MsgType>event</MsgType><Event><![CDATA[subscribe]]></Event>")
    for text in ("你好", CHATTED, "人工", NUMBER, PHONE):
        await chat.say(text)
    await at.work()
    openids = [o for name in (NAME, "luo", "qin") for o in at.platform.user(name).openids.values()]
    return who, [who.token, ticket, chat.openid, *openids]


def answers() -> Iterator[str]:
    """What was answered, where it is long enough to be told from any other word."""

    def texts(value: Any) -> Iterator[str]:
        match value:
            case str():
                yield value
            case dict():
                for v in value.values():
                    yield from texts(v)
            case list() | tuple():
                for v in value:
                    yield from texts(v)
            case _:
                return

    for given in (APPLICATION, PERSON, WORK, OPINION, TOP, CERTIFICATE):
        yield from (t for t in texts(given) if len(t) >= 4 and not re.fullmatch(r"[\d.\-]+", t))


async def test_log__of_a_whole_life__has_nobodys_data(server: Served, log: io.StringIO) -> None:
    """Names, ID numbers, phones, openids, answers, opinions, tokens: none of them is in any log line (invariant 9)."""
    _, tokens = await lived(server)
    text = log.getvalue()
    logging.getLogger("somebody").debug("listens")
    assert log.getvalue().endswith("listens\n")
    secrets = [NAME, NUMBER, PHONE, MARKED, RETURNED, TYPED, CHATTED, *tokens, *answers()]
    found = {s: re.findall(rf"[^\n]*{re.escape(s)}[^\n]*", text)[0][:300] for s in secrets if s in text}
    assert not found


async def test_log__of_a_fault_nobody_foresaw__has_its_place_and_number_alone(server: Served, log: io.StringIO) -> None:
    """The person reads a number; the log has it with kind and place of the fault, and no word of anybody's data."""
    zhou, luo = server.caller("zhou"), server.caller("luo")
    good(await luo.get("units/u-hospital/people?list=all"))
    head = server.house.heads.idle(f"person:{zhou.id}")
    assert head is not None
    head.present.state.account = f"{NAME} 没有这种"
    problem = refused(await luo.get("units/u-hospital/people?list=all"), 503, "fault")
    lines = [json.loads(n) for n in log.getvalue().splitlines() if '"unforeseen"' in n]
    assert [n["trace"] for n in lines] == [problem["trace"]]
    assert problem["trace"] in problem["detail"]
    assert (lines[0]["kind"], lines[0]["places"][-1].partition(":")[0]) == ("KeyError", "views/me.py")
    assert NAME not in json.dumps(lines, ensure_ascii=False)


async def test_log__of_a_job_that_fails__names_it_by_a_digest_that_leads_to_nobody(
    server: Served, log: io.StringIO
) -> None:
    """A job's id is made of a call's key, and that of a person's contact: the operator finds it, a reader does not."""
    base, secret = await server.submitted(), "key-of-this-phone"
    await server.work()
    good(await server.caller("luo").post(f"{base}/deeds/return", {"opinion": RETURNED}, key=secret))
    database = server.house.storage.database
    ids = [r["id"] for r in await database.fetch("SELECT id FROM outbox WHERE state = 'waiting'") if secret in r["id"]]
    assert ids
    await database.fetch("UPDATE outbox SET body = substr(body, 1, length(body) - 5) WHERE state = 'waiting'")
    await server.work()
    text = log.getvalue()
    named = {json.loads(n)["job"] for n in text.splitlines() if '"unreadable job"' in n}
    assert named >= {hashlib.sha256(id.encode()).hexdigest()[:12] for id in ids}
    found = [part for id in ids for part in (secret, *re.findall(r"contact:\w+:\w+", id)) if part in text]
    assert not found


async def test_log__of_an_answer_that_nobody_took_in_time__alarms_nobody(server: Served, log: io.StringIO) -> None:
    """Whoever lets a request lie until the server gives it up could else ring the alarm at will."""
    request = Request(b"/api/v1/me", Header(), "1.1", "GET", None, server.app)
    assert failed(request, ServiceUnavailable("Response Timeout")).status == 503
    assert '"unforeseen"' not in log.getvalue()
    assert '"not answered in time"' in log.getvalue()


@pytest.mark.parametrize(
    ("method", "code", "said"), [("GET", "not_read", "没读出来"), ("PUT", "not_kept", "现在存不上")]
)
async def test_database_away__is_said_of_what_was_asked(server: Served, method: str, code: str, said: str) -> None:
    """Whoever has just written something is not told that something could not be read."""
    request = Request(b"/api/v1/me", Header(), "1.1", method, None, server.app)
    for error in (Unavailable("patience"), ServiceUnavailable("Response Timeout")):
        problem = json.loads(failed(request, error).body or b"")
        assert (problem["code"], problem["detail"].partition("，")[0]) == (code, said)
    detail = json.loads(failed(request, LookupError()).body or b"")["detail"]
    assert ("没读出来" in detail) == (method == "GET")
