"""Signed meter values: what was signed is told from what was not, whatever the curve and form."""

import base64
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from core.domain.meter_record import MeterVerdict, SignedData, SignedValue
from core.ocpi.ocmf import check_meter, record_of

CURVES = {
    "secp192r1": ec.SECP192R1,
    "secp256r1": ec.SECP256R1,
    "secp256k1": ec.SECP256K1,
    "secp384r1": ec.SECP384R1,
    "brainpool256r1": ec.BrainpoolP256R1,
    "brainpool384r1": ec.BrainpoolP384R1,
}
KEY = ec.derive_private_key(4711, ec.SECP256R1())
BEGIN = {"TM": "2026-06-01T10:00:00,000+0200 S", "TX": "B", "RV": 100.25, "RI": "1-b:1.8.0"}
BEGIN |= {"RU": "kWh", "ST": "G"}
END = {"TM": "2026-06-01T11:00:00,000+0200 S", "TX": "E", "RV": 120.25}


def payload_of(*readings, **fields):
    told = {"FV": "1.0", "MS": "M-1", "ID": "04A2", "RD": list(readings or (BEGIN, END))}
    return json.dumps(told | fields)


def signed(payload, key=KEY, curve="secp256r1", **signature):
    made = key.sign(payload.encode(), ec.ECDSA(hashes.SHA256()))
    told = {"SA": f"ECDSA-{curve}-SHA256", "SD": made.hex().upper()} | signature
    return f"OCMF|{payload}|{json.dumps(told)}"


def spki(key=KEY):
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def data_of(*records, public_key=None, method="OCMF"):
    key = base64.b64encode(spki()).decode() if public_key is None else public_key
    values = (SignedValue(nature="End", plain_data="", signed_data=one) for one in records)
    return SignedData(encoding_method=method, public_key=key, signed_values=tuple(values))


@pytest.mark.parametrize("curve", CURVES)
def test_what_a_meter_signed_is_valid_and_a_changed_digit_is_not(curve):
    key = ec.derive_private_key(815, CURVES[curve]())
    record = signed(payload_of(), key, curve)
    found = check_meter(data_of(record, public_key=spki(key).hex()))
    assert found.verdict is MeterVerdict.VALID
    assert (found.energy_kwh, found.meter) == (Decimal(20), "M-1")
    assert found.begin == datetime(2026, 6, 1, 8, tzinfo=UTC)
    assert found.end == datetime(2026, 6, 1, 9, tzinfo=UTC)
    forged = record.replace("120.25", "121.25")
    found = check_meter(data_of(forged, public_key=spki(key).hex()))
    assert found.verdict is MeterVerdict.INVALID
    assert found.detail.startswith("value 1: it is not what was signed")


def test_key_and_record_may_be_written_as_ocpi_and_as_ocmf_say():
    record = signed(payload_of())
    point = KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    for key in (spki().hex(), base64.b64encode(spki()).decode(), point.hex()):
        for written in (record, base64.b64encode(record.encode()).decode()):
            found = check_meter(data_of(written, public_key=key))
            assert found.verdict is MeterVerdict.VALID
    made = KEY.sign(payload_of().encode(), ec.ECDSA(hashes.SHA256()))
    as_base64 = signed(payload_of(), SE="base64", SD=base64.b64encode(made).decode())
    assert check_meter(data_of(as_base64)).verdict is MeterVerdict.VALID


def test_without_a_word_of_the_algorithm_it_is_the_default_one():
    made = KEY.sign(payload_of().encode(), ec.ECDSA(hashes.SHA256()))
    record = f'OCMF|{payload_of()}|{{"SD":"{made.hex()}"}}'
    assert check_meter(data_of(record)).verdict is MeterVerdict.VALID


def test_another_key_another_curve_and_no_key_are_told_apart():
    other = ec.derive_private_key(9, ec.SECP256R1())
    record = signed(payload_of(), other)
    assert check_meter(data_of(record)).verdict is MeterVerdict.INVALID
    found = check_meter(data_of(signed(payload_of(), curve="secp384r1")))
    assert found.verdict is MeterVerdict.INVALID
    assert "wanted a key of secp384r1, found secp256r1" in found.detail
    assert check_meter(data_of(record, public_key="")).verdict is MeterVerdict.NO_KEY


