"""Codes of a tariff that are not in upper case.

OCPI compares its own ids without case, but a currency is ISO 4217 and a country ISO 3166, which
other systems compare as they stand; a linter tells so, where the codec would refuse or mend it.
"""

from collections.abc import Mapping
from typing import Final

from core.domain.finding import Finding, FindingCode, Severity

_CODES: Final = {"country_code": Severity.WARNING, "currency": Severity.ERROR}


def with_upper_codes(value: object) -> tuple[object, tuple[Finding, ...]]:
    """A tariff's JSON with its codes in upper case, and a finding for each that was not."""
    if not isinstance(value, Mapping):
        return value, ()
    mended = dict(value)
    found = []
    for name, severity in _CODES.items():
        code = value.get(name)
        if isinstance(code, str) and code != code.upper():
            mended[name] = code.upper()
            problem = f"{name}: wanted {code.upper()}, found {code}"
            found.append(Finding(FindingCode.CODE_CASE, severity, f"/{name}", problem))
    return mended, tuple(found)
