from dataclasses import replace

import numpy as np
import pytest

from simulation.observations import Outcome
from simulation.validation.check import CheckGroup, Verdict
from simulation.validation.law_checks import check_evses, check_little, played
from simulation.validation.run_checks import CHECK_SEED, run_checks


@pytest.fixture(scope="module")
def checks():
    return run_checks()


def test_every_check_of_theory_covers_it_within_three_percent(checks):
    theory = [check for check in checks if check.group is CheckGroup.THEORY]

    assert len(theory) == 6
    for check in theory:
        low, high = check.interval
        assert low <= check.wanted <= high, check.name
        assert (high - low) / 2 <= 0.03 * check.wanted, check.name


def test_every_law_holds_exactly(checks):
    laws = {check.name: check for check in checks if check.group is CheckGroup.LAWS}

    assert len(laws) == 12
    assert {check.verdict for check in laws.values()} == {Verdict.PASSED}


def test_drivers_choose_as_the_logit_model_and_the_studies_say(checks):
    choice = [check for check in checks if check.group is CheckGroup.CHOICE]

    assert [check.name for check in choice] == [
        "choice.logit",
        "choice.elasticity",
        "choice.diversion",
    ]
    assert {check.verdict for check in choice} == {Verdict.PASSED}
    low, high = choice[0].interval
    assert high - low < 0.03


def test_names_are_unique_and_every_check_says_what_it_is(checks):
    assert len({check.name for check in checks}) == len(checks)
    assert all(check.definition and check.what for check in checks)


def test_progress_is_told_from_the_first_step_to_the_last_unless_it_is_cancelled():
    told = []

    found = run_checks(lambda *words: told.append(words), is_cancelled=lambda: len(told) == 2)

    assert [done for done, _, _ in told] == [0, 1]
    assert [check.name for check in found] == ["erlang_b.m_m_4_4", "erlang_b.m_m_10_10"]


def test_an_evse_with_two_drivers_is_found():
    run = played(CHECK_SEED)
    twice = replace(
        run.seen.after(len(run.seen.outcome) - 2),
        site=np.zeros(2, np.int32),
        arrived_s=np.array([0, 5]),
        outcome=np.full(2, Outcome.SERVED, np.uint8),
        evse=np.zeros(2, np.int32),
        plugged_s=np.array([0, 5]),
        left_s=np.array([10, 20]),
        now_s=30,
    )
    broken = type(run)(
        **{name: getattr(run, name) for name in run.__slots__ if name != "seen"}, seen=twice
    )

    assert check_evses(broken).value == 5
    assert check_evses(broken).verdict is Verdict.FAILED


def test_little_fails_if_someone_leaves_before_coming():
    run = played(CHECK_SEED)
    seen = replace(
        run.seen.after(len(run.seen.outcome) - 2),
        site=np.zeros(2, np.int32),
        arrived_s=np.array([0, 10]),
        outcome=np.full(2, Outcome.SERVED, np.uint8),
        evse=np.array([0, 1], np.int32),
        plugged_s=np.array([0, 10]),
        left_s=np.array([15, 40]),
        now_s=30,
    )

    assert check_little(seen).verdict is Verdict.FAILED
