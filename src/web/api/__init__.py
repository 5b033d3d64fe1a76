"""The calls of `/api/v1`, one file a theme; `ROUTES` is the whole table."""

from web.api import (
    accounts,
    assisting,
    chain,
    earlier,
    evidence,
    expecting,
    filling,
    forms,
    forwarding,
    inquiry,
    matters,
    more_time,
    notices,
    officers,
    people,
    publicity,
    reasons,
    rebinding,
    removal,
    reviewing,
    rosters,
    strokes,
    tickets,
    units,
)

ROUTES = (
    *people.ROUTES, *units.ROUTES, *tickets.ROUTES, *reviewing.ROUTES, *evidence.ROUTES, *chain.ROUTES, *filling.ROUTES,
    *earlier.ROUTES, *strokes.ROUTES, *forms.ROUTES, *rosters.ROUTES, *accounts.ROUTES, *officers.ROUTES,
    *rebinding.ROUTES, *expecting.ROUTES, *assisting.ROUTES, *inquiry.ROUTES, *matters.ROUTES, *notices.ROUTES,
    *publicity.ROUTES, *forwarding.ROUTES, *reasons.ROUTES, *more_time.ROUTES, *removal.ROUTES,
)  # fmt: skip
