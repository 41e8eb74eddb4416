"""Which status answers which error."""

import pytest

from core.domain.errors import (
    ConflictError,
    CurrencyMismatchError,
    NotFoundError,
    PeerError,
    RoamingError,
    SourceError,
    StoreError,
    WireError,
)
from core.ocpi.status_code import StatusCode, status_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WireError("id", "wanted a value"), 2001),
        (SourceError("body", "not JSON"), 2001),
        (CurrencyMismatchError("EUR and CHF"), 2001),
        (NotFoundError("no location"), 2000),
        (ConflictError("another"), 2000),
        (PeerError("no answer"), 3001),
        (StoreError("locked"), 3000),
        (RoamingError("something"), 3000),
    ],
)
def test_an_error_has_the_status_of_its_nearest_base(error, status):
    assert status_of(error) is StatusCode(status)
