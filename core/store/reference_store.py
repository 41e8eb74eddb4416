"""Parties, prices, hardware, terms and rates: what must be known before a session is priced."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, select

from core.domain.agreement import Agreement
from core.domain.agreement_scope import ranked
from core.domain.errors import ConflictError
from core.domain.location import Location
from core.domain.network import Network
from core.domain.party import Party, Role
from core.domain.tariff import Tariff
from core.domain.vat import VatFacts
from core.store.bank_account_store import put_bank_accounts
from core.store.bulk import Row, put_new
from core.store.legal_entity_store import put_legal_entities
from core.store.rows import agreement_body, sha_of, tariff_body, vat_facts_body
from core.store.schema import agreement, evse, fx_rate, location, party, tariff
from core.store.settlement_store import put_settlement_rules

LISTED, ASSUMED = "listed", "assumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEvse:
    """An EVSE that the network knows; its uid is its CPO's own."""

    cpo: str
    evse_uid: str
    location_id: str
    max_power_kw: Decimal
    tariff_id: str
    assumed: bool
    """A source named it and nobody listed it; it is taken to exist, of its class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLocation:
    """A location as screens need it."""

    location_id: str
    cpo: str
    name: str
    time_zone: str
    country_code: str
    latitude: Decimal | None = None
    """Degrees, north above 0; None where nobody said."""
    longitude: Decimal | None = None
    """Degrees, east above 0."""


def put_network(connection: Connection, network: Network) -> None:
    """Keep everything that a network names; what is known already stays.

    Raises:
        ConflictError: Something is known under the same id with other content.
    """
    put_parties(connection, network)
    put_tariffs(connection, network.tariffs)
    put_locations(connection, network.locations)
    put_bank_accounts(connection, network.bank_accounts)
    put_settlement_rules(connection, network.settlement)
    put_legal_entities(connection, network.legal_entities)
    put_new(
        connection,
        fx_rate,
        [
            (r.rate_id, r.base, r.quote, str(r.rate), r.day.isoformat(), r.source)
            for r in network.fx_rates
        ],
    )


def put_parties(connection: Connection, network: Network) -> None:
    """Keep the operator, the CPOs, the Demand Partners and third parties.

    Raises:
        ConflictError: The books are those of another operator: VAT of services follows from
            where the operator is, so books have one.
    """
    hubs = [one.key for one in all_parties(connection).values() if one.role is Role.HUB]
    if hubs and hubs != [network.operator.key]:
        raise ConflictError(
            f"network {network.name}: these books are of the operator {hubs[0]}, "
            f"found {network.operator.key}; use other books (--db)"
        )
    rows: list[Row] = [
        (one.key, one.role.value, one.name, one.currency, None, _vat(one))
        for one in (network.operator, *network.cpos, *network.partners)
    ]
    rows += [
        (
            one.key,
            one.party.role.value,
            one.party.name,
            one.party.currency,
            one.demand_weight,
            _vat(one.party),
        )
        for one in network.demand_partners
    ]
    put_new(connection, party, rows)


def put_operator(connection: Connection, one: Party) -> None:
    """Keep the operator of books that have none."""
    row: Row = (one.key, one.role.value, one.name, one.currency, None, _vat(one))
    put_new(connection, party, [row])


def _vat(one: Party) -> str | None:
    """What is unusual about a party's VAT; None where nothing is."""
    if one.vat == VatFacts():
        return None
    return vat_facts_body.dump_json(one.vat, exclude_defaults=True).decode()


def put_tariffs(connection: Connection, tariffs: Iterable[Tariff]) -> None:
    """Keep tariffs, each version once."""
    rows: list[Row] = []
    for one in tariffs:
        body = tariff_body.dump_json(one, exclude_defaults=True).decode()
        rows.append((one.cpo, one.tariff_id, one.version, one.currency, body, sha_of(body)))
    put_new(connection, tariff, rows, key_columns=3)


