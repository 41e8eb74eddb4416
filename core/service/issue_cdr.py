"""A session of a file becomes a CDR of a network; what the file does not say is marked ASSUMED."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from core.domain.cdr import Assumed, AuthMethod, Cdr
from core.domain.demand_partner import assumed_demand_partner
from core.domain.driver_token import DriverToken, TokenType
from core.domain.interval import duration_s
from core.domain.location import Location
from core.domain.network import Network
from core.domain.session import Session
from core.domain.tariff import Tariff
from core.pricing.periods import charging_periods, whole_period
from core.pricing.time_zones import zone_named
from core.store.reference_store import KnownEvse, KnownLocation

_CI_STRING_MAX: Final = 36


class CdrIssuer:
    """Issues the CDRs of one network for the sessions of one source."""

    def __init__(self, network: Network, source: str, *, assumes_time_zone: bool) -> None:
        self._network = network
        self._source = source
        self._assumed_zone = (Assumed.TIME_ZONE,) if assumes_time_zone else ()
        self._listed = {
            evse.evse_uid: (location, evse)
            for location in network.locations
            for evse in location.evses
        }

    def issue_cdr(self, session: Session) -> Cdr:
        """The CDR of a finished session; the same session always gives the same CDR."""
        network = self._network
        location = self._location(session)
        tariff = self._tariff(session)
        partner = assumed_demand_partner(session.session_id, network.demand_partners)
        stay_s = duration_s(session.start, session.end)
        charging_s = stay_s if session.charging_s is None else min(session.charging_s, stay_s)
        taken = (session.start, charging_s, stay_s - charging_s, session.energy_kwh)
        periods = (
            whole_period(*taken)
            if tariff is None
            else charging_periods(*taken, tariff, zone_named(location.time_zone))
        )
        cpo = location.cpo
        uid = f"driver-{session.driver}" if session.driver else f"session-{session.session_id}"
        return Cdr(
            cdr_id=session.session_id,
            cpo=cpo,
            token=DriverToken(
                demand_partner=partner.key,
                uid=shortened(uid),
                type=TokenType.OTHER,
                contract_id=partner.key.replace("*", "-"),
            ),
            auth_method=AuthMethod.WHITELIST,
            authorization_reference=None,
            location_id=location.location_id,
            evse_uid=session.evse,
            connector_id="1",
            start=session.start,
            end=session.end,
            currency=self._currency(cpo),
            energy_kwh=session.energy_kwh,
            charging_periods=periods,
            tariff_id=None if tariff is None else tariff.tariff_id,
            session_id=session.session_id,
            country_code=location.country_code,
            assumed=self._assumed(session),
            source=self._source,
        )

    def seen(self, sessions: Iterable[Session]) -> tuple[list[KnownLocation], list[KnownEvse]]:
        """Hardware that sessions name, nobody lists, and a class of the network stands for."""
        locations: dict[str, KnownLocation] = {}
        evses: dict[str, KnownEvse] = {}
        for session in sessions:
            if session.evse in self._listed or session.evse in evses:
                continue
            of_class = self._network.class_named(session.charge_point_class)
            if of_class is not None:
                location = self._location(session)
                locations.setdefault(location.location_id, location)
                evses[session.evse] = KnownEvse(
                    cpo=location.cpo,
                    evse_uid=session.evse,
                    location_id=location.location_id,
                    max_power_kw=of_class.max_power_kw,
                    tariff_id=of_class.tariff_id,
                    assumed=True,
                )
        return list(locations.values()), list(evses.values())

    def _location(self, session: Session) -> KnownLocation:
        if session.evse in self._listed:
            return _known(self._listed[session.evse][0])
        name = session.site or session.evse.partition("*")[0]
        cpo = self._network.cpos[0]
        return KnownLocation(
            location_id=shortened(f"{cpo.party_id}-{name}"),
            cpo=cpo.key,
            name=f"Site {name}",
            time_zone=self._network.time_zone,
            country_code=cpo.country_code,
        )

    def _tariff(self, session: Session) -> Tariff | None:
        if session.evse in self._listed:
            ids = self._listed[session.evse][1].connectors[0].tariff_ids
            return self._network.tariff(ids[0]) if ids else None
        of_class = self._network.class_named(session.charge_point_class)
        return None if of_class is None else self._network.tariff(of_class.tariff_id)

    def _currency(self, cpo: str) -> str:
        return next(one.currency for one in self._network.cpos if one.key == cpo)

    def _assumed(self, session: Session) -> tuple[Assumed, ...]:
        assumed = [Assumed.DEMAND_PARTNER, Assumed.TARIFF, Assumed.TOKEN, *self._assumed_zone]
        if session.charging_s is None:
            assumed.append(Assumed.CHARGING_TIME)
        if session.evse not in self._listed:
            assumed.append(Assumed.EVSE)
        return tuple(sorted(assumed))


def shortened(text: str) -> str:
    """A text in OCPI's 36 characters; two long ones stay two, by the hash at the end."""
    if len(text) <= _CI_STRING_MAX:
        return text
    return f"{text[:27]}~{sha256(text.encode()).hexdigest()[:8]}"


def _known(location: Location) -> KnownLocation:
    return KnownLocation(
        location_id=location.location_id,
        cpo=location.cpo,
        name=location.name,
        time_zone=location.time_zone,
        country_code=location.country_code,
    )
