"""Documents that other rooms write the words of: receipts, vouchers, distribution plans, notices of findings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case
from zhixing.documents.models import Document
from zhixing.documents.operations.issuing import NewDocument, Numbers, lock_cases, seal_and_store
from zhixing.documents.operations.written import CourtWordings
from zhixing.documents.rules.asset_results import AssetResultNotice
from zhixing.documents.rules.distribution_plan import DistributionPlan
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.vouchers import Voucher
from zhixing.foundation.identity.actors import Actor


def issue_voucher(
    *, case_id: UUID, recipient_id: UUID, voucher: Voucher, now: datetime, actor: Actor
) -> Document:
    """Issue a receipt or a payout voucher: numbered, set, signed, stored, recorded, in the caller's transaction.

    The number of the voucher given is put in here. The caller makes sure that it is issued once; a kill leaves at most
    a file that no row names. Raises DocumentRefused, RenderFailed, SealingFailed.
    """
    return _issue_signed(
        case_id, recipient_id, voucher.kind, voucher.issued_on,
        lambda number: replace(voucher, document_number=number), now, actor,
    )  # fmt: skip


def issue_distribution_plan(
    *, case_id: UUID, recipient_id: UUID, plan: DistributionPlan, now: datetime, actor: Actor
) -> Document:
    """Issue a distribution plan (执行财产分配方案) like a voucher; the recipient is the debtor, every creditor gets the same.

    The number of the plan given is put in here. Raises DocumentRefused, RenderFailed, SealingFailed.
    """
    return _issue_signed(
        case_id, recipient_id, DocumentKind.DISTRIBUTION_PLAN, plan.issued_on,
        lambda number: replace(plan, document_number=number), now, actor,
    )  # fmt: skip


def issue_asset_result_notice(
    *, case_id: UUID, recipient_id: UUID, notice: AssetResultNotice, now: datetime, actor: Actor
) -> Document:
    """Issue the notice of what was found of the debtors (财产查询结果告知书) to an applicant.

    The number of the notice given is put in here. Raises DocumentRefused, RenderFailed, SealingFailed.
    """
    return _issue_signed(
        case_id, recipient_id, DocumentKind.ASSET_RESULT_NOTICE, notice.issued_on,
        lambda number: replace(notice, document_number=number), now, actor,
    )  # fmt: skip


def _issue_signed(
    case_id: UUID,
    recipient_id: UUID,
    kind: DocumentKind,
    issued_on: date,
    numbered: Callable[[str], object],
    now: datetime,
    actor: Actor,
) -> Document:
    with transaction.atomic():
        cases = lock_cases([case_id])
        if not cases:
            raise Case.DoesNotExist(f"没有案件 {case_id}，或者它不在您可以查看的法院。")
        number = Numbers(cases).take(case_id, kind)
        words = CourtWordings([cases[0].court_id], issued_on)
        made = words.write_made(kind, numbered(number.text), court_id=cases[0].court_id)
        draft = NewDocument(
            cases[0], kind, number, issued_on, made.blocks, recipient_id, marked=made.marked, wordings=made.wordings
        )  # fmt: skip
        return seal_and_store([draft], now=now, actor=actor)[0]
