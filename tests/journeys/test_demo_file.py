"""The demonstration's sessions, priced a second time by a small calculation of the test's own."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.domain.errors import ConflictError
from core.service.open_books import open_books
from core.service.replay_file import ReplayOrder, replay_file
from core.service.report import summary_of
from core.service.trace import trace
from core.service.verify_books import verify_books
from core.store.cdr_store import received_among
from core.store.fate_store import prices_of
from core.store.journal_store import entries_where, splits_of

DEMO = Path(__file__).parents[2] / "resources" / "sessions" / "demo.csv"
ZONE = ZoneInfo("Europe/Amsterdam")
POWER_KW = {"H1": 11, "H2": 22, "S1": 50, "S2": 11, "R1": 150, "R2": 300}
SKIPPED = (datetime(2026, 3, 29, 2), datetime(2026, 3, 29, 3))  # noqa: DTZ001 (local times)


def cents(exact, rounding=ROUND_HALF_UP):
    return int((exact * 100).quantize(Decimal(1), rounding))


def whole_minutes(seconds):
    return -(-seconds // 60) * 60


def costs(point, kwh, charging_s):
    """Cost lines before VAT, unrounded, by the words of the tariffs."""
    if point == "H2":  # 0.0317 a minute
        return [Decimal("0.0317") * whole_minutes(charging_s) / 60]
    if point == "R2":  # 0.50 a session and 0.56 per kWh
        return [Decimal("0.50"), Decimal("0.56") * kwh]
    if point == "R1":  # 0.49 per kWh; from the 31st minute also 0.12 a minute
        late_s = whole_minutes(max(0, charging_s - 1800))
        return [Decimal("0.49") * kwh, Decimal("0.12") * late_s / 60]
    if point == "S1":  # 0.20 a session, 0.11 a minute, from the 46th minute 0.16
        billed_s = whole_minutes(charging_s)
        early_s = min(billed_s, 2700)
        late_s = billed_s - early_s
        return [Decimal("0.20"), Decimal("0.11") * early_s / 60, Decimal("0.16") * late_s / 60]
    return [Decimal("0.38") * kwh]


def moment(text):
    return datetime.strptime(text, "%d-%m-%Y %H:%M")  # noqa: DTZ007 (local, as the file has it)


def number(text):
    return Decimal(text.replace(",", "."))


class Expected:
    """What must come out, worked out row by row."""

    def __init__(self):
        self.counts = Counter()
        self.held = Counter()
        self.sums = Counter()
        self.energy = Decimal(0)
        stays = []
        seen = set()
        with DEMO.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter=";"):
                self.counts["read"] += 1
                if self.rejected(row):
                    self.counts["rejected"] += 1
                elif (key := tuple(row.values())) in seen:
                    self.counts["duplicates"] += 1
                else:
                    seen.add(key)
                    stays.append(row)
        self.settle(sorted(stays, key=lambda row: moment(row["eind"])))

    @staticmethod
    def rejected(row):
        if not row["eind"] or number(row["kwh"]) < 0:
            return True
        start, end = moment(row["start"]), moment(row["eind"])
        return end < start or SKIPPED[0] <= start < SKIPPED[1]

    def settle(self, rows):
        taken = {}
        for row in rows:
            start, end = (
                moment(row[one]).replace(tzinfo=ZONE).astimezone(UTC) for one in ("start", "eind")
            )
            kwh, stay_s = number(row["kwh"]), int((end - start).total_seconds())
            charging_s = min(round(number(row["laaduren"]) * 3600), stay_s)
            self.energy += kwh
            at = taken.setdefault((row["laadpaal"], row["connector"]), [])
            reason = self.reason(row["laadpaal"], kwh, stay_s, charging_s)
            if reason is None and any(start < other[1] and other[0] < end for other in at):
                reason = "overlap"
            if reason is not None:
                self.held[reason] += 1
                continue
            at.append((start, end))
            self.post(costs(row["laadpaal"], kwh, charging_s))

    @staticmethod
    def reason(point, kwh, stay_s, charging_s):
        if stay_s < 120:
            return "too_short"
        if kwh < Decimal("0.2"):
            return "too_little_energy"
        hours = Decimal(charging_s + 60) / 3600
        return "above_connector_power" if kwh / hours > POWER_KW[point] * Decimal("1.05") else None

    def post(self, lines):
        net = sum(cents(line) for line in lines)
        vat = sum(cents(line * Decimal("0.21")) for line in lines)
        taken = cents(Decimal(net) / 1000)  # 10 %
        share = cents(Decimal(taken) * 40 / 10_000, ROUND_HALF_DOWN)  # a tie is the network's
        self.sums.update(
            posted=1,
            gross=net + vat,
            vat=vat,
            commission=taken - share,
            dp_share=share,
            cpo_net=net - taken,
            payouts=net - taken + vat - cents(Decimal(taken) * 21 / 10_000),
            card_cost=15 + cents(Decimal(net + vat) * 35 / 100_000),  # 0.15 + 3.5 % of gross
        )


def vat_by_partner(runtime):
    """VAT of the posted sessions by Demand Partner: at tariff, and as it owes it."""
    at_tariff, owed = Counter(), Counter()
    with runtime.database.reading() as connection:
        keys = [one.entry.entry_id for one in entries_where(connection) if one.entry.kind == "cdr"]
        cdrs = {key: one.cdr for key, one in received_among(connection, keys).items()}
        prices, parts = prices_of(connection, cdrs.values()), splits_of(connection, keys)
        for key, cdr in cdrs.items():
            at_tariff[cdr.demand_partner] += prices[key].vat_minor
            owed[cdr.demand_partner] += parts[key].vat
    return at_tariff, owed


@pytest.fixture
def order(tmp_path):
    return ReplayOrder(
        path=DEMO, network="demo", agreement="networkcore", rejects_file=tmp_path / "rejects.csv"
    )


@pytest.fixture
def runtime(database_url):
    runtime = open_books(database_url)
    yield runtime
    runtime.database.close()


def test_the_demonstration_comes_out_as_worked_out_by_hand(runtime, order):
    expected = Expected()
    replayed = replay_file(runtime, order)
    imported, summary = replayed.imported, replayed.summary
    assert imported.read == expected.counts["read"]
    assert imported.duplicates == expected.counts["duplicates"] == 1
    assert sum(imported.rejected.values()) == expected.counts["rejected"] == 4
    assert summary.held == dict(expected.held)
    assert summary.energy_kwh == expected.energy
    assert summary.posted == expected.sums["posted"]
    eur = summary.by_currency["EUR"]
    for name in ("cpo_net", "dp_share", "commission", "payouts", "card_cost"):
        assert getattr(eur, name) == expected.sums[name], name
    assert eur.gross_at_tariff == expected.sums["gross"]
    assert eur.gross - eur.vat == expected.sums["gross"] - expected.sums["vat"]
    at_tariff, owed = vat_by_partner(runtime)
    assert at_tariff.total() == expected.sums["vat"]
    assert eur.vat == owed.total() == at_tariff["NL*RJD"]
    assert (owed["DE*STR"], owed["CH*ALP"]) == (0, 0)  # over the border: they account for it
    assert set(summary.trial_balance.values()) == {0}
    assert verify_books(runtime).count == 0


def test_replayed_twice_nothing_changes(runtime, order):
    first = replay_file(runtime, order)
    again = replay_file(runtime, order)
    assert again.summary == first.summary
    assert (again.imported.accepted, again.settled.cycles) == (0, 0)
    assert verify_books(runtime).count == 0


def test_other_terms_in_the_same_books_are_a_conflict_and_change_nothing(runtime, order):
    before = replay_file(runtime, order).summary
    other = ReplayOrder(
        path=DEMO, network="demo", agreement="reseller", rejects_file=order.rejects_file
    )
    with pytest.raises(ConflictError):
        replay_file(runtime, other)
    assert summary_of(runtime) == before
    assert verify_books(runtime).count == 0


def test_every_cpo_is_paid_within_48_hours(runtime, order):
    replay_file(runtime, order)
    with runtime.database.reading() as connection:
        own = [one.entry for one in entries_where(connection) if one.entry.kind == "cdr"]
    for entry in own[::10]:
        story = trace(runtime, entry.entry_id)
        (paid,) = [one for one in story.instructions if one.kind == "PAYOUT"]
        assert timedelta(0) <= paid.value_at - story.cdr.end <= timedelta(hours=48)
