"""终本 by its dossier: the applicant is written to, the ruling is issued, the enforcement is ended."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases import operations as cases
from zhixing.cases.models import Case, Ending, Party, PartyRole
from zhixing.cases.rules.endings import CannotEnd
from zhixing.cases.rules.findings import About
from zhixing.documents.operations import Wish, issue_draft
from zhixing.documents.operations.controls import IssuedFile
from zhixing.documents.rules.endings import InterviewFacts, SuspensionFacts
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7
from zhixing.robot.queries.dossiers import dossier_of_case
from zhixing.robot.rules.dossiers import CaseDossier, assets_in_words, heard_in_words, measures_in_words

ANSWER_DAYS = 7


@dataclass(frozen=True, slots=True)
class Suspended:
    """What came of it: the ruling and the ending."""

    ruling: IssuedFile
    ending: Ending


def _dossier(case_id: UUID, now: datetime) -> CaseDossier:
    found = dossier_of_case(case_id, local_date(now))
    if found is None:
        raise CannotEnd("没有这个案件，或者它不在您可以查看的法院。")
    return found


def interview_facts(dossier: CaseDossier) -> InterviewFacts:
    """What the applicant is told before 终本: only what the dossier shows."""
    return InterviewFacts(measures_in_words(dossier) or "尚未采取措施", assets_in_words(dossier), ANSWER_DAYS)


def ruling_facts(dossier: CaseDossier) -> SuspensionFacts:
    """What the ruling says of the measures, the assets and the applicant's answer. Raises CannotEnd before an interview."""
    heard = heard_in_words(dossier)
    if not heard:
        raise CannotEnd("还没有约谈申请执行人，裁定书不能写明其意见。")
    return SuspensionFacts(
        measures_in_words(dossier), assets_in_words(dossier), heard,
        has_no_assets=all(asset.disposed for asset in dossier.file.assets),
    )  # fmt: skip


def write_to_applicants(*, case_id: UUID, now: datetime, actor: Actor) -> list[IssuedFile]:
    """Issue to every applicant what is intended and on what ground, so that they are heard (法〔2016〕373号 第5条)."""
    facts = interview_facts(_dossier(case_id, now))
    people = Party.objects.filter(case_id=case_id, role=PartyRole.APPLICANT.value).order_by("position")
    with transaction.atomic():
        return [
            issue_draft(
                wish=Wish(uuid7(), case_id, DocumentKind.SUSPENSION_INTERVIEW, facts, to_id=party.pk),
                now=now,
                actor=actor,
            )
            for party in people
        ]


def suspend(
    *, case_id: UUID, now: datetime, actor: Actor, document_id: UUID | None = None, document_number: str = ""
) -> Suspended:  # fmt: skip
    """End the enforcement for want of assets: the ruling is issued and the case ended in one transaction, or neither.

    A ruling that was issued before (`document_id`) is not issued again. Raises CannotEnd with what is missing.
    """
    with transaction.atomic():
        # one who waits for another's ending finds the case closed before anything is issued
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        if case.status != "open":
            raise cases.CaseNotOpen(f"{case.number} 已于 {case.concluded_on} 结案。")
        dossier = _dossier(case_id, now)
        if not dossier.is_ready:
            missing = "；".join(
                f"{one.condition.title}：{one.condition.reason.rstrip('。')}"
                for one in dossier.binding
                if not one.condition.met
            )
            raise CannotEnd(f"尚不符合终结本次执行程序的条件。{missing}。")
        ruling = IssuedFile(document_id, document_number, "", "") if document_id else issue_draft(
            wish=Wish(uuid7(), case_id, DocumentKind.SUSPENSION_RULING, ruling_facts(dossier)), now=now, actor=actor
        )  # fmt: skip
        ending = cases.suspend_for_want_of_assets(
            case_id=case_id, dossier=dossier.file, evidence=dossier.evidence_json(), on=local_date(now), now=now,
            actor=actor, document_id=ruling.id, document_number=ruling.number,
        )  # fmt: skip
        return Suspended(ruling, ending)


def state_for_dossier(
    *, case_id: UUID, about: About, words: str, now: datetime, actor: Actor, on: date | None = None,
    party_id: UUID | None = None, asset_id: UUID | None = None, answers_id: UUID | None = None, holds: bool = True,
) -> None:  # fmt: skip
    """State something for the dossier; an asset must be one of the case's debtors. Raises FindingRefused, NotAllowed."""
    if asset_id is not None:
        known = {asset.id for asset in _dossier(case_id, now).sources.assets}
        if asset_id not in known:
            raise CannotEnd("该财产不属于本案被执行人，请重新选择。")
    cases.state_finding(
        case_id=case_id, about=about, words=words, on=on or local_date(now), now=now, actor=actor, party_id=party_id,
        asset_id=asset_id, answers_id=answers_id, holds=holds,
    )  # fmt: skip
