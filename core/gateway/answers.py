"""Answers of the hub itself: an envelope as it is sent, every error as what a peer is told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from core.domain.errors import IllegalTransitionError, NotFoundError, RoamingError
from core.gateway.hub_request import HubAnswer
from core.ocpi.envelope import Envelope, failure, failure_of, success, write_envelope
from core.ocpi.status_code import StatusCode

_HTTP_OF_ERROR: Final[dict[type[RoamingError], int]] = {
    NotFoundError: 404,
    IllegalTransitionError: 405,
}
"""Everything else is told in the envelope alone: OCPI wants no other HTTP errors."""


def answer_of(
    envelope: Envelope, http_status: int = 200, headers: Iterable[tuple[str, str]] = ()
) -> HubAnswer:
    """An envelope as it is sent."""
    return HubAnswer(write_envelope(envelope), http_status, tuple(headers))


def done(now: datetime, value: object = None, http_status: int = 200) -> HubAnswer:
    """What was asked was done; ``value`` is plain objects, None for no data."""
    return answer_of(success(now, value), http_status)


def refused(
    now: datetime,
    http_status: int,
    message: str,
    status_code: int = StatusCode.CLIENT_ERROR,
    headers: Iterable[tuple[str, str]] = (),
) -> HubAnswer:
    """What was asked was not done."""
    return answer_of(failure(now, status_code, message), http_status, headers)


def answer_of_error(now: datetime, error: RoamingError) -> HubAnswer:
    """What a peer is told of an error of ours, by the nearest base that has an HTTP status."""
    kinds = (base for base in type(error).__mro__ if base in _HTTP_OF_ERROR)
    http_status = next((_HTTP_OF_ERROR[base] for base in kinds), 200)
    return answer_of(failure_of(now, error), http_status)
