"""Asking the units of a preset about the debtors of open cases, over lines that fail in every way."""

import time
from datetime import timedelta

import pytest

from funds_world import make_case, person
from inquiry_world import NOW, SYSTEM, Memory, Mouth, make_unit, memory
from zhixing.cases.models import Party
from zhixing.cases.operations import conclude
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.inquiries import operations, sweeps
from zhixing.inquiries.models import Attempt, Inquiry, RawReply, Request, Unit
from zhixing.inquiries.rules.kinds import Trigger
from zhixing.inquiries.wire.messages import QueryRequest

__all__ = ["memory"]
PURPOSE = "查明被执行人财产"


def ask(court: Court, cases: list, units: list, **more: object) -> operations.Made:
    return operations.ask(
        court=court, case_ids=[case.id for case in cases], unit_ids=[unit.id for unit in units], purpose=PURPOSE,
        now=NOW, actor=SYSTEM, **more,
    )  # fmt: skip


def send(seconds: float = 0.5) -> int:
    return sweeps.pump(actor=SYSTEM, linger=timedelta(seconds=seconds))


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Request.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_every_debtor_is_asked_about_at_every_unit_once(memory: Court) -> None:
    units = [make_unit(memory, Mouth("LY")), make_unit(memory, Mouth("JJ"))]
    cases = [make_case(memory, 1, debtors=("李四", "王五")), make_case(memory, 2)]
    made = ask(memory, cases, units)
    assert (made.requests, made.already) == (6, 0)
    assert send() == 6
    assert states() == {"answered": 6}
    asked = {
        (opened.message.body.subject.name, opened.message.body.case_number, code)
        for code, mouth in Memory.mouths.items()
        for opened in mouth.heard
        if isinstance(opened.message.body, QueryRequest)
    }
    assert asked == {
        (name, case, unit)
        for name, case in (("李四", cases[0].number), ("王五", cases[0].number), ("李四", cases[1].number))
        for unit in ("LY", "JJ")
    }
    assert Inquiry.objects.get().state == "done"
    assert Attempt.objects.count() == 6
    assert RawReply.objects.filter(refused_because="").count() == 6
    assert Fact.objects.filter(kind="debtor.asked_about").count() == 3, "each look at a debtor is a fact"
    assert Fact.objects.filter(kind="reply.taken").count() == 6


def test_a_question_under_way_is_not_asked_twice(memory: Court) -> None:
    unit, case = make_unit(memory, Mouth("LY")), make_case(memory, 1)
    assert ask(memory, [case], [unit]).requests == 1
    again = ask(memory, [case], [unit])
    assert (again.inquiry, again.requests, again.already) == (None, 0, 1)


def test_only_debtors_of_open_cases_by_those_in_charge(memory: Court) -> None:
    unit, case = make_unit(memory, Mouth("LY")), make_case(memory, 1)
    applicant = Party.objects.get(case=case, role="applicant")
    with pytest.raises(operations.AskingRefused, match="只能查询所选案件的被执行人"):
        ask(memory, [case], [unit], party_ids=[applicant.id])
    officer, other = person(memory, Role.OFFICER, name="金哲"), person(memory, Role.OFFICER, name="朴哲")
    case.officer_id = officer.user_id
    case.save()
    common = {"court": memory, "case_ids": [case.id], "unit_ids": [unit.id], "purpose": PURPOSE, "now": NOW}
    with pytest.raises(NotAllowed, match="由金哲承办"):
        operations.ask(**common, actor=other)
    with pytest.raises(NotAllowed):
        operations.ask(**common, actor=person(memory, Role.FUND_ACCOUNTANT))
    assert operations.ask(**common, actor=officer).requests == 1
    conclude(
        case_id=case.id, kind=ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS, on=NOW.date(), now=NOW, actor=SYSTEM
    )
    with pytest.raises(operations.AskingRefused, match="已经结案"):
        ask(memory, [case], [unit])
    assert send() == 1
    assert ask(memory, [case], [unit], trigger=Trigger.HALF_YEARLY).requests == 1


def test_a_lost_answer_is_asked_for_with_the_same_number_and_never_asked_anew(memory: Court) -> None:
    mouth = Mouth("LY", mood="lose_first")
    unit = make_unit(memory, mouth)
    ask(memory, [make_case(memory, 1)], [unit])
    assert send(3) == 2
    request = Request.objects.get()
    assert (request.state, request.attempts) == ("answered", 2)
    assert mouth.calls[request.number] == 1, "the question itself went out once"
    assert [attempt.asks_status for attempt in Attempt.objects.order_by("place")] == [False, True]


def test_what_the_unit_never_heard_is_sent_again_with_the_same_number(memory: Court) -> None:
    mouth = Mouth("LY")
    unit = make_unit(memory, mouth)
    ask(memory, [make_case(memory, 1)], [unit])
    Request.objects.update(state="unknown", attempts=1)  # a process died between its commit and its call
    assert send() == 2
    request = Request.objects.get()
    assert (request.state, request.attempts, mouth.calls[request.number]) == ("answered", 3, 1)


