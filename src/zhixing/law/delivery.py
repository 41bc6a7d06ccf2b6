"""Service of process (送达): on which day an attempt counts as service, how surely, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.delivery_attempts import (
    AtCourt,
    Attempt,
    Channel,
    Consent,
    CourtExpress,
    Direct,
    Document,
    Electronic,
    Entrusted,
    Leaving,
    Post,
    PublicNotice,
    ReturnReason,
    Signer,
)
from zhixing.law.explanation import Flag, Step
from zhixing.law.working_days import PeriodEnd, period_end

NOTICE_DAYS = 30
NOTICE_DAYS_BEFORE_2022 = 60
FOREIGN_NOTICE_DAYS = 60
FOREIGN_NOTICE_MONTHS_BEFORE_2024 = 3
SHORTER_NOTICE_FROM = date(2022, 1, 1)
RULINGS_BY_MAIL_FROM = date(2022, 1, 1)
"""Since then judgments, rulings and mediation papers may be served electronically too."""
FOREIGN_SHORTER_FROM = date(2024, 1, 1)
EXPRESS_ATTEMPTS = 3
EXPRESS_DAYS = 5
ENTRUSTED_DAYS = 10


class Certainty(StrEnum):
    """How surely a document is served."""

    CERTAIN = "certain"
    """Signed for, arrived, or deemed served by law."""
    PRESUMED = "presumed"
    """Taken as served until the addressee proves otherwise."""
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """What a court may set.

    `notice_moves_past_holiday`: whether the end of a public notice on a rest day moves to the next working day. The
    text only says 经过…日，即视为送达; the default takes it as written.
    """

    notice_moves_past_holiday: bool = False


AS_WRITTEN = DeliverySettings()


@dataclass(frozen=True, slots=True)
class Served:
    """The outcome of one attempt, or of several.

    `on` is the day of service, None when not served. `expected_on` is the day a running public notice will end.
    """

    channel: Channel
    on: date | None
    certainty: Certainty
    expected_on: date | None
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


def _yes(channel: Channel, on: date, subject: str, text: str, presumed: bool = False) -> Served:
    certainty = Certainty.PRESUMED if presumed else Certainty.CERTAIN
    made = step(subject, on, text, "", f"{on:%Y-%m-%d}")
    return Served(channel, on, certainty, None, (made,))


def _no(channel: Channel, today: date, subject: str, text: str) -> Served:
    return Served(channel, None, Certainty.NOT_YET, None, (step(subject, today, text),))


def _by_signature(channel: Channel, on: date, signer: Signer, opponent: bool, today: date) -> Served:
    if opponent:
        return _no(channel, today, "delivery.direct", "签收人是对方当事人，不能代收。")
    if signer is Signer.SOMEBODY_ELSE:
        return _no(
            channel,
            today,
            "delivery.direct",
            "签收人不是本人、同住成年家属、负责收件的人、代理人或者代收人。",
        )
    subject = "delivery.express_signers" if channel is Channel.EXPRESS else "delivery.direct"
    return _yes(channel, on, subject, "有权签收的人签收，签收日期为送达日期。")


def _direct(attempt: Direct, today: date) -> Served:
    if attempt.signed_on is None:
        return _no(Channel.DIRECT, today, "delivery.proof", "送达回证尚未签收。")
    signed = attempt.signed_on
    return _by_signature(Channel.DIRECT, signed, attempt.signer, attempt.signer_is_opponent, today)


def _leaving(attempt: Leaving, today: date) -> Served:
    if not attempt.at_residence:
        return _no(Channel.LEAVING, today, "delivery.leaving", "留置送达应当留在受送达人的住所。")
    if not (attempt.witnessed or attempt.recorded):
        return _no(Channel.LEAVING, today, "delivery.leaving", "缺少见证人签名，也没有拍照、录像。")
    how = "见证人到场" if attempt.witnessed else "拍照、录像记录"
    return _yes(
        Channel.LEAVING, attempt.left_on, "delivery.leaving", f"拒收，留置于住所（{how}），视为送达。"
    )


def _at_court(attempt: AtCourt, today: date) -> Served:
    if attempt.signed:
        return _yes(Channel.AT_COURT, attempt.met_on, "delivery.proof", "当面签收。")
    kept = attempt.noted and (attempt.in_court or attempt.recorded)
    if not kept:
        text = "拒签应当在送达回证上注明；在法院和住所以外送达的，还应当拍照、录像。"
        return _no(Channel.AT_COURT, today, "delivery.at_court", text)
    return _yes(Channel.AT_COURT, attempt.met_on, "delivery.at_court", "拒绝签署送达回证，视为送达。")


def _electronic(attempt: Electronic, document: Document, today: date) -> Served:
    sent = attempt.sent_on
    if sent is None:
        return _no(Channel.ELECTRONIC, today, "delivery.electronic_arrival", "系统未显示发送成功。")
    if document.judgment_or_ruling and sent < RULINGS_BY_MAIL_FROM:
        text = "2022 年 1 月 1 日以前，判决书、裁定书、调解书不能电子送达。"
        return _no(Channel.ELECTRONIC, today, "delivery.electronic", text)
    if attempt.consent is Consent.REFUSED:
        return _no(Channel.ELECTRONIC, today, "delivery.consent", "受送达人不同意电子送达。")
    agreed = attempt.consent is not Consent.NONE
    if agreed and attempt.address_confirmed:
        on = attempt.arrived_on or sent
        if attempt.arrived_on:
            text = "受送达人证明到达其系统的日期，以该日期为准。"
        else:
            text = "向其提供、确认的地址发送，以系统显示发送成功的日期为送达日期。"
        return _yes(Channel.ELECTRONIC, on, "delivery.electronic_arrival", text)
    return _unconfirmed(attempt, agreed, today)


def _unconfirmed(attempt: Electronic, agreed: bool, today: date) -> Served:
    """Sent to an address that was never confirmed: it must be surely theirs, and something must have come back."""
    subject = "delivery.electronic_effect"
    if not (attempt.own_address or attempt.address_confirmed):
        return _no(Channel.ELECTRONIC, today, subject, "电子地址未经确认，也不能确认为受送达人本人。")
    answers = [day for day in (attempt.replied_on, attempt.acted_on) if day]
    if answers:
        text = "回复收悉或者已作出相应诉讼行为，即为完成有效送达。"
        return _yes(Channel.ELECTRONIC, min(answers), subject, text)
    if not agreed:
        return _no(
            Channel.ELECTRONIC,
            today,
            "delivery.consent",
            "尚未取得同意，又无回复、诉讼行为，不发生送达效力。",
        )
    if attempt.read_on is None:
        return _no(Channel.ELECTRONIC, today, subject, "没有回复、阅知或者其他收悉的证据。")
    if attempt.rebutted:
        return _no(Channel.ELECTRONIC, today, subject, "受送达人证明未收悉，推定被推翻。")
    return _yes(
        Channel.ELECTRONIC,
        attempt.read_on,
        subject,
        "系统反馈已阅知，推定送达，可以反证推翻。",
        presumed=True,
    )


def _post(attempt: Post, today: date) -> Served:
    if attempt.receipt_on:
        return _yes(Channel.POST, attempt.receipt_on, "delivery.post", "以回执上注明的收件日期为送达日期。")
    text = "邮件已退回，未送达。" if attempt.returned_on else "回执尚未返回。"
    return _no(Channel.POST, today, "delivery.post", text)


def enough_attempts(attempts: Sequence[date]) -> bool:
    """Whether three attempts or more lie within five days."""
    days = sorted(attempts)
    return any(
        days[place + EXPRESS_ATTEMPTS - 1] - days[place] < timedelta(days=EXPRESS_DAYS)
        for place in range(len(days) - EXPRESS_ATTEMPTS + 1)
    )


def _express(attempt: CourtExpress, today: date) -> Served:
    if attempt.delivered_on:
        signed = attempt.delivered_on
        return _by_signature(Channel.EXPRESS, signed, attempt.signer, attempt.signer_is_opponent, today)
    if attempt.returned_on is None:
        return _no(Channel.EXPRESS, today, "delivery.express_attempts", "尚在投递。")
    if attempt.reason is ReturnReason.OTHER:
        return _no(
            Channel.EXPRESS, today, "delivery.express_returned", "退回原因不在视为送达之列，应当另行送达。"
        )
    if attempt.no_fault:
        return _no(
            Channel.EXPRESS, today, "delivery.express_returned", "受送达人证明自己没有过错，不视为送达。"
        )
    if attempt.reason is not ReturnReason.REFUSED and not enough_attempts(attempt.attempts):
        text = f"五日内投送不足三次（{len(attempt.attempts)} 次），不能以退回日为送达日。"
        return _no(Channel.EXPRESS, today, "delivery.express_attempts", text)
    text = "因受送达人自己的原因退回，文书退回之日视为送达之日。"
    return _yes(Channel.EXPRESS, attempt.returned_on, "delivery.express_returned", text)


def _entrusted(attempt: Entrusted, today: date) -> Served:
    if attempt.signed_on:
        return _yes(
            Channel.ENTRUSTED, attempt.signed_on, "delivery.entrusted", "受托法院送达，以签收日期为准。"
        )
    if attempt.received_on is None:
        return _no(Channel.ENTRUSTED, today, "delivery.entrusted", "委托函尚未到达受托法院。")
    due = period_end(attempt.received_on, days=ENTRUSTED_DAYS)
    text = f"受托法院应当在 {due.last_day:%Y-%m-%d} 前代为送达。"
    return _no(Channel.ENTRUSTED, today, "delivery.entrusted", text)


def notice_end(
    issued_on: date, *, foreign: bool = False, settings: DeliverySettings = AS_WRITTEN
) -> PeriodEnd:
    """The day a public notice issued on `issued_on` (last posting or printing, not counted) is deemed served."""
    moves = settings.notice_moves_past_holiday
    if foreign and issued_on < FOREIGN_SHORTER_FROM:
        return period_end(issued_on, months=FOREIGN_NOTICE_MONTHS_BEFORE_2024, holiday_rule=moves)
    if foreign:
        return period_end(issued_on, days=FOREIGN_NOTICE_DAYS, holiday_rule=moves)
    days = NOTICE_DAYS if issued_on >= SHORTER_NOTICE_FROM else NOTICE_DAYS_BEFORE_2022
    return period_end(issued_on, days=days, holiday_rule=moves)


def _public_notice(attempt: PublicNotice, today: date, settings: DeliverySettings) -> Served:
    subject = "delivery.public_notice_foreign" if attempt.foreign else "delivery.public_notice"
    if not attempt.ground_shown:
        text = "案卷中没有下落不明或者其他方式无法送达的记载，不能公告送达。"
        return _no(Channel.PUBLIC_NOTICE, today, subject, text)
    end = notice_end(attempt.issued_on, foreign=attempt.foreign, settings=settings)
    made = step(subject, attempt.issued_on, "公告期满，即视为送达。", "", f"{end.last_day:%Y-%m-%d}")
    steps = (*end.explanation, made)
    if today < end.last_day:
        return Served(Channel.PUBLIC_NOTICE, None, Certainty.NOT_YET, end.last_day, steps, end.flags)
    return Served(Channel.PUBLIC_NOTICE, end.last_day, Certainty.CERTAIN, None, steps, end.flags)


_CHANNELS = {
    Direct: Channel.DIRECT,
    Leaving: Channel.LEAVING,
    AtCourt: Channel.AT_COURT,
    Electronic: Channel.ELECTRONIC,
    Post: Channel.POST,
    CourtExpress: Channel.EXPRESS,
    Entrusted: Channel.ENTRUSTED,
    PublicNotice: Channel.PUBLIC_NOTICE,
}
_BY_HAND = frozenset({Channel.DIRECT, Channel.LEAVING, Channel.AT_COURT})


@rule(
    "delivery.proof",
    "delivery.direct",
    "delivery.leaving",
    "delivery.at_court",
    "delivery.electronic",
    "delivery.electronic_arrival",
    "delivery.electronic_effect",
    "delivery.consent",
    "delivery.post",
    "delivery.express_attempts",
    "delivery.express_signers",
    "delivery.express_returned",
    "delivery.entrusted",
    "delivery.public_notice",
    "delivery.public_notice_foreign",
    "delivery.garnishee",
)
def served_on(
    attempt: Attempt,
    *,
    today: date,
    document: Document | None = None,
    settings: DeliverySettings = AS_WRITTEN,
) -> Served:
    """Whether and when one attempt served the document, as known on `today`.

    A garnishee's notice counts only when handed over.
    """
    paper = document or Document()
    channel = _CHANNELS[type(attempt)]
    if paper.garnishee_notice and channel not in _BY_HAND:
        return _no(channel, today, "delivery.garnishee", "履行到期债务通知必须直接送达第三人。")
    return _decide(attempt, paper, today, settings)


def _decide(attempt: Attempt, paper: Document, today: date, settings: DeliverySettings) -> Served:
    match attempt:
        case Direct():
            found = _direct(attempt, today)
        case Leaving():
            found = _leaving(attempt, today)
        case AtCourt():
            found = _at_court(attempt, today)
        case Electronic():
            found = _electronic(attempt, paper, today)
        case Post():
            found = _post(attempt, today)
        case CourtExpress():
            found = _express(attempt, today)
        case Entrusted():
            found = _entrusted(attempt, today)
        case _:
            found = _public_notice(attempt, today, settings)
    return found


@rule("delivery.electronic_effect")
def earliest(outcomes: Sequence[Served]) -> Served | None:
    """The service that counts among several: the earliest effective one, a certain one before a presumed one that day.

    When none is effective, the one that will be soonest; None for an empty sequence. The text says so for several
    electronic means; for others it follows from each being service by itself.
    """
    order = {Certainty.CERTAIN: 0, Certainty.PRESUMED: 1, Certainty.NOT_YET: 2}

    def rank(found: Served) -> tuple[bool, date, int]:
        return found.on is None, found.on or found.expected_on or date.max, order[found.certainty]

    return min(outcomes, key=rank, default=None)
