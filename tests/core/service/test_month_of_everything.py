"""The documents of months in which everything happened: refund, credit, disputes, a third party.

Validated by the official rules, tied to the ledger, and told as they were known before the month
was closed and more came.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain.agreement import Bearer
from core.domain.dispute import DisputeStatus
from core.domain.waterfall import Settle, StepKind
from core.service.carry_cdrs import carry
from core.service.close_period import balances_known
from core.service.credit_cdr import credit_cdrs
from core.service.dispute_session import decide_dispute, open_dispute
from core.service.list_documents import document_files, list_documents
from core.service.make_receipt import make_receipt
from core.service.open_books import open_books
from core.service.refund_session import Asked, charge_back, refund_session
from core.service.schematron_worker import SchematronWorker
from core.service.settle_cycles import settle_until
from core.service.trace import trace
from core.service.true_up_period import true_up_period
from tests.asked_books import findings_of
from tests.books import ABROAD, open_network
from tests.builders import START, a_cdr, a_credit
from tests.core.ledger.test_run_steps import terms_of
from tests.core.service.test_third_party_documents import BY_CPO, BY_NETWORK, HOST, with_host
from tests.document_books import issue
from tests.life_books import close
from tests.waterfalls import REST, a_step

DAY = timedelta(days=1)
CAP = a_step(
    step_id="cap",
    kind=StepKind.MAXIMUM,
    basis="of:commission",
    amount=Decimal(5),
    settle=Settle.PERIOD_TRUE_UP,
)
TERMS = terms_of([a_step(), BY_CPO, BY_NETWORK, CAP, REST])


@pytest.fixture(scope="module")
def worker():
    with SchematronWorker() as worker:
        yield worker


def session(number, day=0, **changes):
    return a_cdr(str(number), start=START + timedelta(hours=3 * number, days=day), **changes)


def june(runtime):
    """Ten sessions of two partners, and what happens to them within the month."""
    cdrs = [
        session(number, demand_partner=ABROAD if number == 7 else "NL*XYZ") for number in range(10)
    ]
    carry(runtime, cdrs)
    refund_session(runtime, "1", Asked(amount=Decimal("6.05")), "half")
    credit_cdrs(runtime, [a_credit(cdrs[2])])
    open_dispute(runtime, "3", "charged twice")
    decide_dispute(runtime, "3", DisputeStatus.LOST, "so it was")
    settle_until(runtime, START + 10 * DAY)
    open_dispute(runtime, "4", "not me")
    open_dispute(runtime, "5", "not me either")
    decide_dispute(runtime, "5", DisputeStatus.WON, "it was")
    charge_back(runtime, "6", Asked(amount=None), "card taken back", (Bearer.NETWORK, Decimal(15)))
    true_up_period(runtime, "2026-06")
    return cdrs


def documents_of(runtime):
    return {
        (one.name, one.content) for one in document_files(runtime) if one.format in ("xml", "csv")
    }


def test_two_months_of_everything(database_url, worker):
    clock = [datetime(2026, 7, 2, tzinfo=UTC)]
    runtime = open_books(database_url, lambda: clock[0])
    try:
        open_network(runtime, TERMS, network=with_host())
        cdrs = june(runtime)
        assert not [one.problem for one in issue(runtime, "2026-06", worker=worker) if one.problem]
        assert findings_of(runtime) == {}
        before, known = documents_of(runtime), balances_known(runtime)
        issued_at = clock[0]
        clock[0] += 5 * DAY
        close(runtime, "2026-06")
        # What comes later, of sessions that are closed and documented.
        clock[0] += DAY
        decide_dispute(runtime, "4", DisputeStatus.LOST, "so it was")
        credit_cdrs(runtime, [a_credit(cdrs[8], issued_at=clock[0])])
        refund_session(runtime, "9", Asked(amount=None), "all of it")
        carry(runtime, [session(20, 1)])
        clock[0] = datetime(2026, 8, 2, tzinfo=UTC)
        settle_until(runtime, clock[0])
        assert not [one.problem for one in issue(runtime, "2026-07", worker=worker) if one.problem]
        assert findings_of(runtime) == {}
        assert balances_known(runtime, known_at=issued_at) == known
        assert before < documents_of(runtime)
        noted = [one for one in list_documents(runtime, period="2026-07") if one.is_credit]
        assert {one.seller for one in noted} >= {"NL*ABC", "NL*NWC", HOST}
        for number in (0, 1, 2, 3, 4, 6, 8):
            assert trace(runtime, str(number)).answers
            assert make_receipt(runtime, str(number)).lines
    finally:
        runtime.database.close()
