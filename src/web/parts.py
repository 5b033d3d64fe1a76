"""The one file of a multipart body (RFC 7578), cut out without going through whatever else was put into it."""

import re

from sanic import Request
from sanic.headers import parse_content_header

MOST = 8  # parts: pages send the file, and a client may add a few words of its own
HEAD = 4096  # bytes of the lines before a part's content
_FILE = re.compile(rb'(?i)content-disposition:\s*form-data\s*;(?:[^\r\n]*;)?\s*name="?file"?\s*(?:[;\r]|\Z)')


def file_of(request: Request) -> bytes | None:
    """Return the content of the part `file`; the request lets go of its body, so that a photo is held once.

    Args:
        request: whose body was read, and may be anything.

    Returns:
        None where there is none, where the end is missing, or where there are more parts than any page sends.
    """
    kind, options = parse_content_header(request.headers.get("content-type", ""))
    boundary = str(options.get("boundary", "")).encode(errors="surrogateescape")
    if kind != "multipart/form-data" or not boundary:
        return None
    parts, request.body = request.body.split(b"\r\n--" + boundary, MOST + 1), b""
    if len(parts) > MOST + 1 or not parts[-1].startswith(b"--"):
        return None
    parts[0] = parts[0].removeprefix(b"--" + boundary)
    for part in parts[:-1]:
        end = part.find(b"\r\n\r\n", 0, HEAD)
        if end >= 0 and _FILE.search(part[:end]):
            return part[end + 4 :]
    return None
