"""The calls of `/api/v1`, one file a theme; `ROUTES` is the whole table."""

from web.api import chain, evidence, filling, people, reviewing, tickets, units

ROUTES = (
    *people.ROUTES, *units.ROUTES, *tickets.ROUTES, *reviewing.ROUTES, *evidence.ROUTES, *chain.ROUTES, *filling.ROUTES,
)  # fmt: skip
