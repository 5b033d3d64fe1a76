"""Pages are bound into one small A4 document; of a PDF only its pages survive (B-02, CQ-08)."""

import io
import random
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from evidence.documents import accept_pdf, bind, preview
from evidence.kinds import Unusable
from evidence.pages import page

MB = 1024 * 1024
TEN = 10 * MB


@pytest.fixture(scope="module")
def photo(make):
    return page(make.saved(make.sheet())).jpeg


@pytest.fixture(scope="module")
def across(make):
    return page(make.saved(make.sheet()), 90).jpeg


def sizes(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [tuple(round(float(value)) for value in one.mediabox.as_list()[2:]) for one in document.pages]


# ── binding ──────────────────────────────────────────────────────────────────
def test_bind__photos__are_one_A4_document_each_page_as_it_lies_CQ_08(photo, across, qpdf):
    made = bind([photo, across, photo], TEN)
    assert (made.pages, made.size, made.reduced) == (3, len(made.pdf), False)
    assert sizes(made.pdf) == [(595, 842), (842, 595), (595, 842)]
    qpdf(made.pdf)


def test_bind__the_same_pages__are_the_same_bytes(photo):
    assert bind([photo], TEN).pdf == bind([photo], TEN).pdf
    with pikepdf.open(io.BytesIO(bind([photo], TEN).pdf)) as document:
        assert not document.docinfo.keys() & {"/CreationDate", "/ModDate", "/Author"}


def test_bind__too_large__is_made_coarser_until_it_fits(photo, qpdf):
    whole = bind([photo, photo], TEN)
    made = bind([photo, photo], whole.size // 2)
    assert made.reduced
    assert made.size <= whole.size // 2
    assert sizes(made.pdf) == sizes(whole.pdf)
    qpdf(made.pdf)


@pytest.mark.parametrize("share", [1, 0.6])
def test_bind__photos_and_a_pdf__are_one_document_in_their_order(photo, make, qpdf, share):
    pages = [photo, accept_pdf(make.pdf(2), 20, TEN).pdf, photo]
    most = int(bind(pages, TEN).size * share)
    made = bind(pages, most)
    assert (made.pages, made.reduced) == (4, share < 1)
    assert made.size <= most
    assert sizes(made.pdf) == [(595, 842)] * 4
    qpdf(made.pdf)


def test_bind__cannot_fit__says_how_large_it_is(photo):
    with pytest.raises(Unusable) as refused:
        bind([photo] * 3, 20_000)
    assert refused.value.code == "too_big"
    assert "请少放几页" in refused.value.text


@pytest.mark.parametrize(("pages", "code"), [([], "no_pages"), ([b"%PDF-1.4"], "broken")])
def test_bind__no_pages_of_ours__is_refused(pages, code):
    with pytest.raises(Unusable, match=code):
        bind(pages, TEN)


# ── accepting ────────────────────────────────────────────────────────────────
def test_accept__a_plain_pdf__keeps_its_text_and_size(make, qpdf, pdftotext):
    made = accept_pdf(make.pdf(3), 20, TEN)
    assert (made.pages, made.doubts, made.reduced) == (3, [], False)
    assert "page 2 of evidence" in pdftotext(made.pdf)
    assert sizes(made.pdf) == [(595, 842)] * 3
    qpdf(made.pdf)


def test_accept__the_same_file__is_the_same_bytes(make):
    data = make.pdf(2)
    assert accept_pdf(data, 20, TEN).pdf == accept_pdf(data, 20, TEN).pdf


def hostile(made: pikepdf.Pdf) -> None:
    """Everything that acts, points elsewhere or tells where it came from."""
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('EVIL')"))
    first = made.pages[0].obj
    made.Root.OpenAction = script
    made.Root.AA = Dictionary(WC=script)
    made.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("x"), script])),
        EmbeddedFiles=Dictionary(
            Names=Array([
                String("EVIL.exe"),
                Dictionary(Type=Name.Filespec, F=String("EVIL.exe"), EF=Dictionary(F=made.make_stream(b"MZ EVIL"))),
            ])
        ),
    )  # fmt: skip
    made.Root.Metadata = made.make_stream(b"<x:xmpmeta>EVIL</x:xmpmeta>", Type=Name.Metadata, Subtype=Name.XML)
    made.docinfo["/Author"] = "EVIL"
    made.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary(Name=String("EVIL")))
    first.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("EVIL.exe")))
    first.PieceInfo = Dictionary(EVIL=Dictionary(Private=String("EVIL")))
    first.Thumb = made.make_stream(b"EVIL thumb")
    first.Annots = Array([
        made.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 600, 800],
                A=Dictionary(S=Name.URI, URI=String("http://EVIL.example")),
            )
        ),
        made.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], Contents=String("EVIL"))
        ),
    ])  # fmt: skip
    drawing = made.make_stream(
        b"0 0 10 10 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 10, 10], PieceInfo=Dictionary(EVIL=script),
        Metadata=made.make_stream(b"EVIL"), Ref=Dictionary(F=String("EVIL.pdf"), Page=0),
        Resources=Dictionary(Properties=Dictionary(P0=script)),
    )  # fmt: skip
    first.Resources.XObject = Dictionary(A=drawing, JS=drawing, F=drawing)
    first.Resources.Properties = Dictionary(MC0=script)


