"""The commands about regions: check, preview, coverage, numbers, diff, publish."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from pathlib import Path

import msgspec

from schemes import Scheme, from_document, load
from schemes import check as check_region
from schemes.accounting import account, mark, read_manual_lines
from schemes.coverage import coverage as gaps_of
from schemes.coverage import read_manual_sections
from schemes.difference import diff as differences
from schemes.preview import preview as page_of
from schemes.sentences import pieces
from schemes.unconfirmed import points, table
from storage.reads import Reads
from zhiping import settings as settings_of

VERSION = re.compile(r"[0-9a-f]{64}")


def folder(name: str) -> Path:
    """Return a region's folder: a path, or a name under the folder of regions."""
    place = Path(name)
    return place if place.is_dir() else Path(settings_of.REGIONS) / name


def _manual(a: argparse.Namespace) -> str | None:
    return Path(a.manual).read_text("utf-8", errors="replace") if a.manual else None


def check(a: argparse.Namespace) -> int:
    """Say everything that is wrong with a region; exit with 1 when it does not load."""
    place = folder(a.region)
    if not place.is_dir():
        print(f"没有 {place} 这个文件夹", file=sys.stderr)
        return 2
    faults = check_region(place, _manual(a))
    for fault in faults:
        print(fault)
    return 1 if any(f.level == "error" for f in faults) else 0


def preview(a: argparse.Namespace) -> int:
    """Write a page that shows a region."""
    loaded = load(folder(a.region))
    if loaded.scheme is None:
        return check(argparse.Namespace(region=a.region, manual=None))
    text = page_of(loaded.scheme)
    if a.out == "-":
        print(text)
    else:
        Path(a.out).write_text(text, "utf-8")
        print(a.out)
    return 0


def coverage(a: argparse.Namespace) -> int:
    """Hold a region against its manual, sentence by sentence; exit with 1 when something is not accounted for."""
    place = folder(a.region)
    loaded = load(place)
    if loaded.scheme is None:
        return check(argparse.Namespace(region=a.region, manual=None))
    manual, document = _manual(a), loaded.scheme.document
    try:
        sections = read_manual_sections(place / "manual_sections.tsv")
        lines = read_manual_lines(place / "manual_lines.tsv", document, [section.number for section in sections])
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    missing = [f"{gap.number} {gap.heading}：{gap.text}" for gap in gaps_of(loaded.scheme, sections, manual)]
    if manual is not None:
        split = pieces(manual, [(section.number, section.heading) for section in sections])
        found = account(document, split, [section.heading for section in sections], lines)
        missing += [f"{piece.line}\t{piece.section}\t{mark(piece.row)}\t{piece.text}" for piece in found.gaps]
        missing += [f"manual_lines.tsv 第 {line.number} 行：手册的 {line.section} 里没有这一句" for line in found.idle]
        shares = "，".join(f"{who} {count}" for who, count in sorted(found.shares.items(), key=lambda share: -share[1]))
        print(f"手册 {len(split)} 句和格：{shares}，没有交代 {len(found.gaps)}")
    for text in missing:
        print(text)
    return 1 if missing else 0


def numbers(a: argparse.Namespace) -> int:
    """List what a region decides and its manual does not; exit with 1 when something has no reason."""
    place = folder(a.region)
    if not place.is_dir():
        return check(argparse.Namespace(region=a.region, manual=None))
    try:
        found, faults = points(place, _manual(a))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if a.into:
        page = Path(a.into)
        heading = f"## {place.name}\n"
        above, here, _ = page.read_text("utf-8").partition(heading)
        if not here:
            print(f"{page} 里没有“{heading.strip()}”这一行", file=sys.stderr)
            return 2
        page.write_text(f"{above}{heading}\n{table(found)}", "utf-8")
    else:
        print(table(found), end="")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def diff(a: argparse.Namespace) -> int:
    """Sort what differs between two regions' folders, or versions that were published."""

    async def kept(digest: str) -> Scheme | None:
        from zhiping.compose import open_store

        store = await open_store(settings_of.read())
        try:
            document = await Reads(store.database).scheme(digest)
        finally:
            await store.close()
        return None if document is None else from_document(msgspec.json.decode(document))

    def named(name: str) -> Scheme | None:
        found = asyncio.run(kept(name)) if VERSION.fullmatch(name) else load(folder(name)).scheme
        if found is None:
            print(f"{name}：没有这个版本，或者还没有通过 scheme check", file=sys.stderr)
        return found

    old, new = named(a.old), named(a.new)
    if old is None or new is None:
        return 2
    for found in differences(old, new):
        print(f"{found.kind}\t{found.path}")
    return 0


def publish(a: argparse.Namespace) -> int:
    """Keep this version in the database."""

    async def run() -> int:
        from zhiping.compose import open_house
        from zhiping.operating import publish_scheme

        async with open_house(settings_of.read()) as house:
            scheme = house.shelf.current.get(a.region)
            if scheme is None:
                print(f"没有“{a.region}”这个地区", file=sys.stderr)
                return 2
            await publish_scheme(house, scheme)
            print(scheme.digest)
        return 0

    return asyncio.run(run())
