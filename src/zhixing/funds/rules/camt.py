"""A bank's statement as ISO 20022 message: camt.053 (statement) and camt.054 (notice of credits and debits).

Balances of a camt.053 are asserted: opening plus entries is closing, and with that each entry has its running balance.
A camt.054 carries none. Only booked entries count. Nothing outside the message is ever read: no document type, no
entity, no network; nesting and text are limited by the parser, size and entries here.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

from lxml import etree

from zhixing.foundation import names
from zhixing.funds.rules.payments import REFERENCE
from zhixing.funds.rules.statement import (
    MAX_SERIAL,
    SHANGHAI,
    BankLine,
    BankStatement,
    StatementRefused,
    digits,
    refuse_other_currency,
    refuse_twice,
)
from zhixing.law.amounts import yuan_text

MAX_BYTES = 64 * 2**20
MAX_ENTRIES = 200_000
_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:(camt\.05[34])\.001\.(\d{2})\}Document")
_BODIES = {"camt.053": ("BkToCstmrStmt", "Stmt"), "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}
_AMOUNT = re.compile(r"(\d{1,13})(?:\.(\d{1,2})0*)?")
_SUB_ACCOUNT = re.compile(r"\d{10,34}")
_NOT_PROVIDED = frozenset({"", "NOTPROVIDED"})
_OPENING, _CLOSING, _INTERIM = ("OPBD", "PRCD"), "CLBD", "ITBD"
_BOOKED, _ENTRY = "BOOK", "笔"


class NothingBooked(StatementRefused):
    """The message is sound and holds no booked entry: nothing moved on those days."""


def looks_like_xml(content: bytes) -> bool:
    """Whether a file is XML rather than a table; told by its first characters."""
    head = content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    return head.replace(b"\x00", b"")[:1] == b"<"


def read_camt(content: bytes) -> tuple[BankStatement, ...]:
    """The statements in a message, account by account, the earliest first. Raises StatementRefused."""
    root = _parsed(content)
    known = _NAMESPACE.fullmatch(root.tag if isinstance(root.tag, str) else "")
    if known is None:
        raise StatementRefused(f"不认识的报文 {root.tag}，只受理 camt.053 和 camt.054。")
    body, part = _BODIES[known[1]]
    reader = _Reader(root.tag.removesuffix("Document"), known[1])
    statements = [found for one in reader.all(root, f"{body}/{part}") if (found := reader.statement(one))]
    if not statements:
        raise NothingBooked(f"{known[1]} 里没有已入账的交易。")
    for account in {one.account for one in statements}:
        refuse_twice([line for one in statements if one.account == account for line in one.lines])
    return tuple(sorted(statements, key=lambda one: (one.account, one.lines[0].at)))


def _parsed(content: bytes) -> etree._Element:
    if len(content) > MAX_BYTES:
        raise StatementRefused(f"报文超过 {MAX_BYTES // 2**20} MB，请拆分后再导入。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        row = error.lineno if error.lineno else None
        raise StatementRefused(f"不是完好的 XML 报文：{error.msg}。", row) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise StatementRefused("报文带有文档类型声明（DTD），不安全，拒绝读取。")
    return root


class _Reader:
    """Reads one message; `kind` is camt.053 or camt.054. Entries are counted through the whole message."""

    def __init__(self, prefix: str, kind: str) -> None:
        self._prefix = prefix
        self._kind = kind
        self._entries = 0

    def all(self, parent: etree._Element, path: str) -> list[etree._Element]:
        """The elements at a path of plain names."""
        return list(parent.iterfind("/".join(f"{self._prefix}{part}" for part in path.split("/"))))

    def _text(self, parent: etree._Element, *paths: str) -> str:
        """The text at the first path that has one."""
        for path in paths:
            for found in self.all(parent, path):
                if found.text and found.text.strip():
                    return found.text.strip()
        return ""

    def _refused(self, message: str, column: str = "") -> StatementRefused:
        return StatementRefused(message, self._entries or None, column, unit=_ENTRY)

    def statement(self, one: etree._Element) -> BankStatement | None:
        """One statement with its running balance; None when it holds no booked entry and its balances agree."""
        account = digits(self._text(one, "Acct/Id/Othr/Id", "Acct/Id/IBAN"))
        if not account:
            raise self._refused("报文没有写明账号。", "Acct/Id")
        refuse_other_currency(self._text(one, "Acct/Ccy"))
        lines = [line for entry in self.all(one, "Ntry") for line in self._entry(entry, account)]
        lines.sort(key=lambda line: line.at)
        opening, closing = self._balances(one)
        if self._kind == "camt.053":
            lines = self._with_balances(lines, opening, closing)
        if not lines:
            return None
        return BankStatement(self._text(one, "Acct/Ownr/Nm", "Acct/Nm"), account, tuple(lines), self._kind)

    def _balances(self, one: etree._Element) -> tuple[int | None, int | None]:
        """Opening and closing booked balance. A page in the middle of a statement gives interim balances instead."""
        found: dict[str, list[int]] = {}
        for balance in self.all(one, "Bal"):
            code = self._text(balance, "Tp/CdOrPrtry/Cd")
            sign = -1 if self._text(balance, "CdtDbtInd") == "DBIT" else 1
            if code in (*_OPENING, _CLOSING, _INTERIM):
                found.setdefault(code, []).append(sign * self._fen(balance))
        interim = found.get(_INTERIM, [])
        opening = next((found[code][0] for code in _OPENING if code in found), None)
        closing = found[_CLOSING][0] if _CLOSING in found else None
        if opening is None and interim:
            opening = interim[0]
        if closing is None and len(interim) > (0 if found.keys() & set(_OPENING) else 1):
            closing = interim[-1]
        return opening, closing

    def _with_balances(
        self, lines: list[BankLine], opening: int | None, closing: int | None
    ) -> list[BankLine]:
        if opening is None or closing is None:
            raise StatementRefused(
                "camt.053 缺少期初余额（OPBD）或者期末余额（CLBD），无法核对。", None, "Bal"
            )
        running, chained = opening, []
        for line in lines:
            running += line.fen
            chained.append(replace(line, balance_fen=running))
        if running != closing:
            raise StatementRefused(
                f"余额不连续：期初 {yuan_text(opening, True)} 加各笔发生额为 {yuan_text(running, True)}，"
                f"期末却是 {yuan_text(closing, True)}。",
                None, "Bal",
            )  # fmt: skip
        return chained

    def _entry(self, entry: etree._Element, account: str) -> Iterator[BankLine]:
        """The lines of an entry: one, or one for each transfer of a batch that gives each its amount."""
        self._entries += 1
        if self._entries > MAX_ENTRIES:
            raise self._refused(f"报文超过 {MAX_ENTRIES:,} 笔，请拆分后再导入。")
        if self._text(entry, "Sts/Cd", "Sts") != _BOOKED:
            return
        fen, at = self._signed(entry), self._moment(entry)
        details = self.all(entry, "NtryDtls/TxDtls")
        fens = [amount for one in details if (amount := self._fen_of(one)) is not None]
        if len(details) > 1 and len(fens) == len(details):
            if 0 in fens:
                raise self._refused("发生额为零。", "NtryDtls")
            if sum(fens) != abs(fen):
                raise self._refused("批量入账各笔之和与总额不符。", "NtryDtls")
            for place, (one, amount) in enumerate(zip(details, fens, strict=True), start=1):
                serial = self._text(one, "Refs/AcctSvcrRef") or f"{self._serial(entry, None)}-{place}"
                yield self._line(entry, one, serial, at, amount if fen > 0 else -amount, account)
            return
        only = details[0] if len(details) == 1 else None
        yield self._line(entry, only, self._serial(entry, only), at, fen, account)

    def _line(
        self, entry: etree._Element, details: etree._Element | None, serial: str, at: datetime, fen: int, account: str,
    ) -> BankLine:  # fmt: skip
        if len(serial) > MAX_SERIAL:
            raise self._refused(f"银行流水号“{serial[:20]}…”过长。", "AcctSvcrRef")
        takes_back = self._text(entry, "RvslInd").lower() in ("true", "1")
        line = BankLine(self._entries, serial, at, fen, None, takes_back=takes_back and fen < 0)
        if details is None:
            return replace(line, remark=names.as_written(self._text(entry, "AddtlNtryInf"))[:400])
        # The parties of a reversal stand as in the entry it takes back.
        side = "Dbtr" if (fen > 0) != takes_back else "Cdtr"
        sub_account, remark = self._remittance(entry, details, account, came_in=(fen > 0) != takes_back)
        return replace(
            line,
            name=names.as_written(
                self._text(details, f"RltdPties/{side}/Pty/Nm", f"RltdPties/{side}/Nm")
            )[:200],
            account=digits(
                self._text(details, f"RltdPties/{side}Acct/Id/Othr/Id", f"RltdPties/{side}Acct/Id/IBAN")
            ),
            remark=names.as_written(remark)[:400],
            sub_account=sub_account,
        )  # fmt: skip

    def _remittance(
        self, entry: etree._Element, details: etree._Element, account: str, *, came_in: bool
    ) -> tuple[str, str]:
        """The sub-account (structured reference, or the virtual account paid to), and the words of the payer."""
        words = [one.text.strip() for one in self.all(details, "RmtInf/Ustrd") if one.text]
        structured = self._text(details, "RmtInf/Strd/CdtrRefInf/Ref")
        paid_to = digits(self._text(details, "RltdPties/CdtrAcct/Id/Othr/Id")) if came_in else ""
        sub_account = ""
        if _SUB_ACCOUNT.fullmatch(digits(structured)):
            sub_account = digits(structured)
        else:
            words += [structured] if structured else []
            if paid_to != account and _SUB_ACCOUNT.fullmatch(paid_to):
                sub_account = paid_to
        if not words:
            words = [self._text(details, "AddtlTxInf") or self._text(entry, "AddtlNtryInf")]
        reference = self._text(details, "Refs/EndToEndId")
        if re.fullmatch(REFERENCE, reference) and not any(reference in said for said in words):
            words.append(reference)
        return sub_account, " ".join(said for said in words if said)

    def _serial(self, entry: etree._Element, details: etree._Element | None) -> str:
        """The bank's own reference of the entry; without one nothing would keep it from being posted twice."""
        found = self._text(details, "Refs/AcctSvcrRef") if details is not None else ""
        found = found or self._text(entry, "AcctSvcrRef")
        if found.upper() in _NOT_PROVIDED:
            found = self._text(entry, "NtryRef")
        if found.upper() in _NOT_PROVIDED:
            raise self._refused(
                "没有银行流水号（AcctSvcrRef 或 NtryRef），无法保证只入账一次，请银行补上。", "AcctSvcrRef"
            )
        return found

    def _signed(self, entry: etree._Element) -> int:
        direction = self._text(entry, "CdtDbtInd")
        if direction not in ("CRDT", "DBIT"):
            raise self._refused(f"借贷方向“{direction or '空'}”不认识。", "CdtDbtInd")
        fen = self._fen(entry)
        if not fen:
            raise self._refused("发生额为零。", "Amt")
        return fen if direction == "CRDT" else -fen

    def _fen(self, parent: etree._Element) -> int:
        found = self.all(parent, "Amt")
        if not found:
            raise self._refused("没有金额。", "Amt")
        return self._amount(found[0])

    def _fen_of(self, details: etree._Element) -> int | None:
        """What one transfer of a batch amounts to, when the message says so."""
        found = self.all(details, "Amt") or self.all(details, "AmtDtls/TxAmt/Amt")
        return self._amount(found[0]) if found else None

    def _amount(self, element: etree._Element) -> int:
        currency, text = element.get("Ccy", ""), (element.text or "").strip()
        if currency != "CNY":
            raise self._refused(f"只受理人民币，币种为“{currency}”。", "Amt")
        match = _AMOUNT.fullmatch(text)
        if match is None:
            raise self._refused(f"“{text}”：读不出金额。", "Amt")
        return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))

    def _moment(self, entry: etree._Element) -> datetime:
        text = self._text(entry, "BookgDt/DtTm", "BookgDt/Dt")
        try:
            if "T" in text:
                found = datetime.fromisoformat(text)
                return found.astimezone(SHANGHAI) if found.tzinfo else found.replace(tzinfo=SHANGHAI)
            return datetime.combine(date.fromisoformat(text[:10]), time(), SHANGHAI)
        except ValueError:
            raise self._refused(f"“{text or '空'}”：读不出入账日期。", "BookgDt") from None
