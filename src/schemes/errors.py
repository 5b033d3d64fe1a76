"""What is wrong with a region, one numbered fault each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Level = Literal["error", "warning"]


class Fault(NamedTuple):
    """Tells one thing that is wrong with a region and what to do about it.

    `code` is S001 … S706; `file` is relative to the region's folder and empty when nothing was read from a file;
    `line` counts from 1, 0 when unknown; `where` is the path of keys, such as "sections.basic.fields.degree".
    """

    code: str
    level: Level
    file: str
    line: int
    where: str
    text: str

    def __str__(self) -> str:
        """Return the fault as one line for a terminal."""
        word = {"error": "错误", "warning": "提醒"}[self.level]
        place = f"{self.file}:{self.line}" if self.line else self.file or "-"
        return f"{self.code} {word} {place} {self.where}：{self.text}"


class SchemeError(Exception):
    """Raised when a document is not a usable scheme; `faults` say why."""

    code = "scheme_unusable"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("这份地区规则不能使用，请先改正：" + "；".join(str(fault) for fault in self.faults[:5]))
