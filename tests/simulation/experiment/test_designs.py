"""Designs lay out the settings that were asked for, the same ones every time."""

from dataclasses import replace

import numpy as np
import pytest

from core.domain.errors import RuleError, SourceError
from simulation.experiment.designs import Axis, Span, grid_order, spans_about, tornado_order
from simulation.experiment.estimates import Verdict
from simulation.experiment.optimise import Constraint, Search, optimum_of
from simulation.experiment.played import Played
from simulation.experiment.point import Provenance
from simulation.experiment.sensitivity import (
    morris_effects,
    morris_order,
    sobol_indices,
    sobol_order,
    tornado_of,
)
from simulation.experiment.space_designs import latin_hypercube_order, sobol_sequence_order
from simulation.experiment.tally import Tally
from tests.simulation.experiment.conftest import PATH

ENERGY = "demand.dc.energy_scale_kwh"
EVSES = "location.north.evse_count"
SPANS = (
    Span(path=PATH, low=2, high=10),
    Span(path=ENERGY, low=20, high=40),
    Span(path=EVSES, low=1, high=8, is_whole=True),
)
NOWHERE = Provenance(code_version="1", input_digests={})


def _values(order):
    return np.array([[change.value for change in cell.changes] for cell in order.cells], float)


def _tally(order, figure, replications=1):
    """As if every cell came to what the function makes of its values."""
    tally = Tally(order)
    for cell, setting in enumerate(order.cells):
        told = {change.path: change.value for change in setting.changes}
        for number in range(replications):
            kpis = {"sessions": figure(told, number), "served_share_pct": 50.0 + number}
            tally.add(
                Played(cell=cell, replication=number, kpis=kpis, provenance=NOWHERE, seconds=0)
            )
    return tally


def test_a_grid_has_every_combination_and_its_last_axis_is_fastest(base):
    order = grid_order(base, (Axis(path=PATH, values=(1, 2)), Axis(path=ENERGY, values=(20, 30.5))))
    assert _values(order).tolist() == [[1, 20], [1, 30.5], [2, 20], [2, 30.5]]
    assert order.cells[1].title == f"{PATH} = 1, {ENERGY} = 30.5"
    assert order.paths == (PATH, ENERGY)


def test_a_latin_hypercube_has_one_value_in_each_part_of_each_factor(base):
    order = latin_hypercube_order(base, SPANS[:2], 20)
    for column, span in zip(_values(order).T, SPANS[:2], strict=True):
        parts = np.floor((column - span.low) / (span.high - span.low) * 20)
        assert sorted(parts) == list(range(20))
    assert latin_hypercube_order(base, SPANS[:2], 20) == order
    assert latin_hypercube_order(replace(base, seed=6), SPANS[:2], 20) != order


def test_a_sobol_sequence_is_a_power_of_two_and_balanced(base):
    order = sobol_sequence_order(base, SPANS, 100)
    values = _values(order)
    assert values.shape == (128, 3)
    assert np.count_nonzero(values[:, 0] < 6) == 64
    assert set(values[:, 2]) <= set(range(1, 9))
    assert all(isinstance(cell.changes[2].value, int) for cell in order.cells)


def test_a_tornado_moves_each_factor_by_a_fifth_of_what_the_scenario_states(base):
    spans = spans_about(base, (ENERGY, EVSES))
    assert (spans[0].low, spans[0].high) == pytest.approx((36.2 * 0.8, 36.2 * 1.2))
    assert (spans[1].low, spans[1].high, spans[1].is_whole) == (1, 3, True)
    order = tornado_order(base, spans)
    tally = _tally(order, lambda told, number: number + 3 * told.get(ENERGY, 36.2), 3)
    first, second = tornado_of(tally, "sessions")
    assert (first.path, second.path) == (ENERGY, EVSES)
    assert first.low.mean == pytest.approx(-3 * 7.24)
    assert first.high.mean == pytest.approx(3 * 7.24)
    assert first.high.verdict is Verdict.DIFFERENT
    assert (second.reach, second.low.verdict) == (0, Verdict.NOT_DISTINGUISHABLE)


