"""Places of carriers, paces, bar codes, item numbers, messages, the chain of a proof."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from zhixing.delivery.rules.barcodes import (
    _BARS,
    NotABarcode,
    check_digit,
    code128,
    code128_svg,
    is_postal_number,
)
from zhixing.delivery.rules.carriers import Choice, Health, pace_after, places
from zhixing.delivery.rules.links import link_token
from zhixing.delivery.rules.messages import SMS_MAX, Subject, mail_subject, mail_text, sms_text
from zhixing.delivery.rules.party_words import WORDS, say
from zhixing.delivery.rules.proofs import ChainedFact, first_head, heads
from zhixing.foundation.one_time_links import read_token
from zhixing.foundation.party_words import LANGUAGES
from zhixing.foundation.patience import Breaker, pause_after

NOW = datetime(2022, 3, 1, tzinfo=UTC)


def choice(
    key: str, rank: int = 1, *, busy: int = 0, count: int = 0, until: datetime | None = None, pace: int = 0
) -> Choice:
    return Choice(key, rank, 4, busy, Health(Breaker(count, until), pace))


def test_carriers_are_filled_by_rank() -> None:
    assert places([choice("b", 2), choice("a", 1, busy=1)], now=NOW) == [("a", 3), ("b", 4)]


def test_failing_and_slow_carriers_come_last_and_resting_ones_not_at_all() -> None:
    slow = choice("slow", 1, pace=4_100)
    quick = choice("quick", 2, pace=1_000)
    assert [key for key, _ in places([slow, quick], now=NOW)] == ["quick", "slow"]
    failing = choice("a", 1, count=1)
    assert [key for key, _ in places([failing, quick], now=NOW)] == ["quick", "a"]
    resting = choice("a", 1, count=5, until=NOW + timedelta(seconds=1))
    assert places([resting], now=NOW) == []
    assert places([choice("a", 1, count=5, until=NOW)], now=NOW) == [("a", 1)]
    assert places([choice("a", busy=4)], now=NOW) == []


def test_paces_follow_slowly() -> None:
    assert pace_after(0, 800) == 800
    assert pace_after(800, 1_600) == 900
    assert pace_after(800, 0) == 700
    assert pace_after(1, 0) == 0


def test_the_breaker_rests_after_five_failures_and_longer_each_time() -> None:
    breaker = Breaker()
    for _ in range(4):
        breaker = breaker.after(NOW, trouble=True)
    assert breaker == Breaker(4, None)
    breaker = breaker.after(NOW, trouble=True)
    assert breaker == Breaker(5, NOW + timedelta(seconds=15))
    assert breaker.after(NOW, trouble=True) == Breaker(6, NOW + timedelta(seconds=15))
    later = NOW + timedelta(seconds=15)
    assert breaker.after(later, trouble=True) == Breaker(6, later + timedelta(seconds=30))
    assert breaker.after(NOW, trouble=False) == Breaker()


def test_pauses_double_and_repeat_from_the_number() -> None:
    assert pause_after(3, "x") == pause_after(3, "x")
    for failures in range(1, 12):
        whole = timedelta(seconds=2 ** (failures - 1))
        assert whole / 2 <= pause_after(failures, f"n{failures}") < whole * 3 / 2
    assert pause_after(40, "x") < timedelta(minutes=90)


def test_code_128_is_well_formed() -> None:
    assert len(_BARS) == 107
    assert len(set(_BARS)) == 107
    assert all(sum(map(int, one)) == 11 for one in _BARS[:106])
    assert sum(map(int, _BARS[106])) == 13
    # "PJJ123C" in set B has check value 55 (the standard's own worked example has 54 in set A): start + sums mod 103
    widths = code128("PJJ123C")
    values = [104, *(ord(sign) - 32 for sign in "PJJ123C")]
    check = (104 + sum(place * value for place, value in enumerate(values[1:], 1))) % 103
    assert widths[-13:-7] == tuple(int(one) for one in _BARS[check])
    assert sum(widths) == 11 * 9 + 13
    assert code128_svg("A").startswith("<svg")
    for text in ("", "汉", "x" * 41):
        with pytest.raises(NotABarcode):
            code128(text)


def test_item_numbers_have_their_check_digit() -> None:
    assert check_digit("47312482") == 9  # RR473124829GB, the example of UPU S10
    assert is_postal_number("RR473124829GB")
    assert not is_postal_number("RR473124828GB")
    assert not is_postal_number("473124829")


def test_messages_say_who_writes_and_stay_short() -> None:
    about = Subject(
        "汪清县人民法院",
        "0433-8812345",
        "（2022）吉2424执7号",
        "执行通知书",
        "金" * 60,
        "https://x/p/d/1.abc/",
    )
    text = sms_text(about)
    assert text.startswith("【汪清县人民法院】")
    assert "https://x/p/d/1.abc/" in text
    assert len(text) <= SMS_MAX
    assert "回复“收到”" not in text
    asked = Subject("法院", "", "案", "书", "甲", "https://x", has_consent=False)
    assert "回复“收到”" in sms_text(asked)
    assert "회신" not in mail_subject(about)
    assert "https://x/p/d/1.abc/" in mail_text(about)


def test_links_are_read_back() -> None:
    token = link_token(12, bytes(range(16)))
    assert len(token) == 3 + 22
    found = read_token(token)
    assert found is not None
    assert found.court_id == 12


def test_the_chain_covers_everything_before() -> None:
    facts = [ChainedFact("1", "a", "t1", "x"), ChainedFact("2", "b", "t2", "y")]
    first = first_head("d", "s")
    assert first == hashlib.sha256(b"ds").hexdigest()
    chain = heads(first, facts)
    assert chain[0] == hashlib.sha256((first + "1at1x").encode()).hexdigest()
    changed = heads(first, [ChainedFact("1", "a", "t1", "z"), facts[1]])
    assert chain[1] != changed[1]


def test_the_words_for_addressees_are_whole() -> None:
    for key in WORDS:
        assert all(say(key, lang) for lang in LANGUAGES)
