"""Gathers faults and knows on which line of which file every key of the document stands."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as member

from schemes.errors import Fault, Level

Path = tuple[str, ...]


@dataclass(slots=True)
class Findings:
    """Collects faults while a region is read and checked.

    `lines` maps a path of keys to (file, line); `origins` maps the path of something made while compiling (one year of
    a field, an inherited field) to the path it was made from; `shared` are files that several regions use.
    """

    lines: dict[Path, tuple[str, int]] = member(default_factory=dict)
    origins: dict[Path, Path] = member(default_factory=dict)
    shared: set[str] = member(default_factory=set)
    faults: list[Fault] = member(default_factory=list)

    def place(self, path: Path) -> tuple[str, int]:
        """Return file and line of a path, or of the nearest key around it."""
        for cut in range(len(path), 0, -1):
            head, tail = path[:cut], path[cut:]
            if head in self.origins:
                return self.place((*self.origins[head], *tail))
            if head in self.lines:
                return self.lines[head]
        return "", 0

    def add(self, code: str, text: str, *path: str, level: Level = "error") -> None:
        """Record a fault at a path of keys."""
        file, line = self.place(path)
        fault = Fault(code, level, file, line, ".".join(path), text)
        if fault not in self.faults:
            self.faults.append(fault)

    def warn(self, code: str, text: str, *path: str) -> None:
        """Record a fault that does not keep the region from loading."""
        self.add(code, text, *path, level="warning")

    @property
    def broken(self) -> bool:
        """Whether a fault of level "error" stands."""
        return any(fault.level == "error" for fault in self.faults)

    def ordered(self) -> tuple[Fault, ...]:
        """Return all faults: errors first, then by file and line."""
        return tuple(
            sorted(self.faults, key=lambda fault: (fault.level != "error", fault.file, fault.line, fault.code))
        )
