"""An agreement as a document: nested plain fields, as its TOML file has them, and that file.

Reading the document again gives the same agreement; what is the default is left out.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from core.domain.agreement import (
    ANY,
    Agreement,
    CardTerms,
    FxLock,
    PayoutCondition,
    SettlementClock,
)
from core.domain.agreement_example import Example
from core.domain.rounding import MINOR_UNIT
from core.domain.waterfall import ALWAYS, Actor, Condition, Measure, Step, StepKind, VatTreatment
from core.service.step_fields import BASES

TABLES: Final = ("card", "clock", "rounding", "step", "example")
"""Fields that files write as tables of their own, the last."""
Document = dict[str, object]
"""Text, numbers, times, lists of them, and tables of those."""


def document_of(agreement: Agreement) -> Document:
    """The fields of an agreement as its file writes them, in the order in which people read."""
    one = agreement
    document: Document = {"agreement_id": one.agreement_id, "preset": one.preset}
    document |= _unlike(
        {"cpo": one.cpo, "demand_partner": one.demand_partner, "country": one.country}, ANY
    )
    document["effective_from"] = one.effective.start
    if one.effective.end is not None:
        document["effective_to"] = one.effective.end
    document |= _short_terms(one)
    document["service_vat_pct"] = _vat(one)
    document["payout_currency"] = one.payout_currency
    document |= _unlike({"fx_margin_bp": one.fx_margin_bp}, 0)
    document |= _unlike({"fx_lock": one.fx_lock}, FxLock.SESSION_END)
    document |= _unlike({"fx_max_age_days": one.fx_max_age_days}, None)
    document |= _unlike({"tolerance_minor": one.tolerance_minor}, 1)
    document |= _unlike({"dispute_window_days": one.dispute_window_days}, 0)
    if one.payout_condition is not PayoutCondition.NETWORK_CREDIT:
        document["payout_condition"] = one.payout_condition
    if one.card != CardTerms():
        document["card"] = _plain(one.card)
    if one.clock != SettlementClock():
        document["clock"] = _plain(one.clock)
    if one.rounding != MINOR_UNIT:
        document["rounding"] = {"where": one.rounding.where, "mode": one.rounding.mode}
    if one.steps:
        document["step"] = [step_document(step) for step in one.steps]
    if one.examples:
        document["example"] = [_example(example) for example in one.examples]
    return document


def _short_terms(one: Agreement) -> Document:
    if one.steps:
        return {}
    return {
        "commission_model": one.commission_model,
        "commission_bp": one.commission_bp,
        "dp_share_bp": one.dp_share_bp,
        **_unlike({"wholesale_bp": one.wholesale_bp}, 10_000),
        **_unlike(
            {"cpo_session_fee": one.cpo_session_fee, "dp_session_fee": one.dp_session_fee}, 0
        ),
    }


def _vat(one: Agreement) -> object:
    if not one.vat_pct_by_country:
        return one.service_vat_pct
    return {ANY: one.service_vat_pct} | dict(one.vat_pct_by_country)


def step_document(step: Step) -> Document:
    """The fields of a step as files write them."""
    pocket = step.payee in (Actor.CARD, Actor.DRIVER)
    whole = 10_000 if step.kind is StepKind.REMAINDER else 0
    usual: Document = {
        "basis": BASES.get(step.kind, Measure.NET).value,
        "rate_bp": whole,
        "amount": Decimal(0),
        "tiers": [],
        "tier_by": None,
        "rounding": "HALF_UP",
        "vat": VatTreatment.NONE if pocket else VatTreatment.SERVICE,
        "settle": "per_session",
    }
    found: Document = {name: getattr(step, name) for name in usual}
    found["tiers"] = [{"above": one.above, "rate": one.rate} for one in step.tiers]
    said = {name: value for name, value in found.items() if value != usual[name]}
    head: Document = {
        "id": step.step_id,
        "payer": step.payer,
        "payee": step.payee,
        "kind": step.kind,
    }
    when = {} if step.condition == ALWAYS else {"when": _condition(step.condition)}
    return head | said | when


def _condition(condition: Condition) -> Document:
    found = _said(condition)
    if condition.hours is not None:
        found["hours"] = "-".join(f"{one:%H:%M}" for one in condition.hours)
    return found


def _example(example: Example) -> Document:
    return _said(example) | {"expected": dict(example.expected)}


def _plain(value: CardTerms | SettlementClock) -> Document:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _said(value: Condition | Example) -> Document:
    """Fields that are not their default."""
    return {
        field.name: list(found) if isinstance(found, tuple) else found
        for field in fields(value)
        if (found := getattr(value, field.name)) != field.default
    }


def _unlike(fields_: Mapping[str, object], usual: object) -> Document:
    return {name: value for name, value in fields_.items() if value != usual}


def toml_of(agreement: Agreement) -> str:
    """The file of an agreement."""
    return "\n".join(_lines(document_of(agreement))) + "\n"


def _lines(document: Document) -> Iterator[str]:
    """Plain fields first, then tables, for a TOML key belongs to the table before it."""
    for name, value in document.items():
        if name not in TABLES:
            yield f"{_key(name)} = {_value(value)}"
    for name in TABLES:
        found = document.get(name, [])
        several = isinstance(found, list)
        for table in found if isinstance(found, list) else [found]:
            assert isinstance(table, dict), name
            yield ""
            yield f"[[{name}]]" if several else f"[{name}]"
            for key, value in table.items():
                yield f"{_key(key)} = {_value(value)}"


def _key(name: str) -> str:
    bare = name.replace("_", "").replace("-", "").isalnum() and name.isascii()
    return name if bare else json.dumps(name, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, str):
        return _text(str(value.value) if isinstance(value, Enum) else value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    assert isinstance(value, int), value
    return str(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _time(instant: datetime) -> str:
    if instant.tzinfo is None:
        return instant.isoformat()
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
