from django.apps import AppConfig


class FundsConfig(AppConfig):
    """Case funds: ledger, receipts, marking, distribution, payout, reconciliation."""

    name = "zhixing.funds"
    label = "funds"
    verbose_name = "案款"
