"""What a page has to say stands where it is looked for, in Chromium: at its field, below the bar, on the screen."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from zhiping.phone import Phones
from zhiping.touring import filling, pages
from zhiping.touring.stage import Player, Stage

from .applicants import kept, page, picture
from .browser import PATIENCE, Opener
from .cast import COVER, REGISTRATION, applicant, stranger

pytestmark = pytest.mark.browser

PROOF = "basic.id_proof"


async def test_identity__with_a_wrong_digit__is_told_at_the_number_that_has_it(
    screens: Opener, open_phones: Phones
) -> None:
    who = await stranger(open_phones, "卫一")
    stage = Stage(open_phones, {})
    await pages.log_in(stage, who, None)
    await pages.give_phone(stage, who, None)
    screen = await screens(who)
    await screen.open("pages/register/register")
    await screen.tap("核对，存好")
    await screen.sees("姓名还没填")
    await screen.type("姓名", who.name)
    last = "1" if who.id_number[-1] != "1" else "2"
    await screen.type("身份证号", who.id_number[:-1] + last)
    await screen.tap(screen.page.get_by_role("checkbox", name="我看过“个人信息处理规则”，同意"))
    await screen.tap("核对，存好")
    await screen.sees("身份证号还没保存。有一位写错了")
    await expect(screen.box("身份证号")).to_have_attribute("aria-invalid", "true")
    await expect(screen.box("姓名")).to_have_attribute("aria-invalid", "false")
    await expect(screen.box("身份证号")).to_be_focused()
    await screen.fits()
    await screen.type("身份证号", who.id_number)
    await screen.tap("核对，存好")
    await screen.sees("性别、出生日期由它得出")
    await expect(screen.page.locator(".nav-sub").locator("visible=true")).to_have_text("还没填完")

    # What is answered in the chat meanwhile is there when the mini-program comes back to the front.
    await filling.fill(stage, who, REGISTRATION)
    await screen.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await screen.sees("登记好了，去看通知")
    await expect(screen.page.locator(".nav-sub").locator("visible=true")).to_have_text("等单位确认")


async def test_picture__taken_again_refused_or_waiting__is_on_the_screen(
    screens: Opener, open_phones: Phones, draft: Player
) -> None:
    """A poor picture is rather taken again than used; the new one, or why there is none, is in sight."""
    screen = await screens(draft)
    retake = screen.at("重拍这页")
    use = (
        screen.page.locator(".actbar [role=button]").filter(has_text=re.compile("用这份|正在")).locator("visible=true")
    )
    quiet = re.compile(r"\btwo\b")
    await screen.open(page("evidence", draft, address=PROOF))
    await screen.pick("相册", [await picture(open_phones, "blurred.jpg")])
    await screen.sees("没错就不用管")
    await expect(use).to_have_class(quiet)
    await expect(retake).not_to_have_class(quiet)
    await screen.fits()
    await screen.page.mouse.wheel(0, 2000)
    await screen.pick("重拍这页", [await picture(open_phones, "id_card.jpg")])
    await screen.has_in_sight(".shot")
    await expect(use).to_have_text("用这份", timeout=20_000)
    await screen.sees("只看了清不清楚。签字、盖章请自己看一眼")
    await expect(use).not_to_have_class(quiet)
    await expect(retake).to_have_class(quiet)

    await screen.page.mouse.wheel(0, 2000)
    await screen.pick("拍照", [{"name": "证书.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90\x00" + b"\0" * 600}])
    await screen.sees("点这里处理")
    await screen.has_in_sight("#refusal")
    await screen.settle()
    await screen.offline()
    await screen.page.mouse.wheel(0, -4000)
    await screen.pick("相册", [await picture(open_phones, "letter.jpg")])
    await screen.has_in_sight("#waiting")
    await screen.offline(False)
    await screen.sees("共 2 页")
    await kept(screen)
    await screen.page.wait_for_url("**/section/section?**", timeout=PATIENCE)  # nothing led here: on to where it stands
    await screen.sees("2 页 · ")

    await screen.open("pages/kept/kept")
    await screen.tap("不要")
    await screen.sees("手机相册里的照片不动")
    await screen.fits()
    await screen.tap("不要了")
    await screen.sees("没有要处理的了")


async def test_page__that_cannot_be_used__takes_its_warning_along(
    screens: Opener, open_phones: Phones, draft: Player
) -> None:
    """What was said of a page by its number is not left to the page that has the number next."""
    screen = await screens(draft)
    await screen.open(page("evidence", draft, address="basic.training_proof"))
    await screen.pick("相册", [await picture(open_phones, n) for n in ("certificate.jpg", "broken.jpg", "letter.jpg")])
    await screen.sees("第 3 页，共 3 页")
    await kept(screen)
    told = screen.page.locator("#refusal").locator("visible=true")
    await expect(told).to_contain_text("第 2 页用不了：", timeout=PATIENCE)
    await expect(told).not_to_contain_text("请重拍这一页")  # the verdict says what to do
    await screen.tap("删除")
    await screen.sees("共 2 页")
    await expect(told).to_have_count(0)
    await screen.fits()
    await draft.phone.delete(f"{draft.base}/evidence/basic.training_proof")


async def test_file__that_cannot_be_opened__is_exchanged_and_not_photographed(
    screens: Opener, open_phones: Phones, draft: Player
) -> None:
    """What is chosen next takes its place; how sharp a picture is says nothing of the seal on it."""
    screen = await screens(draft)
    await screen.open(page("evidence", draft, address="basic.schooling_proof"))
    await screen.pick("PDF 文件", [await picture(open_phones, "locked.pdf")])
    await screen.sees("这份 PDF 有密码")
    await expect(screen.page.get_by_text("重拍")).to_have_count(0)
    await expect(screen.page.locator(".shot").locator("visible=true")).to_have_count(0)
    await screen.fits()
    await screen.tap("用这份")
    await screen.sees("这个文件用不了：这份 PDF 有密码")
    await screen.pick("PDF 文件", [await picture(open_phones, "locked.pdf")])
    for gone in ("这个文件用不了：", "正在传"):
        await expect(screen.page.get_by_text(gone).locator("visible=true")).to_have_count(0, timeout=PATIENCE)
    await screen.sees("这份 PDF 有密码")
    await screen.pick("换一个文件", [await picture(open_phones, "certificate.pdf")])
    await screen.sees("文件打得开")
    await screen.sees("只看了能不能打开。签字、盖章请自己看一眼")
    await screen.fits()
    await screen.tap("用这份")
    await screen.sees(" · 文件打得开")
    await screen.fits()
    slot = await draft.phone.get(f"{draft.base}/evidence/basic.schooling_proof")
    assert [p["state"] for p in slot["pages"]] == ["good"]
    await draft.phone.delete(f"{draft.base}/evidence/basic.schooling_proof")


async def test_question__that_grows_when_it_is_answered__stays_where_it_is(
    screens: Opener, open_phones: Phones
) -> None:
    """No group is cut anew under somebody's hands or counted beyond the last; refused, one stays to read why."""
    who = await applicant(open_phones)
    await filling.fill(Stage(open_phones, {}), who, {"封面": COVER})
    screen = await screens(who)
    head, asked = screen.page.locator(".nav-sub").locator("visible=true"), '[data-address="basic.frontline"]'
    await screen.open(page("section", who, section="basic", field="basic.frontline"))
    for answer in ("是", "否", "是"):
        await screen.tap(screen.page.locator(asked).get_by_text(answer, exact=True))
        more = screen.page.locator('[data-address="basic.hubei"]').locator("visible=true")
        await expect(more).to_have_count(1 if answer == "是" else 0, timeout=PATIENCE)
        await screen.has_in_sight(f"{asked} .label")
        await screen.sees("继续教育印证材料")
        await expect(head).to_contain_text(re.compile(r"第 (\d) / \1 组"))
    await screen.tap("上一组")
    await expect(head).to_contain_text(re.compile(r"第 \d / [78] 组|第 \d 组，共 \d 组"))
    await screen.fits()

    await screen.look_as(size=2)
    await screen.open(page("rows", who, section="work"))
    await screen.tap("加第 1 条")
    await screen.enter("起止时间", "2015.8-2003.7")
    for _ in range(2):  # as often as one tries
        await screen.has_in_sight(".emsg")
        await expect(screen.box("起止时间")).to_be_focused()
        await screen.page.mouse.wheel(0, -2000)
        await screen.box("起止时间").press("Enter")
    await screen.has_in_sight(".emsg")
    await screen.type("起止时间", "2003.7-2015.8")
    await screen.box("起止时间").press("Enter")
    await expect(screen.box("工作单位")).to_be_focused()
    await expect(screen.box("起止时间")).to_have_value("2003年07月至2015年08月")