def test_what_the_scenario_does_not_state_as_a_number_cannot_be_moved(base):
    with pytest.raises(SourceError, match="the file does not state it"):
        spans_about(base, ("demand.dc.energy_max_kwh",))
    with pytest.raises(RuleError, match="wanted a number that can vary, found 'Small'"):
        spans_about(base, ("title",))


def _ishigami_like(told, _number):
    return 10.0 * told[PATH] + 0.1 * told[ENERGY]


def test_morris_finds_the_factor_that_matters(base):
    order = morris_order(base, SPANS[:2], 10, 1)
    assert len(order.cells) == 30
    strong, weak = morris_effects(_tally(order, _ishigami_like), SPANS[:2], 10, "sessions")
    assert (strong.path, weak.path) == (PATH, ENERGY)
    # A linear figure: each step over a whole span is its slope times the span, always the same.
    assert strong.mu_star == pytest.approx(80, rel=1e-4)
    assert weak.mu_star == pytest.approx(2, rel=1e-4)
    assert strong.sigma == pytest.approx(0, abs=1e-3)


def test_sobol_indices_part_the_variance(base):
    order = sobol_order(base, SPANS[:2], 200, 1)
    assert len(order.cells) == 256 * 4
    strong, weak = sobol_indices(_tally(order, _ishigami_like), SPANS[:2], "sessions")
    # Variances of the terms: (10 * 8)**2 / 12 and (0.1 * 20)**2 / 12.
    assert strong.total == pytest.approx(6400 / 6404, abs=0.02)
    assert strong.first == pytest.approx(6400 / 6404, abs=0.05)
    assert weak.total == pytest.approx(4 / 6404, abs=0.01)


def test_sobol_wants_few_factors_and_whole_experiments(base):
    many = tuple(Span(path=f"a.{number}", low=0, high=1) for number in range(9))
    with pytest.raises(RuleError, match="screen factors by morris first"):
        sobol_order(base, many, 8, 1)
    order = sobol_order(base, SPANS[:2], 2, 1)
    with pytest.raises(RuleError, match="8 of 8 cells do not have it yet"):
        sobol_indices(Tally(order), SPANS[:2], "sessions")


def test_the_best_value_is_found_and_keeps_its_constraint(base):
    # Best at 6.1; the constraint holds below 5.
    def carry(order):
        tally = Tally(order)
        for cell, setting in enumerate(order.cells):
            value = setting.changes[0].value
            for number in range(5):
                kpis = {"sessions": 100 - (value - 6.1) ** 2 + number, "balked": value + number / 9}
                tally.add(
                    Played(cell=cell, replication=number, kpis=kpis, provenance=NOWHERE, seconds=0)
                )
        return tally

    free = optimum_of(Search(base=base, span=SPANS[0], kpi="sessions"), carry)
    assert free.best.value == pytest.approx(6.1, abs=0.07)
    most = Constraint(kpi="balked", at_most=5)
    held = optimum_of(Search(base=base, span=SPANS[0], kpi="sessions", constraints=(most,)), carry)
    assert held.best.constrained[0].high <= 5
    assert 4.2 < held.best.value < 5
    assert any(not one.is_allowed for one in held.tried)
    never = Constraint(kpi="balked", at_least=1_000)
    none = optimum_of(Search(base=base, span=SPANS[0], kpi="sessions", constraints=(never,)), carry)
    assert none.best is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda base: grid_order(base, ()),
        lambda base: grid_order(base, (Axis(path=PATH, values=tuple(range(1, 30_000))),)),
        lambda base: latin_hypercube_order(base, SPANS, 1),
        lambda base: morris_order(base, SPANS, 1, 1),
        lambda _base: Axis(path=PATH, values=(1, 1)),
        lambda _base: Span(path=PATH, low=2, high=2),
        lambda _base: Constraint(kpi="sessions"),
    ],
)
def test_a_design_that_cannot_be_is_refused(base, wrong):
    with pytest.raises(RuleError, match="wanted"):
        wrong(base)
