from django.apps import AppConfig


class CommandConfig(AppConfig):
    """Indicators of the bureau."""

    name = "zhixing.command"
    label = "command"
    verbose_name = "指挥"
