"""A telephone call about delivery (电话联系): what it can prove. Nothing is served by a call; it confirms consent and address."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step

BY_MOUTH = Flag(
    "said_by_telephone",
    "口头答复“已收悉”以通话录音为凭；规则没有写明答复的形式，受送达人否认的，由法院审查认定。",
)


class CallResult(StrEnum):
    """Who was reached."""

    REACHED = "reached"
    SOMEBODY_ELSE = "somebody_else"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class SaidOfConsent(StrEnum):
    """What the addressee said when asked about electronic delivery."""

    NOTHING = "nothing"
    AGREES = "agrees"
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the addressee, or from them.

    `checked`: the addressee was asked who they are and answered rightly. `explained`: they were told the scope, the effect
    and how to change an address. `number_is_theirs`: they said that documents may come to this number. `received`: they said
    that they have the document. `recorded`: the call is on tape, and the file names it.
    """

    on: date
    result: CallResult
    checked: bool = False
    explained: bool = False
    consent: SaidOfConsent = SaidOfConsent.NOTHING
    number_is_theirs: bool = False
    received: bool = False
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class CallProof:
    """What follows from a call. `consent`: given, refused, or None where nothing follows."""

    consent: bool | None
    confirms_number: bool
    answers: bool
    number_ends: bool
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


@rule("delivery.consent_confirmation", "delivery.consent", "delivery.electronic_effect")
def proof_of_call(call: Call) -> CallProof:
    """What a call proves: consent or refusal, that a number is the addressee's, that they answered (回复已收悉).

    Consent by telephone counts once scope, effect and change of address were explained; a refusal needs no explanation.
    Neither is believed of a voice that did not say rightly who it is.
    """
    subject = "delivery.consent_confirmation"
    if call.result is not CallResult.REACHED:
        ends = call.result is CallResult.WRONG_NUMBER
        text = "号码有误，不再使用。" if ends else "没有同受送达人本人通话，不能确认同意和地址。"
        return CallProof(None, False, False, ends, (step(subject, call.on, text),))
    if not call.checked:
        text = "没有核对通话人的身份，不能确认同意和地址。"
        return CallProof(None, False, False, False, (step(subject, call.on, text),))
    consent, steps = _consent(call)
    flags: tuple[Flag, ...] = ()
    if call.number_is_theirs:
        steps.append(step(subject, call.on, "受送达人在电话中确认以此号码接收电子送达。"))
    answers = call.received and call.recorded
    if answers:
        steps.append(step("delivery.electronic_effect", call.on, "受送达人答复已收悉，有录音为凭。"))
        flags = (BY_MOUTH,)
    elif call.received:
        text = "口头答复已收悉而没有录音，不作为回复收悉的凭据。"
        steps.append(step("delivery.electronic_effect", call.on, text))
    steps.append(step("delivery.proof", call.on, "电话本身不是送达；文书仍须以法定方式送达。"))
    return CallProof(consent, call.number_is_theirs, answers, False, tuple(steps), flags)


def _consent(call: Call) -> tuple[bool | None, list[Step]]:
    subject = "delivery.consent_confirmation"
    if call.consent is SaidOfConsent.NOTHING:
        return None, []
    if call.consent is SaidOfConsent.REFUSES:
        return False, [step("delivery.consent", call.on, "受送达人不同意电子送达。")]
    if not call.explained:
        text = "没有告知适用范围、效力和地址变更方式，电话中的同意不能认定。"
        return None, [step(subject, call.on, text)]
    return True, [
        step(subject, call.on, "电话确认：受送达人同意电子送达，已告知适用范围、效力和地址变更方式。")
    ]
