"""The job that compares a period: it tells how far it is, obeys, and writes nothing."""

from datetime import timedelta

import pytest

from console.application.what_if_worker import what_if_in_worker
from core.domain.errors import NotFoundError
from core.domain.interval import Interval
from core.service.carry_cdrs import carry
from core.service.what_if import WhatIf
from simulation.feed import Control, Finished, Progress
from tests.books import MONTH, now, open_network
from tests.builders import START, a_cdr, an_agreement
from tests.made_books import books_in

TIME = Interval(START, START + MONTH)
DEARER = an_agreement(agreement_id="dearer", commission_bp=2000)


class Told:
    """A pipe to nobody."""

    def __init__(self, word=None):
        self.sent = []
        self._word = word

    def next_word(self):
        word, self._word = self._word, None
        return word

    def send(self, message):
        self.sent.append(message)


@pytest.fixture
def url(tmp_path):
    url = f"sqlite:///{tmp_path / 'books.db'}"
    runtime = books_in(url, now)
    open_network(runtime, an_agreement())
    carry(runtime, [a_cdr("1"), a_cdr("2", start=START + timedelta(hours=2))])
    runtime.database.close()
    return url


def test_every_session_is_paired_and_the_last_message_has_the_answer(url):
    pipe = Told()
    what_if_in_worker(DEARER, TIME, pipe, "", None, url)
    *before, last = pipe.sent
    assert isinstance(before[-1], Progress)
    assert (before[-1].done, before[-1].total) == (2, 2)
    assert isinstance(last, Finished)
    assert isinstance(last.answer, WhatIf)
    # 10.00 net each: 10 % more commission is 1.00 less for the CPO, of which the DP has 40 %.
    assert last.answer.sides["cpo"].difference == -200
    assert last.answer.sides["dp"].difference == 80
    assert last.answer.sides["network"].difference == 120


def test_a_cancelled_comparison_has_no_answer(url):
    pipe = Told(Control.CANCEL)
    what_if_in_worker(DEARER, TIME, pipe, "", None, url)
    (last,) = pipe.sent
    assert last.cancelled
    assert last.answer is None


def test_books_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(NotFoundError):
        what_if_in_worker(DEARER, TIME, Told(), "", None, f"sqlite:///{tmp_path / 'no.db'}")
