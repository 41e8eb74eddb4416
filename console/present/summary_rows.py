"""The books and an audit of them as rows of tables for a terminal."""

from collections.abc import Iterable, Mapping, Sequence

from console.present.amount_text import energy_text, money_text
from core.service.import_file import ImportReport
from core.service.pipeline import PipelineRun
from core.service.snapshot import CurrencySummary, Summary
from core.service.verify_books import numbers_of

_OTHERS = "Hosts, partners, rebates"
"""Who is paid by terms that are written out only."""
_PARTS = (
    ("Gross at tariff", "gross_at_tariff"),
    ("Gross owed by Demand Partners", "gross"),
    ("VAT", "vat"),
    ("CPO net", "cpo_net"),
    ("Demand Partner share", "dp_share"),
    ("Network commission", "commission"),
    (_OTHERS, "others"),
    ("Card cost", "card_cost"),
    ("Payouts instructed", "payouts"),
)
Rows = list[tuple[str, ...]]


def import_rows(report: ImportReport) -> Rows:
    """What became of the rows of a file."""
    return [
        ("read", f"{report.read:,}"),
        ("accepted", f"{report.accepted:,}"),
        ("duplicates", f"{report.duplicates:,}"),
        *((f"rejected: {why.replace('_', ' ')}", f"{n:,}") for why, n in report.rejected.items()),
    ]


def settled_rows(ran: PipelineRun, trial_balance: Mapping[str, int]) -> Rows:
    """What was settled, and that the books still balance."""
    return [
        ("CDRs taken up", f"{ran.taken_up:,}"),
        ("Cycles", f"{ran.settled.cycles:,}"),
        ("Entries cleared", f"{ran.settled.entries:,}"),
        ("Instructions", f"{ran.settled.instructions:,}"),
        *(("Left to a later cycle", one) for one in ran.settled.waiting),
        *_balance_rows(trial_balance),
    ]


def _balance_rows(trial_balance: Mapping[str, int]) -> Rows:
    return [
        (f"Trial balance {currency}", money_text(amount, currency))
        for currency, amount in trial_balance.items()
    ]


def count_rows(summary: Summary) -> Rows:
    """What became of the sessions."""
    rows: Rows = [
        ("Sessions", f"{summary.sessions:,}"),
        ("Energy", f"{energy_text(summary.energy_kwh)} kWh"),
        ("Posted", f"{summary.posted:,}"),
        ("Free of charge", f"{summary.free:,}"),
    ]
    rows += [
        (f"Held: {reason.replace('_', ' ')}", f"{count:,}")
        for reason, count in summary.held.items()
    ]
    rows += _balance_rows(summary.trial_balance)
    return rows


def held_rows(examples: Iterable[tuple[str, str, str]]) -> Rows:
    """One CDR for each reason to wait: (reason, key, what was found)."""
    return [(reason.replace("_", " "), key, found) for reason, key, found in examples]


def money_rows(by_currency: Mapping[str, CurrencySummary]) -> Rows:
    """What the money came to: a row a part, a column a currency."""
    return [
        (
            name,
            *(money_text(getattr(one, part), currency) for currency, one in by_currency.items()),
        )
        for name, part in _PARTS
        if name != _OTHERS or any(one.others for one in by_currency.values())
    ]


def audit_rows(findings: Mapping[str, Sequence[str]]) -> Rows:
    """A row a check: the invariants it is about, its name, what it found."""
    return [
        (numbers_of(name), name.replace("_", " "), "ok" if not found else "; ".join(found))
        for name, found in findings.items()
    ]
