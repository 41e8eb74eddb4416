"""Which of several tariffs prices a session, or one period of it.

Source: OCPI mod_tariffs and mod_cdrs: a period's tariff_id says it; else the kind of tariff and its
validity when the session began. A session is priced by the version that was in force at its start.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.domain.cdr import Cdr
from core.domain.price_note import PriceNote
from core.domain.tariff import Tariff, TariffType
from core.domain.usage import Usage


def tariffs_of_periods(
    usage: Usage | Cdr, tariffs: Sequence[Tariff], wanted: TariffType = TariffType.REGULAR
) -> tuple[list[Tariff], tuple[PriceNote, ...]]:
    """The tariff of each period, and notes; ``tariffs`` has at least one.

    Args:
        usage: The session.
        tariffs: All that may apply, in any order, several versions of one among them.
        wanted: The kind of session, for tariffs that are only for some.
    """
    if len(tariffs) == 1:
        return _all_by(tariffs[0], usage)
    notes: dict[PriceNote, None] = {}
    of_session = _named(usage.tariff_id, tariffs, usage.start, wanted)
    if of_session is None:
        of_session = _best(tariffs, usage.start, wanted)
    found = []
    for period in usage.charging_periods:
        named = period.tariff_id or usage.tariff_id
        tariff = _named(named, tariffs, usage.start, wanted)
        if tariff is None and named is not None:
            notes[PriceNote.TARIFF_ID_DIFFERS] = None
        found.append(tariff or of_session)
    if not all(tariff.is_valid_at(usage.start) for tariff in found):
        notes[PriceNote.TARIFF_NOT_VALID] = None
    return found, tuple(notes)


def _all_by(tariff: Tariff, usage: Usage | Cdr) -> tuple[list[Tariff], tuple[PriceNote, ...]]:
    """The only tariff there is, whatever the session says."""
    notes = () if tariff.is_valid_at(usage.start) else (PriceNote.TARIFF_NOT_VALID,)
    periods = usage.charging_periods
    for period in periods:
        named = period.tariff_id or usage.tariff_id
        if named not in (None, tariff.tariff_id) and not _same(named, tariff.tariff_id):
            return [tariff] * len(periods), (PriceNote.TARIFF_ID_DIFFERS, *notes)
    return [tariff] * len(periods), notes


def _same(one: str | None, other: str) -> bool:
    """OCPI compares ids without case."""
    return one is not None and one.casefold() == other.casefold()


def _named(
    tariff_id: str | None, tariffs: Sequence[Tariff], start: datetime, wanted: TariffType
) -> Tariff | None:
    """The best version of an id."""
    versions = [one for one in tariffs if _same(tariff_id, one.tariff_id)]
    return _best(versions, start, wanted) if versions else None


def _best(tariffs: Sequence[Tariff], start: datetime, wanted: TariffType) -> Tariff:
    """Valid before not, of the kind before others, known at the start before later, then newest.

    Of those that tie, the first that was given.
    """

    def rank(one: Tariff) -> tuple[bool, int, bool, timedelta]:
        of_kind = 2 if one.type is wanted else int(one.type is None)
        known = one.last_updated <= start
        age = start - one.last_updated
        return one.is_valid_at(start), of_kind, known, -abs(age)

    return max(tariffs, key=rank)
