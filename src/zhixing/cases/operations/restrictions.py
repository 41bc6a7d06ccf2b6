"""Restrictions: decided, published, ended by a cause, lifted. Each step is a row and a fact."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import (
    Case,
    CaseStatus,
    ClosingKind,
    Party,
    PartyRole,
    Restriction,
    RestrictionEvent,
)
from zhixing.cases.queries.chains import cases_before
from zhixing.cases.rules.restrictions import EndCause, Lifting, RestrictionKind, lifting
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.law.restrictions import Duty, restrict_consumption
from zhixing.law.sanctions import Ground, ListingFacts, listing_term, may_list

DECIDERS = (Role.OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
LISTED = RestrictionKind.DEFAULTER.value


class RestrictionRefused(ValueError):
    """The restriction may not be taken, published or lifted so; the message says why."""


def restrict(
    *,
    case_id: UUID,
    party_id: UUID,
    kind: RestrictionKind,
    reason: str,
    on: date,
    now: datetime,
    actor: Actor,
    grounds: Collection[Ground] = (),
    facts: ListingFacts | None = None,
    extra_years: int = 0,
    violent: bool = False,
    notice_period_ended_on: date | None = None,
    persons: Sequence[str] = (),
    document_id: UUID | None = None,
    document_number: str = "",
) -> Restriction:
    """Restrict a debtor: an order of restricted consumption, an entry on the list, a ban on leaving the country.

    A listing needs grounds that the law leaves standing; consumption needs that the notice's period has ended, or a listing.
    One restriction of a kind stands for a debtor at a time. Raises RestrictionRefused, SanctionNotAllowed, NotAllowed.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)
        actor.require(case.court_id, *DECIDERS)
        party = _debtor(case, party_id)
        if case.status != CaseStatus.OPEN.value and not _still_enforced(case):
            raise RestrictionRefused(
                f"{case.number} 已{ClosingKind(case.closing_kind).label}，不得再{kind.label}。"
            )
        if len(reason.strip()) < 4:
            raise RestrictionRefused("请写明采取措施的理由（至少四个字）。")
        if Restriction.objects.filter(party=party, kind=kind.value, lifted_on=None).exists():
            raise RestrictionRefused(f"该被执行人已在{kind.label}中，不得重复采取。")
        ends_on: date | None = None
        kept: tuple[Ground, ...] = ()
        if kind is RestrictionKind.DEFAULTER:
            test = may_list(grounds, facts or ListingFacts(), on)
            if not test.allowed:
                raise RestrictionRefused(
                    test.explanation[-1].text if test.explanation else "没有写明纳入失信名单的情形。"
                )
            kept, ends_on = (
                test.grounds,
                listing_term(on, test.grounds, extra_years=extra_years, violent=violent).ends_on,
            )
        elif kind is RestrictionKind.CONSUMPTION:
            _consumption_allowed(party, notice_period_ended_on, on)
        row = Restriction.objects.create(
            court_id=case.court_id, case=case, party=party, kind=kind.value, persons=list(persons),
            grounds=[int(ground) for ground in kept], reason=reason.strip()[:300], decided_on=on,
            decided_by_name=actor.name[:60], document_id=document_id, document_number=document_number, ends_on=ends_on,
        )  # fmt: skip
        _step([row], "decided", on, now, actor, words=row.reason, number=document_number)
        return row


def _debtor(case: Case, party_id: UUID) -> Party:
    party = Party.objects.filter(pk=party_id, case=case, role=PartyRole.DEBTOR.value).first()
    if party is None:
        raise RestrictionRefused("只能对本案被执行人采取措施。")
    return party


def _still_enforced(case: Case) -> bool:
    return case.closing_kind == ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS.value


def _consumption_allowed(party: Party, notice_period_ended_on: date | None, on: date) -> None:
    listed = Restriction.objects.filter(party=party, kind=LISTED, lifted_on=None).exists()
    decision = restrict_consumption(
        notice_period_ended_on=notice_period_ended_on, performed=False, listed=listed, on=on
    )
    if decision.duty is Duty.NO:
        raise RestrictionRefused(decision.explanation[-1].text)


