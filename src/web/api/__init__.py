"""The calls of `/api/v1`, one file a theme; `ROUTES` is the whole table."""

from web.api import chain, evidence, filling, people, reviewing

ROUTES = (*people.ROUTES, *reviewing.ROUTES, *evidence.ROUTES, *chain.ROUTES, *filling.ROUTES)
