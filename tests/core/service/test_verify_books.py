"""Good books pass every check; whatever is tampered with, a check names it."""
# ruff: noqa: S608 (statements of our own)

import pytest
from sqlalchemy import text

from core.service.carry_cdrs import carry
from core.service.settle_cycles import settle_until
from core.service.verify_books import CHECKS, INVARIANTS, verify_books
from tests.agreement_books import TRUE_UP_TAMPERED, fill_true_ups
from tests.asked_books import findings_of
from tests.bank_books import fill_bank
from tests.bank_tampering import BANK_TAMPERED, TAKEN_AWAY
from tests.books import MONTH, fill, open_network, some_cdrs
from tests.builders import START
from tests.document_books import fill_documents
from tests.document_tampering import DOCUMENT_TAMPERED
from tests.duty_books import fill_duties
from tests.duty_tampering import DUTY_TAMPERED
from tests.life_books import fill_life
from tests.life_tampering import LIFE_TAMPERED
from tests.settlement_books import fill_settlement
from tests.settlement_tampering import SETTLEMENT_TAMPERED

FIRST = "(SELECT MIN(id) FROM entry)"
FORGED_ENTRY = (
    "INSERT INTO entry SELECT 9001, 'cdr:forged', kind, effective_us, booked_us, due_us, "
    "source_id, terms, NULL, notes, sha FROM entry WHERE entry_id = 'cdr:NL*ABC:2'"
)
TWICE = (
    "INSERT INTO instruction SELECT 'twice' || cycle_id, cycle_id, kind, party, currency, "
    "amount_minor, value_us FROM instruction WHERE party = 'NL*ABC'"
)
BOTH_LEGS = (
    "UPDATE posting SET amount_minor = amount_minor + CASE leg WHEN 1 THEN 1 ELSE -1 END "
    f"WHERE entry = {FIRST} AND leg < 3"
)
OF_TWO = " WHERE cdr_key = 'cdr:NL*ABC:2'"
OTHER_ENERGY = "UPDATE cdr SET body = replace(body, '\"22\"', '\"2\"')" + OF_TWO
OTHER_PRICE = "UPDATE priced_cdr SET body = replace(body, '1100', '900')" + OF_TWO
OTHER_SPLIT = "UPDATE split SET dp_share = dp_share + 1, cpo_net = cpo_net - 1" + OF_TWO

