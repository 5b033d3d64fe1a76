"""What is a name on an ID card and what is none, and the sentence that says so (B-06)."""

from __future__ import annotations

import asyncio

import pytest

from .stage import Served, good, id_number, refused

NAMES = ("周岚", "阿卜杜拉·买买提", "A.B. 王", "'t Hooft", "Jean-Luc O’Neill", "𠮷田", "龘〇", "\ue000", "周" * 50)
"""The longest, one of a single rare character, and such as have signs between, before or after their letters."""

ENDLESS = ("〇" * 49 + "1", "·" * 49 + "1", "周·" * 24 + "1", "\ue000" * 49 + "1", "a '" * 16 + "1")
"""Names but for their last character: matching must not try every way to divide what comes before."""

SIGNS = ("·", "..", "- -", "’", " . ", "·" * 40)
LONG = ("A" * 51, "A" * 200, "周" * 10_000, "·" * 60)


async def keep(at: Served, *names: str, status: int = 200) -> list[str]:
    """Say one name after the other; return who the person is then, or the sentences that refuse."""
    new, found = await at.newcomer("温言", unit=""), list[str]()
    for name in names:
        reply = await new.post("me/identity", {"name": name, "id_number": id_number(960)})
        found.append(good(reply)["person"]["name"] if status == 200 else refused(reply, status)["detail"])
        if status != 200:
            assert good(await new.get("me"))["person"]["name"] == "温言", name
    return found


async def test_name__with_letters_of_any_script__is_kept_as_it_is(server: Served) -> None:
    assert tuple(await keep(server, *NAMES)) == NAMES


async def test_name__with_spaces_between_chinese_characters__is_kept_and_found_without_them(server: Served) -> None:
    assert await keep(server, "温 言 ", "欧阳\u3000娜 娜", "A.B. 王", "Jean Luc") == [
        "温言",
        "欧阳娜娜",
        "A.B. 王",
        "Jean Luc",
    ]
    luo = server.caller("luo")
    for words in ("周岚", "周 岚", " 周\u3000岚 "):
        found = good(await luo.get(f"units/u-hospital/people?list=all&q={words}"))
        assert [p["name"] for p in found] == ["周岚"], words


async def test_name__of_signs_alone__is_refused(server: Served) -> None:
    for said in await keep(server, *SIGNS, status=422):
        assert "姓名和身份证上一样" in said


async def test_name__with_one_digit_at_its_end__is_refused_at_once(server: Served) -> None:
    async with asyncio.timeout(10):
        await keep(server, *ENDLESS, status=422)


async def test_name__that_is_too_long__says_how_long_one_may_be(server: Served) -> None:
    """Nothing of it is kept, and nobody is told that it was."""
    assert set(await keep(server, *LONG, status=422)) == {"姓名太长，还没保存。最多 50 字，和身份证上一样"}


@pytest.mark.parametrize("word", ["无", "没有"])
async def test_name__that_says_there_is_none__is_asked_for_again(server: Served, word: str) -> None:
    """A name cannot be passed over."""
    assert await keep(server, word, status=422) == ["还没有写姓名。请照身份证上的写。例：周岚"]
