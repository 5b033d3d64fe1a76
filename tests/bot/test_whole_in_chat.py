"""The sections of a whole application talked through in chat: tables, templates, ticks, papers with their parts."""

from __future__ import annotations

from pathlib import Path

from sandbox.roll import take

from ..casework.stage import Served
from .chatting import Chat, covered

ROUNDS = "5 年的数一起发，空格隔开。哪年没有写“无”，都没有就发“无”。"


async def test_table_of_years__is_filled_row_by_row_each_in_one_message(server: Served) -> None:
    """CQ-12, X-03: one item's five years at once; 无 for none; several items, one a line; a slip is asked about."""
    chat = await covered(server)
    said = await chat.say("填任现职以来")
    assert said.lines[0].startswith("每一项写近 5 年各年的数"), "what the region says comes first"
    assert "填写说明：按科室登记、病历系统和医务科的数填写。" in said.lines[0]
    at = said.lines.index("【任现职以来的工作量（近5年）】1/14")
    assert said.lines[at + 1 : at + 3] == ["专业工作时间（周），2021 到 2025 年各是多少？", ROUNDS]
    assert said.pages["在小程序里填"].startswith("pages/years/years?section=workload&")
    said = await chat.say("40")
    assert said.lines[:2] == ["“40”是哪一年的？还没保存。", "〔5 年都是 40=40 40 40 40 40〕"]
    assert (await chat.tap(said, "5 年都是 40")).lines[0] == "✓ 已保存：专业工作时间（周）　40 40 40 40 40"
    said = await chat.say("门诊 3200 3500 3600 3700 38000")
    assert said.lines[:2] == [
        "✓ 已保存：年门诊人次　3200 3500 3600 3700 38000",
        "请再看一眼：2025年 38000，和别的年差 10 倍以上。没错就不用管",
    ]
    assert said.lines[2] == "请再看一眼：年门诊人次一年一般不超过 20000。没错就不用管"
    assert (await chat.say("撤回")).lines[0].startswith("✓ 已撤回：")
    assert chat.stored("workload.outpatients.count5") is None
    said = await chat.say("门诊 3200 3500\n查房 无\n主持 1 1 1 1 1")
    assert said.lines[:3] == [
        "✓ 已保存：年门诊人次　3200 3500 没填 没填 没填", "✓ 已保存：临床查房次数　无 无 无 无 无",
        "有 2 项都有“主持”，请写全一点，还没保存。",
    ]  # fmt: skip
    assert chat.stored("workload.ward_rounds.count1") == "无"
    assert (await chat.say("门诊 1 2 3 4 5 6")).lines[0].endswith("只有 5 年。还没保存。")
    said = await chat.say("门诊 2023年 3600，2024年 3700，2025年 3800")
    assert said.lines[0] == "✓ 已保存：年门诊人次　3200 3500 3600 3700 3800"
    said = await chat.say("门诊 1,200 1,300 1，400 1500 无")
    assert said.lines[0] == "✓ 已保存：年门诊人次　1200 1300 1400 1500 无", "a comma groups digits"
    assert (await chat.say("门诊 120,130,140,150,160")).lines[0] == "✓ 已保存：年门诊人次　120 130 140 150 160"
    assert (await chat.say("不知道")).lines[0] == "没看懂“不知道”，还没保存。"
    assert "不知道" in (await chat.say("找回")).text, "nothing that was typed is lost"


async def test_template__is_completed_gap_by_gap_and_stored_whole(server: Served) -> None:
    """CQ-16: the region's text with its gaps; who belongs to 其他人员 is asked for it."""
    chat = Chat(server)
    await chat.join(await server.newcomer("江月", unit=""))
    await chat.all("云溪区人民医院", "其他人员", "开始填封面", "副高", "主治医师", "内科", "正常晋升", "临床")
    said = await chat.say("填查档情况")
    assert "档案中没有＿＿记录。特此证明。" in said.text
    assert "第 1 处，共 5 处：江月同志的人事档案存放在＿＿（存档单位）" in said.lines
    said = await chat.say("重庆市人才服务中心")
    assert said.lines[0] == "✓ 已记：江月同志的人事档案存放在重庆市人才服务中心（存档单位）"
    assert (await chat.say("哪年")).lines[0] == "没看懂这个时间，还没记下。"
    await chat.all("2004.6", "大学本科", "2015年12月")
    assert chat.stored("file_check.text") is None, "nothing is stored with a gap in it"
    assert (await chat.say("处分")).lines[0].startswith("✓ 已保存：经查，江月同志的人事档案")
    assert chat.stored("file_check.text") == (
        "经查，江月同志的人事档案存放在重庆市人才服务中心（存档单位）。档案记载：参加工作时间为2004年6月，"
        "学历为大学本科，现有职称为主治医师，取得时间为2015年12月。档案中没有处分记录。特此证明。"
    )


