"""What must hold exactly in every run: Little's law, and that nothing is lost on the way.

The `city` scenario is played for two days by the reference engine into books in memory. Each law
compares two counts that were made apart: by the engine and by the books, by visits and by EVSEs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.domain.cdr import Cdr
from core.pricing.price import price
from core.service.resources import ResourceKind, read_text, resource_path
from core.service.snapshot import CurrencySummary, Summary
from core.service.verify_books import verify_books
from simulation.book_sink import BookSink, books_in_memory
from simulation.cdr_of_visit import Registrar, VisitRows, cdr_of
from simulation.engines.engine_reference import Engine
from simulation.observations import AT_AN_EVSE, Observations, Outcome
from simulation.plays import plays_of
from simulation.scenario import Scenario
from simulation.scenario_changes import changed_document
from simulation.scenario_file import scenario_of_document
from simulation.scenario_network import agreements_of, network_of
from simulation.simulate import SimulatedClock
from simulation.validation.check import Check, CheckGroup, Question, value_check
from simulation.visit_plan import VisitPlan, plan_of

LAW_SCENARIO: Final = "city"
LAW_DAYS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Played:
    """A run from the plan to the books."""

    scenario: Scenario
    plan: VisitPlan
    seen: Observations
    cdrs: tuple[Cdr, ...]
    at_tariff_minor: dict[str, int] = field(default_factory=dict)
    """What the posted CDRs cost at tariff with VAT, each priced by itself, by currency."""
    summary: Summary
    findings: int
    """Of an audit of the books."""


@cache
def played(seed: int) -> Played:
    """Play the scenario of the laws."""
    path = resource_path(ResourceKind.SCENARIO, LAW_SCENARIO)
    text = read_text(path)
    document = changed_document(text, str(path), [("days", LAW_DAYS)])
    return _through_the_books(scenario_of_document(document, text, str(path)), seed)


def _through_the_books(scenario: Scenario, seed: int) -> Played:
    plan, play = plan_of(scenario, seed), plays_of(scenario)[0]
    engine = Engine(plan, [part.evse_count for part in scenario.location])
    engine.run_until(scenario.horizon_s)
    registrar = Registrar.of(scenario, seed)
    issued = list(_issued(engine, plan, registrar))
    cdrs = [cdr for _, cdr in issued]
    clock = SimulatedClock(scenario.start + timedelta(days=scenario.days))
    books = books_in_memory(clock.now)
    try:
        sink = BookSink(books, network_of(scenario), agreements_of(play.terms, scenario))
        sink.accept(cdrs)
        sink.settle(clock.time)
        summary, findings = sink.summary(), verify_books(books).count
        posted = {row.cdr_key for row in sink.ledger_after(0, summary.last_seq + 1)}
    finally:
        books.database.close()
    return Played(
        scenario=scenario,
        plan=plan,
        seen=engine.observations(),
        cdrs=tuple(cdrs),
        at_tariff_minor=_at_tariff((one for one in issued if one[1].key in posted), registrar),
        summary=summary,
        findings=findings,
    )


def _issued(engine: Engine, plan: VisitPlan, registrar: Registrar) -> Iterator[tuple[int, Cdr]]:
    """Site and CDR of every visit that was served."""
    rows = VisitRows(plan)
    for index in engine.finished:
        visit = rows.visit(index, engine.charging_of(index))
        yield visit.site, cdr_of(visit, registrar)


def _at_tariff(posted: Iterable[tuple[int, Cdr]], registrar: Registrar) -> dict[str, int]:
    totals: dict[str, int] = {}
    for site, cdr in posted:
        priced = price(cdr, registrar.tariffs[site], registrar.locations[site].time_zone)
        totals[cdr.currency] = totals.get(cdr.currency, 0) + priced.incl_minor
    return totals


def check_little(seen: Observations) -> Check:
    """Little's law, L = lambda W, as an identity of accounts."""
    came = seen.outcome != Outcome.NOT_ARRIVED
    begin, end = seen.arrived_s[came], _left_s(seen)[came]
    mean_stay_s = float((end - begin).mean())
    return value_check(
        _question(
            "little",
            "Little's law: drivers present = arrivals a second x seconds present",
            "Mean number of drivers present, counted by walking through every arrival and "
            "departure, over arrivals a second times the mean time a driver was there; the "
            "unfinished count until the end of the run.",
        ),
        _mean_count(begin, end, seen.now_s) / (len(begin) / seen.now_s * mean_stay_s),
        wanted=1.0,
        tolerance=1e-9,
    )


