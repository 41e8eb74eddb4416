"""A scenario that is being changed: what was typed, what it means, and the file it would make.

What cannot be is kept as it was typed, with its reason beside it, until it is typed anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from console.present.parameter_tree import Parameter
from console.present.parameter_words import Kind
from core.domain.errors import InvalidValueError, SourceError
from simulation.experiment.point import Change
from simulation.scenario_changes import changed_document
from simulation.scenario_edits import edited_text
from simulation.scenario_file import scenario_of_document

Value = str | int | float | bool
SWEPT_MOST: Final = 200
"""Values of one parameter; a range that makes more was mistyped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A file, and what is to be different."""

    text: str
    """The file."""
    source: str
    """Its path or name."""
    changes: Mapping[str, str] = field(default_factory=dict)
    """What was typed as the scenario's value, by path."""
    sweeps: Mapping[str, str] = field(default_factory=dict)
    """What was typed as the values to go through, by path."""

    def changed(self, path: str, typed: str | None) -> "Draft":
        """With another value; None: the base's."""
        return replace(self, changes=_with(self.changes, path, typed))

    def swept(self, path: str, typed: str | None) -> "Draft":
        """With other values to go through; None: none."""
        return replace(self, sweeps=_with(self.sweeps, path, typed))


def _with(typed: Mapping[str, str], path: str, text: str | None) -> dict[str, str]:
    rest = {known: value for known, value in typed.items() if known != path}
    return rest if text is None else {**rest, path: text}


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be: which parameter, what was typed, and why not."""

    path: str
    """Empty where it is no one parameter's."""
    value: str
    reason: str


def value_of(parameter: Parameter, typed: str) -> Value:
    """What was typed, as a value of the parameter's kind.

    Raises:
        InvalidValueError: It is none of that kind.
    """
    text = typed.strip()
    if parameter.form.choices and text not in parameter.form.choices:
        wanted = ", ".join(parameter.form.choices)
        raise InvalidValueError(f"wanted one of {wanted}, found {text!r}")
    match parameter.form.kind:
        case Kind.SWITCH:
            return text == "true"
        case Kind.WHOLE:
            return _whole(text)
        case Kind.NUMBER:
            return _number(text)
        case Kind.TEXT | Kind.TIME:
            return text


def _whole(text: str) -> int:
    try:
        return int(text.replace("_", "").replace(",", ""))
    except ValueError:
        raise InvalidValueError(f"wanted a whole number, found {text!r}") from None


def _number(text: str) -> int | float:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise InvalidValueError(f"wanted a number, found {text!r}") from None
    if not number.is_finite():
        raise InvalidValueError(f"wanted a number, found {text!r}")
    return int(number) if number == number.to_integral_value() else float(number)


def values_of(parameter: Parameter, typed: str) -> tuple[Value, ...]:
    """The values to go through: ``1, 2, 5``, or ``65:80:2.5`` from, to, in steps of.

    Raises:
        InvalidValueError: They are none of that kind, or make no range.
    """
    parts = [part.strip() for part in typed.split(",") if part.strip()]
    if not parts:
        raise InvalidValueError("wanted values with commas between them, or from:to:step")
    values = tuple(value for part in parts for value in _range(parameter, part))
    if len(values) > SWEPT_MOST:
        raise InvalidValueError(f"wanted at most {SWEPT_MOST} values, found {len(values):,}")
    return values


def _range(parameter: Parameter, part: str) -> tuple[Value, ...]:
    ends = part.split(":")
    is_number = parameter.form.kind in {Kind.WHOLE, Kind.NUMBER}
    if len(ends) == 1 or not is_number:
        return (value_of(parameter, part),)
    if len(ends) != 3:
        raise InvalidValueError(f"wanted from:to:step, found {part!r}")
    low, high, step = (Decimal(str(_number(end.strip()))) for end in ends)
    if step <= 0 or high < low:
        raise InvalidValueError(f"wanted from below to, and a step above 0, found {part!r}")
    count = int((high - low) / step) + 1
    if count > SWEPT_MOST:
        raise InvalidValueError(f"wanted at most {SWEPT_MOST} values, found {count:,}")
    return tuple(value_of(parameter, str(low + number * step)) for number in range(count))


