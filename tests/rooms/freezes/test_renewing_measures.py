"""From the holder's receipt to the renewal and its receipt; what is refused is red, what is sent is amber (PostgreSQL)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from choosing_world import units, use_fonts
from renewal_world import (
    BANK,
    END,
    NOW,
    SYSTEM,
    TODAY,
    a_case,
    act_of,
    approve,
    freeze,
    frozen,
    moment,
    on_paper,
    order_of,
    people,
    renew,
    says,
    take,
)
from zhixing.cases.models import Case
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court
from zhixing.freezes import operations, queries
from zhixing.freezes.models import ActBatch, Measure, MeasureAct, MeasureEvent
from zhixing.freezes.operations import carrying_out, drafting, letting_go
from zhixing.freezes.rules.standing import Tone
from zhixing.inquiries.models import ControlOrder, Unit


@pytest.fixture
def bank(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Unit:
    use_fonts(monkeypatch)
    return units(wangqing)[BANK]


@pytest.fixture
def case(wangqing: Court, bank: Unit) -> Case:
    return a_case(wangqing)


def standing(measure: Measure, today: date = TODAY) -> tuple[Tone, str]:
    measure.refresh_from_db()
    found = queries.standing_of(measure, today)
    return found.tone, found.word


def kinds(measure: Measure) -> list[str]:
    return list(
        MeasureEvent.objects.filter(measure=measure).order_by("at", "id").values_list("kind", flat=True)
    )


# ---- receipts make measures ------------------------------------------------------------------------------------------------


def test_a_receipt_makes_a_measure_that_only_the_holder_confirms(case: Case, bank: Unit) -> None:
    measure = frozen(case, bank)
    assert (measure.asset_class, measure.action, measure.source) == ("deposit", "freeze", "receipt")
    assert (measure.starts_on, measure.ends_on, measure.confirmed_until) == (date(2022, 1, 21), END, END)
    assert (measure.amount_fen, measure.confirmed_by_holder, measure.trouble) == (60_000, True, "")
    assert standing(measure) == (Tone.GREEN, "已确认")
    assert kinds(measure) == ["controlled"]
    assert take() == 0
    fact = Fact.objects.get(kind="measure.controlled")
    assert (fact.subject, fact.body["measure"], fact.body["ends_on"]) == (
        f"case:{case.id}", str(measure.id), "2023-01-20",
    )  # fmt: skip


def test_a_receipt_without_an_end_or_beyond_the_law_is_not_believed(case: Case, bank: Unit) -> None:
    order = freeze(case, bank)
    says(order, ends_on=None)
    take()
    measure = Measure.objects.get()
    assert (measure.state, measure.ends_on, measure.trouble) == ("no_end", None, "partly")
    assert standing(measure) == (Tone.RED, "无届满日")
    says(order, ends_on=date(2024, 1, 20))
    take()
    measure.refresh_from_db()
    assert (measure.ends_on, measure.confirmed_until) == (END, date(2024, 1, 20))
    assert MeasureEvent.objects.get(kind="controlled").body["cut_from"] == "2024-01-20"


def test_a_part_is_red_with_the_holders_words_and_a_no_makes_nothing(case: Case, bank: Unit) -> None:
    says(freeze(case, bank), "partly", actual_fen=10_000, words="余额不足")
    says(freeze(case, bank, "6217000000000000002"), "not_controlled", words="账户已销户", ends_on=None)
    assert take() == 2
    measure = Measure.objects.get()
    assert (measure.amount_fen, measure.trouble, measure.trouble_words) == (10_000, "partly", "余额不足")
    assert standing(measure) == (Tone.RED, "协助单位只办了一部分")


# ---- renewal by message ----------------------------------------------------------------------------------------------------


def test_one_click_renews_and_only_the_receipt_extends(case: Case, bank: Unit) -> None:
    officer, chief = people(case.court)
    measure = frozen(case, bank)
    made = renew(case.court, officer, measure)
    assert (made.taken, made.left_out, made.is_approved) == (1, 0, False)
    with pytest.raises(NotAllowed, match="另一人批准"):
        drafting.approve(batch_id=made.batch_id, now=NOW, actor=person_as_chief(officer))
    assert approve(made.batch_id, chief) == 1
    act = act_of(measure)
    assert (act.key, act.state, act.starts_on, act.ends_on) == (
        f"renew:{measure.id}:2023-01-20", "sent", date(2023, 1, 21), date(2024, 1, 20),
    )  # fmt: skip
    order = order_of(act)
    assert (order.action, order.original_number, order.measure_id) == (
        "renew",
        measure.order_number,
        measure.id,
    )
    assert (order.starts_on, order.ends_on, order.amount_fen) == (
        date(2023, 1, 21),
        date(2024, 1, 20),
        60_000,
    )
    assert (str(order.ruling_id), str(order.notice_id)) == (str(act.ruling_id), str(act.notice_id))
    assert standing(measure) == (Tone.AMBER, "续行已发出，待回执")
    assert measure.ends_on == END
    assert standing(measure, date(2022, 12, 7)) == (Tone.RED, "已发出，逾期无回执")
    says(order, starts_on=date(2023, 1, 21), ends_on=date(2024, 1, 20))
    take()
    assert standing(measure) == (Tone.GREEN, "已确认")
    assert (measure.ends_on, measure.confirmed_until, measure.renewal) == (
        date(2024, 1, 20),
        date(2024, 1, 20),
        "",
    )
    assert act_of(measure).state == "confirmed"
    assert kinds(measure) == ["controlled", "renewal_drafted", "renewal_sent", "renewed"]
    assert ActBatch.objects.get().state == "done"


def person_as_chief(officer: Actor) -> Actor:
    """The drafter with every role: it is the person that counts."""
    return officer


def test_a_refused_renewal_is_red_at_once_and_can_be_tried_again(case: Case, bank: Unit) -> None:
    officer, chief = people(case.court)
    measure = frozen(case, bank)
    approve(renew(case.court, officer, measure).batch_id, chief)
    says(order_of(act_of(measure)), "not_controlled", words="账户已被注销", ends_on=None, starts_on=None)
    take()
    assert standing(measure) == (Tone.RED, "协助单位未续行")
    assert (measure.ends_on, measure.trouble_words, act_of(measure).state) == (END, "账户已被注销", "refused")
    duty = queries.duties(actor=chief, today=TODAY, limit=9)[0]
    assert (duty.title, "账户已被注销" in duty.why) == ("冻结措施未办妥", True)
    again = renew(case.court, officer, measure, token="t2")
    approve(again.batch_id, chief)
    assert act_of(measure).key == f"renew:{measure.id}:2023-01-20:2"
    assert ControlOrder.objects.filter(action="renew").count() == 2


def test_a_late_renewal_is_no_renewal(case: Case, bank: Unit) -> None:
    officer, chief = people(case.court)
    measure = frozen(case, bank)
    approve(renew(case.court, officer, measure).batch_id, chief)
    says(
        order_of(act_of(measure)),
        starts_on=date(2023, 1, 25),
        ends_on=date(2024, 1, 20),
        at=moment(2023, 1, 25),
    )
    take(moment(2023, 1, 25))
    assert standing(measure, date(2023, 1, 25)) == (Tone.RED, "已过期")
    assert "中间有空档" in measure.trouble_words
    assert measure.ends_on == END


def test_the_same_draft_twice_is_one_and_what_runs_is_left_out(case: Case, bank: Unit) -> None:
    officer, _ = people(case.court)
    measure = frozen(case, bank)
    first = renew(case.court, officer, measure)
    again = renew(case.court, officer, measure)
    assert (again.batch_id, again.is_new, again.taken) == (first.batch_id, False, 1)
    with pytest.raises(drafting.NothingToDo, match="续行已在办理"):
        renew(case.court, officer, measure, token="t2")
    assert MeasureAct.objects.count() == 1
    drafting.withdraw(batch_id=first.batch_id, reason="选错了案件", now=NOW, actor=officer)
    assert renew(case.court, officer, measure, token="t3").taken == 1


def test_what_cannot_be_renewed_is_left_out_with_its_reason(case: Case, bank: Unit) -> None:
    officer, _ = people(case.court)
    good = frozen(case, bank)
    bad = [
        on_paper(case, "1", ends_on=None), on_paper(case, "2", ends_on=date(2022, 11, 30)),
        on_paper(case, "3", ends_on=date(2023, 3, 2)), on_paper(case, "4", holder=""), on_paper(case, "5", debtor=None),
        on_paper(case, "6", do_not_renew_reason="没有价值"),
    ]  # fmt: skip
    made = renew(case.court, officer, good, *bad)
    assert (made.taken, made.left_out) == (1, 6)
    why = {
        act.measure.description: act.why
        for act in MeasureAct.objects.exclude(why="").select_related("measure")
    }
    assert why == {
        "1": "没有届满日，请先按裁定书补录。",
        "2": "已于 2022-11-30 届满失效，不能续行，应当重新采取措施（顺位另计）。",
        "3": "还有 91 日届满，90 日内再办理。",
        "4": "没有协助单位，请先补录。",
        "5": "写明的被执行人不是本案当事人，请先核对。",
        "6": "已决定（或者提请）不再续行。",
    }


# ---- renewal by hand -------------------------------------------------------------------------------------------------------


def test_a_ledger_measure_gets_printed_documents_and_a_duty_to_deliver(case: Case) -> None:
    from zhixing.freezes.operations.paper import NewScan, PaperRefused, Slip, note_delivered, note_slip

    officer, chief = people(case.court)
    measure = on_paper(case)
    approve(renew(case.court, officer, measure).batch_id, chief)
    act = act_of(measure)
    assert (act.state, act.deliver_by, act.ends_on) == ("by_hand", date(2022, 12, 6), date(2026, 1, 20))
    assert act.ruling_number
    assert act.notice_number
    assert ControlOrder.objects.count() == 0
    assert [duty.title for duty in queries.duties(actor=person_clerk(case.court), today=TODAY, limit=9)] == [
        "续行文书待送达"
    ]
    note_delivered(act_id=act.id, on=TODAY, by="金哲", now=NOW, actor=officer)
    assert standing(measure) == (Tone.AMBER, "续行已发出，待回执")
    slip = Slip(result="controlled", said_on=TODAY, ends_on=date(2026, 1, 20))
    with pytest.raises(PaperRefused, match="扫描件"):
        note_slip(act_id=act.id, slip=slip, scan=None, now=NOW, actor=officer)
    scan = NewScan("回执.pdf", b"%PDF-1.7 slip")
    note_slip(act_id=act.id, slip=slip, scan=scan, now=NOW, actor=officer)
    assert standing(measure) == (Tone.GREEN, "已确认")
    assert (measure.ends_on, measure.term_starts_on) == (date(2026, 1, 20), date(2023, 1, 21))


def person_clerk(court: Court) -> Actor:
    from renewal_world import person
    from zhixing.foundation.identity.models import Role

    return person(court, Role.CLERK, name="书记员")


# ---- not to be renewed -----------------------------------------------------------------------------------------------------


def test_not_to_renew_takes_a_reason_and_two_people(case: Case, bank: Unit) -> None:
    officer, chief = people(case.court)
    measure = frozen(case, bank)
    with pytest.raises(operations.ReasonMissing):
        letting_go.ask_not_to_renew(measure_id=measure.id, reason="无", now=NOW, actor=officer)
    letting_go.ask_not_to_renew(measure_id=measure.id, reason="余额只有三元", now=NOW, actor=officer)
    assert "不再续行待批准" in [duty.title for duty in queries.duties(actor=chief, today=TODAY, limit=9)]
    with pytest.raises(NotAllowed):
        letting_go.decide_not_to_renew(measure_id=measure.id, agree=True, now=NOW, actor=officer)
    letting_go.decide_not_to_renew(measure_id=measure.id, agree=True, now=NOW, actor=chief)
    assert standing(measure) == (Tone.GREY, "已决定不再续行")
    assert standing(measure, date(2023, 2, 1)) == (Tone.ENDED, "依决定未续行，已届满")
    batch = ActBatch.objects.get()
    assert (batch.kind, batch.ground, batch.due_on) == ("release", "not_renewed", END)


def test_nothing_is_carried_out_of_what_was_released_meanwhile(case: Case, bank: Unit) -> None:
    officer, chief = people(case.court)
    measure = frozen(case, bank)
    made = renew(case.court, officer, measure)
    drafting.approve(batch_id=made.batch_id, now=NOW, actor=chief)
    operations.release(measure_id=measure.id, reason="依据另案裁定解除", now=NOW, on=TODAY, actor=officer)
    assert carrying_out.carry_out(now=NOW, actor=SYSTEM, limit=9) == 0
    assert (act_of(measure).state, act_of(measure).why) == ("withdrawn", "已登记解除")
    assert ControlOrder.objects.filter(action="renew").count() == 0


def test_four_hundred_in_one_click(case: Case) -> None:
    """One ruling a case, one notice a holder, however many measures; the statements of a draft do not grow with them."""
    officer, chief = people(case.court)
    cases = [case, *(a_case(case.court, 20 + number) for number in range(3))]
    measures = [on_paper(cases[number % 4], f"第{number}号") for number in range(400)]
    with CaptureQueriesContext(connection) as few:
        renew(case.court, officer, *measures[:4], token="few")
    with CaptureQueriesContext(connection) as many:
        made = renew(case.court, officer, *measures[4:], token="many")
    assert (made.taken, made.left_out) == (396, 0)
    assert (len(few), len(many)) == (11, 14), "only the bulk writes come in groups"
    assert approve(made.batch_id, chief) == 396
    assert MeasureAct.objects.filter(state="by_hand").values("ruling_id").distinct().count() == 4
    assert MeasureAct.objects.filter(state="by_hand").values("notice_id").distinct().count() == 4
    with pytest.raises(drafting.NothingToDo, match="一次最多办理 400 项"):
        renew(case.court, officer, *measures, measures[0], token="more")
