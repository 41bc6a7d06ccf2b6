"""A court's own wording and its Korean: tried, approved by another, in force from its day, remembered by the document."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from document_facts import FACTS
from funds_world import make_case, person
from zhixing.cases.models import Case, PartyRole
from zhixing.cases.operations import name_court_account
from zhixing.documents.models import Document, Edition, Spoken, WordingUse, WordingVersion
from zhixing.documents.operations import Wish, issue_draft, issue_first_notices, issue_voucher
from zhixing.documents.operations.editions import NoEdition, bilingual_edition
from zhixing.documents.operations.rewording import RewordingRefused, decide_wording, propose_wording
from zhixing.documents.queries import content_of, verify_documents
from zhixing.documents.queries.wordings import glossary_of, history_of, wordings_of
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.extremes import catalogue_of
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.korean import shipped
from zhixing.documents.rules.vouchers import CheckCode, Voucher
from zhixing.documents.sealing.base import SealOf
from zhixing.documents.sealing.of_home import seals
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.keys import uuid7

NOW = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
TODAY = date(2022, 12, 1)
SYSTEM = Actor.system("测试")
ACCOUNT = {"holder": "汪清县人民法院", "bank_name": "建设银行", "number": "22050168636700000123"}
LISTING = "依照{失信名单的法律依据}的规定，未履行生效法律文书确定的义务，并具有下列情形之一的，人民法院应当将其纳入失信被执行人名单，依法对其进行信用惩戒："
SUMMONS = DocumentKind.SUMMONS.value
BRING = "被传唤人应当携带本传票和身份证件准时到达应到处所。"
OURS = "请被传唤人携带本传票、身份证件和近三个月的银行流水，准时到达应到处所。"
COMPEL = "必须接受调查询问的被执行人，经依法传唤无正当理由拒不到场的，本院可以依照{法律依据}的规定拘传。"


@pytest.fixture
def case(wangqing: Court, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Case:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="汪清县汪清镇大川街88号")
    return make_case(wangqing, 7)


def summons(case: Case, at: datetime = NOW) -> Document:
    to = case.parties.get(role=PartyRole.DEBTOR.value)
    wish = Wish(uuid7(), case.pk, DocumentKind.SUMMONS, FACTS[DocumentKind.SUMMONS], to_id=to.pk)
    return Document.objects.get(pk=issue_draft(wish=wish, now=at, actor=SYSTEM).id)


def proposed(court: Court, text: str = OURS, source: str = BRING, **more: object) -> WordingVersion:
    told = {
        "court_id": court.pk, "use": WordingUse.WORDING, "kind": SUMMONS, "source": source, "text": text, "why": "便于核实收入",
        "effective_on": TODAY, "now": NOW, "actor": person(court, Role.CLERK), **more,
    }  # fmt: skip
    return WordingVersion.objects.get(pk=propose_wording(**told))  # type: ignore[arg-type]


def approved(court: Court, row: WordingVersion, at: datetime = NOW) -> None:
    decide_wording(version_id=row.pk, approve=True, reason="", now=at, actor=person(court, Role.BUREAU_CHIEF))


def texts(document: Document) -> str:
    return str(document.said["blocks"])


def test_a_document_is_issued_in_the_wording_in_force_and_remembers_it(case: Case, wangqing: Court) -> None:
    before = summons(case)
    row = proposed(wangqing)
    assert BRING in texts(summons(case))
    approved(wangqing, row)
    after = summons(case)
    assert OURS in texts(after)
    assert BRING not in texts(after)
    assert Spoken.objects.get(document=after).wordings == [str(row.pk)]
    assert Spoken.objects.get(document=before).wordings == []
    report = verify_documents()
    assert (report.problems, report.figures) == (
        [],
        "文书 3 份，抽取重排 3 份，核验电子签名 3 份，本院措辞 1 份",
    )


def test_a_version_holds_from_its_day_and_until_the_next(case: Case, wangqing: Court) -> None:
    first = proposed(wangqing, effective_on=TODAY + timedelta(days=10))
    approved(wangqing, first)
    assert BRING in texts(summons(case))
    assert wordings_of([wangqing.pk], TODAY + timedelta(days=10))[(wangqing.pk, SUMMONS)][BRING].text == OURS
    second = proposed(wangqing, BRING, effective_on=TODAY + timedelta(days=20))
    approved(wangqing, second)
    assert wordings_of([wangqing.pk], TODAY + timedelta(days=19))[(wangqing.pk, SUMMONS)][BRING].text == OURS
    assert wordings_of([wangqing.pk], TODAY + timedelta(days=20))[(wangqing.pk, SUMMONS)][BRING].text == BRING
    assert [(one.number, one.text) for one in history_of(wangqing.pk, WordingUse.WORDING, SUMMONS, BRING)] == [
        (2, BRING), (1, OURS),
    ]  # fmt: skip
    with pytest.raises(RewordingRefused, match="不能早于今天"):
        proposed(wangqing, source=COMPEL, text=COMPEL, effective_on=TODAY - timedelta(days=1))


def test_nobody_approves_their_own_and_only_the_chief_approves(case: Case, wangqing: Court) -> None:
    both = person(wangqing, Role.CLERK, Role.BUREAU_CHIEF)
    row = proposed(wangqing, actor=both)
    with pytest.raises(RewordingRefused, match="另一人"):
        decide_wording(version_id=row.pk, approve=True, reason="", now=NOW, actor=both)
    with pytest.raises(NotAllowed):
        decide_wording(
            version_id=row.pk, approve=True, reason="", now=NOW, actor=person(wangqing, Role.OFFICER)
        )
    with pytest.raises(RewordingRefused, match="等待批准"):
        proposed(wangqing)
    with pytest.raises(IntegrityError), transaction.atomic():
        WordingVersion.objects.filter(pk=row.pk).update(state="approved", decided_by=row.proposed_by)
    with pytest.raises(RewordingRefused, match="理由"):
        decide_wording(
            version_id=row.pk, approve=False, reason=" ", now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF)
        )
    decide_wording(
        version_id=row.pk, approve=False, reason="不必要", now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF)
    )
    assert BRING in texts(summons(case))


def test_what_the_law_demands_cannot_be_worded_away(case: Case, wangqing: Court) -> None:
    with pytest.raises(RewordingRefused) as refused:
        proposed(wangqing, "无正当理由拒不到场的，依照{法律依据}处理。", COMPEL)
    assert [fault.trial for fault in refused.value.faults][:2] == ["通常", "200 字的名称"]
    assert "拒不到场的后果" in refused.value.faults[0].message
    for text in ("拘传。", "依照{法律依据}和{身份证号}拘传。", "依照{法律依据}{拘传。", ""):
        with pytest.raises(RewordingRefused):
            proposed(wangqing, text, COMPEL)
    with pytest.raises(RewordingRefused, match="没有这一段"):
        proposed(wangqing, "任意文字", "任意文字。")


def test_wording_that_cannot_be_printed_is_refused_where_it_fails(case: Case, wangqing: Court) -> None:
    with pytest.raises(RewordingRefused, match="字体中没有这些字"):
        proposed(wangqing, f"{OURS}\U00020001\U00030001")
    with pytest.raises(RewordingRefused, match="不可见"):
        proposed(wangqing, f"{OURS}\u202e")


def test_first_notices_and_receipts_go_out_in_the_courts_own_wording(case: Case, wangqing: Court) -> None:
    """Documents that the house puts together are worded like those an officer drafts, tried and demanded alike."""
    name_court_account(court=wangqing, **ACCOUNT, actor=SYSTEM, now=NOW)
    notice, receipt = DocumentKind.ENFORCEMENT_NOTICE, DocumentKind.MONEY_RECEIPT
    with pytest.raises(RewordingRefused) as refused:
        proposed(wangqing, "依照{失信名单的法律依据}处理。", LISTING, kind=notice.value)
    assert "纳入失信被执行人名单的风险" in refused.value.faults[0].message
    ours = {
        notice: ("{你}逾期不履行的，本院依法强制执行，请特别注意：", "{你}逾期不履行的，本院将依法强制执行，并告知如下风险："),
        receipt: (
            "{案号}案，本院专户收到款项如下。依据{法律依据}出具。",
            "{案号}案，本院执行案款专户收到下列款项。依据{法律依据}，特立此据。",
        ),
    }  # fmt: skip
    rows = {kind: proposed(wangqing, text, source, kind=kind.value) for kind, (text, source) in ours.items()}
    for row in rows.values():
        approved(wangqing, row)
    issue_first_notices(case_ids=[case.pk], now=NOW, actor=SYSTEM)
    [made] = Document.objects.filter(kind=notice.value)
    assert "你逾期不履行的，本院依法强制执行，请特别注意：" in texts(made)
    assert Spoken.objects.get(document=made).wordings == [str(rows[notice].pk)]
    voucher = Voucher(
        receipt, wangqing.name, "", case.number, "李四", "", "", 100_000, TODAY, "1", "执行款", (), "《规定》第一条", TODAY,
        CheckCode("A1", "https://example.cn/A1/"),
    )  # fmt: skip
    paid = issue_voucher(
        case_id=case.pk, recipient_id=made.recipient_id, voucher=voucher, now=NOW, actor=SYSTEM
    )
    assert "本院专户收到款项如下。依据《规定》第一条出具。" in texts(paid)
    assert verify_documents().problems == []


def test_an_approved_version_is_never_reworded(case: Case, wangqing: Court) -> None:
    row = proposed(wangqing)
    approved(wangqing, row)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_column_privilege('zhixing_app', 'documents_wordingversion', 'text', 'UPDATE'),"
            " has_column_privilege('zhixing_app', 'documents_wordingversion', 'state', 'UPDATE')"
        )
        assert cursor.fetchone() == (False, True)


def test_an_edition_of_machine_drafts_is_unsealed_until_a_translator_confirms(
    case: Case, wangqing: Court
) -> None:
    document = summons(case)
    plain = bilingual_edition(document_id=document.pk, now=NOW, actor=SYSTEM)
    assert not plain.is_confirmed
    assert plain.untranslated == 0
    assert bilingual_edition(document_id=document.pk, now=NOW, actor=SYSTEM) == plain
    words = glossary_of(wangqing.pk, TODAY)
    for source, _ in plain.sources:
        use = WordingUse.KOREAN if source in words.passages else WordingUse.TERM
        held = words.passages.get(source) or words.terms[source]
        row = proposed(
            wangqing, held.text, source, use=use, kind="", actor=person(wangqing, Role.TRANSLATOR),
        )  # fmt: skip
        decide_wording(
            version_id=row.pk, approve=True, reason="", now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF)
        )
    sealed = bilingual_edition(document_id=document.pk, now=NOW, actor=SYSTEM)
    assert sealed.is_confirmed
    assert Edition.objects.count() == 2
    stored = (home().files / sealed.file).read_bytes()
    assert seals().check(stored, seal=SealOf(wangqing.pk, wangqing.name)).ok
    assert content_of(document.pk)[:5] == b"%PDF-"


def test_a_document_without_its_parts_has_no_edition(case: Case) -> None:
    with pytest.raises(NoEdition):
        bilingual_edition(document_id=uuid7(), now=NOW, actor=SYSTEM)


def test_every_kind_has_a_catalogue_and_most_shipped_korean_is_still_said() -> None:
    said = {pattern for kind in DocumentKind if kind in FACTS for pattern in catalogue_of(kind)}
    assert BRING in catalogue_of(DocumentKind.SUMMONS)
    held = [pattern for pattern in shipped().passages if pattern in said]
    assert len(held) >= 100
