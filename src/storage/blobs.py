"""Files: sealed with the key of the stream they belong to, named by the digest of the sealed bytes.

A file is on disk before its name is given out. What no stream names is swept after a day; what belongs to an erased
stream cannot be opened from the moment its key is gone.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from storage.database import Database
from storage.errors import Misconfigured, Unavailable, Unreadable
from storage.models import BlobRow
from storage.sealing import suite_of
from storage.streams import StreamBox

ORPHANED: Final = 86_400.0  # seconds after which a file that nothing names is swept
CHUNK: Final = 500
RETRIES: Final[Any] = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}  # a bucket that is away is told soon


class Blobs:
    """Keeps files in a folder or a bucket.

    Args:
        store: the folder or the bucket.
        folder: the folder, None for a bucket; what is written there is synced before it counts.
        prefix: before every name.
    """

    def __init__(self, store: ObjectStore, folder: Path | None = None, prefix: str = "") -> None:
        self._store, self._folder, self._prefix = store, folder, prefix

    @classmethod
    def open(cls, url: str) -> "Blobs":
        """Read `BLOB_URL`.

        Args:
            url: `file:///folder` or `s3://bucket/prefix?endpoint=…&region=…`; keys in the usual `AWS_…` variables.

        Raises:
            Misconfigured: it is neither, or the folder cannot be made.
        """
        parts = urlsplit(url)
        match parts.scheme:
            case "file" if parts.path:
                folder = Path(unquote(parts.path))
                try:
                    return cls(LocalStore(folder, mkdir=True), folder)
                except (OSError, BaseError):
                    raise Misconfigured("BLOB_URL", f"文件夹 {folder} 建不了，请检查路径和权限") from None
            case "s3" if parts.netloc:
                query = {k: v[0] for k, v in parse_qs(parts.query).items()}
                options: dict[str, Any] = {"region": query.get("region", "us-east-1")}
                if endpoint := query.get("endpoint"):
                    plain = endpoint.startswith("http://")
                    options |= {"endpoint": endpoint, "client_options": {"allow_http": plain, "timeout": "60s"}}
                options["retry_config"] = RETRIES
                prefix = parts.path.strip("/")
                return cls(S3Store(parts.netloc, **options), None, prefix + "/" if prefix else "")
            case _:
                raise Misconfigured("BLOB_URL", "写成 file:///文件夹 或 s3://桶名?endpoint=地址")

    async def put(self, box: StreamBox, data: bytes) -> str:
        """Seal and keep a file; return its digest once it is on disk.

        Args:
            box: of the stream that it belongs to.
            data: the file.

        Raises:
            Unavailable: it could not be kept.
        """
        sealed, digest = await asyncio.to_thread(_sealed, box, data)
        name = self._name(digest)
        try:
            await obstore.put_async(self._store, name, sealed)
            if self._folder is not None:
                await asyncio.to_thread(_sync, self._folder, name)
        except (OSError, BaseError) as error:
            raise Unavailable(type(error).__name__) from None
        return digest

    async def get(self, box: StreamBox, digest: str) -> bytes | None:
        """Return a file, None where there is none of this name.

        Args:
            box: of the stream that it belongs to.
            digest: as `put` gave it.

        Raises:
            Unreadable: it is another stream's, or was altered.
            Unavailable: it could not be fetched.
        """
        if not _is_digest(digest):
            return None
        try:
            found = await obstore.get_async(self._store, self._name(digest))
            sealed = bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (OSError, BaseError) as error:
            raise Unavailable(type(error).__name__) from None
        return await asyncio.to_thread(_opened, box, digest, sealed)

    async def delete(self, digests: Iterable[str]) -> None:
        """Remove files; one that is not there is no fault.

        Args:
            digests: their names.
        """
        for digest in digests:
            try:
                await obstore.delete_async(self._store, self._name(digest))
            except FileNotFoundError:
                continue
            except (OSError, BaseError) as error:
                raise Unavailable(type(error).__name__) from None

    async def sweep(self, database: Database, now: float, age: float = ORPHANED) -> int:
        """Remove what no stream names and return how many files that were.

        Args:
            database: whose table `blob` says what belongs to whom.
            now: epoch seconds; a clock that was moved ahead counts no further than the store's own time.
            age: only what is older than this, in seconds: a younger one may be about to be named.

        Raises:
            Unavailable: the store did not answer; what was removed until then is gone.
        """
        removed = 0
        before = datetime.fromtimestamp(min(now, time.time()) - age, UTC)
        async for chunk in self._listed():
            old = [str(o["path"]) for o in chunk if o["last_modified"] < before]
            names = {path.removeprefix(self._prefix).replace("/", ""): path for path in old}
            rows: Any = database.rows(BlobRow).filter(digest__in=list(names))
            named: Sequence[str] = await rows.values_list("digest", flat=True) if names else []
            gone = [name for name in names if name not in set(named) and _is_digest(name)]
            await self.delete(gone)
            removed += len(gone)
        return removed

    async def _listed(self) -> AsyncIterator[Sequence[Any]]:
        try:
            async for chunk in obstore.list(self._store, self._prefix or None, chunk_size=CHUNK):
                yield chunk
        except (OSError, BaseError) as error:
            raise Unavailable(type(error).__name__) from None

    def _name(self, digest: str) -> str:
        return f"{self._prefix}{digest[:4]}/{digest[4:]}"


def _is_digest(text: str) -> bool:
    return len(text) == 66 and all(c in "0123456789abcdef" for c in text)


def _sealed(box: StreamBox, data: bytes) -> tuple[bytes, str]:
    sealed = box.seal_file(data)
    return sealed, box.suite.digest(sealed).hex()


def _opened(box: StreamBox, digest: str, sealed: bytes) -> bytes:
    if suite_of(bytes.fromhex(digest)).digest(sealed).hex() != digest:
        raise Unreadable("file")
    return box.open_file(sealed)


def _sync(folder: Path, name: str) -> None:
    """Bring a written file and the folders that name it to the disk."""
    path = folder / name
    for one in (path, path.parent, folder):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
