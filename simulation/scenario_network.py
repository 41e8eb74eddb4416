"""From a scenario to what the core knows: a network, and the agreements of its parties."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Final

from core.domain.agreement import Agreement, CardTerms, SettlementClock
from core.domain.demand_partner import DemandPartner
from core.domain.fx_rate import FxRate
from core.domain.interval import Interval
from core.domain.location import Connector, Evse, Location
from core.domain.network import Network
from core.domain.party import Party, Role
from core.domain.tariff import (
    PriceComponent,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
)
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.wire import parsed
from core.service.agreement_file import load_agreement
from core.service.resources import ResourceKind, read_text, resource_path
from simulation.hourly_prices import hourly_elements
from simulation.scenario import Scenario
from simulation.scenario_parts import BandPart, LocationPart, PartyPart, TariffPart
from simulation.scenario_terms import AgreementPart, NamedAgreementPart, Terms

CONNECTOR_ID: Final = "1"
"""Every EVSE of a scenario has one connector."""
_STATED: Final = (
    "commission_bp",
    "dp_share_bp",
    "wholesale_bp",
    "cpo_session_fee",
    "dp_session_fee",
)
"""Of terms by name, what a scenario may state otherwise than their file."""


def network_of(scenario: Scenario) -> Network:
    """Parties, hardware, prices and rates of the scenario."""
    return Network(
        name=scenario.name,
        operator=_party(scenario.operator, Role.HUB),
        cpos=tuple(_party(part, Role.CPO) for part in scenario.cpo),
        demand_partners=tuple(
            DemandPartner(_party(part, Role.EMSP), part.demand_weight)
            for part in scenario.demand_partner
        ),
        tariffs=tariffs_of(scenario),
        locations=tuple(_location(part, scenario) for part in scenario.location),
        fx_rates=tuple(FxRate(**part.model_dump()) for part in scenario.fx_rate),
        time_zone=scenario.time_zone,
    )


def tariffs_of(scenario: Scenario) -> tuple[Tariff, ...]:
    """The tariffs of the scenario, those of files too.

    Raises:
        NotFoundError: No file of that name.
        WireError: A file is wrong.
    """
    return (
        *(tariff_of_part(part, scenario) for part in scenario.tariff),
        *(tariff_of_file(name) for name in scenario.tariff_file),
        *(tariff_of_file(name) for name in scenario.imputed_tariff_file),
    )


def evse_uid_of(location_id: str, index: int) -> str:
    """Id of an EVSE of a location; ``index`` counts from 0."""
    return f"{location_id}-{index + 1}"


def _party(part: PartyPart, role: Role) -> Party:
    return Party(
        country_code=part.country_code,
        party_id=part.party_id,
        name=part.name,
        role=role,
        currency=part.currency,
        vat=part.vat.facts(),
    )


def _location(part: LocationPart, scenario: Scenario) -> Location:
    kind = next(one for one in scenario.charge_point_class if one.name == part.charge_point_class)
    connector = Connector(
        connector_id=CONNECTOR_ID,
        standard=kind.connector_standard,
        power_type=kind.power_type,
        max_power_kw=kind.max_power_kw,
        tariff_ids=(part.tariff_id,),
    )
    country, cpo = part.cpo.split("*")
    # ISO 15118 knows letters and digits alone, and 31 of them with the number.
    outlet = "".join(one for one in part.location_id.upper() if one.isalnum())[:24]
    return Location(
        location_id=part.location_id,
        cpo=part.cpo,
        name=part.name,
        country_code=part.country_code,
        time_zone=part.time_zone or scenario.time_zone,
        latitude=part.latitude_deg,
        longitude=part.longitude_deg,
        evses=tuple(
            Evse(
                evse_uid=evse_uid_of(part.location_id, index),
                evse_id=f"{country}*{cpo}*E{outlet}*{index + 1}",
                connectors=(connector,),
            )
            for index in range(part.evse_count)
        ),
    )


def tariff_of_part(part: TariffPart, scenario: Scenario) -> Tariff:
    """The tariff that a table of the scenario stands for."""
    always = [
        (TariffDimension.ENERGY, part.energy_price_per_kwh),
        (TariffDimension.TIME, part.charging_price_per_h),
        (TariffDimension.FLAT, part.session_price),
    ]
    parking = (TariffDimension.PARKING_TIME, part.parking_price_per_h)
    if not part.parking_price_from_min:
        always.append(parking)
    elements = [_band(band, part.vat_pct) for band in part.band]
    elements += hourly_elements(
        part.energy_price_by_hour, part.vat_pct, scenario.start.date(), scenario.days
    )
    elements.append(_element(always, part.vat_pct, TariffRestrictions()))
    if part.parking_price_from_min:
        late = TariffRestrictions(min_duration_s=part.parking_price_from_min * 60)
        elements.append(_element([parking], part.vat_pct, late))
    return Tariff(
        tariff_id=part.tariff_id,
        cpo=part.cpo,
        currency=part.currency,
        elements=tuple(element for element in elements if element.price_components),
        last_updated=scenario.start,
        description=part.description,
    )


def _band(band: BandPart, vat_pct: Decimal) -> TariffElement:
    """Prices of a time of day; they come first, so they hold before the others."""
    prices = [
        (TariffDimension.ENERGY, band.energy_price_per_kwh),
        (TariffDimension.TIME, band.charging_price_per_h),
        (TariffDimension.PARKING_TIME, band.parking_price_per_h),
    ]
    when = TariffRestrictions(
        start_time=time.fromisoformat(band.start),
        end_time=time.fromisoformat(band.end),
        day_of_week=band.day_of_week,
    )
    components = tuple(
        PriceComponent(type=dimension, price=price, vat_pct=vat_pct, step_size=1)
        for dimension, price in prices
        if price is not None
    )
    return TariffElement(components, when)


def _element(
    prices: list[tuple[TariffDimension, Decimal]], vat_pct: Decimal, when: TariffRestrictions
) -> TariffElement:
    components = tuple(
        PriceComponent(type=dimension, price=price, vat_pct=vat_pct, step_size=1)
        for dimension, price in prices
        if price
    )
    return TariffElement(components, when)


def tariff_of_file(name: str) -> Tariff:
    """The tariff of that name, or of the file at that path.

    Raises:
        NotFoundError: There is none.
        SourceError: Its file is no JSON.
        WireError: OCPI does not allow it.
    """
    text = read_text(resource_path(ResourceKind.TARIFF, name))
    return tariff_from_json(parsed(text, name))


def agreements_of(parts: Sequence[Terms], scenario: Scenario) -> tuple[Agreement, ...]:
    """The agreements that those parts of the scenario stand for.

    Raises:
        NotFoundError: No file of that name.
        SourceError: A file is wrong.
    """
    return tuple(
        _written(part, scenario) if isinstance(part, AgreementPart) else _named(part, scenario)
        for part in parts
    )


def _named(part: NamedAgreementPart, scenario: Scenario) -> Agreement:
    terms = load_agreement(part.file, part.currency, scenario.operator.country_code)
    stated = {name: getattr(part, name) for name in _STATED if getattr(part, name) is not None}
    delay_h = terms.clock.delay_h if part.clock_delay_h is None else part.clock_delay_h
    return replace(
        terms,
        agreement_id=part.agreement_id or f"{terms.agreement_id}-{part.currency.lower()}",
        cpo=part.cpo,
        demand_partner=part.demand_partner,
        card=replace(terms.card, bearer=part.card_bearer or terms.card.bearer),
        clock=replace(terms.clock, delay_h=delay_h),
        **stated,
    )


def _written(part: AgreementPart, scenario: Scenario) -> Agreement:
    return Agreement(
        agreement_id=part.agreement_id,
        preset=part.preset,
        cpo=part.cpo,
        demand_partner=part.demand_partner,
        effective=Interval(scenario.start),
        commission_model=part.commission_model,
        commission_bp=part.commission_bp,
        dp_share_bp=part.dp_share_bp,
        wholesale_bp=part.wholesale_bp,
        cpo_session_fee=part.cpo_session_fee,
        dp_session_fee=part.dp_session_fee,
        service_vat_pct=part.service_vat_pct,
        card=CardTerms(part.card_fixed_fee, part.card_rate_bp, part.card_bearer),
        clock=SettlementClock(part.clock_origin, part.clock_delay_h),
        payout_currency=part.payout_currency,
        fx_margin_bp=part.fx_margin_bp,
        tolerance_minor=part.tolerance_minor,
    )
