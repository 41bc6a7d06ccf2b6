"""Reference price, online judicial auction, commission."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zhixing.law.auctions import (
    AssetClass,
    AuctionRuleBroken,
    PriceStep,
    bidding_ends,
    creditor_deposit,
    data_kept_until,
    deemed_told_on,
    deposit_range,
    deposits_settled_by,
    earliest_auction,
    first_start_price,
    highest_commission,
    longest_validity,
    parties_told_by,
    price_step_due,
    price_still_good,
    second_auction_by,
    second_start_price,
    use_forfeited,
)

ON = date(2026, 3, 2)


def test_start_prices_are_at_least_seventy_and_then_eighty_percent() -> None:
    assert first_start_price(100_000_001, ON).least_fen == 70_000_001
    second = second_start_price(70_000_001, ON)
    assert (second.least_fen, second.most_fen) == (56_000_001, 70_000_001)
    assert second.explanation[0].article.endswith("第二十六条")


def test_a_deposit_is_five_to_twenty_percent_and_the_applicant_pays_the_difference() -> None:
    found = deposit_range(70_000_001, ON)
    assert (found.least_fen, found.most_fen) == (3_500_001, 14_000_000)
    assert creditor_deposit(10_000, 4_000) == 6_000
    assert creditor_deposit(10_000, 10_001) == 0


def test_prices_must_be_positive() -> None:
    for wrong in (first_start_price, second_start_price, deposit_range):
        with pytest.raises(AuctionRuleBroken):
            wrong(0, ON)


@pytest.mark.parametrize(
    ("asset", "again", "on"),
    [
        (AssetClass.MOVABLE, False, date(2026, 3, 17)),
        (AssetClass.IMMOVABLE, False, date(2026, 4, 1)),
        (AssetClass.OTHER_RIGHT, False, date(2026, 4, 1)),
        (AssetClass.MOVABLE, True, date(2026, 3, 9)),
        (AssetClass.IMMOVABLE, True, date(2026, 3, 17)),
        (AssetClass.OTHER_RIGHT, True, date(2026, 3, 17)),
    ],
)
def test_notices_stand_their_days_before_bidding(asset: AssetClass, again: bool, on: date) -> None:
    assert earliest_auction(ON, asset, again=again).on == on


def test_days_around_an_auction() -> None:
    assert second_auction_by(ON).on == date(2026, 4, 1)
    assert parties_told_by(ON).on == date(2026, 2, 27)
    assert deemed_told_on(ON).on == date(2026, 3, 7)
    assert data_kept_until(ON) == date(2036, 3, 2)


def test_each_late_bid_gives_five_minutes_more() -> None:
    opens = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    closes = opens + timedelta(hours=24)
    minute = timedelta(minutes=1)
    assert bidding_ends(opens, closes, []) == closes
    assert bidding_ends(opens, closes, [closes - 6 * minute]) == closes
    bids = [closes - 2 * minute, closes + 2 * minute, closes + 8 * minute]
    assert bidding_ends(opens, closes, bids) == closes + 7 * minute
    assert deposits_settled_by(closes) == closes + timedelta(hours=24)
    with pytest.raises(AuctionRuleBroken):
        bidding_ends(opens, closes - minute, [])


def test_a_forfeited_deposit_pays_costs_then_the_fall_in_price_then_debts() -> None:
    used = use_forfeited(
        deposit_fen=1_000,
        sale_costs_fen=100,
        first_price_fen=9_000,
        second_price_fen=8_500,
        debts_fen=300,
        on=ON,
    )
    assert (used.sale_costs_fen, used.price_difference_fen, used.debts_fen, used.left_fen) == (
        100,
        500,
        300,
        100,
    )
    used = use_forfeited(
        deposit_fen=50,
        sale_costs_fen=100,
        first_price_fen=9_000,
        second_price_fen=9_500,
        debts_fen=300,
        on=ON,
    )
    assert (used.sale_costs_fen, used.price_difference_fen, used.debts_fen, used.left_fen) == (50, 0, 0, 0)
    with pytest.raises(AuctionRuleBroken):
        use_forfeited(
            deposit_fen=-1, sale_costs_fen=0, first_price_fen=0, second_price_fen=0, debts_fen=0, on=ON
        )


@pytest.mark.parametrize(
    ("wanted", "due_on"),
    [
        (PriceStep.START, date(2026, 4, 1)),
        (PriceStep.INQUIRY_REPORT, date(2026, 3, 5)),
        (PriceStep.INQUIRY_EXTENSION, date(2026, 3, 5)),
        (PriceStep.APPRAISAL_REPORT, date(2026, 4, 1)),
        (PriceStep.APPRAISAL_EXTENSION, date(2026, 3, 17)),
        (PriceStep.SEND_REPORT, date(2026, 3, 5)),
        (PriceStep.REPORT_PUBLISHED, date(2026, 3, 17)),
        (PriceStep.REPORT_OBJECTION, date(2026, 3, 9)),
        (PriceStep.APPRAISAL_OBJECTION, date(2026, 3, 9)),
        (PriceStep.REALISE, date(2026, 3, 12)),
        (PriceStep.SERVE_RULING, date(2026, 3, 12)),
        (PriceStep.HAND_OVER, date(2026, 3, 17)),
    ],
)
def test_steps_of_the_price_have_their_days(wanted: PriceStep, due_on: date) -> None:
    found = price_step_due(wanted, ON)
    assert found.on == due_on
    assert found.explanation[0].article


def test_a_reference_price_carries_an_auction_for_its_validity_and_six_months() -> None:
    assert longest_validity(ON) == date(2027, 3, 2)
    until = date(2026, 6, 30)
    assert price_still_good(valid_until=until, noticed_on=until, auction_on=date(2026, 12, 30))
    assert not price_still_good(valid_until=until, noticed_on=date(2026, 7, 1), auction_on=date(2026, 8, 1))
    assert not price_still_good(valid_until=until, noticed_on=until, auction_on=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("price_yuan", "most_yuan"),
    [
        (0, 0),
        (1_000_000, 50_000),
        (5_000_000, 190_000),
        (10_000_000, 340_000),
        (60_000_000, 1_240_000),
        (100_000_000, 1_640_000),
        (120_000_000, 1_740_000),
    ],
)
def test_commission_is_cumulative(price_yuan: int, most_yuan: int) -> None:
    assert highest_commission(price_yuan * 100, ON).most_fen == most_yuan * 100


def test_a_price_is_not_negative() -> None:
    with pytest.raises(AuctionRuleBroken):
        highest_commission(-1, ON)
