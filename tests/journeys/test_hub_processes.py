"""Two processes of the hub over one database: what one agrees the other knows; both end well."""

import json
import threading
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPSConnection
from ipaddress import IPv4Address
from ssl import create_default_context

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.core.gateway.loopback import call
from tests.core.gateway.plain_peer import a_peer, role_json
from tests.journeys.hub_processes import START_S, HubProcess, hubs, networkcore_json, until

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


def a_certificate(folder):
    """A certificate of this test's own for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub of a test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, SHA256())
    )
    chain, secret = folder / "hub.pem", folder / "hub.key"
    chain.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return chain, secret


def test_a_hub_with_a_certificate_speaks_tls_and_names_itself_so(tmp_path):
    chain, secret = a_certificate(tmp_path)
    db = f"sqlite:///{tmp_path / 'books.sqlite'}"
    hub = HubProcess(db, "--certificate", chain, "--certificate-key", secret)
    try:
        trusting = create_default_context(cafile=chain)
        connection = HTTPSConnection("127.0.0.1", hub.port, timeout=20, context=trusting)

        def is_up():
            assert hub.process.poll() is None
            with suppress(ConnectionRefusedError):
                connection.connect()
                return True
            return False

        until(is_up, START_S)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()
        added = networkcore_json("party", "add", *ABC, "--db", db)
        assert added["versions_url"] == f"https://127.0.0.1:{hub.port}/ocpi/versions"
        assert hub.stopped()[0] == 0
    finally:
        hub.process.kill()
        hub.process.communicate()
