"""Prints one form of 15 pages with this product and with ReportLab's Platypus: same content, same font, same run.

The form has merged cells, a table of 90 rows, a watermark, "page x of y", a QR code and four signatures. Each side
prints in turn; what counts is the least time of the processor. One line of JSON a figure: `value` is our time as a
part of Platypus' (smaller is better), `beside` is Platypus' in milliseconds.
"""

from __future__ import annotations

import gc
import io
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table, TableStyle
from reportlab.platypus import Image as Picture

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from print import forms
from print.faces import Chain, Faces, open_faces
from print.fontfile import FontFile
from print.qr import qr
from schemes.model import Form

WANTED = 3.5
ROUNDS = 9
URL = "https://zhiping.example.cn/verify/" + "3f9a1c07" * 8
FONTS = ("LXGWWenKai-Regular.ttf", "HanaMinA.ttf")


@dataclass
class View:
    values: Mapping[str, str]
    sections: Mapping[str, list[dict[str, str]]]
    images: Mapping[str, bytes]
    watermark: str | None = "草稿"
    code: str = "3f9a1c07" * 8
    verify_url: str = URL
    settings: Mapping[str, int] = field(default_factory=dict)

    def value(self, path: str) -> str:
        return self.values.get(path, "")

    def rows(self, section: str) -> list[dict[str, str]]:
        return self.sections[section]

    def image(self, path: str) -> bytes | None:
        return self.images.get(path)

    def shows(self, condition: str) -> bool:
        return True

    def where(self, condition: Any, row: Mapping[str, str]) -> bool:
        return True


def words(source: random.Random, stock: list[str], count: int) -> str:
    text = "".join(source.choice(stock) for _ in range(count))
    return "，".join(text[at : at + 17] for at in range(0, count, 17)) + "。"


def signature(seed: int) -> bytes:
    image = Image.new("RGBA", (360, 140), (0, 0, 0, 0))
    source = random.Random(seed)
    points = [(source.randrange(10, 350), source.randrange(10, 130)) for _ in range(24)]
    ImageDraw.Draw(image).line(points, fill=(10, 20, 90, 255), width=5, joint="curve")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def content(file: FontFile) -> tuple[Form, View]:
    source = random.Random(20260730)
    stock = [chr(code) for code in source.sample(range(0x4E00, 0x9000), 4000) if file.glyph(code)][:1590]
    works = [
        {
            "period": f"20{n % 20:02d}年0{n % 9 + 1}月",
            "name": words(source, stock, 24),
            "role": words(source, stock, 18),
            "effect": words(source, stock, 66 + n % 40),
        }
        for n in range(90)
    ]
    values = {"a.name": "周岚", "a.unit": "云溪区人民医院", "a.title": "副主任医师", "a.school": "重庆医科大学"}
    values |= {f"o.{n}": words(source, stock, 120) for n in range(4)}
    form = Form(
        label="专业技术职务任职资格评审表",
        watermark="草稿",
        columns=12,
        body=[
            "姓名 >2 | {a.name} >4 | 申报职称 >2 | {a.title} >4",
            "工作单位 >2 | {a.unit} >10",
            {
                "grid": [
                    "学历学位 v4 | 院校 >5 | 专业 >3 | 证书号 >3",
                    "^ | {a.school} >5 | {a.title} >3 | {blank} >3",
                    "^ | 院校 >5 | 专业 >3 | 学位 >3",
                    "^ | {a.school} >5 | {a.title} >3 | {blank} >3",
                ]
            },
            {
                "rows": "works",
                "title": "任现职以来主要专业技术工作业绩",
                "columns": "period=起止时间>2 | name=名称>3 | role=本人作用>3 | effect=完成情况及效果>4",
            },
            *({"grid": [f"意见 >2 | {{o.{n}}} >7 | {{s.{n}}} >3"], "height": "40mm"} for n in range(4)),
        ],
    )
    return form, View(values, {"works": works}, {f"s.{n}": signature(n) for n in range(4)})


