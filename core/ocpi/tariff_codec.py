"""Tariff <-> OCPI JSON (mod_tariffs of 2.2.1 and 2.3.0), told apart by their form.

The surprise: ``tax_included`` is what makes a tariff one of 2.3.0; without it a component without
``vat`` bears none. Fields that no value of ours holds survive by ``with_unknown``.
"""

from datetime import UTC, datetime
from typing import Final

from core.domain.errors import InvalidValueError
from core.domain.money import exponent_of
from core.domain.tariff import (
    PriceComponent,
    Tariff,
    TariffDimension,
    TariffElement,
    TariffRestrictions,
    TariffType,
    TaxIncluded,
)
from core.ocpi.ocpi_version import OcpiVersion
from core.ocpi.price_codec import limit_json, limit_or_none
from core.ocpi.restriction_codec import restrictions_json, restrictions_of_wire
from core.ocpi.wire import JsonObject, WireObject, present, split_key, time_text, wire_object

_UNNAMED: Final = "unnamed"
_UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)


def tariff_from_json(value: object, path: str = "", *, bare: bool = False) -> Tariff:
    """The tariff that a JSON object describes.

    Args:
        value: The object, with exact numbers (``wire.parsed``).
        path: Where in the message it stands.
        bare: Also without owner, id and time, for a tariff that is only priced by.

    Raises:
        WireError: OCPI does not allow it; the path says where.
    """
    wire = wire_object(value, path)
    elements = tuple(_element(element) for element in wire.objects("elements"))
    if not elements:
        raise wire.refused("elements", "wanted at least one, found none")
    return Tariff(
        tariff_id=_UNNAMED if bare and not wire.has("id") else wire.text("id", 36),
        cpo="" if bare and not wire.has("party_id") else wire.party_key(),
        currency=currency_of_wire(wire),
        elements=elements,
        last_updated=_UNDATED
        if bare and not wire.has("last_updated")
        else wire.time("last_updated"),
        description=_description(wire),
        type=wire.member_or_none("type", TariffType),
        tariff_alt_url=wire.text_or_none("tariff_alt_url") or "",
        min_price=limit_or_none(wire, "min_price"),
        max_price=limit_or_none(wire, "max_price"),
        tax_included=wire.member_or_none("tax_included", TaxIncluded) or _newer(wire),
        start=wire.time_or_none("start_date_time"),
        end=wire.time_or_none("end_date_time"),
    )


def currency_of_wire(wire: WireObject) -> str:
    """The field ``currency``.

    Raises:
        WireError: Not an ISO 4217 code that we settle in.
    """
    currency = wire.text("currency", 3)
    try:
        exponent_of(currency)
    except InvalidValueError as error:
        raise wire.refused("currency", str(error).removeprefix("currency: ")) from error
    return currency


def _newer(wire: WireObject) -> TaxIncluded | None:
    """2.3.0 demands ``tax_included``; where only the form of a limit is new, taxes are on top."""
    for name in ("min_price", "max_price"):
        if wire.has(name) and wire.nested(name).has("before_taxes"):
            return TaxIncluded.NO
    return None


def _description(wire: WireObject) -> str:
    texts = [one.text("text", 512) for one in wire.objects("tariff_alt_text")]
    return texts[0] if texts else ""


def _element(wire: WireObject) -> TariffElement:
    components = tuple(_component(one) for one in wire.objects("price_components"))
    if not components:
        raise wire.refused("price_components", "wanted at least one, found none")
    if not wire.has("restrictions"):
        return TariffElement(components, TariffRestrictions())
    return TariffElement(components, restrictions_of_wire(wire.nested("restrictions")))


def _component(wire: WireObject) -> PriceComponent:
    component = PriceComponent(
        type=wire.member("type", TariffDimension),
        price=wire.number("price"),
        vat_pct=wire.number_or_none("vat"),
        step_size=wire.whole("step_size"),
    )
    if component.step_size < 0:
        raise wire.refused("step_size", f"wanted 0 or more, found {component.step_size}")
    if component.vat_pct is not None and not 0 <= component.vat_pct <= 100:
        raise wire.refused("vat", f"wanted 0 to 100 percent, found {component.vat_pct}")
    return component


def tariff_to_json(tariff: Tariff) -> JsonObject:
    """The tariff as OCPI writes it: 2.3.0 if it says whether taxes are included, else 2.2.1.

    Numbers are exact (``wire.json_text``).
    """
    included = tariff.tax_included
    version = OcpiVersion.V2_2_1 if included is None else OcpiVersion.V2_3_0
    owner = list(split_key(tariff.cpo)) if tariff.cpo else [None, None]
    alt_text = [{"language": "en", "text": tariff.description}] if tariff.description else None
    return present(
        country_code=owner[0],
        party_id=owner[1],
        id=tariff.tariff_id,
        currency=tariff.currency,
        type=tariff.type and tariff.type.value,
        tariff_alt_text=alt_text,
        tariff_alt_url=tariff.tariff_alt_url or None,
        min_price=limit_json(tariff.min_price, version),
        max_price=limit_json(tariff.max_price, version),
        elements=[_element_json(element) for element in tariff.elements],
        tax_included=included and included.value,
        start_date_time=None if tariff.start is None else time_text(tariff.start),
        end_date_time=None if tariff.end is None else time_text(tariff.end),
        last_updated=time_text(tariff.last_updated),
    )


def _element_json(element: TariffElement) -> JsonObject:
    return present(
        price_components=[_component_json(one) for one in element.price_components],
        restrictions=restrictions_json(element.restrictions) or None,
    )


def _component_json(component: PriceComponent) -> JsonObject:
    return present(
        type=component.type.value,
        price=component.price,
        vat=component.vat_pct,
        step_size=component.step_size,
    )
