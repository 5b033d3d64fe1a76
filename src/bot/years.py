"""A table of years, such as the workload: one row of it in one message, all its years at once (CQ-12)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import following
from bot.render import GAP, joined, lined, say
from casework.case import Case
from casework.deeds import answer
from casework.presents.contact import placed
from casework.problems import Wrong
from schemes import Scheme
from wizard.address import Address
from wizard.cleaning import plain
from wizard.parsing import prefix_of
from wizard.prompts import years_of
from wizard.states import FieldState

if TYPE_CHECKING:
    from bot.turn import Turn

NOTHING = "无没"  # how the words for nothing begin
LINE = re.compile(rf"(?P<name>[^\d{NOTHING}]*?)[\s:：,，]*(?P<cells>[\d{NOTHING}].*)")
DATED = re.compile(r"((?:19|20)\d\d)\s*年度?\s*[:：是为]?\s*([^\s,，、;；]+)")
APART = re.compile(r"[\s,，、;；/|]+")
SPACED = re.compile(r"[\s、;；/|]+")
GROUPED = re.compile(r"\d{1,3}(?:[,，]\d{3})+|\d+|[无没]\S*")
TENFOLD = 10  # times that a year may exceed the others before it is asked about
EXAMPLE = ("3200", "3500", "3600", "3700", "3800", "3900", "4000")
Cells = list[tuple[Address, str]]


def tabular(scheme: Scheme, address: Address) -> bool:
    """Tell whether a question is one year of a row of a table."""
    return address.row is not None and address.field in years_of(scheme, address.section)


def name_of(case: Case, section: str, row: str) -> str:
    """Return what a row of the table is about."""
    years = years_of(case.scheme, section)
    first = next(name for name in case.scheme.sections[section].fields if name not in years)
    return case.journey.show(Address(section, row, first))


def states(case: Case, section: str, row: str) -> list[FieldState]:
    """Return the years of one row."""
    return [case.journey.state(Address(section, row, name)) for name in years_of(case.scheme, section)]


# ── asking ───────────────────────────────────────────────────────────────────
def question(turn: Turn, case: Case, address: Address) -> str:
    """Ask for all years of a row."""
    section, row = address.section, address.row or ""
    rows, asked = case.journey.row_ids(section), states(case, section, row)
    first, last, many = prefix_of(asked[0].field), prefix_of(asked[-1].field), len(asked)
    head = f"【{case.journey.label(section)}】{rows.index(row) + 1}/{len(rows)}"
    span = f"{first.removesuffix('年')} 到 {last.removesuffix('年')} 年"
    asks = f"{name_of(case, section, row) or '这一项'}，{span}各是多少？"
    how = f"{many} 年的数一起发，空格隔开。哪年没有写“无”，都没有就发“无”。"
    given = [show(s) for s in asked]
    now = f"现在是：{'　'.join(g or '没填' for g in given)}{GAP}{say('不改，下一题')}" if any(given) else ""
    foot = GAP.join((say("上一题"), say("跳过"), say("查看"), turn.links.to("在小程序里填", case, address)))
    return joined(lined(head, asks, how, f"例：{' '.join(EXAMPLE[:many])}", now), foot)


def show(state: FieldState) -> str:
    """Return the number of one year, empty where there is none."""
    return "" if state.value is None else str(state.value)


def enter(turn: Turn, case: Case, section: str) -> str:
    """Lead into the table: how it is filled, and its first row that is still open; the overview where none is."""
    address = open_row(case, section)
    if address is None:
        return turn.ask(case, Address(section))
    how = "这一栏是一张表，小程序里填更快。在这里填，一项发一条；也可以一行一项，几项一起发。"
    return joined(lined(case.journey.help(section), how), turn.ask(case, address))


def open_row(case: Case, section: str, after: str = "") -> Address | None:
    """Return the first missing year behind a row of the table, else from its beginning; None where none is missing."""
    rows = case.journey.row_ids(section)
    at = rows.index(after) + 1 if after in rows else 0
    for row in (*rows[at:], *rows[:at]):
        for state in states(case, section, row):
            if case.journey.lacks(state.address) and row != after:
                return state.address
    return None


def onward(turn: Turn, case: Case, after: Address) -> str:
    """Ask for the next row that is still open, or show where the table stands."""
    row = after.row or ""
    found = open_row(case, after.section, row)
    if found is None and any(case.journey.lacks(s.address) for s in states(case, after.section, row)):
        found = after
    return turn.ask(case, found if found is not None else Address(after.section))


# ── reading ──────────────────────────────────────────────────────────────────
def take(turn: Turn, case: Case, state: FieldState, text: str) -> str:
    """Store the numbers of a row, or of several, one a line, and go on with the next one.

    Args:
        turn: the message.
        case: what is filled.
        state: one year of the row that was asked for.
        text: numbers of all its years, of those still open, or 无; before them may stand which row is meant.
    """
    section, here = state.address.section, state.address.row or ""
    said: list[str] = []
    refused: list[str] = []
    undo: list[list[object]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        row, cells, why = read(case, section, here, line)
        if why:
            refused.append(why)
            continue
        if len(cells) == 1 and (same := alike(case, section, row, cells[0][1])):
            refused.append(lined(f"“{cells[0][1]}”是哪一年的？还没保存。", say(*same)))
            continue
        if why := store(turn, case, cells, undo):
            refused.append(why)
        here = row
        said.append(echo(case, section, row))
    if undo:
        turn.cursor.undo, turn.cursor.unknown = {"base": case.base.path, "cells": undo}, 0
    if refused:
        turn.cursor.keep(placed(case.base.path, str(state.address)), text)
        turn.cursor.unknown += 1
    at = Address(section, here, state.address.field)
    stays = not said or any(s.value is None for s in states(case, section, here))
    return joined(lined(*said, *refused), turn.ask(case, at) if stays else onward(turn, case, at))


def read(case: Case, section: str, here: str, line: str) -> tuple[str, Cells, str]:
    """Return which row a line is about, what it says of which years, and why it cannot be read, empty where it can."""
    match = LINE.fullmatch(plain(line).strip())
    if match is None:
        return here, [], f"没看懂“{line[:20]}”，还没保存。"
    name = match["name"].strip()
    found = named(case, section, name) if name else [here]
    if len(found) != 1:
        why = f"有 {len(found)} 项都有“{name[:12]}”，请写全一点" if found else f"没找到叫“{name[:12]}”的一项"
        return here, [], f"{why}，还没保存。"
    row = found[0]
    asked = states(case, section, row)
    if dated := DATED.findall(match["cells"]):
        by = {prefix_of(s.field): s.address for s in asked}
        cells = [(by[f"{year}年"], value) for year, value in dated if f"{year}年" in by]
        return row, cells, "" if len(cells) == len(dated) else f"{line[:20]}：有的年份不在这张表里，还没保存。"
    values = numbers(match["cells"])
    if len(values) == 1 and values[0][0] in NOTHING:
        return row, [(s.address, values[0]) for s in asked], ""
    empty = [s.address for s in asked if s.value is None]
    places = [s.address for s in asked] if len(values) == len(asked) or len(values) > len(empty) else empty
    if len(values) > len(places):
        return row, [], f"{name_of(case, section, row)}：收到 {len(values)} 个数，只有 {len(asked)} 年。还没保存。"
    return row, list(zip(places, values, strict=False)), ""


def numbers(text: str) -> list[str]:
    """Return the numbers of a line; a comma that groups digits (1,200 1,300) does not set them apart.

    Where nothing but several commas stands between them, they are what sets them apart.
    """
    spaced = [part for part in SPACED.split(text.strip(" ,，、;；/|")) if part]
    if (len(spaced) > 1 or len(re.findall("[,，]", text)) == 1) and all(GROUPED.fullmatch(part) for part in spaced):
        return [re.sub(r"[,，]", "", part) for part in spaced]
    return [part for part in APART.split(text) if part]


def named(case: Case, section: str, name: str) -> list[str]:
    """Return the rows that a name means: the one called so, the only one that begins so, else all that have it."""
    names = {row: plain(name_of(case, section, row)) for row in case.journey.row_ids(section)}
    exact = [row for row, one in names.items() if one == name]
    part = [row for row, one in names.items() if name in one]
    begun = [row for row in part if names[row].removeprefix("年").startswith(name)]
    return next((found for found in (exact, part, begun) if len(found) == 1), part)


def alike(case: Case, section: str, row: str, value: str) -> tuple[str, str] | None:
    """Return the tap that gives all years of a row one number; None where only one year is open."""
    asked = states(case, section, row)
    if sum(s.value is None for s in asked) < 2 or not value.isascii():
        return None
    return f"{len(asked)} 年都是 {value}", " ".join([value] * len(asked))


def store(turn: Turn, case: Case, cells: Cells, undo: list[list[object]]) -> str:
    """Store numbers and return what could not be, empty where everything was."""
    why: list[str] = []
    for address, value in cells:
        state = case.journey.state(address)
        try:
            answer.save(turn.desk, case, address, text=value, numbered=False)
        except Wrong as error:
            why.append(f"{prefix_of(state.field)}“{value[:12]}”：{error.detail}")
            continue
        undo.append([str(address), state.value, case.seq(address)])
    return lined(*why)


def echo(case: Case, section: str, row: str) -> str:
    """Return how a row reads now, and what about it looks like a slip."""
    asked = states(case, section, row)
    given = [show(s) or "没填" for s in asked]
    slip = far_off(asked)
    doubt = f"请再看一眼：{slip}，和别的年差 {TENFOLD} 倍以上。没错就不用管" if slip else ""
    doubts = [following.doubt(p, case) for p in case.journey.problems(section) if p.row == row and p.level == "warn"]
    return lined(f"✓ 已保存：{name_of(case, section, row)}{GAP}{' '.join(given)}", doubt, *doubts)


def far_off(asked: Sequence[FieldState]) -> str:
    """Return the year whose number is ten times above, or below, those of all others; empty for none."""
    numbers = {prefix_of(s.field): float(show(s)) for s in asked if show(s).isdecimal() and show(s) != "0"}
    for year, number in numbers.items():
        others = [n for other, n in numbers.items() if other != year]
        if len(others) > 1 and (number >= TENFOLD * max(others) or number * TENFOLD <= min(others)):
            return f"{year} {number:g}"
    return ""
