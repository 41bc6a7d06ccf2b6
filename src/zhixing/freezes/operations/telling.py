"""Applicants are told by a document that is delivered: issued, sent by whatever the delivery room finds, told once it is served."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from zhixing.delivery.models import Carrier, Delivery
from zhixing.delivery.operations import deliver
from zhixing.delivery.rules.ways import DeliveryState
from zhixing.documents.operations.drafting import Wish, issue_drafts
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.letters import RenewalReminderFacts
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.sweeps import failures
from zhixing.freezes.models import ApplicantReminder, Measure, MeasureState, ReminderState

SWEEP = "freezes.send_tellings"
BY_DOCUMENT = "document"
LINES_MAX = 60
_SERVED = (DeliveryState.SERVED.value, DeliveryState.PRESUMED.value)
_ENDED = (*_SERVED, DeliveryState.WITHDRAWN.value)


def send_tellings(*, now: datetime, limit: int, actor: Actor) -> int:
    """Issue the reminders that are due in courts with a carrier and begin to deliver them; how many were sent.

    One whose document cannot be made stays with a person and is tried again later. Needs the courts in sight.
    """
    resting = failures.resting(SWEEP, now=now)
    working = Carrier.objects.filter(court_id=OuterRef("court_id"), active=True)
    with transaction.atomic():
        waiting = ApplicantReminder.objects.select_for_update(of=("self",), skip_locked=True).filter(
            Exists(working), state=ReminderState.DUE.value, document_id=None, expires_on__gte=local_date(now)
        )
        due = [
            row
            for row in waiting.select_related("case").order_by("expires_on", "id")[:limit]
            if f"reminder:{row.pk}" not in resting
        ]
        lines = _measures({(row.case_id, row.expires_on) for row in due})
        sent = [row for row in due if _send(row, lines.get((row.case_id, row.expires_on), ()), now, actor)]
    return len(sent)


def _send(row: ApplicantReminder, measures: Sequence[str], now: datetime, actor: Actor) -> bool:
    if not measures:
        return False
    ask_by = max(row.ask_by or row.expires_on, local_date(now))
    facts = RenewalReminderFacts(measures=tuple(measures), ask_by=ask_by)
    wish = Wish(
        key=row.pk, case_id=row.case_id, kind=DocumentKind.RENEWAL_REMINDER, facts=facts, to_id=row.party_id
    )
    try:
        with transaction.atomic():
            [issued] = issue_drafts(wishes=[wish], now=now, actor=actor)
            deliver(document_ids=[row.pk], now=now, actor=actor)
    except DocumentRefused as refused:
        failures.note(sweep=SWEEP, subject=f"reminder:{row.pk}", error=str(refused), now=now)
        return False
    row.state, row.document_id = ReminderState.SENT.value, row.pk
    row.save(update_fields=["state", "document_id"])
    body = {"party": str(row.party_id), "ends_on": row.expires_on.isoformat(), "number": issued.number}
    record_many(
        facts=[NewFact(row.court_id, f"case:{row.case_id}", "applicant.reminder_sent", body)],
        at=now,
        actor=actor,
    )
    return True


def _measures(wanted: "set[tuple[object, date]]") -> dict[tuple[object, date], list[str]]:
    """The measures of each case that end on the day, in words."""
    found: dict[tuple[object, date], list[str]] = {}
    rows = Measure.objects.filter(
        case_id__in={case_id for case_id, _ in wanted}, ends_on__in={day for _, day in wanted},
        state=MeasureState.WATCHED.value, do_not_renew_on=None,
    )  # fmt: skip
    for row in rows.order_by("id"):
        assert row.ends_on is not None
        lines = found.setdefault((row.case_id, row.ends_on), [])
        if len(lines) < LINES_MAX:
            lines.append(f"{row.asset_kind}，{row.holder or '协助单位不明'}，{row.ends_on:%Y-%m-%d}届满")
    return found


def note_served(*, now: datetime, limit: int, actor: Actor) -> int:
    """Applicants whose reminder was served are told; those whose delivery was given up go back to a person. How many of both."""
    with transaction.atomic():
        sent = ApplicantReminder.objects.select_for_update(skip_locked=True).filter(
            state=ReminderState.SENT.value
        )
        ended = Delivery.objects.filter(document_id=OuterRef("document_id"), state__in=_ENDED)
        rows = list(sent.filter(Exists(ended)).order_by("expires_on", "id")[:limit])
        states = dict(
            Delivery.objects.filter(document_id__in=[row.document_id for row in rows]).values_list(
                "document_id", "state"
            )
        )
        facts = []
        for row in rows:
            if row.document_id is None or states[row.document_id] not in _SERVED:
                row.state = ReminderState.DUE.value
                continue
            row.state, row.channel, row.told_at, row.told_by = (
                ReminderState.TOLD.value, BY_DOCUMENT, now, actor.name[:60],
            )  # fmt: skip
            body = {
                "party": str(row.party_id), "ends_on": row.expires_on.isoformat(), "channel": BY_DOCUMENT,
                "measures": row.measures,
            }  # fmt: skip
            facts.append(NewFact(row.court_id, f"case:{row.case_id}", "applicant.reminded", body))
        ApplicantReminder.objects.bulk_update(rows, ["state", "channel", "told_at", "told_by"])
        if facts:
            record_many(facts=facts, at=now, actor=actor)
    return len(rows)
