"""A bank statement or an advice -> its booked movements: camt.053 and camt.054, ISO 20022.

Read in the versions .02, .04 and .08. A movement (Ntry) that the bank details is parted into its
details (TxDtls) where their amounts add up to it; else it stays whole. The same movement in both
kinds of file has the same key, made of our account, the bank's reference and the direction.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from typing import Final

from core.banking.message_fields import (
    amount_of,
    day_of,
    message_of,
    needed,
    sign_of,
    text_of,
)
from core.banking.xml_tree import XmlNode
from core.domain.bank_entry import BankEntry, BankReport
from core.domain.errors import SourceError

_VERSIONS: Final = ("02", "04", "08")
STATEMENTS: Final = {
    **{f"camt.053.001.{version}": "BkToCstmrStmt" for version in _VERSIONS},
    **{f"camt.054.001.{version}": "BkToCstmrDbtCdtNtfctn" for version in _VERSIONS},
}
"""Messages that are read, each with the element that it consists of."""
_RETURNED: Final = frozenset({"RRTN", "RPCR", "ARET", "AREV"})
"""Sub-families of bank transaction codes that say: it came back."""


def bank_report(content: bytes, source: str) -> BankReport:
    """What a file of the bank says.

    Raises:
        SourceError: It is none of these messages, or a field of it is wrong: names the line.
    """
    return report_in(*message_of(content, source, STATEMENTS), source)


def report_in(name: str, body: XmlNode, source: str) -> BankReport:
    """What the body of such a message says.

    Raises:
        SourceError: A field of it is wrong: names the line.
    """
    reports = [one for one in body.children if one.name in {"Stmt", "Ntfctn"}]
    if not reports:
        raise SourceError(source, f"{body.name}: wanted Stmt or Ntfctn, found none", body.line)
    read = [_Account(one, source) for one in reports]
    seen: Counter[str] = Counter()
    return BankReport(
        kind=name[:8],
        message_id=text_of(body, "GrpHdr/MsgId", source),
        entries=tuple(chain.from_iterable(one.entries(seen) for one in read)),
        pending=sum(one.pending for one in read),
    )


@dataclass(frozen=True, slots=True)
class _Detail:
    """What one TxDtls, or a movement without any, says of the other side."""

    amount_minor: int
    node: XmlNode


class _Account:
    """The movements of one account in one statement."""

    def __init__(self, report: XmlNode, source: str) -> None:
        self._source = source
        account = needed(report, "Acct", source)
        found = account.said("Id/IBAN", "Id/Othr/Id")
        if found is None:
            raise SourceError(source, "Acct: wanted an IBAN, found none", account.line)
        self._iban = found.replace(" ", "")
        movements = list(report.all("Ntry"))
        self._booked = [one for one in movements if one.said("Sts/Cd", "Sts") == "BOOK"]
        self.pending = len(movements) - len(self._booked)

    def entries(self, seen: Counter[str]) -> Iterator[BankEntry]:
        """All parts of all booked movements; ``seen`` counts those that have no reference."""
        for movement in self._booked:
            whole = self._whole(movement)
            if whole.total_minor:  # a bank may report that nothing moved
                yield from self._parts(movement, whole, seen)

    def _parts(
        self, movement: XmlNode, whole: BankEntry, seen: Counter[str]
    ) -> Iterator[BankEntry]:
        key = self._key(movement, whole, seen)
        for part, detail in enumerate(_details(movement, whole, self._source), start=1):
            told = _told(replace(whole, amount_minor=detail.amount_minor), movement, detail.node)
            yield replace(told, entry_key=key, part=part)

    def _whole(self, movement: XmlNode) -> BankEntry:
        amount, currency = amount_of(needed(movement, "Amt", self._source), self._source)
        signed = amount * sign_of(movement, self._source)
        booked_on = day_of(needed(movement, "BookgDt", self._source), self._source)
        value = movement.find("ValDt")
        return BankEntry(
            entry_key="",
            part=1,
            iban=self._iban,
            booked_on=booked_on,
            value_on=booked_on if value is None else day_of(value, self._source),
            currency=currency,
            amount_minor=signed,
            total_minor=signed,
            bank_code=_bank_code(movement),
            line=movement.line,
        )

    def _key(self, movement: XmlNode, whole: BankEntry, seen: Counter[str]) -> str:
        refs = [one.said("Refs/AcctSvcrRef") for one in _transactions(movement)]
        reference = movement.said("AcctSvcrRef") or (refs[0] if len(refs) == 1 else None)
        side = "C" if whole.total_minor >= 0 else "D"
        if reference is not None:
            return f"{self._iban}:{reference}:{side}"
        told = _told(whole, movement, (_transactions(movement) or [movement])[0])
        content = repr(replace(told, line=0))
        seen[content] += 1
        digest = sha256(f"{content}{seen[content]}".encode()).hexdigest()[:24]
        return f"{self._iban}:~{digest}:{side}"


def _transactions(movement: XmlNode) -> list[XmlNode]:
    return [one for details in movement.all("NtryDtls") for one in details.all("TxDtls")]


def _details(movement: XmlNode, whole: BankEntry, source: str) -> Sequence[_Detail]:
    """The parts of a movement; itself where it has none, or where they do not add up to it."""
    transactions = _transactions(movement)
    if len(transactions) == 1:
        return [_Detail(whole.amount_minor, transactions[0])]
    parts = [_Detail(_part_minor(one, whole, source), one) for one in transactions]
    amounts = [one.amount_minor for one in parts]
    if parts and all(amounts) and sum(amounts) == whole.amount_minor:
        return parts
    return [_Detail(whole.amount_minor, movement)]


def _part_minor(transaction: XmlNode, whole: BankEntry, source: str) -> int:
    """What a detail moved, with its sign; 0 where it does not say so in the account's currency."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        found = transaction.find(path)
        if found is not None:
            amount, currency = amount_of(found, source)
            own = transaction.find("CdtDbtInd") is not None
            sign = sign_of(transaction, source) if own else (1 if whole.amount_minor >= 0 else -1)
            return amount * sign if currency == whole.currency else 0
    return 0


