"""A Dask cluster plays the same points to the same bytes, and what goes wrong there is told."""

import pytest

from core.domain.errors import PeerError, RuleError
from simulation.experiment.carry_out import carry_out
from simulation.experiment.crew import OwnCrew
from simulation.experiment.crew_choice import crew_of
from simulation.experiment.local_crew import LocalCrew

pytest.importorskip("distributed", reason="Dask is an optional extra")


def _digests(order, crew):
    try:
        return {(one.cell, one.replication): one.digest for one in carry_out(order, crew)}
    finally:
        crew.close()


def test_a_cluster_gives_the_same_bytes_as_this_process(order):
    assert _digests(order, crew_of("cluster:local")) == _digests(order, OwnCrew())


def test_a_cluster_that_is_not_there_is_told_in_one_line():
    with pytest.raises(PeerError, match="no Dask scheduler answers"):
        crew_of("cluster:tcp://127.0.0.1:1")


@pytest.mark.parametrize("word", ["many", "0", "cluster:", "cluster:nowhere", "-1", "1000000"])
def test_a_crew_that_nobody_knows_is_refused(word):
    with pytest.raises(RuleError, match="wanted a number of processes"):
        crew_of(word)


def test_a_crew_by_number_is_that_many_processes():
    crew = crew_of("3")
    assert isinstance(crew, LocalCrew)
    assert crew.room == 3
    crew.close()
