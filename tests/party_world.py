"""For tests of the parties' pages: a payment the bank has made, one it has sent back, and links to both sides."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.cases.models import Case, Party
from zhixing.documents.fonts import check, install
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.home import home
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations
from zhixing.funds.models import Payment, Receipt
from zhixing.simulator.bank import Bank
from zhixing.simulator.faults import Faults

GOOD_ACCOUNT = "6217569546347374596"
BACK = Faults(rejected=1000)


PROJECT_FONTS = Path(__file__).resolve().parents[1] / "var" / "fonts"


@lru_cache(maxsize=1)
def typesetter() -> Renderer:
    """A renderer with the fonts of this home or of the working copy; installed once where there are none."""
    for folder in (home().fonts, PROJECT_FONTS):
        if folder.is_dir() and not check(folder).missing:
            return Renderer(folder, lanes=1)
    install(PROJECT_FONTS)
    return Renderer(PROJECT_FONTS, lanes=1)


def end_of_id(case: Case, role: str) -> str:
    """The last six signs of the ID number that `make_case` gives to the first party on a side."""
    party = Party.objects.get(case=case, role=role, position=0)
    return f"22242419800101{case.sequence:03d}{party.position}"[-6:]


def approved(
    court: Court, sequence: int = 7, *, fen: int = 5_000_000, debtor: str = "李四"
) -> tuple[Case, Payment]:
    """A case whose money came in, was divided and approved."""
    case = make_case(court, sequence, debtors=(debtor,))
    opening = 300_000_000 + sum(Receipt.objects.values_list("fen", flat=True))
    take_in(court, [(f"B{sequence}", fen, debtor, "案款", case.sub_account)], day=sequence, opening=opening)
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    (payment,) = operations.approve(plan_id=plan.id, now=NOW, actor=person(court, Role.BUREAU_CHIEF))
    return case, payment


def answered(court: Court, payment: Payment, faults: Faults | None = None) -> Payment:
    """The payment after the bank has said everything it has to say."""
    operations.write_payment_file(court=court, now=NOW, actor=SYSTEM)
    payment.refresh_from_db()
    assert payment.file is not None
    bank = Bank(faults=faults or Faults(), opening_fen=400_000_000)
    answers = [bank.submit(bytes(payment.file.content), now=NOW)]
    answers += [message.body for message in bank.messages(now=NOW + timedelta(days=8))]
    for answer in answers:
        operations.take_bank_answer(court=court, content=answer, now=NOW, actor=SYSTEM)
    payment.refresh_from_db()
    return payment