@pytest.mark.parametrize("mood", ["garbage", "foreign"])
def test_an_answer_that_cannot_be_believed_is_kept_and_asked_for_again(memory: Court, mood: str) -> None:
    mouth = Mouth("LY", mood=mood)
    unit = make_unit(memory, mouth)
    ask(memory, [make_case(memory, 1)], [unit])
    send(0.1)
    request = Request.objects.get()
    assert (request.state, request.failures) == ("unknown", 1)
    kept = RawReply.objects.get()
    assert kept.kind == "unbelieved"
    assert kept.refused_because != ""
    assert Fact.objects.filter(kind="reply.refused", subject=f"unit:{unit.id}").count() == 1
    mouth.mood = "answer"
    send(3)
    request.refresh_from_db()
    assert request.state == "answered"


def test_a_refusal_and_an_acknowledgement_are_what_they_are(memory: Court) -> None:
    units = [make_unit(memory, Mouth("A", mood="decline")), make_unit(memory, Mouth("B", mood="acknowledge"))]
    ask(memory, [make_case(memory, 1)], units)
    assert send() == 2
    refused, waiting = Request.objects.order_by("unit__code")
    assert (refused.state, refused.result, refused.words) == ("refused", "refused", "不予办理。请联系")
    assert (waiting.state, waiting.words) == ("acknowledged", "待审批")
    assert waiting.next_try_at > NOW + timedelta(minutes=10)
    assert Inquiry.objects.get().state == "open"


def test_a_unit_that_hangs_lies_or_is_dead_delays_nobody(
    memory: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    """200 questions to a good unit are answered while three bad ones use up their own places."""
    monkeypatch.setattr("zhixing.foundation.many_calls.SECONDS_MAX", 4)
    good = make_unit(memory, Mouth("GOOD", delay=0.01))
    bad = [make_unit(memory, Mouth(mood.upper(), mood=mood)) for mood in ("hang", "garbage", "dead")]
    cases = [make_case(memory, number) for number in range(1, 201)]
    ask(memory, cases, [good, *bad])
    seen: list[tuple[float, int]] = []
    started = time.monotonic()

    def advance(done: int) -> None:
        answered = Request.objects.filter(unit=good, state="answered").count()
        seen.append((time.monotonic() - started, answered))

    sweeps.pump(actor=SYSTEM, linger=timedelta(seconds=0.2), advance=advance)
    all_answered = min(at for at, answered in seen if answered == 200)
    total = time.monotonic() - started
    assert total > 4, "the hanging unit held the run for its own time limit"
    assert all_answered < total - 1, "the good unit was through long before"
    assert Memory.mouths["HANG"].at_once_seen == 8
    assert sum(Memory.mouths["HANG"].calls.values()) <= 8 * sweeps.AHEAD_TIMES[1], "its breaker opened"
    for unit in bad:
        unit.refresh_from_db()
        assert unit.trouble_count >= 5, unit.code
        assert unit.trouble_until is not None, unit.code
    assert Unit.objects.get(pk=good.pk).trouble_count == 0


def test_after_its_rest_a_unit_gets_one_probe_and_then_everything(memory: Court) -> None:
    mouth = Mouth("LY", mood="dead")
    unit = make_unit(memory, mouth)
    ask(memory, [make_case(memory, number) for number in range(1, 61)], [unit])
    send(0.1)
    before = sum(mouth.calls.values())
    assert before == 8 * sweeps.AHEAD_TIMES[1], "what stood in line; then its breaker was open"
    mouth.mood, mouth.at_once_seen = "answer", 0
    Unit.objects.update(trouble_until=NOW - timedelta(days=1))
    Request.objects.update(next_try_at=NOW - timedelta(days=1))
    send(1)
    assert states() == {"answered": 60}


def test_silence_is_noted_once_and_after_the_units_days_a_person_sees_it(memory: Court) -> None:
    unit = make_unit(memory, Mouth("LY", mood="dead"), answer_hours=24)
    ask(memory, [make_case(memory, 1), make_case(memory, 2)], [unit])
    late = NOW + timedelta(hours=25)
    assert operations.note_silence(now=late, limit=100, actor=SYSTEM) == 2
    assert operations.note_silence(now=late, limit=100, actor=SYSTEM) == 0
    assert Fact.objects.get(kind="unit.silent").body["requests"] == 2
    assert operations.note_silence(now=NOW + timedelta(days=7), limit=100, actor=SYSTEM) == 2
    assert states() == {"dead": 2}
    assert Inquiry.objects.get().state == "done"
    request = Request.objects.order_by("pk").first()
    assert request is not None
    operations.try_again(request_id=request.id, now=NOW + timedelta(days=8), actor=SYSTEM)
    request.refresh_from_db()
    assert (request.state, request.dead_at) == ("unknown", NOW + timedelta(days=15))


def test_cancelling_takes_back_only_what_has_not_left(memory: Court) -> None:
    first, second = make_unit(memory, Mouth("A", mood="acknowledge")), make_unit(memory, Mouth("B"))
    case = make_case(memory, 1)
    made = ask(memory, [case], [first, second])
    assert made.inquiry is not None
    operations.pause(unit_id=second.id, reason="迁址", now=NOW, actor=SYSTEM)
    send()
    assert operations.cancel(inquiry_id=made.inquiry.id, reason="已和解", now=NOW, actor=SYSTEM) == 1
    assert states() == {"acknowledged": 1, "cancelled": 1}
