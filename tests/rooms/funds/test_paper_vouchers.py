"""Receipts and vouchers: one signed page each, issued once, checked by anybody, void when the money moved on."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from funds_world import NOW, SYSTEM, person
from party_world import answered, approved, end_of_id, typesetter
from zhixing.cases.models import Case, Party
from zhixing.documents.models import Document, Signature
from zhixing.documents.queries import DocumentMissing, document_by_id, verify_documents
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.of_home import renderer
from zhixing.documents.rules.contexts import DocumentKind
from zhixing.documents.sealing.base import SealingFailed, SealOf, SealUse
from zhixing.documents.sealing.local import LocalSeals
from zhixing.documents.sealing.of_home import seals
from zhixing.foundation.home import home
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.funds import operations, queries
from zhixing.funds.models import PaperVoucher, Payment, Receipt
from zhixing.funds.operations import VoucherRefused
from zhixing.funds.rules.party_codes import read_code

CHECK = "https://court.example/check/"
CODE = re.compile(r"\d+-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-02")
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: typesetter())
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path / "files"))
    cache.clear()


@pytest.fixture
def paid(wangqing: Court) -> tuple[Case, Payment]:
    """A case whose money came in and was paid out by the bank."""
    case, payment = approved(wangqing)
    return case, answered(wangqing, payment)


def _receipt_of(case: Case) -> Document:
    receipt = Receipt.objects.get(case=case)
    made = operations.receipt_voucher(receipt_id=receipt.pk, check_page=CHECK, now=NOW, actor=SYSTEM)
    return Document.objects.get(pk=made)


def _text(document: Document) -> str:
    content = document_by_id(document.id).read()
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return re.sub(r"[ \n]", "", text)


def _code(document: Document) -> str:
    found = CODE.search(_text(document))
    assert found
    return found[0]


def test_a_receipt_says_what_came_from_whom_and_where_it_stands_in_the_books(
    paid: tuple[Case, Payment],
) -> None:
    case, _ = paid
    document = _receipt_of(case)
    text = _text(document)
    for words in ("执行案款收据", case.number, "李四", "6217***********6448", "50,000.00", "伍万元整", "2022年3月7日", "B7",
                  "第八条"):  # fmt: skip
        assert words in text, words
    assert "6217572294969566448" not in text
    assert re.search(r"line:\d+:B7", text)
    assert (document.pages, document.kind, document.number) == (1, "money_receipt", case.number)
    assert document.recipient.name == "李四"


def test_a_payout_voucher_is_for_money_the_bank_has_paid(wangqing: Court) -> None:
    case, payment = approved(wangqing)
    with pytest.raises(VoucherRefused, match="还没有付出"):
        operations.payout_voucher(payment_id=payment.id, check_page=CHECK, now=NOW, actor=SYSTEM)
    payment = answered(wangqing, payment)
    made = operations.payout_voucher(payment_id=payment.id, check_page=CHECK, now=NOW, actor=SYSTEM)
    text = _text(Document.objects.get(pk=made))
    for words in ("案款发放凭证", "张三丰", "48,600.00", "肆万捌仟陆佰元整", payment.bank_serial, "第十一条"):
        assert words in text, words
    assert f"paid:{payment.reference}" in text
    assert Document.objects.get(pk=made).recipient.name == "张三丰"
    assert Document.objects.get(pk=made).pages == 1
    assert case.id == Document.objects.get(pk=made).case_id


def test_it_is_issued_once_however_often_it_is_asked_for(paid: tuple[Case, Payment]) -> None:
    case, payment = paid
    assert _receipt_of(case).id == _receipt_of(case).id
    twice = {
        operations.payout_voucher(payment_id=payment.id, check_page=CHECK, now=NOW, actor=SYSTEM)
        for _ in range(2)
    }
    assert len(twice) == 1
    assert Document.objects.count() == Signature.objects.count() == PaperVoucher.objects.count() == 2


def test_the_file_is_signed_whole_and_can_still_be_made_again(paid: tuple[Case, Payment]) -> None:
    case, _ = paid
    document = _receipt_of(case)
    content, seal = document_by_id(document.id).read(), SealOf(case.court_id, case.court.name, SealUse.FUNDS)
    check = seals().check(content, seal=seal)
    assert check.ok
    assert f"{case.court.name}执行案款专用章" in check.signer
    assert content[:5] == b"%PDF-"
    assert content.startswith(b"%PDF-1.7")
    again = renderer().render_data(DocumentKind(document.kind), document.content, timestamp=NOW)
    assert content[: document.signature.unsigned_size] == again.pdf
    assert verify_documents().problems == []
    assert "核验电子签名 1 份" in verify_documents().figures


def test_a_changed_byte_more_bytes_or_another_courts_seal_are_found(paid: tuple[Case, Payment]) -> None:
    case, _ = paid
    content = document_by_id(_receipt_of(case).id).read()
    seal = SealOf(case.court_id, case.court.name, SealUse.FUNDS)
    changed = bytearray(content)
    changed[2000] ^= 1
    assert not seals().check(bytes(changed), seal=seal).is_intact
    assert not seals().check(content + b"\n%more", seal=seal).covers_whole_file
    assert not seals().check(b"%PDF-1.7 nothing", seal=seal).ok
    assert not seals().check(content, seal=SealOf(999, "别院")).ok


def test_verify_finds_a_file_that_was_signed_by_somebody_else(
    paid: tuple[Case, Payment], tmp_path: Path
) -> None:
    case, _ = paid
    document = _receipt_of(case)
    place = home().files / document.file
    content = place.read_bytes()
    unsigned = content[: document.signature.unsigned_size]
    (tmp_path / "keys").mkdir(mode=0o700)
    forged = (
        LocalSeals(tmp_path / "keys")
        .sign(unsigned, seal=SealOf(case.court_id, case.court.name, SealUse.FUNDS))
        .pdf
    )
    place.write_bytes(forged)
    try:
        problems = verify_documents().problems
        assert any("文件被改动" in problem for problem in problems)
        assert any("电子签名无效" in problem for problem in problems)
        place.unlink()
        with pytest.raises(DocumentMissing):
            document_by_id(document.id).read()
    finally:
        place.write_bytes(content)


def test_the_key_is_made_once_closed_to_others_and_its_faults_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    seal = SealOf(7, "某县人民法院", SealUse.FUNDS)
    monkeypatch.setenv("ZHIXING_SEAL_PASSPHRASE", "长而不可猜的口令")
    pdf = b"%PDF-1.7\n"
    with pytest.raises(SealingFailed, match="签名没有完成"):
        LocalSeals(folder).sign(pdf, seal=seal)
    key = folder / "seal-7.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED" in key.read_bytes()
    assert LocalSeals(folder).check_config() == []
    monkeypatch.setenv("ZHIXING_SEAL_PASSPHRASE", "错的口令")
    assert "口令不对" in LocalSeals(folder).check_config()[0]
    key.chmod(0o644)
    assert "权限过宽" in LocalSeals(folder).check_config()[0]
    assert "不存在" in LocalSeals(tmp_path / "no").check_config()[0]


def test_anybody_may_check_a_paper_and_learns_no_more_than_it_says(paid: tuple[Case, Payment]) -> None:
    case, _ = paid
    document = _receipt_of(case)
    code = _code(document)
    page = Client().get(f"/check/{code.lower()}/").content.decode()
    for words in ("这是本院的文书", "执行案款收据", "50,000.00", "李*", document.sha256, case.number):
        assert words in page, words
    assert "李四" not in page
    assert "진짜 문서" in Client().get(f"/check/{code}/?lang=ko").content.decode()
    wrong = Client().get("/check/1-0000-0000-0000-0000/")
    assert (wrong.status_code, "查不到这份文书" in wrong.content.decode()) == (404, True)
    assert Client().get("/check/", {"code": code})["Location"] == f"/check/{code}/"
    assert Client().get("/check/不是/").status_code == 404


def test_a_paper_is_void_once_the_money_went_elsewhere_or_came_back(wangqing: Court) -> None:
    case, payment = approved(wangqing)
    code = _code(_receipt_of(case))
    secret = read_code(code)
    assert secret is not None
    stands = queries.paper_by_secret(secret)
    assert stands is not None
    assert stands.standing is queries.Standing.STANDS
    Receipt.objects.filter(case=case).update(turns=2)
    moved = queries.paper_by_secret(secret)
    assert moved is not None
    assert moved.standing is queries.Standing.TAKEN_BACK
    assert "这份收据作废" in Client().get(f"/check/{code}/").content.decode()
    payment = answered(wangqing, payment)
    made = operations.payout_voucher(payment_id=payment.id, check_page=CHECK, now=NOW, actor=SYSTEM)
    paid_code = read_code(_code(Document.objects.get(pk=made)))
    assert paid_code is not None
    Payment.objects.filter(pk=payment.pk).update(state="failed")
    returned = queries.paper_by_secret(paid_code)
    assert returned is not None
    assert returned.standing is queries.Standing.RETURNED


def test_money_of_no_case_has_no_receipt(wangqing: Court) -> None:
    from funds_world import take_in

    take_in(wangqing, [("B1", 100_000, "赵六", "转账", "")])
    with pytest.raises(VoucherRefused, match="还没有认领"):
        operations.receipt_voucher(
            receipt_id=Receipt.objects.get().pk, check_page=CHECK, now=NOW, actor=SYSTEM
        )


def test_each_party_downloads_their_own_paper_and_no_other(
    wangqing: Court, paid: tuple[Case, Payment]
) -> None:
    case, payment = paid
    receipt = Receipt.objects.get(case=case)
    for role, own, other in (
        ("debtor", f"receipt/{receipt.pk}", f"payment/{payment.id}"),
        ("applicant", f"payment/{payment.id}", f"receipt/{receipt.pk}"),
    ):
        party = Party.objects.get(case=case, role=role)
        token = operations.make_track_link(
            party_id=party.id, now=NOW, actor=person(wangqing, Role.OFFICER)
        ).token
        assert Client().post(f"/p/{token}/{own}/").status_code == 404
        client = Client()
        client.post(f"/p/{token}/", {"step": "who", "answer": end_of_id(case, role)})
        response = client.post(f"/p/{token}/{own}/")
        assert response.status_code == 200
        assert response.content.startswith(b"%PDF-1.7")
        assert response["Content-Disposition"].startswith("attachment")
        assert client.post(f"/p/{token}/{other}/").status_code == 404


def test_the_court_downloads_them_gives_links_and_sees_the_journals(
    wangqing: Court, paid: tuple[Case, Payment]
) -> None:
    from test_pages_of_money import _as
    from test_pages_of_money import _text as page_of

    case, payment = paid
    make_demo_accounts(wangqing, NOW)
    receipt = Receipt.objects.get(case=case)
    officer = _as("officer")
    assert "收据" in page_of(officer, f"/funds/receipts/{receipt.pk}/")
    assert officer.post(f"/funds/receipts/{receipt.pk}/paper/").content.startswith(b"%PDF-1.7")
    assert officer.post(f"/funds/payments/{payment.id}/paper/").content.startswith(b"%PDF-1.7")
    assert "账簿凭证" not in page_of(officer, f"/funds/receipts/{receipt.pk}/")
    audited = page_of(_as("auditor"), f"/funds/receipts/{receipt.pk}/")
    for words in ("账簿凭证", f"plan:{payment.plan_line.plan_id}", f"paid:{payment.reference}", "在途款"):
        assert words in audited, words
    assert "李四" in page_of(officer, f"/cases/{case.id}/links/")
    debtor = Party.objects.get(case=case, role="debtor")
    made = officer.post(f"/funds/parties/{debtor.id}/link/").content.decode()
    address = re.search(r"http://testserver(/p/\d+\.[\w-]{43}/)", made)
    assert address
    assert "돈이 어디에" in made
    assert Client().get(address[1]).status_code == 200
    assert _as("auditor").post(f"/funds/parties/{debtor.id}/link/").status_code == 403
    assert address[1].split(".")[1][:20] not in page_of(officer, f"/cases/{case.id}/links/")
