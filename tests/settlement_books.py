"""A network with rules of settlement, and something in every table of theirs."""

from datetime import date, timedelta
from decimal import Decimal

from core.domain.settlement_rules import (
    CreditLine,
    CreditMode,
    CutOffRule,
    EntityMembership,
    HoldbackRule,
    SettlementRules,
)
from core.service.carry_cdrs import carry
from core.service.refund_session import Asked, refund_session
from core.service.register_network import register_network
from core.service.release_payments import export_batch, list_batches, propose_batch
from core.service.settle_cycles import settle_until
from tests.bank_files import banked_network
from tests.books import ABROAD, DAY, MONTH
from tests.builders import CPO, DP, START, a_cdr
from tests.duty_books import approve_as_second

RULES = SettlementRules(
    cut_offs=(CutOffRule(calendar="TARGET", valid_from=date(2030, 1, 1)),),
    credit_lines=(
        CreditLine(demand_partner=ABROAD, mode=CreditMode.POSTPAID, valid_from=date(2030, 1, 1)),
        CreditLine(demand_partner=DP, limit_minor=0, valid_from=(START + 3 * MONTH).date()),
    ),
    holdbacks=(
        HoldbackRule(
            cpo=CPO,
            currency="EUR",
            valid_from=(START + MONTH).date(),
            reserve_bp=500,
            reserve_days=2,
        ),
    ),
    memberships=(
        EntityMembership(party=CPO, entity=DP, valid_from=date(2026, 7, 10)),
        EntityMembership(party=DP, entity=DP, valid_from=date(2026, 7, 10)),
    ),
)


def ruled_network(rules, **changes):
    """The network of the books of tests, banked, with rules of settlement."""
    return banked_network(settlement=rules, **changes)


def sessions(count, first=1, start=START, **changes):
    """Sound CDRs of the worked session, one every two hours."""
    return [
        a_cdr(
            str(number),
            start=start + timedelta(hours=2 * (number - first)),
            energy_kwh=Decimal(20),
            **changes,
        )
        for number in range(first, first + count)
    ]


def release(runtime, batch_id):
    """Propose and approve by two people, and take the bytes."""
    approval = propose_batch(runtime, batch_id)
    if approval.decision is None:
        approve_as_second(runtime, approval.approval_id)
    return export_batch(runtime, batch_id)


def fill_settlement(runtime):
    """Write at least one row into every table of settlement, into books that a bank has filled."""
    register_network(runtime, ruled_network(RULES), [])
    later = START + MONTH + 7 * DAY
    carry(runtime, sessions(3, first=900, start=later))
    settle_until(runtime, later + 8 * DAY)
    release(runtime, list_batches(runtime)[0].batch.batch_id)
    later = START + 3 * MONTH
    carry(runtime, sessions(2, first=950, start=later))
    settle_until(runtime, later + 4 * DAY)
    refund_session(runtime, "950", Asked(), "meter was wrong")
    settle_until(runtime, later + 8 * DAY)
