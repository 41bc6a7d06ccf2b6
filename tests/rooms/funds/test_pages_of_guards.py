"""The guards on screen: payees, rules given beforehand, settings, refunds, deposits, settlements; who sees which button."""

import re
from datetime import timedelta

from test_pages_of_money import _as, _planned, _text, office

from funds_world import NOW, SYSTEM, make_case, take_in
from zhixing.cases.models import CourtAccount, Party
from zhixing.cases.personal import sealed_phone
from zhixing.foundation.identity.models import Court
from zhixing.funds import operations
from zhixing.funds.models import (
    BankLink,
    FundsPolicy,
    PayeeAccount,
    Payment,
    PayoutReview,
    PayoutRule,
    Plan,
    Receipt,
    Settlement,
    ThirdPartyPayee,
)
from zhixing.funds.sweeps import pay_by_rules, plan_marked_money

__all__ = ["office"]
NEW = "6222020200112233446"


def _phone(case_id: object) -> Party:
    party = Party.objects.get(case_id=case_id, role="applicant")
    party.phone_sealed, party.phone_index, party.phone_masked = sealed_phone("13804331234")
    party.save()
    return party


def test_an_account_is_changed_by_two_people_on_one_page(office: Court) -> None:
    case, plan = _planned(office)
    party, address = _phone(case.id), f"/cases/{case.id}/payees/"
    clerk, officer = _as("clerk"), _as("officer")
    page = _text(clerk, address)
    assert "立案时提供" in page
    assert "变更账户" in page
    form = {
        "party": party.pk,
        "holder": "张三丰",
        "bank": "工商银行",
        "account": NEW,
        "reason": "申请人来电称换卡",
    }
    clerk.post(f"{address}propose/", {**form, "holder": "王二麻"})
    assert "须按案外收款人公示并审查" in _text(clerk, address)
    clerk.post(f"{address}propose/", form)
    page = _text(clerk, address)
    assert "本项变更由您提出，须由他人回拨登记号码核实并确认" in page
    assert "记录回拨</button>" not in re.sub(r"<dialog.*?</dialog>", "", page, flags=re.S)
    assert NEW not in page
    account = PayeeAccount.objects.get(state="proposed")
    assert "现在不能批准：张三丰：收款账户变更待他人回拨核实" in _text(
        _as("chief"), f"/funds/plans/{plan.id}/"
    )
    assert "不能批准：张三丰：" in _text(_as("chief"), "/funds/plans/")
    assert "核实收款账户变更" in _text(officer, "/")
    act = f"/funds/payees/{account.pk}/"
    assert clerk.post(act, {"act": "call", "said": "本人接听确认"}).status_code == 403
    officer.post(act, {"act": "call", "said": "本人接听确认"})
    officer.post(act, {"act": "confirm"})
    page = _text(officer, address)
    assert "已确认，进入冷静期" in page
    assert "冷静期至 2022-03-04" in page
    officer.post(act, {"act": "refuse", "reason": "本人否认"})
    account.refresh_from_db()
    assert account.state == "refused"
    assert _as("auditor").post(f"{address}propose/", form).status_code == 403


