"""The split of millions of sessions under one agreement: columns in, whole minor units out.

The amounts are those of ``split``, to the last minor unit; a property test says so. What columns
cannot hold - conditions that ask for a session's circumstances, tiers, amounts beyond 64 bits - is
refused and named, never approximated: who meets it asks the scalar engine.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from core.domain.agreement import Agreement
from core.domain.errors import RuleError
from core.domain.money import exponent_of
from core.domain.vat import RateRef, VatDecision
from core.domain.waterfall import (
    ALWAYS,
    COUNTS,
    TIERS,
    Actor,
    Condition,
    Measure,
    Settle,
    Step,
    StepKind,
    StepRounding,
    Waterfall,
)
from core.ledger.session_columns import (
    SessionColumns,
    measured_columns,
    share_of_lines,
)
from core.ledger.session_vat import SessionVat
from core.ledger.steps_of_terms import waterfall_of
from core.ledger.whole_columns import Ints, one, rounded, times

_E4: Final = 10_000
Flags = npt.NDArray[np.bool_]
ANYTIME: Final[Mapping[Condition, Flags]] = MappingProxyType({})
"""Nothing is known of any condition."""


@dataclass(frozen=True, slots=True, eq=False)
class PartColumn:
    """What one step moves of every session, in minor units."""

    step: Step
    root: int
    """Index of the step that it limits, or its own."""
    amount: Ints
    vat: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SplitColumns:
    """Every session's money; what each field means: ``Split``."""

    net: Ints
    vat: Ints
    cpo_vat: Ints
    parts: tuple[PartColumn, ...]

    def owed_by_dp(self) -> Ints:
        """What the Demand Partner owes, with VAT and whatever it pays beside the session."""
        return self.net + self.vat + self._incl(payer=Actor.DP)

    def owed_to_dp(self) -> Ints:
        """Its share with VAT, and rebates for its driver."""
        rebates = (part.amount for part in self.parts if part.step.payee == Actor.DRIVER)
        return sum(rebates, self._incl(payee=Actor.DP))

    def owed_to_cpo(self) -> Ints:
        """What the CPO is paid, with VAT, after all that it pays."""
        return self.net + self.cpo_vat - self._incl(payer=Actor.CPO) + self._incl(payee=Actor.CPO)

    def _incl(self, payer: str | None = None, payee: str | None = None) -> Ints:
        total = np.zeros_like(self.net)
        for part in self.parts:
            if payer in (None, part.step.payer) and payee in (None, part.step.payee):
                total += part.amount + part.vat
        return total


def split_columns(
    sessions: SessionColumns,
    agreement: Agreement,
    decided: SessionVat,
    met: Mapping[Condition, Flags] = ANYTIME,
) -> SplitColumns:
    """Part priced sessions by the terms.

    Args:
        sessions: Priced.
        agreement: The terms.
        decided: Which VAT each service bears.
        met: Which sessions meet each condition that a step has, array of shape (session,).

    Raises:
        RuleError: The terms, or the size of an amount, are not for columns; says which.
    """
    falls = waterfall_of(agreement)
    refuse_uncovered(agreement, falls, met)
    measured = measured_columns(sessions, falls)
    net, tariff_vat = measured.net, measured.gross - measured.net
    run = _Run(sessions, falls, net, measured.gross, measured.lines, [], met)
    for step, root in zip(falls.steps[:-1], falls.roots, strict=False):
        run.take(step, root, decided.of_step(step))
    return SplitColumns(
        net=net,
        vat=_session_vat(sessions, falls.wholesale_bp, decided.sold, tariff_vat),
        cpo_vat=_session_vat(sessions, falls.wholesale_bp, decided.bought, tariff_vat),
        parts=tuple(run.parts),
    )


def refuse_uncovered(
    agreement: Agreement,
    falls: Waterfall | None = None,
    met: Container[Condition] = ANYTIME,
) -> None:
    """Return if the terms can be run on columns.

    Args:
        agreement: The terms.
        falls: Their waterfall, if it is known.
        met: Conditions of which somebody knows which sessions meet them.

    Raises:
        RuleError: They cannot; says which step and why.
    """
    for step in (falls or waterfall_of(agreement)).steps[:-1]:
        if step.settle is Settle.PERIOD_TRUE_UP:
            continue
        if step.condition != ALWAYS and step.condition not in met:
            why = "a condition asks for the circumstances of each session"
        elif step.kind in TIERS:
            why = f"a {step.kind.value} has a rate of its own for each session"
        else:
            continue
        raise RuleError(
            f"agreement {agreement.version}: step {step.step_id} is not for columns: {why}"
        )


