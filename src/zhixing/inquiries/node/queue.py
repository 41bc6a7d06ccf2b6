"""What waits for the unit's liaison, and the liaison's word on it. Works on the journal alone, beside a running node."""

from datetime import datetime

from zhixing.inquiries.node.journal import Asked, Journal
from zhixing.inquiries.wire.envelopes import read
from zhixing.inquiries.wire.messages import ControlRequest, Message, QueryRequest
from zhixing.inquiries.wire.signing import unpack


class NotWaiting(LookupError):
    """No request of this number waits for a decision."""


def request_of(journal: Journal, asked: Asked) -> Message:
    """The request as it was taken; it was verified then."""
    raw = journal.letter(asked.raw_sha256)
    return read(unpack(raw.split(b".")[1].decode("ascii")))


def facts_of(message: Message) -> dict[str, str]:
    """What the liaison must see before deciding."""
    body = message.body
    if isinstance(body, QueryRequest):
        who, what = body.subject, "查询"
    elif isinstance(body, ControlRequest):
        yuan = (
            f" {body.amount_fen // 100}.{body.amount_fen % 100:02d} 元" if body.amount_fen is not None else ""
        )
        who, what = body.holder, f"{body.action.value} {body.asset.identifier}{yuan}"
    else:
        return {}
    return {
        "编号": message.number, "法院": message.sender.name, "案号": body.case_number,
        "承办人": f"{body.officer.name}（{body.officer.credential}）", "事项": what,
        "被执行人": f"{who.name} {who.id_number}", "事由": body.purpose,
        "文书": "；".join(f"{one.name}（{one.number}）" for one in body.documents),
    }  # fmt: skip


def waiting_requests(journal: Journal) -> list[dict[str, str]]:
    """The facts of every request that waits, oldest first."""
    return [facts_of(request_of(journal, asked)) for asked in journal.unanswered("waiting")]


def decide(journal: Journal, number: str, *, approve: bool, by: str, reason: str, now: datetime) -> None:
    """Approve or decline. Raises NotWaiting. The node answers at its next tick, or when the court asks again."""
    state = "approved" if approve else "declined"
    with journal.writing(durable=True):
        if not journal.decide(number, state=state, by=by[:60], reason=reason[:400]):
            raise NotWaiting(f"没有等待办理的请求 {number}。")
        journal.note(at=now, what="decision", number=number, party=by[:60], outcome=state, words=reason)
