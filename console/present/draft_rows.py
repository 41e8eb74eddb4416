"""What is different in a draft, as rows: was, is, goes through, and what cannot be."""

from collections.abc import Mapping, Sequence

from console.present.kpi_tiles import Tone
from console.present.parameter_tree import Parameter, kind_words
from console.present.plain_rows import Cell, Row, row_of
from console.present.scenario_draft import Draft, Problem


def draft_rows(
    draft: Draft, parameters: Mapping[str, Parameter], problems: Sequence[Problem]
) -> tuple[Row, ...]:
    """A row a parameter that is changed, gone through or wrong; then what is wrong as a whole."""
    paths = (*draft.changes, *draft.sweeps, *(one.path for one in problems if one.path))
    rows = [
        _row(parameters[path], draft, [one for one in problems if one.path == path])
        for path in dict.fromkeys(paths)
    ]
    whole = [one for one in problems if not one.path]
    rows += [_whole_row(problem) for problem in whole]
    return tuple(rows)


def _row(parameter: Parameter, draft: Draft, problems: list[Problem]) -> Row:
    path = parameter.path
    tone = Tone.BAD if problems else Tone.GOOD
    reason = "; ".join(problem.reason for problem in problems)
    return row_of(
        Cell(tone.value, tone),
        Cell(called(parameter), tip=f"{parameter.label}\n{path}"),
        with_unit(parameter.base, parameter.unit),
        with_unit(draft.changes.get(path, ""), parameter.unit),
        draft.sweeps.get(path, ""),
        Cell(reason, Tone.BAD if problems else None),
        key=path,
        is_marked=bool(problems),
    )


def _whole_row(problem: Problem) -> Row:
    tone = Tone.BAD
    return row_of(Cell(tone.value, tone), "", "", "", "", Cell(problem.reason, tone), key="")


def called(parameter: Parameter) -> str:
    """``Patience median, rapid_50``: its name and whose it is."""
    whose = parameter.path.split(".")[1:-1]
    return ", ".join((parameter.label, *whose))


def with_unit(value: str, unit: str) -> str:
    """``5 min``; empty where there is no value."""
    return f"{value} {unit}".strip() if value else ""


def draft_note(draft: Draft, problems: Sequence[Problem]) -> str:
    """``7 changes, 2 swept``, or what is wrong."""
    counts = ((len(draft.changes), "change"), (len(draft.sweeps), "swept"))
    told = [
        f"{count} {word}{'s' if count != 1 and word == 'change' else ''}"
        for count, word in counts
        if count
    ]
    wrong = f"{Tone.BAD.value} {len(problems)} cannot be" if problems else ""
    return ", ".join(filter(None, (*told, wrong))) or "as the file has it"


def about_text(parameter: Parameter, problem: Problem | None) -> str:
    """What a parameter means and may be, and what is wrong with what is typed."""
    told = (
        f"{parameter.label}{f', {parameter.unit}' if parameter.unit else ''}",
        parameter.about,
        f"Wanted: {kind_words(parameter)}.",
        f"On the command line: --set {parameter.path}=\N{HORIZONTAL ELLIPSIS}",
        "" if problem is None else f"{Tone.BAD.value} {problem.value}: {problem.reason}",
    )
    return "\n".join(filter(None, told))
