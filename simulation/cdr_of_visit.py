"""A finished visit as the CPO's records: the session that ran, and the CDR made of it.

Energy, power, time and periods agree: energy is in whole Wh and the charging time is rounded up, so
that no record shows more than its connector can give.
The CDR states no total: the network prices it, by the tariff it names.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, Self

from core.domain.cdr import AuthMethod, Cdr
from core.domain.driver_token import DriverToken, TokenType
from core.domain.environment import SIMULATED
from core.domain.location import Location
from core.domain.session import Session, SessionStatus
from core.domain.tariff import Tariff
from core.pricing.periods import charging_periods
from core.pricing.time_zones import zone_named
from simulation.engines.engine_stays import Charging
from simulation.scenario import Scenario
from simulation.scenario_network import CONNECTOR_ID, network_of
from simulation.scenario_parts import DemandPartnerPart
from simulation.visit_plan import VisitPlan

# Members of an enumeration are looked up slowly by Python 3.11, and this is done for each visit.
_COMPLETED: Final = SessionStatus.COMPLETED
_AUTH_REQUEST: Final = AuthMethod.AUTH_REQUEST
_APP_USER: Final = TokenType.APP_USER
_RFID: Final = TokenType.RFID


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit that was served, as plain values."""

    number: int
    site: int
    evse: int
    plugged_s: int
    """When charging began; attempts before that are not in the session."""
    charging_s: int
    idle_s: int
    energy_wh: int
    demand_partner: int
    driver: int


class VisitRows:
    """The rows of a plan as plain numbers, which are quicker to take one by one."""

    def __init__(self, plan: VisitPlan) -> None:
        columns = (plan.number, plan.demand_partner, plan.driver)
        self._rows = list(zip(*(column.tolist() for column in columns), strict=True))

    def visit(self, index: int, charging: Charging) -> Visit:
        """The visit of that row, with what was charged."""
        number, demand_partner, driver = self._rows[index]
        return Visit(
            number=number,
            site=charging.site,
            evse=charging.evse,
            plugged_s=charging.began_s,
            charging_s=charging.charged_s,
            idle_s=charging.left_s - charging.began_s - charging.charged_s,
            energy_wh=charging.energy_wh,
            demand_partner=demand_partner,
            driver=driver,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrar:
    """What every record of a run has in common."""

    scenario: Scenario
    seed: int
    locations: tuple[Location, ...]
    tariffs: tuple[Tariff, ...]
    """The tariff of each location, same order."""

    @classmethod
    def of(cls, scenario: Scenario, seed: int) -> Self:
        """The registrar of a run."""
        network = network_of(scenario)
        tariffs = tuple(network.tariff(part.tariff_id) for part in scenario.location)
        return cls(scenario=scenario, seed=seed, locations=network.locations, tariffs=tariffs)


def energy_kwh_of(energy_wh: int) -> Decimal:
    """Energy as records state it: three decimals."""
    return Decimal(energy_wh).scaleb(-3)


@lru_cache(maxsize=100_000)
def token_of(partner: DemandPartnerPart, driver: int) -> DriverToken:
    """The token of a driver; app or card is fixed for the driver."""
    contract_id = f"{partner.country_code}{partner.party_id}C{driver + 1:08d}"
    in_app = driver % 1000 < round(partner.app_share * 1000)
    return DriverToken(
        demand_partner=partner.key,
        uid=f"app-{contract_id}" if in_app else f"04{driver + 1:012X}",
        type=_APP_USER if in_app else _RFID,
        contract_id=contract_id,
    )


def session_of(visit: Visit, registrar: Registrar) -> Session:
    """The session of a visit, when it is over."""
    location = registrar.locations[visit.site]
    part = registrar.scenario.location[visit.site]
    start = registrar.scenario.start + timedelta(seconds=visit.plugged_s)
    partner = registrar.scenario.demand_partner[visit.demand_partner]
    return Session(
        session_id=f"{registrar.scenario.name}-{registrar.seed}-{visit.number}",
        status=_COMPLETED,
        evse=location.evses[visit.evse].evse_uid,
        charge_point_class=part.charge_point_class,
        site=location.name,
        start=start,
        end=start + timedelta(seconds=visit.charging_s + visit.idle_s),
        energy_kwh=energy_kwh_of(visit.energy_wh),
        charging_s=visit.charging_s,
        driver=token_of(partner, visit.driver).contract_id,
    )


def cdr_of(visit: Visit, registrar: Registrar) -> Cdr:
    """The CDR that the CPO makes of the session of a visit."""
    session = session_of(visit, registrar)
    location, tariff = registrar.locations[visit.site], registrar.tariffs[visit.site]
    partner = registrar.scenario.demand_partner[visit.demand_partner]
    return Cdr(
        cdr_id=session.session_id,
        cpo=location.cpo,
        token=token_of(partner, visit.driver),
        auth_method=_AUTH_REQUEST,
        authorization_reference=f"auth-{registrar.seed}-{visit.number}",
        location_id=location.location_id,
        evse_uid=session.evse,
        connector_id=CONNECTOR_ID,
        start=session.start,
        end=session.end,
        currency=tariff.currency,
        energy_kwh=session.energy_kwh,
        charging_periods=charging_periods(
            session.start,
            visit.charging_s,
            visit.idle_s,
            session.energy_kwh,
            tariff,
            zone_named(location.time_zone),
        ),
        tariff_id=tariff.tariff_id,
        session_id=session.session_id,
        country_code=location.country_code,
        source=SIMULATED,
    )