def test_a_third_payee_and_a_rule_on_the_page_of_payees(office: Court) -> None:
    case = make_case(office, 7)
    party, address = _phone(case.id), f"/cases/{case.id}/payees/"
    officer, chief = _as("officer"), _as("chief")
    told = {f"told-{pk}": "电子送达" for pk in Party.objects.filter(case=case).values_list("pk", flat=True)}
    form = {"party": party.pk, "name": "赵律师", "bank": "建行", "account": NEW, "ground": "agent"}
    officer.post(f"{address}third/", {**form, "authority": "特别授权委托书 2022-02-20"})
    assert "还没有告知全部当事人" in _text(officer, address)
    officer.post(f"{address}third/", {**form, **told, "authority": "特别授权委托书 2022-02-20"})
    third = ThirdPartyPayee.objects.get()
    chief.post(f"{address}third/{third.pk}/", {"act": "allow", "text": ""})
    assert "次日起方可审核" in _text(chief, address)
    officer.post(f"{address}third/{third.pk}/", {"act": "refuse", "text": "撤回委托"})
    rule = {"each": "3000", "total": "五千", "until": "2022-06-30", "reason": "按月小额还款"}
    officer.post(f"{address}rule/", rule)
    assert "金额“五千”无法识别" in _text(officer, address)
    officer.post(f"{address}rule/", {**rule, "total": "6000.00"})
    made = PayoutRule.objects.get()
    assert (made.each_fen, made.total_fen) == (300_000, 600_000)
    assert "作出授权" in _text(chief, "/funds/authorisations/")
    assert "审批预先授权" in _text(chief, "/")
    assert officer.post(f"/funds/authorisations/{made.pk}/", {"act": "give"}).status_code == 403
    chief.post(f"/funds/authorisations/{made.pk}/", {"act": "give"})
    FundsPolicy.objects.update_or_create(court=office, defaults={"sample_percent": 100})
    take_in(office, [("B1", 250_000, "李四", "还款", case.sub_account)])
    plan_marked_money(now=NOW, limit=9)
    assert pay_by_rules(now=NOW, limit=9) == 1
    assert "依预先授权" in _text(chief, f"/funds/plans/{Plan.objects.get().id}/")
    review = PayoutReview.objects.get()
    assert "抽查预先授权付款" in _text(_as("auditor"), "/")
    _as("auditor").post(f"/funds/reviews/{review.pk}/", {"result": "not_ok", "reason": "利息期间不对"})
    assert "抽查有误：利息期间不对" in _text(chief, "/funds/authorisations/")
    assert Payment.objects.count() == 1


def test_settings_are_changed_by_the_chief_and_loosened_by_two(office: Court) -> None:
    assert _as("clerk").get("/funds/settings/").status_code == 403
    chief, vice = _as("chief"), _as("vicepresident")
    page = _text(chief, "/funds/settings/")
    assert 'name="chief_up_to_fen" value="100000"' in page
    chief.post(
        "/funds/settings/", {"chief_up_to_fen": "200000", "target_days": "3", "reason": "本院会议决定"}
    )
    page = _text(chief, "/funds/settings/")
    assert "待他人确认：200000" in page
    assert "确认放宽</button>" not in re.sub(r"<dialog.*?</dialog>", "", page, flags=re.S)
    policy = FundsPolicy.objects.get(court=office)
    assert (policy.chief_up_to_fen, policy.target_days) == (10_000_000, 3)
    change = policy.court.policychange_set.get(state="proposed")
    vice.post(f"/funds/settings/{change.pk}/", {"act": "accept"})
    policy.refresh_from_db()
    assert policy.chief_up_to_fen == 20_000_000
    chief.post("/funds/settings/", {"target_days": "x", "reason": "本院会议决定"})
    assert "“x”不是整数" in _text(chief, "/funds/settings/")


