"""`zhiping tour`: applications of a region from the first message to the last deed, on phones only."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp

from zhiping.demo import people
from zhiping.phone import PhoneError, Phones
from zhiping.settings import REGIONS
from zhiping.touring import chat, desks, filling, pages, units
from zhiping.touring.script import Act, Unreadable, read
from zhiping.touring.stage import Came, Missed, Player, Refusal, Stage, check, heard, open_stage, sentence

Verb = Callable[[Stage, Player, Any], Awaitable[Came]]
VERBS: Mapping[str, Verb] = {**chat.VERBS, **filling.VERBS, **pages.VERBS, **desks.VERBS, **units.VERBS}
WORDS: Mapping[str, str] = {
    "follow": "关注公众号", "say": "发", "tap": "点", "menu": "点菜单", "photo": "发照片", "open": "打开",
    "fill": "在小程序里填", "log_in": "登录小程序", "give_phone": "给手机号", "give_identity": "填姓名和身份证号",
    "agree": "看码、同意", "take_up": "打开自己的申报", "look": "看页面", "sign": "看承诺、手写签名", "do": "办",
    "forms": "打印", "desktop": "用电脑，手机扫码登录", "decide": "办账号", "find": "在列表里找到", "read": "通读",
    "register_unit": "注册单位", "decide_unit": "办单位", "add_unit": "添加单位", "mark": "标", "decree": "审",
    "publish": "记公示", "sign_by_code": "用手机扫电脑上的码，看承诺、签名",
}  # fmt: skip


async def tour(region: str, product: str, sandbox: str, only: str = "tour*.yaml") -> int:
    """Carry the region's tour out against a running product and stand-in, and print every step.

    Args:
        region: whose `demo/tour.yaml` is carried out, and the ways of the files beside it.
        product: origin of the product.
        sandbox: origin of the stand-in.
        only: which of the files.

    Returns:
        0 when every expectation held, 1 when one did not, 2 when the tour could not begin.
    """
    began = time.monotonic()
    try:
        folder = Path(REGIONS) / region / "demo"
        files = sorted(folder.glob(only)) or [folder / "tour.yaml"]
        scripts = [script for file in files for script in read(file, VERBS)]
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    steps = 0
    async with Phones(product, sandbox) as phones:
        for script in scripts:
            if script.title:
                print(f"\n━━ {script.title}", flush=True)
            try:
                stage = await open_stage(phones, script, people(region))
            except (PhoneError, aiohttp.ClientError) as error:
                print(f"连不上产品或沙箱，先运行 zhiping up：{error}", file=sys.stderr)
                return 2
            for scene in script.scenes:
                print(f"\n{scene.title}", flush=True)
                for act in scene.acts:
                    steps += 1
                    if not await _step(stage, steps, act):
                        return 1
    print(f"\n{steps} 步都对，用了 {time.monotonic() - began:.0f} 秒")
    return 0


async def _step(stage: Stage, n: int, act: Act) -> bool:
    """Do one act, print it, and tell whether everything expected of it held."""
    name = stage.players[act.who].name if act.who in stage.players else act.who
    what = f"{n:3} {name} {WORDS[act.verb]} {_given(stage, act.given)}".rstrip()
    try:
        came = await perform(stage, act)
    except Missed as error:
        print(f"✗ {what}\n    {error}", flush=True)
        return False
    except (aiohttp.ClientError, TimeoutError) as error:
        print(f"✗ {what}\n    应当有回应，连接断了：{type(error).__name__}", flush=True)
        return False
    print(f"✓ {what} → {came}", flush=True)
    return True


async def perform(stage: Stage, act: Act) -> str:
    """Do one act and hold what comes against what is expected.

    Args:
        stage: who is there.
        act: what is done.

    Returns:
        What came, in a few words.

    Raises:
        Missed: something expected did not come, or something came that was not expected.
    """
    player = stage.player(act.who)
    try:
        came = await VERBS[act.verb](stage, player, act.given)
    except (PhoneError, Refusal) as error:
        said = sentence(error) if isinstance(error, PhoneError) else str(error)
        if not act.refused:
            raise Missed(f"应当办成，来的是：{said}") from None
        check(said, act.refused)
        brief = f"没有办成：{said}"
    else:
        if act.refused:
            raise Missed(f"应当办不成（{'、'.join(act.refused)}），却办成了")
        check(came.text, act.expect)
        brief = came.brief or came.text
    brief = _short(brief, 70)
    for who, wanted in act.push.items():
        other = stage.player(who)
        brief += f"｜{other.name}的手机：{_short(await heard(other, wanted), 50)}"
    return brief


def _given(stage: Stage, given: Any) -> str:
    """Return what an act was given, in a few words."""
    if given is None or given is True:
        return ""
    if not isinstance(given, dict):
        return _short(str(given), 40)
    shown: dict[Any, Any] = given
    words = [
        stage.players[v].name if k == "who" and v in stage.players else str(k) if isinstance(v, dict | list) else str(v)
        for k, v in shown.items()
    ]
    return _short(" ".join(words), 40)


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
