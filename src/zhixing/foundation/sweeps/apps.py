from django.apps import AppConfig


class SweepsConfig(AppConfig):
    """Sweeps, bells and what they left for a person."""

    name = "zhixing.foundation.sweeps"
    label = "sweeps"
    verbose_name = "巡检"
