"""Every saved comparison can be ordered, and says in words what its figures say."""

from dataclasses import replace

import pytest

from core.domain.errors import NotFoundError, SourceError
from core.service.resources import ResourceKind, read_text, resource_path
from simulation.experiment.carry_out import carry_out, refuse_impossible
from simulation.experiment.comparison_file import (
    Asker,
    comparison_of,
    comparison_order,
    load_comparison,
    saved_comparisons,
)
from simulation.experiment.comparison_words import NOTHING_YET, told_in_words
from simulation.experiment.crew import OwnCrew
from simulation.experiment.played import Played
from simulation.experiment.point import Change, Provenance
from simulation.experiment.tally import Tally
from simulation.kpis import kpi_of

NOWHERE = Provenance(code_version="1", input_digests={})


@pytest.mark.parametrize("name", saved_comparisons())
def test_a_saved_comparison_can_be_ordered_and_watches_figures_that_are_defined(name):
    comparison = load_comparison(name)
    refuse_impossible(comparison_order(comparison))
    assert comparison.question.endswith("?")
    assert all(kpi_of(one.kpi).is_registered for one in comparison.watched)


@pytest.mark.parametrize("name", saved_comparisons())
def test_a_saved_comparison_runs_and_explains_itself(name):
    comparison = load_comparison(name)
    order = comparison_order(comparison, replications=1)
    short = replace(order.base, changes=(*order.base.changes, Change(path="days", value=1)))
    order = replace(order, base=short)
    tally = Tally(order)
    assert told_in_words(comparison, tally) == (NOTHING_YET,)
    for played in carry_out(order, OwnCrew()):
        tally.add(played)
    told = told_in_words(comparison, tally)
    assert not [sentence for sentence in told if "no run has this figure" in sentence]
    assert all(any(cell.title in sentence for sentence in told) for cell in order.cells)


def _tally(comparison, values):
    tally = Tally(
        replace(comparison_order(comparison), cells=comparison.alternatives[: len(values)])
    )
    for cell, of_cell in enumerate(values):
        for replication, value in enumerate(of_cell):
            kpis = {"cpo_net_minor_eur": value, "sessions": 100.0, "driver_paid_minor_eur": 5.0}
            tally.add(
                Played(cell=cell, replication=replication, kpis=kpis, provenance=NOWHERE, seconds=0)
            )
    return tally


def test_what_is_different_is_told_with_its_interval_and_the_conclusion_first():
    comparison = load_comparison("reseller-or-networkcore")
    told = told_in_words(comparison, _tally(comparison, ((1000, 1010, 990), (800, 812, 788))))
    assert told[0] == "By CPO net, NETWORKCORE is better than every other."
    assert told[1] == "CPO net (what the CPO keeps): 10.00 EUR under NETWORKCORE."
    # Differences -200, -198, -202: deviation 2, t of 2 degrees 4.303, half width 4.97.
    assert told[2] == (
        "RESELLER: 2.00 EUR (20.0 %) less than NETWORKCORE; 95 % interval of the difference "
        "\N{MINUS SIGN}2.05 to \N{MINUS SIGN}1.95 EUR, 3 paired replications: different."
    )
    assert "RESELLER: the same as NETWORKCORE in each of 3 replications." in told


def test_what_is_not_distinguishable_says_what_would_tell():
    comparison = load_comparison("reseller-or-networkcore")
    told = told_in_words(comparison, _tally(comparison, ((1000, 1000, 1000), (990, 1050, 1020))))
    assert told[0] == ("By CPO net, NETWORKCORE cannot be told from RESELLER with 3 replications.")
    assert "cannot be told from NETWORKCORE by 3 paired replications" in told[2]
    # Differences -10, 50, 20: mean 20, deviation 30, half width 74.5: 3 * (74.5 / 20) ** 2 = 41.7.
    assert told[2].endswith("About 42 replications would tell a difference of that size.")


@pytest.mark.parametrize(
    ("third", "said"),
    [
        (
            (1195, 1196, 1204),
            "is better than {0}: 2.00 EUR (20.0 %) more; it cannot be told from {2}.",
        ),
        ((1110, 1122, 1101), "is best: 2.00 EUR (20.0 %) more than {0}."),
    ],
)
def test_the_best_is_called_so_only_if_it_can_be_told_from_every_other(third, said):
    comparison = load_comparison("reseller-or-networkcore")
    tally = _tally(comparison, ((1000, 1010, 990), (1200, 1212, 1188), third))
    titles = [cell.title for cell in tally.order.cells]
    told = told_in_words(comparison, tally)
    assert told[0] == f"By CPO net, {titles[1]} {said.format(*titles)}"


def test_a_wrong_comparison_is_refused_by_field_and_line():
    path = resource_path(ResourceKind.COMPARISON, "idle-fees")
    text = read_text(path)
    assert comparison_of(text, "x", "x").asked_by is Asker.CPO
    with pytest.raises(SourceError, match="asked_by"):
        comparison_of(text.replace('asked_by = "CPO"', 'asked_by = "US"'), "x", "x")
    with pytest.raises(SourceError, match="titles that differ"):
        comparison_of(text.replace("12 an hour from minute 30", "no idle fee"), "x", "x")
    with pytest.raises(NotFoundError, match="idle-fees"):
        load_comparison("nothing")
