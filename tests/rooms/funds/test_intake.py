"""Messages and tables of any bank in one import: dry runs, several statements, lines without balances, gaps by day."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from funds_world import ACCOUNT, NOW, SYSTEM, make_case, statement, take_in
from zhixing.cases.models import CourtAccount, Recovery
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.funds import operations, queries
from zhixing.funds.models import (
    BankLayout,
    Difference,
    HandReceipt,
    Journal,
    Receipt,
    Statement,
    StatementLine,
)
from zhixing.funds.rules.layouts import Field, Layout, LayoutUnfit
from zhixing.funds.rules.statement import StatementRefused

RURAL = "日期,摘要,借贷,发生额,结存,户名\n"
ROWS = '2022-03-01,还款,贷,"50,000.00","3,050,000.00",李四\n2022-03-01,手续费,借,3.00,"3,049,997.00",银行\n'


def _entry(
    fen: int, reference: str, on: str, remark: str = "案款", sub_account: str = "", *, reversal: bool = False
) -> str:
    side, who = ("CRDT" if fen > 0 else "DBIT"), ("Dbtr" if (fen > 0) != reversal else "Cdtr")
    structured = f"<Strd><CdtrRefInf><Ref>{sub_account}</Ref></CdtrRefInf></Strd>" if sub_account else ""
    return (
        f'<Ntry><Amt Ccy="CNY">{abs(fen) / 100:.2f}</Amt><CdtDbtInd>{side}</CdtDbtInd>{"<RvslInd>true</RvslInd>" if reversal else ""}'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{on}</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<RltdPties><{who}><Pty><Nm>李四</Nm></Pty></{who}></RltdPties><RmtInf><Ustrd>{remark}</Ustrd>{structured}</RmtInf>"
        "</TxDtls></NtryDtls></Ntry>"
    )


def _part(
    kind: str, entries: str, opening: int | None = None, closing: int | None = None, account: str = ACCOUNT
) -> str:
    balances = "".join(
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">{fen / 100:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>'
        for code, fen in (("OPBD", opening), ("CLBD", closing)) if fen is not None
    )  # fmt: skip
    name = "Stmt" if kind == "053" else "Ntfctn"
    return f"<{name}><Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>{balances}{entries}</{name}>"


def _message(kind: str, *parts: str) -> bytes:
    body = {"053": "BkToCstmrStmt", "054": "BkToCstmrDbtCdtNtfctn"}[kind]
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08"
    return f'<Document xmlns="{space}"><{body}>{"".join(parts)}</{body}></Document>'.encode()


def _import(court: Court, content: bytes, *, dry_run: bool = False) -> operations.ImportReport:
    return operations.import_statement(
        court=court, content=content, name="文件", now=NOW, actor=SYSTEM, dry_run=dry_run
    )


def _even(court: Court, fen: int, on: date = date(2022, 3, 31)) -> None:
    assert queries.verify_books().problems == []
    (day,) = [one for one in queries.reconcile(court=court, on=on) if one.is_used]
    assert (day.ledger_fen, day.difference_fen, day.holders_fen) == (fen, 0, fen)


# ---- dry run ---------------------------------------------------------------------------------------------------------


def test_a_dry_run_tells_what_the_import_tells_and_writes_nothing(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 100, "甲", "", "")])
    facts, journals = Fact.objects.count(), Journal.objects.count()
    lines = [
        ("B1", 100, "甲", "", ""),
        ("B2", 200, "李四", "案款", case.sub_account),
        ("B3", -200, "李四", "冲正 案款", case.sub_account),
    ]
    content = statement([*lines, ("B4", 7, "乙", "", "")])
    dry = _import(wangqing, content, dry_run=True)
    assert (Fact.objects.count(), Journal.objects.count(), StatementLine.objects.count()) == (
        facts,
        journals,
        1,
    )
    assert (Statement.objects.count(), Recovery.objects.count()) == (1, 0)
    assert [(row.row, row.serial, row.fate.value, row.words) for row in dry.rows] == [
        (5, "B1", "duplicate", ""), (6, "B2", "marked", f"{case.number}（虚拟子账号）"), (7, "B3", "reversed", "冲正 B2"),
        (8, "B4", "unidentified", "附言和子账号中没有任何案件线索"),
    ]  # fmt: skip
    assert dry.statement_id is None
    done = _import(wangqing, content)
    assert dry.as_json() == {**done.as_json(), "dry_run": True}
    assert "dry_run" not in done.as_json()


def test_a_dry_run_does_not_name_the_courts_account(wangqing: Court) -> None:
    CourtAccount.objects.filter(court=wangqing).update(number="")
    _import(wangqing, statement([("B1", 100, "甲", "", "")]), dry_run=True)
    assert not CourtAccount.objects.filter(number=ACCOUNT).exists()


# ---- messages --------------------------------------------------------------------------------------------------------


def test_two_days_in_one_message_are_two_statements_and_a_sub_account_marks(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    day1 = _part("053", _entry(500, "A1", "2022-03-01", sub_account=case.sub_account), 1_000, 1_500)
    day2 = _part("053", _entry(-40, "A2", "2022-03-02", "手续费"), 1_500, 1_460)
    report = _import(wangqing, _message("053", day2, day1))
    assert (report.lines, report.posted, report.gaps) == (2, 2, [])
    assert report.as_json()["marked"] == [{"serial": "A1", "case": case.number, "by": "sub_account"}]
    assert list(Statement.objects.order_by("first_on").values_list("opening_fen", "closing_fen", "source")) == [
        (1_000, 1_500, "camt.053"), (1_500, 1_460, "camt.053"),
    ]  # fmt: skip
    _even(wangqing, 1_460)


def test_one_wrong_statement_in_a_message_stops_all_of_them(wangqing: Court) -> None:
    good = _part("053", _entry(500, "A1", "2022-03-01"), 1_000, 1_500)
    stranger = _part("053", _entry(1, "Z1", "2022-03-01"), 0, 1, account="999")
    with pytest.raises(StatementRefused, match="不是汪清法院登记的案款专户"):
        _import(wangqing, _message("053", good, stranger))
    assert not Journal.objects.exists()


def test_a_missing_day_between_statements_is_named(wangqing: Court) -> None:
    _import(wangqing, _message("053", _part("053", _entry(500, "A1", "2022-03-01"), 1_000, 1_500)))
    report = _import(wangqing, _message("053", _part("053", _entry(5, "A4", "2022-03-04"), 1_700, 1_705)))
    assert (report.gaps, report.gap_words) == ([200], ["缺 2022-03-02 至 2022-03-03 的对账单"])
    assert "缺 2022-03-02 至 2022-03-03 的对账单" in Difference.objects.get().text
    report = _import(wangqing, _message("053", _part("053", _entry(200, "A2", "2022-03-02"), 1_500, 1_700)))
    assert report.gaps == []
    assert queries.open_differences() == []
    _even(wangqing, 1_705)


def test_a_reversal_the_bank_names_takes_back_the_only_credit_like_it(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    came = _entry(500, "A1", "2022-03-01", sub_account=case.sub_account)
    back = _entry(-500, "A2", "2022-03-01", "bank error", case.sub_account, reversal=True)
    report = _import(wangqing, _message("053", _part("053", came + back, 1_000, 1_000)))
    assert report.as_json()["reversed"] == [{"serial": "A2", "of": "A1"}]
    assert Receipt.objects.get().state == "reversed"
    _even(wangqing, 1_000)


def test_a_notice_comes_first_and_the_statement_confirms_it(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    _import(wangqing, _message("053", _part("053", _entry(1, "A0", "2022-02-28"), 999, 1_000)))
    notice = _message("054", _part("054", _entry(500, "A1", "2022-03-01", sub_account=case.sub_account)))
    report = _import(wangqing, notice)
    assert (report.posted, len(report.marked)) == (1, 1)
    assert _import(wangqing, notice).duplicates == 1
    (day,) = [one for one in queries.reconcile(court=wangqing, on=date(2022, 3, 1)) if one.is_used]
    assert [(item.fen, item.reference) for item in day.items] == [(500, "A1")]
    _even(wangqing, 1_500)
    full = _part(
        "053",
        _entry(500, "A1", "2022-03-01", sub_account=case.sub_account) + _entry(-40, "A2", "2022-03-01", "费"),
        1_000,
        1_460,
    )
    report = _import(wangqing, _message("053", full))
    assert (report.posted, report.duplicates, report.gaps) == (1, 1, [])
    (day,) = [one for one in queries.reconcile(court=wangqing, on=date(2022, 3, 1)) if one.is_used]
    assert (day.items, day.statement_fen) == ((), 1_460)
    _even(wangqing, 1_460)


def test_notices_before_the_first_statement_do_not_count_twice(wangqing: Court) -> None:
    _import(wangqing, _message("054", _part("054", _entry(500, "A1", "2022-03-01"))))
    _import(wangqing, _message("053", _part("053", _entry(7, "A2", "2022-03-02"), 1_500, 1_507)))
    _even(wangqing, 1_507)
    _import(wangqing, _message("054", _part("054", _entry(9, "A3", "2022-02-20"))))
    _even(wangqing, 1_507)


def test_a_notice_that_disagrees_with_the_statement_is_refused(wangqing: Court) -> None:
    _import(wangqing, _message("054", _part("054", _entry(500, "A1", "2022-03-01"))))
    with pytest.raises(StatementRefused, match="A1 以前已经导入，但内容与本次不同"):
        _import(wangqing, _message("053", _part("053", _entry(501, "A1", "2022-03-01"), 1_000, 1_501)))


# ---- layouts ---------------------------------------------------------------------------------------------------------


def _taught(court: Court, name: str = "村镇银行") -> BankLayout:
    columns = {
        Field.DAY: "日期", Field.REMARK: "摘要", Field.DIRECTION: "借贷", Field.AMOUNT: "发生额", Field.BALANCE: "结存",
        Field.NAME: "户名",
    }  # fmt: skip
    layout = Layout(name=name, columns=columns, fingerprint="f" * 32)
    return operations.teach_layout(
        court=court, layout=layout, header=RURAL.strip().split(","), header_row=1, now=NOW, actor=SYSTEM
    )


def test_a_taught_layout_is_used_by_its_own_court_and_replaced_by_teaching_again(wangqing: Court) -> None:
    content = (RURAL + ROWS).encode("gb18030")
    with pytest.raises(StatementRefused, match="可以先教一次"):
        _import(wangqing, content)
    first = _taught(wangqing)
    other = Court.objects.get(code="吉2401")
    with pytest.raises(StatementRefused, match="可以先教一次"):
        _import(other, content)
    report = _import(wangqing, content)
    assert (report.posted, report.sources) == (2, ["layout:村镇银行"])
    assert _import(wangqing, content).duplicates == 2
    _even(wangqing, 304_999_700)
    second = _taught(wangqing, "改名")
    assert list(BankLayout.objects.filter(replaced_at=None).values_list("pk", "name")) == [
        (second.pk, "改名")
    ]
    assert operations.forget_layout(layout_id=first.pk, court=wangqing, now=NOW, actor=SYSTEM) is False
    assert operations.forget_layout(layout_id=second.pk, court=wangqing, now=NOW, actor=SYSTEM) is True
    with pytest.raises(StatementRefused):
        _import(wangqing, content)


def test_a_layout_needs_a_name(wangqing: Court) -> None:
    with pytest.raises(LayoutUnfit, match="银行名称"):
        _taught(wangqing, " ")


# ---- pages -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Court:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-02")
    make_demo_accounts(wangqing, NOW)
    return wangqing


def _as(username: str) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_an_unknown_table_leads_to_the_page_that_learns_it_and_back_to_its_preview(office: Court) -> None:
    client = _as("accountant")
    answer = client.post(
        "/funds/import/", {"file": SimpleUploadedFile("村镇.csv", (RURAL + ROWS).encode("gb18030"))}
    )
    assert answer["Location"].startswith("/funds/layouts/teach/")
    page = client.get(answer["Location"]).content.decode()
    assert "余额逐笔核对 2 笔，全部相符。" in page
    assert "50,000.00" in page
    wanted = ["day", "remark", "direction", "amount", "balance", "name"]
    form = {"name": "汪清村镇银行", "date_order": "year_first", "act": "save"} | {
        f"column-{place}": one for place, one in enumerate(wanted)
    }
    twice = client.post(answer["Location"], {**form, "column-1": "day"}).content.decode()
    assert "有两列都选了“交易日期（可含时间）”" in twice
    wrong = client.post(
        answer["Location"], {**form, "column-3": "balance", "column-4": "amount"}
    ).content.decode()
    assert "账户余额不连续" in wrong
    assert not BankLayout.objects.exists()
    saved = client.post(answer["Location"], form)
    assert saved["Location"].startswith("/funds/import/preview/")
    assert "layout:汪清村镇银行" in client.get(saved["Location"]).content.decode()
    client.post(f"{saved['Location']}accept/")
    assert Receipt.objects.get().fen == 5_000_000
    page = client.get("/funds/layouts/").content.decode()
    assert "汪清村镇银行" in page
    assert "工商银行" in page
    client.post(f"/funds/layouts/{BankLayout.objects.get().pk}/forget/")
    assert BankLayout.objects.filter(replaced_at=None).count() == 0
    assert _as("officer").post("/funds/layouts/").status_code == 403


def test_a_file_that_is_no_statement_cannot_be_taught(office: Court) -> None:
    client = _as("accountant")
    answer = client.post("/funds/layouts/", {"file": SimpleUploadedFile("x.csv", b"a,b,c\n1,2,3\n")})
    assert "找不到像对账单的表头" in client.get(answer["Location"]).content.decode()


def test_two_officers_take_cash_on_screen(office: Court) -> None:
    case = make_case(office, 7)
    first, second = _as("officer"), _as("clerk")
    assert "没有这个案号" in first.get("/funds/hand/new/?number=无").content.decode()
    form = {
        "number": case.number, "debtor": str(case.parties.get(role="debtor").pk), "kind": "cash", "amount": "1,234.50",
        "payer": "李四", "place": "汪清镇", "reason": "无银行账户", "received": "2022-03-01T08:00",
    }  # fmt: skip
    assert "读不出金额" in first.post("/funds/hand/new/", {**form, "amount": "一些"}).content.decode()
    where = first.post("/funds/hand/new/", form)["Location"]
    page = first.get(where).content.decode()
    assert "壹仟贰佰叁拾肆元伍角" in page
    assert "确认收款" not in page
    assert first.post(f"{where}confirm/").status_code == 403
    assert "我在场，确认收款" in second.get(where).content.decode()
    second.post(f"{where}confirm/")
    row = HandReceipt.objects.get()
    assert (row.state, row.fen) == ("confirmed", 123_450)
    assert "XJ202200001" in second.get("/funds/hand/").content.decode()
    track = second.get(f"/funds/receipts/{row.line_id}/").content.decode()
    assert "两名执行人员收取" in track
    assert second.get(f"/funds/hand/{row.line_id}/").status_code == 200
    assert second.post(f"{where}fly/").status_code == 404
    assert _as("accountant").get("/funds/hand/new/").status_code == 403
