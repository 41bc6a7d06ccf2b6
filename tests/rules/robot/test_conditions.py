"""What a condition answers for a case on a day, with its words and the article it rests on."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from zhixing.law.articles import statute_book
from zhixing.robot.rules.conditions import CONDITIONS
from zhixing.robot.rules.procedures import decide
from zhixing.robot.rules.reading import read_procedure
from zhixing.robot.rules.views import (
    AssetView,
    CaseView,
    ClockView,
    DebtView,
    DeliveryView,
    DocumentView,
    EndingView,
    FundsView,
    InquiryView,
    MeasureView,
    PartyView,
    RestrictionView,
)

ON = date(2022, 12, 1)
ID = UUID(int=1)
DEBT = DebtView(ON, 1_000_000, 0, 5_000, 2_000, 1_007_000, 5_000, 0)
CASE = CaseView(
    ID, 1, "（2022）吉2424执7号", "open", "", date(2022, 9, 1), None, 5, "金美花", "民间借贷纠纷", "（2022）吉2424民初1号",
    (
        PartyView(UUID(int=2), "applicant", 1, "张三", True, "2***1", True, "汪清县"),
        PartyView(UUID(int=3), "debtor", 1, "李四", True, "2***2", False, ""),
    ),
    DEBT,
)  # fmt: skip
PAPER = DocumentView(
    UUID(int=9), "enforcement_notice", "（2022）吉2424执7号", date(2022, 11, 1), frozenset(), 1
)
SERVED = DeliveryView(
    UUID(int=8), PAPER.id, "enforcement_notice", UUID(int=3), "served", "", date(2022, 11, 5)
)


def answer(key: str, view: CaseView = CASE, **params: Any) -> tuple[bool, str]:
    found = CONDITIONS[key](view, params, ON)
    return found.holds, found.words_zh


ENDED = replace(CASE, state="concluded", concluded_on=date(2022, 10, 1), closing_kind="performed")
CLOCK = ClockView("conclude", date(2022, 9, 1), date(2022, 11, 30), None)


@pytest.mark.parametrize(
    ("key", "changed", "params", "expected"),
    [
        ("case.is_open", {}, {}, (True, "案件在办，2022-09-01 立案")),
        ("case.filed_within", {}, {"days": 91}, (True, "立案第 91 日")),
        ("case.filed_within", {}, {"days": 90}, (False, "立案第 91 日")),
        ("case.filed_before", {}, {"days": 91}, (True, "立案第 91 日")),
        ("case.has_officer", {"officer_id": None}, {}, (False, "承办人“金美花”没有账号，请先在人员中建立")),
        ("parties.debtor_is", {}, {"kind": "organisation"}, (False, "被执行人中单位 0 名")),
        ("parties.addresses_known", {}, {}, (False, "李四没有地址和电话，请补充")),
        ("clock.overdue", {"clocks": {"conclude": CLOCK}}, {"kind": "conclude"},
         (True, "“执行结案”已于 2022-11-30 届满，逾期 1 日")),
        ("clock.overdue", {"clocks": {"conclude": replace(CLOCK, done_on=ON)}}, {"kind": "conclude"},
         (False, "没有正在计算的“执行结案”期限")),
        ("clock.overdue", {"clocks": {"conclude": replace(CLOCK, due_on=ON)}}, {"kind": "conclude"},
         (False, "“执行结案”至 2022-12-01 届满")),
        ("clock.ends_within", {"clocks": {"conclude": replace(CLOCK, due_on=date(2022, 12, 8))}},
         {"kind": "conclude", "days": 7}, (True, "“执行结案”至 2022-12-08 届满，余 7 日")),
        ("document.missing", {}, {"kinds": ["summons", "enforcement_notice"]}, (True, "尚未制作传票、执行通知书")),
        ("document.missing", {"documents": {"enforcement_notice": PAPER}}, {"kinds": ["enforcement_notice"]},
         (False, "均已制作")),
        ("document.older_than", {"documents": {"enforcement_notice": PAPER}}, {"kind": "enforcement_notice", "days": 30},
         (True, "执行通知书已制作 30 日")),
        ("delivery.served", {"deliveries": (SERVED,)}, {"kind": "enforcement_notice"},
         (True, "执行通知书应送 1 件，已送达 1 件")),
        ("delivery.served", {}, {"kind": "enforcement_notice"}, (False, "执行通知书应送 0 件，已送达 0 件")),
        ("delivery.not_served", {"documents": {"enforcement_notice": PAPER}, "deliveries": (replace(SERVED, state="open"),)},
         {"kind": "enforcement_notice", "days": 30}, (True, "执行通知书制作 30 日，未送达 1 件")),
        ("inquiry.never_asked", {}, {}, (True, "已发出查询 0 件")),
        ("inquiry.all_answered", {"inquiries": InquiryView(4, 3, 1, 0)}, {},
         (True, "发出查询 4 件，答复 3 件，未答复 1 件，在途 0 件")),
        ("inquiry.all_answered", {}, {}, (False, "发出查询 0 件，答复 0 件，未答复 0 件，在途 0 件")),
        ("inquiry.silent", {"inquiries": InquiryView(4, 3, 1, 0)}, {}, (True, "逾期无答复 1 件")),
        ("inquiry.older_than", {"inquiries": InquiryView(1, 1, 0, 0, datetime(2022, 6, 1, tzinfo=UTC))}, {"months": 6},
         (True, "上次查询 2022-06-01")),
        ("inquiry.older_than", {"inquiries": InquiryView(1, 1, 0, 0, datetime(2022, 6, 2, tzinfo=UTC))}, {"months": 6},
         (False, "上次查询 2022-06-02")),
        ("assets.none", {}, {}, (True, "未查到财产")),
        ("assets.cover_debt", {"assets": AssetView(1, 1_012_000)}, {}, (True, "财产价值 10120.00 元，应付 10120.00 元")),
        ("assets.cover_debt", {"assets": AssetView(1, 1_011_999)}, {}, (False, "财产价值 10119.99 元，应付 10120.00 元")),
        ("measures.end_within", {"measures": MeasureView(2, nearest_end=date(2022, 12, 31))}, {"days": 30},
         (True, "最近一项至 2022-12-31 届满，余 30 日")),
        ("measures.drafted", {"measures": MeasureView(2, renewals_drafted=2)}, {"kind": "release"},
         (False, "待批准的解除 0 项")),
        ("freezes.proposal", {"measures": MeasureView(proposal="submitted")}, {"state": "submitted"},
         (True, "拟控制方案待审批")),
        ("debt.satisfied", {}, {}, (False, "至 2022-12-01 应付 10070.00 元，申请执行费未付 50.00 元")),
        ("debt.satisfied", {"debt": replace(DEBT, owed_fen=0)}, {}, (False, "至 2022-12-01 应付 0.00 元，申请执行费未付 50.00 元")),
        ("debt.satisfied", {"debt": replace(DEBT, owed_fen=0, fee_left_fen=0)}, {},
         (True, "至 2022-12-01 应付 0.00 元，申请执行费未付 0.00 元")),
        ("debt.satisfied", {"debt": replace(DEBT, owed_fen=0, fee_left_fen=0, refused="利率不明")}, {},
         (False, "债务无法计算：利率不明")),
        ("debt.at_least", {}, {"yuan": 10_121}, (False, "至 2022-12-01 应付 10070.00 元，申请执行费未付 50.00 元")),
        ("funds.held", {"funds": FundsView(100)}, {}, (True, "案款在账 1.00 元")),
        ("funds.nothing_held", {"funds": FundsView(0, payments_under_way=1)}, {}, (False, "案款在账 0.00 元，在途付款 1 笔")),
        ("restriction.in_force", {"restrictions": (RestrictionView(ID, ID, "defaulter", "in_force", ON, None, None),)},
         {"kind": "defaulter"}, (True, "失信名单在册 1 名")),
        ("restriction.none", {"restrictions": (RestrictionView(ID, ID, "defaulter", "lifted", ON, None, ON),)},
         {"kind": "defaulter"}, (True, "失信名单在册 0 名")),
        ("ending.complete", {"ending": EndingView(ID, "suspended", "open", ("未约谈",))}, {}, (False, "未满足：未约谈")),
    ],
)  # fmt: skip
def test_a_condition_answers(
    key: str, changed: dict[str, Any], params: dict[str, Any], expected: tuple[bool, str]
) -> None:
    assert answer(key, replace(CASE, **changed), **params) == expected


def test_a_concluded_case_is_not_open_and_says_how_it_ended() -> None:
    assert answer("case.is_open", ENDED) == (False, "案件已于 2022-10-01 结案")
    assert answer("case.concluded_as", ENDED, kinds=["performed"]) == (True, "案件以执行完毕结案")
    assert answer("case.concluded_as", CASE, kinds=["performed"]) == (False, "案件在办，尚未以执行完毕结案")


def test_an_answer_cites_the_article_in_force_on_the_day() -> None:
    found = CONDITIONS["debt.satisfied"](CASE, {}, ON)
    assert found.source.startswith("《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定")
    assert CONDITIONS["case.is_open"](CASE, {}, ON).source == ""


def test_every_condition_rests_on_an_article_of_the_book_or_on_none() -> None:
    subjects = {one.subject for one in CONDITIONS.values() if one.subject}
    assert subjects <= set(statute_book())
    assert len(CONDITIONS) >= 38


def test_a_procedure_asks_up_to_the_first_no() -> None:
    class Note:
        may_go_alone = True

        def check_params(self, params: Any) -> list[str]:
            return []

    text = """
key = "abc"
name = {zh = "甲", en = "a"}
why = {zh = "甲", en = "a"}
[when]
fact = ["case.filed"]
[[if]]
rule = "case.is_open"
[[if]]
rule = "debt.owed"
not = true
[[if]]
rule = "assets.none"
[[then]]
action = "note"
"""
    holds, reasons = decide(read_procedure(text, actions={"note": Note()}), CASE, ON)
    assert not holds
    assert [(one.condition, one.ok, one.answer.holds) for one in reasons] == [
        ("case.is_open", True, True), ("debt.owed", False, True),
    ]  # fmt: skip
