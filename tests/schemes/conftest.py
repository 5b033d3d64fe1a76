"""A small region that loads without a word; a test lays its own files over it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from schemes import Fault, Scheme, load

NOT_YET = "S122"  # is written and not yet obeyed: it stands beside whatever else is wrong
FILES = {
    "region": """
        region: {id: small, label: 小地区, format: 1}
        """,
    "sections": """
        sections:
          basic:
            label: 基本信息
            source: product
            fields:
              name: {label: 姓名, max: 20}
        """,
    "units": """
        units:
          board: {label: 评委会, level: 0}
          bureau: {label: 卫健委, level: 1, parents: [board]}
          hospital: {label: 医院, level: 2, parents: [bureau], employer: true}
        """,
    "deeds": """
        deeds:
          submit: {}
        """,
    "steps": """
        steps:
          employer: {label: 单位审核, kind: review, at: employer}
          committee: {label: 评审, kind: committee, at: board}
        """,
    "routes": """
        routes:
          all: {label: 都走这条, steps: [employer, committee]}
        """,
    "messages": """
        messages:
          m1: {on: submitted, to: applicant, text: 已交}
          m2: {on: returned, to: applicant, text: 退回了}
          m3: {on: approved_step, to: applicant, text: 通过了}
          m4: {on: approved, to: applicant, text: 评上了}
          m5: {on: rejected, to: applicant, text: 没有通过}
        """,
}


class Small:
    """Writes small regions to a folder and loads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, **files: str) -> Path:
        """Write the small region with these files in place of its own, and return its folder."""
        folder = self.folder / "small"
        for name, text in {**FILES, **files}.items():
            file = folder / f"{name}.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text).lstrip("\n"), "utf-8")
        return folder

    def faults(self, manual: str | None = None, **files: str) -> list[Fault]:
        """Return everything that is wrong with the small region and these files."""
        return list(load(self.write(**files), manual).faults)

    def scheme(self, **files: str) -> Scheme:
        """Return the small region with these files; it must load without a word, but for what nothing obeys yet."""
        loaded = load(self.write(**files))
        assert loaded.scheme is not None, "\n".join(map(str, loaded.faults))
        assert {fault.code for fault in loaded.faults} <= {NOT_YET}, "\n".join(map(str, loaded.faults))
        return loaded.scheme


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


@pytest.fixture(scope="session")
def regions() -> Path:
    return Path(__file__).parents[2] / "regions"


@pytest.fixture(scope="session")
def chongqing(regions: Path) -> Scheme:
    loaded = load(regions / "chongqing")
    assert loaded.scheme is not None, "\n".join(map(str, loaded.faults))
    return loaded.scheme


@pytest.fixture
def expect(small: Small) -> Callable[..., None]:
    """Check that files give one fault: its code, at the line marked `# HERE`, saying what to do."""

    def check(code: str, says: str, level: str = "error", manual: str | None = None, **files: str) -> None:
        marked = [(name, textwrap.dedent(text).lstrip("\n")) for name, text in files.items() if "# HERE" in text]
        ((name, text),) = marked
        line = next(n for n, one in enumerate(text.split("\n"), 1) if "# HERE" in one)
        found = small.faults(manual, **files)
        told = [(f.code, f.level, f.file, f.line) for f in found]
        assert (code, level, f"{name}.yaml", line) in told, "\n".join(map(str, found)) or "nothing was said"
        assert {f.code for f in found} - {NOT_YET} == {code} - {NOT_YET}, "\n".join(map(str, found))
        assert any(says in f.text for f in found), "\n".join(map(str, found))

    return check