def check_arrivals(run: Played) -> Check:
    """No visit is lost or made twice."""
    seen = run.seen
    came = int(np.count_nonzero(run.plan.arrived_s < seen.now_s))
    ended = sum(seen.count(one) for one in Outcome if one != Outcome.NOT_ARRIVED)
    records = len(run.cdrs) - seen.count(Outcome.SERVED)
    return value_check(
        _question(
            "conservation.arrivals",
            "Every driver who came has one fate, every one served one CDR",
            "Drivers drawn before the end of the run less those that were served, rejected, "
            "failed, balked, reneged, or are still there; plus CDRs less drivers served.",
        ),
        abs(came - ended) + abs(records),
        wanted=0,
        tolerance=0,
    )


def check_evses(run: Played) -> Check:
    """No EVSE serves two at a time."""
    seen = run.seen
    at_one = np.isin(seen.outcome, AT_AN_EVSE)
    order = np.lexsort((seen.plugged_s[at_one], seen.evse[at_one], seen.site[at_one]))
    site, evse = seen.site[at_one][order], seen.evse[at_one][order]
    begin, end = seen.plugged_s[at_one][order], _left_s(seen)[at_one][order]
    same = (site[1:] == site[:-1]) & (evse[1:] == evse[:-1])
    overlap_s = np.maximum(end[:-1] - begin[1:], 0)[same]
    return value_check(
        _question(
            "conservation.evses",
            "No EVSE serves two drivers at a time",
            "Seconds in which two visits had the same EVSE.",
            unit="s",
        ),
        float(overlap_s.sum()),
        wanted=0,
        tolerance=0,
    )


def check_energy(run: Played) -> Check:
    """No energy is lost between the charge points and the books."""
    by_period = sum(
        (period.energy_kwh for cdr in run.cdrs for period in cdr.charging_periods), start=0
    )
    return value_check(
        _question(
            "conservation.energy",
            "The energy of all charging periods is the energy in the books",
            "Energy over the charging periods of every CDR, less what the books say was "
            "received, both exact decimals.",
            unit="kWh",
        ),
        float(by_period - run.summary.energy_kwh),
        wanted=0,
        tolerance=0,
    )


def check_tariff(run: Played) -> Check:
    """The books hold what the CDRs cost."""
    booked = {code: one.gross_at_tariff for code, one in run.summary.by_currency.items()}
    codes = booked.keys() | run.at_tariff_minor.keys()
    apart = sum(abs(booked.get(code, 0) - run.at_tariff_minor.get(code, 0)) for code in codes)
    return value_check(
        _question(
            "conservation.tariff",
            "The turnover in the books is the price of every posted CDR",
            "Gross at tariff in the books less every CDR priced by itself, in minor units, "
            "summed over currencies; CDRs held for review are in neither.",
        ),
        apart,
        wanted=0,
        tolerance=0,
    )


def check_split(run: Played) -> Check:
    """What the Demand Partners owe is what the parties get."""
    left = sum(abs(_undivided(one)) for one in run.summary.by_currency.values())
    return value_check(
        _question(
            "conservation.split",
            "Gross less VAT is what CPOs, Demand Partners, network and others get",
            "Gross less VAT less CPO net, DP share, commission and others, in minor units, summed "
            "over currencies; the scenario's network bears the card cost itself.",
        ),
        left,
        wanted=0,
        tolerance=0,
    )


def check_ledger(run: Played) -> Check:
    """The books pass their own audit."""
    unbalanced = sum(map(abs, run.summary.trial_balance.values()))
    return value_check(
        _question(
            "conservation.ledger",
            "The trial balance is zero and an audit of the books finds nothing",
            "Minor units by which the balances of all accounts miss zero, plus findings of "
            "every invariant of the books, as `networkcore verify`.",
        ),
        unbalanced + run.findings,
        wanted=0,
        tolerance=0,
    )


def _question(name: str, what: str, definition: str, unit: str = "") -> Question:
    over = f" Over {LAW_DAYS} days of {LAW_SCENARIO}; passes if it holds exactly."
    return Question(
        name=name, group=CheckGroup.LAWS, what=what, unit=unit, definition=definition + over
    )


def _undivided(one: CurrencySummary) -> int:
    return one.gross - one.vat - one.cpo_net - one.dp_share - one.commission - one.others


def _left_s(seen: Observations) -> NDArray[np.int64]:
    return np.where(seen.left_s < 0, seen.now_s, seen.left_s)


def _mean_count(begin: NDArray[np.int64], end: NDArray[np.int64], until_s: int) -> float:
    """Mean number present, by walking through all comings and goings of the run."""
    times = np.clip(np.concatenate([begin, end]), 0, until_s)
    steps = np.concatenate([np.ones(len(begin)), -np.ones(len(end))])
    order = np.argsort(times, kind="stable")
    present = np.cumsum(steps[order])
    lasts = np.diff(np.append(times[order], until_s))
    return float((present * lasts).sum()) / until_s
