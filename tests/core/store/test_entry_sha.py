"""The sha of an entry is the same for ever: books of before were booked with it."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from core.domain.entry import Entry, EntryKind, Posting
from core.store.rows import entry_sha, us_of
from tests.builders import START

WORDS = st.text(max_size=8)


def as_first_written(entry):
    """How the first books hashed an entry."""
    head = (
        entry.entry_id,
        entry.kind.value,
        str(us_of(entry.effective_at)),
        str(None if entry.due_at is None else us_of(entry.due_at)),
        entry.source_id,
        entry.terms,
        str(entry.reverses),
        *entry.notes,
    )
    legs = (f"{leg.account} {leg.currency} {leg.amount_minor}" for leg in entry.postings)
    return sha256("\n".join((*head, *legs)).encode()).hexdigest()


@given(
    st.builds(
        Entry,
        entry_id=WORDS,
        kind=st.sampled_from(EntryKind),
        effective_at=st.just(START),
        source_id=WORDS,
        terms=WORDS,
        due_at=st.none() | st.just(START),
        reverses=st.none() | WORDS,
        notes=st.lists(WORDS, max_size=3).map(tuple),
        postings=st.integers(1, 10**12).map(
            lambda amount: (Posting("1200:Ä", amount, "EUR"), Posting("2100:ß", -amount, "EUR"))
        ),
    )
)
def test_it_is_that_of_the_first_books(entry):
    assert entry_sha(entry) == as_first_written(entry)