def _told(whole: BankEntry, movement: XmlNode, detail: XmlNode) -> BankEntry:
    """The entry with what a detail says of the other side."""
    end_to_end = detail.said("Refs/EndToEndId")
    # Who stands on the other side: the debtor of what we receive, the creditor of what we pay;
    # a returned payment keeps the sides of the payment that it returns.
    sides = ("Dbtr", "Cdtr") if whole.amount_minor >= 0 else ("Cdtr", "Dbtr")
    ibans = [detail.said(f"RltdPties/{side}Acct/Id/IBAN") for side in sides]
    names = [detail.said(f"RltdPties/{side}/Pty/Nm", f"RltdPties/{side}/Nm") for side in sides]
    others = [iban for iban in ibans if iban is not None and iban != whole.iban]
    return replace(
        whole,
        end_to_end_id=None if end_to_end == "NOTPROVIDED" else end_to_end,
        payment_info_id=detail.said("Refs/PmtInfId") or movement.said("NtryDtls/Btch/PmtInfId"),
        reference=_reference(detail),
        counterparty_iban=others[0] if others else None,
        counterparty_name=next((name for name in names if name is not None), None),
        return_reason=_return_reason(movement, detail),
        bank_code=_bank_code(detail) or whole.bank_code,
    )


def _reference(detail: XmlNode) -> str | None:
    remittance = detail.find("RmtInf")
    if remittance is None:
        return None
    found = (one.said("CdtrRefInf/Ref") for one in remittance.all("Strd"))
    return next((one for one in found if one is not None), None)


def _return_reason(movement: XmlNode, detail: XmlNode) -> str | None:
    """Why money came back; an empty text where the bank says that it did, but not why."""
    if detail.find("RtrInf") is not None:
        return detail.said("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry") or ""
    codes = {_bank_code(detail)[-4:], _bank_code(movement)[-4:]}
    is_reversal = movement.said("RvslInd") == "true"
    return "" if is_reversal or codes & _RETURNED else None


def _bank_code(node: XmlNode) -> str:
    found = node.find("BkTxCd")
    if found is None:
        return ""
    parts = [found.said(path) for path in ("Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd")]
    return "-".join(filter(None, parts)) or found.said("Prtry/Cd") or ""
