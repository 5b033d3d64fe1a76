"""Shapes what was read: checks each attribute, fills in defaults, inherited fields and years, makes typed structs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import msgspec

from schemes.findings import Findings, Path
from schemes.kinds import ALL_DEEDS, DEEDS, LABELS, LEADS, NOT_YET, UNDOING, WORDS
from schemes.model import (
    Construct,
    Deed,
    Field,
    Form,
    Message,
    Notice,
    Region,
    Route,
    Rows,
    Rule,
    Section,
    Step,
    UnitKind,
    Years,
)  # fmt: skip
from schemes.names import near

TOP: Final[dict[str, type[Construct] | None]] = {
    "region": Region, "defaults": None, "lists": None, "texts": None, "sections": Section, "rules": Rule,
    "units": UnitKind, "deeds": Deed, "steps": Step, "routes": Route, "forms": Form, "messages": Message,
    "notices": Notice,
}  # fmt: skip
ONE: Final[dict[tuple[type[Construct], str], type[Construct]]] = {(Section, "rows"): Rows, (Field, "years"): Years}
MANY: Final[dict[tuple[type[Construct], str], type[Construct]]] = {
    (Section, "fields"): Field,
    (Section, "rules"): Rule,
    (Step, "deeds"): Deed,
}
ID: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
YEAR_WORDS: Final = ("label", "ask", "hint", "help", "example", "short")


@cache
def _attributes(type_: type[Construct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(type_)}


def wanted_type(type_: object) -> str:
    """Say in Chinese what an attribute holds."""
    text = str(type_)
    words = [
        ("文字", "str" in text and "list[str]" not in text.replace("dict[str", "")),
        ("整数", "int" in text),
        ("true 或 false", "bool" in text),
        ("方括号列表，每一项是文字", "list[str]" in text),
        ("列表", "list[" in text and "list[str]" not in text),
        ("“词: 内容”", "dict[" in text),
    ]
    return "或".join(word for word, yes in words if yes) or "别的内容"


def shape(raw: Any, type_: type[Construct], path: Path, findings: Findings) -> Any:
    """Return a typed construct; each wrong attribute is a fault of its own line.

    What is wrong is left out and what is missing gets a stand-in, so that one slip is not told again as many others;
    the faults keep the region from loading.
    """
    if not isinstance(raw, dict):
        findings.add("S004", "这里要写“词: 内容”，例：label: 基本信息", *path)
        raw = {name: None for name, attribute in _attributes(type_).items() if attribute.required}
    attributes, out = _attributes(type_), dict[str, Any]()
    for key, value in raw.items():
        here = (*path, key)
        if key not in attributes:
            findings.add("S004", f"不认识“{key}”{near(key, attributes)}", *here)
        elif (one := ONE.get((type_, key))) is not None:
            out[key] = shape(value, one, here, findings) if value is not None else None
        elif (many := MANY.get((type_, key))) is not None:
            out[key] = shape_all(value, many, here, findings, gaps=type_ is Step)
        elif isinstance(value, str) or value is not None or not attributes[key].required:
            _attribute(type_, key, value, here, out, findings)
    for key, attribute in attributes.items():
        if attribute.required and key not in out:
            if key not in raw:
                findings.add("S004", f"少了“{key}”", *path)
            out[key] = {str: path[-1], int: 1}.get(attribute.type, [])
    return type_(**out)


def _attribute(
    type_: type[Construct], key: str, value: Any, path: Path, out: dict[str, Any], findings: Findings
) -> None:
    """Put one attribute's value into `out` when it is of its type."""
    wanted = _attributes(type_)[key].type
    try:
        found = msgspec.convert(value, wanted, strict=False)
    except msgspec.ValidationError:
        findings.add("S004", f"“{key}”要写{wanted_type(wanted)}", *path)
        return
    if _known_word(type_, key, found, path, findings):
        out[key] = found
        _not_yet(type_, key, found, path, findings)


