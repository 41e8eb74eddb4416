"""What the books know before a CDR arrives: hardware, prices, terms, rates and parties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from core.domain.agreement import Agreement
from core.domain.agreement_scope import in_force
from core.domain.banking_days import EVERY_DAY, BankingDays
from core.domain.cdr import Cdr
from core.domain.fx_rate import FxRate
from core.domain.fx_rates import FxRates
from core.domain.party import Party, Role
from core.domain.tariff import Tariff
from core.domain.waterfall import Circumstances
from core.ledger.session_vat import SessionVat
from core.service.cut_off_times import calendar_in
from core.service.runtime import Runtime
from core.store.database import OpenTransaction
from core.store.rate_store import all_rates
from core.store.reference_store import (
    KnownEvse,
    KnownLocation,
    all_agreements,
    all_evses,
    all_locations,
    all_parties,
    all_tariffs,
    operator,
)
from core.store.site_store import evse_changes, location_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A picture of all reference data; read once, used for many CDRs."""

    parties: Mapping[str, Party]
    evses: Mapping[tuple[str, str], KnownEvse]
    """By CPO and uid."""
    locations: Mapping[tuple[str, str], KnownLocation]
    """By CPO and id."""
    tariffs: Mapping[tuple[str, str], tuple[Tariff, ...]]
    """Versions by CPO and id, oldest first."""
    agreements: tuple[Agreement, ...]
    """Narrowest scope first, then the latest."""
    rates: FxRates
    network: Party | None
    """The operator; None while the books know nobody."""
    days: BankingDays = EVERY_DAY
    """By which banking hours count."""
    former_evses: Mapping[tuple[str, str], tuple[tuple[datetime, KnownEvse], ...]] = field(
        default_factory=dict
    )
    """Of EVSEs that changed: what held from when on, the oldest first."""
    former_locations: Mapping[tuple[str, str], tuple[tuple[datetime, KnownLocation], ...]] = field(
        default_factory=dict
    )
    """Of locations that changed: the same."""
    vat_made: dict[tuple[str, str, str, str, int], SessionVat] = field(default_factory=dict)
    """What was decided before, by parties, country, terms and era of the VAT table."""

    def trades(self, party: str) -> bool:
        """Whether a party is known, and no third party, which has no sessions."""
        found = self.parties.get(party)
        return found is not None and found.role is not Role.OTHER

    def tariff_for(self, cdr: Cdr) -> Tariff | None:
        """The tariff that the CDR names, else its connector's, as valid when it began.

        Where the CDR is older than every version we have, the oldest one is the best known.
        """
        evse = self.evse_of(cdr)
        return self._version_for(cdr.tariff_id or (evse.tariff_id if evse else ""), cdr)

    def evse_of(self, cdr: Cdr) -> KnownEvse | None:
        """Its EVSE, as it was when the session ended."""
        key = (cdr.cpo, cdr.evse_uid)
        return _held_at(self.former_evses.get(key, ()), cdr.end) or self.evses.get(key)

    def other_tariffs(self, cdr: Cdr, tariff: Tariff) -> tuple[Tariff, ...]:
        """Those that single periods of the CDR name, in its currency, as valid when it began."""
        named = {period.tariff_id for period in cdr.charging_periods} - {None, tariff.tariff_id}
        found = (self._version_for(name, cdr) for name in sorted(filter(None, named)))
        return tuple(one for one in found if one is not None and one.currency == cdr.currency)

    def tariff_version(self, cpo: str, tariff_id: str, version: str) -> Tariff | None:
        """One version of a CPO's tariff."""
        versions = self.tariffs.get((cpo, tariff_id), ())
        return next((one for one in versions if one.version == version), None)

    def agreement_version(self, version: str) -> Agreement | None:
        """One version of an agreement."""
        return next((one for one in self.agreements if one.version == version), None)

    def rate_named(self, rate_id: str) -> FxRate | None:
        """The rate of that id."""
        return self.rates.named(rate_id)

    def time_zone_of(self, cdr: Cdr) -> str | None:
        """The time zone of its location when the session ended, if the location is known."""
        key = (cdr.cpo, cdr.location_id)
        location = _held_at(self.former_locations.get(key, ()), cdr.end) or self.locations.get(key)
        return None if location is None else location.time_zone

    def circumstances_of(self, cdr: Cdr) -> Circumstances:
        """What conditions of terms ask of a session; in UTC where nobody knows its time zone."""
        zone = self.time_zone_of(cdr)
        evse = self.evse_of(cdr)
        return Circumstances(
            local_start=cdr.start.astimezone(UTC if zone is None else ZoneInfo(zone)),
            power_kw=None if evse is None else evse.max_power_kw,
        )

    def _version_for(self, wanted: str, cdr: Cdr) -> Tariff | None:
        versions = self.tariffs.get((cdr.cpo, wanted), ())
        told = [one for one in versions if one.last_updated <= cdr.start]
        candidates = [one for one in told if one.is_valid_at(cdr.start)] or told or versions[:1]
        return candidates[-1] if candidates else None

    def agreement_for(self, cdr: Cdr) -> Agreement | None:
        """The most specific terms in force when the session began.

        Raises:
            RuleError: Two are as specific and began at once.
        """
        parties = (cdr.cpo, cdr.demand_partner)
        return in_force(self.agreements, *parties, cdr.country_code, cdr.start)

    def rate_for(self, base: str, quote: str, instant: datetime) -> FxRate | None:
        """The last rate between two currencies that was known on that day."""
        return self.rates.last(base, quote, instant.date())


def known_of(runtime: Runtime) -> Known:
    """Read all reference data of the books."""
    with runtime.database.reading() as connection:
        return known_in(connection)


def known_in(connection: OpenTransaction) -> Known:
    """All reference data, as one open transaction sees it."""
    evses, locations = all_evses(connection), all_locations(connection)
    later_evses, later_locations = evse_changes(connection), location_changes(connection)
    return Known(
        parties=all_parties(connection),
        evses=evses | {key: later[-1][1] for key, later in later_evses.items()},
        locations=locations | {key: later[-1][1] for key, later in later_locations.items()},
        former_evses=_since_ever(evses, later_evses),
        former_locations=_since_ever(locations, later_locations),
        tariffs=_by_id(all_tariffs(connection)),
        agreements=all_agreements(connection),
        rates=FxRates(all_rates(connection)),
        network=operator(connection),
        days=calendar_in(connection) or EVERY_DAY,
    )


ValueT = TypeVar("ValueT")
Held = tuple[tuple[datetime, ValueT], ...]


def _since_ever(
    first: Mapping[tuple[str, str], ValueT], later: Mapping[tuple[str, str], Held[ValueT]]
) -> dict[tuple[str, str], Held[ValueT]]:
    """What held from when on, of what changed: what was known first held ever before."""
    ever = datetime.min.replace(tzinfo=UTC)
    return {key: ((ever, first[key]), *changes) for key, changes in later.items()}


def _held_at(changes: Held[ValueT], instant: datetime) -> ValueT | None:
    """What held then; None where nothing ever changed."""
    return next((one for since, one in reversed(changes) if since <= instant), None)


def _by_id(tariffs: Iterable[Tariff]) -> dict[tuple[str, str], tuple[Tariff, ...]]:
    versions: dict[tuple[str, str], tuple[Tariff, ...]] = {}
    for one in tariffs:
        key = (one.cpo, one.tariff_id)
        versions[key] = (*versions.get(key, ()), one)
    return versions
