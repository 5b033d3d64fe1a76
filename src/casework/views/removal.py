"""What becomes of an account that its owner gives up: whether that can be, what goes, what stays and why (X-19)."""

from collections.abc import Sequence

import msgspec

from casework.case import Case

GOES = (
    "会删掉姓名、身份证号、手机号、登记的资料和照片，没交过的申报，还有和公众号聊天的连接。"
    "删掉以后找不回来，谁也看不到；要再用，从头登记"
)


class Removal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Says whether an account can be given up.

    Args:
        ok: nothing binds it.
        say: what goes; or why it has to stay, and what to do.
        stays: what is kept all the same, each with why.
    """

    ok: bool
    say: str
    stays: Sequence[str] = ()


class Removed(msgspec.Struct, frozen=True):
    """Says that an account is gone."""

    said: str


def removal_view(why: str, cases: Sequence[Case]) -> Removal:
    """Describe what giving up an account would do.

    Args:
        why: what binds it, empty where nothing does.
        cases: the person's applications, all of them ended; none where something binds it.
    """
    return Removal(False, why) if why else Removal(True, GOES, [_stays(c) for c in cases if _handed_in(c)])


def removed_view(stays: int) -> Removed:
    """Say that an account is gone.

    Args:
        stays: how many applications are kept all the same.
    """
    kept = f"交过单位的 {stays} 份申报按规定封存，到期销毁。" if stays else ""
    return Removed(f"账号注销了，登记的资料都删掉了。{kept}要再用，从头登记")


def handed_in(cases: Sequence[Case]) -> int:
    """Count the applications that a unit has had."""
    return sum(map(_handed_in, cases))


def _handed_in(case: Case) -> bool:
    return bool(case.application.state.submissions)


def _stays(case: Case) -> str:
    kept = case.scheme.region.retention
    term = f"，结束满 {kept.split()[0]} 年销毁" if kept is not None else ""
    return f"{case.plan_label or '一份申报'}：交过单位，审核记录要按规定保存。封存着，只有办过它的单位能看{term}"