async def test_ticks__are_all_read_and_chosen_by_their_numbers(server: Served) -> None:
    """CQ-17: sixteen, of which none is hidden behind another's number."""
    chat = await covered(server)
    said = await chat.say("填申报诚信情况")
    assert [line for line in said.lines if line[:1].isdigit()][15] == "16 挂靠、兼职申报"
    assert said.taps["都没有，选“无”"][0] == "无"
    assert (await chat.say("7")).lines[0] == "✓ 已保存：因工作过失受到通报"
    await chat.say("上一题")
    assert (await chat.say("3、7")).lines[0].startswith("✓ 已改：冒用他人项目或名义、因工作过失受到通报")
    await chat.say("无")
    assert "请简要说明上面选的情况。" in chat.replies[-1].text
    await chat.all("2021 年值班迟到，已整改。", "写完了")
    assert chat.stored("integrity_record.explanation") == "2021 年值班迟到，已整改。"


async def test_rows__of_research__are_put_into_the_region_s_order_and_back(server: Served) -> None:
    """CQ-11: the product offers the order."""
    chat = await covered(server)
    assert "先写科研项目" in (await chat.say("填任现职工作")).text
    first = ("2018.5-2021.5", "胸痛中心建设", "主要参与，排名第二", "通过验收", "否", "跳过")
    second = ("2019.3-2022.3", "高血压规范管理", "主持，排名第一", "2022年结题", "是", "厅局级", "结题", "跳过")
    await chat.all("加一条", *first)
    said = await chat.all("再加一条", *second)
    assert "〔帮我排好〕" in said.text
    rows = chat.stored("achievements.r1.name")
    assert rows is None or rows
    said = await chat.say("帮我排好")
    assert said.lines[0] == "✓ 任现职工作业绩排好了，2 条。"
    assert said.lines[5].startswith("1 2019.03 至 2022.03｜高血压规范管理")
    await chat.say("撤回")
    assert (await chat.say("看全部")).lines[1].startswith("1 2018.05 至 2021.05｜胸痛中心建设")


async def test_paper__says_what_one_document_must_hold_and_the_row_is_closed_behind_it(
    server: Served, tmp_path: Path
) -> None:
    """CQ-14, CQ-08, X-07; T3."""
    chat = Chat.with_phone(server, "papers")
    await chat.join(await server.newcomer("周岚", unit=""))
    await chat.all("云溪区人民医院", "选1 事业编制", "开始填封面", "副高", "主治医师", "内科", "正常晋升", "临床")
    await chat.all("填论文", "加一条", "论文", "2021.6", "高血压控制的影响因素", "《样张医学》2021 年第 6 期")
    said = await chat.say("1")
    assert "这一份里要有：封面、目录、简介、内容、版记。" in said.lines
    await chat.send_photo(take(tmp_path, "certificate.jpg"))
    await chat.say("发完了")
    assert any(s.text.startswith("第 1 页　可以") for s in [*await chat.after(), *await chat.after(2.0)])
    assert (await chat.say("保存这份材料")).lines[0] == "✓ 已保存：第 1 条论文印证材料，1 页"
    assert "印到公示表上吗？" in (await chat.say("先不拍，接着填")).text
    said = await chat.say("是")
    assert said.lines[0] == "✓ 第 1 条填好了，已保存："
    assert said.lines[3].endswith("｜排名 1｜论文材料 1 页｜公示表 是")


async def test_sheet_to_be_signed__says_where_it_is_printed(server: Served) -> None:
    """CQ-12: signed on paper, brought back as a photo."""
    chat = await covered(server)
    said = await chat.say("填工作量表")
    assert "表在小程序的“表样”里打印：〔看表样〕" in said.lines
    assert "⟦看表样⟧" in (await chat.say("看表样")).text


async def test_words_that_name_no_choice_for_sure__are_asked_back_with_the_choices(server: Served) -> None:
    chat = Chat(server)
    await chat.join(await server.newcomer("周岚", unit=""))
    await chat.say("云溪区人民医院")
    for words in ("在编", "合同工"):
        said = await chat.say(words)
        assert said.lines[0] == f"“{words}”还分不清是哪一个，还没保存。点一个就行："
        assert "〔2 其他人员=选2 其他人员〕" in said.lines
