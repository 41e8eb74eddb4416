"""A small CPO: it shows its sites and prices, lets drivers charge, and sends their CDRs.

A charging goes as in the field: ask whether the token may charge, open the Session, close it, send
the CDR. Its price is worked out by the same engine as the network's, from the CPO's own tariff.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from core.domain.cdr import AuthMethod, Cdr, Price
from core.domain.driver_token import DriverToken
from core.domain.errors import NotFoundError
from core.domain.location import Location
from core.domain.money import exponent_of
from core.domain.session import SessionStatus
from core.domain.tariff import Tariff
from core.ocpi.modules import ModuleId
from core.ocpi.wire import WireObject, split_key
from core.pricing.periods import charging_periods
from core.pricing.price import price
from core.pricing.time_zones import zone_named
from simulation.peers.own_peer import OwnPeer, expect_success
from simulation.peers.peer_caller import Answer
from simulation.peers.peer_settings import PeerSettings
from simulation.peers.shelf import Object
from simulation.peers.wire_objects import (
    cdr_object,
    location_object,
    session_object,
    tariff_object,
    tariff_stated,
    token_known,
)

_SOURCE: Final = "peer"
_ALLOWED: Final = "ALLOWED"
_ANSWER_WITHIN_S: Final = 30
_SESSION: Final = timedelta(minutes=30)
_SESSION_KWH: Final = Decimal("11.0000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What happens at one charge point, as the CPO will state it."""

    charge_id: str
    token: DriverToken
    location: Location
    evse: int = 0
    """Which EVSE of the location, from 0."""
    start: datetime
    charging_s: int
    parking_s: int = 0
    energy_kwh: Decimal
    auth_method: AuthMethod = AuthMethod.AUTH_REQUEST
    authorization_reference: str | None = None


