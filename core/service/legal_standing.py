"""Who the parties of documents are before the law, and what they need before any is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain.document import Invoice
from core.domain.errors import NotFoundError, RuleError
from core.domain.legal_entity import LegalEntity, legal_in_force
from core.domain.party import Role
from core.domain.vat import VatCategory
from core.service.known import Known
from core.service.vat_file import vat_table

_TABLES: Final = {
    Role.HUB: "operator",
    Role.CPO: "cpo",
    Role.EMSP: "demand_partner",
    Role.OTHER: "partner",
}
"""Where a network file describes parties of a role."""
_WITHOUT_SELLER_ID: Final = (VatCategory.OUTSIDE,)


@dataclass(frozen=True, slots=True)
class LegalStanding:
    """Legal data as it is in force on the day of issue."""

    entities: tuple[LegalEntity, ...]
    known: Known
    day: date

    def of(self, party: str) -> LegalEntity:
        """That of a party that was expected to have some."""
        found = legal_in_force(self.entities, party, self.day)
        assert found is not None, f"{party}: it was not looked for first"
        return found

    def expect(self, parties: Iterable[str]) -> None:
        """Return if all of them have legal data.

        Raises:
            NotFoundError: Some have none; all of them are named, with the tables to add.
        """
        lacking = [
            one
            for one in dict.fromkeys(parties)
            if legal_in_force(self.entities, one, self.day) is None
        ]
        if lacking:
            tables = dict.fromkeys(f"[[{self._table_of(one)}.legal]]" for one in lacking)
            raise NotFoundError(
                f"documents: {', '.join(lacking)}: no legal data (name, address, VAT id) in force "
                f"on {self.day}; add {'tables' if len(lacking) > 1 else 'a table'} "
                f"{', '.join(tables)} to the network file"
            )

    def _table_of(self, party: str) -> str:
        described = self.known.parties.get(party)
        return _TABLES[Role.OTHER if described is None else described.role]


def expect_vat_ids(invoice: Invoice) -> None:
    """Return if seller and buyer state the VAT ids that the document's categories ask for.

    Raises:
        RuleError: One lacks its own, or is where nobody knows the VAT; the message says which.
    """
    for total in invoice.vat_totals:
        needs = [] if total.category in _WITHOUT_SELLER_ID else [invoice.seller]
        if total.category is VatCategory.REVERSE_CHARGE:
            needs.append(invoice.buyer)
        for one in needs:
            if one.vat_id is not None:
                continue
            if one.country_code not in vat_table().rates:
                raise RuleError(
                    f"documents: {one.party}: it is in {one.country_code}, whose VAT is not among "
                    "those that are known (EU, CH, NO, GB); an invoice is a document of VAT, so "
                    "none is written, and networkcore statement tells its account"
                )
            raise RuleError(
                f"documents: {one.party}: wanted vat_id for VAT of category {total.category}, "
                "found none; add it to its table `legal` in the network file"
            )
