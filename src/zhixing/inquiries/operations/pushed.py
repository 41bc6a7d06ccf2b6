"""What a unit's node sends to the court by itself: read like any other answer, believed by its signature, taken once."""

from dataclasses import dataclass
from datetime import datetime

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.inquiries.models import RawReply, Request
from zhixing.inquiries.operations.taking import Arrival, claimed_number, take_replies
from zhixing.inquiries.rules.kinds import Outcome
from zhixing.inquiries.wire.envelopes import sha256
from zhixing.inquiries.wire.refusals import WORDS, Code

VIA = "push"
ACTOR = Actor.system("单位推送")


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of it: the HTTP status, a code and words for the sender. Nothing secret, for the sender may be anybody."""

    status: int
    code: str
    words: str


def take_pushed(*, content: bytes, now: datetime, moment: datetime | None = None) -> Pushed:
    """Take a reply or a later receipt that came by itself. The very bytes a second time are refused.

    What is not believed is kept with its reason where it names a request of ours, and otherwise not at all: anybody may send
    anything. Needs every court in sight.
    """
    number = claimed_number(content)
    request = Request.objects.select_related("unit").filter(number=number).first() if number else None
    if request is None:
        return Pushed(404, Code.NOT_AN_ANSWER.value, WORDS[Code.NOT_AN_ANSWER][0])
    digest = sha256(content)
    if RawReply.objects.filter(unit_id=request.unit_id, sha256=digest).exists():
        record(
            court_id=request.court_id, subject=f"unit:{request.unit_id}", kind="push.replayed", at=now, actor=ACTOR,
            body={"request": request.number, "sha256": digest},
        )  # fmt: skip
        return Pushed(409, Code.REPLAYED.value, WORDS[Code.REPLAYED][0])
    steps = take_replies(
        arrivals=[Arrival(content, request.unit_id, via=VIA)], now=now, actor=ACTOR, moment=moment
    )
    kept = RawReply.objects.filter(unit_id=request.unit_id, sha256=digest).first()
    if steps.get(request.pk) is Outcome.GARBAGE or kept is None or kept.kind == "unbelieved":
        words = kept.refused_because if kept else WORDS[Code.NOT_AN_ANSWER][0]
        record(
            court_id=request.court_id, subject=f"unit:{request.unit_id}", kind="push.refused", at=now, actor=ACTOR,
            body={"request": request.number, "sha256": digest, "words": words},
        )  # fmt: skip
        return Pushed(403, "refused", words)
    return Pushed(200, "taken", request.number)
