"""A network file (TOML) -> the network that it describes.

Tariffs stay in files of their own, as OCPI JSON. Everything is checked before anything is built,
and each wrong field is one line of the error, with its line in the file.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field

from core.domain.bank_change import COOL_OFF_DAYS
from core.domain.demand_partner import DemandPartner
from core.domain.errors import NotFoundError, RoamingError, SourceError
from core.domain.fx_rate import FxRate
from core.domain.location import Connector, Evse, Location, PowerType
from core.domain.network import ChargePointClass, Network
from core.domain.party import Role
from core.domain.settlement_rules import EVERYBODY, SettlementRules
from core.domain.tariff import Tariff
from core.ocpi.tariff_codec import tariff_from_json
from core.ocpi.wire import parsed
from core.service.network_references import wrong_references
from core.service.party_toml import PartyToml
from core.service.resources import ResourceKind, read_text, resource_path
from core.service.settlement_toml import (
    CreditTomls,
    CutOffToml,
    EntityToml,
    HoldbackTomls,
    rules_of,
)
from core.service.toml_fields import (
    CountryCode,
    Currency,
    Name,
    PartyKey,
    TimeZone,
    WholeNumber,
    WireId,
)
from core.sessionfile.toml_text import (
    StrictModel,
    line_of,
    lines_of_keys,
    model_from_toml,
    name_of,
    wrong_fields,
)

PowerKw = Annotated[Decimal, Field(gt=0, le=10_000)]


class _HeadToml(StrictModel):
    name: Name
    time_zone: TimeZone
    tariffs: Annotated[tuple[str, ...], Field(min_length=1)]
    bank_cool_off_days: WholeNumber = COOL_OFF_DAYS


class _CpoToml(PartyToml):
    holdback: HoldbackTomls = ()


class _DemandPartnerToml(PartyToml):
    demand_weight: WholeNumber
    credit: CreditTomls = ()


class _ClassToml(StrictModel):
    name: Name
    standard: Name
    power_type: PowerType
    max_power_kw: PowerKw
    tariff_id: WireId


class _ConnectorToml(StrictModel):
    connector_id: WireId
    standard: Name
    power_type: PowerType
    max_power_kw: PowerKw
    tariff_ids: Annotated[tuple[WireId, ...], Field(min_length=1)]


class _EvseToml(StrictModel):
    evse_uid: WireId
    evse_id: str | None = None
    connector: Annotated[tuple[_ConnectorToml, ...], Field(min_length=1)]


class _LocationToml(StrictModel):
    location_id: WireId
    cpo: PartyKey
    name: Name
    country_code: CountryCode
    time_zone: TimeZone | None = None
    latitude_deg: Annotated[Decimal | None, Field(ge=-90, le=90)] = None
    longitude_deg: Annotated[Decimal | None, Field(ge=-180, le=180)] = None
    evse: Annotated[tuple[_EvseToml, ...], Field(min_length=1)]


class _FxRateToml(StrictModel):
    base: Currency
    quote: Currency
    rate: Annotated[Decimal, Field(gt=0)]
    day: date
    source: Name


class _NetworkToml(StrictModel):
    network: _HeadToml
    operator: _CpoToml
    cpo: Annotated[tuple[_CpoToml, ...], Field(min_length=1)]
    demand_partner: Annotated[tuple[_DemandPartnerToml, ...], Field(min_length=1)]
    partner: tuple[PartyToml, ...] = ()
    charge_point_class: tuple[_ClassToml, ...] = ()
    location: tuple[_LocationToml, ...] = ()
    fx_rate: tuple[_FxRateToml, ...] = ()
    settlement: tuple[CutOffToml, ...] = ()
    legal_entity: tuple[EntityToml, ...] = ()


def load_network(name: str) -> Network:
    """The network of a name (``resources/networks``) or of a path.

    A tariff is looked for in ``resources/tariffs``, then beside the network's own file.

    Raises:
        NotFoundError: There is no such network; the message lists those that exist.
        SourceError: The file or one of its tariffs is wrong: one line for each wrong field.
    """
    path = resource_path(ResourceKind.NETWORK, name)

    def tariff_text(tariff: str) -> str:
        beside = path.parent / tariff
        return read_text(beside if beside.is_file() else _tariff_path(tariff))

    return network_from_toml(read_text(path), str(path), tariff_text)


def _tariff_path(tariff: str) -> Path:
    return resource_path(ResourceKind.TARIFF, tariff)


def network_from_toml(text: str, source: str, tariff_text: Callable[[str], str]) -> Network:
    """The network that a TOML text describes.

    Args:
        text: The file.
        source: What it is called in messages.
        tariff_text: Gives the OCPI JSON of a tariff file by the name written in the network.

    Raises:
        SourceError: Wrong fields, or references that lead nowhere: one line for each.
    """
    wanted = model_from_toml(text, source, _NetworkToml)
    lines = lines_of_keys(text)
    tariffs = _tariffs(wanted, source, tariff_text, line_of(("network", "tariffs"), lines))
    network = _network(wanted, tariffs)
    if wrong := list(wrong_references(network)):
        found = [(line_of(at, lines) or 0, f"{name_of(at)}: {problem}") for at, problem in wrong]
        raise wrong_fields(source, sorted(found))
    return network


def _tariffs(
    wanted: _NetworkToml, source: str, tariff_text: Callable[[str], str], line: int | None
) -> tuple[Tariff, ...]:
    def read() -> Iterator[Tariff]:
        for name in wanted.network.tariffs:
            try:
                yield tariff_from_json(parsed(tariff_text(name), name))
            except (SourceError, NotFoundError) as error:
                raise SourceError(source, f"network.tariffs: {error}", line) from error
            except RoamingError as error:
                raise SourceError(source, f"network.tariffs: {name}: {error}", line) from error

    return tuple(read())


def _network(wanted: _NetworkToml, tariffs: tuple[Tariff, ...]) -> Network:
    parties = (wanted.operator, *wanted.cpo, *wanted.demand_partner, *wanted.partner)
    return Network(
        name=wanted.network.name,
        operator=wanted.operator.party(Role.HUB),
        cpos=tuple(one.party(Role.CPO) for one in wanted.cpo),
        demand_partners=tuple(
            DemandPartner(one.party(Role.EMSP), one.demand_weight) for one in wanted.demand_partner
        ),
        partners=tuple(one.party(Role.OTHER) for one in wanted.partner),
        tariffs=tariffs,
        locations=tuple(_location(one, wanted.network.time_zone) for one in wanted.location),
        classes=tuple(ChargePointClass(**one.model_dump()) for one in wanted.charge_point_class),
        fx_rates=tuple(FxRate(**one.model_dump()) for one in wanted.fx_rate),
        bank_accounts=tuple(account for one in parties for account in one.bank_accounts()),
        legal_entities=tuple(entity for one in parties for entity in one.legal_entities()),
        settlement=_rules(wanted),
        bank_cool_off_days=wanted.network.bank_cool_off_days,
        time_zone=wanted.network.time_zone,
    )


def _rules(wanted: _NetworkToml) -> SettlementRules:
    every_cpo = (EVERYBODY, wanted.operator.currency, wanted.operator.holdback)
    return rules_of(
        wanted.settlement,
        [(one.key, one.currency, one.credit) for one in wanted.demand_partner],
        [every_cpo, *((one.key, one.currency, one.holdback) for one in wanted.cpo)],
        wanted.legal_entity,
    )


def _location(wanted: _LocationToml, time_zone: str) -> Location:
    return Location(
        location_id=wanted.location_id,
        cpo=wanted.cpo,
        name=wanted.name,
        country_code=wanted.country_code,
        time_zone=wanted.time_zone or time_zone,
        latitude=wanted.latitude_deg,
        longitude=wanted.longitude_deg,
        evses=tuple(
            Evse(
                evse_uid=evse.evse_uid,
                evse_id=evse.evse_id,
                connectors=tuple(Connector(**one.model_dump()) for one in evse.connector),
            )
            for evse in wanted.evse
        ),
    )
