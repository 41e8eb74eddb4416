from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.domain.errors import InvalidValueError
from simulation.engines.engine_reference import Engine
from simulation.feed import Control, Finished, LedgerBatch, Progress, Utilisation
from simulation.measures import DayUse, connected_by_hour, kpis_of
from simulation.observations import Outcome
from simulation.plays import plays_of
from simulation.scenario_file import load_scenario
from simulation.scenario_terms import VariantPart
from simulation.simulate import simulate, steps
from simulation.sinks import MemorySink
from simulation.visit_plan import plan_of


def _simulated(scenario, **wanted):
    sink, told = MemorySink(), []
    finished = simulate(scenario, lambda _play, _clock: sink, on_message=told.append, **wanted)
    return finished, sink, told


def test_the_same_seed_gives_the_same_records(small):
    first, second = _simulated(small)[1], _simulated(small)[1]

    assert repr(first.cdrs) == repr(second.cdrs)
    assert first.cdrs


def test_another_seed_gives_other_records(small):
    assert repr(_simulated(small)[1].cdrs) != repr(_simulated(small, seed=2)[1].cdrs)


@pytest.mark.parametrize("seed", [-1, 10_000_000])
def test_a_seed_that_ids_cannot_hold_is_refused(small, seed):
    with pytest.raises(InvalidValueError, match="seed: wanted 0 to 9999999, found"):
        _simulated(small, seed=seed)


def test_every_visit_that_is_served_becomes_one_cdr(small):
    finished, sink, _ = _simulated(small)

    assert len(sink.cdrs) == len({cdr.cdr_id for cdr in sink.cdrs}) == finished.kpis["sessions"]
    energy_kwh = float(sum(cdr.energy_kwh for cdr in sink.cdrs))
    assert finished.kpis["energy_kwh"] == pytest.approx(energy_kwh, abs=1e-6)


def test_arrivals_are_served_or_counted_as_something_else(small):
    kpis = _simulated(small)[0].kpis
    ends = ("sessions", "balked", "reneged", "auth_rejected", "start_failed", "unfinished")

    assert sum(kpis[name] for name in ends) == kpis["arrivals"]


def test_no_two_cdrs_of_an_evse_overlap(small):
    by_evse = {}
    for cdr in _simulated(small)[1].cdrs:
        by_evse.setdefault(cdr.evse_uid, []).append((cdr.start, cdr.end))

    assert len(by_evse) == 5
    for stays in by_evse.values():
        stays.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(stays))


def test_no_cdr_comes_before_its_session_is_over(small):
    late = []

    class Watching(MemorySink):
        def accept(self, cdrs):
            late.extend(cdr for cdr in cdrs if cdr.end > clocks[0].now())
            super().accept(cdrs)

    clocks = []

    def open_sink(_play, clock):
        clocks.append(clock)
        return Watching()

    simulate(small, open_sink)

    assert late == []
    assert (clocks[0].now() - small.start).total_seconds() == small.horizon_s


def test_books_are_settled_every_day_and_at_the_end(small):
    sink = _simulated(small)[1]

    assert [(at - small.start).total_seconds() for at in sink.settled_until] == [86_400, 172_800]


def test_steps_end_at_settlements_and_at_the_horizon():
    stops = [21_600, 30_000, 43_200, 60_000, 64_800, 86_400, 90_000, 100_000]

    assert steps(100_000, 10, 30_000) == stops


def test_a_busy_run_makes_smaller_steps():
    assert steps(86_400, 2_000, 86_400)[0] == 8_640


def test_a_window_is_told_from_beginning_to_end(small):
    finished, _, told = _simulated(small)
    progress = [one for one in told if isinstance(one, Progress)]

    assert (progress[0].done, progress[0].remaining_s) == (0, None)
    assert progress[-1].done == progress[-1].total == small.horizon_s
    assert progress[-1].sessions == finished.kpis["sessions"]
    assert told[-1] is finished
    assert not finished.cancelled


def test_a_run_that_is_cancelled_stops_and_says_so(small):
    words = iter([None, None, Control.CANCEL])

    finished, sink, told = _simulated(small, control=lambda: next(words, None))

    assert finished.cancelled
    assert 0 < len(sink.cdrs) < len(_simulated(small)[1].cdrs)
    assert isinstance(told[-1], Finished)


def test_a_run_that_is_paused_waits_and_then_gives_the_same_records(small):
    asked = []
    words = iter([None, Control.PAUSE, None, None, Control.RESUME])

    def control():
        asked.append(1)
        return next(words, None)

    _, sink, _ = _simulated(small, control=control)

    assert repr(sink.cdrs) == repr(_simulated(small)[1].cdrs)
    assert len(asked) == len(steps(small.horizon_s, len(plan_of(small, 1).number), 86_400)) + 4


