"""Photos of the chat: into the open place, asked about, judged page by page, kept as one document (T3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.outside import speak
from casework.actor import Act
from casework.deeds import evidence
from casework.desk import Desk
from sandbox.roll import take
from storage.outbox import Ended

from ..casework.stage import Served
from .chatting import Chat, Said

SLOT = """【基本信息】卫生支农印证材料
拍照发来，一页一张，最多 20 页。发完点〔发完了〕
每份要有“与原件相符”、审核人：×××（签字）、单位鲜章。

〔上一题〕　〔跳过〕　⟦在小程序里拍⟧"""
ARRIVED = """【基本信息】卫生支农印证材料
第 {n} 张正在整理。还有的，按页的先后接着发，最多 20 页。我来摆正，合成 1 份 PDF。

每份要有“与原件相符”、审核人：×××（签字）、单位鲜章。

发完点〔发完了〕
有 PDF 的：公众号收不了文件，请⟦从微信聊天里选⟧"""
WHERE = """收到 {n} 张照片。放到哪里？
〔1 卫生支农=放到卫生支农〕
〔2 学历证书=放到学历证书〕
〔3 继续教育=放到继续教育〕
〔4 工作量表=放到工作量表〕
〔5 工作总结=放到工作总结〕
〔6 先存着=照片先存着〕

照片正在存，存好了告诉您。"""
BLURRED = "看不清：照片有点糊，字可能看不清。建议拿稳再拍一张"
AGAIN = "请重拍第 {n} 页发来。拍的时候关闪光灯，从正上方拍。\n就用这张\n看整理后的样子"
QUIET = 23.0  # seconds after which a series is looked at though nobody said that it is complete


@pytest.fixture(scope="session")
def roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("roll")


async def with_slots(server: Served, name: str) -> Chat:
    """Somebody whose support in the country must be proved, standing before the cover's first question."""
    chat = Chat.with_phone(server, name)
    await chat.join(await server.newcomer("周岚", unit=""))
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面", "副高", "主治医师")
    assert chat.caller is not None
    await chat.caller.save(chat.base, "basic.support_years", "2")
    return chat


async def at_slot(server: Served, name: str) -> Chat:
    chat = await with_slots(server, name)
    said = await chat.say("拍卫生支农")
    assert said.text == SLOT
    return chat


async def told(chat: Chat, seconds: float = 2.0) -> list[Said]:
    """What the account says when the photos are there, and when it looks at them."""
    return [*await chat.after(), *await chat.after(seconds)]


async def test_joining__is_greeted_in_the_chat_with_the_first_question(server: Served) -> None:
    """T1: the customer-service message after the verification."""
    chat = Chat.with_phone(server, "greeted")
    await chat.event("subscribe")
    caller = await server.newcomer("周岚", unit="")
    world = server.platform.world
    user = world.by_openid("oa", chat.openid)
    assert user is not None
    await chat.send_photo(b"x")  # opens the window of customer-service messages at the platform
    await chat.join(caller)
    number = (await server.house.person_by_id(caller.id)).state.id_number
    assert user.messages[-1].text == (
        f"周岚老师，验证好了。\n身份证号 {number[:3]}***********{number[-4:]}，性别、出生日期由它得出，不用填。\n\n"
        "【所在单位】1/2\n您在哪个单位？发单位名称里的几个字就行。\n例：云溪 医院"
    )


