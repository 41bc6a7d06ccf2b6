"""Issuing documents: numbered, set, stored once, recorded."""

import hashlib
import os
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.db import transaction

from zhixing.cases import operations as cases
from zhixing.cases.models import Case, CaseClock, CourtAccount, Party, PartyRole
from zhixing.cases.queries import debts_as_of
from zhixing.cases.rules.debt import DebtStatement
from zhixing.documents.models import Document, Signature
from zhixing.documents.rendering.of_home import engine, renderer
from zhixing.documents.rules.asset_results import AssetResultNotice, asset_result_blocks
from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.contexts import Context, DocumentKind, IssuingCourt, PaymentAccount
from zhixing.documents.rules.distribution_plan import DistributionPlan, distribution_plan_blocks
from zhixing.documents.rules.first_notices import Draft, NoticeCase, NoticeParty, first_notices
from zhixing.documents.rules.numbering import document_number
from zhixing.documents.rules.vouchers import Voucher, voucher_blocks
from zhixing.documents.sealing.base import SealOf
from zhixing.documents.sealing.of_home import seals
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.law.case_numbers import CaseNumberUnreadable, parse
from zhixing.law.limit_table import LimitKind

NOTICE_CLOCKS = (LimitKind.NOTICE.value, LimitKind.REPORT_ORDER.value, LimitKind.LEADS_REQUEST.value)
"""Issuing the first notices also asks the applicant for leads on property."""


FIRST_NOTICES = (DocumentKind.ACCEPTANCE_NOTICE.value, DocumentKind.ENFORCEMENT_NOTICE.value)


class CourtAccountMissing(LookupError):
    """The court has not entered its case-funds account, so a notice could not say where to pay."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued in one go."""

    cases: int
    documents: int


def issue_first_notices(*, case_ids: Sequence[UUID], now: datetime, actor: Actor) -> Issued:
    """Issue the first notices of cases that have none, in the caller's transaction; running it again issues nothing.

    The files are written before the rows, under names that follow from their content, so that a kill leaves at most a
    file that the next run writes again. Raises CourtAccountMissing before anything is issued.
    """
    found = (
        Case.objects.select_for_update(of=("self",)).select_related("court", "title").filter(pk__in=case_ids)
    )
    open_cases = [case for case in found.order_by("id") if not _has_first_notices(case)]
    if not open_cases:
        return Issued(0, 0)
    accounts = _accounts({case.court_id: case.court for case in open_cases})
    parties = _parties([case.id for case in open_cases])
    on = clock.local_date(now)
    debts = debts_as_of([case.id for case in open_cases], on)
    drafts = [
        (case, draft)
        for case in open_cases
        for draft in first_notices(
            _notice_case(case, parties[case.id], accounts[case.court_id], debts[case.id]), on=on
        )
    ]
    documents = _set_all(drafts, now)
    with transaction.atomic():
        Document.objects.bulk_create(documents)
        cases.stop_clocks(case_ids=[case.id for case in open_cases], kinds=NOTICE_CLOCKS, on=on)
        record_many(facts=[_fact(document) for document in documents], at=now, actor=actor)
    return Issued(len(open_cases), len(documents))


def _has_first_notices(case: Case) -> bool:
    return Document.objects.filter(case=case, kind__in=FIRST_NOTICES).exists()


def _accounts(courts: dict[int, Court]) -> dict[int, CourtAccount]:
    accounts = {
        account.court_id: account
        for account in CourtAccount.objects.filter(court_id__in=courts, is_default=True).exclude(number="")
    }
    for court_id, court in courts.items():
        if court_id not in accounts:
            raise CourtAccountMissing(
                f"{court.short_name}尚未登记案款专户的开户行和账号，登记后再制作通知书。"
            )
    return accounts


def _parties(case_ids: Sequence[UUID]) -> dict[UUID, list[Party]]:
    found: dict[UUID, list[Party]] = {}
    for party in Party.objects.filter(case_id__in=case_ids).order_by("position"):
        found.setdefault(party.case_id, []).append(party)
    return found


def _notice_case(case: Case, parties: list[Party], account: CourtAccount, debt: DebtStatement) -> NoticeCase:
    title = case.title

    def side(role: PartyRole) -> tuple[NoticeParty, ...]:
        return tuple(
            NoticeParty(str(party.id), party.name, party.kind == "person", party.sub_account)
            for party in parties
            if party.role == role.value
        )

    return NoticeCase(
        court=IssuingCourt(
            case.court.name, case.court.address, case.officer_name or "执行局", case.court.phone
        ),
        account=PaymentAccount(account.holder, account.bank_name, account.number, case.sub_account),
        number=case.number,
        cause=case.cause or "金钱给付纠纷",
        filed_on=case.filed_on,
        title_made_by=_made_by(title.number),
        title_number=title.number,
        claim_fen=title.principal_fen + title.litigation_costs_fen,
        principal_fen=title.principal_fen,
        costs_fen=title.litigation_costs_fen,
        rate_text=title.rate_text,
        interest_from=title.interest_from,
        applicants=side(PartyRole.APPLICANT),
        debtors=side(PartyRole.DEBTOR),
        debt=debt,
    )


@lru_cache(maxsize=256)
def _court_name(code: str) -> str:
    return Court.objects.filter(code=code).values_list("name", flat=True).first() or ""


def _made_by(title_number: str) -> str:
    """The court that made the title, when its number names one we know; else "执行依据"."""
    try:
        return _court_name(parse(title_number).court) or "执行依据"
    except CaseNumberUnreadable:
        return "执行依据"


