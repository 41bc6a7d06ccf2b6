"""Whether a renewal can be, what a receipt does, who is warned at which rung, how a standing looks: without a database."""

from dataclasses import replace
from datetime import date

import pytest

from zhixing.freezes.rules.answers import Answer, Word, first_control, lifting, renewal
from zhixing.freezes.rules.asset_classes import class_of, measure_kind_of, special_of
from zhixing.freezes.rules.ledger import MeasureKind
from zhixing.freezes.rules.linking import same_asset
from zhixing.freezes.rules.renewing import Hindrance, Renewable, plan_renewal
from zhixing.freezes.rules.rungs import Rung, reach, rung_at, rung_of
from zhixing.freezes.rules.standing import Tone, UnderWay, is_silent, standing
from zhixing.freezes.rules.telling import words_for
from zhixing.law.measure_terms import AssetClass, SpecialAsset

TODAY, END = date(2022, 12, 1), date(2023, 1, 20)
GOOD = Renewable(ends_on=END, asset=AssetClass.DEPOSIT, special=None, holder="建行", has_debtor=True)
YES = Answer(result="controlled", said_on=TODAY, ends_on=date(2024, 1, 20))


# ---- renewing ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asset", "special", "until"),
    [
        (AssetClass.DEPOSIT, None, date(2024, 1, 20)),
        (AssetClass.MOVABLE, None, date(2025, 1, 20)),
        (AssetClass.IMMOVABLE, None, date(2026, 1, 20)),
        (AssetClass.OTHER, None, date(2026, 1, 20)),
        (AssetClass.OTHER, SpecialAsset.SECURITIES, date(2025, 1, 20)),
        (AssetClass.OTHER, SpecialAsset.LISTED_SHARES, date(2023, 7, 20)),
    ],
)
def test_the_longest_renewal_by_class(asset: AssetClass, special: SpecialAsset | None, until: date) -> None:
    plan = plan_renewal(replace(GOOD, asset=asset, special=special), today=TODAY)
    assert (plan.can_be, plan.starts_on, plan.ends_on) == (True, date(2023, 1, 21), until)


@pytest.mark.parametrize(
    ("changes", "hindrance"),
    [
        ({"is_released": True}, Hindrance.RELEASED),
        ({"is_lifting": True}, Hindrance.LIFTING),
        ({"closing_kind": "performed"}, Hindrance.PERFORMED),
        ({"closing_kind": "terminated"}, Hindrance.CASE_ENDED),
        ({"is_not_to_be_renewed": True}, Hindrance.NOT_RENEWED),
        ({"handed_over_to": "图们"}, Hindrance.HANDED_OVER),
        ({"is_under_way": True}, Hindrance.UNDER_WAY),
        ({"ends_on": None}, Hindrance.NO_END),
        ({"holder": ""}, Hindrance.NO_HOLDER),
        ({"has_debtor": False}, Hindrance.NO_DEBTOR),
        ({"has_advanced": True}, Hindrance.NOT_ADVANCED),
        ({"ends_on": date(2022, 11, 30)}, Hindrance.LAPSED),
        ({"ends_on": date(2023, 3, 2)}, Hindrance.TOO_EARLY),
    ],
)
def test_each_hindrance_has_its_words(changes: dict[str, object], hindrance: Hindrance) -> None:
    plan = plan_renewal(replace(GOOD, **changes), today=TODAY)  # type: ignore[arg-type]
    assert (plan.hindrance, plan.ends_on, bool(plan.why)) == (hindrance, None, True)


@pytest.mark.parametrize("ends_on", [TODAY, date(2023, 3, 1)])
def test_the_last_day_itself_and_ninety_days_are_in_time(ends_on: date) -> None:
    assert plan_renewal(replace(GOOD, ends_on=ends_on), today=TODAY).can_be


def test_measures_of_suspended_cases_are_renewed() -> None:
    assert plan_renewal(replace(GOOD, closing_kind="suspended_for_want_of_assets"), today=TODAY).can_be


# ---- receipts ---------------------------------------------------------------------------------------------------------------


