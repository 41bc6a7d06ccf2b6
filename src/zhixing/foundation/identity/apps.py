from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """People, courts, roles."""

    name = "zhixing.foundation.identity"
    label = "identity"
    verbose_name = "人员与权限"
