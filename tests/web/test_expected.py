"""A unit's list of people and its corrections of what they registered (CQ-03, manual 2.3.2, 3.3.2, 4.2)."""

from casework.roll import read

from ..casework.stage import Caller, Served, good, id_number, refused
from ..casework.way import pushed

LIST = "units/u-hospital/expected"


async def register(new: Caller, unit: str = "u-hospital") -> None:
    for address, value in (("register.employer", unit), ("register.identity", "事业编制人员")):
        await new.save("people/me", address, {"value": value})


async def state(who: Caller) -> str:
    return good(await who.get("me"))["state"]


async def test_two_thousand_pasted_people__good_lines_are_kept_and_each_bad_one_is_named(server: Served) -> None:
    """A list of 2,000 people with wrong ID numbers: every bad line has its number and its sentence, nothing is lost."""
    luo = server.caller("luo")
    lines = ["序号\t姓名\t身份证号\t手机号"]
    lines += [f"{n}\t江{chr(0x4E00 + n)}\t{id_number(2000 + n)}\t139{n:08d}" for n in range(2_000)]
    spoilt = {
        5: "4\t钱一\t500000198506150029\t", 17: "16\t孙二\t\t", 18: "17\t\t" + id_number(1999),
        300: "李三，5.00000E+17", 900: "周四 50000019850615", 1200: lines[3],
        1500: f"吴五 {id_number(1)} {id_number(2)}",
    }  # fmt: skip
    for n, line in spoilt.items():
        lines[n - 1] = line
    taken = good(await luo.post(LIST, {"text": "\ufeff" + "\r\n".join(lines) + "\r\n\r\n"}))
    bad = {b["line"]: (b["name"], b["why"]) for b in taken["bad"]}
    assert (taken["kept"], set(bad)) == (2_000 - len(spoilt), set(spoilt))
    assert (bad[5][0], bad[17][1], bad[18][1], bad[1200][0]) == (
        "钱一",
        "没有身份证号",
        "没有姓名",
        f"江{chr(0x4E00 + 2)}",
    )
    assert "科学计数" in bad[300][1]
    assert "第 4 行" in bad[1200][1]
    assert "两个身份证号" in bad[1500][1]
    assert "5000001985" not in str(taken), "no ID number comes back"
    view = good(await luo.get(LIST))
    assert (view["total"], view["come"], "*" in view["people"][0]["id_number"]) == (2_000 - len(spoilt), 0, True)
    last = f"江{chr(0x4E00 + 1_999)}"  # whoever is not among the first is found, and can be taken off
    assert (len(view["people"]), last in {p["name"] for p in view["people"]}) == (500, False)
    for words in (last, id_number(3_999)[-4:]):
        found = good(await luo.get(f"{LIST}?q={words}"))["people"]
        assert last in {p["name"] for p in found}, words
    ref = next(p["ref"] for p in found if p["name"] == last)
    assert good(await luo.delete(f"{LIST}/{ref}?q={last}")).get("people", []) == []
    for who in ("lin", "zhou"):
        refused(await server.caller(who).post(LIST, {"text": "温言 500000198506150028"}), 404)
    refused(await luo.post(LIST, {"text": " \n"}), 422, "list_empty")
    refused(await luo.post(LIST, {"text": "姓 名,身份证号"}), 422, "list_empty")


