"""Following, finding out who somebody is, choosing a plan, starting an application."""

import re
from collections.abc import Sequence
from typing import Any

from bot import region
from bot.inquiring import level, there
from bot.render import GAP, joined, lined, numbered, say
from bot.sentences import core
from bot.turn import Need, Turn
from bot.words import bare, command_of
from casework import ids
from casework.asking import planning
from casework.deeds import begin
from casework.deeds.units import REGISTER
from casework.presents.unit import Body
from casework.words import closing
from schemes import Scheme

TICKET_TERM = 600.0  # seconds in which the link that joins two accounts can be used
LEVELLED = re.compile(r"(?P<call>.+?)\s*[（(](?P<level>[^（()）]{1,8})[)）]")
SHOWN = 5
Named = dict[str, str]


def welcome(turn: Turn) -> str:
    """Greet somebody who has just followed, or writes for the first time (T1)."""
    return joined(
        "您好，这里是职称申报助手。\n填表、拍材料、签名、交给单位，都在微信里做，不用电脑。填一项存一项，随时可以停。",
        lined(say("我能报吗") if there(turn) else "", say("开始申报"), say("看今年的通知"), say("我是审核人员")),
        "随时可发：进度、帮助、人工",
    )


def verify(turn: Turn) -> str:
    """Lead to the page where phone and ID number are given; the link joins the two accounts of one person."""
    page = turn.links.page("去验证", f"pages/register/register?join={join_ticket(turn)}")
    steps = "1. 验证手机号\n2. 填身份证号\n3. 连上这个聊天"
    return joined(f"先确认是您本人，约 1 分钟：\n{steps}\n这三步在小程序里做，做完回到这里接着填。", page)


def join_ticket(turn: Turn) -> str:
    """Return a one-time ticket that ties a log-in of the mini-program to this contact."""
    return turn.desk.ticket("join", {"contact": turn.contact.stream}, TICKET_TERM)


async def reviewer(turn: Turn, _: Named) -> str:
    """Lead an officer to the lists of the unit."""
    if turn.me is None:
        page = turn.links.page("去登录", f"pages/register/register?join={join_ticket(turn)}")
        text = "审核在小程序里做。第一次来：请单位已有的经办人或上级单位给您一个邀请码，用微信扫一下。"
        return joined(text, page, f"单位还没有账号的：{turn.links.page('注册单位账号', REGISTER)}")
    today = turn.desk.act.today
    if not any(not m.until or m.until >= today for m in turn.me.state.memberships):
        ways = GAP.join((turn.links.page("注册单位账号", REGISTER), say("开始申报")))
        return joined(
            "您还不是哪个单位的审核人员。请单位已有的经办人给您一个邀请码；单位还没有账号的，请先注册。", ways
        )
    return joined("审核在小程序里做：", turn.links.page("去待审列表", "pages/queue/queue"))


# ── plans ────────────────────────────────────────────────────────────────────
async def plans(turn: Turn, _: Named) -> str:
    """List this year's plans with their times."""
    found = (await turn.desk.house.plans())[:SHOWN]
    if not found:
        return joined("今年的计划还没有公布。公布后这里能看到，也可以问单位人事科。", say("帮助"))
    lines: list[str] = []
    for plan in found:
        lines += [
            plan.state.label,
            GAP + (planning.why_not(plan.state, turn.desk.act.now, turn.me) or _closing(turn, plan)),
        ]
    if turn.me is not None and (turn.over if turn.case is not None else turn.field_state() is None):
        turn.expect("plan", plans=[p.id for p in await startable(turn)], level=False)
    word = "看全文" if any(p.state.documents for p in found) else "去小程序看"
    ways = GAP.join((say("开始申报"), turn.links.page(word, "pages/plans/plans")))
    return joined(lined("今年的通知：", *lines), ways)


def _closing(turn: Turn, plan: Body) -> str:
    return closing(planning.closing(plan.state, turn.me), turn.desk.act.now)


async def startable(turn: Turn) -> list[Body]:
    """Return the plans under which the person can start an application now: they are open, and the place is free."""
    house, me = turn.desk.house, turn.me
    assert me is not None
    found = [p for p in await house.plans() if planning.why_not(p.state, turn.desk.act.now, me) is None]
    begun = await house.reads.begun(me.id)
    return [p for p in found if p.id not in begun][:SHOWN]


