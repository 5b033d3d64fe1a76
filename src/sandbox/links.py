"""Reads the links in a text as the WeChat client shows them.

Source: text messages with ``<a>``; ``weixin://bizmsgmenu`` sends its content as the person's own message;
``data-miniprogram-*`` opens a page, with href for old clients.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

from .kept import Link, Part

_ANCHOR = re.compile(r"<a\s+([^<>]*)>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TAP = "weixin://bizmsgmenu"


def parts(content: str, mini_app_id: str) -> list[Part]:
    """Cut a text into runs, each with the link it carries.

    Args:
        content: the text as it was sent.
        mini_app_id: the mini-program that is linked to the account; a link to another one falls back to its href.

    """
    found: list[Part] = []
    end = 0
    for match in _ANCHOR.finditer(content):
        if match.start() > end:
            found.append(Part(unescape(content[end : match.start()])))
        label = unescape(match[2])
        found.append(Part(label, _link(match[1], label, mini_app_id)))
        end = match.end()
    if end < len(content):
        found.append(Part(unescape(content[end:])))
    return found


def shown(runs: list[Part]) -> str:
    """Join the runs to what a person reads."""
    return "".join(run.text for run in runs)


def links(runs: list[Part]) -> list[Link]:
    """Give only the links."""
    return [run.link for run in runs if run.link is not None]


def _link(written: str, label: str, mini_app_id: str) -> Link | None:
    attributes = {name.lower(): unescape(double or single) for name, double, single in _ATTRIBUTE.findall(written)}
    href = attributes.get("href", "")
    app_id = attributes.get("data-miniprogram-appid", "")
    path = attributes.get("data-miniprogram-path", "")
    if app_id == mini_app_id and path:
        return Link(kind="mini", label=label, app_id=app_id, path=path.lstrip("/"), href=href)
    if href.startswith(_TAP):
        query = urlsplit(href).query.replace("+", "%2B")
        fields = parse_qs(query, keep_blank_values=True)
        send = unquote(fields.get("msgmenucontent", [""])[0])
        return Link(kind="tap", label=label, send=send, id=fields.get("msgmenuid", [""])[0]) if send else None
    if href.startswith(("http://", "https://")):
        return Link(kind="url", label=label, href=href)
    return None
