from datetime import timedelta

import pytest

from core.domain.authorisation import AllowedType, AuthorisationAsked, RefusalReason
from core.domain.money import Money
from core.domain.platform import ConnectionStatus
from core.domain.settlement_rules import CreditLine, CreditMode, SettlementRules
from core.ocpi.modules import ModuleId
from core.service.authorise_session import (
    authorise_sessions,
    partner_answered,
    release_unstarted,
)
from core.service.hold_prefund import list_holds
from core.service.known import known_of
from core.service.rematch_movement import deposit_by_hand
from core.service.runtime import Runtime
from core.store.authorisation_store import authorisation_of_session, claimed_minor
from tests.books import ABROAD, DAY, NOW, open_network, two_partner_network
from tests.builders import CPO, DP, an_agreement
from tests.core.service.test_credit_exposure import BY_HAND
from tests.core.service.test_settle_by_rules import open_by, receive
from tests.kept_books import (
    a_wire_evse,
    a_wire_location,
    a_wire_session,
    a_wire_token,
    push,
)

HALF_HOUR = timedelta(minutes=30)


def connected(_party):
    return ConnectionStatus.CONNECTED


def ask(uid="04A2B3", **changes):
    fields = {"cpo": CPO, "uid": uid, "location_id": "L7", "evse_uids": ("E7",)}
    return AuthorisationAsked(**{"request_id": "r1", **fields} | changes)


def authorise(runtime, *asked, status_of=connected):
    found = authorise_sessions(runtime, asked, known_of(runtime), status_of)
    return found[0] if len(found) == 1 else found


def with_credit(**changes):
    line = CreditLine(demand_partner=DP, **changes)
    return two_partner_network(settlement=SettlementRules(credit_lines=(line,)))


def claimed(runtime, partner=DP):
    with runtime.database.reading() as connection:
        return claimed_minor(connection, partner, "EUR", runtime.now())


def opened(runtime, network=None, **token):
    open_network(runtime, network=network)
    push(runtime, ModuleId.LOCATIONS, a_wire_location())
    push(runtime, ModuleId.TOKENS, a_wire_token(**token))
    return runtime


def test_a_token_may_charge_at_every_cpo_in_reach_and_its_credit_is_put_aside(runtime):
    opened(runtime)
    found = authorise(runtime, ask("04a2b3"))
    one = found.authorisation
    assert (one.allowed_type, one.demand_partner, found.asks_partner) == ("ALLOWED", DP, False)
    assert one.asked == Money(3000, "EUR")
    assert claimed(runtime) == 3000
    assert one.token.startswith("~")


def test_the_same_question_has_the_same_answer_and_takes_no_more_credit(runtime):
    opened(runtime)
    first, twice, other = authorise(runtime, ask(), ask(), ask(request_id="r2"))
    again = authorise(runtime, ask())
    assert first == twice == again
    assert other.authorisation.reference != first.authorisation.reference
    assert claimed(runtime) == 6000


def token_of(**changes):
    return {"token": changes}


def place_of(**changes):
    return {"place": changes}


GROUP = [{"group_id": "CITY"}]


@pytest.mark.parametrize(
    ("given", "asked", "reason"),
    [
        ({}, {"uid": "nobody"}, RefusalReason.UNKNOWN_TOKEN),
        ({}, {"token_type": "APP_USER"}, RefusalReason.UNKNOWN_TOKEN),
        (token_of(valid=False), {}, RefusalReason.UNKNOWN_TOKEN),
        (token_of(contract_id="NL-TNM-000122045-9"), {}, RefusalReason.UNKNOWN_TOKEN),
        ({}, {"cpo": "NL*NEW", "location_id": None}, RefusalReason.PARTNER_BLOCKED),
        ({}, {"location_id": "L99"}, RefusalReason.NO_ROAMING),
        ({}, {"evse_uids": ("E99",)}, RefusalReason.NO_ROAMING),
        (place_of(evses=[a_wire_evse(status="REMOVED")]), {}, RefusalReason.NO_ROAMING),
        (place_of(publish=False), {}, RefusalReason.NO_ROAMING),
        (place_of(publish=False, publish_allowed_to=GROUP), {}, RefusalReason.TOKEN_GROUP),
        (
            place_of(evses=[a_wire_evse(capabilities=["RFID_READER"])]),
            {"is_remote": True},
            RefusalReason.NO_REMOTE_START,
        ),
    ],
)
def test_every_reason_against_a_session_is_told(runtime, given, asked, reason):
    open_network(runtime)
    push(runtime, ModuleId.LOCATIONS, a_wire_location(**given.get("place", {})))
    push(runtime, ModuleId.TOKENS, a_wire_token(**given.get("token", {})))
    found = authorise(runtime, ask(**asked))
    assert found.authorisation.reason is reason
    assert found.authorisation.detail
    assert claimed(runtime) == 0


def test_a_token_of_the_group_may_charge_where_others_may_not(runtime):
    open_network(runtime)
    hidden = a_wire_location(publish=False, publish_allowed_to=GROUP)
    push(runtime, ModuleId.LOCATIONS, hidden)
    push(runtime, ModuleId.TOKENS, a_wire_token(group_id="city"))
    assert authorise(runtime, ask()).authorisation.allowed


