"""OCPI's status codes, and which one answers an error of ours.

Source: OCPI 2.2.1 and 2.3.0, status_codes.asciidoc. Codes of a peer's own (2900-2999 and so on)
are plain numbers: the first digit tells what kind it is.
"""

from enum import IntEnum
from typing import Final

from core.domain.errors import (
    InvalidValueError,
    NotFoundError,
    PeerError,
    RoamingError,
    RuleError,
    SourceError,
    WireError,
)


class StatusCode(IntEnum):
    """The codes that the specification lists."""

    SUCCESS = 1000
    CLIENT_ERROR = 2000
    INVALID_PARAMETERS = 2001
    NOT_ENOUGH_INFORMATION = 2002
    UNKNOWN_LOCATION = 2003
    UNKNOWN_TOKEN = 2004
    SERVER_ERROR = 3000
    UNUSABLE_API = 3001
    UNSUPPORTED_VERSION = 3002
    NO_MATCHING_ENDPOINTS = 3003
    HUB_ERROR = 4000
    UNKNOWN_RECEIVER = 4001
    TIMEOUT = 4002
    CONNECTION_PROBLEM = 4003


_STATUS_OF_ERROR: Final[dict[type[RoamingError], StatusCode]] = {
    SourceError: StatusCode.INVALID_PARAMETERS,
    WireError: StatusCode.INVALID_PARAMETERS,
    InvalidValueError: StatusCode.INVALID_PARAMETERS,
    NotFoundError: StatusCode.CLIENT_ERROR,
    RuleError: StatusCode.CLIENT_ERROR,
    PeerError: StatusCode.UNUSABLE_API,
    RoamingError: StatusCode.SERVER_ERROR,
}


def status_of(error: RoamingError) -> StatusCode:
    """The status that tells a peer of an error, by the nearest base that has one."""
    return next(_STATUS_OF_ERROR[base] for base in type(error).__mro__ if base in _STATUS_OF_ERROR)
