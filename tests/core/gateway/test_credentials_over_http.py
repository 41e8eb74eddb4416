"""Peers register, renew and leave over real HTTP, and the hub registers with them."""

import json
from time import monotonic, sleep

import pytest
from starlette.responses import JSONResponse, Response

from core.domain.errors import NotFoundError, RuleError
from core.domain.platform import ConnectionStatus, PlatformRole
from core.domain.platform_change import ChangeKind
from core.service.ask_handshake import ask_handshake, ask_renewal, view_handshake
from core.service.register_platform import add_platform, invite_platform, suspend_platform
from core.service.view_platforms import view_hub, view_platform_changes, view_platforms
from tests.core.gateway.loopback import a_hub, call
from tests.core.gateway.plain_peer import a_peer, role_json
from tests.hub_books import CPO, DP, with_key


@pytest.fixture
def peer():
    with a_peer() as peer:
        yield peer


@pytest.fixture
def hub(runtime):
    with_key(runtime)
    with a_hub(runtime) as hub:
        yield hub


@pytest.fixture
def small(memory):
    with_key(memory)
    with a_hub(memory) as hub:
        yield hub


def at(hub, path):
    return f"{hub.settings.base_url}{path}"


def registered(hub, peer, version="2.2.1"):
    """The token C of a peer that registered."""
    invitation = add_platform(hub.runtime, (CPO,))
    url = at(hub, f"/{version}/credentials")
    answer = call(url, invitation.token, method="POST", value=peer.credentials())
    assert (answer.status, answer.code) == (200, 1000), answer.body
    return invitation.token, answer.json["data"]["token"]


def test_a_peer_registers_and_its_first_token_dies(hub, peer):
    first, lasting = registered(hub, peer)
    assert first != lasting
    assert call(at(hub, "/versions"), first).status == 401
    assert call(at(hub, "/versions"), lasting).status == 200
    (platform,) = view_platforms(hub.runtime)
    assert platform.status is ConnectionStatus.CONNECTED
    assert platform.version == "2.2.1"
    assert [(one.module, one.interface) for one in platform.endpoints] == [
        ("credentials", "SENDER"),
        ("locations", "SENDER"),
    ]
    assert hub.registry.peer_token("nl-abc-cpo") == peer.token
    assert peer.asked == [("GET", "/versions"), ("GET", "/2.2.1")]