def _set_all(drafts: Sequence[tuple[Case, Draft]], now: datetime) -> list[Document]:
    """Set drafts side by side: the typesetter runs outside Python's lock. Threads never touch the database."""
    made_with = engine()
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        return list(threads.map(lambda pair: _document(pair[0], pair[1], now, made_with), drafts))


def _document(case: Case, draft: Draft, now: datetime, made_with: str) -> Document:
    context: Context = draft.context
    content = renderer().data_of(context)
    made = renderer().render_data(context.kind, content, timestamp=now)
    name = f"{context.kind.document_name}_{case.number}_{draft.nth}_{made.sha256[:12]}.pdf"
    place = f"documents/{case.court_id}/{case.year}/{name}"
    _store(place, made.pdf)
    return Document(
        id=uuid7(), court_id=case.court_id, case=case, recipient_id=UUID(draft.recipient_key),
        kind=context.kind.value, nth=draft.nth, number=context.document_number, issued_on=context.issued_on,
        issued_at=now, content=content, engine=made_with, sha256=made.sha256, pages=made.pages,
        size=len(made.pdf), file=place,
    )  # fmt: skip


def issue_voucher(
    *, case_id: UUID, recipient_id: UUID, voucher: Voucher, now: datetime, actor: Actor
) -> Document:
    """Issue a receipt or a payout voucher: numbered, set, signed, stored, recorded, in the caller's transaction.

    The number of the voucher given is put in here. The caller makes sure that it is issued once; a kill leaves at most
    a file that no row names. Raises DocumentRefused, RenderFailed, SealingFailed.
    """
    return _issue_signed(
        case_id, recipient_id, voucher.kind, voucher.issued_on,
        lambda number: voucher_blocks(replace(voucher, document_number=number)), now, actor,
    )  # fmt: skip


def issue_distribution_plan(
    *, case_id: UUID, recipient_id: UUID, plan: DistributionPlan, now: datetime, actor: Actor
) -> Document:
    """Issue a distribution plan (执行财产分配方案) like a voucher; the recipient is the debtor, every creditor gets the same.

    The number of the plan given is put in here. Raises DocumentRefused, RenderFailed, SealingFailed.
    """
    return _issue_signed(
        case_id, recipient_id, DocumentKind.DISTRIBUTION_PLAN, plan.issued_on,
        lambda number: distribution_plan_blocks(replace(plan, document_number=number)), now, actor,
    )  # fmt: skip


def issue_asset_result_notice(
    *, case_id: UUID, recipient_id: UUID, notice: AssetResultNotice, now: datetime, actor: Actor
) -> Document:
    """Issue the notice of what was found of the debtors (财产查询结果告知书) to an applicant.

    The number of the notice given is put in here. Raises DocumentRefused, RenderFailed, SealingFailed.
    """
    return _issue_signed(
        case_id, recipient_id, DocumentKind.ASSET_RESULT_NOTICE, notice.issued_on,
        lambda number: asset_result_blocks(replace(notice, document_number=number)), now, actor,
    )  # fmt: skip


def _issue_signed(
    case_id: UUID,
    recipient_id: UUID,
    kind: DocumentKind,
    issued_on: date,
    blocks: Callable[[str], Sequence[Block]],
    now: datetime,
    actor: Actor,
) -> Document:
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("court").get(pk=case_id)
        nth = Document.objects.filter(case=case, kind=kind.value).count() + 1
        number = document_number(kind.document_name, case.number, nth)
        content = renderer().data_of(blocks(number))
        made = renderer().render_data(kind, content, timestamp=now)
        signed = seals().sign(made.pdf, seal=SealOf(case.court_id, case.court.name))
        sha256 = hashlib.sha256(signed.pdf).hexdigest()
        place = f"documents/{case.court_id}/{case.year}/{kind.document_name}_{number}_{sha256[:12]}.pdf"
        _store(place, signed.pdf)
        document = Document.objects.create(
            id=uuid7(), court_id=case.court_id, case=case, recipient_id=recipient_id, kind=kind.value, nth=nth,
            number=number, issued_on=issued_on, issued_at=now, content=content, engine=engine(),
            sha256=sha256, pages=made.pages, size=len(signed.pdf), file=place,
        )  # fmt: skip
        Signature.objects.create(
            document=document, court_id=case.court_id, provider=signed.provider, level=signed.level,
            certificate_sha256=signed.certificate_sha256, unsigned_sha256=made.sha256,
            unsigned_size=signed.unsigned_size, signed_at=clock.real_now(),
        )  # fmt: skip
        record_many(facts=[_fact(document)], at=now, actor=actor)
    return document


def _store(place: str, content: bytes) -> None:
    """Write a file whole or not at all; a file of this name holds this content already."""
    path: Path = home().files / place
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.new")
    draft.write_bytes(content)
    draft.replace(path)


def _fact(document: Document) -> NewFact:
    return NewFact(
        document.court_id,
        f"case:{document.case_id}",
        "document.issued",
        {
            "document": str(document.id),
            "kind": document.kind,
            "number": document.number,
            "recipient": str(document.recipient_id),
            "sha256": document.sha256,
            "pages": document.pages,
        },
    )


def cases_waiting_for_notices(*, limit: int, resting: Collection[UUID] = ()) -> list[UUID]:
    """Open cases whose notice clock runs, that no other worker holds and that do not rest after a failure; nearest end first."""
    return list(
        CaseClock.objects.filter(kind=LimitKind.NOTICE.value, done_on=None, case__status="open")
        .exclude(case_id__in=resting)
        .order_by("due_on", "id")
        .select_for_update(skip_locked=True, of=("self",))
        .values_list("case_id", flat=True)[:limit]
    )