class Numbered(Canvas):
    """Counts pages as Platypus' users do: every page is kept until the last one is there."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for state in self._kept:
            self.__dict__.update(state)
            self.setFont("bench", 9)
            self.drawCentredString(A4[0] / 2, 12 * mm, f"第 {self._pageNumber} 页 共 {len(self._kept)} 页")
            Canvas.showPage(self)
        Canvas.save(self)


def platypus(view: View) -> bytes:
    plain = ParagraphStyle("plain", fontName="bench", fontSize=10.5, leading=14, wordWrap="CJK")
    middle = ParagraphStyle("middle", parent=plain, alignment=TA_CENTER)
    title = ParagraphStyle("title", parent=middle, fontSize=18, leading=34)
    width = (A4[0] - 32 * mm) / 12
    rows = qr(URL)

    def page(canvas: Canvas, _: BaseDocTemplate) -> None:
        if not canvas.hasForm("stamp"):
            canvas.beginForm("stamp")
            canvas.saveState()
            canvas.setFillGray(0.91)
            canvas.setFont("bench", 120)
            canvas.translate(150, 250)
            canvas.rotate(35)
            canvas.drawString(0, 0, "草稿")
            canvas.restoreState()
            unit = 18 * mm / len(rows)
            for y, row in enumerate(rows):
                for x, dark in enumerate(row):
                    if dark:
                        canvas.rect(A4[0] - 34 * mm + x * unit, 23 * mm - y * unit, unit, unit, stroke=0, fill=1)
            canvas.endForm()
        canvas.doForm("stamp")

    def cell(text: str, style: ParagraphStyle = middle) -> Paragraph:
        return Paragraph(text, style)

    def table(data: list[list[Any]], spans: Iterable[int], *more: Any, **named: Any) -> Table:
        style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *more]
        return Table(data, colWidths=[width * span for span in spans], style=TableStyle(style), **named)

    value = view.value
    keys = ("period", "name", "role", "effect")
    school = [cell(value("a.school")), cell(value("a.title")), ""]
    story: list[Any] = [
        cell("专业技术职务任职资格评审表", title),
        table([[cell("姓名"), cell(value("a.name")), cell("申报职称"), cell(value("a.title"))]], (2, 4, 2, 4)),
        table([[cell("工作单位"), cell(value("a.unit"))]], (2, 10)),
        table(
            [
                [cell("学历学位"), cell("院校"), cell("专业"), cell("证书号")],
                ["", *school],
                ["", cell("院校"), cell("专业"), cell("学位")],
                ["", *school],
            ],
            (1, 5, 3, 3),
            ("SPAN", (0, 0), (0, 3)),
        ),
        table(
            [
                [cell("任现职以来主要专业技术工作业绩"), "", "", ""],
                [cell(text) for text in ("起止时间", "名称", "本人作用", "完成情况及效果")],
                *([cell(row[key], plain) for key in keys] for row in view.rows("works")),
            ],
            (2, 3, 3, 4),
            ("SPAN", (0, 0), (-1, 0)),
            repeatRows=2,
        ),
    ]
    for n in range(4):
        picture = Picture(io.BytesIO(view.images[f"s.{n}"]), 70, 27, mask="auto")
        story.append(table([[cell("意见"), cell(value(f"o.{n}"), plain), picture]], (2, 7, 3), rowHeights=[40 * mm]))
    buffer = io.BytesIO()
    frame = Frame(16 * mm, 25 * mm, A4[0] - 32 * mm, A4[1] - 39 * mm, 0, 0, 0, 0)
    document = BaseDocTemplate(buffer, pagesize=A4, pageTemplates=[PageTemplate(frames=[frame], onPage=page)])
    document.build(story, canvasmaker=Numbered)
    return buffer.getvalue()


def spent(work: Callable[[], object]) -> float:
    gc.collect()  # what the other side left behind
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def main() -> None:
    path = next(found for name in FONTS for found in sorted(Path("/usr/share/fonts").rglob(name)))
    file = FontFile(path)
    chain = Chain([file], [file])
    faces = Faces({"body": chain, "heading": chain})
    pdfmetrics.registerFont(TTFont("bench", str(path)))
    form, view = content(file)
    ours, theirs, usual = [], [], []
    system = open_faces()
    for one in (lambda: forms.pdf(form, view, faces), lambda: platypus(view), lambda: forms.pdf(form, view, system)):
        one()  # fonts are read once in a process
    for _ in range(ROUNDS):
        ours.append(spent(lambda: forms.pdf(form, view, faces)))
        theirs.append(spent(lambda: platypus(view)))
        usual.append(spent(lambda: forms.pdf(form, view, system)))
    beside = min(theirs)
    for name, times in (("print_form_15_pages", ours), ("print_form_15_pages_noto", usual)):
        figure = {
            "name": name,
            "value": round(min(times) / beside, 4),
            "unit": "of Platypus, ms beside",
            "beside": round(beside, 1),
            "wanted": round(1 / WANTED, 4),
        }
        print(json.dumps(figure, ensure_ascii=False))


if __name__ == "__main__":
    main()