async def offer_plans(turn: Turn) -> str:
    """Offer the plans under which an application can be started now (X-01); levels of one call are asked afterwards.

    Empty where there is none.
    """
    found = await startable(turn)
    if not found:
        return ""
    turn.expect("plan", plans=[p.id for p in found], level=False)
    call = common(found)
    if call:
        scheme = await turn.desk.house.shelf.get(found[0].state.scheme)
        return lined(call, _closing(turn, found[0]), say(region.begin(scheme)), say("先看通知"))
    taps = numbered([(p.state.label, f"报第{n}个") for n, p in enumerate(found, 1)])
    return lined("报哪一个？", *taps, say("先看通知"))


def common(found: Sequence[Body]) -> str:
    """Return what plans that differ by their level alone are called together, empty where they are different calls."""
    if len(found) == 1:
        return found[0].state.label
    calls = {(m["call"], p.state.closes) for p in found if (m := LEVELLED.fullmatch(p.state.label)) is not None}
    levels = [p for p in found if LEVELLED.fullmatch(p.state.label) is not None]
    return calls.pop()[0] if len(calls) == 1 and len(levels) == len(found) else ""


def level_of(plan: Body) -> str:
    """Return the name of a plan's level as its label has it, the whole label where it has none."""
    match = LEVELLED.fullmatch(plan.state.label)
    return match["level"] if match is not None else plan.state.label


async def chosen(turn: Turn, text: str) -> str | None:
    """Start an application under the plan that a text names; None where it names none."""
    offer: dict[str, Any] = turn.offer or {}
    bodies = {p.id: p for p in await turn.desk.house.plans()}
    offered = [bodies[id] for id in offer.get("plans", []) if id in bodies]
    words = bare(text)
    if offered and words == bare(region.begin(await turn.desk.house.shelf.get(offered[0].state.scheme))):
        return await start(turn, offered[0], "") if len(offered) == 1 else await ask_level(turn, offered)
    number = words.removeprefix("报第").removesuffix("个").strip()
    about = core(text)  # 我想评副高
    said = {re.sub("级?(?:职称)?的?$", "", one) for one in (words, about)}  # 副高级, 副高职称
    named = [p for p in offered if {words, about, *said} & {bare(p.state.label), bare(level_of(p))}]
    if number.isdecimal() and 1 <= int(number) <= len(offered) and (offer.get("level") or common(offered) == ""):
        named = [offered[int(number) - 1]]
    scheme = await turn.desk.house.shelf.get(offered[0].state.scheme) if offered else None
    if scheme is not None and not named:
        named = titled(scheme, offered, words) or titled(scheme, offered, about)
    if named:
        return await start(turn, named[0], level_of(named[0]))
    if offer.get("level") and command_of(text) is None and region.command_of(turn, text) is None:
        return joined("没看懂是哪一级，点一个就行。", await ask_level(turn, offered))
    return None


def titled(scheme: Scheme, offered: Sequence[Body], words: str) -> list[Body]:
    """Return the plan of the level that the region's lists give a title; none where they do not agree on one."""
    records = [r for found in scheme.lists.values() for r in found.values() if bare(str(r.get("code", ""))) == words]
    levels = {r["level"] for r in records if r.get("level")}
    found = [p for p in offered if p.state.level in levels]
    return found if len(found) == 1 else []


async def ask_level(turn: Turn, offered: Sequence[Body]) -> str:
    """Ask for the level where one call has several (T1)."""
    scheme = await turn.desk.house.shelf.get(offered[0].state.scheme)
    turn.expect("plan", plans=[p.id for p in offered], level=True)
    meant = next((level_of(p) for p in offered if p.state.level and p.state.level == level(turn)), "")
    before = f"您先前答的：{say(meant)}" if meant else ""
    levels = numbered([(level_of(p), level_of(p)) for p in offered])
    return lined(f"【{region.first_section(scheme)}】", "申报哪一级？", *levels, before)


async def start(turn: Turn, plan: Body, echo: str) -> str:
    """Start an application and ask its first question."""
    head = next((h for s, h in turn.desk.work.heads.items() if s.startswith("application:") and not h.at[0]), None)
    if head is None:
        raise Need("spare")
    await begin.start(turn.desk, head, plan)
    case = turn.held = await turn.desk.case(ids.Base("application", ids.bare(head.stream)))
    turn.looked = True
    turn.cursor.application = case.base.id
    address = case.journey.next()
    said = f"✓ 已保存：{echo}" if echo else ""
    if address is None:
        return said
    asks = turn.ask(case, address)
    turn.cursor.opened = turn.text.strip()
    return joined(said, asks)
