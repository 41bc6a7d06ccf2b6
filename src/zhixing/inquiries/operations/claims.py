"""The fast lane of a person whom a control hits wrongly: recorded by anybody on duty, decided by two within 24 hours.

A farmer was frozen for eleven months because he bears a debtor's name. So the claim finds the orders concerned by itself,
the release lies drafted from the first minute, and the clock runs in hours for everybody to see.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from zhixing.cases.personal import index_of_id, keys, sealed_id, sealed_phone
from zhixing.documents.operations import ControlAct, IssuedAct, issue_control_documents
from zhixing.documents.rules.control_rulings import RulingAction, RulingAsset
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import NewFact, record, record_many
from zhixing.foundation.identifiers import read_identifier
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.keys import uuid7
from zhixing.foundation.names import mask_account
from zhixing.foundation.personal_data import Purpose, seal, unseal
from zhixing.inquiries.models import ClaimedOrder, ControlOrder, WrongPersonClaim
from zhixing.inquiries.operations.controls import NewControl, order_controls
from zhixing.inquiries.operations.identifiers import indexes_of_identifier
from zhixing.inquiries.queries.controls import OrderState, orders_by_id
from zhixing.inquiries.rules.controls import CLAIM_UNDER_WAY, ClaimGround, ClaimState, Standing, claim_due
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.envelopes import sha256
from zhixing.inquiries.wire.messages import Action

RECORDERS = (
    Role.DUTY_OFFICER, Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT,
)  # fmt: skip
PROPOSERS = (Role.DUTY_OFFICER, Role.OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
APPROVERS = (Role.OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
EVIDENCE_MAX = 20 * 2**20
_FILES = {".pdf": b"%PDF", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".png": b"\x89PNG"}
_HOLDING = (Action.FREEZE.value, Action.WAIT.value)
_PAID = (Action.DEDUCT.value, Action.EXTRACT_INCOME.value, Action.FREEZE_AND_DEDUCT.value)
ORDERS_SHOWN = 200


class ClaimRefused(ValueError):
    """The claim cannot be taken or decided so; the message says what is missing."""


class ClaimNotFound(LookupError):
    """No such claim, or it is in a court that may not be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClaim:
    """What the affected person says: who they are, which account or asset, where, why; with a file that shows it."""

    name: str
    id_number: str
    account: str
    words: str
    evidence_name: str
    evidence: bytes
    unit_name: str = ""
    phone: str = ""


def record_claim(*, court: Court, claim: NewClaim, now: datetime, actor: Actor) -> WrongPersonClaim:
    """Take a claim: the clock of 24 hours starts, the orders concerned are found and their release is drafted.

    Raises ClaimRefused, BadIdentifier, NotAllowed.
    """
    actor.require(court.pk, *RECORDERS)
    _check(claim)
    number = read_identifier(claim.id_number).number
    sealed, index, masked = sealed_id(number)
    phone = sealed_phone(claim.phone.strip()) if claim.phone.strip() else None
    with transaction.atomic():
        key = uuid7()
        place = default_storage.save(
            f"inquiries/claims/{key}{PurePath(claim.evidence_name).suffix.lower()}",
            ContentFile(claim.evidence),
        )
        row = WrongPersonClaim.objects.create(
            id=key, court=court, claimant_name=claim.name.strip()[:120], claimant_id_sealed=sealed,
            claimant_id_index=index, claimant_id_masked=masked, phone_sealed=phone[0] if phone else None,
            phone_masked=phone[2] if phone else "", account_sealed=seal(keys(), claim.account.strip(), purpose=Purpose.ACCOUNT),
            account_masked=mask_account(claim.account.strip())[:200], unit_name=claim.unit_name.strip()[:100],
            words=claim.words.strip()[:500], evidence_file=place, evidence_name=PurePath(claim.evidence_name).name[:160],
            evidence_sha256=sha256(claim.evidence), received_at=now, due_at=claim_due(now), recorded_by_id=actor.user_id,
            recorded_by_name=actor.name[:60],
        )  # fmt: skip
        lines = _concerned(court.pk, claim.account, index_of_id(number))
        insert_rows(
            [
                ClaimedOrder(
                    id=uuid7(), court_id=court.pk, claim=row, order_id=state.order.order_id, ground=ground.value,
                    is_chosen=state.order.action.value not in _PAID, release=None,
                )
                for state, ground in lines
            ]
        )  # fmt: skip
        body = {
            "account": row.account_masked,
            "orders": len(lines),
            "due_at": row.due_at.isoformat(),
            "evidence": row.evidence_sha256,
        }
        facts = [NewFact(court.pk, f"claim:{row.id}", "claim.recorded", body)]
        facts += [
            NewFact(court.pk, f"case:{case_id}", "claim.recorded", {"claim": str(row.id), "orders": [
                state.order.number for state, _ in lines if state.order.case_id == case_id]})
            for case_id in dict.fromkeys(state.order.case_id for state, _ in lines)
        ]  # fmt: skip
        record_many(facts=facts, at=now, actor=actor)
    return row


