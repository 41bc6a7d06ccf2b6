"""The near-due board, sub-accounts of debtors, telling the parties, and the public notice, on real rows."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funds_world import NOW, Line, make_case, person, take_in
from zhixing.cases.models import Party
from zhixing.cases.operations import take_register
from zhixing.cases.rules.register import read_register
from zhixing.documents.fonts import check
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations, queries, sweeps
from zhixing.funds.models import Payment, PublicNoticeEntry, Receipt, TellingDue
from zhixing.funds.operations.settling import Outcome, settle
from zhixing.funds.queries import Band, BoardFilter, WaitStage
from zhixing.funds.queries.blockers import blockers_of
from zhixing.funds.rules.payments import Effect
from zhixing.law.case_funds import Deferral
from zhixing.simulator import sample_folder

TODAY = date(2022, 3, 2)
ALL = BoardFilter()


@pytest.fixture
def office(wangqing: Court) -> Court:
    """Six sums at six stages, all of 1 March: to claim, to plan, deferred, to approve, to send, at the bank."""
    lines: list[Line] = [("B0", 10_000, "王五", "转账", "")]
    for sequence in range(1, 6):
        case = make_case(wangqing, sequence, account="" if sequence == 1 else "6217569546347374596")
        lines.append((f"B{sequence}", sequence * 1_000_000, "李四", "还款", case.sub_account))
    take_in(wangqing, lines)
    officer, chief = _officer(wangqing), person(wangqing, Role.BUREAU_CHIEF, name="chief")
    deferred = operations.propose_deferral(
        receipt_id=_of(2).pk, ground=Deferral.STAYED, reason="裁定中止执行", until=date(2022, 3, 10), now=NOW, actor=officer,
    )  # fmt: skip
    operations.approve_deferral(deferral_id=deferred.pk, now=NOW, actor=chief)
    sweeps.plan_marked_money(now=NOW, limit=50)
    for sequence in (5, 4):
        operations.approve(plan_id=_of(sequence).plans.get().pk, now=NOW, actor=chief)
        if sequence == 5:
            sweeps.send_payments(now=NOW, limit=50)
    return wangqing


def _officer(court: Court) -> Actor:
    return person(court, Role.OFFICER, name="officer")


def _of(sequence: int) -> Receipt:
    return Receipt.objects.get(case__sequence=sequence)


def test_sums_by_stage_and_band(office: Court) -> None:
    sums = queries.board_sums(wanted=ALL, today=TODAY)
    found = {row.key: (row.total.count, row.total.fen) for row in sums.stages}
    assert found == {
        "claim": (1, 10_000), "plan": (1, 1_000_000), "deferred": (1, 2_000_000), "approval": (1, 3_000_000),
        "send": (1, 4_000_000), "bank": (1, 5_000_000),
    }  # fmt: skip
    assert {band: one.count for band, one in sums.all.bands.items()} == {Band.FIVE: 1, Band.LATER: 5}
    assert sums.all.total.fen == 15_010_000
    assert [(row.name, row.total.count) for row in sums.officers] == [("（未到案）", 1), ("金哲", 5)]
    assert sums.long_held.count == 0


def test_the_board_warns_before_the_day_and_after(office: Court) -> None:
    lines = queries.board_lines(wanted=BoardFilter(stage=WaitStage.APPROVAL), today=date(2022, 3, 30)).lines
    (line,) = lines
    assert (line.days_left, line.band, line.prediction, line.held_days) == (1, Band.FIVE, "2 天后逾期", 29)
    assert line.target_missed
    (line,) = queries.board_lines(wanted=BoardFilter(stage=WaitStage.APPROVAL), today=date(2022, 4, 2)).lines
    assert (line.days_left, line.band, line.prediction) == (-2, Band.OVER, "已逾期 2 天")
    assert queries.board_sums(wanted=ALL, today=date(2022, 4, 2)).long_held.count == 6


def test_the_nearest_day_comes_first_and_pages_lead_on(office: Court) -> None:
    first = queries.board_lines(wanted=ALL, today=TODAY, limit=4)
    second = queries.board_lines(wanted=ALL, today=TODAY, after=first.next_key, limit=4)
    days = [line.due_on for line in (*first.lines, *second.lines)]
    assert days == sorted(days)
    assert len({line.id for line in (*first.lines, *second.lines)}) == 6
    assert second.next_key == ""


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (BoardFilter(band=Band.FIVE), 1), (BoardFilter(band=Band.LATER), 5), (BoardFilter(band=Band.OVER), 0),
        (BoardFilter(officer="金哲"), 5), (BoardFilter(officer=""), 1), (BoardFilter(officer_id=0), 0),
    ],
)  # fmt: skip
def test_filters_narrow(office: Court, wanted: BoardFilter, count: int) -> None:
    assert len(queries.board_lines(wanted=wanted, today=TODAY).lines) == count


def test_who_sees_the_whole_court(office: Court) -> None:
    officer = _officer(office)
    assert queries.board_reach(officer) == officer.user_id
    assert queries.board_reach(person(office, Role.BUREAU_CHIEF, name="chief")) is None


def test_every_stage_names_its_hand(office: Court) -> None:
    waits = {one.pk: one for one in Receipt.objects.all()}
    texts = {waits[pk].fen: blocker.text(TODAY) for pk, blocker in blockers_of(waits).items()}
    assert texts == {
        10_000: "等待案款管理员、执行员认领，自3月1日起（已1天）；附言和子账号中没有任何案件线索",
        1_000_000: "等待承办人金哲补充收款账户，自3月1日起（已1天）；申请执行人没有登记收款账户，须补充",
        2_000_000: "等待承办人金哲确认延缓事由消失（案件中止或者暂缓执行，至 2022-03-10），自3月1日起（已1天）",
        3_000_000: "等待执行局局长chief审批，自3月1日起（已1天）",
        4_000_000: "等待案款管理员送银行付款，自3月1日起（已1天）",
        5_000_000: "等待银行回执，自3月1日起（已1天）",
    }


def test_the_board_asks_the_same_number_of_questions_for_any_length(office: Court) -> None:
    def asked(limit: int) -> int:
        with CaptureQueriesContext(connection) as made:
            queries.board_lines(wanted=ALL, today=TODAY, limit=limit)
        return len(made)

    assert asked(6) == asked(2) <= 8


# ---- a number of its own for each debtor -----------------------------------------------------------------------------


def test_a_debtors_own_number_leads_to_case_and_debtor(wangqing: Court) -> None:
    case = make_case(wangqing, 7, debtors=("李四", "王五"))
    second = case.parties.get(role="debtor", position=1)
    Party.objects.filter(pk=second.pk).update(sub_account="2424202200000702")
    report = take_in(
        wangqing,
        [("B1", 100_000, "赵六", "", "2424202200000702"), ("B2", 200_000, "赵六", "", case.sub_account)],
    )
    assert report.marked == [("B1", case.number, "sub_account"), ("B2", case.number, "sub_account")]
    own, of_case = Receipt.objects.get(fen=100_000), Receipt.objects.get(fen=200_000)
    assert (own.case_id, own.debtor_id) == (case.id, second.pk)
    assert (of_case.case_id, of_case.debtor_id) == (case.id, None)


def test_a_number_of_no_debtor_stays_unidentified(wangqing: Court) -> None:
    make_case(wangqing, 7)
    take_in(wangqing, [("B1", 100_000, "赵六", "", "2424202200000709")])
    assert Receipt.objects.get().why == "sub_account_of_no_case"


# ---- telling ---------------------------------------------------------------------------------------------------------


def test_arrival_deferral_and_payment_are_told_once_to_whom_they_concern(office: Court) -> None:
    assert sweeps.tell_parties(now=NOW, limit=100) == 6
    assert sweeps.tell_parties(now=NOW, limit=100) == 0
    rows = TellingDue.objects.filter(case__sequence=2).order_by("what", "party__role")
    assert [(row.what, row.party.role) for row in rows] == [
        ("arrival", "applicant"), ("arrival", "debtor"), ("deferral", "applicant"),
    ]  # fmt: skip
    told = rows.get(what="deferral")
    assert told.text_zh == (
        "（2022）吉2424执2号案件执行款20,000.00元因“案件中止或者暂缓执行”经批准延缓发放，至2022年3月10日止；"
        "事由消失后十日内发放。"
    )
    assert "2022년 3월 10일까지" in told.text_ko
    assert told.due_on == date(2022, 3, 4)
    assert (told.state, told.channel) == ("due", "")


def test_a_returned_payment_is_told_to_the_applicant_with_a_masked_account(office: Court) -> None:
    payment = Payment.objects.get(state="sent")
    settle(
        court_id=office.pk, now=NOW, actor=person(office, Role.FUND_ACCOUNTANT, name="accountant"),
        outcomes=[Outcome(payment, Effect.FAILED, TODAY, code="AC01", text="账号户名不符")],
    )  # fmt: skip
    sweeps.tell_parties(now=NOW, limit=100)
    (row,) = TellingDue.objects.filter(what="return")
    assert row.party.role == "applicant"
    assert row.text_zh == (
        f"（2022）吉2424执5号案件执行款{payment.fen / 100:,.2f}元于2022年3月2日被银行退回（账号户名不符），收款账户 "
        "6217***********4596。款项仍在本院，请尽快核对并补正收款信息。"
    )
    assert "6217569546347374596" not in row.text_zh + row.text_ko


def test_who_told_is_kept_and_nobody_is_told_twice(office: Court) -> None:
    sweeps.tell_parties(now=NOW, limit=100)
    row = TellingDue.objects.filter(what="deferral").get()
    officer = _officer(office)
    with pytest.raises(operations.TellingRefused, match="告知方式"):
        operations.note_told(telling_ids=[row.pk], channel="", now=NOW, actor=officer)
    assert operations.note_told(telling_ids=[row.pk], channel="phone", now=NOW, actor=officer) == 1
    row.refresh_from_db()
    assert (row.state, row.channel, row.told_by) == ("told", "phone", "officer")
    with pytest.raises(operations.TellingRefused, match="没有待告知"):
        operations.note_told(telling_ids=[row.pk], channel="phone", now=NOW, actor=officer)
    assert [line.what.value for line in queries.tellings_of_case(row.case_id)].count("deferral") == 1


# ---- the month's public notice ---------------------------------------------------------------------------------------


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    places = (home().fonts, Path(__file__).parents[3] / "var" / "fonts")
    fonts = next(place for place in places if place.is_dir() and not check(place).missing)
    made = Renderer(fonts, lanes=1)
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: made)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    return tmp_path


def test_money_unclaimed_after_three_days_is_announced_once(office: Court, files: Path) -> None:
    accountant = person(office, Role.FUND_ACCOUNTANT, name="accountant")
    with pytest.raises(operations.NothingToAnnounce):
        operations.make_public_notice(court=office, now=NOW + timedelta(days=3), actor=accountant)
    notice = operations.make_public_notice(court=office, now=NOW + timedelta(days=4), actor=accountant)
    assert (notice.number, notice.total_fen, notice.issued_on) == (
        "（2022）吉2424案款公告1号",
        10_000,
        date(2022, 3, 5),
    )
    assert (files / notice.file).read_bytes().startswith(b"%PDF")
    assert "王五" not in str(notice.content)
    assert PublicNoticeEntry.objects.count() == 1
    with pytest.raises(operations.NothingToAnnounce):
        operations.make_public_notice(court=office, now=NOW + timedelta(days=5), actor=accountant)
    with pytest.raises(NotAllowed):
        operations.make_public_notice(court=office, now=NOW, actor=_officer(office))


def test_a_month_is_cleared_when_nothing_of_it_waits(office: Court) -> None:
    (month,) = queries.months_cleared(today=TODAY)
    assert (month.month, month.came, month.waiting, month.waiting_fen) == (date(2022, 3, 1), 1, 1, 10_000)
    assert not month.is_cleared
    lone = Receipt.objects.get(fen=10_000)
    case_id = _of(3).case_id
    assert case_id is not None
    operations.mark(
        receipt_id=lone.pk, case_id=case_id, reason="与付款人核实", now=NOW, actor=_officer(office)
    )
    (month,) = queries.months_cleared(today=TODAY)
    assert (month.came, month.waiting, month.is_cleared) == (1, 0, True)


def test_intake_gives_each_debtor_a_number(wangqing: Court) -> None:
    """Through the register of the sample: one number a debtor, under the case's own, none for applicants."""
    content = (sample_folder() / "执行案件台账.xlsx").read_bytes()
    take_register(
        court=wangqing, table=read_register(content), file_name="台账.xlsx", file_sha256="", now=NOW,
        actor=Actor.system("测试"),
    )  # fmt: skip
    debtors = Party.objects.filter(role="debtor").select_related("case")
    assert debtors.count() > 600
    assert all(one.sub_account == f"{one.case.sub_account}{one.position + 1:02d}" for one in debtors)
    assert set(Party.objects.filter(role="applicant").values_list("sub_account", flat=True)) == {""}
