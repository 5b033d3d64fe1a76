"""Answers that are files or signatures: they are never typed, and their records have a fixed shape."""

from __future__ import annotations

import re
from typing import Any

from schemes.model import Field
from wizard.allowed import kind_of
from wizard.states import FieldState, Parsed, Wrong

MEDIA = {
    "pdf": frozenset({"application/pdf"}),
    "jpg": frozenset({"image/jpeg"}),
    "png": frozenset({"image/png"}),
}
_DIGEST = re.compile(r"[\w:.\-]{8,200}", re.ASCII)
_MB = 1024 * 1024


def typed(field: Field) -> Wrong:
    """Return what to say when words come where a file or a signature is asked for."""
    match kind_of(field):
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


def checked(field: Field, value: Any, state: FieldState) -> Parsed | Wrong:
    """Check the record of a file: {"file", "pages", "size", "media", "of"}, of a pledge {"file", "of", "at"}."""
    if not isinstance(value, dict):
        return typed(field)
    record: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(record.get("file"), str) or not _DIGEST.fullmatch(record["file"]):
        return Wrong("format", "还没保存。没有收到文件，请再传一次。")
    if record.get("of") is not None and not isinstance(record["of"], str):
        return Wrong("format", "还没保存。不知道它对应哪一版内容，请再传一次。")
    match kind_of(field):
        case "pledge" | "printed":
            if not (isinstance(record.get("at"), str) and isinstance(record.get("of"), str)):
                return Wrong("format", "还没保存。没有收到签名，请再签一次。")
            return Parsed(record, "已签名" if field.kind == "pledge" else "已生成")
        case _:
            return _measured(field, record, state)


def _measured(field: Field, record: dict[str, Any], state: FieldState) -> Parsed | Wrong:
    pages, size, media = record.get("pages"), record.get("size"), record.get("media")
    if type(pages) is not int or type(size) is not int or not isinstance(media, str) or pages < 1 or size < 1:
        return Wrong("format", "还没保存。文件没有读全，请再传一次。")
    kinds = [name for name in field.accept or () if media in MEDIA.get(name, frozenset())]
    if field.accept and not kinds:
        names = "、".join("照片" if name in ("jpg", "png") else name.upper() for name in field.accept)
        return Wrong("kind", f"这里要{'、'.join(dict.fromkeys(names.split('、')))}，还没保存。请换成这样的文件再传。")
    if field.max_pages and pages > field.max_pages * max(1, state.count):
        return Wrong("too_long", f"还没保存。一共 {pages} 页，最多 {field.max_pages} 页，请分开或删几页。")
    if field.max_mb and size > field.max_mb * _MB:
        return Wrong("too_large", f"还没保存。{size / _MB:.1f} MB，超过 {field.max_mb:g} MB，请压小再传。")
    if field.min_kb and size < field.min_kb * 1024:
        return Wrong("range", f"还没保存。只有 {size / 1024:.0f} KB，至少 {field.min_kb:g} KB，请换清楚的照片。")
    return Parsed(record, show_file(record))


def show_file(record: dict[str, Any]) -> str:
    """Return a document in a few words: 3 页，1.9 MB."""
    size = record.get("size", 0)
    amount = f"{size / _MB:.1f} MB" if size >= _MB / 10 else f"{max(1, size // 1024)} KB"
    return f"{record.get('pages', 1)} 页，{amount}"
