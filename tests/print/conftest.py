"""What the tests of printing share: an application to print, forms written in a line, and eyes to read paper."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2
import pytest
import yaml
from PIL import Image, ImageDraw

from schemes.model import Form

CODE = "3f9a1c07" * 8


@dataclass
class View:
    """Prints what it was given."""

    values: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)
    watermark: str | None = None
    code: str = CODE
    verify_url: str = "https://zhiping.example.cn/verify/" + CODE
    settings: Mapping[str, int] = field(default_factory=dict)
    holding: frozenset[str] = frozenset()
    moments: Mapping[str, str] = field(default_factory=dict)

    def value(self, path: str) -> str:
        return self.values.get(path, "")

    def moment(self, path: str) -> str:
        return self.moments.get(path, "")

    def rows(self, section: str) -> list[dict[str, str]]:
        return self.sections.get(section, [])

    def image(self, path: str) -> bytes | None:
        return self.images.get(path)

    def shows(self, condition: str) -> bool:
        return condition in self.holding

    def where(self, condition: Any, row: Mapping[str, str]) -> bool:
        assert condition in ("!row.void", "row.on_publicity", "!row.void && row.on_publicity")
        void = row.get("void") == "是" and "!row.void" in condition
        return not void and (row.get("on_publicity") != "否" or "on_publicity" not in condition)


class Paper:
    """Reads a printed PDF with other people's programs."""

    def __init__(self, data: bytes, path: Path) -> None:
        self.data = data
        self.path = path
        path.write_bytes(data)

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
        return done.stdout.decode()

    def text(self, page: int | None = None) -> str:
        """Return the text as it lies on the page."""
        which = ["-f", str(page), "-l", str(page)] if page else []
        return self._run("pdftotext", "-layout", *which, str(self.path), "-")

    def copied(self) -> str:
        """Return the text without blanks and line ends, as a search sees it."""
        return re.sub(r"\s", "", self._run("pdftotext", "-raw", str(self.path), "-"))

    def fonts(self) -> list[list[str]]:
        lines = self._run("pdffonts", str(self.path)).splitlines()[2:]
        return [line.split() for line in lines]

    def check(self) -> None:
        self._run("qpdf", "--check", str(self.path))

    @property
    def pages(self) -> int:
        with pypdfium2.PdfDocument(self.data) as document:
            return len(document)

    def place(self, character: str, page: int) -> tuple[float, float]:
        """Return where a character's lower left corner lies, in points."""
        with pypdfium2.PdfDocument(self.data) as document:
            text = document[page - 1].get_textpage()
            left, bottom, _, _ = text.get_charbox(text.get_text_range().index(character))
            return left, bottom

    def picture(self, page: int, dpi: int = 100) -> Image.Image:
        with pypdfium2.PdfDocument(self.data) as document:
            return document[page - 1].render(scale=dpi / 72).to_pil().convert("L")


@pytest.fixture
def paper(tmp_path: Path) -> Callable[[bytes], Paper]:
    count = iter(range(1000))
    return lambda data: Paper(data, tmp_path / f"{next(count)}.pdf")


@pytest.fixture(scope="session")
def form() -> Callable[..., Form]:
    def make(*body: Any, columns: int = 6, label: str = "评审表", **more: Any) -> Form:
        return Form(label=label, columns=columns, body=list(body), **more)

    return make


@pytest.fixture(scope="session")
def view() -> type[View]:
    return View


@pytest.fixture(scope="session")
def grids() -> dict[str, Form]:
    """Return every form of five regions, "region.form" → form."""
    found: dict[str, Form] = {}
    for path in sorted((Path(__file__).parent / "grids").glob("*.yaml")):
        for name, written in yaml.safe_load(path.read_text())["forms"].items():
            found[f"{path.stem}.{name}"] = msgspec.convert(written, Form)
    return found


@pytest.fixture(scope="session")
def signature() -> bytes:
    image = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(10, 100), (80, 20), (120, 90), (200, 30), (290, 80)], fill=(0, 0, 0, 255), width=9)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="session")
def applicant() -> View:
    """Return an invented applicant of Chongqing, filled as for the review form."""
    work = (
        "主持完成县域中西医结合防治慢性阻塞性肺疾病的临床研究（编号：2019MSXM066），共纳入患者312例，"
        "总有效率达到91.3%，明显优于对照组；相关成果发表于《中国中医急症》《重庆医学》等期刊。"
    )
    education = {"graduated": "2007年06月", "school": "云溪医科大学", "major": "中西医临床医学"}
    values = {
        "applicant.name": "周岚",
        "applicant.sex": "女",
        "applicant.birth": "1984年03月",
        "register.work_start": "2007年07月",
        "register.former_name": "无",
        "basic.ethics": "96",
        "basic.support_years": "2",
        "basic.schooling": "大学本科",
        "basic.schooling_no": "10631200****",
        "basic.degree": "医学学士",
        "basic.degree_no": "10631420****",
        "basic.school_years": "5年",
        "opinion_base.text": "该同志工作认真负责，业绩突出，材料属实，公示5个工作日无异议，同意推荐。",
        "opinion_base.date": "2026年11月20日",
        "opinion_department.text": "同意推荐。",
        "plan.year": "2026",
        "unit.name": "云溪区人民医院",
        **{f"basic.{key}": value for key, value in education.items()},
        **{f"basic.degree_{key}": value for key, value in education.items()},
    }
    earlier = [
        {"period": "2012年07月至2016年05月", "name": "乡镇卫生院慢病规范管理", "role": "制定方案", "result": work}
    ]
    achievements = [
        {
            "period": "2017年03月至2019年12月",
            "name": f"第{n}项：县级中医药适宜技术推广",
            "role": "主持，负责方案设计与质量控制",
            "effect": work * (1 + n % 3),
            "void": "是" if n == 4 else "否",
        }
        for n in range(1, 13)
    ]
    workload = [
        {"item": item, **{f"count{n}": str(100 * n) for n in range(1, 6)}} for item in ("门诊人次", "出院人次", "会诊")
    ]
    return View(values, {"earlier": earlier, "achievements": achievements, "workload": workload}, watermark="草稿")
