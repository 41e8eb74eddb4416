"""The use of the EVSEs of a location that is known by its id alone."""

from core.service.carry_cdrs import carry
from core.service.evse_use import evse_use_at
from core.service.week_use import site_of, week_use_of_evses
from tests.books import open_network, two_partner_network
from tests.builders import a_cdr, a_location, a_party, a_tariff

OTHER = "NL*OTH"


def test_the_evses_of_a_location_are_those_of_its_site(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr("1"), a_cdr("2", evse_uid="E2", stay_s=1800)])
    found = evse_use_at(runtime, "L1")
    expected = week_use_of_evses(runtime, site_of("NL*ABC:L1"))
    assert found.names == expected.names == ("E1", "E2")
    assert found.share.tobytes() == expected.share.tobytes()


def test_an_id_that_two_cpos_use_names_the_evses_with_their_cpo(runtime):
    network = two_partner_network(
        cpos=(a_party(), a_party(OTHER)),
        tariffs=(a_tariff(), a_tariff(tariff_id="T2", cpo=OTHER)),
        locations=(
            a_location(evse_uids=("E1",)),
            a_location(cpo=OTHER, evse_uids=("E1", "E2"), tariff_ids=("T2",)),
        ),
    )
    open_network(runtime, network=network)
    found = evse_use_at(runtime, "L1")
    assert found.names == ("NL*ABC E1", "NL*OTH E1", "NL*OTH E2")
    assert found.share.shape == (3, 168)


def test_a_location_that_nobody_knows_has_no_evses(runtime):
    open_network(runtime)
    found = evse_use_at(runtime, "nowhere")
    assert (found.names, found.share.shape) == ((), (0, 168))
