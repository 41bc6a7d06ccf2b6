"""Filing from a register: whole or nothing, once, with clocks and facts."""

import json
from datetime import date

import pytest
from cases_office import NOW, SYSTEM, register, sample, take
from django.db import DatabaseError, transaction

from zhixing.cases import operations
from zhixing.cases.models import Case, CaseClock, ClosingKind, IntakeFile, Party, Title
from zhixing.cases.operations import filing
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.roles import Role
from zhixing.simulator import sample_folder


def counts() -> tuple[int, int, int, int]:
    return Case.objects.count(), Party.objects.count(), Title.objects.count(), CaseClock.objects.count()


def test_the_sample_is_filed_except_the_rows_that_must_be_refused(wangqing: Court) -> None:
    report = take(wangqing, sample())
    truth = json.loads((sample_folder() / "truth" / "register.json").read_text(encoding="utf-8"))
    assert {decision.row for decision in report.refused} == {row["row"] for row in truth}
    assert report.accepted == Case.objects.count() == 601 - len(truth)
    assert not Case.objects.filter(title=None).exists()
    assert not Case.objects.exclude(parties__role="applicant").exists()
    assert not Case.objects.exclude(parties__role="debtor").exists()
    assert Fact.objects.filter(kind="case.filed").count() == report.accepted


def test_a_case_has_parties_title_clocks_and_a_fact(wangqing: Court) -> None:
    assert take(wangqing, register(slice(2, 3))).accepted == 1
    case = Case.objects.get()
    assert (case.number, case.sub_account, case.filed_on) == (
        "（2022）吉2424执1号",
        "24242022000001",
        date(2022, 2, 7),
    )
    assert list(case.parties.filter(role="debtor").order_by("position").values_list("id_masked", flat=True)) == [
        "2224**********0002", "9122**********531G",
    ]  # fmt: skip
    assert set(case.clocks.values_list("kind", flat=True)) == {
        "notice", "report_order", "leads_request", "conclude",
    }  # fmt: skip
    fact = Fact.objects.get(subject=f"case:{case.id}")
    assert (fact.kind, fact.actor_name, fact.body) == (
        "case.filed",
        "测试",
        {"number": case.number, "register_row": 2},
    )


def test_the_same_file_twice_adds_nothing(wangqing: Court) -> None:
    content = register()
    assert take(wangqing, content).accepted == 9
    before = counts()
    again = take(wangqing, content)
    assert again.accepted == 0
    assert {reason.code for decision in again.refused for reason in decision.reasons} >= {"duplicate-number"}
    assert counts() == before
    assert IntakeFile.objects.count() == 2


def test_looking_files_nothing(wangqing: Court) -> None:
    assert take(wangqing, register(), dry_run=True).accepted == 9
    assert counts() == (0, 0, 0, 0)
    assert not Fact.objects.exists()
    assert not IntakeFile.objects.exists()


def test_a_group_is_filed_whole_or_not_at_all(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise DatabaseError("连接断开")

    monkeypatch.setattr(filing, "record_many", broken)
    with pytest.raises(DatabaseError, match="连接断开"), transaction.atomic():
        take(wangqing, register())
    assert counts() == (0, 0, 0, 0)


def test_only_people_of_the_office_file(wangqing: Court) -> None:
    from zhixing.cases.rules.register import read_register

    accountant = Actor(7, "王秀兰", (wangqing.pk,), {wangqing.pk: frozenset({Role.FUND_ACCOUNTANT})})
    with pytest.raises(NotAllowed, match="执行员、书记员、执行局局长"):
        operations.take_register(
            court=wangqing, table=read_register(register()), file_name="台账.xlsx", file_sha256="", now=NOW,
            actor=accountant,
        )  # fmt: skip


def test_a_case_is_concluded_once_and_its_clocks_stop(wangqing: Court) -> None:
    take(wangqing, register(slice(2, 3)))
    case = Case.objects.get()
    kind = ClosingKind.WITHDRAWN
    operations.conclude(case_id=case.id, kind=kind, on=date(2022, 9, 20), now=NOW, actor=SYSTEM)
    case.refresh_from_db()
    assert (case.status, case.closing_kind, case.concluded_on) == (
        "concluded",
        "withdrawn",
        date(2022, 9, 20),
    )
    assert not CaseClock.objects.filter(done_on=None).exists()
    with pytest.raises(operations.CaseNotOpen, match="2022-09-20 结案"):
        operations.conclude(case_id=case.id, kind=kind, on=date(2022, 9, 21), now=NOW, actor=SYSTEM)
