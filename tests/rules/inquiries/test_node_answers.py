"""A unit's node: what leaves it about whom, what it remembers, and what it refuses. No sockets, no database of the court."""

import json
import os
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit_world import (
    CARS,
    CASE,
    COURT,
    COURT_SIGNER,
    FUND,
    HIS_NAME,
    NAMESAKE,
    NOW,
    PAPERS,
    STRANGER,
    ZHU,
    Desk,
    desk,
    order,
    query,
    settings,
)
from zhixing.inquiries.node.answering import Node
from zhixing.inquiries.node.holdings import index, namesake_row, row_of
from zhixing.inquiries.node.journal import Journal, JournalUnusable
from zhixing.inquiries.node.queue import NotWaiting, decide, waiting_requests
from zhixing.inquiries.node.settings import (
    Approval,
    HoursFor,
    OfficeHours,
    SettingsUnusable,
    TableSettings,
    load_settings,
)
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.rules.mapping import Column, Field, TableMapping
from zhixing.inquiries.wire.envelopes import again, new_message, seal
from zhixing.inquiries.wire.messages import (
    Acknowledgement,
    Action,
    Code,
    Found,
    Match,
    QueryReply,
    Refusal,
    Row,
    State,
    StatusRequest,
)
from zhixing.inquiries.wire.shapes import read_part, write_part
from zhixing.inquiries.wire.signing import unpack

FIELDS = (
    Field.HOLDER_NAME, Field.HOLDER_ID, Field.IDENTIFIER, Field.AMOUNT, Field.AVAILABLE, Field.CONTROLLED, Field.STATUS,
    Field.OPENED_ON, Field.CLOSED_ON, Field.LOCATION, Field.OWNERSHIP, Field.PRIORITY_RIGHTS, Field.PRIOR_MEASURES,
    Field.TITLE, Field.CURRENCY, Field.CO_OWNER_NAME, Field.CO_OWNER_ID,
)  # fmt: skip
SAMPLES = Path(__file__).parents[3] / "src/zhixing/simulator/samples/wangqing"


def code(desk: Desk, raw: bytes) -> str:
    """The code of the refusal to some bytes."""
    payload = desk.node.take(raw).content.split(b".")[1]
    return str(json.loads(unpack(payload.decode()))["body"]["code"])


