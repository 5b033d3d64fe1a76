"""What is said back: text with the links that WeChat draws, within the platform's bytes, as XML that cannot be broken.

Source: 被动回复用户消息, https://developers.weixin.qq.com/doc/service/guide/product/message/Passive_user_reply_message.html;
`weixin://bizmsgmenu` is in wide use and undocumented: a tap sends its text, with or without the id.
"""

from __future__ import annotations

import re
from urllib.parse import quote

LIMIT = 2048  # bytes of UTF-8 in one text
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_PLAIN = re.compile(r"[\w/?=&%:,.~#-]*", re.ASCII)  # stands in an address as it is
_OUTSIDE = re.compile(r"[^\w.~-]+", re.ASCII)  # what a parameter of an address may not hold as it is
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ANCHOR = re.compile(r"<a [^<>]*>[^<]*</a>|.", re.S)

_XML = (
    b"<xml><ToUserName><![CDATA[%b]]></ToUserName><FromUserName><![CDATA[%b]]></FromUserName><CreateTime>%d</CreateTime>"
    b"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%b]]></Content></xml>"
)


def plain(text: str) -> str:
    """Return somebody's words so that WeChat draws no link out of them; `p<0.05` stays as it is.

    Args:
        text: what a person typed, to be said to another or to the same.

    """
    return _TAG.sub("＜", text) if "<" in text else text


def _label(label: str) -> str:
    return label.replace("<", "＜").replace(">", "＞").replace("\n", " ")


def _percent(match: re.Match[str]) -> str:
    return "%" + match[0].encode().hex("%").upper()


def tap(label: str, send: str, id: str = "") -> str:
    """Return a link that sends a text as the person's own when tapped.

    Args:
        label: what is seen.
        send: what is sent.
        id: comes back as `menu_id`, where the client passes it on.

    """
    menu = _OUTSIDE.sub(_percent, id) if id else "0"
    send = _OUTSIDE.sub(_percent, send)
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={send}&msgmenuid={menu}">{_label(label)}</a>'


def mini(label: str, app_id: str, path: str, fallback: str) -> str:
    """Return a link that opens a page of the mini-program.

    Args:
        label: what is seen.
        app_id: the mini-program's.
        path: page and query, `pages/home/home?base=applications/a1`.
        fallback: address for clients that know no mini-programs.

    """
    page = _address(path)
    return (
        f'<a href="{_address(fallback)}" data-miniprogram-appid="{_address(app_id)}" '
        f'data-miniprogram-path="{page}">{_label(label)}</a>'
    )


def link(label: str, url: str) -> str:
    """Return an ordinary link.

    Args:
        label: what is seen.
        url: where it leads; quotes and angles are escaped.

    """
    return f'<a href="{_address(url)}">{_label(label)}</a>'


def _address(url: str) -> str:
    return url if _PLAIN.fullmatch(url) else quote(url, safe="/?=&%:,.~-_#+@!$'()*;[]")


def size(text: str) -> int:
    """Return the bytes that the platform counts."""
    return len(text.encode("utf-8", "ignore"))


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Cut a text into parts that the platform takes: at line ends where it can, never inside a link or a character.

    Args:
        text: with links.
        limit: bytes of one part.

    """
    parts, part, room = [], "", limit
    for line in text.split("\n"):
        pieces = [line] if size(line) <= limit else _pieces(line, limit)
        for n, piece in enumerate(pieces):
            glue = "\n" if part and n == 0 else ""
            if size(glue + piece) > room:
                parts.append(part)
                part, room, glue = "", limit, ""
            part += glue + piece
            room -= size(glue + piece)
    return [p for p in (*parts, part) if p.strip()]


def _pieces(line: str, limit: int) -> list[str]:
    """Cut one line that is too long for itself; a link longer than the limit goes without its markup."""
    pieces, piece, room = [], "", limit
    for unit in _ANCHOR.findall(line):
        small = unit if size(unit) <= limit else re.sub(r"<[^>]*>", "", unit)[: limit // 4]
        if size(small) > room:
            pieces.append(piece)
            piece, room = "", limit
        piece += small
        room -= size(small)
    return [*pieces, piece]


def content(text: str) -> bytes:
    """Return the bytes of a text that may be sent: no control characters, no lone surrogates, within the limit.

    A text over the limit loses its end; whoever has more to say splits it before.

    Args:
        text: with links.

    """
    if "\ufffe" in text or "\uffff" in text:  # which XML may not hold
        text = text.replace("\ufffe", "").replace("\uffff", "")
    data = text.encode("utf-8", "ignore").translate(None, _CONTROLS)
    if len(data) > LIMIT:
        data = split(data.decode())[0].encode()
    return data


def xml(to: str, account: str, at: int, said: bytes) -> bytes:
    """Return a text reply.

    Args:
        to: openid.
        account: the account's original id.
        at: seconds since 1970.
        said: as `content` returns it.

    """
    if said.find(b"]") >= 0:
        said = said.replace(b"]]>", b"]]]]><![CDATA[>")
    return _XML % (to.encode(), account.encode(), at, said)