def test_accept__scripts_actions_attachments_metadata__are_left_behind(make, qpdf, pdftotext):
    data = make.pdf(2, change=hostile)
    assert b"EVIL" in data
    made = accept_pdf(data, 20, TEN)
    qpdf(made.pdf)
    assert "page 1 of evidence" in pdftotext(made.pdf)
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
        assert set(document.pages[0].obj.keys()) <= {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}
        assert set(document.pages[0].obj.Resources.XObject.keys()) == {"/A", "/JS", "/F"}, "names of drawings are kept"
        everything = b"".join(
            one.unparse(resolved=True) + (one.read_bytes() if isinstance(one, pikepdf.Stream) else b"")
            for one in document.objects
        )
    assert b"EVIL" not in everything
    assert b"JavaScript" not in everything


def test_accept__form_fields_and_stamps__become_part_of_the_page(qpdf, pdftotext):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.acroForm.textfield(name="who", value="FILLED IN", x=100, y=600, width=300, height=30)
    canvas.showPage()
    canvas.save()

    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        look = document.make_stream(
            b"BT /F1 20 Tf 5 10 Td (SEALED) Tj ET", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 40],
            Resources=Dictionary(Font=Dictionary(F1=font)),
        )  # fmt: skip
        stamp = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Stamp,
            Rect=[100, 300, 300, 340],
            F=4,
            AP=Dictionary(N=look),
            P=document.pages[0].obj,
        )
        document.pages[0].obj.Annots.append(document.make_indirect(stamp))
        document.Root.AcroForm.XFA = Array([String("datasets"), document.make_stream(b"<xfa/>")])
        changed = io.BytesIO()
        document.save(changed)
    made = accept_pdf(changed.getvalue(), 20, TEN)
    words = pdftotext(made.pdf)
    assert "FILLED IN" in words
    assert "SEALED" in words
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert "/AcroForm" not in document.Root
        assert "/Annots" not in document.pages[0].obj
    qpdf(made.pdf)


def test_accept__a_form_that_other_readers_cannot_show__is_refused(make):
    def dynamic(made):
        made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(b"<xdp/>"))
        made.Root.NeedsRendering = True

    with pytest.raises(Unusable) as refused:
        accept_pdf(make.pdf(change=dynamic), 20, TEN)
    assert refused.value.code == "dynamic_form"
    assert "打印成 PDF" in refused.value.text


def locked(data, **passwords):
    with pikepdf.open(io.BytesIO(data)) as document:
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(**passwords))
        return out.getvalue()


