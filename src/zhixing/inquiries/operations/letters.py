"""Requests as messages: who writes the body of which kind, and the court's hand under it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from zhixing.cases.models import Party
from zhixing.cases.personal import keys
from zhixing.foundation.clock import SHANGHAI
from zhixing.foundation.home import home
from zhixing.foundation.identifiers import IdKind
from zhixing.foundation.identity.models import Court
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import Inquiry, Request
from zhixing.inquiries.rules.kinds import AssetKind, RequestKind
from zhixing.inquiries.wire.envelopes import document, seal_written, written_body
from zhixing.inquiries.wire.messages import (
    BYTES_MAX,
    BYTES_MAX_WITH_DOCUMENTS,
    Body,
    Document,
    DocumentKind,
    Kind,
    Officer,
    PartyRef,
    QueryRequest,
    StatusRequest,
    Subject,
)
from zhixing.inquiries.wire.numbering import new_number
from zhixing.inquiries.wire.refusals import Refused
from zhixing.inquiries.wire.signing import Signer, load_signer

NOT_FILED = "未备案"
"""Stands for a credential that the court has not entered."""

Writer = Callable[[Sequence[Request]], dict[UUID, Body]]
"""Bodies of requests of one kind, by the request's key; the rows come with case, officer, party, unit, court and inquiry."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A request that is about to be sent or asked about, with what its letter needs. `items` is JSON as in the table."""

    id: UUID
    court_id: int
    inquiry_id: UUID | None
    party_id: UUID
    unit_id: UUID
    kind: str
    number: str
    items: str
    made_at: datetime
    attempts: int
    failures: int
    asks_status: bool
    unit_code: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out: number and signed bytes; `fault` instead of bytes when it cannot be written."""

    number: str
    content: bytes
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Question:
    """What a query says whoever is asked: the debtor, the case, what for."""

    court: str
    case_number: str
    filed_on: date
    officer: Officer
    subject: Subject
    items: tuple[AssetKind, ...]
    purpose: str
    made_on: date


def court_signer(court: Court) -> Signer:
    """The court's key for messages to units, made on first use in the home's keys."""
    return _signer_at(home().prepare().keys / "inquiries" / f"court-{court.pk}.json")


@lru_cache(maxsize=64)
def _signer_at(file: Path) -> Signer:
    return load_signer(file)


def court_ref(court: Court) -> PartyRef:
    """The court as messages name it."""
    return PartyRef(code=court.code, name=court.name)


def subject_of(request: Request) -> Subject:
    """The debtor as the unit is told: name and full number."""
    party = request.party
    number = unseal(keys(), party.id_sealed, purpose=Purpose.ID_NUMBER)
    return Subject(name=party.name, id_kind=IdKind(party.id_kind), id_number=number, kind=party.kind)


def officer_of(request: Request) -> Officer:
    """The officer in charge of the case."""
    case = request.case
    credential = case.officer.username if case.officer else NOT_FILED
    return Officer(name=case.officer_name, credential=credential, phone=request.court.phone)


def query_notice(question: _Question) -> Document:
    """The electronic notice of assistance in inquiry (协助查询通知书), whole in the message that the court signs.

    法释〔2013〕20号 第3条：a query goes with an electronic notice; 第7条 limits it to the debtors of the case.
    """
    kinds = "、".join(kind.label for kind in question.items) or "全部财产"
    content = (
        f"{question.court}\n协助查询通知书\n{question.case_number}\n\n本报文所列收件单位：\n"
        f"本院在执行{question.case_number}一案中，需向你单位查询被执行人{question.subject.name}（证件号码见本报文）的财产。"
        f"查询事项：{kinds}。查询目的：{question.purpose}。\n"
        "依照《中华人民共和国民事诉讼法》和《最高人民法院关于网络查询、冻结被执行人存款的规定》，请予协助并及时反馈；"
        f"查询内容请予保密。\n\n承办人：{question.officer.name}\n{question.made_on:%Y年%m月%d日}\n"
    )
    return document(
        kind=DocumentKind.QUERY_NOTICE, number=f"{question.case_number}协助查询通知书"[:120], name="协助查询通知书.txt",
        media_type="text/plain", content=content.encode(),
    )  # fmt: skip


def _query_body(question: _Question) -> str:
    return written_body(
        QueryRequest(
            case_number=question.case_number, case_filed_on=question.filed_on, officer=question.officer,
            purpose=question.purpose, subject=question.subject, documents=(query_notice(question),),
            items=question.items, include_namesakes=True,
        )
    )  # fmt: skip


def _queries(claims: Sequence[Claimed], courts: dict[int, Court]) -> dict[UUID, str]:
    """The written bodies of queries: one for each debtor and inquiry, however many units are asked the same."""
    debtors = {
        row[0]: row[1:]
        for row in Party.objects.filter(pk__in={claim.party_id for claim in claims}).values_list(
            "pk", "name", "kind", "id_kind", "id_sealed", "case__number", "case__filed_on", "case__officer_name",
            "case__officer__username",
        )
    }  # fmt: skip
    purposes = dict(
        Inquiry.objects.filter(pk__in={claim.inquiry_id for claim in claims}).values_list("pk", "purpose")
    )
    written: dict[tuple[UUID, UUID | None, str], str] = {}
    found = {}
    for claim in claims:
        key = (claim.party_id, claim.inquiry_id, claim.items)
        if key not in written:
            name, kind, id_kind, sealed, number, filed_on, officer, credential = debtors[claim.party_id]
            court = courts[claim.court_id]
            written[key] = _query_body(
                _Question(
                    court.name, number, filed_on, Officer(name=officer, credential=credential or NOT_FILED, phone=court.phone),
                    Subject(name=name, id_kind=IdKind(id_kind), kind=kind,
                            id_number=unseal(keys(), sealed, purpose=Purpose.ID_NUMBER)),
                    tuple(AssetKind(kind) for kind in json.loads(claim.items)),
                    purposes.get(claim.inquiry_id, "查询被执行人财产") if claim.inquiry_id else "查询被执行人财产",
                    claim.made_at.astimezone(SHANGHAI).date(),
                )
            )  # fmt: skip
        found[claim.id] = written[key]
    return found


WRITERS: dict[RequestKind, Writer] = {}
"""Who writes which kind of request, beside queries."""
_KINDS = {RequestKind.QUERY.value: Kind.QUERY_REQUEST, RequestKind.CONTROL.value: Kind.CONTROL_REQUEST}


def letters(*, claims: Sequence[Claimed], moment: datetime) -> dict[UUID, Letter]:
    """Number and signed bytes of each request: the request itself, or a question about it under a number of its own.

    `moment` is the machine's time, which the unit compares with its own.
    """
    courts = Court.objects.in_bulk({claim.court_id for claim in claims})
    plain = [claim for claim in claims if not claim.asks_status]
    bodies = _queries([claim for claim in plain if claim.kind == RequestKind.QUERY.value], courts)
    bodies |= _others([claim for claim in plain if claim.kind != RequestKind.QUERY.value])
    hands = {court.pk: (court_ref(court), court_signer(court)) for court in courts.values()}
    found = {}
    for claim in claims:
        sender, signer = hands[claim.court_id]
        number, kind, limit = claim.number, _KINDS[claim.kind], BYTES_MAX_WITH_DOCUMENTS
        if claim.asks_status:
            number, kind, limit = new_number(sender.code, now=moment), Kind.STATUS_REQUEST, BYTES_MAX
            bodies[claim.id] = written_body(StatusRequest(about=claim.number))
        body = bodies.get(claim.id)
        if body is None:
            found[claim.id] = Letter(number, b"", "本机没有书写这种请求的程序")
            continue
        try:
            content = seal_written(
                body, kind=kind, number=number, sender=sender,
                to=PartyRef(code=claim.unit_code, name=claim.unit_name), now=moment, signer=signer, limit=limit,
            )  # fmt: skip
            found[claim.id] = Letter(number, content)
        except Refused as refused:
            found[claim.id] = Letter(number, b"", str(refused))
    return found


def _others(claims: Sequence[Claimed]) -> dict[UUID, str]:
    """The written bodies of requests of other kinds, by those who write them."""
    if not claims:
        return {}
    rows = Request.objects.select_related("case__officer", "party", "unit", "court", "inquiry")
    requests = list(rows.filter(pk__in=[claim.id for claim in claims]).order_by("pk"))
    bodies: dict[UUID, Body] = {}
    for kind, write in WRITERS.items():
        mine = [request for request in requests if request.kind == kind.value]
        if mine:
            bodies |= write(mine)
    return {key: written_body(body) for key, body in bodies.items()}
