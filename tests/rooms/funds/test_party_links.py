"""A payee corrects an account through a link, a party follows their own money; nobody else sees anything."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from funds_world import NOW, make_case, person
from party_world import BACK, GOOD_ACCOUNT, answered, approved, end_of_id
from zhixing.cases.models import Case, Party
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import courts_visible
from zhixing.funds import operations, queries
from zhixing.funds.models import (
    PartyLink,
    PayeeAccount,
    Payment,
    PayoutDeferral,
    Plan,
    Receipt,
    RepairProposal,
)
from zhixing.funds.operations import Answered, PartyLinkRefused
from zhixing.funds.operations.party_links import party_of_payee
from zhixing.funds.rules.party_codes import read_token

CARD = "6217572294969566448"


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-02")
    cache.clear()


def _returned(court: Court, sequence: int = 7) -> tuple[Case, Payment]:
    case, payment = approved(court, sequence)
    payment = answered(court, payment, BACK)
    assert payment.state == "failed"
    return case, payment


def _repair_link(court: Court, payment: Payment) -> operations.MadeLink:
    return operations.make_repair_link(
        payment_id=payment.id, now=NOW, actor=person(court, Role.FUND_ACCOUNTANT)
    )


def _track_link(court: Court, case: Case, role: str) -> operations.MadeLink:
    party = Party.objects.get(case=case, role=role, position=0)
    return operations.make_track_link(party_id=party.id, now=NOW, actor=person(court, Role.OFFICER))


def _identified(token: str, answer: str) -> Client:
    client = Client()
    response = client.post(f"/p/{token}/", {"step": "who", "answer": answer})
    assert response.status_code == 302
    return client


def _words(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


# ---- repair ----------------------------------------------------------------------------------------------------------


def test_only_a_hash_of_the_link_is_kept_and_a_new_one_ends_the_old(wangqing: Court) -> None:
    _, payment = _returned(wangqing)
    first, second = _repair_link(wangqing, payment), _repair_link(wangqing, payment)
    kept = [bytes(row) for row in PartyLink.objects.values_list("token_sha256", flat=True)]
    assert all(len(row) == 32 and first.token.encode() not in row for row in kept)
    assert PartyLink.objects.get(pk=first.link.pk).revoked_at == NOW
    assert PartyLink.objects.get(pk=second.link.pk).revoked_at is None
    assert second.link.expires_at == NOW + timedelta(days=7)
    facts = Fact.objects.filter(kind="party_link.made")
    assert second.token.split(".")[1] not in str([fact.body for fact in facts])


def test_who_may_make_one_and_for_which_payment(wangqing: Court) -> None:
    case, payment = approved(wangqing)
    with pytest.raises(PartyLinkRefused, match="没有被银行退回"):
        _repair_link(wangqing, payment)
    with pytest.raises(NotAllowed):
        operations.make_repair_link(payment_id=payment.id, now=NOW, actor=person(wangqing, Role.CLERK))
    payment = answered(wangqing, payment, BACK)
    payment.plan_line.party, payment.payee_name = None, "王五"
    assert party_of_payee(payment) is None
    with pytest.raises(NotAllowed):
        operations.make_track_link(
            party_id=Party.objects.filter(case=case)[0].id, now=NOW, actor=person(wangqing, Role.AUDITOR)
        )


def test_wrong_answers_count_lock_and_are_facts(wangqing: Court) -> None:
    case, payment = _returned(wangqing)
    link = _repair_link(wangqing, payment).link
    lefts = [operations.identify(link_id=link.id, answer="000000", now=NOW).left for _ in range(4)]
    assert lefts == [4, 3, 2, 1]
    assert operations.identify(link_id=link.id, answer="000000", now=NOW).answered is Answered.LOCKED
    right = end_of_id(case, "applicant")
    assert operations.identify(link_id=link.id, answer=right, now=NOW).answered is Answered.LOCKED
    later = NOW + timedelta(hours=1)
    assert operations.identify(link_id=link.id, answer=right, now=later).answered is Answered.RIGHT
    assert PartyLink.objects.get(pk=link.pk).wrong == 0
    assert Fact.objects.filter(kind="party_link.wrong_answer").count() == 5
    assert (
        operations.identify(link_id=link.id, answer=right, now=NOW + timedelta(days=7)).answered
        is Answered.GONE
    )


def test_what_the_payee_enters_becomes_a_change_of_account_that_another_person_confirms(
    wangqing: Court,
) -> None:
    case, payment = _returned(wangqing)
    made = _repair_link(wangqing, payment)
    proposal = operations.propose_repair_by_payee(
        link_id=made.link.id, payee_bank="中国银行汪清支行", payee_account=CARD, now=NOW
    )
    assert not Plan.objects.filter(repairs=payment).exists()
    assert CARD.encode() not in bytes(proposal.payee_account_sealed)
    assert proposal.payee_account_masked == "6217***********6448"
    assert CARD not in str(list(Fact.objects.values_list("body", flat=True)))
    with pytest.raises(PartyLinkRefused, match="失效"):
        operations.propose_repair_by_payee(
            link_id=made.link.id, payee_bank="x行", payee_account=CARD, now=NOW
        )
    accountant = person(wangqing, Role.FUND_ACCOUNTANT)
    with pytest.raises(PartyLinkRefused, match="采纳的依据"):
        operations.accept_proposal(proposal_id=proposal.id, reason="", now=NOW, actor=accountant)
    with pytest.raises(NotAllowed):
        operations.accept_proposal(
            proposal_id=proposal.id, reason="户名一致", now=NOW, actor=person(wangqing, Role.CLERK)
        )
    change = operations.accept_proposal(
        proposal_id=proposal.id, reason="户名与在案一致", now=NOW, actor=accountant
    )
    assert isinstance(change, PayeeAccount)
    assert (change.state, change.repairs_id, change.holder_name) == ("proposed", payment.id, "张三丰")
    assert (change.bank_name, change.account_masked) == ("中国银行汪清支行", "6217***********6448")
    assert "本人经链接提交：户名与在案一致" in change.reason
    assert not Plan.objects.filter(repairs=payment).exists()
    with pytest.raises(PartyLinkRefused, match="已经处理"):
        operations.refuse_proposal(proposal_id=proposal.id, reason="重复", now=NOW, actor=accountant)
    assert change.case_id == case.id


def test_a_wrong_account_changes_nothing(wangqing: Court) -> None:
    _, payment = _returned(wangqing)
    made = _repair_link(wangqing, payment)
    for bank, account in (("", CARD), ("中国银行", "6217572294969566449"), ("中国银行", "12")):
        with pytest.raises(PartyLinkRefused):
            operations.propose_repair_by_payee(
                link_id=made.link.id, payee_bank=bank, payee_account=account, now=NOW
            )
    assert PartyLink.objects.get(pk=made.link.pk).used_at is None
    assert not RepairProposal.objects.exists()


def test_the_payees_way_on_the_phone(wangqing: Court) -> None:
    case, payment = _returned(wangqing)
    token = _repair_link(wangqing, payment).token
    page = _words(Client(), f"/p/{token}/")
    assert "银行退回了付给您的一笔款" in page
    for secret in (case.number, "张三丰", "48,600", "6217"):
        assert secret not in page
    wrong = Client().post(f"/p/{token}/", {"step": "who", "answer": "000000"})
    assert wrong.status_code == 403
    assert "还可以试 4 次" in wrong.content.decode()
    client = _identified(token, end_of_id(case, "applicant"))
    page = _words(client, f"/p/{token}/")
    for shown in (case.number, "张三丰", "48,600.00", "6217***********4596"):
        assert shown in page
    assert GOOD_ACCOUNT not in page
    bad = client.post(f"/p/{token}/", {"step": "check", "bank": "中国银行", "account": "6217572294969566449"})
    assert (bad.status_code, "逐位核对" in bad.content.decode()) == (422, True)
    check = client.post(
        f"/p/{token}/", {"step": "check", "bank": "中国银行", "account": CARD}
    ).content.decode()
    assert "6217 5722 9496 9566 448" in check
    assert not RepairProposal.objects.exists()
    done = client.post(f"/p/{token}/", {"step": "send", "bank": "中国银行", "account": CARD})
    assert "已经提交" in done.content.decode()
    assert RepairProposal.objects.get().payee_bank == "中国银行"
    assert "这个链接打不开" in _words(client, f"/p/{token}/", 404)
    assert (
        client.post(f"/p/{token}/", {"step": "send", "bank": "中国银行", "account": CARD}).status_code == 404
    )


def test_every_address_that_opens_nothing_looks_the_same(wangqing: Court) -> None:
    _, payment = _returned(wangqing)
    revoked, live = _repair_link(wangqing, payment), _repair_link(wangqing, payment)
    pages = [Client().get(f"/p/{token}/") for token in (
        revoked.token, "不是链接", live.token[:-1], live.token[:-1] + ("A" if live.token[-1] != "A" else "B"),
        "999999." + live.token.split(".")[1],
    )]  # fmt: skip
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    with override_settings(DEBUG=False):
        assert Client().get(f"/p/{live.token}/x/{payment.id}/").status_code == 405


def test_pages_of_parties_are_closed_to_scripts_frames_caches_and_referrers(wangqing: Court) -> None:
    _, payment = _returned(wangqing)
    response = Client().get(f"/p/{_repair_link(wangqing, payment).token}/?lang=ko&size=large")
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Language"] == "ko"
    assert b"<script" not in response.content
    assert response.cookies["zx-look"].value == "ko.large"
    assert "은행이" in response.content.decode()


def test_knocking_too_often_is_slowed_down(wangqing: Court) -> None:
    codes = [Client().get("/check/12-0000-0000-0000-0000/").status_code for _ in range(31)]
    assert codes == [404] * 30 + [429]
    other = Client(REMOTE_ADDR="10.0.0.9").get("/check/12-0000-0000-0000-0000/")
    assert other.status_code == 404


# ---- track -----------------------------------------------------------------------------------------------------------


def test_an_applicant_follows_their_own_money(wangqing: Court) -> None:
    case, payment = approved(wangqing)
    answered(wangqing, payment)
    made = _track_link(wangqing, case, "applicant")
    money = queries.money_for_party(made.link.id)
    assert (money.received_fen, money.to_you_fen, money.is_applicant) == (5_000_000, 4_860_000, True)
    (receipt,) = money.receipts
    assert [(step.key, step.mark.value) for step in receipt.steps] == [
        ("arrived", "confirmed"), ("approved", "done"), ("paid", "confirmed"),
    ]  # fmt: skip
    assert receipt.payer == "李*"
    assert receipt.paper is None
    assert receipt.steps[-1].paper == payment.id
    assert dict(receipt.shares) == {"application_fee": 140_000, "applicant": 4_860_000}


def test_a_debtor_sees_what_they_paid_and_the_applicant_masked(wangqing: Court) -> None:
    case, payment = approved(wangqing)
    answered(wangqing, payment)
    made = _track_link(wangqing, case, "debtor")
    money = queries.money_for_party(made.link.id)
    (receipt,) = money.receipts
    assert (receipt.payer, receipt.paper) == ("", receipt.id)
    last = receipt.steps[-1]
    assert (last.whom, last.account, last.paper) == ("张**", "", None)
    page = _words(_identified(made.token, end_of_id(case, "debtor")), f"/p/{made.token}/")
    assert "张三丰" not in page
    assert "4596" not in page
    assert "张**" in page


def test_each_stage_has_a_holder_and_a_day(wangqing: Court) -> None:
    case = make_case(wangqing, 9)
    link = _track_link(wangqing, case, "applicant").link
    assert queries.money_for_party(link.id).receipts == ()
    case, payment = _returned(wangqing)
    link = _track_link(wangqing, case, "applicant").link
    now = queries.money_for_party(link.id).receipts[0].now
    assert (now.key, now.holder, now.why) == ("returned", "you", queries.why_returned(payment.bank_code))
    assert now.until is not None
    other = queries.money_for_party(_track_link(wangqing, case, "debtor").link.id).receipts[0].now
    assert (other.key, other.holder, other.why) == ("returned", "officer", "")


def test_a_link_of_one_case_never_shows_another(wangqing: Court) -> None:
    case, payment = approved(wangqing, 7)
    answered(wangqing, payment)
    other, theirs = approved(wangqing, 8, debtor="王五", fen=3_000_000)
    answered(wangqing, theirs)
    made = _track_link(wangqing, case, "applicant")
    money = queries.money_for_party(made.link.id)
    assert money.case_number == case.number
    assert [one.fen for one in money.receipts] == [5_000_000]
    # the same person is the applicant of both cases: still only the case of the link
    with pytest.raises(queries.NotTheirs):
        queries.own_payment(made.link.id, theirs.id)
    with pytest.raises(queries.NotTheirs):
        queries.own_receipt(made.link.id, theirs.plan_line.plan.receipt_id)
    client = _identified(made.token, end_of_id(case, "applicant"))
    assert other.number not in _words(client, f"/p/{made.token}/")
    assert client.post(f"/p/{made.token}/payment/{theirs.id}/").status_code == 404
    # whoever is known through one link is a stranger to another
    second = _track_link(wangqing, other, "applicant")
    client.cookies["zx-holder"]["path"] = "/"
    page = _words(client, f"/p/{second.token}/")
    assert other.number not in page
    assert "先确认是您本人" in page


def test_a_link_opens_its_court_and_no_other(wangqing: Court) -> None:
    case, _ = approved(wangqing)
    made = _track_link(wangqing, case, "applicant")
    secret = read_token(made.token)
    assert secret is not None
    elsewhere = Court.objects.exclude(pk=wangqing.pk)[0]
    with courts_visible([elsewhere.pk]):
        assert queries.link_by_secret(secret, now=NOW) is None
        with pytest.raises(PartyLink.DoesNotExist):
            queries.money_for_party(made.link.id)
    with courts_visible([wangqing.pk]):
        assert queries.link_by_secret(secret, now=NOW) is not None


def test_looking_is_a_fact_once_in_ten_minutes_and_a_link_taken_back_is_dead(wangqing: Court) -> None:
    case, _ = approved(wangqing)
    made = _track_link(wangqing, case, "applicant")
    client = _identified(made.token, end_of_id(case, "applicant"))
    for _ in range(3):
        _words(client, f"/p/{made.token}/")
    assert Fact.objects.filter(kind="party_link.seen", subject=f"case:{case.id}").count() == 1
    operations.revoke_link(link_id=made.link.id, now=NOW, actor=person(wangqing, Role.OFFICER))
    _words(client, f"/p/{made.token}/", 404)


def test_the_accountant_is_told_that_an_account_waits(wangqing: Court) -> None:
    _, payment = _returned(wangqing)
    accountant = person(wangqing, Role.FUND_ACCOUNTANT)
    (duty,) = [
        one
        for one in queries.duties(actor=accountant, today=NOW.date(), limit=50)
        if str(payment.id) in one.url
    ]
    assert duty.why.startswith("银行退回：")
    made = _repair_link(wangqing, payment)
    operations.propose_repair_by_payee(
        link_id=made.link.id, payee_bank="中国银行", payee_account=CARD, now=NOW
    )
    (duty,) = [
        one
        for one in queries.duties(actor=accountant, today=NOW.date(), limit=50)
        if str(payment.id) in one.url
    ]
    assert duty.why == "收款人已通过链接提交新账户，请处理"


def test_a_deferral_is_said_with_its_last_day(wangqing: Court) -> None:
    case, _ = approved(wangqing)
    PayoutDeferral.objects.create(
        court=wangqing, receipt=Receipt.objects.get(case=case), ground="frozen_elsewhere", reason="他案冻结", since=NOW.date(),
        until=NOW.date() + timedelta(days=30), state="approved", proposed_at=NOW, proposed_by="user:1",
        proposed_by_name="金哲", decided_at=NOW, approved_by="user:2", decided_by_name="局长",
        approved_as="bureau_chief",
    )  # fmt: skip
    link = _track_link(wangqing, case, "applicant").link
    step = queries.money_for_party(link.id).receipts[0].now
    assert (step.key, step.holder, step.until) == ("deferred", "officer", NOW.date() + timedelta(days=30))