@dataclass(slots=True, eq=False)
class _Run:
    """The steps, taken one after the other on all sessions."""

    sessions: SessionColumns
    falls: Waterfall
    net: Ints
    gross: Ints
    lines: dict[Measure, Ints]
    parts: list[PartColumn]
    met: Mapping[Condition, Flags]

    def take(self, step: Step, root: int, decision: VatDecision | None) -> None:
        if step.settle is Settle.PERIOD_TRUE_UP:
            amount = np.zeros_like(self.net)
        elif step.condition == ALWAYS:
            amount = self._amount(step)
        else:
            amount = np.where(self.met[step.condition], self._amount(step), 0)
        vat = np.zeros_like(self.net)
        if decision is not None:
            same = [
                part for part in self.parts if part.root == root and part.step.settle is step.settle
            ]
            before = sum((part.amount for part in same), np.zeros_like(self.net))
            whole = _vat_of(before + amount, decision)
            whole -= sum((part.vat for part in same), np.zeros_like(self.net))
            vat = np.where(amount != 0, whole, 0)
        self.parts.append(PartColumn(step, root, amount, vat))

    def _amount(self, step: Step) -> Ints:
        scale = 10 ** exponent_of(self.sessions.currency)
        top, bottom = step.amount.as_integer_ratio()
        match step.kind:
            case StepKind.PERCENT:
                basis, unit = self._basis(step)
                return rounded(basis, step.rate_bp, unit * 10_000, step.rounding)
            case StepKind.PASS_THROUGH:
                fixed = rounded(one(top * scale), 1, bottom, StepRounding.HALF_UP)
                part = rounded(self.gross, step.rate_bp, 10_000, step.rounding)
                return np.where(self.gross > 0, fixed + part, 0)
            case StepKind.MINIMUM | StepKind.MAXIMUM:
                limit = rounded(one(top * scale), 1, bottom, step.rounding)
                missing = limit - self._basis(step)[0]
                is_wanted = missing > 0 if step.kind is StepKind.MINIMUM else missing < 0
                return np.where(is_wanted, missing, 0)
            case StepKind.PER_KWH:
                return rounded(self.sessions.energy_e4, top * scale, bottom * _E4, step.rounding)
            case StepKind.PER_SESSION:
                each = rounded(one(top * scale), 1, bottom, step.rounding)
                return np.repeat(each, len(self.net))
            case _:
                assert step.kind is StepKind.REBATE, step.kind
                return self._rebate(step, top * scale, bottom)

    def _rebate(self, step: Step, top: int, bottom: int) -> Ints:
        """A part of an amount of money and an amount for each session, rounded together."""
        if step.basis == Measure.KWH:
            return rounded(self.sessions.energy_e4, top, bottom * _E4, step.rounding)
        of_money = np.zeros_like(self.net) if step.basis in COUNTS else self._basis(step)[0]
        exact = times(of_money, step.rate_bp * bottom) + top * 10_000
        return rounded(exact, 1, bottom * 10_000, step.rounding)

    def _basis(self, step: Step) -> tuple[Ints, int]:
        """What a step is a part of, and into how many parts its unit is cut."""
        if step.of_step is not None:
            root = self.falls.roots[self._at(step.of_step)]
            moved = (part.amount for part in self.parts if part.root == root)
            return sum(moved, np.zeros_like(self.net)), 1
        if step.after_step is not None:
            limits = step.kind in (StepKind.MINIMUM, StepKind.MAXIMUM)
            return self._held(step.payee if limits else step.payer, step.after_step), 1
        if step.basis == Measure.KWH:
            return self.sessions.energy_e4, _E4
        nothing = np.zeros_like(self.net)
        measured = {Measure.NET: self.net, Measure.GROSS: self.gross, Measure.SESSIONS: nothing + 1}
        measure = Measure(step.basis)
        return measured[measure] if measure in measured else self.lines.get(measure, nothing), 1

    def _held(self, holder: str, named: str) -> Ints:
        held = self.net.copy() if holder == Actor.CPO else np.zeros_like(self.net)
        for part in self.parts[: self._at(named) + 1]:
            held += part.amount * ((part.step.payee == holder) - (part.step.payer == holder))
        return held

    def _at(self, step_id: str) -> int:
        return next(at for at, step in enumerate(self.falls.steps) if step.step_id == step_id)


def _session_vat(
    sessions: SessionColumns, wholesale_bp: int, decision: VatDecision, tariff_vat: Ints
) -> Ints:
    if decision.rate is RateRef.TARIFF:
        return tariff_vat
    assert decision.pct is not None, decision
    parts = (vat for _, vat in share_of_lines(sessions, wholesale_bp, decision.pct))
    return sum(parts, np.zeros_like(tariff_vat))


def _vat_of(base: Ints, decision: VatDecision) -> Ints:
    assert decision.pct is not None, decision
    top, bottom = decision.pct.as_integer_ratio()
    return rounded(base, top, bottom * 100, StepRounding.HALF_UP)
