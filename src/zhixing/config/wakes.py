"""Which facts ring which sweeps. The one place where a lower room's fact reaches a higher room."""

WAKES: dict[str, tuple[str, ...]] = {
    "case.filed": ("documents.first_notices", "evidence.seal", "funds.suggest"),
    "court.account_named": ("documents.first_notices",),
    "freeze_ledger.taken": ("freezes.remind",),
    "measure.end_entered": ("freezes.remind",),
    "payee.effective": ("funds.plan", "funds.payees"),
    "payee.refused": ("funds.plan",),
    "payee.third_allowed": ("funds.plan",),
    "payee.third_refused": ("funds.plan",),
    "plan.proposed": ("funds.preauthorised",),
    "plan.approved": ("funds.send",),
    "money.marked": ("funds.plan", "funds.suggest", "funds.tell"),
    "money.hand_deposited": ("funds.plan",),
    "money.unmarked": ("funds.suggest",),
    "relatives.noted": ("funds.suggest",),
    "deferral.approved": ("funds.tell",),
    "deferral.ended": ("funds.plan",),
    "money.paid": ("funds.tell",),
    "money.payment_failed": ("funds.tell",),
    "money.payment_returned": ("funds.tell",),
}
