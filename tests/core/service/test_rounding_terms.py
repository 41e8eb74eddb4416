"""How a price is rounded is a term of the agreement, kept with it and held against by the audit."""

from dataclasses import replace

import pytest

from core.domain.errors import InvalidValueError, SourceError
from core.domain.money import RoundingMode
from core.domain.rounding import FOUR_DECIMALS, MINOR_UNIT, UP_PER_CDR, RoundedAt, RoundingPolicy
from core.service.agreement_file import agreement_from_toml, load_agreement
from core.service.carry_cdrs import carry
from core.service.resources import ResourceKind, resource_names
from core.service.verify_books import verify_books
from core.store.fate_store import priced_of
from core.store.reference_store import all_agreements
from core.store.rows import agreement_body
from tests.books import open_network
from tests.builders import a_cdr, a_component, a_network, a_tariff, an_agreement, an_element

TEXT = """\
agreement_id = "one"
preset = "OWN"
effective_from = 2026-01-01T00:00:00Z
commission_model = "POOL"
commission_bp = 1000
dp_share_bp = 4000
service_vat_pct = 8.1
payout_currency = "EUR"
"""
TARIFF = a_tariff(an_element(a_component(price="0.33", vat_pct=None)))


def carried(runtime, rounding):
    open_network(runtime, an_agreement(rounding=rounding), network=a_network(tariffs=(TARIFF,)))
    cdr = a_cdr(energy_kwh="57.344", stay_s=7_200)
    assert carry(runtime, [cdr]).posted == 1
    with runtime.database.reading() as connection:
        (kept,) = all_agreements(connection)
        return kept, priced_of(connection, cdr)


@pytest.mark.parametrize(
    ("rounding", "minor"),
    [
        (MINOR_UNIT, 1_892),
        (UP_PER_CDR, 1_893),
        (RoundingPolicy(RoundedAt.COMPONENT, None, RoundingMode.UP), 1_893),
        (RoundingPolicy(RoundedAt.CDR, None, RoundingMode.HALF_EVEN), 1_892),
    ],
)
def test_the_books_round_as_the_agreement_says_and_the_audit_agrees(runtime, rounding, minor):
    """57.344 kWh x 0.33 = 18.92352; a known hub charges 18.93."""
    kept, priced = carried(runtime, rounding)
    assert kept.rounding == rounding
    assert priced.excl_minor == minor
    assert verify_books(runtime).count == 0


def test_an_agreement_that_says_nothing_is_kept_as_it_was_before_there_was_the_term():
    plain = agreement_body.dump_json(an_agreement(), exclude_defaults=True).decode()
    assert "rounding" not in plain
    stated = agreement_from_toml(
        f'{TEXT}[rounding]\nwhere = "LINE"\nmode = "HALF_UP"\n', "one.toml"
    )
    assert stated == agreement_from_toml(TEXT, "one.toml")
    assert stated.rounding == MINOR_UNIT


def test_a_file_states_where_and_how():
    told = agreement_from_toml(f'{TEXT}[rounding]\nwhere = "CDR"\nmode = "UP"\n', "one.toml")
    assert told.rounding == UP_PER_CDR
    only = agreement_from_toml(f'{TEXT}[rounding]\nmode = "HALF_EVEN"\n', "one.toml")
    assert only.rounding == RoundingPolicy(RoundedAt.LINE, None, RoundingMode.HALF_EVEN)


@pytest.mark.parametrize("policy", [FOUR_DECIMALS, replace(MINOR_UNIT, where=RoundedAt.INVOICE)])
def test_the_books_take_whole_minor_units_of_each_session(policy):
    with pytest.raises(InvalidValueError, match="rounding: wanted minor units of each session"):
        an_agreement(rounding=policy)


@pytest.mark.parametrize("line", ['where = "INVOICE"', 'where = "MONTH"', 'mode = "DOWN"'])
def test_a_wrong_rounding_is_refused_with_its_file(line):
    with pytest.raises(SourceError, match=r"one\.toml"):
        agreement_from_toml(f"{TEXT}[rounding]\n{line}\n", "one.toml")


@pytest.mark.parametrize("name", resource_names(ResourceKind.AGREEMENT))
def test_every_preset_says_how_it_rounds_and_keeps_the_amounts_of_before(name):
    assert load_agreement(name, "EUR", "NL").rounding == MINOR_UNIT
