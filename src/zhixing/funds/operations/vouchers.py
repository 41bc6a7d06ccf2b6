"""Receipts for payers and vouchers for payees: issued when somebody first asks for one, once each.

They are not made beforehand: most are never fetched, each costs a typesetting and a signature, and what they say follows
from rows that never change, so a paper made later says the same.
"""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, Party
from zhixing.documents.operations import issue_voucher
from zhixing.documents.rules.contexts import DocumentKind
from zhixing.documents.rules.vouchers import CheckCode, Voucher
from zhixing.foundation import names
from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.funds.models import Journal, PaperVoucher, Payment, PaymentState, Receipt, ReceiptState
from zhixing.funds.operations.receiving_money import line_ref
from zhixing.funds.rules.party_codes import CODE_BYTES, code_text, read_code
from zhixing.law.citing import citation

STANDING = (ReceiptState.MARKED.value, ReceiptState.PLANNED.value, ReceiptState.CLEARED.value)


class VoucherRefused(ValueError):
    """There is nothing to certify; the message says why."""


def receipt_voucher(*, receipt_id: UUID, check_page: str, now: datetime, actor: Actor) -> UUID:
    """The document that certifies money received for a case; issued on the first call. `check_page` ends with a slash.

    Money that was put to another case since gets a new one. Raises VoucherRefused.
    """
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update(of=("self",)).select_related("line").get(pk=receipt_id)
        if receipt.state not in STANDING or receipt.case_id is None:
            raise VoucherRefused("款项还没有认领到案件，或者已被银行冲正，不能出具收据。")
        made = PaperVoucher.objects.filter(receipt=receipt, turn=receipt.turns).first()
        if made is not None:
            return UUID(str(made.document_id))
        case = Case.objects.select_related("court").get(pk=receipt.case_id)
        code = _code(receipt.court_id)
        voucher = Voucher(
            kind=DocumentKind.MONEY_RECEIPT, court=case.court.name, document_number="", case_number=case.number,
            other=receipt.line.name or "（银行未给户名）", account=receipt.line.account_masked, bank="",
            fen=receipt.fen, moved_on=receipt.arrived_on, serial=receipt.line.serial, purpose="执行款",
            entries=_entries(receipt.court_id, _refs_of_receipt(receipt)),
            article=citation("funds.identify", local_date(now)), issued_on=local_date(now),
            check=CheckCode(code, f"{check_page}{code}/"),
        )  # fmt: skip
        recipient = _party(case.id, receipt.line.name, "debtor")
        document = issue_voucher(
            case_id=case.id, recipient_id=recipient, voucher=voucher, now=now, actor=actor
        )
        _keep(document.id, receipt.court_id, code, receipt=receipt, turn=receipt.turns)
        return document.id


def payout_voucher(*, payment_id: UUID, check_page: str, now: datetime, actor: Actor) -> UUID:
    """The document that certifies a payment the bank has made; issued on the first call. Raises VoucherRefused."""
    with transaction.atomic():
        payment = (
            Payment.objects.select_for_update(of=("self",)).select_related("plan_line").get(pk=payment_id)
        )
        if payment.state != PaymentState.DONE.value or payment.paid_on is None:
            raise VoucherRefused("银行还没有付出这笔款，不能出具发放凭证。")
        if payment.case_id is None:
            raise VoucherRefused("这笔款不属于本院案件，没有发放凭证。")
        made = PaperVoucher.objects.filter(payment=payment).first()
        if made is not None:
            return UUID(str(made.document_id))
        case = Case.objects.select_related("court").get(pk=payment.case_id)
        code = _code(payment.court_id)
        voucher = Voucher(
            kind=DocumentKind.PAYOUT_VOUCHER, court=case.court.name, document_number="", case_number=case.number,
            other=payment.payee_name, account=payment.payee_account_masked, bank=payment.payee_bank,
            fen=payment.fen, moved_on=payment.paid_on, serial=payment.bank_serial or payment.reference,
            purpose=payment.purpose or "执行款",
            entries=_entries(payment.court_id, (f"paid:{payment.reference}",)),
            article=citation("funds.payee", local_date(now)), issued_on=local_date(now),
            check=CheckCode(code, f"{check_page}{code}/"),
        )  # fmt: skip
        recipient = _party(case.id, payment.payee_name, "applicant")
        document = issue_voucher(
            case_id=case.id, recipient_id=recipient, voucher=voucher, now=now, actor=actor
        )
        _keep(document.id, payment.court_id, code, payment=payment)
        return document.id


def _refs_of_receipt(receipt: Receipt) -> tuple[str, ...]:
    line = receipt.line
    return (line_ref(receipt.bank_account_id, line.serial), f"mark:{receipt.pk}:{receipt.turns}")


def _entries(court_id: int, refs: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the journals that stand in the books, in the order given."""
    posted = set(Journal.objects.filter(court_id=court_id, ref__in=refs).values_list("ref", flat=True))
    return tuple(ref for ref in refs if ref in posted)


def _party(case_id: UUID, name: str, otherwise: str) -> UUID:
    """The party of that name, else the first on the side whose money it is."""
    parties = list(Party.objects.filter(case_id=case_id).order_by("role", "position"))
    key = names.comparing_key(name)
    same = [party for party in parties if party.name_key == key]
    side = [party for party in parties if party.role == otherwise]
    return (same or side or parties)[0].id


def _code(court_id: int) -> str:
    return code_text(court_id, secrets.token_bytes(CODE_BYTES))


def _keep(
    document_id: UUID, court_id: int, code: str, *, receipt: Receipt | None = None, turn: int = 0,
    payment: Payment | None = None,
) -> None:  # fmt: skip
    read = read_code(code)
    if read is None:
        raise VoucherRefused("查验码没有生成，请重试。")
    PaperVoucher.objects.create(
        document_id=document_id, court_id=court_id, receipt=receipt, turn=turn, payment=payment,
        code_sha256=read.sha256,
    )  # fmt: skip