def test_accept__a_password_to_open__is_refused_with_advice(make):
    with pytest.raises(Unusable) as refused:
        accept_pdf(locked(make.pdf(), user="1234", owner="5678"), 20, TEN)
    assert (refused.value.code, refused.value.text) == ("encrypted", "这份 PDF 有密码，打不开。请去掉密码再发")


def test_accept__only_an_owner_s_password__is_saved_without_it(make, pdftotext):
    made = accept_pdf(locked(make.pdf(), user="", owner="5678"), 20, TEN)
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert not document.is_encrypted
    assert "page 1 of evidence" in pdftotext(made.pdf)


def test_accept__more_pages_than_the_slot_takes__says_how_many(make):
    with pytest.raises(Unusable) as refused:
        accept_pdf(make.pdf(500), 20, TEN)
    assert refused.value.code == "too_many_pages"
    assert refused.value.text == "这份 PDF 有 500 页，最多 20 页。请只留要用的页"


@pytest.mark.parametrize("size", [(14_400, 14_400), (595, 9000), (3, 842)])
def test_accept__a_giant_or_tiny_page__is_refused_before_drawing(make, size):
    with pytest.raises(Unusable, match="giant_page"):
        accept_pdf(make.pdf(size=size), 20, TEN)


def test_accept__a_user_unit__counts(make):
    def unit(made):
        made.pages[0].obj.UserUnit = 100

    with pytest.raises(Unusable, match="giant_page"):
        accept_pdf(make.pdf(change=unit), 20, TEN)


def test_accept__not_A4__is_pointed_out_and_taken_CQ_08(make):
    made = accept_pdf(make.pdf(2, size=(842, 1191)), 20, TEN)
    assert [doubt.code for doubt in made.doubts] == ["not_a4"]
    assert "第 1、2 页不是 A4" in made.doubts[0].text
    assert accept_pdf(make.pdf(size=(842, 595)), 20, TEN).doubts == [], "A4 across is A4"


def bomb(layers):
    def plant(made):
        data = bytes(64 * MB)
        for _ in range(layers):
            data = zlib.compress(data, 9)
        made.pages[0].obj.Contents = made.make_stream(data, Filter=Array([Name.FlateDecode] * layers))

    return plant


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_accept__unpacks_to_far_more_than_a_page_needs__is_refused(make, layers):
    data = make.pdf(change=bomb(layers))
    assert len(data) < MB
    with pytest.raises(Unusable, match="too_heavy"):
        accept_pdf(data, 20, TEN)


def test_accept__a_picture_of_a_huge_size__is_refused(make):
    def picture(made):
        made.pages[0].obj.Resources.XObject = Dictionary(
            I=made.make_stream(
                b"x", Type=Name.XObject, Subtype=Name.Image, Width=100_000, Height=100_000, BitsPerComponent=8,
                ColorSpace=Name.DeviceGray,
            )
        )  # fmt: skip

    with pytest.raises(Unusable, match="too_heavy"):
        accept_pdf(make.pdf(change=picture), 20, TEN)


def test_accept__a_photo_inside__loses_its_position_and_keeps_its_pixels(make, photo):
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    with Image.open(io.BytesIO(photo)) as picture:
        width, height = picture.size
        data = make.saved(picture, exif=exif, comment=b"SECRET")

    def place(made):
        made.pages[0].obj.Resources.XObject = Dictionary(
            I=made.make_stream(
                data, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=8,
                ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode,
            )
        )  # fmt: skip
        made.pages[0].obj.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")

    given = make.pdf(change=place)
    assert b"SECRET" in given
    made = accept_pdf(given, 20, TEN)
    assert b"SECRET" not in made.pdf
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        kept = document.pages[0].obj.Resources.XObject.I.read_raw_bytes()
    with Image.open(io.BytesIO(kept)) as one, Image.open(io.BytesIO(data)) as other:
        assert one.tobytes() == other.tobytes()


