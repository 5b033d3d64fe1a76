"""What an answer looks like, held against what its question asks for."""

import pytest

from schemes.model import Field
from wizard.shapes import odd

pytestmark = pytest.mark.fast
OFFICE = Field(label="现有职称审批机关", example="重庆市职称改革办公室")
TITLE = Field(label="现有职称", kind="choice", free=True)
WORK = Field(label="从事何专业技术工作", example="心血管内科临床工作")
POST = Field(label="现（兼）任行政职务及任职时间", example="内一科副主任，2019.3 起")
NUMBER = Field(label="学历证书号")
CODE = Field(label="邮政编码", pattern=r"\d{6}")
CALLED = Field(label="专业方向", pattern=".*(?<!医师)", wrong="这是职称", example="心血管内科")
SCHOOL = Field(label="就读院校（学历）", example="重庆医科大学")
HOME = Field(label="籍贯", example="重庆云阳")
HELD = Field(label="职称、职务", example="医师，2015.12 升主治医师")
SELF, OWN_TITLE, SOMEBODY = "像是在说您自己的情况", "像是职称", "像是对人的称呼"
TIME, YEAR = "像是时间", "里有年份"


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        (OFFICE, "2015.1", TIME), (OFFICE, "2015年1月", TIME), (OFFICE, "二〇一五年一月", TIME), (OFFICE, "2015", TIME),
        (OFFICE, "2015.1-2016.3", TIME), (OFFICE, "2015年至今", TIME), (OFFICE, "２０１５．１", TIME),
        (TITLE, "主管护师 2015年评的", YEAR), (TITLE, "2015年", TIME), (SCHOOL, "重庆医科大学 2004.7 毕业", YEAR),
        (OFFICE, "重庆市职改办", ""), (OFFICE, "第三军医大学第1附属医院", ""), (TITLE, "主管护师", ""),
        (TITLE, "主治医师（8级）", ""),
        (WORK, "2015年起在心内科", ""), (WORK, "2015.1", TIME), (POST, "2019.3", ""), (NUMBER, "20040701", ""),
        (HOME, "我是中共党员", SELF), (TITLE, "我想评副主任医师", SELF), (WORK, "本人在心内科", SELF),
        (HOME, "主治医师", OWN_TITLE), (SCHOOL, "执业护士", OWN_TITLE), (HELD, "张主任", SOMEBODY),
        (HELD, "秦院长", SOMEBODY), (WORK, "我院首例介入手术", ""), (WORK, "我科带教", ""),
        (HELD, "科主任", ""), (HELD, "主治医师", ""), (TITLE, "主治医师", ""),
        (HELD, "内科主任", ""), (HELD, "副院长", ""), (HOME, "重庆云阳", ""),
        (WORK, "我" + "在心内科从事介入治疗" * 4, ""), (HELD, "任主任", SOMEBODY), (SCHOOL, "第三军医大学", ""),
        (CODE, "404500", ""), (CALLED, "2015.1", TIME), (SCHOOL, "解放军302医院", ""),
    ],
)  # fmt: skip
def test_answer__of_a_shape_that_is_out_of_place__is_told(field: Field, text: str, says: str) -> None:
    assert odd(field, text) == says
