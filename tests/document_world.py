"""Documents of every kind from the cases of a simulated office, with what each must say about money."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from document_facts import FACTS
from document_samples import COURT
from zhixing.cases.rules.debt import DebtStatement, TitleTerms, statement
from zhixing.documents.rules.all_kinds import DRAFTED_BY_HAND
from zhixing.documents.rules.annexes import annex_blocks
from zhixing.documents.rules.asset_results import AskedUnit, AssetResultNotice, FoundKind, asset_result_blocks
from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.content import blocks_of
from zhixing.documents.rules.contexts import PaymentAccount, Recipient, TitleOfEnforcement
from zhixing.documents.rules.continuity import CONTINUITY_PROOF, ChainLink, ContinuityFacts, Proof
from zhixing.documents.rules.control_rulings import (
    ASSISTANCE_NOTICE,
    CONTROL_RULING,
    AssistanceFacts,
    ControlFacts,
    RulingAction,
    RulingAsset,
)
from zhixing.documents.rules.delivery_papers import (
    DELIVERY_NOTICE,
    DELIVERY_PROOF,
    ChainRow,
    DeliveryNotice,
    DeliveryProof,
    ProofRow,
)
from zhixing.documents.rules.distribution_plan import (
    DistributionPlan,
    MoneyRow,
    ShareRow,
    distribution_plan_blocks,
)
from zhixing.documents.rules.first_notices import NoticeCase, NoticeParty, first_notices
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Kind, Owed, Paper, PartyOnPaper, SpeaksTo
from zhixing.documents.rules.unclaimed import UnclaimedEntry, UnclaimedNotice, unclaimed_blocks
from zhixing.documents.rules.vouchers import CheckCode, Voucher, voucher_blocks
from zhixing.simulator.people import Party
from zhixing.simulator.register import Case
from zhixing.simulator.world import World

SAMPLE_DAY = date(2022, 12, 1)
"""The day that the sample facts are told on; their dates move with the day of a document."""
ASSETS = (1, 1, 2, 12)
"""How many assets a ruling may name."""


@dataclass(frozen=True, slots=True)
class WorldDocument:
    """A document of a case, and the amounts in fen it may speak of: the law room's, and what its facts say."""

    kind: DocumentKind
    number: str
    blocks: tuple[Block, ...]
    owed: DebtStatement
    allowed: frozenset[int]


@dataclass(frozen=True, slots=True)
class OfCase:
    """A case as every maker below needs it."""

    case: Case
    paper: Paper
    owed: DebtStatement
    dice: random.Random


def documents_of(
    seed: int, count: int, *, spoil: Callable[[str], str] = str, only: DocumentKind | None = None
) -> Iterator[WorldDocument]:
    """`count` documents, every kind in turn or `only` one, each of a case of its own. `spoil` changes parties' names."""
    world = World(seed, cases=max(count, 50))
    makers = cycle([(kind, make) for kind, make in _makers().items() if only in (None, kind)])
    sound = (case for case in world.cases if case.mistake is None)
    cases = cycle(list(sound))
    for _ in range(count):
        kind, make = next(makers)
        of = _of_case(next(cases), seed, spoil)
        blocks = make(of)
        yield WorldDocument(kind, of.paper.document_number, blocks, of.owed, _allowed(of))


def _of_case(case: Case, seed: int, spoil: Callable[[str], str]) -> OfCase:
    dice = random.Random(f"{seed}:{case.number}")
    on = case.filed + timedelta(days=dice.randint(1, 400))
    terms = TitleTerms(
        case.principal_fen, case.costs_fen, case.interest_from, case.rate or "", case.effective,
        case.performance_ends, case.filed,
    )  # fmt: skip
    owed = statement(terms, (), on)

    def on_paper(who: Party) -> PartyOnPaper:
        return PartyOnPaper(spoil(who.name), who.person, who.address, who.id_number)

    applicant, debtors = on_paper(case.applicant), tuple(on_paper(who) for who in case.debtors)
    paper = Paper(
        court=replace(COURT, officer=case.officer), document_number=case.number, case_number=case.number,
        cause=case.cause, title=TitleOfEnforcement(COURT.name, case.title_number, "民事判决书"),
        applicants=(applicant,), debtors=debtors, filed_on=case.filed, issued_on=on,
        account=PaymentAccount(COURT.name, "中国建设银行股份有限公司汪清支行", "22050166483600000123", case.sub_account),
        clerk="朴英姬", president="金成浩",
        owed=Owed(case.principal_fen + case.costs_fen, 0, owed.owed_fen, owed.fee_left_fen, on),
    )  # fmt: skip
    return OfCase(case, paper, owed, dice)


def _allowed(of: OfCase) -> frozenset[int]:
    debt = of.owed.debt
    parts = (debt.principal_left, debt.costs_left, debt.general_left, debt.doubled_left, of.owed.fee_left_fen)
    whole = (of.owed.owed_fen, of.owed.owed_with_fee_fen, of.case.principal_fen + of.case.costs_fen, 0)
    said = _said(of)
    together = (said["held"] * count for count in ASSETS)  # a ruling also states the sum of what it controls
    return frozenset((*parts, *whole, *said.values(), *together))


