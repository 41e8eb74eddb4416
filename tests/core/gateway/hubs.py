"""A hub of a test's own, asked over its ASGI application, and the platforms it knows."""

import asyncio
import json

from core.domain.hub_view import HubView, TokenKind, known_token
from core.domain.platform import ConnectionStatus, Platform, PlatformRole
from core.gateway.server import application
from core.ocpi.credentials_token import header_of_token

TOKEN = "peer-token-of-anna-0123456789"  # noqa: S105 (of nobody)
FIRST = "first-token-of-anna-0123456789"


def a_platform(platform_id="anna", *, role="CPO", party="NL*ABC", **named):
    facts = {
        "name": platform_id,
        "roles": (PlatformRole(role, party),),
        "status": ConnectionStatus.CONNECTED,
        "version": "2.2.1",
    }
    return Platform(platform_id=platform_id, **(facts | named))


def a_view(*platforms):
    """Each platform has the tokens ``TOKEN`` and ``FIRST``, but for its name in place of anna."""
    tokens = [
        known_token(text.replace("anna", one.platform_id), kind, one.platform_id)
        for one in platforms
        for text, kind in ((TOKEN, TokenKind.LASTING), (FIRST, TokenKind.FIRST))
    ]
    return HubView(1, tuple(platforms), tuple(tokens))


class Answered:
    """What came back over ASGI."""

    def __init__(self, messages):
        start, *parts = messages
        self.status = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}
        self.body = b"".join(part["body"] for part in parts)

    @property
    def json(self):
        return json.loads(self.body)


def ask(hub, method, path, *, token=TOKEN, headers=(), body=b"", query=b""):
    """One request to the application, without a socket."""
    sent = [(name.lower().encode(), value.encode()) for name, value in headers]
    if token is not None:
        sent.append((b"authorization", header_of_token(token).encode()))
    return asyncio.run(asked(application(hub), method, path.encode(), sent, body, query))


async def asked(app, method, raw_path, headers, body=b"", query=b""):
    messages = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        messages.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": raw_path.decode("latin-1"),
        "raw_path": raw_path,
        "root_path": "",
        "query_string": query,
        "headers": headers,
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 8020),
    }
    await app(scope, receive, send)
    return Answered(messages)
