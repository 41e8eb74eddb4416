"""The commands on wallets while somebody charges, as a user runs them."""

from contextlib import closing

import pytest

from core.domain.settlement_rules import CreditLine, CreditMode
from core.service.rematch_movement import deposit_by_hand
from tests.books import now
from tests.builders import DP
from tests.core.service.test_credit_exposure import BY_HAND
from tests.core.service.test_settle_by_rules import open_by, receive
from tests.made_books import books_in


@pytest.fixture
def wallet(tmp_path):
    """URL of books in which a partner has 30.00 in its wallet, and stops when it is empty."""
    url = f"sqlite:///{tmp_path / 'wallet.sqlite'}"
    runtime = books_in(url, now)
    line = CreditLine(demand_partner=DP, mode=CreditMode.PREFUNDED, stops_at_limit=True)
    with closing(runtime.database):
        open_by(runtime, credit_lines=(line,))
        deposit_by_hand(runtime, receive(runtime, 3000), DP, BY_HAND)
    return url


def test_a_session_is_authorised_listed_and_let_go(networkcore, wallet):
    told = networkcore("prefund", "hold", "A-1", DP, "20.00 EUR", "--db", wallet)
    assert (told.code, "may begin; 20.00 EUR put aside" in told.out) == (0, True)
    refused = networkcore("prefund", "hold", "A-2", DP, "10.01 EUR", "--db", wallet, "--json")
    assert (refused.code, refused.told["decision"]["allowed"]) == (1, False)
    listed = networkcore("prefund", "list", "--db", wallet, "--json").told["holds"]
    assert [(one["authorization"], one["held"]["amount_minor"]) for one in listed] == [
        ("A-1", 2000)
    ]
    (partner, *_) = networkcore("exposure", "--db", wallet, "--json").told["partners"]
    assert (partner["open_minor"], partner["headroom_minor"]) == (2000, 1000)
    assert "aside" in networkcore("exposure", "--db", wallet).out
    gone = networkcore("prefund", "release", "A-1", "--reason", "no plug", "--db", wallet)
    assert "20.00 EUR is free" in gone.out
    assert "aside" not in networkcore("exposure", "--db", wallet).out
    assert networkcore("prefund", "list", "--db", wallet, "--json").told == {"holds": []}
    unknown = networkcore("prefund", "release", "A-9", "--reason", "no plug", "--db", wallet)
    assert (unknown.code, "nothing was put aside" in unknown.err) == (2, True)
