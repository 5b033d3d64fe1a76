"""Settings from the environment, prefix `ZHIPING_`, checked before anything starts."""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from storage import SUITES, Keys, Misconfigured

PREFIX = "ZHIPING_"
DEVELOPMENT = "development"
PRODUCTION = "production"
WEAK = {"development", "secret", "token", "password", "changeme", "test", "zhiping", "weixin", "wechat"}
# Known to everybody who reads this file: good enough for a demonstration, refused in production.
DEMONSTRATION = {
    "MASTER_KEYS": "demo:" + base64.b64encode(b"zhiping demonstration master key").decode(),
    "OA_APP_ID": "wx00000000000000a1",
    "OA_APP_SECRET": "demonstration-official-account",
    "OA_TOKEN": "demonstration",
    "OA_AES_KEY": "zhipingdemonstrationkeyzhipingdemonstration",
    "MP_APP_ID": "wx00000000000000b2",
    "MP_APP_SECRET": "demonstration-mini-program",
    "CLOCK_SECRET": "demonstration-clock",
}
AES_KEYS = ("oa_aes_key", "oa_aes_key_previous")
ADDRESSES = ("public_url", "wechat_api_url", "wechat_mp_url", "wechat_pay_url", "sandbox_url")
AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s?#]*")
LISTEN = re.compile(r"\S+:\d{1,5}")
LEAST_MEMORY = 256  # megabytes
LEAST_SECRET = {"oa_app_secret": 16, "mp_app_secret": 16, "oa_token": 8}  # characters


class Unfit(Exception):
    """Says which settings keep a command from starting, one sentence each, Chinese."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    """Holds every setting; attribute `database_url` is read from `ZHIPING_DATABASE_URL`.

    Args:
        database_url: `sqlite:///path` or `postgres://user:password@host/name`.
        redis_url: empty for the cache in the process.
        blob_url: `file:///path` or `s3://bucket?endpoint=…`.
        data_dir: where files go that have no other place.
        public_url: how the product is reached from outside, without a slash at its end.
        master_keys: `id:base64,…` of 32 bytes each; the first one seals, the others still open.
        regions: folder of the regions.
        pages: folder of the built pages.
        wechat_api_url, wechat_mp_url, wechat_pay_url: the platform.
        oa_app_id, oa_app_secret, oa_token, oa_aes_key, oa_aes_key_previous: official account.
        mp_app_id, mp_app_secret: mini-program.
        mode: `development` or `production`.
        templates: JSON file that maps message names (`*` for all others) to template ids of this account.
        trusted_proxies: how many proxies stand before the product.
        suite: `intl` or `gm`, for new streams.
        clock_secret: lets the stand-in move the clock; development only.
        sandbox_url: origin that may hold the pages in a frame; development only.
        listen: host and port.
        worker_memory_mb: memory that one piece of evidence may take.
    """

    database_url: str = ""
    redis_url: str = ""
    blob_url: str = ""
    data_dir: str = "var"
    public_url: str = "http://127.0.0.1:8000"
    master_keys: str = ""
    regions: str = "regions"
    pages: str = "mini_program/dist/build/h5"
    wechat_api_url: str = "https://api.weixin.qq.com"
    wechat_mp_url: str = "https://mp.weixin.qq.com"
    wechat_pay_url: str = "https://api.mch.weixin.qq.com"
    oa_app_id: str = ""
    oa_app_secret: str = ""
    oa_token: str = ""
    oa_aes_key: str = ""
    oa_aes_key_previous: str = ""
    mp_app_id: str = ""
    mp_app_secret: str = ""
    mode: str = PRODUCTION
    templates: str = ""
    trusted_proxies: int = 0
    suite: str = "intl"
    clock_secret: str = ""
    sandbox_url: str = ""
    listen: str = "127.0.0.1:8000"
    worker_memory_mb: int = 1024

    @property
    def development(self) -> bool:
        """Tell whether weak secrets and a moved clock are allowed."""
        return self.mode == DEVELOPMENT

    @property
    def host(self) -> str:
        """Return the address to listen on."""
        return self.listen.rpartition(":")[0]

    @property
    def port(self) -> int:
        """Return the port to listen on."""
        return int(self.listen.rpartition(":")[2])


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings.

    Args:
        environment: `os.environ` when absent.

    Raises:
        Unfit: a value cannot be read, or a secret is missing or weak in production.
    """
    env = os.environ if environment is None else environment
    faults: list[str] = []
    known: dict[str, Any] = {}
    mode = env.get(PREFIX + "MODE", PRODUCTION)
    for f in fields(Settings):
        name = f.name.upper()
        text = env.get(PREFIX + name)
        if text is None and mode == DEVELOPMENT:
            text = DEMONSTRATION.get(name)
        if text is None:
            continue
        if f.type is int or f.type == "int":
            if not text.isdecimal():
                faults.append(f"{PREFIX}{name}：要填整数，不能是 {text!r}")
                continue
            known[f.name] = int(text)
        else:
            known[f.name] = text.strip()
    unknown = sorted(
        k for k in env if k.startswith(PREFIX) and k[len(PREFIX) :].lower() not in {f.name for f in fields(Settings)}
    )
    faults += [f"{name}：这个版本没有这个设置。请删掉，或改对名字" for name in unknown]
    settings = Settings(**known)
    faults += _faults(settings)
    if faults:
        raise Unfit(faults)
    return _placed(settings)


