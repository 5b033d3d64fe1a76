"""Draws a scheme as one page of HTML that needs nothing else, for a personnel officer's phone."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from schemes.compiled import Scheme
from schemes.grid import Beside, Block, Grid, RowsBlock, blocks
from schemes.kinds import LABELS, MOMENTS
from schemes.model import Field, Form, Section, Step
from schemes.places import Place, parse_place
from schemes.words import Gap, split

STYLE: Final = """
:root{color-scheme:light dark;--ink:#1c1c1e;--soft:#6b6b70;--line:#d8d6d0;--paper:#fbfaf7;--card:#fff}
@media (prefers-color-scheme:dark){
:root{--ink:#ececec;--soft:#a0a0a6;--line:#3a3a3c;--paper:#141414;--card:#1e1e1f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem;color:var(--ink);background:var(--paper);overflow-wrap:anywhere;
font:16px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}
h1{font-size:1.4rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.2rem 0 .4rem}
nav a{display:inline-block;margin:0 1rem .4rem 0;padding:.4rem 0;color:inherit}p{margin:.2rem 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.7rem .9rem;margin:.6rem 0}
.soft{color:var(--soft);font-size:.9rem}.ask{font-weight:600}code{font-size:.85rem;color:var(--soft)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;table-layout:fixed;min-width:34rem;background:var(--card)}
td,th{border:1px solid var(--line);padding:.25rem;text-align:center;font-size:.8rem;font-weight:400}
ol{padding-left:1.4rem}li{margin:.2rem 0}
""".strip()
KINDS: Final[dict[str, str]] = {
    "text": "文字", "long_text": "长文字", "number": "数字", "yes_no": "是或否", "month": "年月", "date": "年月日",
    "period": "起止时间", "year": "年份", "choice": "选一项", "choices": "选几项", "id_number": "证件号码",
    "phone": "电话", "unit": "单位", "row": "选一条", "evidence": "材料", "portrait": "证件照", "pledge": "承诺",
    "printed": "打印件", "note": "说明",
}  # fmt: skip
WHO: Final = {
    "applicant": "申报人填",
    "unit": "单位填",
    "reviewer": "审核的人填",
    "office": "评审办填",
    "system": "系统填",
}


def preview(scheme: Scheme) -> str:
    """Return the page: sections with their questions, units, chains, forms and messages."""
    parts = [
        ("栏目和问题", "sections", _sections(scheme)),
        ("单位", "units", _units(scheme)),
        ("审核流程", "routes", _routes(scheme)),
        ("表", "forms", _forms(scheme)),
        ("通知", "messages", _messages(scheme)),
        ("要本人同意的", "notices", _notices(scheme)),
    ]
    links = "".join(f'<a href="#{name}">{escape(title)}</a>' for title, name, _ in parts)
    body = "".join(f'<h2 id="{name}">{escape(title)}</h2>{html}' for title, name, html in parts)
    label, digest = escape(scheme.region.label), scheme.digest[:8]
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{label}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><h1>{label}</h1><p class=soft>规则编号 {digest}</p><nav>{links}</nav>{body}</body></html>"
    )


def _soft(text: str | None, before: str = "") -> str:
    return f"<p class=soft>{escape(before + text)}</p>" if text else ""


def _condition(text: object, before: str) -> str:
    return f"<p class=soft>{escape(before)} <code>{escape(text)}</code></p>" if isinstance(text, str) else ""


def _sections(scheme: Scheme) -> str:
    out: list[str] = []
    for section_id, section in scheme.sections.items():
        rows = section.rows
        most = f"，最多 {rows.max} 条" if rows is not None and rows.max is not None else ""
        many = f"，多条{most}" if rows is not None else ""
        out.append(f'<h3 id="section-{section_id}">{escape(section.label)}</h3>')
        out.append(_soft(f"{WHO[section.by]}{many}") + _condition(section.when, "什么时候有：") + _soft(section.help))
        out += [_field(scheme, section, field) for field in section.fields.values()]
        for rule in section.rules.values():
            word = "提醒" if rule.level == "warn" else "不对就不能交"
            words = f"<p class=soft>{word}</p><p>{escape(rule.say)}</p>{_condition(rule.check, '要成立：')}"
            out.append(f"<div class=card>{words}</div>")
    return "".join(out)


def _field(scheme: Scheme, section: Section, field: Field) -> str:
    how = KINDS[field.kind] + (f"，最多 {field.max} 字" if field.kind in ("text", "long_text") and field.max else "")
    if field.value is not None:
        how = f"自动得出：{field.value}"
    parts = [f"<p class=soft>{escape(field.label)} · {escape(how)}</p>"]
    if field.value is None:
        parts.append(f"<p class=ask>{escape(field.ask or field.label)}</p>")
    parts += [_soft(field.hint), _soft(field.example, "例："), _soft(field.none, "没有就填："), _options(scheme, field)]
    parts += [_condition(field.when, "什么时候问："), _condition(field.required, "什么时候必填：")]
    parts += [_condition(field.preset, "先填好："), _soft(field.text)]
    if field.required is False:
        parts.append(_soft("可以不填"))
    if field.accept:
        limit = f"，不超过 {field.max_mb} MB" if field.max_mb is not None else ""
        parts.append(_soft(f"收 {'、'.join(field.accept)}{limit}"))
    return f"<div class=card>{''.join(parts)}</div>"


def _options(scheme: Scheme, field: Field) -> str:
    if field.list is None:
        return ""
    records = (
        scheme.lists[field.list].values() if isinstance(field.list, str) else ({"label": code} for code in field.list)
    )
    items = [
        f"{record['label']}：{record['guide']}" if record.get("guide") else str(record["label"]) for record in records
    ]
    more = f"<li>……共 {len(items)} 项</li>" if len(items) > 12 else ""
    return "<ol>" + "".join(f"<li>{escape(item)}</li>" for item in items[:12]) + more + "</ol>"


def _units(scheme: Scheme) -> str:
    out: list[str] = []
    for unit in sorted(scheme.units.values(), key=lambda unit: unit.level):
        above = "、".join(scheme.units[parent].label for parent in unit.parents)
        staff = "，本单位的人可以申报" if unit.employer else ""
        out.append(
            f"<li>{unit.level} 级：{escape(unit.label)}{'，上级是' + escape(above) if above else ''}{staff}</li>"
        )
    return "<ol>" + "".join(out) + "</ol>"


def _place(scheme: Scheme, place: Place) -> str:
    kinds = "或".join(scheme.units[kind].label for kind in place.kinds)
    match place.selector:
        case "employer":
            return "申报人的单位"
        case "nearest":
            return f"上面最近的{kinds}"
        case "every":
            return f"上面每一级{kinds}"
        case "child":
            return f"{_place(scheme, place.inside) if place.inside else ''}下面的{kinds}"
        case "plan":
            return f"计划指定的{kinds}"
        case "only":
            return kinds


def _step(scheme: Scheme, step_id: str, step: Step) -> str:
    deeds = "、".join(deed.label or LABELS[name] for name, deed in scheme.deeds_at[step_id].items())
    fill = "、".join(scheme.sections[section].label for section in step.fill)
    return (
        f"<li>{escape(step.label)}<span class=soft>（{escape(_place(scheme, parse_place(step.at)))}）</span>"
        f"{_soft(deeds, '可以：')}{_soft(fill, '要填：')}{_condition(step.when, '什么时候有：')}</li>"
    )


def _routes(scheme: Scheme) -> str:
    out: list[str] = []
    for route in scheme.routes.values():
        steps = "".join(_step(scheme, step, scheme.steps[step]) for step in [*route.before, *route.steps])
        out.append(f"<h3>{escape(route.label)}</h3>{_condition(route.when, '谁走这条：')}<ol>{steps}</ol>")
    return "".join(out)


def _forms(scheme: Scheme) -> str:
    out: list[str] = []
    for form in scheme.forms.values():
        fit = f"，要放进 {form.fit} 页" if form.fit else ""
        mark = f"，正式以前有“{form.watermark}”字样" if form.watermark else ""
        out.append(f"<h3>{escape(form.label)}</h3>{_soft(f'{form.paper}，{form.copies} 份{fit}{mark}')}")
        out += _blocks(scheme, form, blocks(form.body, form.columns, (), lambda _fault, _path: None))
    return "".join(out)


def _blocks(scheme: Scheme, form: Form, parsed: Iterable[Block]) -> Iterable[str]:
    for block in parsed:
        match block:
            case Grid():
                lines = "".join(
                    f"<tr>{''.join(_cell(scheme, c.text, c.span, c.down) for c in line if not c.continues)}</tr>"
                    for line in block.lines
                )
                yield f"{_soft(block.title)}<div class=scroll><table>{_widths(block.columns)}{lines}</table></div>"
            case RowsBlock():
                heads = "".join(f"<th colspan={head.span}>{_named(scheme, head.title)}</th>" for head in block.heads)
                empty = "".join(f"<td colspan={head.span}>&nbsp;</td>" for head in block.heads)
                lines = f"<tr>{heads}</tr>" + f"<tr>{empty}</tr>" * max(1, min(block.least, 3))
                title = block.title or scheme.sections[block.section].label
                yield f"{_soft(title)}<div class=scroll><table>{_widths(block.columns)}{lines}</table></div>"
            case Beside():
                for part in block.parts:
                    yield from _blocks(scheme, form, part)


def _widths(columns: int) -> str:
    return f"<colgroup>{'<col>' * columns}</colgroup>"


def _cell(scheme: Scheme, text: str, span: int, down: int) -> str:
    return f"<td colspan={span} rowspan={down}>{_named(scheme, text) or '&nbsp;'}</td>"


def _named(scheme: Scheme, text: str) -> str:
    """Return a cell's words with each path shown by its label."""
    out: list[str] = []
    for part in split(text):
        if not isinstance(part, Gap):
            out.append(escape(part))
            continue
        out.append(f"<i>{escape('' if part.name == 'blank' else _called(scheme, part.name))}</i>")
    return "".join(out)


def _called(scheme: Scheme, name: str) -> str:
    """Return what a blank is called: the label of the answer or fact it names."""
    path = next((path for path, fact in scheme.aliases.items() if fact == name), name)
    section, _, field = path.partition(".")
    known = scheme.sections[section].fields.get(field) if section in scheme.sections else None
    return known.label if known else name


def _messages(scheme: Scheme) -> str:
    to = {"applicant": "告诉申报人", "next_unit": "告诉下一个单位", "unit": "告诉单位", "office": "告诉评审办"}
    return "".join(
        f"<div class=card><p class=soft>{to[m.to]} · {m.on}</p><p>{escape(m.text)}</p></div>"
        for m in scheme.messages.values()
    )


def _notices(scheme: Scheme) -> str:
    return "".join(
        f"<div class=card><p class=soft>{MOMENTS[n.at]}以前 · {escape(n.label)}</p><p>{escape(n.text)}</p>"
        f"{_soft(n.withdrawal, '撤回同意：')}</div>"
        for n in scheme.notices.values()
    )
