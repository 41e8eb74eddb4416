"""VAT as values: who sells what to whom where, and what was decided about it.

Categories are those of UNCL5305 as EN 16931 uses them. Nothing here is tax advice.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Supply(StrEnum):
    """What is sold."""

    ELECTRICITY = "electricity"
    """A charging session with all its lines: one supply of goods."""
    SERVICE = "service"
    """Commission, roaming fee, a Demand Partner's share."""
    PARKING = "parking"
    """Parking that is sold by itself."""


class ChainModel(StrEnum):
    """In whose name a party between seller and driver acts."""

    BUY_SELL = "buy_sell"
    """It buys and sells for its own account."""
    COMMISSIONAIRE = "commissionaire"
    """In its own name, for the account of another: for VAT it buys and sells."""
    AGENT = "agent"
    """In the name of another: it sells nothing but its own service."""


class VatCategory(StrEnum):
    """Codes of UNCL5305."""

    STANDARD = "S"
    REVERSE_CHARGE = "AE"
    OUTSIDE = "O"
    EXEMPT = "E"
    ZERO = "Z"
    EXPORT = "G"


class RateRef(StrEnum):
    """Where the rate of a decision stands."""

    TARIFF = "tariff"
    """In the lines of the session."""
    STANDARD = "standard"
    """In the table of standard rates, for the country of supply."""
    AGREEMENT = "agreement"
    """In the terms, for services in countries that the table does not list."""
    NONE = "none"
    """No VAT."""


@dataclass(frozen=True, slots=True)
class VatFacts:
    """What VAT asks of a party beside the country in which it is established."""

    taxable: bool = True
    dealer: bool = True
    """Whether it buys electricity to sell it on (taxable dealer, Art. 38 VAT Directive)."""
    registrations: tuple[str, ...] = ()
    """Other countries in which it is registered for VAT, ISO 3166 alpha-2, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VatKey:
    """A supply as far as VAT depends on it; countries are ISO 3166 alpha-2."""

    supply: Supply
    chain: ChainModel
    seller: str
    buyer: str
    location: str
    """Where the electricity is taken or the charge point stands."""
    seller_taxable: bool = True
    buyer_taxable: bool = True
    buyer_is_dealer: bool = True
    seller_registered_in_location: bool = True
    """Whether it is established or registered there."""

    def __str__(self) -> str:
        """``electricity commissionaire NL>DE at NL, buyer taxable dealer, seller registered``."""
        seller = "" if self.seller_taxable else "not taxable, "
        registered = "registered" if self.seller_registered_in_location else "not registered"
        return (
            f"{self.supply} {self.chain} {self.seller}>{self.buyer} at {self.location}, "
            f"buyer {'taxable' if self.buyer_taxable else 'not taxable'} "
            f"{'dealer' if self.buyer_is_dealer else 'no dealer'}, seller {seller}{registered}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VatDecision:
    """What the table says of one key on one day."""

    key: VatKey
    row_id: str
    place: str
    """Country of supply, whose VAT it is."""
    category: VatCategory
    rate: RateRef
    pct: Decimal | None
    """In percent, 0 where no VAT is charged; None: as the tariff and the terms say."""
    vatex: str
    """Why there is no VAT, as EN 16931 codes it; empty where there is."""
    text: str
    """The reason in words, with the article of the law."""

    def __str__(self) -> str:
        """``S 21 % in NL by service-at-home``, without key and text."""
        pct = "the tariff's rate" if self.pct is None else f"{self.pct.normalize():f} %"
        rate = "no VAT" if self.rate is RateRef.NONE else pct
        return f"{self.category.value} {rate} in {self.place} by {self.row_id}"
