from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Bringing documents to people so that it counts: addresses, consent, channels, carriers, proof."""

    name = "zhixing.delivery"
    label = "delivery"
    verbose_name = "送达"
