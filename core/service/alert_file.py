"""A file of alert rules (TOML) -> the rules and limits that it states."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from core.domain.alert import AlertKind, AlertRule, AlertRules, Severity, WatchLimit
from core.domain.errors import SourceError
from core.domain.money import exponent_of
from core.service.resources import ResourceKind, read_text, resource_path
from core.service.toml_fields import Currency, Name
from core.sessionfile.toml_text import StrictModel, line_of, lines_of_keys, model_from_toml

DEFAULT = "default"
Figure = Annotated[Decimal, Field(ge=0, le=1_000_000_000)]
Scope = Annotated[str, Field(pattern=r"^(\*|[A-Z]{2}\*[A-Z0-9]{3})$")]
Above0 = Annotated[Decimal, Field(gt=0, le=1_000_000_000_000)]


class _RuleToml(StrictModel):
    name: Name
    kind: AlertKind
    severity: Severity
    above: Figure
    clears_at: Figure


class _LimitToml(StrictModel):
    demand_partner: Scope
    currency: Currency
    amount: Above0


class _AlertsToml(StrictModel):
    format: Annotated[Literal[1], StrictInt]
    rule: tuple[_RuleToml, ...] = ()
    limit: tuple[_LimitToml, ...] = ()


def load_alert_rules(name: str = "") -> AlertRules:
    """The rules of a name (``resources/alerts``) or of a path; empty for those that come with us.

    Raises:
        NotFoundError: There is no such file; the message lists the names that exist.
        SourceError: The file is wrong: one line for each wrong field.
    """
    path = resource_path(ResourceKind.ALERT, name or DEFAULT)
    return alert_rules_from_toml(read_text(path), str(path))


def alert_rules_from_toml(text: str, source: str) -> AlertRules:
    """The rules that a TOML text states; ``source`` is named in errors.

    Raises:
        SourceError: The text is wrong: one line for each wrong field.
    """
    wanted = model_from_toml(text, source, _AlertsToml)
    _refuse_twice("rule", [one.name for one in wanted.rule], text, source)
    scopes = [f"{one.demand_partner} {one.currency}" for one in wanted.limit]
    _refuse_twice("limit", scopes, text, source)
    _refuse_backwards(wanted, text, source)
    return AlertRules(
        rules=tuple(AlertRule(**one.model_dump()) for one in wanted.rule),
        limits=tuple(
            WatchLimit(
                demand_partner=one.demand_partner,
                currency=one.currency,
                amount_minor=_minor(one, number, text, source),
            )
            for number, one in enumerate(wanted.limit)
        ),
    )


def _minor(limit: _LimitToml, number: int, text: str, source: str) -> int:
    exact = limit.amount.scaleb(exponent_of(limit.currency))
    if exact != exact.to_integral_value():
        line = line_of(("limit", number, "amount"), lines_of_keys(text))
        problem = f"wanted whole minor units of {limit.currency}, found {limit.amount}"
        raise SourceError(source, f"limit[{number}].amount: {problem}", line)
    return int(exact)


def _refuse_backwards(wanted: _AlertsToml, text: str, source: str) -> None:
    for number, one in enumerate(wanted.rule):
        if one.clears_at > one.above:
            line = line_of(("rule", number, "clears_at"), lines_of_keys(text))
            problem = f"wanted no more than above ({one.above}), found {one.clears_at}"
            raise SourceError(source, f"rule[{number}].clears_at: {problem}", line)


def _refuse_twice(table: str, names: list[str], text: str, source: str) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            line = line_of((table, number), lines_of_keys(text))
            raise SourceError(source, f"{table}[{number}]: {name!r} stands there twice", line)
