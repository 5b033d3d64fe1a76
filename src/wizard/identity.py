"""Numbers that name a person: the identity number and the phone, and what follows from them.

Source: GB 11643-1999 公民身份号码 (18 places, birth date in places 7 to 14, sequence number odd for men,
check character by ISO 7064 MOD 11-2).
"""

from __future__ import annotations

import re
from calendar import monthrange

from schemes.model import Field
from wizard.allowed import unclear
from wizard.cleaning import plain
from wizard.states import FieldState, Parsed, Wrong

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
PROVINCES = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83]
)
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})", re.ASCII)
_LANDLINE = re.compile(r"\(?(010|02\d|0[3-9]\d\d)\)?-?(\d{7,8})(?:(?:-|转|分机|#)(\d{1,6}))?", re.ASCII)
_DASHES = str.maketrans(dict.fromkeys("－–—―‐‑‒", "-"))


def check_character(number: str) -> str:
    """Return the 18th character that belongs to the first 17 digits of an identity number."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True)) % 11]


def birth_of(number: str) -> str:
    """Return the birth date, "1978-11-05", that stands in an identity number (X-08)."""
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def sex_of(number: str) -> str:
    """Return 男 or 女 as an identity number says (X-08): the 17th digit is odd for men."""
    return "男" if int(number[16]) % 2 else "女"


def fault_of(number: str, today: str) -> str | None:
    """Return why this is no identity number in one Chinese sentence, or None; `today` may be "" when not known."""
    if len(number) == 15 and number.isdecimal():
        return "这是 15 位的老号码，请写 18 位的"
    if len(number) != 18:
        return f"身份证号是 18 位，收到 {len(number)} 位，请数一遍"
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return "身份证号只有数字，最后一位可以是 X"
    if int(number[:2]) not in PROVINCES:
        return "开头两位不是省份代码，请对着证件看一遍"
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if not (year >= 1900 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return "第 7 到 14 位不是出生日期，请对着证件看一遍"
    if today and birth_of(number) > today:
        return "第 7 到 14 位的出生日期还没有到，请对着证件看一遍"
    if number[17] != check_character(number):
        return "有一位写错了（最后一位对不上），请对着证件看一遍"
    return None


def id_number(field: Field, text: str, state: FieldState, today: str) -> Parsed | Wrong:
    """Read an identity number: spaces and full-width digits are forgiven, x becomes X."""
    del state
    number = re.sub(r"[\s.\-]", "", plain(text)).upper()
    if why := fault_of(number, today):
        return Wrong("id_number", f"还没保存。{(field.wrong or why).rstrip('。')}。")
    return Parsed(number, number)


def phone(field: Field, text: str, state: FieldState, today: str) -> Parsed | Wrong:
    """Read a mobile number, or a landline with its area code: 138 0000 0000, +86…, 023-68880000转8001."""
    del today
    words = plain(text).translate(_DASHES).replace(" ", "")
    if mobile := _MOBILE.fullmatch(words.replace("-", "")):
        return Parsed(mobile[1], mobile[1])
    if landline := _LANDLINE.fullmatch(words):
        number = "-".join(part for part in landline.groups() if part)
        return Parsed(number, number)
    digits = sum(char.isdigit() for char in words)
    if field.wrong is None and digits and re.fullmatch(r"[\d+\-]+", words, re.ASCII):
        why = f"手机号是 11 位，收到 {digits} 位。座机请带区号，例：023-68880000"
        return Wrong("phone", f"还没保存。{why}", example="13800000000")
    wrong = unclear(field, text, state)
    return Wrong("phone", wrong.text, example=wrong.example)


def masked(kind: str, value: str) -> str:
    """Return an ID number as 500***********0000 and a phone as 138****0000; other texts as they are."""
    if kind == "id_number" and len(value) >= 8:
        return value[:3] + "*" * (len(value) - 7) + value[-4:]
    if kind == "phone" and len(value) >= 8:
        return value[:3] + "*" * (len(value) - 7) + value[-4:]
    return value
