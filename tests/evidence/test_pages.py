"""A phone's photo becomes an upright page of nothing but pixels (B-02, X-07)."""

import io
import random
import struct
import zlib

import pillow_heif
import pytest
from PIL import Image, ImageDraw

from evidence.kinds import Unusable
from evidence.pages import A4_LONG, A4_SHORT, page


@pytest.fixture(scope="module")
def photo(make):
    return make.sheet()


@pytest.fixture(scope="module")
def little(make):
    return make.sheet(600, 800)


@pytest.fixture(scope="module", autouse=True)
def _heif():
    pillow_heif.register_heif_opener()


def opened(made):
    with Image.open(io.BytesIO(made.jpeg)) as picture:
        picture.load()
        assert picture.size == (made.width, made.height)
        return picture


def test_page__a_good_photo__has_no_doubts_and_is_small(make, photo):
    made = page(make.saved(photo), 0)
    assert made.doubts == []
    assert (made.width, made.height) == (1500, 2000)
    assert len(made.jpeg) < 600_000


def test_page__a_large_photo__fits_A4_at_200_dots(make):
    made = page(make.saved(make.sheet(3000, 4000)), 0)
    assert made.width <= A4_SHORT
    assert made.height <= A4_LONG
    assert A4_SHORT - made.width < 2
    across = page(make.saved(make.sheet(4000, 3000)), 0)
    assert (across.width, across.height) == (made.height, made.width)


DOUBTS = [
    ("dark", {"light": 0.3}, ["dark"]),
    ("very dark", {"light": 0.12}, ["dark"]),
    ("dusk, still readable", {"light": 0.6}, []),
    ("blurred", {"blur": 4}, ["blurred"]),
    ("badly blurred", {"blur": 9}, ["blurred"]),
    ("a little soft", {"blur": 0.8}, []),
    ("dark and blurred", {"light": 0.3, "blur": 6}, ["dark", "blurred"]),
    ("few lines", {"lines": 4}, []),
    ("small", {"width": 600, "height": 800}, ["small"]),
]


@pytest.mark.parametrize(("how", "codes"), [d[1:] for d in DOUBTS], ids=[d[0] for d in DOUBTS])
def test_page__doubts__are_measured_and_never_refuse(make, how, codes):
    made = page(make.saved(make.sheet(**how)), 0)
    assert [doubt.code for doubt in made.doubts] == codes
    assert all("建议" in doubt.text for doubt in made.doubts)


def corner(picture):
    """Where the red seal is: (left or right, top or bottom)."""
    small = picture.convert("RGB").resize((60, 60))
    reds = [(x, y) for x in range(60) for y in range(60) if _red(small.getpixel((x, y)))]
    x = sum(x for x, _ in reds) / len(reds)
    y = sum(y for _, y in reds) / len(reds)
    return ("left" if x < 30 else "right", "top" if y < 30 else "bottom")


def _red(colour):
    red, green, blue = colour
    return red > green + 60 and red > blue + 60


@pytest.mark.parametrize("orientation", range(1, 9))
def test_page__exif_orientation__is_set_upright(make, orientation):
    upright = Image.new("RGB", (1200, 1600), "white")
    ImageDraw.Draw(upright).rectangle((800, 1200, 1100, 1500), fill=(200, 30, 30))
    lying = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    stored = upright if lying is None else upright.transpose(lying)
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("JPEG", "PNG"):
        made = page(make.saved(stored, kind, exif=exif), 0)
        assert (made.width, made.height) == (1200, 1600)
        assert corner(opened(made)) == ("right", "bottom")


TURNS = [(0, ("right", "bottom")), (90, ("left", "bottom")), (180, ("left", "top")), (270, ("right", "top"))]


@pytest.mark.parametrize(("turn", "where"), TURNS)
def test_page__turned_by_a_quarter__clockwise(make, photo, turn, where):
    made = page(make.saved(photo), turn)
    assert corner(opened(made)) == where
    assert (made.width > made.height) == (turn in (90, 270))


def test_page__a_turn_that_is_no_quarter__is_a_mistake_of_the_caller(make, photo):
    with pytest.raises(ValueError, match="90"):
        page(make.saved(photo), 45)


