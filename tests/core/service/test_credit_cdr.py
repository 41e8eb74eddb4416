"""A Credit CDR undoes a CDR once, as its exact mirror."""

import pytest

from core.domain.cdr import CreditCdr
from core.domain.errors import ConflictError, NotFoundError
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.report import summary_of
from core.service.verify_books import verify_books
from core.store.journal_store import balances, entries_where
from tests.books import open_network, some_cdrs
from tests.builders import a_cdr, a_credit
from tests.sums import balances_of


def entries_of(runtime):
    with runtime.database.reading() as connection:
        return [one.entry for one in entries_where(connection)]


def test_a_credit_is_the_exact_mirror_of_what_was_posted(runtime):
    open_network(runtime)
    cdrs = some_cdrs()
    carry(runtime, cdrs)
    assert credit_cdrs(runtime, [a_credit(cdr) for cdr in cdrs]) == 4
    with runtime.database.reading() as connection:
        assert set(balances(connection).values()) == {0}
    entries = entries_of(runtime)
    assert set(balances_of(entries).values()) == {0}
    assert [one.reverses for one in entries[4:]] == [one.entry_id for one in entries[:4]]
    assert verify_books(runtime).count == 0


def test_a_credit_received_twice_is_posted_once(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    assert credit_cdrs(runtime, [a_credit(a_cdr())]) == 1
    entries = entries_of(runtime)
    assert credit_cdrs(runtime, [a_credit(a_cdr())]) == 0
    assert credit_cdrs(runtime, [a_credit(a_cdr()), a_credit(a_cdr())]) == 0
    assert entries_of(runtime) == entries


def test_a_credit_of_an_unknown_cdr_is_refused_and_nothing_is_kept(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    before = entries_of(runtime)
    with pytest.raises(NotFoundError, match=r"undoes cdr:NL\*ABC:9, which is not known"):
        credit_cdrs(runtime, [a_credit(a_cdr()), a_credit(a_cdr("9"))])
    assert entries_of(runtime) == before
    assert credit_cdrs(runtime, [a_credit(a_cdr())]) == 1


def test_a_cdr_is_undone_only_once(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    credit_cdrs(runtime, [a_credit(a_cdr())])
    before = entries_of(runtime)
    with pytest.raises(ConflictError, match=r"cdr:NL\*ABC:1"):
        credit_cdrs(runtime, [a_credit(a_cdr(), suffix="-D")])
    assert entries_of(runtime) == before


def test_the_same_credit_with_other_content_is_a_conflict(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr(), a_cdr("2", start=a_cdr().end)])
    credit = a_credit(a_cdr())
    credit_cdrs(runtime, [credit])
    other = CreditCdr(
        cdr_id=credit.cdr_id,
        credit_reference_id="2",
        cpo=credit.cpo,
        total_cost=credit.total_cost,
        issued_at=credit.issued_at,
        reason=credit.reason,
    )
    with pytest.raises(ConflictError, match=r"cdr:NL\*ABC:1-C"):
        credit_cdrs(runtime, [other])


def test_what_has_no_entry_needs_no_mirror(runtime):
    open_network(runtime)
    free, held = a_cdr("free", tariff_id="FREE"), a_cdr("held", evse_uid="E9")
    carry(runtime, [free, held])
    assert credit_cdrs(runtime, [a_credit(free), a_credit(held)]) == 2
    assert summary_of(runtime).last_seq == 0
    assert verify_books(runtime).count == 0
