"""Changes of single values in a scenario's file: ``demand.hub_300.patience_median_min = 5``.

A path names keys with dots between them. In a list of tables the key is the table's own name (its
``name``, ``location_id``, ``tariff_id``, ``charge_point_class``, ``agreement_id``, ``file`` or
party as ``NL*ABC``), its place from 0, or ``*`` for all of them.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from core.domain.errors import SourceError
from simulation.scenario_document import BEFORE, Table, table_of_toml, with_named_parts

Change = tuple[str, str | int | float | bool]
NAMES: Final = (
    "name",
    "location_id",
    "tariff_id",
    "charge_point_class",
    "agreement_id",
    "file",
)
"""Keys of a table in a list by which a path may name it."""


def changed_document(text: str, source: str, changes: Iterable[Change]) -> Table:
    """The file's content with those values.

    Raises:
        NotFoundError: There is no file of sites of that name.
        SourceError: Not TOML, or a path leads nowhere; names it and what there is instead.
    """
    document = table_of_toml(text, source)
    changes = tuple(changes)
    early = [(path, value) for path, value in changes if path.split(".")[0] in BEFORE]
    late = [(path, value) for path, value in changes if path.split(".")[0] not in BEFORE]
    _change(document, early, source)
    with_named_parts(document, source)
    _change(document, late, source)
    return document


def _change(document: Table, changes: Iterable[Change], source: str) -> None:
    for path, value in changes:
        *before, last = path.split(".")
        for table in _reached(document, before, path, source):
            table[last] = value


def value_at(document: Table, path: str, source: str) -> object:
    """What a file's content says at a path; of the first of them if it names several.

    Raises:
        SourceError: Nothing is stated there; names it.
    """
    *before, last = path.split(".")
    for table in _reached(document, before, path, source):
        if last in table:
            return table[last]
    raise SourceError(source, f"{path}: the file does not state it")


def _reached(table: Table, keys: list[str], path: str, source: str) -> Iterator[Table]:
    """Every table that the keys lead to."""
    if not keys:
        yield table
        return
    key, *rest = keys
    inner = table.get(key)
    if isinstance(inner, dict):
        yield from _reached(inner, rest, path, source)
    elif isinstance(inner, list) and rest:
        chosen = [one for at, one in enumerate(inner) if rest[0] in {"*", str(at), *_names(one)}]
        if not chosen:
            known = ", ".join(sorted({name for one in inner for name in _names(one)}))
            raise SourceError(source, f"{path}: no {key} {rest[0]!r}, only {known}")
        for one in chosen:
            yield from _reached(one, rest[1:], path, source)
    else:
        raise SourceError(source, f"{path}: there is no {key!r}, only {', '.join(table)}")


def _names(table: object) -> set[str]:
    if not isinstance(table, dict):
        return set()
    names = {str(table[name]) for name in NAMES if name in table}
    if "party_id" in table:
        names.add(f"{table.get('country_code')}*{table['party_id']}")
    return names