def _said(of: OfCase) -> dict[str, int]:
    """The amounts of facts: a payment, what it leaves, what is controlled, a fine that fits persons and firms."""
    paid = 100 + of.case.sequence * 137 % 900_000
    left = of.owed.owed_fen - paid
    return {"paid": paid, "left": left, "held": of.owed.owed_with_fee_fen, "fined": 5_000_000 + paid}


def _makers() -> dict[DocumentKind, Callable[[OfCase], tuple[Block, ...]]]:
    by_hand = {kind.kind: _by_hand(kind) for kind in DRAFTED_BY_HAND}
    return {
        DocumentKind.ACCEPTANCE_NOTICE: lambda of: _first(of)[0],
        DocumentKind.ENFORCEMENT_NOTICE: lambda of: _first(of)[1],
        DocumentKind.CONTROL_RULING: _ruling,
        DocumentKind.ASSISTANCE_NOTICE: _assistance,
        DocumentKind.MONEY_RECEIPT: _voucher(DocumentKind.MONEY_RECEIPT),
        DocumentKind.PAYOUT_VOUCHER: _voucher(DocumentKind.PAYOUT_VOUCHER),
        DocumentKind.UNCLAIMED_NOTICE: _unclaimed,
        DocumentKind.DISTRIBUTION_PLAN: _distribution,
        DocumentKind.ASSET_RESULT_NOTICE: _asset_results,
        DocumentKind.CONTINUITY_PROOF: _continuity,
        DocumentKind.DELIVERY_NOTICE: _delivery_notice,
        DocumentKind.DELIVERY_PROOF: _delivery_proof,
        **by_hand,
    }


def _by_hand(kind: Kind) -> Callable[[OfCase], tuple[Block, ...]]:
    """The sample facts told of this case: its parties, its number, its amounts."""

    def make(of: OfCase) -> tuple[Block, ...]:
        paper = of.paper
        to = paper.applicants[0] if kind.speaks_to is SpeaksTo.APPLICANT else paper.debtors[0]
        paper = replace(paper, to=to)
        second = paper.debtors[-1].name
        told = {"金哲洙": to.name if kind.speaks_to is SpeaksTo.DEBTOR else paper.debtors[0].name, "李建国": paper.applicants[0].name,
                "延边长白山木业有限公司": second, "（2022）吉2424执7号": paper.case_number}  # fmt: skip
        later = paper.issued_on - SAMPLE_DAY
        facts = _retold(
            FACTS[kind.kind],
            told,
            _said(of)["fined" if kind.kind is DocumentKind.FINE_DECISION else "paid"],
            later,
        )
        blocks = kind.draft(paper, facts)
        return (*blocks, *annex_blocks(paper, of.owed.explanation)) if of.case.sequence % 3 == 0 else blocks

    return make


def _retold(value: Any, told: dict[str, str], fen: int, later: timedelta) -> Any:
    if isinstance(value, str) and type(value) is str:
        for old, new in told.items():
            value = value.replace(old, new)
        return value
    if isinstance(value, tuple):
        return tuple(_retold(part, told, fen, later) for part in value)
    if isinstance(value, date):
        return value + later
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            slot.name: fen if slot.name.endswith("fen") and getattr(value, slot.name) else _retold(getattr(value, slot.name), told, fen, later)
            for slot in fields(value)
        }  # fmt: skip
        return replace(value, **changed)
    return value


def _first(of: OfCase) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    paper, case = of.paper, of.case
    assert paper.account is not None

    def party(who: PartyOnPaper) -> NoticeParty:
        return NoticeParty(who.id_number, who.name, who.is_person)

    notices = first_notices(
        NoticeCase(
            paper.court, paper.account, paper.case_number, paper.cause, paper.filed_on, COURT.name, case.title_number,
            case.principal_fen + case.costs_fen, case.principal_fen, case.costs_fen, case.rate or "", case.interest_from,
            tuple(map(party, paper.applicants)), tuple(map(party, paper.debtors)), of.owed,
        ),
        on=paper.issued_on,
    )  # fmt: skip
    return blocks_of(notices[0].context), blocks_of(notices[len(paper.applicants)].context)


def _assets(of: OfCase) -> tuple[RulingAsset, ...]:
    start = of.paper.issued_on
    end = start + timedelta(days=364)
    first = of.case.debtors[0]
    return tuple(
        RulingAsset(f"{first.bank}汪清支行", of.paper.debtors[0].name, "银行存款", f"{first.account}{n}", _said(of)["held"], start, end)
        for n in range(of.dice.choice(ASSETS))
    )  # fmt: skip


