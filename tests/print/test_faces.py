"""Each character is printed by the first face that has it; what none has is said before anything is printed."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen, RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from print import faces, forms
from print.errors import Unprintable
from print.fontfile import FontFile

RARE = "𬱟㑇䶮𠮷𫍯𪨰"


def system(name: str) -> Path:
    return next(iter(sorted(Path("/usr/share/fonts").rglob(name))))


def own_font(path: Path, characters: dict[str, int]) -> None:
    """Write a font whose outlines are named, not numbered, as an operator may have one."""
    builder = FontBuilder(1000, isTTF=False)
    names = [".notdef", *(f"g{n}" for n in range(len(characters)))]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(one): f"g{n}" for n, one in enumerate(characters)})
    strings = {}
    for name, width in zip(names, [500, *characters.values()], strict=True):
        pen = T2CharStringPen(width, None)
        pen.moveTo((100, 0))
        pen.lineTo((100, 700))
        pen.lineTo((width - 100, 700))
        pen.closePath()
        strings[name] = pen.getCharString()
    builder.setupCFF("OwnFace", {"FullName": "Own Face"}, strings, {})
    builder.setupHorizontalMetrics({n: (w, 0) for n, w in zip(names, [500, *characters.values()], strict=True)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Own", "styleName": "Regular", "psName": "OwnFace"})
    builder.setupOS2(sTypoAscender=880)
    builder.setupPost()
    builder.save(path)


def test_missing__rare_characters_of_names__have_a_face():
    """B-06: characters of GB 18030-2022 level 3 can be printed."""
    assert faces.missing(RARE) == set()


def test_missing__what_no_face_has__is_reported():
    assert faces.missing("周\U00031350岚\ue123") == {"\U00031350", "\ue123"}


def test_missing__what_is_never_printed__is_not_reported():
    assert faces.missing("周\x00岚\u202e\n\ufeff") == set()


def test_faces__asked_twice__are_opened_once():
    assert faces.open_faces() is faces.open_faces()


def test_heading__has_whatever_the_body_has():
    opened = faces.open_faces()
    for one in RARE + "（）0Aé—①":
        assert opened.heading.homes[one][0] >= 0


@pytest.mark.parametrize(("name", "index"), [("NotoSerifCJK-Regular.ttc", 2), ("NotoSansCJK-Bold.ttc", 2)])
def test_program__cff__draws_the_same_outlines(name, index):
    path = system(name)
    file = FontFile(path, index)
    source = random.Random(7)
    characters = [chr(code) for code in source.sample(range(0x4E00, 0x9FA5), 60)] + list("，（）《》Aa1%ǎ𬱟")
    glyphs = [file.glyph(ord(one)) for one in characters]
    program = file.program(glyphs)
    cut = CFFFontSet()
    cut.decompile(io.BytesIO(program.data), None)
    whole = TTFont(path, fontNumber=index, lazy=True)
    outlines = whole.getGlyphSet()
    for one, glyph, place in zip(characters, glyphs, program.places, strict=True):
        ours, theirs = RecordingPen(), RecordingPen()
        charstring = cut[0].CharStrings[f"cid{place:05d}"]
        charstring.draw(ours)
        outlines[whole.getGlyphName(glyph)].draw(theirs)
        assert ours.value == theirs.value, one
        assert charstring.width == outlines[whole.getGlyphName(glyph)].width


def test_program__truetype__draws_the_same_outlines():
    path = system("HanaMinB.ttf")
    file = FontFile(path)
    glyphs = [file.glyph(ord(one)) for one in "𠀀𪚥𫠝𠀀"]
    program = file.program(glyphs)
    cut, whole = TTFont(io.BytesIO(program.data)), TTFont(path)
    for glyph, place in zip(glyphs, program.places, strict=True):
        ours, theirs = DecomposingRecordingPen(cut.getGlyphSet()), DecomposingRecordingPen(whole.getGlyphSet())
        cut.getGlyphSet()[cut.getGlyphName(place)].draw(ours)
        whole.getGlyphSet()[whole.getGlyphName(glyph)].draw(theirs)
        assert ours.value == theirs.value


def test_own_folder__a_font_named_body__is_printed_with_first(tmp_path, form, view, paper):
    own_font(tmp_path / "body-own.otf", {"周": 1000, "岚": 1000, "\ue123": 800})
    (tmp_path / "readme.txt").write_text("no font")
    opened = faces.open_faces(tmp_path)
    assert opened.missing("周岚\ue123") == set()
    printed = paper(forms.pdf(form("姓名 | {a.name} >5"), view({"a.name": "周岚\ue123和"}), opened))
    assert any("OwnFace" in font[0] for font in printed.fonts())
    assert all(font[-5:-2] == ["yes", "yes", "yes"] for font in printed.fonts())
    assert "周岚\ue123和" in printed.copied()
    printed.check()


def test_own_folder__other_fonts__are_asked_last(tmp_path):
    own_font(tmp_path / "rare.otf", {"周": 1000, "\U00031350": 1000})
    opened = faces.open_faces(tmp_path)
    assert opened.missing("周\U00031350") == set()
    assert opened.body.homes["周"][0] == 0
    assert opened.body.files[opened.body.homes["\U00031350"][0]].name == "OwnFace"


def test_own_folder__a_file_that_is_no_font__is_refused_with_a_sentence(tmp_path):
    (tmp_path / "body.ttf").write_bytes(b"not a font at all")
    with pytest.raises(Unprintable) as refused:
        faces.open_faces(tmp_path)
    assert (refused.value.code, "body.ttf" in refused.value.text) == ("no_fonts", True)
