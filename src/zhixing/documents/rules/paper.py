"""What every document of a case stands on, and the one shape of a kind: its facts, its blocks, what it must say.

A kind adds only what is its own: a frozen dataclass of facts, whose fields name themselves, and a function from the paper
and the facts to blocks. Parties, title, court, number and articles come from the paper, cited for the day it bears.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from zhixing.documents.rules.blocks import Block, CaseNumberLine, Note, Paragraph, Seal, SignOff, Title
from zhixing.documents.rules.contexts import IssuingCourt, PaymentAccount, TitleOfEnforcement, check_fields
from zhixing.documents.rules.faults import MissingField, UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.wording import names, together
from zhixing.documents.rules.writing import to_text
from zhixing.law.articles import NoArticle, cite
from zhixing.law.capitals import date_in_chinese


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
        return "你" if self.is_person else "你单位"

    @property
    def id_words(self) -> str:
        """公民身份号码为… or 统一社会信用代码为…; empty when the number is not given."""
        what = "公民身份号码" if self.is_person else "统一社会信用代码"
        return f"{what}为{self.id_number}" if self.id_number else ""

    def introduced(self, role: str) -> str:
        """The line at the head of a ruling: 申请执行人：李建国，住汪清县…。"""
        living = f"，{'住' if self.is_person else '住所地'}{self.address}" if self.address else ""
        return f"{role}：{self.name}{living}。"


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

    def cite(self, *subjects: str) -> str:
        """The articles in force on the day of the document, together: 《…》第…条、《…》第…条. Raises NoArticle."""
        return together([cite(subject, self.issued_on).citation_in_document for subject in subjects])

    @property
    def applicant_names(self) -> str:
        """甲、乙."""
        return names([party.name for party in self.applicants])

    @property
    def debtor_names(self) -> str:
        """丙、丁."""
        return names([party.name for party in self.debtors])

    @property
    def matter(self) -> str:
        """李建国申请执行金哲洙民间借贷纠纷一案."""
        return f"{self.applicant_names}申请执行{self.debtor_names}{self.cause}一案"

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
        if self.needs_account and paper.account is None:
            raise MissingField(name, "收款账户")
        try:
            blocks = self.blocks(paper, facts)
        except NoArticle as missing:
            raise UnfitField(name, "法律依据", f"不能引用：{missing}") from None
        if self.demands:
            text = to_text(blocks)
            for demand in self.demands:
                if not any(word in text for word in demand.words):
                    raise MissingField(name, demand.item)
        return blocks
