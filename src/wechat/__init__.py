"""Everything that is spoken with the platform: the callback's wire, and the client of its API.

Knows the platform's formats, codes and limits; knows nothing of applications, people or storage.
"""

from wechat.client import API_URL, MP_URL, App, Cache, Limits, Platform
from wechat.errors import Forbidden, PlatformError, TooLarge, TransportError, Unfit, Unreadable, WechatFault
from wechat.fates import Fate
from wechat.messages import Incoming
from wechat.reply import link, mini, plain, size, split, tap
from wechat.wire import Wire

__all__ = [
    "API_URL",
    "MP_URL",
    "App",
    "Cache",
    "Fate",
    "Forbidden",
    "Incoming",
    "Limits",
    "Platform",
    "PlatformError",
    "TooLarge",
    "TransportError",
    "Unfit",
    "Unreadable",
    "WechatFault",
    "Wire",
    "link",
    "mini",
    "plain",
    "size",
    "split",
    "tap",
]
