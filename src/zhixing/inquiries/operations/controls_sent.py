"""Control orders on their way out: the gate asked once more, then the message with ruling and notice in it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from zhixing.cases.models import CourtAccount
from zhixing.cases.personal import keys
from zhixing.documents.models import Document as Paper
from zhixing.documents.queries import DocumentMissing, content_of
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import Attempt, ControlOrder, ControlReceipt, Request
from zhixing.inquiries.operations.gating import Bound, accounts_of, obstacles
from zhixing.inquiries.operations.letters import officer_of, subject_of
from zhixing.inquiries.operations.receipts import fact_of
from zhixing.inquiries.rules.controls import PAYMENTS
from zhixing.inquiries.rules.kinds import AssetKind, RequestState
from zhixing.inquiries.wire.envelopes import document
from zhixing.inquiries.wire.messages import (
    Action,
    AssetRef,
    Body,
    ControlRequest,
    Document,
    DocumentKind,
    EnforcementAccount,
    Original,
    Result,
)

ACTOR = Actor.system("inquiries.send")
WITHHELD = "withheld-identity"
WITHHELD_PAPER = "withheld-document"
WITHHELD_ACCOUNT = "withheld-account"
PAPERS_KEPT = 64
"""Packed documents that stay in memory: the ruling of four hundred orders is read once."""


class PaperChanged(DocumentMissing):
    """The stored file is not what was issued."""


def hold_back(request_ids: Sequence[UUID], now: datetime) -> set[UUID]:
    """End the orders that may not leave any more – the asset is not the debtor's now, the case is closed, a paper is gone –
    and say so as a receipt of the house. Nothing of them reached the unit. Their requests.
    """
    rows = ControlOrder.objects.select_related("request", "unit", "ruling", "notice").filter(
        request_id__in=request_ids
    )
    orders = list(rows.order_by("pk"))
    why = {key: (WITHHELD, words) for key, words in obstacles([_bound(row) for row in orders]).items()}
    accounts = accounts_of({row.court_id for row in orders})
    for row in orders:
        if str(row.id) not in why and (fault := _unreadable(row)):
            why[str(row.id)] = (WITHHELD_PAPER, fault)
        if str(row.id) not in why and Action(row.action) in PAYMENTS and row.court_id not in accounts:
            why[str(row.id)] = (WITHHELD_ACCOUNT, "本院没有登记案款账户，不能扣划")
    stopped = [row for row in orders if str(row.id) in why]
    if stopped:
        _stop(stopped, why, now)
    return {row.request_id for row in stopped}


def _bound(row: ControlOrder) -> Bound:
    return Bound(
        str(row.id), row.court_id, row.case_id, row.party_id, row.asset_id, Action(row.action), AssetKind(row.asset_kind),
        bytes(row.identifier_index),
    )  # fmt: skip


def _unreadable(row: ControlOrder) -> str:
    try:
        _packed(row.ruling, DocumentKind.RULING)
        _packed(row.notice, DocumentKind.ASSISTANCE_NOTICE)
    except DocumentMissing as missing:
        return str(missing)
    return ""


def _stop(rows: Sequence[ControlOrder], why: dict[str, tuple[str, str]], now: datetime) -> None:
    receipts, facts = [], []
    tried = set(
        Attempt.objects.filter(request_id__in=[row.request_id for row in rows]).values_list(
            "request_id", flat=True
        )
    )
    for row in rows:
        reason, words = why[str(row.id)]
        Request.objects.filter(pk=row.request_id).update(
            state=RequestState.CANCELLED.value, ended_at=now, words=words[:300], attempts=max(row.request.attempts - 1, 0),
            first_sent_at=row.request.first_sent_at if row.request_id in tried else None,
        )  # fmt: skip
        receipt = ControlReceipt(
            id=uuid7(), court_id=row.court_id, order=row, place=1, result=Result.NOT_CONTROLLED.value, reason=reason,
            words=f"本院在发送前停止：{words}"[:400], body_sha256=hashlib.sha256(words.encode()).hexdigest(), said_at=now,
            received_at=now,
        )  # fmt: skip
        receipts.append(receipt)
        facts.append(fact_of(row, receipt, row.request.number, row.unit))
    insert_rows(receipts)
    record_many(facts=facts, at=now, actor=ACTOR)


def write_controls(requests: Sequence[Request]) -> dict[UUID, Body]:
    """The bodies of control orders, complete with ruling and notice; of those only that the gate let through."""
    orders = {
        row.request_id: row
        for row in ControlOrder.objects.select_related("ruling", "notice").filter(
            request_id__in=[request.id for request in requests]
        )
    }
    accounts = accounts_of({request.court_id for request in requests})
    return {
        request.id: _body(request, orders[request.id], _account(request, orders[request.id], accounts))
        for request in requests
        if request.id in orders
    }


def _account(
    request: Request, order: ControlOrder, accounts: dict[int, CourtAccount]
) -> EnforcementAccount | None:
    """Where the money goes, and what the unit writes beside it: by the case and this number the money is known again."""
    if Action(order.action) not in PAYMENTS:
        return None
    account = accounts[request.court_id]
    return EnforcementAccount(
        name=account.holder, bank=account.bank_name or account.holder, number=account.number,
        remark=f"{request.case.number} {request.number}",
    )  # fmt: skip


def _body(request: Request, order: ControlOrder, account: EnforcementAccount | None) -> ControlRequest:
    case = request.case
    original = None
    if order.original_number or order.original_case_number:
        original = Original(
            case_number=order.original_case_number or case.number, request_number=order.original_number
        )
    return ControlRequest(
        action=Action(order.action), case_number=case.number, case_filed_on=case.filed_on, officer=officer_of(request),
        purpose=order.purpose,
        asset=AssetRef(
            kind=AssetKind(order.asset_kind),
            identifier=unseal(keys(), order.identifier_sealed, purpose=Purpose.ACCOUNT),
        ),
        holder=subject_of(request), amount_fen=order.amount_fen, starts_on=order.starts_on, ends_on=order.ends_on,
        ruling_number=order.ruling.number, notice_number=order.notice.number, original=original,
        enforcement_account=account,
        documents=(
            _packed(order.ruling, DocumentKind.RULING), _packed(order.notice, DocumentKind.ASSISTANCE_NOTICE),
        ),
    )  # fmt: skip


def _packed(paper: Paper, kind: DocumentKind) -> Document:
    return _packed_content(paper.pk, paper.number, paper.sha256, kind)


@lru_cache(maxsize=PAPERS_KEPT)
def _packed_content(paper_id: UUID, number: str, expected: str, kind: DocumentKind) -> Document:
    """A document as it travels. Raises DocumentMissing, also where the file is not what was issued."""
    content = content_of(paper_id)
    packed = document(
        kind=kind, number=number, name=f"{number}.pdf", media_type="application/pdf", content=content
    )
    if packed.sha256 != expected:
        raise PaperChanged(f"文书 {number} 的文件与签发时不符，不能发送")
    return packed
