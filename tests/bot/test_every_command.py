"""Every command is obeyed once, by its own words, as people send them: through the callback, in one conversation."""

from __future__ import annotations

from pathlib import Path

from bot.words import Command, command_of
from sandbox.roll import take

from ..casework.stage import Served, good
from .chatting import COVER, ROWS, Chat

REGISTERED = ("填个人情况", "无", "汉族", "重庆云阳", "群众", "2004.6.14")
ASKED: tuple[tuple[Command, str, str], ...] = (
    (Command.PLANS, "看今年的通知", "今年的通知："),
    (Command.HELP, "帮助", "常用的话，直接发就行："),
    (Command.HUMAN, "人工", "找人：\n1. 云溪区人民医院人事科"),
    (Command.REVIEWER, "我是审核人员", "您还不是哪个单位的审核人员。"),
    (Command.PROGRESS, "进度", "云溪区人民医院正在确认您的账号"),
    (Command.DEADLINE, "什么时候截止", "您的申报，11月30日 17:00 截止，还有 20 天。"),
    (Command.CERTIFICATE, "证书在哪里", "发证以后，我把证书编号发给您"),
    (Command.MISSING, "还差什么", "11 栏已完成 2 栏（另有 3 栏可不填）"),
    (Command.CONTENT, "看内容", "⟦看我填的全部内容⟧"),
    (Command.FORMS, "看表样", "现在能看的表：\n重庆市职称申报评审表"),
    (Command.HOW_CHANGE, "怎么改", "现在就能改：〔改一项〕"),
    (Command.PAUSE, "稍等", "好，您随时可以再来。"),
    (Command.GIVE_BACK, "撤回申报", "还没有交。\n\n不报了的，在小程序“我的申报”里点“"),
    (Command.NO_UNIT, "找不到单位", "单位要先由上级单位开通。"),
    (Command.QUESTION, "要花钱吗", "这里的流程没有缴费这一步。"),
    (Command.POST, "请单位公示", "交之前先由单位公示，填好了再请单位公示。您最晚 11月23日"),
    (Command.INQUIRY, "我能报吗", "点几下，约 2 分钟。"),
    (Command.MEANING, "什么是临床", "临床：专业为内科、外科、"),
    (Command.COMPLAIN, "投诉", "请直接发一条：什么事、什么时候、希望怎么办。\n交给云溪区卫健委看，您单位看不到"),
    (Command.SWITCH, "换一份", "换到哪一份？"),
    (Command.START, "开始申报", "【任现职工作业绩】"),
    (Command.TIDY, "帮我排好", "任现职工作业绩的先后已经是对的"),
    (Command.FIX, "改①", "现在没有要改的地方。"),
    (Command.WRITTEN, "写完了", "没有正在写的长文。"),
    (Command.HAND_IN, "提交", "11 栏已完成 2 栏（另有 3 栏可不填）"),
)
"""Asked in between, whatever is on the screen."""

