"""Inline schemes that use every construct a journey computes with, and random changes of their answers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from schemes.expressions import World
from schemes.model import Field
from schemes.scheme import Scheme, from_document
from wizard.address import Address
from wizard.answers import Answers
from wizard.journey import Journey
from wizard.parsing import parse
from wizard.states import FieldState, Parsed, Wrong


class FlatTree:
    """A unit tree in which the employer stands alone."""

    def above(self, kind: str) -> bool:
        return False

    def nearest(self, kind: str, start: str | None = None) -> Any:
        return None

    def has_child(self, kind: str, at: object) -> bool:
        return False

    def child(self, kind: str, at: object) -> None:
        return None

    def only(self, kind: str) -> None:
        return None

    def every(self, kind: str) -> list[Any]:
        return []


TREE = FlatTree()
TODAY = "2026-11-05"
SATURDAY = 5

MONTH = Field(label="任现职时间", kind="month")
DATE = Field(label="考试日期", kind="date")
YEAR = Field(label="年度", kind="year")
PERIOD = Field(label="起止时间", kind="period")
PERCENT = Field(label="满意度", kind="number", min=0, max=100, suffix="%")


def world(now: str = "2026-11-05 10:00", **facts: dict[str, Any]) -> World:
    plan = {"year": 2026, "level": "associate", "label": "2026", **facts.pop("plan", {})}
    applicant = {"name": "周岚", "sex": "女", "birth": "1985-03-02", **facts.pop("applicant", {})}
    unit = {"name": "云溪区人民医院", "kind": "hospital", "level": 1, **facts.pop("unit", {})}
    return World(now, plan, applicant, unit, facts.pop("application", {}), facts.pop("batch", {}), TREE, weekdays)


def weekdays(start: str, end: str) -> int:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return sum((first + timedelta(days=n)).weekday() < SATURDAY for n in range((last - first).days + 1))


FRAME: dict[str, Any] = {
    "region": {"id": "small", "label": "小地区", "format": 1},
    "units": {
        "top": {"label": "上级", "level": 0, "opened_by": "operator"},
        "hospital": {"label": "医院", "level": 1, "parents": ["top"], "employer": True},
    },
    "deeds": {"submit": {}, "return": {"within": "10 workdays", "overdue": "withdrawn"}},
    "steps": {
        "look": {"label": "审核", "kind": "review", "at": "employer"},
        "board": {"label": "评审", "kind": "committee", "at": "top"},
        "paper": {"label": "发证", "kind": "certificate", "at": "top"},
    },
    "routes": {"only": {"label": "唯一", "steps": ["look", "board", "paper"]}},
}


def scheme_of(sections: dict[str, Any], **more: Any) -> Scheme:
    return from_document({**FRAME, "sections": sections, **more})


def journey_of(scheme: Scheme, values: dict[str, Any] | None = None, **facts: Any) -> Journey:
    journey = Journey(scheme, Answers(), world(**facts))
    for text, value in (values or {}).items():
        journey.put(Address.parse(text), value)
    return journey


def at(text: str) -> Address:
    return Address.parse(text)


EVIDENCE = {"kind": "evidence", "accept": ["pdf"], "max_mb": 10}

LISTS: dict[str, Any] = {
    "categories": [{"code": "临床", "grassroots": False}, {"code": "护理", "grassroots": False},
                   {"code": "全科", "grassroots": True}],
    "degrees": ["博士", "硕士", "无"],
    "titles": [{"code": "卫生"}, {"code": "教育"},
               {"code": "副主任医师", "parent": "卫生", "level": "associate"},
               {"code": "主任医师", "parent": "卫生", "level": "senior"},
               {"code": "副教授", "parent": "教育", "level": "associate"}],
    "items": [{"code": "w01", "label": "门诊人次", "for": ["临床", "全科"]},
              {"code": "w02", "label": "查房次数", "for": ["临床", "护理"]},
              {"code": "w03", "label": "带教名数", "for": ["护理"]}],
    "ticks": ["一稿多投", "挂靠、兼职申报", "其他"],
}  # fmt: skip

RICH: dict[str, Any] = {
    "cover": {
        "label": "封面",
        "gate": "请先填完封面",
        "fields": {
            "category": {"label": "表格类别", "kind": "choice", "list": "categories"},
            "grassroots": {"label": "基层", "kind": "yes_no",
                           "value": 'entry("categories", cover.category).grassroots'},
            "series": {"label": "系列", "kind": "choice", "list": ["卫生", "教育"]},
            "level": {"label": "级别", "kind": "choice", "list": ["associate", "senior"]},
            "title": {"label": "申报职称", "kind": "choice", "list": "titles", "under": "cover.series",
                      "allow": 'entry("titles", value).level == cover.level'},
            "committee": {"label": "评委会", "max": 20, "preset": 'cover.category + "评委会"'},
            "focus": {"label": "专长", "max": 10, "required": False, "suggest": '["心内", "消化"]'},
        },
    },
    "basic": {
        "label": "基本信息",
        "fields": {
            "degree": {"label": "学位", "kind": "choice", "list": "degrees"},
            "degree_no": {"label": "证书号", "max": 12, "none": "无", "pattern": "无|[A-Z0-9]+", "wrong": "写证书号"},
            "proof": {"label": "学位材料", **EVIDENCE, "required": 'basic.degree != "无"', "when": "has(basic.degree)"},
            "since": {"label": "任职时间", "kind": "month", "max": "today"},
            "years": {"label": "任职年限", "kind": "number", "value": "years_between(basic.since, today)"},
            "score": {"label": "得分", "kind": "number", "min": 0, "max": "has(basic.since) ? 100.0 : 60.0"},
            "front": {"label": "是否一线", "kind": "yes_no"},
            "hubei": {"label": "是否援鄂", "kind": "yes_no", "when": "basic.front"},
            "hubei_proof": {"label": "援鄂材料", **EVIDENCE, "when": "basic.hubei"},
            "ticks": {"label": "情形", "kind": "choices", "list": "ticks", "none": "无", "max": 2},
            "explain": {"label": "说明", "max": 30, "none": "无"},
            "born": {"label": "出生", "kind": "date", "required": False},
            "year": {"label": "年份", "kind": "year", "min": 2000, "max": 2030},
            "note": {"label": "说明文字", "kind": "note", "text": "看看"},
        },
        "rules": {
            "no": {"when": 'basic.degree == "无"', "check": 'basic.degree_no == "无"', "at": "degree_no",
                   "say": "没有学位的，证书号填“无”"},
            "why": {"when": "basic.ticks.size() > 0", "check": 'basic.explain != "无"', "at": "explain",
                    "say": "勾了情形，请说明"},
            "long": {"check": "basic.years >= 5", "at": "since", "level": "warn", "say": "任职不满 5 年，请核对"},
        },
    },
    "work": {
        "label": "工作经历",
        "void": True,
        "rows": {"name": "工作", "min": 1, "max": 'cover.level == "senior" ? 4 : 3',
                 "summary": {"高级": 'work.exists(w, has(w.title) && w.title == "主任医师")'}},
        "fields": {
            "period": {"label": "起止时间", "kind": "period"},
            "unit": {"label": "单位", "max": 20},
            "title": {"label": "职称", "max": 10, "none": "无"},
            "abroad": {"label": "是否国外", "kind": "yes_no"},
            "country": {"label": "国家", "max": 10, "when": "row.abroad"},
            "months": {"label": "月数", "kind": "number",
                       "value": "months_between(row.period.from, until(row.period))"},
            "proof": {"label": "材料", **EVIDENCE, "required": "row.months >= 12"},
        },
        "rules": {
            "three": {"check": "row.months >= 3", "at": "period", "say": "只填 3 个月以上的"},
            "overlap": {"check": "overlaps(work.map(w, w.period)) == 0", "level": "warn", "say": "时间有重叠，请核对"},
            "first": {"check": 'row.n > 1 || row.title == "无"', "at": "title", "level": "warn",
                      "say": "第一条多半没有职称"},
        },
    },
    "load": {
        "label": "工作量",
        "rows": {"name": "项目", "seed": 'pick("items", cover.category)'},
        "fields": {
            "item": {"label": "项目", "max": 20},
            "count": {"label": "数量", "max": 6, "none": "无", "years": {"first": "plan.year - 2", "count": 2}},
            "shown": {"label": "上公示表", "kind": "yes_no", "preset": "true"},
        },
    },
    "papers": {
        "label": "论文",
        "when": "!cover.grassroots",
        "rows": {"name": "论文", "max": 3},
        "fields": {
            "name": {"label": "题目", "max": 20},
            "main": {"label": "主送", "kind": "yes_no"},
            "scan": {"label": "材料", **EVIDENCE, "when": "row.main", "parts": {"封面": "true", "目录": "row.main"}},
        },
        "rules": {"most": {"check": "papers.filter(p, has(p.main) && p.main).size() <= plan.most",
                           "say": "主送最多{plan.most}篇"}},
    },
    "cases": {
        "label": "案例",
        "when": "cover.grassroots",
        "fields": {"text": {"label": "案例", "kind": "long_text", "max": 400},
                   "best": {"label": "最长的一段经历", "kind": "row", "of": "work"}},
    },
    "extra": {
        "label": "补充",
        "when": 'complete("basic")',
        "fields": {"phone": {"label": "电话", "kind": "phone"}, "id": {"label": "身份证号", "kind": "id_number"},
                   "unit": {"label": "单位", "kind": "unit", "required": False}},
    },
    "sign": {
        "label": "承诺",
        "fields": {"pledge": {"label": "承诺书", "kind": "pledge", "binds": ["all"], "text": "保证真实"}},
    },
    "opinion": {"label": "单位意见", "by": "reviewer", "fields": {"text": {"label": "意见", "max": 50}}},
}  # fmt: skip
RULES: dict[str, Any] = {
    "size": {"check": "application.evidence_mb <= 5.0", "say": "材料合计不能超过 5 MB"},
    "paper": {"when": 'cover.level == "senior"', "check": "papers.size() >= 1", "say": "正高至少 1 篇论文"},
}
SETTINGS: dict[str, Any] = {
    "year": {
        "label": "年度规定", "of": "plan", "by": "office",
        "fields": {"most": {"label": "主送最多", "kind": "number", "min": 0, "max": 5}},
    }
}  # fmt: skip


PDF: dict[str, Any] = {"file": "sha256:aaaaaaaa", "pages": 1, "size": 3 << 20, "media": "application/pdf", "of": None}
COVER = {
    "cover.category": "临床", "cover.series": "卫生", "cover.level": "associate", "cover.title": "副主任医师",
    "cover.committee": "临床评委会",
}  # fmt: skip
FILLED: dict[str, Any] = {
    "cover.category": "临床", "cover.series": "卫生", "cover.level": "associate", "cover.title": "副主任医师",
    "cover.committee": "临床评委会", "basic.degree": "硕士", "basic.degree_no": "A1", "basic.proof": PDF,
    "basic.since": "2019-07", "basic.score": 70, "basic.front": False, "basic.ticks": [], "basic.explain": "无",
    "basic.year": 2020, "work.r1.period": {"from": "2018-06", "to": "2021-11"}, "work.r1.unit": "甲",
    "work.r1.title": "无", "work.r1.abroad": False, "work.r1.proof": PDF, "work.r2.period": {"from": "2021-12"},
    "work.r2.title": "医师",
    "papers.r1.name": "题目", "papers.r1.main": True, "papers.r1.scan": PDF, "load.w01.count1": "3",
}  # fmt: skip
"""Answers of the rich scheme with which most conditions are decided: one more change tips something."""

MONTHS = st.sampled_from(["2010-01", "2018-06", "2021-11", "2024-02", "2026-11", "2030-01"])
TEXTS = st.sampled_from(["甲", "云溪区人民医院", "主任医师", "ABC123", "很长" * 20, "x"])
DIGESTS = st.sampled_from(["sha256:aaaaaaaa", "sha256:bbbbbbbb"])


@st.composite
def values(draw: st.DrawFn, scheme: Scheme, field: Field, rows: list[str]) -> Any:
    """A canonical value of a field, sometimes one that no longer stands."""
    if field.none and draw(st.integers(0, 4)) == 0:
        return [] if field.kind == "choices" else field.none
    listed = list(scheme.lists[field.list]) if isinstance(field.list, str) else list(field.list or ["x"])
    match field.kind:
        case "text" | "long_text":
            return draw(TEXTS)
        case "number":
            return draw(st.sampled_from([0, 1, 3, 59.5, 70, 120]))
        case "yes_no":
            return draw(st.booleans())
        case "month":
            return draw(MONTHS)
        case "date":
            return draw(MONTHS) + "-15"
        case "year":
            return draw(st.integers(1998, 2032))
        case "period":
            first, last = sorted([draw(MONTHS), draw(MONTHS)])
            return {"from": first, "to": last} if draw(st.booleans()) else {"from": first}
        case "choice":
            return draw(st.sampled_from(listed))
        case "choices":
            return draw(st.lists(st.sampled_from(listed), min_size=1, max_size=3, unique=True))
        case "row":
            return draw(st.sampled_from([*rows, "r9"]))
        case "evidence" | "portrait":
            return {"file": draw(DIGESTS), "pages": 2, "size": draw(st.sampled_from([1000, 3 << 20])),
                    "media": "application/pdf", "of": draw(DIGESTS)}  # fmt: skip
        case "pledge" | "printed":
            return {"file": draw(DIGESTS), "of": draw(DIGESTS), "at": "2026-11-05T10:00:00+08:00"}
        case "phone":
            return "13800000000"
        case "id_number":
            return "11010519491231002X"
        case _:
            return "u1"


def present(journey: Journey) -> dict[str, Any]:
    """Everything a journey says, to compare two of them."""
    sections = [state.id for state in journey.sections(by=None)]
    row_sections = [name for name in sections if journey.scheme.sections[name].rows is not None]
    places = [(name, row) for name in row_sections for row in journey.section(name).rows]
    places += [(name, None) for name in sections if name not in row_sections]
    nodes = [node for node in journey.scheme.nodes if not node.per_row and node.kind not in ("allow", "word")]
    return {
        "sections": journey.sections(by=None),
        "rows": {name: journey.rows(name) for name in row_sections},
        "fields": {place: journey.fields(*place) for place in places},
        "missing": journey.missing(by=None),
        "problems": journey.problems(by=None),
        "complete": journey.complete(by=None),
        "next": journey.next(),
        "content": journey.content(),
        "facts": {node.at: journey.context.run(node) for node in nodes},
    }


def fill(journey: Journey, answers: dict[str, Any]) -> None:
    """Put answers, adding the rows they stand in."""
    for text, value in answers.items():
        address = Address.parse(text)
        if address.row is not None and address.row not in journey.section(address.section).rows:
            journey.add_row(address.section, address.row)
        journey.put(address, value)


def addresses(journey: Journey, of: str = "application") -> list[Address]:
    """Every address that may be written now, hidden ones too; rows "w01" and "r1" whether added or not."""
    found: list[Address] = []
    for name, section in journey.scheme.sections.items():
        if section.of != of:
            continue
        rows = [None] if section.rows is None else [*journey.section(name).rows, "r1", "w02"]
        found += [Address(name, row, field) for row in dict.fromkeys(rows) for field in section.fields]
    return found


def asked(field: Field, text: str, numbered: bool = True, **now: Any) -> Parsed | Wrong:
    """What a typed text becomes for a field with its own limits."""
    now = {"min": field.min, "max": field.max, **now}
    state = FieldState(address=Address("a", None, "b"), field=field, **now)
    return parse(field, text, state, TODAY, numbered=numbered)


def outcome(field: Field, text: str, **now: Any) -> Any:
    """The value of a typed text, or the code of its refusal."""
    found = asked(field, text, **now)
    return found.value if isinstance(found, Parsed) else found.code


def records(*labels: str) -> list[dict[str, Any]]:
    """Options with these names."""
    return [{"code": label, "label": label, "ok": True} for label in labels]


@cache
def rich() -> Scheme:
    """The scheme that uses every construct, read once."""
    return scheme_of({**RICH, **SETTINGS}, lists=LISTS, rules=RULES)
