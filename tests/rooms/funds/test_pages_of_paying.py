"""Approving, paying, the bank's answer and the repair on screen: four eyes, words, sums, and who sees which button."""

from django.core.files.uploadedfile import SimpleUploadedFile
from test_pages_of_money import _as, _planned, _text, office

from funds_world import NOW
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, Membership, User
from zhixing.foundation.identity.queries import actor_for
from zhixing.foundation.identity.roles import Role
from zhixing.funds import operations
from zhixing.funds.models import Payment, PaymentFile, Plan
from zhixing.simulator.bank import Bank
from zhixing.simulator.faults import Faults

__all__ = ["office"]


def test_a_plan_shows_article_debt_payee_and_the_next_eyes(office: Court) -> None:
    case, plan = _planned(office)
    address = f"/funds/plans/{plan.id}/"
    page = _text(_as("chief"), address)
    assert "《诉讼费用交纳办法》" in page
    assert "6217***********4596" in page
    assert "6217569546347374596" not in page
    assert "李顺姬" in page
    assert "批准发放" in page
    assert "到账日的债务" in page
    why = _text(_as("chief"), f"{address}lines/1/why/")
    assert "1,400.00 元" in why
    assert "先行扣收" in why
    _text(_as("chief"), f"{address}lines/9/why/", 404)
    assert case.number in _text(_as("chief"), "/funds/plans/")


def test_buttons_are_for_those_who_may_use_them_and_the_rest_is_refused_in_words(office: Court) -> None:
    _, plan = _planned(office)
    address = f"/funds/plans/{plan.id}/"
    page = _text(_as("officer"), address)
    assert "批准发放" not in page
    assert "退回方案" not in page
    response = _as("officer").post(f"{address}approve/")
    assert response.status_code == 403
    assert "须由本院执行局局长、分管副院长办理" in response.content.decode()
    assert (
        _as("auditor").post(f"/funds/receipts/{plan.receipt_id}/unmark/", {"reason": "试试"}).status_code
        == 403
    )
    assert _as("clerk").get("/funds/payments/answer/").status_code == 403
    assert _as("clerk").post("/funds/payments/file/", {"court": office.pk}).status_code == 403
    assert _as("clerk").post("/funds/import/").status_code == 403
    assert "由本院案款管理员或者执行局局长办理" in _text(_as("clerk"), "/funds/import/")


def test_nobody_approves_their_own_plan(office: Court) -> None:
    chief = User.objects.get(username="chief")
    Membership.objects.create(user=chief, court=office, role=Role.OFFICER.value)
    _, plan = _planned(office, by="chief")
    client, address = _as("chief"), f"/funds/plans/{plan.id}/"
    page = _text(client, address)
    assert "提出人不能批准自己的方案" in page
    assert "批准发放" not in page
    assert "由您提出，须由他人审批" in _text(client, "/funds/plans/")
    response = client.post(f"{address}approve/")
    assert response.status_code == 403
    assert "经办人不能审批自己提出的方案" in response.content.decode()
    assert Plan.objects.get().state == "proposed"
    assert Fact.objects.filter(kind="access.refused").exists()
    preview = client.post("/funds/plans/preview/", {"pick": [str(plan.id)]}).content.decode()
    assert "由您提出，须由他人审批" in preview


def test_approving_rejecting_and_withdrawing_one(office: Court) -> None:
    _, plan = _planned(office)
    chief, address = _as("chief"), f"/funds/plans/{plan.id}/"
    chief.post(f"{address}reject/", {"reason": ""})
    assert "请写明退回的理由" in _text(chief, address)
    chief.post(f"{address}reject/", {"reason": "收款账户待核"})
    page = _text(chief, address)
    assert "已退回，款项等待重新拟定方案" in page
    chief.post(f"{address}approve/")
    assert "不能再办理" in _text(chief, address)
    assert "上一方案被退回：收款账户待核" in _text(chief, f"/funds/receipts/{plan.receipt_id}/")
    _, second = _planned(office, sequence=8)
    accountant = _as("accountant")
    accountant.post(f"/funds/plans/{second.id}/withdraw/", {"reason": ""})
    assert "请写明撤回的理由" in _text(accountant, f"/funds/plans/{second.id}/")
    accountant.post(f"/funds/plans/{second.id}/withdraw/", {"reason": "先等另案"})
    second.refresh_from_db()
    assert second.state == "withdrawn"
    _, third = _planned(office, sequence=9)
    chief.post(f"/funds/plans/{third.id}/approve/")
    assert "已批准，1 笔付款待送银行。" in _text(chief, f"/funds/plans/{third.id}/")


