"""The debt of a case as of a day, part by part, with what came in."""

from datetime import date

import pytest
from cases_office import NOW, SYSTEM, register, take
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhixing.cases.models import Case, Recovery, Title
from zhixing.cases.operations import append_recoveries, note_satisfied
from zhixing.cases.queries import (
    CaseNotFound,
    debt_as_of,
    debts_as_of,
    recovered_fen,
    recoveries_of,
    terms_of_title,
)
from zhixing.cases.rules.debt_parts import DebtPart, credited_lines, parts_of, steps_of
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7

END = date(2015, 9, 1)


@pytest.fixture
def case(wangqing: Court) -> Case:
    """10,000 yuan at 0.05 % a day from 2015-01-01, to be performed by 2015-07-03."""
    take(wangqing, register(slice(2, 3)))
    case = Case.objects.get()
    Title.objects.filter(case=case).update(
        principal_fen=1_000_000, litigation_costs_fen=5_000, rate_text="日万分之五", interest_from=date(2015, 1, 1),
        effective_on=date(2015, 6, 23), performance_ends_on=date(2015, 7, 3),
    )  # fmt: skip
    return Case.objects.select_related("title").get()


def came_in(case: Case, on: date, fen: int, source: str) -> None:
    row = Recovery(court_id=case.court_id, case=case, on=on, fen=fen, source=source, recorded_at=NOW)
    append_recoveries(rows=[row])


def test_the_debt_on_a_day_without_money(case: Case) -> None:
    found = debt_as_of(case.id, END)
    parts = {
        line.part: (line.accrued_fen, line.paid_fen, line.left_fen)
        for line in parts_of(terms_of_title(case, case.title), found)
    }
    assert parts == {
        DebtPart.FEE: (5_075, 0, 5_075),
        DebtPart.COSTS: (5_000, 0, 5_000),
        DebtPart.GENERAL: (122_000, 0, 122_000),
        DebtPart.PRINCIPAL: (1_000_000, 0, 1_000_000),
        DebtPart.DOUBLED: (10_500, 0, 10_500),
    }
    assert (found.owed_fen, found.owed_with_fee_fen) == (1_137_500, 1_142_575)


def test_another_day_gives_another_debt(case: Case) -> None:
    assert debt_as_of(case.id, date(2015, 7, 3)).owed_fen == 1_000_000 + 5_000 + 92_000
    assert debt_as_of(case.id, date(2015, 7, 4)).owed_fen == 1_000_000 + 5_000 + 92_500 + 175


def test_money_pays_the_fee_then_costs_interest_principal(case: Case) -> None:
    came_in(case, date(2015, 7, 3), 200_000, "bank:1")
    found = debt_as_of(case.id, END)
    (line,) = credited_lines(recoveries_of(case.id), found)
    shares = (
        line.fee_fen,
        line.costs_fen,
        line.general_fen,
        line.principal_fen,
        line.doubled_fen,
        line.surplus_fen,
    )
    assert shares == (5_075, 5_000, 92_000, 97_925, 0, 0)
    assert sum(shares) == line.fen == recovered_fen(case.id) == 200_000
    assert found.debt.principal_left == 902_075
    assert debt_as_of(case.id, date(2015, 7, 2)).recovered_fen == 0


def test_a_reversal_takes_money_back(case: Case) -> None:
    came_in(case, date(2015, 7, 3), 200_000, "bank:1")
    came_in(case, date(2015, 7, 6), -200_000, "bank:2")
    assert debt_as_of(case.id, END).owed_with_fee_fen == 1_142_575
    assert credited_lines(recoveries_of(case.id), debt_as_of(case.id, END)) == ()


def test_every_part_unfolds_to_its_own_steps(case: Case) -> None:
    came_in(case, date(2015, 7, 3), 200_000, "bank:1")
    found, terms = debt_as_of(case.id, END), terms_of_title(case, case.title)
    words = {
        part: " ".join(step.text for step in steps_of(part, terms, found, title_number=case.title.number))
        for part in DebtPart
    }
    assert "加倍部分" not in words[DebtPart.PRINCIPAL].replace("再清偿加倍部分", "")
    assert "一般债务利息合计（日利率0.05%）" in words[DebtPart.GENERAL]
    assert "加倍部分：2015-07-04至2015-09-01共60日" in words[DebtPart.DOUBLED]
    assert "一般债务利息：" not in words[DebtPart.DOUBLED]
    assert "到账款项先扣申请执行费" in words[DebtPart.FEE]
    last = steps_of(DebtPart.PRINCIPAL, terms, found, title_number=case.title.number)[-1]
    assert (last.arithmetic, last.result) == ("10,000.00 − 979.25", "9,020.75元")
    for part in DebtPart:
        steps = steps_of(part, terms, found, title_number=case.title.number)
        assert any(step.article for step in steps), part


def test_many_debts_cost_as_many_queries_as_one(wangqing: Court) -> None:
    take(wangqing, register(slice(2, 42)))
    ids = list(Case.objects.values_list("id", flat=True))
    spent = []
    for chosen in (ids[:1], ids):
        with CaptureQueriesContext(connection) as caught:
            found = debts_as_of(chosen, date(2022, 9, 20))
        assert set(found) == set(chosen)
        spent.append(len(caught))
    assert spent == [3, 3]


def test_a_case_that_is_not_there_has_no_debt(wangqing: Court) -> None:
    with pytest.raises(CaseNotFound):
        debt_as_of(uuid7(), END)


def test_a_satisfied_debt_closes_the_case_once(case: Case) -> None:
    came_in(case, END, 1_142_574, "bank:1")
    assert note_satisfied(case_id=case.id, on=END, now=NOW, actor=SYSTEM) is False
    came_in(case, END, 1, "bank:2")
    assert note_satisfied(case_id=case.id, on=END, now=NOW, actor=SYSTEM) is True
    assert note_satisfied(case_id=case.id, on=END, now=NOW, actor=SYSTEM) is False
    kinds = list(Fact.objects.filter(subject=f"case:{case.id}").order_by("id").values_list("kind", flat=True))
    assert kinds == ["case.filed", "debt.satisfied", "case.concluded"]
