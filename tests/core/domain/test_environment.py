"""Nobody takes a played session for a real one."""

import pytest

from core.domain.environment import REPLAYED, SIMULATED, Environment, environment_of


@pytest.mark.parametrize(
    ("source", "environment"),
    [
        (SIMULATED, Environment.SIMULATION),
        (f"{REPLAYED}sessions.csv", Environment.REPLAY),
        ("cdrs.json", Environment.LIVE),
        ("simulation.json", Environment.LIVE),
    ],
)
def test_the_source_of_a_cdr_tells_its_world(source, environment):
    assert environment_of(source) is environment