async def test_section__while_one_answer_is_not_saved__is_not_called_saved(screens: Opener, draft: Player) -> None:
    """The bar says what is not saved; what follows from other answers is shown when there is some, named when not."""
    screen = await screens(draft)
    head = screen.page.locator(".nav-sub").locator("visible=true")
    await screen.open(page("section", draft, section="basic", field="basic.ethics"))
    await screen.enter("卫生支农年限", "0")
    await expect(head).to_contain_text(re.compile(r"^\s*已保存 \d\d:\d\d，第 \d / \d 组$"), timeout=PATIENCE)
    await screen.type("医德医风满意度", "很好")
    await screen.box("卫生支农年限").tap()
    await expect(head).to_contain_text("有 1 项还没保存", timeout=PATIENCE)
    await expect(head.locator(".cok")).to_have_count(0)
    await screen.fits()
    await screen.enter("医德医风满意度", "95")
    await expect(head).to_contain_text("已保存", timeout=PATIENCE)
    await screen.open(page("section", draft, section="basic"))
    await expect(screen.page.locator(".fact .v").filter(has_text="—")).to_have_count(0)


async def test_net_back__with_one_answer_refused__says_which_is_saved_and_leads_to_the_other(
    screens: Opener, open_phones: Phones, draft: Player
) -> None:
    """What waits is seen at its place; once the net is back the bar counts what was refused apart."""
    screen = await screens(draft)
    await screen.open(page("section", draft, section="basic", field="basic.training_proof"))
    await screen.settle()
    await screen.offline()
    await screen.tap("拍继续教育印证材料")
    await screen.pick("相册", [await picture(open_phones, "letter.jpg")])
    await screen.has_in_sight("#waiting")
    await screen.tap("返回")
    await screen.sees("1 张存在手机里，连上网自动交")
    await screen.fits()
    await screen.type("现（兼）任行政职务及任职时间", "科副主任 2019.1")
    await screen.type("参加何学术团体、任何职务、有何社会兼职", "会" * 400)
    await screen.box("现（兼）任行政职务及任职时间").tap()
    await screen.sees("没有网，3 项还没保存")
    await screen.offline(False)
    strip = screen.page.get_by_text(re.compile("^[1-9] 项保存了，1 项要改，点这里$")).locator("visible=true")
    await expect(strip.first).to_be_visible(timeout=PATIENCE)  # with the photo or after it, as the net gives
    await screen.fits()
    await screen.tap("1 项要改，点这里")
    await screen.type("参加何学术团体、任何职务、有何社会兼职", "重庆市医学会会员")
    await screen.box("现（兼）任行政职务及任职时间").tap()
    gone = screen.page.get_by_text(re.compile("1 项要改|1 项没保存")).locator("visible=true")
    await expect(gone).to_have_count(0, timeout=PATIENCE)


