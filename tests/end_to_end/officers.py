"""What officers' tests need: applications that lie at the hospital or above, and how a finger works on a review."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from playwright.async_api import Locator, expect

from storage import ZONE
from zhiping.days import dated
from zhiping.phone import Phones
from zhiping.touring import desks, filling, pages
from zhiping.touring.stage import Player, Stage

from .browser import Opener, Screen
from .cast import APPLICANTS, COVER, ROWS, applicant, basic, later, officer

QUEUE, PUBLICITY = "pages/queue/queue", "pages/publicity/publicity"
APPROVE = "pages/approve/approve?base="
FILLED = "[data-section]:not([data-section=publicity_base])"  # what the applicant filled: the unit's own is not counted


async def handed_in(phones: Phones, name: str) -> Player:
    """Somebody without a chat, confirmed, whose signed application lies at the hospital."""
    who, stage = await applicant(phones, name), Stage(phones, {})
    stage.players["who"] = who
    answers = basic() | {"继续教育印证材料": ["certificate.jpg", "letter.jpg"]}
    await filling.fill(stage, who, {"封面": COVER, "基本信息": answers, "工作经历": list(ROWS)} | later())
    await desks.decide(stage, await officer(phones, "hospital"), {"who": "who", "deed": "confirm"})
    await sign_and_submit(stage, who)
    return who


async def give_up(phones: Phones, *but: Player) -> None:
    """Have everybody whom other tests left under way give up, but these: nobody keeps a list back (CQ-22)."""
    here = [p for p in APPLICANTS if p.phone.product == phones.product]
    for who in (p for p in here if p not in but):
        own = Player(who.key, who.name, phones.of(who.phone.person), who.id_number, base=who.base)
        await own.phone.log_in()  # those of other files were closed with them
        if (await own.phone.get(own.base))["status"] in {"submitted", "approved", "returned"}:
            await pages.do(Stage(phones, {}), own, "今年不报了")


async def sign_and_submit(stage: Stage, who: Player) -> None:
    """Sign the pledge, have the hospital make it public where that is still to be done, and hand it in."""
    await pages.sign(stage, who, None)
    deeds = (await who.phone.get(who.base))["deeds"]
    if any(d["deed"] == "ready" and d["ok"] for d in deeds):
        await pages.do(stage, who, "请单位公示")
        held = {"公示起止时间": "{-9 days}至{-3 days}", "公示结果": "经公示无异议"}
        beside = Stage(stage.phones, {"who": who})
        await desks.publish(beside, await officer(stage.phones, "hospital"), {"who": "who", "values": held})
    await pages.do(stage, who, "提交")


async def approved_by_hospital(phones: Phones, name: str) -> Player:
    """Somebody whom the hospital has read and approved."""
    who, luo = await handed_in(phones, name), await officer(phones, "hospital")
    stage = Stage(phones, {"who": who})
    await desks.find(stage, luo, {"who": "who"})
    await desks.read(stage, luo, None)
    await desks.decree(stage, luo, {"deed": "通过", "fill": {"基层单位意见": {"负责人签名": "罗敏"}}})
    return who


async def write(who: Player, address: str, text: str) -> None:
    """Answer one question anew."""
    section, *rest = address.split(".")
    view = await who.phone.get(f"{who.base}/sections/{section}" + (f"/rows/{rest[0]}" if len(rest) > 1 else ""))
    field = next(f for g in view["groups"] for f in g["fields"] if f["address"] == address)
    await who.phone.put(f"{who.base}/answers/{address}", {"text": text}, seq=field["seq"])


def foot(screen: Screen, text: str) -> Locator:
    """A button at the foot of the page, by its whole text."""
    return screen.page.locator(".actbar [role=button]").get_by_text(text, exact=True)


def named(screen: Screen, name: str) -> Locator:
    """What has exactly this name."""
    return screen.page.locator(f'[aria-label="{name}"]').locator("visible=true").first


async def open_card(screen: Screen, who: Player, list: str = "") -> None:
    """Open somebody's application from the queue, on the list with this name."""
    if list:
        await screen.tap(screen.page.get_by_role("tab").filter(has_text=re.compile(rf"^\d+{list}$")))
    await screen.tap(screen.page.locator(f"[data-application='{who.base.partition('/')[2]}']"))
    await screen.page.wait_for_url("**/review-read/**")
    await screen.read()


