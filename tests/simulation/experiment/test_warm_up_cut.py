"""The beginning of a run is found where it was put, and not where there is none."""

import numpy as np
import pytest

from simulation.experiment.carry_out import carry_out
from simulation.experiment.crew import OwnCrew
from simulation.experiment.order import replicate_order
from simulation.experiment.played import Played
from simulation.experiment.point import Change, Provenance
from simulation.experiment.tally import Tally
from simulation.experiment.warm_up_cut import TABLE, mser_cut, warm_up_of

NOWHERE = Provenance(code_version="1", input_digests={})
HOURS = np.arange(14 * 24)
DAY = 5 * np.sin(HOURS / 24 * 2 * np.pi)


def _tally(base, series):
    tally = Tally(replicate_order(base, replications=1))
    tables = {TABLE: series}
    tally.add(Played(cell=0, replication=0, kpis={}, tables=tables, provenance=NOWHERE, seconds=0))
    return tally


def test_a_beginning_is_cut_off_where_it_ends(base):
    noise = np.random.default_rng(1).normal(0, 0.3, len(HOURS))
    begun = np.where(HOURS < 40, -8.0, 0.0)
    found = warm_up_of(_tally(base, 20 + DAY + noise + begun))
    assert 40 <= found.cut_h <= 45
    assert len(found.smooth) == len(HOURS) - 23
    assert found.smooth[60:] == pytest.approx(20, abs=0.5)


def test_a_steady_run_is_cut_nowhere_and_one_that_settles_late_is_never_steady(base):
    noise = np.random.default_rng(2).normal(0, 0.3, len(HOURS))
    assert warm_up_of(_tally(base, 20 + DAY + noise)).cut_h <= 10
    assert mser_cut(np.where(HOURS < 200, 0.0, 9.0) + noise) is None


def test_of_runs_that_are_too_short_nothing_is_said(base):
    assert warm_up_of(_tally(base, DAY[:72])) is None
    assert warm_up_of(Tally(replicate_order(base))) is None


def test_a_run_begins_with_empty_sites_and_is_soon_as_it_stays(base):
    changed = type(base)(
        scenario=base.scenario,
        source=base.source,
        seed=base.seed,
        changes=(Change(path="days", value=10),),
    )
    tally = Tally(replicate_order(changed, replications=4))
    for one in carry_out(tally.order, OwnCrew()):
        tally.add(one)
    found = warm_up_of(tally)
    assert found.mean.shape == (240,)
    assert found.cut_h is not None
    assert found.cut_h <= 48
