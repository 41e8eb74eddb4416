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
from core.domain.errors import SourceError
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

    async def authorise(self, charge: Charge) -> tuple[bool, str | None]:
        """Ask the driver's party; return whether it may charge, and the reference to repeat."""
        evse = charge.location.evses[charge.evse]
        where: Object = {
            "location_id": charge.location.location_id,
            "evse_uids": [evse.evse_uid],
        }
        token = charge.token
        answer = await self.caller.authorise(
            token.uid, token.type.value, where, token.demand_partner
        )
        found = answer.envelope.one_value() if answer.envelope.is_success else None
        if not isinstance(found, dict):
            return False, None
        reference = found.get("authorization_reference")
        return found.get("allowed") == "ALLOWED", None if reference is None else str(reference)

    async def charge(self, charge: Charge, reference: str | None = None) -> Answer:
        """Open the Session, close it and send the CDR; return the answer to the CDR.

        Args:
            charge: What happens.
            reference: The ``authorization_reference`` of the answer that let the driver in.

        Raises:
            SourceError: The hub did not take the Session.
        """
        if reference is not None:
            charge = replace(charge, authorization_reference=reference)
        cdr = self.cdr_of(charge)
        version, to = self.state.linked().version, charge.token.demand_partner
        for status, at in (
            (SessionStatus.ACTIVE, charge.start),
            (SessionStatus.COMPLETED, cdr.end),
        ):
            key = cdr.session_id or cdr.cdr_id
            await self.share(ModuleId.SESSIONS, key, session_object(cdr, status, at, version), to)
        return await self.send_cdr(charge)

    async def send_cdr(self, charge: Charge) -> Answer:
        """Send the CDR of a charging; the same again is the same CDR."""
        written = self.cdr_written(charge)
        self.state.own[ModuleId.CDRS].put((charge.charge_id,), written)
        return await self.caller.post_cdr(written, charge.token.demand_partner)

    def cdr_written(self, charge: Charge) -> Object:
        """The CDR as it is sent."""
        cdr = self.cdr_of(charge)
        assert cdr.tariff_id is not None
        version = self.state.linked().version
        tariff = tariff_stated(self.tariffs[cdr.tariff_id], charge.start, version)
        return cdr_object(cdr, charge.location, [tariff], cdr.end, version)

    def cdr_of(self, charge: Charge) -> Cdr:
        """The CDR of a charging, with the price that this CPO asks."""
        evse = charge.location.evses[charge.evse]
        connector = evse.connectors[0]
        tariff = self.tariffs[connector.tariff_ids[0]]
        zone = charge.location.time_zone
        periods = charging_periods(
            charge.start,
            charge.charging_s,
            charge.parking_s,
            charge.energy_kwh,
            tariff,
            zone_named(zone),
        )
        unpriced = Cdr(
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
            charging_periods=periods,
            tariff_id=tariff.tariff_id,
            session_id=charge.charge_id,
            country_code=charge.location.country_code,
            source=_SOURCE,
        )
        priced = price(unpriced, tariff, zone)
        exponent = -exponent_of(tariff.currency)
        total = Price(
            Decimal(priced.excl_minor).scaleb(exponent),
            Decimal(priced.incl_minor).scaleb(exponent),
        )
        return replace(unpriced, total_cost=total)

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
            expect_success(await self.charge(self._charge_of(wire)))

    def _charge_of(self, wire: WireObject) -> Charge:
        location_id = wire.text("location_id")
        location = next((one for one in self.locations if one.location_id == location_id), None)
        if location is None:
            raise SourceError("command", f"no location {location_id!r}")
        uids = [one.evse_uid for one in location.evses]
        now = self.state.now()
        return Charge(
            charge_id=f"{location_id[:12]}-{int(now.timestamp() * 1000):X}-{len(self._tasks)}",
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