async def mark(screen: Screen, place: str, phrase: str) -> None:
    """Mark a place with a ready phrase."""
    await screen.tap(place)
    await screen.tap(phrase)
    await screen.tap("标上，接着看")
    await expect(screen.page.locator("[role=dialog]")).to_have_count(0)


async def decide(screen: Screen, who: Player, deed: str, words: str = "", signer: str = "") -> None:
    """Do a deed from the queue, on the page that it has of its own."""
    await screen.open(QUEUE)
    await open_card(screen, who)
    if words:
        await screen.tap("目录")
    await screen.tap(deed if words else foot(screen, deed))
    await screen.page.wait_for_url("**/approve/**")
    if words:
        await screen.type("理由", words)
    if signer:
        await screen.type("负责人签名", signer)
    await screen.tap(foot(screen, deed))
    await screen.page.wait_for_url("**/queue/**")


async def note_publicity(
    screen: Screen, names: Sequence[str], dates: str, result: str = "", said: str = "已记下"
) -> None:
    """Note the dates of a publicity, and what came of it, for each of these."""
    await screen.open(PUBLICITY)
    for name in names:
        await screen.tap(named(screen, name))
    await screen.type("公示起止时间", dated(dates, datetime.now(ZONE)))
    if result:
        await screen.type("公示结果", result)
    await screen.tap(f"给选的 {len(names)} 人记公示")
    if len(names) > 1:
        await screen.sees(f"给 {len(names)} 人记同样的内容：")
        await screen.fits()
        await screen.tap(f"记公示，{len(names)} 人")
    await screen.sees(said)
    await screen.tap("知道了")


async def publicity_dates(reader: Player, who: Player) -> str:
    """When the district holds its publicity of somebody, as its officer reads it."""
    view = await reader.phone.get(f"review/{who.base.partition('/')[2]}/sections/publicity_health")
    return next(f["text"] for g in view["groups"] for f in g["fields"] if f["address"] == "publicity_health.period")


async def hold_publicity(district: Screen, qin: Player, hu: Player, ren: Player) -> None:
    """Note a publicity's dates, be refused its result before it has ended, and note one result for two."""
    both = [hu.name, ren.name]
    await note_publicity(district, both, "{-1 days}至{+300 days}")
    await expect(district.page.get_by_text("还差公示结果")).to_have_count(2)
    await district.fits()
    for name in both:
        await district.tap(named(district, name))
    await district.type("公示结果", "经公示无异议")
    await district.tap("给选的 2 人记公示")
    await district.tap("记公示，2 人")
    await district.sees("才结束，还没有结果")
    await district.fits()
    await note_publicity(district, [hu.name], "{-10 days}至{-4 days}", "经公示无异议")
    await note_publicity(district, [ren.name], "{-9 days}至{-3 days}")
    before = await publicity_dates(qin, hu)
    for name in reversed(both):  # one result for both, and to each their own dates
        await district.tap(named(district, name))
    await district.type("公示结果", "经公示无异议")
    await district.tap("给选的 2 人记公示")
    await district.tap("记公示，2 人")
    await district.sees("2 人：已记下")
    assert await publicity_dates(qin, hu) == before != await publicity_dates(qin, ren)
    await district.tap("知道了")
    await district.sees("已有结果 2 人")