async def test_person_on_the_list__is_confirmed_on_their_own__who_matches_in_both(server: Served) -> None:
    """Verified is a verified phone, the ID number, and the unit's list; anything else waits for the unit's word."""
    luo, numbers = server.caller("luo"), [id_number(9000 + n) for n in range(4)]
    early = await server.newcomer("早来", numbers[0], unit="")
    await register(early)
    text = f"早来 {numbers[0]}\n江渡 {numbers[1].lower()}\n江 帆,{numbers[2]}\n江舟,{numbers[3]}"
    taken = good(await luo.post(LIST, {"text": text}))
    assert (taken["kept"], taken["confirmed"], await state(early)) == (4, 1, "confirmed")
    await pushed(server)
    late = await server.newcomer("江渡", numbers[1], unit="")
    await register(late)
    told = await pushed(server)
    assert (await state(late), [t.event for t in told]) == ("confirmed", ["confirmed"]), "and no officer is bothered"
    slow_number = id_number(9100)
    good(await luo.post(LIST, {"text": f"江远 {slow_number}"}))
    slow = await server.newcomer("江远", slow_number)  # has chosen the unit first, as one does in chat
    await pushed(server)
    assert await state(slow) == "waiting", "what the unit's word makes fast is not said yet"
    await register(slow)
    assert [t.event for t in await pushed(server)] == ["confirmed"]
    other = await server.newcomer("江舶", numbers[2], unit="")
    await register(other)
    assert {t.event for t in await pushed(server)} == {"work_waiting"}
    assert await state(other) == "waiting", "another name under a listed number is the unit's to look at"
    elsewhere = await server.newcomer("江舟", numbers[3], unit="")
    await register(elsewhere, "u-second")
    await pushed(server)
    assert await state(elsewhere) == "waiting"
    view = good(await luo.get(LIST))
    assert (view["total"], view["come"]) == (5, 3)
    left = {p["name"]: (p["state_text"], p["ref"]) for p in view["people"]}
    assert (left["江帆"][0], left["江舟"][0]) == ("等单位确认", "还没登记")
    assert good(await luo.delete(f"{LIST}/{left['江舟'][1]}"))["total"] == 4
    refused(await luo.delete(f"{LIST}/{left['江舟'][1]}"), 404)


def test_lists__as_people_paste_them__are_read() -> None:
    """Either order, any of the usual signs between, other columns passed over."""
    number, day = id_number(3), "2026-11-10"
    for line in (
        f"温言 {number}", f"{number} 温言", f"温言,{number}", f"1、温言；{number}", f"1\t温言\t女\t{number}\t139",
        f'"温言","{number}"', f"温 言\t{number}", f"｜温言｜{number}｜", f"温言{number}",
        "温言 " + number.replace("5", "５"),
    ):  # fmt: skip
        found, bad = read(line, day)
        assert ([(p.name, p.number) for p in found], bad) == ([("温言", number)], []), line


async def test_list__with_stray_letters_and_labels__is_read_and_no_line_is_lost_as_a_heading(server: Served) -> None:
    """Bad input (CQ-03): a letter before a number is of no name; a first line with a wrong number is somebody's."""
    luo, first = server.caller("luo"), "温言，身份证号：5000001985061"
    names = ("江渡", "江帆", "江舟", "江月", "Jean Lu", "江楼")
    a, b, c, d, e, f = (id_number(8000 + n) for n in range(6))
    lines = (
        f"江渡 A{a}",
        f"江帆x{b}",
        f"3\tB{c}\t江舟",
        f"姓名：江月 身份证号：{d}",
        f"Jean Lu {e}",
        f"身份证号{f} 江楼",
    )
    taken = good(await luo.post(LIST, {"text": "\n".join((first, *lines))}))
    assert [(x["line"], x["name"]) for x in taken["bad"]] == [(1, "温言")]
    listed = {p["name"] for p in good(await luo.get(LIST))["people"]}
    assert listed == set(names)
    for heading in ("序号\t姓 名\t身份证号码（18 位）\t手机", "身份证号,姓名", "身份证号码"):
        again = good(await luo.post(LIST, {"text": f"{heading}\n江渡 {a}"}))
        assert (again["kept"], again["bad"]) == (1, []), heading


