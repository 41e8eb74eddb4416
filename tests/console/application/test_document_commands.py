"""Documents and receipts as scripts and people meet them."""

from hashlib import sha256

import pytest

from core.service.carry_cdrs import carry
from tests.books import NOW, open_network
from tests.builders import DP, a_cdr
from tests.document_books import legal_network
from tests.made_books import books_in


def books(folder, network=None):
    """URL of books with one session."""
    url = f"sqlite:///{folder / 'own.sqlite'}"
    runtime = books_in(url, lambda: NOW)
    open_network(runtime, network=network)
    carry(runtime, [a_cdr()])
    runtime.database.close()
    return url


@pytest.fixture
def filled(tmp_path):
    return books(tmp_path, legal_network())


def test_documents_are_issued_once_listed_shown_and_exported(networkcore, filled, tmp_path):
    words = ("documents", "issue", "--month", "2026-06", "--party", DP, "--db", filled, "--json")
    first, again = networkcore(*words).told, networkcore(*words).told
    assert (first["issued"], again["issued"]) == (3, 0)
    assert first["documents"] == again["documents"]
    listed = networkcore("documents", "list", "--db", filled, "--json").told["documents"]
    assert {one["kind"] for one in listed} == {"statement", "invoice", "share"}
    (number,) = (one["number"] for one in listed if one["kind"] == "invoice")
    shown = networkcore("documents", "show", number, "--db", filled, "--json").told
    assert shown["document"]["due_minor"] == 1210
    assert shown["body"]["lines"][0]["net_minor"] == 1000
    folder = tmp_path / "out"
    folder.mkdir()
    words = ("documents", "export", "--out", folder, "--db", filled, "--json")
    for file in networkcore(*words).told["files"]:
        content = (folder / file["path"]).read_bytes()
        assert sha256(content).hexdigest() == file["sha256"]
    assert {one.suffix for one in folder.iterdir()} >= {".xml", ".pdf", ".csv", ".xlsx"}


def test_people_read_tables(networkcore, filled):
    issued = networkcore("documents", "issue", "--month", "2026-06", "--db", filled)
    assert "issued, 0 were issued before" in issued.out
    listed = networkcore("documents", "list", "--party", DP, "--db", filled)
    assert "12.10" in listed.out
    assert "INV-NLNWC-2026-00001" in listed.out
    for number in ("INV-NLNWC-2026-00001", "ST-NLNWC-2026-00001"):
        shown = networkcore("documents", "show", number, "--db", filled)
        assert shown.code == 0, shown.err
    assert "Closing balance" in shown.out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("issue", "--month", "June"), "month: wanted one as 2026-06, found 'June'"),
        (("issue", "--month", "2026-06", "--party", "NL*NO1"), "no party 'NL*NO1'; these trade"),
        (("show", "INV-1"), "no document 'INV-1'; the last ones: none"),
    ],
)
def test_what_is_wrong_is_one_line(networkcore, filled, words, problem):
    done = networkcore("documents", *words, "--db", filled)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert problem in done.err


def test_books_of_before_take_the_legal_data_of_a_network_file(networkcore, tmp_path):
    words = ("documents", "issue", "--month", "2026-06", "--db", books(tmp_path))
    assert "add tables [[operator.legal]]" in networkcore(*words).err
    done = networkcore(*words, "--network", "demo")
    # The network of the demonstration knows its own parties, not the CPO of these books.
    assert "NL*ABC: no legal data" in done.err or "NL*XYZ: no legal data" in done.err


def test_a_receipt_is_text_and_a_page(networkcore, filled, tmp_path):
    file = tmp_path / "receipt.pdf"
    done = networkcore("receipt", "S1", "--pdf", file, "--db", filled)
    assert "EUR 12.10" in done.out
    assert file.read_bytes().startswith(b"%PDF")
    told = networkcore("receipt", "S1", "--db", filled, "--json").told["receipt"]
    assert told["incl_minor"] == 1210
