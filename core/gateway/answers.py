"""Answers of the hub itself: an envelope as it is sent, every error as what a peer is told."""

from collections.abc import Iterable
from datetime import datetime

from core.domain.errors import (
    NotFoundError,
    RoamingError,
    StoreError,
    WorkerError,
)
from core.gateway.hub_request import HubAnswer
from core.ocpi.envelope import Envelope, failure, failure_of, success, write_envelope
from core.ocpi.status_code import StatusCode


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


def answer_of_error(now: datetime, error: RoamingError, method: str = "GET") -> HubAnswer:
    """What a peer is told of an error of ours.

    Where our own books fail, it is not told how: a path or a host may be in the message.
    """
    if isinstance(error, StoreError | WorkerError):
        return refused(now, 200, "the hub cannot use its books now", StatusCode.SERVER_ERROR)
    # OCPI wants no HTTP errors, "except when a GET asks for what is not there".
    is_absent = isinstance(error, NotFoundError) and method == "GET"
    return answer_of(failure_of(now, error), 404 if is_absent else 200)
