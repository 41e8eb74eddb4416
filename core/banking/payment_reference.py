"""References that travel with money: made of an instruction's id, and read back into it.

Sources: ISO 20022 EndToEndId (at most 35 characters; the basic Latin set of the payment schemes
has no ``*``), ISO 11649 creditor reference (``RF``, two check digits, at most 21 characters).
An id of another form than a cycle's instructions have is told by its hash, which can only be
looked up where the reference was kept.
"""

import re
from hashlib import sha256
from typing import Final

_INSTRUCTION: Final = re.compile(
    r"(\d{4})-(\d{2})-(\d{2}):([A-Z]{2})\*([A-Z0-9]{3}):([A-Z]{3})", re.ASCII
)
_END_TO_END: Final = re.compile(
    r"(\d{4})(\d{2})(\d{2})-([A-Z]{2})([A-Z0-9]{3})-([A-Z]{3})", re.ASCII
)
_CREDITOR: Final = re.compile(
    r"RF\d{2}(\d{4})(\d{2})(\d{2})([A-Z]{2})([A-Z0-9]{3})([A-Z]{3})", re.ASCII
)


def end_to_end_id(instruction_id: str) -> str:
    """``20260603-NLABC-EUR`` for ``2026-06-03:NL*ABC:EUR``."""
    found = _INSTRUCTION.fullmatch(instruction_id)
    if found is None:
        return f"X{_digest(instruction_id, 32)}"
    year, month, day, country, party, currency = found.groups()
    return f"{year}{month}{day}-{country}{party}-{currency}"


def creditor_reference(instruction_id: str) -> str:
    """What a payer quotes: ``RF`` and check digits, then the same letters without dashes."""
    found = _INSTRUCTION.fullmatch(instruction_id)
    body = _digest(instruction_id, 21) if found is None else "".join(found.groups())
    return f"RF{98 - _mod_97(f'{body}RF00'):02}{body}"


def instruction_of(written: str) -> str | None:
    """The instruction that a reference of either kind was made of; None for others' references."""
    plain = written.replace(" ", "").upper()
    found = _END_TO_END.fullmatch(plain)
    if found is None:
        found = _CREDITOR.fullmatch(plain)
        if found is None or _mod_97(plain[4:] + plain[:4]) != 1:
            return None
    year, month, day, country, party, currency = found.groups()
    return f"{year}-{month}-{day}:{country}*{party}:{currency}"


def _digest(text: str, length: int) -> str:
    return sha256(text.encode()).hexdigest()[:length].upper()


def _mod_97(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text)) % 97
