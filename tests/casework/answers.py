"""What the finished application of the tests says, by address: text as typed, or a body with a value as chosen."""

from typing import Any

PERSON: dict[str, Any] = {
    "register.identity": {"value": "事业编制人员"},
    "person.former_name": "无",
    "person.nationality": "汉族",
    "person.native_place": "重庆云阳",
    "person.politics": "中共党员",
    "person.work_start": "2007.7.1",
}
APPLICATION: dict[str, Any] = {
    "cover.current_title": "主治医师",
    "cover.title": "副主任医师",
    "cover.specialty": "心血管内科",
    "cover.type": "正常晋升",
    "cover.category": "临床",
    "cover.committee": "重庆市卫生系列临床高级职务评委会",
    "basic.ethics": "96.5",
    "basic.support_years": "0",
    "basic.schooling": "大学本科",
    "basic.graduated": "2007.6",
    "basic.school": "重庆医科大学",
    "basic.major": "临床医学",
    "basic.school_years": "5",
    "basic.schooling_no": "106311200705000010",
    "basic.degree": "无",
    **{f"basic.appraisal{n}": "合格" for n in range(1, 6)},
    "basic.title_since": "2015.12",
    "basic.title_office": "重庆市职称改革办公室",
    "basic.engaged_since": "2016.1",
    "basic.engaged_title": "主治医师",
    "basic.licence": "无",
    "basic.practice": "无",
    "basic.work": "心血管内科临床工作",
    "basic.post": "无",
    "basic.societies": "无",
    "basic.training": "合格",
    "basic.frontline": {"value": False},
}
WORKLOAD = {f"count{n}": "120" for n in range(1, 6)}
LATER: dict[str, Any] = {
    "exam.mode": "参加考试",
    "exam.name": "重庆市卫生技术副高级专业能力考试",
    "exam.date": "2026.5.16",
    "exam.subject": "心血管内科",
    "exam.score": "76",
    "exam.organiser": "重庆市卫生健康委员会",
    "integrity_record.misconduct": {"value": []},
    "integrity_record.other": "无",
}
EVIDENCE = (
    "basic.id_proof",
    "basic.schooling_proof",
    "basic.training_proof",
    "training.r1.proof",
    "achievements.r1.proof",
    "workload_papers.sheet",
    "summaries.summary",
    "summaries.assessment",
    "exam.proof",
)
WORK = (
    {"period": "2007.7-2015.12", "unit": "云溪区人民医院", "job": "内科", "title": "医师"},
    {"period": "2016年1月至今", "unit": "云溪区人民医院", "job": "心血管内科", "title": "主治医师"},
)
ROWS: dict[str, Any] = {
    "training": (
        {
            "period": "2002.9-2007.6",
            "content": "重庆医科大学临床医学本科",
            "place": "重庆市渝中区",
            "certificate": "106311200705000010",
        },
    ),
    "work": WORK,
    "achievements": (
        {
            "period": "2018.5-2021.5",
            "name": "胸痛中心建设",
            "role": "主要参与者，制订流程，排名第二",
            "effect": "2021年通过验收",
            "research": {"value": False},
        },
    ),
}
