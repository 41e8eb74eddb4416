"""Tariff <-> OCPI 2.2.1 JSON (mod_tariffs).

A tariff with a rule that is not priced yet is refused whole: priced without it, it would be
another tariff. So are a validity in time, a minimum and a maximum price.
"""

from typing import Final

from core.domain.errors import RuleError
from core.domain.tariff import (
    PriceComponent,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
)
from core.ocpi.wire import JsonObject, WireObject, present, split_key, time_text, wire_object

_RESTRICTIONS: Final = (
    "start_time", "end_time", "start_date", "end_date", "min_kwh", "max_kwh", "min_current",
    "max_current", "min_power", "max_power", "day_of_week", "reservation",
)  # fmt: skip
_TARIFF_RULES: Final = ("min_price", "max_price", "start_date_time", "end_date_time")


def tariff_from_json(value: object, path: str = "") -> Tariff:
    """The tariff that a JSON object describes.

    Args:
        value: The object, with exact numbers (``wire.parsed``).
        path: Where in the message it stands.

    Raises:
        WireError: OCPI does not allow it; the path says where.
        RuleError: It has a rule that this version cannot price; the message names it.
        InvalidValueError: A currency that we do not settle in.
    """
    wire = wire_object(value, path)
    tariff_id = wire.text("id", 36)
    _refuse_unpriced(wire, _TARIFF_RULES, tariff_id)
    return Tariff(
        tariff_id=tariff_id,
        cpo=wire.party_key(),
        currency=wire.text("currency", 3),
        elements=tuple(_element(element, tariff_id) for element in wire.objects("elements")),
        last_updated=wire.time("last_updated"),
        description=_description(wire),
    )


def _refuse_unpriced(wire: WireObject, names: tuple[str, ...], tariff_id: str) -> None:
    for name in names:
        if wire.fields.get(name) not in (None, []):
            raise RuleError(f"tariff {tariff_id}: {wire.at(name)} is not priced yet")


def _description(wire: WireObject) -> str:
    texts = [one.text("text", 512) for one in wire.objects("tariff_alt_text")]
    return texts[0] if texts else ""


def _element(wire: WireObject, tariff_id: str) -> TariffElement:
    components = tuple(_component(one, tariff_id) for one in wire.objects("price_components"))
    if not components:
        raise wire.refused("price_components", "wanted at least one, found none")
    if not wire.has("restrictions"):
        return TariffElement(components)
    return TariffElement(components, _restrictions(wire.nested("restrictions"), tariff_id))


def _component(wire: WireObject, tariff_id: str) -> PriceComponent:
    component = PriceComponent(
        type=wire.member("type", TariffDimension),
        price=wire.number("price"),
        vat_pct=wire.number_or_none("vat"),
        step_size=wire.whole("step_size"),
    )
    if component.price < 0:
        raise RuleError(f"tariff {tariff_id}: {wire.at('price')} below zero is not priced yet")
    if component.step_size < 0:
        raise wire.refused("step_size", f"wanted 0 or more, found {component.step_size}")
    if component.vat_pct is not None and not 0 <= component.vat_pct <= 100:
        raise wire.refused("vat", f"wanted 0 to 100 percent, found {component.vat_pct}")
    return component


def _restrictions(wire: WireObject, tariff_id: str) -> TariffRestrictions:
    _refuse_unpriced(wire, _RESTRICTIONS, tariff_id)
    found = TariffRestrictions(
        min_duration_s=wire.whole_or_none("min_duration"),
        max_duration_s=wire.whole_or_none("max_duration"),
    )
    for name, seconds in (("min", found.min_duration_s), ("max", found.max_duration_s)):
        if seconds is not None and seconds < 0:
            raise wire.refused(f"{name}_duration", f"wanted 0 or more seconds, found {seconds}")
    return found


def tariff_to_json(tariff: Tariff) -> JsonObject:
    """The tariff as OCPI writes it; numbers are exact (``wire.json_text``)."""
    country_code, party_id = split_key(tariff.cpo)
    alt_text = [{"language": "en", "text": tariff.description}] if tariff.description else None
    return present(
        country_code=country_code,
        party_id=party_id,
        id=tariff.tariff_id,
        currency=tariff.currency,
        tariff_alt_text=alt_text,
        elements=[_element_json(element) for element in tariff.elements],
        last_updated=time_text(tariff.last_updated),
    )


def _element_json(element: TariffElement) -> JsonObject:
    restrictions = present(
        min_duration=element.restrictions.min_duration_s,
        max_duration=element.restrictions.max_duration_s,
    )
    return present(
        price_components=[_component_json(one) for one in element.price_components],
        restrictions=restrictions or None,
    )


def _component_json(component: PriceComponent) -> JsonObject:
    return present(
        type=component.type.value,
        price=component.price,
        vat=component.vat_pct,
        step_size=component.step_size,
    )