def _faults(s: Settings) -> list[str]:
    faults: list[str] = []
    if s.mode not in {DEVELOPMENT, PRODUCTION}:
        faults.append(f"ZHIPING_MODE：要填 {DEVELOPMENT} 或 {PRODUCTION}，不能是 {s.mode!r}")
    if s.suite not in SUITES:
        faults.append(f"ZHIPING_SUITE：要填 {' 或 '.join(SUITES)}，不能是 {s.suite!r}")
    faults += _keys(s)
    for name in AES_KEYS:
        value = getattr(s, name)
        if value and not AES_KEY.fullmatch(value):
            faults.append(f"{PREFIX}{name.upper()}：要填 43 位字母和数字，照公众平台上显示的抄")
    for name in ADDRESSES:
        value = getattr(s, name)
        if value and not ADDRESS.fullmatch(value):
            faults.append(f"{PREFIX}{name.upper()}：要填完整的地址，例：https://example.org")
    if not LISTEN.fullmatch(s.listen) or not 0 < s.port < 65_536:
        faults.append("ZHIPING_LISTEN：要填地址和端口，例：127.0.0.1:8000")
    if s.worker_memory_mb < LEAST_MEMORY:
        faults.append(f"ZHIPING_WORKER_MEMORY_MB：至少填 {LEAST_MEMORY}，整理一张大照片就要这么多")
    if s.mode == PRODUCTION:
        faults += _production(s)
    return faults


def _keys(s: Settings) -> list[str]:
    if not s.master_keys:
        return ["ZHIPING_MASTER_KEYS：没有填。用 zhiping keys new 生成一把"]
    try:
        Keys.from_setting(s.master_keys)
    except Misconfigured as error:
        return [f"{PREFIX}{error.setting}：{error.say}"]
    return []


def _production(s: Settings) -> list[str]:
    faults = [
        f"{PREFIX}{name}：还是演示用的值，谁都知道。请换成自己的"
        for name, value in DEMONSTRATION.items()
        if getattr(s, name.lower()) == value
    ]
    needed = ("oa_app_id", "oa_app_secret", "oa_token", "oa_aes_key", "mp_app_id", "mp_app_secret", "database_url",
              "public_url")  # fmt: skip
    faults += [f"{PREFIX}{n.upper()}：没有填" for n in needed if not getattr(s, n)]
    for name in AES_KEYS:
        value = getattr(s, name)
        if value and len(set(value)) < 12:
            faults.append(f"{PREFIX}{name.upper()}：太容易猜。请在公众平台上点“随机生成”")
    for name, least in LEAST_SECRET.items():
        value = getattr(s, name)
        if value and (len(value) < least or value.lower() in WEAK or len(set(value)) < 5):
            faults.append(f"{PREFIX}{name.upper()}：太容易猜。至少 {least} 位，字母和数字混着用")
    if not s.public_url.startswith("https://"):
        faults.append("ZHIPING_PUBLIC_URL：正式运行要用 https:// 开头的地址")
    if s.clock_secret or s.sandbox_url:
        faults.append("ZHIPING_CLOCK_SECRET、ZHIPING_SANDBOX_URL：只在开发时用，请删掉")
    return faults


def _placed(s: Settings) -> Settings:
    """Fill in where things are kept when nothing was said."""
    folder = Path(s.data_dir).absolute()
    return replace(
        s,
        database_url=s.database_url or f"sqlite:///{folder}/zhiping.sqlite3",
        blob_url=s.blob_url or f"file://{folder}/files",
        public_url=s.public_url.rstrip("/"),
    )


REGIONS = os.environ.get(PREFIX + "REGIONS", "regions")  # for commands that need no other setting
