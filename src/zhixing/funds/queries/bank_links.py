"""How each account of a court reaches its bank, and what is still missing for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from zhixing.cases.models import CourtAccount
from zhixing.funds.connectors.base import ConfigProblem
from zhixing.funds.connectors.registry import DEFAULT, connector_for, names
from zhixing.funds.models import BankLink


@dataclass(frozen=True, slots=True)
class BankLinkLine:
    """An account, its way to the bank and the problems of that way; `fetched_through` the last statement had by itself."""

    account_id: int
    court_name: str
    number: str
    bank_name: str
    connector: str
    title: str
    address: str
    payer_id: str
    fetched_through: date | None
    problems: tuple[ConfigProblem, ...]


def bank_links(court_ids: Collection[int]) -> list[BankLinkLine]:
    """Every account of these courts, linked or not."""
    accounts = CourtAccount.objects.select_related("court").filter(court_id__in=court_ids).exclude(number="")
    links = {link.pk: link for link in BankLink.objects.filter(court_id__in=court_ids)}
    titles = names()
    return [_line(account, links.get(account.pk), titles) for account in accounts.order_by("court_id", "pk")]


def court_account(account_id: int, *, court_ids: Collection[int]) -> CourtAccount | None:
    """An account, if it belongs to one of these courts."""
    return CourtAccount.objects.filter(pk=account_id, court_id__in=court_ids).first()


def ways_to_a_bank() -> dict[str, str]:
    """What an account may be linked by: name and title."""
    return names()


def _line(account: CourtAccount, link: BankLink | None, titles: dict[str, str]) -> BankLinkLine:
    name = link.connector if link else DEFAULT
    return BankLinkLine(
        account_id=account.pk, court_name=account.court.short_name, number=account.number, bank_name=account.bank_name,
        connector=name, title=titles.get(name, name), address=link.address if link else "",
        payer_id=link.payer_id if link else "", fetched_through=link.fetched_through if link else None,
        problems=tuple(connector_for(account.pk).check_config()),
    )  # fmt: skip
