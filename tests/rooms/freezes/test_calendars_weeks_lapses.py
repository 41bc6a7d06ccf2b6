"""The calendar's address, the week to print, lapses with evidence, the proof of continuity."""

from datetime import date, timedelta

import pytest
from django.test import Client
from freeze_office import NOW, SYSTEM, TODAY, some_case, table_of, take
from icalendar import Calendar

from choosing_world import use_fonts
from zhixing.documents.models import Document
from zhixing.documents.operations import issue_continuity_proof
from zhixing.documents.rules.continuity import Proof
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.queries import actor_for
from zhixing.freezes import operations, queries
from zhixing.freezes.models import CalendarFeed, EventKind, Measure
from zhixing.freezes.rules.lapses import LapseCause
from zhixing.freezes.storing import event, store_events


@pytest.fixture
def measure(small_office: Court) -> Measure:
    """A deposit frozen from 2022-06-01 to 2023-05-31, of the officer who signs in."""
    case = some_case(small_office)
    debtor = case.parties.get(role="debtor", position=0).name
    take(
        small_office,
        table_of(f"{case.number},{debtor},银行存款,存款1,农业银行,冻结,2022-06-01,2023-05-31,否"),
    )
    return Measure.objects.select_related("case").get()


@pytest.fixture
def officer(measure: Measure, small_office: Court) -> Actor:
    person = User.objects.create_user("of-the-calendar", None, display_name="金哲")
    person.memberships.create(court=small_office, role="officer")
    Measure.objects.update(officer=person)
    return actor_for(person)


def _read(feed: CalendarFeed) -> "Calendar":
    found = queries.endings(
        person_id=feed.person_id, court_id=feed.court_id, today=TODAY, address="https://zx.example"
    )
    from zhixing.freezes.rules.calendars import calendar_of

    return Calendar.from_ical(calendar_of(name="x", endings=found, at=NOW))


def test_the_calendar_shows_the_end_without_names_or_accounts(measure: Measure, officer: Actor) -> None:
    feed = operations.open_calendar(court_id=measure.court_id, now=NOW, actor=officer)
    [shown] = _read(feed).walk("VEVENT")
    assert shown.decoded("DTSTART") == date(2023, 5, 31)
    assert measure.case.number in str(shown["SUMMARY"])
    text = shown.to_ical().decode()
    assert measure.debtor_written not in text
    assert "存款1" not in text