def extended(answer: Answer) -> tuple[Word, date | None, date | None]:
    found = renewal(answer, asset=AssetClass.DEPOSIT, special=None, current_end=END, made_on=TODAY)
    return found.word, found.ends_on, found.cut_from


@pytest.mark.parametrize(
    ("answer", "effect"),
    [
        (YES, (Word.YES, date(2024, 1, 20), None)),
        (replace(YES, ends_on=date(2023, 7, 1)), (Word.YES, date(2023, 7, 1), None)),
        (replace(YES, ends_on=date(2025, 1, 20)), (Word.YES, date(2024, 1, 20), date(2025, 1, 20))),
        (replace(YES, ends_on=None), (Word.PARTLY, None, None)),
        (replace(YES, ends_on=END), (Word.PARTLY, None, None)),
        (replace(YES, starts_on=date(2023, 1, 21)), (Word.YES, date(2024, 1, 20), None)),
        (replace(YES, starts_on=date(2023, 1, 22)), (Word.NO, None, None)),
        (replace(YES, said_on=date(2023, 1, 22)), (Word.NO, None, None)),
        (replace(YES, asked_fen=100, actual_fen=99), (Word.PARTLY, date(2024, 1, 20), None)),
        (replace(YES, result="partly"), (Word.PARTLY, date(2024, 1, 20), None)),
        (replace(YES, result="not_controlled"), (Word.NO, None, None)),
    ],
)
def test_only_what_the_receipt_states_extends(
    answer: Answer, effect: tuple[Word, date | None, date | None]
) -> None:
    assert extended(answer) == effect


def test_a_first_control_is_cut_to_the_law_and_never_guessed() -> None:
    def made(answer: Answer, ordered: date | None = None) -> tuple[Word, date | None, str]:
        found = first_control(
            answer, asset=AssetClass.DEPOSIT, special=None, starts_on=TODAY, ordered_end=ordered
        )
        return found.word, found.ends_on, found.trouble

    assert made(replace(YES, ends_on=date(2023, 11, 30))) == (Word.YES, date(2023, 11, 30), "")
    assert made(replace(YES, ends_on=date(2025, 1, 1)))[:2] == (Word.YES, date(2023, 11, 30))
    assert made(replace(YES, ends_on=None))[:2] == (Word.PARTLY, None)
    assert made(replace(YES, ends_on=date(2022, 11, 1)))[:2] == (Word.PARTLY, None)
    shorter = made(replace(YES, ends_on=date(2023, 6, 1)), date(2023, 11, 30))
    assert shorter == (Word.PARTLY, date(2023, 6, 1), "控制到 2023-06-01，短于裁定的 2023-11-30。")
    short = made(replace(YES, ends_on=date(2023, 11, 30), asked_fen=60_000, actual_fen=10_005))
    assert short[2] == "实际控制比请求少 499.95 元。"


def test_a_release_is_done_or_not() -> None:
    assert lifting(YES).word is Word.YES
    assert lifting(replace(YES, result="partly", words="余下轮候")).trouble == "只解除了一部分；余下轮候"
    assert lifting(replace(YES, result="not_controlled")).trouble == "协助单位未办理，没有写明原因。"


# ---- rungs and standing -------------------------------------------------------------------------------------------------


def test_the_rungs_rise_and_move_to_working_days() -> None:
    assert [rung_at(step) for step in (60, 30, 15, 7, 3, 1)] == [
        Rung.OFFICER, Rung.OFFICER, Rung.TEAM, Rung.BUREAU_CHIEF, Rung.COMMAND_CENTRE, Rung.COMMAND_CENTRE,
    ]  # fmt: skip
    assert [reach(rung, TODAY) for rung in Rung] == [
        date(2022, 12, 31), date(2022, 12, 16), date(2022, 12, 8), date(2022, 12, 4),
    ]  # fmt: skip
    # The spring festival of 2023 (01-21 to 01-27): on the last working day before it everything within rises.
    assert reach(Rung.COMMAND_CENTRE, date(2023, 1, 20)) == date(2023, 1, 30)
    assert rung_of(date(2022, 12, 9), TODAY) is Rung.TEAM
    assert rung_of(date(2023, 12, 9), TODAY) is None


