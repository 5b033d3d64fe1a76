"""The operator's commands: publish, open plans and units, keys, audit."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml

from casework import ids, projections
from casework.actor import Act
from casework.deeds import begin, doors, units
from casework.desk import Desk
from casework.folds import FOLDS, NOTED
from casework.house import House
from casework.problems import Wrong
from schemes import Scheme
from zhiping.compose import open_house, open_store
from zhiping.settings import Settings, Unfit


def act_of(house: House, what: str) -> Act:
    """Return an act of the operator; each run is one of its own."""
    return Act(key=f"operator|{what}|{ids.new_id('o')}", epoch=house.clock.time(), surface="operator")


Moment = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d$")]


class PlanDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Is a paper that applicants read before they begin: what it is called, and where anybody can open it (X-01)."""

    label: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    url: Annotated[str, msgspec.Meta(pattern=r"^https?://\S+$", max_length=500)]


class PlanFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Is a plan as the operator writes it.

    Args:
        region: whose plan.
        year: of the plan.
        level: 副高 or 正高.
        label: its name.
        opens, closes: as in `2026-11-30 17:00`.
        id: to change or name it; a new one where empty.
        documents: label and address of papers to be read.
        units: kind of unit → the one that this plan names.
        state: `closed` once nobody may begin.
        answers: by address, those of the sections about plans.
    """

    region: str
    year: Annotated[int, msgspec.Meta(ge=2000, le=2100)]
    level: Literal["associate", "senior"]
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    opens: Moment
    closes: Moment
    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = ""
    documents: list[PlanDocument] = []
    units: dict[str, str] = {}
    state: Literal["open", "closed"] = "open"
    answers: dict[str, Any] = {}


def read_plan(declared: object) -> PlanFile:
    """Return a plan as it was written.

    Args:
        declared: what stands in the file.

    Raises:
        Wrong: something is missing, unknown or not as it must be; names it.
    """
    try:
        return msgspec.convert(declared, PlanFile)
    except msgspec.ValidationError as error:
        raise Wrong("plan_file", f"计划写得不对，请检查后再执行：{error}") from None


async def publish_scheme(house: House, scheme: Scheme) -> None:
    """Keep a version, so that applications can stay on it when the folder has moved on.

    Args:
        house: what deeds work with.
        scheme: compiled.
    """
    if await house.reads.scheme(scheme.digest) is not None:
        return

    async def make(desk: Desk) -> bool:
        desk.put("scheme", (scheme.digest, scheme.region.id, msgspec.json.encode(scheme.document), desk.act.epoch))
        return True

    await house.write(act_of(house, "publish"), [], scheme.digest, make, bool)


async def put_plan(house: House, declared: dict[str, Any]) -> str:
    """Open a plan, or change one.

    Args:
        house: what deeds work with.
        declared: as in `PlanFile`.

    Returns:
        Its id.

    Raises:
        Wrong: it is no plan, there is no such region, or it closes before it opens.
    """
    plan = read_plan(declared)
    scheme = house.shelf.current.get(plan.region)
    if scheme is None:
        raise Wrong("region", f"没有“{plan.region}”这个地区，请检查计划文件里的 region")
    await publish_scheme(house, scheme)
    id = plan.id or ids.new_id("n")
    rest = {k: v for k, v in msgspec.to_builtins(plan).items() if k not in {"id", "region"}}

    async def make(desk: Desk) -> str:
        await begin.open_plan(desk, desk.head(ids.plan(id)), rest, scheme)
        return id

    return await house.write(act_of(house, "plan"), [ids.plan(id)], declared, make, str)


async def put_unit(house: House, name: str, kind: str, parent: str, region: str, id: str = "") -> tuple[str, str]:
    """Open a unit and give an invitation for its first officer.

    Args:
        house: what deeds work with.
        name: as on its seal.
        kind: of the region.
        parent: id of the unit above; empty for a root.
        region: whose kind it is; the only one where empty.
        id: to change or name it; a new one where empty.

    Returns:
        Its id and the invitation's token.
    """
    known = house.shelf.current
    scheme = known.get(region) if region else (next(iter(known.values())) if len(known) == 1 else None)
    if scheme is None:
        wanted = f"没有“{region}”这个地区" if region else "这里有几个地区，请用 --region 写明是哪一个"
        raise Wrong("region", f"{wanted}：{'、'.join(known)}")
    await publish_scheme(house, scheme)  # by which the unit's own data are read later on
    id = id or ids.new_id("u")
    house.renew()
    await house.tree()

    async def make(desk: Desk) -> list[str]:
        units.open_unit(desk, desk.head(ids.unit(id)), name, kind, parent, scheme)
        return [id, doors.invite(desk, id, "officer")]

    made = await house.write(act_of(house, "unit"), [ids.unit(id)], [name, kind, parent], make, list[str])
    return made[0], made[1]


async def open_plan(settings: Settings, a: argparse.Namespace) -> int:
    """Run `plan open FILE`."""
    try:
        found = yaml.safe_load(Path(a.file).read_text("utf-8"))  # noqa: ASYNC240  a command, nothing else runs
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Unfit([f"{a.file} 读不出来：{type(error).__name__}"]) from None
    declared: list[Any] = found if isinstance(found, list) else [found]
    for one in declared:
        read_plan(one)  # all of them or none
    async with open_house(settings) as house:
        for one in declared:
            print(await put_plan(house, one))
    return 0


async def open_unit(settings: Settings, a: argparse.Namespace) -> int:
    """Run `unit open NAME`."""
    async with open_house(settings) as house:
        id, token = await put_unit(house, a.name, a.kind, a.parent, a.region, a.id)
        print(f"{id}\n邀请（7 天内用一次）：{house.public_url}/m/#/pages/ticket/ticket?t={token}")
    return 0


async def rewrap(settings: Settings, _: argparse.Namespace) -> int:
    """Run `keys rewrap`."""
    from storage.audit import rewrap as run

    store = await open_store(settings)
    try:
        done = await run(store.database, store.vault)
        print(f"换好 {done['wrapped']} 把，原来就是新的 {done['current']} 把")
    finally:
        await store.close()
    return 0


async def verify(settings: Settings, a: argparse.Namespace) -> int:
    """Run `audit verify`."""
    from storage.audit import check_files
    from storage.audit import verify as run
    from storage.blobs import Blobs

    store = await open_store(settings)
    try:
        report = await run(store.database, store.vault, NOTED)
        if a.files:
            count, findings = await check_files(store.database, Blobs.open(settings.blob_url), store.vault)
            report.findings += findings
            print(f"看了 {count} 份文件")
    finally:
        await store.close()
    for finding in report.findings:
        print(finding)
    print(f"看了 {report.streams} 条链、{report.actions} 条记录，其中 {report.erased} 条链的内容已删除")
    print(f"总摘要 {report.root}")
    print(
        "记录完整，没有改动"
        if not report.findings
        else f"{len(report.findings)} 处不对，请先停下来，把备份留好，再查原因"
    )
    return 1 if report.findings else 0


async def rebuild(settings: Settings, a: argparse.Namespace) -> int:
    """Run `audit rebuild`."""
    from storage.rebuilding import rebuild as run

    store = await open_store(settings)
    try:
        done = await run(store, FOLDS, projections.rows, projections.cell, projections.TABLES, mend=a.mend)
    finally:
        await store.close()
    for found in done.differences:
        print(f"{found.table} {'.'.join(map(str, found.key))}：{DIFFERENCES[found.kind]}")
    for stream in done.unreadable:
        print(f"{stream}：打不开，没有核对")
    print(
        f"核对了 {done.streams} 条链，{len(done.differences)} 行和记录不一样"
        + (f"，已改正 {len(done.differences) - len(done.left)} 行" if a.mend and done.differences else "")
    )
    if done.left:
        print(f"有 {len(done.left)} 行没有改正，因为同时有人在写。请停下所有进程，再运行一次")
    return 1 if done.unreadable or done.left or (done.differences and not a.mend) else 0


DIFFERENCES = {"missing": "缺这一行", "extra": "多这一行", "other": "内容不一样"}
