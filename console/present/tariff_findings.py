"""What is said beside the text of a tariff: a row a finding, each with a glyph for its severity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.present.finding_rows import count_text
from console.present.kpi_tiles import Tone
from core.domain.finding import Severity
from core.service.examine_tariff import ExaminedTariff, PlacedFinding

SIGNS: Final = {
    Severity.ERROR: "\N{MULTIPLICATION SIGN}",
    Severity.WARNING: "\N{BLACK UP-POINTING TRIANGLE}",
    Severity.HINT: "\N{WHITE CIRCLE}",
}
TONES: Final = {
    Severity.ERROR: Tone.BAD,
    Severity.WARNING: Tone.WARNING,
    Severity.HINT: Tone.CALM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding as it is listed."""

    sign: str
    tone: Tone
    severity: str
    code: str
    sentence: str
    pointer: str
    first_line: int
    last_line: int

    @property
    def told(self) -> str:
        """The row for the eye: what, then why."""
        return f"{self.code}\n{self.sentence}"

    @property
    def spoken(self) -> str:
        """The row for a screen reader, and for the pointer."""
        return (
            f"{self.severity}, line {self.first_line}: {self.code}.\n{self.sentence}\n"
            f"{self.pointer or '/'}"
        )


def finding_list(examined: ExaminedTariff) -> tuple[FindingRow, ...]:
    """The findings, in the order of the text."""
    return tuple(map(_row, examined.findings))


def _row(placed: PlacedFinding) -> FindingRow:
    found = placed.finding
    return FindingRow(
        sign=SIGNS[found.severity],
        tone=TONES[found.severity],
        severity=found.severity.capitalize(),
        code=found.code.replace("_", " ").capitalize().replace(" vat", " VAT"),
        sentence=found.message,
        pointer=placed.pointer,
        first_line=placed.place.first_line,
        last_line=placed.place.last_line,
    )


def row_at_line(rows: Sequence[FindingRow], line: int) -> int | None:
    """The finding that a line is about: of several the one that is about the fewest lines."""
    about = [at for at, row in enumerate(rows) if row.first_line <= line <= row.last_line]
    return min(about, key=lambda at: rows[at].last_line - rows[at].first_line, default=None)


def verdict(examined: ExaminedTariff) -> tuple[Tone, str]:
    """One line on the whole text: whether it can be read, and how much was found."""
    if examined.problem is not None:
        return Tone.BAD, f"{SIGNS[Severity.ERROR]} {examined.problem.message}"
    if examined.tariff is None:
        return Tone.CALM, "No tariff yet."
    found = [one.finding for one in examined.findings]
    version = "2.3.0" if examined.tariff.tax_included is not None else "2.2.1"
    if not found:
        return Tone.GOOD, f"\N{CHECK MARK} OCPI {version}, nothing to find fault with"
    worst = min(found, key=lambda one: tuple(Severity).index(one.severity)).severity
    return TONES[worst], f"{SIGNS[worst]} OCPI {version}: {count_text(found)}"
