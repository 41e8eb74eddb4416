from core.domain.party import Role
from core.domain.platform import PlatformRole
from core.service.known import known_of
from core.service.ready_to_trade import ready_to_trade
from core.service.register_platform import add_platform
from tests.books import open_network
from tests.builders import CPO, DP


def parties(runtime):
    return {key: one.role for key, one in known_of(runtime).parties.items()}


def test_whoever_is_added_to_books_of_nobody_may_trade_under_the_terms_for_everybody(runtime):
    add_platform(runtime, (PlatformRole("CPO", "DE*NEW"),))
    assert parties(runtime) == {}
    done = ready_to_trade(runtime, "NL*HUB", "Hub")
    assert [one.split()[0] for one in done] == ["operator", "terms", "1"]
    add_platform(runtime, (PlatformRole("EMSP", "FR*APP", name="App"),))
    found = known_of(runtime)
    assert parties(runtime) == {"NL*HUB": Role.HUB, "DE*NEW": Role.CPO, "FR*APP": Role.EMSP}
    assert (found.parties["FR*APP"].name, found.parties["FR*APP"].currency) == ("App", "EUR")
    assert len(found.agreements) == 1
    assert ready_to_trade(runtime, "NL*HUB", "Hub") == ()


def test_what_a_network_file_says_stays(runtime):
    open_network(runtime)
    before = known_of(runtime)
    assert ready_to_trade(runtime, "NL*HUB", "Hub") == ()
    roles = (PlatformRole("CPO", CPO), PlatformRole("EMSP", DP), PlatformRole("HUB", "BE*HUB"))
    add_platform(runtime, roles)
    assert known_of(runtime).parties == before.parties


def test_who_is_both_cpo_and_demand_partner_is_given_credit(runtime):
    ready_to_trade(runtime, "NL*HUB", "Hub")
    add_platform(runtime, (PlatformRole("CPO", "DE*TWO"), PlatformRole("EMSP", "DE*TWO")))
    assert parties(runtime)["DE*TWO"] is Role.EMSP
