"""Setting how a court account reaches its bank."""

from datetime import datetime

from django.db import transaction

from zhixing.cases.models import CourtAccount
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.connectors.base import ConfigProblem
from zhixing.funds.connectors.registry import connector_for, names
from zhixing.funds.models import BankLink, Payment, PaymentState


class LinkRefused(ValueError):
    """The account cannot be linked in this way, or not now."""


def link_bank(
    *, account: CourtAccount, connector: str, address: str, payer_id: str, now: datetime, actor: Actor
) -> list[ConfigProblem]:
    """Set the connector of an account, where it leads and who the court is there; what is still missing.

    Refused while payments of the account are on their way: their outcome is asked where they were sent.
    """
    actor.require(account.court_id, Role.IT)
    if connector not in names():
        raise LinkRefused(f"没有名为“{connector}”的银行接口。已有：{'、'.join(sorted(names()))}。")
    with transaction.atomic():
        CourtAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
        before = BankLink.objects.filter(pk=account.pk).first()
        on_the_way = Payment.objects.filter(
            bank_account=account, state__in=[PaymentState.SENT.value, PaymentState.UNKNOWN.value]
        )
        if before is not None and before.address != address and on_the_way.exists():
            raise LinkRefused("还有付款在途，等银行答复后才能更换接口地址。")
        BankLink.objects.update_or_create(
            bank_account=account,
            defaults={"court_id": account.court_id, "connector": connector, "address": address.strip(),
                      "payer_id": payer_id.strip(), "changed_at": now, "changed_by": actor.name[:60]},
        )  # fmt: skip
        record(
            court_id=account.court_id, subject=f"account:{account.pk}", kind="court.bank_linked", at=now, actor=actor,
            body={"connector": connector, "address": address.strip(), "payer": payer_id.strip(),
                  "before": before.address if before else ""},
        )  # fmt: skip
        return connector_for(account.pk).check_config()
