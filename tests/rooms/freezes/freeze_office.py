"""Takes ledgers over for tests: the sample's and ones written by hand."""

from datetime import UTC, date, datetime

from zhixing.cases.models import Case
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.tables import Table
from zhixing.freezes.operations import LedgerReport, take_over_ledger
from zhixing.freezes.rules.ledger import read_ledger

NOW = datetime(2022, 12, 1, 2, 0, tzinfo=UTC)
TODAY = date(2022, 12, 1)
SYSTEM = Actor.system("测试")


def take(court: Court, table: Table, *, dry_run: bool = False, actor: Actor = SYSTEM) -> LedgerReport:
    return take_over_ledger(
        court=court,
        table=table,
        file_name="查封冻结台账.xlsx",
        file_sha256="1" * 64,
        now=NOW,
        actor=actor,
        dry_run=dry_run,
    )


def some_case(court: Court) -> Case:
    case = Case.objects.filter(court=court).order_by("sequence").first()
    assert case is not None
    return case


def table_of(*rows: str) -> Table:
    """A ledger written by hand: 案号,被执行人,财产类型,财产描述,协助单位,控制措施,起始日,届满日,是否轮候."""
    head = "案号,被执行人,财产类型,财产描述,协助单位,控制措施,起始日,届满日,是否轮候"
    return read_ledger("\n".join([head, *rows]).encode())