def test_refunds_returns_and_deposits_are_proposed_and_approved_on_screen(office: Court) -> None:
    accountant, chief = _as("accountant"), _as("chief")
    case, plan = _planned(office, fen=30_000_000)
    _as("vicepresident").post(f"/funds/plans/{plan.id}/approve/")
    assert "应退款" in _text(accountant, "/funds/refunds/")
    accountant.post(f"/funds/receipts/{plan.receipt_id}/out/", {"act": "refund"})
    refund = Plan.objects.get(source="refund_payable")
    page = _text(_as("vicepresident"), f"/funds/plans/{refund.id}/")
    assert "款项来自 应退款" in page
    take_in(office, [("C1", 88_800, "王五", "货款", "")], opening=330_000_000, day=8)
    stranger = Receipt.objects.get(line__serial="C1")
    assert "退还付款人" in _text(accountant, f"/funds/receipts/{stranger.pk}/ways/")
    accountant.post(f"/funds/receipts/{stranger.pk}/out/", {"act": "return", "reason": "付款人来电称汇错"})
    back = Plan.objects.get(source="unidentified")
    assert "不属本院案件" in _text(chief, "/funds/plans/")
    chief.post(f"/funds/plans/{back.id}/approve/")
    assert "已退还付款人" in _text(accountant, f"/funds/receipts/{stranger.pk}/")
    payment = Payment.objects.get(case=None)
    assert "不属本院案件" in _text(accountant, f"/funds/payments/{payment.id}/")
    assert "不属本院案件" in _text(accountant, "/funds/payments/?state=ready")
    nowhere = make_case(office, 8, account="")
    take_in(office, [("D1", 500_000, "李四", "", nowhere.sub_account)], opening=330_088_800, day=9)
    receipt = Receipt.objects.get(line__serial="D1")
    out = {"act": "deposit", "ground": "unreachable", "reason": "三次去电无人接听", "cost": "100.00"}
    accountant.post(f"/funds/receipts/{receipt.pk}/out/", out)
    deposit = Plan.objects.get(receipt=receipt)
    chief.post(f"/funds/plans/{deposit.id}/approve/")
    page = _text(accountant, "/funds/refunds/")
    assert "提存通知" in page
    assert "先登记收款账户" in page
    accountant.post(f"/funds/deposits/{deposit.deposit.pk}/notice/", {"text": "公告送达"})
    assert "公告送达" in _text(accountant, "/funds/refunds/")
    assert case.number in page


def test_a_settlement_is_entered_watched_and_resumed_on_screen(office: Court) -> None:
    case, officer = make_case(office, 7), _as("officer")
    address = f"/cases/{case.id}/settlements/"
    form = {"agreed_on": "2022-03-01", "text": "分两期付清", "waived": "100.00"}
    officer.post(address, {**form, "terms": "三月底 一万"})
    assert "第 1 期无法识别" in _text(officer, address)
    officer.post(address, {**form, "terms": "2022-03-01 1,000.00\n2022-04-30，2000"})
    row = Settlement.objects.get()
    assert (row.total_fen, row.waived_fen) == (300_000, 10_000)
    assert case.number in _text(officer, "/funds/settlements/")
    operations.watch_settlements(now=NOW + timedelta(days=3), limit=9, actor=SYSTEM)
    assert "和解协议逾期未履行" in _text(officer, "/")
    assert "恢复执行" in _text(officer, address)
    officer.post(f"/funds/settlements/{row.pk}/resume/", {"reason": "申请人三月五日申请"})
    assert "已恢复执行" in _text(officer, "/funds/settlements/?view=ended")


def test_the_way_to_the_bank_is_set_by_the_operator_and_seen_by_the_bureau(office: Court) -> None:
    _planned(office)
    assert _as("clerk").get("/funds/banks/").status_code == 403
    account = CourtAccount.objects.filter(court=office).exclude(number="").get()
    chief, operator = _as("chief"), _as("it")
    page = _text(chief, "/funds/banks/")
    assert account.number in page
    assert "客户号" not in page
    form = {
        "account": account.pk,
        "connector": "bank_direct",
        "address": "http://bank.example",
        "payer_id": "WQ2424",
    }
    assert chief.post("/funds/banks/", form).status_code == 404
    assert operator.post("/funds/banks/", {**form, "account": "x"}).status_code == 404
    operator.post("/funds/banks/", form)
    page = _text(operator, "/funds/banks/")
    assert "设置不完整" in page
    assert "http://bank.example 没有加密" in page
    operator.post("/funds/banks/", {**form, "connector": "telex"})
    assert "没有名为“telex”的银行接口" in _text(operator, "/funds/banks/")
    assert BankLink.objects.get().connector == "bank_direct"
