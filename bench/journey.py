"""What one answer costs the journey, and whether that grows with the answers already there.

Prints microseconds (of each field the median, of these the mean), and as a line of JSON the ratio that must stay flat.
Run: python bench/journey.py
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src")]

from review.workdays import between  # noqa: E402
from schemes.expressions import World  # noqa: E402
from schemes.model import Field  # noqa: E402
from schemes.scheme import Scheme, load  # noqa: E402
from wizard.address import Address  # noqa: E402
from wizard.answers import Answers  # noqa: E402
from wizard.journey import Journey  # noqa: E402
from wizard.parsing import parse  # noqa: E402
from wizard.states import FieldState  # noqa: E402

ROWS, ROUNDS = 8, 15


class Alone:
    """A unit tree in which nobody stands above the employer."""

    def above(self, kind: str) -> bool:
        return False

    def nearest(self, kind: str, start: str | None = None) -> None:
        return None

    def has_child(self, kind: str, at: object) -> bool:
        return False

    def child(self, kind: str, at: object) -> None:
        return None

    def only(self, kind: str) -> None:
        return None

    def every(self, kind: str) -> list[Any]:
        return []


WORLD = World(
    "2026-11-05 10:00",
    {"year": 2026, "level": "associate", "label": "2026"},
    {"name": "周岚", "sex": "女", "birth": "1985-03-02", "identity": "其他人员"},
    {"name": "云溪区人民医院", "kind": "district_institution", "level": 2},
    {},
    {},
    Alone(),
    lambda start, end: between(date.fromisoformat(start), date.fromisoformat(end), {}),
)


def value(scheme: Scheme, field: Field, turn: int) -> Any:
    """Return a value of a field, another one each turn."""
    listed = list(scheme.lists[field.list]) if isinstance(field.list, str) else list(field.list or ["x"])
    match field.kind:
        case "text" | "long_text" | "phone" | "id_number" | "unit" | "row":
            return f"第{turn}次填写的内容"
        case "number":
            return turn
        case "yes_no":
            return turn % 2 == 0
        case "month":
            return f"20{10 + turn % 10}-07"
        case "date":
            return f"20{10 + turn % 10}-07-01"
        case "year":
            return 2010 + turn
        case "period":
            return {"from": f"20{10 + turn % 5}-07", "to": f"20{16 + turn % 5}-07"}
        case "choice":
            return listed[turn % len(listed)]
        case "choices":
            return [listed[turn % len(listed)]]
        case _:
            return {
                "file": f"sha256:{turn:08d}",
                "pages": 2,
                "size": 90_000,
                "media": "application/pdf",
                "of": "x",
                "at": "x",
            }


def fields(scheme: Scheme, rows: int) -> list[Address]:
    """Return the applicant's fields, with so many rows in each section that has them."""
    found: list[Address] = []
    for name, section in scheme.sections.items():
        if section.of == "application" and section.by == "applicant":
            places = [None] if section.rows is None else [f"r{n}" for n in range(rows)]
            asked = [key for key, one in section.fields.items() if one.kind != "note" and one.value is None]
            found += [Address(name, row, key) for row in places for key in asked]
    return found


def empty(scheme: Scheme) -> Journey:
    """Return a journey with rows everywhere, and no answer."""
    journey = Journey(scheme, Answers(), WORLD)
    for name, section in scheme.sections.items():
        if section.rows is not None and section.of == "application":
            for n in range(ROWS):
                journey.add_row(name, f"r{n}")
    return journey


def filled(scheme: Scheme) -> Journey:
    """Return a journey in which everything is answered, in the rows that the scheme names as well."""
    journey = empty(scheme)

    def answer(asked: list[Address]) -> None:
        for address in asked:
            journey.put(address, value(scheme, scheme.field(address.section, address.field or ""), 0))

    answer(fields(scheme, ROWS))
    for name in [section.id for section in journey.sections() if section.rows]:
        answer([one.address for row in journey.row_ids(name) for one in journey.fields(name, row) if one.missing])
    return journey


def microseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter_ns()
    act()
    return (time.perf_counter_ns() - start) / 1000


def cost(journey: Journey, address: Address) -> float:
    """Return the median cost of another answer at an address and of the next question; what stood there stays."""
    field, old = journey.scheme.field(address.section, address.field or ""), journey.answers.get(address)
    times: list[float] = []
    for turn in range(1, ROUNDS + 1):
        new = value(journey.scheme, field, turn)
        times.append(microseconds(lambda new=new: (journey.put(address, new), journey.next(address))))
    if old is not None:
        journey.put(address, old)
    return statistics.median(times)


def main() -> None:
    """Measure a region, Chongqing unless another folder is given."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "regions" / "chongqing"
    loaded = load(folder)
    if loaded.scheme is None:
        sys.exit("\n".join(map(str, loaded.faults)))
    scheme = loaded.scheme
    first, full, read = empty(scheme), filled(scheme), set(scheme.readers)
    every = [one for one in fields(scheme, ROWS) if first.shows(one.section) and full.shows(one.section)]

    def path(address: Address) -> str:
        return f"{address.section}.{address.field}" if address.row is None else f"{address.section}[].{address.field}"

    print(f"{folder.name}: {len(every)} fields with {ROWS} rows each, {len(full.answers)} answers when full")
    costs = [(path(one) in read, cost(empty(scheme), one), cost(full, one)) for one in every]
    for words, others in (("nobody reads", False), ("others read", True)):
        small = statistics.mean(few for is_read, few, _ in costs if is_read is others)
        large = statistics.mean(many for is_read, _, many in costs if is_read is others)
        print(f"an answer that {words}, with the next question: first {small:.1f} µs, full {large:.1f} µs")
    small, large = (statistics.mean(one[n] for one in costs) for n in (1, 2))
    flat = {
        "name": f"an answer and the next question with {len(full.answers)} answers, in the mean over all fields",
        "value": round(large / small, 3),
        "unit": "×",
        "beside": f"the first of all: {small:.2f} µs, now {large:.2f} µs",
        "wanted": 1.2,
    }
    print(json.dumps(flat, ensure_ascii=False))
    same = next(one for one in every if path(one) not in read)
    field = scheme.field(same.section, same.field or "")
    state = FieldState(address=same, field=field)
    reading = statistics.median(
        microseconds(lambda: parse(field, "2019年7月", state, "2026-11-05")) for _ in range(2000)
    )
    asking = statistics.median(microseconds(full.next) for _ in range(2000))
    anew = statistics.median(microseconds(lambda: Journey(scheme, full.answers, WORLD)) for _ in range(20))
    print(f"parsing {reading:.1f} µs, next question {asking:.1f} µs")
    print(f"whole journey {anew / 1000:.2f} ms, ratio {anew / large:.0f}")


if __name__ == "__main__":
    main()
