"""A peer with scripted answers, served on loopback: what the hub asked of it is kept."""

import json
import threading
from contextlib import contextmanager

from anyio import to_thread
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.ocpi.credentials_token import tokens_of_header
from tests.core.gateway.loopback import WAIT_S, a_socket, listening

FUNCTIONAL = {"identifier": "locations", "role": "SENDER"}


class PlainPeer:
    """Answers as the specification says; a test changes what it wants otherwise."""

    def __init__(self, base_url):
        self.base_url = base_url
        self.token = "token-of-the-plain-peer"  # noqa: S105 (of nobody)
        self.raw_only = False
        self.refusal = Response(status_code=401)
        self.versions = ["2.2.1", "2.3.0"]
        self.halves = [{"identifier": "credentials", "role": "SENDER"}, FUNCTIONAL]
        self.roles = [role_json("CPO", "NL", "ABC")]
        self.answers = {}
        """Path -> (HTTP status, body) in place of what is right."""
        self.asked = []
        self.given = None
        self.opened = threading.Event()
        """Answers wait for it."""
        self.opened.set()

    def credentials(self, token=None, **named):
        """What it says of itself."""
        facts = {"token": token or self.token, "url": f"{self.base_url}/versions"}
        return facts | {"roles": self.roles} | named

    def accepts(self, header):
        if self.raw_only:
            return header == f"Token {self.token}"
        return self.token in tokens_of_header(header)

    async def answer(self, request):
        path = request.url.path
        self.asked.append((request.method, path))
        await to_thread.run_sync(self.opened.wait, WAIT_S)
        if not self.accepts(request.headers.get("authorization", "")):
            return self.refusal
        if path in self.answers:
            status, body = self.answers[path]
            return Response(body, status, media_type="application/json")
        if path == "/versions":
            listed = [{"version": one, "url": f"{self.base_url}/{one}"} for one in self.versions]
            return enveloped(listed)
        if path == "/credentials":
            return await self.registered(request)
        version = path.removeprefix("/")
        urls = [one | {"url": f"{self.base_url}/{one['identifier']}"} for one in self.halves]
        return enveloped({"version": version, "endpoints": urls})

    async def registered(self, request):
        if request.method == "DELETE":
            return enveloped(None)
        self.given = json.loads(await request.body())
        self.token = f"{self.token}-c"
        return enveloped(self.credentials())


def role_json(role, country_code, party_id):
    return {
        "role": role,
        "country_code": country_code,
        "party_id": party_id,
        "business_details": {"name": "Plain"},
    }


def enveloped(data):
    return JSONResponse({"data": data, "status_code": 1000, "timestamp": "2026-01-01T00:00:00Z"})


@contextmanager
def a_peer():
    """A plain peer on a port of its own."""
    bound = a_socket()
    peer = PlainPeer(f"http://127.0.0.1:{bound.getsockname()[1]}")
    methods = ["GET", "POST", "PUT", "DELETE"]
    app = Starlette(routes=[Route("/{rest:path}", peer.answer, methods=methods)])
    with listening(app, bound):
        yield peer
