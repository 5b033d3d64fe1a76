"""What is said about an application as a whole: progress, what is missing, help, whom to call, how to change."""

from collections.abc import Sequence
from itertools import groupby

from bot.asking import TAPS
from bot.render import GAP, LINES, MORE, joined, lined, say
from bot.turn import Turn
from casework import words
from casework.access import CLOSED
from casework.case import Case
from casework.problems import Hidden
from casework.views.awaiting import awaited
from casework.views.check import Link, progress_view
from casework.views.deadlines import calendar, pressing
from casework.views.far import far_in, status_of
from casework.views.forms import form_links
from casework.views.home import calls, registration_view, sentence
from casework.views.pledge import pledge_view
from review.state import waiting
from review.status import Status

HELP = (
    "常用的话，直接发就行：\n进度\u3000审到哪一级了\n接着填\u3000回到上次那一题\n还差什么\u3000没填完的都列出来\n"
    "查看\u3000看这一栏填了什么\n上一题、跳过、修改\n清空这一栏\u3000会先问您一遍\n人工\u3000找单位人事科或技术支持\n\n"
    "字太小：微信“我—设置—通用—字体大小”"
)
SIGNS = {"done": "✓", "now": "●", "later": "○", "returned": "↩"}
OVER = {"forward": "上报", "publicity": "公示完了", "certificate": "发证了"}
POST = "请单位公示"
Named = dict[str, str]


async def help_text(turn: Turn, _: Named) -> str:
    """Return the words that can be said."""
    case = turn.held
    page = turn.links.of("打开小程序", case, "home") if case else turn.links.page("打开小程序", "pages/plans/plans")
    return f"{HELP}\n{page}"


async def pause(turn: Turn, _: Named) -> str:
    """Let somebody go who says so: nothing of it is saved, what was filled stays, and until when there is time."""
    case = turn.case if turn.me is not None else None
    if case is not None and not turn.open:
        return lined("好，您随时可以再来。", say("进度"))
    begun = turn.cursor.place != ""
    said = "好，您随时可以再来。这句话没有存，前面填的都在。" if begun else "好，您随时可以再来。"
    until = f"{turn.deadline()}。" if case is not None and turn.deadline() else ""
    return joined(lined(said, until), say("接着填" if begun else "开始申报"))


# ── where it is ──────────────────────────────────────────────────────────────
def progress(turn: Turn, case: Case) -> str:
    """Say where the application is and every step of its chain (X-12, T5)."""
    view = progress_view(turn.desk, case)
    lines = [f"✓ {day(view.submitted)} 您提交"] if view.submitted else []
    course = case.application.state.standing.course
    lines += chain(list(zip(view.chain, (s.kind for s in course.steps), strict=True))) if course is not None else []
    seen = turn.links.of("看每一级的意见", case, "progress")
    match case.application.state.standing.status:
        case Status.DRAFT:
            waits = awaited(turn.desk, case)
            now = f"{waits.text}。" if waits is not None else ""
            return joined(f"还没有交。{turn.deadline()}。", now, GAP.join((say("接着填"), say("还差什么"))))
        case Status.RETURNED:
            ways = lined(say("看要改的", "改"), seen)
            return joined(f"{sentence(case, turn.desk.act.now)}。", lined(*lines[:LINES]), ways)
        case Status.SUBMITTED:
            return joined(where(case, view.chain), lined(*lines[:LINES]), f"有变化就通知您。{seen}")
        case Status.APPROVED | Status.REJECTED | Status.WITHDRAWN | Status.CERTIFIED:
            seen = lined(seen, say("看今年的通知") if turn.over else "")
            return joined(f"{sentence(case, turn.desk.act.now)}。", lined(*lines[:LINES]), seen)


async def account(turn: Turn) -> str:
    """Say what the unit has to do with the account before anything can be handed in; empty where it is confirmed."""
    own = await turn.registration()
    notes = registration_view(own).notes if own is not None else ()
    return "\n".join(f"{note.text}。" for note in notes)


