"""Classes of vehicles: battery, power and charge curve, as a file in ``resources/profiles`` says.

The file that comes with the program was derived by ``derive_vehicles.py`` and names its source.
"""

from functools import cache
from typing import Annotated, Final, Self

from pydantic import Field, field_validator, model_validator

from core.service.resources import ResourceKind, read_text, resource_path
from core.service.toml_fields import Name
from core.sessionfile.toml_text import StrictModel, model_from_toml

CURVE_STEPS: Final = 20
"""A curve is given at 0, 5, ... 100 % of the state of charge."""
_PowerKw = Annotated[float, Field(gt=0, le=2_000)]


class VehiclePart(StrictModel):
    """A class of vehicles."""

    name: Name
    share: Annotated[float, Field(gt=0, le=1)]
    """Part of the vehicles that come."""
    usable_kwh: Annotated[float, Field(gt=1, le=1_000)]
    ac_kw: _PowerKw
    """The most that its charger takes."""
    dc_kw: tuple[_PowerKw, ...]
    """The most that it takes at 0, 5, ... 100 % of the state of charge; between them linear."""
    consumption_kwh_per_100_km: Annotated[float, Field(gt=0, le=500)]
    models: Annotated[int, Field(ge=1)] = 1
    """How many models it stands for."""

    @field_validator("dc_kw")
    @classmethod
    def _is_a_curve(cls, curve: tuple[float, ...]) -> tuple[float, ...]:
        if len(curve) != CURVE_STEPS + 1:
            raise ValueError(f"wanted {CURVE_STEPS + 1} powers, found {len(curve)}")
        return curve


class VehicleFile(StrictModel):
    """A file of vehicle classes."""

    source: Name
    licence: Name
    note: str = ""
    vehicle: tuple[VehiclePart, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _shares_add_up(self) -> Self:
        total = sum(one.share for one in self.vehicle)
        if abs(total - 1) > 1e-6:
            raise ValueError(f"vehicle.share: wanted 1 over all vehicles, found {total:.6f}")
        return self


@cache
def vehicles_of(profile: str) -> tuple[VehiclePart, ...]:
    """The vehicle classes of that name or path, in the file's order.

    Raises:
        NotFoundError: No such file.
        SourceError: It is wrong.
    """
    path = resource_path(ResourceKind.PROFILE, profile)
    return model_from_toml(read_text(path), str(path), VehicleFile).vehicle