def _not_yet(type_: type[Construct], key: str, value: Any, path: Path, findings: Findings) -> None:
    """Warn once of an attribute that nothing obeys yet, at the first place where it says anything."""
    words, attribute = NOT_YET.get((type_.__name__, key)), _attributes(type_)[key]
    usual = attribute.default if attribute.default_factory is msgspec.NODEFAULT else attribute.default_factory()
    if words is None or value == usual or (words and value not in words):
        return
    text = f"{key}{f': {value}' if words else ''} 可以写，但系统还没有照它办，请不要指望它起作用"
    if all((fault.code, fault.text) != ("S122", text) for fault in findings.faults):
        findings.warn("S122", text, *path)


def _known_word(type_: type[Construct], key: str, value: Any, path: Path, findings: Findings) -> bool:
    known = WORDS.get((type_.__name__, key))
    if known is None or value is None or value in known:
        return True
    code = {"of": "S101", "level": "S116", "to": "S504"}.get(key, "S117") if type_ is not Message else "S707"
    code = "S504" if type_ is Deed else code
    findings.add(code, f"{key} 不能是“{value}”{near(str(value), known)}。可以写：{'、'.join(sorted(known))}", *path)
    return False


def shape_all(raw: Any, type_: type[Construct], path: Path, findings: Findings, gaps: bool = False) -> dict[str, Any]:
    """Return typed constructs by id, leaving out those that are wrong; with `gaps` a null stays null."""
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        findings.add("S004", "这里要写“名称: 内容”", *path)
        return {}
    out: dict[str, Any] = {}
    for key, value in raw.items():
        if type_ is Deed and key not in ALL_DEEDS:
            findings.add("S504", f"没有动作“{key}”{near(key, ALL_DEEDS)}", *path, key)
            continue
        if not ID.fullmatch(key):
            findings.add("S008", f"“{key}”要用小写英文，词之间用下划线，例：work_start", *path, key)
            continue
        out[key] = None if gaps and value is None else shape(value, type_, (*path, key), findings)
    return out


# ── before typing: inherit, defaults, years ──────────────────────────────────
def unfold(raw: Mapping[str, Any], findings: Findings) -> dict[str, Any]:
    """Return the document with inherited fields, defaults and years written out; what is malformed is left as it is."""
    sections, defaults = raw.get("sections"), raw.get("defaults")
    if not isinstance(sections, dict):
        return dict(raw)
    kinds: Mapping[str, Any] = defaults if isinstance(defaults, dict) else {}
    out: dict[str, Any] = {}
    for section_id, section in sections.items():
        if not isinstance(section, dict) or not isinstance(section.get("fields", {}), dict):
            out[section_id] = section
            continue
        fields: dict[str, Any] = {}
        for field_id, (field, origin) in _inherited(section_id, section, sections).items():
            path = ("sections", section_id, "fields", field_id)
            if origin != path:
                findings.origins[path] = origin
            fields |= _years(field_id, _with_defaults(field, kinds), path, findings)
        out[section_id] = {**section, "fields": fields}
    return {**raw, "sections": out}


def _inherited(section_id: str, section: Any, sections: Mapping[str, Any]) -> dict[str, tuple[Any, Path]]:
    rows = section.get("rows")
    source = rows.get("take_from") if isinstance(rows, dict) else None
    archive = sections.get(source) if isinstance(source, str) else None
    taken = archive.get("fields") if isinstance(archive, dict) else None
    out: dict[str, tuple[Any, Path]] = {}
    if isinstance(taken, dict):
        out = {key: (field, ("sections", str(source), "fields", key)) for key, field in taken.items()}
    own = section.get("fields") or {}
    return out | {key: (field, ("sections", section_id, "fields", key)) for key, field in own.items()}


def _with_defaults(field: Any, kinds: Mapping[str, Any]) -> Any:
    usual = kinds.get(str(field.get("kind", "text"))) if isinstance(field, dict) else None
    return {**usual, **field} if isinstance(usual, dict) else field