def test_accept__too_large__is_made_of_pictures_of_its_pages(make, photo, qpdf):
    with Image.open(io.BytesIO(photo)) as picture:
        width, height = picture.size
        heavy = picture.convert("RGB").tobytes()

    def place(made):
        for one in made.pages:
            one.obj.Resources.XObject = Dictionary(
                I=made.make_stream(
                    heavy, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=8,
                    ColorSpace=Name.DeviceRGB,
                )
            )  # fmt: skip
            one.obj.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")

    given = make.pdf(3, change=place)
    made = accept_pdf(given, 20, 2 * MB)
    assert len(given) > 2 * MB >= made.size
    assert (made.pages, made.reduced) == (3, True)
    assert sizes(made.pdf) == [(595, 842)] * 3
    qpdf(made.pdf)


@pytest.mark.parametrize("part", [0.05, 0.2, 0.5, 0.9, 0.99])
def test_accept__truncated__is_told_to_send_again_and_never_taken_shorter(make, photo, part):
    for whole in (bind([photo] * 3, TEN).pdf, make.pdf(3)):
        with pytest.raises(Unusable) as refused:
            accept_pdf(whole[: int(len(whole) * part)], 20, TEN)
        assert refused.value.code == "broken"
        assert "请重新导出，再发一次" in refused.value.text


def test_accept__a_table_of_contents_that_is_off__is_repaired(make, qpdf, pdftotext):
    data = make.pdf(2).replace(b"%PDF-1.", b"%PDF-1.4 \n%PDF-1.", 1)
    made = accept_pdf(data, 20, TEN)
    assert "page 2 of evidence" in pdftotext(made.pdf)
    qpdf(made.pdf)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n" + b"\xff" * 5000, b"%PDF-1.4\n%%EOF"])
def test_accept__no_pdf_behind_the_first_line__is_refused(data):
    with pytest.raises(Unusable, match=r"broken|no_pages"):
        accept_pdf(data, 20, TEN)


def test_accept__damaged_anywhere__is_clean_or_refused_with_advice(make, photo):
    chance = random.Random(11)
    whole = [make.pdf(2, change=hostile), bind([photo], TEN).pdf, make.pdf(3)]
    refused = []
    for n in range(300):
        hurt = bytearray(whole[n % 3])
        for _ in range(chance.choice([1, 3, 10, 60])):
            hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        try:
            made = accept_pdf(bytes(hurt), 20, TEN)
        except Unusable as refusal:
            refused.append(refusal.text)
            continue
        with pikepdf.open(io.BytesIO(made.pdf)) as document:
            assert set(document.Root.keys()) == {"/Type", "/Pages"}
    assert refused
    assert all("请" in text for text in refused)


def test_accept__a_photo__is_no_pdf(photo):
    with pytest.raises(Unusable, match="not_pdf"):
        accept_pdf(photo, 20, TEN)


# ── previews ─────────────────────────────────────────────────────────────────
def test_preview__a_page__is_a_picture_of_that_width(make):
    pdf = accept_pdf(make.pdf(2), 20, TEN).pdf
    with Image.open(io.BytesIO(preview(pdf, 2, 360))) as picture:
        assert (picture.format, picture.width) == ("JPEG", 360)
        assert abs(picture.height - 509) <= 1
        assert picture.convert("L").getextrema() != (255, 255)


@pytest.mark.parametrize("n", [0, -1, 3])
def test_preview__no_such_page__is_refused(make, n):
    with pytest.raises(Unusable, match="no_such_page"):
        preview(make.pdf(2), n, 360)


@pytest.mark.parametrize("width", [0, 49, 2001, 10**9])
def test_preview__a_width_out_of_range__is_a_mistake_of_the_caller(make, width):
    with pytest.raises(ValueError, match="2,000"):
        preview(make.pdf(), 1, width)
