"""Erasing personal data as scripts and people meet it."""

import pytest

from core.ocpi.cdr_codec import cdr_to_json
from core.ocpi.wire import json_text
from core.service.import_file import import_file
from core.store.cdr_store import ReceivedCdr, record_cdrs
from tests.books import NOW, open_network
from tests.core.service.test_erase_personal import CONTRACT, UID, sent
from tests.made_books import books_in


@pytest.fixture
def books(tmp_path):
    url = f"sqlite:///{tmp_path / 'imported.sqlite'}"
    runtime = books_in(url)
    open_network(runtime)
    file = tmp_path / "cdrs.json"
    file.write_text(json_text([cdr_to_json(sent(), sent().end)]))
    import_file(runtime, file, rejects_file=tmp_path / "rejects.csv")
    yield url
    runtime.database.close()


def test_a_person_is_erased_once_and_the_books_stay_sound(networkcore, books):
    words = ("privacy", "erase", UID, "--reason", "asked by letter", "--db", books)
    told = networkcore(*words, "--json").told
    assert (told["bodies"], told["unveiled"], len(told["pseudonyms"])) == (2, 0, 1)
    again = networkcore(*words)
    assert (again.code, "0 records erased" in again.out) == (0, True)
    assert UID not in again.out + again.err
    assert networkcore("verify", "--db", books).code == 0


def test_what_cannot_be_erased_is_told(networkcore, books):
    runtime = books_in(books)
    with runtime.database.transaction() as connection:
        record_cdrs(connection, [ReceivedCdr(sent("old"), NOW)])
    runtime.database.close()
    done = networkcore("privacy", "erase", CONTRACT, "--reason", "asked", "--db", books)
    assert done.code == 1
    assert "1 CDRs of older books name it as it is and cannot be erased" in done.err


def test_a_reason_and_a_known_name_are_wanted(networkcore, books):
    assert networkcore("privacy", "erase", UID, "--db", books).code == 2
    done = networkcore("privacy", "erase", "nobody", "--reason", "asked", "--db", books)
    assert (done.code, "these books know nobody by that name" in done.err) == (2, True)
