"""A little OCPI party over real HTTP on loopback that does everything right, until a test says no.

It knows as much of OCPI as a reader of the checks needs: versions, details, credentials, five lists
and objects by their id, for whoever has its token.
"""

import asyncio
import json
import threading
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from aiohttp import web

from core.ocpi.credentials_token import tokens_of_header
from core.ocpi.envelope import short_time, time_or_none
from core.ocpi.ocpi_version import OcpiVersion
from core.service.open_books import system_clock
from tests.wire_objects import a_wire_object

TOKEN = "the-token-of-a-little-party"  # noqa: S105 (of nobody)
KINDS = {
    "locations": "Location",
    "sessions": "Session",
    "cdrs": "CDR",
    "tariffs": "Tariff",
    "tokens": "Token",
}
PAGE_MAX = 50


@dataclass
class Asked:
    """One request as the party sees it."""

    kind: str
    """versions, details, credentials, list, one or nowhere."""
    module: str
    query: dict
    headers: dict
    """Names as they came."""
    url: str


@dataclass
class Reply:
    """What it is about to answer."""

    envelope: dict
    status: int = 200
    headers: dict = field(default_factory=dict)
    raw: bytes | None = None

    @property
    def data(self):
        return self.envelope["data"]


class LittleParty:
    """One party; ``change`` may spoil a reply before it is sent."""

    def __init__(self, change=lambda _asked, _reply: None, version=OcpiVersion.V2_2_1):
        self.change = change
        self.version = version
        self.root = ""
        self.objects = {module: self._objects(name) for module, name in KINDS.items()}

    @property
    def versions_url(self):
        return f"{self.root}/versions"

    def _objects(self, name):
        made = []
        for number in range(3):
            one = a_wire_object(self.version, name) | {
                "uid" if name == "Token" else "id": f"x{number}",
                "last_updated": f"2026-03-0{number + 1}T12:00:00Z",
            }
            for evse in one.get("evses", []):
                evse["evse_id"] = f"NL*ABC*E{number}"
            made.append(one)
        return made

    @asynccontextmanager
    async def served(self):
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = runner.addresses[0][1]
            self.root = f"http://127.0.0.1:{port}"
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request):
        asked = self._asked(request)
        reply = self._reply(asked)
        for name in ("X-Request-ID", "X-Correlation-ID"):
            reply.headers[name] = request.headers.get(name, "none")
        self.change(asked, reply)
        body = json.dumps(reply.envelope).encode() if reply.raw is None else reply.raw
        headers = {"Content-Type": "application/json"} | reply.headers
        return web.Response(status=reply.status, headers=headers, body=body)

    def _asked(self, request):
        first, *rest = request.path.strip("/").split("/")
        module = rest[0] if rest else ""
        kind = "nowhere"
        if first == "versions" or (first == self.version and not rest):
            kind = "details" if first == self.version else "versions"
        elif module == "credentials" or (module in KINDS and len(rest) == 1):
            kind = "credentials" if module == "credentials" else "list"
        elif module in KINDS or module == "received":
            kind = "one"
        headers = {name.decode(): value.decode() for name, value in request.raw_headers}
        return Asked(kind, module, dict(request.query), headers, str(request.url))

    def _reply(self, asked):
        by_name = {name.lower(): value for name, value in asked.headers.items()}
        if TOKEN not in tokens_of_header(by_name.get("authorization", "")):
            return Reply(an_envelope(2000), 401)
        if asked.kind in {"nowhere", "one"}:
            reply = Reply(an_envelope(2000), 404)
        else:
            reply = Reply(an_envelope(1000))
            reply.envelope["data"] = getattr(self, f"_{asked.kind}")(asked, reply)
        if asked.kind in {"list", "one"} and "ocpi-from-party-id" in by_name:
            for part in ("country-code", "party-id"):
                reply.headers[f"OCPI-to-{part}"] = by_name[f"ocpi-from-{part}"]
                reply.headers[f"OCPI-from-{part}"] = by_name[f"ocpi-to-{part}"]
        return reply

    def _versions(self, _asked, _reply):
        return [{"version": self.version.value, "url": f"{self.root}/{self.version}"}]

    def _details(self, _asked, _reply):
        root = f"{self.root}/{self.version}"
        halves = [(module, "SENDER", f"{root}/{module}") for module in (*KINDS, "credentials")]
        halves.append(("locations", "RECEIVER", f"{root}/received"))
        endpoints = [{"identifier": a, "role": b, "url": url} for a, b, url in halves]
        return {"version": self.version.value, "endpoints": endpoints}

    def _credentials(self, _asked, _reply):
        role = a_wire_object(self.version, "CredentialsRole") | {"role": "CPO"}
        return {"token": TOKEN, "url": self.versions_url, "roles": [role]}

    def _list(self, asked, reply):
        moments = {}
        for name in ("date_from", "date_to"):
            moments[name] = time_or_none(asked.query.get(name))
            if name in asked.query and moments[name] is None:
                reply.envelope["status_code"] = 2001
                return []
        found = [
            one
            for one in self.objects[asked.module]
            if _is_within(time_or_none(one["last_updated"]), **moments)
        ]
        offset = int(asked.query.get("offset", 0))
        end = offset + min(int(asked.query.get("limit", PAGE_MAX)), PAGE_MAX)
        reply.headers |= {"X-Total-Count": str(len(found)), "X-Limit": str(PAGE_MAX)}
        if end < len(found):
            query = "&".join(f"{k}={v}" for k, v in (asked.query | {"offset": end}).items())
            url = f"{self.root}/{self.version}/{asked.module}?{query}"
            reply.headers["Link"] = f'<{url}>; rel="next"'
        return json.loads(json.dumps(found[offset:end]))


def _is_within(at, date_from, date_to):
    return (date_from is None or at >= date_from) and (date_to is None or at < date_to)


def an_envelope(status_code):
    return {"status_code": status_code, "timestamp": short_time(system_clock())}


@contextmanager
def served_beside(party):
    """The party while this thread does something else; gives its versions URL."""
    ready, done = threading.Event(), threading.Event()

    async def serve():
        async with party.served():
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(20), "wanted the party to listen"
        yield party.versions_url
    finally:
        done.set()
        thread.join()
