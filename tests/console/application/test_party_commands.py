"""Partners of the hub, as scripts and people see them."""

import pytest

from core.domain.hub_view import token_sha
from core.service.open_books import open_books
from core.service.view_platforms import tell_hub_url, view_hub
from tests.books import now
from tests.hub_books import with_key

ABC = ("--role", "CPO", "--country", "nl", "--party", "abc")


@pytest.fixture
def db(tmp_path):
    return f"sqlite:///{tmp_path / 'books.sqlite'}"


@pytest.fixture
def books(db):
    runtime = open_books(db, now)
    yield runtime
    runtime.database.close()


def test_a_partner_is_added_and_its_token_is_printed_once(networkcore, db, books):
    done = networkcore("party", "add", *ABC, "--db", db, "--json")
    assert done.code == 0, done.err
    assert done.told["platform"] == "nl-abc-cpo"
    assert done.told["status"] == "PLANNED"
    assert done.told["versions_url"] == "http://127.0.0.1:8020/ocpi/versions"
    (known,) = view_hub(books).tokens
    assert known.sha == token_sha(done.told["token"])
    listed = networkcore("party", "list", "--db", db)
    assert "nl-abc-cpo" in listed.out
    assert done.told["token"] not in listed.out


def test_people_are_told_where_the_hub_is(networkcore, db, books):
    tell_hub_url(books, "https://hub.example/ocpi")
    done = networkcore("party", "add", *ABC, "--db", db)
    assert "https://hub.example/ocpi/versions" in done.out
    assert "shown this once" in done.out


def test_a_partner_may_have_several_roles_and_parties(networkcore, db):
    words = (*ABC, "--role", "EMSP", "--also", "EMSP:DE*XYZ", "--name", "Anna")
    done = networkcore("party", "add", *words, "--db", db, "--json")
    assert [(one["role"], one["party"]) for one in done.told["roles"]] == [
        ("CPO", "NL*ABC"),
        ("EMSP", "NL*ABC"),
        ("EMSP", "DE*XYZ"),
    ]
    assert done.told["name"] == "Anna"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "CPO", "--country", "NLD", "--party", "ABC"), "wanted NL*ABC"),
        ((*ABC, "--also", "NL*ABD"), "wanted ROLE:NL*ABC"),
    ],
)
def test_what_is_no_party_is_refused(networkcore, db, words, said):
    done = networkcore("party", "add", *words, "--db", db)
    assert done.code == 2
    assert said in done.err


def test_a_partner_that_is_known_is_invited_again_suspended_and_resumed(networkcore, db):
    first = networkcore("party", "add", *ABC, "--db", db, "--json").told["token"]
    assert "party invite" in networkcore("party", "add", *ABC, "--db", db).err
    again = networkcore("party", "invite", "NL*ABC", "--db", db, "--json").told["token"]
    assert again != first
    for deed, status in (("suspend", "SUSPENDED"), ("resume", "PLANNED")):
        done = networkcore("party", deed, "nl-abc-cpo", "--note", "x", "--db", db, "--json")
        assert done.told["status"] == status
    assert "SUSPENDED" in networkcore("party", "suspend", "NL*ABC", "--db", db).out
    (one,) = networkcore("party", "list", "--db", db, "--json").told["platforms"]
    assert one["status"] == "SUSPENDED"


def test_who_asks_for_a_handshake_hears_that_no_hub_answered(networkcore, db, books):
    words = ("party", "connect", *ABC, "--url", "https://abc.example/versions", "--token", "a")
    done = networkcore(*words, "--db", db)
    assert (done.code, "never started" in done.err) == (2, True)
    with_key(books)
    done = networkcore(*words, "--wait", "0", "--db", db)
    assert done.code == 1
    assert "no hub answered" in done.out
    done = networkcore(*words, "--wait", "0", "--db", db, "--json")
    assert done.told["done"] is None


def test_everything_that_was_done_to_a_partner_is_told(networkcore, db):
    networkcore("party", "add", *ABC, "--db", db)
    networkcore("party", "suspend", "NL*ABC", "--note", "late payer", "--db", db)
    changes = networkcore("party", "history", "NL*ABC", "--db", db, "--json").told["changes"]
    assert [(one["kind"], one["status"], one["note"]) for one in changes] == [
        ("added", "PLANNED", ""),
        ("suspended", "SUSPENDED", "late payer"),
    ]
    assert all(one["who"] for one in changes)
    shown = networkcore("party", "history", "nl-abc-cpo", "--db", db)
    assert "late payer" in shown.out
