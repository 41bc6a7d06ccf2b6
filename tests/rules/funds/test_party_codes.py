"""Links, check codes, and the question who holds a link."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.foundation.party_words import LANGUAGES
from zhixing.funds.rules.party_codes import (
    WRONG_MOST,
    Asking,
    answers,
    code_text,
    read_code,
    read_token,
    token_text,
)
from zhixing.funds.rules.party_words import WORDS, failure_key, say

NOW = datetime(2022, 3, 1, 4, tzinfo=UTC)


def test_a_link_names_its_court_and_hides_the_rest() -> None:
    token = token_text(12, "A" * 43)
    read = read_token(token)
    assert read is not None
    assert read.court_id == 12
    assert len(read.sha256) == 32
    assert b"A" * 8 not in read.sha256
    assert read_token(token_text(13, "A" * 43)) != read


@pytest.mark.parametrize(
    "text", ["", "12", "12." + "A" * 42, "0." + "A" * 43, "x." + "A" * 43, "12." + "A" * 42 + "/"]
)
def test_what_cannot_be_a_link_is_none(text: str) -> None:
    assert read_token(text) is None


@given(st.integers(1, 999_999_999), st.binary(min_size=10, max_size=10))
def test_a_code_is_read_as_printed_and_as_people_type_it(court: int, random: bytes) -> None:
    printed = code_text(court, random)
    read = read_code(printed)
    assert read is not None
    assert read.court_id == court
    head, _, rest = printed.partition("-")
    for typed in (printed.lower(), f" {head}-{rest.replace('-', ' ')} ", f"{head}-{rest.replace('-', '')}",
                  f"{head}-{rest.replace('1', 'l').replace('0', 'O')}"):  # fmt: skip
        assert read_code(typed) == read


def test_a_code_as_printed() -> None:
    assert code_text(12, bytes(10)) == "12-0000-0000-0000-0000"
    assert code_text(12, b"\xff" * 10) == "12-ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert read_code("12-0000-0000-0000-000") is None
    assert read_code("一-0000-0000-0000-0000") is None
    assert read_code("") is None
    with pytest.raises(ValueError, match="10 个随机字节"):
        code_text(12, bytes(9))


def test_the_last_six_signs_answer_and_nothing_else() -> None:
    assert answers("22242419800101001X", "01001x")
    assert answers("22242419800101001X", " 01001X ")
    assert not answers("22242419800101001X", "1001X")
    assert not answers("22242419800101001X", "")
    assert not answers("22242419800101001X", "101001X")
    assert not answers("22242419800101001X", "０１００１X")


def test_every_fifth_wrong_answer_locks_for_an_hour_and_the_fifteenth_for_good() -> None:
    asking = Asking(0, None)
    for nth in range(1, WRONG_MOST + 1):
        asking = asking.after_wrong(NOW)
        assert asking.is_locked(NOW) == (nth >= 5)
        if nth == 4:
            assert asking.left == 1
    assert Asking(5, NOW + timedelta(hours=1)).is_locked(NOW + timedelta(minutes=59))
    assert not Asking(5, NOW + timedelta(hours=1)).is_locked(NOW + timedelta(hours=1))
    assert asking.is_locked(NOW + timedelta(days=30))


def test_every_word_is_written_in_three_languages() -> None:
    for key, words in WORDS.items():
        assert len(words) == 3, key
        assert all(word.strip() for word in words), key
        fields = [set(re.findall(r"\{\w+\}", word)) for word in words]
        assert fields[0] == fields[1] == fields[2], key
        assert any("가" <= sign <= "힣" for sign in words[1]) or not any(s.isalpha() for s in words[1]), key
    assert {say("next", lang) for lang in LANGUAGES} == {"下一步", "다음", "Next"}


def test_reasons_of_the_bank_in_words() -> None:
    assert failure_key("AC01") == "why_number"
    assert failure_key("ac04") == "why_closed"
    assert failure_key("BE04") == "why_name"
    assert failure_key("") == failure_key("NARR") == "why_other"
