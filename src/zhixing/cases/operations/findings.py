"""What persons state for the dossier of a 终本. A statement is a row; taking it back is another."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, DossierFinding, Party, PartyRole
from zhixing.cases.rules.findings import About, FindingRefused, check_finding
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor


def state_finding(
    *,
    case_id: UUID,
    about: About,
    words: str,
    on: date,
    now: datetime,
    actor: Actor,
    party_id: UUID | None = None,
    asset_id: UUID | None = None,
    answers_id: UUID | None = None,
    holds: bool = True,
    document_id: UUID | None = None,
    document_number: str = "",
) -> DossierFinding:
    """State what was found, checked, heard or approved on a day; with `holds` False take it back.

    Only a vice president approves in the president's place. Raises FindingRefused, NotAllowed.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)
        actor.require(case.court_id, *about.kind.roles)
        check_finding(
            about, words=words, has_party=party_id is not None, has_asset=asset_id is not None,
            has_answered=answers_id is not None,
        )  # fmt: skip
        if not case.filed_on <= on <= clock.local_date(now):
            raise FindingRefused("日期应当在立案之日以后、今天以前。")
        debtors = Party.objects.filter(case=case, role=PartyRole.DEBTOR.value)
        if party_id is not None and not debtors.filter(pk=party_id).exists():
            raise FindingRefused("只能就本案被执行人说明。")
        answered = about.kind.answers
        known = DossierFinding.objects.filter(case=case, about=answered.value if answered else "")
        if answers_id is not None and not known.filter(pk=answers_id).exists():
            raise FindingRefused("所针对的记录不在本案。")
        row = DossierFinding.objects.create(
            court_id=case.court_id, case=case, about=about.value, party_id=party_id, asset_id=asset_id,
            answers_id=answers_id, holds=holds, on=on, words=words.strip()[:500], document_id=document_id,
            document_number=document_number, by_name=actor.name[:60], by_user_id=actor.user_id, at=now,
        )  # fmt: skip
        record(
            court_id=case.court_id, subject=f"case:{case.pk}", kind="finding.stated", at=now, actor=actor,
            body={
                "finding": str(row.pk), "about": about.value, "holds": holds, "on": on.isoformat(),
                "party": str(party_id or ""), "asset": str(asset_id or ""), "number": document_number,
            },
        )  # fmt: skip
        return row
