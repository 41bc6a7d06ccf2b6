"""Which facts ring which sweeps. The one place where a lower room's fact reaches a higher room."""

WAKES: dict[str, tuple[str, ...]] = {
    "case.filed": ("documents.first_notices", "evidence.seal"),
    "court.account_named": ("documents.first_notices",),
    "freeze_ledger.taken": ("freezes.remind",),
    "measure.end_entered": ("freezes.remind",),
    "plan.approved": ("funds.send",),
    "money.marked": ("funds.plan",),
}
