"""True-ups: what the steps of a period move, worked out from all of its sessions at its close.

Sessions stay as they were posted; a true-up is an entry of its own. Steps are taken for each CPO
where only the CPO has a part in them, for each DP where only the DP has, else for each pair; so
a cap of a DP's monthly fees counts its sessions at every CPO.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.domain.agreement import ANY
from core.domain.priced_cdr import PricedCdr
from core.domain.waterfall import (
    ALWAYS,
    Actor,
    Circumstances,
    Condition,
    Measure,
    Settle,
    Step,
    Waterfall,
)
from core.ledger.run_steps import Before, Measured, Part, take_step
from core.ledger.session_vat import SessionVat
from core.ledger.split import Split, measured_of
from core.ledger.step_conditions import condition_met


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Whose sessions a step of a period counts."""

    cpo: str
    """Party key, or ``*`` for those at every CPO."""
    demand_partner: str
    """Party key, or ``*`` for those of every DP."""

    def __str__(self) -> str:
        return f"{self.cpo} x {self.demand_partner}"


def group_of(step: Step, cpo: str, demand_partner: str) -> Group:
    """The group in which a step of a period counts a session of two parties."""
    involved = {step.payer, step.payee}
    with_cpo, with_dp = Actor.CPO in involved, bool(involved & {Actor.DP, Actor.DRIVER})
    if with_cpo and not with_dp:
        return Group(cpo, ANY)
    if with_dp and not with_cpo:
        return Group(ANY, demand_partner)
    return Group(cpo, demand_partner)


@dataclass(slots=True)
class _Sums:
    net: int = 0
    gross: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    energy_kwh: Decimal = Decimal(0)
    sessions: int = 0

    def add(self, one: Measured, times: int) -> None:
        self.net += one.net * times
        self.gross += one.gross * times
        self.energy_kwh += one.energy_kwh * times
        self.sessions += one.sessions * times
        for name, amount in one.lines.items():
            self.lines[name] = self.lines.get(name, 0) + amount * times

    def measured(self, currency: str) -> Measured:
        return Measured(
            currency=currency,
            net=self.net,
            gross=self.gross,
            lines=self.lines,
            energy_kwh=self.energy_kwh,
            sessions=self.sessions,
        )


class PeriodTotals:
    """All sessions of a group in a period, as its steps need them."""

    def __init__(self, falls: Waterfall, currency: str) -> None:
        """Nothing yet; money in minor units of ``currency``."""
        self._falls = falls
        self._currency = currency
        self._all = _Sums()
        self._by_condition: dict[Condition, _Sums] = {
            step.condition: _Sums() for step in falls.period_steps
        }
        self._amounts = [[0, 0] for _ in falls.steps]

    @property
    def sessions(self) -> int:
        """How many there are."""
        return self._all.sessions

    def add(
        self, priced: PricedCdr, parts: Split, around: Circumstances | None = None, times: int = 1
    ) -> None:
        """Count a session, or ``times`` equal ones."""
        measured = measured_of(priced, self._falls)
        self._all.add(measured, times)
        for condition, sums in self._by_condition.items():
            if condition_met(condition, priced.cdr, around):
                sums.add(measured, times)
        for sums_of_step, part in zip(self._amounts, parts.parts, strict=False):
            sums_of_step[0] += part.amount * times
            sums_of_step[1] += part.vat * times

    def add_all(self, measured: Measured, moved: Sequence[tuple[int, int]]) -> None:
        """Count many sessions at once, under terms whose steps of a period ask for nothing.

        Args:
            measured: Of all of them, ``sessions`` how many.
            moved: Amount and VAT that each step moved of them, in the order of the steps.
        """
        assert set(self._by_condition) <= {ALWAYS}
        for sums in (self._all, *self._by_condition.values()):
            sums.add(measured, 1)
        for sums_of_step, (amount, vat) in zip(self._amounts, moved, strict=False):
            sums_of_step[0] += amount
            sums_of_step[1] += vat

    def true_up(self, group: Group, decided: SessionVat) -> tuple[Part, ...]:
        """What the steps of the period move that count in a group like this one.

        Args:
            group: The group whose sessions were counted.
            decided: Which VAT each service between its parties bears.
        """
        parts: list[Part] = []
        taken: list[Part] = []
        for at, step in enumerate(self._falls.steps[:-1]):
            root = self._falls.steps[self._falls.roots[at]]
            if step.settle is Settle.PER_SESSION:
                amount, vat = self._amounts[at]
                parts.append(Part(step, root, amount, vat, decided.of_step(step)))
                continue
            applies = counts_in(step, group)
            measured = self._by_condition[step.condition].measured(self._currency)
            before = Before(self._falls, measured, parts, self._all.net)
            parts.append(take_step(step, root, before, decided, applies=applies))
            if applies:
                taken.append(parts[-1])
        return tuple(taken)

    def measure(self, measure: Measure) -> tuple[int, int]:
        """A measure of all sessions as a ratio, in minor units, kWh or sessions."""
        return self._all.measured(self._currency).of(measure)


def counts_in(step: Step, group: Group) -> bool:
    """Whether a step of a period counts its sessions in groups like this one."""
    return group_of(step, "cpo", "dp") == Group(
        ANY if group.cpo == ANY else "cpo", ANY if group.demand_partner == ANY else "dp"
    )
