"""Commands on the ledger's life: refunds, chargebacks, defaults, closed periods, balances."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated

import typer

from console.application.book_commands import utc_of
from console.application.options import AsJson, Db, existing_books, number_of
from console.application.terminal import OUT, print_json, print_table
from console.present.life_rows import (
    BALANCE_COLUMNS,
    ENTRY_COLUMNS,
    PENDING_COLUMNS,
    PERIOD_COLUMNS,
    balance_rows,
    leg_rows,
    pending_rows,
    period_rows,
    plain_balances,
    plain_closing,
    plain_write_off,
)
from console.present.plain_values import plain
from core.domain.agreement import Bearer
from core.domain.entry import Entry
from core.service.charge_card_cost import charge_card_cost
from core.service.close_period import balances_known, close_period, list_periods
from core.service.default_partner import take_default, write_off
from core.service.refund_session import Asked, PaidBack, RefundedBy, charge_back, refund_session
from core.service.resolve_pending import list_pending
from core.service.trade_currency import money_named

periods_app = typer.Typer(help="Months: closed by two people, for good.", no_args_is_help=True)
Session = Annotated[str, typer.Argument(help="Key or id of a CDR, or id of its session.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the ledger and in the log.")]
Amount = Annotated[
    str | None, typer.Option(help="With VAT, in the currency the DP settles in; all by default.")
]
Name = Annotated[str, typer.Option(help="Tells several of one session apart.")]
Partner = Annotated[str, typer.Argument(help="Key of a Demand Partner, as NL*XYZ.")]


def refund_command(
    session: Session,
    reason: Reason,
    amount: Amount = None,
    name: Name = "1",
    by: Annotated[RefundedBy, typer.Option(help="Who pays it.")] = RefundedBy.SPLIT,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Give a part of a session back, or all of it; the next cycle nets it."""
    asked = _asked(amount, name)
    with existing_books(db) as runtime:
        done = refund_session(runtime, session, asked, reason, by)
    _show_paid_back(done, as_json=as_json)


def chargeback_command(
    session: Session,
    reason: Reason,
    amount: Amount = None,
    name: Name = "1",
    by: Annotated[Bearer, typer.Option(help="Who bears it.")] = Bearer.DP,
    cost: Annotated[str, typer.Option(help="What the card scheme charges the network.")] = "0",
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Post that a driver's bank took a card payment back."""
    asked = _asked(amount, name)
    with existing_books(db) as runtime:
        done = charge_back(runtime, session, asked, reason, (by, _amount("--cost", cost)))
    _show_paid_back(done, as_json=as_json)


def default_command(
    partner: Partner, reason: Reason, db: Db = None, as_json: AsJson = False
) -> None:
    """Take a partner to be in default: collections are recalled, its deposit is drawn."""
    with existing_books(db) as runtime:
        made = take_default(runtime, partner, reason)
    if as_json:
        print_json({"entries": plain(made)})
    else:
        _show_entries("Defaulted", made)


def write_off_command(
    partner: Partner, reason: Reason, db: Db = None, as_json: AsJson = False
) -> None:
    """Propose to give up what a partner still owes of its defaults; once approved, post it."""
    with existing_books(db) as runtime:
        done = write_off(runtime, partner, reason)
    if as_json:
        print_json(plain_write_off(done))
    elif done.entries:
        _show_entries("Written off", done.entries)
    else:
        _say_proposed(done.approval.approval_id)


def card_cost_command(
    period: Annotated[str, typer.Argument(help="A month that is over, as 2026-06.")],
    amount: Annotated[str, typer.Argument(help="Of no single session, as '45.00 EUR'.")],
    name: Annotated[str, typer.Option(help="The number of the processor's invoice.")],
    reason: Reason,
    back: Annotated[bool, typer.Option("--back", help="The processor gives it back.")] = False,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Propose what the card processor charges for a month; once approved, post it."""
    asked = money_named(amount)
    charged = replace(asked, amount_minor=-asked.amount_minor) if back else asked
    with existing_books(db) as runtime:
        done = charge_card_cost(runtime, period, charged, name, reason)
    if as_json:
        print_json(plain(done))
    elif done.entry is not None:
        _show_entries("Card cost", [done.entry])
    elif done.approval is not None:
        _say_proposed(done.approval.approval_id)


def balances_command(
    at: Annotated[
        datetime | None, typer.Option(help="Of all that counts before this time, UTC.")
    ] = None,
    known_at: Annotated[
        datetime | None, typer.Option(help="As known at this time, UTC: what was booked by then.")
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """List the balance of every account, at any time, as known at any time."""
    with existing_books(db) as runtime:
        found = balances_known(runtime, utc_of(at), utc_of(known_at))
    if as_json:
        print_json(plain_balances(found))
    else:
        print_table("Balances", BALANCE_COLUMNS, balance_rows(found), figures=False)


def pending_command(db: Db = None, as_json: AsJson = False) -> None:
    """List sessions that wait out a dispute window before they are posted."""
    with existing_books(db) as runtime:
        found = list_pending(runtime)
    if as_json:
        print_json({"pending": plain(found)})
    else:
        print_table("Pending", PENDING_COLUMNS, pending_rows(found), figures=False)


@periods_app.command("close")
def periods_close_command(
    period: Annotated[str, typer.Argument(help="A month that is over, as 2026-06.")],
    reason: Reason,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Propose to close a month; once approved, the same command closes it for good."""
    with existing_books(db) as runtime:
        done = close_period(runtime, period, reason)
    if as_json:
        print_json(plain_closing(done))
    elif done.closed is not None:
        print_table("Closed", PERIOD_COLUMNS, period_rows([done.closed]), figures=False)
    elif done.approval is not None:
        _say_proposed(done.approval.approval_id)


@periods_app.command("list")
def periods_list_command(db: Db = None, as_json: AsJson = False) -> None:
    """List the months that are closed, oldest first."""
    with existing_books(db) as runtime:
        found = list_periods(runtime)
    if as_json:
        print_json({"periods": plain(found)})
    else:
        print_table("Closed", PERIOD_COLUMNS, period_rows(found), figures=False)


def _asked(amount: str | None, name: str) -> Asked:
    return Asked(amount=None if amount is None else _amount("--amount", amount), name=name)


def _amount(option: str, written: str) -> Decimal:
    return number_of(option, written, "an amount as 6.05")


def _show_paid_back(done: PaidBack, *, as_json: bool) -> None:
    if as_json:
        print_json({"amount": plain(done.amount), "entry": plain(done.entry)})
    else:
        _show_entries(f"{done.amount} goes back", [done.entry])


def _show_entries(title: str, entries: Sequence[Entry]) -> None:
    print_table(title, ENTRY_COLUMNS, leg_rows(entries), figures=False)


def _say_proposed(approval_id: str) -> None:
    OUT.print(
        f"proposed as {approval_id}; when another one has approved it, say the same again",
        markup=False,
    )
