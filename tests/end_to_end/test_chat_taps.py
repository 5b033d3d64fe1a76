"""The taps and characters of the chat's commonest tasks; `docs/interface.md` lists the counts that this test holds."""

from __future__ import annotations

from zhiping.phone import Phones
from zhiping.touring import chat
from zhiping.touring.stage import Player, Stage, heard

from .applicants import Counts
from .cast import applicant


class Talk:
    """Is the chat on somebody's phone, with a count of what they tap and type."""

    def __init__(self, phones: Phones, who: Player) -> None:
        self.stage, self.who, self.taps, self.chars = Stage(phones, {}), who, 0, 0

    async def say(self, text: str) -> str:
        self.chars += len(text)
        return (await chat.say(self.stage, self.who, text)).text

    async def tap(self, label: str) -> str:
        self.taps += 1
        return (await chat.tap(self.stage, self.who, label)).text

    async def photos(self, *names: str) -> None:
        """Choose pictures in the album: the panel, the album, one tap each, and 发送."""
        self.taps += 3 + len(names)
        for name in names:
            await chat.photo(self.stage, self.who, name)

    def count(self) -> tuple[int, int]:
        done = (self.taps, self.chars)
        self.taps = self.chars = 0
        return done


async def test_taps__in_chat__are_few(open_phones: Phones, counted: Counts):
    who = await applicant(open_phones, in_chat=True)
    talk = Talk(open_phones, who)
    talk.taps = 1  # the account
    assert "现在的职称" in (await chat.menu(talk.stage, who, "resume")).text
    talk.taps += 1
    assert "✓ 已保存：主治医师" in await talk.tap("1 主治医师")
    counted("打开消息 → 第一个答案存好，聊天", talk.count(), (3, 0))

    await talk.say("填工作经历")
    talk.count()
    await talk.say("2016.1-至今")
    await talk.tap("云溪区人民医院")
    await talk.say("内科临床")
    assert "第 1 条填好了" in await talk.tap("主治医师")
    counted("加一条工作经历，聊天（另发 2 条）", talk.count(), (2, 15))

    await talk.say("填封面")
    talk.count()
    assert "现在是：主治医师" in await talk.say("改 现有职称")
    assert "✓ 已改：主管护师（原来 主治医师）" in await talk.tap("2 主管护师")
    counted("改一个答案，聊天", talk.count(), (3, 6))

    await talk.say("填基本信息")
    await talk.say("改 继续教育印证材料")
    talk.count()
    await talk.photos("letter.jpg", "certificate.jpg", "id_card.jpg")
    await talk.tap("发完了")
    await heard(who, ["1 份 PDF，3 页"])
    await talk.tap("没问题，保存")
    counted("3 页材料，聊天", talk.count(), (8, 0))

    assert "还没有交" in await talk.say("进度")
    counted("问进度，聊天", talk.count(), (0, 2))
