from django.apps import AppConfig


class FreezesConfig(AppConfig):
    """Control measures and their terms."""

    name = "zhixing.freezes"
    label = "freezes"
    verbose_name = "智续"
