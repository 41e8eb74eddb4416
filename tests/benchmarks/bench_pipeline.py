"""How fast sessions become postings on SQLite, and what the single steps cost.

The baseline of the pipeline is the least that any books must do: `executemany` of as many posting
rows by the standard library's sqlite3, without prices, checks, guards or a chain.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from core.domain.agreement import Agreement, CommissionModel
from core.domain.cdr import AuthMethod, Cdr, ChargingPeriod
from core.domain.driver_token import DriverToken, TokenType
from core.domain.interval import Interval
from core.ledger.posting_rules import Terms, entry_for_cdr
from core.ledger.split import split
from core.pricing.price import price
from core.service.carry_cdrs import carry
from core.service.known import known_of
from core.service.network_file import load_network
from core.service.open_books import open_books
from core.service.register_network import register_network
from core.service.replay_file import ReplayOrder, replay_file
from core.service.runtime import Runtime
from core.service.verify_books import verify_books
from tests.builders import a_session_vat

START = datetime(2026, 6, 1, tzinfo=UTC)
SESSIONS = 20_000
BATCH = 1_000
LEGS = 9
STEPS = 5_000
ROUNDS = 3
EVSES = ("R1*1", "R1*2", "H1*1", "H1*2")
BASELINE = "sqlite3 executemany of the same number of posting rows, synchronous FULL"
Figure = dict[str, Any]


def run() -> list[Figure]:
    """Sessions a second from CDR to sealed postings; microseconds of the pure steps."""
    network = load_network("demo")
    cdrs = _cdrs(SESSIONS)
    with TemporaryDirectory() as folder:
        file = _file(Path(folder) / "sessions.csv")
        imported = _best(lambda number: _import_to_posted(Path(folder), file, number))
        plain = _best(lambda number: _plain(Path(folder) / f"plain{number}.sqlite"))
        rates, verify_ms = [], 0.0
        for number in range(ROUNDS):
            runtime = open_books(f"sqlite:///{folder}/books{number}.sqlite")
            with runtime.database:
                register_network(runtime, network, (_agreement(),))
                rates.append(_pipeline(runtime, cdrs))
                began = perf_counter()
                assert verify_books(runtime).count == 0
                verify_ms = (perf_counter() - began) * 1e3 / (SESSIONS / 1_000)
    tariff = network.tariff("DC-OVERTIME")
    priced = price(cdrs[0], tariff)
    vat = a_session_vat(priced, _agreement())
    terms = Terms(agreement=_agreement(), received_at=cdrs[0].end, rate=None, vat=vat)
    whole = max(rates)
    return [
        _figure("pipeline: CDR to sealed postings, SQLite file", whole, "sessions/s", plain),
        _figure("pipeline: import of a file to posted", imported, "sessions/s", plain),
        _figure("posting rows as sessions, plain sqlite3", plain, "sessions/s"),
        _figure("price() of a CDR of two periods", _us(lambda: price(cdrs[0], tariff)), "µs"),
        _figure(
            "split and entry of a priced CDR",
            _us(lambda: entry_for_cdr(priced, split(priced, terms.agreement, vat), terms)),
            "µs",
        ),
        _figure("verify, each 1,000 entries", verify_ms, "ms"),
    ]


def _figure(name: str, value: float, unit: str, plain: float | None = None) -> Figure:
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "baseline": None if plain is None else BASELINE,
        "ratio": None if plain is None else value / plain,
    }


def _best(rate_of: Callable[[int], float]) -> float:
    return max(rate_of(number) for number in range(ROUNDS))


def _us(step: Callable[[], object]) -> float:
    def once() -> float:
        began = perf_counter()
        for _ in range(STEPS):
            step()
        return (perf_counter() - began) * 1e6 / STEPS

    return min(once() for _ in range(ROUNDS))


def _agreement() -> Agreement:
    return Agreement(
        agreement_id="bench",
        preset="NETWORKCORE",
        effective=Interval(datetime(2020, 1, 1, tzinfo=UTC)),
        commission_model=CommissionModel.POOL,
        commission_bp=1000,
        dp_share_bp=4000,
        service_vat_pct=Decimal(21),
        payout_currency="EUR",
    )


def _cdrs(count: int) -> Sequence[Cdr]:
    """Sessions of an hour in two periods, one after the other at each of four EVSEs."""
    token = DriverToken(
        demand_partner="NL*RJD", uid="T1", type=TokenType.RFID, contract_id="NL-RJD-1"
    )
    cdrs = []
    for number in range(count):
        evse_uid = EVSES[number % len(EVSES)]
        start = START + timedelta(hours=2 * (number // len(EVSES)))
        half = timedelta(minutes=30)
        cdrs.append(
            Cdr(
                cdr_id=str(number),
                cpo="NL*DMO",
                token=token,
                auth_method=AuthMethod.WHITELIST,
                authorization_reference=None,
                location_id="A28" if evse_uid[0] == "R" else "HAVEN",
                evse_uid=evse_uid,
                connector_id="1",
                start=start,
                end=start + 2 * half,
                currency="EUR",
                energy_kwh=Decimal("9.5"),
                charging_periods=(
                    ChargingPeriod(start=start, energy_kwh=Decimal("4.75"), charging_s=1800),
                    ChargingPeriod(start=start + half, energy_kwh=Decimal("4.75"), charging_s=1800),
                ),
                tariff_id="DC-OVERTIME",
                country_code="NL",
                source="benchmark",
            )
        )
    return cdrs


def _file(path: Path) -> Path:
    """The sessions of ``_cdrs`` as a file of the demonstration's mapping."""
    lines = ["start;eind;kwh;laadpaal;connector;locatie;pas;laaduren"]
    for number in range(SESSIONS):
        point, _, connector = EVSES[number % len(EVSES)].partition("*")
        # More than a year: the few that meet a change of clocks are rejected or held.
        start = datetime(2026, 6, 1, 4) + timedelta(hours=2 * (number // len(EVSES)))  # noqa: DTZ001
        end = start + timedelta(hours=1)
        lines.append(
            f"{start:%d-%m-%Y %H:%M};{end:%d-%m-%Y %H:%M};9,5;{point};{connector};x;{number % 50};1"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _import_to_posted(folder: Path, file: Path, number: int) -> float:
    """Sessions a second from the file's first byte to the last batch posted and sealed."""
    posted_at: list[float] = []

    def on_stage(stage: str, done: int, total: int) -> None:
        if stage == "post" and done == total:
            posted_at.append(perf_counter())

    order = ReplayOrder(
        path=file, network="demo", agreement="networkcore", rejects_file=folder / "rejects.csv"
    )
    runtime = open_books(f"sqlite:///{folder}/imported{number}.sqlite")
    with runtime.database:
        began = perf_counter()
        replayed = replay_file(runtime, order, on_stage)
    assert replayed.summary.posted > SESSIONS * 0.99, replayed.summary
    return SESSIONS / (posted_at[-1] - began)


def _pipeline(runtime: Runtime, cdrs: Sequence[Cdr]) -> float:
    known = known_of(runtime)
    began = perf_counter()
    for at in range(0, len(cdrs), BATCH):
        carried = carry(runtime, cdrs[at : at + BATCH], known=known)
        assert carried.posted == BATCH, carried
    return len(cdrs) / (perf_counter() - began)


def _plain(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE posting (entry INTEGER, leg INTEGER, account TEXT, currency TEXT, "
        "amount_minor INTEGER, PRIMARY KEY (entry, leg)) STRICT, WITHOUT ROWID"
    )
    began = perf_counter()
    for at in range(0, SESSIONS, BATCH):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO posting VALUES (?, ?, ?, ?, ?)",
            [
                (entry, leg, "2100:NL*DMO", "EUR", leg)
                for entry in range(at, at + BATCH)
                for leg in range(LEGS)
            ],
        )
        connection.execute("COMMIT")
    rate = SESSIONS / (perf_counter() - began)
    connection.close()
    return rate