async def test_registration__put_right_by_the_unit__is_recorded_and_told(server: Served) -> None:
    """修改基本信息 (CQ-03, 2.3.2, 3.3.2): small corrections by the unit; the person reads what, by whom and why."""
    luo, zhou, qin = server.caller("luo"), server.caller("zhou"), server.caller("qin")
    path = f"people/{zhou.id}"
    await pushed(server)
    fields = {f["place"]: f for f in good(await luo.get(f"{path}/registration"))["fields"]}
    assert "*" in fields["id_number"]["text"]
    assert fields["register.employer"]["open"] is False
    assert len(fields["person.politics"]["options"]) > 2
    old = fields["person.politics"]["text"]
    new = next(o["code"] for o in fields["person.politics"]["options"] if o["label"] != old)
    good(await luo.post(f"{path}/corrections", {"place": "person.politics", "value": new, "opinion": "和档案不一致"}))
    told = [t.text for t in await pushed(server) if t.who == f"person:{zhou.id}"]
    assert [(old in t, new in t, "云溪区人民医院" in t, "和档案不一致" in t) for t in told] == [(True,) * 4]
    assert new in str(good(await zhou.get("people/me/sections/person")))
    refused(await luo.post(f"{path}/corrections", {"place": "name", "text": "周澜"}), 422, "opinion_missing")
    good(await qin.post(f"{path}/corrections", {"place": "name", "text": "周澜", "opinion": "看过身份证原件"}))
    assert good(await zhou.get("me"))["person"]["name"] == "周澜"
    moved = {"place": "register.employer", "value": "u-second"}
    assert "转出" in refused(await luo.post(f"{path}/corrections", moved), 409, "release_first")["detail"]
    taken = {"place": "id_number", "text": "500000198203120016", "opinion": "登记错了"}
    refused(await luo.post(f"{path}/corrections", taken), 422, "id_taken")
    wrong = {"place": "id_number", "text": "500000198203120017", "opinion": "登记错了"}
    refused(await luo.post(f"{path}/corrections", wrong), 422)
    for place in ("person.nothing", "cover.title", "x y"):
        refused(await luo.post(f"{path}/corrections", {"place": place, "text": "好"}), 404)
    refused(await luo.post(f"people/{luo.id}/corrections", {"place": "name", "text": "罗民", "opinion": "错字"}), 404)
    for who in ("lin", "zhou"):
        refused(await server.caller(who).get(f"{path}/registration"), 404)


async def test_correction__to_an_id_number_that_is_anothers__is_told_to_the_unit_that_confirmed_that_number(
    server: Served,
) -> None:
    """Both units look at the card: who holds the number that was tried, not the one that stands (X-18)."""
    luo, lin, he, number = server.caller("luo"), server.caller("lin"), server.caller("he"), id_number(977)
    holder = await server.newcomer("江月", number, unit="")
    await register(holder, "u-second")
    good(await lin.post(f"people/{holder.id}/deeds/confirm"))
    await pushed(server)
    body = {"place": "id_number", "text": number.lower(), "opinion": "看过身份证原件"}
    refused(await luo.post(f"people/{he.id}/corrections", body), 422, "id_taken")
    told = {t.who.partition(":")[2]: t.text for t in await pushed(server) if t.event == "claimed"}
    assert "江月的身份证号，又有人在别的单位登记" in told[lin.id]
    assert "已经由别的单位确认过" in told[luo.id]


async def test_correction__of_what_was_cleared_or_taken_back_since__reads_who_did_that_first(server: Served) -> None:
    """What stood there when the officer looked is gone, or there again: the correction needs another look (2.3.2)."""
    luo, who = server.caller("luo"), await server.newcomer(number=id_number(971), unit="")
    await register(who)
    put = {"place": "register.identity", "text": "国企"}
    for deed, did in (("clear", "清空了这一栏"), ("recover", "恢复了这一栏清空的内容")):
        seen = good(await luo.get(f"people/{who.id}/registration"))["account"]["seq"]
        good(await who.post(f"people/me/sections/register/{deed}"))
        late = refused(await luo.post(f"people/{who.id}/corrections", put, seq=seen), 412, "version_moved")
        assert late["detail"].startswith(f"本人11月10日 10:00 {did}。"), late["detail"]