def _check(claim: NewClaim) -> None:
    if len(claim.name.strip()) < 2:
        raise ClaimRefused("请填写申诉人姓名或名称。")
    if len(claim.account.strip()) < 4:
        raise ClaimRefused("请填写被冻结的账号、权证号或号牌。")
    if len(claim.words.strip()) < 4:
        raise ClaimRefused("请写明申诉人的说法（至少四个字）。")
    head = _FILES.get(PurePath(claim.evidence_name).suffix.lower())
    if head is None or not claim.evidence.startswith(head) or len(claim.evidence) > EVIDENCE_MAX:
        raise ClaimRefused("请附证据（身份证、存折等的扫描件：PDF、JPG 或 PNG，不超过 20 MB）。")


def _concerned(court_id: int, account: str, person: bytes) -> list[tuple[OrderState, ClaimGround]]:
    """Orders that stand, may stand or took money: on the account as written, or in the name of this ID number."""
    indexes = indexes_of_identifier(account)
    rows = ControlOrder.objects.filter(court_id=court_id).filter(
        Q(identifier_index__in=indexes) | Q(request__subject_index=person)
    )
    # A renewal goes on with the control it names, unless that one was made on paper.
    rows = rows.filter(Q(action__in=(*_HOLDING, *_PAID)) | Q(action=Action.RENEW.value, original_number=""))
    found = []
    states = orders_by_id(list(rows.order_by("-ordered_at").values_list("pk", flat=True)[:ORDERS_SHOWN]))
    gone = released_numbers([state.order.number for state in states])
    for state in states:
        if state.standing in (Standing.NOT_CONTROLLED, Standing.WITHHELD) or state.order.number in gone:
            continue
        ground = ClaimGround.ACCOUNT if state.order.identifier_index in indexes else ClaimGround.ID_NUMBER
        found.append((state, ground))
    return found


def released_numbers(numbers: Collection[str]) -> set[str]:
    """Those of the orders, by number, that a holder has confirmed to have let go of."""
    rows = ControlOrder.objects.filter(
        original_number__in=list(numbers), action__in=(Action.RELEASE.value, Action.RELEASE_WAITING.value),
        receipts__result="controlled",
    )  # fmt: skip
    return set(rows.values_list("original_number", flat=True))


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed("此操作须由本院人员办理。")
    return actor.user_id


def _locked(claim_id: UUID) -> WrongPersonClaim:
    claim = WrongPersonClaim.objects.select_for_update(of=("self",)).filter(pk=claim_id).first()
    if claim is None:
        raise ClaimNotFound("没有这项申诉，或者它不在您可以查看的法院。")
    return claim


def propose_outcome(
    *, claim_id: UUID, releases: bool, order_ids: Sequence[UUID], reason: str, now: datetime, actor: Actor
) -> WrongPersonClaim:
    """Say that the orders named are to be released, or that the claim is refused, with the reason; a second person decides.

    Raises ClaimNotFound, ClaimRefused, NotAllowed.
    """
    with transaction.atomic():
        claim = _locked(claim_id)
        actor.require(claim.court_id, *PROPOSERS)
        person = _person(actor)
        if claim.state != ClaimState.OPEN.value:
            raise ClaimRefused("这项申诉已有处理意见，请刷新后查看。")
        if len(reason.strip()) < 4:
            raise ClaimRefused("请写明理由（至少四个字）。")
        lines = list(ClaimedOrder.objects.select_related("order").filter(claim=claim))
        chosen = {line.order_id for line in lines if line.order_id in set(order_ids)} if releases else set()
        releasable = {line.order_id for line in lines if line.order.action not in _PAID}
        if releases and releasable and not chosen:
            raise ClaimRefused("请选择要解除的措施。")
        if chosen - releasable:
            raise ClaimRefused("已扣划的款项不能以解除退还，请另行办理退款。")
        for line in lines:
            line.is_chosen = line.order_id in chosen
            line.save(update_fields=["is_chosen"])
        claim.state, claim.releases, claim.reason = ClaimState.PROPOSED.value, releases, reason.strip()[:300]
        claim.proposed_by_id, claim.proposed_at = person, now
        claim.save()
        record(
            court_id=claim.court_id, subject=f"claim:{claim.id}", kind="claim.proposed", at=now, actor=actor,
            body={"releases": releases, "orders": len(chosen), "reason": claim.reason},
        )  # fmt: skip
    return claim


