"""Which rows answer a query, and whether a request is complete enough to be looked at."""

from zhixing.foundation.identifiers import BadIdentifier, read_identifier
from zhixing.inquiries.node.holdings import Holdings, namesake_row, row_of
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.rules.mapping import normal_number
from zhixing.inquiries.wire.messages import (
    ROWS_MAX,
    ControlRequest,
    DocumentKind,
    Found,
    Kind,
    Message,
    QueryReply,
    QueryRequest,
)
from zhixing.inquiries.wire.refusals import Code, Refused

_NEEDED = {
    Kind.QUERY_REQUEST: (DocumentKind.QUERY_NOTICE,),
    Kind.CONTROL_REQUEST: (DocumentKind.RULING, DocumentKind.ASSISTANCE_NOTICE),
}


def check_request(message: Message, kind: AssetKind, *, documents: bool) -> None:
    """The number must stand its check, the documents must be there, the kind must be held. Raises Refused."""
    body = message.body
    if isinstance(body, QueryRequest):
        subject, where, asked, asked_at = body.subject, "body.subject", body.items, "body.items"
    elif isinstance(body, ControlRequest):
        subject, where, asked, asked_at = body.holder, "body.holder", (body.asset.kind,), "body.asset.kind"
    else:
        raise Refused(Code.NOT_FOR_UNITS, where="kind")
    try:
        read_identifier(subject.id_number, organisation=subject.kind == "organisation")
    except BadIdentifier as error:
        raise Refused(Code.SUBJECT_ID, where=f"{where}.id_number", words=str(error)) from None
    there = {document.kind for document in body.documents}
    missing = [needed for needed in _NEEDED[message.kind] if needed not in there]
    if documents and missing:
        words = f"缺少法律文书：{'、'.join(missing)}"
        raise Refused(Code.DOCUMENTS_MISSING, where="body.documents", words=words)
    if asked and kind not in asked:
        raise Refused(Code.NOT_HELD, where=asked_at, words=f"本单位只掌管：{kind.label}")


def look(held: Holdings, query: QueryRequest, *, namesakes: bool, trouble: str = "") -> QueryReply:
    """Every row of the subject's ID number; namesakes, reduced, only when the court asks and the unit agrees."""
    number = normal_number(query.subject.id_number)
    people = [(row, row.person(number)) for row in held.of_person(number)]
    rows = [row_of(row, who) for row, who in people if who is not None]
    if query.include_namesakes and namesakes:
        rows += [namesake_row(row, who) for row, who in held.of_namesakes(query.subject.name, number)]
    note = f"共 {len(rows)} 行，只列前 {ROWS_MAX} 行，请缩小范围" if len(rows) > ROWS_MAX else ""
    if trouble:
        note = f"数据未能更新，按上一次读到的答复。{note}"[:500]
    return QueryReply(
        as_of=held.as_of, result=Found.FOUND if rows else Found.NONE, rows=tuple(rows[:ROWS_MAX]), note=note
    )
