"""Suspension for want of assets and the five years after it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zhixing.law.suspension import examine_suspension, look_back, next_query
from zhixing.law.suspension_dossier import Dossier, DossierAsset, DossierDebtor

ON = date(2026, 11, 22)
DEBTOR = DossierDebtor(
    name="张三",
    restriction_order_on=date(2026, 9, 1),
    qualifies_for_list=True,
    listed=True,
    other_assets_investigated=True,
)
GOOD = Dossier(
    filed_on=date(2026, 8, 1),
    claim_fen=10_000_000,
    unpaid_fen=9_000_000,
    debtors=(DEBTOR,),
    notice_on=date(2026, 8, 5),
    report_order_on=date(2026, 8, 5),
    report_verified=True,
    report_recorded=True,
    network_query_on=date(2026, 11, 1),
    query_classes_open=frozenset({"银行", "车辆"}),
    query_classes_answered=frozenset({"银行", "车辆", "证券"}),
    local_search_done=True,
    field_records=1,
    interview_on=date(2026, 11, 20),
    creditor_answer="同意终本",
    creditor_signed=True,
    ruling_exists=True,
)


def failing(file: Dossier, on: date = ON) -> set[str]:
    return {found.key for found in examine_suspension(file, on).conditions if not found.met}


def test_a_complete_file_may_be_suspended_and_names_what_was_not_read() -> None:
    test = examine_suspension(GOOD, ON)
    assert test.ok
    assert test.warnings == ()
    assert len(test.conditions) == 8 + 12
    assert {flag.code for flag in test.flags} == {
        "suspension.exhausted",
        "suspension.nothing_left",
        "suspension.interview",
    }
    assert all(step.article for step in test.explanation)


def test_an_empty_file_meets_nothing_but_what_needs_no_record() -> None:
    empty = Dossier(filed_on=ON, claim_fen=1, unpaid_fen=0, debtors=())
    test = examine_suspension(empty, ON)
    assert not test.ok
    assert {found.key for found in test.conditions if found.met} == {
        "restricted", "nothing_left", "searched", "check_4", "check_5", "check_6", "check_7", "check_12",
    }  # fmt: skip
    assert len(test.warnings) == 7


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"notice_on": None}, {"notified", "check_1"}),
        ({"report_order_on": None}, {"notified", "check_1"}),
        ({"report_verified": False}, {"notified"}),
        ({"report_breached": True}, {"notified"}),
        ({"report_breached": True, "breach_punished": True}, set()),
        ({"report_recorded": False}, {"notified"}),
        ({"debtors": (replace(DEBTOR, listed=False),)}, {"restricted"}),
        ({"debtors": (replace(DEBTOR, listed=False, minor=True),)}, set()),
        ({"debtors": (replace(DEBTOR, restriction_order_on=None),)}, {"restricted", "check_7"}),
        ({"debtors": (replace(DEBTOR, restriction_order_on=date(2026, 11, 23)),)}, {"check_7"}),
        ({"debtors": (replace(DEBTOR, restriction_lifted_on=ON),)}, {"check_7"}),
        ({"debtors": (replace(DEBTOR, restriction_lifted_on=date(2026, 11, 23)),)}, set()),
        ({"debtors": (replace(DEBTOR, deceased=True),)}, {"check_11"}),
        ({"debtors": (DEBTOR, replace(DEBTOR, deceased=True, restriction_order_on=None))}, set()),
        ({"debtors": (replace(DEBTOR, missing=True),)}, {"searched"}),
        ({"debtors": (replace(DEBTOR, missing=True, searched_for=True),)}, set()),
        ({"debtors": (replace(DEBTOR, other_assets_investigated=False),)}, {"check_4"}),
        ({"leads_open": 2}, {"exhausted", "check_5"}),
        ({"network_query_on": None}, {"exhausted", "check_2"}),
        ({"network_query_on": date(2026, 8, 21)}, set()),
        ({"network_query_on": date(2026, 8, 20)}, {"check_2"}),
        ({"query_classes_answered": frozenset({"银行"})}, {"check_2"}),
        ({"local_search_done": False}, {"exhausted"}),
        ({"books_hidden": True}, {"exhausted"}),
        ({"books_hidden": True, "searched": True}, set()),
        ({"audit_requested": True}, {"exhausted"}),
        ({"audit_requested": True, "audit_answered": True}, set()),
        ({"field_records": 0}, {"check_3"}),
        ({"assets": (DossierAsset("房屋", 1),)}, {"nothing_left", "check_6"}),
        ({"assets": (DossierAsset("房屋", 1, disposed=True),)}, set()),
        ({"assets": (DossierAsset("车", 1, cannot_dispose_because="未实际扣押"),)}, set()),
        ({"assets": (DossierAsset("存款", 99_999, is_deposit=True),)}, {"nothing_left"}),
        ({"assets": (DossierAsset("存款", 100_000, is_deposit=True),)}, {"nothing_left", "check_6"}),
        (
            {"claim_fen": 1_000_000, "assets": (DossierAsset("存款", 50_001, is_deposit=True),)},
            {"nothing_left", "check_6"},
        ),
        ({"filed_on": date(2026, 8, 22)}, {"three_months"}),
        ({"filed_on": date(2026, 8, 21)}, set()),
        ({"obstruction": True}, {"searched"}),
        ({"obstruction": True, "obstruction_punished": True}, set()),
        ({"crime_suspected": True}, {"searched"}),
        ({"crime_suspected": True, "prosecution_started": True}, set()),
        ({"interview_on": None}, {"interview", "check_8"}),
        ({"interview_on": None, "interview_exempt_because": "申请执行人自己申请"}, set()),
        ({"interview_on": date(2026, 11, 23)}, {"interview", "check_8"}),
        ({"creditor_answer": ""}, {"interview", "check_8"}),
        ({"creditor_signed": False}, {"approval"}),
        ({"creditor_signed": False, "panel_reviewed": True}, {"approval"}),
        ({"creditor_signed": False, "panel_reviewed": True, "president_approved": True}, set()),
        ({"unpaid_fen": 0}, {"check_9"}),
        ({"ruling_exists": False}, {"check_10"}),
        ({"conduct_only": True}, {"check_12"}),
    ],
)
def test_each_gap_in_the_file_is_found_alone(change: dict[str, Any], keys: set[str]) -> None:
    file: Dossier = replace(GOOD, **change)
    assert failing(file) == keys
    binding = {key for key in keys if not key.startswith("check_")}
    assert examine_suspension(file, ON).ok is not bool(binding)


def test_the_look_back_runs_ten_times_in_five_years() -> None:
    watch = look_back(date(2026, 1, 10))
    assert len(watch.query_dates) == 10
    assert watch.query_dates[:2] == (date(2026, 7, 10), date(2027, 1, 10))
    assert watch.query_dates[-1] == watch.until == date(2031, 1, 10)
    assert watch.resume_any_time
    assert watch.explanation[0].mark == "verified excerpt"


def test_month_ends_do_not_drift() -> None:
    assert look_back(date(2026, 8, 31)).query_dates[:2] == (date(2027, 2, 28), date(2027, 8, 31))


def test_the_next_query_is_the_first_without_a_run() -> None:
    watch = look_back(date(2026, 1, 10))
    assert next_query(watch, ()) == date(2026, 7, 10)
    assert next_query(watch, (date(2026, 7, 10),)) == date(2027, 1, 10)
    assert next_query(watch, (date(2026, 7, 12),)) == date(2027, 1, 10)
    assert next_query(watch, (date(2026, 7, 10), date(2027, 7, 9))) == date(2027, 7, 10)
    assert next_query(watch, (date(2026, 7, 9), date(2026, 7, 10), date(2026, 1, 9))) == date(2027, 1, 10)
    assert next_query(watch, (date(2027, 1, 10),)) == date(2026, 7, 10)
    assert next_query(watch, watch.query_dates) is None
