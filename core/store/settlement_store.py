"""The rules by which a network settles, each from its day on."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from core.domain.settlement_rules import (
    CreditLine,
    CreditMode,
    CutOffRule,
    EntityMembership,
    HoldbackRule,
    SettlementRules,
)
from core.store.bulk import put_new
from core.store.settlement_schema import (
    credit_line,
    cut_off_rule,
    entity_membership,
    holdback_rule,
)


def put_settlement_rules(connection: Connection, rules: SettlementRules) -> None:
    """Keep rules; those that are known stay as they are.

    Raises:
        ConflictError: One is known from the same day on with other content.
    """
    put_new(
        connection,
        cut_off_rule,
        [
            (one.valid_from.isoformat(), one.calendar, one.hour, one.time_zone)
            for one in rules.cut_offs
        ],
    )
    put_new(
        connection,
        credit_line,
        [
            (
                one.demand_partner,
                one.valid_from.isoformat(),
                one.mode.value,
                one.limit_minor,
                one.deposit_minor,
                int(one.stops_at_limit),
            )
            for one in rules.credit_lines
        ],
        key_columns=2,
    )
    put_new(
        connection,
        holdback_rule,
        [
            (
                one.cpo,
                one.currency,
                one.valid_from.isoformat(),
                one.reserve_bp,
                one.reserve_days,
                one.fixed_minor,
                one.payout_minimum_minor,
            )
            for one in rules.holdbacks
        ],
        key_columns=3,
    )
    put_new(
        connection,
        entity_membership,
        [(one.party, one.valid_from.isoformat(), one.entity) for one in rules.memberships],
        key_columns=2,
    )


def settlement_rules(connection: Connection) -> SettlementRules:
    """Every rule, of every day."""
    return SettlementRules(
        cut_offs=cut_off_rules(connection),
        credit_lines=credit_lines(connection),
        holdbacks=tuple(
            HoldbackRule(**(row._asdict() | {"valid_from": date.fromisoformat(row.valid_from)}))
            for row in connection.execute(select(holdback_rule))
        ),
        memberships=tuple(
            EntityMembership(
                party=row.party, entity=row.entity, valid_from=date.fromisoformat(row.valid_from)
            )
            for row in connection.execute(select(entity_membership))
        ),
    )


def cut_off_rules(connection: Connection) -> tuple[CutOffRule, ...]:
    """When the network cuts off, oldest rule first."""
    query = select(cut_off_rule).order_by(cut_off_rule.c.valid_from)
    return tuple(
        CutOffRule(
            valid_from=date.fromisoformat(row.valid_from),
            calendar=row.calendar,
            hour=row.hour,
            time_zone=row.time_zone,
        )
        for row in connection.execute(query)
    )


def credit_lines(connection: Connection) -> tuple[CreditLine, ...]:
    """Credit of every partner, by partner, oldest first."""
    query = select(credit_line).order_by(credit_line.c.demand_partner, credit_line.c.valid_from)
    return tuple(map(credit_line_of, connection.execute(query)))


def credit_line_of(row: Row[Any]) -> CreditLine:
    """The credit line of a row that has its columns."""
    return CreditLine(
        demand_partner=row.demand_partner,
        valid_from=date.fromisoformat(row.valid_from),
        mode=CreditMode(row.mode),
        limit_minor=row.limit_minor,
        deposit_minor=row.deposit_minor,
        stops_at_limit=bool(row.stops_at_limit),
    )
