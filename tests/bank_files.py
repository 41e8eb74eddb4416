"""A bank of the tests: it writes statements, advices and status reports as banks do."""

from dataclasses import dataclass
from datetime import date

from core.domain.bank_account import BankAccount
from core.domain.bank_entry import BankEntry
from core.domain.money import Money
from tests.books import two_partner_network

IBANS = {
    "NL*NWC": "NL91ABNA0417164300",
    "NL*ABC": "NL20INGB0001234567",
    "NL*XYZ": "DE89370400440532013000",
    "CH*ALP": "CH9300762011623852957",
}
BICS = {"NL*NWC": "ABNANL2A", "NL*ABC": "INGBNL2A", "NL*XYZ": "COBADEFFXXX", "CH*ALP": None}
OURS = IBANS["NL*NWC"]
DAY = date(2026, 6, 3)


def a_bank_account(party="NL*ABC", **changes):
    fields = {
        "party": party,
        "valid_from": date(2026, 1, 1),
        "iban": IBANS[party],
        "bic": BICS[party],
        "holder": f"Holder {party}",
        "town": "Utrecht",
        "country_code": party[:2],
    }
    return BankAccount(**(fields | changes))


def a_bank_entry(amount_minor=500, **changes):
    side = "C" if amount_minor > 0 else "D"
    fields = {
        "entry_key": f"{OURS}:BANK-1:{side}",
        "part": 1,
        "iban": OURS,
        "booked_on": DAY,
        "value_on": DAY,
        "currency": "EUR",
        "amount_minor": amount_minor,
        "total_minor": amount_minor,
        "bank_code": "PMNT-RCDT-ESCT",
    }
    return BankEntry(**(fields | changes))


def banked_network(more_accounts=(), **changes):
    """The network of the books of tests, everybody with a bank account."""
    accounts = (*map(a_bank_account, IBANS), *more_accounts)
    return two_partner_network(bank_accounts=accounts, **changes)


@dataclass(kw_only=True)
class Movement:
    """One Ntry; `parts` are TxDtls of their own, else its own fields are the only one."""

    amount_minor: int
    """Above zero: received."""
    currency: str = "EUR"
    reference: str | None = "BANK-1"
    end_to_end_id: str | None = None
    creditor_reference: str | None = None
    iban: str | None = None
    name: str | None = None
    reason: str | None = None
    code: str = "ESCT"
    booked_on: date = DAY
    status: str = "BOOK"
    parts: tuple = ()
    group: str | None = None
    detailed: bool = True
    reversal: bool = False


def camt(*movements, kind="053", version="08", iban=OURS, message_id="M1", doctype=""):
    """A statement or an advice over one account."""
    body, report = {
        "053": ("BkToCstmrStmt", "Stmt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[kind]
    entries = "\n".join(_ntry(one, version) for one in movements)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}">\n<{body}>'
        f"<GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>2026-06-04T06:00:00</CreDtTm></GrpHdr>\n"
        f"<{report}><Id>{message_id}-1</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>\n{entries}\n"
        f"</{report}></{body}></Document>"
    ).encode()


def _ntry(one, version):
    status = f"<Sts><Cd>{one.status}</Cd></Sts>" if version == "08" else f"<Sts>{one.status}</Sts>"
    booked = (
        f"<BookgDt><Dt>{one.booked_on}</Dt></BookgDt>"
        f"<ValDt><DtTm>{one.booked_on}T00:00:00+02:00</DtTm></ValDt>"
    )
    code = _code("RCDT" if one.amount_minor > 0 else "ICDT", one.code)
    return (
        f"<Ntry>{_amount(one)}{_side(one)}"
        f"{'<RvslInd>true</RvslInd>' if one.reversal else ''}{status}{booked}"
        f"{_leaf('AcctSvcrRef', one.reference)}{code}{_details(one, version)}</Ntry>"
    )


def _details(one, version):
    batch = "" if one.group is None else f"<Btch>{_leaf('PmtInfId', one.group)}</Btch>"
    parts = one.parts or ((one,) if one.detailed else ())
    inside = batch + "".join(_transaction(part, one, version) for part in parts)
    return f"<NtryDtls>{inside}</NtryDtls>" if inside else ""


def _transaction(part, whole, version):
    refs = _leaf("EndToEndId", part.end_to_end_id)
    if part is not whole:
        refs = _leaf("AcctSvcrRef", part.reference) + refs
    amount = _amount(part)
    amount = (
        f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>" if version == "02" else amount + _side(part)
    )
    remittance = reason = ""
    if part.creditor_reference:
        strd = f"<Strd><CdtrRefInf>{_leaf('Ref', part.creditor_reference)}</CdtrRefInf></Strd>"
        remittance = f"<RmtInf>{strd}</RmtInf>"
    if part.reason is not None:
        reason = f"<RtrInf><Rsn>{_leaf('Cd', part.reason)}</Rsn></RtrInf>"
    return (
        f"<TxDtls><Refs>{refs}</Refs>{amount}{_parties(part, version)}{remittance}{reason}</TxDtls>"
    )


def _parties(part, version):
    """The other side is the payee of what we paid and of what came back, else the payer."""
    paid = part.amount_minor < 0 or part.reason is not None
    side = "Cdtr" if paid else "Dbtr"
    name = _leaf("Nm", part.name)
    if version == "08":
        name = f"<Pty>{name}</Pty>"
    party = "" if part.name is None else f"<{side}>{name}</{side}>"
    account = ""
    if part.iban is not None:
        account = f"<{side}Acct><Id><IBAN>{part.iban}</IBAN></Id></{side}Acct>"
    return f"<RltdPties>{party}{account}</RltdPties>"


def _code(family, sub_family):
    return (
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd>"
        f"<SubFmlyCd>{sub_family}</SubFmlyCd></Fmly></Domn></BkTxCd>"
    )


def _amount(one):
    major = Money(abs(one.amount_minor), one.currency).major
    return f'<Amt Ccy="{one.currency}">{major:f}</Amt>'


def _side(one):
    return f"<CdtDbtInd>{'CRDT' if one.amount_minor > 0 else 'DBIT'}</CdtDbtInd>"


def _leaf(name, text):
    return "" if text is None else f"<{name}>{text}</{name}>"


def pain_002(batch_id, *, file_status="", groups="", version="10", message_id="P1"):
    """A status report; `groups` are written by `status_group`."""
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}">\n'
        f"<CstmrPmtStsRpt><GrpHdr><MsgId>{message_id}</MsgId></GrpHdr>\n"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{batch_id}</OrgnlMsgId>{file_status}</OrgnlGrpInfAndSts>"
        f"\n{groups}</CstmrPmtStsRpt></Document>"
    ).encode()


def status_group(group_id, *payments, status=""):
    """A group of a status report; `payments` are (end-to-end id, status, reason)."""
    inside = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{end_to_end}</OrgnlEndToEndId><TxSts>{said}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf></TxInfAndSts>\n"
        for end_to_end, said, reason in payments
    )
    return (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{group_id}</OrgnlPmtInfId>{status}{inside}"
        "</OrgnlPmtInfAndSts>"
    )