def publish(*, restriction_id: UUID, on: date, now: datetime, actor: Actor) -> None:
    """Note that an entry of the list was published. Raises RestrictionRefused."""
    with transaction.atomic():
        row = _standing(restriction_id, actor)
        if row.published_on is not None:
            raise RestrictionRefused(f"已于 {row.published_on} 发布。")
        if on < row.decided_on or on > clock.local_date(now):
            raise RestrictionRefused("发布日期应当在决定之日以后、今天以前。")
        row.published_on = on
        row.save(update_fields=["published_on"])
        _step([row], "published", on, now, actor)


def note_lift_cause(
    *, restriction_id: UUID, cause: EndCause, on: date, now: datetime, actor: Actor, words: str = "", empty_queries: int = 0
) -> Lifting:  # fmt: skip
    """Note what ends a restriction: from now its lifting has a clock, where the law obliges the court.

    Raises CauseDoesNotFit, SanctionNotAllowed, RestrictionRefused.
    """
    with transaction.atomic():
        row = _standing(restriction_id, actor)
        asked = lifting(
            RestrictionKind(row.kind), cause, on, ends_on=row.ends_on, empty_queries=empty_queries
        )
        _to_lift(row, cause, on, asked)
        _step([row], "to_lift", on, now, actor, cause=cause, words=words)
        return asked


def take_back_lift_cause(*, restriction_id: UUID, words: str, now: datetime, actor: Actor) -> None:
    """The cause that was noted did not hold: the restriction stays. Raises RestrictionRefused."""
    with transaction.atomic():
        row = _standing(restriction_id, actor)
        if not row.lift_cause:
            raise RestrictionRefused("没有记明解除的事由。")
        cause = EndCause(row.lift_cause)
        row.lift_cause, row.lift_since, row.lift_due_on = "", None, None
        row.save(update_fields=["lift_cause", "lift_since", "lift_due_on"])
        _step([row], "kept", clock.local_date(now), now, actor, cause=cause, words=words)


def lift(
    *,
    restriction_id: UUID,
    on: date,
    now: datetime,
    actor: Actor,
    cause: EndCause | None = None,
    words: str = "",
    document_id: UUID | None = None,
    document_number: str = "",
) -> None:
    """Lift a restriction whose cause was noted, or for `cause`. Raises RestrictionRefused when there is neither."""
    with transaction.atomic():
        row = _standing(restriction_id, actor)
        if cause is not None and not row.lift_cause:
            _to_lift(
                row,
                cause,
                on,
                lifting(RestrictionKind(row.kind), cause, on, ends_on=row.ends_on, empty_queries=2),
            )
        if not row.lift_cause:
            raise RestrictionRefused("还没有记明解除的事由。")
        if row.kind == LISTED and row.lift_due_on is None:
            raise RestrictionRefused(
                f"该信息有纳入期限（至 {row.ends_on}），“{EndCause(row.lift_cause).label}”不是期限内删除的事由；"
                "可以决定提前删除，或者待期限届满。"
            )
        if not row.decided_on <= on <= clock.local_date(now):
            raise RestrictionRefused("解除日期应当在决定之日以后、今天以前。")
        row.lifted_on, row.lift_document_id, row.lift_document_number = on, document_id, document_number
        row.save(update_fields=["lifted_on", "lift_document_id", "lift_document_number"])
        _step(
            [row],
            "lifted",
            on,
            now,
            actor,
            cause=EndCause(row.lift_cause),
            words=words,
            number=document_number,
        )


