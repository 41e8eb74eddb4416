"""A finished visit as the CPO's records: the session that ran, and the CDR made of it.

Energy, power, time and periods agree: energy is mean power times charging time, cut down to the
four decimals of kWh that OCPI writes, so that no record shows more than its connector can give.
The CDR states no total: the network prices it, by the tariff it names.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final, Self

from core.domain.cdr import AuthMethod, Cdr
from core.domain.driver_token import DriverToken, TokenType
from core.domain.location import Location
from core.domain.network import Network
from core.domain.session import Session, SessionStatus
from core.domain.tariff import Tariff
from core.pricing.periods import charging_periods
from simulation.observations import Outcome
from simulation.scenario import Scenario
from simulation.scenario_network import network_of
from simulation.scenario_parts import DemandPartnerPart
from simulation.visit_plan import VisitPlan

WATT_SECONDS_PER_STEP: Final = 360
"""Energy of 0.0001 kWh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit that was served, as plain values."""

    number: int
    site: int
    evse: int
    plugged_s: int
    charging_s: int
    idle_s: int
    power_w: int
    demand_partner: int
    driver: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrar:
    """What every record of a run has in common."""

    scenario: Scenario
    seed: int
    locations: tuple[Location, ...]
    tariffs: tuple[Tariff, ...]
    """The tariff of each location, same order."""

    @classmethod
    def of(cls, scenario: Scenario, seed: int, network: Network | None = None) -> Self:
        """The registrar of a run; ``network`` is the scenario's own unless given."""
        known = network or network_of(scenario)
        tariffs = tuple(known.tariff(part.tariff_id) for part in scenario.location)
        return cls(scenario=scenario, seed=seed, locations=known.locations, tariffs=tariffs)


def visit_at(plan: VisitPlan, index: int, evse: int, plugged_s: int) -> Visit:
    """The visit of that row of the plan, once it is known where and when it plugged in."""
    assert plan.fate[index] == Outcome.SERVED
    return Visit(
        number=int(plan.number[index]),
        site=int(plan.site[index]),
        evse=evse,
        plugged_s=plugged_s,
        charging_s=int(plan.charging_s[index]),
        idle_s=int(plan.idle_s[index]),
        power_w=int(plan.power_w[index]),
        demand_partner=int(plan.demand_partner[index]),
        driver=int(plan.driver[index]),
    )


def energy_kwh_of(power_w: int, charging_s: int) -> Decimal:
    """Energy at that mean power, down to four decimals."""
    return Decimal(power_w * charging_s // WATT_SECONDS_PER_STEP).scaleb(-4)


def token_of(partner: DemandPartnerPart, driver: int) -> DriverToken:
    """The token of a driver; app or card is fixed for the driver."""
    contract_id = f"{partner.country_code}{partner.party_id}C{driver + 1:08d}"
    in_app = driver % 1000 < round(partner.app_share * 1000)
    return DriverToken(
        demand_partner=partner.key,
        uid=f"app-{contract_id}" if in_app else f"04{driver + 1:012X}",
        type=TokenType.APP_USER if in_app else TokenType.RFID,
        contract_id=contract_id,
    )


def session_of(visit: Visit, registrar: Registrar) -> Session:
    """The session of a visit, while it runs."""
    location = registrar.locations[visit.site]
    start = registrar.scenario.start + timedelta(seconds=visit.plugged_s)
    partner = registrar.scenario.demand_partner[visit.demand_partner]
    return Session(
        session_id=f"{registrar.scenario.name}-{registrar.seed}-{visit.number}",
        status=SessionStatus.ACTIVE,
        evse=location.evses[visit.evse].evse_uid,
        charge_point_class=registrar.scenario.location[visit.site].charge_point_class,
        site=location.name,
        start=start,
        end=start + timedelta(seconds=visit.charging_s + visit.idle_s),
        energy_kwh=energy_kwh_of(visit.power_w, visit.charging_s),
        charging_s=visit.charging_s,
        driver=token_of(partner, visit.driver).contract_id,
    )


def cdr_of(visit: Visit, registrar: Registrar) -> Cdr:
    """The CDR of a visit: its session completed."""
    session = session_of(visit, registrar).with_status(SessionStatus.COMPLETED)
    location, tariff = registrar.locations[visit.site], registrar.tariffs[visit.site]
    evse = location.evses[visit.evse]
    partner = registrar.scenario.demand_partner[visit.demand_partner]
    return Cdr(
        cdr_id=session.session_id,
        cpo=location.cpo,
        token=token_of(partner, visit.driver),
        auth_method=AuthMethod.AUTH_REQUEST,
        authorization_reference=f"auth-{registrar.seed}-{visit.number}",
        location_id=location.location_id,
        evse_uid=evse.evse_uid,
        connector_id=evse.connectors[0].connector_id,
        start=session.start,
        end=session.end,
        currency=tariff.currency,
        energy_kwh=session.energy_kwh,
        charging_periods=charging_periods(
            session.start, visit.charging_s, visit.idle_s, session.energy_kwh, tariff
        ),
        tariff_id=tariff.tariff_id,
        session_id=session.session_id,
        country_code=location.country_code,
        source="simulation",
    )