async def test_photo__when_none_was_asked_for__is_asked_about_judged_and_kept(server: Served, roll: Path) -> None:
    """CQ-13, X-07: T3."""
    chat = await with_slots(server, "t3")
    assert (await chat.send_photo(take(roll, "certificate.jpg"))).text == WHERE.format(n=1)
    assert (await chat.say("1")).text == ARRIVED.format(n=1)
    assert (await chat.send_photo(take(roll, "letter.jpg"))).raw == ""
    assert (await chat.send_photo(take(roll, "blurred.jpg"))).raw == ""
    assert (await chat.say("发完了")).text == "3 张都收到了，正在看，约 10 秒。"
    [said] = await told(chat)
    assert said.text == f"第 1 页　可以\n第 2 页　可以\n第 3 页　{BLURRED}\n\n{AGAIN.format(n=3)}"
    assert (await chat.send_photo(take(roll, "certificate.jpg"))).raw == ""
    [said] = await told(chat)
    assert said.lines[0] == "✓ 第 3 页换好了，看得清。"
    assert said.lines[1].startswith("1 份 PDF，3 页，")
    assert said.lines[1].endswith("KB（上限 10 MB）。")
    assert said.lines[2:] == ["", "没问题，保存", "换一页", "看整理后的样子"]
    said = await chat.say("保存这份材料")
    assert said.text == (
        "✓ 已保存：卫生支农印证材料，3 页\n\n还差印证材料的：\n〔1 学历证书=拍学历证书〕\n〔2 继续教育=拍继续教育〕\n"
        "〔3 工作量表=拍工作量表〕\n"
        "〔先不拍，接着填=接着填〕"
    )
    assert chat.stored("basic.support_proof")["pages"] == 3
    assert (await chat.say("2")).text.startswith("【基本信息】继续教育印证材料\n"), "a digit takes its line"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("certificate.jpg", "第 1 页　可以\n1 份 PDF，1 页"),
        ("dark.jpg", "第 1 页　看不清：照片偏暗，字可能看不清。建议到亮处再拍一张\n\n" + AGAIN.format(n=1)),
        ("blurred.jpg", f"第 1 页　{BLURRED}\n\n{AGAIN.format(n=1)}"),
        ("small.jpg", "第 1 页　看不清：照片偏小，打印出来可能不清楚。建议发原图\n\n"),
        ("program.jpg", "这是程序，不是材料。请拍照，或发 JPG、PNG、PDF"),
        ("word.docx", "这是 Word 或 Excel 文件。请另存为 PDF 再发"),
        ("empty.jpg", "有一张照片是空的，没有传上来。请再发一次"),
        ("broken.jpg", "第 1 页　"),
        ("huge", "有一张照片太大了，收不下。请发小一点的，或在小程序里传"),
    ],
)
async def test_photo__of_any_kind__is_told_what_it_is_good_for(
    server: Served, roll: Path, name: str, says: str
) -> None:
    chat = await at_slot(server, f"one {name}")
    data = b"\xff\xd8\xff\xe0" + bytes(21 << 20) if name == "huge" else take(roll, name)
    assert (await chat.send_photo(data)).text == ARRIVED.format(n=1)
    said = await told(chat, QUIET)
    assert said, "nobody was told anything"
    assert said[0].text.startswith(says), said
    assert len(said) == 1, said
    assert chat.stored("basic.support_proof") is None
    left = "SELECT 1 FROM outbox WHERE kind = 'fetch' AND state IN ('waiting', 'claimed')"
    assert await server.house.storage.database.fetch(left) == []


async def test_file__sent_into_the_chat__is_told_the_way_and_the_photos_stay(server: Served, roll: Path) -> None:
    """The platform tells the account that a file came, and never hands it over."""
    file = "<MsgType>file</MsgType><Title>材料.docx</Title><FileMd5>0</FileMd5>"
    stranger = await Chat(server).push(file)
    assert stranger.text == "聊天里收不了文件。先开始申报，填到那一项再传。\n\n〔开始申报〕"
    chat = await with_slots(server, "files")
    said = await chat.push(file)
    assert said.text.startswith("聊天里收不了文件，请到小程序里传，或者拍成照片发来。\n\n【封面】")
    await chat.send_photo(take(roll, "certificate.jpg"))
    said = await chat.push(file)
    assert said.lines[2].startswith("前面发的 1 张照片先存着。要放的时候发：“放到卫生支农”、")
    await chat.say("放到卫生支农")
    said = await chat.push(file)
    assert said.text == (
        "聊天里收不了文件，请到⟦小程序里从微信聊天选⟧，或者拍成照片发来。Word 要先另存为 PDF。\n\n"
        "前面发的照片都在，接着发就行。发完点〔发完了〕"
    )
    await chat.say("发完了")
    assert (await told(chat))[0].text.startswith("第 1 页　可以\n1 份 PDF，1 页，")


async def test_doubtful_photo__is_used_when_the_person_says_so(server: Served, roll: Path) -> None:
    chat = await at_slot(server, "doubtful")
    await chat.send_photo(take(roll, "blurred.jpg"))
    await chat.say("发完了")
    assert BLURRED in (await told(chat))[0].text
    said = await chat.say("第1页就用这张")
    assert said.text.startswith("第 1 页　就用这张（照片有点糊")
    assert "〔没问题，保存=保存这份材料〕" in said.text
    assert (await chat.say("保存这份材料")).text.startswith("✓ 已保存：卫生支农印证材料，1 页")


async def test_photos__one_fast_after_the_other__get_one_reply_and_one_verdict(server: Served, roll: Path) -> None:
    chat = await at_slot(server, "fast")
    first = await chat.send_photo(take(roll, "certificate.jpg"))
    others = [await chat.send_photo(take(roll, "letter.jpg")) for _ in range(3)]
    assert first.text == ARRIVED.format(n=1)
    assert {o.raw for o in others} == {""}
    assert await chat.after() == []
    [said] = await chat.after(QUIET)
    assert said.text.startswith("第 1 页　可以\n第 2 页　可以\n第 3 页　可以\n第 4 页　可以\n1 份 PDF，4 页")