def where(case: Case, links: Sequence[Link]) -> str:
    """Say where an application is, how long it has waited, and whether the person must act."""
    step = waiting(case.application.state.standing)
    if step is None:
        return ""
    waited = next((link.waited for link in links if link.state == "now"), 0)
    doing = words.DOING[step.kind][0]
    must = "" if step.kind == "fee" else "您现在不用做什么。"
    since = f"已等 {waited} 天" if waited else "今天到的"
    return f"您的申报在{step.unit.name}，{doing}，{since}。{must}"


def chain(links: list[tuple[Link, str]]) -> list[str]:
    """Return the chain line by line; what is still to come at one unit is one line."""
    lines: list[str] = []
    units = [link.unit for link, kind in links if kind != "forward"]
    for (state, unit), group in groupby(links, key=lambda pair: (pair[0].state, pair[0].unit)):
        steps = list(group)
        if state == "later":
            lines.append(f"{SIGNS[state]} {unit}{'上报' if any(kind == 'forward' for _, kind in steps) else ''}")
            continue
        for link, kind in steps:
            when = f"{day(link.when)} " if link.when else ""
            step = f"（{link.label}）" if units.count(unit) > 1 and kind != "forward" and state != "now" else ""
            lines.append(f"{SIGNS[state]} {when}{unit}{step}：{become(link, kind)}")
    return lines


def become(link: Link, kind: str) -> str:
    """Return what a step that is reached has come to, with the words given there."""
    match link.state:
        case "now":
            return link.word
        case "returned":
            word = "不通过" if link.deed == "reject" else "退回"
            return f"{word}，{link.opinion}" if link.opinion else word
        case _:
            return OVER.get(kind, link.opinion or "通过")


def day(moment: str) -> str:
    """Return the day of `11月29日 10:00`."""
    return moment.partition(" ")[0]


async def missing(turn: Turn, case: Case) -> str:
    """List the sections that are not complete, those of the registration first."""
    own = open_in(await turn.registration())
    open_ones = [*own, *open_in(case)]
    if not open_ones and (waits := awaited(turn.desk, case)) is not None:
        return joined(f"{waits.text}。", turn.links.of(POST if waits.ask else "核对", case, "check"))
    if not open_ones:
        done = "都填好了，也签好了，还没有交。" if signed(turn, case) else "都填好了，还没有交。"
        return joined(done, turn.links.of("核对、签名、提交", case, "check"))
    until = f"，{turn.deadline()}" if turn.deadline() else ""
    turn.cursor.rest = [label for label, _ in open_ones[TAPS:]]
    more = [say(MORE)] if len(open_ones) > TAPS else []
    head = f"{far_in(case).words}{until}。{'连登记的' if own else ''}还差："
    ways = GAP.join((say("接着填"), turn.links.of("去小程序", case, "home")))
    return joined(lined(head, *turn.listed(open_ones[:TAPS]), *more), counted_back(turn, case), ways)


def counted_back(turn: Turn, case: Case, *, late: bool = True) -> str:
    """Return by which day something has to be done before handing in, counted back from the end (B-12); else empty.

    Args:
        turn: who asks.
        case: what they fill.
        late: whether a day that is over is said too.
    """
    first = pressing(calendar(turn.desk, case))
    if first is None or (first.late and not late):
        return ""
    return f"{first.text}。" + ("已经过了，请问单位怎么办。" if first.late else "")


async def post(turn: Turn, _: Named) -> str:
    """Lead to where the unit is asked for the publicity before handing in, or say how far that is (X-17)."""
    case = turn.case
    if case is None:
        return joined("还没有申报。", say("开始申报"))
    waits = awaited(turn.desk, case)
    if waits is None:
        return turn.with_question("现在不用请单位公示。" if turn.open else "已经交了，公示由单位办。")
    if waits.ask:
        return joined(f"{waits.text}。", turn.links.of(POST, case, "check"))
    return turn.with_question(f"{waits.text}。")


