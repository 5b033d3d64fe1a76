"""What is said about an application as a whole: progress, help, whom to call, how to change what was handed in."""

from bot.render import GAP, fit, joined, say
from bot.turn import Turn
from casework.case import Case
from casework.views.check import form_links, progress_view
from casework.views.home import sentence
from casework.views.sections import status_of
from review.status import Status

HELP = (
    "常用的话，直接发就行：\n进度\u3000审到哪一级了\n接着填\u3000回到上次那一题\n还差什么\u3000没填完的都列出来\n"
    "查看\u3000看这一栏填了什么\n上一题、跳过、修改\n清空这一栏\u3000会先问您一遍\n人工\u3000找单位人事科或技术支持\n\n"
    "字太小：微信“我—设置—通用—字体大小”"
)
SIGNS = {"done": "✓", "now": "●", "later": "○", "returned": "↩"}


def help_text(turn: Turn) -> str:
    """Return the words that can be said."""
    page = (
        turn.links.of("打开小程序", turn.case, "home")
        if turn.case
        else turn.links.page("打开小程序", "pages/plans/plans")
    )
    return f"{HELP}\n{page}"


def progress(turn: Turn) -> str:
    """Say where the application is and every step of its chain (X-12)."""
    case = turn.case
    if case is None:
        return joined("还没有申报。", say("开始申报"))
    view = progress_view(turn.desk, case)
    lines: list[str] = []
    if view.submitted:
        lines.append(f"✓ {view.submitted} 您提交")
    for link in view.chain:
        when = f"{link.when} " if link.when else ""
        tail = "：审核中" if link.state == "now" else (f"：{link.opinion}" if link.opinion else "")
        label = (
            link.unit if link.label.startswith(link.unit) or link.state != "later" else f"{link.unit}（{link.label}）"
        )
        lines.append(f"{SIGNS[link.state]} {when}{label}{tail}")
    status = case.application.state.standing.status
    head = {
        Status.DRAFT: f"还没有交。{turn.deadline()}。",
        Status.RETURNED: sentence(case, turn.desk.act.now) + "。",
        Status.SUBMITTED: f"您的申报在{sentence(case, turn.desk.act.now)}。" if view.chain else "",
    }.get(status, sentence(case, turn.desk.act.now) + "。")
    foot = {
        Status.DRAFT: GAP.join((say("接着填"), say("还差什么"))),
        Status.RETURNED: say("从①开始改", "改①"),
        Status.SUBMITTED: "有变化就通知您。" + turn.links.of("看每一级的意见", case, "progress"),
    }.get(status, turn.links.of("看每一级的意见", case, "progress"))
    return fit(head.replace("在在", "在") + "\n", lines, "\n" + foot)


def missing(turn: Turn, case: Case) -> str:
    """List the sections that are not complete."""
    lines: list[str] = []
    for section in case.journey.sections():
        status, word = status_of(case, section)
        if status in {"missing", "problems", "new"}:
            lines.append(say(f"{section.label}\u3000{word}", f"填{section.label}"))
    if not lines:
        return joined("都填好了，还没有交。", turn.links.of("核对、签名、提交", case, "check"))
    done = sum(status_of(case, s)[0] in {"done", "optional"} for s in case.journey.sections())
    head = f"{len(case.journey.sections())} 栏已完成 {done} 栏，{turn.deadline()}。还差：".replace("，。", "。")
    return fit(head, lines, "\n" + GAP.join((say("接着填"), turn.links.of("去小程序", case, "home"))))


def human(turn: Turn) -> str:
    """Say whom to call: the unit's personnel office first, then technical help; no bot that pretends to be a person."""
    case = turn.case or turn.own
    unit = case.unit if case else None
    lines = ["找人："]
    if unit is not None:
        contact = unit.filled.answers
        phone = next((v for a, v in contact.items() if a.field and "phone" in a.field and isinstance(v, str)), "")
        lines += [f"1. {unit.state.name}人事科{'：' + phone if phone else ''}", "\u3000申报内容、材料、账号，都问它"]
    else:
        lines.append("1. 您单位的人事科：申报内容、材料、账号，都问它")
    lines.append(f"2. 技术支持：报这个编号 {turn.contact.stream[-8:]}")
    return joined("\n".join(lines), GAP.join((say("进度"), say("帮助"))))


def how_change(turn: Turn) -> str:
    """Say how to change what was handed in."""
    case = turn.case
    if case is None:
        return help_text(turn)
    status = case.application.state.standing.status
    if status in {Status.DRAFT, Status.RETURNED}:
        return turn.with_question("现在就能改。发“修改”，或者点 〔查看〕 选一项。")
    lines = ["交了以后要单位退回才能改。您的单位："]
    if case.unit is not None:
        lines.append(f"{case.unit.state.name}人事科")
        phone = next((v for a, v in case.unit.filled.answers.items() if a.field and "phone" in a.field), "")
        if phone:
            lines.append(str(phone))
    lines.append("请他们点“退回”，写明改哪里，您只改那一处。")
    return joined("\n".join(lines), GAP.join((say("进度"), say("帮助"))))


def forms(turn: Turn) -> str:
    """Lead to the printed forms."""
    case = turn.case
    if case is None:
        return joined("还没有申报，没有表可看。", say("开始申报"))
    names = [f.label for f in form_links(turn.desk, case)]
    return joined("现在能看的表：\n" + "\n".join(names), turn.links.of("看表样", case, "forms"))


def content(turn: Turn) -> str:
    """Lead to what was filled."""
    if turn.case is None:
        return joined("还没有申报。", say("开始申报"))
    return turn.links.of("看我填的全部内容", turn.case, "check")
