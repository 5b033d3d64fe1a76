"""Answers to what applicants ask: what the region's data and the product know; for all else, whom to ask."""

from collections.abc import Awaitable, Callable

from bot import inquiring, region, returned, standing
from bot.questions import Topic
from bot.render import GAP, joined, lined, say
from bot.turn import Turn
from casework.asking.offering import offered
from casework.case import Case
from casework.views.check import progress_view
from review.status import Status
from schemes import Scheme
from schemes.kinds import FILES
from schemes.model import Rows, Section

ASK = "看今年的通知，或问单位人事科。"
WRITINGS = ("论文", "著作", "课题", "科研", "文章")
SHOWN = 12  # names of papers in one reply
Named = dict[str, str]


async def informed(turn: Turn, named: Named) -> str:
    """Answer a question, and put the one on the screen again.

    Args:
        turn: the message.
        named: `about`, the topic.
    """
    said = await answer(turn, Topic(named["about"]))
    if turn.mode in {"guess", "inquiry"} and turn.offer is not None:
        return said  # what was offered or asked before comes again under it
    if turn.me is None:
        return joined(said, GAP.join((say("开始申报"), say("看今年的通知"), say("人工"))))
    if turn.case is None or turn.open:
        return turn.with_question(said)
    return joined(said, "" if "<a " in said else say("进度"))


async def answer(turn: Turn, topic: Topic) -> str:
    """Return what is known about a topic."""
    made = ANSWERS[topic]
    return made if isinstance(made, str) else await made(turn)


# ── what the region's data says ──────────────────────────────────────────────
async def cost(turn: Turn) -> str:
    """Say whether the region's course has a fee; how much it is no data says."""
    return step_told(turn, "fee", "缴费") + f"聊天里从不收钱。\n评审费收不收、收多少，这里没有写。{ASK}"


async def defence(turn: Turn) -> str:
    """Say whether the region's course has a defence."""
    return step_told(turn, "defence", "答辩") + f"\n怎么答辩、什么时候，{ASK}"


def step_told(turn: Turn, kind: str, name: str) -> str:
    """Return whether the course of applications has a step of a kind."""
    steps = region.scheme_of(turn).steps.values()
    label = next((s.label for s in steps if s.kind == kind), "")
    return f"这里有一步“{label}”，轮到您时通知您。" if label else f"这里的流程没有{name}这一步。"


async def writings(turn: Turn) -> str:
    """Say how many entries the region's sections about papers take, where it has any; how many count no data says."""
    word = next((w for w in WRITINGS if w in turn.text), WRITINGS[0])
    found = [f"{d.label}：{entries(d.rows)}" for d in mine(region.scheme_of(turn)) if word in d.label and d.rows]
    return lined(*found, f"{word}要多少才够，这里没有写。{ASK}")


def entries(rows: Rows) -> str:
    """Return how many entries a section of rows takes, as far as it says a number."""
    least = f"至少填 {rows.min} 条" if isinstance(rows.min, int) and rows.min else "没有可以不填"
    return f"{least}，最多 {rows.max} 条" if isinstance(rows.max, int) else least


async def papers(turn: Turn) -> str:
    """List the papers that the region asks for, those apart that depend on what is filled in."""
    fields = [f for d in mine(region.scheme_of(turn)) for f in d.fields.values() if f.kind in FILES and not f.copy_of]
    always, perhaps = ([f.label for f in fields if bool(f.when) is when] for when in (False, True))
    if not fields:
        return f"要交哪些材料，这里没有写。{ASK}"
    lines = [f"要拍照交的：{'、'.join(always[:SHOWN])}"] if always else []
    lines += [f"看您填的情况才要的：{'、'.join(perhaps[:SHOWN])}"] if perhaps else []
    hints = {f.hint for f in fields if f.hint}
    lines += [f"{hints.pop()}。"] if len(hints) == 1 else []
    return lined(*lines, f"填到哪一份就拍哪一份，不用一次备齐。别的要不要，{ASK}")


def mine(scheme: Scheme) -> list[Section]:
    """Return the sections of an application that its applicant fills."""
    return [d for d in scheme.sections.values() if d.of == "application" and d.by == "applicant"]


async def sent_back(turn: Turn) -> str:
    """Say what is to be done after a return: the places that were marked, or how it will be."""
    case = turn.case if turn.me is not None else None
    if case is not None and case.application.state.standing.status is Status.RETURNED:
        return returned.overview(turn, case)
    back = region.scheme_of(turn).deeds.get("return")
    within, locked = (back.within or "", back.locks == "unmarked") if back is not None else ("", False)
    count, _, kind = within.partition(" ")
    term = f"{count} {'个工作日' if kind.startswith('work') else '天'}内交回。" if count else ""
    only = "只改标出的地方，其他不用动。" if locked else ""
    return f"退回了会通知您，写明要改哪里。\n{only}{term}改好重新签名再交，内容都留着。"


# ── what one's own application says ──────────────────────────────────────────
async def waiting(turn: Turn) -> str:
    """Say where the application is and how long it has waited; how long a level takes no data says."""
    case = turn.case if turn.me is not None else None
    unknown = "每一级要审多久，这里没有写。等急了问单位人事科。"
    if case is None or case.application.state.standing.status is Status.DRAFT:
        return f"交了以后一级一级审，发“进度”看审到哪一级。\n{unknown}"
    return joined(standing.progress(turn, case), unknown)


