"""For tests of the wire: a court with a key, units with tables and nodes, and the messages between them. No database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from zhixing.foundation.identifiers import IdKind
from zhixing.inquiries.node.answering import Node, Said
from zhixing.inquiries.node.settings import Approval, NodeSettings, TableSettings
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.envelopes import document, new_message, open_answer, seal
from zhixing.inquiries.wire.messages import (
    Action,
    AssetRef,
    Body,
    ControlRequest,
    DocumentKind,
    EnforcementAccount,
    Message,
    Officer,
    Original,
    PartyRef,
    QueryRequest,
    Subject,
)
from zhixing.inquiries.wire.signing import Ed25519Signer, Trusted

COURT = PartyRef(code="吉2424", name="汪清县人民法院")
UNIT = PartyRef(code="公积金", name="汪清县住房公积金管理部")
COURT_SIGNER = Ed25519Signer.of(bytes(range(32)))
STRANGER = Ed25519Signer.of(bytes(range(1, 33)))
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A Monday, ten o'clock in Shanghai."""
CASE = "（2022）吉2424执1号"
OFFICER = Officer(name="金哲", credential="吉2424-017")
PAPERS = tuple(
    document(
        kind=kind,
        number="（2022）吉2424执1号",
        name=f"{kind}.pdf",
        media_type="application/pdf",
        content=b"%PDF-1.7",
    )
    for kind in (DocumentKind.QUERY_NOTICE, DocumentKind.RULING, DocumentKind.ASSISTANCE_NOTICE)
)
ZHU, HIS_NAME, NAMESAKE = "222404195701260001", "高堃", "222401197009180005"
FUND = f"""姓名,身份证号,单位名称,缴存余额,状态
{HIS_NAME},{ZHU},汪清县木业公司,1000.00,正常
{HIS_NAME},{NAMESAKE},汪清县物流公司,500.00,正常
韩丽,222426199611160003,汪清县种业公司,25054.83,封存
"""
CARS = f"""号牌号码,所有人,身份证明号码,品牌型号,状态
吉HB9661,{HIS_NAME},{ZHU},五菱宏光,正常
吉HG6559,韩丽,222426199611160003,大众捷达,查封
"""


@dataclass
class Desk:
    """A court at work with one node: it asks, and believes only what the node signed for it."""

    node: Node
    at: list[datetime] = field(default_factory=lambda: [NOW])

    @property
    def now(self) -> datetime:
        return self.at[0]

    def pass_time(self, **span: int) -> None:
        self.at[0] += timedelta(**span)

    def message(self, body: Body, **changes: Any) -> Message:
        return replace(new_message(body, sender=COURT, to=self.node.settings.unit, now=self.now), **changes)

    def ask(self, message: Message) -> Message:
        return self.read(self.node.take(seal(message, COURT_SIGNER)), message)

    def read(self, said: Said, message: Message) -> Message:
        trusted = Trusted([(self.node.settings.unit.code, self.node.signer.public)])
        return open_answer(
            said.content,
            trusted,
            me=COURT.code,
            about=[message.number],
            sender=self.node.settings.unit.code,
            now=self.now,
        ).message

    def say(self, body: Body) -> Any:
        """The body of the answer to a new message."""
        return self.ask(self.message(body)).body


def settings(folder: Path, table: str | TableSettings = FUND, /, **changes: Any) -> NodeSettings:
    """A unit that decides everything by itself, over a table of this text."""
    file = folder / "table.csv"
    if isinstance(table, str) and not file.exists():
        file.write_text(table, encoding="utf-8-sig")
    plain = NodeSettings(
        unit=UNIT, table=TableSettings(file=file) if isinstance(table, str) else table, key_file=folder / "unit.key", journal_file=folder / "unit.sqlite3",
        courts=((COURT.code, COURT_SIGNER.public),), listen=("127.0.0.1", 0), control=Approval.AUTOMATIC,
        payment=Approval.AUTOMATIC,
    )  # fmt: skip
    return replace(plain, **changes)


@contextmanager
def desk(folder: Path, table: str | TableSettings = FUND, /, **changes: Any) -> Iterator[Desk]:
    """A node at work, closed at the end."""
    at = [NOW]
    node = Node(settings(folder, table, **changes), now=lambda: at[0])
    try:
        yield Desk(node, at)
    finally:
        node.close()


def query(number: str = ZHU, name: str = HIS_NAME, **changes: Any) -> QueryRequest:
    plain = QueryRequest(
        case_number=CASE, case_filed_on=date(2022, 1, 4), officer=OFFICER, purpose="查询被执行人财产", documents=PAPERS[:1],
        subject=Subject(name=name, id_kind=IdKind.RESIDENT, id_number=number, kind="person"),
    )  # fmt: skip
    return replace(plain, **changes)


def order(
    action: Action, identifier: str, *, kind: AssetKind = AssetKind.HOUSING_FUND, **changes: Any
) -> ControlRequest:
    """An order on an asset of ZHU, complete for its action."""
    plain = ControlRequest(
        action=action, case_number=CASE, case_filed_on=date(2022, 1, 4), officer=OFFICER, purpose="执行",
        asset=AssetRef(kind=kind, identifier=identifier), starts_on=date(2026, 11, 23), ends_on=date(2027, 11, 22),
        holder=Subject(name=HIS_NAME, id_kind=IdKind.RESIDENT, id_number=ZHU, kind="person"),
        amount_fen=60_000 if kind is AssetKind.HOUSING_FUND else None, ruling_number="（2022）吉2424执1号之一", notice_number="（2022）吉2424执1号",
        original=Original(case_number=CASE), documents=PAPERS,
        enforcement_account=EnforcementAccount(name="汪清县人民法院", bank="吉林银行汪清支行", number="22050166483600000123"),
    )  # fmt: skip
    return replace(plain, **changes)