TAMPERED = (
    (
        "entries_sum_to_zero",
        f"UPDATE posting SET amount_minor = amount_minor + 1 WHERE entry = {FIRST} AND leg = 1",
        "cdr:NL*ABC:",
    ),
    (
        "entries_have_two_legs",
        f"DELETE FROM posting WHERE entry = {FIRST} AND leg > 1",
        "cdr:NL*ABC:",
    ),
    (
        "entries_have_two_legs",
        f"UPDATE posting SET amount_minor = 0 WHERE entry = {FIRST} AND leg = 1",
        "cdr:NL*ABC:",
    ),
    (
        "balances_are_sums_of_postings",
        "UPDATE balance SET amount_minor = amount_minor + 1 WHERE account = '4200'",
        "4200 EUR",
    ),
    (
        "balances_are_sums_of_postings",
        "UPDATE balance SET postings = postings + 1 WHERE account = '4200'",
        "4200 EUR",
    ),
    (
        "balances_are_sums_of_postings",
        "INSERT INTO balance VALUES ('9999:X', 'EUR', 0, 0)",
        "9999:X EUR",
    ),
    (
        "balances_are_sums_of_postings",
        "DELETE FROM balance WHERE account = '4200'",
        "4200 EUR",
    ),
    (
        "trial_balance_is_zero",
        "UPDATE balance SET amount_minor = amount_minor + 1 WHERE account = '4200'",
        "EUR 1",
    ),
    (
        "entries_are_as_booked",
        f"UPDATE entry SET terms = 'better@2020-01-01' WHERE id = {FIRST}",
        "cdr:NL*ABC:1 is not as it was booked",
    ),
    (
        "entries_are_as_booked",
        f"UPDATE entry SET kind = 'nonsense' WHERE id = {FIRST}",
        "cdr:NL*ABC:1 is not as it was booked",
    ),
    (
        "entries_are_as_booked",
        f"UPDATE entry SET notes = 'nonsense' WHERE id = {FIRST}",
        "cdr:NL*ABC:1 is not as it was booked",
    ),
    (
        "entries_are_as_booked",
        BOTH_LEGS,
        "cdr:NL*ABC:1 is not as it was booked",
    ),
    (
        "entries_are_as_booked",
        f"DELETE FROM posting WHERE entry = {FIRST}",
        "cdr:NL*ABC:1 is not as it was booked",
    ),
    ("entries_are_as_booked", "UPDATE chain_block SET hash = 'x' WHERE n = 2", "block 2"),
    ("entries_are_as_booked", "DELETE FROM chain_block WHERE n = 2", "block 3"),
    ("entries_are_as_booked", "DELETE FROM seal WHERE seq = 2", "entry number 2 is missing"),
    (
        "entries_are_as_booked",
        "DELETE FROM chain_block WHERE n = (SELECT MAX(n) FROM chain_block)",
        "is in no block",
    ),
    (
        "every_entry_is_sealed",
        "DELETE FROM seal WHERE seq = (SELECT MAX(seq) FROM seal)",
        "cdr:NL*ABC:w0",
    ),
    ("every_entry_is_sealed", FORGED_ENTRY, "cdr:forged"),
    ("numbers_have_no_gap", "DELETE FROM seal WHERE seq = 2", ""),
    ("numbers_have_no_gap", "DELETE FROM seal WHERE seq = 1", ""),
    ("one_entry_a_cdr", FORGED_ENTRY, "cdr:NL*ABC:2 2"),
    (
        "every_cdr_has_one_fate",
        "INSERT INTO hold VALUES ('cdr:NL*ABC:1', 'overlap', 'forged', 0)",
        "cdr:NL*ABC:1 2",
    ),
    ("every_cdr_has_one_fate", "DELETE FROM free_cdr", "cdr:NL*ABC:free 0"),
    (
        "no_session_no_fee",
        "UPDATE entry SET source_id = 'membership' WHERE entry_id = 'cdr:NL*ABC:3'",
        "cdr:NL*ABC:3",
    ),
    (
        "splits_are_as_posted",
        "UPDATE split SET commission = commission + 1 WHERE cdr_key = 'cdr:NL*ABC:2'",
        "cdr:NL*ABC:2",
    ),
    (
        "splits_are_as_posted",
        "UPDATE split SET cpo_net = cpo_net + 1 WHERE cdr_key = 'cdr:NL*ABC:2'",
        "cdr:NL*ABC:2",
    ),
    (
        "splits_are_as_posted",
        "UPDATE split SET gross = gross + 1 WHERE cdr_key = 'cdr:NL*ABC:2'",
        "cdr:NL*ABC:2",
    ),
    ("splits_are_as_posted", "DELETE FROM split WHERE cdr_key = 'cdr:NL*ABC:2'", "cdr:NL*ABC:2"),
    ("cdrs_are_as_recorded", OTHER_ENERGY, "cdr:NL*ABC:2 is not as it was recorded"),
    ("amounts_follow_from_records", OTHER_PRICE, "cdr:NL*ABC:2: priced at 900"),
    ("amounts_follow_from_records", OTHER_SPLIT, "cdr:NL*ABC:2: its split"),
    (
        "amounts_follow_from_records",
        "DELETE FROM agreement",
        "cdr:NL*ABC:1: no tariff",
    ),
    (
        "obligations_are_sums_of_postings",
        "UPDATE obligation SET amount_minor = amount_minor - 1 WHERE account LIKE '2100%'",
        "2100:NL*ABC EUR",
    ),
    ("obligations_are_sums_of_postings", "DELETE FROM cycle_entry", "2100:NL*ABC EUR"),
    (
        "net_positions_are_sums_of_obligations",
        "UPDATE net_position SET amount_minor = amount_minor - 1 WHERE party = 'NL*ABC'",
        "NL*ABC EUR",
    ),
    (
        "net_positions_are_sums_of_obligations",
        "DELETE FROM net_position WHERE party = 'NL*ABC'",
        "NL*ABC EUR",
    ),
    (
        "instructions_are_net_positions",
        "UPDATE instruction SET amount_minor = amount_minor + 1 WHERE party = 'NL*ABC'",
        "NL*ABC EUR",
    ),
    (
        "instructions_are_net_positions",
        "DELETE FROM instruction WHERE party = 'NL*ABC'",
        "NL*ABC EUR",
    ),
    (
        "instructions_are_net_positions",
        "INSERT INTO instruction VALUES ('mine', '2026-06-03', 'PAYOUT', 'NL*ANN', 'EUR', 1, 0)",
        "NL*ANN EUR",
    ),
    (
        "instructions_are_net_positions",
        TWICE,
        "NL*ABC EUR",
    ),
    (
        "clearing_accounts_are_empty",
        "UPDATE balance SET amount_minor = 5 WHERE account = '2400:NL*ABC'",
        "2400:NL*ABC EUR 5",
    ),
    *BANK_TAMPERED,
    *DUTY_TAMPERED,
    *LIFE_TAMPERED,
)
"""(check that must find it, what was done, what the finding must name)."""


