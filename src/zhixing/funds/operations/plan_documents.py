"""An approved distribution as a document: numbered, sealed, stored, the same for everyone who is served."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case
from zhixing.documents.models import Document
from zhixing.documents.operations import issue_distribution_plan
from zhixing.documents.rules.contexts import IssuingCourt
from zhixing.documents.rules.distribution_plan import DistributionPlan, MoneyRow, ShareRow
from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.operations.distributing import DRAFTERS, DistributionRefused, open_distribution
from zhixing.funds.queries.distributions import ClaimView, DistributionView, ResultLine, distribution_view
from zhixing.funds.rules.distributions import Basis, Stage
from zhixing.funds.rules.set_off import ARTICLE
from zhixing.law.articles import NoArticle, cite

_BASIS_SUBJECTS = {
    Basis.PARTICIPATION: ("distribution.participation", "distribution.pro_rata", "distribution.plan"),
    Basis.ENTERPRISE: ("distribution.enterprise_order", "distribution.several_titles"),
    Basis.CRIMINAL: ("distribution.criminal",),
    Basis.ONE_TITLE: ("distribution.several_titles",),
}
_BASIS_WORDS = {
    Basis.PARTICIPATION: "被执行人的财产不能清偿所有债权，多个债权人申请参与分配",
    Basis.ENTERPRISE: "多个债权人对同一被执行人申请执行，被执行人系企业法人",
    Basis.CRIMINAL: "被执行人同时承担刑事责任、民事责任，财产不足以支付",
    Basis.ONE_TITLE: "同一执行依据确定的债权人有数人，财产不足以清偿全部债务",
    Basis.ONE_CREDITOR: "被执行人对同一债权人负担数项债务，给付不足以清偿全部债务",
}


def issue_plan_document(*, distribution_id: UUID, now: datetime, actor: Actor) -> Document:
    """Issue an approved distribution once. Raises DistributionRefused, and what documents raise when they cannot be set."""
    with transaction.atomic():
        row = open_distribution(distribution_id=distribution_id, stages=[Stage.APPROVED, Stage.PAYING])
        if row.document_id is not None:
            raise DistributionRefused("分配方案的文书已经制作。")
        actor.require(row.court_id, *DRAFTERS, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
        view = distribution_view(distribution_id)
        case = Case.objects.select_related("court").get(pk=row.case_id)
        document = issue_distribution_plan(
            case_id=row.case_id, recipient_id=row.debtor_id, plan=_plan(view, case, now), now=now, actor=actor
        )
        row.document = document
        row.save(update_fields=["document"])
        return document


def _plan(view: DistributionView, case: Case, now: datetime) -> DistributionPlan:
    on = local_date(now)
    claims = {claim.id: claim for claim in view.claims}
    basis = view.terms.basis
    return DistributionPlan(
        court=IssuingCourt(case.court.name, case.court.address, case.officer_name or "执行局", case.court.phone),
        document_number="",
        case_number=view.case_number,
        debtor=view.debtor,
        creditors=tuple(name for name in view.recipients if name != view.debtor),
        basis=_BASIS_WORDS[basis],
        basis_articles=_cited(_BASIS_SUBJECTS.get(basis, ()), on) or (ARTICLE,),
        facts=view.terms.facts_text,
        on=view.terms.on,
        money=tuple(MoneyRow(one.arrived_on, one.payer, one.fen) for one in view.receipts),
        shares=tuple(
            ShareRow(
                line.creditor, _ground(line, claims), line.band, line.claim_fen, line.paid_fen,
                ratio_text(line.paid_fen, line.claim_fen), line.article, line.reason,
            )
            for line in view.lines
        ),
        excess_fen=view.pool_fen - sum(line.paid_fen for line in view.lines),
        objection=_cited(("distribution.plan", "distribution.objection"), on) if basis.is_served else (),
        issued_on=on,
        amends=view.amends is not None,
    )  # fmt: skip


def _ground(line: ResultLine, claims: Mapping[UUID, ClaimView]) -> str:
    claim = claims.get(line.claimant_id) if line.claimant_id else None
    return (claim.case_number or claim.title_number) if claim else ""


def _cited(subjects: Sequence[str], on: date) -> tuple[str, ...]:
    found = []
    for subject in subjects:
        try:
            found.append(cite(subject, on).citation_in_document)
        except NoArticle:
            continue
    return tuple(dict.fromkeys(found))


def ratio_text(paid_fen: int, claim_fen: int) -> str:
    """The share of a claim that is paid, two decimals, never rounded up."""
    hundredths = paid_fen * 10_000 // claim_fen if claim_fen else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