def test_a_suspended_partner_charges_nowhere(runtime):
    opened(runtime)
    found = authorise(runtime, ask(), status_of={DP: ConnectionStatus.SUSPENDED}.get)
    assert found.authorisation.reason is RefusalReason.PARTNER_BLOCKED
    assert found.authorisation.allowed_type is AllowedType.BLOCKED


def test_without_terms_between_the_two_nobody_would_pay(runtime):
    open_network(runtime, an_agreement(demand_partner=ABROAD))
    push(runtime, ModuleId.LOCATIONS, a_wire_location())
    push(runtime, ModuleId.TOKENS, a_wire_token())
    assert authorise(runtime, ask()).authorisation.reason is RefusalReason.NOT_REIMBURSED


def test_who_is_at_the_limit_is_refused_also_within_one_group(runtime):
    opened(runtime, with_credit(limit_minor=7000, stops_at_limit=True))
    found = authorise(runtime, *(ask(request_id=f"r{number}") for number in range(3)))
    reasons = [one.authorisation.reason for one in found]
    assert reasons == [None, None, RefusalReason.NO_CREDIT]
    assert found[2].authorisation.allowed_type is AllowedType.NO_CREDIT
    assert claimed(runtime) == 6000


def test_what_never_starts_is_free_again_after_half_an_hour(runtime):
    opened(runtime)
    authorise(runtime, ask())
    assert claimed(Runtime(runtime.database, lambda: NOW + HALF_HOUR)) == 0


def test_a_session_holds_on_to_what_its_authorisation_put_aside(runtime):
    opened(runtime)
    one = authorise(runtime, ask()).authorisation
    session = a_wire_session(authorization_reference=one.reference)
    push(runtime, ModuleId.SESSIONS, session)
    assert claimed(runtime) == 3000
    assert claimed(Runtime(runtime.database, lambda: NOW + HALF_HOUR)) == 3000


@pytest.mark.parametrize("whitelist", ["NEVER", "ALLOWED_OFFLINE"])
def test_a_partner_that_wants_the_last_word_is_asked_and_kept_to_it(runtime, whitelist):
    opened(runtime, whitelist=whitelist)
    found = authorise(runtime, ask())
    assert found.asks_partner
    assert claimed(runtime) == 0
    said = partner_answered(runtime, found, None, "THEIRS-1")
    assert said.decided_by == DP
    with runtime.database.reading() as connection:
        assert authorisation_of_session(connection, DP, "THEIRS-1", NOW) == said
        assert authorisation_of_session(connection, DP, "THEIRS-1", NOW - DAY) is None
    assert claimed(runtime) == 3000
    assert partner_answered(runtime, found, None, "THEIRS-1") == said


def test_a_partner_that_refuses_is_believed(runtime):
    opened(runtime, whitelist="NEVER")
    found = authorise(runtime, ask())
    said = partner_answered(runtime, found, RefusalReason.NO_ANSWER, None)
    assert not said.allowed
    assert claimed(runtime) == 0


@pytest.mark.parametrize(
    ("whitelist", "reason"), [("NEVER", RefusalReason.NO_ANSWER), ("ALLOWED_OFFLINE", None)]
)
def test_where_the_partner_is_out_of_reach_its_whitelist_decides(runtime, whitelist, reason):
    opened(runtime, whitelist=whitelist)
    found = authorise(runtime, ask(), status_of=lambda _party: ConnectionStatus.OFFLINE)
    assert (found.authorisation.reason, found.asks_partner) == (reason, False)


def test_a_partner_that_tells_of_no_tokens_is_asked_by_name(runtime):
    open_network(runtime)
    push(runtime, ModuleId.LOCATIONS, a_wire_location())
    found = authorise(runtime, ask("unheard", demand_partner=DP))
    assert found.asks_partner
    assert found.token is None


def test_a_wallet_puts_aside_what_it_has_and_gets_it_back_when_nothing_starts(runtime):
    wallet = CreditLine(demand_partner=DP, mode=CreditMode.PREFUNDED, stops_at_limit=True)
    open_by(runtime, credit_lines=(wallet,))
    deposit_by_hand(runtime, receive(runtime, 4000), DP, BY_HAND)
    push(runtime, ModuleId.LOCATIONS, a_wire_location())
    push(runtime, ModuleId.TOKENS, a_wire_token())
    first, second = authorise(runtime, ask(), ask(request_id="r2"))
    assert first.authorisation.allowed
    assert second.authorisation.reason is RefusalReason.NO_CREDIT
    (hold,) = list_holds(runtime)
    assert (hold.authorization, hold.held) == (first.authorisation.reference, Money(3000, "EUR"))
    assert claimed(runtime) == 0
    assert release_unstarted(runtime) == 0
    assert release_unstarted(Runtime(runtime.database, lambda: NOW + DAY)) == 1
    assert list_holds(runtime) == []
