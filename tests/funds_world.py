"""For tests of the money: filed cases, a statement written by hand, people of the court."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from zhixing.cases.models import Case, Party, Title
from zhixing.cases.personal import sealed_account, sealed_id
from zhixing.foundation import names
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Membership, Role, User
from zhixing.foundation.identity.queries import actor_for
from zhixing.funds import operations

NOW = datetime(2022, 3, 1, 4, 0, tzinfo=UTC)
SYSTEM = Actor.system("测试")
HEADER = "交易流水号,交易时间,借方发生额,贷方发生额,账户余额,对方户名,对方账号,摘要/附言,虚拟子账号"
ACCOUNT = "22050166483600000123"

Line = tuple[str, int, str, str, str]
"""serial, fen (below zero: debit), payer, remark, sub-account."""


def yuan(fen: int) -> str:
    return f"{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def statement(
    lines: Sequence[Line], *, opening: int = 300_000_000, day: int = 1, account: str = ACCOUNT,
    payer_account: str = "6217572294969566448",
) -> bytes:  # fmt: skip
    """A GB18030 file; line n is booked n minutes after 09:00 on the given day of March 2022."""
    rows, balance = [], opening
    for place, (serial, fen, payer, remark, sub) in enumerate(lines):
        balance += fen
        at = datetime(2022, 3, day, 9, tzinfo=UTC) + timedelta(minutes=place)
        debit, credit = (yuan(fen), "") if fen < 0 else ("", yuan(fen))
        shown = f"{'-' if balance < 0 else ''}{yuan(balance)}"
        rows.append(
            f'{serial},{at:%Y%m%d %H:%M:%S},"{debit}","{credit}","{shown}",{payer},{payer_account},{remark},{sub}'
        )
    head = f"账户明细查询\r\n户名:汪清县人民法院（执行案款专户）,账号:{account},币种:人民币\r\n\r\n"
    return (head + "\r\n".join([HEADER, *rows]) + "\r\n").encode("gb18030")


def take_in(court: Court, lines: Sequence[Line], **options: int) -> operations.ImportReport:
    return operations.import_statement(
        court=court, content=statement(lines, **options), name="流水.csv", now=NOW, actor=SYSTEM
    )


def person(court: Court, *roles: Role, name: str = "") -> Actor:
    name = name or "_".join(role.value for role in roles)
    user, _ = User.objects.get_or_create(username=name, defaults={"display_name": name})
    for role in roles:
        Membership.objects.get_or_create(user=user, court=court, role=role.value)
    return actor_for(user)


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
            party = Party(
                case=case,
                court=court,
                role=role,
                position=position,
                name=name,
                name_key=names.comparing_key(name),
                kind="person",
                id_kind="resident",
            )
            party.id_sealed, party.id_index, party.id_masked = sealed_id(
                f"22242419800101{sequence:03d}{position}"
            )
            if role == "applicant" and account:
                party.bank_name = "中国农业银行"
                party.account_sealed, party.account_index, party.account_masked = sealed_account(account)
            party.save()
    Title.objects.create(
        case=case,
        court=court,
        number="（2021）吉2424民初1号",
        effective_on=date(2021, 10, 1),
        performance_ends_on=date(2021, 11, 1),
        principal_fen=principal_fen,
    )
    return case
