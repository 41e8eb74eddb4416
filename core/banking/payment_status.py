"""A payment status report -> what became of a payment file: pain.002, ISO 20022.

Read in the versions .03 and .10. A status counts for everything beneath it that has none of its
own: the whole file, a group of it, one payment.
"""

from collections.abc import Iterator
from typing import Final

from core.banking.message_fields import message_of, needed, text_of
from core.banking.xml_tree import XmlNode
from core.domain.bank_entry import PaymentStatus, StatusReport

STATUS_REPORTS: Final = {f"pain.002.001.{version}": "CstmrPmtStsRpt" for version in ("03", "10")}
"""Messages that are read, each with the element that it consists of."""
REFUSED: Final = "RJCT"
REASONS_OF_PAYEE: Final = frozenset(
    (
        *("AC01", "AC03", "AC04", "AC06", "AC07", "AC14"),
        *("BE01", "BE04", "BE05", "BE06", "BE07", "MD07", "RC01", "RC03", "RC04"),
    )
)
"""Why a bank refuses a payment for the payee's account, name or bank; other reasons are ours.

Source: ISO 20022 external code sets, status reasons.
"""


def status_report(content: bytes, source: str) -> StatusReport:
    """What a file of the bank says of a payment file of ours.

    Raises:
        SourceError: It is none of these messages, or a field of it is wrong: names the line.
    """
    return statuses_in(message_of(content, source, STATUS_REPORTS)[1], source)


def statuses_in(body: XmlNode, source: str) -> StatusReport:
    """What the body of such a message says.

    Raises:
        SourceError: A field of it is wrong: names the line.
    """
    original = needed(body, "OrgnlGrpInfAndSts", source)
    return StatusReport(
        message_id=text_of(body, "GrpHdr/MsgId", source),
        batch_id=text_of(original, "OrgnlMsgId", source),
        statuses=tuple(_statuses(body, original, source)),
    )


def _statuses(body: XmlNode, original: XmlNode, source: str) -> Iterator[PaymentStatus]:
    if said := original.said("GrpSts"):
        yield PaymentStatus(status=said, reason=_reason(original), line=original.line)
    for group in body.all("OrgnlPmtInfAndSts"):
        group_id = text_of(group, "OrgnlPmtInfId", source)
        if said := group.said("PmtInfSts"):
            yield PaymentStatus(
                status=said, reason=_reason(group), payment_info_id=group_id, line=group.line
            )
        for one in group.all("TxInfAndSts"):
            yield PaymentStatus(
                status=text_of(one, "TxSts", source),
                reason=_reason(one),
                payment_info_id=group_id,
                end_to_end_id=text_of(one, "OrgnlEndToEndId", source),
                line=one.line,
            )


def _reason(node: XmlNode) -> str:
    return node.said("StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry") or ""
