"""The platform's API, put together from its themes: messages, media, codes, people, menu."""

from __future__ import annotations

from wechat.calling import API_URL, MP_URL, App, Limits
from wechat.codes import Codes
from wechat.media import Media
from wechat.menus import Menus
from wechat.people import People
from wechat.sending import Sending
from wechat.tokens import Cache

__all__ = ["API_URL", "MP_URL", "App", "Cache", "Limits", "Platform"]


class Platform(Sending, Media, Codes, People, Menus):
    """Calls the API of one official account or mini-program; see `Caller` for what it is made of."""
