"""ID numbers that belong to nobody, with the check digit that they must have."""

from __future__ import annotations

from datetime import date, timedelta

NOWHERE = "500000"  # no district of the country has this code
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def born(number: str) -> date:
    """Return the day of birth that an ID number says."""
    return date.fromisoformat(number[6:14])


def id_number(n: int) -> str:
    """Return the made-up ID number of the nth person, other than that of any other person.

    Args:
        n: from 0; nearby people are born nearby days, from 1981 on.

    Source: GB 11643-1999, the check digit by ISO 7064 MOD 11-2.
    """
    born = date(1981, 3, 1) + timedelta(days=n % 3000)
    body = f"{NOWHERE}{born:%Y%m%d}{900 + n // 3000 % 100:03d}"
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]