async def approve_by_taps(screen: Screen, who: Player) -> None:
    """Read every section and approve with the unit's opinion."""
    await screen.open(QUEUE)
    await open_card(screen, who)
    await screen.tap(foot(screen, "通过"))  # says what is not seen yet and leads to the first of it
    total = await screen.page.locator(FILLED).count()
    await screen.sees(f"还有 {total - 2} 栏没看，看完再通过")
    await screen.sees(f"已看 2 / {total} 栏")
    await screen.fits()
    for n in range(3, total + 1):
        await screen.tap("目录")
        await screen.tap(screen.page.locator("[data-section]").nth(n - 1))
        await screen.sees(f"已看 {n} / {total} 栏")
    await screen.sees(f"本人{who.name}承诺")  # the last of them: what was promised, and the hand under it
    await expect(named(screen, "申报人的签名").locator("img")).to_have_attribute("src", re.compile("^(blob|data):"))
    await screen.fits()
    await screen.tap(foot(screen, "通过"))
    await screen.sees("份材料没打开过")
    await expect(screen.box("意见")).to_have_value("同意推荐。")
    await screen.fits()
    await screen.type("负责人签名", "罗敏")
    await screen.tap(foot(screen, "通过"))
    await screen.sees(f"{who.name}：已通过")


async def again(screens: Opener, phones: Phones, qin: Player, who: Player) -> None:
    """Pass somebody at the district by the hospital's officer, who passed them there: with a reason (X-20)."""
    luo, unit = await officer(phones, "hospital"), (await qin.phone.get("review/units"))[0]["unit"]
    ticket = await qin.phone.post(f"units/{unit}/invitations", {"role": "officer"})
    await luo.phone.post(f"tickets/{ticket['ticket']}/accept", {})
    screen = await screens(luo)
    await screen.open(APPROVE + who.base)
    await screen.sees("您在云溪区人民医院已经审过这一份")
    await screen.fits()
    await screen.tap(foot(screen, "通过"))
    await screen.sees("请写明为什么还是您来办")
    await screen.type("为什么还是您来办", "区里今天只有我一个人在岗")
    await screen.tap(foot(screen, "通过"))
    await screen.sees(f"{who.name}：已通过")
    await qin.phone.delete(f"units/{unit}/members/{luo.me}")


async def thinks_of_giving_up(screen: Screen, who: Player) -> None:
    """See what one's own giving up leads to, before it is done; nobody is asked for words that no unit would read."""
    await screen.open(f"{APPROVE}{who.base}&deed=withdraw")
    await screen.sees("撤回以后只能看，单位不再审")
    await expect(screen.page.locator("textarea")).to_have_count(0)
    await screen.fits()


async def reads_rejection(screen: Screen, who: Player) -> None:
    """See what a rejection means: no good news, no steps still to come."""
    await screen.open(f"pages/progress/progress?base={who.base}")
    await screen.sees("审核不通过：继续教育材料不是本人的")
    await expect(screen.page.locator(".card.strong, .node.later")).to_have_count(0)
    await expect(screen.page.get_by_text("您现在不用做什么")).to_have_count(0)
    await screen.fits()


async def keeps_certificate(screen: Screen, who: Player, number: str) -> None:
    """Find the certificate from the page that says it was issued, check its code and save its paper."""
    await screen.open(f"pages/progress/progress?base={who.base}")
    await screen.tap("看证书，存成 PDF")
    await screen.sees(number)
    paper = screen.page.locator("[aria-label=证书]").locator("visible=true")
    for words in (who.name, "副主任医师", "市卫健委", "核验码"):
        await expect(paper).to_contain_text(words)
    for night in (False, True):
        await screen.look_as(night=night)
        await screen.fits()
    async with screen.context.expect_page() as opened:
        await screen.tap("核对这张证书")
    await expect((await opened.value).get_by_text(number)).to_be_visible()
    async with screen.page.expect_response(re.compile(r"/forms/certificate\.pdf$")) as came:
        await screen.tap("存成 PDF")
    assert (await came.value).status == 200
