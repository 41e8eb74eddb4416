"""A batch of payments -> a payment file: ISO 20022 pain.001.001.09, structured addresses.

One group (PmtInf) for each of our accounts, currency and day; same batch, same bytes. Payments in
euro go under the SEPA rules; others leave the scheme to the bank and share the charges.
"""

from collections import defaultdict
from html import escape
from typing import Final

from core.banking.plain_latin import plain_latin
from core.domain.bank_account import BankAccount
from core.domain.money import Money
from core.domain.payment import Payment, PaymentBatch, control_sum

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_NAME_MAX: Final = 70
_TOWN_MAX: Final = 35


def payment_file(batch: PaymentBatch) -> bytes:
    """The file, in UTF-8; payments in the order of the batch within their group."""
    assert batch.payments, batch.batch_id
    body = [_header(batch)]
    body += [_group(group_id, payments) for group_id, payments in groups_of(batch)]
    text = _tag("Document", _tag("CstmrCdtTrfInitn", *body), xmlns=NAMESPACE)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def groups_of(batch: PaymentBatch) -> list[tuple[str, tuple[Payment, ...]]]:
    """(id, payments) of each PmtInf: by account of ours, currency and day, in that order."""
    groups: dict[tuple[str, str, str], list[Payment]] = defaultdict(list)
    for one in batch.payments:
        groups[one.debtor.iban, one.currency, one.execution_on.isoformat()].append(one)
    return [
        (f"{batch.batch_id}-{number}", tuple(groups[key]))
        for number, key in enumerate(sorted(groups), start=1)
    ]


def _header(batch: PaymentBatch) -> str:
    debtor = batch.payments[0].debtor
    return _tag(
        "GrpHdr",
        _leaf("MsgId", batch.batch_id),
        _leaf("CreDtTm", f"{batch.created_at:%Y-%m-%dT%H:%M:%SZ}"),
        *_sums(batch.payments),
        _tag("InitgPty", _name(debtor)),
    )


def _group(group_id: str, payments: tuple[Payment, ...]) -> str:
    first = payments[0]
    is_euro = first.currency == "EUR"
    return _tag(
        "PmtInf",
        _leaf("PmtInfId", group_id),
        _leaf("PmtMtd", "TRF"),
        _leaf("BtchBookg", "false"),
        *_sums(payments),
        _tag("PmtTpInf", _tag("SvcLvl", _leaf("Cd", "SEPA"))) if is_euro else "",
        _tag("ReqdExctnDt", _leaf("Dt", first.execution_on.isoformat())),
        _tag("Dbtr", *_party(first.debtor)),
        _tag("DbtrAcct", _iban(first.debtor), _leaf("Ccy", first.currency)),
        _tag("DbtrAgt", _agent(first.debtor)),
        _leaf("ChrgBr", "SLEV" if is_euro else "SHAR"),
        *map(_transfer, payments),
    )


def _transfer(payment: Payment) -> str:
    amount = f"{Money(payment.amount_minor, payment.currency).major:f}"
    creditor = payment.creditor
    return _tag(
        "CdtTrfTxInf",
        _tag("PmtId", _leaf("EndToEndId", payment.end_to_end_id)),
        _tag("Amt", _leaf("InstdAmt", amount, Ccy=payment.currency)),
        _tag("CdtrAgt", _agent(creditor)) if creditor.bic is not None else "",
        _tag("Cdtr", *_party(creditor)),
        _tag("CdtrAcct", _iban(creditor)),
        _tag("RmtInf", _leaf("Ustrd", f"Settlement {payment.end_to_end_id}")),
    )


def _sums(payments: tuple[Payment, ...]) -> tuple[str, str]:
    return (_leaf("NbOfTxs", str(len(payments))), _leaf("CtrlSum", f"{control_sum(payments):f}"))


def _party(account: BankAccount) -> tuple[str, str]:
    address = (
        _leaf("StrtNm", plain_latin(account.street, _NAME_MAX)) if account.street else "",
        _leaf("PstCd", plain_latin(account.postcode, 16)) if account.postcode else "",
        _leaf("TwnNm", plain_latin(account.town, _TOWN_MAX)),
        _leaf("Ctry", account.country_code),
    )
    return _name(account), _tag("PstlAdr", *address)


def _name(account: BankAccount) -> str:
    return _leaf("Nm", plain_latin(account.holder, _NAME_MAX))


def _iban(account: BankAccount) -> str:
    return _tag("Id", _leaf("IBAN", account.iban))


def _agent(account: BankAccount) -> str:
    if account.bic is None:
        return _tag("FinInstnId", _tag("Othr", _leaf("Id", "NOTPROVIDED")))
    return _tag("FinInstnId", _leaf("BICFI", account.bic))


def _leaf(name: str, text: str, **attributes: str) -> str:
    return _tag(name, escape(text, quote=False), **attributes)


def _tag(name: str, *inside: str, **attributes: str) -> str:
    head = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    line = "\n" if name in _LINES else ""
    return f"{line}<{name}{head}>{''.join(inside)}</{name}>"


_LINES: Final = frozenset({"CstmrCdtTrfInitn", "GrpHdr", "PmtInf", "CdtTrfTxInf"})
"""What begins a line, so that a person can read the file and a difference names a payment."""