def test_many_are_approved_after_a_preview_of_sums(office: Court) -> None:
    plans = [_planned(office, sequence=sequence)[1] for sequence in (7, 8)]
    _, high = _planned(office, sequence=9, fen=10_000_001)
    chief = _as("chief")
    assert "待分管副院长 1" in _text(chief, "/funds/plans/")
    ids = [str(plan.id) for plan in (*plans, high)]
    page = chief.post("/funds/plans/preview/", {"pick": [*ids, "不是编号"]}).content.decode()
    assert "2 个方案，共 100,000.00 元" in page
    assert "2,800.00" in page
    assert "97,200.00" in page
    assert "须由分管副院长审批" in page
    chief.post("/funds/plans/approve/", {"pick": ids})
    page = _text(chief, "/funds/plans/")
    assert "已批准 2 个方案，共 100,000.00 元。" in page
    assert "须由分管副院长审批" in page
    assert Payment.objects.count() == 2
    chief.post("/funds/plans/preview/")
    assert "请先选取方案" in _text(chief, "/funds/plans/")
    assert "待分管副院长 1" in _text(_as("vicepresident"), "/funds/plans/")


def test_file_answer_and_repair(office: Court) -> None:
    _, plan = _planned(office)
    operations.approve(plan_id=plan.id, now=NOW, actor=actor_for(User.objects.get(username="chief")))
    client = _as("accountant")
    page = _text(client, "/funds/payments/")
    assert "制作付款文件" in page
    assert "48,600.00" in page
    client.post("/funds/payments/file/", {"court": office.pk})
    file = PaymentFile.objects.get()
    assert f"已制作付款文件 {file.message_id}：1 笔，48,600.00 元。" in _text(
        client, "/funds/payments/?state=sent"
    )
    client.post("/funds/payments/file/", {"court": office.pk})
    assert "没有待付款项" in _text(client, "/funds/payments/")
    download = client.get(f"/funds/payments/files/{file.id}/")
    assert download.content == bytes(file.content)
    assert Fact.objects.filter(kind="payment_file.downloaded").count() == 1
    assert _as("officer").get(f"/funds/payments/files/{file.id}/").status_code == 403
    bank = Bank(faults=Faults(rejected=1000), opening_fen=305_000_000)
    answers = [bank.submit(download.content, now=NOW)]
    for answer in answers:
        page = client.post(
            "/funds/payments/answer/", {"file": SimpleUploadedFile("回执.xml", answer)}
        ).content.decode()
        assert "没有变化（笔）" in page
    payment = Payment.objects.get()
    assert payment.state == "failed"
    again = client.post("/funds/payments/answer/", {"file": SimpleUploadedFile("回执.xml", answers[-1])})
    assert "没有重复记账" in again.content.decode()
    unread = client.post("/funds/payments/answer/", {"file": SimpleUploadedFile("x.xml", b"<x/>")})
    assert 'role="alert"' in unread.content.decode()
    assert "没有收到文件" in client.post("/funds/payments/answer/").content.decode()
    assert payment.bank_text in _text(client, "/funds/payments/?state=repair")
    _repair(payment)


def _repair(payment: Payment) -> None:
    accountant, address = _as("accountant"), f"/funds/payments/{payment.id}/"
    assert "更正收款信息" in _text(accountant, address)
    details = {"payee_name": "张三丰", "payee_bank": "中国农业银行", "reason": "与本人电话核实"}
    accountant.post(f"{address}repair/", {**details, "payee_account": "6217569546347374597"})
    assert "zx-note-error" in _text(accountant, address)
    accountant.post(f"{address}repair/", {**details, "payee_account": "6217569546347374596"})
    repair = Plan.objects.get(repairs=payment)
    assert "更正重发方案" in _text(accountant, f"/funds/plans/{repair.id}/")
    assert "已提出更正" in _text(accountant, address)
    assert "没有需要更正的付款" in _text(accountant, "/funds/payments/?state=repair")
    _as("chief").post(f"/funds/plans/{repair.id}/approve/")
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["failed", "ready"]
    assert "更正收款信息后重发的审批" in _text(accountant, f"/funds/receipts/{repair.receipt_id}/")


def test_an_unknown_payment_is_asked_about_and_pages_speak_english(office: Court) -> None:
    _, plan = _planned(office)
    operations.approve(plan_id=plan.id, now=NOW, actor=actor_for(User.objects.get(username="chief")))
    client = _as("accountant")
    client.post("/funds/payments/file/", {"court": office.pk})
    Payment.objects.update(state="unknown")
    payment = Payment.objects.get()
    assert "不得重付" in _text(client, f"/funds/payments/{payment.id}/")
    assert "结果不明 1" in _text(client, "/funds/payments/")
    User.objects.update(language="en")
    assert "outcome unknown" in _text(client, "/funds/payments/")
    assert "Its way" in _text(client, f"/funds/receipts/{plan.receipt_id}/")
    for address in ("", "plans/", f"plans/{plan.id}/", "import/", "reconcile/", f"payments/{payment.id}/"):
        _text(client, f"/funds/{address}")
