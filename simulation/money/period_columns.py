"""Charging periods of many sessions at once, cut where a tariff can change its mind.

The cuts, and the energy at each, are those of ``core.pricing.cut_periods`` for a session that
charges at constant power and then parks; a test says so. Neighbours that the core joins, because
nothing changes between them, stay apart here: the price is the same. Tariffs whose prices turn at
an amount of energy are not for columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.tariff import Tariff
from core.pricing.batch_columns import NO_MAXIMUM, NO_MINIMUM, CdrColumns
from core.pricing.turns import Turns, turns_of
from core.pricing.wall_clock import clock_instants

Ints = NDArray[np.int64]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)
_PER_E4: Final = 100
"""Millionths of a kWh in a ten-thousandth."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stays:
    """Sessions that charge and then park; arrays of shape (session,)."""

    start_s: Ints
    """Seconds since 1970."""
    charging_s: Ints
    """At least 1."""
    idle_s: Ints
    energy_e4: Ints
    """In ten-thousandths of a kWh."""

    @property
    def parked_s(self) -> Ints:
        """When charging ends."""
        return self.start_s + self.charging_s

    @property
    def end_s(self) -> Ints:
        """When the session ends."""
        return self.start_s + self.charging_s + self.idle_s


def turns_by_energy(tariff: Tariff) -> bool:
    """Whether a price changes at an amount of energy, which columns do not cut at."""
    return bool(turns_of(tariff).energies_kwh)


def period_columns(stays: Stays, tariff: Tariff, zone: tzinfo) -> CdrColumns:
    """The sessions as they are priced by a tariff at sites of a time zone."""
    turns = turns_of(tariff)
    assert not turns.energies_kwh, tariff.tariff_id
    row, start_s = _cuts(stays, turns, zone)
    first = np.searchsorted(row, np.arange(len(stays.start_s) + 1))
    end_s = np.append(start_s[1:], 0)
    end_s[first[1:] - 1] = stays.end_s
    charges = start_s < stays.parked_s[row]
    stay_s = end_s - start_s
    unstated = len(row)
    return CdrColumns(
        start_s=stays.start_s,
        end_s=stays.end_s,
        first_period=first,
        period_start_s=start_s,
        energy=_energies_e4(stays, row, start_s, end_s, charges) * _PER_E4,
        charging_s=np.where(charges, stay_s, 0),
        parking_s=np.where(charges, 0, stay_s),
        reservation_s=np.broadcast_to(np.int64(0), unstated),
        min_power_w=np.broadcast_to(np.int64(NO_MINIMUM), unstated),
        max_power_w=np.broadcast_to(np.int64(NO_MAXIMUM), unstated),
        min_current_ma=np.broadcast_to(np.int64(NO_MINIMUM), unstated),
        max_current_ma=np.broadcast_to(np.int64(NO_MAXIMUM), unstated),
    )


def _cuts(stays: Stays, turns: Turns, zone: tzinfo) -> tuple[Ints, Ints]:
    """Where periods begin: (row, second since 1970), ascending, each once."""
    parks = np.flatnonzero(stays.idle_s > 0)
    every = np.arange(len(stays.start_s))
    found = [(every, stays.start_s), (parks, stays.parked_s[parks])]
    if turns.asks_wall_clock and len(every):
        found.append(_clock_cuts(stays, turns, zone))
    found += _duration_cuts(stays, turns)
    row = np.concatenate([rows for rows, _ in found])
    at_s = np.concatenate([instants for _, instants in found])
    order = np.lexsort((at_s, row))
    row, at_s = row[order], at_s[order]
    if len(found) > 2:
        fresh = np.append(True, (np.diff(row) != 0) | (np.diff(at_s) != 0))[: len(row)]
        row, at_s = row[fresh], at_s[fresh]
    return row, at_s


def _clock_cuts(stays: Stays, turns: Turns, zone: tzinfo) -> tuple[Ints, Ints]:
    first = _EPOCH + (int(stays.start_s.min()) - 1) * _SECOND
    beyond = _EPOCH + (int(stays.end_s.max()) + 1) * _SECOND
    found = {
        (one - _EPOCH) // _SECOND for one in clock_instants(first, beyond, zone, turns.clocks_s)
    }
    instants = np.array(sorted(found), np.int64)
    low = np.searchsorted(instants, stays.start_s, side="right")
    counts = np.searchsorted(instants, stays.end_s, side="left") - low
    row = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, instants[low[row] + place]


def _duration_cuts(stays: Stays, turns: Turns) -> Iterator[tuple[Ints, Ints]]:
    stay_s = stays.charging_s + stays.idle_s
    for elapsed_s in turns.durations_s:
        row = np.flatnonzero(stay_s > elapsed_s)
        yield row, stays.start_s[row] + elapsed_s


def _energies_e4(
    stays: Stays, row: Ints, start_s: Ints, end_s: Ints, charges: NDArray[np.bool_]
) -> Ints:
    """Energy of each period: what is left is parted at each cut by time, to whole steps."""
    parked_s = stays.parked_s[row]
    energies = np.zeros(len(row), np.int64)
    lasts = charges & (end_s == parked_s)
    begun = np.zeros(len(stays.start_s), np.int64)
    order = np.arange(len(row)) - np.searchsorted(row, row)
    cut = charges & ~lasts
    for number in range(int(order[cut].max(initial=-1)) + 1):
        some = np.flatnonzero(cut & (order == number))
        of = row[some]
        left = stays.energy_e4[of] - begun[of]
        taken = _parted(left, end_s[some] - start_s[some], parked_s[some] - start_s[some])
        energies[some] = taken
        begun[of] += taken
    energies[lasts] = (stays.energy_e4 - begun)[row[lasts]]
    return energies


def _parted(left: Ints, part_s: Ints, whole_s: Ints) -> Ints:
    """``left * part / whole`` half up, as the core's decimals round it."""
    twice = 2 * left * part_s + whole_s
    taken = twice // (2 * whole_s)
    # An exact half may be missed by the core, whose share of the time has 28 digits.
    for place in np.flatnonzero(twice % (2 * whole_s) == 0).tolist():
        share = Decimal(int(part_s[place]) * 1_000_000) / (int(whole_s[place]) * 1_000_000)
        exact = Decimal(int(left[place])).scaleb(-4) * share
        taken[place] = int(exact.quantize(Decimal("0.0001"), ROUND_HALF_UP).scaleb(4))
    return taken
