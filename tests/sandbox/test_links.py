from __future__ import annotations

import pytest

from sandbox import links

APP = "wx00000000000000b2"
TAP = '<a href="weixin://bizmsgmenu?msgmenucontent={}&msgmenuid=q3v2">1 优秀</a>'
MINI = '<a href="http://old" data-miniprogram-appid="{}" data-miniprogram-path="pages/home/home?x=1">去填</a>'


@pytest.mark.parametrize(
    ("written", "kind", "fields"),
    [
        (TAP.format("2023%E5%B9%B4%EF%BC%9A%E4%BC%98%E7%A7%80"), "tap", {"send": "2023年：优秀", "id": "q3v2"}),
        (TAP.format("2023年：优秀"), "tap", {"send": "2023年：优秀"}),
        (TAP.format("a+b%2Bc"), "tap", {"send": "a+b+c"}),
        (TAP.format("a&amp;b").replace("&amp;b", "%26b"), "tap", {"send": "a&b"}),
        ("<a href='weixin://bizmsgmenu?msgmenucontent=%E6%94%B9'>改</a>", "tap", {"send": "改", "id": ""}),
        (MINI.format(APP), "mini", {"path": "pages/home/home?x=1", "app_id": APP}),
        (MINI.format("wx0000000000000000"), "url", {"href": "http://old"}),
        ('<a href="https://example.com/?a=1&amp;b=2">看</a>', "url", {"href": "https://example.com/?a=1&b=2"}),
    ],
)
def test_link__each_form__is_read(written: str, kind: str, fields: dict[str, str]) -> None:
    (found,) = links.links(links.parts(f"前{written}后", APP))
    assert found.kind == kind
    assert {name: getattr(found, name) for name in fields} == fields


@pytest.mark.parametrize(
    "written",
    [
        "<a href=weixin://bizmsgmenu?msgmenucontent=a>改</a>",
        '<a href="javascript:alert(1)">改</a>',
        '<a href="weixin://bizmsgmenu?msgmenuid=1">改</a>',
    ],
)
def test_link__without_quotes_or_target__is_only_text(written: str) -> None:
    runs = links.parts(written, APP)
    assert links.links(runs) == []
    assert links.shown(runs) == "改"


def test_text__around_links__keeps_its_lines() -> None:
    runs = links.parts(f"问？\n{TAP.format('a')}\n\n例：3 &lt; 5", APP)
    assert links.shown(runs) == "问？\n1 优秀\n\n例：3 < 5"
