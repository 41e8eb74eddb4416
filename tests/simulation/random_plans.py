"""Plans of a few seconds in which everything may happen, at the same second as something else."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from simulation.model.world import Outages, quiet_world
from simulation.observations import Outcome
from simulation.visit_plan import VisitPlan, plain_columns


def plan_of_columns(arrived_s, site, columns, world=None):
    """A plan of visits to some sites, in which nothing happens but what the columns say."""
    count = len(arrived_s)
    order = np.argsort(arrived_s, kind="stable")
    zeros = np.zeros(count, dtype=np.int64)
    site = np.asarray(site, dtype=np.int32)[order]
    plain = plain_columns(
        site, zeros + 10_000, np.maximum(np.asarray(columns["stay_s"], dtype=np.int64), 1)
    )
    return VisitPlan(
        **{
            **plain,
            "number": np.arange(1, count + 1),
            "arrived_s": np.asarray(arrived_s, dtype=np.int64)[order],
            "idle_s": zeros,
            "patience_s": np.asarray(columns["patience_s"], dtype=np.int64),
            "fate": np.asarray(columns["fate"], dtype=np.uint8),
            "demand_partner": zeros.astype(np.int32),
            "driver": zeros,
            "price_response": zeros / 1,
            "world": world or quiet_world(1),
            **{name: columns[name] for name in columns if name in MORE},
        }
    )


MORE = ("idle_s", "second_fate", "retry_draw", "hub_delay_s", "early_stop")
FATES = (Outcome.SERVED, Outcome.SERVED, Outcome.START_FAILED, Outcome.AUTH_REJECTED)


def _outages(numbers, counts, count, horizon_s):
    """Outages that are apart within an EVSE and a kind, with edges at the same seconds."""
    rows = set()
    for _ in range(count):
        site = int(numbers.integers(len(counts)))
        begin_s = int(numbers.integers(0, 5)) * horizon_s // 5
        end_s = begin_s + int(numbers.integers(1, horizon_s // 5 + 1))
        place = (site, int(numbers.integers(counts[site])), int(numbers.integers(2)))
        if all(row[:-1] != (begin_s, *place) for row in rows):
            rows.add((begin_s, *place, end_s))
    columns = np.array(sorted(rows), dtype=np.int64).reshape(-1, 5)
    return Outages(
        from_s=columns[:, 0],
        to_s=columns[:, 4],
        site=columns[:, 1].astype(np.int32),
        evse=columns[:, 2].astype(np.int32),
        kind=columns[:, 3].astype(np.uint8),
    )


@st.composite
def plans(draw):
    """Few seconds, many drivers: nearly everything happens at the same second as something else."""
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    visits = draw(st.integers(0, 150))
    longest_s = draw(st.sampled_from([3, 30, 300]))
    patience_s = draw(st.sampled_from([0, 5, 50, 5_000]))
    horizon_s = draw(st.sampled_from([20, 200, 2_000]))
    columns = {
        "stay_s": numbers.integers(1, longest_s, visits, endpoint=True),
        "idle_s": numbers.integers(0, longest_s, visits, endpoint=True) // 2,
        "patience_s": numbers.integers(0, patience_s, visits, endpoint=True),
        "fate": numbers.choice(FATES, visits),
        "second_fate": numbers.choice(FATES, (visits, 2)).astype(np.uint8),
        "retry_draw": numbers.random((visits, 2)).astype(np.float32),
        "hub_delay_s": numbers.integers(0, draw(st.sampled_from([1, 40])), visits),
        "early_stop": numbers.choice([1.0, 0.5], visits).astype(np.float32),
    }
    same, other = draw(st.sampled_from([(0.0, 0.0), (0.5, 0.0), (0.3, 0.5)]))
    hub_outages = draw(st.sampled_from([[], [(0, 30), (60, 61)], [(horizon_s // 2, 10**6)]]))
    world = replace(
        quiet_world(1),
        retry_same_evse_share=same,
        retry_other_evse_share=other,
        session_survives_unknown=draw(st.booleans()),
        hub_outages=np.array(hub_outages, dtype=np.int64).reshape(-1, 2),
        outages=_outages(numbers, counts, draw(st.sampled_from([0, 0, 3, 12])), horizon_s),
    )
    arrived_s = numbers.integers(0, horizon_s, visits)
    plan = plan_of_columns(arrived_s, numbers.integers(0, len(counts), visits), columns, world)
    places = draw(st.none() | st.just([2] * len(counts)))
    return plan, counts, draw(st.integers(1, 3 * horizon_s)), places


@st.composite
def choosing_plans(draw):
    """As ``plans``, with drivers who choose by what late apps show."""
    plan, counts, until_s, places = draw(plans())
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    visits, options = len(plan.number), draw(st.integers(2, 4))
    more = numbers.integers(-1, len(counts), (visits, options - 1)).astype(np.int32)
    charging_s = numbers.integers(1, 100, (visits, options - 1))
    world = replace(
        plan.world,
        live_delay_s=np.array([draw(st.sampled_from([-1, 0, 20]))]),
        availability_weight=draw(st.sampled_from([0.0, 1.0])),
    )
    choosing = replace(
        plan,
        option_site=np.column_stack([plan.site[:, None], more]),
        option_utility=numbers.normal(0.5, 1.0, (visits, options)).astype(np.float32),
        charging_s=np.column_stack([plan.charging_s, charging_s]),
        wait_weight=np.full(visits, draw(st.sampled_from([0.0, -0.01])), dtype=np.float32),
        world=world,
    )
    return choosing, counts, until_s, places
