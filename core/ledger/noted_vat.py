"""VAT decisions read again from the notes of an entry, as they were when it was posted.

A document says what was decided then; what the table says today is another question.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from core.domain.vat import ChainModel, RateRef, Supply, VatCategory, VatDecision, VatKey
from core.ledger.session_vat import WORDS, SessionVat, VatNote, vat_notes

_DECISION: Final = re.compile(
    r"(?P<category>[A-Z]+) (?P<rate>no VAT|the tariff's rate|[0-9.]+ %) in (?P<place>[A-Z]{2}) "
    r"by (?P<row>[^ ,]+)(, (?P<vatex>[A-Z0-9-]+))?"
)
_ELECTRICITY: Final = ("bought", "sold")


@lru_cache(maxsize=4_096)
def noted_vat(notes: tuple[str, ...]) -> SessionVat | None:
    """What was decided for the supplies of a session; None where its entry is of before the table.

    A supply that did not take place was not noted: nothing of it has an amount.
    """
    noted = vat_notes(notes)
    if not noted:
        return None
    names = {words: name for name, words in WORDS.items()}
    decisions = {name: _absent(name) for name in WORDS}
    others = []
    for note in noted:
        for words in note.supplies.split(", "):
            if words in names:
                decisions[names[words]] = _decision(names[words], note)
            else:  # "service of NL*SIT to CPO": between another pair, where terms are written out
                payee, _, payer = words.removeprefix("service of ").partition(" to ")
                others.append((payer, payee, _decision("share", note)))
    return SessionVat(**decisions, notes=notes, others=tuple(others))


def _decision(name: str, note: VatNote) -> VatDecision:
    found = _DECISION.fullmatch(note.decision)
    assert found is not None, note.decision
    rate, pct = _rate(found["rate"])
    return VatDecision(
        key=_key(name, found["place"]),
        row_id=found["row"],
        place=found["place"],
        category=VatCategory(found["category"]),
        rate=rate,
        pct=pct,
        vatex=found["vatex"] or "",
        text=note.text,
    )


def _rate(written: str) -> tuple[RateRef, Decimal | None]:
    if written == "no VAT":
        return RateRef.NONE, Decimal(0)
    if written.endswith("%"):
        return RateRef.STANDARD, Decimal(written.removesuffix(" %"))
    return RateRef.TARIFF, None


def _absent(name: str) -> VatDecision:
    return VatDecision(
        key=_key(name, ""),
        row_id="",
        place="",
        category=VatCategory.OUTSIDE,
        rate=RateRef.NONE,
        pct=Decimal(0),
        vatex="",
        text="",
    )


def _key(name: str, place: str) -> VatKey:
    """Of what was sold; the notes keep the rest of the key for people."""
    supply = Supply.ELECTRICITY if name in _ELECTRICITY else Supply.SERVICE
    chain = ChainModel.COMMISSIONAIRE
    return VatKey(supply=supply, chain=chain, seller="", buyer="", location=place)
