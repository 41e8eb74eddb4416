"""A hub served on loopback in a thread of its own, and requests to it over real HTTP."""

import json
import threading
from contextlib import contextmanager
from http.client import HTTPConnection
from socket import socket
from urllib.parse import urlsplit

import uvicorn

from core.gateway.compose_hub import compose_hub
from core.gateway.hub_settings import HubSettings
from core.gateway.server import application
from core.ocpi.credentials_token import header_of_token
from tests.hub_books import KEY

WAIT_S = 20


class Served(uvicorn.Server):
    """Says when it listens; signals are for the thread of the test."""

    def __init__(self, config):
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.listens.set()


@contextmanager
def listening(app, bound):
    """Serve an application on a socket that is bound already."""
    server = Served(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        assert server.listens.wait(WAIT_S)
        yield server
    finally:
        server.should_exit = True
        thread.join(WAIT_S)
        bound.close()
        assert not thread.is_alive()


def a_socket():
    bound = socket()
    bound.bind(("127.0.0.1", 0))
    return bound


@contextmanager
def a_hub(runtime, **settings):
    """A whole hub over books, on a port of its own."""
    bound = a_socket()
    facts = {"allow_private": True, "port": bound.getsockname()[1]} | settings
    hub = compose_hub(runtime, HubSettings(**facts), KEY)
    with listening(application(hub), bound):
        yield hub


class Answer:
    """What came back over HTTP."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json["status_code"]


def call(url, token=None, *, method="GET", value=None, headers=(), raw=False):
    """One request over HTTP; ``value`` is sent as JSON."""
    parts = urlsplit(url)
    sent = dict(headers)
    if token is not None:
        sent["Authorization"] = header_of_token(token, raw=raw)
    body = None if value is None else json.dumps(value).encode()
    connection = HTTPConnection(parts.hostname, parts.port, timeout=WAIT_S)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body, sent)
        return Answer(connection.getresponse())
    finally:
        connection.close()