def tamper(runtime, statement):
    """Change the books as their owner could, past every guard."""
    with runtime.database.unguarded() as connection:
        if runtime.database.dialect == "sqlite":
            triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(triggers).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = 'replica'"))
        return connection.execute(text(statement)).rowcount


def assert_found(runtime, check, statement, named):
    """What the statement does to the books is found by this check, which names it."""
    assert tamper(runtime, statement) > 0
    findings = findings_of(runtime)
    assert check in findings, findings
    assert any(named in one for one in findings[check]), findings[check]


def test_good_books_pass_every_check(runtime):
    assert findings_of(runtime) == {}
    fill(runtime)
    fill_bank(runtime)
    fill_duties(runtime)
    fill_life(runtime)
    assert findings_of(runtime) == {}
    settle_until(runtime, START + 2 * MONTH)
    assert findings_of(runtime) == {}


@pytest.mark.parametrize(("check", "statement", "named"), TAMPERED)
def test_tampering_is_found_and_named(memory, check, statement, named):
    fill(memory)
    fill_bank(memory)
    fill_duties(memory)
    fill_life(memory)
    assert_found(memory, check, statement, named)


@pytest.mark.parametrize(("check", "statement", "named"), SETTLEMENT_TAMPERED)
def test_tampering_with_settlement_is_found_and_named(memory, check, statement, named):
    fill(memory)
    fill_bank(memory)
    fill_settlement(memory)
    assert findings_of(memory) == {}
    assert_found(memory, check, statement, named)


@pytest.mark.parametrize(("check", "statement", "named"), DOCUMENT_TAMPERED)
def test_tampering_with_documents_is_found_and_named(memory, check, statement, named):
    fill(memory)
    fill_documents(memory)
    assert findings_of(memory) == {}
    assert_found(memory, check, statement, named)


@pytest.mark.parametrize(("check", "statement", "named"), TRUE_UP_TAMPERED)
def test_tampering_with_true_ups_is_found_and_named(memory, check, statement, named):
    fill(memory)
    fill_true_ups(memory)
    assert findings_of(memory) == {}
    assert_found(memory, check, statement, named)


def test_every_check_finds_something_in_thoroughly_spoiled_books(runtime):
    """On either database: what is found does not depend on its kind."""
    fill(runtime)
    fill_bank(runtime)
    fill_duties(runtime)
    fill_life(runtime)
    fill_settlement(runtime)
    fill_documents(runtime)
    fill_true_ups(runtime)
    spoiling = (*TAMPERED, *SETTLEMENT_TAMPERED, *DOCUMENT_TAMPERED, *TRUE_UP_TAMPERED)
    for statement in dict.fromkeys(statement for _, statement, _ in spoiling):
        # These would take away what the others spoil.
        if statement != BOTH_LEGS and not statement.startswith(
            ("DELETE FROM balance", "DELETE FROM posting", *TAKEN_AWAY)
        ):
            tamper(runtime, statement)
    assert findings_of(runtime).keys() == CHECKS.keys()


def test_every_check_is_shown_to_be_able_to_fail():
    tampered = (*TAMPERED, *SETTLEMENT_TAMPERED, *DOCUMENT_TAMPERED, *TRUE_UP_TAMPERED)
    assert {check for check, _, _ in tampered} == set(CHECKS)


def test_each_check_is_told_before_it_runs(memory):
    told = []
    verify_books(memory, lambda done, total, name: told.append((done, total, name)))
    assert told == [(number, len(CHECKS), name) for number, name in enumerate(CHECKS)]


def test_no_more_than_twenty_findings_of_a_check_are_named(memory):
    open_network(memory)
    carry(memory, some_cdrs(30))
    tamper(memory, "UPDATE entry SET source_id = 'membership' || id")
    assert len(verify_books(memory).findings["no_session_no_fee"]) == 20


def test_every_invariant_is_held_by_checks_that_there_are(memory):
    assert list(INVARIANTS) == [f"I{number}" for number in range(1, 21)]
    assert {name for names in INVARIANTS.values() for name in names} <= CHECKS.keys()
    fill(memory)
    assert set(verify_books(memory).invariants.values()) == {True}
    tamper(memory, "UPDATE entry SET reverses = 'cdr:gone' WHERE kind = 'credit'")
    broken = {number for number, holds in verify_books(memory).invariants.items() if not holds}
    assert broken == {"I4", "I5", "I11"}
