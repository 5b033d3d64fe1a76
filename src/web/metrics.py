"""Counters for Prometheus, over all worker processes when `PROMETHEUS_MULTIPROC_DIR` is set."""

import os
from functools import lru_cache

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("zhiping_requests", "calls of the API by route and status", ["route", "status"])
SECONDS = Histogram("zhiping_request_seconds", "time of a call", ["route"])
TURNS = Counter("zhiping_turns", "messages of the official account by outcome", ["outcome"])
TURN_SECONDS = Histogram("zhiping_turn_seconds", "time from a message to its reply")

times_of = lru_cache(maxsize=1024)(
    REQUESTS.labels
)  # a counter is asked for once: looking for it costs four of its steps
seconds_of = lru_cache(maxsize=256)(SECONDS.labels)


def scrape() -> tuple[bytes, str]:
    """Return all figures as text, and its content type."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return generate_latest(registry), CONTENT_TYPE_LATEST
