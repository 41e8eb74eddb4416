"""A whole hub in this process, for whatever is thrown at it: two platforms whom nobody answers."""

import asyncio
import json
from http import HTTPStatus

from core.domain.hub_view import HubView, TokenKind, known_token
from core.domain.platform import Endpoint
from core.gateway.compose_hub import compose_hub
from core.gateway.hub_settings import HubSettings
from core.gateway.server import application
from core.ocpi.modules import InterfaceRole, ModuleId
from core.service.open_books import open_books
from core.service.ready_to_trade import ready_to_trade
from core.service.sealed_box import sealed
from core.store.admission_store import admit_parties
from tests.books import now
from tests.core.gateway.hubs import FIRST, TOKEN, a_platform, asked
from tests.hub_books import KEY

OTHER_TOKEN = "peer-token-of-bert-0123456789"  # noqa: S105 (of nobody)
NOWHERE = "http://127.0.0.1:9"
"""The port of discard: nobody listens."""
ENDPOINTS = tuple(
    Endpoint(module, interface, f"{NOWHERE}/{module}")
    for module in ModuleId
    for interface in InterfaceRole
)


KEPT = {"PeerClient.keep_open", "Acts.run"}


class Fuzzed:
    """One hub and one event loop for many requests."""

    def __init__(self):
        self.runner = asyncio.Runner()
        self.runtime = open_books("sqlite://", now)
        anna = a_platform(endpoints=ENDPOINTS)
        bert = a_platform("bert", role="EMSP", party="NL*XYZ", endpoints=ENDPOINTS, version="2.3.0")
        ready_to_trade(self.runtime, "NL*NWC", "NetworkCore")
        with self.runtime.database.transaction() as connection:
            admit_parties(connection, (anna, bert))
        self.hub = compose_hub(self.runtime, HubSettings(allow_private=True, rate_per_s=1e9), KEY)
        self.hub.looks = None
        tokens = (
            known_token(TOKEN, TokenKind.LASTING, "anna"),
            known_token(FIRST, TokenKind.FIRST, "anna"),
            known_token(OTHER_TOKEN, TokenKind.LASTING, "bert"),
        )
        boxes = tuple((one, sealed(KEY.public, "x", one)) for one in ("anna", "bert"))
        self.hub.registry.show(HubView(1, (anna, bert), tokens, boxes))
        self.app = application(self.hub)
        self.kept = self.runner.run(self.background())

    async def background(self):
        """What gives back connections, and what acts hold, when the loop ends."""
        keep = (one for one in self.hub.background if one.__qualname__ in KEPT)
        return [asyncio.create_task(one()) for one in keep]

    def ask(self, method, path, headers, body, query):
        return self.runner.run(asked(self.app, method, path, headers, body, query))

    def failures(self):
        return self.hub.metrics.failures._value.get()

    def close(self):
        self.runner.close()
        self.runtime.database.close()


def is_fine(fuzzed, answer):
    assert answer.status < HTTPStatus.INTERNAL_SERVER_ERROR, answer.body
    assert b"Traceback" not in answer.body
    assert fuzzed.failures() == 0
    told = json.loads(answer.body)
    assert 1000 <= told["status_code"] < 5000
    assert "timestamp" in told
