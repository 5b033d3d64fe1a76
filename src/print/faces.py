"""Which face prints which character: Noto first, then rarer faces, then the operator's own.

Faces are opened once per process. Debian has them as `fonts-noto-cjk` and `fonts-hanazono`; the operator's own folder
may hold licensed fonts: a file whose name begins with `body` or `heading` is printed with first, every other is asked
last.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from .errors import Unprintable
from .fontfile import FontFile
from .lines import clean

Family = Literal["body", "heading"]

_SERIF = ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular")
_SANS = ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold")
_SANS_REGULAR = ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular")
_RARE = (("HanaMinA.ttf", "HanaMinA"), ("HanaMinB.ttf", "HanaMinB"))
_SYSTEM: dict[Family, tuple[tuple[str, str], ...]] = {
    "body": (_SERIF, _SANS_REGULAR, *_RARE),
    "heading": (_SANS, _SERIF, _SANS_REGULAR, *_RARE),  # has whatever `body` has, so one question serves both
}
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")
_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")


class Chain:
    """Asks faces in order; the first that has a character prints it."""

    def __init__(self, files: Sequence[FontFile], system: Iterable[FontFile]) -> None:
        self.files = tuple(files)
        self._system = frozenset(system)
        self.homes = _Homes(self)
        self.widths = _Widths(self)

    def find(self, character: str) -> tuple[int, int]:
        """Return (place of the face in the chain, glyph), (-1, 0) when no face has the character."""
        code = ord(character)
        private = unicodedata.category(character) == "Co"
        for place, file in enumerate(self.files):
            if private and file in self._system:
                continue  # what a private code means is known to the operator's own fonts only
            if glyph := file.glyph(code):
                return place, glyph
        return -1, 0


class _Homes(dict[str, tuple[int, int]]):
    """Remembers where each character was found."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def __missing__(self, character: str) -> tuple[int, int]:
        self[character] = found = self._chain.find(character)
        return found


class _Widths(dict[str, int]):
    """Remembers each character's width in thousandths of the font size; one that no face has counts as a full one."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def __missing__(self, character: str) -> int:
        place, glyph = self._chain.homes[character]
        self[character] = width = self._chain.files[place].width(glyph) if place >= 0 else 1000
        return width


class Faces:
    """Holds the chain of each family."""

    def __init__(self, chains: dict[Family, Chain]) -> None:
        self.chains = chains
        self.body = chains["body"]
        self.heading = chains["heading"]

    def missing(self, text: str) -> set[str]:
        """Return the characters of `text` that no face has, those that are never printed left out."""
        homes = self.body.homes
        return {character for character in set(clean(text)) if character != "\n" and homes[character][0] < 0}


@lru_cache(maxsize=4)
def open_faces(folder: Path | None = None) -> Faces:
    """Open the system's faces and those of the operator's folder, once for each folder.

    Raises:
        Unprintable: there is no font that could print Chinese.

    """
    own = _own(folder) if folder else {}
    chains: dict[Family, Chain] = {}
    for family, names in _SYSTEM.items():
        system = [file for file_name, name in names if (file := _system_face(file_name, name))]
        first = [file for stem, file in own.items() if stem.startswith(family)]
        if not first and not any(file.path.name.startswith("Noto") for file in system):
            raise Unprintable("no_fonts", "服务器上没有中文字体，暂时不能打印。请联系运维安装 fonts-noto-cjk。")
        last = [file for file in own.values() if file not in first]
        chains[family] = Chain([*first, *system, *last], system)
    return Faces(chains)


_folder: Path | None = None


def use(folder: Path | None) -> None:
    """Name the operator's own folder of fonts for this process."""
    global _folder
    _folder = folder


def current() -> Faces:
    """Return the faces of this process."""
    return open_faces(_folder)


def missing(text: str) -> set[str]:
    """Return the characters of `text` that cannot be printed; to be asked while somebody still types."""
    return current().missing(text)


@cache
def _system_face(file_name: str, name: str) -> FontFile | None:
    for folder in _FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob(file_name)):
            for index in range(_count(path)):
                file = FontFile(path, index)
                if file.name == name:
                    return file
    return None


def _count(path: Path) -> int:
    with path.open("rb") as file:
        head = file.read(12)
    return int.from_bytes(head[8:12], "big") if head[:4] == b"ttcf" else 1


def _own(folder: Path) -> dict[str, FontFile]:
    found: dict[str, FontFile] = {}
    for name in sorted(os.listdir(folder)):
        path = folder / name
        if path.suffix.lower() not in _SUFFIXES:
            continue
        try:
            found[path.stem.lower()] = FontFile(path)
        except ValueError as fault:
            raise Unprintable("no_fonts", f"字体文件 {name} 不能用来打印，请联系运维换一个。") from fault
    return found
