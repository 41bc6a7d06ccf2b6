from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The case: intake, parties, titles, claims, debt, clocks, closing."""

    name = "zhixing.cases"
    label = "cases"
    verbose_name = "案件"