async def chain(turn: Turn) -> str:
    """Say who looks at the application."""
    case = turn.case if turn.me is not None else None
    if case is not None and case.application.state.standing.course is not None:
        return standing.progress(turn, case)
    return "先由您的单位审，再一级一级往上交。\n交了以后发“进度”，每一级都看得到。"


async def leaving(turn: Turn) -> str:
    """Say how somebody gives an application up, as far as that may be done now."""
    case = turn.case if turn.me is not None else None
    return given_up(turn, case) or "还没有交的，不交就行。已经交了的，请您的单位退回。"


def given_up(turn: Turn, case: Case | None) -> str:
    """Return how an application is given up now, empty where it cannot be."""
    ways = [o.label for o in offered(turn.desk, case) if o.ok and o.deed in {"delete", "withdraw"}] if case else []
    return f"不报了的，在小程序“我的申报”里点“{'”或“'.join(ways)}”。" if ways else ""


async def given_back(turn: Turn, _: Named) -> str:
    """Say where an application is, and how somebody gets it back: to change it, or to give it up."""
    case = turn.case
    status = case.application.state.standing.status if case is not None else Status.DRAFT
    if case is None or status is Status.DRAFT:
        return turn.with_question("还没有交。" if case is not None else "", await leaving(turn))
    if status is Status.RETURNED:
        return returned.overview(turn, case)
    if status is not Status.SUBMITTED:
        return await standing.how_change(turn, {})
    where = standing.where(case, progress_view(turn.desk, case).chain)
    return joined(where, given_up(turn, case), await standing.how_change(turn, {}))


async def computer(turn: Turn) -> str:
    """Say where the pages are on a desktop."""
    return f"能。电脑上打开 {turn.links.public_url}/m/，用微信扫码登录，不用密码。"


BEGINNING = (
    "都在微信里做：\n1. 验证手机号，填身份证号\n2. 选单位，单位确认您的账号\n3. 填表，拍材料，填一项存一项\n"
    "4. 核对、签名，交给单位\n5. 一级一级审，有变化就通知您"
)
OWN_DATA = "单位确认以前，自己能改：小程序“我的”里看和改登记的资料。\n确认以后，"


async def rules(turn: Turn) -> str:
    """Lead to the questions that tell whether one may apply, where a region has them; all else no data says."""
    if inquiring.there(turn):
        return f"点几下先看一眼，约 2 分钟：{say('我能报吗')}\n别的条件，{ASK}"
    return f"能不能报、要什么条件，这里没有写。{ASK}"


Told = str | Callable[[Turn], Awaitable[str]]
ANSWERS: dict[Topic, Told] = {
    Topic.COST: cost,
    Topic.WRITINGS: writings,
    Topic.PAPERS: papers,
    Topic.RETURNED: sent_back,
    Topic.WAITING: waiting,
    Topic.ASSISTANT: (
        "可以请人帮填：小程序“我的申报”里点“请人帮填”，给他看码。\n他能填、能拍，签名和提交由您本人来。随时可以停。"
    ),
    Topic.PHONE: (
        "填的都存在系统里，不在手机里。\n"
        "新手机登录原来的微信，发“接着填”就行。微信号也换了的，请单位人事科做一个找回的码，用新微信扫。"
    ),
    Topic.UNIT: f"{OWN_DATA}请原单位人事科先转出，再选新单位。",
    Topic.IDENTITY: f"{OWN_DATA}请找单位人事科。",
    Topic.KEPT: "填一项存一项，看到“已保存”就是存好了。\n随时可以停，发“接着填”回到上次那一题。",
    Topic.LEAVING: leaving,
    Topic.SIGNING: "都填好以后签：小程序里看完承诺，用手写签名，再交给单位。\n发“提交”，我带您去。",
    Topic.SEAL: "盖章、签字，找您单位的人事科办。\n还没有的，先填别的，交之前补上。",
    Topic.PHOTO: "从正上方拍，关闪光灯，四个角都拍进来。\n看不清的，我会说是哪一页，只重拍那一页。",
    Topic.DEFENCE: defence,
    Topic.TWICE: f"同一个计划，一个人只有一份申报。\n能不能再报别的，{ASK}",
    Topic.LOGIN: "这里没有密码，用微信就能进。\n打不开的，退出微信再进一次，还不行发“人工”。",
    Topic.COMPUTER: computer,
    Topic.SAFE: "您填的加密存着，只有审您这份的单位能看，谁看过有记录。\n名单里，身份证号和手机号遮住中间几位。",
    Topic.ROBOT: "我是自动回复的助手，不是真人。\n要找人，发“人工”。",
    Topic.CHAIN: chain,
    Topic.RULES: rules,
    Topic.BEGINNING: BEGINNING,
    Topic.HOURS: "几点上班，这里没有写。发“人工”，看有没有登记电话。",
    Topic.ELSEWHERE: "这里只办职称申报。看病、挂号，请找医院。",
}
"""What is said of each topic: words that hold everywhere, or what makes them of the region and one's own."""