def open_in(case: Case | None) -> list[tuple[str, str]]:
    """Return the sections that are not complete, with how they stand, and what leads to each."""
    found = [(section, *status_of(case, section)) for section in case.journey.sections()] if case is not None else []
    open_ones = [(section.label, word) for section, status, word in found if status in {"missing", "problems", "new"}]
    return [(f"{label}{GAP}{word}", f"填{label[:7]}") for label, word in open_ones]


async def not_begun(turn: Turn) -> str:
    """Say that an application is still to be started, and what of the registration is open."""
    own = "、".join(name.replace(GAP, "") for name, _ in open_in(await turn.registration()))
    return lined("申报还没开始，先开始再填。", f"登记的：{own}。" if own else "") if turn.me is not None else ""


def signed(turn: Turn, case: Case) -> bool:
    """Tell whether the pledge is signed for what is filled now."""
    try:
        return pledge_view(turn.desk, case).state == "signed"
    except Hidden:
        return False


# ── whom to ask ──────────────────────────────────────────────────────────────
async def human(turn: Turn, _: Named) -> str:
    """Say whom to call: the unit's personnel office first, then technical help; no bot that pretends to be a person."""
    case = turn.held or await turn.registration()
    lines = ["找人："]
    if case is not None and case.unit is not None:
        phones = calls(case)
        about = ("申报内容、材料、账号，都问它", *(phones or ["电话还没有登记，请问单位里管职称的同事"]))
        lines += [f"1. {case.unit.state.name}人事科", *(GAP + t for t in about)]
    else:
        lines.append("1. 您单位的人事科：申报内容、材料、账号，都问它")
    lines.append(f"2. 技术支持：请人事科转给系统管理员，报编号 {turn.contact.stream[-8:]}")
    lines.append(f"{GAP}这不是电话。管理员按它能查到您的记录")
    return joined("\n".join(lines), GAP.join((say("进度"), say("帮助"), say("投诉"))))


async def how_change(turn: Turn, _: Named) -> str:
    """Say how to change what was handed in (T5)."""
    case = turn.held
    if case is None:
        return joined(
            "没交以前，随时能改。\n交了以后，请您的单位退回，就能改。", GAP.join((say("开始申报"), say("帮助")))
        )
    office = (f"{case.unit.state.name if case.unit is not None else '单位'}人事科", *calls(case))
    ways = GAP.join((say("进度"), say("帮助")))
    match status := case.application.state.standing.status:
        case Status.DRAFT:
            return turn.with_question(f"现在就能改：{say('改一项')}")
        case Status.RETURNED:
            return joined(f"{sentence(case, turn.desk.act.now)}。", say("看要改的", "改"))
        case Status.SUBMITTED:
            ask = "请他们点“退回”，写明改哪里，您只改那一处。"
            return joined(lined("交了以后要单位退回才能改。您的单位：", *office, ask), ways)
        case Status.APPROVED | Status.REJECTED | Status.CERTIFIED:
            return joined(lined(f"{CLOSED[status]}。", *office), ways)
        case Status.WITHDRAWN:
            return joined(f"{CLOSED[status]}。", GAP.join((say("开始申报"), say("进度"))))


async def forms(turn: Turn, _: Named) -> str:
    """Lead to the printed forms."""
    case = turn.case if turn.me is not None else None
    if case is None:
        return joined("还没有申报，没有表可看。", say("开始申报"))
    names = [f.label for f in form_links(turn.desk, case)]
    return joined(lined("现在能看的表：", *names), turn.links.of("看表样", case, "forms"))


async def content(turn: Turn, _: Named) -> str:
    """Lead to what was filled."""
    case = turn.case if turn.me is not None else None
    if case is None:
        return joined("还没有申报。", say("开始申报"))
    return turn.links.of("看我填的全部内容", case, "check")
