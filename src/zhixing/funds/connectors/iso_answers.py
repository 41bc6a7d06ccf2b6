"""What banks answer: pain.002 (accepted or rejected) and camt.054 (booked or returned)."""

import re
from datetime import date

from lxml import etree

from zhixing.funds.connectors.base import BankWord, Message, MessageUnreadable
from zhixing.funds.rules.payments import Verdict

MAX_BYTES = 64 * 2**20
_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:(pain\.002|camt\.054)\.001\.\d{2}\}Document")
_AMOUNT = re.compile(r"(\d{1,13})(?:\.(\d{1,2}))?")
_REJECTED, _BOOKED = ("RJCT", "CANC"), "BOOK"


def read_message(content: bytes) -> Message:
    """A bank's message. Entities and network references are never followed. Raises MessageUnreadable."""
    if len(content) > MAX_BYTES:
        raise MessageUnreadable(f"银行回执超过 {MAX_BYTES // 2**20} MB。")
    try:
        root = etree.fromstring(
            content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )
    except etree.XMLSyntaxError as error:
        raise MessageUnreadable(f"银行回执不是 XML：{error}") from error
    known = _NAMESPACE.fullmatch(root.tag if isinstance(root.tag, str) else "")
    if known is None:
        raise MessageUnreadable(f"不认识的报文 {root.tag}，只受理 pain.002 和 camt.054。")
    reader = _Reader(root.tag.removesuffix("Document"))
    return reader.status_report(root) if known[1] == "pain.002" else reader.notification(root)


class _Reader:
    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def _path(self, path: str) -> str:
        return "/".join(f"{self._prefix}{part}" if part != "." else part for part in path.split("/"))

    def all(self, parent: etree._Element, path: str) -> list[etree._Element]:
        return list(parent.iterfind(self._path(path)))

    def text(self, parent: etree._Element, path: str) -> str:
        found = parent.find(self._path(path))
        return (found.text or "").strip() if found is not None else ""

    def needed(self, parent: etree._Element, path: str) -> str:
        text = self.text(parent, path)
        if not text:
            raise MessageUnreadable(f"银行回执缺少 {etree.QName(parent).localname}/{path}。")
        return text

    def day(self, parent: etree._Element, path: str) -> date:
        text = self.text(parent, f"{path}/DtTm") or self.text(parent, f"{path}/Dt") or self.text(parent, path)
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            raise MessageUnreadable(
                f"银行回执的日期读不出：{etree.QName(parent).localname}/{path}“{text}”。"
            ) from None

    def fen(self, parent: etree._Element, path: str) -> int:
        text = self.needed(parent, path)
        match = _AMOUNT.fullmatch(text)
        if match is None:
            raise MessageUnreadable(f"银行回执的金额读不出：“{text}”。")
        return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))

    def status_report(self, root: etree._Element) -> Message:
        """Each transfer accepted or rejected, or the whole file refused."""
        report = self.all(root, "CstmrPmtStsRpt")
        if not report:
            raise MessageUnreadable("pain.002 缺少 CstmrPmtStsRpt。")
        body = report[0]
        on = self.day(body, "GrpHdr/CreDtTm")
        words = [self._status(transfer, on) for transfer in self.all(body, "OrgnlPmtInfAndSts/TxInfAndSts")]
        group = "OrgnlGrpInfAndSts"
        refused = self.text(body, f"{group}/GrpSts") in _REJECTED and not words
        return Message(
            message_id=self.needed(body, "GrpHdr/MsgId"),
            kind="pain.002",
            words=tuple(words),
            refused_file=self.needed(body, f"{group}/OrgnlMsgId") if refused else "",
            code=self.text(body, f"{group}/StsRsnInf/Rsn/Cd"),
            text=self.text(body, f"{group}/StsRsnInf/AddtlInf"),
            on=on,
        )

    def _status(self, transfer: etree._Element, on: date) -> BankWord:
        rejected = self.needed(transfer, "TxSts") in _REJECTED
        return BankWord(
            reference=self.needed(transfer, "OrgnlEndToEndId"),
            verdict=Verdict.REJECTED if rejected else Verdict.ACCEPTED,
            on=on,
            code=self.text(transfer, "StsRsnInf/Rsn/Cd"),
            text=self.text(transfer, "StsRsnInf/AddtlInf"),
        )

    def notification(self, root: etree._Element) -> Message:
        """Each booked transfer and each return. Entries without a reference of ours (receipts) say nothing here."""
        notes = self.all(root, "BkToCstmrDbtCdtNtfctn")
        if not notes:
            raise MessageUnreadable("camt.054 缺少 BkToCstmrDbtCdtNtfctn。")
        words: list[BankWord] = []
        for entry in self.all(notes[0], "Ntfctn/Ntry"):
            status = self.text(entry, "Sts/Cd") or self.text(entry, "Sts")
            if status == _BOOKED:
                words += self._entry(entry)
        return Message(self.needed(notes[0], "GrpHdr/MsgId"), "camt.054", tuple(words))

    def _entry(self, entry: etree._Element) -> list[BankWord]:
        on = self.day(entry, "BookgDt")
        found = []
        for details in self.all(entry, "NtryDtls/TxDtls"):
            reference = self.text(details, "Refs/EndToEndId")
            if not reference:
                continue
            came_in = (self.text(details, "CdtDbtInd") or self.text(entry, "CdtDbtInd")) == "CRDT"
            found.append(
                BankWord(
                    reference=reference,
                    verdict=Verdict.RETURNED if came_in else Verdict.BOOKED,
                    on=on,
                    fen=self.fen(details, "Amt") if self.text(details, "Amt") else self.fen(entry, "Amt"),
                    serial=self.text(details, "Refs/AcctSvcrRef") or self.text(entry, "AcctSvcrRef"),
                    code=self.text(details, "RtrInf/Rsn/Cd"),
                    text=self.text(details, "RtrInf/AddtlInf"),
                )
            )
        return found