def put_locations(connection: Connection, locations: Iterable[Location]) -> None:
    """Keep locations and their EVSEs, as listed by the network."""
    sites: list[Row] = []
    evses: list[Row] = []
    for one in locations:
        sites.append(_site(one))
        for at in one.evses:
            tariff_id = next(iter(at.connectors[0].tariff_ids), "")
            power = str(at.max_power_kw)
            evses.append((one.cpo, at.evse_uid, one.location_id, power, tariff_id, LISTED))
    put_new(connection, location, sites, key_columns=2, told_columns=5)
    put_new(connection, evse, evses, key_columns=2)


def put_seen(
    connection: Connection, sites: Iterable[KnownLocation], evses: Iterable[KnownEvse]
) -> None:
    """Keep hardware that a source named and nobody listed."""
    put_new(connection, location, [_site(one) for one in sites], key_columns=2, told_columns=5)
    put_new(
        connection,
        evse,
        [
            (e.cpo, e.evse_uid, e.location_id, str(e.max_power_kw), e.tariff_id, ASSUMED)
            for e in evses
        ],
        key_columns=2,
    )


def _site(one: Location | KnownLocation) -> Row:
    at = (None if degrees is None else f"{degrees:f}" for degrees in (one.latitude, one.longitude))
    return (one.cpo, one.location_id, one.name, one.time_zone, one.country_code, *at)


def put_agreements(connection: Connection, agreements: Iterable[Agreement]) -> None:
    """Keep agreements, each version once."""
    rows: list[Row] = []
    for one in agreements:
        body = agreement_body.dump_json(one, exclude_defaults=True).decode()
        rows.append((one.version, one.agreement_id, body, sha_of(body)))
    put_new(connection, agreement, rows)


def all_parties(connection: Connection) -> dict[str, Party]:
    """Every party by its key."""
    return {
        row.party: Party(
            country_code=row.party[:2],
            party_id=row.party[3:],
            name=row.name,
            role=Role(row.role),
            currency=row.currency,
            vat=VatFacts() if row.vat is None else vat_facts_body.validate_json(row.vat),
        )
        for row in connection.execute(select(party))
    }


def operator(connection: Connection) -> Party | None:
    """The operator of the books; None while there is none."""
    hubs = (one for one in all_parties(connection).values() if one.role is Role.HUB)
    return next(hubs, None)


def partner_keys(connection: Connection) -> frozenset[str]:
    """Keys of the Demand Partners."""
    parties = all_parties(connection).values()
    return frozenset(one.key for one in parties if one.role is Role.EMSP)


def all_tariffs(connection: Connection) -> tuple[Tariff, ...]:
    """Every version of every tariff, oldest first."""
    found = (tariff_body.validate_json(row.body) for row in connection.execute(select(tariff)))
    return tuple(sorted(found, key=lambda one: (one.cpo, one.tariff_id, one.last_updated)))


def all_agreements(connection: Connection) -> tuple[Agreement, ...]:
    """Every version of every agreement, narrowest scope first, then the latest."""
    found = [
        agreement_body.validate_json(row.body) for row in connection.execute(select(agreement))
    ]
    return ranked(found)


def all_evses(connection: Connection) -> dict[tuple[str, str], KnownEvse]:
    """Every EVSE by its CPO and uid."""
    return {
        (row.cpo, row.evse_uid): KnownEvse(
            cpo=row.cpo,
            evse_uid=row.evse_uid,
            location_id=row.location_id,
            max_power_kw=Decimal(row.max_power_kw),
            tariff_id=row.tariff_id,
            assumed=row.origin == ASSUMED,
        )
        for row in connection.execute(select(evse))
    }


def all_locations(connection: Connection) -> dict[tuple[str, str], KnownLocation]:
    """Every location by its CPO and id."""
    return {
        (row.cpo, row.location_id): KnownLocation(
            location_id=row.location_id,
            cpo=row.cpo,
            name=row.name,
            time_zone=row.time_zone,
            country_code=row.country_code,
            latitude=_decimal(row.latitude),
            longitude=_decimal(row.longitude),
        )
        for row in connection.execute(select(location))
    }


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
