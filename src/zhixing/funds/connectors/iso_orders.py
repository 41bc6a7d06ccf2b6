"""Payment orders as ISO 20022 pain.001.001.09."""

from lxml import etree

from zhixing.foundation.clock import SHANGHAI
from zhixing.funds.connectors.base import Order, OrderFile

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
MAX_NAME, MAX_TEXT = 140, 140


class _Writer:
    def __init__(self) -> None:
        self.root = etree.fromstring(f'<Document xmlns="{NAMESPACE}"/>')

    def add(self, parent: etree._Element, path: str, text: str | None = None) -> etree._Element:
        """Append a chain of elements and return the last."""
        for part in path.split("/"):
            parent = etree.SubElement(parent, f"{{{NAMESPACE}}}{part}")
        if text is not None:
            parent.text = text
        return parent


def write_orders(file: OrderFile) -> bytes:
    """The file, valid by the schema of pain.001.001.09; one debit for each credit, so that each has its own line."""
    out = _Writer()
    initiation = out.add(out.root, "CstmrCdtTrfInitn")
    total = sum(order.fen for order in file.orders)
    header = out.add(initiation, "GrpHdr")
    out.add(header, "MsgId", file.message_id)
    out.add(header, "CreDtTm", file.made_at.astimezone(SHANGHAI).replace(microsecond=0).isoformat())
    out.add(header, "NbOfTxs", str(len(file.orders)))
    out.add(header, "CtrlSum", _yuan(total))
    out.add(header, "InitgPty/Nm", file.payer_name[:MAX_NAME])
    payment = out.add(initiation, "PmtInf")
    out.add(payment, "PmtInfId", file.message_id)
    out.add(payment, "PmtMtd", "TRF")
    out.add(payment, "BtchBookg", "false")
    out.add(payment, "NbOfTxs", str(len(file.orders)))
    out.add(payment, "CtrlSum", _yuan(total))
    out.add(payment, "ReqdExctnDt/Dt", file.execute_on.isoformat())
    out.add(payment, "Dbtr/Nm", file.payer_name[:MAX_NAME])
    account = out.add(payment, "DbtrAcct")
    out.add(account, "Id/Othr/Id", file.payer_account)
    out.add(account, "Ccy", "CNY")
    _agent(out, payment, "DbtrAgt", file.payer_bank)
    out.add(payment, "ChrgBr", "DEBT")
    for order in file.orders:
        _transfer(out, payment, order)
    return etree.tostring(out.root, xml_declaration=True, encoding="UTF-8")


def _transfer(out: _Writer, payment: etree._Element, order: Order) -> None:
    transfer = out.add(payment, "CdtTrfTxInf")
    identity = out.add(transfer, "PmtId")
    out.add(identity, "InstrId", order.reference)
    out.add(identity, "EndToEndId", order.reference)
    out.add(transfer, "Amt/InstdAmt", _yuan(order.fen)).set("Ccy", "CNY")
    _agent(out, transfer, "CdtrAgt", order.payee_bank)
    out.add(transfer, "Cdtr/Nm", order.payee_name[:MAX_NAME])
    out.add(transfer, "CdtrAcct/Id/Othr/Id", order.payee_account)
    # The reference stands in the remark too: a statement line shows nothing else that leads back to the payment.
    out.add(transfer, "RmtInf/Ustrd", f"{order.purpose} {order.reference}"[:MAX_TEXT])


def _agent(out: _Writer, parent: etree._Element, name: str, bank: str) -> None:
    out.add(parent, f"{name}/FinInstnId/Nm", bank[:MAX_NAME] or "未登记开户行")


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
