"""Answers that are files or signatures: they are never typed, and their records have a fixed shape."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from schemes.kinds import KILOBYTE, MAX_MB, MAX_PAGES, MEGABYTE
from schemes.model import Field
from wizard.allowed import KIND
from wizard.states import FieldState, Parsed, Wrong

MEDIA = {
    "pdf": frozenset({"application/pdf"}),
    "jpg": frozenset({"image/jpeg"}),
    "png": frozenset({"image/png"}),
}
PHOTOS = frozenset({"jpg", "png"})
_DIGEST = re.compile(r"[\w:.\-]{8,200}", re.ASCII)


def typed(field: Field) -> Wrong:
    """Return what to say when words come where a file or a signature is asked for."""
    match KIND[field.kind]:
        case "evidence":
            says = "这里要照片或 PDF，收到的是文字，还没保存。请拍照发来，或在小程序里选。"
        case "portrait":
            says = "这里要证件照，收到的是文字，还没保存。请在小程序里拍照或选照片。"
        case "pledge":
            says = "承诺要手写签名，不能打字。请在小程序里看完再签。"
        case "printed":
            says = "这一项由系统生成，不用打字。请在小程序里核对。"
        case _:
            says = "这一项只是说明，不用填。"
    return Wrong("not_text", says)


def checked(field: Field, value: Any, state: FieldState, brought: Collection[str] = ()) -> Parsed | Wrong:
    """Check the record of a file: {"file", "pages", "size", "media", "of"}, of a pledge {"file", "of", "at"}.

    Args:
        field: the slot.
        value: the record, JSON data of any shape.
        state: of the field now, for how many papers it stands.
        brought: media types of the photos and files that were bound to this one; where photos are accepted and nothing
            else was brought, the document made of them passes.

    """
    if not isinstance(value, dict):
        return typed(field)
    record: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(record.get("file"), str) or not _DIGEST.fullmatch(record["file"]):
        return Wrong("format", "还没保存。没有收到文件，请再传一次。")
    if record.get("of") is not None and not isinstance(record["of"], str):
        return Wrong("format", "还没保存。不知道它对应哪一版内容，请再传一次。")
    match KIND[field.kind]:
        case "pledge" | "printed":
            if not (isinstance(record.get("at"), str) and isinstance(record.get("of"), str)):
                return Wrong("format", "还没保存。没有收到签名，请再签一次。")
            return Parsed(record, "已签名" if field.kind == "pledge" else "已生成")
        case _:
            return _measured(field, record, state, brought)


def _measured(field: Field, record: dict[str, Any], state: FieldState, brought: Collection[str]) -> Parsed | Wrong:
    pages, size, media = record.get("pages"), record.get("size"), record.get("media")
    if type(pages) is not int or type(size) is not int or not isinstance(media, str) or pages < 1 or size < 1:
        return Wrong("format", "还没保存。文件没有读全，请再传一次。")
    if field.accept and not _accepted(field.accept, media, brought):
        names = "、".join(dict.fromkeys("照片" if name in PHOTOS else name.upper() for name in field.accept))
        return Wrong("kind", f"这里要{names}，还没保存。请换成这样的文件再传。")
    most, largest, least = most_pages(field, state.count), most_bytes(field), (field.min_kb or 0) * KILOBYTE
    if pages > most:
        return Wrong("too_long", f"还没保存。一共 {pages} 页，最多 {most} 页，请删几页。")
    if size > largest:
        return Wrong("too_large", f"还没保存。{amount(size)}，超过 {amount(largest)}，请压小再传。")
    if size < least:
        return Wrong("range", f"还没保存。只有 {amount(size)}，至少 {amount(int(least))}，请换清楚的照片。")
    return Parsed(record, show_file(record))


def _accepted(accept: Collection[str], media: str, brought: Collection[str]) -> bool:
    """Tell whether a document is of an accepted kind, or all photos and files it was made of are."""
    if any(media in MEDIA[name] for name in accept if name in MEDIA):
        return True
    photos = not PHOTOS.isdisjoint(accept)
    return bool(brought) and photos and all(one.startswith("image/") for one in brought)


def most_pages(field: Field, count: int = 1) -> int:
    """Return how many pages a document may have.

    Args:
        field: the slot.
        count: how many papers it stands for at present.
    """
    return (field.max_pages or MAX_PAGES) * max(1, count)


def most_bytes(field: Field) -> int:
    """Return how large a document may be, in bytes."""
    return int((field.max_mb or MAX_MB) * MEGABYTE)


def amount(size: int) -> str:
    """Return a size as people read it: `1.9 MB`, `320 KB`, `10.0 MB`.

    Args:
        size: bytes.
    """
    if size < MEGABYTE:
        return f"{max(1, round(size / KILOBYTE))} KB"
    return f"{size / MEGABYTE:.1f} MB"


def show_file(record: dict[str, Any]) -> str:
    """Return a document in a few words: 3 页，1.9 MB."""
    return f"{record.get('pages', 1)} 页，{amount(record.get('size', 0))}"
