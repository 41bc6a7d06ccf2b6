"""Cases to put money to."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from zhixing.cases.models import Case, Party, Title
from zhixing.cases.personal import sealed_account, sealed_id
from zhixing.foundation import names
from zhixing.foundation.identity.models import Court


def make_case(
    court: Court, sequence: int, *, applicants: Sequence[str] = ("张三丰",), debtors: Sequence[str] = ("李四",),
    principal_fen: int = 10_000_000, account: str = "6217569546347374596", year: int = 2022,
) -> Case:  # fmt: skip
    """A filed case of 2022 with parties, title and sub-account."""
    case = Case.objects.create(
        court=court, number=f"（{year}）{court.code}执{sequence}号", year=year, type_code="执", sequence=sequence,
        filed_on=date(2022, 1, 10), officer_name="金哲", cause="买卖合同纠纷", sub_account=f"2424{year}{sequence:06d}",
    )  # fmt: skip
    for role, people in (("applicant", applicants), ("debtor", debtors)):
        for position, name in enumerate(people):
            party = Party(case=case, court=court, role=role, position=position, name=name,
                          name_key=names.comparing_key(name), kind="person", id_kind="resident")
            party.id_sealed, party.id_index, party.id_masked = sealed_id(f"22242419800101{sequence:03d}{position}")
            if role == "applicant" and account:
                party.bank_name = "中国农业银行"
                party.account_sealed, party.account_index, party.account_masked = sealed_account(account)
            party.save()
    Title.objects.create(case=case, court=court, number="（2021）吉2424民初1号", effective_on=date(2021, 10, 1),
                         performance_ends_on=date(2021, 11, 1), principal_fen=principal_fen)
    return case


@pytest.fixture
def one_case(wangqing: Court) -> UUID:
    return make_case(wangqing, 7).id