def test_only_rows_of_the_number_are_answered(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        reply = court.say(query())
        assert isinstance(reply, QueryReply)
        assert [(row.row_ref, row.match, row.amount_fen, row.title) for row in reply.rows] == [
            ("2", Match.ID, 100_000, "汪清县木业公司")
        ]
        assert court.say(query(number="22240319990728000X")).result is Found.NONE


def test_a_namesake_is_shown_only_on_demand_and_reduced(tmp_path: Path) -> None:
    """No number, no asset, no amount of somebody who is no debtor leaves the unit."""
    with desk(tmp_path) as court:
        reply = court.say(query(include_namesakes=True))
        own, other = reply.rows
        assert (own.row_ref, other.row_ref, other.match) == ("2", "3", Match.NAME)
        assert other.holder.id_number == NAMESAKE[:6] + "********" + NAMESAKE[-4:]
        assert (other.identifier, other.title, other.amount_fen, dict(other.details), other.related) == (
            "",
            "",
            None,
            {},
            (),
        )
    with desk(tmp_path, namesakes=False) as court:
        assert len(court.say(query(include_namesakes=True)).rows) == 1


def test_a_row_with_the_number_under_another_name_comes_whole(tmp_path: Path) -> None:
    """The court's gate makes a conflict of it; the unit must not hide it."""
    with desk(tmp_path) as court:
        (row,) = court.say(query(name="高坤")).rows
        assert (row.match, row.holder.name, row.holder.id_number) == (Match.ID, HIS_NAME, ZHU)


def test_both_spouses_are_found_and_each_is_told_of_the_other(tmp_path: Path) -> None:
    table = f"持证人,证件号码,配偶姓名,配偶证件号码,登记日期,状态\n韩丽,{NAMESAKE},{HIS_NAME},{ZHU},2010-05-01,已婚\n"
    with desk(tmp_path, table) as court:
        (row,) = court.say(query()).rows
        assert (row.asset_kind, row.holder.name, row.related[0].name, row.details["配偶姓名"]) == (
            AssetKind.MARRIAGE,
            HIS_NAME,
            "韩丽",
            "韩丽",
        )


def test_numbers_of_third_persons_in_a_row_are_masked(tmp_path: Path) -> None:
    table = f"姓名,身份证号,缴存余额,经办人身份证号\n{HIS_NAME},{ZHU},1.00,{NAMESAKE}\n"
    with desk(tmp_path, table) as court:
        assert court.say(query()).rows[0].details == {"经办人身份证号": "222401********0005"}


@pytest.mark.parametrize("name", sorted(file.stem for file in (SAMPLES / "units").glob("*.csv")))
def test_every_row_of_every_debtor_of_the_sample(tmp_path: Path, name: str) -> None:
    """By ID exactly the rows that hold a debtor's number; by name alone exactly the namesakes'."""
    cases = json.loads((SAMPLES / "truth/cases.json").read_text(encoding="utf-8"))
    debtors = sorted({number for case in cases for number in case["debtors"]})
    text = (SAMPLES / f"units/{name}.csv").read_text(encoding="utf-8-sig")
    wanted = {
        (number, str(line))
        for line, row in enumerate(text.splitlines(), start=1)
        for number in debtors
        if number in row.split(",") and not (name.startswith("市场监管局") and row.split(",")[1] == number)
    }
    with desk(tmp_path, TableSettings(file=SAMPLES / f"units/{name}.csv")) as court:
        held = court.node.table.current()
        found = {(number, row.row_ref) for number in debtors for row in held.of_person(number)}
        assert found == wanted
        assert len(wanted) > 20
        measures = sum(bool(row.priors()) for row in held.rows)
        assert measures == sum("查封" in line or "轮候" in line for line in text.splitlines()[1:])


def test_the_same_number_gets_the_same_answer_also_after_the_table_changed(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        message = court.message(query())
        first = court.node.take(seal(message, COURT_SIGNER))
        (tmp_path / "table.csv").write_text(FUND.replace("1000.00", "9.00"), encoding="utf-8")
        court.pass_time(hours=3)
        second = court.node.take(seal(again(message, now=court.now), COURT_SIGNER))
        assert second.content == first.content
        assert court.say(query()).rows[0].amount_fen == 900
        court.pass_time(days=40)
        third = court.ask(again(message, now=court.now))
        assert (
            third.body == court.read(second, message).body
            if False
            else third.body.rows[0].amount_fen == 100_000
        )


def test_replays_and_reused_numbers_are_refused_and_logged(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        message = court.message(query())
        raw = seal(message, COURT_SIGNER)
        court.node.take(raw)
        assert code(court, raw) == Code.REPLAYED
        spare = raw[:-1] + bytes((raw[-1] + 1,))
        assert code(court, spare) in (Code.REPLAYED, Code.BAD_SIGNATURE)
        assert (
            code(court, seal(replace(message, body=query(purpose="另一个目的")), COURT_SIGNER))
            == Code.NUMBER_REUSED
        )
        outcomes = [entry.outcome for entry in court.node.journal.entries() if entry.what == "in"]
        assert outcomes[0] == "taken"
        assert outcomes[-1] == Code.NUMBER_REUSED


def test_what_a_stranger_says_is_refused_logged_and_not_kept(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        assert code(court, b"x" * 1000) == Code.NOT_A_MESSAGE
        assert code(court, seal(court.message(query()), STRANGER)) == Code.UNKNOWN_KEY
        assert code(court, b"a" * (16 * 2**20 + 1)) == Code.TOO_LARGE
        entries = court.node.journal.entries()
        assert [entry.outcome for entry in entries if entry.what == "in"] == [
            Code.NOT_A_MESSAGE,
            Code.UNKNOWN_KEY,
            Code.TOO_LARGE,
        ]
        assert court.node.journal.verify() == len(entries)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"documents": ()}, Code.DOCUMENTS_MISSING),
        ({"documents": PAPERS[1:]}, Code.DOCUMENTS_MISSING),
        ({"subject": replace(query().subject, id_number="222404195701260002")}, Code.SUBJECT_ID),
        ({"subject": replace(query().subject, id_number="高堃")}, Code.SUBJECT_ID),
        ({"items": (AssetKind.VEHICLE,)}, Code.NOT_HELD),
    ],
)
def test_incomplete_requests_are_refused(tmp_path: Path, changes: dict[str, object], refusal: Code) -> None:
    with desk(tmp_path) as court:
        assert court.say(query(**changes)).code is refusal
        assert court.node.journal.unanswered("waiting", "approved") == []


