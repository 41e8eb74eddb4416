"""The view of agreements says where each version stands, and as whom we look."""

from dataclasses import replace
from datetime import timedelta

from core.domain.interval import Interval
from core.service.agreement_life import (
    activate_agreement,
    approve_agreement,
    draft_agreement,
    propose_agreement,
    reject_agreement,
)
from core.service.view_agreements import TermsState, listed_file, view_agreements
from tests.books import NOW, open_network
from tests.builders import START, an_agreement
from tests.duty_books import another_person

LATER = Interval(NOW + timedelta(days=5))
DRAFT = an_agreement(agreement_id="mine", cpo="NL*ABC", effective=LATER)


def _states(runtime):
    return {one.agreement.agreement_id: one.state for one in view_agreements(runtime).terms}


def test_terms_that_came_with_the_network_are_active_or_over(runtime):
    past = Interval(START, START + timedelta(days=1))
    over = an_agreement(agreement_id="old", cpo="NL*ABC", effective=past)
    open_network(runtime, an_agreement(), over)
    assert _states(runtime) == {"networkcore": TermsState.ACTIVE, "old": TermsState.ENDED}
    view = view_agreements(runtime)
    assert view.principal.name
    assert all(one.approval is None for one in view.terms)


def test_a_draft_goes_from_file_to_coming(runtime):
    open_network(runtime)
    file = listed_file(DRAFT)
    assert file.state is TermsState.FILE
    draft_agreement(runtime, DRAFT)
    assert _states(runtime)["mine"] is TermsState.DRAFT
    assert file.key in {one.key for one in view_agreements(runtime).terms}
    propose_agreement(runtime, file.sha)
    assert _states(runtime)["mine"] is TermsState.PROPOSED
    with another_person(runtime) as other:
        reject_agreement(other, file.sha, "too dear")
    assert _states(runtime)["mine"] is TermsState.REJECTED
    propose_agreement(runtime, file.sha)
    with another_person(runtime) as other:
        approve_agreement(other, file.sha)
    assert _states(runtime)["mine"] is TermsState.APPROVED
    activate_agreement(runtime, file.sha)
    assert _states(runtime)["mine"] is TermsState.COMING
    approval = next(one.approval for one in view_agreements(runtime).terms if one.sha == file.sha)
    assert approval.is_approved


def test_two_drafts_of_one_version_are_two(runtime):
    open_network(runtime)
    draft_agreement(runtime, DRAFT)
    draft_agreement(runtime, replace(DRAFT, commission_bp=900))
    keys = [one.key for one in view_agreements(runtime).terms if one.state is TermsState.DRAFT]
    assert len(set(keys)) == 2
