"""Requests as messages: who writes the body of which kind, and the court's hand under it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from zhixing.cases.personal import keys
from zhixing.foundation.clock import SHANGHAI
from zhixing.foundation.home import home
from zhixing.foundation.identifiers import IdKind
from zhixing.foundation.identity.models import Court
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import Request
from zhixing.inquiries.rules.kinds import AssetKind, RequestKind
from zhixing.inquiries.wire.envelopes import document, new_message, seal
from zhixing.inquiries.wire.messages import (
    Body,
    Document,
    DocumentKind,
    Officer,
    PartyRef,
    QueryRequest,
    StatusRequest,
    Subject,
)
from zhixing.inquiries.wire.numbering import new_number
from zhixing.inquiries.wire.signing import Signer, load_signer

NOT_FILED = "未备案"
"""Stands for a credential that the court has not entered."""

Writer = Callable[[Sequence[Request]], dict[UUID, Body]]
"""Bodies of requests of one kind, by the request's key; the rows come with case, party, unit and inquiry."""


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


def query_notice(request: Request) -> Document:
    """The electronic notice of assistance in inquiry (协助查询通知书), whole in the message that the court signs.

    法释〔2013〕20号 第3条：a query goes with an electronic notice; 第7条 limits it to the debtors of the case.
    """
    case, party = request.case, request.party
    purpose = request.inquiry.purpose if request.inquiry else "查询被执行人财产"
    kinds = "、".join(AssetKind(kind).label for kind in request.items) or "全部财产"
    content = (
        f"{request.court.name}\n协助查询通知书\n{request.number}\n\n{request.unit.name}：\n"
        f"本院在执行{case.number}一案中，需向你单位查询被执行人{party.name}（证件号码见本报文）的财产。"
        f"查询事项：{kinds}。查询目的：{purpose}。\n"
        "依照《中华人民共和国民事诉讼法》和《最高人民法院关于网络查询、冻结被执行人存款的规定》，请予协助并及时反馈；"
        f"查询内容请予保密。\n\n承办人：{case.officer_name}\n{request.made_at.astimezone(SHANGHAI):%Y年%m月%d日}\n"
    )
    return document(
        kind=DocumentKind.QUERY_NOTICE, number=f"{case.number}协助查询通知书"[:120], name="协助查询通知书.txt",
        media_type="text/plain", content=content.encode(),
    )  # fmt: skip


def _queries(requests: Sequence[Request]) -> dict[UUID, Body]:
    return {
        request.id: QueryRequest(
            case_number=request.case.number,
            case_filed_on=request.case.filed_on,
            officer=officer_of(request),
            purpose=request.inquiry.purpose if request.inquiry else "查询被执行人财产",
            subject=subject_of(request),
            documents=(query_notice(request),),
            items=tuple(AssetKind(kind) for kind in request.items),
            include_namesakes=True,
        )
        for request in requests
    }


WRITERS: dict[RequestKind, Writer] = {RequestKind.QUERY: _queries}
"""Who writes which kind of request."""


def letters(
    *, requests: Sequence[Request], asks_status: Mapping[UUID, bool], moment: datetime
) -> dict[UUID, tuple[str, bytes]]:
    """Number and signed bytes of each request: the request itself, or a question about it under a number of its own.

    `moment` is the machine's time, which the unit compares with its own.
    """
    plain = [request for request in requests if not asks_status[request.id]]
    bodies: dict[UUID, Body] = {
        request.id: StatusRequest(about=request.number) for request in requests if asks_status[request.id]
    }
    for kind, write in WRITERS.items():
        mine = [request for request in plain if request.kind == kind.value]
        if mine:
            bodies |= write(mine)
    signers = {court.pk: court_signer(court) for court in {request.court for request in requests}}
    found = {}
    for request in requests:
        number = new_number(request.court.code, now=moment) if asks_status[request.id] else request.number
        message = new_message(
            bodies[request.id], sender=court_ref(request.court), to=PartyRef(code=request.unit.code, name=request.unit.name),
            now=moment, number=number,
        )  # fmt: skip
        found[request.id] = (number, seal(message, signers[request.court_id]))
    return found
