"""The whole public files go through the pipeline: nothing is lost, and the books balance."""

import csv
from datetime import UTC, datetime

import pytest

from core.service.open_books import open_books
from core.service.replay_file import ReplayOrder, replay_file
from core.service.verify_books import verify_books


@pytest.mark.parametrize(
    ("folder", "network"),
    [("dundee_uk", "dundee"), ("perth_kinross_uk", "perth-kinross")],
)
def test_every_row_of_a_public_file_is_accounted_for(folder, network, shared_dir, tmp_path):
    path = shared_dir / "data" / folder / "sessions.csv"
    if not path.is_file():
        pytest.skip(f"needs shared/data/{folder}/sessions.csv")
    runtime = open_books(
        f"sqlite:///{tmp_path / 'books.sqlite'}", lambda: datetime(2026, 1, 1, tzinfo=UTC)
    )
    order = ReplayOrder(
        path=path,
        network=network,
        agreement="networkcore",
        rejects_file=tmp_path / "rejects.csv",
    )
    with runtime.database:
        replayed = replay_file(runtime, order)
        imported, summary = replayed.imported, replayed.summary
        rejected = sum(imported.rejected.values())
        with path.open(newline="", encoding="utf-8") as file:
            assert imported.read == sum(1 for _ in csv.reader(file)) - 1
        assert imported.read == imported.accepted + imported.duplicates + rejected
        with (tmp_path / "rejects.csv").open(newline="", encoding="utf-8") as file:
            assert sum(1 for _ in csv.reader(file)) - 1 == rejected
        assert summary.sessions == imported.accepted
        assert summary.sessions == summary.posted + summary.free + sum(summary.held.values())
        assert summary.posted > summary.sessions * 0.8
        assert set(summary.trial_balance.values()) == {0}
        assert set(summary.receivable.values()) == set(summary.payable.values()) == {0}
        gbp = summary.by_currency["GBP"]
        assert gbp.gross - gbp.vat == gbp.cpo_net + gbp.dp_share + gbp.commission
        assert verify_books(runtime).count == 0