async def test_photo__set_aside__waits_for_a_place(server: Served, roll: Path) -> None:
    chat = await with_slots(server, "aside")
    await chat.send_photo(take(roll, "certificate.jpg"))
    assert (await chat.say("照片先存着")).text.startswith(
        "好，1 张照片先存着。要放的时候发：“放到卫生支农”、“放到学历证书”、“放到继续教育”。\n\n【封面】"
    )
    assert [s.text for s in await told(chat, QUIET)] == [
        "✓ 1 张照片存好了，还没有放到哪一栏。\n\n要放的时候发：“放到卫生支农”、“放到学历证书”、“放到继续教育”。"
    ]
    assert (await chat.say("内科")).text.startswith("✓ 已保存：内科")
    assert (await chat.say("放到继续教育")).text.startswith("【基本信息】继续教育印证材料\n第 1 张正在整理。")
    await chat.say("发完了")
    assert (await told(chat))[0].text.startswith("第 1 页　可以")
    assert "没找到“月球”这个地方。" in (await chat.say("放到月球")).text


async def test_photo__set_aside_for_a_place_that_takes_no_more__waits_for_another(
    server: Served, roll: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 12: a photo that the chat has kept is not let go before it has its place."""
    chat = await with_slots(server, "refused photo")
    await chat.send_photo(take(roll, "certificate.jpg"))
    await told(chat, QUIET)
    with monkeypatch.context() as full:
        full.setattr(evidence, "PAGES", 0)
        await chat.say("放到继续教育")
        assert "这里最多放 0 页" in (await told(chat))[-1].text
    assert (await chat.say("放到卫生支农")).text.startswith("【基本信息】卫生支农印证材料\n第 1 张正在整理。")
    await chat.say("发完了")
    assert "第 1 页\u3000可以" in (await told(chat, QUIET))[-1].text


async def test_rest_of_a_long_reply__after_a_word_about_photos__can_still_be_read(server: Served) -> None:
    chat = await with_slots(server, "reader")
    stream, house = server.house.contact_stream("oa", chat.openid), server.house

    async def long_reply(desk: Desk) -> bool:
        desk.turn(desk.head(stream), rest=["第 13 行"])
        return True

    act = Act(key="long reply", epoch=house.clock.time(), surface="system")
    await house.write(act, [stream], "long", long_reply, bool)
    assert await speak(house, server.worker.links, stream, "word", "photo", lambda _: "第 1 页可以") == Ended(
        "delivered", "told"
    )
    assert "第 13 行" in (await chat.say("看后面的")).text


async def test_page__taken_out_or_exchanged__is_named_by_its_number(server: Served, roll: Path) -> None:
    chat = await at_slot(server, "pages")
    for name in ("certificate.jpg", "letter.jpg"):
        await chat.send_photo(take(roll, name))
    await chat.say("发完了")
    await told(chat)
    assert (await chat.say("换一页")).text == "换第几页？发页数就行，例：2"
    assert (await chat.say("2")).text == "请重拍第 2 页发来，其他页不用再拍。"
    await chat.send_photo(take(roll, "certificate.jpg"))
    assert (await told(chat))[0].lines[0] == "✓ 第 2 页换好了，看得清。"
    assert (await chat.say("去掉第1页")).text.startswith("✓ 第 1 页去掉了，正在重新合成")
    assert "1 份 PDF，1 页" in (await told(chat))[0].text
    assert (await chat.say("换第9页")).text.startswith("没有第 9 页。")


async def test_photo__before_there_is_an_application__is_not_wanted_yet(server: Served) -> None:
    chat = Chat(server)
    await chat.join(await server.newcomer("周岚", unit=""))
    said = await chat.photo()
    assert said.text.startswith("照片先不用发，填到那一项再拍。\n\n【所在单位】1/2")


async def test_same_photo__pushed_again__is_one_page(server: Served, roll: Path) -> None:
    chat = await at_slot(server, "again")
    picture = "<MsgType>image</MsgType><PicUrl>http://x.invalid/1</PicUrl><MediaId>{}</MediaId>"
    await chat.send_photo(take(roll, "certificate.jpg"))
    body = chat.sealed(picture.format("once"))
    for _ in range(3):
        assert (await chat.deliver(*body)).raw == ""
    assert (await chat.recorded())["job fetch"] == 2


async def test_undo__of_a_document__leaves_its_photos_where_they_are(server: Served, roll: Path) -> None:
    chat = await at_slot(server, "document taken back")
    await chat.send_photo(take(roll, "certificate.jpg"))
    await chat.say("发完了")
    await told(chat)
    assert (await chat.say("保存这份材料")).text.startswith("✓ 已保存：卫生支农印证材料，1 页")
    said = await chat.say("撤回")
    assert said.lines[0] == "✓ 已撤回：卫生支农还没有保存，1 张照片都在。"
    assert chat.stored("basic.support_proof") is None
    assert (await chat.tap(said, "还是保存")).text.startswith("✓ 已保存：卫生支农印证材料，1 页")
