"""One face of a font file: which characters it has, how wide they are, and a small font of some of them."""

from __future__ import annotations

import mmap
import struct
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import uharfbuzz

from . import cff

hb: Any = uharfbuzz  # its names are not typed


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii").ljust(4), "big")


# What a PDF reader never asks an embedded font for: it is told character, width and metrics by the PDF itself.
_DROPPED = tuple(
    _tag(name)
    for name in (
        *("GSUB", "GPOS", "GDEF", "BASE", "JSTF", "DSIG", "VORG", "vhea", "vmtx", "name", "cmap", "OS/2", "post"),
        *("gasp", "STAT", "kern", "morx", "feat", "meta", "LTSH", "VDMX", "hdmx", "PCLT"),
    )
)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Holds what a font descriptor says, in thousandths of the font size."""

    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int


@dataclass(frozen=True, slots=True)
class Program:
    """Holds an embeddable font; `places` is each asked glyph's place in it, in the order in which they were asked."""

    kind: Literal["cff", "truetype"]
    data: bytes
    places: tuple[int, ...]


def _table(font: memoryview, index: int, tag: bytes) -> memoryview:
    """Return one table of a face; source: OpenType 1.9, Organization of an OpenType font, TTC header."""
    start = struct.unpack_from(">I", font, 12 + 4 * index)[0] if bytes(font[:4]) == b"ttcf" else 0
    (count,) = struct.unpack_from(">H", font, start + 4)
    for name, _, at, length in struct.iter_unpack(">4s3I", font[start + 12 : start + 12 + 16 * count]):
        if name == tag:
            return font[at : at + length]
    raise ValueError(tag)


class FontFile:
    """Reads one face; the file stays mapped into memory and is shared by all threads."""

    def __init__(self, path: Path, index: int = 0) -> None:
        """Open the face.

        Args:
            path: a TrueType or OpenType font or collection.
            index: which face of a collection.

        Raises:
            ValueError: the file is no font that can be embedded.

        """
        self.path, self._index = path, index
        self._face = hb.Face(hb.Blob.from_file_path(str(path)), index)
        self._font = hb.Font(self._face)
        tables = set(self._face.table_tags)
        if "glyf" in tables:
            self.kind: Literal["cff", "truetype"] = "truetype"
        elif "CFF " in tables:
            self.kind = "cff"
        else:
            raise ValueError(f"no outlines that can be embedded: {path.name}")
        self.upem: int = self._face.upem
        name = "".join(c for c in (self._face.get_name(6) or path.stem) if c.isascii() and (c.isalnum() or c in "-_"))
        self.name = name[:63] or "Face"
        self._charstrings: dict[int, tuple[bytes, int]] = {}
        self._subsetting = threading.Lock()

    def glyph(self, code: int) -> int:
        """Return the glyph of a code point, 0 when the face has none."""
        return self._font.get_nominal_glyph(code) or 0

    def width(self, glyph: int) -> int:
        """Return a glyph's advance in thousandths of the font size."""
        return round(self._font.get_glyph_h_advance(glyph) * 1000 / self.upem)

    @cached_property
    def metrics(self) -> Metrics:
        """Read the descriptor's figures from `head`, `hhea` and `OS/2`."""
        head, hhea, os2 = (bytes(self._face.reference_table(tag).data) for tag in ("head", "hhea", "OS/2"))
        box = struct.unpack_from(">4h", head, 36)
        ascent, descent = struct.unpack_from(">2h", hhea, 4)
        cap = struct.unpack_from(">h", os2, 88)[0] if len(os2) >= 90 else ascent
        scaled = [round(figure * 1000 / self.upem) for figure in (*box, ascent, descent, cap)]
        return Metrics((scaled[0], scaled[1], scaled[2], scaled[3]), scaled[4], scaled[5], scaled[6])

    def program(self, glyphs: list[int]) -> Program:
        """Return a font that holds .notdef and `glyphs`; a glyph asked for twice is told twice."""
        if self.kind == "cff":
            return self._cff(glyphs)
        _, blob, mapping = self._subset(set(glyphs), hb.SubsetFlags.NO_HINTING)
        return Program("truetype", blob, tuple(mapping[glyph] for glyph in glyphs))

    def _cff(self, glyphs: list[int]) -> Program:
        # Cutting a face of 65,535 glyphs costs 20 ms; charstrings without subroutines stand alone, so each is cut
        # once in the life of the process and a document only joins those it needs.
        wanted = {0, *glyphs} - self._charstrings.keys()
        if wanted:
            face, _, mapping = self._subset(wanted, hb.SubsetFlags.DESUBROUTINIZE)
            table = bytes(face.reference_table("CFF ").data)
            charstrings = cff.read(table).charstrings
            select = self._shared.select
            for glyph in wanted:
                self._charstrings[glyph] = (charstrings[mapping[glyph]], select[glyph] if select else 0)
        chosen = [self._charstrings[glyph] for glyph in (0, *glyphs)]
        return Program("cff", cff.write(self.name, self._shared, chosen), tuple(range(1, len(chosen))))

    @cached_property
    def _shared(self) -> cff.Cff:
        # harfbuzz gives tables as copies, and this one has 20 MB: what is wanted of it is read where it lies
        with self.path.open("rb") as file:
            return cff.read(
                _table(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), self._index, b"CFF ")
            )

    def _subset(self, glyphs: set[int], flags: Any) -> tuple[Any, bytes, dict[int, int]]:
        asked = hb.SubsetInput()
        asked.flags = flags | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        for tag in _DROPPED:
            asked.drop_table_tag_set.add(tag)
        asked.glyph_set.update(glyphs)
        with self._subsetting:
            plan = hb.SubsetPlan(self._face, asked)
            face = plan.execute()
        return face, bytes(face.blob.data), dict(plan.old_to_new_glyph_mapping)