def test_a_new_address_closes_the_old_one_and_a_withdrawn_one_opens_nothing(
    measure: Measure, officer: Actor, client: Client
) -> None:
    old = operations.open_calendar(court_id=measure.court_id, now=NOW, actor=officer)
    new = operations.open_calendar(court_id=measure.court_id, now=NOW, actor=officer)
    tokens = [queries.token_of(feed) for feed in (old, new)]
    answers = [client.get(f"/calendar/{token}.ics") for token in tokens]
    assert [answer.status_code for answer in answers] == [404, 200]
    assert answers[1]["Content-Type"].startswith("text/calendar; charset=utf-8")
    assert answers[1].content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert operations.close_calendar(court_id=measure.court_id, now=NOW, actor=officer) == 1
    assert client.get(f"/calendar/{tokens[1]}.ics").status_code == 404
    kinds = Fact.objects.filter(kind__startswith="calendar.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["calendar.opened", "calendar.closed", "calendar.opened", "calendar.closed"]


def test_a_token_nobody_signed_opens_nothing(measure: Measure, officer: Actor, client: Client) -> None:
    feed = operations.open_calendar(court_id=measure.court_id, now=NOW, actor=officer)
    token = queries.token_of(feed)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", token.split(":")[0]):
        assert client.get(f"/calendar/{wrong}.ics").status_code == 404


def test_who_leaves_the_court_takes_no_calendar_along(
    measure: Measure, officer: Actor, client: Client
) -> None:
    feed = operations.open_calendar(court_id=measure.court_id, now=NOW, actor=officer)
    User.objects.get(pk=officer.user_id).memberships.all().delete()
    assert client.get(f"/calendar/{queries.token_of(feed)}.ics").status_code == 404
    with pytest.raises(NotAllowed):
        operations.open_calendar(
            court_id=measure.court_id, now=NOW, actor=actor_for(User.objects.get(pk=officer.user_id))
        )


def test_the_week_shows_each_measure_on_its_day(measure: Measure, officer: Actor) -> None:
    days = queries.week_of(
        courts=[measure.court_id], person_id=officer.user_id, first=date(2023, 5, 29), last=date(2023, 6, 4),
        today=TODAY,
    )  # fmt: skip
    assert [(day, [line.id for line in lines]) for day, lines in days if lines] == [
        (date(2023, 5, 31), [measure.id])
    ]
    assert len(days) == 7


def _lapses(measure: Measure) -> queries.Lapses:
    return queries.lapses(
        courts=[measure.court_id], first=date(2023, 1, 1), last=date(2023, 12, 31), today=date(2023, 6, 5)
    )


def test_a_lapse_names_who_was_warned_when_and_whose_doing_it_was(measure: Measure, officer: Actor) -> None:
    for on in (date(2023, 4, 3), date(2023, 5, 24), date(2023, 5, 30)):
        moment = NOW.replace(year=on.year, month=on.month, day=on.day)
        operations.give_reminders(now=moment, today=on, actor=SYSTEM)
    found = _lapses(measure)
    [one] = found.lines
    assert (found.total, found.silent, dict(found.by_cause)) == (1, 0, {LapseCause.US: 1})
    assert [(warned.step, warned.officer) for warned in one.warned] == [
        (60, "金哲"),
        (7, "金哲"),
        (1, "金哲"),
    ]
    assert one.first_warned_days_before == 58
    assert one.reason.words == "届满前没有发出续行"
    assert _lapses(measure).lines[0].lapsed_on == date(2023, 5, 31)


def test_a_lapse_nobody_was_warned_about_is_counted_as_silent(measure: Measure) -> None:
    assert _lapses(measure).silent == 1


def test_what_was_released_in_time_did_not_lapse(measure: Measure) -> None:
    Measure.objects.update(state="released", released_on=measure.ends_on)
    assert _lapses(measure).total == 0


def test_a_chain_of_ledger_and_renewal_has_no_gap(measure: Measure) -> None:
    body = {"before": "2023-05-31", "starts_on": "2023-05-20", "ends_on": "2024-05-30"}
    renewed = event(court_id=measure.court_id, measure_id=measure.id, kind=EventKind.RENEWED, body=body)
    store_events([renewed], at=NOW + timedelta(days=170), actor_name="测试")
    Measure.objects.update(ends_on=date(2024, 5, 30))
    chain = queries.chain_of(measure.id, today=date(2023, 12, 1))
    assert [(link.starts_on, link.ends_on, link.proof) for link in chain.facts.links] == [
        (date(2022, 6, 1), date(2023, 5, 31), Proof.LEDGER),
        (date(2023, 5, 20), date(2024, 5, 30), Proof.PAPER),
    ]


def test_a_waiting_measure_proves_nothing(measure: Measure) -> None:
    Measure.objects.update(is_waiting=True)
    with pytest.raises(queries.NothingToProve):
        queries.chain_of(measure.id, today=TODAY)


def test_the_proof_is_issued_as_a_sealed_numbered_document(
    measure: Measure, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fonts(monkeypatch)
    chain = queries.chain_of(measure.id, today=date(2023, 6, 10))
    issued = issue_continuity_proof(case_id=chain.case_id, facts=chain.facts, now=NOW, actor=officer)
    document = Document.objects.get(pk=issued.pk)
    assert document.kind == "continuity_proof"
    assert document.number == measure.case.number
    assert "控制不连续，有1处空档，共10日" in str(document.content)
