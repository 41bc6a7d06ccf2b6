from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Facts, seals and their proof."""

    name = "zhixing.foundation.evidence"
    label = "evidence"
    verbose_name = "证据链"