def test_a_refused_number_may_come_again_complete(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        message = court.message(query(documents=()))
        assert court.ask(message).body.code is Code.DOCUMENTS_MISSING
        assert court.ask(replace(message, body=query())).body.result is Found.FOUND


def test_by_hand_the_liaison_decides_and_the_court_asks_again(tmp_path: Path) -> None:
    with desk(tmp_path, query=Approval.BY_HAND) as court:
        message = court.message(query())
        assert court.ask(message).body.state is State.WAITING_FOR_APPROVAL
        beside = Journal(tmp_path / "unit.sqlite3")
        (facts,) = waiting_requests(beside)
        assert (facts["编号"], facts["被执行人"]) == (message.number, f"{HIS_NAME} {ZHU}")
        decide(beside, message.number, approve=True, by="朴科长", reason="", now=court.now)
        with pytest.raises(NotWaiting):
            decide(beside, message.number, approve=False, by="朴科长", reason="x", now=court.now)
        beside.close()
        asked = court.message(StatusRequest(about=message.number))
        said = court.node.take(seal(asked, COURT_SIGNER))
        assert court.read(said, message).body.result is Found.FOUND
        court.pass_time(minutes=1)
        assert court.ask(again(message, now=court.now)).body.result is Found.FOUND


def test_a_declined_request_is_refused_with_the_liaisons_words(tmp_path: Path) -> None:
    with desk(tmp_path, query=Approval.BY_HAND) as court:
        message = court.message(query())
        court.ask(message)
        decide(
            court.node.journal,
            message.number,
            approve=False,
            by="朴科长",
            reason="承办人证件未备案",
            now=court.now,
        )
        (said,) = court.node.work_off()
        assert court.read(said, message).body == Refusal(
            code=Code.DECLINED, words="承办人证件未备案", remedy="请与单位联系人沟通"
        )
        assert court.node.work_off() == []


def test_outside_office_hours_controls_wait_and_go_when_the_office_opens(tmp_path: Path) -> None:
    hours = OfficeHours(applies_to=HoursFor.CONTROLS)
    with desk(tmp_path, hours=hours) as court:
        identifier = court.say(query()).rows[0].identifier
        court.pass_time(hours=9)
        message = court.message(order(Action.FREEZE, identifier))
        told = court.ask(message).body
        assert (told.state, told.expected_by) == (
            State.WAITING_FOR_OFFICE_HOURS,
            datetime(2026, 11, 24, 0, 30, tzinfo=UTC),
        )
        assert court.say(query()).result is Found.FOUND
        assert court.node.work_off() == []
        court.pass_time(hours=15)
        (said,) = court.node.work_off()
        assert court.read(said, message).body.actual_fen == 60_000


def test_what_became_of_a_number_is_told_to_its_court_alone(tmp_path: Path) -> None:
    other = replace(COURT, code="吉2401", name="延吉市人民法院")
    with desk(tmp_path, courts=((COURT.code, COURT_SIGNER.public), (other.code, STRANGER.public))) as court:
        message = court.message(query())
        court.ask(message)
        nosy = new_message(
            StatusRequest(about=message.number), sender=other, to=court.node.settings.unit, now=NOW
        )
        assert code(court, seal(nosy, STRANGER)) == Code.NEVER_SEEN
        mine = court.message(StatusRequest(about=message.number))
        assert court.read(court.node.take(seal(mine, COURT_SIGNER)), message).body.result is Found.FOUND


def test_the_table_is_read_again_when_it_changes_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        assert court.say(query()).rows[0].amount_fen == 100_000
        assert court.say(query()).rows[0].amount_fen == 100_000
        assert court.node.table.readings == 1
        (tmp_path / "table.csv").write_text("不,像,表\n1,2,3\n", encoding="utf-8")
        reply = court.say(query())
        assert (reply.rows[0].amount_fen, "未能更新" in reply.note) == (100_000, True)
        (tmp_path / "table.csv").write_text(FUND.replace("1000.00", "7.00"), encoding="gb18030")
        reply = court.say(query())
        assert (reply.rows[0].amount_fen, reply.note) == (700, "")


def test_a_table_never_read_is_a_refusal_and_not_an_empty_answer(tmp_path: Path) -> None:
    """Nothing found and nothing readable must never look alike."""
    with desk(tmp_path, "a,b\n1,2\n") as court:
        assert court.say(query()).code is Code.OUT_OF_ORDER


def test_a_table_in_sqlite_and_in_excel(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "身份证号", "缴存余额"])
    sheet.append([HIS_NAME, ZHU, 1000.5])
    book.save(tmp_path / "t.xlsx")
    database = sqlite3.connect(tmp_path / "t.db")
    database.execute('CREATE TABLE "缴 存" ("姓名" TEXT, "身份证号" TEXT, "缴存余额" REAL)')
    database.execute('INSERT INTO "缴 存" VALUES (?, ?, ?)', (HIS_NAME, ZHU, 1000.5))
    database.commit()
    database.close()
    for table in (
        TableSettings(file=tmp_path / "t.xlsx"),
        TableSettings(database=tmp_path / "t.db", database_table="缴 存"),
    ):
        with desk(tmp_path, table) as court:
            (row,) = court.say(query()).rows
            assert (row.row_ref, row.amount_fen, row.asset_kind) == ("2", 100_050, AssetKind.HOUSING_FUND)


