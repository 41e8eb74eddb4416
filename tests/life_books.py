"""Something in every table of what happens to money after a session, and months that are closed."""

from core.domain.dispute import DisputeStatus
from core.service.carry_cdrs import carry
from core.service.close_period import close_period
from core.service.default_partner import take_default
from core.service.dispute_session import decide_dispute, open_dispute
from core.service.register_network import register_network
from core.service.resolve_pending import resolve_pending
from tests.books import ABROAD, DAY, MONTH, two_partner_network
from tests.builders import START, a_cdr, an_agreement
from tests.duty_books import approve_as_second


def fill_life(runtime):
    """Write at least one row into every table of what happens to money after a session."""
    carry(runtime, [a_cdr("disputed", start=START + MONTH + 10 * DAY)])
    open_dispute(runtime, "disputed", "charged twice")
    decide_dispute(runtime, "disputed", DisputeStatus.WON, "it was not")
    take_default(runtime, ABROAD, "insolvent")
    close(runtime, "2026-06")
    slow = an_agreement(
        agreement_id="slow", demand_partner=ABROAD, fx_margin_bp=50, dispute_window_days=7
    )
    register_network(runtime, two_partner_network(), [slow])
    waiting = [
        a_cdr(f"w{day}", demand_partner=ABROAD, start=START + MONTH + (15 + day) * DAY)
        for day in (0, 8)
    ]
    carry(runtime, waiting)
    resolve_pending(runtime, START + MONTH + 23 * DAY)


def close(runtime, period):
    """Close a period with the word of a second person."""
    proposed = close_period(runtime, period, "the month is over")
    approve_as_second(runtime, proposed.approval.approval_id)
    return close_period(runtime, period, "the month is over")