def test_a_paused_run_can_be_cancelled(small):
    words = iter([Control.PAUSE, None, Control.CANCEL])

    assert _simulated(small, control=lambda: next(words, None))[0].cancelled


def test_utilisation_by_hour_counts_each_connected_second_once(small):
    plan = plan_of(small, 1)
    engine = Engine(plan, [part.evse_count for part in small.location])
    engine.run_until(100_000)
    seen = engine.observations()

    by_hour = connected_by_hour(seen, 2, 48)

    wanted = np.zeros((2, 48), dtype=np.int64)
    for site, outcome, begin, end in zip(
        seen.site, seen.outcome, seen.began_s, seen.left_s, strict=True
    ):
        if begin >= 0:
            until = end if outcome == Outcome.SERVED else seen.now_s
            seconds = np.arange(begin, until)
            wanted[site] += np.bincount(seconds // 3600, minlength=48)
    assert by_hour.tolist() == wanted.tolist()


def test_utilisation_is_a_share_of_the_time_that_has_passed(small):
    plan = plan_of(small, 1)
    engine = Engine(plan, [part.evse_count for part in small.location])
    engine.run_until(12 * 3600)
    day_use = DayUse(small)

    shares = day_use.connected(engine.observations())

    assert shares.shape == (2, 24)
    assert 0 < shares[:, :12].max() <= 1
    assert shares[:, 12:].max() == 0


def test_utilisation_of_a_class_is_the_mean_of_its_hours(small):
    plan = plan_of(small, 1)
    engine = Engine(plan, [part.evse_count for part in small.location])
    engine.run_until(small.horizon_s)
    seen = engine.observations()
    by_site = DayUse(small).connected(seen).mean(axis=1)

    figure = kpis_of(small, plan, seen)["utilisation_dc_pct"]

    assert figure == pytest.approx(100 * (2 * by_site[0] + 3 * by_site[1]) / 5)


def test_variants_see_the_same_drivers_and_a_dearer_one_fewer_of_them(scenarios):
    scenario = load_scenario(scenarios / "reseller-vs-networkcore.toml")
    sinks = {}

    def open_sink(play, _clock):
        return sinks.setdefault(play.name, MemorySink())

    told = []
    finished = simulate(scenario, open_sink, on_message=told.append)

    assert list(sinks) == [play.name for play in plays_of(scenario)]
    at_tariff = {cdr.cdr_id: cdr for cdr in sinks["NETWORKCORE"].cdrs}
    assert repr(sinks["DIRECT"].cdrs) == repr(sinks["NETWORKCORE"].cdrs)
    dearer = [cdr for cdr in sinks["RESELLER"].cdrs if cdr.cdr_id in at_tariff]
    assert len(dearer) == pytest.approx(0.72 * len(at_tariff), rel=0.05)
    # Nearly nobody waits here, so nearly every driver charges as at the tariff.
    same = [cdr for cdr in dearer if at_tariff[cdr.cdr_id].energy_kwh == cdr.energy_kwh]
    assert len(same) == len(dearer)
    assert finished.kpis["sessions"] == finished.kpis["NETWORKCORE.sessions"]
    assert finished.kpis["RESELLER.sessions"] == len(sinks["RESELLER"].cdrs)
    kinds = Counter(type(one) for one in told)
    assert kinds[LedgerBatch] == 0
    assert kinds[Utilisation] >= 1


def test_result_1_comes_out_of_the_simulation(scenarios):
    """100 EVSEs at 3.2 sessions of 40 kWh and 45 minutes: 10 % utilisation, 7,680 a day."""
    scenario = load_scenario(scenarios / "reseller-vs-networkcore.toml")
    quarter = scenario.model_copy(update={"days": 91, "variant": scenario.variant[:1]})
    kpis = _simulated(quarter)[0].kpis

    assert kpis["utilisation_hub_150_pct"] == pytest.approx(10, rel=0.03)
    assert kpis["sessions"] / 91 / 100 == pytest.approx(3.2, rel=0.02)
    assert kpis["energy_kwh"] / kpis["sessions"] == pytest.approx(40, rel=0.02)
    assert 0.60 * kpis["energy_kwh"] / 91 == pytest.approx(7_680, rel=0.03)


def test_more_plays_make_a_longer_job(small):
    variants = tuple(VariantPart(name=name, agreement=small.agreement) for name in "AB")

    _, _, told = _simulated(small.model_copy(update={"variant": variants}))

    last = [one for one in told if isinstance(one, Progress)][-1]
    assert (last.done, last.total) == (2 * small.horizon_s, 2 * small.horizon_s)
    assert last.phase == "simulate B"


def test_a_play_is_a_value(small):
    (play,) = plays_of(small)

    assert play == replace(play)
    assert (play.name, play.demand_factor, play.markup_bp) == ("", 1.0, 0)
