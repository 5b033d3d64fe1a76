"""Reads a region's YAML without surprises and without trust.

Only `true`, `false`, `null` and whole numbers are typed; everything else is text, so that `031`, `5.10`, `yes`, `12:30`
and `2019-07-01` stay what was written. Anchors and aliases, deep nesting and large files are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, Final

import yaml

from schemes.findings import Findings, Path

MAX_FILE_BYTES: Final = 512 * 1024
MAX_FILES: Final = 64
MAX_DEPTH: Final = 24
MAX_VALUES: Final = 60_000

TYPED: Final = re.compile(r"true|false|null|-?(?:0|[1-9]\d{0,14})")
FIXED: Final[dict[str, Any]] = {"true": True, "false": False, "null": None, "": None}
ADVICE: Final = (
    ("mapping values are not allowed", "这句话里有冒号，请给整句加引号；或者上一行的缩进不对"),
    ("expected ',' or '}'", "大括号里少了逗号，或有一句带逗号、冒号的话没有加引号"),
    ("expected ',' or ']'", "方括号里少了逗号，或有一句话没有加引号"),
    ("expected <block end>", "缩进没有对齐，请和上面同级的行对齐"),
    ("expected ':'", "少了冒号，或冒号后面少了空格"),
    ("unexpected end of stream", "引号或括号没有写完"),
    ("cannot start any token", "这个符号开头的话要加引号"),
    ("alias", "不用 & 和 * 引用，请把内容再写一遍；若是一句话，请加引号"),
)
CONDITION_WITHOUT_QUOTES: Final = re.compile(r"(?:^|[:\-,{\[])\s*!(?=[\w(])")


class _RefusedError(Exception):
    """Stops reading one file."""

    def __init__(self, line: int, text: str, code: str = "S001") -> None:
        super().__init__(text)
        self.line, self.text, self.code = line, text, code


class _Reader:
    """Builds plain values from the events of one file, noting the line of every key."""

    def __init__(self, text: str, file: str, findings: Findings) -> None:
        self.events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.file, self.findings, self.count = file, findings, 0
        self.lines: dict[Path, tuple[str, int]] = {}

    def document(self) -> Any:
        """Return the value of the file's only document; None when it is empty."""
        value, seen = None, False
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                mark: Any = event.start_mark
                if seen:
                    raise _RefusedError(mark.line + 1, "一个文件只写一份，请去掉中间的 ---")
                value, seen = self.value(next(self.events), (), 0), True
        return value

    def value(self, event: Any, path: Path, depth: int) -> Any:
        """Return the value that begins with `event`."""
        line: int = event.start_mark.line + 1
        self.count += 1
        if depth > MAX_DEPTH:
            raise _RefusedError(line, f"套了 {MAX_DEPTH} 层以上，请写得浅一些")
        if self.count > MAX_VALUES:
            raise _RefusedError(line, f"内容超过 {MAX_VALUES} 项，请分开或删减")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(line, "不用 & 和 * 引用，请把内容再写一遍")
        self.lines[path] = (self.file, line)
        if event.tag and event.tag.startswith("!"):
            written = f"{event.tag}{event.value if isinstance(event, yaml.ScalarEvent) else ''}"
            text = f"以 ! 开头的条件要加引号，请写成 '{written}'"
            self.findings.lines[path] = (self.file, line)
            self.findings.add("S006", text, *path)
            if isinstance(event, yaml.ScalarEvent):
                return written
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path, depth)
        plain = event.style in (None, "")
        if plain and event.value in FIXED:
            return FIXED[event.value]
        return int(event.value) if plain and TYPED.fullmatch(event.value) else event.value

    def mapping(self, path: Path, depth: int) -> dict[str, Any]:
        """Return a mapping; a key written twice is a fault and the last one stands."""
        out: dict[str, Any] = {}
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarEvent):
                raise _RefusedError(line, "冒号左边只能是一个词；若这里是带大括号的一句话，请加引号")
            name = str(key.value)
            if name in out:
                self.lines[*path, name] = self.findings.lines[*path, name] = (self.file, line)
                self.findings.add("S002", f"“{name}”在这里写了两次，请删去或改名", *path, name)
            out[name] = self.value(next(self.events), (*path, name), depth + 1)
            self.lines[*path, name] = (self.file, line)
        return out

    def sequence(self, path: Path, depth: int) -> list[Any]:
        """Return a sequence."""
        out: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            out.append(self.value(event, (*path, str(len(out))), depth + 1))
        return out


