"""Two processes of the hub over one database: what one agrees the other knows; both end well."""

import json
import threading

import pytest

from tests.core.gateway.loopback import call
from tests.core.gateway.plain_peer import a_peer, role_json
from tests.journeys.hub_processes import hubs, networkcore_json, until

ABC = ("--role", "CPO", "--country", "NL", "--party", "ABC")
XYZ = ("--role", "CPO", "--country", "DE", "--party", "XYZ")


@pytest.fixture
def two(database_url):
    with hubs(database_url, 2) as two:
        yield two


@pytest.fixture
def peer():
    with a_peer() as peer:
        yield peer
        peer.opened.set()


def test_what_one_process_agrees_the_other_knows(two, peer, database_url):
    one, other = two
    added = networkcore_json("party", "add", *ABC, "--db", database_url)
    assert added["versions_url"] == other.url("/versions")
    first = added["token"]
    registered = call(one.url("/2.2.1/credentials"), first, method="POST", value=peer.credentials())
    token = registered.json["data"]["token"]
    assert call(other.url("/versions"), token).status == 200
    until(lambda: call(other.url("/versions"), first).status == 401)

    peer.token, peer.roles = "token-of-xyz", [role_json("CPO", "DE", "XYZ")]
    asking = ("--url", f"{peer.base_url}/versions", "--token", peer.token, "--db", database_url)
    told = networkcore_json("party", "connect", *XYZ, *asking)
    assert (told["done"], told["detail"]) == (True, "OCPI 2.3.0, 2 endpoints")
    assert peer.asked.count(("POST", "/credentials")) == 1
    for hub in two:
        assert call(hub.url("/versions"), peer.given["token"]).status == 200

    networkcore_json("party", "suspend", "NL*ABC", "--db", database_url)
    for hub in two:
        until(lambda hub=hub: call(hub.url("/versions"), token).status == 403)
    secrets = (first, token, peer.given["token"], "token-of-xyz", "token-of-the-plain-peer")
    for hub in two:
        code, log = hub.stopped()
        assert code == 0, log
        lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        assert [line for line in lines if line["level"] != "info"] == []
        assert not [secret for secret in secrets if secret in log]


def test_what_is_being_answered_is_answered_before_a_process_ends(two, peer, database_url):
    hub, answers = two[0], []
    token = networkcore_json("party", "add", *ABC, "--db", database_url)["token"]
    peer.opened.clear()

    def register():
        url = hub.url("/2.2.1/credentials")
        answers.append(call(url, token, method="POST", value=peer.credentials()))

    registering = threading.Thread(target=register)
    registering.start()
    until(lambda: peer.asked)
    hub.process.terminate()
    until(lambda: not answers and is_closed(hub))
    peer.opened.set()
    registering.join()
    assert answers[0].code == 1000
    code, log = hub.ended()
    assert code == 0, log
    lasting = answers[0].json["data"]["token"]
    assert call(two[1].url("/versions"), lasting).status == 200


def is_closed(hub):
    """Whether it takes no new connections."""
    try:
        call(f"{hub.base_url}/healthz")
    except OSError:
        return True
    return False
