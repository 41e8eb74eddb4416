"""Third parties in a network file: named with legal data and an account, or not there at all."""

import pytest

from core.domain.party import Role
from core.service.network_file import load_network
from tests.core.service.test_network_file import TEXT, problems, read

PARTNER = """
[[partner]]
country_code = "NL"
party_id = "HST"
name = "Grond"
currency = "EUR"

[[partner.legal]]
valid_from = 2026-01-01
street = "Kade 1"
postcode = "1019 AA"
town = "Amsterdam"
vat_id = "NL000000006B19"

[[partner.bank_account]]
valid_from = 2026-01-01
iban = "NL14 DEMO 0000 0000 06"
town = "Amsterdam"
"""


def test_a_third_party_has_what_documents_and_payouts_need():
    network = read(TEXT + PARTNER)
    (host,) = network.partners
    assert (host.key, host.role) == ("NL*HST", Role.OTHER)
    assert [one.legal_name for one in network.legal_entities if one.party == host.key] == ["Grond"]
    assert [one.holder for one in network.bank_accounts if one.party == host.key] == ["Grond"]


def test_a_file_without_third_parties_is_as_it_was():
    assert read(TEXT).partners == ()


@pytest.mark.parametrize("party_id", ["NWC", "ABC"])
def test_a_third_party_is_no_other_party_of_the_network(party_id):
    (found,) = problems(TEXT + PARTNER.replace("HST", party_id))
    assert f"partner[0].party_id: NL*{party_id} is also another party" in found


def test_a_third_party_is_there_once():
    assert any("NL*HST is there twice" in one for one in problems(TEXT + PARTNER + PARTNER))


def test_two_legal_tables_from_one_day_on_are_named_at_the_third_party():
    legal = PARTNER[PARTNER.index("[[partner.legal]]") : PARTNER.index("[[partner.bank")]
    (found,) = problems(f"{TEXT}{PARTNER}\n{legal}")
    assert "partner[0].legal: NL*HST has two legal tables from 2026-01-01 on" in found


def test_the_demonstration_knows_the_host_that_its_terms_may_pay():
    network = load_network("demo")
    assert [one.key for one in network.partners] == ["NL*HST"]
    told = {one.party for one in network.legal_entities} & {a.party for a in network.bank_accounts}
    assert "NL*HST" in told