def test_page__position_and_every_other_word__is_gone(make, photo):
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 33.0, 1.0)})
    data = make.saved(photo, exif=exif, comment=b"SECRETCOMMENT", icc_profile=b"SECRETPROFILE" * 9)
    assert b"SECRETPHONE" in data
    made = page(data, 0)
    assert b"SECRET" not in made.jpeg
    assert b"Exif" not in made.jpeg
    assert opened(made).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_page__a_file_that_is_two_things__only_pixels_survive(make, photo):
    made = page(make.saved(photo) + b"PK\x03\x04<script>alert(1)</script>%PDF-1.4", 0)
    assert b"<script>" not in made.jpeg
    assert b"%PDF" not in made.jpeg


def test_page__heic_of_a_phone__is_taken(photo):
    out = io.BytesIO()
    pillow_heif.from_pillow(photo).save(out, quality=80)
    made = page(out.getvalue(), 0)
    assert (made.width, made.height) == (1500, 2000)
    assert corner(opened(made)) == ("right", "bottom")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_page__other_kinds__are_taken(make, little, kind):
    assert corner(opened(page(make.saved(little, kind), 0))) == ("right", "bottom")


def test_page__transparent__lies_on_white(make):
    clear = Image.new("RGBA", (1200, 1600), (0, 0, 0, 0))
    ImageDraw.Draw(clear).rectangle((100, 100, 200, 200), fill=(0, 0, 0, 255))
    assert opened(page(make.saved(clear, "PNG"), 0)).getpixel((1000, 1000)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "1", "P", "I;16", "CMYK"])
def test_page__every_mode__becomes_grey_or_colour(make, little, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    stored = little.convert("L").convert("I;16") if mode == "I;16" else little.convert(mode)
    if mode == "I;16":
        stored = stored.point(lambda value: value * 257)
    made = page(make.saved(stored, kind), 0)
    picture = opened(made)
    assert picture.mode in ("L", "RGB")
    assert picture.convert("L").getextrema()[1] > 200


def test_page__grey__stays_grey(make, little):
    made = page(make.saved(little.convert("L")), 0)
    assert opened(made).mode == "L"


def png_header(width, height):
    """A PNG of this size in its header, with almost nothing behind it."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def jpeg_header(data, width, height):
    """The JPEG with another size in its header."""
    at = next(data.find(marker) for marker in (b"\xff\xc0", b"\xff\xc2") if marker in data)
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def test_page__a_huge_size_in_the_header__is_refused_before_decoding(make, little):
    jpeg = make.saved(little)
    for data in (png_header(10_000, 7_000), png_header(60_000, 60_000), jpeg_header(jpeg, 65_000, 65_000)):
        with pytest.raises(Unusable) as refused:
            page(data, 0)
        assert refused.value.code == "too_many_pixels"
        assert "60 百万像素" in refused.value.text


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.01, 0.3, 0.7, 0.98])
def test_page__truncated__is_told_to_send_again(make, little, kind, part):
    data = make.saved(little, kind)
    with pytest.raises(Unusable) as refused:
        page(data[: max(16, int(len(data) * part))], 0)
    assert refused.value.code == "broken"
    assert "重新发一次" in refused.value.text


def test_page__a_pdf__is_no_photo(make):
    with pytest.raises(Unusable, match="pdf"):
        page(make.pdf(), 0)


def test_page__damaged_exif__turns_nothing(make, little):
    data = make.saved(little, exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 40)
    assert (page(data, 0).width, page(data, 0).height) == (600, 800)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_page__damaged_anywhere__is_a_page_or_a_refusal_with_advice(make, kind):
    chance = random.Random(11)
    picture = make.sheet(240, 320)
    data = bytearray(make.saved(picture, kind))
    refused = []
    for _ in range(100):
        hurt = bytearray(data)
        for _ in range(chance.choice([1, 3, 10, 60])):
            hurt[chance.randrange(min(len(hurt), chance.choice([200, len(hurt)])))] = chance.randrange(256)
        try:
            opened(page(bytes(hurt), 0))
        except Unusable as refusal:
            refused.append(refusal.text)
    assert refused
    assert all("请" in text for text in refused)
