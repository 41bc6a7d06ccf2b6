"""Writes what a bank sends: pain.002 status reports, camt.054 notifications, camt.053 statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from lxml import etree

from zhixing.simulator.faults import WORDS, Reason
from zhixing.simulator.payment_file import MESSAGE_NAME, PaymentFile
from zhixing.simulator.styles import yuan

SHANGHAI = timezone(timedelta(hours=8))
STATUS = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"
NOTIFICATION = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"
STATEMENT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
# Bank transaction codes: an issued transfer, its return, a received transfer.
_CODES = {"payment": ("ICDT", "DMCT"), "return": ("ICDT", "RRTN"), "receipt": ("RCDT", "DMCT")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One booked line: ``fen`` above zero came in, below zero went out; ``at`` is ISO with its offset."""

    serial: str
    kind: str
    at: str
    fen: int
    name: str
    account: str
    remark: str
    message_id: str = ""
    payment_id: str = ""
    end_to_end_id: str = ""
    sub_account: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the bank says about one instruction at the counter; no reason means accepted."""

    payment_id: str
    end_to_end_id: str
    reason: Reason | None


class _Writer:
    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self.root = etree.fromstring(f'<Document xmlns="{namespace}"/>')

    def add(self, parent: etree._Element, path: str, text: str | None = None) -> etree._Element:
        """Appends a chain of new elements and returns the last."""
        for part in path.split("/"):
            parent = etree.SubElement(parent, f"{{{self._namespace}}}{part}")
        if text is not None:
            parent.text = text
        return parent

    def amount(self, parent: etree._Element, fen: int) -> None:
        self.add(parent, "Amt", yuan(abs(fen))).set("Ccy", "CNY")

    def direction(self, parent: etree._Element, fen: int) -> None:
        self.add(parent, "CdtDbtInd", "DBIT" if fen < 0 else "CRDT")

    def encode(self) -> bytes:
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")


def moment(at: datetime) -> str:
    """A moment as these messages write it: Beijing time, whole seconds."""
    return at.astimezone(SHANGHAI).replace(microsecond=0).isoformat()


def status_report(
    file: PaymentFile, *, report_id: str, at: datetime, refusal: Reason | None, verdicts: Sequence[Verdict]
) -> bytes:
    """A pain.002: the whole file refused for one reason, or a verdict on each instruction."""
    out = _Writer(STATUS)
    report = out.add(out.root, "CstmrPmtStsRpt")
    header = out.add(report, "GrpHdr")
    out.add(header, "MsgId", report_id)
    out.add(header, "CreDtTm", moment(at))
    group = out.add(report, "OrgnlGrpInfAndSts")
    out.add(group, "OrgnlMsgId", file.message_id)
    out.add(group, "OrgnlMsgNmId", MESSAGE_NAME)
    out.add(group, "OrgnlNbOfTxs", str(file.count))
    refused = sum(verdict.reason is not None for verdict in verdicts)
    whole = refusal is not None or refused == len(verdicts)
    out.add(group, "GrpSts", "RJCT" if whole else "PART" if refused else "ACCP")
    if refusal is not None:
        _reason(out, group, refusal)
    for payment_id in dict.fromkeys(verdict.payment_id for verdict in verdicts):
        payment = out.add(report, "OrgnlPmtInfAndSts")
        out.add(payment, "OrgnlPmtInfId", payment_id)
        for verdict in verdicts:
            if verdict.payment_id == payment_id:
                transfer = out.add(payment, "TxInfAndSts")
                out.add(transfer, "OrgnlEndToEndId", verdict.end_to_end_id)
                out.add(transfer, "TxSts", "RJCT" if verdict.reason else "ACSP")
                if verdict.reason:
                    _reason(out, transfer, verdict.reason)
    return out.encode()


def _reason(out: _Writer, parent: etree._Element, reason: Reason) -> None:
    information = out.add(parent, "StsRsnInf")
    out.add(information, "Rsn/Cd", reason.value)
    out.add(information, "AddtlInf", WORDS[reason])


def notification(
    entries: Sequence[Entry], *, message_id: str, at: datetime, account: str, owner: str
) -> bytes:
    """A camt.054 of entries booked on the account."""
    out = _Writer(NOTIFICATION)
    body = out.add(out.root, "BkToCstmrDbtCdtNtfctn")
    header = out.add(body, "GrpHdr")
    out.add(header, "MsgId", message_id)
    out.add(header, "CreDtTm", moment(at))
    note = out.add(body, "Ntfctn")
    out.add(note, "Id", message_id)
    out.add(note, "CreDtTm", moment(at))
    _account(out, note, account, owner)
    for entry in entries:
        _entry(out, note, entry, account=account, owner=owner)
    return out.encode()


def day_statement(
    entries: Sequence[Entry],
    *,
    day: date,
    sequence: int,
    opening_fen: int,
    at: datetime,
    account: str,
    owner: str,
) -> bytes:
    """A camt.053 of one day: opening balance, the day's entries, closing balance."""
    out = _Writer(STATEMENT)
    body = out.add(out.root, "BkToCstmrStmt")
    header = out.add(body, "GrpHdr")
    identity = f"STMT-{account[-4:]}-{day:%Y%m%d}"
    out.add(header, "MsgId", identity)
    out.add(header, "CreDtTm", moment(at))
    sheet = out.add(body, "Stmt")
    out.add(sheet, "Id", identity)
    out.add(sheet, "ElctrncSeqNb", str(sequence))
    out.add(sheet, "CreDtTm", moment(at))
    span = out.add(sheet, "FrToDt")
    out.add(span, "FrDtTm", f"{day.isoformat()}T00:00:00+08:00")
    out.add(span, "ToDtTm", f"{day.isoformat()}T23:59:59+08:00")
    _account(out, sheet, account, owner)
    closing = opening_fen + sum(entry.fen for entry in entries)
    for code, fen in (("OPBD", opening_fen), ("CLBD", closing)):
        balance = out.add(sheet, "Bal")
        out.add(balance, "Tp/CdOrPrtry/Cd", code)
        out.amount(balance, fen)
        out.direction(balance, fen)
        out.add(balance, "Dt/Dt", day.isoformat())
    for entry in entries:
        _entry(out, sheet, entry, account=account, owner=owner)
    return out.encode()


