"""Following, finding out who somebody is, choosing a plan."""

from bot.render import GAP, fit, joined, say
from bot.turn import Turn
from casework import ids
from casework.deeds import begin
from casework.problems import Problem
from casework.views.words import days_left, moment

TICKET_TERM = 600.0  # seconds in which the link that joins two accounts can be used


def welcome(turn: Turn) -> str:
    """Greet somebody who has just followed, or writes for the first time (T1)."""
    return joined(
        "您好，这里是职称申报助手。\n填表、拍材料、签名、交给单位，都在微信里做，不用电脑。填一项存一项，随时可以停。",
        "\n".join((say("开始申报"), say("看今年的通知"), say("我是审核人员"))),
        "随时可发：进度、帮助、人工",
    )


def verify(turn: Turn) -> str:
    """Lead to the page where phone and ID number are given; the link joins the two accounts of one person."""
    page = turn.links.page("去验证", f"pages/register/register?join={join_ticket(turn)}")
    return joined(
        "先确认是您本人，约 1 分钟：\n1. 验证手机号\n2. 填身份证号\n这两步在小程序里做，做完自动回到这里。", page
    )


def join_ticket(turn: Turn) -> str:
    """Return a one-time ticket that ties a log-in of the mini-program to this contact."""
    return turn.desk.ticket("join", {"contact": turn.contact.stream}, TICKET_TERM)


def reviewer(turn: Turn) -> str:
    """Lead an officer to the lists of the unit."""
    if turn.me is None:
        page = turn.links.page("去登录", f"pages/register/register?join={join_ticket(turn)}")
        return joined("审核在小程序里做。第一次来：请单位已有的经办人或上级单位给您一个邀请码，用微信扫一下。", page)
    today = turn.desk.act.today
    units = [m for m in turn.me.state.memberships if not m.until or m.until >= today]
    if not units:
        return joined("您还不是哪个单位的审核人员。请单位已有的经办人给您一个邀请码，用微信扫一下。", say("开始申报"))
    return joined("审核在小程序里做：", turn.links.page("去待审列表", "pages/queue/queue"))


async def plans(turn: Turn) -> str:
    """List this year's plans with their times."""
    now = turn.desk.act.now
    open_plans = await turn.desk.house.plans()
    if not open_plans:
        return joined("今年的计划还没有公布。公布后这里能看到，也可以问单位人事科。", say("帮助"))
    lines: list[str] = []
    for plan in open_plans:
        why = begin.why_not(plan.state, now)
        when = why or f"{moment(plan.state.closes, now)} 截止，还有 {days_left(plan.state.closes, now)} 天"
        lines += [plan.state.label, f"\u3000{when}"]
    return fit(
        "今年的通知：", lines, "\n" + GAP.join((say("开始申报"), turn.links.page("看全文", "pages/plans/plans")))
    )


async def offer_plans(turn: Turn) -> str:
    """Offer the plans under which an application can be started now (X-01)."""
    now = turn.desk.act.now
    found = [p for p in await turn.desk.house.plans() if begin.why_not(p.state, now) is None]
    if not found:
        return await plans(turn)
    turn.cursor.mode = "plan"
    turn.cursor.extra = {"plans": [p.id for p in found]}
    if len(found) == 1:
        state = found[0].state
        head = f"{state.label}\n{moment(state.closes, now)} 截止，还有 {days_left(state.closes, now)} 天"
        return "\n".join([head, say("开始填封面"), say("先看通知")])
    lines = [say(f"{n} {p.state.label}", f"报第{n}个") for n, p in enumerate(found, 1)]
    return fit("报哪一个？", lines, f"\n{say('先看通知')}")


async def chosen(turn: Turn, text: str) -> str | None:
    """Start an application under the plan that a text names; None where it names none."""
    offered = turn.cursor.extra.get("plans", [])
    bare = text.strip()
    number = bare.removeprefix("报第").removesuffix("个").strip()
    at = int(number) - 1 if number.isdecimal() else (0 if bare == "开始填封面" and len(offered) == 1 else -1)
    bodies = {p.id: p for p in await turn.desk.house.plans()}
    if at < 0:
        at = next((n for n, p in enumerate(offered) if p in bodies and bodies[p].state.label == bare), -1)
    if not 0 <= at < len(offered) or offered[at] not in bodies:
        return None
    head = turn.desk.spare_head()
    try:
        begin.start(turn.desk, head, bodies[offered[at]])
    except Problem as error:
        return joined(error.detail, say("看今年的通知"))
    turn.case = await turn.desk.case(ids.Base("application", ids.bare(head.stream)))
    address = turn.case.journey.next()
    assert address is not None
    turn.cursor.extra = {}
    return turn.ask(turn.case, address)
