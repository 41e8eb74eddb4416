from datetime import timedelta
from decimal import Decimal

from console.present.throughput_lines import rows_of_bucket, throughput_line
from core.domain.filter_parse import FilterProblem, parse_filter
from core.domain.table_fields import FIELDS, BookTable
from core.service.recent_throughput import Throughput
from core.service.throughput import Bucket
from tests.console.present.builders import START

HOUR = timedelta(hours=1)
FIRST = START.replace(minute=0, second=0)
TOLD = Throughput(
    tuple(Bucket(FIRST + at * HOUR, at, Decimal("10.5") * at) for at in range(3)), 3600
)


def test_the_line_is_sessions_or_energy_by_bucket():
    sessions, energy = throughput_line(TOLD), throughput_line(TOLD, is_energy=True)
    assert list(sessions.values) == [0, 1, 2]
    assert list(energy.values) == [0, 10.5, 21]
    assert sessions.unit == "sessions ended per h"
    assert energy.unit == "kWh of sessions ended per h"
    assert list(sessions.at_s) == list(energy.at_s)


def test_a_point_opens_the_sessions_of_its_bucket_and_of_no_other():
    link = rows_of_bucket(TOLD, (FIRST + HOUR).timestamp() + 600)
    assert link.table is BookTable.SESSIONS
    assert link.filter_text == "time>=2026-06-01T13:00:00 time<2026-06-01T14:00:00"
    tree = parse_filter(link.filter_text, FIELDS[link.table])
    assert not isinstance(tree, FilterProblem)


def test_where_nothing_ended_there_is_nothing_to_open():
    assert rows_of_bucket(Throughput(), 0) is None
