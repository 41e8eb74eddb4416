"""Payment files as rows of tables for a terminal, and as JSON material."""

from collections.abc import Iterable, Sequence
from datetime import date

from console.present.amount_text import money_text
from console.present.plain_values import Plain, plain
from core.service.list_collections import OpenCollection
from core.service.release_payments import BatchRelease, Exported

COLLECTION_COLUMNS = ("Party", "Left", "Reference to quote", "Days")
BATCH_COLUMNS = ("File", "State", "Made", "Payments", "Sums", "sha256")
ADVISORY = "these books cannot know that two people decided; SQLite is a file"


def one_line_a_reason(problems: Iterable[str]) -> list[str]:
    """Problems, each ``what: why``, as a line a reason: its first one, and how many more."""
    by_reason: dict[str, list[str]] = {}
    for problem in problems:
        what, _, reason = problem.partition(": ")
        by_reason.setdefault(reason, []).append(what)
    return [
        f"{first}{f' and {len(more):,} more' if more else ''}: {reason}"
        for reason, (first, *more) in by_reason.items()
    ]


def batch_rows(batches: Sequence[BatchRelease]) -> list[tuple[str, ...]]:
    """A row a payment file."""
    return [
        (
            one.batch.batch_id,
            _state(one),
            f"{one.batch.created_at:%Y-%m-%d %H:%M}",
            f"{one.batch.payments:,}",
            ", ".join(f"{money_text(sum_, key)} {key}" for key, sum_ in one.sums.items()),
            one.batch.sha[:12],
        )
        for one in batches
    ]


def plain_batches(batches: Sequence[BatchRelease]) -> Plain:
    """What ``payments list`` prints; sums are minor units."""
    return {
        "batches": [
            plain(one.batch)
            | {"sums": one.sums, "state": one.state.value, "advisory": one.is_advisory}
            for one in batches
        ]
    }


def _state(one: BatchRelease) -> str:
    return one.state.value.lower() + (" (advisory)" if one.is_advisory else "")


def plain_export(told: Exported, paths: Sequence[str]) -> Plain:
    """What ``payments export`` prints; the control sum is in major units."""
    files = [
        plain(one.file.batch) | {"path": path, "first": one.is_first, "advisory": one.is_advisory}
        for one, path in zip(told.released, paths, strict=True)
    ]
    waiting = [
        plain(one.batch) | {"state": one.state.value, "next": one.next_step} for one in told.waiting
    ]
    return {
        "files": files,
        "waiting": waiting,
        "new": told.is_new,
        "unpayable": list(told.unpayable),
    }


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
