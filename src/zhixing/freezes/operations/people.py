"""Who is away and who stands in; which applicants must be told, and that they were."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from zhixing.cases.models import Case, Party, PartyRole
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Membership, Role
from zhixing.freezes.models import Absence, ApplicantReminder, ReminderState
from zhixing.freezes.rules.telling import STEPS, words_for
from zhixing.freezes.statements import statement
from zhixing.law.measure_clocks import renewal_request_deadline

CHANNELS = {"phone": "电话", "in_person": "当面", "letter": "书面", "message": "短信"}
TELLERS = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF)
DEPUTIES = (Role.OFFICER, Role.BUREAU_CHIEF, Role.CLERK)
LONGEST = timedelta(days=366)
LOOKS_BACK = timedelta(days=20)


class AbsenceRefused(ValueError):
    """The absence cannot be noted so."""


class TellingRefused(ValueError):
    """It was told already, or how is not said."""


def note_absence(
    *,
    court_id: int,
    person_id: int,
    deputy_id: int | None,
    starts_on: date,
    ends_on: date,
    reason: str = "",
    now: datetime,
    actor: Actor,
) -> Absence:
    """Somebody is away; from the first day on their measures stand with the deputy, without one with the bureau chief.

    For oneself, or by the bureau chief. A deputy who is away on one of the days is refused. Raises AbsenceRefused.
    """
    if actor.user_id != person_id and not actor.is_system:
        actor.require(court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
    if ends_on < starts_on or ends_on - starts_on > LONGEST:
        raise AbsenceRefused("离岗的止日不能早于起日，也不能超过一年。")
    if deputy_id == person_id:
        raise AbsenceRefused("代理人不能是本人。")
    with transaction.atomic():
        people = {person_id} | ({deputy_id} if deputy_id is not None else set())
        roles = [role.value for role in DEPUTIES]
        held = set(
            Membership.objects.filter(court_id=court_id, user_id__in=people, role__in=roles).values_list(
                "user_id", flat=True
            )
        )
        if people - held:
            raise AbsenceRefused("本人和代理人须是本院的执行员、书记员或者执行局局长。")
        list(
            Absence.objects.select_for_update().filter(
                court_id=court_id, cancelled_at=None, ends_on__gte=starts_on
            )
        )
        running = Absence.objects.filter(
            court_id=court_id, cancelled_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
        )
        if running.filter(person_id=person_id).exists():
            raise AbsenceRefused("这段时间已经登记过离岗，请先撤销原来的。")
        if deputy_id is not None and running.filter(person_id=deputy_id).exists():
            raise AbsenceRefused("代理人在这段时间也不在岗，请另选一人。")
        absence = Absence.objects.create(
            court_id=court_id, person_id=person_id, deputy_id=deputy_id, starts_on=starts_on, ends_on=ends_on,
            reason=reason.strip()[:100], noted_at=now, noted_by_name=actor.name[:60],
        )  # fmt: skip
        record(
            court_id=court_id, subject=f"user:{person_id}", kind="absence.noted", at=now, actor=actor,
            body={"from": starts_on.isoformat(), "until": ends_on.isoformat(), "deputy": str(deputy_id or "")},
        )  # fmt: skip
    return absence


def cancel_absence(*, absence_id: UUID, now: datetime, actor: Actor) -> Absence:
    """They are back, or never went. Raises AbsenceRefused, NotAllowed."""
    with transaction.atomic():
        absence = (
            Absence.objects.select_for_update(of=("self",)).filter(pk=absence_id, cancelled_at=None).first()
        )
        if absence is None:
            raise AbsenceRefused("没有这项离岗登记，或者已经撤销。")
        chief = actor.has(absence.court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
        if actor.user_id != absence.person_id and not (chief or actor.is_system):
            raise NotAllowed("只能撤销自己的离岗登记，或者由执行局局长撤销。")
        absence.cancelled_at = now
        absence.save(update_fields=["cancelled_at"])
        record(
            court_id=absence.court_id, subject=f"user:{absence.person_id}", kind="absence.cancelled", at=now,
            actor=actor, body={"absence": str(absence.pk)},
        )  # fmt: skip
    return absence


def remind_applicants(*, today: date, now: datetime, limit: int) -> int:
    """Note for each applicant that measures of the case end, at two rungs of the ladder; the number of cases and ends.

    Once per applicant, end and rung. Needs the courts in sight.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            statement("untold_applicants"),
            {"steps": list(STEPS), "since": today - LOOKS_BACK, "today": today, "limit": limit},
        )
        found = cursor.fetchall()
    cases = {case_id for _, case_id, _, _, _ in found}
    numbers = dict(Case.objects.filter(pk__in=cases).values_list("pk", "number"))
    parties: dict[UUID, list[Party]] = {}
    for party in Party.objects.filter(case_id__in=cases, role=PartyRole.APPLICANT.value).order_by("position"):
        parties.setdefault(party.case_id, []).append(party)
    rows = []
    for court_id, case_id, expires_on, step, measures in found:
        ask = renewal_request_deadline(expires_on)
        words = words_for(
            number=numbers[case_id],
            expires_on=expires_on,
            measures=measures,
            ask_by=ask.advise_by,
            today=today,
        )
        rows += [
            ApplicantReminder(
                court_id=court_id, case_id=case_id, party=party, expires_on=expires_on, step=step, measures=measures,
                ask_by=ask.advise_by, text_zh=words.zh, text_ko=words.ko, due_on=today, made_at=now,
            )
            for party in parties.get(case_id, [])
        ]  # fmt: skip
    ApplicantReminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(found)


def note_applicants_told(*, reminder_ids: Sequence[UUID], channel: str, now: datetime, actor: Actor) -> int:
    """They were told, by whom and how; the number. Raises TellingRefused, NotAllowed."""
    if channel not in CHANNELS:
        raise TellingRefused("请选定告知方式。")
    with transaction.atomic():
        due = ApplicantReminder.objects.select_for_update().filter(
            pk__in=list(reminder_ids), state=ReminderState.DUE.value
        )
        rows = list(due.order_by("id"))
        if not rows:
            raise TellingRefused("没有待告知的事项，请刷新。")
        for row in rows:
            actor.require(row.court_id, *TELLERS)
            row.state, row.channel, row.told_at = ReminderState.TOLD.value, channel, now
            row.told_by = actor.name[:60]
        ApplicantReminder.objects.bulk_update(rows, ["state", "channel", "told_at", "told_by"])
        for row in rows:
            record(
                court_id=row.court_id, subject=f"case:{row.case_id}", kind="applicant.reminded", at=now, actor=actor,
                body={"party": str(row.party_id), "ends_on": row.expires_on.isoformat(), "channel": channel,
                      "measures": row.measures},
            )  # fmt: skip
    return len(rows)
