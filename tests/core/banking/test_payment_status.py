"""Status reports: what became of a file, a group, a payment."""

import pytest

from core.banking.payment_status import status_report
from core.domain.errors import SourceError
from tests.bank_files import pain_002, status_group


@pytest.mark.parametrize("version", ["03", "10"])
def test_a_refused_payment_is_told_with_its_reason(version):
    groups = status_group("NC1-1", ("E1", "RJCT", "AC01"), ("E2", "ACSC", "G000"))
    report = status_report(
        pain_002("NC1", file_status="<GrpSts>PART</GrpSts>", groups=groups, version=version), "f"
    )
    assert (report.message_id, report.batch_id) == ("P1", "NC1")
    told = [(s.status, s.reason, s.payment_info_id, s.end_to_end_id) for s in report.statuses]
    assert told == [
        ("PART", "", None, None),
        ("RJCT", "AC01", "NC1-1", "E1"),
        ("ACSC", "G000", "NC1-1", "E2"),
    ]


def test_a_group_may_be_refused_as_a_whole():
    groups = status_group("NC1-2", status="<PmtInfSts>RJCT</PmtInfSts>")
    (status,) = status_report(pain_002("NC1", groups=groups), "f").statuses
    assert (status.status, status.payment_info_id, status.end_to_end_id) == ("RJCT", "NC1-2", None)


def test_a_report_that_does_not_say_which_file_is_refused():
    with pytest.raises(SourceError, match=r"f:3: OrgnlMsgId: wanted a text, found none"):
        status_report(pain_002(""), "f")
    with pytest.raises(SourceError, match="wanted OrgnlGrpInfAndSts, found none"):
        status_report(pain_002("NC1").replace(b"OrgnlGrpInfAndSts", b"Other"), "f")
