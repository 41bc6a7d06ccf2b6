"""Third persons who owe the debtor."""

from datetime import date

import pytest

from zhixing.law.garnishee import Answer, GarnisheeUnclear, Objected, garnishee_state

SERVED = date(2026, 3, 2)
DUE = date(2026, 3, 17)
AFTER = date(2026, 3, 18)


def test_nothing_is_enforced_while_the_fifteen_days_run() -> None:
    found = garnishee_state(served_on=SERVED, claim_fen=1_000, today=DUE)
    assert (found.enforceable_fen, found.open_until) == (0, DUE)
    early = Objected(DUE, Answer.DENIES, 400)
    found = garnishee_state(served_on=SERVED, claim_fen=1_000, today=DUE, objected=early)
    assert (found.enforceable_fen, found.barred_fen, found.open_until) == (0, 400, DUE)


@pytest.mark.parametrize(
    ("objected", "by_title", "enforceable", "barred", "article"),
    [
        (None, False, 1_000, 0, "第四十五条"),
        (Objected(DUE, Answer.DENIES, 1_000), False, 0, 1_000, "第四十七条"),
        (Objected(DUE, Answer.DENIES, 400), False, 600, 400, "第四十七条"),
        (Objected(DUE, Answer.DENIES, 400), True, 1_000, 0, "第四百九十九条"),
        (Objected(AFTER, Answer.DENIES, 400), False, 1_000, 0, "第四十五条"),
        (Objected(DUE, Answer.CANNOT_PAY, 1_000), False, 1_000, 0, "第四十八条"),
        (Objected(DUE, Answer.NO_RELATION_TO_APPLICANT, 1_000), False, 1_000, 0, "第四十八条"),
    ],
)
def test_a_denial_in_time_bars_its_part_unexamined(
    objected: Objected | None, by_title: bool, enforceable: int, barred: int, article: str
) -> None:
    found = garnishee_state(
        served_on=SERVED, claim_fen=1_000, today=AFTER, objected=objected, by_title=by_title
    )
    assert (found.enforceable_fen, found.barred_fen, found.open_until) == (enforceable, barred, None)
    assert found.explanation[-1].article.endswith(article)


@pytest.mark.parametrize("fen", [0, 1_001])
def test_the_denied_part_lies_within_the_claim(fen: int) -> None:
    with pytest.raises(GarnisheeUnclear):
        garnishee_state(
            served_on=SERVED, claim_fen=1_000, today=AFTER, objected=Objected(DUE, Answer.DENIES, fen)
        )
