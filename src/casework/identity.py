"""Who somebody says to be, read by the same parsers as every other answer."""

import re
import unicodedata

from casework.problems import Wrong
from casework.said import UNSEEN
from schemes import Field
from wizard.address import Address
from wizard.parsing import parse
from wizard.states import FieldState
from wizard.states import Wrong as Unfit

# Letters of any script, rare and private-use characters of old ID cards among them; no digits, no signs, no markup.
LETTER = r"(?:[^\W\d_]|[\ue000-\uf8ff\U000f0000-\U0010ffff])"  # no character fits twice: matching takes steady time
BETWEEN = "[·• .'’-]"  # stands between the parts of a name and is none by itself
PATTERN = f"{BETWEEN}*{LETTER}(?:{LETTER}|{BETWEEN})*"
LONGEST = 50  # characters
WRONG = "姓名和身份证上一样，不写数字和符号"
NAME = Field(label="姓名", kind="text", max=LONGEST, pattern=PATTERN, wrong=WRONG, example="周岚")
UNLIKE = {
    "too_long": f"姓名太长，还没保存。最多 {LONGEST} 字，和身份证上一样",
    "none_not_allowed": "还没有写姓名。请照身份证上的写。例：周岚",
}
"""What is said of a name in other words than of an answer, which may be shortened, kept or passed over."""
HAN = "[〇\u3400-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff\U000f0000-\U0010ffff]"
APART = re.compile(rf"(?<={HAN})\s+(?={HAN})")  # a typing mistake, or how a form sets two characters; no part of a name
SEARCHED = re.compile(r"\d{3}[\dX]|\d{17}[\dX]|1\d{10}")
MARKUP = re.compile("[<>＜＞]")
NUMBER = Field(label="身份证号", kind="id_number")


def number_in(text: str) -> str:
    """Return the number that a list is searched for, in the form in which numbers are kept; empty where it is none.

    Args:
        text: an ID number, its last four, or a mobile phone number, as typed.
    """
    bare = "".join(unicodedata.normalize("NFKC", text[:60]).split()).upper()
    return bare if SEARCHED.fullmatch(bare) else ""


def as_one(name: str) -> str:
    """Return a name without the spaces between its Chinese characters: 周 岚 → 周岚; others keep theirs."""
    return APART.sub("", name[:1_000])


def name_of(text: str) -> str:
    """Return a name as it is kept, rare characters included (B-06).

    Args:
        text: as typed.

    Raises:
        Wrong: it cannot be a name; says why.
    """
    return _read(NAME, "name", as_one(text), "")


def id_number_of(text: str, today: str) -> str:
    """Return an ID number as it is kept: 18 characters, X in upper case (GB 11643).

    Args:
        text: as typed.
        today: ISO day; nobody is born later.

    Raises:
        Wrong: a digit is wrong; says which part.
    """
    return _read(NUMBER, "id_number", text, today)


def _read(field: Field, name: str, text: str, today: str) -> str:
    address = Address("person", None, name)
    parsed = parse(field, text, FieldState(address=address, field=field, max=field.max), today)
    if isinstance(parsed, Unfit):
        raise Wrong(parsed.code, UNLIKE.get(parsed.code, parsed.text) if field is NAME else parsed.text)
    return parsed.value


def unit_name(text: str) -> str:
    """Return a unit's name as it is kept: 云溪区 人民医院 is written without its space.

    Args:
        text: as typed.
    """
    return as_one(" ".join(text.split()))


def unit_named(text: str) -> str:
    """Return the name that a unit is given, as it is kept: on one line, without what is no writing.

    Args:
        text: as typed.

    Raises:
        Wrong: there is markup in it, which no seal has.
    """
    name = unit_name(UNSEEN.sub("", text))
    if MARKUP.search(name):
        raise Wrong("name_signs", "还没保存。单位名称里不用“<”和“>”。请照公章上的名称写")
    return name


def same_unit(one: str, other: str) -> bool:
    """Tell whether two names are one unit's: spaces, signs and what nobody sees make no other name.

    Args:
        one, other: as typed or kept.
    """
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c)[0] in "LN").casefold()
