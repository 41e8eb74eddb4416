"""Every mode of routing by module and version: where a message goes, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.platform import ConnectionStatus, Endpoint
from core.ocpi.calls import CALLS, PUBLIC, UNROUTED, CallKind, modules_of
from core.ocpi.modules import InterfaceRole, ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.peek import Peek, TokenPeek
from core.ocpi.route import (
    Broadcast,
    Direct,
    GetAll,
    HubItself,
    Message,
    Open,
    Refused,
    is_undecided,
    route,
)
from tests.routed_parties import HUB, a_directory, a_platform

CPO = a_platform("alfa", "CPO NL*ABC")
DP = a_platform("echo", "EMSP DE*EMP", version=OcpiVersion.V2_3_0)
SECOND_DP = a_platform("golf", "EMSP fr*Gol")
NSP = a_platform("navi", "NSP BE*NAV")
OTHER = a_platform("oscar", "OTHER NL*OTH")
SECOND_CPO = a_platform("bravo", "CPO NL*BRA", version=OcpiVersion.V2_3_0)
BOTH = a_platform("duo", "CPO AT*DUO", "EMSP AT*DUO")
FAR_HUB = a_platform("farhub", "HUB SE*FAR")
OFFLINE = a_platform("gone", "EMSP DE*OFF", status=ConnectionStatus.OFFLINE)
PLANNED = a_platform("new", "EMSP DE*NEW", status=ConnectionStatus.PLANNED, endpoints=())
SUSPENDED = a_platform("out", "CPO DE*OUT", status=ConnectionStatus.SUSPENDED)
ALL = (
    *(CPO, DP, SECOND_DP, NSP, OTHER, SECOND_CPO, BOTH, FAR_HUB),
    *(OFFLINE, PLANNED, SUSPENDED),
)
DIRECTORY = a_directory(*ALL)
DEMAND = {"DE*EMP", "FR*GOL", "BE*NAV", "NL*OTH", "AT*DUO"}
SUPPLY = {"NL*ABC", "NL*BRA", "AT*DUO"}

PATHS = {
    "country_code": "NL",
    "party_id": "ABC",
    "=authorize": "authorize",
    "=charging_preferences": "charging_preferences",
}


def a_message(platform=CPO, **changes):
    given_ = {
        "version": OcpiVersion.V2_2_1,
        "method": "PUT",
        "module": ModuleId.LOCATIONS,
        "interface": InterfaceRole.RECEIVER,
        "rest": ("NL", "ABC", "LOC1"),
        "platform": platform,
        "from_party": platform.parties[0],
    }
    return Message(**given_ | changes)


def every_call():
    for version in OcpiVersion:
        for (module, interface), calls in CALLS.items():
            if module in modules_of(version):
                yield from ((version, module, interface, call) for call in calls)


ROUTED = [one for one in every_call() if one[1] not in UNROUTED]


def named(case):
    version, module, interface, call = case
    return f"{version}-{module}-{interface}-{call.method}-{len(call.path)}"


def message_of(case, sender, **changes):
    """A valid message of one call; its sender owns what it is about."""
    version, module, interface, call = case
    owner = dict(zip(("country_code", "party_id"), sender.parties[0].split("*"), strict=True))
    rest = tuple((PATHS | owner).get(part, "X1") for part in call.path if part[-1] != "?")
    return Message(
        version=version,
        method=call.method,
        module=module,
        interface=interface,
        rest=rest,
        platform=sender,
        from_party=sender.parties[0],
        **changes,
    )


def reached(found):
    return {one.party for one in found.receivers}


@pytest.mark.parametrize("case", ROUTED, ids=named)
def test_a_named_party_gets_every_call_of_every_module(case):
    for receiver in (SECOND_DP, SECOND_CPO):
        found = route(DIRECTORY, message_of(case, CPO, to_party=receiver.roles[0].written))
        takes = receiver.url_of(case[1], case[2])
        if takes is None:  # 2.2.1 has no invoice reconciliation
            assert (found.status_code, case[1]) == (3003, ModuleId.INVOICE_RECONCILIATION)
        else:
            assert isinstance(found, Direct)
            assert (found.sender, found.receiver.party) == ("NL*ABC", receiver.parties[0])
            assert (found.receiver.url, found.receiver.platform) == (takes, receiver)


@pytest.mark.parametrize("case", ROUTED, ids=named)
@pytest.mark.parametrize("receiver", [OFFLINE, PLANNED, SUSPENDED], ids=lambda one: one.status)
def test_who_is_not_connected_is_4003_and_who_is_unknown_is_4001(case, receiver):
    found = route(DIRECTORY, message_of(case, CPO, to_party=receiver.parties[0]))
    assert (found.status_code, found.http_status) == (4003, 200)
    assert receiver.parties[0] in found.problem
    assert route(DIRECTORY, message_of(case, CPO, to_party="NL*NIX")).status_code == 4001


@pytest.mark.parametrize("case", ROUTED, ids=named)
def test_what_is_addressed_to_the_hub_goes_by_what_the_call_is(case):
    _, module, _, call = case
    found = route(DIRECTORY, message_of(case, CPO, to_party=HUB.lower()))
    if call.kind is CallKind.LIST:
        assert found == GetAll("NL*ABC")
    elif call.kind is CallKind.PUSH and module in PUBLIC:
        assert isinstance(found, Broadcast)
        assert reached(found) == DEMAND
    else:
        assert found == HubItself("NL*ABC")


@pytest.mark.parametrize("case", ROUTED, ids=named)
def test_without_a_receiver_the_hub_decides_by_what_the_call_is(case):
    _, module, _, call = case
    found = route(DIRECTORY, message_of(case, CPO))
    if call.kind is CallKind.LIST:
        assert found == GetAll("NL*ABC")
    elif call.kind is CallKind.PUSH and module in PUBLIC:
        assert (reached(found), found.asks_all) == (DEMAND, False)
    elif call.kind is CallKind.ONE or module is ModuleId.TOKENS:
        assert isinstance(found, Open)
        assert found.asks_all
        expected = {one for one in DEMAND if DIRECTORY.recipient(one, module, case[2])}
        assert reached(found) == expected
    else:
        assert found.status_code == 2001
        assert "name the party" in found.problem


@pytest.mark.parametrize("case", ROUTED, ids=named)
@pytest.mark.parametrize("to_party", [None, HUB])
def test_get_is_never_broadcast_and_private_objects_never_are(case, to_party):
    _, module, _, call = case
    found = route(DIRECTORY, message_of(case, CPO, to_party=to_party))
    if call.method == "GET" or module not in PUBLIC:
        assert not isinstance(found, Broadcast)
    if call.kind is CallKind.PUSH and module not in PUBLIC:
        assert not isinstance(found, Open)


@pytest.mark.parametrize("case", ROUTED, ids=named)
@pytest.mark.parametrize("to_party", [None, HUB])
def test_what_the_hub_knows_the_partner_of_goes_to_that_partner_alone(case, to_party):
    _, module, interface, call = case
    message = message_of(case, CPO, to_party=to_party, partner="DE*EMP")
    found = route(DIRECTORY, message)
    public = call.kind is CallKind.PUSH and module in PUBLIC
    if call.kind is CallKind.LIST or public or isinstance(found, HubItself):
        assert not is_undecided(DIRECTORY, message) or to_party == HUB
        return
    assert is_undecided(DIRECTORY, message)
    assert (reached(found), found.asks_all) == ({"DE*EMP"}, False)
    assert found.receivers[0].url == DP.url_of(module, interface)


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        (CPO, DEMAND),
        (SECOND_CPO, DEMAND),
        (DP, SUPPLY),
        (NSP, SUPPLY),
        (OTHER, SUPPLY),
        (BOTH, (DEMAND | SUPPLY) - {"AT*DUO"}),
        (FAR_HUB, set()),
    ],
    ids=lambda one: one if isinstance(one, str) else getattr(one, "platform_id", ""),
)
def test_a_broadcast_reaches_opposites_only_and_never_the_sender(sender, expected):
    country, party_id = sender.parties[0].split("*")
    message = a_message(sender, rest=(country, party_id, "L1"), to_party=HUB)
    assert reached(route(DIRECTORY, message)) == expected


def test_a_broadcast_skips_who_does_not_take_the_module():
    only_tokens = a_platform(
        "tok", "EMSP NL*TOK", endpoints=(Endpoint("tokens", "SENDER", "https://tok.example/t"),)
    )
    directory = a_directory(CPO, DP, only_tokens)
    assert reached(route(directory, a_message(to_party=HUB))) == {"DE*EMP"}


def test_a_party_behind_the_senders_own_platform_is_told_nothing_it_has():
    twins = a_platform("twins", "CPO NL*ONE", "EMSP NL*TWO")
    directory = a_directory(twins, DP)
    message = a_message(twins, rest=("NL", "ONE", "L"), to_party=HUB)
    assert reached(route(directory, message)) == {"DE*EMP"}


def test_a_session_and_a_cdr_go_to_whose_driver_charged():
    token = Peek(cdr_token=TokenPeek("de", "emp", "0123"))
    session = {"module": ModuleId.SESSIONS, "rest": ("NL", "ABC", "S1")}
    cdr = {"module": ModuleId.CDRS, "method": "POST", "rest": ()}
    for call in (session, cdr):
        for to_party in (None, HUB):
            message = a_message(**call, peek=token, to_party=to_party)
            assert not is_undecided(DIRECTORY, message)
            assert reached(route(DIRECTORY, message)) == {"DE*EMP"}
    unknown = Peek(cdr_token=TokenPeek("NL", "NIX"))
    assert route(DIRECTORY, a_message(**cdr, peek=unknown)).status_code == 4001
    offline = Peek(cdr_token=TokenPeek("DE", "OFF"))
    assert route(DIRECTORY, a_message(**cdr, peek=offline)).status_code == 4003


def test_the_network_itself_authorises_what_is_addressed_to_it():
    message = a_message(
        method="POST",
        module=ModuleId.TOKENS,
        interface=InterfaceRole.SENDER,
        rest=("0123", "authorize"),
        to_party=HUB,
        partner="DE*EMP",
    )
    assert route(DIRECTORY, message) == HubItself("NL*ABC")


def test_a_module_without_routing_headers_is_the_hubs_own_whatever_headers_say():
    message = a_message(
        method="GET",
        module=ModuleId.HUB_CLIENT_INFO,
        interface=InterfaceRole.SENDER,
        rest=(),
        from_party="XX*YYY",
        to_party="DE*EMP",
    )
    assert route(DIRECTORY, message) == HubItself(None)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"from_party": "DE*EMP"}, "not behind these credentials"),
        ({"rest": ("NL", "BRA", "LOC1")}, "the path is of NL*BRA, the sender is NL*ABC"),
        ({"peek": Peek("NL", "BRA")}, "the object is of NL*BRA, the sender is NL*ABC"),
        ({"peek": Peek(id="LOC2")}, "location_id is LOC1 in the path and LOC2 in the body"),
        (
            {"rest": ("NL", "ABC", "LOC1", "E1"), "peek": Peek(uid="E2", id="LOC1")},
            "evse_uid is E1 in the path and E2 in the body",
        ),
        (
            {"rest": ("NL", "ABC", "LOC1", "E1", "1"), "peek": Peek(id="2")},
            "connector_id is 1 in the path and 2 in the body",
        ),
        (
            {"module": ModuleId.TOKENS, "peek": Peek(uid="T2")},
            "token_uid is LOC1 in the path and T2 in the body",
        ),
        (
            {
                "module": ModuleId.CDRS,
                "method": "POST",
                "rest": (),
                "peek": Peek("NL", "BRA"),
            },
            "the object is of NL*BRA, the sender is NL*ABC",
        ),
    ],
)
@pytest.mark.parametrize("to_party", [None, HUB, "DE*EMP"])
def test_what_contradicts_itself_is_2001(changes, found, to_party):
    refused = route(DIRECTORY, a_message(**changes, to_party=to_party))
    assert (refused.status_code, refused.http_status) == (2001, 200)
    assert found in refused.problem


def test_ids_compare_without_case_and_keep_it():
    message = a_message(
        rest=("nl", "aBc", "loc1"),
        from_party="Nl*abc",
        to_party="FR*gol",
        peek=Peek("NL", "abC", id="LOC1"),
    )
    found = route(DIRECTORY, message)
    assert (found.sender, found.receiver.written) == ("NL*ABC", "fr*Gol")


def test_a_sender_need_not_be_named_where_its_platform_leaves_no_choice():
    assert route(DIRECTORY, a_message(from_party=None, to_party=HUB)).sender == "NL*ABC"
    twins = a_platform("twins", "CPO NL*ONE", "EMSP NL*TWO")
    directory = a_directory(twins, DP)
    owned = a_message(twins, rest=("NL", "ONE", "L"), from_party=None, to_party="DE*EMP")
    assert route(directory, owned).sender == "NL*ONE"
    listed = a_message(
        twins, method="GET", interface=InterfaceRole.SENDER, rest=(), from_party=None
    )
    refused = route(directory, listed)
    assert refused.status_code == 2001
    assert "wanted one of NL*ONE, NL*TWO" in refused.problem


def test_a_party_that_is_behind_two_platforms_is_reached_where_it_takes_the_call():
    push = Endpoint("locations", "RECEIVER", "https://one.example/l")
    pull = Endpoint("locations", "SENDER", "https://two.example/l")
    split = (
        a_platform("one", "EMSP NL*SPL", endpoints=(push,)),
        a_platform("two", "CPO NL*SPL", endpoints=(pull,)),
    )
    found = route(a_directory(CPO, *split), a_message(to_party="NL*SPL"))
    assert found.receiver.url == push.url


def test_of_two_platforms_the_connected_one_is_taken():
    dead = a_platform("dead", "EMSP NL*SPL", status=ConnectionStatus.OFFLINE)
    alive = a_platform("alive", "EMSP NL*SPL")
    for order in ((dead, alive), (alive, dead)):
        found = route(a_directory(CPO, *order), a_message(to_party="NL*SPL"))
        assert found.receiver.platform is alive


@pytest.mark.parametrize(
    ("changes", "http_status", "allowed"),
    [
        ({"rest": ("NL", "ABC")}, 404, ()),
        ({"rest": ("NL", "ABC", "L", "E", "C", "more")}, 404, ()),
        ({"method": "POST"}, 405, ("GET", "PUT", "PATCH")),
        ({"module": ModuleId.INVOICE_RECONCILIATION, "rest": (), "method": "POST"}, 404, ()),
        (
            {
                "module": ModuleId.TOKENS,
                "interface": InterfaceRole.SENDER,
                "rest": ("0123", "other"),
            },
            404,
            (),
        ),
    ],
)
def test_what_is_no_call_of_the_version_is_said_in_http(changes, http_status, allowed):
    found = route(DIRECTORY, a_message(**changes, to_party="DE*EMP"))
    assert isinstance(found, Refused)
    assert (found.http_status, found.allowed) == (http_status, allowed)


def test_nobody_to_ask_is_4001_and_nobody_to_tell_is_a_broadcast_to_nobody():
    alone = a_directory(CPO)
    ask = a_message(method="GET", interface=InterfaceRole.SENDER, rest=("LOC1",))
    assert route(alone, ask).status_code == 4001
    assert route(alone, a_message(to_party=HUB)) == Broadcast("NL*ABC", ())
    assert route(alone, a_message()) == Open("NL*ABC", ())


@given(
    case=st.sampled_from(ROUTED),
    sender=st.sampled_from(ALL),
    to_party=st.sampled_from([None, HUB, "NL*NIX", *(one.parties[0] for one in ALL)]),
    partner=st.sampled_from([None, HUB, "NL*NIX", *(one.parties[0] for one in ALL)]),
)
def test_nothing_ever_goes_to_who_is_not_connected_or_takes_it_not(case, sender, to_party, partner):
    found = route(DIRECTORY, message_of(case, sender, to_party=to_party, partner=partner))
    receivers = getattr(found, "receivers", ())
    if isinstance(found, Direct):
        receivers = (found.receiver,)
        assert found.receiver.party == to_party
    for one in receivers:
        assert one.platform.status is ConnectionStatus.CONNECTED
        assert one.url == one.platform.url_of(case[1], case[2])
        assert one.platform.speaks_for(one.party)
