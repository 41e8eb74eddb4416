"""What checking signed meter data found, in the words of a trace and of a receipt."""

from decimal import Decimal

from core.domain.meter_record import MeterCheck


def meter_words(check: MeterCheck, energy_kwh: Decimal) -> str:
    """The verdict, the meter and its energy beside that of the CDR."""
    text = f"signed data {check.verdict.replace('_', ' ')}: {check.detail}"
    if check.meter:
        text += f"; meter {check.meter}"
    if check.energy_kwh is None:
        return text
    same = "as the CDR says" if check.energy_kwh == energy_kwh else f"the CDR says {energy_kwh}"
    return f"{text}; {check.energy_kwh} kWh, {same}"
