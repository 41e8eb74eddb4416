"""How long a party's documents of 100,000 sessions take, from the books to validated files."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from core.domain.cdr import AuthMethod, Cdr, ChargingPeriod
from core.domain.driver_token import DriverToken, TokenType
from core.service.agreement_file import load_agreement
from core.service.carry_cdrs import carry
from core.service.issue_documents import issue_documents, month_of
from core.service.issue_statement import issue_statements
from core.service.known import known_of
from core.service.network_file import load_network
from core.service.open_books import open_books
from core.service.register_network import register_network
from core.service.render_documents import renderer
from core.service.runtime import Runtime
from core.settlement.statement import statement_csv

SESSIONS = 100_000
BATCH = 2_000
START = datetime(2026, 3, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
EVSES = ("R1*1", "R1*2", "R2*1", "H1*1", "H1*2", "H2*1", "S1*1", "S1*2")
PARTY, CPO = "NL*RJD", "NL*DMO"
Figure = dict[str, Any]


def run(sessions: int = SESSIONS) -> list[Figure]:
    """Seconds for a statement as CSV, and for all documents of a month."""
    with TemporaryDirectory() as folder:
        runtime = open_books(f"sqlite:///{Path(folder) / 'books.sqlite'}", lambda: NOW)
        with runtime.database:
            _fill(runtime, sessions)
            listed = _seconds(lambda: statement_csv(issue_statements(runtime, PARTY)))
            issued = _seconds(lambda: _issue(runtime, PARTY))
            billed = _seconds(lambda: _issue(runtime, CPO))
    told = f"{sessions:,} sessions"
    return [
        _figure(f"statement of {told} as CSV", listed),
        _figure(f"statement, invoice and share of a DP with {told}: PDF, CSV, XLSX, XML", issued),
        _figure(f"statement, self-billed and commission of a CPO with {told}", billed),
    ]


def _figure(name: str, value: float) -> Figure:
    return {"name": name, "value": value, "unit": "s", "baseline": None, "ratio": None}


def _seconds(step: Callable[[], object]) -> float:
    began = perf_counter()
    step()
    return perf_counter() - began


def _issue(runtime: Runtime, party: str) -> None:
    with renderer() as rendering:
        (issued,) = issue_documents(runtime, month_of("2026-10"), rendering, party)
        assert issued.is_new


def _fill(runtime: Runtime, sessions: int) -> None:
    agreement = load_agreement("networkcore", "EUR", "NL")
    register_network(runtime, load_network("demo"), (agreement,))
    known = known_of(runtime)
    batch: list[Cdr] = []
    for cdr in _cdrs(sessions):
        batch.append(cdr)
        if len(batch) == BATCH:
            carry(runtime, batch, known=known)
            batch.clear()
    carry(runtime, batch, known=known)


def _cdrs(count: int) -> Iterator[Cdr]:
    """Sessions of 20 minutes, one every half hour at each EVSE, none at the same time."""
    token = DriverToken(demand_partner=PARTY, uid="T1", type=TokenType.RFID, contract_id="NL-RJD-1")
    names = {"R": "A28", "H": "HAVEN", "S": "STATION"}
    for number in range(count):
        evse_uid = EVSES[number % len(EVSES)]
        start = START + timedelta(minutes=24 * (number // len(EVSES)))
        energy = Decimal(500 + number % 977) / 100
        yield Cdr(
            cdr_id=str(number),
            cpo=CPO,
            token=token,
            auth_method=AuthMethod.WHITELIST,
            authorization_reference=None,
            location_id=names[evse_uid[0]],
            evse_uid=evse_uid,
            connector_id="1",
            start=start,
            end=start + timedelta(minutes=20),
            currency="EUR",
            energy_kwh=energy / 10 if evse_uid[0] != "R" else energy,
            charging_periods=(
                ChargingPeriod(
                    start=start,
                    energy_kwh=energy / 10 if evse_uid[0] != "R" else energy,
                    charging_s=1_200,
                ),
            ),
            tariff_id=None,
            country_code="NL",
            source="benchmark",
        )
