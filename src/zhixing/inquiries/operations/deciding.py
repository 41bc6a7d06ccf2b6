"""What only people decide: whether a conflicting row is the debtor's, and who may look at a spouse."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, CaseStatus, Party, PartyRole
from zhixing.cases.personal import keys
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import (
    Asset,
    IdentityConflict,
    ReadReply,
    SpouseLead,
    SpouseLook,
)
from zhixing.inquiries.operations.reading import store_decided_row
from zhixing.inquiries.queries.assets import ConflictNotFound
from zhixing.inquiries.rules.identity import ConflictState
from zhixing.inquiries.wire.messages import Row
from zhixing.inquiries.wire.shapes import read_part

DECIDERS = (Role.OFFICER, Role.BUREAU_CHIEF)
LOOKERS = (Role.OFFICER, Role.BUREAU_CHIEF)
REASON_MIN, REASON_MAX = 4, 300


class DecisionRefused(ValueError):
    """The decision cannot be taken; the message says what is missing."""


class LookRefused(ValueError):
    """The lead is not opened; the message says what is missing."""


def _reason(text: str, error: type[ValueError]) -> str:
    reason = text.strip()[:REASON_MAX]
    if len(reason) < REASON_MIN:
        raise error("请写明理由（至少四个字）。")
    return reason


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed("此操作须由本院人员办理。")
    return actor.user_id


def _locked(conflict_id: UUID) -> IdentityConflict:
    conflict = IdentityConflict.objects.select_for_update(of=("self",)).filter(pk=conflict_id).first()
    if conflict is None:
        raise ConflictNotFound("没有这项身份冲突，或者它不在您可以查看的法院。")
    return conflict


def propose_decision(
    *, conflict_id: UUID, is_ours: bool, reason: str, now: datetime, actor: Actor
) -> IdentityConflict:
    """Say whether the row is the debtor's, with a reason; it counts when a second person agrees.

    Raises ConflictNotFound, DecisionRefused, NotAllowed.
    """
    with transaction.atomic():
        conflict = _locked(conflict_id)
        actor.require(conflict.court_id, *DECIDERS)
        person = _person(actor)
        if conflict.state != ConflictState.OPEN:
            raise DecisionRefused("这项冲突已有人提出处理意见，请刷新后查看。")
        conflict.state, conflict.is_ours = ConflictState.PROPOSED.value, is_ours
        conflict.reason, conflict.proposed_by_id, conflict.proposed_at = (
            _reason(reason, DecisionRefused), person, now,
        )  # fmt: skip
        conflict.save()
        _tell(conflict, "identity.decision_proposed", now, actor)
    return conflict


def confirm_decision(*, conflict_id: UUID, agrees: bool, now: datetime, actor: Actor) -> IdentityConflict:
    """A second person agrees, and the row becomes the debtor's asset or stays apart for good; or sends it back to open.

    Raises ConflictNotFound, DecisionRefused (the same person, or nothing proposed), NotAllowed.
    """
    with transaction.atomic():
        conflict = _locked(conflict_id)
        actor.require(conflict.court_id, *DECIDERS)
        person = _person(actor)
        if conflict.state != ConflictState.PROPOSED:
            raise DecisionRefused("这项冲突还没有处理意见，或者已经处理完毕。")
        if conflict.proposed_by_id == person:
            raise DecisionRefused("处理意见须由另一人复核。")
        if not agrees:
            body = {"conflict": str(conflict.id), "unit": conflict.unit_code, "row": conflict.row_ref}
            conflict.state, conflict.is_ours, conflict.reason = ConflictState.OPEN.value, None, ""
            conflict.proposed_by_id = conflict.proposed_at = None
            conflict.save()
            record(court_id=conflict.court_id, subject=f"case:{conflict.case_id}", kind="identity.decision_returned",
                   at=now, actor=actor, body=body)  # fmt: skip
            return conflict
        conflict.decided_by_id, conflict.decided_at = person, now
        conflict.state = (ConflictState.OURS if conflict.is_ours else ConflictState.APART).value
        if conflict.is_ours:
            conflict.asset = _take_in(conflict, now, actor)
        conflict.save()
        _tell(conflict, "identity.decided", now, actor)
    return conflict


def _take_in(conflict: IdentityConflict, now: datetime, actor: Actor) -> Asset | None:
    """The row as the debtor's asset, as it would have been had both agreed; None for a marriage, which is a lead."""
    text = unseal(keys(), conflict.row_sealed, purpose=Purpose.INQUIRY)
    row = read_part(Row, json.loads(text), "row")
    party = Party.objects.get(pk=conflict.party_id)
    reply = ReadReply.objects.get(pk=conflict.reply_id)
    asset_id = store_decided_row(
        row=row, party=party, reply=reply, unit_name=conflict.unit_name, now=now, actor=actor
    )
    return Asset.objects.get(pk=asset_id) if asset_id else None


def _tell(conflict: IdentityConflict, kind: str, now: datetime, actor: Actor) -> None:
    record(
        court_id=conflict.court_id, subject=f"case:{conflict.case_id}", kind=kind, at=now, actor=actor,
        body={
            "conflict": str(conflict.id), "unit": conflict.unit_code, "row": conflict.row_ref, "ours": bool(conflict.is_ours),
            "reason": conflict.reason, "ground": conflict.ground,
        },
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenedSpouse:
    """A lead in full, for the one who gave a reason."""

    name: str
    id_number: str
    status: str
    has_ended: bool
    since: str
    unit_name: str
    as_of: date


def look_at_spouse(*, lead_id: UUID, case_id: UUID, reason: str, now: datetime, actor: Actor) -> OpenedSpouse:
    """Open a spouse lead in an open case of the debtor. Every look is a row and a fact with its reason.

    A spouse is no debtor: the lead may be followed up by a person and never becomes an asset or a control. Raises
    LookRefused, NotAllowed.
    """
    with transaction.atomic():
        lead = SpouseLead.objects.filter(pk=lead_id).first()
        case = Case.objects.filter(pk=case_id).first()
        if lead is None or case is None or case.court_id != lead.court_id:
            raise LookRefused("没有这条线索，或者它不在您可以查看的法院。")
        actor.require(lead.court_id, *LOOKERS)
        person = _person(actor)
        if case.status != CaseStatus.OPEN.value:
            raise LookRefused("案件已结，不能查看配偶线索。")
        of_case = Party.objects.filter(
            case=case, role=PartyRole.DEBTOR.value, id_index=bytes(lead.person_index)
        )
        if not of_case.exists():
            raise LookRefused("这条线索不属于本案被执行人。")
        given = _reason(reason, LookRefused)
        SpouseLook.objects.create(
            court_id=lead.court_id, lead=lead, case=case, user_id=person, reason=given, at=now
        )
        record(court_id=lead.court_id, subject=f"case:{case.id}", kind="spouse_lead.viewed", at=now, actor=actor,
               body={"lead": str(lead.id), "reason": given})  # fmt: skip
        content = json.loads(unseal(keys(), lead.content_sealed, purpose=Purpose.INQUIRY))
    return OpenedSpouse(
        content["name"], content["id_number"], content["status"], bool(content["has_ended"]), content["since"],
        lead.unit_name, lead.as_of,
    )  # fmt: skip
