"""What waits is mended and tried again, or two people say what becomes of it; then it is over."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Thread

import pytest

from core.domain.approval import ApprovalStatus
from core.domain.errors import InvalidValueError, NotFoundError, RuleError
from core.domain.hold import HoldReason
from core.domain.reconciliation import CaseKind, CaseStatus, Fate, Resolution
from core.domain.table_fields import BookTable
from core.service.approvals import decide_approval, list_approvals
from core.service.carry_cdrs import carry
from core.service.reconcile import (
    approve_resolution,
    assign_case,
    propose_resolution,
    reject_resolution,
    retry_case,
    retry_waiting,
)
from core.service.register_network import register_network
from core.service.report import summary_of
from core.service.runtime import Runtime
from core.service.settle_cycles import settle_until
from core.service.take_back import take_back
from core.service.trace import trace
from core.service.verify_books import verify_books
from core.service.view_reconciliation import case_detail, reconciliation_queue
from core.store.fate_store import priced_of
from core.store.journal_store import entries_of_source
from core.store.page_store import keys_in_order
from core.store.session_store import put_sessions
from tests.books import ABROAD, MONTH, NOW, open_network, two_partner_network
from tests.builders import START, a_cdr, a_component, a_session, a_tariff, an_element
from tests.duty_books import another_person

HOUR = timedelta(hours=1)
SHORT = a_cdr("short", stay_s=60, energy_kwh="0.5")
DEARER = a_cdr("dearer", start=START + 2 * HOUR, total_excl="10.02")
NOWHERE = a_cdr("nowhere", start=START + 4 * HOUR, evse_uid="E9")
SOUND = a_cdr("sound", start=START + 6 * HOUR)


@pytest.fixture
def held(runtime):
    """Books with a sound CDR that is posted and three that wait."""
    open_network(runtime)
    carry(runtime, [SHORT, DEARER, NOWHERE, SOUND])
    return runtime


def propose(runtime, cdr, resolution, note="looked at it"):
    return propose_resolution(runtime, cdr.key, resolution, note)


def accept(runtime, cdr, resolution):
    propose(runtime, cdr, resolution)
    with another_person(runtime) as other:
        return approve_resolution(other, cdr.key, "agreed")


def kinds_of(runtime, cdr):
    with runtime.database.reading() as connection:
        return [one.entry.kind.value for one in entries_of_source(connection, cdr.key)]


@contextmanager
def later(runtime, time):
    """The same books at another time."""
    yield Runtime(runtime.database, lambda: NOW + time)


def test_what_is_held_is_the_queue_oldest_first_and_nothing_else_stops(held):
    queue = reconciliation_queue(held)
    assert [one.case_id for one in queue.cases] == sorted(
        one.key for one in (SHORT, DEARER, NOWHERE)
    )
    assert {one.status for one in queue.cases} == {CaseStatus.OPEN}
    assert queue.held == 3
    assert queue.by_reason == {"too_short": 1, "total_differs": 1, "unknown_evse": 1}
    assert summary_of(held).posted == 1


def test_two_people_accept_our_price_and_it_is_posted_and_settled(held):
    case = accept(held, SHORT, Resolution.OUR_PRICE)
    assert (case.status, case.end.fate) == (CaseStatus.CLOSED, Fate.POSTED)
    assert kinds_of(held, SHORT) == ["cdr"]
    assert SHORT.key not in {one.case_id for one in reconciliation_queue(held).cases}
    assert summary_of(held).held == {"total_differs": 1, "unknown_evse": 1}
    assert summary_of(held).posted == 2
    settle_until(held, START + MONTH)
    assert trace(held, SHORT.key).cycle_id is not None
    assert verify_books(held).count == 0


def test_the_total_of_the_cdr_is_posted_to_the_cent_and_can_be_told(held):
    accept(held, DEARER, Resolution.CDR_TOTAL)
    with held.database.reading() as connection:
        priced = priced_of(connection, DEARER)
    assert (priced.excl_minor, priced.vat_minor) == (1002, 210)
    assert priced.lines[-1].rule == "the total that the CDR states was accepted"
    parts = summary_of(held).by_currency["EUR"]
    assert parts.gross_at_tariff == 1212 + 1210
    assert trace(held, DEARER.key).priced == priced
    settle_until(held, START + MONTH)
    assert verify_books(held).count == 0


def test_our_price_of_one_that_states_another_is_posted_at_ours(held):
    accept(held, DEARER, Resolution.OUR_PRICE)
    with held.database.reading() as connection:
        assert priced_of(connection, DEARER).incl_minor == 1210
    assert verify_books(held).count == 0


def test_what_is_dropped_is_kept_and_never_posted(held):
    case = accept(held, NOWHERE, Resolution.DROP)
    assert case.end.fate is Fate.DROPPED
    assert kinds_of(held, NOWHERE) == []
    answers = {one.question: one.answer for one in trace(held, NOWHERE.key).answers}
    assert "dropped after review" in answers["When was it paid?"]
    assert answers["What came of its review?"].startswith("dropped (drop) on 2026-07-01 by ")
    assert summary_of(held).sessions == 4
    with pytest.raises(RuleError, match=r"it is closed \(dropped\)"):
        retry_case(held, NOWHERE.key)
    assert retry_waiting(held).tried == 2
    assert verify_books(held).count == 0


def test_what_is_not_known_cannot_be_waived_but_mended(held):
    with pytest.raises(RuleError, match="unknown_evse cannot be waived"):
        propose(held, NOWHERE, Resolution.OUR_PRICE)
    assert list_approvals(held) == []


def test_an_accepted_cdr_can_be_taken_back_to_the_last_cent(held):
    accept(held, DEARER, Resolution.CDR_TOTAL)
    take_back(held, DEARER.key, "wrong after all")
    assert kinds_of(held, DEARER) == ["cdr", "credit"]
    assert summary_of(held).by_currency["EUR"].gross_at_tariff == 1210
    assert verify_books(held).count == 0


def with_evse(runtime):
    """Somebody lists the EVSE that was unknown."""
    network = two_partner_network()
    (location,) = network.locations
    more = replace(
        location,
        location_id="L2",
        evses=tuple(replace(one, evse_uid="E9") for one in location.evses[:1]),
    )
    register_network(runtime, replace(network, locations=(location, more)), [])


def test_a_cdr_is_posted_once_what_it_lacked_has_come(held):
    again = retry_case(held, NOWHERE.key, "is it there now?")
    assert again.waiting == ((NOWHERE.key, "unknown_evse: no EVSE E9 of NL*ABC"),)
    with_evse(held)
    retried = retry_waiting(held)
    assert [(one.case_id, one.fate) for one in retried.ended] == [(NOWHERE.key, Fate.POSTED)]
    assert {key for key, _ in retried.waiting} == {SHORT.key, DEARER.key}
    detail = case_detail(held, NOWHERE.key)
    assert (detail.case.status, detail.case.retries) == (CaseStatus.CLOSED, 1)
    assert detail.case.end.resolution is None
    assert retry_waiting(held).ended == ()
    assert verify_books(held).count == 0


def test_a_new_version_of_the_tariff_makes_the_price_that_the_cdr_states(held):
    newer = a_tariff(
        an_element(a_component(price="0.501")), last_updated=DEARER.start - timedelta(minutes=1)
    )
    older = two_partner_network()
    register_network(held, replace(older, tariffs=(*older.tariffs, newer)), [])
    retried = retry_case(held, DEARER.key)
    assert retried.ended[0].fate is Fate.POSTED
    with held.database.reading() as connection:
        assert priced_of(connection, DEARER).excl_minor == 1002
    settle_until(held, START + MONTH)
    assert verify_books(held).count == 0


def test_what_waits_too_long_is_dropped_with_a_record(held):
    with later(held, timedelta(days=90)) as then:
        assert retry_waiting(then).ended == ()
    with later(held, timedelta(days=90, seconds=1)) as then:
        ended = retry_waiting(then).ended
    assert {one.fate for one in ended} == {Fate.DROPPED}
    assert {one.case_id for one in ended} == {SHORT.key, DEARER.key, NOWHERE.key}
    assert all("waited longer than 90 days; last found" in one.note for one in ended)
    assert summary_of(held).held == {}
    assert verify_books(held).count == 0


def test_what_people_are_about_to_decide_is_neither_retried_nor_dropped(held):
    propose(held, SHORT, Resolution.OUR_PRICE)
    with later(held, timedelta(days=200)) as then:
        assert SHORT.key not in {one.case_id for one in retry_waiting(then).ended}
    with pytest.raises(RuleError, match="our_price is proposed"):
        retry_case(held, SHORT.key)


def test_one_person_is_not_two_where_the_database_knows(held):
    propose(held, SHORT, Resolution.OUR_PRICE)
    if held.database.dialect == "postgresql":
        with pytest.raises(RuleError, match="another one must approve it"):
            approve_resolution(held, SHORT.key)
        assert kinds_of(held, SHORT) == []
    else:
        approve_resolution(held, SHORT.key)
        (approval,) = list_approvals(held)
        assert (approval.is_advisory, approval.is_alone) == (True, True)


def test_of_two_who_approve_at_once_one_posts_it(held):
    """I19: at most one live entry, whoever is quicker."""
    propose(held, SHORT, Resolution.OUR_PRICE)
    told = []

    def approve(other):
        try:
            told.append(approve_resolution(other, SHORT.key).status)
        except RuleError as error:
            told.append(str(error))

    with another_person(held) as other:
        both = [Thread(target=approve, args=(other,)) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
    refused, done = sorted(told, key=str)
    assert done is CaseStatus.CLOSED
    assert refused.endswith("it is closed (posted)")
    assert kinds_of(held, SHORT) == ["cdr"]
    assert verify_books(held).count == 0


def test_a_rejected_proposal_leaves_it_waiting_for_another(held):
    propose(held, SHORT, Resolution.OUR_PRICE)
    case = reject_resolution(held, SHORT.key, "a test drive")
    assert case.status is CaseStatus.REJECTED
    assert propose(held, SHORT, Resolution.DROP).status is CaseStatus.PROPOSED
    with another_person(held) as other:
        assert approve_resolution(other, SHORT.key).end.fate is Fate.DROPPED
    history = case_detail(held, SHORT.key)
    assert [one.status for one in history.approvals] == [
        ApprovalStatus.REJECTED,
        ApprovalStatus.APPROVED,
    ]


def test_another_price_than_the_proposed_one_is_not_posted(held):
    propose(held, SHORT, Resolution.OUR_PRICE)
    dearer = a_tariff(
        an_element(a_component(price="0.90")), last_updated=SHORT.start - timedelta(minutes=1)
    )
    older = two_partner_network()
    register_network(held, replace(older, tariffs=(*older.tariffs, dearer)), [])
    with (
        another_person(held) as other,
        pytest.raises(RuleError, match="which is not what was proposed"),
    ):
        approve_resolution(other, SHORT.key)
    assert kinds_of(held, SHORT) == []
    assert case_detail(held, SHORT.key).case.status is CaseStatus.PROPOSED


def test_what_was_approved_elsewhere_is_carried_out_by_a_retry(held):
    case = propose(held, SHORT, Resolution.OUR_PRICE)
    with another_person(held) as other:
        decide_approval(other, case.approval_id, ApprovalStatus.APPROVED, "yes")
    assert case_detail(held, SHORT.key).case.status is CaseStatus.APPROVED
    assert retry_case(held, SHORT.key).ended[0].fate is Fate.POSTED
    assert verify_books(held).count == 0


def test_a_case_has_the_owner_that_it_was_given_last(held):
    assign_case(held, SHORT.key, "ann")
    assert assign_case(held, SHORT.key, "bob", "ann is away").owner == "bob"
    assert [one.detail for one in case_detail(held, SHORT.key).events] == ["ann", "bob"]


def test_a_step_without_a_word_why_is_refused(held):
    for step in (
        lambda: propose(held, SHORT, Resolution.DROP, " "),
        lambda: reject_resolution(held, SHORT.key, ""),
        lambda: assign_case(held, SHORT.key, ""),
    ):
        with pytest.raises(InvalidValueError, match="wanted"):
            step()
    with pytest.raises(NotFoundError, match="no case 'cdr:NL\\*ABC:sound'"):
        assign_case(held, SOUND.key, "ann")


def test_two_overlapping_cdrs_are_both_posted_only_if_two_people_say_so(runtime):
    open_network(runtime)
    first, second = a_cdr("first"), a_cdr("second", start=START + HOUR / 2)
    assert carry(runtime, [first, second]).held == {HoldReason.OVERLAP: 1}
    assert retry_waiting(runtime).ended == ()
    take_back(runtime, first.key, "wrong one")
    assert [one.case_id for one in retry_waiting(runtime).ended] == [second.key]
    third = a_cdr("third", start=START + HOUR)
    carry(runtime, [third])
    accept(runtime, third, Resolution.OUR_PRICE)
    assert kinds_of(runtime, third) == ["cdr"]
    assert verify_books(runtime).count == 0


def test_a_free_one_is_free_after_review(runtime):
    open_network(runtime)
    free = a_cdr("free", stay_s=60, energy_kwh="0.5", tariff_id="FREE")
    carry(runtime, [free])
    assert accept(runtime, free, Resolution.OUR_PRICE).end.fate is Fate.FREE
    assert (summary_of(runtime).free, summary_of(runtime).held) == (1, {})
    assert verify_books(runtime).count == 0


def test_one_of_another_currency_is_posted_with_its_exchange(runtime):
    open_network(runtime)
    abroad = a_cdr("abroad", stay_s=60, energy_kwh="0.5", demand_partner=ABROAD)
    carry(runtime, [abroad])
    accept(runtime, abroad, Resolution.OUR_PRICE)
    assert verify_books(runtime).count == 0


class TestFound:
    """Cases that are no holds: what is missing, differs or is charged twice."""

    @pytest.fixture
    def told(self, runtime):
        open_network(runtime)
        sessions = [
            a_session("s1", evse="E1"),
            a_session("s2", evse="E1", start=START + 3 * HOUR),
            a_session("elsewhere", evse="E77"),
        ]
        with runtime.database.transaction() as connection:
            put_sessions(connection, "sha", sessions)
        return runtime

    def found(self, runtime):
        return {one.case_id for one in reconciliation_queue(runtime).cases}

    def test_a_session_without_a_cdr_is_missing_one_after_two_days(self, told):
        assert self.found(told) == {"cdr_missing:s1", "cdr_missing:s2"}
        early = Runtime(told.database, lambda: START + 24 * HOUR)
        assert self.found(early) == set()
        carry(told, [a_cdr(session_id="s1")])
        assert self.found(told) == {"cdr_missing:s2"}

    def test_a_cdr_whose_session_nobody_told_of_is_found_where_others_were_told(self, told):
        carry(told, [a_cdr(session_id="unheard"), a_cdr("2", evse_uid="E2", session_id="x")])
        assert "session_missing:cdr:NL*ABC:1" in self.found(told)
        assert "session_missing:cdr:NL*ABC:2" not in self.found(told)

    def test_a_posted_cdr_that_says_another_energy_or_time_differs(self, told):
        carry(
            told,
            [
                a_cdr(session_id="s1", energy_kwh="20.02"),
                a_cdr("2", session_id="s2", start=START + 3 * HOUR + timedelta(minutes=1)),
            ],
        )
        assert self.found(told) == {"session_differs:cdr:NL*ABC:1"}
        detail = case_detail(told, "session_differs:cdr:NL*ABC:1")
        differing = {one.field for one in detail.fields if one.differs}
        assert differing == {"energy_kwh"}
        assert detail.offered == (Resolution.AS_IT_IS,)

    def test_a_second_cdr_of_a_session_is_a_duplicate_until_one_is_credited(self, told):
        carry(
            told,
            [
                a_cdr(session_id="s1"),
                a_cdr("2", session_id="s1", start=START + 5 * HOUR),
            ],
        )
        assert "duplicate:cdr:NL*ABC:2" in self.found(told)
        assert "duplicate:cdr:NL*ABC:1" not in self.found(told)
        take_back(told, "cdr:NL*ABC:1", "charged twice")
        assert "duplicate:cdr:NL*ABC:2" not in self.found(told)

    def test_what_two_people_accept_as_it_is_is_closed_and_stays_so(self, told):
        case_id = "cdr_missing:s1"
        with pytest.raises(RuleError, match="wanted as_it_is, found drop"):
            propose_resolution(told, case_id, Resolution.DROP, "gone")
        propose_resolution(told, case_id, Resolution.AS_IT_IS, "the CPO will not send it")
        with another_person(told) as other:
            case = approve_resolution(other, case_id)
        assert (case.kind, case.end.fate) == (CaseKind.CDR_MISSING, Fate.ACCEPTED)
        assert case_id not in self.found(told)
        with pytest.raises(RuleError, match="it is closed"):
            assign_case(told, case_id, "ann")
        assert verify_books(told).count == 0

    def test_there_is_nothing_to_retry_about_what_is_missing(self, told):
        with pytest.raises(RuleError, match="no CDR of it waits"):
            retry_case(told, "cdr_missing:s1")


def test_a_case_is_seen_side_by_side(runtime):
    open_network(runtime)
    session = a_session("s1", evse="E1", energy_kwh="19")
    with runtime.database.transaction() as connection:
        put_sessions(connection, "sha", [session])
    cdr = a_cdr(session_id="s1", total_excl="10.02")
    carry(runtime, [cdr])
    detail = case_detail(runtime, cdr.key)
    fields = {one.field: (one.session, one.cdr, one.ours, one.differs) for one in detail.fields}
    assert fields["energy_kwh"] == ("19", "20", "20", True)
    assert fields["total_excl_minor"] == (None, "1002", "1000", True)
    assert fields["start"][3] is False
    assert detail.offered == (Resolution.OUR_PRICE, Resolution.CDR_TOTAL, Resolution.DROP)
    assert any(one.amount == Decimal("0.02") for one in detail.differences)


def test_pages_of_sessions_tell_what_is_held_from_what_is_dropped_or_posted(held):
    accept(held, SHORT, Resolution.OUR_PRICE)
    accept(held, NOWHERE, Resolution.DROP)
    with held.database.reading() as connection:
        waiting = list(keys_in_order(connection, BookTable.HELD, None))
        summary = summary_of(held)
    assert sum(map(len, waiting)) == 1
    assert summary.held == {"total_differs": 1}
    assert summary.energy_kwh == Decimal("60.5")
