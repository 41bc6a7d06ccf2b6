"""Cases as their documents need them: parties, title, court and account, read for many cases at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from zhixing.cases.models import Case, CourtAccount, Party, PartyRole
from zhixing.cases.personal import opened
from zhixing.documents.rules.contexts import IssuingCourt, PaymentAccount, TitleOfEnforcement
from zhixing.documents.rules.paper import Paper, PartyOnPaper
from zhixing.foundation.identity.models import Court
from zhixing.law.case_numbers import CaseNumberUnreadable, parse


@lru_cache(maxsize=256)
def _court_name(code: str) -> str:
    return Court.objects.filter(code=code).values_list("name", flat=True).first() or ""


def made_by(title_number: str) -> str:
    """The court that made the title, when its number names one we know; else "执行依据"."""
    try:
        return _court_name(parse(title_number).court) or "执行依据"
    except CaseNumberUnreadable:
        return "执行依据"


def parties_of(case_ids: Collection[UUID]) -> dict[UUID, list[Party]]:
    """The parties of cases in their order."""
    found: dict[UUID, list[Party]] = {}
    for party in Party.objects.filter(case_id__in=case_ids).order_by("position"):
        found.setdefault(party.case_id, []).append(party)
    return found


def accounts_of(court_ids: Collection[int]) -> dict[int, CourtAccount]:
    """The case-funds accounts of courts that have entered one."""
    rows = CourtAccount.objects.filter(court_id__in=court_ids, is_default=True).exclude(number="")
    return {account.court_id: account for account in rows}


def on_paper(party: Party, with_id_number: bool = False) -> PartyOnPaper:
    """A party as documents name it."""
    number = opened(party)["id"] if with_id_number else ""
    return PartyOnPaper(party.name, party.kind == "person", party.address, number)


def papers(cases: Sequence[Case], *, on: date, with_id_numbers: bool = False) -> dict[UUID, Paper]:
    """The paper of each case before it has a number. `with_id_numbers` opens the parties' numbers.

    The document number is the case's own until the caller puts in the one taken.
    """
    parties = parties_of([case.pk for case in cases])
    accounts = accounts_of({case.court_id for case in cases})
    return {case.pk: _paper(case, parties.get(case.pk, []), accounts, on, with_id_numbers) for case in cases}


def _paper(
    case: Case, parties: list[Party], accounts: Mapping[int, CourtAccount], on: date, with_id_numbers: bool
) -> Paper:
    def side(role: PartyRole) -> tuple[PartyOnPaper, ...]:
        return tuple(on_paper(party, with_id_numbers) for party in parties if party.role == role.value)

    account = accounts.get(case.court_id)
    return Paper(
        court=IssuingCourt(
            case.court.name, case.court.address, case.officer_name or "执行局", case.court.phone
        ),
        document_number=case.number,
        case_number=case.number,
        cause=case.cause or "金钱给付纠纷",
        title=TitleOfEnforcement(made_by(case.title.number), case.title.number, "生效法律文书"),
        applicants=side(PartyRole.APPLICANT),
        debtors=side(PartyRole.DEBTOR),
        filed_on=case.filed_on,
        issued_on=on,
        account=PaymentAccount(account.holder, account.bank_name, account.number, case.sub_account)
        if account
        else None,
    )
