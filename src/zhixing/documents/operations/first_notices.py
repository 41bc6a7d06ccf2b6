"""The first notices of a case: issued once, numbered, set, stored, recorded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases import operations as cases
from zhixing.cases.models import Case, CaseClock, CourtAccount, Party, PartyRole
from zhixing.cases.queries import debts_as_of
from zhixing.cases.rules.debt import DebtStatement
from zhixing.documents.models import Document
from zhixing.documents.operations.issuing import NewDocument, Numbered, seal_and_store
from zhixing.documents.operations.papers import accounts_of, made_by, parties_of
from zhixing.documents.operations.written import CourtWordings
from zhixing.documents.rules.contexts import Context, DocumentKind, IssuingCourt, PaymentAccount
from zhixing.documents.rules.first_notices import Draft, NoticeCase, NoticeParty, first_notices
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
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

    They are sealed and stored as every document is. Nobody else issues them: the robot hands them to delivery once they
    are there. Raises CourtAccountMissing before anything is issued, SealingFailed.
    """
    found = (
        Case.objects.select_for_update(of=("self",)).select_related("court", "title").filter(pk__in=case_ids)
    )
    open_cases = [case for case in found.order_by("id") if not _has_first_notices(case)]
    if not open_cases:
        return Issued(0, 0)
    accounts = _accounts({case.court_id: case.court for case in open_cases})
    parties = parties_of([case.id for case in open_cases])
    on = clock.local_date(now)
    debts = debts_as_of([case.id for case in open_cases], on)
    drafts = [
        (case, draft)
        for case in open_cases
        for draft in first_notices(
            _notice_case(case, parties[case.id], accounts[case.court_id], debts[case.id]), on=on
        )
    ]
    words = CourtWordings({case.court_id for case in open_cases}, on)
    made = [_new_document(case, draft, on, words) for case, draft in drafts]
    with transaction.atomic():
        documents = seal_and_store(made, now=now, actor=actor)
        cases.stop_clocks(case_ids=[case.id for case in open_cases], kinds=NOTICE_CLOCKS, on=on)
        record_many(facts=[_told(case, documents) for case in open_cases], at=now, actor=actor)
    return Issued(len(open_cases), len(documents))


def _has_first_notices(case: Case) -> bool:
    return Document.objects.filter(case=case, kind__in=FIRST_NOTICES).exists()


def _accounts(courts: dict[int, Court]) -> dict[int, CourtAccount]:
    accounts = accounts_of(courts)
    for court_id, court in courts.items():
        if court_id not in accounts:
            raise CourtAccountMissing(
                f"{court.short_name}尚未登记案款专户的开户行和账号，登记后再制作通知书。"
            )
    return accounts


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
        title_made_by=made_by(title.number),
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


def _new_document(case: Case, draft: Draft, on: date, words: CourtWordings) -> NewDocument:
    context: Context = draft.context
    made = words.write_made(context.kind, context, court_id=case.court_id)
    return NewDocument(
        case=case, kind=context.kind, number=Numbered(draft.nth, context.document_number), issued_on=on,
        blocks=made.blocks, recipient_id=UUID(draft.recipient_key), marked=made.marked, wordings=made.wordings,
    )  # fmt: skip


def _told(case: Case, documents: Sequence[Document]) -> NewFact:
    """That a case has its first notices: whoever goes on from them is woken by it."""
    count = sum(document.case_id == case.pk for document in documents)
    return NewFact(case.court_id, f"case:{case.pk}", "notices.issued", {"documents": count})


def cases_waiting_for_notices(*, limit: int, resting: Collection[UUID] = ()) -> list[UUID]:
    """Open cases whose notice clock runs, that no other worker holds and that do not rest after a failure; nearest end first."""
    return list(
        CaseClock.objects.filter(kind=LimitKind.NOTICE.value, done_on=None, case__status="open")
        .exclude(case_id__in=resting)
        .order_by("due_on", "id")
        .select_for_update(skip_locked=True, of=("self",))
        .values_list("case_id", flat=True)[:limit]
    )