def end_restrictions(*, case_id: UUID, cause: EndCause, on: date, now: datetime, actor: Actor) -> int:
    """A cause ends every restriction of a case and of those it goes on from; the number that must now be lifted."""
    with transaction.atomic():
        ids = [case_id, *cases_before([case_id]).get(case_id, [])]
        rows = list(
            Restriction.objects.select_for_update(of=("self",), no_key=True)
            .filter(case_id__in=ids, lifted_on=None, lift_due_on=None)
            .order_by("id")
        )
        moved = []
        for row in rows:
            asked = lifting(RestrictionKind(row.kind), cause, on, ends_on=row.ends_on)
            if asked.due_on is not None:
                _to_lift(row, cause, on, asked)
                moved.append(row)
        _step(moved, "to_lift", on, now, actor, cause=cause)
        return len(moved)


def keep_restrictions(*, case_id: UUID, cause: EndCause, now: datetime, actor: Actor) -> int:
    """The cause fell away (a conclusion was revoked): what was not lifted yet stays; the number that stays."""
    ids = [case_id, *cases_before([case_id]).get(case_id, [])]
    rows = list(
        Restriction.objects.select_for_update(of=("self",), no_key=True)
        .filter(case_id__in=ids, lifted_on=None, lift_cause=cause.value)
        .order_by("id")
    )
    for row in rows:
        row.lift_cause, row.lift_since, row.lift_due_on = "", None, None
        row.save(update_fields=["lift_cause", "lift_since", "lift_due_on"])
    _step(rows, "kept", clock.local_date(now), now, actor, cause=cause)
    return len(rows)


def end_terms(*, now: datetime, limit: int, actor: Actor) -> int:
    """Entries whose term has ended must be deleted in three working days; the number that came to it."""
    today = clock.local_date(now)
    rows = list(
        Restriction.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .filter(ends_on__lte=today, lift_cause="", lifted_on=None)
        .order_by("ends_on", "id")[:limit]
    )
    for row in rows:
        since = row.ends_on or today
        _to_lift(
            row, EndCause.TERM_ENDED, since, lifting(RestrictionKind(row.kind), EndCause.TERM_ENDED, since, ends_on=since)
        )  # fmt: skip
        _step([row], "to_lift", since, now, actor, cause=EndCause.TERM_ENDED)
    return len(rows)


def _standing(restriction_id: UUID, actor: Actor) -> Restriction:
    row = Restriction.objects.select_for_update(of=("self",), no_key=True).filter(pk=restriction_id).first()
    if row is None:
        raise RestrictionRefused("没有这项措施，或者它不在您可以查看的法院。")
    actor.require(row.court_id, *DECIDERS)
    if row.lifted_on is not None:
        raise RestrictionRefused(f"该措施已于 {row.lifted_on} 解除。")
    return row


def _to_lift(row: Restriction, cause: EndCause, since: date, asked: Lifting) -> None:
    row.lift_cause, row.lift_since, row.lift_due_on = cause.value, since, asked.due_on
    row.save(update_fields=["lift_cause", "lift_since", "lift_due_on"])


def _step(
    rows: Sequence[Restriction], kind: str, on: date, now: datetime, actor: Actor, *, cause: EndCause | None = None,
    words: str = "", number: str = "",
) -> None:  # fmt: skip
    RestrictionEvent.objects.bulk_create(
        RestrictionEvent(
            court_id=row.court_id, restriction=row, kind=kind, on=on, at=now, actor_name=actor.name[:60],
            cause=cause.value if cause else "", words=words[:300], due_on=row.lift_due_on if kind == "to_lift" else None,
            document_number=number,
        )
        for row in rows
    )  # fmt: skip
    facts = [
        NewFact(
            row.court_id, f"case:{row.case_id}", f"restriction.{kind}",
            {
                "restriction": str(row.pk), "party": str(row.party_id), "kind": row.kind, "on": on.isoformat(),
                "cause": cause.value if cause else "", "number": number,
                "due": row.lift_due_on.isoformat() if row.lift_due_on else "",
            },
        )
        for row in rows
    ]  # fmt: skip
    if facts:
        record_many(facts=facts, at=now, actor=actor)
