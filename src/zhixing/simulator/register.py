"""The case register (执行案件台账): cases as they truly are, and the rows a hand made of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhixing.simulator.people import Census, Party
from zhixing.simulator.styles import Cell, amount_cell, date_cell, full_width

HEADER = (
    "序号",
    "案号",
    "立案日期",
    "承办人",
    "案由",
    "执行依据文号",
    "生效日期",
    "履行期限届满日",
    "申请执行人",
    "申请执行人证件号码",
    "申请执行人电话",
    "开户行",
    "账号",
    "被执行人",
    "被执行人证件号码",
    "被执行人电话",
    "被执行人住址",
    "执行标的额（本金）",
    "利息起算日",
    "利率",
    "诉讼费",
    "备注",
)
CAUSES = (
    "租赁合同纠纷",
    "民间借贷纠纷",
    "劳务合同纠纷",
    "追索劳动报酬纠纷",
    "买卖合同纠纷",
    "抚养费纠纷",
    "建设工程施工合同纠纷",
    "金融借款合同纠纷",
    "离婚后财产纠纷",
    "机动车交通事故责任纠纷",
)
RATES = (
    "月利率1%",
    "年利率6%",
    "LPR",
    "日万分之五",
    "全国银行间同业拆借中心公布的贷款市场报价利率的1.3倍",
    "LPR四倍",
    "年利率15.4%",
)
# Rows above the first case: the title and the header.
_ROWS_ABOVE = 2


class Mistake(StrEnum):
    """Why a row must be refused, in the words of the truth file."""

    BAD_ACCOUNT = "bad-account"
    DEBTOR_ID = "debtor-id"
    NEGATIVE = "negative"
    DUE_BEFORE_EFFECTIVE = "due-before-effective"
    NO_PRINCIPAL = "no-principal"
    DUPLICATE_NUMBER = "duplicate-number"


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it truly is; money in fen; ``mistake`` is what the hand got wrong when writing its row."""

    sequence: int
    number: str
    sub_account: str
    filed: date
    officer: str
    cause: str
    title_number: str
    effective: date
    performance_ends: date
    applicant: Party
    debtors: tuple[Party, ...]
    principal_fen: int
    interest_from: date | None
    rate: str | None
    costs_fen: int
    mistake: Mistake | None


@dataclass(frozen=True, slots=True)
class Row:
    """One spreadsheet row with its number as the spreadsheet counts it."""

    number: int
    case: Case
    mistake: Mistake | None
    cells: tuple[Cell, ...]


def draw_cases(
    rng: random.Random,
    *,
    court_code: str,
    year: int,
    count: int,
    people: Sequence[Party],
    firms: Sequence[Party],
    officers: Sequence[str],
) -> tuple[Case, ...]:
    """Cases numbered 1..count whose sizes, dates and mistakes follow the sample's distribution."""
    digits = "".join(char for char in court_code if char.isdigit())
    cases = []
    for sequence in range(1, count + 1):
        applicant, debtors = _draw_parties(rng, people, firms)
        filed = date(year, 1, 4) + timedelta(days=rng.randrange(354))
        due = filed - timedelta(days=rng.randint(3, 470))
        effective = due - timedelta(days=rng.choice((3, 7, 10, 15, 30)))
        with_interest = rng.random() < 0.71
        cases.append(
            Case(
                sequence=sequence,
                number=f"（{year}）{court_code}执{sequence}号",
                sub_account=f"{digits}{year}{sequence:06}",
                filed=filed,
                officer=rng.choice(officers),
                cause=rng.choice(CAUSES),
                title_number=f"（{effective.year}）{court_code}民初{rng.randint(1, 2899)}号",
                effective=effective,
                performance_ends=due,
                applicant=applicant,
                debtors=debtors,
                principal_fen=_draw_principal(rng),
                interest_from=effective - timedelta(days=rng.randint(30, 700)) if with_interest else None,
                rate=rng.choice(RATES) if with_interest else None,
                costs_fen=rng.randint(50, 8999) * 100,
                mistake=_draw_mistake(rng, debtors),
            )
        )
    return tuple(cases)


def _draw_parties(
    rng: random.Random, people: Sequence[Party], firms: Sequence[Party]
) -> tuple[Party, tuple[Party, ...]]:
    wanted = 1 + rng.choices((1, 2, 3), weights=(58, 20, 22))[0]
    chosen: list[Party] = []
    while len(chosen) < wanted:
        party = rng.choice(people if rng.random() < 0.8 else firms)
        # Two of one name in one case would be told apart by nobody who writes a bank remark.
        if all(party.name != other.name for other in chosen):
            chosen.append(party)
    return chosen[0], tuple(chosen[1:])


def _draw_principal(rng: random.Random) -> int:
    yuan = max(1500, min(5_000_000, round(rng.lognormvariate(10.98, 1.27))))
    return yuan * 100 + (rng.randint(1, 99) if rng.random() < 0.24 else 0)


