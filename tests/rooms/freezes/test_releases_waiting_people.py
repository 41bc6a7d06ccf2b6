"""Releases that follow by themselves, waiting measures that advance, deputies, applicants, paper, gaps (PostgreSQL)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

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
    on_paper,
    order_of,
    people,
    person,
    renew,
    says,
    take,
)
from zhixing.cases.models import Case
from zhixing.config.wakes import WAKES
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.freezes import operations, queries
from zhixing.freezes.models import ActBatch, ApplicantReminder, Ground, Measure, MeasureStage, Scan
from zhixing.freezes.operations import doubting, drafting, linking, releasing, valuing, waiting
from zhixing.freezes.operations import paper as on
from zhixing.freezes.operations import people as staff
from zhixing.freezes.rules.ledger import MeasureKind
from zhixing.freezes.rules.standing import Tone
from zhixing.inquiries.models import Request, Unit
from zhixing.inquiries.wire.messages import Action

SCAN = on.NewScan("裁定书.pdf", b"%PDF-1.7 ruling")


@pytest.fixture
def bank(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Unit:
    use_fonts(monkeypatch)
    return units(wangqing)[BANK]


@pytest.fixture
def case(wangqing: Court, bank: Unit) -> Case:
    return a_case(wangqing)


def satisfied(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="concluded", concluded_on=TODAY, closing_kind="performed")


def sweep() -> int:
    return releasing.release_satisfied(now=NOW, actor=SYSTEM, limit=50)


# ---- releases --------------------------------------------------------------------------------------------------------------


def test_a_satisfied_debt_drafts_every_release_once_and_one_click_sends_them(case: Case, bank: Unit) -> None:
    assert "freezes.release_satisfied" in WAKES["debt.satisfied"]
    officer, chief = people(case.court)
    first, second = frozen(case, bank), on_paper(case)
    pending = renew(case.court, officer, first)
    satisfied(case)
    assert (sweep(), sweep()) == (1, 0)
    batch = ActBatch.objects.get(kind="release")
    assert (batch.ground, batch.due_on, batch.origin) == (
        "satisfied",
        date(2022, 12, 2),
        f"satisfied:{case.id}:1",
    )
    assert {act.measure_id for act in batch.acts.all()} == {first.id, second.id}
    assert ActBatch.objects.get(pk=pending.batch_id).acts.get().state == "withdrawn"
    assert approve(batch.id, chief) == 2
    order = order_of(act_of(first))
    assert (order.action, order.original_number) == ("release", first.order_number)
    assert act_of(second).state == "by_hand"
    assert Measure.objects.exclude(state="released").count() == 2
    says(order, starts_on=TODAY, ends_on=None)
    take()
    first.refresh_from_db()
    assert (first.state, first.released_on, first.lifting) == ("released", TODAY, "")
    later = on_paper(case, "后到的措施")
    assert sweep() == 1
    assert act_of(later).batch.origin == f"satisfied:{case.id}:2"


def test_a_refused_release_is_red_at_once(case: Case, bank: Unit) -> None:
    officer, chief = people(case.court)
    measure = frozen(case, bank)
    made = drafting.draft_releases(
        court_id=case.court_id, releases=[drafting.NewRelease(measure.id)], ground=Ground.OTHER, token="r1",
        reason="双方已经和解", now=NOW, actor=officer,
    )  # fmt: skip
    with pytest.raises(drafting.NothingToDo, match="解除已在办理"):
        drafting.draft_releases(
            court_id=case.court_id, releases=[drafting.NewRelease(measure.id)], ground=Ground.OTHER, token="r2",
            reason="双方已经和解", now=NOW, actor=officer,
        )  # fmt: skip
    approve(made.batch_id, chief)
    says(order_of(act_of(measure)), "not_controlled", words="另有法院轮候", starts_on=None, ends_on=None)
    take()
    measure.refresh_from_db()
    found = queries.standing_of(measure, TODAY)
    assert (found.tone, found.word, measure.state) == (Tone.RED, "协助单位未解除", "watched")


def test_a_renewal_nobody_knows_of_is_red_until_its_receipt(case: Case, bank: Unit) -> None:
    officer, chief = people(case.court)
    measure = frozen(case, bank)
    approve(renew(case.court, officer, measure).batch_id, chief)
    order = order_of(act_of(measure))

    def note() -> int:
        return doubting.note_doubts(now=NOW, actor=SYSTEM, limit=9)

    assert note() == 0
    Request.objects.filter(pk=order.request_id).update(state="dead", ended_at=NOW)
    assert (note(), note()) == (1, 0)
    measure.refresh_from_db()
    assert queries.standing_of(measure, TODAY).word == "协助单位结果不明"
    says(order, starts_on=date(2023, 1, 21), ends_on=date(2024, 1, 20))
    take()
    measure.refresh_from_db()
    assert (queries.standing_of(measure, TODAY).tone, measure.trouble_words) == (Tone.GREEN, "")


# ---- waiting ---------------------------------------------------------------------------------------------------------------


def test_a_waiting_measure_advances_when_the_last_one_ahead_goes_and_the_holder_confirms(
    case: Case, bank: Unit
) -> None:
    officer, _ = people(case.court)
    first = frozen(case, bank)
    other = a_case(case.court, 8)
    order = freeze(other, bank, action=Action.WAIT)
    says(order, place_in_waiting=1, prior_measures=[{"authority": case.court.name, "until": "2023-01-20"}])
    take()
    measure = Measure.objects.get(case=other)
    assert (measure.is_waiting, measure.place, measure.waits_behind_id, measure.ahead) == (
        True,
        1,
        first.id,
        [],
    )
    advance = lambda today: waiting.advance_waiting(today=today, now=NOW, actor=SYSTEM)  # noqa: E731
    assert advance(END) == 0
    assert advance(END + timedelta(days=1)) == 1
    assert advance(END + timedelta(days=1)) == 0
    measure.refresh_from_db()
    assert queries.standing_of(measure, TODAY).word == "轮候待确认"
    assert measure.events.latest("at", "id").kind == "waiting_advanced"
    with pytest.raises(on.PaperRefused, match="扫描件"):
        on.confirm_waiting(measure_id=measure.id, effective_from=TODAY, scan=None, now=NOW, actor=officer)
    on.confirm_waiting(measure_id=measure.id, effective_from=TODAY, scan=SCAN, now=NOW, actor=officer)
    measure.refresh_from_db()
    assert (measure.is_waiting, measure.term_starts_on, measure.advanced_on) == (False, TODAY, None)
    assert measure.ends_on == END, "the ruling's own end is the shorter"


def test_a_holder_says_itself_that_the_turn_has_come(case: Case, bank: Unit) -> None:
    order = freeze(case, bank, action=Action.WAIT)
    says(order, place_in_waiting=1, prior_measures=[{"authority": "图们市法院", "until": "2022-12-31"}])
    take()
    measure = Measure.objects.get()
    assert (measure.is_waiting, measure.ahead_until) == (True, date(2022, 12, 31))
    says(order, place_in_waiting=0, starts_on=TODAY, ends_on=date(2023, 11, 30))
    take()
    measure.refresh_from_db()
    assert (measure.is_waiting, measure.place, measure.term_starts_on, measure.ahead) == (
        False,
        None,
        TODAY,
        [],
    )
    assert (measure.ends_on, measure.confirmed_by_holder) == (date(2023, 11, 30), True)
    assert [event.kind for event in measure.events.order_by("id")] == [
        "controlled", "waiting_effective", "controlled",
    ]  # fmt: skip


def test_one_with_somebody_unknown_ahead_does_not_advance_by_itself(case: Case, bank: Unit) -> None:
    order = freeze(case, bank, action=Action.WAIT)
    says(order, place_in_waiting=2, prior_measures=[{"authority": "图们市法院", "until": ""}])
    take()
    assert waiting.advance_waiting(today=date(2030, 1, 1), now=NOW, actor=SYSTEM) == 0


# ---- people ----------------------------------------------------------------------------------------------------------------


def test_a_deputy_has_the_measures_at_once_and_without_one_the_chief_does(case: Case) -> None:
    court = case.court
    officer, chief = people(court)
    deputy = person(court, Role.OFFICER, name="李代理")
    assert officer.user_id is not None
    Case.objects.filter(pk=case.pk).update(officer_id=officer.user_id)
    measure = on_paper(case, ends_on=date(2022, 12, 20), officer_id=officer.user_id)

    def sees(who: object) -> list[str]:
        found = queries.duties(actor=who, today=TODAY, limit=9)  # type: ignore[arg-type]
        return [duty.url for duty in found]

    mine = f"/freezes/{measure.id}/"
    assert (sees(officer), sees(deputy), sees(chief)) == ([mine], [], [])
    away = staff.note_absence(
        court_id=court.pk, person_id=officer.user_id, deputy_id=deputy.user_id, starts_on=TODAY,
        ends_on=date(2022, 12, 5), now=NOW, actor=officer,
    )  # fmt: skip
    assert sees(deputy) == [mine]
    with pytest.raises(staff.AbsenceRefused, match="已经登记过"):
        staff.note_absence(
            court_id=court.pk, person_id=officer.user_id, deputy_id=None, starts_on=TODAY, ends_on=TODAY, now=NOW,
            actor=officer,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        staff.cancel_absence(absence_id=away.pk, now=NOW, actor=deputy)
    staff.cancel_absence(absence_id=away.pk, now=NOW, actor=officer)
    staff.note_absence(
        court_id=court.pk, person_id=officer.user_id, deputy_id=None, starts_on=TODAY, ends_on=TODAY, now=NOW,
        actor=officer,
    )  # fmt: skip
    assert (sees(deputy), sees(chief)) == ([], [mine])
    assert queries.count_of_duties(actor=chief, today=TODAY) == 1


def test_a_measure_rises_from_the_team_to_the_command_centre(case: Case) -> None:
    measure = on_paper(case, ends_on=date(2022, 12, 16))
    roles = (Role.CLERK, Role.BUREAU_CHIEF, Role.DUTY_OFFICER)
    actors = [person(case.court, role, name=role.value) for role in roles]

    def counts(today: date) -> list[int]:
        return [queries.count_of_duties(actor=actor, today=today) for actor in actors]

    assert counts(date(2022, 11, 25)) == [0, 0, 0]
    assert counts(TODAY) == [1, 0, 0]
    assert counts(date(2022, 12, 9)) == [1, 1, 0]
    assert counts(date(2022, 12, 13)) == [1, 1, 1]
    Measure.objects.filter(pk=measure.pk).update(do_not_renew_on=TODAY, do_not_renew_reason="没有价值")
    assert counts(date(2022, 12, 13)) == [0, 0, 0]


def test_applicants_are_to_be_told_once_for_each_rung(case: Case) -> None:
    officer, _ = people(case.court)
    on_paper(case, "甲", ends_on=date(2022, 12, 31))
    on_paper(case, "乙", ends_on=date(2022, 12, 31))
    operations.give_reminders(now=NOW, today=TODAY, actor=SYSTEM)

    def tell(today: date) -> int:
        return staff.remind_applicants(today=today, now=NOW, limit=100)

    assert (tell(TODAY), tell(TODAY)) == (1, 0)
    told = ApplicantReminder.objects.get()
    assert (told.expires_on, told.step, told.measures, told.ask_by) == (
        date(2022, 12, 31),
        30,
        2,
        date(2022, 12, 23),
    )
    assert "有2项查封、扣押、冻结将于2022年12月31日届满" in told.text_zh
    assert "请在2022年12月23日前" in told.text_zh
    assert staff.note_applicants_told(reminder_ids=[told.pk], channel="phone", now=NOW, actor=officer) == 1
    with pytest.raises(staff.TellingRefused):
        staff.note_applicants_told(reminder_ids=[told.pk], channel="phone", now=NOW, actor=officer)
    assert Fact.objects.get(kind="applicant.reminded").body["channel"] == "phone"


# ---- paper, ledger, gaps ----------------------------------------------------------------------------------------------------


def a_paper(case: Case, **changes: object) -> on.NewPaper:
    plain = on.NewPaper(
        case_id=case.id, debtor_id=case.parties.get(role="debtor").id, asset_text="不动产", description="汪清房权证第9号",
        holder="汪清县不动产登记中心", action=MeasureKind.SEAL, starts_on=date(2022, 11, 1), stated_on=date(2025, 10, 31),
        ruling_number="（2022）吉2424执7号之一",
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def register(paper: on.NewPaper, scan: on.NewScan | None = SCAN) -> Measure:
    return on.register_paper(paper=paper, scan=scan, now=NOW, actor=SYSTEM)


def test_a_measure_on_paper_is_flagged_and_green_only_with_the_slip(case: Case) -> None:
    measure = register(a_paper(case))
    assert (measure.source, measure.ends_on, measure.flags[0]["code"]) == (
        "paper",
        date(2025, 10, 31),
        "paper",
    )
    assert queries.standing_of(measure, TODAY).tone is Tone.GREY
    assert Scan.objects.get().what == "ruling"
    with pytest.raises(on.PaperRefused, match="已经登记过"):
        register(a_paper(case))
    slip = register(a_paper(case, description="第10号", slip=True))
    assert queries.standing_of(slip, TODAY).tone is Tone.GREEN
    beyond = register(a_paper(case, description="第11号", stated_on=date(2030, 1, 1)))
    assert beyond.ends_on == date(2025, 10, 31)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holder": " "}, "协助单位"),
        ({"stated_on": date(2022, 10, 1)}, "早于起始日"),
        ({"slip": True}, "扫描件"),
        ({"stage": MeasureStage.LITIGATION}, "原保全案号"),
        ({"asset_text": "某物"}, "看不出财产类型"),
    ],
)
def test_a_paper_that_cannot_be_is_refused_with_what_to_correct(
    case: Case, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(on.PaperRefused, match=words):
        register(a_paper(case, **changes), scan=None)
    assert Measure.objects.count() == 0


def test_a_preservation_keeps_its_dates_or_is_void(case: Case) -> None:
    kept = a_paper(
        case, stage=MeasureStage.LITIGATION, original_case_number="（2021）吉2424财保9号", starts_on=date(2021, 6, 1),
        stated_on=date(2024, 5, 31), entered_on=date(2022, 11, 1),
    )  # fmt: skip
    measure = register(kept)
    assert (measure.starts_on, measure.ends_on, measure.stage) == (
        date(2021, 6, 1),
        date(2024, 5, 31),
        "litigation",
    )
    assert [event.kind for event in measure.events.order_by("id")] == ["entered_from_paper", "carried_over"]
    with pytest.raises(on.PaperRefused, match="不自动转为执行措施"):
        register(replace(kept, description="另一处", stated_on=date(2022, 10, 1)))


def test_a_measure_is_handed_over_only_with_a_month_left(case: Case) -> None:
    officer, _ = people(case.court)
    short, long = on_paper(case, "短", ends_on=date(2022, 12, 25)), on_paper(case, "长")
    with pytest.raises(on.PaperRefused, match="先行续行"):
        on.hand_over(measure_id=short.id, to_court="图们市人民法院", on=TODAY, now=NOW, actor=officer)
    handed = on.hand_over(measure_id=long.id, to_court="图们市人民法院", on=TODAY, now=NOW, actor=officer)
    assert handed.handed_over_to == "图们市人民法院"
    operations.find_gaps(now=NOW, today=TODAY, actor=SYSTEM)
    assert set(long.gaps.values_list("kind", flat=True)) == {"handed_over", "no_owner"}


def test_a_renewal_of_the_ledger_is_linked_only_when_one_can_be_meant(case: Case) -> None:
    first = on_paper(case, "车1", ends_on=date(2022, 6, 30), starts_on=date(2020, 7, 1))
    later = on_paper(
        case, "车1", ends_on=date(2024, 6, 30), starts_on=date(2022, 7, 1), is_renewal=True, copy_number=2
    )
    lone = on_paper(case, "车2", starts_on=date(2022, 7, 1), is_renewal=True)
    assert linking.link_renewals(now=NOW, actor=SYSTEM, limit=99) == 1
    assert linking.link_renewals(now=NOW, actor=SYSTEM, limit=99) == 0
    for one in (first, later, lone):
        one.refresh_from_db()
    assert (later.renews_id, later.state, lone.renews_id) == (first.id, "watched", None)
    assert (first.state, first.released_on, first.flags[0]["code"]) == (
        "released",
        date(2022, 7, 1),
        "continued",
    )


def test_measures_of_suspended_cases_go_on_and_are_found_when_nobody_renews(case: Case) -> None:
    officer, _ = people(case.court)
    Case.objects.filter(pk=case.pk).update(
        status="concluded", concluded_on=TODAY, closing_kind="suspended_for_want_of_assets"
    )
    measure = on_paper(case)
    operations.find_gaps(now=NOW, today=TODAY, actor=SYSTEM)
    assert set(measure.gaps.filter(cleared_on=None).values_list("kind", flat=True)) == {
        "case_suspended", "no_owner",
    }  # fmt: skip
    assert renew(case.court, officer, measure).taken == 1
    operations.find_gaps(now=NOW, today=TODAY, actor=SYSTEM)
    assert "case_suspended" not in set(measure.gaps.filter(cleared_on=None).values_list("kind", flat=True))
    clerk = person(case.court, Role.CLERK, name="书记员")
    titles = [duty.title for duty in queries.duties(actor=clerk, today=TODAY, limit=9)]
    assert titles == ["夜间核查：没有承办人", "夜间核查：没有协助单位的回执"]


def test_the_value_at_risk_is_the_amount_or_the_debt(case: Case) -> None:
    from zhixing.freezes.queries.more import list_by_value
    from zhixing.freezes.rules.standing import View

    small, whole = on_paper(case, "小", amount_fen=60_000), on_paper(case, "大")
    assert valuing.value_measures(today=TODAY, now=NOW) == 2
    small.refresh_from_db()
    whole.refresh_from_db()
    assert small.value_fen == 60_000
    assert whole.value_fen is not None
    assert whole.value_fen > 60_000
    rows = list_by_value(courts=[case.court_id], wanted=queries.MeasureFilter(view=View.SIXTY), today=TODAY)
    assert [row.id for row in rows] == [whole.id, small.id]
