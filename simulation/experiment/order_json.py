"""An order as JSON and back; equal orders have equal text, so its digest names the experiment."""

import json
from dataclasses import asdict, replace
from hashlib import sha256
from typing import Any, Final

from core.domain.errors import SourceError
from simulation.experiment.order import Cell, Order, OrderKind, Target
from simulation.experiment.point import Change, EngineName, Point
from simulation.scenario_money import BooksKind

FORMAT: Final = 1


def order_json(order: Order) -> str:
    """The order without the text of its scenario, which is a file of its own."""
    plain = asdict(replace(order, base=replace(order.base, scenario="")))
    return json.dumps({"format": FORMAT, **plain}, indent=1, sort_keys=True) + "\n"


def order_digest(order: Order) -> str:
    """SHA-256 in hexadecimal of all that the order says, the scenario's text too."""
    return sha256((order_json(order) + order.base.scenario).encode()).hexdigest()


def order_of_json(text: str, scenario: str, source: str) -> Order:
    """The order that ``order_json`` wrote.

    Args:
        text: What it wrote.
        scenario: The text of the scenario.
        source: How to name it in messages.

    Raises:
        SourceError: It is no such text.
    """
    try:
        plain = json.loads(text)
        if plain.pop("format") != FORMAT:
            raise SourceError(source, "written by another version of the program")
        return Order(
            **plain
            | {
                "kind": OrderKind(plain["kind"]),
                "base": _point(plain["base"], scenario),
                "cells": tuple(map(_cell, plain["cells"])),
                "targets": tuple(Target(**one) for one in plain["targets"]),
            }
        )
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(source, f"no order of an experiment: {error}") from error


def _point(plain: dict[str, Any], scenario: str) -> Point:
    return Point(
        **plain
        | {
            "scenario": scenario,
            "changes": _changes(plain["changes"]),
            "engine": EngineName(plain["engine"]),
            "books": BooksKind(plain["books"]),
        }
    )


def _cell(plain: dict[str, Any]) -> Cell:
    return Cell(**plain | {"changes": _changes(plain["changes"])})


def _changes(plain: list[dict[str, Any]]) -> tuple[Change, ...]:
    return tuple(Change(**one) for one in plain)
