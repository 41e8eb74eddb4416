"""The accounts of the books: a number, and whose it is.

An account is written ``2100:NL*ABC``: the code from this chart, then the party, for VAT the
country, for a bank account its IBAN. Debits are positive: assets and expenses grow above zero,
the rest below.
"""

from enum import StrEnum
from typing import Final


class Code(StrEnum):
    """The chart; numbers are those of the worked postings in the tests."""

    BANK = "1100"
    IN_TRANSIT = "1110"
    CARD_CLEARING = "1115"
    UNALLOCATED = "1120"
    DEAL_IN_TRANSIT = "1130"
    RECEIVABLE = "1200"
    DISPUTED = "1210"
    INPUT_VAT = "1500"
    PAYABLE = "2100"
    RESERVE = "2110"
    HELD = "2120"
    WAITING = "2130"
    PREFUND = "2200"
    PREFUND_HELD = "2210"
    INCENTIVE = "2300"
    DP_SHARE = "2310"
    PARTNER = "2350"
    SETTLEMENT = "2400"
    OUTPUT_VAT = "2500"
    FX_POSITION = "2900"
    ROAMING_FEE = "4100"
    COMMISSION = "4200"
    FX_MARGIN = "4300"
    FX_RESULT = "5100"
    INCENTIVE_EXPENSE = "5200"
    BAD_DEBT = "5300"
    BANK_CHARGES = "5400"
    CARD_COST = "5450"
    ROUNDING = "5900"


TITLES: Final[dict[Code, str]] = {
    Code.BANK: "Bank",
    Code.IN_TRANSIT: "Payments in transit",
    Code.CARD_CLEARING: "Card clearing",
    Code.UNALLOCATED: "Unallocated receipts",
    Code.DEAL_IN_TRANSIT: "Currency deals in transit",
    Code.RECEIVABLE: "Receivable from Demand Partner",
    Code.DISPUTED: "Disputed receivable",
    Code.INPUT_VAT: "Input VAT",
    Code.PAYABLE: "Payable to CPO",
    Code.RESERVE: "CPO reserve",
    Code.HELD: "CPO disputed hold",
    Code.WAITING: "CPO payout that waits",
    Code.PREFUND: "Prefund and deposit of Demand Partner",
    Code.PREFUND_HELD: "Prefund held for sessions",
    Code.INCENTIVE: "Incentive payable",
    Code.DP_SHARE: "Demand Partner share payable",
    Code.PARTNER: "Site-host and partner share payable",
    Code.SETTLEMENT: "Settlement clearing",
    Code.OUTPUT_VAT: "Output VAT",
    Code.FX_POSITION: "FX position",
    Code.ROAMING_FEE: "Roaming fee",
    Code.COMMISSION: "Commission",
    Code.FX_MARGIN: "FX margin",
    Code.FX_RESULT: "FX result",
    Code.INCENTIVE_EXPENSE: "Incentive expense",
    Code.BAD_DEBT: "Bad debt",
    Code.BANK_CHARGES: "Bank charges",
    Code.CARD_COST: "Card cost",
    Code.ROUNDING: "Rounding",
}

FEE_ACCOUNTS: Final = (Code.ROAMING_FEE, Code.COMMISSION, Code.FX_MARGIN)
"""Accounts that only a session may touch: no session, no fee."""

PARTY_ACCOUNTS: Final = (
    Code.RECEIVABLE,
    Code.PAYABLE,
    Code.DP_SHARE,
    Code.INCENTIVE,
    Code.PARTNER,
)
"""Accounts that a cycle clears, each by party."""


def account(code: Code, owner: str = "") -> str:
    """How the account of an owner (party key, country or IBAN) is written in a posting."""
    return f"{code.value}:{owner}" if owner else code.value


def code_of(written: str) -> Code:
    """The code of a written account."""
    return Code(written[:4])


def owner_of(written: str) -> str:
    """The owner of a written account; empty where it has none."""
    return written[5:]


def title_of(written: str) -> str:
    """The account in words: ``Payable to CPO NL*ABC``."""
    return f"{TITLES[code_of(written)]} {owner_of(written)}".strip()
