"""What keeps the hub from being served is told in one line."""

import logging
import socket

import pytest


@pytest.fixture(autouse=True)
def loggers():
    """The hub's log goes where it went before."""
    found = [logging.getLogger(name) for name in ("networkcore.hub", "uvicorn", "asyncio")]
    before = [(one, one.handlers, one.propagate, one.level) for one in found]
    yield
    for one, handlers, propagate, level in before:
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.fixture
def db(tmp_path):
    return f"sqlite:///{tmp_path / 'books.sqlite'}"


def test_a_port_that_is_taken_is_told(networkcore, db):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = networkcore("serve", "--port", port, "--db", db)
    assert done.code == 2
    assert f"127.0.0.1:{port}: cannot be listened on" in done.err


def test_an_address_of_another_machine_is_told(networkcore, db):
    done = networkcore("serve", "--host", "192.0.2.1", "--port", 0, "--db", db)
    assert (done.code, "192.0.2.1:0: cannot be listened on" in done.err) == (2, True)


def test_a_party_that_is_none_is_told(networkcore, db):
    done = networkcore("serve", "--party", "NLHUB", "--port", 0, "--db", db)
    assert (done.code, "wanted NL*ABC" in done.err) == (2, True)


def test_a_certificate_that_is_none_is_told(networkcore, db, tmp_path):
    done = networkcore("serve", "--certificate", tmp_path / "absent", "--port", 0, "--db", db)
    assert (done.code, "cannot be used for TLS" in done.err) == (2, True)
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    done = networkcore("serve", "--certificate", wrong, "--port", 0, "--db", db)
    assert (done.code, "cannot be used for TLS" in done.err) == (2, True)


def test_another_key_than_the_books_were_sealed_for_is_told(networkcore, db, monkeypatch):
    monkeypatch.setenv("NETWORKCORE_HUB_KEY", "x")
    done = networkcore("serve", "--port", 0, "--db", db)
    assert (done.code, "hub key" in done.err) == (2, True)
