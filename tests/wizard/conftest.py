"""The scheme that uses every construct, for all who only look at it."""

import pytest

from schemes.scheme import Scheme

from . import wizard_samples


@pytest.fixture(scope="session")
def rich() -> Scheme:
    return wizard_samples.rich()
