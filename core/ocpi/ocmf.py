"""Open Charge Metering Format: readings that a meter signed, parsed and verified.

Source: SAFE OCMF 1.x, a record of the form ``OCMF|payload|signature``. The signature is over the
payload's bytes as they stand, so they are never written anew. The surprises: in later readings
fields equal to the one before are left out, and a comma parts the milliseconds.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from core.domain.errors import InvalidValueError
from core.domain.meter_record import MeterCheck, MeterVerdict, SignedData, SignedValue

_DEFAULT: Final = "ECDSA-secp256r1-SHA256"
_ALGORITHM: Final = re.compile(r"ECDSA-([A-Za-z0-9]+)-SHA(256|384|512)")
_CURVES: Final[Mapping[str, type[ec.EllipticCurve]]] = {
    "secp192r1": ec.SECP192R1,
    "secp256r1": ec.SECP256R1,
    "secp384r1": ec.SECP384R1,
    "secp521r1": ec.SECP521R1,
    "secp256k1": ec.SECP256K1,
    "brainpool256r1": ec.BrainpoolP256R1,
    "brainpoolp256r1": ec.BrainpoolP256R1,
    "brainpool384r1": ec.BrainpoolP384R1,
    "brainpoolp384r1": ec.BrainpoolP384R1,
    "brainpool512r1": ec.BrainpoolP512R1,
    "brainpoolp512r1": ec.BrainpoolP512R1,
}
"""By the name that OCMF gives them, in lower case; secp192k1 is not among them."""
_HASHES: Final[Mapping[str, type[hashes.HashAlgorithm]]] = {
    "256": hashes.SHA256,
    "384": hashes.SHA384,
    "512": hashes.SHA512,
}
_PER_KWH: Final = {"kWh": Decimal(1), "Wh": Decimal(1000)}
_ENDS: Final = frozenset("ELRAP")
"""Reasons of a reading that end a transaction; B begins one."""
_REPEATED: Final = ("TX", "RI", "RU", "RT", "EF", "ST")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of a record."""

    at: datetime
    reason: str
    """OCMF's TX: B begins, E and others end; empty where it says nothing."""
    value: Decimal | None
    unit: str
    register: str
    errors: str
    """OCMF's EF: ``E`` where energy, ``t`` where time must not be billed."""
    status: str
    """OCMF's ST: G is good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OcmfRecord:
    """One record, parsed."""

    payload: bytes
    """As signed."""
    meter: str
    readings: tuple[Reading, ...]
    algorithm: str
    signature: bytes


def check_meter(data: SignedData) -> MeterCheck:
    """Verify all values of a CDR by the key that it names, and read the energy out of them."""
    if data.encoding_method.upper() != "OCMF":
        told = f"{data.encoding_method} is kept, and not verified by this program"
        return MeterCheck(verdict=MeterVerdict.NOT_CHECKED, detail=told)
    try:
        records = [record_of(_text_of(one)) for one in data.signed_values]
    except InvalidValueError as error:
        return MeterCheck(verdict=MeterVerdict.UNREADABLE, detail=str(error))
    if not records:
        return MeterCheck(verdict=MeterVerdict.UNREADABLE, detail="no signed value")
    verdict, detail = _verdict(records, data.public_key)
    return _with_energy(records, verdict, detail)


def record_of(text: str) -> OcmfRecord:
    """A record as its text says.

    Raises:
        InvalidValueError: It is not of the form.
    """
    head, _, rest = text.strip().partition("|")
    payload, bar, signed = rest.rpartition("|")
    if head != "OCMF" or not bar:
        raise InvalidValueError(f"wanted OCMF|payload|signature, found {text[:20]!r}")
    told, signature = _object(payload, "payload"), _object(signed, "signature")
    return OcmfRecord(
        payload=payload.encode(),
        meter=str(told.get("MS") or told.get("GS") or ""),
        readings=tuple(_readings(told.get("RD"))),
        algorithm=str(signature.get("SA") or _DEFAULT),
        signature=_decoded(signature),
    )


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InvalidValueError(f"{name}: not JSON") from error
    if not isinstance(found, dict):
        raise InvalidValueError(f"{name}: wanted an object")
    return found


def _decoded(signature: Mapping[str, Any]) -> bytes:
    written, encoding = str(signature.get("SD", "")), str(signature.get("SE") or "hex")
    if signature.get("SM") not in {None, "application/x-der"}:
        raise InvalidValueError(f"signature: wanted application/x-der, found {signature['SM']}")
    try:
        if encoding == "hex":
            return bytes.fromhex(written)
        if encoding == "base64":
            return base64.b64decode(written, validate=True)
    except (ValueError, binascii.Error) as error:
        raise InvalidValueError(f"signature: not {encoding}") from error
    raise InvalidValueError(f"signature: wanted hex or base64, found {encoding}")


def _readings(told: object) -> Iterator[Reading]:
    if not isinstance(told, list) or not told:
        raise InvalidValueError("payload: wanted readings (RD), found none")
    before: dict[str, Any] = {}
    for one in told:
        if not isinstance(one, dict):
            raise InvalidValueError("payload: a reading is no object")
        now: dict[str, Any] = {name: before[name] for name in _REPEATED if name in before}
        now |= one
        before = now
        yield _reading(now)


def _reading(told: Mapping[str, Any]) -> Reading:
    value = told.get("RV")
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | Decimal)):
        raise InvalidValueError(f"payload: RV: wanted a number, found {value!r}")
    return Reading(
        at=_time(str(told.get("TM", ""))),
        reason=str(told.get("TX") or ""),
        value=None if value is None else Decimal(value),
        unit=str(told.get("RU") or ""),
        register=str(told.get("RI") or ""),
        errors=str(told.get("EF") or ""),
        status=str(told.get("ST") or ""),
    )


def _time(text: str) -> datetime:
    """``2018-07-24T13:22:04,000+0200 S``: the letter tells how well the clock is set."""
    try:
        return datetime.strptime(text.partition(" ")[0], "%Y-%m-%dT%H:%M:%S,%f%z").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidValueError(f"payload: TM: not a time: {text[:40]!r}") from error


def _text_of(value: SignedValue) -> str:
    """The record of a signed value: as it is, or base64 of it, as OCPI says."""
    sent = value.signed_data.strip()
    if sent.startswith("OCMF|"):
        return sent
    try:
        return base64.b64decode(sent, validate=True).decode()
    except (ValueError, binascii.Error) as error:
        raise InvalidValueError(f"wanted OCMF, plain or as base64, found {sent[:20]!r}") from error


def _verdict(records: Sequence[OcmfRecord], public_key: str | None) -> tuple[MeterVerdict, str]:
    if not public_key:
        return MeterVerdict.NO_KEY, "the CDR names no public key"
    for number, record in enumerate(records, start=1):
        verdict, detail = _verified(record, public_key)
        if verdict is not MeterVerdict.VALID:
            return verdict, f"value {number}: {detail}"
    return MeterVerdict.VALID, f"{len(records)} values signed by {records[0].algorithm}"


def _verified(record: OcmfRecord, public_key: str) -> tuple[MeterVerdict, str]:
    matched = _ALGORITHM.fullmatch(record.algorithm)
    curve = None if matched is None else _CURVES.get(matched[1].lower())
    if matched is None or curve is None:
        return MeterVerdict.NOT_CHECKED, f"{record.algorithm} is not verified by this program"
    try:
        key = _key_of(public_key, curve)
    except (InvalidValueError, ValueError, UnsupportedAlgorithm) as error:
        return MeterVerdict.UNREADABLE, f"public key: {error}"
    if not isinstance(key.curve, curve):
        told = f"wanted a key of {curve.name}, found {key.curve.name}"
        return MeterVerdict.INVALID, told
    try:
        key.verify(record.signature, record.payload, ec.ECDSA(_HASHES[matched[2]]()))
    except InvalidSignature:
        return MeterVerdict.INVALID, "it is not what was signed, or signed by another key"
    return MeterVerdict.VALID, ""


def _key_of(written: str, curve: type[ec.EllipticCurve]) -> ec.EllipticCurvePublicKey:
    """A key as hex or base64 of a SubjectPublicKeyInfo, or of the bare point."""
    text = "".join(written.split())
    is_hex = re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", text) is not None
    content = bytes.fromhex(text) if is_hex else base64.b64decode(text, validate=True)
    if content[:1] == b"\x04":
        return ec.EllipticCurvePublicKey.from_encoded_point(curve(), content)
    key = load_der_public_key(content)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise InvalidValueError("wanted one of an elliptic curve")
    return key


def _with_energy(records: Sequence[OcmfRecord], verdict: MeterVerdict, detail: str) -> MeterCheck:
    readings = [reading for record in records for reading in record.readings]
    first, last = readings[0], readings[-1]
    energy, problem = _energy(readings)
    return MeterCheck(
        verdict=verdict,
        detail="; ".join(filter(None, (detail, problem))),
        meter=records[0].meter,
        energy_kwh=energy,
        begin=min(one.at for one in readings),
        end=max(last.at, first.at),
    )


def _energy(readings: Sequence[Reading]) -> tuple[Decimal | None, str]:
    """Last reading less the first of the same register, in kWh; or why there is none."""
    begin = next((one for one in readings if one.reason == "B"), None)
    end = next((one for one in reversed(readings) if one.reason in _ENDS), None)
    if begin is None or end is None or begin.value is None or end.value is None:
        return None, "the readings do not tell begin and end"
    if (begin.register, begin.unit) != (end.register, end.unit) or begin.unit not in _PER_KWH:
        return None, f"readings of {begin.register} {begin.unit} and {end.register} {end.unit}"
    if "E" in begin.errors + end.errors or {begin.status, end.status} != {"G"}:
        return None, f"the meter says that they must not be billed ({begin.status}, {end.status})"
    return (end.value - begin.value) / _PER_KWH[begin.unit], ""