def _years(field_id: str, field: Any, path: Path, findings: Findings) -> dict[str, Any]:
    years = field.get("years") if isinstance(field, dict) else None
    if not isinstance(years, dict):
        return {field_id: field}
    first, count = years.get("first"), years.get("count")
    if (
        not isinstance(first, (str, int))
        or not isinstance(count, int)
        or isinstance(count, bool)
        or not 1 <= count <= 20
    ):
        findings.add(
            "S004",
            "years 要写 first（第一年）和 count（几年，1 到 20），例：{first: plan.year - 5, count: 5}",
            *path,
            "years",
        )
        return {field_id: {key: value for key, value in field.items() if key != "years"}}
    out: dict[str, Any] = {}
    for offset in range(count):
        year = "{" + f"{first} + {offset}" + "}"
        one = {key: value for key, value in field.items() if key != "years"}
        label = str(one.get("label", ""))
        one["label"] = label if "{year}" in label else f"{{year}}年{label}"
        for word in YEAR_WORDS:
            if isinstance(one.get(word), str):
                one[word] = one[word].replace("{year}", year)
        made = f"{field_id}{offset + 1}"
        out[made] = one
        findings.origins[(*path[:-1], made)] = path
    return out


# ── lists ────────────────────────────────────────────────────────────────────
def lists(raw: Any, findings: Findings) -> dict[str, dict[str, dict[str, Any]]]:
    """Return every list as code → record with at least `code` and `label`."""
    out: dict[str, dict[str, dict[str, Any]]] = {}
    for name, entries in raw.items() if isinstance(raw, dict) else ():
        if not isinstance(entries, list):
            findings.add("S004", "选项表要写成列表，例：[男, 女]", "lists", name)
            out[name] = {}
            continue
        records: dict[str, dict[str, Any]] = {}
        for place, entry in enumerate(entries):
            at = ("lists", name, str(place))
            code = entry.get("code") if isinstance(entry, dict) else entry
            if not isinstance(code, str) or not code:
                findings.add("S301", f'选项“{code}”不是文字。数字要加引号，例："33"', *at)
                continue
            if code in records:
                findings.add("S302", f"选项“{code}”写了两次，请删去一个", *at)
                continue
            records[code] = {"label": code, **entry} if isinstance(entry, dict) else {"code": code, "label": code}
        out[name] = records
    codes = {code for records in out.values() for code in records}
    for name, records in out.items():
        for place, record in enumerate(records.values()):
            parent = record.get("parent")
            if parent is not None and parent not in codes:
                findings.add(
                    "S303", f"上级“{parent}”不在任何选项表里{near(str(parent), codes)}", "lists", name, str(place)
                )
    return out


# ── deeds ────────────────────────────────────────────────────────────────────
def deeds_at(document: Mapping[str, Any], steps: Mapping[str, Step]) -> dict[str, dict[str, Deed]]:
    """Return what holds for each deed at each step: the step's words over the region's over the kind's."""
    region: Mapping[str, Any] = _map(document.get("deeds"))
    out: dict[str, dict[str, Deed]] = {}
    for step_id, step in steps.items():
        raw = _map(_map(_map(document.get("steps")).get(step_id)).get("deeds"))
        usual = [*DEEDS.get(step.kind, ()), *(name for name in UNDOING if name in region and _undoable(step, name))]
        out[step_id] = {
            name: laid_over(name, region.get(name), raw.get(name))
            for name in dict.fromkeys([*usual, *step.deeds])
            if name not in step.deeds or step.deeds[name] is not None
        }
    return out


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _undoable(step: Step, name: str) -> bool:
    return name.removeprefix("undo_") in DEEDS.get(step.kind, ())


def laid_over(name: str, *layers: Mapping[str, Any] | None) -> Deed:
    """Return a deed whose attributes are those of the last layer that has them; wrong ones are a fault elsewhere."""
    merged: dict[str, Any] = {"label": LABELS[name], "to": LEADS.get(name, "next")}
    for layer in layers:
        for key, value in _map(layer).items():
            try:
                merged[key] = msgspec.convert(value, _attributes(Deed)[key].type, strict=False)
            except (KeyError, msgspec.ValidationError):
                continue
    return Deed(**merged)
