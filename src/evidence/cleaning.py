"""What of a PDF's page survives: what is drawn, and nothing that acts, points elsewhere or tells where it came from."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from evidence.kinds import MAX_PIXELS, Unusable

_HEAVY = Unusable("too_heavy", "这份 PDF 太复杂，处理不了。请打印出来拍照，或重新导出再发")

MAX_STREAM = 200 * 1024 * 1024
"""Most bytes that one picture of a PDF may unpack to: A3 in colour at 600 dots an inch."""

MAX_DRAWING = 32 * 1024 * 1024
"""Most bytes that one drawing (a page's content, a form, a font) may unpack to."""

MAX_UNPACKED = 800 * 1024 * 1024
"""Most bytes that a whole PDF may unpack to."""

_DEPTH = 40

_JPEG = frozenset({Name.DCTDecode, Name.DCT})
_PACKING = frozenset({Name.FlateDecode, Name.ASCII85Decode, Name.ASCIIHexDecode})
"""What a JPEG may be packed in once more."""

_PAGE = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"}
)
_RESOURCES = frozenset({"/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet"})
# In a stream's own dictionary: outside files, metadata, layers, links into a structure that is not copied.
_STREAM = frozenset({
    "/F", "/FFilter", "/FDecodeParms", "/Metadata", "/PieceInfo", "/LastModified", "/OC", "/OPI", "/Ref", "/AF",
    "/StructParent", "/StructParents", "/Alternates", "/Measure", "/PtData", "/A", "/AA", "/Name",
})  # fmt: skip
_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/URI", "/GoTo", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/ResetForm", "/Named",
    "/Hide", "/Sound", "/Movie", "/Rendition", "/RichMediaExecute", "/SetOCGState", "/GoTo3DView", "/Trans", "/Thread",
})  # fmt: skip


def bare_page(page: pikepdf.Page) -> None:
    """Strip a page of all but size, turn, resources and content, and what hangs below of all that acts or tells."""
    for key in page.obj.keys() - _PAGE:
        del page.obj[key]
    _walk(page.obj.get("/Resources"), _bare, resources=True)
    _walk(page.obj.get("/Contents"), _bare)
    _walk(page.obj.get("/Group"), _bare)


def _bare(found: Object) -> None:
    if isinstance(found, Stream):
        for key in found.keys() & _STREAM:
            del found[key]
        resources = found.get("/Resources")
        if isinstance(resources, Dictionary):
            _bare_resources(resources)
        _bare_jpeg(found)
    elif isinstance(found, Dictionary) and "/S" in found and str(found["/S"]) in _ACTIONS:
        for key in set(found.keys()):
            del found[key]


def _bare_resources(resources: Dictionary) -> None:
    for key in resources.keys() - _RESOURCES:
        del resources[key]


def _walk(start: Object | None, visit: Callable[[Object], None], *, resources: bool = False) -> None:
    """Visit everything below an object once, however it is linked."""
    if resources and isinstance(start, Dictionary):
        _bare_resources(start)
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[Object | None, int]] = [(start, 0)]
    while waiting:
        found, depth = waiting.pop()
        if not isinstance(found, Array | Dictionary | Stream):
            continue
        if found.is_indirect:
            if found.objgen in seen:
                continue
            seen.add(found.objgen)
        elif depth > _DEPTH:
            raise _HEAVY
        visit(found)
        below = list(found) if isinstance(found, Array) else [v for key, v in found.items() if key != "/Parent"]
        waiting += [(child, 0 if found.is_indirect else depth + 1) for child in below]


def _bare_jpeg(stream: Stream) -> None:
    """Drop what a camera wrote into a JPEG inside a PDF (place, time, thumbnail); its pixels stay as they are.

    A JPEG may be packed once more (PDF 32000-1, 7.4.1: a chain of filters): it is unpacked and kept as a JPEG alone.

    Raises:
        Unusable: "too_heavy": it is packed in a way that is not used for pictures.

    """
    filters, parameters = _listed(stream.get("/Filter")), _listed(stream.get("/DecodeParms"))
    if not filters or filters[-1] not in _JPEG:
        return
    outer = filters[:-1]
    raw = stream.read_raw_bytes()
    if outer:
        if not set(outer) <= _PACKING or any(isinstance(one, Dictionary) for one in parameters[: len(outer)]):
            raise _HEAVY
        with pikepdf.new() as apart:
            raw = apart.make_stream(raw, Filter=Array(outer)).read_bytes()
    bare = strip_jpeg(raw)
    if outer or len(bare) != len(raw):
        own = parameters[len(outer)] if len(parameters) > len(outer) else None
        stream.write(bare, filter=Name.DCTDecode, decode_parms=own if isinstance(own, Dictionary) else None)


def _listed(value: Object | None) -> list[Object]:
    """Return the filters of a stream or their parameters, of which one may stand alone."""
    return list(value) if isinstance(value, Array) else [] if value is None else [value]


def strip_jpeg(raw: bytes) -> bytes:
    """Return a JPEG without comments and application data but JFIF's and Adobe's, which say how colours are meant.

    A file whose markers cannot be followed is returned as it is.
    """
    kept = [raw[:2]]
    at = 2
    while at + 4 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker == 0xDA:
            return b"".join([*kept, raw[at:]])
        if not (marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)):
            kept.append(raw[at : at + 2 + length])
        at += 2 + length
    return raw


def check_streams(source: pikepdf.Pdf) -> None:
    """Refuse a PDF that unpacks to far more than pages need, before anything is drawn.

    Raises:
        Unusable: "too_heavy".

    """
    total = 0
    for found in source.objects:
        if not isinstance(found, Stream):
            continue
        picture = found.get("/Subtype") == Name.Image
        if picture and int(found.get("/Width", 0)) * int(found.get("/Height", 0)) > MAX_PIXELS:
            raise _HEAVY
        total += _unpacked(found, MAX_STREAM if picture else MAX_DRAWING)
        if total > MAX_UNPACKED:
            raise _HEAVY


def _unpacked(stream: Stream, limit: int) -> int:
    """Return how many bytes a stream's flate layers unpack to.

    Raises:
        Unusable: "too_heavy": more than `limit`, or packed more than twice over.

    """
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)]
    if names.count("/FlateDecode") > 2 or len(names) > 4 or "/LZWDecode" in names[1:]:
        raise _HEAVY
    data = stream.read_raw_bytes()
    size = len(data)
    for name in names:
        if name != "/FlateDecode":
            return size
        unpacking = zlib.decompressobj()
        nested = len(names) > 1 and names[1] == "/FlateDecode"
        size, parts = 0, list[bytes]()
        rest = data
        try:
            while rest:
                part = unpacking.decompress(rest, 1 << 20)
                size += len(part)
                if size > limit:
                    raise _HEAVY
                if nested:
                    parts.append(part)
                rest = unpacking.unconsumed_tail
                if not part and not rest:
                    break
        except zlib.error:
            return size  # a damaged stream is drawn as far as it goes
        data = b"".join(parts)
    return size