def test_the_log_is_a_chain_and_shows_what_was_altered(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        for _ in range(3):
            court.say(query())
        entry = court.node.journal.entries()[0]
        assert (entry.case_number, entry.officer, entry.party) == (CASE, "金哲", COURT.code)
    file = tmp_path / "unit.sqlite3"
    assert file.stat().st_mode & 0o777 == 0o600
    database = sqlite3.connect(file)
    for statement in ("UPDATE entry SET officer = '别人' WHERE seq = 2", "DELETE FROM entry WHERE seq = 2"):
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(statement)
    database.execute("DROP TRIGGER entry_stays")
    database.execute("UPDATE entry SET officer = '别人' WHERE seq = 2")
    database.commit()
    database.close()
    journal = Journal(file)
    with pytest.raises(JournalUnusable, match="第 2 行"):
        journal.verify()
    journal.close()


def test_two_nodes_never_share_a_journal(tmp_path: Path) -> None:
    with desk(tmp_path), pytest.raises(JournalUnusable, match="另一个节点"):
        Node(settings(tmp_path))


SETTINGS = """
[unit]
code = "林业局"
name = "汪清县林业局"
[table]
file = "t.csv"
mapping = "guess"
[[courts]]
code = "吉2424"
keys = ["KEY"]
""".replace("KEY", str(COURT_SIGNER.public))


def test_settings_are_read_relative_to_their_file(tmp_path: Path) -> None:
    (tmp_path / "unit.toml").write_text(
        SETTINGS + '[approval]\ncontrol = "automatic"\n[office_hours]\nfrom = "09:00"\ndays = [1, 2]\n',
        encoding="utf-8",
    )
    found = load_settings(tmp_path / "unit.toml")
    assert found.table.file == tmp_path / "t.csv"
    assert (found.control, found.payment, found.query) == (
        Approval.AUTOMATIC,
        Approval.BY_HAND,
        Approval.AUTOMATIC,
    )
    assert (found.hours.days, found.courts) == ((1, 2), (("吉2424", COURT_SIGNER.public),))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('code = "林业局"', 'code = "林 业"', "code"),
        ("[table]", "[tabel]", "tabel"),
        ('file = "t.csv"', 'url = "mysql://x/y"', "sqlite"),
        ('file = "t.csv"', "", "file"),
        ('mapping = "guess"', "mapping = {holder_name = 1}", "mapping"),
        ("Ed25519:", "RSA:", "公钥"),
        ("[[courts]]", "[approval]\nquery = 'perhaps'\n[[courts]]", "approval"),
        ("[[courts]]", "[office_hours]\nfrom = '25:00'\n[[courts]]", "08:30"),
        ("[[courts]]", "[[courts", "TOML"),
    ],
)
def test_settings_that_cannot_be_used_say_where(tmp_path: Path, old: str, new: str, words: str) -> None:
    (tmp_path / "unit.toml").write_text(SETTINGS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsUnusable, match=words):
        load_settings(tmp_path / "unit.toml")


