"""Figures for Prometheus: counters, and what waits for the worker.

The counters are those of all processes where `PROMETHEUS_MULTIPROC_DIR` is set.
"""

import os
from collections.abc import Sequence
from functools import lru_cache

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from casework.house import House
from casework.jobs.push import NOBODY
from storage import Outbox
from web.patience import within

LOG = structlog.get_logger("metrics")
LOOK = 2.0  # seconds that the outbox may take
STATES = ("waiting", "claimed", "delivered", "refused", "dropped")

REQUESTS = Counter("zhiping_requests", "calls of the API by route and status", ["route", "status"])
SECONDS = Histogram("zhiping_request_seconds", "time of a call", ["route"])
TURNS = Histogram("zhiping_turn_seconds", "time from a message of the official account to its answer", ["outcome"])

times_of = lru_cache(maxsize=1024)(
    REQUESTS.labels
)  # a counter is asked for once: looking for it costs four of its steps
seconds_of = lru_cache(maxsize=256)(SECONDS.labels)


class Looked(Collector):
    """Gives figures that were just looked up.

    Args:
        found: the figures.
    """

    def __init__(self, found: Sequence[Metric]) -> None:
        self.found = found

    def collect(self) -> Sequence[Metric]:
        """Return them."""
        return self.found


async def scrape(house: House) -> tuple[bytes, str]:
    """Return all figures as text, and its content type; without those of the outbox while the database is away.

    Args:
        house: whose outbox is looked at.
    """
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    waiting = CollectorRegistry()
    try:
        waiting.register(Looked(await within(LOOK, jobs(house))))
    except Exception as error:  # noqa: BLE001  the other figures are told all the same, and an alarm sees what is absent
        LOG.warning("outbox not looked at", error=type(error).__name__)
    return generate_latest(registry) + generate_latest(waiting), CONTENT_TYPE_LATEST


async def jobs(house: House) -> list[Metric]:
    """Return what the worker has before it and what came to no end.

    Args:
        house: whose outbox is looked at.
    """
    outbox = Outbox(house.storage.database, house.storage.opener)
    counts = await outbox.counts()
    states = GaugeMetricFamily("zhiping_jobs", "jobs of the worker by state, of the last 30 days", labels=["state"])
    for state in STATES:
        states.add_metric([state], counts.get(state, 0))
    oldest = await outbox.oldest(house.clock.time())
    return [
        states,
        GaugeMetricFamily("zhiping_job_oldest_seconds", "for how long the oldest due job has waited", oldest),
        GaugeMetricFamily(
            "zhiping_told_nobody", "pushes of the last 30 days that reached neither person nor unit",
            await outbox.ended(NOBODY),
        ),
    ]  # fmt: skip
