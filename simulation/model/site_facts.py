"""What the sites of a scenario are, as arrays: looked up for all visits at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.domain.location import PowerType
from simulation.fitted_profile import FittedClass
from simulation.model.charge_curve import ChargeCurves, Plug
from simulation.scenario import DemandPart, Scenario
from simulation.vehicles import vehicles_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class SiteFacts:
    """Arrays of shape (site,) unless said, in the order of the scenario's locations."""

    scenario: Scenario

    @cached_property
    def kind(self) -> Ints:
        """Index of the class of charge point of each site."""
        places = {part.name: at for at, part in enumerate(self.scenario.charge_point_class)}
        return np.array([places[part.charge_point_class] for part in self.scenario.location])

    @cached_property
    def demands(self) -> tuple[DemandPart | None, ...]:
        """The demand for each class of charge point; None where there is none."""
        by_class = {part.charge_point_class: part for part in self.scenario.demand}
        return tuple(by_class.get(part.name) for part in self.scenario.charge_point_class)

    @cached_property
    def fitted(self) -> tuple[FittedClass | None, ...]:
        """The fitted class of each class's demand; None where its own figures hold."""
        return tuple(None if one is None else one.fitted for one in self.demands)

    def of_demand(self, name: str) -> Floats:
        """A figure of the demand, by class of charge point; array of shape (class,)."""
        figures = [0.0 if one is None else float(getattr(one, name)) for one in self.demands]
        return np.array(figures, dtype=np.float64)

    @cached_property
    def max_power_kw(self) -> Floats:
        """By class of charge point; array of shape (class,)."""
        kinds = self.scenario.charge_point_class
        return np.array([float(part.max_power_kw) for part in kinds], dtype=np.float64)

    @cached_property
    def is_dc(self) -> NDArray[np.bool_]:
        """By class of charge point; array of shape (class,)."""
        kinds = self.scenario.charge_point_class
        return np.array([part.power_type is PowerType.DC for part in kinds])

    @cached_property
    def reached(self) -> NDArray[np.bool_]:
        """Where drivers may charge; array of shape (demand partner, site)."""
        cpos = np.array([part.cpo for part in self.scenario.location])
        return np.array(
            [
                np.ones(len(cpos), dtype=bool) if "*" in part.reach else np.isin(cpos, part.reach)
                for part in self.scenario.demand_partner
            ]
        )

    @cached_property
    def curves(self) -> ChargeCurves | None:
        """Charge curves, a plug for each class of charge point; None without vehicles."""
        part = self.scenario.vehicles
        if part is None:
            return None
        plugs = [
            Plug(power_kw, bool(is_dc), part.dc_efficiency if is_dc else part.ac_efficiency)
            for power_kw, is_dc in zip(self.max_power_kw.tolist(), self.is_dc, strict=True)
        ]
        return ChargeCurves(vehicles_of(part.profile), plugs)

    @cached_property
    def down_share(self) -> Floats:
        """Part of the time in which the EVSEs of each site are out of order."""
        by_class = {
            part.charge_point_class: part.out_of_order_share for part in self.scenario.fault
        }
        factors = {part.key: part.failure_factor for part in self.scenario.cpo}
        shares = [
            by_class.get(part.charge_point_class, 0.0) * factors[part.cpo]
            for part in self.scenario.location
        ]
        return np.minimum(np.array(shares, dtype=np.float64), 0.95)


def curves_of(scenario: Scenario) -> ChargeCurves | None:
    """The charge curves of a scenario, a plug for each of its classes of charge point."""
    return SiteFacts(scenario).curves
