"""Puts one document's characters into its fonts: one Type0 font for each face that is needed, cut to what is printed.

ReportLab's own font class splits Chinese over fonts of 256 glyphs, refuses CFF outlines and writes a wrong ToUnicode
above U+FFFF; this one stands in its place. Source: ISO 32000-1, 9.7 (composite fonts), 9.10 (text extraction).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from reportlab.pdfbase import pdfdoc

from .faces import Faces, Family
from .fontfile import FontFile

_ESCAPED = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)", "\r": "\\r"})


class Pen:
    """Knows for one document the font and the code of every character that is printed in it."""

    def __init__(self, doc: Any, faces: Faces, used: Mapping[Family, set[str]], stands_for: Mapping[str, str]) -> None:
        """Cut and embed the fonts.

        Args:
            doc: ReportLab's document, which takes the font objects.
            faces: what the characters are looked up in; every one must have a face.
            used: the characters printed with each family.
            stands_for: characters that are copied as another one (vertical brackets as the ordinary ones).

        """
        self._faces = faces
        wanted: dict[FontFile, set[str]] = {}
        for family, characters in used.items():
            chain = faces.chains[family]
            for character in characters:
                wanted.setdefault(chain.files[chain.homes[character][0]], set()).add(character)
        self._fonts: dict[Family, str] = {}
        self._plain: dict[Family, dict[str, str]] = {}
        self._odd: dict[Family, dict[str, tuple[str, str]]] = {}
        codes: dict[FontFile, tuple[str, dict[str, str]]] = {}
        for n, (file, characters) in enumerate(sorted(wanted.items(), key=lambda one: one[0].name), start=1):
            order = sorted(characters)
            _embed(doc, f"F{n}", file, order, stands_for)
            codes[file] = (f"F{n}", {one: _code(code) for code, one in enumerate(order, start=1)})
        for family, characters in used.items():
            chain = faces.chains[family]
            main = chain.files[0]
            name, plain = codes.get(main, ("F1", {}))
            self._fonts[family] = name
            self._plain[family] = plain
            odd: dict[str, tuple[str, str]] = {}
            for character in characters:
                file = chain.files[chain.homes[character][0]]
                if file is not main:
                    odd[character] = (codes[file][0], codes[file][1][character])
            self._odd[family] = odd

    def font(self, family: Family, size: float) -> str:
        """Return the operator that chooses a family's first face."""
        return f"/{self._fonts[family]} {size:.4g} Tf"

    def show(self, text: str, family: Family, size: float) -> str:
        """Return the operators that show `text`; the family's first face must be chosen and is chosen after it."""
        odd = self._odd[family]
        if not odd or odd.keys().isdisjoint(text):
            return f"({''.join(map(self._plain[family].__getitem__, text))}) Tj"
        return " ".join(self._runs(text, family, size))

    def _runs(self, text: str, family: Family, size: float) -> Iterator[str]:
        odd, plain, main = self._odd[family], self._plain[family], self._fonts[family]
        located = [odd[one] if one in odd else (main, plain[one]) for one in text]
        chosen = main
        for name, run in groupby(located, key=lambda one: one[0]):
            if name != chosen:
                yield f"/{name} {size:.4g} Tf"
                chosen = name
            yield f"({''.join(code for _, code in run)}) Tj"
        if chosen != main:
            yield f"/{main} {size:.4g} Tf"

    def width(self, text: str, family: Family) -> int:
        """Return the width of `text` in thousandths of the font size."""
        return sum(map(self._faces.chains[family].widths.__getitem__, text))


@cache
def _code(number: int) -> str:
    """Return a character's two-byte code as it stands in a string of the page."""
    return (chr(number >> 8) + chr(number & 255)).translate(_ESCAPED)


