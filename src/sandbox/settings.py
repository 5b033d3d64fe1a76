"""Reads the stand-in's settings from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Mode = Literal["plain", "compatible", "safe"]

_NEEDED = (
    "CALLBACK_URL",
    "PRODUCT_URL",
    "OA_APP_ID",
    "OA_APP_SECRET",
    "OA_TOKEN",
    "OA_AES_KEY",
    "MP_APP_ID",
    "MP_APP_SECRET",
)
_HERE = Path(__file__).parent


class SettingsError(ValueError):
    """Says which setting is missing or wrong, in a sentence for the person who starts the stand-in."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Holds what the stand-in is started with.

    Args:
        callback_url: where pushes go, for example ``http://127.0.0.1:8000/wechat/callback``.
        product_url: origin of the mini-program's pages, without a slash at the end.
        oa_app_id: app id of the official account; ``oa_app_secret``, ``oa_token``, ``oa_aes_key`` are its own.
        mp_app_id: app id of the mini-program; ``mp_app_secret`` is its own.
        mode: how pushes are sent: plain, compatible or safe.
        port: TCP port on 127.0.0.1.
        data_dir: folder that keeps people, chats and pictures over a restart.
        people: JSON file of the people to begin with.
        templates: JSON file of the account's templates and of the public library.
        pages: ``app.json`` or ``pages.json`` whose pages count as released; None lets every well-formed page pass.
        clock_secret: shared with the product so that its development clock can be moved along.
        account_name: name at the top of the chat.
        patience: seconds that a push waits for its answer (the platform: 5).
        pause: seconds between two deliveries of one push.
        seed: makes chance repeatable.

    """

    callback_url: str
    product_url: str
    oa_app_id: str
    oa_app_secret: str
    oa_token: str
    oa_aes_key: str
    mp_app_id: str
    mp_app_secret: str
    mode: Mode = "safe"
    port: int = 8001
    data_dir: Path = Path("var/sandbox")
    people: Path = _HERE / "people.json"
    templates: Path = _HERE / "templates.json"
    pages: Path | None = None
    clock_secret: str = ""
    account_name: str = "职称申报"
    patience: float = 5.0
    pause: float = 1.0
    seed: int | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, prefix: str = "STAND_IN_") -> Settings:
        """Read every setting, named in capitals behind the prefix.

        Raises:
            SettingsError: names all that is missing, or the first that is wrong.

        """
        found = {
            key.removeprefix(prefix): value for key, value in environment.items() if key.startswith(prefix) and value
        }
        missing = [prefix + name for name in _NEEDED if name not in found]
        if missing:
            raise SettingsError("缺少设置：" + "、".join(missing))
        mode = next((known for known in get_args(Mode) if known == found.get("MODE", "safe")), None)
        if mode is None:
            raise SettingsError(f"{prefix}MODE 只能是 plain、compatible 或 safe")
        key = found["OA_AES_KEY"]
        if len(key) != 43 or not key.isascii() or not key.isalnum():
            raise SettingsError(f"{prefix}OA_AES_KEY 要 43 个字母或数字")
        if not found.get("PORT", "8001").isdigit():
            raise SettingsError(f"{prefix}PORT 要一个数字")
        pages = found.get("PAGES")
        return cls(
            callback_url=found["CALLBACK_URL"],
            product_url=found["PRODUCT_URL"].rstrip("/"),
            oa_app_id=found["OA_APP_ID"],
            oa_app_secret=found["OA_APP_SECRET"],
            oa_token=found["OA_TOKEN"],
            oa_aes_key=key,
            mp_app_id=found["MP_APP_ID"],
            mp_app_secret=found["MP_APP_SECRET"],
            mode=mode,
            port=int(found.get("PORT", "8001")),
            data_dir=Path(found.get("DATA_DIR", "var/sandbox")),
            people=Path(found["PEOPLE"]) if "PEOPLE" in found else cls.people,
            templates=Path(found["TEMPLATES"]) if "TEMPLATES" in found else cls.templates,
            pages=Path(pages) if pages else None,
            clock_secret=found.get("CLOCK_SECRET", ""),
            account_name=found.get("ACCOUNT_NAME", cls.account_name),
        )