def tone(today: date = TODAY, *, confirmed: bool = True, **doing: object) -> tuple[Tone, str]:
    found = standing(
        ends_on=END,
        released_on=None,
        confirmed=confirmed,
        today=today,
        under_way=UnderWay(**doing),  # type: ignore[arg-type]
    )
    return found.tone, found.word


def test_silence_is_red_sent_is_amber_only_the_receipt_is_green() -> None:
    assert tone() == (Tone.GREEN, "已确认")
    assert tone(confirmed=False) == (Tone.GREY, "在控未确认")
    assert tone(renewal="sent", renewal_since=TODAY) == (Tone.AMBER, "续行已发出，待回执")
    assert tone(date(2022, 12, 6), renewal="sent", renewal_since=TODAY)[0] is Tone.AMBER
    assert tone(date(2022, 12, 7), renewal="sent", renewal_since=TODAY) == (Tone.RED, "已发出，逾期无回执")
    assert tone(date(2023, 1, 13), renewal="sent", renewal_since=date(2023, 1, 13)) == (
        Tone.RED,
        "7 日内届满",
    )
    assert tone(renewal="refused") == (Tone.RED, "协助单位未续行")
    assert tone(lifting="refused") == (Tone.RED, "协助单位未解除")
    assert tone(trouble="partly") == (Tone.RED, "协助单位只办了一部分")
    assert tone(has_advanced=True) == (Tone.RED, "轮候待确认")
    assert tone(is_let_go=True) == (Tone.GREY, "已决定不再续行")
    assert tone(date(2023, 1, 21), is_let_go=True) == (Tone.ENDED, "依决定未续行，已届满")
    assert tone(date(2023, 1, 21)) == (Tone.RED, "已过期")
    assert tone(renewal="drafted") == (Tone.GREEN, "已确认"), "a draft calms nothing and alarms nobody"


def test_silence_counts_working_days() -> None:
    friday = date(2022, 12, 2)
    assert [is_silent(friday, date(2022, 12, day)) for day in (5, 7, 8)] == [False, False, True]


# ---- small ones ----------------------------------------------------------------------------------------------------------


def test_kinds_of_units_have_the_class_with_the_shorter_term_where_in_doubt() -> None:
    classes = {
        kind: class_of(kind)
        for kind in ("deposit", "housing_fund", "vehicle", "real_estate", "equity", "other")
    }
    assert classes == {
        "deposit": AssetClass.DEPOSIT, "housing_fund": AssetClass.DEPOSIT, "vehicle": AssetClass.MOVABLE,
        "real_estate": AssetClass.IMMOVABLE, "equity": AssetClass.OTHER, "other": AssetClass.DEPOSIT,
    }  # fmt: skip
    assert special_of("security") is SpecialAsset.SECURITIES
    assert special_of("equity") is None
    assert [measure_kind_of(asset) for asset in AssetClass] == [
        MeasureKind.FREEZE, MeasureKind.SEAL, MeasureKind.SEAL, MeasureKind.FREEZE,
    ]  # fmt: skip


def test_rows_name_one_asset_only_when_all_parts_agree() -> None:
    assert same_asset(("movable", "吉Ｈ1234", "交警"), ("movable", "吉h 1234", "交警"))
    assert not same_asset(("movable", "吉H1234", "交警"), ("movable", "吉H1235", "交警"))
    assert not same_asset(("movable", "", "交警"), ("movable", "", "交警"))


def test_an_applicant_is_told_by_when_to_ask() -> None:
    words = words_for(
        number="（2022）吉2424执7号", expires_on=END, measures=2, ask_by=date(2023, 1, 13), today=TODAY
    )
    assert words.zh == (
        "（2022）吉2424执7号一案有2项查封、扣押、冻结将于2023年1月20日届满，届满未续行即失效。"
        "需要续行的，请在2023年1月13日前向本院提出申请；本院同时依职权办理。"
    )
    late = words_for(
        number="x", expires_on=END, measures=1, ask_by=date(2023, 1, 13), today=date(2023, 1, 14)
    )
    assert "请立即向本院提出申请" in late.zh
    assert "즉시 신청하십시오" in late.ko
