"""The command `zhiping`: serve, worker, sandbox, up, migrate, demo, tour, scheme, plan, unit, keys, audit."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from casework.problems import Problem
from storage import Misconfigured, StorageError
from zhiping import settings as settings_of
from zhiping.logs import set_up
from zhiping.settings import PREFIX, Unfit

Command = Callable[[argparse.Namespace], int]


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: `sys.argv` without its first when absent.

    Returns:
        0 when done, 1 when something was found wrong, 2 when it could not begin.
    """
    parsed = parser().parse_args(arguments)
    set_up()
    if parsed.run in KEEPING:
        os.umask(0o077)  # what is kept holds names: nobody else on the machine reads it
    try:
        return parsed.run(parsed)
    except Unfit as error:
        print("\n".join(error.faults), file=sys.stderr)
        return 2
    except Problem as error:
        print(error.detail, file=sys.stderr)
        return 1
    except Misconfigured as error:
        print(f"{PREFIX}{error.setting}：{error.say}", file=sys.stderr)
        return 2
    except StorageError as error:
        print(error.say, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename or '网络'}：{error.strerror or type(error).__name__}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Return the parser with every command."""
    top = argparse.ArgumentParser(prog="zhiping", description="Applications for senior health-professional titles.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, text: str, to: Any = commands) -> argparse.ArgumentParser:
        found = to.add_parser(name, help=text, description=text)
        found.set_defaults(run=run)
        return found

    def group(name: str, text: str) -> Any:
        return commands.add_parser(name, help=text).add_subparsers(required=True, metavar="WHAT")

    serve = add("serve", _serve, "run the web process")
    serve.add_argument("--migrate", action="store_true", help="bring the schema up to date first")
    add("worker", _worker, "run the worker: documents, messages, terms")
    add("sandbox", _sandbox, "run the stand-in for the platform")
    up = add("up", _up, "run product and stand-in with demonstration data (development)")
    up.add_argument("--port", type=int, default=8000)
    up.add_argument("--sandbox-port", type=int, default=8001)
    up.add_argument("--data", default="var/demo", help="folder that keeps everything")
    add("migrate", _migrate, "bring the database's schema up to date")
    demo = add("demo", _demo, "load the demonstration of a region into a running product and stand-in")
    demo.add_argument("region", nargs="?")
    tour = add("tour", _tour, "carry applications through a running product along every route, as a phone would")
    tour.add_argument("region")
    tour.add_argument("--only", metavar="FILE", default="tour*.yaml", help="of the demonstration's folder: tour.yaml")
    for command in (demo, tour):
        command.add_argument("--product", default="http://127.0.0.1:8000")
        command.add_argument("--sandbox", default="http://127.0.0.1:8001")

    scheme = group("scheme", "regions: check, preview, compare, publish")
    check = add("check", _scheme("check"), "say everything that is wrong with a region", scheme)
    check.add_argument("region")
    check.add_argument("--manual", help="the manual's text: quotations are searched in it")
    preview = add("preview", _scheme("preview"), "write a page that shows a region", scheme)
    preview.add_argument("region")
    preview.add_argument("--out", default="-")
    coverage = add("coverage", _scheme("coverage"), "hold a region against its manual", scheme)
    coverage.add_argument("region")
    coverage.add_argument("--manual")
    numbers = add("numbers", _scheme("numbers"), "list what a region decides and its manual does not", scheme)
    numbers.add_argument("region")
    numbers.add_argument("--manual", help="the manual's text: options that it does not hold are listed too")
    numbers.add_argument("--into", metavar="PAGE", help="write the list into this page, below the region's heading")
    diff = add("diff", _scheme("diff"), "sort what differs between two folders or versions", scheme)
    diff.add_argument("old")
    diff.add_argument("new")
    add("publish", _scheme("publish"), "keep this version for the plans that will name it", scheme).add_argument(
        "region"
    )

    plan = group("plan", "plans")
    opened = add("open", _operator("open_plan"), "open a plan, or change it, from a file", plan)
    opened.add_argument("file")
    unit = group("unit", "units")
    opened = add("open", _operator("open_unit"), "open a unit and print an invitation for its first officer", unit)
    opened.add_argument("name")
    opened.add_argument("--kind", required=True)
    opened.add_argument("--parent", default="")
    opened.add_argument("--region", default="")
    opened.add_argument("--id", default="")

    keys = group("keys", "the operator's keys")
    add("new", _keys_new, "make a key for ZHIPING_MASTER_KEYS", keys)
    add("rewrap", _operator("rewrap"), "wrap every key with the first master key", keys)
    audit = group("audit", "the chain of records")
    check = add("verify", _operator("verify"), "find every changed byte", audit)
    check.add_argument("--files", action="store_true", help="read every file too")
    rebuild = add("rebuild", _operator("rebuild"), "hold the projections against the records", audit)
    rebuild.add_argument("--mend", action="store_true", help="write what is different")
    return top


def _serve(a: argparse.Namespace) -> int:
    from zhiping.serving import serve

    serve(settings_of.read(), migrate=a.migrate)
    return 0


def _worker(_: argparse.Namespace) -> int:
    from zhiping.worker import work

    work(settings_of.read())
    return 0


def _sandbox(_: argparse.Namespace) -> int:
    from sandbox.__main__ import main as run

    return run()


def _up(a: argparse.Namespace) -> int:
    from zhiping.up import up

    return up(a.port, a.sandbox_port, a.data)


def _migrate(_: argparse.Namespace) -> int:
    async def run() -> int:
        from zhiping.compose import open_store

        store = await open_store(settings_of.read(), migrate=True)
        await store.close()
        return 0

    return _run(run())


def _demo(a: argparse.Namespace) -> int:
    from zhiping.demo import load

    return _run(load(a.region, a.product, a.sandbox))


def _tour(a: argparse.Namespace) -> int:
    from zhiping.tour import tour

    return _run(tour(a.region, a.product, a.sandbox, a.only))


def _scheme(what: str) -> Command:
    def run(a: argparse.Namespace) -> int:
        from zhiping import scheming

        return getattr(scheming, what)(a)

    return run


def _operator(what: str) -> Command:
    def run(a: argparse.Namespace) -> int:
        from zhiping import operating

        return _run(getattr(operating, what)(settings_of.read(), a))

    return run


def _keys_new(_: argparse.Namespace) -> int:
    import base64
    import secrets
    from datetime import UTC, datetime

    id = datetime.now(UTC).strftime("k%Y%m%d")
    print(f"{id}:{base64.b64encode(secrets.token_bytes(32)).decode()}")
    return 0


KEEPING: frozenset[Command] = frozenset({_serve, _worker, _sandbox, _up, _migrate, _demo})


def _run(work: Coroutine[Any, Any, int]) -> int:
    return asyncio.run(work)


if __name__ == "__main__":
    sys.exit(main())
