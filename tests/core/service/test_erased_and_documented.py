"""A driver is erased between the documents of two months: everything is told as before, but who."""

from dataclasses import replace
from datetime import UTC, datetime

from core.ocpi.cdr_codec import cdr_to_json
from core.ocpi.wire import json_text
from core.service.backup_books import backup_books
from core.service.carry_cdrs import carry_on
from core.service.credit_cdr import credit_cdrs
from core.service.erase_personal import erase_personal
from core.service.import_file import import_file
from core.service.list_documents import document_files
from core.service.make_receipt import make_receipt
from core.service.open_books import open_books
from core.service.refund_session import Asked, refund_session
from core.service.settle_cycles import settle_until
from core.service.trace import trace
from tests.asked_books import findings_of
from tests.books import MONTH, open_network
from tests.builders import START, a_credit
from tests.core.service.test_erase_personal import CONTRACT, UID, sent
from tests.document_books import issue, legal_network

HERS = (UID.encode(), CONTRACT.encode())


def documents_of(runtime):
    return {one.name: one.content for one in document_files(runtime)}


def test_documents_receipts_and_traces_say_the_same_and_later_ones_follow(database_url, tmp_path):
    clock = [datetime(2026, 7, 2, tzinfo=UTC)]
    runtime = open_books(database_url, lambda: clock[0])
    try:
        open_network(runtime, network=legal_network())
        cdrs = [sent(str(number), start=START.replace(hour=10 + 2 * number)) for number in range(3)]
        path = tmp_path / "cdrs.json"
        path.write_text(json_text([cdr_to_json(one, one.end) for one in cdrs]))
        import_file(runtime, path, rejects_file=tmp_path / "rejects.csv")
        carry_on(runtime)
        settle_until(runtime, START + MONTH)
        assert not [one.problem for one in issue(runtime) if one.problem]
        papers, receipt = documents_of(runtime), make_receipt(runtime, "0")
        told = trace(runtime, "cdr:NL*ABC:0").answers
        erase_personal(runtime, UID, "asked by the driver")
        assert documents_of(runtime) == papers
        assert make_receipt(runtime, "0") == receipt
        assert trace(runtime, "cdr:NL*ABC:0").answers == told
        clock[0] = datetime(2026, 8, 2, tzinfo=UTC)
        later = replace(a_credit(cdrs[1]), issued_at=datetime(2026, 7, 5, tzinfo=UTC))
        credit_cdrs(runtime, [later])
        refund_session(runtime, "2", Asked(amount=None), "all of it")
        settle_until(runtime, clock[0])
        assert not [one.problem for one in issue(runtime, "2026-07") if one.problem]
        now = documents_of(runtime)
        assert now.items() > papers.items()
        assert not [name for name, content in now.items() if any(one in content for one in HERS)]
        assert findings_of(runtime) == {}
        backup_books(database_url, tmp_path / "books.backup", lambda: clock[0])
    finally:
        runtime.database.close()