def _draw_mistake(rng: random.Random, debtors: Sequence[Party]) -> Mistake | None:
    if rng.random() >= 0.03:
        return None
    mistake = rng.choice(
        (
            Mistake.BAD_ACCOUNT,
            Mistake.DEBTOR_ID,
            Mistake.NEGATIVE,
            Mistake.DUE_BEFORE_EFFECTIVE,
            Mistake.NO_PRINCIPAL,
        )
    )
    if mistake is Mistake.DEBTOR_ID and not debtors[0].person:
        return Mistake.BAD_ACCOUNT
    return mistake


def write_rows(rng: random.Random, cases: Sequence[Case], *, hard: bool) -> tuple[Row, ...]:
    """The register below its header: one row a case, then the rows somebody entered a second time."""
    rows = [
        Row(case.sequence + _ROWS_ABOVE, case, case.mistake, _cells(rng, case, hard=hard)) for case in cases
    ]
    twice = rng.sample([case for case in cases if case.mistake is None], max(1, len(cases) // 600))
    for extra, case in enumerate(twice, start=1):
        order = len(cases) + extra
        rows.append(
            Row(
                order + _ROWS_ABOVE,
                case,
                Mistake.DUPLICATE_NUMBER,
                _second_entry(rng, case, order, hard=hard),
            )
        )
    return tuple(rows)


def _cells(rng: random.Random, case: Case, *, hard: bool) -> tuple[Cell, ...]:
    ugly = rng.random() < 0.043
    ids = [party.id_number for party in case.debtors]
    account = case.applicant.account
    principal: Cell = amount_cell(rng, case.principal_fen)
    due = date_cell(rng, case.performance_ends, hard=hard)
    match case.mistake:
        case Mistake.BAD_ACCOUNT:
            account = _other_last_digit(rng, account)
        case Mistake.DEBTOR_ID:
            ids[0] = _other_last_digit(rng, ids[0])
        case Mistake.NEGATIVE:
            principal = -(case.principal_fen // 100)
        case Mistake.DUE_BEFORE_EFFECTIVE:
            due = (case.effective - timedelta(days=40)).isoformat()
        case Mistake.NO_PRINCIPAL:
            principal = rng.choice(("详见判决书", None))
    names = [party.name for party in case.debtors]
    applicant, applicant_id = case.applicant.name, case.applicant.id_number
    between, between_addresses = "、", "；"
    if hard and rng.random() < 0.06:
        names = [_spread(rng, name) for name in names]
        applicant = _spread(rng, applicant)
        ids = [one.replace("X", "x") if len(one) == 18 and one[0] == "2" else one for one in ids]
        between, between_addresses = rng.choice((("；", "；"), ("，", "；"), ("\n", "\n"), (",", ";")))
    return (
        case.sequence,
        _ugly_number(rng, case.number) if ugly else case.number,
        date_cell(rng, case.filed, hard=hard),
        case.officer,
        case.cause,
        case.title_number,
        date_cell(rng, case.effective, hard=hard),
        due,
        applicant,
        _ugly_id(rng, applicant_id) if ugly else applicant_id,
        case.applicant.phone,
        case.applicant.bank,
        account,
        between.join(names),
        between.join(ids),
        between.join(party.phone for party in case.debtors),
        between_addresses.join(party.address for party in case.debtors),
        principal,
        date_cell(rng, case.interest_from, hard=hard) if case.interest_from else None,
        case.rate,
        amount_cell(rng, case.costs_fen),
        None,
    )


def _second_entry(rng: random.Random, case: Case, order: int, *, hard: bool) -> tuple[Cell, ...]:
    number = _ugly_number(rng, case.number) if hard else case.number
    start: tuple[Cell, ...] = (
        order,
        number,
        case.filed,
        case.officer,
        case.cause,
        case.title_number,
        case.effective,
        case.performance_ends,
        case.applicant.name,
        case.applicant.id_number,
    )
    return start + (None,) * (len(HEADER) - len(start))


def _other_last_digit(rng: random.Random, number: str) -> str:
    return number[:-1] + rng.choice([digit for digit in "0123456789" if digit != number[-1]])


def _ugly_number(rng: random.Random, number: str) -> str:
    year, rest = number[1:5], number[6:]
    return rng.choice((f"〔{year}〕{rest}", f"({year}){rest}", f" {number} "))


def _ugly_id(rng: random.Random, id_number: str) -> str:
    return rng.choice((f" {id_number} ", full_width(id_number), id_number))


def _spread(rng: random.Random, name: str) -> str:
    """A short name set with a space between its characters, as forms with boxes invite."""
    return name[0] + rng.choice((" ", "　")) + name[1:] if len(name) <= 4 else f"{name} "


def draw_officers(census: Census, cases: int) -> tuple[str, ...]:
    """One enforcement officer for every seventy cases or so, nine at the least."""
    return tuple(census.person_name() for _ in range(max(9, min(120, cases // 70))))
