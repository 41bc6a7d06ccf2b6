"""Which facts ring which sweeps. The one place where a lower room's fact reaches a higher room."""

WAKES: dict[str, tuple[str, ...]] = {
    "case.filed": ("evidence.seal",),
}
