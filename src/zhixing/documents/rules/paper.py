"""What every document of a case stands on, and the one shape of a kind: its facts, its blocks, what it must say.

A kind adds only what is its own: a frozen dataclass of facts, whose fields name themselves, and a function from the paper
and the facts to blocks. Parties, title, court, number and articles come from the paper, cited for the day it bears.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from zhixing.documents.rules.blocks import Block, CaseNumberLine, Note, Paragraph, Seal, SignOff, Title
from zhixing.documents.rules.contexts import IssuingCourt, PaymentAccount, TitleOfEnforcement, check_fields
from zhixing.documents.rules.faults import MissingField, UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.slots import Sort, marked_text
from zhixing.documents.rules.wording import cited, date_in_chinese, phrase
from zhixing.documents.rules.writing import to_text
from zhixing.law.articles import NoArticle, cite


@dataclass(frozen=True, slots=True)
class PartyOnPaper:
    """A party as a document names it. `id_number` is there only for a kind that must show it in full."""

    name: str = field(metadata={"name": "姓名或名称"})
    is_person: bool = field(metadata={"name": "自然人或单位"})
    address: str = field(default="", metadata={"name": "住址或住所地", "optional": True})
    id_number: str = field(default="", metadata={"name": "证件号码", "optional": True})

    @property
    def you(self) -> str:
        """How a document addresses the party."""
        return phrase("你", "你" if self.is_person else "你单位")

    @property
    def id_words(self) -> str:
        """公民身份号码为… or 统一社会信用代码为…; empty when the number is not given."""
        what = "公民身份号码" if self.is_person else "统一社会信用代码"
        return phrase("证件号码", f"{what}为{self.id_number}") if self.id_number else ""

    def introduced(self, role: str) -> str:
        """The line at the head of a ruling: 申请执行人：李建国，住汪清县…。"""
        living = f"，{'住' if self.is_person else '住所地'}{self.address}" if self.address else ""
        return f"{role}：{self.name}{living}。"


@dataclass(frozen=True, slots=True)
class Owed:
    """What the law room says is owed in the case, in fen, at the end of the day `as_of`."""

    claim_fen: int = field(metadata={"name": "申请执行标的"})
    recovered_fen: int = field(metadata={"name": "已执行到位金额"})
    owed_fen: int = field(metadata={"name": "尚欠金额"})
    fee_left_fen: int = field(metadata={"name": "未交申请执行费"})
    as_of: date = field(metadata={"name": "计算截止日"})


def item(name: str, **more: Any) -> Any:
    """A fact that a kind needs, under the name people know it by."""
    return field(metadata={"name": name, **more})


def optional(name: str, default: Any = "", **more: Any) -> Any:
    """A fact that may be left out."""
    return field(default=default, metadata={"name": name, "optional": True, **more})


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a case before its own facts: who, on what title, in which case, under which number and day.

    `account` is the court's case-funds account, None where none is entered; a kind that needs it refuses then.
    """

    court: IssuingCourt = field(metadata={"name": "法院"})
    document_number: str = field(metadata={"name": "文号"})
    case_number: str = field(metadata={"name": "案号"})
    cause: str = field(metadata={"name": "案由"})
    title: TitleOfEnforcement = field(metadata={"name": "执行依据"})
    applicants: tuple[PartyOnPaper, ...] = field(metadata={"name": "申请执行人"})
    debtors: tuple[PartyOnPaper, ...] = field(metadata={"name": "被执行人"})
    filed_on: date = field(metadata={"name": "立案日期"})
    issued_on: date = field(metadata={"name": "发文日期"})
    account: PaymentAccount | None = field(default=None, metadata={"name": "收款账户", "optional": True})
    clerk: str = field(default="", metadata={"name": "书记员", "optional": True})
    president: str = field(default="", metadata={"name": "院长", "optional": True})
    to: PartyOnPaper | None = field(default=None, metadata={"name": "受文当事人", "optional": True})
    owed: Owed | None = field(default=None, metadata={"name": "应付金额", "optional": True})

    def cite(self, *subjects: str) -> str:
        """The articles in force on the day of the document, each law once: 《…》第…条、第…条. Raises NoArticle."""
        found = [cite(subject, self.issued_on) for subject in subjects]
        return cited([(one.citation_in_document.removesuffix(one.number), one.number) for one in found])

    @property
    def applicant_names(self) -> str:
        """甲、乙."""
        return marked_text(Sort.NAME, "申请执行人", "、".join(party.name for party in self.applicants))

    @property
    def debtor_names(self) -> str:
        """丙、丁."""
        return marked_text(Sort.NAME, "被执行人", "、".join(party.name for party in self.debtors))

    @property
    def matter(self) -> str:
        """李建国申请执行金哲洙民间借贷纠纷一案."""
        return phrase("案件", f"{self.applicant_names}申请执行{self.debtor_names}{self.cause}一案")

    @property
    def receiver(self) -> PartyOnPaper:
        """The party the document speaks to. Raises MissingField when none was chosen."""
        if self.to is None:
            raise MissingField("文书", "受文当事人")
        return self.to

    @property
    def reckoned(self) -> Owed:
        """What is owed, computed for the day. Raises MissingField where it could not be."""
        if self.owed is None:
            raise MissingField("文书", "应付金额")
        return self.owed

    def party(self, name: str) -> PartyOnPaper | None:
        """The party of this name, if the case has it."""
        return next((one for one in (*self.debtors, *self.applicants) if one.name == name), None)

    def head(self, kind: DocumentKind, *, lowered: bool = True) -> tuple[Block, ...]:
        """Title and number."""
        return (
            Title(self.court.name, kind.document_name, lowered),
            CaseNumberLine(self.document_number),
        )

    def parties_introduced(self) -> tuple[Block, ...]:
        """Everybody with address, as a ruling begins."""
        return (
            *(Paragraph(party.introduced("申请执行人")) for party in self.applicants),
            *(Paragraph(party.introduced("被执行人")) for party in self.debtors),
        )

    def signed_by_court(self) -> SignOff:
        """Court and date under its seal."""
        return SignOff(self.court.name, date_in_chinese(self.issued_on), Seal(self.court.name))

    def signed_by(self, *above: str) -> SignOff:
        """Named officials above the date, the clerk below it, under the seal; without names, the officer in charge."""
        below = (f"书　记　员　{self.clerk}",) if self.clerk else ()
        lines = above or (f"执　行　员　{self.court.officer}",)
        return SignOff(
            self.court.name, date_in_chinese(self.issued_on), Seal(self.court.name), above=lines, below=below
        )

    def signed_by_president(self) -> SignOff:
        """The president above the date, under the seal; only a signature makes such a paper go out."""
        return self.signed_by(f"院　　　长　{self.president}")

    def contact(self, *more: str) -> Note:
        """How to reach the officer."""
        court = self.court
        return Note(
            (f"联系人：{court.officer}　　联系电话：{court.phone}", f"本院地址：{court.address}", *more)
        )


