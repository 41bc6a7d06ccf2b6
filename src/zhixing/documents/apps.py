from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Documents: content, numbering, rendering, keeping."""

    name = "zhixing.documents"
    label = "documents"
    verbose_name = "文书"