def _embed(doc: Any, name: str, file: FontFile, characters: list[str], stands_for: Mapping[str, str]) -> None:
    """Write one face's font objects; the code of each character is its place in `characters`, counted from 1."""
    glyphs = [file.glyph(ord(one)) for one in characters]
    program = file.program(glyphs)
    base = f"{_letters(characters, file.name)}+{file.name}"
    metrics = file.metrics
    stream = {"Length1": len(program.data)} if program.kind == "truetype" else {"Subtype": _name("CIDFontType0C")}
    descriptor = pdfdoc.PDFDictionary(
        {
            "Type": _name("FontDescriptor"),
            "FontName": _name(base),
            "Flags": 4,
            "FontBBox": pdfdoc.PDFArray(metrics.box),
            "ItalicAngle": 0,
            "Ascent": metrics.ascent,
            "Descent": metrics.descent,
            "CapHeight": metrics.cap_height,
            "StemV": 80,
            # Outlines hardly shrink: the fastest level is within one part in twenty of the best at half the time.
            "FontFile2" if program.kind == "truetype" else "FontFile3": _stream(doc, program.data, stream, level=1),
        }
    )
    descendant = {
        "Type": _name("Font"),
        "Subtype": _name("CIDFontType2" if program.kind == "truetype" else "CIDFontType0"),
        "BaseFont": _name(base),
        "CIDSystemInfo": pdfdoc.PDFDictionary(
            {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
        ),
        "FontDescriptor": doc.Reference(descriptor, f"descriptor {name}"),
        "DW": 1000,
        "W": _Raw(_widths([file.width(glyph) for glyph in glyphs])),
    }
    if program.kind == "truetype":
        places = b"\0\0" + b"".join(place.to_bytes(2, "big") for place in program.places)
        descendant["CIDToGIDMap"] = _stream(doc, places, {})
    font = pdfdoc.PDFDictionary(
        {
            "Type": _name("Font"),
            "Subtype": _name("Type0"),
            "BaseFont": _name(base if program.kind == "truetype" else f"{base}-Identity-H"),
            "Encoding": _name("Identity-H"),
            "DescendantFonts": pdfdoc.PDFArray([doc.Reference(pdfdoc.PDFDictionary(descendant), f"descendant {name}")]),
            "ToUnicode": _stream(doc, _to_unicode([stands_for.get(one, one) for one in characters]), {}),
        }
    )
    doc.idToObject["BasicFonts"].dict[name] = doc.Reference(font, f"font {name}")


class _Raw(pdfdoc.PDFObject):
    """Writes an object whose text is ready."""

    def __init__(self, text: str) -> None:
        self._text = text.encode("ascii")

    def format(self, document: Any) -> bytes:
        return self._text


def _name(text: str) -> Any:
    return pdfdoc.PDFName(text)


def _stream(doc: Any, data: bytes, entries: Mapping[str, Any], level: int = 6) -> Any:
    dictionary = pdfdoc.PDFDictionary({"Filter": _name("FlateDecode"), **entries})
    return doc.Reference(pdfdoc.PDFStream(dictionary, zlib.compress(data, level), filters=None))


def _letters(characters: Iterable[str], name: str) -> str:
    """Return the six letters that tell this cut of the font from others."""
    digest = hashlib.sha256((name + "".join(characters)).encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _widths(widths: list[int]) -> str:
    """Write the widths that are not a full character, in runs: [first [w w …] first [w …]]."""
    found: list[str] = []
    for full, run in groupby(enumerate(widths, start=1), key=lambda one: one[1] == 1000):
        if not full:
            pairs = list(run)
            found.append(f"{pairs[0][0]} [{' '.join(str(width) for _, width in pairs)}]")
    return f"[{' '.join(found)}]"


@cache
def _utf_16(character: str) -> str:
    return character.encode("utf-16-be").hex().upper()


def _to_unicode(characters: list[str]) -> bytes:
    lines = [f"<{code:04X}> <{_utf_16(one)}>" for code, one in enumerate(characters, start=1)]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")
