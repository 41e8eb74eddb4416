"""Batch pricing: sessions a second as columns, beside the scalar engine on some of the same ones.

Sessions differ in energy, start and length, charge and then park, two periods each. Each figure is
the best of five passes; the baseline is the scalar engine in the same run, on sessions of those
columns.
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from core.pricing.batch import BatchPrice, price_columns
from core.pricing.batch_columns import NO_MAXIMUM, NO_MINIMUM, CdrColumns, columns_of, usage_at
from core.pricing.price import price_exactly
from core.pricing.round_price import rounded_price
from tests.benchmarks.measured_tariffs import START, ten_elements, three_elements

SESSIONS = 400_000
SAMPLE = 2_000
PASSES = 5
ZONE = "Europe/Amsterdam"
SCALAR = "the scalar engine, same tariff"


def run() -> list[dict]:
    """Sessions a second by tariff."""
    columns = _columns(SESSIONS)
    sample = [usage_at(columns, row) for row in range(SAMPLE)]
    figures = []
    for name, tariff in (("3 elements", three_elements()), ("10 elements", ten_elements())):
        batch, found = _best(lambda of=tariff: price_columns(columns, of, ZONE))
        scalar, totals = _best(lambda of=tariff: [_scalar(one, of) for one in sample])
        _assert_the_same(found, totals)
        figures += [
            _figure(f"scalar, {name}, rounded", SAMPLE / scalar, None),
            _figure(f"batch, {name}", SESSIONS / batch, SAMPLE / scalar),
        ]
    seconds, _ = _best(lambda: columns_of(sample))
    figures.append(_figure("columns of session objects", SAMPLE / seconds, None))
    return figures


def _figure(name: str, value: float, baseline: float | None) -> dict:
    return {
        "name": name,
        "value": value,
        "unit": "CDR/s",
        "baseline": None if baseline is None else SCALAR,
        "ratio": None if baseline is None else value / baseline,
    }


def _best(work: Callable[[], object]) -> tuple[float, object]:
    best, found = float("inf"), None
    for _ in range(PASSES):
        began = perf_counter()
        found = work()
        best = min(best, perf_counter() - began)
    return best, found


def _scalar(usage, tariff) -> tuple[int, int]:
    price = rounded_price(price_exactly(usage, tariff, ZONE))
    return int(price.before_taxes * 100), int(price.after_taxes * 100)


def _assert_the_same(batch: BatchPrice, totals: list[tuple[int, int]]) -> None:
    assert batch.report.by_plan == SESSIONS
    pairs = zip(batch.before[:SAMPLE].tolist(), batch.after[:SAMPLE].tolist(), strict=True)
    assert list(pairs) == totals, "a fast price that is another price is no price"


def _columns(sessions: int) -> CdrColumns:
    number = np.arange(sessions)
    start_s = int(START.timestamp()) + number * 7 % 10_080 * 60
    charging_s = 1_800 + number * 37 % 7_200
    energy = (5_000 + number * 7_919 % 60_000) * 1_000
    nothing = np.zeros(sessions, np.int64)
    parked_s = start_s + charging_s
    return CdrColumns(
        start_s=start_s,
        end_s=parked_s + 900,
        first_period=np.arange(sessions + 1) * 2,
        period_start_s=_paired(start_s, parked_s),
        energy=_paired(energy, nothing),
        charging_s=_paired(charging_s, nothing),
        parking_s=_paired(nothing, nothing + 900),
        reservation_s=_paired(nothing, nothing),
        min_power_w=np.full(2 * sessions, NO_MINIMUM),
        max_power_w=np.full(2 * sessions, NO_MAXIMUM),
        min_current_ma=np.full(2 * sessions, NO_MINIMUM),
        max_current_ma=np.full(2 * sessions, NO_MAXIMUM),
    )


def _paired(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.stack((first, second), axis=1).ravel()
