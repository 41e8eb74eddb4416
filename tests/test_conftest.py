"""The databases that tests are given are real, empty and their own."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool


@pytest.mark.parametrize("time", [1, 2])
def test_a_test_gets_an_empty_database_of_its_own(empty_database_url: str, time: int):
    engine = create_engine(empty_database_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE marks (time INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO marks VALUES (:time)"), {"time": time})
    with engine.begin() as connection:
        assert connection.execute(text("SELECT time FROM marks")).scalars().all() == [time]


def test_the_shared_folder_is_the_one_beside_the_checkout(shared_dir: Path):
    assert shared_dir.parent == Path(__file__).parents[2]
