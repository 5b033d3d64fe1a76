"""The public page behind the code on a printed form, which tells whether the paper is what was kept (B-04)."""

from html import escape
from typing import Any

from sanic import Request, Sanic
from sanic.response import HTTPResponse, html

from casework.house import House
from casework.problems import Down
from storage import Unavailable
from web.patience import within

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>核对纸质表</title><style>
body{{font:17px/1.55 system-ui,sans-serif;margin:0;padding:24px 16px;background:#f4f5f2;color:#1d2522}}
main{{max-width:34rem;margin:auto;background:#fff;border-radius:10px;padding:20px}}h1{{font-size:22px;margin:0 0 12px}}
dt{{color:#55605c;font-size:15px}}dd{{margin:0 0 10px;overflow-wrap:anywhere}}
@media(prefers-color-scheme:dark){{body{{background:#101514;color:#e6ebe9}}main{{background:#1a211f}}dt{{color:#a9b4b0}}}}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""
ABSENT = "<p>没有找到这个码对应的版本。请核对纸上的码，或者再扫一次。</p>"
AWAY = "<p>请过一会儿再扫一次。这张纸是真是假，现在还没有查。</p>"
LOOK = 5.0  # seconds that looking a code up may take
HEADERS = {
    "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}  # fmt: skip


def mount(app: Sanic[Any, Any], house: House) -> None:
    """Add `/verify/<digest>`.

    Args:
        app: the application.
        house: what deeds work with.
    """

    @app.get("/verify/<digest>")
    async def _verify(_: Request, digest: str) -> HTTPResponse:
        try:
            found = await within(LOOK, house.verified(digest[:200])) if "\0" not in digest else None
        except (Down, Unavailable, TimeoutError):
            return html(PAGE.format(title="现在查不了", body=AWAY), status=503, headers=HEADERS)
        if found is None:
            return html(PAGE.format(title="没有找到", body=ABSENT), status=404, headers=HEADERS)
        title, told = found
        rows = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in told.items())
        return html(PAGE.format(title=title, body=f"<dl>{rows}</dl>"), headers=HEADERS)
