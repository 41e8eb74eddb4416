"""An agreement from a file or to one, by what the name of the file ends with."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from core.domain.agreement import Agreement
from core.domain.errors import NotFoundError, SourceError
from core.service.agreement_document import toml_of
from core.service.agreement_file import load_agreement
from core.service.agreement_life import named_terms
from core.service.agreement_sheet import agreement_from_csv, agreement_from_xlsx, csv_of, xlsx_of
from core.service.resources import read_text
from core.service.runtime import Runtime
from core.store.reference_store import operator

_WRITERS: Final[Mapping[str, Callable[[Agreement], bytes]]] = {
    ".toml": lambda one: toml_of(one).encode(),
    ".csv": lambda one: csv_of(one).encode(),
    ".xlsx": xlsx_of,
}


def read_agreement(
    name: str, currency: str | None = None, country_code: str | None = None
) -> Agreement:
    """The agreement of a TOML, CSV or XLSX file, or of a name that comes with the program.

    Raises:
        NotFoundError: There is none.
        SourceError: It is wrong: one line for each wrong field.
    """
    path = Path(name)
    match path.suffix.lower():
        case ".xlsx":
            try:
                content = path.read_bytes()
            except OSError as error:
                raise SourceError(name, f"cannot be read: {error.strerror}") from error
            return agreement_from_xlsx(content, name, currency, country_code)
        case ".csv":
            return agreement_from_csv(read_text(path), name, currency, country_code)
        case _:
            return load_agreement(name, currency, country_code)


def agreement_bytes(agreement: Agreement, name: str) -> bytes:
    """What a file of that name holds.

    Raises:
        SourceError: The name ends with none of .toml, .csv and .xlsx.
    """
    writer = _WRITERS.get(Path(name).suffix.lower())
    if writer is None:
        raise SourceError(name, f"wanted a name that ends with one of {', '.join(_WRITERS)}")
    return writer(agreement)


def agreement_of(runtime: Runtime, named: str, currency: str | None = None) -> Agreement:
    """A version or draft of the books, else a file or a name that comes with the program.

    Raises:
        NotFoundError: There is neither.
        SourceError: The file is wrong.
    """
    with runtime.database.reading() as connection:
        network = operator(connection)
        try:
            return named_terms(connection, named).agreement
        except NotFoundError as error:
            unknown = error
    country = None if network is None else network.country_code
    usual = None if network is None else network.currency
    try:
        return read_agreement(named, currency or usual, country)
    except NotFoundError:
        raise unknown from None
