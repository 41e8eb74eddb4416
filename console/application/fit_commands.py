"""Commands that hold the simulator against the world: fit a profile, and check everything."""

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from console.application.book_commands import exit_on_findings
from console.application.options import AsJson
from console.application.terminal import OUT, print_json, print_table, stage_bars
from console.application.written_reports import write_reports
from core.domain.errors import SourceError
from simulation.calibration.calibrate import calibrate, source_of
from simulation.calibration.fit_outages import calibrate_outages
from simulation.calibration.status_history import is_status_history, read_status_history
from simulation.calibration.write_profile import profile_text
from simulation.fitted_profile import FittedProfile
from simulation.outputs.validation_report import validation_report
from simulation.validation.check import Check, Verdict
from simulation.validation.run_checks import CHECK_SEED, run_checks


def calibrate_command(
    files: Annotated[
        list[Path], typer.Argument(help="Sessions, all of one kind, or a history of states.")
    ],
    out: Annotated[Path, typer.Option(help="Where the profile is written.")],
    mapping: Annotated[
        str | None, typer.Option(help="How the files are read; else told by their header.")
    ] = None,
    title: Annotated[str, typer.Option(help="Of the profile.")] = "",
    source: Annotated[str, typer.Option(help="Where the sessions come from.")] = "",
    licence: Annotated[str, typer.Option(help="Under which they are used.")] = "not stated",
    half_life_days: Annotated[
        float | None, typer.Option(min=1, help="How fast the past fades; else found out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fit a profile to sessions, or to a history of states: hours, energy, stays, outages."""
    histories = [file for file in files if is_status_history(file)]
    if histories:
        if len(files) > 1:
            raise SourceError(str(histories[0]), "wanted a history of states alone")
        table = read_status_history(files[0])
        profile = calibrate_outages(table, title=title, origin=source, licence=licence)
    else:
        found = source_of(files, mapping)
        with stage_bars(quiet=as_json) as bars:
            steps = len(found.table.classes) + 2
            done = iter(range(steps + 1))
            profile = calibrate(
                found,
                title=title,
                origin=source,
                licence=licence,
                half_life_days=half_life_days,
                on_step=lambda step: bars.show(f"Fitting {step}", next(done), steps),
            )
    _write(out, profile_text(profile))
    if as_json:
        print_json(_plain_profile(profile, out))
    else:
        _show_profile(profile, out)


def validate_command(
    data: Annotated[
        list[Path] | None, typer.Option(help="Sessions to fit and compare with; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the dice.")] = CHECK_SEED,
    html: Annotated[Path | None, typer.Option(help="Write the report as one page.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the report as PDF.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check the simulator against theory, its own laws and, with --data, real sessions."""
    with stage_bars(quiet=as_json) as bars:
        checks = run_checks(
            lambda done, total, title: bars.show(title or "Checked", done, total),
            data=tuple(data or ()),
            seed=seed,
        )
    write_reports(lambda: validation_report(checks, seed), html, pdf)
    counts = {one: sum(check.verdict is one for check in checks) for one in Verdict}
    if as_json:
        told = {verdict.lower(): count for verdict, count in counts.items()}
        print_json({"checks": [plain_check(check) for check in checks], **told, "seed": seed})
    else:
        _show_checks(checks)
    exit_on_findings(counts[Verdict.FAILED])


def plain_check(check: Check) -> dict[str, Any]:
    """A check as JSON says it; what is not a number is null."""
    interval = check.interval
    return {
        "name": check.name,
        "group": check.group,
        "what": check.what,
        "unit": check.unit,
        "value": _number(check.value),
        "interval": None if interval is None else list(interval),
        "wanted": _number(check.wanted),
        "tolerance": _number(check.tolerance),
        "verdict": check.verdict,
        "reason": check.reason,
        "definition": check.definition,
        "replications": check.replications,
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _show_checks(checks: tuple[Check, ...]) -> None:
    rows = ((check.what, *_figures(check), check.verdict.value, check.reason) for check in checks)
    columns = ("Check", "Value", "Wanted", "Tolerance", "Verdict", "Reason")
    print_table("Checks of the simulator", columns, rows)


def _figures(check: Check) -> tuple[str, str, str]:
    if check.verdict is Verdict.SKIPPED:
        return "", "", ""
    unit = f" {check.unit}" if check.unit else ""
    return (
        f"{check.value:.4g}{unit}",
        f"{check.wanted:.4g}{unit}",
        f"{check.tolerance:.3g}{unit}",
    )


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror}") from error


def _plain_profile(profile: FittedProfile, out: Path) -> dict[str, Any]:
    return {
        "profile": str(out),
        "title": profile.title,
        "source": profile.source,
        "licence": profile.licence,
        "fitted_from": profile.fitted_from.isoformat(),
        "fitted_until": profile.fitted_until.isoformat(),
        "half_life_days": profile.half_life_days,
        "day_factor_cv": profile.day_factor_cv,
        "growth_per_year": profile.growth_per_year,
        "classes": [
            {
                "name": one.name,
                "sessions": one.sessions,
                "sites": len(one.site),
                "sessions_per_evse_per_day": one.sessions_per_evse_per_day,
                "energy_mean_kwh": one.energy_kwh.mean,
                "stay_mean_h": one.stay_h.mean,
            }
            for one in profile.charge_point_class
        ],
        "outages": [
            {
                "name": one.name,
                "evses": one.evses,
                "out_of_order_share": one.out_of_order_share,
                "unknown_share": one.unknown_share,
                "persistence_7_d": one.persistence_7_d,
            }
            for one in profile.outages
        ],
    }


def _show_profile(profile: FittedProfile, out: Path) -> None:
    rows = (
        (
            one.name,
            str(one.sessions),
            f"{one.sessions_per_evse_per_day:.2f}",
            f"{one.energy_kwh.mean:.1f}",
            f"{one.stay_h.mean:.2f}",
        )
        for one in profile.charge_point_class
    )
    columns = ("Class", "Sessions", "a day and EVSE", "Mean kWh", "Mean stay, h")
    title = f"{profile.title}, {profile.fitted_from} to {profile.fitted_until}"
    if profile.charge_point_class:
        print_table(title, columns, rows)
    if profile.outages:
        outages = (
            (
                f"{one.from_kw:g}-{one.to_kw:g} kW",
                str(one.evses),
                f"{100 * one.out_of_order_share:.2f} %",
                f"{100 * one.unknown_share:.1f} %",
                f"{one.persistence_7_d:.2f}",
            )
            for one in profile.outages
        )
        heads = ("EVSEs of", "Count", "Out of order", "Unknown", "Still after a week")
        print_table(title, heads, outages)
    OUT.print(f"Written to {out}")
