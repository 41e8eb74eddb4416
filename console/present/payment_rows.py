"""Payment files as rows of tables for a terminal, and as JSON material."""

from collections.abc import Sequence
from datetime import date

from console.present.amount_text import money_text
from console.present.plain_values import Plain, plain
from core.service.export_payments import BatchSummary, Export
from core.service.list_collections import OpenCollection

COLLECTION_COLUMNS = ("Party", "Left", "Reference to quote", "Days")
BATCH_COLUMNS = ("File", "Made", "Payments", "Sums", "sha256")


def batch_rows(batches: Sequence[BatchSummary]) -> list[tuple[str, ...]]:
    """A row a payment file."""
    return [
        (
            one.batch.batch_id,
            f"{one.batch.created_at:%Y-%m-%d %H:%M}",
            f"{one.batch.payments:,}",
            ", ".join(f"{money_text(sum_, key)} {key}" for key, sum_ in one.sums.items()),
            one.batch.sha[:12],
        )
        for one in batches
    ]


def plain_batches(batches: Sequence[BatchSummary]) -> Plain:
    """What ``payments list`` prints; sums are minor units."""
    return {"batches": [plain(one.batch) | {"sums": one.sums} for one in batches]}


def plain_export(export: Export, paths: Sequence[str]) -> Plain:
    """What ``payments export`` prints; the control sum is in major units."""
    files = [
        plain(one.batch) | {"path": path} for one, path in zip(export.files, paths, strict=True)
    ]
    return {"files": files, "new": export.is_new, "unpayable": list(export.unpayable)}


def collection_rows(collections: Sequence[OpenCollection], today: date) -> list[tuple[str, ...]]:
    """A row a collection that is not received in full, with its age in days."""
    return [
        (
            one.instruction.party,
            f"{money_text(one.left_minor, one.instruction.currency)} {one.instruction.currency}",
            one.reference,
            f"{(today - one.instruction.value_at.date()).days:,}",
        )
        for one in collections
    ]


def plain_collections(collections: Sequence[OpenCollection]) -> Plain:
    """What ``payments collections`` prints; amounts are minor units."""
    return {
        "collections": [
            plain(one.instruction) | {"reference": one.reference, "left_minor": one.left_minor}
            for one in collections
        ]
    }