ROW = "1 2010.08 至 2015.12｜云溪区人民医院｜内科｜医师"
FILLED: tuple[tuple[Command, str, str], ...] = (
    (Command.FILL, "填工作经历", "【工作经历】\n共 2 条，最多 8 条。"),
    (Command.ALL_ROWS, "看全部", f"【工作经历】要改，发前面的数字\n{ROW}"),
    (Command.OPEN_ROW, "改第1条", "【工作经历 · 第 1 条】要改哪一项？"),
    (Command.CORRECT, "改第1条时间：2010.9-2015.12", "第 1 条的起止时间，改成这样？"),
    (Command.HELP, "帮助", "常用的话"),
    (Command.KEEP, "不改", "好，没有改。"),
    (Command.MOVE_ROW, "第2条移到第1条", "✓ 第 2 条移到第 1 条了。"),
    (Command.REFILL_ROW, "重填第1条", "【工作经历 · 第 1 条】1/4"),
    (Command.LEAVE_ROW, "不填这条", "【工作经历】\n共 1 条"),
    (Command.RECOVER, "找回", "✓ 找回来了。\n\n【工作经历 · 第 1 条】"),
    (Command.DROP_ROW, "删第1条", "✓ 第 1 条删掉了，还剩 1 条。"),
    (Command.UNDO, "撤回", "✓ 已撤回：第 1 条放回来了"),
    (Command.ANOTHER_ROW, "再加一条", "【工作经历 · 第 3 条】1/4"),
    (Command.BACK, "上一题", "【工作经历 · 第 2 条】4/4"),
    (Command.SKIP, "跳过", "没有改。\n\n✓ 第 2 条填好了"),
    (Command.ONWARD, "不改，下一题", "【工作经历 · 第 3 条】1/4"),
    (Command.LEAVE_ROW, "不填这条", "【工作经历】\n共 2 条"),
    (Command.CHANGE, "修改", "【工作经历】要改哪一条？"),
    (Command.CLEAR, "清空这一栏", "清空“工作经历”这一栏吗？"),
    (Command.NEXT_SECTION, "下一栏", "【任现职前工作业绩】"),
    (Command.FILL, "填基本信息", "【基本信息】"),
    (Command.LOOK, "查看", "【基本信息】要改，发前面的数字\n1 "),
    (Command.MORE, "看后面的", "13 "),
    (Command.RESUME, "接着填", "【基本信息】"),
)
SHOT: tuple[tuple[Command | None, str, str], ...] = (
    (Command.FILL, "填工作经历", "【工作经历】"),
    (None, "blurred.jpg", "收到 1 张照片。放到哪里？"),
    (Command.PHOTOS_HELD, "照片先存着", "好，1 张照片先存着。"),
    (Command.PLACE, "放到卫生支农", "【基本信息】卫生支农印证材料\n第 1 张正在整理。"),
    (Command.PHOTOS_DONE, "发完了", "1 张都收到了，正在看"),
    (None, "", "第 1 页　看不清："),
    (Command.PAGE_FINE, "就用这张", "第 1 页　就用这张"),
    (Command.PAGE_AGAIN, "换一页", "换第几页？"),
    (Command.PAGE_OUT, "去掉第1页", "✓ 第 1 页去掉了"),
    (Command.SHOOT, "拍卫生支农", "【基本信息】卫生支农印证材料\n拍照发来"),
    (None, "certificate.jpg", "【基本信息】卫生支农印证材料\n第 1 张正在整理。"),
    (None, "", "第 1 页　可以"),
    (Command.DOCUMENT_KEPT, "保存这份材料", "✓ 已保存：卫生支农印证材料，1 页"),
)
"""Photos: without a command a name is that of a picture that is sent, and no name the worker's turn."""


async def filling(server: Served) -> Chat:
    """Somebody with two rows and a document to be proved, and a second application."""
    chat = Chat.with_phone(server, "every command")
    await chat.join(await server.newcomer("周岚", unit=""))
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面", "副高", *COVER, *REGISTERED)
    await chat.all("填工作经历", *ROWS[0], "再加一条", *ROWS[1])
    assert chat.caller is not None
    good(await chat.caller.post("applications", {"plan": "n-senior"}))
    await chat.caller.save(chat.base, "basic.support_years", "2")
    return chat


async def test_command__of_every_kind__is_obeyed(server: Served, tmp_path: Path) -> None:
    chat = await filling(server)
    for command, text, begins in (*ASKED, *FILLED, *SHOT):
        if command is not None:
            known = command_of(text)  # what only a region names is found there
            assert known is None or known[0] is command, text
            said = await chat.say(text)
        elif text:
            said = await chat.send_photo(take(tmp_path, text))
        else:
            [said] = [*await chat.after(), *await chat.after(23.0)]
        assert said.text.startswith(begins), (text, said.text)


def test_command__of_every_kind__stands_in_the_conversation() -> None:
    said = {command for command, _, _ in (*ASKED, *FILLED, *SHOT)}
    assert set(Command) - said == set()
