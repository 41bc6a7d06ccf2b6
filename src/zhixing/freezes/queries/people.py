"""Who stands in for whom today, who is away, and whom of the applicants to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from zhixing.foundation.identity.models import Membership, Role
from zhixing.freezes.models import Absence, ApplicantReminder, ReminderState

STAFF = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF)


def people_of(user_id: int | None, *, today: date) -> list[int]:
    """A person and those away today whose deputy they are."""
    if user_id is None:
        return []
    away = Absence.objects.filter(
        deputy_id=user_id, cancelled_at=None, starts_on__lte=today, ends_on__gte=today
    )
    return [user_id, *away.order_by("person_id").values_list("person_id", flat=True).distinct()]


def roles_in_place_of(people: Sequence[int], *, courts: Sequence[int]) -> set[tuple[int, str]]:
    """What those a person stands in for are, court by court: the deputy of the chief watches what the chief would."""
    if not people:
        return set()
    rows = Membership.objects.filter(user_id__in=list(people), court_id__in=list(courts))
    return set(rows.values_list("court_id", "role"))


def courts_as(
    roles: Sequence[Role], *, user_id: int | None, courts: Sequence[int], today: date
) -> frozenset[int]:
    """The courts in which a person stands in today for somebody away who is one of these."""
    return courts_of_roles(roles, people=people_of(user_id, today=today)[1:], courts=courts)


def courts_of_roles(roles: Sequence[Role], *, people: Sequence[int], courts: Sequence[int]) -> frozenset[int]:
    """Those of the courts in which one of these people is one of these."""
    wanted = {role.value for role in roles}
    return frozenset(court for court, role in roles_in_place_of(people, courts=courts) if role in wanted)


def without_deputy(courts: Sequence[int], *, today: date) -> list[int]:
    """Those away today with nobody to stand in: the bureau chief does."""
    away = Absence.objects.filter(
        court_id__in=courts, deputy=None, cancelled_at=None, starts_on__lte=today, ends_on__gte=today
    )
    return list(away.order_by("person_id").values_list("person_id", flat=True).distinct())


def without_chief(courts: Sequence[int], *, today: date) -> list[int]:
    """Those of the courts whose bureau chiefs are all away today with nobody to stand in: the vice-president watches."""
    chiefs = set(
        Membership.objects.filter(
            court_id__in=courts, role=Role.BUREAU_CHIEF.value, user__is_active=True
        ).values_list("court_id", "user_id")
    )
    gone = set(without_deputy(courts, today=today)) if chiefs else set()
    there = {court for court, person in chiefs if person not in gone}
    return sorted({court for court, _ in chiefs} - there)


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One absence. `is_running` says that it covers today."""

    id: UUID
    person_id: int
    person: str
    deputy: str
    starts_on: date
    ends_on: date
    reason: str
    is_running: bool


def absences(courts: Sequence[int], *, today: date, limit: int = 200) -> list[AbsenceLine]:
    """Running and coming absences, and those of the last month, the next end first."""
    rows = Absence.objects.filter(
        court_id__in=courts, cancelled_at=None, ends_on__gte=today - timedelta(days=30)
    ).select_related("person", "deputy")
    return [
        AbsenceLine(
            row.id, row.person_id, row.person.display_name, row.deputy.display_name if row.deputy else "", row.starts_on,
            row.ends_on, row.reason, row.starts_on <= today <= row.ends_on,
        )
        for row in rows.order_by("-ends_on", "id")[:limit]
    ]  # fmt: skip


def staff_of(court_id: int) -> list[tuple[int, str]]:
    """Those who can be away or stand in, by name."""
    rows = Membership.objects.filter(
        court_id=court_id, role__in=[role.value for role in STAFF], user__is_active=True
    )
    return sorted(
        {(row.user_id, row.user.display_name) for row in rows.select_related("user")}, key=lambda one: one[1]
    )


@dataclass(frozen=True, slots=True)
class TellingLine:
    """An applicant to be told, or told."""

    id: UUID
    case_id: UUID
    case_number: str
    applicant: str
    phone_masked: str
    expires_on: date
    measures: int
    text: str
    due_on: date
    state: ReminderState
    channel: str
    document_id: UUID | None


def tellings(
    courts: Sequence[int], *, state: ReminderState = ReminderState.DUE, limit: int = 200
) -> list[TellingLine]:
    """Applicants to be told that measures end, the nearest end first."""
    rows = ApplicantReminder.objects.filter(court_id__in=courts, state=state.value)
    return [
        TellingLine(
            row.id, row.case_id, row.case.number, row.party.name, row.party.phone_masked, row.expires_on, row.measures,
            row.text_zh, row.due_on, ReminderState(row.state), row.channel, row.document_id,
        )
        for row in rows.select_related("case", "party").order_by("expires_on", "id")[:limit]
    ]  # fmt: skip
