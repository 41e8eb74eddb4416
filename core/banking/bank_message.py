"""Any file of the bank that we read: a statement, an advice or a status report."""

from core.banking.bank_statement import STATEMENTS, report_in
from core.banking.message_fields import message_of
from core.banking.payment_status import STATUS_REPORTS, statuses_in
from core.domain.bank_entry import BankReport, StatusReport


def bank_message(content: bytes, source: str) -> BankReport | StatusReport:
    """What a file of the bank says, whichever it is.

    Raises:
        SourceError: It is none of these, or a field of it is wrong: names the line.
    """
    name, body = message_of(content, source, STATEMENTS | STATUS_REPORTS)
    return report_in(name, body, source) if name in STATEMENTS else statuses_in(body, source)