def test_an_acknowledgement_is_no_answer(tmp_path: Path) -> None:
    with desk(tmp_path, CARS, control=Approval.BY_HAND) as court:
        told = court.say(order(Action.FREEZE, "吉HB9661", kind=AssetKind.VEHICLE))
        assert isinstance(told, Acknowledgement)
    assert os.path.exists(tmp_path / "unit.key")
    assert date(2026, 11, 23) == NOW.date()


CELL = st.one_of(
    st.text(max_size=40), st.text(alphabet="查封冻结抵押给、；;\n无 （2021）吉2401执保88号轮候1", max_size=400), st.text(min_size=2100, max_size=2500),
    st.sampled_from(["-1", "1e9", "99999999999999", "0001-01-01", "2056-12-31", "\x0b", "吉2401", "100%", "是"]),
)  # fmt: skip
HEADINGS = ("姓名", "证件号码", "账号", "余额", "可用余额", "冻结金额", "状态", "开户日期", "到期日", "坐落", "共有情况", "抵押权人", "查封情况",
            "开户行", "币种", "共有人", "共有人证件号", "备注\x0c", "x" * 100)  # fmt: skip


@given(cells=st.lists(CELL, min_size=len(HEADINGS) - 2, max_size=len(HEADINGS) - 2), name=CELL)
@hypothesis.settings(max_examples=80, suppress_health_check=list(hypothesis.HealthCheck))
def test_whatever_a_table_holds_the_reply_can_be_read(cells: list[str], name: str) -> None:
    """One strange cell must not make a whole reply unreadable for the court."""
    columns = tuple(Column(at, HEADINGS[at], field, "") for at, field in enumerate(FIELDS))
    mapping = TableMapping(AssetKind.DEPOSIT, 0, columns, tuple(enumerate(HEADINGS))[len(FIELDS) :])
    held = index(mapping, [list(HEADINGS), [name or "x", ZHU, *cells]], as_of=NOW)
    for row in held.of_person(ZHU):
        who = row.person(ZHU)
        assert who is not None
        for said in (row_of(row, who), namesake_row(row, who)):
            assert read_part(Row, write_part(said), "row") == said


def test_a_unit_that_signs_by_sm2(tmp_path: Path) -> None:
    pytest.importorskip("gmssl_pyx")
    with desk(tmp_path, algorithm="SM2") as court:
        assert court.node.signer.public.algorithm == "SM2"
        assert court.say(query()).rows[0].row_ref == "2"