def _advice(problem: str, text: str, line: int) -> tuple[str, str]:
    """Return code and sentence for what the YAML reader could not read."""
    lines = text.split("\n")
    if 0 < line <= len(lines) and CONDITION_WITHOUT_QUOTES.search(lines[line - 1]):
        return "S006", "以 ! 开头的条件要加引号，例：'!cover.grassroots'"
    if 0 < line <= len(lines) and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]:
        return "S001", "读不懂这个文件：缩进用了制表符，请改成空格"
    found = next((say for part, say in ADVICE if part in problem), "缩进、引号或括号没有对上，请看这一行和上一行")
    return "S001", f"读不懂这个文件：{found}"


def read_file(file: FilePath, name: str, findings: Findings) -> dict[str, Any] | None:
    """Read one YAML file into plain values; faults go to `findings`, and None is returned when it cannot be read."""
    here = ("",)
    findings.lines[here] = (name, 1)
    if file.stat().st_size > MAX_FILE_BYTES:
        findings.add("S001", f"文件超过 {MAX_FILE_BYTES // 1024} KB，请分成几个文件", *here)
        return None
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        findings.add("S001", "文件不是 UTF-8 编码，请另存为 UTF-8", *here)
        return None
    reader = _Reader(text, name, findings)
    try:
        value = reader.document()
    except _RefusedError as refused:
        findings.lines[here] = (name, refused.line)
        findings.add(refused.code, refused.text, *here)
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        code, say = _advice(str(error), text, line)
        findings.lines[here] = (name, line)
        findings.add(code, say, *here)
        return None
    finally:
        findings.lines.pop(here, None)
    findings.lines.update({path: place for path, place in reader.lines.items() if path not in findings.lines})
    if value is None:
        return {}
    if not isinstance(value, dict):
        findings.lines[here] = (name, 1)
        findings.add("S001", "文件要从“词: 内容”开始，例：sections:", *here)
        return None
    return value


def region_files(folder: FilePath) -> list[tuple[FilePath, str]]:
    """List the files of a region with the names faults give them: the shared ones first, then the region's by name."""
    shared = sorted((folder.parent / "_shared").glob("*.yaml"))
    own = sorted(file for file in folder.rglob("*.yaml") if "demo" not in file.relative_to(folder).parts[:-1])
    return [
        *((file, f"_shared/{file.name}") for file in shared if file.stem != "holidays"),
        *((file, file.relative_to(folder).as_posix()) for file in own),
    ]


def read_region(folder: FilePath, findings: Findings) -> dict[str, Any]:
    """Read and join all files of a region; a key that stands in two files is a fault."""
    files = region_files(folder)
    if not any(not name.startswith("_shared/") for _, name in files):
        findings.add("S001", f"文件夹 {folder.name} 里没有 .yaml 文件", "region")
        return {}
    if len(files) > MAX_FILES:
        findings.add("S001", f"文件超过 {MAX_FILES} 个，请合并", "region")
        return {}
    joined: dict[str, Any] = {}
    for file, name in files:
        if name.startswith("_shared/"):
            findings.shared.add(name)
        before = dict(findings.lines)
        value = read_file(file, name, findings)
        for top, content in (value or {}).items():
            if top not in joined:
                joined[top] = dict(content) if isinstance(content, dict) else content
                continue
            if top == "region" or not isinstance(content, dict) or not isinstance(joined[top], dict):
                findings.add("S003", f"“{top}”在另一个文件里已经写过，请只留一处", top)
                continue
            for key, item in content.items():
                if key in joined[top]:
                    other, line = before.get((top, key), ("另一个文件", 0))
                    findings.add("S003", f"“{key}”在 {name} 和 {other}:{line} 都写了，请只留一处", top, key)
                else:
                    joined[top][key] = item
    return joined
