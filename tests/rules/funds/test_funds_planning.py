"""How one receipt is split, to the fen and with its steps; which line a reversal takes back; how statements join."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from zhixing.cases.rules.debt import RecoveryLine, TitleTerms
from zhixing.funds.rules.continuity import Edge, Joined, join, missing_days
from zhixing.funds.rules.plan import Block, Planned, Share, plan_receipt, standing
from zhixing.funds.rules.reversals import Movement, is_reversal, originals
from zhixing.funds.rules.statement import BankLine

TITLE = TitleTerms(10_000_000, 0, None, "", date(2021, 10, 1), date(2021, 11, 1), date(2022, 1, 10))
"""100,000 yuan; application fee 1,400.00; the doubled part is 17.50 a day from 2021-11-02."""
ON = date(2022, 2, 1)


def _split(fen: int, *prior: RecoveryLine, on: date = ON, fee_taken_fen: int | None = None) -> Planned:
    receipt = RecoveryLine(on, fen, "receipt:x:1")
    return plan_receipt(title=TITLE, prior=prior, receipt=receipt, fee_taken_fen=fee_taken_fen)


def _fens(planned: Planned) -> tuple[int, int, int]:
    return planned.of(Share.APPLICATION_FEE), planned.of(Share.APPLICANT), planned.of(Share.REFUND)


@pytest.mark.parametrize(
    ("fen", "prior", "expected"),
    [
        (1, (), (1, 0, 0)),
        (140_000, (), (140_000, 0, 0)),
        (140_001, (), (140_000, 1, 0)),
        # 92 days of 17.50 are 1,610.00: with fee and principal 103,010.00
        (10_301_000, (), (140_000, 10_161_000, 0)),
        (10_301_001, (), (140_000, 10_161_000, 1)),
        (60_000, (100_000,), (40_000, 20_000, 0)),
        (70_000, (10_301_000,), (0, 0, 70_000)),
        (70_000, (10_310_000,), (0, 0, 70_000)),
        (70_000, (10_261_000,), (0, 40_000, 30_000)),
    ],
)
def test_fee_first_then_the_applicant_and_the_surplus_back(
    fen: int, prior: tuple[int, ...], expected: tuple[int, int, int]
) -> None:
    lines = [RecoveryLine(ON, before, f"receipt:{place}:1") for place, before in enumerate(prior)]
    assert _fens(_split(fen, *lines)) == expected


@pytest.mark.parametrize(
    ("taken", "expected"),
    [(None, (30_000, 0, 0)), (0, (30_000, 0, 0)), (50_000, (30_000, 0, 0)), (60_000, (20_000, 10_000, 0)), (90_000, (0, 30_000, 0))],
)  # fmt: skip
def test_a_fee_whose_receipt_was_taken_back_is_made_up_for_and_never_twice(
    taken: int | None, expected: tuple[int, int, int]
) -> None:
    prior = RecoveryLine(ON, 50_000, "receipt:1:1")
    assert _fens(_split(30_000, prior, fee_taken_fen=taken)) == expected


def test_a_split_shows_its_ladder_and_its_payee() -> None:
    planned = _split(1_140_000)
    assert [(share.share, share.reason) for share in planned.shares] == [
        (Share.APPLICATION_FEE, "申请执行费由被执行人负担，先行扣收；应收 1,400.00 元，本次 1,400.00 元。"),
        (Share.APPLICANT, "执行款发放给申请执行人。"),
    ]
    assert [(one.text, one.arithmetic, one.result) for one in planned.explanation[-4:]] == [
        ("申请执行费。", "应付 1,400.00，可用 11,400.00", "1,400.00"),
        ("本金及其他金钱债务。", "应付 100,000.00，可用 10,000.00", "10,000.00"),
        ("加倍部分债务利息。", "应付 1,610.00，可用 0.00", "0.00"),
        ("发放给申请执行人。", "", ""),
    ]


def test_money_identified_late_is_split_by_what_it_changes_and_says_so() -> None:
    # On 2022-03-01 fee, principal and 120 days of 17.50 were 103,500.00, of which 103,000.00 were paid. The 10,000.00 of
    # principal that came on 02-01 save 28 days of 1.75: 49.00 less are owed than the 500.00 that seemed to be left.
    planned = _split(1_140_000, RecoveryLine(date(2022, 3, 1), 10_300_000, "receipt:1:1"))
    assert _fens(planned) == (0, 45_100, 1_094_900)
    last = planned.explanation[-2]
    assert (last.text, last.result) == (
        "本笔到账较早、认领较晚，其后到账的款项已经分配：按计入本笔前后债务的差额分配。", "11,400.00",
    )  # fmt: skip


def test_every_block_says_what_is_missing_and_none_says_it_like_another() -> None:
    assert len({block.label for block in Block}) == len(Block)


def test_what_was_moved_to_others_is_taken_from_its_own_receipt_only() -> None:
    lines = [
        RecoveryLine(ON, 500, "receipt:a:1"), RecoveryLine(ON, 500, "receipt:b:1"), RecoveryLine(ON, -200, "moved:a:1:p"),
    ]  # fmt: skip
    assert [(line.source, line.fen) for line in standing(lines)] == [
        ("receipt:a:1", 300),
        ("receipt:b:1", 500),
    ]


def test_a_source_named_like_a_reversed_receipt_but_of_another_kind_stays() -> None:
    lines = [RecoveryLine(ON, 5, "a:1"), RecoveryLine(ON, 5, "receipt:a:1"), RecoveryLine(ON, -5, "back:a:1")]
    assert [line.source for line in standing(lines)] == ["a:1"]


CREDIT = Movement("c", 5, "甲", "1", "款")
NAMED = Movement("r", -5, "甲", "1", "错账", is_named=True)


def test_only_money_out_with_the_banks_word_is_a_reversal() -> None:
    assert is_reversal(-1, "冲正 款")
    assert not is_reversal(0, "冲正 款")
    assert not is_reversal(-1, "款")


@pytest.mark.parametrize(
    ("reversal", "came", "found"),
    [
        (NAMED, [CREDIT], "c"),
        (replace(NAMED, is_named=False), [CREDIT], None),
        # by name alone or by account alone the other side is known; without either it is not
        (replace(NAMED, payer_key=""), [replace(CREDIT, payer_key="")], "c"),
        (replace(NAMED, payer_account=None), [replace(CREDIT, payer_account=None)], "c"),
        (
            replace(NAMED, payer_key="", payer_account=None),
            [replace(CREDIT, payer_key="", payer_account=None)], None,
        ),
        # an equal remark wins over a later other one
        (replace(NAMED, remark="冲正 款"), [CREDIT, replace(CREDIT, key="d", remark="别")], "c"),
        # of several alike none is chosen
        (NAMED, [CREDIT, replace(CREDIT, key="d", remark="别")], None),
        (NAMED, [CREDIT, replace(CREDIT, key="d")], None),
        (NAMED, [replace(CREDIT, fen=6)], None),
        (NAMED, [replace(CREDIT, payer_key="乙")], None),
        (NAMED, [replace(CREDIT, payer_account="2")], None),
        (NAMED, [replace(CREDIT, sub_account="9")], None),
        (NAMED, [CREDIT, replace(CREDIT, key="d", payer_key="乙", remark="别")], "c"),
        # one fen can be taken back; nothing cannot
        (replace(NAMED, fen=-1, remark="款"), [replace(CREDIT, fen=1)], "c"),
        (replace(NAMED, fen=0, remark="款"), [replace(CREDIT, fen=0)], None),
        (NAMED, [], None),
    ],
)  # fmt: skip
def test_a_line_the_bank_calls_a_reversal_takes_back_the_only_credit_like_it(
    reversal: Movement, came: list[Movement], found: str | None
) -> None:
    assert originals([reversal], [*came, reversal]) == {"r": found}


def test_a_credit_taken_back_once_is_not_taken_back_again() -> None:
    again = replace(NAMED, key="s")
    assert originals([NAMED, again], [CREDIT, NAMED, again]) == {"r": "c", "s": None}
    other = replace(CREDIT, key="d", remark="别")
    exact = replace(NAMED, key="q", remark="别")
    assert originals([exact, NAMED], [CREDIT, other, exact, NAMED]) == {"q": "d", "r": "c"}


def _line(serial: str, fen: int, balance: int | None, day: int = 10) -> BankLine:
    return BankLine(5, serial, datetime(2022, 3, day, tzinfo=UTC), fen, balance)


def _edge(serial: str, fen: int, balance: int, day: int) -> Edge:
    return Edge(serial, fen, balance, datetime(2022, 3, day, tzinfo=UTC))


LINES = [_line("b", 5, 105), _line("c", 7, 112), _line("d", -2, 110)]
EARLY, LATE = _edge("a", 10, 96, 1), _edge("z", 30, 150, 20)


@pytest.mark.parametrize(
    ("known", "other", "expected"),
    [
        # nothing known: the opening balance is taken over, without what notices said of the days before
        ((), {}, Joined(100, 0, 0)),
        ((), {"between_before": 3}, Joined(97, 0, 0)),
        (("b", "c", "d"), {"first_known": EARLY, "before": EARLY, "after": LATE}, Joined(0, 0, 0)),
        # 96 before and 100 at the opening, 110 at the close and 120 before the next
        ((), {"first_known": EARLY, "before": EARLY, "after": LATE}, Joined(0, 4, 10)),
        ((), {"first_known": EARLY, "before": EARLY, "after": LATE, "between_before": 3, "between_after": 6}, Joined(0, 1, 4)),
        ((), {"first_known": EARLY, "before": EARLY, "after": None}, Joined(0, 4, 0)),
        # a first or last line that is known proves its edge, unless it had no balance so far
        (("b",), {"first_known": EARLY, "before": EARLY, "after": LATE}, Joined(0, 0, 10)),
        (("d",), {"first_known": EARLY, "before": EARLY, "after": LATE}, Joined(0, 4, 0)),
        (("c",), {"first_known": EARLY, "before": EARLY, "after": LATE}, Joined(0, 4, 10)),
        (("b", "d"), {"first_known": EARLY, "before": EARLY, "after": LATE, "unproved": ("b",)}, Joined(0, 4, 0)),
        (("b", "d"), {"first_known": EARLY, "before": EARLY, "after": LATE, "unproved": ("d",)}, Joined(0, 0, 10)),
        (("b", "d"), {"first_known": EARLY, "before": EARLY, "after": LATE, "unproved": ("c",)}, Joined(0, 0, 0)),
        # older than everything known: what was taken over already held this money
        ((), {"first_known": LATE, "after": LATE}, Joined(-10, 0, 10)),
        (("c",), {"first_known": LATE, "after": LATE}, Joined(-3, 0, 10)),
        (("c",), {"first_known": _edge("c", 7, 112, 10)}, Joined(-5, 0, 0)),
        (("d",), {"first_known": _edge("d", -2, 110, 10)}, Joined(-12, 0, 0)),
    ],
)  # fmt: skip
def test_a_statement_joins_what_is_known_or_names_its_gap(
    known: tuple[str, ...], other: dict[str, object], expected: Joined
) -> None:
    usual: dict[str, object] = {"first_known": None, "before": None, "after": None}
    assert join(LINES, set(known), **(usual | other)) == expected


@pytest.mark.parametrize("lines", [
    [_line("b", 5, None, 9), _line("c", 7, None, 10)],
    [_line("b", 5, None, 9), _line("c", 7, 112, 10)],
    [_line("b", 5, 105, 9), _line("c", 7, None, 10)],
])  # fmt: skip
def test_lines_without_balances_move_what_was_taken_over_only_when_of_an_earlier_day(
    lines: list[BankLine],
) -> None:
    def joined(first_known: Edge | None, *known: str) -> Joined:
        return join(lines, set(known), first_known=first_known, before=None, after=LATE)

    assert joined(None) == Joined(0, 0, 0)
    assert joined(_edge("k", 1, 1, 9)) == Joined(0, 0, 0)
    assert joined(_edge("k", 1, 1, 10)) == Joined(-5, 0, 0)
    assert joined(_edge("k", 1, 1, 11)) == Joined(-12, 0, 0)
    assert joined(_edge("k", 1, 1, 11), "b") == Joined(-7, 0, 0)


def test_an_edge_knows_what_was_there_before_it() -> None:
    assert LATE.before_fen == 120


@pytest.mark.parametrize(
    ("until", "start", "words"),
    [
        (date(2022, 3, 1), date(2022, 3, 1), "2022-03-01 至 2022-03-01 的流水不全"),
        (date(2022, 3, 1), date(2022, 3, 2), "2022-03-01 至 2022-03-02 的流水不全"),
        (date(2022, 3, 1), date(2022, 3, 3), "缺 2022-03-02 的对账单"),
        (date(2022, 3, 1), date(2022, 3, 5), "缺 2022-03-02 至 2022-03-04 的对账单"),
    ],
)
def test_the_days_that_are_missing_are_named(until: date, start: date, words: str) -> None:
    assert missing_days(until, start) == words