def decide_claim(*, claim_id: UUID, agrees: bool, now: datetime, actor: Actor) -> WrongPersonClaim:
    """A second person agrees: the releases go out with ruling and notices, or the claim is refused; or sends it back.

    Raises ClaimNotFound, ClaimRefused (the same person, nothing proposed), ControlRefused, DocumentRefused, NotAllowed.
    """
    with transaction.atomic():
        claim = _locked(claim_id)
        actor.require(claim.court_id, *APPROVERS)
        person = _person(actor)
        if claim.state != ClaimState.PROPOSED.value:
            raise ClaimRefused("这项申诉还没有处理意见，或者已经处理完毕。")
        if claim.proposed_by_id == person:
            raise ClaimRefused("处理意见须由另一人复核。")
        if not agrees:
            claim.state, claim.releases, claim.reason = ClaimState.OPEN.value, None, ""
            claim.proposed_by_id = claim.proposed_at = None
            claim.save()
            _tell(claim, "claim.returned", now, actor)
            return claim
        claim.decided_by_id, claim.decided_at = person, now
        if claim.releases:
            _release(claim, now, actor)
        else:
            claim.state, claim.ended_at = ClaimState.REFUSED.value, now
        claim.save()
        _tell(claim, f"claim.{claim.state}", now, actor)
    return claim


def _tell(claim: WrongPersonClaim, kind: str, now: datetime, actor: Actor) -> None:
    body = {"reason": claim.reason, "within_time": now <= claim.due_at}
    record(court_id=claim.court_id, subject=f"claim:{claim.id}", kind=kind, at=now, actor=actor, body=body)


def _release(claim: WrongPersonClaim, now: datetime, actor: Actor) -> None:
    """Order the releases of what was chosen. What was controlled on paper only was released on paper: nothing to order."""
    lines = list(
        ClaimedOrder.objects.select_related(
            "order__request", "order__unit", "order__party", "order__case", "order__ruling"
        ).filter(claim=claim, is_chosen=True).order_by("order__case_id", "id")
    )  # fmt: skip
    if not lines:
        claim.state, claim.ended_at = ClaimState.RELEASED.value, now
        return
    cases = list(dict.fromkeys(line.order.case_id for line in lines))
    mine = {case_id: [line.order for line in lines if line.order.case_id == case_id] for case_id in cases}
    acts = [
        ControlAct(
            case_id, RulingAction.RELEASE, tuple(_asset(order) for order in mine[case_id]), _finding(claim)
        )
        for case_id in cases
    ]
    issued = dict(zip(cases, issue_control_documents(acts=acts, now=now, actor=actor), strict=True))
    wanted = [_new_release(claim, line.order, issued[line.order.case_id]) for line in lines]
    ordered = order_controls(court_id=claim.court_id, orders=wanted, now=now, actor=actor)
    for line, made in zip(lines, ordered, strict=True):
        line.release_id = made.order_id
        line.save(update_fields=["release"])
    claim.state = ClaimState.RELEASING.value


def _finding(claim: WrongPersonClaim) -> str:
    return (
        f"案外人{claim.claimant_name}提出，被采取措施的财产为其所有，并提交了证据。经审查，{claim.reason}。"
        "该财产不属于被执行人，依法应予解除。"
    )


def _asset(order: ControlOrder) -> RulingAsset:
    return RulingAsset(
        unit_name=order.unit.name, debtor_name=order.party.name, kind_label=AssetKind(order.asset_kind).label,
        identifier=unseal(keys(), order.identifier_sealed, purpose=Purpose.ACCOUNT), original=order.ruling.number,
    )  # fmt: skip


def _new_release(claim: WrongPersonClaim, order: ControlOrder, issued: IssuedAct) -> NewControl:
    last = order.receipts.order_by("-place").first()
    waits = order.action == Action.WAIT.value and last is not None and bool(last.place_in_waiting)
    return NewControl(
        key=f"claim:{claim.id}:{order.id}", action=Action.RELEASE_WAITING if waits else Action.RELEASE, case_id=order.case_id,
        party_id=order.party_id, unit_id=order.unit_id, asset_kind=AssetKind(order.asset_kind),
        identifier=unseal(keys(), order.identifier_sealed, purpose=Purpose.ACCOUNT), asset_id=order.asset_id,
        ruling_id=issued.ruling.id, notice_id=issued.notices[order.unit.name].id, original_number=order.request.number,
        original_case_number=order.case.number, measure_id=order.measure_id, purpose="案外人财产，予以解除",
    )  # fmt: skip


def note_late_claims(*, now: datetime, limit: int, actor: Actor) -> int:
    """Say once of each claim that its hours are over and nobody is released or answered yet; how many."""
    with transaction.atomic():
        rows = WrongPersonClaim.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            state__in=[state.value for state in CLAIM_UNDER_WAY], due_at__lt=now, lateness_noted=False
        )
        late = list(rows.order_by("due_at")[:limit])
        facts = [
            NewFact(
                row.court_id,
                f"claim:{row.id}",
                "claim.late",
                {"due_at": row.due_at.isoformat(), "state": row.state},
            )
            for row in late
        ]
        if facts:
            WrongPersonClaim.objects.filter(pk__in=[row.pk for row in late]).update(lateness_noted=True)
            record_many(facts=facts, at=now, actor=actor)
    return len(late)