class Signer(StrEnum):
    """Who answers for a kind before it may go out."""

    OFFICER = "officer"
    PRESIDENT = "president"
    NOBODY = "nobody"
    """A form or a record that the people present sign themselves."""


class SpeaksTo(StrEnum):
    """To whom a kind is given."""

    APPLICANT = "applicant"
    DEBTOR = "debtor"
    PARTY = "party"
    EVERYBODY = "everybody"
    OUTSIDER = "outsider"
    """Somebody who is no party: a unit, a third-party debtor, another court."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Something an article demands of a kind: `item` names it, and one of `words` must stand in the text."""

    subject: str
    item: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document in one place: the facts it needs, how it speaks, what the law demands it to say."""

    kind: DocumentKind
    facts: type
    blocks: Callable[[Paper, Any], tuple[Block, ...]]
    speaks_to: SpeaksTo
    signer: Signer = Signer.OFFICER
    demands: tuple[Demand, ...] = ()
    shows_id_numbers: bool = False
    needs_account: bool = False
    addressee: Callable[[Any], str] | None = None
    """The name of an outsider, from the facts."""

    def draft(self, paper: Paper, facts: object) -> tuple[Block, ...]:
        """The blocks of the document, once nothing is missing and everything demanded is said.

        Raises MissingField or UnfitField, naming the document and the item.
        """
        name = self.kind.document_name
        if not isinstance(facts, self.facts):
            raise UnfitField(name, "内容", "不是这种文书的内容，请重新选择文书种类。")
        check_fields(name, paper)
        check_fields(name, facts)
        if paper.issued_on < paper.filed_on:
            raise UnfitField(name, "发文日期", "早于立案日期，请核对。")
        if self.signer is Signer.PRESIDENT and not paper.president:
            raise MissingField(name, "院长")
        self._check_receiver(paper, name)
        if self.needs_account and paper.account is None:
            raise MissingField(name, "收款账户")
        try:
            blocks = self.blocks(paper, facts)
        except NoArticle as missing:
            raise UnfitField(name, "法律依据", f"不能引用：{missing}") from None
        self.check_demands(blocks)
        return blocks

    def check_demands(self, blocks: Sequence[Block]) -> None:
        """Whether everything an article demands of the kind is said. Raises MissingField naming the item."""
        text = to_text(blocks) if self.demands else ""
        for demand in self.demands:
            if not any(word in text for word in demand.words):
                raise MissingField(self.kind.document_name, demand.item)

    def _check_receiver(self, paper: Paper, name: str) -> None:
        """A kind for one party speaks to a party of the case, on the right side."""
        sides = {
            SpeaksTo.APPLICANT: paper.applicants,
            SpeaksTo.DEBTOR: paper.debtors,
            SpeaksTo.PARTY: (*paper.applicants, *paper.debtors),
        }
        side = sides.get(self.speaks_to)
        if side is None:
            return
        if paper.to is None:
            raise MissingField(name, "受文当事人")
        if paper.to not in side:
            raise UnfitField(
                name, "受文当事人", f"“{paper.to.name}”不是可以送达这种文书的当事人，请重新选择。"
            )