def changes_of(draft: Draft, parameters: Mapping[str, Parameter]) -> tuple[Change, ...]:
    """What is changed, as points of an experiment say it.

    Raises:
        InvalidValueError: A typed value is none of its kind.
    """
    return tuple(
        Change(path=path, value=value_of(parameters[path], typed))
        for path, typed in draft.changes.items()
    )


def file_text(draft: Draft, parameters: Mapping[str, Parameter]) -> str:
    """The file that a draft makes: the old one with its comments, and the changed values.

    Raises:
        RoamingError: A typed value is none of its kind; or the old file is written in a way in
            which single values cannot be found.
    """
    changes = ((one.path, one.value) for one in changes_of(draft, parameters))
    places = {path: parameter.place for path, parameter in parameters.items()}
    return edited_text(draft.text, draft.source, places, changes)


def problems_of(draft: Draft, parameters: Mapping[str, Parameter]) -> tuple[Problem, ...]:
    """Everything that cannot be, each with its parameter; reads what the scenario names."""
    found = list(_mistyped(draft, parameters))
    if any(problem.path in draft.changes for problem in found):
        return tuple(found)
    wrong = _refused(draft.text, draft.source, changes_of(draft, parameters))
    found += _placed(wrong, draft, parameters)
    if wrong:
        return tuple(found)
    for path, typed in draft.sweeps.items():
        if path not in {problem.path for problem in found}:
            found += _swept_problems(draft, parameters, path, typed)
    return tuple(found)


def _mistyped(draft: Draft, parameters: Mapping[str, Parameter]) -> Iterable[Problem]:
    for path, typed in draft.changes.items():
        try:
            value_of(parameters[path], typed)
        except InvalidValueError as error:
            yield Problem(path, typed, str(error))
    for path, typed in draft.sweeps.items():
        try:
            values_of(parameters[path], typed)
        except InvalidValueError as error:
            yield Problem(path, typed, str(error))


def _swept_problems(
    draft: Draft, parameters: Mapping[str, Parameter], path: str, typed: str
) -> Iterable[Problem]:
    """The ends of what is gone through are tried; what lies between cannot be worse."""
    values = values_of(parameters[path], typed)
    ends = (min(values, key=_size), max(values, key=_size))
    rest = tuple(one for one in changes_of(draft, parameters) if one.path != path)
    for value in dict.fromkeys(ends):
        wrong = _refused(draft.text, draft.source, (*rest, Change(path=path, value=value)))
        if wrong:
            reason = wrong[0].partition(f"{parameters[path].field_name}: ")[2] or wrong[0]
            yield Problem(path, typed, f"{value}: {reason}")


def _size(value: Value) -> float:
    return 0.0 if isinstance(value, str) else float(value)


def _refused(text: str, source: str, changes: Iterable[Change]) -> list[str]:
    """Why the changed scenario cannot be, a line each; empty where it can."""
    try:
        document = changed_document(text, source, ((one.path, one.value) for one in changes))
        scenario_of_document(document, text, source)
    except SourceError as error:
        return str(error).splitlines()
    return []


def _placed(
    wrong: list[str], draft: Draft, parameters: Mapping[str, Parameter]
) -> Iterable[Problem]:
    """Each line of what is wrong with the parameter that it names; a changed one first."""
    known = [*(parameters[path] for path in draft.changes), *parameters.values()]
    for line in wrong:
        for parameter in known:
            _, found, reason = line.partition(f"{parameter.field_name}: ")
            if found:
                typed = draft.changes.get(parameter.path, parameter.base)
                yield Problem(parameter.path, typed, reason)
                break
        else:
            yield Problem("", "", line)
