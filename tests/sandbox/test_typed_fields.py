"""Every rule of the platform's table of field types, one step inside and one step outside."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import typed_fields
from sandbox.faults import Refusal

GOOD = {
    "thing": ["长" * 20, "有3处要改，其他不用动", "a b-c!", "𠮷"],
    "number": ["1", "3.5", "9" * 32],
    "letter": ["a", "A" * 32],
    "symbol": ["!", "，。？！…", "-+="],
    "character_string": ["A-01_b", "x" * 32, "2026/11/21"],
    "time": ["15:01", "9:05:59", "2019年10月1日 15:01", "2026年11月21日 15:20", "2019-10-01 15:01", "15:01~16:00"],
    "date": ["2019年10月1日", "2019-10-01", "2019/10/01", "2019.10.1", "2019年10月", "10月1日", "2019年10月1日 15:01",
             "2019年10月1日~2019年10月3日"],
    "amount": ["1", "￥100", "100.50元", "$9", "9" * 10],
    "phone_number": ["+86-0766-66888866", "13800000001"],
    "car_number": ["粤A8Z888挂", "渝A12345"],
    "name": ["周岚", "长" * 10, "a" * 20, "Anna-Maria", "阿卜杜·热合曼"],
    "phrase": ["审核中", "审核通过", "长" * 5],
}  # fmt: skip
BAD = {
    "thing": ["长" * 21, "a\nb", "a\x02", "🐟", " "],
    "number": ["1a", "9" * 33, "一", "1.", "-1"],
    "letter": ["a1", "字", "A" * 33, "a b"],
    "symbol": ["a", "!!!!!!", "字"],
    "character_string": ["字", "x" * 33, "a\nb"],
    "time": ["25:00", "15:60", "2019年10月1日", "下午3点", "15:01~16:00~17:00", "2020-01-18 16:18:49.0"],
    "date": ["2019", "明天", "20191001", "2020-01-18 16:18:49.0", "15:01"],
    "amount": ["一百", "9" * 11, "￥", "1.234"],
    "phone_number": ["1" * 18, "字"],
    "car_number": ["粤A8Z888挂挂", "粤粤A1234"],
    "name": ["长" * 11, "a" * 21, "周岚1", "周岚aaaaaaaaa"],
    "phrase": ["a", "长" * 6, "审核1", "通过!"],
}


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in GOOD.items() for value in values])
def test_value__inside_the_rule__passes(kind: str, value: str) -> None:
    assert typed_fields.check({f"{kind}3": "x"}, {}, {f"{kind}3": {"value": value}}) == {f"{kind}3": value}


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in BAD.items() for value in values])
def test_value__outside_the_rule__is_named(kind: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        typed_fields.check({f"{kind}3": "x"}, {}, {f"{kind}3": {"value": value}})
    assert refused.value.errcode == 47003
    assert refused.value.text == f"argument invalid! data.{kind}3.value invalid"


def test_tables__cover_every_kind() -> None:
    assert set(GOOD) == set(BAD) == set(typed_fields.RULES)


@pytest.mark.parametrize(
    "data", [{}, {"thing1": {}}, {"thing1": {"value": ""}}, {"thing1": "text"}, {"thing2": {"value": "a"}}]
)
def test_value__missing_or_empty__is_called_empty(data: Any) -> None:
    with pytest.raises(Refusal, match="is empty"):
        typed_fields.check({"thing1": "x"}, {}, data)


@pytest.mark.parametrize("data", [None, [], "text"])
def test_data__no_object__is_refused(data: Any) -> None:
    with pytest.raises(Refusal):
        typed_fields.check({"thing1": "x"}, {}, data)


@pytest.mark.parametrize(("value", "good"), [("通过", True), ("退回", False)])
def test_const__only_values_of_the_template__pass(value: str, good: bool) -> None:
    fields, enums = {"const2": "结果"}, {"const2": ["通过", "不通过"]}
    if good:
        assert typed_fields.check(fields, enums, {"const2": {"value": value}})
    else:
        with pytest.raises(Refusal):
            typed_fields.check(fields, enums, {"const2": {"value": value}})
