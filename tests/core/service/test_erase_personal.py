"""Drivers are pseudonyms in the books; what they stand for can go, and the books stay."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from core.domain.driver_token import DriverToken, TokenType
from core.domain.errors import InvalidValueError, NotFoundError, StoreError
from core.domain.operator_act import ActKind
from core.domain.pseudonym import MARK, contract_pseudonym, token_pseudonym
from core.ocpi.cdr_codec import cdr_from_json, cdr_to_json
from core.ocpi.wire import json_text, parsed
from core.service.carry_cdrs import carry, carry_on
from core.service.erase_personal import erase_personal
from core.service.import_file import import_file
from core.service.make_receipt import make_receipt
from core.service.operator_log import operator_log
from core.service.settle_cycles import settle_until
from core.service.trace import trace
from core.service.verify_books import verify_books
from core.store.cdr_store import ReceivedCdr, cdr_of, record_cdrs
from core.store.personal_schema import personal_body
from core.store.personal_store import meter_check_of
from tests.books import MONTH, NOW, open_network
from tests.builders import DP, START, a_cdr
from tests.core.ocpi.test_ocmf import data_of, payload_of, signed

UID, CONTRACT = "04A2B3C4", "NL-XYZ-C12345678-9"
TOKEN = DriverToken(demand_partner=DP, uid=UID, type=TokenType.RFID, contract_id=CONTRACT)


def _meter_data(connection, key):
    """The signed meter data of a CDR as it was sent."""
    query = select(personal_body.c.body).where(personal_body.c.pseudonym == f"meter:{key}")
    return connection.execute(query).scalar()


def sent(cdr_id="1", **changes):
    """A CDR as a CPO sends it, of a driver of flesh and blood."""
    return replace(a_cdr(cdr_id, total_excl="10.00", **changes), token=TOKEN)


def with_meter(record):
    data = data_of(record)
    value = {"nature": "End", "plain_data": "", "signed_data": data.signed_values[0].signed_data}
    return {
        "encoding_method": data.encoding_method,
        "public_key": data.public_key,
        "signed_values": [value],
    }


@pytest.fixture
def imported(runtime, tmp_path):
    """Import CDRs as a file of OCPI; with signed meter data where a record is given."""

    def take(*cdrs, record=None):
        wires = []
        for cdr in cdrs:
            wire = cdr_to_json(cdr, cdr.end)
            if record is not None:
                wire["signed_data"] = with_meter(record)
            wires.append(wire)
        path = tmp_path / "cdrs.json"
        path.write_text(json_text(wires))
        return import_file(runtime, path, rejects_file=tmp_path / "rejects.csv")

    open_network(runtime)
    return take


def everything_in(runtime):
    """All that any table of the books holds, as text."""
    with runtime.database.reading() as connection:
        names = (
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if runtime.database.dialect == "sqlite"
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        tables = connection.execute(text(names)).scalars().all()
        return {
            table: repr(connection.execute(text(f'SELECT * FROM "{table}"')).fetchall())  # noqa: S608 (our tables)
            for table in tables
        }


def holding(runtime, words):
    return {table for table, rows in everything_in(runtime).items() if words in rows}


def test_a_token_is_a_pseudonym_in_every_table_but_one(runtime, imported):
    imported(sent())
    carry_on(runtime)
    settle_until(runtime, START + MONTH)
    assert holding(runtime, UID) == holding(runtime, CONTRACT) == {"personal_body"}
    kept = trace(runtime, "cdr:NL*ABC:1").cdr.token
    assert kept.uid.startswith(MARK)
    assert len(kept.uid) <= 36
    assert kept.demand_partner == DP
    assert verify_books(runtime).count == 0


def test_the_same_token_has_the_same_pseudonym_and_the_same_cdr_is_the_same(runtime, imported):
    assert imported(sent(), sent("2", start=START.replace(hour=20))).accepted == 2
    assert imported(sent()).duplicates == 1
    with runtime.database.reading() as connection:
        tokens = {cdr_of(connection, f"cdr:NL*ABC:{one}").cdr.token for one in (1, 2)}
    assert len(tokens) == 1
    other = imported(replace(sent(), token=replace(TOKEN, uid="OTHER")))
    assert other.rejected == {"conflicting_cdr": 1}


def test_what_is_erased_is_gone_from_every_table_and_the_books_are_sound(runtime, imported):
    imported(sent(), record=signed(payload_of(ID=UID)))
    carry_on(runtime)
    settle_until(runtime, START + MONTH)
    before = everything_in(runtime)
    erased = erase_personal(runtime, UID, "asked by the driver")
    assert (erased.bodies, erased.unveiled) == (3, 0)
    assert holding(runtime, UID) == holding(runtime, CONTRACT) == set()
    after = everything_in(runtime)
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"personal_body", "operator_log"}
    line = operator_log(runtime).latest[0]
    assert (line.kind, line.note) == (ActKind.ERASED, "asked by the driver")
    assert line.subject == erased.pseudonyms[0]
    assert verify_books(runtime).count == 0


def test_erased_by_contract_or_pseudonym_is_the_same_and_twice_is_once(runtime, imported):
    imported(sent())
    with runtime.database.reading() as connection:
        pseudonym = cdr_of(connection, "cdr:NL*ABC:1").cdr.token.uid
    assert erase_personal(runtime, CONTRACT.lower(), "asked").bodies == 2
    for name in (pseudonym, UID, CONTRACT):
        assert erase_personal(runtime, name, "again").bodies == 0
    assert len([one for one in operator_log(runtime).latest if one.kind is ActKind.ERASED]) == 1


def test_a_cdr_sent_again_after_the_erasure_is_known_and_brings_nothing_back(runtime, imported):
    imported(sent())
    erase_personal(runtime, UID, "asked")
    assert imported(sent()).duplicates == 1
    assert imported(sent("2", start=START.replace(hour=20))).accepted == 1
    assert holding(runtime, UID) == set()


def test_nobody_of_that_name_and_no_reason_are_refused_without_repeating_the_name(
    runtime, imported
):
    imported(sent())
    with pytest.raises(NotFoundError) as caught:
        erase_personal(runtime, "someone", "asked")
    assert "someone" not in str(caught.value)
    with pytest.raises(InvalidValueError, match="wanted a reason"):
        erase_personal(runtime, UID, " ")


def test_books_of_before_keep_their_tokens_know_their_cdrs_and_say_so(runtime, imported):
    written = json_text(cdr_to_json(sent(), sent().end))
    with runtime.database.transaction() as connection:
        as_read = cdr_from_json(parsed(written, "old.json"), "old.json")
        record_cdrs(connection, [ReceivedCdr(as_read, NOW)])
    assert imported(sent()).duplicates == 1
    assert imported(replace(sent(), energy_kwh=sent().energy_kwh + 1)).rejected == {
        "conflicting_cdr": 1
    }
    erased = erase_personal(runtime, UID, "asked")
    assert (erased.bodies, erased.unveiled) == (0, 1)
    carry_on(runtime)
    assert verify_books(runtime).count == 0


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM personal_body",
        "UPDATE personal_body SET body = 'forged'",
        "UPDATE personal_body SET body = NULL",
        "UPDATE personal_body SET subject = 'x', body = NULL, erased_us = 1",
        "INSERT INTO personal_body SELECT * FROM personal_body",
    ],
)
def test_the_database_lets_personal_data_only_be_erased(runtime, imported, statement):
    imported(sent())
    for opened in (runtime.database.transaction, runtime.database.unguarded):
        try:
            with opened() as connection:
                connection.execute(text(statement))
        except Exception as error:  # noqa: BLE001 (either of ours or of the driver)
            told = str(error)
        else:
            pytest.fail(f"{statement} was allowed")
        assert any(
            words in told
            for words in ("may only be erased", "append-only", "has that key", "duplicate key")
        ), told
    erase_personal(runtime, UID, "asked")
    with pytest.raises(StoreError), runtime.database.transaction() as connection:
        connection.execute(text("UPDATE personal_body SET body = NULL, erased_us = 2"))


def test_sqlite_leaves_nothing_of_it_in_its_files(imported, runtime):
    if runtime.database.dialect != "sqlite":
        pytest.skip("PostgreSQL gives the room free by VACUUM, which the README says")
    imported(sent())
    erase_personal(runtime, UID, "asked")

    file = Path(runtime.database.url.database)
    for one in file.parent.glob(f"{file.name}*"):
        assert UID.encode() not in one.read_bytes(), one


def test_signed_meter_data_are_kept_checked_and_told(runtime, imported):
    record = signed(payload_of(ID=UID))
    imported(sent(), record=record)
    carry_on(runtime)
    with runtime.database.reading() as connection:
        kept = json.loads(_meter_data(connection, "cdr:NL*ABC:1"))
        assert record in kept["signed_values"][0]["signed_data"]
        assert meter_check_of(connection, "cdr:NL*ABC:1").energy_kwh == 20
    last = trace(runtime, "cdr:NL*ABC:1").answers[-1]
    assert last.question == "What did the meter sign?"
    assert last.answer.startswith("signed data valid: 1 values signed by ECDSA-secp256r1-SHA256")
    assert last.answer.endswith("meter M-1; 20.00 kWh, as the CDR says")
    assert any("signed data valid" in one for one in make_receipt(runtime, "1").notes)
    erase_personal(runtime, UID, "asked")
    with runtime.database.reading() as connection:
        assert _meter_data(connection, "cdr:NL*ABC:1") is None
        assert meter_check_of(connection, "cdr:NL*ABC:1").energy_kwh == 20


def test_meter_data_that_prove_nothing_are_no_reason_to_refuse_a_cdr(runtime, imported):
    assert imported(sent(), record="OCMF|nonsense").accepted == 1
    with runtime.database.reading() as connection:
        assert meter_check_of(connection, "cdr:NL*ABC:1").verdict.value == "unreadable"


def test_tokens_that_we_made_up_are_nobodys(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    assert trace(runtime, "cdr:NL*ABC:1").cdr == a_cdr()


def test_pseudonyms_of_two_books_or_two_partners_have_nothing_in_common():
    one, other = b"a" * 32, b"b" * 32
    assert token_pseudonym(one, DP, UID) == token_pseudonym(one, DP, UID.lower())
    made = {
        token_pseudonym(one, DP, UID),
        token_pseudonym(other, DP, UID),
        token_pseudonym(one, "NL*ZZZ", UID),
        contract_pseudonym(one, DP, UID),
    }
    assert len(made) == 4
