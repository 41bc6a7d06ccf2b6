"""Reads a pain.001.001.09 payment file as a bank does: what it orders, or why it cannot be read."""

import re
from dataclasses import dataclass
from datetime import date

from lxml import etree

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MESSAGE_NAME = "pain.001.001.09"
_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,2})?")
_MAX_BYTES = 64 * 1024 * 1024


class UnreadablePaymentFile(ValueError):
    """The file is no pain.001.001.09; the message names the element that is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One credit transfer; ``fen`` in the currency given."""

    payment_id: str
    instruction_id: str
    end_to_end_id: str
    fen: int
    currency: str
    payer_account: str
    payee: str
    payee_account: str
    remark: str
    requested_on: date


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """A whole file: ``count`` and ``sum_fen`` are what its header claims."""

    message_id: str
    count: int
    sum_fen: int | None
    instructions: tuple[Instruction, ...]


def read_payment_file(body: bytes) -> PaymentFile:
    """Parses a payment file; raises UnreadablePaymentFile, and never follows an entity or the network."""
    if len(body) > _MAX_BYTES:
        raise UnreadablePaymentFile("付款文件超过 64 MB。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadablePaymentFile(f"不是 XML 文件：{error}") from error
    if root.tag != f"{{{NAMESPACE}}}Document":
        raise UnreadablePaymentFile(f"不是 {MESSAGE_NAME} 报文：{root.tag}")
    initiation = _child(root, "CstmrCdtTrfInitn")
    claimed = _optional(initiation, "GrpHdr/CtrlSum")
    instructions = []
    for payment in _all(initiation, "PmtInf"):
        instructions += _instructions(payment)
    if not instructions:
        raise UnreadablePaymentFile("付款文件中没有付款指令。")
    count = _text(initiation, "GrpHdr/NbOfTxs")
    if not count.isdigit():
        raise UnreadablePaymentFile(f"GrpHdr/NbOfTxs 不是数字：{count}")
    return PaymentFile(
        message_id=_text(initiation, "GrpHdr/MsgId"),
        count=int(count),
        sum_fen=_fen(claimed, "GrpHdr/CtrlSum") if claimed else None,
        instructions=tuple(instructions),
    )


def _instructions(payment: etree._Element) -> list[Instruction]:
    method = _text(payment, "PmtMtd")
    if method != "TRF":
        raise UnreadablePaymentFile(f"PmtInf/PmtMtd 应为 TRF，收到 {method}。")
    requested = _optional(payment, "ReqdExctnDt/Dt") or _text(payment, "ReqdExctnDt/DtTm")[:10]
    try:
        requested_on = date.fromisoformat(requested)
    except ValueError as error:
        raise UnreadablePaymentFile(f"ReqdExctnDt 不是日期：{requested}") from error
    payer_account = _account(payment, "DbtrAcct")
    found = []
    for transfer in _all(payment, "CdtTrfTxInf"):
        amount = _child(transfer, "Amt/InstdAmt")
        end_to_end_id = _text(transfer, "PmtId/EndToEndId")
        found.append(
            Instruction(
                payment_id=_text(payment, "PmtInfId"),
                instruction_id=_optional(transfer, "PmtId/InstrId"),
                end_to_end_id=end_to_end_id,
                fen=_fen((amount.text or "").strip(), f"{end_to_end_id} Amt/InstdAmt"),
                currency=str(amount.get("Ccy", "")),
                payer_account=payer_account,
                payee=_text(transfer, "Cdtr/Nm"),
                payee_account=_account(transfer, "CdtrAcct"),
                remark="".join(_optional_all(transfer, "RmtInf/Ustrd")),
                requested_on=requested_on,
            )
        )
    return found


def _path(path: str) -> str:
    return "/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/"))


def _all(parent: etree._Element, path: str) -> list[etree._Element]:
    return list(parent.iterfind(_path(path)))


def _child(parent: etree._Element, path: str) -> etree._Element:
    found = parent.find(_path(path))
    if found is None:
        raise UnreadablePaymentFile(f"缺少 {etree.QName(parent).localname}/{path}。")
    return found


def _optional_all(parent: etree._Element, path: str) -> list[str]:
    return [(found.text or "").strip() for found in _all(parent, path)]


def _optional(parent: etree._Element, path: str) -> str:
    return "".join(_optional_all(parent, path)[:1])


def _text(parent: etree._Element, path: str) -> str:
    text = (_child(parent, path).text or "").strip()
    if not text:
        raise UnreadablePaymentFile(f"{etree.QName(parent).localname}/{path} 为空。")
    return text


def _account(parent: etree._Element, path: str) -> str:
    return _optional(parent, f"{path}/Id/Othr/Id") or _text(parent, f"{path}/Id/IBAN")


def _fen(text: str, where: str) -> int:
    if not _AMOUNT.fullmatch(text):
        raise UnreadablePaymentFile(f"{where} 不是至多两位小数的金额：{text}")
    yuan, _, rest = text.partition(".")
    return int(yuan) * 100 + int(rest.ljust(2, "0"))