def _account(out: _Writer, parent: etree._Element, account: str, owner: str) -> None:
    element = out.add(parent, "Acct")
    out.add(element, "Id/Othr/Id", account)
    out.add(element, "Ccy", "CNY")
    out.add(element, "Ownr/Nm", owner)


def _entry(out: _Writer, parent: etree._Element, entry: Entry, *, account: str, owner: str) -> None:
    line = out.add(parent, "Ntry")
    out.add(line, "NtryRef", entry.serial)
    out.amount(line, entry.fen)
    out.direction(line, entry.fen)
    out.add(line, "Sts/Cd", "BOOK")
    out.add(line, "BookgDt/DtTm", entry.at)
    out.add(line, "ValDt/Dt", entry.at[:10])
    out.add(line, "AcctSvcrRef", entry.serial)
    family, detail = _CODES[entry.kind]
    code = out.add(line, "BkTxCd/Domn")
    out.add(code, "Cd", "PMNT")
    kind = out.add(code, "Fmly")
    out.add(kind, "Cd", family)
    out.add(kind, "SubFmlyCd", detail)
    details = out.add(line, "NtryDtls/TxDtls")
    references = out.add(details, "Refs")
    for name, value in (
        ("MsgId", entry.message_id),
        ("AcctSvcrRef", entry.serial),
        ("PmtInfId", entry.payment_id),
        ("EndToEndId", entry.end_to_end_id),
    ):
        if value:
            out.add(references, name, value)
    out.amount(details, entry.fen)
    out.direction(details, entry.fen)
    _parties(out, details, entry, account=account, owner=owner)
    if entry.remark:
        out.add(details, "RmtInf/Ustrd", entry.remark)
    if entry.reason:
        returned = out.add(details, "RtrInf")
        out.add(returned, "Rsn/Cd", entry.reason)
        out.add(returned, "AddtlInf", WORDS[Reason(entry.reason)])


def _parties(out: _Writer, details: etree._Element, entry: Entry, *, account: str, owner: str) -> None:
    """Payer and payee; a return names them as the payment did, since it is that payment come back."""
    there = (entry.name, entry.account)
    here = (owner, entry.sub_account or account)
    payer, payee = (there, here) if entry.kind == "receipt" else (here, there)
    related = out.add(details, "RltdPties")
    out.add(related, "Dbtr/Pty/Nm", payer[0])
    out.add(related, "DbtrAcct/Id/Othr/Id", payer[1])
    out.add(related, "Cdtr/Pty/Nm", payee[0])
    out.add(related, "CdtrAcct/Id/Othr/Id", payee[1])