def test_what_is_not_verified_says_so():
    found = check_meter(data_of("AP;0;3;x", method="Alfen Eichrecht"))
    assert (found.verdict, found.energy_kwh) == (MeterVerdict.NOT_CHECKED, None)
    for curve in ("secp192k1", "rot13"):
        found = check_meter(data_of(signed(payload_of(), curve=curve)))
        assert found.verdict is MeterVerdict.NOT_CHECKED
        assert found.energy_kwh == 20


def test_every_value_must_be_good():
    good, bad = signed(payload_of(BEGIN)), signed(payload_of(END | BEGIN | END))
    assert check_meter(data_of(good, bad)).energy_kwh == 20
    assert check_meter(data_of(good, bad)).detail.startswith("2 values signed")
    forged = check_meter(data_of(good, bad.replace("120.25", "120.26")))
    assert forged.verdict is MeterVerdict.INVALID
    assert forged.detail.startswith("value 2")


@pytest.mark.parametrize(
    ("readings", "energy"),
    [
        ((BEGIN | {"RU": "Wh"}, END), Decimal("0.02")),
        ((BEGIN, END | {"RI": "1-b:2.8.0"}), None),
        ((BEGIN, END | {"RU": "h"}), None),
        ((BEGIN, END | {"EF": "E"}), None),
        ((BEGIN, END | {"EF": "t"}), Decimal(20)),
        ((BEGIN, END | {"ST": "M"}), None),
        ((BEGIN, END | {"TX": "C"}), None),
        ((BEGIN, END | {"TX": "P"}), Decimal(20)),
        ((BEGIN, {"TM": END["TM"], "TX": "E", "RV": None}), None),
    ],
)
def test_energy_is_told_only_where_the_meter_vouches_for_it(readings, energy):
    found = check_meter(data_of(signed(payload_of(*readings))))
    assert (found.verdict, found.energy_kwh) == (MeterVerdict.VALID, energy)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "OCMF",
        "OCMF|{}|{}",
        "OCMF|[]|{}",
        "OCPP|{}|{}",
        f"OCMF|{payload_of()}|[]",
        f'OCMF|{payload_of()}|{{"SD":"xyz"}}',
        f'OCMF|{payload_of()}|{{"SD":"00","SE":"octal"}}',
        f'OCMF|{payload_of()}|{{"SD":"00","SM":"text/plain"}}',
        f'OCMF|{payload_of(BEGIN | {"TM": "yesterday"})}|{{"SD":"00"}}',
        f'OCMF|{payload_of(BEGIN | {"RV": True})}|{{"SD":"00"}}',
        f'OCMF|{payload_of(BEGIN | {"RV": "many"})}|{{"SD":"00"}}',
        'OCMF|{"RD":[1]}|{"SD":"00"}',
    ],
)
def test_what_is_not_of_the_form_is_unreadable_and_never_an_error(text):
    found = check_meter(data_of(text or " "))
    assert found.verdict is MeterVerdict.UNREADABLE
    assert found.detail


def test_no_values_and_a_key_that_is_none_are_unreadable():
    assert check_meter(data_of()).verdict is MeterVerdict.UNREADABLE
    for key in ("AAAA", "no key!", "04ff"):
        found = check_meter(data_of(signed(payload_of()), public_key=key))
        assert found.verdict is MeterVerdict.UNREADABLE
        assert "public key" in found.detail


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_text_at_all_is_an_error(text, key):
    assert check_meter(data_of(f"OCMF|{text}", public_key=key)).verdict is not MeterVerdict.VALID


def test_a_bar_within_the_payload_parts_nothing():
    record = signed(payload_of(TT="day|night"))
    assert check_meter(data_of(record)).verdict is MeterVerdict.VALID
    assert record_of(record).readings[1].register == "1-b:1.8.0"
