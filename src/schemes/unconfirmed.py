"""Lists what a region decides and its manual does not, for an officer to confirm: limits, terms, rules, chains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path as FilePath
from typing import Any, Final, NamedTuple

from schemes.findings import Findings
from schemes.quotations import SOURCE, number_of
from schemes.source import read_region
from schemes.syntax import Literal, UnreadableError, every, parse

LIMITS: Final[Mapping[str, str]] = {
    "min": "最少 {}", "max": "最多 {}", "count": "{} 份", "min_kb": "至少 {} KB", "max_mb": "最多 {} MB",
    "max_pages": "最多 {} 页", "within": "{}以内", "least": "至少 {}", "retention": "保存 {}",
    "dispute": "{}以内可以提出异议", "copies": "{} 份", "fit": "印在 {} 页里",
    "most": "超过 {} 请再看一眼",
}  # fmt: skip
"""Attributes that hold a number or a term, and how each is said."""
USUAL: Final[Mapping[str, Any]] = {"min": 0, "count": 1, "copies": 1}
"""What holds where nothing is written; written out, it decides nothing."""
CONDITIONS: Final = frozenset({
    "when", "required", "value", "preset", "suggest", "allow", "recommend", "check", "seed", "where", "first", "min",
    "max", "count",
})  # fmt: skip
UNITS: Final = (("workdays", "个工作日"), ("days", "天"), ("months", "个月"), ("years", "年"))
NUMERALS: Final = dict(zip("一二三四五六七八九十两", (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2), strict=True))
SKIPPED: Final = frozenset({"body", "messages"})
"""A form's grid and the messages: layout and wording."""

Key = tuple[str, ...]


class Point(NamedTuple):
    """One thing that somebody has to confirm: what it is, where it stands, our value, why, and whom to ask."""

    what: str
    file: str
    path: str
    value: str
    why: str
    who: str


class Reason(NamedTuple):
    """One line of `to_confirm.tsv`: paths, with `*` for any part of them, why it is so, and who confirms it."""

    number: int
    pattern: str
    why: str
    who: str


def read_reasons(file: FilePath) -> list[Reason]:
    """Read `to_confirm.tsv`: path, why, who.

    Raises:
        ValueError: a line does not have three columns; the text says which.

    """
    out: list[Reason] = []
    for number, text in enumerate(file.read_text("utf-8").splitlines() if file.is_file() else (), 1):
        if not text.strip() or text.startswith("#"):
            continue
        parts = [part.strip() for part in text.split("\t")]
        if len(parts) != 3 or not all(parts):
            raise ValueError(f"{file.name} 第 {number} 行：要写三列，路径、为什么、谁来确认，中间用制表符")
        out.append(Reason(number, *parts))
    return out


def points(folder: FilePath, manual: str | None = None) -> tuple[list[Point], list[str]]:
    """List what a region decides by itself, and what is wrong with its reasons.

    A number counts as the manual's when the sentence that the nearest `source` quotes holds it.

    Args:
        folder: the region's folder, with `to_confirm.tsv`.
        manual: the manual's text; given, options that it does not hold must be among the reasons too.

    Returns:
        The points in the order of the files, and sentences about points without a reason and reasons without a point.

    """
    findings = Findings()
    document = read_region(folder, findings)
    reasons = read_reasons(folder / "to_confirm.tsv")
    found = dict(_own(document, ()))
    paths = {".".join(key): key for key, _ in _walk(document, ())}
    said = "".join(manual.split()) if manual is not None else None
    used: set[Reason] = set()
    gathered: dict[tuple[Key, Reason], list[str]] = {}
    faults: list[str] = []
    for reason in reasons:
        mine = [key for key in found if fnmatchcase(".".join(key), reason.pattern)]
        used |= {reason} if mine else set()
        deep = reason.pattern.count(".")
        for path, key in paths.items() if not mine else ():
            if path.count(".") == deep and fnmatchcase(path, reason.pattern):
                used.add(reason)
                found[key] = _shown(_at(document, key)) or "如左"
    for key, value in found.items():
        path = ".".join(key)
        reason = next((one for one in reasons if fnmatchcase(path, one.pattern)), None)
        if reason is None:
            faults.append(f"{findings.place(key)[0]} {path}：{value}。手册里没有，也没有写为什么、谁来确认")
        else:
            gathered.setdefault((_construct(key), reason), []).append(value)
    faults += [
        f"to_confirm.tsv 第 {reason.number} 行：没有 {reason.pattern}" for reason in reasons if reason not in used
    ]
    if said is not None:
        faults += [
            f"{findings.place(key)[0]} {'.'.join(key)}：手册里没有“{label}”这个选项，也没有写为什么、谁来确认"
            for key, label in _options(document, findings)
            if "".join(label.split()) not in said
            and not any(fnmatchcase(".".join(key), reason.pattern) for reason in reasons)
        ]
    order = {path: n for n, path in enumerate(paths)}
    listed = [
        Point(_what(document, key), findings.place(key)[0], ".".join(key), "；".join(values), reason.why, reason.who)
        for (key, reason), values in gathered.items()
    ]
    return sorted(listed, key=lambda point: (point.file, order.get(point.path, 0))), faults


