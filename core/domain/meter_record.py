"""Signed meter data of a session as its CPO sent it, and what checking the signature came to.

Source: OCPI 2.2.1 mod_cdrs, SignedData and SignedValue. The readings name the driver's token, so
they are personal and may be erased; what the check found stays with the CDR.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedValue:
    """One value that a meter signed."""

    nature: str
    """``Start``, ``End``, ``Intermediate``, or the CPO's own word."""
    plain_data: str
    signed_data: str
    """As sent: the record itself, or base64 of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedData:
    """All that a CDR has of its meter."""

    encoding_method: str
    """``OCMF``, ``Alfen Eichrecht``, ``EDL40 E-Mobility Extension`` and others."""
    public_key: str | None
    """As sent, mostly base64 of a SubjectPublicKeyInfo; None: it is known by other means."""
    signed_values: tuple[SignedValue, ...]


class MeterVerdict(StrEnum):
    """What checking the signatures of one CDR came to."""

    VALID = "valid"
    """Every value is signed by the key that the CDR names."""
    INVALID = "invalid"
    """A value is not what was signed, or by another key."""
    NO_KEY = "no_key"
    """The CDR names no public key, so nobody can tell."""
    NOT_CHECKED = "not_checked"
    """A format or an algorithm that this program does not verify."""
    UNREADABLE = "unreadable"
    """Not the form that it says it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterCheck:
    """What a CDR's signed meter data say."""

    verdict: MeterVerdict
    detail: str
    """What was wanted and found, in words."""
    meter: str = ""
    """Serial number of the meter or its gateway."""
    energy_kwh: Decimal | None = None
    """Last reading less the first; None where they do not tell."""
    begin: datetime | None = None
    """Of the first reading, in UTC."""
    end: datetime | None = None
