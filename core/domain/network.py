"""A network as somebody describes it: its parties, hardware, prices and rates."""

from dataclasses import dataclass, field
from decimal import Decimal

from core.domain.bank_account import BankAccount
from core.domain.bank_change import COOL_OFF_DAYS
from core.domain.demand_partner import DemandPartner
from core.domain.errors import NotFoundError
from core.domain.fx_rate import FxRate
from core.domain.legal_entity import LegalEntity
from core.domain.location import Location, PowerType
from core.domain.party import Party
from core.domain.settlement_rules import SettlementRules
from core.domain.tariff import Tariff


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargePointClass:
    """What a source's class of charge point stands for, where its EVSEs are not listed."""

    name: str
    """As the source writes it; ``*`` stands for every class that is not named."""
    standard: str
    power_type: PowerType
    max_power_kw: Decimal
    tariff_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Everything that must be known before a session can be priced and settled."""

    name: str
    operator: Party
    """The network itself, role HUB."""
    cpos: tuple[Party, ...]
    demand_partners: tuple[DemandPartner, ...]
    partners: tuple[Party, ...] = ()
    """Third parties that terms pay, as site hosts, role OTHER."""
    tariffs: tuple[Tariff, ...]
    locations: tuple[Location, ...] = ()
    classes: tuple[ChargePointClass, ...] = ()
    """For sources that list no EVSE: each one seen is taken to exist, of its class (ASSUMED)."""
    fx_rates: tuple[FxRate, ...] = ()
    bank_accounts: tuple[BankAccount, ...] = ()
    """Of its parties, where money is paid to and from."""
    settlement: SettlementRules = field(default_factory=SettlementRules)
    """Cut-offs, credit of its Demand Partners, holdbacks of its CPOs, legal entities."""
    legal_entities: tuple[LegalEntity, ...] = ()
    """Of its parties, what invoices say of them."""
    bank_cool_off_days: int = COOL_OFF_DAYS
    """So long a changed bank account is not paid to, unless another person approves it."""
    time_zone: str
    """Of every location that a source does not name."""

    def class_named(self, name: str) -> ChargePointClass | None:
        """The class of that name, or the one for the rest, or None."""
        by_name = {one.name: one for one in self.classes}
        return by_name.get(name, by_name.get("*"))

    def tariff(self, tariff_id: str) -> Tariff:
        """The tariff of that id.

        Raises:
            NotFoundError: The network has none.
        """
        for tariff in self.tariffs:
            if tariff.tariff_id == tariff_id:
                return tariff
        raise NotFoundError(f"network {self.name}: no tariff {tariff_id!r}")