def table(found: Iterable[Point]) -> str:
    """Return points as Markdown, one table a file."""
    lines: list[str] = []
    file = ""
    for point in found:
        if point.file != file:
            file = point.file
            lines += [*([""] if lines else []), f"### {file}", "", "| 什么 | 在哪里 | 我们的值 | 为什么 | 谁来确认 |"]
            lines.append("| --- | --- | --- | --- | --- |")
        cells = (point.what, f"`{point.path}`", point.value, point.why, point.who)
        lines.append(f"| {' | '.join(cell.replace('|', '、').replace(chr(10), ' ') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _walk(value: Any, key: Key) -> Iterator[tuple[Key, Any]]:
    """Yield every part of a document with its path; a list's record is found under its code."""
    yield key, value
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _walk(item, (*key, str(name)))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _walk(item, (*key, _code(item, number)))


def _code(item: Any, number: int) -> str:
    return str(item["code"]) if isinstance(item, Mapping) and "code" in item else str(number)


def _at(value: Any, key: Key) -> Any:
    """Return the part of a document at a path that `_walk` gave."""
    for name in key:
        value = value[name] if isinstance(value, Mapping) else {_code(i, n): i for n, i in enumerate(value)}[name]
    return value


def _own(document: Any, key: Key, source: str = "") -> Iterator[tuple[Key, str]]:
    """Yield what a part of the document decides and the nearest source does not say."""
    if not isinstance(document, Mapping):
        return
    written = document.get("source")
    source = written if isinstance(written, str) else source
    if written == "product" or (key[:1] == ("routes",) and isinstance(written, str) and written == number_of(written)):
        yield key, str(document.get("say") or document.get("text") or document.get("label") or written)
    given = _numbers_in(source)
    for name, item in document.items():
        at = (*key, name)
        if name in SKIPPED:
            continue
        if name == "years" and isinstance(item, Mapping) and "first" in item:
            yield at, f"{item['count']} 个年度，从 {item['first']} 起"
        elif name in LIMITS and _decides(name, item, given):
            yield at, LIMITS[name].format(_term(item)) + _unit(name, document)
        elif name == "pattern":
            yield at, f"格式：{document.get('wrong') or item}"
        elif name in CONDITIONS and written != "product" and isinstance(item, str) and (own := _literals(item) - given):
            yield at, f"{document.get('say') or document.get('label') or name}（{'、'.join(map(str, sorted(own)))}）"
        elif isinstance(item, Mapping):
            yield from _own(item, at, source)


def _decides(name: str, item: Any, given: set[int]) -> bool:
    if isinstance(item, bool) or USUAL.get(name) == item:
        return False
    if isinstance(item, str):  # a term such as "10 workdays"; what is a condition is looked at as one
        found = re.fullmatch(r"(\d+) (?:workdays|days|months|years)", item)
        return found is not None and int(found[1]) not in given
    return isinstance(item, int | float) and item not in given


def _term(item: Any) -> str:
    text = str(item)
    for word, said in UNITS:
        text = text.replace(f" {word}", f" {said}")
    return text


def _unit(name: str, document: Mapping[str, Any]) -> str:
    """Return in what a limit is counted."""
    if name not in ("min", "max"):
        return ""
    if "fields" in document or "name" in document or "seed" in document:
        return " 条"
    if isinstance(document.get("level"), int):
        return " 个"
    kind = document.get("kind", "text")
    suffix = str(document.get("suffix", ""))
    return " 字" if kind in ("text", "long_text") or document.get("free") else suffix and f" {suffix}"


def _literals(text: str) -> set[int]:
    """Return the numbers in a condition, but for 0, which asks whether there is anything."""
    try:
        parts = list(every(parse(text)))
    except UnreadableError:
        return set()
    return {p.value for p in parts if isinstance(p, Literal) and isinstance(p.value, int) and p.value not in (0, True)}


def _numbers_in(source: str) -> set[int]:
    """Return the numbers in the sentence that a source quotes."""
    found = SOURCE.fullmatch(source.strip())
    quoted = (found[2] or "") if found else source
    return {int(digits) for digits in re.findall(r"\d+", quoted)} | {NUMERALS[c] for c in quoted if c in NUMERALS}


def _options(document: Mapping[str, Any], findings: Findings) -> Iterator[tuple[Key, str]]:
    """Yield the options of the region's own lists, with their words."""
    for name, entries in (document.get("lists") or {}).items():
        if findings.place(("lists", name))[0] in findings.shared:
            continue
        for number, entry in enumerate(entries):
            label = entry.get("label", entry["code"]) if isinstance(entry, Mapping) else str(entry)
            yield ("lists", name, _code(entry, number)), label


def _construct(key: Key) -> Key:
    """Return the path of the construct that an attribute belongs to."""
    return key[:-1] if key[-1] in {*LIMITS, *CONDITIONS, "pattern", "years"} else key


def _what(document: Any, key: Key) -> str:
    """Return the labels on the way to a path, joined."""
    words: list[str] = []
    for cut in range(1, len(key) + 1):
        part = _at(document, key[:cut])
        if isinstance(part, Mapping) and isinstance(word := part.get("label") or part.get("code"), str):
            words.append(word.replace("{year}", "各"))
    return " · ".join(dict.fromkeys(words)) or key[-1]


def _shown(value: Any) -> str:
    """Return the words of something that only a reason names."""
    if isinstance(value, Mapping):
        said = {name: item for name, item in value.items() if name not in ("code", "label")}
        return "，".join(LIMITS[name].format(item) if name in LIMITS else _shown(item) for name, item in said.items())
    return "、".join(map(_shown, value)) if isinstance(value, list) else str(value)
