from django.apps import AppConfig


class WebConfig(AppConfig):
    """The shell: layout, components, sign-in."""

    name = "zhixing.web"
    label = "web"
