"""Two writers of the same CDRs at the same moment: both succeed, and everything is there once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core.domain.errors import CollisionError
from core.service.carry_cdrs import carry
from core.service.collision import again_after_collision
from core.service.open_books import open_books
from core.service.register_network import register_network
from core.service.report import summary_of
from core.service.verify_books import verify_books
from tests.builders import a_cdr, a_network, an_agreement


def test_two_writers_of_the_same_cdrs_post_them_once(database_url):
    cdrs = [a_cdr()]
    both_ready = Barrier(2)

    def write(_number):
        runtime = open_books(database_url)
        try:
            register_network(runtime, a_network(), [an_agreement()])
            both_ready.wait()
            return carry(runtime, cdrs)
        finally:
            runtime.database.close()

    open_books(database_url).database.close()
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(write, range(2))
    assert first.posted + second.posted == 1
    assert first.duplicates + second.duplicates == 1
    runtime = open_books(database_url)
    try:
        assert summary_of(runtime).posted == 1
        assert verify_books(runtime).count == 0
    finally:
        runtime.database.close()


def test_a_step_that_collides_by_itself_is_not_repeated_for_ever():
    tried = []

    def step():
        tried.append(1)
        raise CollisionError("always")

    with pytest.raises(CollisionError, match="always"):
        again_after_collision(step)
    assert len(tried) == 2


def test_a_step_that_lost_a_race_succeeds_the_second_time():
    outcomes = iter([CollisionError("first"), "done"])

    def step():
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    assert again_after_collision(step) == "done"