def _ruling(of: OfCase) -> tuple[Block, ...]:
    facts = ControlFacts(RulingAction.FREEZE, _assets(of), "经查询，被执行人有存款")
    return CONTROL_RULING.draft(of.paper, facts)


def _assistance(of: OfCase) -> tuple[Block, ...]:
    assets = _assets(of)
    facts = AssistanceFacts(
        RulingAction.FREEZE, assets, assets[0].unit_name, of.paper.case_number, of.paper.issued_on
    )
    return ASSISTANCE_NOTICE.draft(of.paper, facts)


def _voucher(kind: DocumentKind) -> Callable[[OfCase], tuple[Block, ...]]:
    def make(of: OfCase) -> tuple[Block, ...]:
        paper, who = of.paper, of.paper.debtors[0]
        code = f"1-{of.case.sequence:04}-0000-0000-0000"
        return voucher_blocks(
            Voucher(
                kind, paper.court.name, paper.document_number, paper.case_number, who.name, "6217***********6448",
                of.case.debtors[0].bank, _said(of)["paid"], paper.issued_on, f"B{of.case.sequence}", "执行款",
                (f"line:{of.case.sequence}:B1",), "《最高人民法院关于执行款物管理工作的规定》第八条", paper.issued_on,
                CheckCode(code, f"https://court.example/check/{code}/"),
            )
        )  # fmt: skip

    return make


def _unclaimed(of: OfCase) -> tuple[Block, ...]:
    paper = of.paper
    # the public sees a payer's name masked: what it says of a name is only its first sign
    entries = (UnclaimedEntry(paper.filed_on, _said(of)["paid"], of.case.applicant.name),)
    return unclaimed_blocks(
        UnclaimedNotice(paper.court, f"吉2424公告{of.case.sequence}号", paper.issued_on, entries)
    )


def _distribution(of: OfCase) -> tuple[Block, ...]:
    paper, fen = of.paper, _said(of)["paid"]
    row = ShareRow(
        paper.applicants[0].name, paper.case_number, "普通债权", of.owed.owed_fen, fen, "100%",
        "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第五百零八条", "唯一债权",
    )  # fmt: skip
    return distribution_plan_blocks(
        DistributionPlan(
            paper.court, paper.document_number, paper.case_number, paper.debtors[0].name, (paper.applicants[0].name,),
            "被执行人的财产不能清偿所有债权", ("《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第五百零六条",),
            "债权人申请参与分配", paper.issued_on, (MoneyRow(paper.filed_on, paper.debtors[0].name, fen),), (row,), 0,
            ("《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第五百零九条",), paper.issued_on,
        )
    )  # fmt: skip


def _asset_results(of: OfCase) -> tuple[Block, ...]:
    paper, debtor = of.paper, of.paper.debtors[0].name
    asked = tuple(
        AskedUnit(debtor, unit, paper.filed_on, result, paper.filed_on if result == "none" else None)
        for unit, result in (("汪清县不动产登记中心", "none"), ("吉林银行", ""), ("汪清县林业局", "refused"))
    )
    found = (FoundKind(debtor, "车辆", 1 + of.case.sequence % 3),)
    applicant = Recipient(paper.applicants[0].name, paper.applicants[0].is_person)
    return asset_result_blocks(
        AssetResultNotice(
            paper.court, paper.document_number, paper.case_number, applicant, paper.issued_on, asked, found
        )
    )


def _continuity(of: OfCase) -> tuple[Block, ...]:
    start = of.paper.filed_on
    links = tuple(
        ChainLink(
            "冻结", start + timedelta(days=365 * n), start + timedelta(days=365 * n + 364), Proof.RECEIPT, f"吉2424-{n}",
            start + timedelta(days=365 * n), f"{of.case.sequence:08x}" * 8,
        )
        for n in range(2)
    )  # fmt: skip
    facts = ContinuityFacts(
        of.case.debtors[0].bank, of.paper.debtors[0].name, "银行存款（****1234）", links, links[-1].ends_on
    )
    return CONTINUITY_PROOF.draft(of.paper, facts)


def _delivery_notice(of: OfCase) -> tuple[Block, ...]:
    facts = DeliveryNotice(
        of.paper.debtors[0].name, "执行通知书", of.paper.case_number, True, "汪清县人民法院公告栏", 30
    )
    return DELIVERY_NOTICE.draft(of.paper, facts)


def _delivery_proof(of: OfCase) -> tuple[Block, ...]:
    at = f"{of.paper.issued_on:%Y-%m-%d} 09:30"
    digest = f"{of.case.sequence:016x}" * 4
    return DELIVERY_PROOF.draft(
        of.paper,
        DeliveryProof(
            of.paper.debtors[0].name, "执行通知书", of.paper.case_number, digest, f"已于{at}送达",
            ("受送达人签收",), (ProofRow(at, "直接送达", "送达回证由本人签收", "送达回证"),), digest,
            (ChainRow(at, "delivery.served", digest, digest),), of.paper.issued_on,
        ),
    )  # fmt: skip