class CpoPeer(OwnPeer):
    """A peer in the role CPO."""

    def __init__(
        self, settings: PeerSettings, locations: Iterable[Location], tariffs: Iterable[Tariff]
    ) -> None:
        super().__init__(settings)
        self.locations = tuple(one for one in locations if one.cpo == settings.party)
        used = {
            tariff_id
            for location in self.locations
            for evse in location.evses
            for connector in evse.connectors
            for tariff_id in connector.tariff_ids
        }
        self.tariffs = {
            one.tariff_id: replace(one, cpo=settings.party)
            for one in tariffs
            if one.tariff_id in used
        }
        self.state.command = self._commanded
        self._tasks: set[asyncio.Task[None]] = set()

    async def publish(self, to: str | None = None) -> None:
        """Push every tariff and every location.

        Raises:
            SourceError: The hub did not take one.
        """
        now, version = self.state.now(), self.state.linked().version
        for tariff in self.tariffs.values():
            written = tariff_object(tariff, now, version)
            await self.share(ModuleId.TARIFFS, tariff.tariff_id, written, to)
        for location in self.locations:
            written = location_object(location, now)
            await self.share(ModuleId.LOCATIONS, location.location_id, written, to)

    async def authorise(self, cdr: Cdr) -> tuple[bool, str | None]:
        """Ask the driver's party; return whether it may charge, and the reference to repeat."""
        where: Object = {"location_id": cdr.location_id, "evse_uids": [cdr.evse_uid]}
        token = cdr.token
        answer = await self.caller.authorise(
            token.uid, token.type.value, where, token.demand_partner
        )
        found = answer.envelope.one_value() if answer.envelope.is_success else None
        if not isinstance(found, dict):
            return False, None
        reference = found.get("authorization_reference")
        return found.get("allowed") == _ALLOWED, None if reference is None else str(reference)

    async def charge(self, cdr: Cdr) -> Answer:
        """Open the Session, close it and send the CDR; return the answer to the CDR.

        Args:
            cdr: What happens; with the ``authorization_reference`` that let the driver in.

        Raises:
            SourceError: The hub did not take the Session.
        """
        await self.open_and_close(cdr)
        return await self.send_cdr(cdr)

    async def open_and_close(self, cdr: Cdr) -> None:
        """Tell of the Session when it begins and when it is over.

        Raises:
            SourceError: The hub did not take it.
        """
        priced = self.priced(cdr)
        version, to = self.state.linked().version, cdr.demand_partner
        key = cdr.session_id or cdr.cdr_id
        for status, at in ((SessionStatus.ACTIVE, cdr.start), (SessionStatus.COMPLETED, cdr.end)):
            session = session_object(priced, status, at, version)
            await self.share(ModuleId.SESSIONS, key, session, to)

    async def send_cdr(self, cdr: Cdr) -> Answer:
        """Send a CDR; the same again is the same CDR."""
        written = self.cdr_written(cdr)
        self.state.own[ModuleId.CDRS].put((cdr.cdr_id,), written)
        return await self.caller.post_cdr(written, cdr.demand_partner)

    async def send_broken_cdr(self, cdr: Cdr) -> Answer:
        """Send a CDR without its currency, which nobody may take."""
        written = {name: one for name, one in self.cdr_written(cdr).items() if name != "currency"}
        return await self.caller.post_cdr(written, cdr.demand_partner)

    def cdr_written(self, cdr: Cdr) -> Object:
        """A CDR as it is sent, with the price that this CPO asks."""
        version = self.state.linked().version
        tariff = tariff_stated(self._tariff_of(cdr), cdr.start, version)
        return cdr_object(
            self.priced(cdr), self._location_of(cdr.location_id), [tariff], cdr.end, version
        )

    def priced(self, cdr: Cdr) -> Cdr:
        """The CDR with what it costs by this CPO's own tariff."""
        tariff = self._tariff_of(cdr)
        found = price(cdr, tariff, self._location_of(cdr.location_id).time_zone)
        exponent = -exponent_of(tariff.currency)
        total = Price(
            Decimal(found.excl_minor).scaleb(exponent), Decimal(found.incl_minor).scaleb(exponent)
        )
        return replace(cdr, total_cost=total)

    def cdr_of(self, charge: Charge) -> Cdr:
        """The CDR of a charging; its periods are cut where the tariff changes its mind."""
        evse = charge.location.evses[charge.evse]
        connector = evse.connectors[0]
        tariff = self.tariffs[connector.tariff_ids[0]]
        return Cdr(
            cdr_id=charge.charge_id,
            cpo=self.state.settings.party,
            token=charge.token,
            auth_method=charge.auth_method,
            authorization_reference=charge.authorization_reference,
            location_id=charge.location.location_id,
            evse_uid=evse.evse_uid,
            connector_id=connector.connector_id,
            start=charge.start,
            end=charge.start + timedelta(seconds=charge.charging_s + charge.parking_s),
            currency=tariff.currency,
            energy_kwh=charge.energy_kwh,
            charging_periods=charging_periods(
                charge.start,
                charge.charging_s,
                charge.parking_s,
                charge.energy_kwh,
                tariff,
                zone_named(charge.location.time_zone),
            ),
            tariff_id=tariff.tariff_id,
            session_id=charge.charge_id,
            country_code=charge.location.country_code,
            source=_SOURCE,
        )

    def _tariff_of(self, cdr: Cdr) -> Tariff:
        assert cdr.tariff_id is not None, "a CPO knows what it asks"
        return self.tariffs[cdr.tariff_id]

    def _location_of(self, location_id: str) -> Location:
        """One of its locations.

        Raises:
            NotFoundError: It has none of that id.
        """
        for one in self.locations:
            if one.location_id == location_id:
                return one
        raise NotFoundError(f"{self.state.settings.party}: no location {location_id!r}")

    async def _commanded(self, kind: str, request: Object) -> Object:
        """Accept what this CPO can do; the result follows, then, of a start, the session."""
        if kind not in {"START_SESSION", "STOP_SESSION", "UNLOCK_CONNECTOR"}:
            return {"result": "NOT_SUPPORTED", "timeout": _ANSWER_WITHIN_S}
        task = asyncio.create_task(self._carry_out(kind, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return {"result": "ACCEPTED", "timeout": _ANSWER_WITHIN_S}

    async def _carry_out(self, kind: str, request: Object) -> None:
        wire = WireObject(request)
        await self.caller.call("POST", wire.text("response_url"), {"result": "ACCEPTED"})
        if kind == "START_SESSION":
            expect_success(await self.charge(self.cdr_of(self._charge_of(wire))))

    def _charge_of(self, wire: WireObject) -> Charge:
        location = self._location_of(wire.text("location_id"))
        uids = [one.evse_uid for one in location.evses]
        now = self.state.now()
        return Charge(
            charge_id=f"{location.location_id[:12]}-{int(now.timestamp()):X}-{len(self._tasks)}",
            token=token_known(wire.nested("token")),
            location=location,
            evse=uids.index(wire.text("evse_uid")) if wire.has("evse_uid") else 0,
            start=now - _SESSION,
            charging_s=int(_SESSION.total_seconds()),
            energy_kwh=_SESSION_KWH,
            auth_method=AuthMethod.COMMAND,
            authorization_reference=wire.text_or_none("authorization_reference"),
        )

    async def pull_tokens(self) -> int:
        """Take over every token that the hub shows; return how many."""
        count = 0
        async for one in self.caller.pull(ModuleId.TOKENS):
            wire = WireObject(one)
            owner = split_key(wire.party_key())
            self.state.received[ModuleId.TOKENS].put((*owner, wire.text("uid")), one)
            count += 1
        return count