def test_credentials_are_renewed_shown_and_taken_back(hub, peer):
    _, token = registered(hub, peer, "2.3.0")
    url = at(hub, "/2.3.0/credentials")
    assert call(url, token).json["data"]["token"] == token
    assert call(url, token, method="POST", value=peer.credentials()).status == 405
    newer = call(url, token, method="PUT", value=peer.credentials()).json["data"]["token"]
    assert call(url, token).status == 401
    assert call(url, newer, method="DELETE").code == 1000
    assert call(url, newer).status == 401
    (platform,) = view_platforms(hub.runtime)
    assert (platform.status, platform.endpoints) == (ConnectionStatus.SUSPENDED, ())
    again = invite_platform(hub.runtime, "NL*ABC").token
    assert call(url, again, method="POST", value=peer.credentials()).code == 1000


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_who_is_not_registered_can_only_register(small, method):
    token = add_platform(small.runtime, (CPO,)).token
    answer = call(at(small, "/2.2.1/credentials"), token, method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")


def test_the_hub_is_a_role_in_2_2_1_and_names_whom_it_reaches_in_2_3_0(small, peer):
    token = add_platform(small.runtime, (DP,)).token
    older = call(at(small, "/2.2.1/credentials"), token).json["data"]
    assert [(one["role"], one["party_id"]) for one in older["roles"]] == [("HUB", "NWC")]
    assert "hub_party_id" not in older
    alone = call(at(small, "/2.3.0/credentials"), token).json["data"]
    assert [(one["role"], one["party_id"]) for one in alone["roles"]] == [("OTHER", "NWC")]
    registered(small, peer)
    newer = call(at(small, "/2.3.0/credentials"), token).json["data"]
    assert newer["hub_party_id"] == "NLNWC"
    assert [(one["role"], one["party_id"]) for one in newer["roles"]] == [("CPO", "ABC")]


@pytest.mark.parametrize(
    "refusal",
    [Response(status_code=403), JSONResponse({"status_code": 2001, "timestamp": "x"})],
    ids=["by HTTP", "by OCPI"],
)
def test_a_peer_that_wants_its_token_as_it_is_gets_it_so(small, peer, refusal):
    peer.raw_only, peer.refusal = True, refusal
    registered(small, peer)
    assert view_platforms(small.runtime)[0].token_is_raw


def details(module, url):
    """Details of a version with one endpoint."""
    endpoints = [{"identifier": module, "role": "SENDER", "url": url}]
    return json.dumps({"status_code": 1000, "data": {"endpoints": endpoints}}).encode()


REFUSALS = {
    "no versions": (3001, "/versions", (500, b"")),
    "no json": (3001, "/versions", (200, b"<html>")),
    "an error": (3001, "/versions", (200, b'{"status_code":2000,"timestamp":"x"}')),
    "no list": (3001, "/versions", (200, b'{"status_code":1000,"data":[1]}')),
    "another version": (
        3002,
        "/versions",
        (200, b'{"status_code":1000,"data":[{"version":"2.1.1","url":"http://127.0.0.1/"}]}'),
    ),
    "no endpoints": (3001, "/2.2.1", (200, b'{"status_code":1000,"data":{"endpoints":[]}}')),
    "nothing of use": (
        3003,
        "/2.2.1",
        (
            200,
            details("credentials", "http://127.0.0.1/c"),
        ),
    ),
    "a forbidden address": (
        3001,
        "/2.2.1",
        (
            200,
            details("cdrs", "http://169.254.169.254/c"),
        ),
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_peer_that_cannot_be_used_is_told_why_and_may_try_again(small, peer, name):
    code, path, wrong = REFUSALS[name]
    token = add_platform(small.runtime, (CPO,)).token
    url = at(small, "/2.2.1/credentials")
    peer.answers[path] = wrong
    answer = call(url, token, method="POST", value=peer.credentials())
    assert (answer.status, answer.code) == (200, code), answer.body
    peer.answers.clear()
    assert call(url, token, method="POST", value=peer.credentials()).code == 1000


WRONG = {
    "no object": [],
    "no token": {"token": " "},
    "no roles": {"roles": []},
    "a forbidden url": {"url": "http://169.254.169.254/versions"},
    "no url": {"url": "versions"},
    "a role of others": {"roles": [role_json("EMSP", "NL", "ABC")]},
}


@pytest.mark.parametrize("name", WRONG)
def test_credentials_that_are_wrong_are_refused(small, peer, name):
    token = add_platform(small.runtime, (CPO,)).token
    value = WRONG[name] if name == "no object" else peer.credentials(**WRONG[name])
    answer = call(at(small, "/2.2.1/credentials"), token, method="POST", value=value)
    assert (answer.status, answer.code) == (200, 2001), answer.body


def test_credentials_in_a_list_of_one_are_taken(small, peer):
    token = add_platform(small.runtime, (CPO,)).token
    wrapped = [peer.credentials()]
    url = at(small, "/2.2.1/credentials")
    assert call(url, token, method="POST", value=wrapped).code == 1000


def test_a_peer_may_write_its_ids_in_lower_case(small, peer):
    peer.roles = [role_json("CPO", "nl", "abc")]
    registered(small, peer)
    assert view_platforms(small.runtime)[0].roles == (
        PlatformRole("CPO", "NL*ABC", "nl*abc", "Plain"),
    )


def test_a_suspended_peer_is_served_no_more(small, peer):
    _, token = registered(small, peer)
    suspend_platform(small.runtime, "NL*ABC")
    small.registry.show(view_hub(small.runtime))
    assert call(at(small, "/versions"), token).status == 403


def answered(runtime, asked):
    """The answer of the hub, which looks once a second."""
    end = monotonic() + 20
    while (answer := view_handshake(runtime, asked.request_id).answer) is None:
        assert monotonic() < end
        sleep(0.05)
    return answer


def test_the_hub_registers_with_a_peer_when_it_is_asked_to(hub, peer):
    asked = ask_handshake(hub.runtime, (CPO,), f"{peer.base_url}/versions", peer.token)
    answer = answered(hub.runtime, asked)
    assert (answer.is_done, answer.detail) == (True, "OCPI 2.3.0, 2 endpoints")
    assert peer.given["hub_party_id"] == "NLNWC"
    assert call(at(hub, "/versions"), peer.given["token"]).status == 200
    assert hub.registry.peer_token("nl-abc-cpo") == peer.token == "token-of-the-plain-peer-c"
    assert view_platforms(hub.runtime)[0].status is ConnectionStatus.CONNECTED


def test_a_registration_that_fails_leaves_no_token_behind(small, peer):
    peer.roles = [role_json("EMSP", "NL", "ABC")]
    asked = ask_handshake(small.runtime, (CPO,), f"{peer.base_url}/versions", peer.token)
    answer = answered(small.runtime, asked)
    assert not answer.is_done
    assert "was invited" in answer.detail
    assert peer.asked[-1] == ("DELETE", "/credentials")
    assert call(at(small, "/versions"), peer.given["token"]).status == 401
    peer.answers["/versions"] = (404, b"")
    asked = ask_handshake(small.runtime, (CPO,), f"{peer.base_url}/versions", peer.token)
    assert "3001" in answered(small.runtime, asked).detail


def test_the_hub_renews_the_credentials_of_a_partner_when_it_is_asked_to(small, peer):
    with pytest.raises(NotFoundError):
        ask_renewal(small.runtime, "NL*ABC")
    _, before = registered(small, peer)
    answer = answered(small.runtime, ask_renewal(small.runtime, "NL*ABC"))
    assert answer.is_done, answer.detail
    assert peer.asked[-1] == ("PUT", "/credentials")
    assert peer.given["token"] != before
    assert call(at(small, "/versions"), before).status == 401
    assert call(at(small, "/2.2.1/credentials"), peer.given["token"], method="PUT").status != 405
    assert small.registry.peer_token("nl-abc-cpo") == peer.token == "token-of-the-plain-peer-c"
    kinds = [one.kind for one in view_platform_changes(small.runtime, "NL*ABC")]
    assert kinds[-1] is ChangeKind.RENEWED


def test_a_renewal_that_fails_changes_nothing(small, peer):
    _, token = registered(small, peer)
    before = peer.token
    peer.answers["/credentials"] = (405, b"")
    answer = answered(small.runtime, ask_renewal(small.runtime, "NL*ABC"))
    assert (answer.is_done, "405" in answer.detail) == (False, True)
    assert call(at(small, "/versions"), token).status == 200
    assert small.registry.peer_token("nl-abc-cpo") == before
    suspend_platform(small.runtime, "NL*ABC")
    with pytest.raises(RuleError, match="connected"):
        ask_renewal(small.runtime, "NL*ABC")
