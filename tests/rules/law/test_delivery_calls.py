"""What a telephone call proves: 人民法院在线诉讼规则 29 to 31. Nothing is served by it."""

from dataclasses import replace
from datetime import date

import pytest

from zhixing.law.delivery_calls import BY_MOUTH, Call, CallResult, SaidOfConsent, proof_of_call

ON = date(2022, 3, 1)
WHOLE = Call(
    ON, CallResult.REACHED, checked=True, explained=True, consent=SaidOfConsent.AGREES, number_is_theirs=True,
    received=True, recorded=True,
)  # fmt: skip


def test_a_call_to_the_addressee_confirms_consent_number_and_receipt() -> None:
    found = proof_of_call(WHOLE)
    assert (found.consent, found.confirms_number, found.answers, found.number_ends) == (
        True,
        True,
        True,
        False,
    )
    assert found.flags == (BY_MOUTH,)
    assert [one.article for one in found.explanation] == [
        "《人民法院在线诉讼规则》第三十条", "《人民法院在线诉讼规则》第三十条", "《人民法院在线诉讼规则》第三十一条",
        "《中华人民共和国民事诉讼法》第八十七条",
    ]  # fmt: skip
    assert found.explanation[-1].text == "电话本身不是送达；文书仍须以法定方式送达。"


@pytest.mark.parametrize(
    ("result", "ends"),
    [(CallResult.SOMEBODY_ELSE, False), (CallResult.NO_ANSWER, False), (CallResult.WRONG_NUMBER, True)],
)
def test_a_call_that_did_not_reach_the_addressee_confirms_nothing(result: CallResult, ends: bool) -> None:
    found = proof_of_call(replace(WHOLE, result=result))
    assert (found.consent, found.confirms_number, found.answers, found.number_ends) == (
        None,
        False,
        False,
        ends,
    )


def test_a_voice_that_did_not_say_who_it_is_confirms_nothing() -> None:
    found = proof_of_call(replace(WHOLE, checked=False))
    assert (found.consent, found.confirms_number, found.answers) == (None, False, False)


def test_consent_counts_once_scope_effect_and_change_were_explained() -> None:
    found = proof_of_call(replace(WHOLE, explained=False))
    assert (found.consent, found.confirms_number) == (None, True)
    assert found.explanation[0].text == "没有告知适用范围、效力和地址变更方式，电话中的同意不能认定。"


def test_a_refusal_needs_no_explanation() -> None:
    assert proof_of_call(replace(WHOLE, explained=False, consent=SaidOfConsent.REFUSES)).consent is False


def test_received_by_mouth_counts_with_a_recording_only() -> None:
    found = proof_of_call(replace(WHOLE, recorded=False))
    assert (found.answers, found.flags) == (False, ())
    assert "没有录音" in found.explanation[2].text


def test_nothing_said_is_nothing_confirmed() -> None:
    found = proof_of_call(Call(ON, CallResult.REACHED, checked=True))
    assert (found.consent, found.confirms_number, found.answers) == (None, False, False)
    assert len(found.explanation) == 1
