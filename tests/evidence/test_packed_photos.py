"""What a camera wrote into a photo reaches nobody, however the photo is packed inside a PDF (B-02)."""

import base64
import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from evidence.documents import accept_pdf
from evidence.kinds import Unusable

TEN = 10 * 1024 * 1024
PACKED = {
    "flate": ([Name.FlateDecode], zlib.compress),
    "ascii85": ([Name.ASCII85Decode], lambda data: base64.a85encode(data) + b"~>"),
    "hex": ([Name.ASCIIHexDecode], lambda data: data.hex().encode() + b">"),
    "hex of flate": ([Name.ASCIIHexDecode, Name.FlateDecode], lambda data: zlib.compress(data).hex().encode() + b">"),
    "nothing": ([], bytes),
}


def photo(make) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif[0x8825] = {1: "N", 2: (29.0, 33.0, 1.0), 3: "E", 4: (106.0, 30.0, 0.0)}
    return make.saved(make.sheet(600, 800), exif=exif)


def holding(make, data: bytes, filters: list[Name], parameters: Array | None = None) -> bytes:
    """A PDF with a page that is this photo."""

    def place(made: pikepdf.Pdf) -> None:
        image = made.make_stream(
            data, Type=Name.XObject, Subtype=Name.Image, Width=600, Height=800, BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB, Filter=Array([*filters, Name.DCTDecode]),
        )  # fmt: skip
        if parameters is not None:
            image.DecodeParms = parameters
        made.pages[0].obj.Resources.XObject = Dictionary(I=image)
        made.pages[0].obj.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")

    return make.pdf(change=place)


@pytest.mark.parametrize("how", PACKED)
@pytest.mark.parametrize("told", [False, True])
def test_accept__a_photo_packed_once_more__loses_its_position_and_keeps_its_pixels(make, qpdf, how, told):
    filters, pack = PACKED[how]
    data = photo(make)
    colours = Array([*[None] * len(filters), Dictionary(ColorTransform=1)]) if told else None
    made = accept_pdf(holding(make, pack(data), filters, colours), 20, TEN)
    qpdf(made.pdf)
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        image = document.pages[0].obj.Resources.XObject.I
        kept = image.read_raw_bytes()
        assert image.Filter == Name.DCTDecode or image.Filter == Array([Name.DCTDecode])
        assert ("/DecodeParms" in image) == told
    assert b"SECRETMAKER" in data
    assert b"SECRETMAKER" not in kept
    assert b"Exif" not in kept
    with Image.open(io.BytesIO(kept)) as one, Image.open(io.BytesIO(data)) as other:
        assert not one.getexif()
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize(
    ("filters", "parameters"),
    [
        ([Name.RunLengthDecode], None),
        ([Name.DCTDecode], None),
        ([Name.Unheard], None),
        ([Name.FlateDecode], Array([Dictionary(Predictor=12, Columns=4), None])),
    ],
)
def test_accept__a_photo_packed_as_no_photo_is__is_refused_with_advice(make, filters, parameters):
    with pytest.raises(Unusable) as refused:
        accept_pdf(holding(make, zlib.compress(photo(make)), filters, parameters), 20, TEN)
    assert refused.value.code == "too_heavy"
    assert "请打印出来拍照" in refused.value.text


def test_accept__a_photo_whose_packing_is_damaged__is_bare_as_far_as_it_goes(make):
    packed = bytearray(zlib.compress(photo(make)))
    packed[len(packed) // 2] ^= 0xFF
    made = accept_pdf(holding(make, bytes(packed), [Name.FlateDecode]), 20, TEN)
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        image = document.pages[0].obj.Resources.XObject.I
        assert image.Filter == Name.DCTDecode
        assert b"SECRETMAKER" not in image.read_raw_bytes()
