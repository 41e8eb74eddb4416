"""Sources of rows for tests of tables: huge ones made on demand, and ones that fail."""

from collections.abc import Iterator, Mapping, Sequence
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from console.present.book_looks import DTYPES
from console.present.row_source import Keys
from core.domain.errors import StoreError
from core.domain.table_fields import BookTable

ENTRIES = DTYPES[BookTable.ENTRIES]
PARTNERS = np.array(["DE*AAA", "DE*BBK", "NL*XYZ", "CH*ALP"])
FIRST_US = 1_780_000_000_000_000


def entries_of(keys: Keys) -> NDArray[Any]:
    """One entry a key, all of it made of the number."""
    numbers = np.asarray(keys, dtype=np.int64)
    rows = np.zeros(len(numbers), dtype=ENTRIES)
    rows["seq"] = numbers
    rows["effective_us"] = FIRST_US + numbers * 1_000_000
    rows["kind"] = np.where(numbers % 100 == 0, "cut_off", "cdr")
    rows["entry_id"] = np.strings.add("cdr:NL*EVB:", numbers.astype("U12"))
    rows["cpo"] = "NL*EVB"
    rows["demand_partner"] = PARTNERS[numbers % 4]
    rows["evse_uid"] = np.strings.add("NL*EVB*E", (numbers % 900).astype("U4"))
    rows["energy_e4"] = numbers * 37 % 800_000
    rows["currency"] = "EUR"
    rows["gross_minor"] = numbers * 13 % 5000
    rows["commission_minor"] = numbers % 200
    rows["assumed"] = numbers % 50 == 0
    return rows


class MadeLedger:
    """As many entries as wanted; a filter selects every ``keeps``-th."""

    def __init__(self, count: int, keeps: int = 4) -> None:
        self.count = count
        self.keeps = keeps
        self.pages_read = 0
        self.problem = ""
        self.may_answer = Event()
        self.may_answer.set()

    def keys(self, tree: object, order: object, is_wanted: object) -> Iterator[Keys]:
        self._answer()
        assert is_wanted is not None
        if tree is None and getattr(order, "field", None) is None:
            yield range(1, self.count + 1)
        else:
            found = np.arange(self.keeps, self.count + 1, self.keeps)
            if getattr(order, "descending", False):
                found = found[::-1]
            yield found[:256]
            self._answer()
            yield found[256:]

    def rows(self, keys: Keys) -> NDArray[Any]:
        self._answer()
        self.pages_read += 1
        return entries_of(keys)

    def new_keys(self, tree: object, after: int) -> tuple[Keys, int]:
        self._answer()
        new = range(after + 1, self.count + 1)
        if tree is None:
            return new, self.count
        return np.array([key for key in new if key % self.keeps == 0], dtype=np.int64), self.count

    def known_values(self) -> Mapping[str, Sequence[str]]:
        return {"dp": tuple(PARTNERS.tolist()), "cpo": ("NL*EVB",)}

    def _answer(self) -> None:
        assert self.may_answer.wait(10)
        if self.problem:
            raise StoreError(self.problem)