async def test_pages__say_what_one_can_do_before_one_tries(screens: Opener, open_phones: Phones) -> None:
    """What waits for others is said with whom to ask; what cannot be read now, with what can be done meanwhile."""
    who = await applicant(open_phones)
    await filling.fill(Stage(open_phones, {}), who, {"封面": COVER})
    screen = await screens(who)
    await screen.open(page("home", who))
    await screen.sees("登记资料")
    await expect(screen.page.locator("[data-section=person] .name")).to_have_text("个人情况")
    await screen.tap("接着填：基本信息")
    await screen.has_in_sight('[data-address="basic.id_proof"]')
    await screen.tap("拍身份证印证材料")
    await screen.sees("签字、盖章找您单位的人事科办")
    await screen.fits()
    await screen.tap("先不拍，接着填别的")
    await screen.has_in_sight('[data-address="basic.id_proof"]')
    await screen.enter("医德医风满意度", "95%")
    await screen.open(page("check", who))
    await screen.sees("还没确认您的账号，确认后才能交")
    await screen.fits()
    await screen.open(page("home", who))
    await screen.settle()
    await screen.offline()
    await screen.tap(screen.page.locator("[data-section=basic]"))
    await screen.sees("没有网，这一页还没读过")
    await expect(screen.page.locator(".nav-title").locator("visible=true")).to_have_text("基本信息")
    await screen.fits()
    await screen.offline(False)
    await screen.sees("医德医风满意度")
