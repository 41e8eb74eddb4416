"""What in a network leads nowhere: each finding with the path of the field in its file."""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date

from core.domain.location import Location
from core.domain.network import Network
from core.domain.tariff import Tariff
from core.service.settlement_toml import wrong_rules

Finding = tuple[tuple[str | int, ...], str]
"""Path in the file, and what is wrong there."""


def wrong_references(network: Network) -> Iterator[Finding]:
    """Everything in a network that names something it does not have, or that is there twice."""
    yield from _parties(network)
    yield from _tariffs(network)
    yield from _classes(network)
    yield from _locations(network)
    yield from _rates(network)
    yield from _bank_accounts(network)
    yield from _legal_entities(network)
    parties = [network.operator.key, *(one.key for one in network.cpos)]
    parties += [one.key for one in network.demand_partners]
    parties += [one.key for one in network.partners]
    yield from wrong_rules(network.settlement, parties)


def _parties(network: Network) -> Iterator[Finding]:
    yield from _twice("cpo", "party_id", [cpo.key for cpo in network.cpos])
    partners = network.demand_partners
    yield from _twice("demand_partner", "party_id", [partner.key for partner in partners])
    if not any(partner.demand_weight for partner in partners):
        yield ("demand_partner", 0, "demand_weight"), "wanted at least one above 0"
    traders = {party.key for party in network.cpos} | {p.key for p in partners}
    if network.operator.key in traders:
        yield ("operator", "party_id"), f"{network.operator.key} is also another party"
    yield from _twice("partner", "party_id", [one.key for one in network.partners])
    for index, one in enumerate(network.partners):
        if one.key in traders | {network.operator.key}:
            yield ("partner", index, "party_id"), f"{one.key} is also another party"


def _tariffs(network: Network) -> Iterator[Finding]:
    at = ("network", "tariffs")
    currencies = {cpo.key: cpo.currency for cpo in network.cpos}
    seen: set[str] = set()
    for tariff in network.tariffs:
        if tariff.tariff_id in seen:
            yield at, f"tariff {tariff.tariff_id} is there twice"
        seen.add(tariff.tariff_id)
        currency = currencies.get(tariff.cpo)
        if currency is None:
            yield at, f"tariff {tariff.tariff_id}: no CPO {tariff.cpo} in this network"
        elif currency != tariff.currency:
            wanted = f"wanted {currency}, the currency of {tariff.cpo}"
            yield at, f"tariff {tariff.tariff_id}: {wanted}, found {tariff.currency}"


def _classes(network: Network) -> Iterator[Finding]:
    table = "charge_point_class"
    yield from _twice(table, "name", [one.name for one in network.classes])
    known = [tariff.tariff_id for tariff in network.tariffs]
    for index, one in enumerate(network.classes):
        if one.tariff_id not in known:
            yield (table, index, "tariff_id"), _unknown("tariff", one.tariff_id, known)


def _locations(network: Network) -> Iterator[Finding]:
    ids = [(one.cpo, one.location_id) for one in network.locations]
    yield from _twice("location", "location_id", ids)
    tariffs = {tariff.tariff_id: tariff for tariff in network.tariffs}
    cpos = [cpo.key for cpo in network.cpos]
    seen: set[tuple[str, str]] = set()
    for index, location in enumerate(network.locations):
        at = ("location", index)
        if location.cpo not in cpos:
            yield (*at, "cpo"), _unknown("CPO", location.cpo, cpos)
        for number, evse in enumerate(location.evses):
            if (location.cpo, evse.evse_uid) in seen:
                yield (*at, "evse", number, "evse_uid"), f"{evse.evse_uid} is there twice"
            seen.add((location.cpo, evse.evse_uid))
        yield from _connector_tariffs(index, location, tariffs)


def _connector_tariffs(
    index: int, location: Location, tariffs: dict[str, Tariff]
) -> Iterator[Finding]:
    for number, evse in enumerate(location.evses):
        for order, connector in enumerate(evse.connectors):
            at = ("location", index, "evse", number, "connector", order, "tariff_ids")
            for tariff_id in connector.tariff_ids:
                if tariff_id not in tariffs:
                    yield at, _unknown("tariff", tariff_id, tariffs)
                elif tariffs[tariff_id].cpo != location.cpo:
                    yield at, f"tariff {tariff_id} is not one of {location.cpo}"


def _rates(network: Network) -> Iterator[Finding]:
    yield from _twice("fx_rate", "base", [rate.rate_id for rate in network.fx_rates])
    pairs = {frozenset((rate.base, rate.quote)) for rate in network.fx_rates}
    for index, rate in enumerate(network.fx_rates):
        if rate.base == rate.quote:
            yield ("fx_rate", index, "quote"), f"wanted another currency than {rate.base}"
    for currency in sorted({cpo.currency for cpo in network.cpos}):
        for index, partner in enumerate(network.demand_partners):
            pair = frozenset((currency, partner.party.currency))
            if len(pair) == 2 and pair not in pairs:
                wanted = f"wanted an fx_rate between {partner.party.currency} and {currency}"
                yield ("demand_partner", index, "currency"), f"{wanted}, found none"


def _bank_accounts(network: Network) -> Iterator[Finding]:
    seen: set[tuple[str, str | None, date]] = set()
    for one in network.bank_accounts:
        key = (one.party, one.currency, one.valid_from)
        if key in seen:
            since = f"from {one.valid_from} on"
            yield _place_of(network, one.party), f"{one.party} has two accounts {since}"
        seen.add(key)


def _legal_entities(network: Network) -> Iterator[Finding]:
    seen: set[tuple[str, date]] = set()
    for one in network.legal_entities:
        if (one.party, one.valid_from) in seen:
            problem = f"{one.party} has two legal tables from {one.valid_from} on"
            yield _place_of(network, one.party, "legal"), problem
        seen.add((one.party, one.valid_from))


def _place_of(network: Network, party: str, field: str = "bank_account") -> tuple[str | int, ...]:
    tables = {
        "cpo": [cpo.key for cpo in network.cpos],
        "demand_partner": [partner.key for partner in network.demand_partners],
        "partner": [partner.key for partner in network.partners],
    }
    for table, keys in tables.items():
        if party in keys:
            return (table, keys.index(party), field)
    return ("operator", field)


def _twice(table: str, field: str, ids: Iterable[Hashable]) -> Iterator[Finding]:
    seen: set[Hashable] = set()
    for index, one in enumerate(ids):
        if one in seen:
            name = "*".join(map(str, one)) if isinstance(one, tuple) else one
            yield (table, index, field), f"{name} is there twice"
        seen.add(one)


def _unknown(kind: str, found: str, known: Iterable[str]) -> str:
    return f"no {kind} {found!r} in this network; known: {', '.join(known) or 'none'}"
