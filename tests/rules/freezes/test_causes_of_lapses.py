"""Whose doing it was that a measure ran out."""

from datetime import date

import pytest

from zhixing.freezes.rules.lapses import BeforeTheEnd, LapseCause, LapseReason, cause_of

END = date(2023, 5, 31)


@pytest.mark.parametrize(
    ("known", "cause", "words"),
    [
        (BeforeTheEnd(END, date(2023, 6, 2)), LapseCause.BEFORE, "2023-06-02 接管时已届满"),
        (BeforeTheEnd(END, None, not_renewed_on=END), LapseCause.DECIDED, "2023-05-31 经批准不再续行"),
        (
            BeforeTheEnd(END, None, handed_over_on=date(2023, 5, 1)),
            LapseCause.LAW,
            "2023-05-01 已移交其他法院",
        ),
        (
            BeforeTheEnd(END, None, sent_on=END, holder_words="账户已销户"),
            LapseCause.HOLDER,
            "2023-05-31 已发出续行，账户已销户",
        ),
        (BeforeTheEnd(END, None, sent_on=END), LapseCause.HOLDER, "2023-05-31 已发出续行，届满前没有回执"),
        (BeforeTheEnd(END, None, barred_why="案件已移送"), LapseCause.LAW, "案件已移送"),
        (
            BeforeTheEnd(END, None, sent_on=date(2023, 6, 1)),
            LapseCause.US,
            "2023-06-01 才发出续行，迟于届满日",
        ),
        (BeforeTheEnd(END, date(2023, 5, 31)), LapseCause.US, "届满前没有发出续行"),
        (BeforeTheEnd(END, None, not_renewed_on=date(2023, 6, 1)), LapseCause.US, "届满前没有发出续行"),
    ],
)
def test_the_cause_follows_from_what_was_done_before_the_end(
    known: BeforeTheEnd, cause: LapseCause, words: str
) -> None:
    assert cause_of(known) == LapseReason(cause, words)
