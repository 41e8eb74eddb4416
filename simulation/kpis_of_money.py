"""What the figures of money mean; see ``kpis``.

Names end in ``_minor`` and get a currency behind it in a run: ``gross_minor_eur``. Who adds a
figure to a run adds its row here: stem, title, direction, definition.
"""

from typing import Final

from simulation.kpi import Better, Kpi

_UP, _DOWN, _NEITHER = Better.HIGHER, Better.LOWER, Better.NEITHER
_PER: Final = {
    "per_kwh": ("a kWh", "CUR/kWh", "energy of the sessions in kWh"),
    "per_session": ("a session", "CUR/session", "sessions, free ones too"),
    "per_stall_day": (
        "a stall and day",
        "CUR/stall-day",
        "EVSEs times days of the run, outages included",
    ),
}
_ROWS: Final = (
    (
        "driver_paid",
        "Paid by drivers",
        _NEITHER,
        "What drivers pay: the public tariff with the DP's markup or its own tariff, VAT included.",
    ),
    (
        "gross_at_tariff",
        "Gross at tariff",
        _UP,
        "What the sessions cost at the CPO's public tariff, VAT included.",
    ),
    (
        "gross",
        "Owed by DPs",
        _UP,
        (
            "What Demand Partners owe for the sessions, VAT included; less than at tariff under "
            "wholesale, and where they account for the VAT themselves."
        ),
    ),
    ("vat", "VAT", _NEITHER, "VAT on the sessions as the Demand Partners owe it."),
    (
        "cpo_net",
        "CPO net",
        _UP,
        (
            "What the terms leave to the CPO of its sessions, before VAT and its own cost of "
            "energy and hardware."
        ),
    ),
    (
        "dp_share",
        "DP share",
        _UP,
        "What Demand Partners earn by the terms, before VAT; their markup is not in it.",
    ),
    (
        "commission",
        "Network commission",
        _UP,
        "What is left to the network before VAT and card cost: commission and roaming fees.",
    ),
    (
        "card_cost",
        "Card cost",
        _DOWN,
        "What collecting by card cost, whoever bears it.",
    ),
    (
        "payouts",
        "Paid out",
        _NEITHER,
        "What was instructed to be paid to the CPOs before the end of the run.",
    ),
    (
        "receivable",
        "Receivable at the end",
        _NEITHER,
        "What Demand Partners owe and have not been asked for when the run ends.",
    ),
    (
        "payable",
        "Payable at the end",
        _NEITHER,
        "What CPOs are owed and have not been paid when the run ends.",
    ),
    (
        "dp_net",
        "DP net",
        _UP,
        "What is left to Demand Partners before VAT: share and markup, less fees and rebates.",
    ),
    (
        "network_net",
        "Network net",
        _UP,
        (
            "What is left to the network before VAT: commission and fees, less the card cost that "
            "it bears, losses by default and the cost of capital."
        ),
    ),
    (
        "liquidity_peak",
        "Peak liquidity",
        _DOWN,
        "The most that the network had paid out and not yet collected at the end of a day.",
    ),
    (
        "cost_of_capital",
        "Cost of capital",
        _DOWN,
        "Interest at the scenario's yearly rate on what the network had advanced, day by day.",
    ),
    (
        "waiting_cost",
        "Cost of waiting",
        _DOWN,
        "Interest on what CPOs are owed, from the end of each session until the day it is due.",
    ),
    (
        "fixed_fees",
        "Fixed fees",
        _NEITHER,
        "Memberships and subscriptions for the run, a 365th of the year's fee for each day.",
    ),
    (
        "subscriptions",
        "Subscriptions",
        _UP,
        "What the subscribers of a DP pay for the days of the run, before VAT.",
    ),
    (
        "true_up",
        "True-ups",
        _UP,
        (
            "What caps, tiers and guarantees of a month give a party more than its sessions did, "
            "before VAT; a month that the run covers in part is taken as it is."
        ),
    ),
    (
        "cpo_result",
        "CPO result",
        _UP,
        (
            "CPO net and true-ups less fixed fees, the cost of waiting, and what it lost by "
            "defaults; its own cost of energy and hardware is not in it."
        ),
    ),
    (
        "dp_result",
        "DP result",
        _UP,
        "DP net, subscriptions and true-ups, less fixed fees and cost of capital.",
    ),
    (
        "working_capital",
        "Working capital of CPOs",
        _DOWN,
        (
            "What CPOs have earned, VAT included, and not been paid at the end of a day, in the "
            "mean over the second half of the run."
        ),
    ),
    (
        "loss",
        "Loss by default",
        _DOWN,
        "What Demand Partners owed and did not pay because they defaulted, by who bears it.",
    ),
)


def _kpis(row: tuple[str, str, Better, str]) -> list[Kpi]:
    stem, title, better, definition = row
    name = f"{stem}_minor"
    whole = Kpi(name=name, title=title, unit="CUR", better=better, definition=definition)
    parts = [
        Kpi(
            name=f"{name}_{ending}",
            title=f"{title} {words}",
            unit=unit,
            better=better,
            definition=definition,
            denominator=of,
        )
        for ending, (words, unit, of) in _PER.items()
    ]
    return [whole, *parts]


KPIS_OF_MONEY: Final = tuple(kpi for row in _ROWS for kpi in _kpis(row))
"""In the order in which they are shown; each also by kWh, session and stall-day."""
